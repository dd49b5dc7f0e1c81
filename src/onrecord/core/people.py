"""Who speaks, and what they are called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from onrecord.core.time import Span, subtract


class Role(StrEnum):
    HOST = "host"
    GUEST = "guest"
    REPORTER = "reporter"
    PRODUCER = "producer"
    VOICE = "voice"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone on the show's roster. `sounds_like` are ways their name is said or misheard."""

    name: str
    role: Role = Role.GUEST
    sounds_like: tuple[str, ...] = ()
    description: str = ""
    url: str = ""
    image: str = ""
    is_regular: bool = True


@dataclass(frozen=True, slots=True)
class VoiceTurn:
    """`voice` (an index from 0 in order of appearance) speaks during `span`. Turns of two voices may overlap."""

    span: Span
    voice: int


@dataclass(frozen=True, slots=True)
class Voices:
    """Who speaks when, before anyone has a name. `prints` holds one unit vector of 192 numbers per voice."""

    turns: tuple[VoiceTurn, ...]
    voices_n: int
    prints: tuple[tuple[float, ...], ...] = ()
    how: str = ""

    def alone(self, voice: int | None) -> list[Span]:
        """When this voice speaks and no other does, in time order."""
        own = [turn.span for turn in self.turns if turn.voice == voice]
        return subtract(own, [turn.span for turn in self.turns if turn.voice != voice])


_NAMELESS = re.compile(r"(Host|Guest \d+|Voice \d+|Promo voice \d*)( \(likely .+\?\))?$")


def is_nameless(label: str) -> bool:
    """Whether a speaker is called by a role and a number, with or without a guess at the name."""
    return _NAMELESS.match(label) is not None


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice with what it is called. When unsure, `name` is "Guest 1" and `likely` the best guess: never a silent one.

    `evidence_s` are the moments that `reason` speaks of.
    """

    id: str
    name: str
    role: Role = Role.GUEST
    voice: int | None = None
    likely: str | None = None
    reason: str = ""
    confidence: float = 0.0
    evidence_s: tuple[float, ...] = ()

    @property
    def label(self) -> str:
        return f"{self.name} (likely {self.likely}?)" if self.likely else self.name


@dataclass(frozen=True, slots=True)
class Speakers:
    """The speakers of one recording and, for every word id, whose it is. In `overlaps` two or more speak at once."""

    speakers: tuple[Speaker, ...]
    speaker_of_word: dict[str, str]
    overlaps: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownVoice:
    """How a person sounded in an earlier episode: one unit vector of 192 numbers for each."""

    name: str
    prints: tuple[tuple[float, ...], ...]
