"""Plain statements: neither a number, a date nor two names pin them down, but they tell what happened, is under way, will come or is so.

Whether a person would put one on the record is a matter of degree: what speaks for it and against it, in its form and in what it
means, becomes one likelihood by a logistic model. Its weights were fitted once (`training/fit_plain.py`) on talk that had been
marked; none of its words are in it. What is never a statement, however much else speaks for it, the rules at the end say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import exp

from onrecord.core.grammar import Parse
from onrecord.core.talk import folded, zipf
from onrecord.stages.claims import cues
from onrecord.stages.claims.cues import Stance
from onrecord.stages.claims.frame import Frame
from onrecord.stages.claims.statement import ANYBODY, POINTING, SHOW, names_n, telling_n, told_of
from onrecord.stages.claims.tree import preposition
from onrecord.stages.claims.us import done, is_of_us, is_on_air, is_our_deed

WEIGHTS: Mapping[str, float] = {
    "bias": -0.45, "opinion": 0.64, "telling words": 1.03, "hardly a telling word": -0.79, "uncommon words": 0.63,
    "of us": -0.08, "of me": -0.14, "on air": -0.32, "to you": -0.15, "what it is like": -0.28, "meaning": 1.18,
}  # fmt: skip
"""What each feature, and a unit of its meaning's odds, adds to the odds (their logarithm) that a person keeps a statement."""
_OF_HARM = 0.9
_HARM = frozenset("die kill hurt injure wound drown murder arrest jail sentence convict".split())
"""Who was harmed, or punished, is told in few and common words, and kept all the same."""
_NO_VICTIMS = frozenset("i we you it this that which".split())
_LEAST_N = 3
"""A clause of fewer words says nothing by itself."""
_MUCH_N, _MOST_N = 5, 12
_UNCOMMON, _UNCOMMON_N = 4.5, 4
"""Words rarer than this (Zipf scale), of which more than so many tell no more."""
_WORDS = ("NOUN", "VERB", "ADJ", "PROPN")
_PROGRAMME = SHOW - {"listener", "interview"} | {"story", "headline"}
"""What hosts announce of their own."""
_STEERING = frozenset("talk discuss turn bring ask begin start".split())
_COLLEAGUES = frozenset("correspondent reporter colleague editor team".split())


@dataclass(frozen=True, slots=True)
class Told:
    """What a clause tells of whom. `root` is its verb, `places` its tokens, `others` the verbs of clauses joined to it."""

    parse: Parse
    root: int
    subject: int
    places: Sequence[int]
    others: Sequence[int]
    is_clip: bool

    @classmethod
    def of(cls, parse: Parse, root: int, places: Sequence[int], others: Sequence[int], *, is_clip: bool) -> Told | None:
        """None for a clause without a subject."""
        subject = told_of(parse, root)
        return cls(parse, root, subject, places, others, is_clip) if subject is not None else None

    @property
    def is_being(self) -> bool:
        return self.parse[self.root].lemma == "be"

    @property
    def who(self) -> str:
        return self.parse[self.subject].text.casefold()

    @property
    def telling_n(self) -> int:
        return telling_n(self.parse, self.places)

    @property
    def is_of_anybody(self) -> bool:
        """ "People", "somebody"; not "people in the south"."""
        return self.who in ANYBODY and not self.of_subject("prep", "relcl", "acl")

    @property
    def is_done_to(self) -> bool:
        """ "Some were arrested": what was done to somebody needs no more words."""
        return self.parse[self.root].tag == "VBN" and bool(self.of_root("auxpass"))

    def of_root(self, *deps: str) -> list[int]:
        return self.parse.children(self.root, *deps)

    def of_subject(self, *deps: str) -> list[int]:
        return self.parse.children(self.subject, *deps)


def may_tell(parse: Parse, root: int, places: Sequence[int], others: Sequence[int], *, is_clip: bool) -> bool:
    """Whether this clause may be a statement of somebody or something particular."""
    told = Told.of(parse, root, places, others, is_clip=is_clip)
    return (
        told is not None
        and len(places) >= _LEAST_N
        and not any(tells_nothing(told) for tells_nothing in _TELLS_NOTHING)
    )


def odds(parse: Parse, frame: Frame, *, is_clip: bool) -> float:
    """The logarithm of the odds that a person keeps a statement, from its form alone."""
    told = sum(WEIGHTS[name] * value for name, value in features(parse, frame, is_clip=is_clip).items())
    return told + _OF_HARM * _is_of_harm(parse, frame.head)


def _is_of_harm(parse: Parse, root: int) -> bool:
    """ "Nobody was hurt", "one little girl died"; not "that hurt"."""
    subject = told_of(parse, root)
    is_somebody = subject is not None and parse[subject].text.casefold() not in _NO_VICTIMS
    return is_somebody and parse[done(parse, root)].lemma in _HARM


def likelihood(odds: float, meant: float) -> float:
    """How likely a person keeps it, 0 to 1; `meant` is the logarithm of the odds that what it means alone gives."""
    return 1 / (1 + exp(-(odds + WEIGHTS["meaning"] * meant)))


# --- what speaks for it and against it ----------------------------------------------------------------------------------


def features(parse: Parse, frame: Frame, *, is_clip: bool) -> dict[str, float]:
    """What in the form of a statement speaks for it and against it, each 0 to 1."""
    of_kind = {"bias": 1.0, "opinion": float(bool(frame.cue))}
    told = Told.of(parse, frame.head, frame.content, (), is_clip=is_clip)
    return of_kind | (_of_clause(told) if told is not None else {})


def _of_clause(told: Told) -> dict[str, float]:
    parse = told.parse
    uncommon_n = sum(parse[p].pos in _WORDS and zipf(folded(parse[p].text)) < _UNCOMMON for p in told.places)
    of_us = _is_of_us(told)
    return {
        "telling words": min(told.telling_n, _MOST_N) / _MOST_N,
        "hardly a telling word": float(told.telling_n < 2 and not told.is_done_to),
        "uncommon words": min(uncommon_n, _UNCOMMON_N) / _UNCOMMON_N,
        "of us": float(of_us),
        "of me": float(told.who == "i"),
        "on air": float(of_us and is_on_air(parse, told.root)),
        "to you": float(of_us and any(parse[p].text.casefold() in ("you", "your") for p in told.places)),
        "what it is like": float(_is_what_it_is_like(told)),
    }  # fmt: skip


def _is_of_us(told: Told) -> bool:
    """What is told of the speakers themselves and is no news of theirs."""
    parse, root, subject, places = told.parse, told.root, told.subject, told.places
    return is_of_us(parse, root, subject, places) and not is_our_deed(
        parse, root, subject, places, is_clip=told.is_clip
    )


def _is_what_it_is_like(told: Told) -> bool:
    """What it, he, they or people are like, with no name to it, is a view; so is what it is like to do something.

    "They are all at risk of flooding" tells where they are, and who says very much says something.
    """
    if not told.is_being or not (told.is_of_anybody or told.who in POINTING - {"there"}):
        return False
    is_weather = told.who == "it" and told.of_root("acomp") and told.of_root("advcl", "xcomp", "ccomp")
    is_kind = any(told.parse[c].pos in ("NOUN", "PROPN") for c in told.of_root("attr"))
    is_placed = bool(told.of_root("prep")) and not told.of_root("acomp", "attr")  # "she is on leave"
    is_more = is_kind or is_placed or told.telling_n >= _MUCH_N
    return not is_more and (not names_n(told.parse, told.places) or bool(is_weather))


# --- what is never one --------------------------------------------------------------------------------------------------


def _is_of_a_day(told: Told) -> bool:
    """ "Today was no exception", "it's the twelfth of September"."""
    is_date = told.who == "it" and any(told.parse[c].entity in ("DATE", "ORDINAL") for c in told.of_root("attr"))
    return told.is_being and (is_date or told.parse[told.subject].entity in ("DATE", "TIME"))


def _is_as_to(told: Told) -> bool:
    """ "(When) it comes to tariffs"."""
    is_coming = told.who == "it" and told.parse[told.root].lemma == "come"
    return is_coming and any(told.parse[c].lemma == "to" for c in told.of_root("prep"))


def _introduces(told: Told) -> bool:
    """ "With me today is our reporter", "I'm joined on the line by", "she joins us now", "he told us more", "my guest is", "I'm Marit",
    "we're back with".
    """
    parse = told.parse
    is_with_us = any(
        parse[prep].lemma == "with" and parse[who].text.casefold() in ("me", "us")
        for prep in told.of_root("prep") for who in parse.children(prep, "pobj")
    )  # fmt: skip
    is_joined = parse[told.root].lemma == "join" and told.who in ("i", "we")
    is_guest = parse[told.subject].lemma == "guest"
    is_myself = told.who == "i" and any(parse[c].pos == "PROPN" for c in told.of_root("attr"))
    is_joining = parse[told.root].lemma in ("join", "tell") and any(
        parse[c].text.casefold() in ("me", "us") for c in told.of_root("dobj", "dative")
    )
    is_back = (
        told.who in ("i", "we") and told.is_being and any(parse[c].lemma == "back" for c in parse.children(told.root))
    )
    return is_back or is_joined or is_joining or (told.is_being and (is_with_us or is_guest or is_myself))


def _presents(told: Told) -> bool:
    """ "Here are today's top stories", "this is the Harbour Hour", "our second story is the sea wall", "we've got two stories today"."""
    parse, shown = told.parse, told.of_root("attr")
    is_here = told.is_being and any(
        parse[c].text.casefold() == "here" and c < told.root for c in told.of_root("advmod")
    )
    is_this = told.is_being and told.who in ("this", "these")
    is_this &= any(parse[c].lemma in _PROGRAMME or parse[c].pos == "PROPN" for c in shown)
    is_ours = parse[told.subject].lemma in _PROGRAMME and any(
        parse[c].lemma in ("our", "my") for c in told.of_subject("poss")
    )
    is_listing = told.who in ("i", "we") and any(parse[c].lemma in _PROGRAMME for c in told.of_root("dobj"))
    return is_here or is_this or is_ours or is_listing


def _steers(told: Told) -> bool:
    """ "I want to talk about the trams", "we'd like to turn to the ports"."""
    is_wish = told.who in ("i", "we") and told.parse[told.root].lemma in ("want", "like")
    return is_wish and told.parse[done(told.parse, told.root)].lemma in _STEERING


def _imitates(told: Told) -> bool:
    """ "People are like, no": how somebody sounded."""
    likes = [c for c in told.parse.children(told.root) if told.parse[c].lemma == "like" and c > told.root]
    return told.is_being and any(c + 1 < len(told.parse) and told.parse[c + 1].text == "," for c in likes)


def _is_of_somebody(told: Told) -> bool:
    """ "Somebody isn't telling the truth": whoever that is."""
    return told.who in ("somebody", "someone", "something") and told.is_of_anybody and told.telling_n <= 2


def _is_no_comment(told: Told) -> bool:
    """ "The treasury declined to comment"."""
    return told.parse[told.root].lemma == "decline" and bool(told.of_root("xcomp"))


def _only_says_that_somebody_spoke(told: Told) -> bool:
    """ "On social media, he posted"."""
    stance = cues.VERBS.get(told.parse[told.root].lemma, Stance.REPORT)
    last = max([told.root, *told.of_root("prt")])
    is_saying = stance is not Stance.REPORT and not told.is_done_to  # but "the model does not learn"
    return is_saying and told.places[-1] == last


def _only_says_that_somebody_asked(told: Told) -> bool:
    """ "Somebody asked whether night buses count"."""
    return told.parse[told.root].lemma in ("ask", "wonder") and bool(told.of_root("ccomp"))


def _is_a_reporter_at_work(told: Told) -> bool:
    """ "Our correspondent has more details", "the paper reports from the capital"."""
    parse = told.parse
    is_ours = parse[told.subject].lemma in _COLLEAGUES and any(
        parse[c].text.casefold() in ("our", "my") for c in told.of_subject("poss")
    )
    is_reporting = parse[told.root].lemma in ("report", "join") and not told.of_root("dobj", "ccomp", "xcomp")
    is_reporting &= preposition(parse, told.root, "to") is None  # "the crew reports to nobody"
    return is_ours or (is_reporting and parse[told.root].tag != "VBN")


def _points_back(told: Told) -> bool:
    """ "The trust has now corrected that", "we haven't been able to confirm that"."""
    objects = told.parse.children(done(told.parse, told.root), "dobj")
    is_back = any(told.parse[c].text.casefold() in POINTING for c in objects)
    return is_back and told.telling_n < _LEAST_N


def _counts_off(told: Told) -> bool:
    """ "The first one is this business with the fleet"; not "one of the things they found was a crack"."""
    is_of = any(
        told.parse.children(of, "relcl") for prep in told.of_subject("prep") for of in told.parse.children(prep, "pobj")
    )
    return told.is_being and told.parse[told.subject].lemma == "one" and not is_of


def _announces_what_follows(told: Told) -> bool:
    """ "One of their arguments is that", "the point is that": what it is follows."""
    parse = told.parse
    is_anothers = bool({parse[p].lemma.casefold() for p in parse.subtree(told.subject)} & cues.NOUNS.keys())
    is_ahead = is_anothers or any(parse[r].head == told.root for r in told.others)
    return is_ahead and any(c > told.root for c in told.of_root("ccomp"))


_TELLS_NOTHING: tuple[Callable[[Told], bool], ...] = (
    _is_of_a_day, _is_as_to, _introduces, _presents, _steers, _imitates, _is_of_somebody, _is_no_comment, _only_says_that_somebody_spoke,
    _only_says_that_somebody_asked, _is_a_reporter_at_work, _points_back, _counts_off, _announces_what_follows,
)  # fmt: skip
