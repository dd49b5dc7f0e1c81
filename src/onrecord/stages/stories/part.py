"""A part of the talk: sentences in a row of one kind, and what lies in or between such runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.core.story import StoryKind
from onrecord.core.talk import Sentence


@dataclass(frozen=True, slots=True)
class Part:
    """Sentences `first` to `end` of one kind; a story may say only with the sentence `named_at` what it is about."""

    kind: StoryKind
    first: int
    end: int
    reason: str
    confidence: float = 0.6
    named_at: int | None = None

    @property
    def names_from(self) -> int:
        return self.first if self.named_at is None else self.named_at


def free_of(n: int, taken: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """What of sentences 0 to n lies in none of the taken runs."""
    free, at = [], 0
    for first, end in [*taken, (n, n)]:
        if first > at:
            free.append((at, first))
        at = max(at, end)
    return free


def clipped(ranges: Sequence[tuple[int, int]], first: int, end: int) -> list[tuple[int, int]]:
    """What of the runs lies between sentences `first` and `end`."""
    return [(max(a, first), min(b, end)) for a, b in ranges if max(a, first) < min(b, end)]


def seconds(talk: Sequence[Sentence], first: int, end: int) -> float:
    """How long the sentences `first` to `end` last."""
    return talk[end - 1].span.end_s - talk[first].span.start_s


def told_of(parts: Sequence[Part]) -> list[Part]:
    return [p for p in parts if p.kind is StoryKind.STORY]
