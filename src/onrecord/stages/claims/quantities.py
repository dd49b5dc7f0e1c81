"""Numbers as people say them: "two point four kilometres", "up to nine months", "three to 500", "$4.5 million", "a third"."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from onrecord.core.claim import Quantity
from onrecord.core.talk import bare, folded
from onrecord.stages.claims.countless import is_a_name
from onrecord.stages.claims.numbers import Number, number_at, rounded
from onrecord.stages.claims.units import MEASURES, MONEY, TIME, UNITS, unit_after

_ABOUT = ("about around roughly nearly almost approximately over under above below some maybe perhaps circa".split(),
          ("up to", "at least", "more than", "less than", "fewer than", "close to", "at most", "as many as", "as much as", "no more than", "just over", "just under", "well over", "somewhere around", "something like", "as few as", "upwards of"))  # fmt: skip
SHARES = frozenset(("percent", "part"))
_LIVING = frozenset("people men women children troops police".split())
_HUNDREDTHS = frozenset("m dollars euros pounds".split())
"""Units of which people say the hundredths without a word for them."""
_WHOSE = frozenset("its his her their our my your the these those".split())


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
    at = 0
    while at < len(words):
        number = None if at in taken else number_at(words, said, at)
        if number is None or number.is_ordinal or is_a_name(words, said, at, number):
            at += 1
            continue
        counted = _counted(words, said, at, number, taken)
        if counted is None:
            at = number.end
            continue
        found.append(counted)
        at = counted.end
    return found


def _counted(words: Sequence[str], said: Sequence[str], at: int, number: Number, taken: Set[int]) -> Counted | None:
    share = _in_so_many(words, said, at, number, taken)
    if share is not None:
        return share
    low, high, end, unit = number.value, number.value, number.end, number.unit
    upper = _upper(words, said, at, number, taken)
    if upper is not None:
        high, end, unit = upper.value, upper.end, upper.unit or unit
        if low < high:
            low = _scaled(low, number.scale, upper)
        low, high = min(low, high), max(low, high)
    if not (end > 0 and words[end - 1].endswith((".", ",", ";", "?", "!", ":"))) or unit:
        word, past = unit_after(words, said, end) if not unit else (unit, end)
        unit, end = word or unit, past
    if unit in _HUNDREDTHS and low == high and (more := _hundredths(words, said, end, taken)) is not None:
        low, end = low + more.value / 100, more.end
        high = low
    if not unit and not number.is_bare_one:
        unit, end = _of_several(words, said, end)
    is_known_unit = unit in UNITS.values() or unit.rstrip("s") in TIME
    is_one_thing = number.is_bare_one and upper is None and not is_known_unit
    if is_one_thing and not _counts(said, at, end):
        return None
    first, is_about = _about(said, at)
    if is_one_thing and not is_about:
        first -= 1  # the "just" or "only" that makes it count
    text = bare(" ".join(words[first:end])).strip(",;:")
    if words[first][:1] in MONEY:
        text = words[first][:1] + text.lstrip("$€£¥₩")
    if words[end - 1].rstrip(".,;:?!").endswith("%") and not text.endswith("%"):
        text += "%"
    return Counted(first, end, Quantity(text, rounded(low), rounded(high), unit, is_about))


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
    """The "eighty" of "one metre eighty", the "fifty" of "two pounds fifty"; "two metres fifty times" has none."""
    if at >= len(said) or at in taken or words[at - 1].endswith((".", ",", ";", ":", "?", "!")):
        return None
    more = number_at(words, said, at)
    if more is None or more.is_ordinal or more.unit or more.value % 1 or not 10 <= more.value < 100:
        return None
    return more if not unit_after(words, said, more.end)[0] and _upper(words, said, at, more, taken) is None else None


def _of_several(words: Sequence[str], said: Sequence[str], at: int) -> tuple[str, int]:
    """What is counted in "two of its members", "eleven of her colleagues"."""
    is_of = said[at : at + 1] == ["of"] and not words[at - 1].endswith((".", ",", ";", ":", "?", "!"))
    if not is_of or at + 2 >= len(said) or said[at + 1] not in _WHOSE or number_at(words, said, at + 2) is not None:
        return "", at
    unit, end = unit_after(words, said, at + 2)
    return (unit, end) if unit else ("", at)


def _counts(said: Sequence[str], one: int, end: int) -> bool:
    """Whether this "one" is a number: "at least one ship", "just one"; not "only one of them"."""
    before = list(said[max(0, one - 2) : one])
    is_counted = before == ["at", "least"] or before[-1:] in (["just"], ["only"])
    return is_counted and said[end : end + 1] not in (["of"], ["in"])


def _scaled(low: float, scale: float, upper: Number) -> float:
    """ "Three to five hundred", "three to 500": the lower end counts in the same hundreds or millions."""
    if scale == 1.0 and upper.scale > 1.0 and low < 100 and low * upper.scale < upper.value:
        return low * upper.scale
    if scale == 1.0 and low < 10 and upper.value >= 100 and upper.value % 100 == 0 and low * 100 < upper.value < 1000:
        return low * 100
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
    return other


def _about(said: Sequence[str], at: int) -> tuple[int, bool]:
    """Where the quantity begins with its "about" or "up to", and whether it has one."""
    single, double = _ABOUT
    first, is_about = at, False
    while first:
        for phrase in double:
            size = len(phrase.split())
            if first >= size and " ".join(said[first - size : first]) == phrase:
                first, is_about = first - size, True
                break
        else:
            if said[first - 1] in single:
                first, is_about = first - 1, True
            elif said[first - 1] in ("only", "just", "between") and not is_about and said[first - 1] == "between":
                first -= 1
            else:
                break
    return first, is_about
