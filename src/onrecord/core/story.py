"""What the episode is made of: intro, stories, promos, outro."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from onrecord.core.time import Span


class StoryKind(StrEnum):
    INTRO = "intro"
    STORY = "story"
    PROMO = "promo"
    OUTRO = "outro"
    CREDITS = "credits"


@dataclass(frozen=True, slots=True)
class Story:
    """A stretch of the talk on the recording's clock, over whole words (`first` to `end`, positions in the transcript)."""

    id: str
    span: Span
    kind: StoryKind
    title: str
    reason: str
    first: int
    end: int
    confidence: float = 0.5


@dataclass(frozen=True, slots=True)
class Stories:
    stories: tuple[Story, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence of the show notes and the words it rests on. No sentence without them."""

    text: str
    word_ids: tuple[str, ...]
    speaker_id: str | None = None


@dataclass(frozen=True, slots=True)
class Notes:
    """Proposals for what to print beside the episode. `titles` are proposals, best first."""

    line: str
    paragraph: tuple[Note, ...]
    quotes: tuple[Note, ...]
    links: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
