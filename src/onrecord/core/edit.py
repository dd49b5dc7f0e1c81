"""Cuts, the decisions on them, and the edit list that both make: what the programme leaves out, and why."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from enum import StrEnum

from onrecord.core.time import Span, TimeMap, subtract, union

BY_HAND = "by hand"
"""The reason of a cut that a person asked for."""


class Action(StrEnum):
    """`remove` takes the whole span out, `shorten` leaves `keep_s` of it, `mute` ducks it in place."""

    REMOVE = "remove"
    SHORTEN = "shorten"
    MUTE = "mute"


class Verdict(StrEnum):
    ACCEPT = "accept"
    REJECT = "reject"
    ADJUST = "adjust"


@dataclass(frozen=True, slots=True)
class Cut:
    """A proposed change to the programme.

    `anchor` is the sound or silence that gave rise to it, on which its `id` is built, so that the id stays when a setting
    moves the borders of `span`. `removes` are the parts of the recording that go: the span, or for a shortened pause all of
    it but `keep_s`; a muted one is turned down by `duck_db`. `is_on` is False for what is only suggested.
    """

    id: str
    span: Span
    anchor: Span
    action: Action
    reason: str
    confidence: float
    source: str
    evidence: str
    removes: tuple[Span, ...]
    keep_s: float = 0.0
    is_on: bool = True
    duck_db: float = 24.0

    @property
    def removed_s(self) -> float:
        return sum(span.duration_s for span in self.removes)

    @property
    def length_s(self) -> float:
        """How much goes, or is turned down."""
        return self.span.duration_s if self.action is Action.MUTE else self.removed_s


def cut_id(reason: str, anchor: Span) -> str:
    """A short id that the same sound gets in every run."""
    digest = hashlib.sha256(f"{reason} {anchor.start_s:.3f} {anchor.end_s:.3f}".encode()).hexdigest()
    return f"cut-{digest[:6]}"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said of a proposal. Appended to a log, never changed.

    `kind` is what `subject_id` names: "cut", "name", "line", "speaker", "turn" or "story". `anchor_start_s`/`anchor_end_s` hold the place,
    so that the decision still finds its proposal when a new model gives it another id. `value` depends on the verdict:
    for an adjusted cut {"start_s", "end_s"}, for a name {"text"}, for words of a line
    {"text", "heard"}.
    """

    kind: str
    subject_id: str
    verdict: Verdict
    at: str
    by: str = ""
    note: str = ""
    anchor_start_s: float | None = None
    anchor_end_s: float | None = None
    value: dict[str, float | str] = field(default_factory=dict)

    @property
    def anchor(self) -> Span | None:
        if self.anchor_start_s is None or self.anchor_end_s is None:
            return None
        return Span(self.anchor_start_s, self.anchor_end_s)


@dataclass(frozen=True, slots=True)
class EffectiveCut:
    """A cut after the last decision on it. `decision` is None while nobody has looked."""

    cut: Cut
    is_on: bool
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Cuts:
    """What the cut stage proposes."""

    cuts: tuple[Cut, ...]


@dataclass(frozen=True, slots=True)
class EditList:
    """The proposals with the decisions on them, in the order in which they were made: the last one on a subject counts."""

    cuts: tuple[Cut, ...]
    decisions: tuple[Decision, ...] = ()

    def effective(self) -> list[EffectiveCut]:
        """Every proposal with its state, in time order, and the cuts that a person added or keeps alive.

        A proposal follows the last decision on its id or, where a decision's own proposal is gone, on its place. What is turned
        down of a sound stays as it was when a person leaves the cut of that sound in: they want to hear all of it.
        """
        latest = self._latest()
        said: dict[str, Decision] = {}
        alone: list[Decision] = []
        for decision in latest:
            subject = self._proposal_of(decision)
            if subject is not None:
                said[subject] = decision
            elif _is_by_hand(decision) or (decision.verdict is not Verdict.REJECT and "start_s" in decision.value):
                alone.append(decision)
        left_in = {
            (cut.reason, cut.anchor): said[cut.id]
            for cut in self.cuts
            if cut.id in said and said[cut.id].verdict is Verdict.REJECT
        }
        found = []
        for cut in self.cuts:
            of_its_sound = left_in.get((cut.reason, cut.anchor)) if cut.action is Action.MUTE else None
            found.append(_decided(cut, said.get(cut.id, of_its_sound)))
        found += [_decided(_by_hand(decision), decision) for decision in alone]
        return sorted(found, key=lambda e: (e.cut.span, e.cut.id))

    def orphans(self) -> list[Decision]:
        """Decisions whose proposal is gone and which add no cut of their own: shown, never dropped."""
        used = {id(e.decision) for e in self.effective() if e.decision}
        return [decision for decision in self._latest() if id(decision) not in used]

    def time_map(self, duration_s: float) -> TimeMap:
        """What a cut takes beyond the end of the recording counts for nothing."""
        return TimeMap(self.removed(), duration_s)

    def removed(self) -> list[Span]:
        on = [e.cut for e in self.effective() if e.is_on and e.cut.action is not Action.MUTE]
        return union(span for cut in on for span in cut.removes)

    def muted(self) -> list[tuple[Span, float]]:
        """What is turned down in place, and by how many dB; in time order, without overlap: the deeper one counts."""
        on = [e.cut for e in self.effective() if e.is_on and e.cut.action is Action.MUTE]
        found: list[tuple[Span, float]] = []
        for cut in sorted(on, key=lambda cut: -cut.duck_db):
            found += [(span, cut.duck_db) for span in subtract([cut.span], [span for span, _ in found])]
        return sorted(found)

    def _latest(self) -> list[Decision]:
        """The last decision on each subject, in the order in which they were made."""
        last = {d.subject_id: at for at, d in enumerate(self.decisions) if d.kind == "cut"}
        return [self.decisions[at] for at in sorted(last.values())]

    def _proposal_of(self, decision: Decision) -> str | None:
        """The id of the proposal that `decision` is about: the one it names, else the one most alike in place."""
        if any(cut.id == decision.subject_id for cut in self.cuts):
            return decision.subject_id
        anchor = decision.anchor
        if anchor is None or _is_by_hand(decision):
            return None
        alike = [cut for cut in self.cuts if _is_same_place(cut, anchor)]
        return max(alike, key=lambda cut: cut.anchor.shared_s(anchor)).id if alike else None


def _decided(cut: Cut, decision: Decision | None) -> EffectiveCut:
    if decision is None:
        return EffectiveCut(cut, cut.is_on)
    if "start_s" in decision.value and decision.verdict is not Verdict.REJECT:
        span = Span(float(decision.value["start_s"]), float(decision.value["end_s"]))
        if cut.action is Action.MUTE:
            cut = replace(cut, span=span)
        else:
            cut = replace(cut, span=span, removes=(span,), keep_s=0.0, action=Action.REMOVE)
    return EffectiveCut(cut, decision.verdict is not Verdict.REJECT, decision)


def _is_same_place(cut: Cut, anchor: Span) -> bool:
    return cut.anchor.shared_s(anchor) > 0.6 * max(cut.anchor.duration_s, anchor.duration_s)


def _is_by_hand(decision: Decision) -> bool:
    return decision.anchor is not None and decision.subject_id == cut_id(BY_HAND, decision.anchor)


def _by_hand(decision: Decision) -> Cut:
    anchor = decision.anchor
    if "start_s" in decision.value:
        span = Span(float(decision.value["start_s"]), float(decision.value["end_s"]))
    else:
        assert anchor is not None  # only cuts by hand come here without borders, and their place is their borders
        span = anchor
    return Cut(
        id=decision.subject_id, span=span, anchor=anchor or span, action=Action.REMOVE, reason=BY_HAND, confidence=1.0,
        source="person", evidence=decision.note or "asked for by a person", removes=(span,),
    )  # fmt: skip
