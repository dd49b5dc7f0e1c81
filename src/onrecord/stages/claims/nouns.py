"""Nouns and adjectives of saying: "the claim that S", "talk of a merger", "the view is that S", "is confident that S"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.core.grammar import Parse
from onrecord.stages.claims import cues
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.frame import (
    LIGHT,
    Frame,
    clause_words,
    cue_words,
    is_clause,
    is_idle,
    source_of,
    tells_what,
)
from onrecord.stages.claims.passed_on import is_medium
from onrecord.stages.claims.tree import (
    SUBJECTS,
    has_own_subject,
    is_negated,
    is_one_of_us,
    is_question,
    noun_phrase,
    preposition,
    trimmed,
)

_OBJECTS = ("dobj", "pobj")
_RELATIVE = ("WDT", "WP", "WP$", "WRB")
_GETS = frozenset("see hear get have".split())


def noun_frames(parse: Parse, at: int) -> Iterator[Frame]:
    """ "The claim that S", "there is talk that S", "talk of a merger", "the view is that S", "rumours are going round that S"."""
    is_answer = parse[at].lemma in cues.ANSWERS
    stance = Stance.SAY if is_answer else cues.NOUNS.get(_noun(parse, at))
    if stance is None or _is_a_lecture(parse, at):
        return
    copula = _told_by(parse, at)
    content = _told(parse, at, copula, stance)
    if not content:
        return
    source, head = _owner(parse, at)
    if is_answer and not source:
        return
    judge = parse[at].head if parse[at].dep in ("dobj", "nsubjpass") else at
    is_judged = cues.VERBS.get(parse[judge].lemma) in (Stance.DENY, Stance.CONFIRM) and parse[judge].pos == "VERB"
    if is_judged and not is_idle(parse, judge):
        # "The regulator rejected the claim that S": it denies S, and whose claim that was is told beside it or not at all.
        judges, judging = source_of(parse, judge)
        yield Frame(
            judge,
            cue_words(parse, judge),
            judges,
            content,
            cues.VERBS[parse[judge].lemma],
            is_negated(parse, judge),
            judging,
        )
        if not source or source == judges:
            return
    denied = any(parse[c].lemma == "no" for c in parse.children(at, "det")) or is_negated(parse, copula)
    if denied and parse[at].lemma == "doubt" and not source:
        yield Frame(at, (at,), (), content, Stance.OPINE, False, -1)  # "there is no doubt that": the speaker has none
        return
    is_hearsay = _noun(parse, at) == "word" and not source and parse[copula].lemma in ("be", "have")
    yield Frame(at, (at,), source, content, Stance.SPECULATE if is_hearsay else stance, denied, head)


def _noun(parse: Parse, at: int) -> str:
    """The noun at this place, also the bare one with which a sentence begins, which the small model takes for a name ("Word is that")."""
    token = parse[at]
    is_first = at == 0 and token.pos == "PROPN" and token.dep == "nsubj" and parse.subtree(at) == [at]
    return token.lemma if is_first or token.pos == "NOUN" else ""


def _without_that(parse: Parse, at: int, copula: int) -> int | None:
    """The clause of "there's a rumour the manager got bitten", which lacks nothing, also where the small model takes its "that" for what is
    lacking; not of "there's a rumour the paper printed".
    """
    if parse[at].dep != "attr" or parse.child(copula, "expl") is None:
        return None
    for clause in parse.children(at, "relcl", "acl"):
        first = parse.subtree(clause)[0]
        is_that = parse[first].text.casefold() == "that" and parse[first].dep in _OBJECTS
        whole = (c for c in parse.children(clause, "nsubjpass", "dobj", "attr", "acomp") if c != first)
        if has_own_subject(parse, clause) and (is_that or parse[first].tag not in _RELATIVE) and any(whole):
            return clause
    return None


def _told(parse: Parse, at: int, copula: int, stance: Stance) -> tuple[int, ...]:
    """What a noun of saying tells: in a clause of its own, or in one of the verb that it is the subject of; else what it is "of"."""
    token = parse[at]
    clause = next((c for c in parse.children(at, "acl", "ccomp", "relcl", "appos") if _begins_that(parse, c)), None)
    clause = clause if clause is not None else _without_that(parse, at, copula)
    clause = clause if clause is not None else _right_after(parse, at)
    clause = clause if clause is not None else _gone_round(parse, at)
    clause = clause if clause is not None or stance is not Stance.SPECULATE else _hung_below(parse, at)
    if clause is not None:
        that = {p for p in parse.subtree(clause)[:1] if parse[p].dep in _OBJECTS}
        return clause_words(parse, clause, that)
    if (token.dep in ("nsubj", "attr") or copula != token.head) and parse[copula].lemma == "be":
        is_owned = parse.child(at, "poss") is not None
        is_plain = is_owned or (_noun(parse, at) == "word" and at < copula)  # "word is she's leaving"
        told = next(
            (
                c
                for c in parse.children(copula, "ccomp", "advcl", "attr")
                if _begins_that(parse, c) or (is_plain and parse[c].dep == "ccomp" and is_clause(parse, c))
            ),
            None,
        )
        told = _put_behind(parse, copula) if told is None and is_owned else told
        is_told = told is not None and (token.dep != "attr" or parse.child(copula, "expl") is not None)
        beside = set(parse.subtree(copula)) if told == parse[copula].head else set()
        return clause_words(parse, told, beside) if told is not None and is_told else ()
    if token.dep == "nsubj" and parse[copula].lemma == "have":
        told = next((c for c in parse.children(copula, "ccomp") if is_clause(parse, c)), None)
        return clause_words(parse, told, set()) if told is not None else ()
    if token.lemma in cues.VAGUE_NOUNS and token.dep in ("attr", "dobj", "nsubj", "pobj", "conj"):
        of = preposition(parse, at, "of", "about")
        object_ = parse.child(of, "pobj", "pcomp") if of is not None else None
        is_there = parse.child(copula, "expl") is not None
        if object_ is not None and (is_there or stance is Stance.SPECULATE) and len(parse.subtree(object_)) >= 3:
            return tuple(trimmed(parse, parse.subtree(object_)))
    return ()


def _put_behind(parse: Parse, copula: int) -> int | None:
    """ "Her exact words were, S": the clause behind the comma, which the small model puts above the words."""
    over = parse[copula].head
    is_put_so = parse[copula].dep == "ccomp" and over > copula and parse[copula + 1].text in (",", ":")
    return over if is_put_so and has_own_subject(parse, over) else None


def _gone_round(parse: Parse, noun: int) -> int | None:
    """ "Rumours are swirling that S", "news broke on Monday that S": the clause that the small model hung on what the noun does. It is the
    noun's where that verb neither says anything nor does anything to something.
    """
    verb = parse[noun].head
    is_saying = parse[verb].lemma in cues.VERBS or parse.child(verb, "dobj", "dative") is not None
    if parse[noun].dep != "nsubj" or parse[verb].pos != "VERB" or is_saying or is_negated(parse, verb):
        return None
    return _told_with_that(parse, [c for c in parse.children(verb, "ccomp", "advcl") if c > verb])


def _told_by(parse: Parse, noun: int) -> int:
    """The verb that a noun is the subject of, also as "one of his arguments"."""
    of = parse[noun].head
    is_one = parse[noun].dep == "pobj" and parse[of].lemma == "of" and parse[parse[of].head].text.casefold() == "one"
    return parse[parse[of].head].head if is_one else of


def _is_a_lecture(parse: Parse, at: int) -> bool:
    """ "He had a good talk about costs"."""
    is_one = any(parse[c].lemma in ("a", "an", "this", "that") for c in parse.children(at, "det"))
    return parse[at].lemma == "talk" and (is_one or parse.child(at, "poss") is not None)


def _right_after(parse: Parse, noun: int) -> int | None:
    """ "The fallout of false claims by Holst that S": a clause that the small model hung on a noun further up."""
    end = parse.subtree(noun)[-1] + 1
    above = [a for a in parse.path(noun) if parse[a].pos == "NOUN"]
    hung = (c for a in above for c in parse.children(a, "acl", "relcl") if parse.subtree(c)[0] == end)
    return next((c for c in hung if _begins_that(parse, c)), None)


def _hung_below(parse: Parse, noun: int) -> int | None:
    """ "There are rumours in the harbour that S", "there's been talk for weeks that S": a clause that the small model hung on where and when."""
    below = [p for p in parse.subtree(noun) if p > noun and parse[p].dep == "pobj"]
    hung = [c for p in below for c in parse.children(p, "acl", "relcl", "ccomp")]
    there = parse[noun].head
    hung += [c for c in parse.children(there, "ccomp", "advcl", "dep") if c > noun and parse[there].lemma == "be"]
    return _told_with_that(parse, hung)


def _told_with_that(parse: Parse, clauses: Sequence[int]) -> int | None:
    """The first of the clauses that has a subject of its own behind "that"."""
    marked = (c for c in clauses if any(parse[m].lemma == "that" for m in parse.children(c, "mark")))
    return next((c for c in marked if has_own_subject(parse, c)), None)


def _begins_that(parse: Parse, clause: int) -> bool:
    """A clause that "that" or "whether" begins without being its subject or object."""
    is_marked = any(parse[c].lemma in ("that", "whether") for c in parse.children(clause, "mark"))
    return is_marked or _is_there(parse, clause) or _is_printed(parse, clause)


def _is_printed(parse: Parse, clause: int) -> bool:
    """ "Reports in the Gazette that the mayor will resign": the small model may take "that" for what he does with them."""
    noun = parse[clause].head
    is_apart = _printed_in(parse, noun) is not None and parse.subtree(clause)[0] > noun + 1
    return is_apart and tells_what(parse, clause)


def _is_there(parse: Parse, clause: int) -> bool:
    """ "There is a rumour that the mayor will resign": the small model may take "that" for what somebody does with the rumour."""
    noun, subject = parse[clause].head, parse.child(clause, *SUBJECTS)
    is_there = (
        parse.child(parse[noun].head, "expl") is not None and cues.NOUNS.get(parse[noun].lemma) is Stance.SPECULATE
    )
    return is_there and subject is not None and not is_one_of_us(parse, subject) and tells_what(parse, clause)


def _owner(parse: Parse, noun: int) -> tuple[tuple[int, ...], int | None]:
    """Whose claim it is: "their claim", "a claim by the union", "the union made the claim"; empty when nobody's."""
    owner = parse.child(noun, "poss")
    if owner is not None:
        return tuple(noun_phrase(parse, owner)), owner
    in_ = _printed_in(parse, noun)
    if in_ is not None:
        return tuple(noun_phrase(parse, in_)), in_
    by = preposition(parse, noun, "by", "from", "among")
    named = parse.child(by, "pobj") if by is not None else None
    if named is not None:
        return tuple(noun_phrase(parse, named)), named
    verb = parse[noun].head
    if parse[noun].dep != "dobj" or parse[verb].lemma not in LIGHT | frozenset(cues.VERBS):
        return (), None
    source, head = source_of(parse, verb)
    is_seen = head is not None and parse[verb].lemma in _GETS and is_one_of_us(parse, head)
    return ((), None) if is_seen else (source, head)  # "we have seen reports that"


def _printed_in(parse: Parse, noun: int) -> int | None:
    """ "A report in the Gazette that S", "reports on Harbour Radio that S": the medium."""
    in_ = preposition(parse, noun, "in", "on") if cues.NOUNS.get(parse[noun].lemma) is Stance.REPORT else None
    medium = parse.child(in_, "pobj") if in_ is not None else None
    return medium if medium is not None and is_medium(parse, medium) else None


def adjective_frames(parse: Parse, at: int) -> Iterator[Frame]:
    """ "Is confident that S"; "it is likely that S", which is the speaker's own."""
    token = parse[at]
    if token.pos != "ADJ":
        return
    is_held = token.lemma in cues.ADJECTIVES
    stance = cues.ADJECTIVES.get(token.lemma) or cues.OPEN_ADJECTIVES.get(token.lemma)
    if stance is None:
        return
    copula = token.head
    if parse[copula].lemma not in ("be", "seem", "look", "remain", "feel", "become"):
        return
    clause = next(
        (c for c in [*parse.children(at, "ccomp"), *parse.children(copula, "ccomp")] if is_clause(parse, c)), None
    )
    subject = parse.child(copula, "nsubj")
    if clause is None or subject is None or is_question(parse, copula):
        return
    if is_held and parse[subject].lemma not in ("it", "there"):
        cue = tuple(sorted([at, copula, *parse.children(copula, "neg")]))
        yield Frame(
            at,
            cue,
            tuple(noun_phrase(parse, subject)),
            clause_words(parse, clause, set()),
            stance,
            is_negated(parse, copula),
            subject,
        )
    elif not is_held and parse[subject].lemma == "it":
        yield Frame(
            at,
            tuple(sorted((copula, at))),
            (),
            clause_words(parse, clause, set()),
            stance,
            is_negated(parse, copula),
            -1,
        )
