"""Which clause a verb of saying reports, and how far it goes."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.core.grammar import Parse
from onrecord.stages.claims import cues
from onrecord.stages.claims.frame import is_clause, told_in
from onrecord.stages.claims.tellers import comes_out
from onrecord.stages.claims.tree import has_own_subject, has_tense, noun_phrase, trimmed

_CALLS = frozenset("look listen quote".split())
_TOLD = frozenset("us me him her them you".split())


def content_clause(parse: Parse, verb: int) -> int | None:
    """The clause that a verb reports: its complement, or the sentence that it is put into ("..., she said")."""
    clauses = [c for c in parse.children(verb, "ccomp") if _is_told(parse, verb, c) and not _turns(parse, c)]
    if len(clauses) == 1 and parse[verb].lemma == "make":  # "made it clear that S"
        made = (c for c in parse.children(clauses[0], "ccomp", "advcl", "csubj") if has_own_subject(parse, c))
        return next(made, clauses[0])
    if clauses:
        # "It is unlikely; her team says she will go on": what follows the cue is what it reports.
        after = [c for c in clauses if c > verb]
        is_apart = bool(after) and any(parse[p].text in (";", "—", "–", "--") for p in range(clauses[0], verb))
        # "I love this, the paper says that S": so is what no comma parts from it.
        is_near = bool(after) and parse[parse.subtree(after[0])[0] - 1].text not in (",", "—", "–", "--", "-")
        return after[0] if is_apart or is_near else clauses[0]
    loose = [c for c in parse.children(verb, "advcl") if c > verb and _is_loose(parse, c)]
    if loose and parse[verb].lemma == "say":
        return loose[0]  # "said after the meeting they would not pay"
    that = (c for c in parse.children(verb, "advcl") if parse[parse.subtree(c)[0]].lemma == "that")
    if comes_out(parse, verb) and (told := next(that, None)) is not None:  # "it emerged last week that S"
        return told
    if parse[verb].dep in ("parataxis", "dep") and parse[parse[verb].head].pos in ("VERB", "AUX"):
        return parse[verb].head
    return told_in(parse, verb)


def _is_loose(parse: Parse, clause: int) -> bool:
    """Whether nothing but the small model makes a clause an aside of when or why."""
    return not parse.children(clause, "mark", "advmod") and has_own_subject(parse, clause) and has_tense(parse, clause)


def _turns(parse: Parse, clause: int) -> bool:
    """ "(Claimed to be neutral), though its head resigned": beside what is said, whatever the small model takes it for."""
    first = parse[parse.subtree(clause)[0]]
    return first.lemma in ("though", "although", "whereas") and (first.dep != "mark" or first.head == clause)


def is_comment(parse: Parse, at: int, noun: int) -> bool:
    """ "S, the mayor said, a step that could help": what is set beside all of S is the teller's own."""
    first = parse.subtree(noun)[0]
    is_one = (
        noun > at
        and parse[noun].pos == "NOUN"
        and parse[first].text in ("a", "an")
        and parse.child(noun, "relcl") is not None
    )
    return is_one and first == at + 2 and parse[first - 1].text == ","


def _is_told(parse: Parse, verb: int, clause: int) -> bool:
    return is_clause(parse, clause) or (has_tense(parse, clause) and bool(_behind_whom(parse, verb, clause)))


def with_its_subject(parse: Parse, at: int, clause: int, content: tuple[int, ...]) -> tuple[int, ...]:
    """What is said with its subject, where the small model took that for a part of whom it was told."""
    subject = _behind_whom(parse, at, clause)
    return (*subject, *content) if subject and content and subject[-1] + 1 == content[0] else content


def _behind_whom(parse: Parse, at: int, clause: int) -> list[int]:
    """The "morale" of "told us morale is low", the "ferries" of "told the Harbour Gazette ferries would stop"."""
    object_ = parse.child(at, "dobj")
    if object_ is None or not at < object_ < clause or has_own_subject(parse, clause):
        return []
    phrase = parse.subtree(object_)
    told = [p for p in phrase if parse[p].dep == "compound" and _is_told_things(parse, p)]
    return [p for p in phrase if p > told[-1]] if told else []


def _is_told_things(parse: Parse, at: int) -> bool:
    """ "Us", or the last word of a medium's name."""
    token = parse[at].text.casefold()
    return token in _TOLD or (parse[at].text[:1].isupper() and token in cues.MEDIA | cues.PAPERS)


def of_whom(parse: Parse, at: int, clause: int, content: tuple[int, ...]) -> tuple[int, ...]:
    """ "A group who officials say is tied to spies": "who" is the group."""
    subject = parse.child(clause, "nsubj", "nsubjpass")
    if parse[at].dep != "relcl" or subject is None or parse[subject].tag not in ("WP", "WDT") or subject > at:
        return content
    return tuple(sorted({*noun_phrase(parse, parse[at].head), *(p for p in content if p > at)}))


def carried_on(parse: Parse, at: int, content: tuple[int, ...]) -> tuple[int, ...]:
    """ "They will be held until May, and that could take longer": a clause that points back goes on with what is said."""
    for joined in parse.children(at, "conj"):
        subject = parse.child(joined, "nsubj", "nsubjpass")
        lead = parse.subtree(joined)
        is_back = (
            subject is not None and parse[subject].text.casefold() in ("that", "it", "this") and subject <= lead[0] + 1
        )
        is_that = parse[lead[0]].text.casefold() == "that" and _begins_again(parse, joined)
        is_modal = subject is None and any(parse[c].tag == "MD" for c in parse.children(joined, "aux"))
        is_back = (
            is_back or is_that or (is_modal and parse[at].tag == "VBD")
        )  # "announced that she was careless and would pay"
        if (
            content
            and is_back
            and (is_that or parse[joined].lemma not in cues.VERBS)
            and _is_next(parse, content, lead[0])
        ):
            content = tuple(range(content[0], trimmed(parse, lead)[-1] + 1))
    for listed in parse.children(at, "ccomp"):
        lead = parse.subtree(listed)
        is_next = bool(content) and _is_next(parse, content, lead[0])
        is_split = (
            bool(content) and lead[0] == content[-1] + 1 and not has_own_subject(parse, listed)
        )  # "they do n't know"
        if is_split or (is_next and parse[lead[0]].lemma == "that" and parse[lead[0]].dep == "mark"):
            content = tuple(range(content[0], trimmed(parse, lead)[-1] + 1))
    for turn in parse.children(at, "advcl"):
        lead = parse.subtree(turn)
        is_turn = parse[lead[0]].lemma in ("though", "although", "because", "while", "unless", "even")
        if content and is_turn and 0 < lead[0] - content[-1] <= 2:
            content = tuple(range(content[0], trimmed(parse, lead)[-1] + 1))
    return content


def _is_next(parse: Parse, content: Sequence[int], first: int) -> bool:
    """Whether nothing but marks and two words lie between."""
    between = range(content[-1] + 1, first)
    return first > content[-1] and sum(parse[p].pos != "PUNCT" for p in between) <= 2 and len(between) <= 4


def _begins_again(parse: Parse, joined: int) -> bool:
    """ "(Confirmed that it is shut), and that repairs will take a year": "that" belongs to no noun of one thing."""
    that = parse.subtree(joined)[0]
    above = parse[parse[that].head]
    return parse[that].dep == "mark" or (parse[that].dep == "det" and above.tag in ("NNS", "NNPS"))


def after_calls(parse: Parse, places: Sequence[int]) -> tuple[int, ...]:
    """What is said without the "look", "listen" or "quote" that calls for hearing it."""
    while len(places) > 1 and parse[places[0]].lemma in _CALLS and parse[places[0] + 1].text in (",", ":"):
        places = trimmed(parse, places[1:])
    return tuple(places)
