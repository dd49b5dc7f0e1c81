"""Verbs of saying with a clause: "confirmed that S", "S, said the minister", "what the owners say is that S". Each kind is one function from a token to frames."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.core.grammar import Parse
from onrecord.stages.claims import cues
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.extent import after_calls, carried_on, content_clause, is_comment, of_whom, with_its_subject
from onrecord.stages.claims.frame import (
    Frame,
    clause_words,
    cue_words,
    is_clause,
    is_idle,
    put_before,
    source_of,
)
from onrecord.stages.claims.halves import is_untrue
from onrecord.stages.claims.objects import CALLS
from onrecord.stages.claims.tellers import comes_out, heard_from, impersonal, phrasal, teller_of, to_light
from onrecord.stages.claims.tree import SUBJECTS, has_own_subject, is_negated, subject_of, trimmed

_ASKS = frozenset("ask press question".split())
_KNOWS = frozenset("know remember recall say".split())
_THINGS = frozenset("thing point part".split())


def said_clauses(parse: Parse, at: int) -> Iterator[Frame]:
    """ "X confirmed that S", "S, X said", "it was reported that S"."""
    token = parse[at]
    stance = cues.VERBS.get(token.lemma) or phrasal(parse, at) or impersonal(parse, at)
    stance = stance or (Stance.REPORT if heard_from(parse, at) is not None else None)
    if stance is None or token.pos not in ("VERB", "AUX") or is_idle(parse, at):
        return
    clause = content_clause(parse, at)
    if clause is None or token.lemma in CALLS:
        return
    source, source_head = teller_of(parse, at)
    if (
        token.lemma == "say"
        and source_head is not None
        and parse[source_head].text.casefold() == "i"
        and any(parse[c].text.casefold() in ("'d", "would", "’d") for c in parse.children(at, "aux"))
    ):
        stance = Stance.OPINE
    if stance in (Stance.SAY, Stance.CLAIM) and is_untrue(parse, clause):
        stance = Stance.DENY
    is_passive = bool(parse.children(at, "auxpass"))
    if is_passive and clause < at and parse.child(at, "xcomp") is not None:
        return  # "the mirror cost a billion, it was supposed to open in May"
    is_nobodys = is_passive or comes_out(parse, at)
    if not source and not is_nobodys and not _is_quoted_tail(parse, at):
        return
    if token.lemma in cues.WEAK and not _is_weak_but_meant(parse, at, clause):
        return
    begun = _begun_before(parse, at, clause)
    clause = begun if begun is not None else clause
    is_put_in = parse[at].head == clause
    if is_put_in and is_negated(parse, at):
        return
    if clause < at and (not is_tail(parse, at, clause) or _does_something(parse, at)):
        return
    taken = set(parse.subtree(at)) if is_put_in else set()
    asked = [c for c in parse.children(clause, "advcl") if c < at and parse[c].lemma in _ASKS]
    taken |= {p for c in asked for p in parse.subtree(c)} if is_put_in else set()  # "when asked, she said, S"
    taken |= {p for c in parse.subtree(clause) if is_put_in and is_comment(parse, at, c) for p in parse.subtree(c)}
    taken |= {p for p in parse.subtree(clause)[:1] if parse[clause].dep == "relcl" and parse[p].dep == "dobj"}
    content = with_its_subject(parse, at, clause, clause_words(parse, clause, taken))
    if clause < at and not is_put_in:
        before = {p for c in parse.children(at, "ccomp") if c < at for p in parse.subtree(c)}
        content = tuple(trimmed(parse, sorted(before)))
    elif clause > at and not is_put_in:
        content = carried_on(parse, at, content)
    content = (*put_before(parse, at, source_head), *of_whom(parse, at, clause, content))
    content = after_calls(parse, content) if content and content[0] > at else content
    if begun is not None:
        content = (*content, *trimmed(parse, parse.subtree(_that_behind(parse, at) or at)))
    content = (*_asked_before(parse, at, clause), *content)
    cue = (*cue_words(parse, at), *(to_light(parse, at) if is_nobodys else ()))
    yield Frame(at, cue, source, content, stance, is_negated(parse, at), source_head)


def _that_behind(parse: Parse, at: int) -> int | None:
    """The clause of "..., she told the paper, that S": behind the verb and a comma."""
    behind = (c for c in parse.children(at, "ccomp") if c > at)
    return next((c for c in behind if _is_that_apart(parse, parse.subtree(c)[0])), None)


def _is_that_apart(parse: Parse, first: int) -> bool:
    return parse[first].lemma == "that" and parse[first].dep == "mark" and parse[first - 1].text == ","


def _begun_before(parse: Parse, at: int, clause: int) -> int | None:
    """ "He was told in May, the mayor said, that no job was at risk": the clause before the verb, where one behind it goes on with it."""
    source, subject = teller_of(parse, at)[0], parse.child(at, *SUBJECTS)
    if _that_behind(parse, at) is None or not source or subject is None or source[0] < 2 or subject > at:
        return None
    is_put_in = parse[at].dep in ("parataxis", "ccomp") and parse[at].head < source[0]
    before = parse[at].head if is_put_in else clause
    is_apart = parse[source[0] - 1].text == "," and before < source[0]
    is_told = has_own_subject(parse, before) or parse.child(before, "expl") is not None
    return before if is_apart and is_told and parse[before].pos in ("VERB", "AUX") else None


def _asked_before(parse: Parse, at: int, clause: int) -> list[int]:
    """ "Asked whether the pumps had worked, she said she did not know": a question without which its answer says nothing."""
    asked = next((c for c in parse.children(at, "advcl") if c < at and parse[c].lemma in _ASKS), None)
    is_unknown = is_negated(parse, clause) and parse[clause].lemma in _KNOWS and parse.child(clause, "ccomp") is None
    if asked is None or parse[asked].tag != "VBN" or parse.child(asked, "ccomp") is None or not is_unknown:
        return []
    return trimmed(parse, [p for p in parse.subtree(asked) if p >= asked])


def is_tail(parse: Parse, at: int, clause: int) -> bool:
    """ "S, the minister said on Sunday": a cue behind what is said is short, and nothing else hangs on it."""
    own = [p for p in parse.subtree(at, [clause]) if parse[p].pos != "PUNCT"]
    if parse[at].head == clause:
        return len(own) <= 14
    # "…, said Larry Sabato, director of a centre in Virginia, citing the polls": who says it may be told at length.
    beside = [
        c
        for c in parse.children(at, "npadvmod", "appos", "prep")
        if c > at and parse[parse.subtree(c)[0] - 1].text == ","
    ]
    aside = [*parse.children(at, *SUBJECTS, "advcl", "parataxis", "conj"), *beside]
    after = [p for p in parse.subtree(at, [clause, *aside]) if p > at and parse[p].pos != "PUNCT"]
    return len(after) <= 10 and not is_negated(parse, at)


def _does_something(parse: Parse, at: int) -> bool:
    """ "S, the board showed its approval": no tail of what is said before it."""
    object_ = parse.child(at, "dobj")
    return object_ is not None and object_ > at and parse[at].lemma != "tell" and parse[object_].pos == "NOUN"


def _is_quoted_tail(parse: Parse, at: int) -> bool:
    return parse[at].dep == "parataxis" and has_own_subject(parse, at)


def _is_weak_but_meant(parse: Parse, at: int, clause: int) -> bool:
    """Weak verbs count when their clause has "that", a finite verb and a subject, and someone else than you does it."""
    subject = subject_of(parse, at)
    if subject is None or parse[subject].lemma in ("you",):
        return False
    return bool(parse.children(clause, "nsubj", "nsubjpass", "expl", "csubj"))


def what_is_said(parse: Parse, at: int) -> Iterator[Frame]:
    """ "What the owners say is that S", "the other thing that she said was that S", "what we know from the owners is that S"."""
    source, head = heard_from(parse, at) or source_of(parse, at)
    stance = cues.VERBS.get(parse[at].lemma, Stance.REPORT if heard_from(parse, at) is not None else None)
    is_what = parse[at].dep == "csubj" and any(parse[c].text.casefold() == "what" for c in parse.children(at, "dobj"))
    is_thing = parse[at].dep == "relcl" and parse[parse[at].head].lemma in _THINGS
    copula = parse[parse[at].head].head if is_thing else parse[at].head
    if stance is None or not (is_what or is_thing) or parse[copula].lemma != "be":
        return
    clause = next((c for c in parse.children(copula, "ccomp") if c > copula and is_clause(parse, c)), None)
    is_unsaid = stance is Stance.SAY and is_negated(parse, at)  # "what he did not say is that"
    if clause is not None and source and not is_unsaid:
        yield Frame(
            at, cue_words(parse, at), source, clause_words(parse, clause, set()), stance, is_negated(parse, at), head
        )
