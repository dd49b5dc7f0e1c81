"""Cuts, the decisions on them, and the edit list that both make: what the programme leaves out, and why."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from onrecord.core.time import Span, TimeMap, on_grid, subtract, union

BY_HAND = "by hand"
"""The reason of a cut that a person asked for."""
MAY_GO = "May go: how sure it is that nothing said is lost, not what kind a noise is."
"""What people are told of a cut's confidence."""
BESIDE_WHAT_STAYS_S = 0.05
"""So far from a sound that stays does a pause stay with it: its onset and its end, which are told to some 10 ms, and the join."""
_LEAST_OF_ITS_KIND = 0.4
"""A noise that is less than this of the kind that it is most like is called no more than a noise."""
_TOUCHED_S = 0.03
"""Less than this of a sound may go with another cut without a word: its borders are not known better."""


class Action(StrEnum):
    """`remove` takes the whole span out, `shorten` leaves `keep_s` of it, `mute` ducks it in place."""

    REMOVE = "remove"
    SHORTEN = "shorten"
    MUTE = "mute"


class Verdict(StrEnum):
    """`take back` undoes what was said of the subject before: the machine's proposal counts again."""

    ACCEPT = "accept"
    REJECT = "reject"
    ADJUST = "adjust"
    TAKE_BACK = "take back"


@dataclass(frozen=True, slots=True)
class Cut:
    """A proposed change to the programme.

    `anchor` is the sound or silence that gave rise to it, on which its `id` is built, so that the id stays when a setting
    moves the borders of `span`. `removes` are the parts of the recording that go: the span, or for a shortened pause all of
    it but `keep_s`; a muted one is turned down to the room beside it, by `duck_db` at the most. `is_on` is False for what is only suggested.
    `confidence` is how sure it is that it may go; of which kind a noise is, `kind_share` says: how much it is like its `reason`, among all noises.
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
    kind_share: float = 1.0

    @property
    def called(self) -> str:
        """The reason as people are told it."""
        return self.reason if self.kind_share >= _LEAST_OF_ITS_KIND else "noise"

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

    `kind` is what `subject_id` names: "cut", "name", "line", "speaker", "turn", "story", "claim" or "transcript" (that a person has read it). `anchor_start_s`/`anchor_end_s` hold the place,
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


class Became(StrEnum):
    """What became of the sound that a cut is about. It may be `removed`, wholly or partly, by another cut that lies over it."""

    REMOVED = "removed"
    SHORTENED = "shortened"
    MUTED = "muted"
    KEPT = "kept"
    PARTLY_REMOVED = "partly removed"


_BECAME = {Action.REMOVE: Became.REMOVED, Action.SHORTEN: Became.SHORTENED, Action.MUTE: Became.MUTED}


@dataclass(frozen=True, slots=True)
class EffectiveCut:
    """A cut after the last decision on it. `decision` is None while nobody has looked.

    Its `removes` hold nothing that another cut takes already, so that those of all cuts add up. `goes_with` is the id of the
    cut that takes the sound, or some of it, where this one does not; `gone_s` is how much.
    """

    cut: Cut
    is_on: bool
    decision: Decision | None = None
    goes_with: str = ""
    gone_s: float = 0.0

    @property
    def became(self) -> Became:
        if not self.goes_with:
            return _BECAME[self.cut.action] if self.is_on else Became.KEPT
        is_taken = self.is_on and self.cut.action is not Action.MUTE
        is_whole = self.gone_s > _sound_of(self.cut).duration_s - _TOUCHED_S
        return Became.REMOVED if is_taken or is_whole else Became.PARTLY_REMOVED


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
        down of a sound stays as it was when a person leaves the cut of that sound in: they want to hear all of it. No other
        proposal takes anything of such a sound either; a cut whose borders the person set does.
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
        whole = {
            (cut.reason, cut.anchor): said[cut.id]
            for cut in self.cuts
            if cut.id in said and said[cut.id].verdict is Verdict.REJECT
        }
        found = []
        for cut in self.cuts:
            of_its_sound = whole.get((cut.reason, cut.anchor)) if cut.action is Action.MUTE else None
            found.append(_decided(cut, said.get(cut.id, of_its_sound)))
        found += [_decided(_by_hand(decision), decision) for decision in alone]
        left_in = self._left_in(latest, said)
        found = [_keeping_off(one, left_in) for one in found]
        return _each_once(sorted(found, key=lambda e: (e.cut.span, e.cut.id)))

    def decisions_on(self, subject: str) -> list[Decision]:
        """What counts of a cut: the decisions on its id, and those that found it by its place."""
        return [d for d in self._latest() if subject in (d.subject_id, self._proposal_of(d))]

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

    def _left_in(self, latest: Sequence[Decision], said: Mapping[str, Decision]) -> list[Decision]:
        """The decisions by which a sound or a pause stays, also where nobody proposes to cut it any more."""
        muted = {cut.id for cut in self.cuts if cut.action is Action.MUTE}
        subjects = {id(decision): subject for subject, decision in said.items()}
        return [
            d for d in latest
            if d.verdict is Verdict.REJECT and d.anchor and not _is_by_hand(d)
            and d.subject_id not in muted and subjects.get(id(d)) not in muted
        ]  # fmt: skip

    def _latest(self) -> list[Decision]:
        """The last decision on each subject, in the order in which they were made; none where it was taken back."""
        last = {d.subject_id: at for at, d in enumerate(self.decisions) if d.kind == "cut"}
        latest = [self.decisions[at] for at in sorted(last.values())]
        return [decision for decision in latest if decision.verdict is not Verdict.TAKE_BACK]

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


def _keeping_off(one: EffectiveCut, left_in: Sequence[Decision]) -> EffectiveCut:
    """The machine's cut without what a person left in: a sound stays whole whatever lies around, a pause against other pauses."""
    cut, is_pause, is_asked = one.cut, one.cut.action is Action.SHORTEN, one.decision is not None
    if not one.is_on or not cut.removes or _has_own_borders(one) or (is_asked and not is_pause):
        return one
    beside_s = BESIDE_WHAT_STAYS_S if is_pause else 0.0
    near = {
        d.anchor.grown(beside_s): d for d in left_in
        if d.anchor and d.anchor.shared_s(cut.span) and (not _is_of_pause(d) or (is_pause and not is_asked))
    }  # fmt: skip
    removes = tuple(subtract(cut.removes, near))
    if not near or removes == cut.removes:
        return one
    if not removes:
        return replace(one, is_on=False, decision=next(iter(near.values())))
    stays_s = on_grid(cut.removed_s - sum(span.duration_s for span in removes))
    evidence = f"{cut.evidence}; {stays_s:.2f} s more stay with what a person left in"
    return replace(
        one, cut=replace(cut, removes=removes, keep_s=on_grid(cut.keep_s + stays_s * is_pause), evidence=evidence)
    )


def _each_once(found: Sequence[EffectiveCut]) -> list[EffectiveCut]:
    """The cuts with every second that goes in one of them only, those whose borders a person set before the others."""
    taken: list[tuple[Span, str]] = []

    def near(span: Span) -> list[tuple[Span, str]]:
        first = bisect_right(taken, span.start_s, key=lambda held: held[0].end_s)
        return taken[first : bisect_left(taken, span.end_s, key=lambda held: held[0].start_s)]

    shared: dict[int, EffectiveCut] = {}
    for at in sorted(range(len(found)), key=lambda at: not _has_own_borders(found[at])):
        one = shared[at] = found[at]
        if one.is_on and one.cut.action is not Action.MUTE:
            held = [span for part in one.cut.removes for span, _ in near(part)]
            removes = tuple(subtract(one.cut.removes, held)) if held else one.cut.removes
            shared[at] = replace(one, cut=replace(one.cut, removes=removes))
            for span in removes:
                insort(taken, (span, one.cut.id))
    return [_gone_with(shared[at], near(_sound_of(shared[at].cut))) for at in range(len(found))]


def _gone_with(one: EffectiveCut, near: Sequence[tuple[Span, str]]) -> EffectiveCut:
    """The cut with the other one that takes its sound, where it takes nothing itself. In a pause that stays whole sounds may go."""
    is_muted, is_pause = one.cut.action is Action.MUTE, one.cut.action is Action.SHORTEN
    sound = _sound_of(one.cut)
    gone_s = on_grid(sum(span.shared_s(sound) for span, _ in near))
    least_s = sound.duration_s - _TOUCHED_S if one.is_on and is_muted else _TOUCHED_S
    if (one.is_on and one.cut.removes) or (is_pause and not one.is_on) or not near or gone_s < least_s:
        return one
    return replace(one, goes_with=max(near, key=lambda held: held[0].shared_s(sound))[1], gone_s=gone_s)


def _sound_of(cut: Cut) -> Span:
    """Where what a cut is about sounds: of one that is turned down only that part."""
    return cut.span if cut.action is Action.MUTE else cut.anchor


def _has_own_borders(one: EffectiveCut) -> bool:
    """Whether a person said from where to where it goes."""
    return one.is_on and (one.cut.reason == BY_HAND or (one.decision is not None and "start_s" in one.decision.value))


def _is_of_pause(decision: Decision) -> bool:
    return decision.anchor is not None and decision.subject_id == cut_id("pause", decision.anchor)


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
