"""Which verbs say something beside those of saying, and whose word it is where their subject does not tell: "it emerged that", "we heard from the owners that"."""

from __future__ import annotations

from onrecord.core.grammar import FINITE, Parse
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.frame import source_of
from onrecord.stages.claims.tree import TIMES_AND_NUMBERS, is_negated, is_one_of_us, noun_phrase, preposition

_HEARS = frozenset("hear learn know understand gather".split())
_EMERGES = frozenset("emerge transpire surface leak".split())
_QUOTES_SOMEBODY = frozenset("quote cite describe report".split())


def teller_of(parse: Parse, verb: int) -> tuple[tuple[int, ...], int | None]:
    """Who says it; of "the paper quotes a doctor as saying" the doctor, of "was quoted as saying" who was, of "we heard from" whom."""
    heard = heard_from(parse, verb)
    if heard is not None:
        return heard
    if comes_out(parse, verb):
        return (), -1 if parse[verb].lemma == "turn" else None  # what turns out the speaker knows by now
    as_, quoting = parse[verb].head, parse[parse[verb].head].head
    if parse[verb].dep != "pcomp" or parse[as_].lemma != "as" or parse[quoting].lemma not in _QUOTES_SOMEBODY:
        return source_of(parse, verb)
    teller = parse.child(quoting, "nsubjpass")
    teller = parse.child(quoting, "dobj") if teller is None else teller
    return (tuple(noun_phrase(parse, teller)), teller) if teller is not None else ((), None)


def heard_from(parse: Parse, at: int) -> tuple[tuple[int, ...], int] | None:
    """Whose word it is that "we heard from the owners that S"."""
    hearer, from_ = parse.child(at, "nsubj"), preposition(parse, at, "from")
    teller = parse.child(from_, "pobj") if from_ is not None else None
    if parse[at].lemma not in _HEARS or hearer is None or teller is None or not is_one_of_us(parse, hearer):
        return None
    is_somebody = parse[teller].pos in ("NOUN", "PROPN") and parse[teller].entity not in TIMES_AND_NUMBERS
    return (tuple(noun_phrase(parse, teller)), teller) if is_somebody else None


def phrasal(parse: Parse, at: int) -> Stance | None:
    """ "Points out that", "makes (it) clear that"."""
    particles = {parse[c].lemma for c in parse.children(at)}
    is_one = (parse[at].lemma == "point" and "out" in particles) or (
        parse[at].lemma == "make" and "clear" in {parse[p].lemma for p in parse.subtree(at) if at < p < at + 5}
    )
    if parse[at].lemma == "rule" and "out" in particles:
        return Stance.SPECULATE if is_negated(parse, at) else Stance.DENY
    clause = parse.child(at, "ccomp")
    if parse[at].lemma in ("rule", "determine") and clause is not None and parse[at].tag in FINITE | {"VBN"}:
        first = parse[parse.subtree(clause)[0]]  # "the court ruled that S", not "determined who pays"
        return None if first.tag in ("WP", "WRB", "WDT") or first.lemma in ("whether", "if") else Stance.REPORT
    return Stance.SAY if is_one else None


def impersonal(parse: Parse, at: int) -> Stance | None:
    """ "It is understood that", "it emerged that": what is known, and nobody says from whom."""
    subject = parse.child(at, "nsubjpass")
    is_it = subject is not None and parse[subject].text.casefold() == "it" and bool(parse.children(at, "auxpass"))
    return Stance.REPORT if (is_it and parse[at].lemma == "understand") or comes_out(parse, at) else None


def comes_out(parse: Parse, at: int) -> bool:
    """ "It emerged that S", "S, it has come to light", "it turned out that S": "it" is S, and no company that was named before."""
    subject = parse.child(at, "nsubj")
    is_it = subject is not None and parse[subject].text.casefold() == "it"
    is_out = any(parse[c].lemma == "out" for c in parse.children(at, "prt"))
    is_coming = parse[at].lemma in ("come", "turn") and (is_out or bool(to_light(parse, at)))
    return is_it and (is_coming or (parse[at].lemma in _EMERGES and parse.child(at, "dobj") is None))


def to_light(parse: Parse, at: int) -> list[int]:
    to = preposition(parse, at, "to")
    light = parse.child(to, "pobj") if to is not None else None
    return [to, light] if to is not None and light is not None and parse[light].lemma == "light" else []
