"""The words that were heard, and the corrections that lie on top of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from onrecord.core.time import Span, subtract

NEAR_S = 0.35
"""A word is taken to cover the speech this far around it."""


class Timing(StrEnum):
    """How a word's time is known. Times are never missing."""

    HEARD = "heard"
    ALIGNED = "aligned"
    GUESSED = "guessed"


@dataclass(frozen=True, slots=True)
class Word:
    """One word as heard, with its punctuation and no spaces around it. `speaker_id` is set by the speakers stage."""

    id: str
    text: str
    start_s: float
    end_s: float
    confidence: float
    timing: Timing = Timing.HEARD
    speaker_id: str | None = None
    begins_segment: bool = False

    @property
    def span(self) -> Span:
        return Span(self.start_s, self.end_s)

    @property
    def ends_sentence(self) -> bool:
        return self.text.rstrip("\"'”’)]").endswith((".", "?", "!", "…", "。", "？", "！"))


def span_of(words: Sequence[Word]) -> Span:
    """From where the first word begins to where the last one ends."""
    return Span(words[0].start_s, max(words[0].start_s, words[-1].end_s))


def without_words(speech: Iterable[Span], words: Iterable[Word], sounds: Iterable[Span], least_s: float) -> list[Span]:
    """The speech of at least `least_s` that no word is near, and that is none of the `sounds` that were told from it."""
    spoken = subtract(speech, [*(word.span.grown(NEAR_S) for word in words), *sounds])
    return [span for span in spoken if span.duration_s >= least_s]


@dataclass(frozen=True, slots=True)
class EngineStamp:
    """Which engine, model and weights made an artifact."""

    name: str
    version: str
    model: str
    digest: str


@dataclass(frozen=True, slots=True)
class HeardAgain:
    """Words at `word_ids` (consecutive) that were heard a second time, with the show's names in mind, instead of `plain`."""

    word_ids: tuple[str, ...]
    plain: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Transcript:
    """`language` is an ISO 639-1 code; words are in time order and their ids are unique.

    `hearing` says what the plain words were made from, `heard_again` where the names changed them.
    """

    language: str
    words: tuple[Word, ...]
    engine: EngineStamp
    heard_again: tuple[HeardAgain, ...] = ()
    hearing: str = ""

    @property
    def plain(self) -> tuple[Word, ...]:
        """The words as they were heard without the show's names."""
        before = {again.word_ids[0]: again.plain for again in self.heard_again}
        gone = {id for again in self.heard_again for id in again.word_ids}
        found: list[Word] = []
        for word in self.words:
            if word.id not in gone:
                found.append(word)
            elif word.id in before:
                found.extend(before[word.id])
        return tuple(found)


class Band(StrEnum):
    """`auto` is done, listed and undoable; `suggest` waits for a person."""

    AUTO = "auto"
    SUGGEST = "suggest"


@dataclass(frozen=True, slots=True)
class Correction:
    """`text` instead of what was `heard` at `word_ids` (consecutive). Lies on top: the heard form stays."""

    id: str
    word_ids: tuple[str, ...]
    heard: str
    text: str
    reason: str
    confidence: float
    source: str
    band: Band = Band.SUGGEST


@dataclass(frozen=True, slots=True)
class Corrections:
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Cue:
    """What a reader sees as one line: the finished words of one speaker, a sentence or a part of one.

    `id` is made from the first word's id, so comments and links to it survive cuts and corrections. `source` is where it
    is on the recording's clock, `span` where it is heard in the programme. `words` are (text, programme start, end):
    a corrected name may be one entry over several heard words.
    """

    id: str
    span: Span
    source: Span
    speaker_id: str
    speaker: str
    text: str
    words: tuple[CueWord, ...] = field(default=())
    begins_turn: bool = False


@dataclass(frozen=True, slots=True)
class CueWord:
    text: str
    start_s: float
    end_s: float
    confidence: float = 1.0
    heard: str | None = None
