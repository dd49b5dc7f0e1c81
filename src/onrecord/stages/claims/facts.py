"""What the speaker states as a fact, with nobody behind it: clauses that can be checked, for they have a number, a date or names."""

from __future__ import annotations

from collections.abc import Sequence, Set

from onrecord.core.grammar import Parse
from onrecord.stages.claims.cues import OWN_NARRATION, Stance
from onrecord.stages.claims.frame import Frame
from onrecord.stages.claims.parts import parted
from onrecord.stages.claims.plain import may_tell
from onrecord.stages.claims.statement import (
    ACTORS,
    OURS,
    TALK,
    begins_when,
    is_about,
    is_filled,
    is_finite,
    is_ours,
    is_statement,
    names_n,
    telling_n,
    told_of,
)
from onrecord.stages.claims.tree import SUBJECTS, has_own_subject, trimmed

_ENOUGH_N = 4
"""So many telling words make a clause beside another a statement of its own where it has no name."""
_BESIDE = frozenset("after because since as while whereas although though".split())
_AGAINST = frozenset("although though because while whereas".split())
_LEADS = frozenset(
    "so well yeah yes no and but okay ok right now then also because actually basically look you_know i_mean".split()
)
_MEANT = ("det", "amod", "neg", "prep")
"""As these a leading word says something: "no further details", "because of the shortage"."""
_SHOWS = frozenset("you it this that which everybody everyone".split())
"""With "we" those that what follows is not the word of: "you see that", "this means that"."""
_TELLERS = frozenset("i we that which".split())
"""As the subject of "the thing that happened", "the thing we heard" these make what follows nobody else's word."""
_STANDS_FOR = frozenset(
    "one first second third other fact thing point problem issue truth reality news result difference upshot reason trouble catch".split()
)
_MANY = frozenset("dozen hundred thousand million dozens hundreds thousands millions scores".split())


def facts(
    parse: Parse,
    frames: Sequence[Frame],
    told: Set[int],
    counted: Set[int] = frozenset(),
    *,
    unmeant: Sequence[Frame] = (),
    is_clip: bool = False,
) -> list[Frame]:
    """Clauses with their own subject that no frame touches. `head` is the clause's verb.

    `told` are tokens of quantities and dates that pin something down, `counted` those of any quantity: a small number is enough
    where it is told of somebody with a name. What nothing pins down but tells what happened or how things stand is plain; in a
    recording that is played (`is_clip`) that may be told of "us".
    `unmeant` are frames that claim nothing: nor do their own words.
    """
    clauses: list[tuple[int, list[int], list[int]]] = []
    roots = [at for at in range(len(parse)) if _is_clause_root(parse, at)]
    beside = [c for c in _clauses_beside(parse) if is_statement(parse, *c)]
    apart = [at for at, places in beside if _stands_apart(parse, at, places)]
    for root in roots:
        others = [r for r in (*roots, *apart) if r != root and root in parse.path(r)]
        also = [f.head for f in frames if _is_also_said(parse, f, root)]
        taking = [f for f in frames if f.head not in also and not _is_aside(parse, f, root)]
        used = {at for f in taking for at in (*f.cue, *f.content, *f.source)}
        lead = begins_when(parse, root)
        places = _led(parse, root, trimmed(parse, [p for p in parse.subtree(root, (*others, *also)) if p != lead]))
        is_unmeant = any(root == f.head or root in f.content for f in unmeant)
        if places and not used & set(places) and not is_unmeant and is_statement(parse, root, places):
            clauses.append((root, places, others))
    found: list[Frame] = []
    taken = {at for f in frames for at in (*f.cue, *f.content, *f.source)}
    for root, places, _ in clauses:
        if _is_pinned(parse, root, places, told, counted):
            found.append(_own(root, places))
    taken |= {at for f in found for at in f.content}
    for root, places in beside:
        if not taken & set(places) and _is_pinned(parse, root, places, told, counted):
            found.append(_own(root, places))
    taken = {at for f in found for at in f.content}
    found += _plain(parse, clauses, taken, is_clip=is_clip)
    taken = {at for f in (*frames, *found) for at in (*f.cue, *f.content, *f.source)}
    enough = [c for c in beside if names_n(parse, c[1]) > 0 or telling_n(parse, c[1]) >= _ENOUGH_N]
    untaken = [(root, places, ()) for root, places in enough]
    found += _plain(parse, untaken, taken, is_clip=is_clip)
    return [part for fact in found for part in parted(parse, fact)]


def _plain(
    parse: Parse, clauses: Sequence[tuple[int, Sequence[int], Sequence[int]]], taken: Set[int], *, is_clip: bool
) -> list[Frame]:
    """Of the clauses that nothing else has taken (verb, words, verbs of the clauses joined to it) those that may tell something."""
    return [
        _own(root, places, is_plain=True)
        for root, places, others in clauses
        if not taken & set(places) and may_tell(parse, root, places, others, is_clip=is_clip)
    ]


def _own(root: int, places: Sequence[int], *, is_plain: bool = False) -> Frame:
    return Frame(root, (), (), tuple(places), Stance.REPORT, False, -1, is_plain=is_plain)


def _clauses_beside(parse: Parse) -> list[tuple[int, list[int]]]:
    """ "It comes after the two men had a 90-minute call": clauses beside one that may say nothing by itself, with their words."""
    found: list[tuple[int, list[int]]] = []
    for at in range(len(parse)):
        mark = parse.child(at, "mark")
        why = _begins_why(parse, at)
        is_beside = parse[at].dep == "advcl" and mark is not None and parse[mark].lemma in _BESIDE
        mark = mark if is_beside else why
        if mark is None:
            continue
        places = trimmed(parse, [p for p in parse.subtree(at) if p > mark])
        if places and parse.child(at, *SUBJECTS) is not None:
            found.append((at, places))
    return found


def _stands_apart(parse: Parse, clause: int, places: Sequence[int]) -> bool:
    """ "The pier is shut, although the owners have paid for the repair": what is set against or behind something is a fact of its own."""
    mark = parse.child(clause, "mark")
    is_behind = parse[clause].head < places[0] and mark is not None and parse[mark].lemma in _AGAINST
    return is_behind and telling_n(parse, places) >= _ENOUGH_N


def _begins_why(parse: Parse, clause: int) -> int | None:
    """The "why" of "that is why the insurers left": what follows it is so."""
    over = parse[clause].head
    subject = parse.child(over, "nsubj")
    is_so = subject is not None and parse[subject].text.casefold() in ("that", "which", "this", "it")
    why = next((c for c in parse.children(clause, "advmod") if parse[c].lemma == "why"), None)
    return why if is_so and parse[over].lemma == "be" else None


def _is_pinned(parse: Parse, root: int, places: Sequence[int], told: Set[int], counted: Set[int]) -> bool:
    is_loose = is_ours(parse, root, places, is_strict=True) or is_filled(parse, places) or is_about(parse, root, TALK)
    return not is_loose and _is_checkable(parse, root, places, told, counted)


def _is_aside(parse: Parse, frame: Frame, root: int) -> bool:
    """Whether a frame stands in a clause beside what `root` says: "26 died in an attack that India blamed on its neighbour"; not that
    "there are people who say" something.
    """
    path = [frame.head, *parse.path(frame.head)]
    is_there = parse.child(root, "expl") is not None and parse[frame.head].head in parse.children(root, "attr")
    if root not in path or root in frame.content or is_there:
        return False
    is_to_say = any(
        parse[c].tag == "TO" for c in parse.children(frame.head, "aux")
    )  # "wrote to passengers to say that"
    return not is_to_say and any(parse[a].dep in ("relcl", "advcl") for a in path[: path.index(root)])


def _is_also_said(parse: Parse, frame: Frame, root: int) -> bool:
    """ "The bank shut the account and says that it was hacked": what was done is a statement beside what is said."""
    is_joined = parse[frame.head].dep == "conj" and parse[frame.head].head == root
    return is_joined and not has_own_subject(parse, frame.head) and bool(frame.source)


def _is_clause_root(parse: Parse, at: int) -> bool:
    token = parse[at]
    if token.pos not in ("VERB", "AUX"):
        return False
    if token.dep == "ROOT":
        return True
    subject = told_of(parse, at)
    if subject is None or not is_finite(parse, at, subject):
        return False
    if token.dep == "acl" and parse[token.head].lemma == "fact" and parse.child(at, "mark") is not None:
        return True  # "the fact that it adds to the debt"
    if token.dep not in ("conj", "parataxis", "ccomp"):
        return begins_when(parse, at) is not None
    if token.dep == "ccomp" and _is_told_of(parse, token.head):
        return False
    return all(_may_stand_above(parse, at, above) for above in parse.path(at))


def _may_stand_above(parse: Parse, at: int, above: int) -> bool:
    """Whether a clause under this token is a statement still: joined to another, or "you should be aware that S"."""
    token = parse[above]
    is_mentioning = token.lemma in OWN_NARRATION and parse.child(above, *SUBJECTS) is None
    if is_mentioning and token.tag == "VBG" and parse[token.head].lemma == "worth":
        return True  # "worth mentioning that"
    if token.pos in ("VERB", "AUX"):
        return token.dep in ("ROOT", "conj", "parataxis", "ccomp")
    if token.pos == "ADJ" and token.dep == "acomp":
        return not _is_told_of(parse, token.head)
    # "A hard blow, and there were angry scenes.", "Interesting that the bill was passed."
    return token.dep == "ROOT" and (parse[at].dep in ("conj", "parataxis") or token.pos == "ADJ")


def _is_told_of(parse: Parse, verb: int) -> bool:
    """Whether what a verb has as its clause is another's: "Hitler knew that", "the talk is that"; not "what we know is", "the fact is"."""
    subject = parse.child(verb, *SUBJECTS)
    if subject is None or parse[subject].dep == "csubj" or parse[subject].text.casefold() in OURS | _SHOWS:
        return False
    beside = parse.children(subject, "relcl")
    is_teller = any(parse[s].text.casefold() in _TELLERS for c in beside for s in parse.children(c, *SUBJECTS))
    if parse[subject].lemma in _STANDS_FOR and (is_teller or any(parse[c].lemma == "do" for c in beside)):
        return False  # "the third thing we heard is that", "the other thing that happened is that", "one thing they did is"
    is_its_own = parse[verb].lemma == "be" and (
        parse[subject].pos == "PRON"
        or (parse[subject].lemma in _STANDS_FOR and not parse.children(subject, "relcl", "poss", "acl"))
    )
    return not is_its_own


def _led(parse: Parse, root: int, places: list[int]) -> list[int]:
    """Without the words that only lead to it, and without the "after" or "because" of half a sentence that a full stop cut off."""
    while places:
        first = parse[places[0]]
        is_lead = first.text.casefold() in _LEADS and first.dep not in _MEANT
        is_that = first.dep == "mark" and first.lemma == "that"
        is_cut_off = first.head == root and parse[root].dep == "ROOT" and first.text.casefold() in _BESIDE | {"when"}
        if not (is_lead or is_that or (is_cut_off and first.dep in ("mark", "advmod"))):
            break
        places = trimmed(parse, places[1:])
    return places


def _is_checkable(parse: Parse, root: int, places: Sequence[int], told: Set[int], counted: Set[int]) -> bool:
    """Someone else than the speakers does something that a number, a date or two names pin down."""
    subject = told_of(parse, root)
    if subject is None:
        return False
    is_it = parse[subject].text.casefold() in ("it", "today", "tonight") and parse[root].lemma == "be"
    if is_it and not counted & set(places) and not names_n(parse, places):
        return False  # "it's Thursday the 6th of March"
    is_past = parse[root].tag in ("VBD", "VBN", "VBG")
    is_pinned = bool(told & set(places) - _when_it_is(parse, root, subject)) or (
        is_past and parse[subject].entity in ACTORS and bool(counted & set(places) - {subject})
    )
    is_many = parse[subject].lemma.casefold() in _MANY
    figures_n = sum(parse[p].tag == "CD" and not parse[p].text.isalnum() for p in places)  # "gold is at 4,310"
    least_n = (2 if figures_n else 3) if is_pinned or is_many else 4
    if telling_n(parse, places) + figures_n < least_n or len(places) < 4:
        return False
    # "Thousands of people died in the quake."
    if is_pinned or (is_many and is_past and parse.child(subject, "prep") is not None):
        return True
    if names_n(parse, places) < 2:
        return False
    # What a country is or does is news in any tense; what a library does is not.
    is_event = parse[root].lemma != "be" and any(parse[p].entity in ("GPE", "NORP", "PERSON") for p in places)
    is_dated = is_past or any(parse[c].lemma == "will" for c in parse.children(root, "aux"))
    is_somebody = parse[subject].entity == "PERSON" and is_past
    return (is_event and is_dated) or is_somebody or parse[subject].entity in ("GPE", "NORP")


def _when_it_is(parse: Parse, root: int, subject: int) -> set[int]:
    """ "Last week was hard": a day or week that something is said of is no date of it."""
    is_it = parse[root].lemma == "be" and parse[subject].entity in ("DATE", "TIME")
    return set(parse.subtree(subject)) if is_it else set()
