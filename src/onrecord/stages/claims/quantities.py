"""Numbers as people say them: "two point four kilometres", "up to nine months", "three to 500", "$4.5 million", "a third"."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from onrecord.core.claim import Quantity
from onrecord.core.talk import bare, folded, is_capitalised
from onrecord.core.units import MEASURES, MONEY, TIME
from onrecord.stages.claims.countless import is_a_name
from onrecord.stages.claims.numbers import Number, number_at, rounded
from onrecord.stages.claims.units import unit_after

_ABOUT = frozenset(
    "about around roughly nearly almost approximately over under above below some maybe perhaps circa".split()
)
_ABOUT_PHRASES = tuple(phrase.split() for phrase in (
    "a little over", "a little under", "a bit over", "the best part of", "in excess of", "just shy of", "no more than", "not more than",
    "no less than", "not less than", "no fewer than", "not fewer than", "up to", "at least", "more than", "less than", "fewer than",
    "close to", "at most", "as many as", "as much as", "just over", "just under", "well over", "somewhere around", "something like",
    "as few as", "upwards of", "north of", "shy of", "closer to",
))  # fmt: skip
"""The longest first: "no more than" is no "more than"."""
SHARES = frozenset(("percent", "part"))
_CHANGES = frozenset(
    "rose rise rises risen rising fell fall falls fallen falling climbed dropped slid slipped sank gained lost added shed jumped surged soared "
    "plunged tumbled dipped grew shrank edged eased up down".split()
)
"""Right before a number these say by how much: "rose $1.20 to $81.40"."""
_LIVING = frozenset("people men women children troops police".split())
_HUNDREDTHS = frozenset("m dollars euros pounds".split())
"""Units of which people say the hundredths without a word for them."""
_COINS = frozenset(("cents", "pence"))
_CHANGE = re.compile(
    r"(?:(?:in|on|at|of) (?:[\w'-]+ ){1,2})?"
    r"(?:(?:(?:up|down) (?:from|on)|compared (?:with|to)|rather than|instead of|versus)(?: [\w'-]+){0,4}|to (?:the )?[\w-]+'s)"
    r"|(?:(?:and|but|while|where|when|against) )?(?:the )?[\w'-]+(?: had| have)? (?:expected|forecast|predicted)(?: about| around| only)?"
)
"""What stands between two numbers that are compared: "up from an estimate of", "of the vote to Norlane's", "and analysts had expected about"."""
_BEFORE_ONE = frozenset("from to with than versus".split())
_TELLS = re.compile(
    r"(?:kn[eo]w|learn|hear|talk|speak|spoke|ask|tell|told|read|writ|wrote|worr|complain|forg[eo]t|care|concern|question)\w*|story|stories|news|sorry"
)
"""What "about" goes with where nothing is counted: "he learned about 40"."""
_OBJECTS = frozenset("me you him her it us them".split())
_HUNDRED = 100.0
_WHOSE = frozenset("its his her their our my your the these those".split())


_IS_SO_OLD = frozenset("he's she's i'm who's".split())
_YOUNGEST, _GROWN_UP, _OLDEST = 2, 14, 115


@dataclass(frozen=True, slots=True)
class Counted:
    """A quantity over the words `first` to `end`."""

    first: int
    end: int
    quantity: Quantity


def quantities(words: Sequence[str], taken: Set[int] = frozenset()) -> list[Counted]:
    """The quantities among the words of a sentence, in order; `taken` are positions that belong to dates."""
    said = [folded(w) for w in words]
    found: list[Counted] = []
    scale = 1.0
    at = 0
    while at < len(words):
        number = None if at in taken else number_at(words, said, at)
        is_compared = bool(found) and _is_compared(said, found[-1], at, taken)
        is_anothers = is_compared and said[at - 1].endswith("'s")  # "to Norlane's 41" is no name
        if number is None or number.is_ordinal or not (is_anothers or not is_a_name(words, said, at, number, taken)):
            at = number.end if number is not None else at + 1
            continue
        if found:
            is_one_of = number.is_bare_one and said[number.end : number.end + 1] == ["of"]
            is_compared = is_compared and not is_one_of
            number = _as_before(words, said, found[-1], scale, number, is_compared=is_compared)
            is_counted = is_compared and said[at - 1] in _BEFORE_ONE
            number = replace(number, is_bare_one=number.is_bare_one and not is_counted)
        counted = _counted(words, said, at, number, taken)
        if counted is None:
            at = number.end
            continue
        found.append(counted)
        scale = number.scale
        at = counted.end
    return found


def _is_compared(said: Sequence[str], before: Counted, at: int, taken: Set[int]) -> bool:
    """Whether the number at a word is laid beside the one before it, whatever date stands between."""
    between = " ".join(said[before.end : at])
    undated = " ".join(said[p] for p in range(before.end, at) if p not in taken)
    pair = (said[before.first - 1] if before.first else "", between)
    return bool(_CHANGE.fullmatch(between) or _CHANGE.fullmatch(undated)) or pair in (("from", "to"), ("to", "from"))


def _as_before(
    words: Sequence[str], said: Sequence[str], before: Counted, scale: float, number: Number, *, is_compared: bool
) -> Number:
    """ "4.7 percent, up from 4.4", "from 5.2 billion to 4.4", "forty million, and thirty of that": counted like the number before."""
    is_of_it = said[number.end : number.end + 2] in (["of", "that"], ["of", "it"])
    if number.unit or number.scale > _HUNDRED or not (is_compared or is_of_it) or _own_unit(words, said, number.end):
        return number
    scale = scale if scale > _HUNDRED else 1.0  # "three hundred, up from twenty"
    value = before.quantity.high / scale
    size = scale if _is_alike(number.value, value) else 1.0
    if is_of_it and not (size > 1.0 and number.value < value):
        return number
    return replace(number, value=number.value * size, scale=size, unit=before.quantity.unit)


def _own_unit(words: Sequence[str], said: Sequence[str], end: int) -> str:
    return "" if _is_stopped(words, end) else unit_after(words, said, end)[0]


def _is_stopped(words: Sequence[str], end: int) -> bool:
    """Whether punctuation ends what is said up to a word."""
    return end > 0 and words[end - 1].endswith((".", ",", ";", "?", "!", ":"))


def _is_alike(one: float, other: float) -> bool:
    """Whether two numbers may be meant in the same millions: 4.4 and 5.2, not 900 and 2."""
    return 0.1 <= (one / other if other else 0.0) <= 10


def _counted(words: Sequence[str], said: Sequence[str], at: int, number: Number, taken: Set[int]) -> Counted | None:
    share = _in_so_many(words, said, at, number, taken)
    if share is not None:
        return share
    low, high, end, unit = number.low or number.value, number.value, number.end, number.unit
    upper = _upper(words, said, at, number, taken)
    if upper is not None and _is_apart(words, said, at, number, upper):
        upper = None
    if upper is not None and upper.is_bare_one and not (at and said[at - 1] == "from"):
        end = upper.end  # odds: "five to one"
    elif upper is not None and upper.value >= low:
        low, high, end, unit = _scaled(low, number.scale, upper), upper.value, upper.end, upper.unit or unit
    elif upper is not None and said[number.end] == "and":
        low, high, end, unit = upper.value, low, upper.end, upper.unit or unit
    elif upper is not None and not unit and number.scale == 1.0:
        unit = upper.unit or _own_unit(words, said, upper.end)  # "from nine to four percent": two numbers
    if not unit and not _is_stopped(words, end):
        unit, end = unit_after(words, said, end)
    if number.low is not None and not unit and number.scale == 1.0:
        return None
    if said[end : end + 2] == ["below", "zero"]:
        low, high, end = -high, -low, end + 2
    if unit in _HUNDREDTHS and low == high and (more := _hundredths(words, said, end, taken)) is not None:
        low, end = low + more.value / 100, more.end
        high = low
    if not unit and not number.is_bare_one:
        unit, end = _of_several(words, said, end)
    if not unit and low == high and _is_age(words, said, at, end, high):
        unit = "years"
    is_known_unit = unit in MEASURES or unit == "times" or unit.rstrip("s") in TIME
    is_one_thing = number.is_bare_one and upper is None and not is_known_unit
    if is_one_thing and not _counts(said, at, end):
        return None
    first, is_about = _about(said, at, unit)
    is_about = is_about or number.is_about
    if is_one_thing and not is_about:
        first -= 1  # the "just" or "only" that makes it count
    text = bare(" ".join(words[first:end])).strip(",;:")
    if words[first][:1] in {*MONEY, "-", "−"}:
        text = words[first][:1] + text.lstrip("".join(MONEY))
    if words[end - 1].rstrip(".,;:?!").endswith("%") and not text.endswith("%"):
        text += "%"
    return Counted(first, end, Quantity(text, rounded(low), rounded(high), unit, is_about))


def _is_age(words: Sequence[str], said: Sequence[str], at: int, end: int, value: float) -> bool:
    """ "Ann Moll, fifty-eight, owned it", "she's ninety one"; "Kelholm, three, Orvane, two" tells a score."""
    is_stopped = end == len(words) or _is_stopped(words, end) or said[end] in ("and", "but", "when", "now")
    if not is_stopped or at == 0 or not _YOUNGEST <= value <= _OLDEST or value % 1:
        return False
    before, is_apart = said[at - 1], words[at - 1].endswith(",")
    is_being = before in ("is", "was", "turned") and at > 1
    is_of_one = before in _IS_SO_OLD or (is_being and said[at - 2] in ("he", "she", "i", "who"))
    is_of_one = is_of_one or (
        is_being and words[at - 2].endswith(",") and is_capitalised(words[at - 2]) and value >= _GROWN_UP
    )
    is_named = is_apart and at > 1 and all(is_capitalised(word) for word in words[at - 2 : at]) and end < len(words)
    return is_of_one or (is_named and words[end - 1].endswith(",") and value >= _GROWN_UP)


def _in_so_many(words: Sequence[str], said: Sequence[str], at: int, number: Number, taken: Set[int]) -> Counted | None:
    """ "One in ten houses", "fewer than one in a hundred", "four out of five": a share; "two in ten days" and "30 out of 41" are none."""
    step = 1 if said[number.end : number.end + 1] == ["in"] else 2
    is_in = step == 1 or said[number.end : number.end + 2] == ["out", "of"]
    place = number.end + step
    if not is_in or place >= len(said) or place in taken or number.unit or number.value % 1:
        return None
    whole = number_at(words, said, place)
    if whole is None or whole.is_ordinal or whole.unit or not 0 < number.value < whole.value:
        return None
    unit = unit_after(words, said, whole.end)[0]
    is_measure = unit.rstrip("s") in TIME or (unit in MEASURES and unit not in _LIVING)
    if is_measure or (whole.value > 10 and set(f"{whole.value:.0f}"[1:]) != {"0"}):
        return None
    first, is_about = _about(said, at)
    share = rounded(number.value / whole.value)
    return Counted(first, whole.end, Quantity(bare(" ".join(words[first : whole.end])), share, share, "part", is_about))


def _hundredths(words: Sequence[str], said: Sequence[str], at: int, taken: Set[int]) -> Number | None:
    """The "eighty" of "one metre eighty", the "fifty" of "two pounds fifty" and "two pounds and fifty pence"; "two metres fifty times" has none."""
    if at >= len(said) or at in taken or _is_stopped(words, at):
        return None
    has_and = said[at] == "and" and at + 1 < len(said)
    more = number_at(words, said, at + has_and)
    if more is None or more.is_ordinal or more.unit or more.value % 1 or not 1 <= more.value < 100:
        return None
    unit, end = unit_after(words, said, more.end)
    if unit in _COINS:
        return replace(more, end=end)
    is_bare = not has_and and more.value >= 10 and not unit
    return more if is_bare and _upper(words, said, at, more, taken) is None else None


def _of_several(words: Sequence[str], said: Sequence[str], at: int) -> tuple[str, int]:
    """What is counted in "two of its members", "eleven of her colleagues", "17 of 20 hives", "three of the 12 jurors"."""
    is_of = said[at : at + 1] == ["of"] and not words[at - 1].endswith((".", ",", ";", ":", "?", "!"))
    whole_at = at + 1 + (at + 1 < len(said) and said[at + 1] in _WHOSE)
    if not is_of or whole_at >= len(said):
        return "", at
    whole = number_at(words, said, whole_at)
    if whole is not None:
        is_whole = not (whole.is_ordinal or whole.is_bare_one or whole.unit)
        return _own_unit(words, said, whole.end) if is_whole else "", at
    unit, end = unit_after(words, said, whole_at) if said[at + 1] in _WHOSE else ("", at)
    return (unit, end) if unit else ("", at)


def _counts(said: Sequence[str], one: int, end: int) -> bool:
    """Whether this "one" is a number: "at least one ship", "just one"; not "only one of them"."""
    before = list(said[max(0, one - 2) : one])
    is_counted = before == ["at", "least"] or before[-1:] in (["just"], ["only"])
    return is_counted and said[end : end + 1] not in (["of"], ["in"])


def _scaled(low: float, scale: float, upper: Number) -> float:
    """ "Three to five hundred", "three to 500": the lower end counts in the same hundreds or millions."""
    if scale == 1.0 and upper.scale > 1.0 and low < 1000 and low * upper.scale < upper.value:
        return low * upper.scale
    if scale == 1.0 and low < 10 and upper.value >= 100 and upper.value % 100 == 0 and low * 100 < upper.value < 1000:
        return low * 100
    if scale == 1.0 == upper.scale and upper.value % 1000 == 0 and low * 1000 < upper.value < low * 10000:
        return low * 1000  # "75 to 120,000"
    return low


def _upper(words: Sequence[str], said: Sequence[str], at: int, number: Number, taken: Set[int]) -> Number | None:
    """The other end of a range: "three to five", "between 3 and 5", "two or three", "10-15"."""
    end = number.end
    if end + 1 > len(said) - 1 or end in taken or end + 1 in taken:
        return None
    joins = {"to", "or", "through"} | ({"and"} if at and said[at - 1] == "between" else set())
    if said[end] not in joins or words[end - 1].endswith((".", ";", "?", "!")):
        return None
    other = number_at(words, said, end + 1)
    if (
        other is None
        or other.is_ordinal
        or (said[end] == "or" and not 0 < other.value - number.value <= max(10.0, number.value))
    ):
        return None
    is_meant_alike = number.scale > 1.0 == other.scale and _is_alike(other.value, number.value / number.scale)
    if is_meant_alike and not other.unit and not _own_unit(words, said, other.end):  # "from 5.2 billion to 6.1"
        return replace(other, value=other.value * number.scale, scale=number.scale, unit=number.unit)
    return other


def _is_apart(words: Sequence[str], said: Sequence[str], at: int, number: Number, upper: Number) -> bool:
    """ "6.4% to 212 crowns", "a tenth to 2.1 million barrels", "rose $1.20 to $81.40": no two ends of one range."""
    own, other = number.unit, upper.unit or _own_unit(words, said, upper.end)
    before = said[at - 1] if at else ""
    led_at = at - 2 if before == "by" else at - 1
    if own and own == other:
        is_changed = led_at >= 0 and said[led_at] in _CHANGES
        return is_changed and said[number.end] == "to" and not _is_alike(number.value, upper.value)
    if other or own not in (*SHARES, "points"):
        return bool(own and other) and not (own in MONEY.values() and upper.scale > number.scale == 1.0)
    return said[number.end] == "to" and before not in ("from", "between")


def _is_told_of(said: Sequence[str], about: int) -> bool:
    """ "Learned about", "told us about"."""
    before = about - 1 - (said[about - 1] in _OBJECTS) if about > 1 else about - 1
    return before >= 0 and _TELLS.fullmatch(said[before]) is not None


def _about(said: Sequence[str], at: int, unit: str = "") -> tuple[int, bool]:
    """Where the quantity begins with its "about" or "up to", and whether it has one."""
    first, is_about = at, False
    while first:
        for phrase in _ABOUT_PHRASES:
            if said[max(0, first - len(phrase)) : first] == phrase:
                first, is_about = first - len(phrase), True
                break
        else:
            if said[first - 1] == "about" and not unit and _is_told_of(said, first - 1):
                break
            if said[first - 1] in _ABOUT:
                first, is_about = first - 1, True
            elif said[first - 1] in ("only", "just", "between") and not is_about and said[first - 1] == "between":
                first -= 1
            else:
                break
    return first, is_about
