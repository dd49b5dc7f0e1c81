"""What somebody says over several sentences: within marks of quotation, or told on in the tense of told speech ("It would take a year.")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from onrecord.core.grammar import Parse
from onrecord.core.talk import content
from onrecord.stages.claims import cues
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.frame import Frame, is_passive
from onrecord.stages.claims.mentions import mention_of
from onrecord.stages.claims.quoted import marks, quotations
from onrecord.stages.claims.reading import Read
from onrecord.stages.claims.statement import OURS
from onrecord.stages.claims.tree import SUBJECTS, is_noun, is_question, trimmed
from onrecord.stages.claims.us import is_on_air

_LEAST_TELLING = 3
_LISTED = frozenset("that this it those these they".split())
_LONGEST_N = 12
"""Sentences after which a quotation that nobody closed was none."""


@dataclass(slots=True)
class Quotation:
    """Whether a quotation is open, since which sentence, which sentence was the last with one, and its sentences so far that nobody is known to have said."""

    is_open: bool = False
    since: int = 0
    last: int = -2
    waiting: list[tuple[int, Read]] = field(default_factory=list)

    def passes(self, at: int, read: Read) -> bool:
        """Goes on over a sentence; whether it began within the quotation. A change of speaker closes it."""
        if read.sentence.begins_turn:
            self.is_open, self.waiting = False, []
        found = marks(read.parse)
        # A mark that opens another quotation tells that the last one was over, but for the one that begins a further paragraph of it.
        was_open = self.is_open and not (found and found[0][1] and found[0][0] > 0) and at - self.since < _LONGEST_N
        is_open = found[-1][1] if found else was_open
        if is_open and not was_open:
            self.since = at
        self.is_open = is_open
        if is_open:
            self.waiting.append((at, read))
        # "“A,” she said. “B.”": a sentence all in marks right after a quotation goes on with it.
        follows = bool(found) and found[0] == (0, True) and self.last == at - 1 and _is_all_quoted(read.parse)
        if found or was_open:
            self.last = at
        return was_open or follows


def _is_all_quoted(parse: Parse) -> bool:
    """Whether nothing but marks stands outside its one quotation."""
    told = quotations(parse)
    return len(told) == 1 and all(parse[p].pos == "PUNCT" for p in range(told[0][1], len(parse)))


def quoted_frame(parse: Parse, stance: Stance, *, is_first: bool) -> Frame | None:
    """What of a sentence stands within a quotation that began before it (or begins in it, when `is_first`) as a frame without a cue."""
    found = marks(parse)
    if is_first:
        places = list(range(found[-1][0] + 1, len(parse))) if found else []
    else:
        end = next((at for at, opens in found if not opens), len(parse))
        places = list(range(end))
    return _as_frame(parse, trimmed(parse, places), stance)


def told_on_frame(parse: Parse, stance: Stance) -> Frame | None:
    """A sentence in the tense in which told speech goes on: its main verb with "would" or "had", about others than the speakers."""
    root = parse.root
    if root is None or is_question(parse, root):
        return None
    auxiliaries = {parse[c].text.casefold() for c in parse.children(root, "aux")}
    subject = parse.child(root, *SUBJECTS)
    that = next((c for c in parse.children(root, "mark") if parse[c].lemma == "that"), None)
    if (
        subject is not None and that is not None and not trimmed(parse, list(range(that)))
    ):  # "But that it would not pay."
        return _as_frame(parse, trimmed(parse, list(range(that + 1, len(parse)))), stance)
    is_listing = parse[root].lemma == "include" and parse[root].tag == "VBD"  # "that included ten boats"
    if is_listing and subject is not None and parse[subject].text.casefold() in _LISTED:
        return _as_frame(parse, trimmed(parse, list(range(len(parse)))), stance)
    is_told = bool(auxiliaries & {"would", "had", "'d", "’d", "wouldn't"})
    # "That would cost two thousand jobs" is what the speaker makes of it.
    if not is_told or subject is None or parse[subject].text.casefold() in OURS | {"that", "this", "which"}:
        return None
    if "had" in auxiliaries and _is_of_their_mind(parse, root, subject):
        return None
    if any(token.text.casefold() in ("if", "i", "you", "we", "my", "our") for token in parse.tokens):
        return None
    return _as_frame(parse, trimmed(parse, list(range(len(parse)))), stance)


def _is_of_their_mind(parse: Parse, verb: int, subject: int) -> bool:
    """ "Analysts had been hoping for a sale": what others said or thought before is told by the speaker."""
    is_said_or_thought = parse[verb].lemma in cues.VERBS.keys() - cues.WEAK
    is_group = is_noun(parse, subject) and mention_of(parse, subject, 0).kind in ("people", "organisation")
    return is_said_or_thought and is_group and not is_passive(parse, verb)


def direct_frame(parse: Parse, stance: Stance) -> Frame | None:
    """A sentence that goes on in the words of who was just heard to say "I" or "we": with one of them as its subject."""
    root = parse.root
    subject = parse.child(root, *SUBJECTS) if root is not None else None
    if root is None or subject is None or parse[subject].text.casefold() not in ("i", "we") or is_question(parse, root):
        return None
    return _as_frame(parse, trimmed(parse, list(range(len(parse)))), stance) if not is_on_air(parse, root) else None


def _as_frame(parse: Parse, places: Sequence[int], stance: Stance) -> Frame | None:
    if len(content(parse[p].text.casefold() for p in places)) < _LEAST_TELLING:
        return None
    heads = [p for p in places if parse[p].head not in places or parse[p].head == p]
    return Frame(heads[0] if heads else places[0], (), (), tuple(places), stance)
