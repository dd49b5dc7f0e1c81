"""How firmly something is said, with what caution, whether it is denied and where it was said: read off the frame and its words."""

from __future__ import annotations

from onrecord.core.claim import Firmness, Holder, HolderKind
from onrecord.core.grammar import Parse
from onrecord.core.talk import folded
from onrecord.stages.claims import cues
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.frame import Frame
from onrecord.stages.claims.statement import FORECASTS

GUESSES = frozenset("may might could perhaps maybe possibly apparently probably".split())


def firmness_of(parse: Parse, frame: Frame, stance: Stance, holder: Holder) -> Firmness:
    words = {parse[p].text.casefold() for p in frame.content if parse[p].text != "May" or p == frame.content[0]}
    is_either = stance in (Stance.CONFIRM, Stance.DENY) and any(t.lemma == "neither" for t in parse.tokens)
    if is_either:
        return Firmness.REPORTED
    if stance is Stance.CONFIRM:
        return Firmness.REPORTED if frame.is_negated else Firmness.CONFIRMED
    if stance is Stance.DENY:
        return Firmness.REPORTED if frame.is_negated else Firmness.DENIED
    if stance is Stance.CLAIM:
        return Firmness.CLAIMED
    if stance is Stance.REPORT:
        is_guess = not frame.cue and bool(words & GUESSES)
        return Firmness.SPECULATION if is_guess else Firmness.REPORTED
    if stance is Stance.SPECULATE:
        return Firmness.SPECULATION
    if stance is Stance.WATCH:
        return Firmness.TO_WATCH
    source = {parse[p].lemma for p in frame.source}
    if stance is Stance.SAY and frame.is_negated:
        return Firmness.REPORTED  # "they have not said how many": that it is open is all that is known
    if stance is Stance.OPINE:
        return Firmness.SPECULATION if holder.kind is HolderKind.UNNAMED else Firmness.EXPERT_OPINION
    if holder.kind in (HolderKind.UNNAMED, HolderKind.SPEAKER) or source & (cues.MEDIA | cues.DOCUMENTS):
        return Firmness.REPORTED
    is_expert = bool((source | {folded(w) for w in holder.name.split()}) & cues.EXPERTS)
    if is_expert and words & (FORECASTS | GUESSES):
        return Firmness.EXPERT_OPINION
    return Firmness.CLAIMED


def says_no(parse: Parse, frame: Frame) -> bool:
    """Whether the main verb of what is said is negated."""
    inside = set(frame.content)
    top = next((p for p in frame.content if parse[p].head == p or parse[p].head not in inside), None)
    return top is not None and bool(parse.children(top, "neg"))


def hedges_of(parse: Parse, frame: Frame) -> tuple[str, ...]:
    text = (
        " "
        + " ".join(folded(parse[p].text) for p in sorted({*frame.content, *frame.cue}) if folded(parse[p].text))
        + " "
    )
    return tuple(h for h in cues.HEDGES if f" {h} " in text)


def venue_of(parse: Parse, frame: Frame) -> str:
    """ "In an interview", "on state television": a place of words that hangs on the cue."""
    for prep in parse.children(frame.head, "prep"):
        named = parse.child(prep, "pobj")
        if named is None or prep in frame.content:
            continue
        phrase = parse.subtree(prep)
        if any(parse[p].lemma in cues.VENUES for p in (named, *parse.children(named, "compound"))) and parse[
            prep
        ].lemma in ("in", "on", "at", "via", "through", "to"):
            return parse.text([p for p in phrase if p not in frame.content][:8])
    return ""
