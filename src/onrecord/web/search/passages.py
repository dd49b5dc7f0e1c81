"""What of an episode can be found, cut into passages, each under a key that sorts by kind, day, episode and place."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple

import nh3

from onrecord.web.search.query import FIRST_DAY
from onrecord.web.shows.models import Episode
from onrecord.web.shows.people import person_slug

DAY_BITS, EPISODE_BITS, PLACE_BITS = 17, 22, 20
HEADS_FROM = 1 << (DAY_BITS + EPISODE_BITS + PLACE_BITS)
"""Titles, notes and stories lie above all lines: what an episode is about comes before what was said in one."""
_STORY_PLACE, _NOTES_PLACE, _TITLE_PLACE = 1000, 500_000, 900_000
_EARLY_S = 0.05
_LONGEST_TEXT_CHARS_N = 4000


class Kind(StrEnum):
    TITLE = "title"
    NOTES = "notes"
    STORY = "story"
    LINE = "line"


class Found(NamedTuple):
    """A passage as the index takes it: a tuple, for a big show has a million. `marks` are what it can be filtered by."""

    key: int
    episode_id: int
    kind: str
    start_s: float
    speaker: str
    spot: str
    marks: str
    text: str


def keys_between(since: date, until: date) -> tuple[int, int]:
    """The keys of the lines of these days, both ends included; the heads have the same plus `HEADS_FROM`."""
    bits = EPISODE_BITS + PLACE_BITS
    return _day(since) << bits, ((_day(until) + 1) << bits) - 1


def keys_of(episode_id: int, iso_date: str) -> tuple[int, int]:
    first = _key(episode_id, iso_date, 0)
    return first, first + (1 << PLACE_BITS) - 1


def person_mark(name: str) -> str:
    return "p" + _digest(person_slug(name))


def show_mark(guid: str) -> str:
    return "w" + _digest(guid)


def story_mark(episode_id: int, index: int) -> str:
    return f"s{episode_id}x{index}"


def kind_mark(kind: Kind) -> str:
    return f"k{kind}"


def passages_of(episode: Episode) -> Iterator[Found]:
    """The title, notes, stories and lines of an episode that is out."""
    show = show_mark(episode.show.guid)
    starts_s = [chapter["start_s"] for chapter in episode.chapters]

    def found(
        place: int, kind: Kind, text: str, marks: str = "", start_s: float = 0.0, speaker: str = "", spot: str = ""
    ) -> Found:
        at = _key(episode.pk, episode.date, place) + (HEADS_FROM if kind is not Kind.LINE else 0)
        marks = f"{kind_mark(kind)} {show} {marks}".rstrip()
        return Found(at, episode.pk, kind, start_s, speaker, spot, marks, text[:_LONGEST_TEXT_CHARS_N])

    yield found(_TITLE_PLACE, Kind.TITLE, episode.title)
    for index, paragraph in enumerate(_paragraphs(episode)[:1000]):
        yield found(_NOTES_PLACE - index, Kind.NOTES, paragraph)
    for index, chapter in enumerate(episode.chapters):
        mark = story_mark(episode.pk, index)
        yield found(_STORY_PLACE - min(index, _STORY_PLACE), Kind.STORY, chapter["title"], mark, chapter["start_s"])
    yield from _lines(episode, starts_s, f"{kind_mark(Kind.LINE)} {show}")


def _lines(episode: Episode, starts_s: list[float], marks: str) -> Iterator[Found]:
    """The last line first: keys fall with the place, so that lines of an episode come in their order, newest episode first."""
    after = _key(episode.pk, episode.date, (1 << PLACE_BITS) - 1)
    people: dict[str, str] = {}
    rows = episode.cues.values_list("position", "start_s", "speaker", "cue_id", "text").order_by("-position")
    for position, start_s, speaker, cue_id, text in rows.iterator(5000):
        person = people.get(speaker) or people.setdefault(speaker, f"{marks} {person_mark(speaker)}")
        story = bisect_right(starts_s, start_s + _EARLY_S) - 1
        own = f"{person} {story_mark(episode.pk, story)}" if story >= 0 else person
        yield Found(after - position, episode.pk, Kind.LINE, start_s, speaker, cue_id, own, text)


def _key(episode_id: int, iso_date: str, place: int) -> int:
    try:
        day = _day(date.fromisoformat(iso_date))
    except ValueError:
        day = 0
    return (((day << EPISODE_BITS) | episode_id) << PLACE_BITS) | place


def _day(day: date) -> int:
    return min(max((day - FIRST_DAY).days, 0), (1 << DAY_BITS) - 1)


def _paragraphs(episode: Episode) -> list[str]:
    """The one-line summary and the notes, or the description where there are none, as plain text."""
    blocks = re.sub(r"</(?:p|li|h\d|blockquote)>|<(?:br|hr)\s*/?>", "\n", episode.notes_html or "")
    text = html.unescape(nh3.clean(blocks, tags=set())) or episode.description
    paragraphs = [episode.line, *text.split("\n")]
    return list(dict.fromkeys(" ".join(paragraph.split()) for paragraph in paragraphs if paragraph.strip()))


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=6).hexdigest()
