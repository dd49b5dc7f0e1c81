"""What somebody says over several sentences: within marks of quotation, or told on in the tense of told speech ("It would take a year.")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from onrecord.core.grammar import Parse
from onrecord.core.talk import content
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.facts import OURS
from onrecord.stages.claims.frame import Frame
from onrecord.stages.claims.reading import Read
from onrecord.stages.claims.tree import SUBJECTS, is_question, trimmed

_MARKS = ('"', "“", "”", "„", "«", "»", "``", "''")
_LEAST_TELLING = 3


def marks_n(parse: Parse) -> int:
    """How many marks of quotation a sentence has: odd where a quotation goes on over its end or began before it."""
    return sum(token.text in _MARKS for token in parse.tokens)


@dataclass(slots=True)
class Quotation:
    """Whether a quotation is open, and its sentences so far that nobody is known to have said."""

    is_open: bool = False
    waiting: list[tuple[int, Read]] = field(default_factory=list)

    def passes(self, at: int, read: Read) -> bool:
        """Goes on over a sentence; whether it began within the quotation. A change of speaker closes it."""
        if read.sentence.begins_turn:
            self.is_open, self.waiting = False, []
        was_open = self.is_open
        if marks_n(read.parse) % 2:
            self.is_open = not self.is_open
        if self.is_open:
            self.waiting.append((at, read))
        return was_open


def quoted_frame(parse: Parse, stance: Stance, *, is_first: bool) -> Frame | None:
    """What of a sentence stands within a quotation that began before it (or begins in it, when `is_first`) as a frame without a cue."""
    marks = [at for at, token in enumerate(parse.tokens) if token.text in _MARKS]
    if is_first:
        places = list(range(marks[-1] + 1, len(parse))) if marks else []
    else:
        places = list(range(marks[0] if len(marks) % 2 else len(parse)))
    return _as_frame(parse, trimmed(parse, places), stance)


def told_on_frame(parse: Parse, stance: Stance) -> Frame | None:
    """A sentence in the tense in which told speech goes on: its main verb with "would" or "had", about others than the speakers."""
    root = next((at for at in range(len(parse)) if parse[at].dep == "ROOT"), None)
    if root is None or is_question(parse, root):
        return None
    auxiliaries = {parse[c].text.casefold() for c in parse.children(root, "aux")}
    subject = parse.child(root, *SUBJECTS)
    is_told = bool(auxiliaries & {"would", "had", "'d", "’d", "wouldn't"})
    # "That would cost two thousand jobs" is what the speaker makes of it.
    if not is_told or subject is None or parse[subject].text.casefold() in OURS | {"that", "this", "which"}:
        return None
    if any(token.text.casefold() in ("if", "i", "you", "we", "my", "our") for token in parse.tokens):
        return None
    return _as_frame(parse, trimmed(parse, list(range(len(parse)))), stance)


def _as_frame(parse: Parse, places: Sequence[int], stance: Stance) -> Frame | None:
    if len(content(parse[p].text.casefold() for p in places)) < _LEAST_TELLING:
        return None
    heads = [p for p in places if parse[p].head not in places or parse[p].head == p]
    return Frame(heads[0] if heads else places[0], (), (), tuple(places), stance)
