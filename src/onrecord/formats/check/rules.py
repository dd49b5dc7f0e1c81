"""What a rule is: what it asks for, who asks, how to mend it, and a small pure function that finds where it is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")
FOUND_CHARS_N = 120
SPOTS_N = 1_000
"""Places that are told of one rule: whoever has mended so many looks again."""


class Severity(StrEnum):
    """An ERROR is refused or not played somewhere, a WARNING is worse somewhere, a NOTE is worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


class Spot(NamedTuple):
    """A place where a rule is broken: where it is in words, what stands there, the line (0 when there are none).

    `source` is a closer source than the rule's own, where there is one.
    """

    where: str = ""
    found: str = ""
    line: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that is broken, and where. `target` is the file or address that was judged."""

    rule: str
    severity: Severity
    says: str
    source: str
    mend: str
    target: str = ""
    where: str = ""
    line: int = 0
    found: str = ""


@dataclass(frozen=True, slots=True)
class Rule(Generic[T]):
    """`id` is what programs and the test files know it by; it never changes. `says` and `mend` are one sentence each."""

    id: str
    severity: Severity
    says: str
    source: str
    mend: str
    spots: Callable[[T], Iterable[Spot]]


@dataclass(frozen=True, slots=True)
class Book(Generic[T]):
    """The rules for one kind of thing, in the order in which they are told."""

    about: str
    rules: list[Rule[T]] = field(default_factory=list)

    def rule(
        self, id: str, severity: Severity, says: str, source: str, mend: str
    ) -> Callable[[Callable[[T], Iterable[Spot]]], Callable[[T], Iterable[Spot]]]:
        """Makes a rule of the function below it, which yields the spots."""

        def enter(spots: Callable[[T], Iterable[Spot]]) -> Callable[[T], Iterable[Spot]]:
            self.rules.append(Rule(id, severity, says, source, mend, spots))
            return spots

        return enter

    def judge(self, subject: T, target: str = "") -> Iterator[Finding]:
        for rule in self.rules:
            for spot in islice(rule.spots(subject), SPOTS_N):
                yield Finding(
                    rule.id, rule.severity, rule.says, spot.source or rule.source, rule.mend,
                    target, spot.where, spot.line, shortened(spot.found),
                )  # fmt: skip


def shortened(text: str) -> str:
    """One printable line of at most 120 characters: what a hostile file says does not steer the terminal that shows it."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= FOUND_CHARS_N else line[: FOUND_CHARS_N - 1] + "…"
