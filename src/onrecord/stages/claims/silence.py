"""Who says nothing in so many words: "had no comment", "would not comment on the letter", "could not be reached for comment"."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.core.grammar import Parse
from onrecord.stages.claims.cues import OPENS, Stance
from onrecord.stages.claims.firmness import is_either
from onrecord.stages.claims.frame import Frame, cue_words, is_idle, source_of
from onrecord.stages.claims.halves import is_pointing
from onrecord.stages.claims.tree import is_negated, is_one_of_us, noun_phrase, preposition, trimmed

_OFFERS = frozenset("have offer make give issue".split())
_ANSWERS = frozenset("respond reply".split())
_REFUSES = frozenset("would wo will 'd ’d".split())
_DECLINES = ("refuse", "decline")
_TELLS = frozenset("say tell disclose reveal explain discuss give".split())
_HAS = frozenset("has have hasn't haven't 's 've".split())
_REACHES = frozenset("reach contact".split())
_ASKED = frozenset("comment question inquiry enquiry call email message letter".split())
"""To one of these who is asked by reporters responds: a server responds to requests."""


def silences(parse: Parse, at: int) -> Iterator[Frame]:
    """The frame of somebody who does not say anything: it stands with the words by which they do not."""
    if parse[at].pos not in ("VERB", "AUX") or is_idle(parse, at):
        return
    is_missed = _is_not_reached(parse, at)
    if not (is_missed or _has_no_comment(parse, at) or _is_silent(parse, at) or _is_not_there(parse, at)):
        return
    missed = parse.child(at, "nsubjpass") if is_missed else None
    source, head = (tuple(noun_phrase(parse, missed)), missed) if missed is not None else source_of(parse, at)
    if head is None or is_one_of_us(parse, head):
        return
    joined = parse.children(at, "conj", "cc", "advcl", "parataxis")
    cue = tuple(sorted({*cue_words(parse, at), *parse.children(at, "acomp")}))
    places = [p for p in parse.subtree(at, joined) if p >= cue[0] and p not in source]
    yield Frame(at, cue, source, tuple(trimmed(parse, places)), Stance.REPORT, True, head)


def says_nothing(parse: Parse, frame: Frame) -> bool:
    """ "The police have not confirmed that", "has neither confirmed nor denied anything", "he wouldn't say who was on it": who says nothing
    of what was told before.
    """
    texts = [parse[p].text.casefold() for p in frame.content]
    if frame.stance in (Stance.CONFIRM, Stance.DENY):
        is_open = is_either(parse, frame) or (frame.is_negated and frame.stance is Stance.CONFIRM)
        return is_open and (is_pointing(parse, frame) or texts == ["anything"])
    if parse[frame.head].lemma in _DECLINES and not frame.is_negated:
        return any(
            parse[p].lemma in _TELLS and parse[p].head == frame.head for p in frame.content
        ) and not OPENS.isdisjoint(texts)
    told = {parse[p].text.casefold() for p in frame.cue}
    is_perfect = parse[frame.head].tag == "VBN" and not told.isdisjoint(_HAS)
    is_refusal = (is_perfect or not told.isdisjoint(_REFUSES)) and frame.is_negated
    return is_refusal and frame.stance is Stance.SAY and texts[0] in OPENS


def _has_no_comment(parse: Parse, at: int) -> bool:
    comment = parse.child(at, "dobj")
    if comment is None or parse[at].lemma not in _OFFERS or parse[comment].lemma != "comment":
        return False
    is_anothers = preposition(parse, comment, "from", "by") is not None  # "the report had no comment from the owner"
    return not is_anothers and any(parse[c].lemma == "no" for c in parse.children(comment, "det"))


def _is_for_comment(parse: Parse, at: int) -> bool:
    for_ = preposition(parse, at, "for")
    return for_ is not None and any(parse[p].lemma == "comment" for p in parse.subtree(for_))


def _is_not_reached(parse: Parse, at: int) -> bool:
    """ "Could not be reached for comment"; a crew that could not be reached is lost."""
    is_passive = bool(parse.children(at, "auxpass")) and parse[at].lemma in _REACHES
    return is_passive and is_negated(parse, at) and _is_for_comment(parse, at)


def _is_not_there(parse: Parse, at: int) -> bool:
    """ "Was not available for comment", "was unavailable for comment"."""
    state = parse.child(at, "acomp") if parse[at].lemma == "be" else None
    if state is None or not (_is_for_comment(parse, state) or _is_for_comment(parse, at)):
        return False
    return parse[state].lemma == "unavailable" or (parse[state].lemma == "available" and is_negated(parse, at))


def _is_silent(parse: Parse, at: int) -> bool:
    """ "Did not comment", "hasn't responded to questions"; what somebody does not do as a rule ("doesn't reply") is no refusal."""
    is_rule = any(parse[c].tag in ("VBP", "VBZ") and parse[c].lemma == "do" for c in parse.children(at, "aux"))
    if not is_negated(parse, at) or is_rule:
        return False
    if parse[at].lemma == "comment":
        return True
    call = parse.child(at, "dobj") if parse[at].lemma == "return" else None
    if call is not None and parse[call].lemma in _ASKED:
        return any(parse[p].lemma == "comment" for p in parse.subtree(call)) or _is_for_comment(parse, at)
    to = preposition(parse, at, "to")
    is_asked = to is not None and any(parse[p].lemma in _ASKED for p in parse.subtree(to))
    is_at_once = any(parse[c].lemma == "immediately" for c in parse.children(at, "advmod"))
    return parse[at].lemma in _ANSWERS and (is_asked or is_at_once)
