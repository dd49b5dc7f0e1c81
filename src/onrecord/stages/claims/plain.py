"""Plain statements: neither a number, a date nor two names pin them down, but they tell what happened, is under way, will come or is so."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.core.grammar import Parse
from onrecord.stages.claims import cues
from onrecord.stages.claims.statement import (
    ACTORS,
    ANYBODY,
    OURS,
    POINTING,
    SHOW,
    TALK,
    is_about,
    is_ours,
    names_n,
    telling_n,
    told_of,
)

_TO_YOU = frozenset("you your yours yourself".split())
_AIRS = frozenset(
    """talk speak hear ask play look turn discuss cover begin start come go get see show bring join tell say mention watch read love
    like wait try call take listen record chat welcome thank reach check report follow leave move continue be have""".split()
)
"""What hosts do on a show."""
_THINGS = POINTING - {"he", "she", "they"}
_MUCH_N = 4
_READY = frozenset("ready willing able unable prepared determined committed".split())


def is_plain(parse: Parse, root: int, places: Sequence[int], others: Sequence[int], *, is_clip: bool) -> bool:
    """Whether a statement tells of somebody or something particular what happened, is under way, will come or is so."""
    subject = told_of(parse, root)
    if subject is None or len(places) < 3:
        return False
    is_being = parse[root].lemma == "be"
    if is_about(parse, root, TALK if is_being else SHOW):
        return False  # "here are today's top stories"
    is_pointing = parse[subject].text.casefold() in POINTING - {"there"}
    has_name = names_n(parse, places) > 0
    if telling_n(parse, places) < (3 if (is_being or is_pointing) and not has_name else 2):
        return False
    if is_being and parse[subject].entity in ("DATE", "TIME"):
        return False  # "today was no exception"
    is_some = bool(parse.children(subject, "prep", "relcl", "acl")) or parse[subject].dep == "nsubjpass"
    is_none = parse[subject].lemma.casefold() == "nobody" and _is_event(parse, root)
    is_anybody = parse[subject].lemma.casefold() in ANYBODY and not is_some and not is_none
    if parse[root].lemma == "decline" and parse.children(root, "xcomp"):
        return False  # "the treasury declined to comment"
    if places[-1] == root and parse[root].lemma in cues.VERBS:
        return False  # "on social media, he posted"
    is_reporting = parse[root].lemma in ("report", "join") and not parse.children(root, "dobj", "ccomp", "xcomp")
    if is_reporting and parse[root].tag != "VBN":
        return False  # "our correspondent reports from the capital"
    if is_anybody:
        return False
    if _is_of_us(parse, root, subject, places) and not _is_our_deed(parse, root, subject, places, is_clip=is_clip):
        return False
    is_back = any(parse[c].text.casefold() in POINTING for c in parse.children(root, "dobj"))
    if is_back and telling_n(parse, places) < 3:
        return False  # "the trust has now corrected that"
    if is_being and parse[subject].lemma == "one":
        return False  # "the first one is this business with the fleet"
    is_anothers = bool({parse[p].lemma.casefold() for p in parse.subtree(subject)} & cues.NOUNS.keys())
    if any(c > root for c in parse.children(root, "ccomp")) and (
        is_anothers or any(parse[r].head == root for r in others)
    ):
        return False  # "One of their arguments is that", "the point is that": what it is follows
    if is_pointing and not has_name and any(parse[c].lemma in ("can", "could") for c in parse.children(root, "aux")):
        return False
    # What it, he or they are like, with no name to it, is a view; so is what it is like to do something.
    is_weather = parse[subject].text.casefold() == "it" and parse.children(root, "acomp")
    is_thing = has_name and not (is_weather and parse.children(root, "advcl", "xcomp", "ccomp"))
    is_kind = any(parse[c].pos in ("NOUN", "PROPN") for c in parse.children(root, "attr"))
    return is_thing or is_kind if is_being and is_pointing else True


def _is_event(parse: Parse, root: int) -> bool:
    """ "Nobody was texting plans": something that happened or is under way, not what somebody or something is like."""
    is_under_way = parse[root].tag == "VBG" and parse.child(root, "aux", "auxpass") is not None
    return parse[root].lemma != "be" and (parse[root].tag in ("VBD", "VBN") or is_under_way)


def _is_of_us(parse: Parse, root: int, subject: int, places: Sequence[int]) -> bool:
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


def _is_our_deed(parse: Parse, root: int, subject: int, places: Sequence[int], *, is_clip: bool) -> bool:
    """What "we" or "my government" do, did or will do to somebody with a name, as who acts says it; or what somebody with a name does to us.

    Where much is told of "us" it needs no name: "we are in a situation of deadlock on both sides".
    """
    if {parse[p].text.casefold() for p in places} & _TO_YOU:
        return False
    if is_clip:
        is_ready = any(parse[c].lemma in _READY for c in parse.children(root, "acomp"))
        is_so = parse[root].lemma == "be" and (is_ready or parse[subject].pos == "NOUN")
        return (
            parse[root].lemma not in _AIRS or is_so or (parse[root].lemma == "have" and telling_n(parse, places) >= 4)
        )
    is_much = telling_n(parse, places) >= _MUCH_N and (parse[root].lemma == "be" or parse[root].lemma not in _AIRS)
    if is_much and parse[subject].text.casefold() == "we":
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
