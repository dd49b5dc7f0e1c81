"""A line of the transcript as a person wrote it anew: which of its words change, and the decisions that say so."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from onrecord.core.edit import Decision, Verdict
from onrecord.core.lines import ReadWord
from onrecord.core.time import Span
from onrecord.core.transcript import Cue

KIND = "line"


@dataclass(frozen=True, slots=True)
class Rewording:
    """`text` instead of `read`, in one place of the recording."""

    place: Span
    read: str
    text: str

    @property
    def id(self) -> str:
        """The same place has the same id, so that a later decision takes the place of an earlier one."""
        digest = hashlib.sha256(f"{self.place.start_s:.3f} {self.place.end_s:.3f}".encode()).hexdigest()
        return f"line-{digest[:8]}"

    def decision(self, *, at: str, by: str, note: str = "") -> Decision:
        return Decision(
            kind=KIND, subject_id=self.id, verdict=Verdict.ACCEPT, at=at, by=by, note=note,
            anchor_start_s=self.place.start_s, anchor_end_s=self.place.end_s, value={"text": self.text, "heard": self.read},
        )  # fmt: skip


def words_of(cue: Cue, read: Iterable[ReadWord]) -> list[ReadWord]:
    """The words that make up a cue; empty when they do not say what the cue says (it is of another hearing)."""
    found = [
        word for word in read
        if word.speaker_id == cue.speaker_id and word.span.start_s < cue.source.end_s and word.span.end_s > cue.source.start_s
    ]  # fmt: skip
    wanted = cue.text.split()
    texts = [word.text.split() for word in found]
    for first in range(len(found)):
        said: list[str] = []
        for end in range(first, len(found)):
            said += texts[end]
            if said == wanted:
                return found[first : end + 1]
            if said != wanted[: len(said)]:
                break
    return []


def rewordings(read: Sequence[ReadWord], text: str) -> list[Rewording]:
    """The smallest changes that make `read` say `text`: what is not changed keeps its own words and times.

    A word that is added or goes takes a neighbour along, because there is no place in the sound for what nobody says.
    Raises ValueError when nothing would be left.
    """
    wanted = text.split()
    if not wanted:
        raise ValueError("a line says something")
    tokens = [(at, token) for at, word in enumerate(read) for token in word.text.split()]
    matcher = SequenceMatcher(None, [token for _, token in tokens], wanted, autojunk=False)
    changes = [
        (i1, i2, j1, j2)
        for name, i1, i2, j1, j2 in _grown(matcher.get_opcodes(), tokens, len(wanted))
        if name != "equal"
    ]
    found = []
    for i1, i2, j1, j2 in changes:
        held = read[tokens[i1][0] : tokens[i2 - 1][0] + 1]
        place = Span(min(word.span.start_s for word in held), max(word.span.end_s for word in held))
        found.append(Rewording(place, " ".join(word.text for word in held), " ".join(wanted[j1:j2])))
    return found


Opcode = tuple[str, int, int, int, int]


def _grown(opcodes: Sequence[Opcode], tokens: Sequence[tuple[int, str]], wanted_n: int) -> list[Opcode]:
    """The opcodes with both sides of every change made of whole words and not empty; changes that meet are one."""
    changes: list[list[int]] = []
    for name, i1, i2, j1, j2 in opcodes:
        if name == "equal":
            continue
        grown = [i1, i2, j1, j2]
        while grown[0] == grown[1] or grown[2] == grown[3] or _splits(tokens, grown[0]) or _splits(tokens, grown[1]):
            if grown[0] > 0 and grown[2] > 0 and not (_splits(tokens, grown[1]) and not _splits(tokens, grown[0])):
                grown[0], grown[2] = grown[0] - 1, grown[2] - 1
            elif grown[1] < len(tokens) and grown[3] < wanted_n:
                grown[1], grown[3] = grown[1] + 1, grown[3] + 1
            else:
                return [("replace", 0, len(tokens), 0, wanted_n)]
        if changes and grown[0] < changes[-1][1]:
            changes[-1][1], changes[-1][3] = max(changes[-1][1], grown[1]), max(changes[-1][3], grown[3])
        else:
            changes.append(grown)
    return [("replace", *change) for change in changes]  # type: ignore[misc]


def _splits(tokens: Sequence[tuple[int, str]], at: int) -> bool:
    """Whether a border before the token `at` goes through a corrected name of several words."""
    return 0 < at < len(tokens) and tokens[at - 1][0] == tokens[at][0]
