"""The rules for a podcast's feed and all that hangs on it, each a small pure function with its source and its mend.

`BOOKS` has them all: a rule that is added to a book is in the command, the report and the docs page. What is judged comes as
bytes and answers; who fetches them is of no concern here.
"""

from typing import Any

from onrecord.formats.check import episodes, podcast
from onrecord.formats.check.captions import SRT, VTT
from onrecord.formats.check.documents import CHAPTERS, JSON_FEED, TRANSCRIPT
from onrecord.formats.check.feed import NAMES, READING, SHAPE
from onrecord.formats.check.linked_data import JSON_LD
from onrecord.formats.check.picture import PICTURE
from onrecord.formats.check.rules import Book, Finding, Rule, Severity
from onrecord.formats.check.served import SERVED_ARTWORK, SERVED_FEED, SERVED_SOUND, SERVED_TEXT
from onrecord.formats.check.show import FEED

BOOKS: tuple[Book[Any], ...] = (
    READING, SHAPE, NAMES, FEED, PICTURE, VTT, SRT, TRANSCRIPT, CHAPTERS, JSON_FEED, JSON_LD,
    SERVED_FEED, SERVED_SOUND, SERVED_ARTWORK, SERVED_TEXT,
)  # fmt: skip

__all__ = ["BOOKS", "Book", "Finding", "Rule", "Severity", "episodes", "podcast"]
