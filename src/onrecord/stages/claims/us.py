"""What is told of the speakers themselves: chat, unless "we" or "our government" do something that is news."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.core.grammar import Parse
from onrecord.stages.claims.statement import ACTORS, ANYBODY, NEAR, OURS, POINTING, is_ours, names_n, telling_n

_TO_YOU = frozenset("you your yours yourself".split())
_AIRS = frozenset(
    """talk speak hear ask play look turn discuss cover begin start come go get see show bring join tell say mention watch read love
    like wait try call take listen record chat welcome thank reach check report follow leave move continue apologise apologize be have""".split()
)
"""What hosts do on a show."""
_HAVE_TO = frozenset("have need use".split())
_GOES_TO = frozenset("go keep continue start".split())
_PRESENTS = frozenset("have get see".split())
_SHOWN_N = 3
_CAN = frozenset("can could ca must".split())
_THINGS = POINTING - {"he", "she", "they"}
_MUCH_N = 4
_READY = frozenset("ready willing able unable prepared determined committed".split())


def is_of_us(parse: Parse, root: int, subject: int, places: Sequence[int]) -> bool:
    """Whether it tells of the speakers. "This raises the chance that we see a return to war", "it adds to our debt" tell of something else."""
    by = set(parse.subtree(subject)) if parse[subject].pos in ("NOUN", "PROPN") else set()
    asides = {p for c in places if _is_as_told(parse, c) for p in parse.subtree(c)}
    is_to_somebody = any(parse[p].text.casefold() in _TO_YOU | {"let"} for p in places if p not in asides)
    inner: set[int] = set()
    if not is_to_somebody and (by or parse[subject].text.casefold() not in OURS | _THINGS):
        clauses = [p for p in places if parse[p].dep in ("relcl", "acl", "advcl", "ccomp")]
        inner = {p for c in clauses for p in parse.subtree(c)}
    owned = {p for p in places if parse[p].text.casefold() == "our" and parse[p].dep == "poss" and p not in by}
    return is_ours(parse, root, [p for p in places if p not in inner | owned])


def _is_as_told(parse: Parse, clause: int) -> bool:
    """ "As you just heard", however long it goes on."""
    return parse[clause].dep == "advcl" and any(parse[c].lemma == "as" for c in parse.children(clause, "mark"))


def is_on_air(parse: Parse, root: int) -> bool:
    """ "We'll come back to that", "I want to talk about trams": what hosts do on a show."""
    return parse[done(parse, root)].lemma in _AIRS - {"be", "have"}


def done(parse: Parse, root: int) -> int:
    """The verb of what is done: "talk" in "I want to talk", "confirm" in "we haven't been able to confirm"."""
    for at in (root, *parse.children(root, "acomp")):
        inner = parse.child(at, "xcomp")
        if inner is not None and parse[inner].pos == "VERB":
            return done(parse, inner)
    return root


def is_much_of_us(parse: Parse, root: int, subject: int, places: Sequence[int]) -> bool:
    """ "We are in a situation of deadlock on both sides": much is told of "us", who need no name then."""
    is_air = parse[root].lemma in _AIRS - {"be"}
    return parse[subject].text.casefold() == "we" and telling_n(parse, places) >= _MUCH_N and not is_air


def is_witnessed(parse: Parse, root: int, subject: int, places: Sequence[int]) -> bool:
    """ "I ran back for my neighbour's children", "we are being pushed to the coast": what somebody did or what was done to them."""
    who, telling = parse[subject].text.casefold(), telling_n(parse, places)
    is_done_to = who in ("we", "i") and parse[subject].dep == "nsubjpass" and telling >= _SHOWN_N - 1
    is_done = who == "i" and parse[root].tag == "VBD" and telling >= _MUCH_N
    return parse[root].lemma not in _AIRS and (is_done or is_done_to)


def is_of_anyone(parse: Parse, root: int, subject: int, places: Sequence[int]) -> bool:
    """ "You used to need a licence for that kind of work": what "you" can, must or used to do is what anyone does."""
    said = {parse[p].text.casefold() for p in places}
    does = parse.child(root, "xcomp") if parse[root].lemma in _HAVE_TO else None
    is_able = does is not None or bool({parse[c].lemma for c in parse.children(root, "aux")} & _CAN)
    is_much = telling_n(parse, places) >= _MUCH_N
    is_host = parse[does if does is not None else root].lemma in _AIRS - {"get"} or bool(said & NEAR - _TO_YOU)
    return parse[subject].text.casefold() == "you" and is_able and is_much and not is_host


def is_there(parse: Parse, root: int, subject: int, places: Sequence[int]) -> bool:
    """ "You've got three tankers off the coast", "we saw the price jump": what "you" or "we" have or see is there."""
    does = parse.child(root, "xcomp") if parse[root].lemma in _GOES_TO else root
    shown = parse.child(does, "dobj", "ccomp") if does is not None else None
    if does is None or shown is None or parse[does].lemma not in _PRESENTS:
        return False
    if parse[subject].text.casefold() not in ("you", "we"):
        return False
    is_something = parse[shown].pos != "PRON" and parse[shown].lemma not in ANYBODY and shown > root
    is_none = bool(parse.children(root, "neg"))  # "we haven't had any reaction from the owners"
    if (
        parse[does].lemma != "see"
        and not is_none
        and not any(parse[c].tag == "VBG" for c in parse.children(shown, "acl"))
    ):
        return False  # "you've got two arms"
    is_other = not {parse[p].text.casefold() for p in places if p > root} & NEAR
    return is_something and is_other and telling_n(parse, places) >= _SHOWN_N - is_none


def is_our_deed(parse: Parse, root: int, subject: int, places: Sequence[int], *, is_clip: bool) -> bool:
    """What "we" or "my government" do, did or will do to somebody with a name, as who acts says it; or what somebody with a name does to us.

    Where much is told of "us" it needs no name: "we are in a situation of deadlock on both sides".
    """
    if is_there(parse, root, subject, places):
        return True
    if {parse[p].text.casefold() for p in places} & _TO_YOU:
        is_body = parse[subject].entity in ("ORG", "GPE")  # "the bank will send you a new card"
        return (is_body and parse[root].lemma not in _AIRS) or is_of_anyone(parse, root, subject, places)
    if is_clip:
        is_ready = any(parse[c].lemma in _READY for c in parse.children(root, "acomp"))
        is_so = parse[root].lemma == "be" and (is_ready or parse[subject].pos == "NOUN")
        return (
            parse[root].lemma not in _AIRS or is_so or (parse[root].lemma == "have" and telling_n(parse, places) >= 4)
        )
    if is_much_of_us(parse, root, subject, places) or is_witnessed(parse, root, subject, places):
        return True
    if not names_n(parse, places):
        return False
    if parse[subject].entity in ACTORS:
        return parse[root].lemma not in _AIRS
    is_we = parse[subject].text.casefold() in ("i", "we") or any(
        parse[c].text.casefold() in ("my", "our") for c in parse.children(subject, "poss")
    )
    is_past = parse[root].tag == "VBD" and parse[subject].text.casefold() != "i"
    is_deed = bool(parse.children(root, "aux", "auxpass")) or is_past
    return is_we and is_deed and parse[root].lemma not in _AIRS
