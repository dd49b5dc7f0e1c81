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
    """One sentence of the show notes and what it rests on: words, and the claims that stand in them. None without words.

    `model` names the language model that wrote it; empty for what was taken from the talk.
    """

    text: str
    word_ids: tuple[str, ...]
    speaker_id: str | None = None
    claim_ids: tuple[str, ...] = ()
    model: str = ""


@dataclass(frozen=True, slots=True)
class StoryNotes:
    """What one story says, in the order of the talk."""

    story_id: str
    title: str
    sentences: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class LinkNote:
    """An address that was said, and the words that say it."""

    url: str
    word_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a promo sends its listeners to: an address and the code to give there, either of which may be empty."""

    story_id: str
    url: str
    code: str
    word_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonNote:
    """Someone who speaks, or whom the talk names with what they are. `role` is the speaker's, or the words of the talk."""

    name: str
    role: str
    word_ids: tuple[str, ...]
    is_speaker: bool = False


@dataclass(frozen=True, slots=True)
class Notes:
    """Proposals for what to print beside the episode, in three lengths: `line`, `paragraph`, and the page by `stories`.

    `links` are those of the talk, `offers` those of its promos. `titles` are proposals, best first. `dropped_n` counts the sentences that failed the check against the words.
    `unanswered` is what the language model's endpoint failed with; empty where it answered, or none was asked.
    """

    line: Note | None = None
    paragraph: tuple[Note, ...] = ()
    stories: tuple[StoryNotes, ...] = ()
    quotes: tuple[Note, ...] = ()
    links: tuple[LinkNote, ...] = ()
    people: tuple[PersonNote, ...] = ()
    titles: tuple[Note, ...] = ()
    dropped_n: int = 0
    offers: tuple[Offer, ...] = ()
    unanswered: str = ""
