"""What is told in the present and lies ahead, for it is arranged: "the trial opens Thursday", "she's testifying on Monday", "is out on Friday"."""

from __future__ import annotations

from collections.abc import Sequence, Set

from onrecord.core.talk import MONTHS

ISNT = frozenset("is are isn't aren't".split())
_ARRANGED = frozenset(
    "come start begin meet open reopen close shut end expire arrive leave launch resume return go resign retire quit sail fly land vote appear "
    "move debut lapse become turn kick run step take face air apply".split()
)
"""What is told in the present when it is arranged: "the trial opens Thursday", "he resigns Friday"."""
_DONE_ON_A_DAY = frozenset("testify speak publish strike host unveil".split())
"""Told in the present as "-ing" when it is arranged, as all others are whose day comes right after: "is testifying before the board on Friday"."""
_UNDER_WAY = frozenset(
    "rising falling growing dropping gaining losing sliding slipping climbing sinking shrinking slowing trading recovering waiting living staying "
    "standing sitting lying remaining looking feeling thinking saying happening burning raging working struggling costing "
    "nothing something anything everything morning evening spring during".split()
)
"""What goes on, and what is no verb: no day to come is meant."""
_PARTICLES = frozenset("again back down up out off there".split())
DAY_NAMES = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_OWN = frozenset("its his her their our my your".split())
_PAIRED = {
    "apply": frozenset("from until till".split()), "take": frozenset("place effect office over".split()), "kick": frozenset(("off",)), "run": frozenset(("out", "until", "till", "from")),
    "step": frozenset(("down", "back", "aside")), "face": frozenset(("trial", "sentencing")),
}  # fmt: skip
_NOT_ARRANGED = frozenset(
    "is was has does says tells thinks believes knows wants means claims argues suggests looks seems appears feels sounds needs remains stands "
    "gets keeps likes calls always sometimes".split()
)
"""What is told of now or of any time after "he", "she" or "it"; other verbs there are arranged: "it raises the fares on the first of May"."""
_STATES = frozenset("out back due open closed published released held launched unveiled sentenced sworn".split())
"""After "is" and "are" these are arranged: "is out on Friday"."""
ADVERBS = frozenset("not still now also all both only just already back".split())
_PLURALS = frozenset("they we you who people both all i".split())
_NO_PLURALS = frozenset("is was has this its his us as thus always perhaps sometimes does".split())
_IRREGULAR = frozenset(
    "said told met went came took made gave got left began ran won lost held fell rose sent spent spoke saw found broke struck sought bought "
    "brought built led wrote drew flew fought sank shook stood became knew paid kept fled sold taught thought caught felt hung heard "
    "gone taken given seen done shown written spoken stolen fallen risen flown grown thrown chosen broken beaten driven worn born".split()
)
UNCHANGED = frozenset("shut put quit let hurt hit".split())
"""Verbs whose past is like their present; it is meant where nothing else is said."""
_NO_PAST = frozenset("need indeed feed speed seed breed exceed proceed succeed hundred naked sacred embed".split())
DETERMINERS = frozenset("a an the his her its their our my your this that these those some any no".split())


def _stem(word: str, verbs: Set[str] = _ARRANGED) -> str:
    """ "Comes", "goes", "flies", "leaving" -> their verb, where it is one of `verbs`."""
    forms = [word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ies") + "y"]
    if word.endswith("ing"):
        body = word.removesuffix("ing")
        forms += [body, body + "e", body[:-1]]
    return next((form for form in forms if form in verbs), "")


def is_arranged(said: Sequence[str], at: int) -> bool:
    """ "The trial opens", "tickets go", "she's leaving", "is out"."""
    word, before = said[at], said[at - 1] if at else ""
    be = said[at - 2 : at - 1] if at > 1 and before in ADVERBS else [before]
    is_after_be = any(w in ISNT or w.endswith(("'s", "'re", "'m")) for w in be)
    if word in _STATES and is_after_be:
        return True
    if word == "planning":
        return is_after_be
    if before in ("he", "she", "it") and word.endswith("s") and word not in _NOT_ARRANGED:
        return True
    stem = _stem(word)
    if not stem and word.endswith("ing") and is_after_be:
        is_state = word in _UNDER_WAY and said[at + 1 : at + 2] != ["down"]
        return bool(_stem(word, _DONE_ON_A_DAY)) or (not is_state and _is_for_a_day(said, at + 1))
    if not stem or (stem in _PAIRED and said[at + 1 : at + 2] and said[at + 1] not in _PAIRED[stem]):
        return False
    if word.endswith("ing"):
        return is_after_be
    if word in UNCHANGED:
        return False
    if word == stem:
        return before in _PLURALS or (before.endswith("s") and "'" not in before and before not in _NO_PLURALS)
    return before not in DETERMINERS


def _is_for_a_day(said: Sequence[str], at: int) -> bool:
    """Whether the day follows right after "is defending", "is selling its stake", "is being freed", "is stepping down"."""
    place = at + (
        said[at : at + 1] != [] and (said[at] in _PARTICLES or (said[at - 1] == "being" and is_form(said[at])))
    )
    places = [place] if said[place : place + 1] == [] or said[place] not in _OWN else [place + 2, place + 3]
    return any(_is_day(said, p) for p in places)


def _is_day(said: Sequence[str], at: int) -> bool:
    """ "Monday", "on Monday", "next week", "in May", "by December"."""
    word, after = (*said[at : at + 2], "", "")[:2]
    if word in ("on", "in", "by", "this"):
        return after in DAY_NAMES or (after in MONTHS and word != "on")
    return word in DAY_NAMES or word in ("next", "tomorrow")


def is_form(word: str) -> bool:
    return word in _IRREGULAR or (word.endswith("ed") and len(word) > 4 and word not in _NO_PAST)
