"""Plain statements: neither a number, a date nor two names pin them down, but they tell what happened, is under way, will come or is so.

A clause with a subject is one unless one of the rules at the end says that it tells nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from onrecord.core.grammar import Parse
from onrecord.stages.claims import cues
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.statement import ANYBODY, POINTING, SHOW, TALK, is_about, names_n, telling_n, told_of
from onrecord.stages.claims.us import is_of_us, is_our_deed

_LEAST_N = 3
"""A clause of fewer words says nothing by itself."""
_MUCH_N = 5
_SOMEBODY = frozenset("he she they some many several most others both all".split())


@dataclass(frozen=True, slots=True)
class _Told:
    """What a clause tells of whom. `others` are the verbs of clauses joined to it."""

    parse: Parse
    root: int
    subject: int
    places: Sequence[int]
    others: Sequence[int]
    is_clip: bool

    @property
    def is_being(self) -> bool:
        return self.parse[self.root].lemma == "be"

    @property
    def is_pointing(self) -> bool:
        return self.parse[self.subject].text.casefold() in POINTING - {"there"}

    @property
    def has_name(self) -> bool:
        return names_n(self.parse, self.places) > 0

    @property
    def telling_n(self) -> int:
        return telling_n(self.parse, self.places)

    @property
    def is_done_to(self) -> bool:
        """ "Some had been arrested", "they were moved": what was done to somebody."""
        subject = self.parse[self.subject]
        return (
            subject.dep == "nsubjpass" and subject.text.casefold() in _SOMEBODY and self.parse[self.root].tag == "VBN"
        )

    @property
    def is_placed(self) -> bool:
        """ "She is on leave", "they are all at risk": where or in what state somebody is."""
        return self.is_being and bool(self.of_root("prep")) and not self.of_root("acomp", "attr")

    def of_root(self, *deps: str) -> list[int]:
        return self.parse.children(self.root, *deps)


def is_plain(parse: Parse, root: int, places: Sequence[int], others: Sequence[int], *, is_clip: bool) -> bool:
    """Whether a statement tells of somebody or something particular what happened, is under way, will come or is so."""
    subject = told_of(parse, root)
    if subject is None or len(places) < _LEAST_N:
        return False
    told = _Told(parse, root, subject, places, others, is_clip)
    return not any(tells_nothing(told) for tells_nothing in _TELLS_NOTHING)


def _is_of_the_show(told: _Told) -> bool:
    """ "Here are today's top stories"."""
    return is_about(told.parse, told.root, TALK if told.is_being else SHOW)


def _says_too_little(told: _Told) -> bool:
    """ "It fell apart"; but "he has moderated his position", "the port is shut", "nobody was hurt", "some had been arrested"."""
    if told.is_done_to and told.telling_n >= 1:
        return False
    is_of_somebody = told.parse[told.subject].text.casefold() in ("he", "she", "they")
    is_thin = told.is_pointing and not told.has_name and not (is_of_somebody and (told.is_placed or not told.is_being))
    is_none = told.parse[told.subject].lemma.casefold() == "nobody" and _is_event(told.parse, told.root)
    return not is_none and told.telling_n < (3 if is_thin else 2)


def _is_of_a_day(told: _Told) -> bool:
    """ "Today was no exception"."""
    return told.is_being and told.parse[told.subject].entity in ("DATE", "TIME")


def _is_of_anybody(told: _Told) -> bool:
    """ "People like that"; not "people in the south", "nobody was hurt"."""
    parse, subject = told.parse, told.subject
    is_some = bool(parse.children(subject, "prep", "relcl", "acl")) or parse[subject].dep == "nsubjpass"
    is_none = parse[subject].lemma.casefold() == "nobody" and _is_event(parse, told.root)
    return parse[subject].lemma.casefold() in ANYBODY and not is_some and not is_none


def _is_no_comment(told: _Told) -> bool:
    """ "The treasury declined to comment"."""
    return told.parse[told.root].lemma == "decline" and bool(told.of_root("xcomp"))


def _only_says_that_somebody_spoke(told: _Told) -> bool:
    """ "On social media, he posted"."""
    stance = cues.VERBS.get(told.parse[told.root].lemma, Stance.REPORT)
    return told.places[-1] == told.root and stance is not Stance.REPORT  # but "the model does not learn"


def _is_a_reporter_at_work(told: _Told) -> bool:
    """ "Our correspondent reports from the capital"."""
    is_reporting = told.parse[told.root].lemma in ("report", "join") and not told.of_root("dobj", "ccomp", "xcomp")
    return is_reporting and told.parse[told.root].tag != "VBN"


def _is_chat_of_us(told: _Told) -> bool:
    parse, root, subject, places = told.parse, told.root, told.subject, told.places
    return is_of_us(parse, root, subject, places) and not is_our_deed(
        parse, root, subject, places, is_clip=told.is_clip
    )


def _points_back(told: _Told) -> bool:
    """ "The trust has now corrected that"."""
    is_back = any(told.parse[c].text.casefold() in POINTING for c in told.of_root("dobj"))
    return is_back and told.telling_n < 3


def _counts_off(told: _Told) -> bool:
    """ "The first one is this business with the fleet"; not "one of the things they found was a crack"."""
    is_of = any(
        told.parse.children(of, "relcl")
        for prep in told.parse.children(told.subject, "prep")
        for of in told.parse.children(prep, "pobj")
    )
    return told.is_being and told.parse[told.subject].lemma == "one" and not is_of


def _announces_what_follows(told: _Told) -> bool:
    """ "One of their arguments is that", "the point is that": what it is follows."""
    parse = told.parse
    is_anothers = bool({parse[p].lemma.casefold() for p in parse.subtree(told.subject)} & cues.NOUNS.keys())
    is_ahead = is_anothers or any(parse[r].head == told.root for r in told.others)
    return is_ahead and any(c > told.root for c in told.of_root("ccomp"))


def _is_what_it_can_do(told: _Told) -> bool:
    """ "It can do that"; what they can not do is news."""
    is_able = any(told.parse[c].lemma in ("can", "could") for c in told.of_root("aux")) and not told.of_root("neg")
    return told.is_pointing and not told.has_name and is_able and told.telling_n < _LEAST_N


def _is_what_it_is_like(told: _Told) -> bool:
    """What it, he or they are like, with no name to it, is a view; so is what it is like to do something.

    "They are all at risk of flooding" tells where they are, and who says very much says something.
    """
    is_it = told.parse[told.subject].text.casefold() == "it"
    is_weather = is_it and told.of_root("acomp") and told.of_root("advcl", "xcomp", "ccomp")
    is_kind = any(told.parse[c].pos in ("NOUN", "PROPN") for c in told.of_root("attr"))
    is_more = is_kind or told.is_placed or told.telling_n >= _MUCH_N
    return told.is_being and told.is_pointing and not is_more and (not told.has_name or bool(is_weather))


def _is_event(parse: Parse, root: int) -> bool:
    """ "Nobody was texting plans": something that happened or is under way, not what somebody or something is like."""
    is_under_way = parse[root].tag == "VBG" and parse.child(root, "aux", "auxpass") is not None
    return parse[root].lemma != "be" and (parse[root].tag in ("VBD", "VBN") or is_under_way)


_TELLS_NOTHING: tuple[Callable[[_Told], bool], ...] = (
    _is_of_the_show, _says_too_little, _is_of_a_day, _is_of_anybody, _is_no_comment, _only_says_that_somebody_spoke, _is_a_reporter_at_work,
    _is_chat_of_us, _points_back, _counts_off, _announces_what_follows, _is_what_it_can_do, _is_what_it_is_like,
)  # fmt: skip
