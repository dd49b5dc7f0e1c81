"""How firmly something is said, with what caution, whether it is denied and where it was said: read off the frame and its words."""

from __future__ import annotations

from onrecord.core.claim import Firmness, Holder, HolderKind
from onrecord.core.grammar import Parse
from onrecord.core.talk import folded
from onrecord.stages.claims import cues
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.folk import ANYBODY, are_anybody
from onrecord.stages.claims.frame import Frame, cue_words
from onrecord.stages.claims.passed_on import passes_on
from onrecord.stages.claims.statement import FORECASTS
from onrecord.stages.claims.tree import SUBJECTS, has_own_subject, is_negated, yet_to

_MAY = frozenset(("may", "might"))
_LIKELY = frozenset("perhaps maybe possibly probably".split())
GUESSES = _MAY | _LIKELY | {"could", "apparently"}
_NONE = frozenset("nothing nobody none".split())
_SAID = (Stance.SAY, Stance.REPORT, Stance.CONFIRM, Stance.DENY)
WITHHOLDS = frozenset(("decline", "refuse"))


def firmness_of(parse: Parse, frame: Frame, stance: Stance, holder: Holder) -> Firmness:
    if is_either(parse, frame):
        return Firmness.REPORTED
    if stance is Stance.CONFIRM:
        return Firmness.REPORTED if frame.is_negated else Firmness.CONFIRMED
    if stance is Stance.DENY:
        return Firmness.REPORTED if frame.is_negated else Firmness.DENIED
    if stance is Stance.CLAIM:
        return Firmness.CLAIMED
    if _is_hearsay(parse, frame, holder):
        return Firmness.SPECULATION
    if stance is Stance.REPORT:
        return Firmness.SPECULATION if not frame.cue and _is_guess(parse, frame) else Firmness.REPORTED
    if stance is Stance.SPECULATE:
        return Firmness.SPECULATION
    if stance is Stance.WATCH:
        return Firmness.TO_WATCH
    if stance is Stance.SAY and frame.is_negated:
        return Firmness.REPORTED  # "they have not said how many": that it is open is all that is known
    if stance is Stance.OPINE:
        return Firmness.SPECULATION if holder.kind is HolderKind.UNNAMED else Firmness.EXPERT_OPINION
    if holder.kind in (HolderKind.UNNAMED, HolderKind.SPEAKER) or passes_on(parse, frame, holder):
        return Firmness.REPORTED
    words = {parse[p].text.casefold() for p in frame.content if not _is_month(parse, p)}
    source = {parse[p].lemma for p in frame.source}
    is_expert = bool((source | {folded(w) for w in holder.name.split()}) & cues.EXPERTS)
    if is_expert and words & (FORECASTS | GUESSES):
        return Firmness.EXPERT_OPINION
    return Firmness.CLAIMED


def _is_hearsay(parse: Parse, frame: Frame, holder: Holder) -> bool:
    """ "The bidder is said to be a bank", "people are saying that", "it's said that", "there are those who say", "I'm hearing that": talk that goes round."""
    verb, who = parse[frame.head], holder.as_said.casefold()
    if frame.is_negated or not frame.cue:
        return False
    if verb.lemma == "hear":
        return who == "i"
    is_anybody = frame.source_head is not None and are_anybody(parse, frame.source_head)
    is_talk = (who in ANYBODY and verb.tag == "VBG") or is_anybody or _is_said_by_some(parse, frame.head)
    is_put_so = not frame.source and (bool(parse.children(frame.head, "xcomp")) or _is_said_now(parse, frame.head))
    return verb.lemma == "say" and (is_talk or is_put_so)


def _is_said_now(parse: Parse, verb: int) -> bool:
    """ "It's said that S", "it is being said that S"; what "was said" was said at one time, by somebody."""
    it = parse.child(verb, "nsubjpass")
    is_now = any(parse[c].tag == "VBZ" for c in parse.children(verb, "aux", "auxpass"))
    hung = [n for c in parse.children(verb, "prep", "agent") for n in parse.children(c, "pobj")]
    is_written = any(parse[n].lemma in cues.VENUES | cues.DOCUMENTS for n in hung)
    return it is not None and parse[it].text.casefold() == "it" and is_now and not is_written


def _is_said_by_some(parse: Parse, verb: int) -> bool:
    """ "There are people who say that", whoever they are."""
    who = parse[verb].head
    is_there = parse[verb].dep == "relcl" and parse.child(parse[who].head, "expl") is not None
    return is_there and parse[who].text.casefold() in ANYBODY | {"those"} and not parse.children(who, "prep", "acl")


def _is_there_talk(parse: Parse, frame: Frame) -> bool:
    """ "There's talk around the harbour that", "there have been rumours": not "there are talks", nor "there is no suspicion"."""
    there = next((p for p in frame.content if parse[p].tag == "EX"), None)
    if there is None:
        return False
    noun = next((p for p in range(there + 1, min(there + 7, len(parse))) if parse[p].pos == "NOUN"), None)
    if noun is None or cues.NOUNS.get(parse[noun].lemma) is not Stance.SPECULATE:
        return False
    before = {parse[p].text.casefold() for p in range(there + 1, noun)}
    is_event = parse[noun].lemma == "talk" and (
        parse[noun].tag == "NNS" or not before.isdisjoint(("a", "the", "another"))
    )
    return not is_event and before.isdisjoint(("no", "not", "n't", "n’t", "never", "little"))


def _is_guess(parse: Parse, frame: Frame) -> bool:
    """Whether the main clause of a speaker's own statement guesses: "the ship might have been sold", not "a ship that might be sold"
    or "you may have seen it".
    """
    if _is_there_talk(parse, frame):
        return True
    inside = set(frame.content)
    mains = [p for p in frame.content if parse[p].pos in ("VERB", "AUX") and parse[p].head not in inside - {p}]
    for main in mains:
        mains += [c for c in parse.children(main, "conj") if c in inside]
    return any(
        (c in inside and parse[c].dep == "aux" and parse[c].text.casefold() in _MAY)
        or (parse[c].dep == "advmod" and parse[c].text.casefold() in _LIKELY)
        for main in mains
        if not any(parse[who].text.casefold() == "you" for who in parse.children(main, "nsubj"))
        for c in parse.children(main)
    )


def withheld(parse: Parse, frame: Frame) -> set[int]:
    """The words by which somebody does not say what follows: "has neither confirmed nor denied that", "declined to say", "won't rule out".

    Without them the claim's words would state what nobody stated. Empty where it is said.
    """
    if not frame.cue or not (is_either(parse, frame) or _keeps_back(parse, frame)):
        return set()
    verbs = _joined(parse, frame.head) if is_either(parse, frame) else [frame.head]
    cue = {p for verb in verbs for p in (*cue_words(parse, verb), *parse.children(verb, "preconj"))}
    is_by_verb = (
        parse[frame.head].lemma in WITHHOLDS
        or bool(parse.children(frame.head, "neg", "preconj"))
        or bool(yet_to(parse, frame.head))
        or len(verbs) > 1
    )
    cue |= set() if is_by_verb else set(frame.source)  # "nobody has said that"
    between = set(range(min(cue), max(frame.cue[-1], frame.content[0]) + 1))
    return between - set(frame.source) if is_by_verb else between


def is_either(parse: Parse, frame: Frame) -> bool:
    """ "Neither confirmed nor denied", "did not confirm or deny"; not "confirmed that A, and neither B nor C has said"."""
    if frame.stance not in (Stance.CONFIRM, Stance.DENY):
        return False
    verbs = _joined(parse, frame.head)
    subject = parse.child(verbs[-1], *SUBJECTS)
    over = [*verbs, *parse.children(frame.head, "dobj"), *([subject] if subject is not None else [])]
    is_neither = any(parse[p].lemma == "neither" for at in over for p in (at, *parse.children(at)))
    is_or = any(parse[c].lemma == "or" for c in parse.children(verbs[-1], "cc"))
    return is_neither or (len(verbs) > 1 and is_or and is_negated(parse, verbs[-1]))


def _joined(parse: Parse, verb: int) -> list[int]:
    """A verb with those before it that it is joined to, all of the same subject."""
    verbs = [verb]
    while parse[verbs[-1]].dep == "conj" and not has_own_subject(parse, verbs[-1]):
        verbs.append(parse[verbs[-1]].head)
    return verbs


def _keeps_back(parse: Parse, frame: Frame) -> bool:
    if parse[frame.head].lemma in WITHHOLDS:
        return True
    is_not_ruled_out = parse[frame.head].lemma == "rule"
    return frame.is_negated and (is_not_ruled_out or frame.stance in _SAID)


def says_no(parse: Parse, frame: Frame) -> bool:
    """Whether the main verb of what is said is negated, or nobody does it or it is done to nothing: "has made no offer"."""
    inside = set(frame.content)
    top = next((p for p in frame.content if parse[p].head == p or parse[p].head not in inside), None)
    if top is None:
        return False
    things = parse.children(top, "dobj", "attr", "advmod")
    return is_negated(parse, top) or any(parse[c].lemma in _NONE or _has_no(parse, c) for c in things)


def _has_no(parse: Parse, thing: int) -> bool:
    """ "No offer", "no longer"."""
    return any(parse[c].lemma == "no" for c in parse.children(thing, "det", "neg"))


def _is_month(parse: Parse, at: int) -> bool:
    return parse[at].text == "May" and parse[at].tag != "MD"


def hedges_of(parse: Parse, frame: Frame) -> tuple[str, ...]:
    """Words of caution; the month of May is none."""
    places = [p for p in sorted({*frame.content, *frame.cue}) if not _is_month(parse, p)]
    text = f" {' '.join(word for p in places if (word := folded(parse[p].text)))} "
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
