"""Verbs of saying that the small model reads wrongly: what is said is found from the order of the words, whatever it hangs where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.core.grammar import FINITE, Parse
from onrecord.stages.claims import cues
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.extent import after_calls, is_comment
from onrecord.stages.claims.frame import Frame, clause_words, cue_words, is_clause, is_idle, source_of
from onrecord.stages.claims.tree import (
    SUBJECTS,
    has_own_subject,
    has_tense,
    is_negated,
    is_one_of_us,
    noun_phrase,
    preposition,
    trimmed,
)
from onrecord.stages.claims.verbs import is_tail

_LEAST_SAID_N = 6
_LEAST_SHORT_N = 4
_LEAST_BRIEF_N = 3
_LONGEST_TAIL_N = 10
_SPEAKS = frozenset("say tell write tweet post add reply respond report note argue suggest".split())
_POINTS = ("DT", "WDT", "WP", "EX")


def halved(parse: Parse, at: int) -> Iterator[Frame]:
    """ "Voters said life would be worse": where the small model takes what is said for an object and a clause without a subject."""
    clause, object_ = parse.child(at, "ccomp"), parse.child(at, "dobj")
    stance = cues.VERBS.get(parse[at].lemma)
    if stance is None or clause is None or object_ is None or is_clause(parse, clause) or is_idle(parse, at):
        return
    first, last = parse.subtree(object_)[0], parse.subtree(clause)[-1]
    source, head = source_of(parse, at)
    is_finite = any(parse[c].tag == "MD" for c in parse.children(clause, "aux"))
    between = range(object_ + 1, parse.subtree(clause)[0])
    is_one = at < first and object_ < clause and all(parse[p].pos not in ("VERB", "PUNCT", "CCONJ") for p in between)
    if source and is_finite and is_one and parse[at].lemma not in cues.WEAK:
        said = tuple(trimmed(parse, list(range(first, last + 1))))
        yield Frame(at, cue_words(parse, at), source, said, stance, is_negated(parse, at), head)


def unruly(parse: Parse, at: int) -> Iterator[Frame]:
    """ "She says at the end of the day, tests cost nothing", "he's saying don't go": what "say" is said of, whatever the small model takes it for.

    An object with a verb that has a tense is none: "said the ships that Norway has are old", "told us the ships that Norway has are old".
    """
    object_, clauses = parse.child(at, "dobj"), parse.children(at, "ccomp")
    whom = parse.children(at, "dative") if parse[at].lemma == "tell" and object_ is not None and clauses else []
    is_said = (parse[at].lemma == "say" or bool(whom)) and parse[at].pos == "VERB" and not is_idle(parse, at)
    if not is_said or any(is_clause(parse, c) for c in clauses):
        return
    inside = parse.subtree(object_) if object_ is not None else parse.children(at, "ccomp", "xcomp")
    is_short = object_ is not None and any(_is_short_for_is(parse, p) for p in inside)
    is_told = is_short or any(p > at and (object_ is None or parse[p].tag in FINITE) for p in inside)
    source, head = source_of(parse, at)
    branches = (*parse.children(at, "conj"), *whom)
    places = trimmed(parse, [p for p in parse.subtree(at, branches) if p > at and p not in source])
    if (
        source
        and is_told
        and has_own_subject(parse, at)
        and len(places) >= (_LEAST_SHORT_N if is_short else _LEAST_SAID_N)
    ):
        yield Frame(at, cue_words(parse, at), source, tuple(places), Stance.SAY, is_negated(parse, at), head)


def taken_for_nouns(parse: Parse, at: int) -> Iterator[Frame]:
    """ "Norway's military claims Lumora is building one": a verb that the small model takes for a noun with a clause."""
    token = parse[at]
    if (
        token.tag in ("NNS", "NNPS")
        and token.lemma.casefold() in cues.VERBS
        and all(parse[p].pos == "PUNCT" for p in range(at + 1, len(parse)))
    ):
        yield from _ends_with(parse, at)
        return
    clause = parse.child(at, "ccomp")
    if token.tag != "NNS" or token.dep != "ROOT" or token.lemma not in cues.VERBS or clause is None:
        return
    source = trimmed(parse, [p for p in parse.subtree(at) if p < at])
    subject = parse.child(clause, *SUBJECTS)
    if source and subject is not None and parse.subtree(subject)[0] == at + 1 and has_tense(parse, clause):
        yield Frame(
            at, (at,), tuple(source), clause_words(parse, clause, set()), cues.VERBS[token.lemma], False, source[-1]
        )


def _ends_with(parse: Parse, at: int) -> Iterator[Frame]:
    """ "S, her former doctor maintains."."""
    comma = next((p for p in reversed(range(at)) if parse[p].text == ","), 0)
    source, before = range(comma + 1, at), range(comma)
    is_noun = bool(source) and all(parse[p].pos in ("NOUN", "PROPN", "ADJ", "DET", "PART", "PUNCT") for p in source)
    is_said = _says(parse, before)
    if is_noun and is_said and parse[at - 1].pos in ("NOUN", "PROPN"):
        stance = cues.VERBS[parse[at].lemma.casefold()]
        yield Frame(at, (at,), tuple(source), tuple(trimmed(parse, list(before))), stance, False, at - 1)


def _says(parse: Parse, places: Sequence[int]) -> bool:
    """Whether somebody does something there, at some time."""
    return any(has_tense(parse, p) and has_own_subject(parse, p) and parse[p].pos in ("VERB", "AUX") for p in places)


def garden_path(parse: Parse, at: int) -> Iterator[Frame]:
    """ "Officials reported on Monday the bridge had been hit": a verb that the small model takes for what was done to its subject, which
    leaves the clause two subjects.
    """
    token = parse[at]
    if (
        token.dep != "acl"
        or token.tag != "VBN"
        or token.lemma not in cues.VERBS
        or parse.child(at, "agent") is not None
    ):
        return
    who, verb = token.head, parse[token.head].head
    subjects = parse.children(verb, "nsubj")
    if who in subjects and parse[who].dep == "nsubj" and subjects[-1] > at and has_tense(parse, verb):
        first = parse.subtree(subjects[-1])[0]
        said = trimmed(parse, [p for p in parse.subtree(verb) if p >= first])
        yield Frame(at, (at,), tuple(noun_phrase(parse, who)), tuple(said), cues.VERBS[token.lemma], False, who)


def spoken(parse: Parse, at: int) -> Iterator[Frame]:
    """ "In the letter she writes, S", "while he says in principle S": where the small model hangs "writes" on S, not S on "writes"."""
    is_saying = parse[at].lemma in _SPEAKS and parse[at].pos == "VERB"
    if not is_saying or is_idle(parse, at) or is_negated(parse, at) or _is_of_what(parse, at):
        return
    source, head = source_of(parse, at)
    last = max([at, *source, *_to_whom(parse, at)])
    if head is None or last + 2 >= len(parse) or is_one_of_us(parse, head) or parse[head].tag in _POINTS:
        return
    is_apart = parse[last + 1].text in (",", ":")
    if any(c < at and is_clause(parse, c) and is_tail(parse, at, c) for c in parse.children(at, "ccomp")):
        return  # "S, the mayor said, a plan that could fail"
    over = next((a for a in parse.path(at) if a > last), None)  # "saying behind the scenes, S"
    is_under = parse[at].dep in ("advcl", "ccomp", "acl") and over is not None
    if not is_apart and (parse[at].lemma != "say" or not is_under):
        return
    after = range(len(parse)) if is_apart or over is None else parse.subtree(over)
    places = trimmed(parse, [p for p in after if p > last and p not in source])
    if (is_apart and parse[last + 2].dep == "cc") or (places and parse[places[0]].lemma in ("because", "so")):
        return  # "she says, yes, because it is late"
    places = list(after_calls(parse, places))
    if any(is_comment(parse, at, p) for p in places):
        return
    if not places or (parse[places[0]].tag == "VBG" and parse[places[0]].lemma in cues.VERBS):
        return  # "she wrote to them, telling them that S"
    is_told = any(has_tense(parse, p) and has_own_subject(parse, p) for p in places)
    is_brief = last == at and parse.child(at, "dobj") in places and len(places) >= _LEAST_BRIEF_N
    if is_told or is_brief:  # "she said, no fish at any price"
        yield Frame(at, cue_words(parse, at), source, tuple(places), cues.VERBS[parse[at].lemma], False, head)


def _to_whom(parse: Parse, at: int) -> list[int]:
    """The words between a verb and what is said: "told the paper, S", "said to them, S", "said the following, S", "said in a letter, S"."""
    told, to = parse.child(at, "dobj"), preposition(parse, at, "to")
    if told is not None and (parse[at].lemma == "tell" or parse[told].lemma in ("following", "this")):
        return parse.subtree(told)
    where = preposition(parse, at, "in")
    venue = parse.child(where, "pobj") if where is not None else None
    if to is None and where is not None and venue is not None and parse[venue].lemma in cues.VENUES:
        return parse.subtree(where)
    return parse.subtree(to) if to is not None else []


def _is_of_what(parse: Parse, at: int) -> bool:
    """ "What he says, is", "as she said", "it goes without saying": words of which something else is told."""
    is_asked = any(parse[c].tag in ("WP", "WDT") for c in parse.children(at))
    marks = {parse[c].lemma for c in parse.children(at, "mark")}
    over = parse[parse[at].head]
    is_without = parse[at].dep == "pcomp" and over.lemma == "without"
    is_supposed = parse[at].dep == "xcomp" and is_idle(parse, parse[at].head)  # "if he were to say, S"
    # "The book where she writes, S", "in the letter she writes, S"; not "which is something she has said, S".
    is_there = over.lemma in cues.VENUES or any(parse[c].lemma == "where" for c in parse.children(at, "advmod"))
    is_relative = "relcl" in (parse[at].dep, over.dep if parse[at].dep == "conj" else "") and not is_there
    return (
        is_asked or is_without or is_supposed or is_relative or bool(marks - {"while", "whereas", "though", "although"})
    )


def _is_short_for_is(parse: Parse, at: int) -> bool:
    """Whether what the small model takes for an owner's "'s" is short for "is": "the suit's without merit", "the market's cooling"."""
    if parse[at].tag != "POS" or at + 1 >= len(parse):
        return False
    after = parse[at + 1]
    is_doing = after.text.endswith("ing") and parse[parse[at].head].head == at + 1
    return parse[parse[at].head].dep != "poss" or after.pos == "ADV" or is_doing


def trailing(parse: Parse, at: int) -> Iterator[Frame]:
    """ "S, said the minister": whatever the small model makes of a long S, what stands before the comma is said."""
    stance = cues.VERBS.get(parse[at].lemma)
    after = next((c for c in parse.children(at, "nsubj") if c > at), None)
    if stance is None or at < _LEAST_SAID_N:
        return
    if after is None:
        yield from _trails(parse, at, stance)
        return
    if parse[at - 1].text != ",":
        return
    if min(parse.subtree(after)) == at + 1:
        places = trimmed(parse, list(range(at)))
        yield Frame(at, (at,), tuple(noun_phrase(parse, after)), tuple(places), stance, False, after)


def _trails(parse: Parse, at: int, stance: Stance) -> Iterator[Frame]:
    """ "S, the poll found", "S, the mayor told the council on Monday": whatever the small model hangs the end of a long S on."""
    source, head = source_of(parse, at)
    if (
        head is None
        or parse[at].pos != "VERB"
        or is_one_of_us(parse, head)
        or stance is Stance.OPINE
        or is_negated(parse, at)
    ):
        return
    first = source[0]
    tail = [p for p in range(first, len(parse)) if p != at and p not in source and parse[p].pos != "PUNCT"]
    is_apart = first >= _LEAST_SHORT_N and parse[first - 1].text == "," and source[-1] < at <= source[-1] + 2
    own = [c for c in parse.children(at) if c > first]
    is_bare = all(
        parse[c].dep in ("nsubj", "aux", "advmod", "npadvmod", "prep", "punct") or _is_told_to(parse, at, c)
        for c in own
    )
    is_last = len(tail) <= _LONGEST_TAIL_N and set(tail) <= set(parse.subtree(at))
    before = range(first - 1)
    is_said = _says(parse, before)
    if is_apart and is_bare and is_last and is_said:
        yield Frame(at, cue_words(parse, at), source, tuple(trimmed(parse, list(before))), stance, False, head)


def _is_told_to(parse: Parse, at: int, object_: int) -> bool:
    return parse[at].lemma == "tell" and parse[object_].dep in ("dobj", "dative")
