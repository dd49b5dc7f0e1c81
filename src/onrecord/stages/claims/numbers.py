"""A number as people say it, in figures or in words, read from where it begins."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.core.talk import bare
from onrecord.core.units import MONEY, TIME, UNITS
from onrecord.stages.claims.numerals import ONES, below_hundred

BIG = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_LETTERS = {"k": 1000, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9, "tn": 10**12}
_GROUPS = {"dozen": 12, "couple": 2, "dozens": 12}
PARTS = {
    "half": 0.5,
    "third": 1 / 3,
    "thirds": 1 / 3,
    "quarter": 0.25,
    "quarters": 0.25,
    "fifth": 0.2,
    "fifths": 0.2,
    "tenth": 0.1,
    "tenths": 0.1,
}
_SIGN = rf"((?:[A-Z]{{1,2}}(?=\$))?[{''.join(MONEY)}]?)"
_FIGURE = re.compile(rf"^{_SIGN}(\d{{1,3}}(?:,\d{{3}})+|\d+)(\.\d+)?(k|m|mn|b|bn|tn)?(%|th|st|nd|rd|s)?$", re.I)

_RANGE = re.compile(rf"^{_SIGN}(\d{{1,3}}(?:\.\d+)?)[-–](\d{{1,3}}(?:\.\d+)?)(%?)$")
_MIXED = re.compile(r"^(\d{1,3})(?:[-–]?([¼½¾⅓⅔⅛⅜⅝⅞])|[-– ](\d)/(\d{1,2}))(%?)$")
_FOLLOWS_SHARE = frozenset(
    "of in since from more less lower higher and than compared this last over by on to the after before between".split()
)
_GOES_ON = _FOLLOWS_SHARE | frozenset("a an for each per with it he she they".split())
_PERCENT = frozenset(("percent", "percentage"))
_OF_TWICE = frozenset("as the that what this its their his her".split())
"""What makes "twice" a comparison."""


@dataclass(frozen=True, slots=True)
class Number:
    """What is said up to the word `end`, and by how much it was scaled ("million")."""

    value: float
    end: int
    unit: str = ""
    is_bare_one: bool = False
    scale: float = 1.0
    is_ordinal: bool = False
    low: float | None = None
    is_about: bool = False


def rounded(value: float) -> float:
    return round(value, 6)


def number_at(words: Sequence[str], said: Sequence[str], at: int) -> Number | None:
    """The number that begins at a word, if one does."""
    if said[at] == "minus" and at + 1 < len(said) and (at == 0 or below_hundred(said[at - 1]) is None):
        below = number_at(words, said, at + 1)
        return replace(below, value=-below.value, low=None) if below is not None else None
    if said[at] == "twice":
        is_ratio = said[at + 1 : at + 2] and said[at + 1] in _OF_TWICE
        return None if is_ratio or said[max(0, at - 1)] == "or" else Number(2.0, at + 1, "times")
    number = _mixed(words, said, at) or _compound(words[at], at) or _hyphened(words, said, at) or _fraction(said, at)
    if number is not None:
        return number
    figure = _FIGURE.match(words[at].strip("\"'“”‘’()[].,;:?!~≈-–−").removesuffix("-plus").removesuffix("+"))
    number = _figure(words, said, at, figure) if figure else _spoken(words, said, at)
    if number is None:
        return None
    if words[at][:1] in "-−" and figure:
        number = replace(number, value=-number.value)
    if (
        said[number.end : number.end + 1] == ["grand"]
        and number.scale == 1.0
        and (bare(words[number.end]) != words[number.end] or _ends_or(said, number.end + 1, _GOES_ON))
    ):
        return replace(number, value=number.value * 1000, scale=1000.0, end=number.end + 1)
    return _with_part(said, number)


def _with_part(said: Sequence[str], number: Number) -> Number:
    """ "Five and a half months", "one and a half million troops", "two and three quarters"."""
    count, part = (*said[number.end + 1 : number.end + 3], "", "")[:2]
    parts = 1.0 if count == "a" else below_hundred(count)
    if said[number.end : number.end + 1] != ["and"] or part.rstrip("s") not in ("half", "quarter") or not parts:
        return number
    end = number.end + 3
    size = float(BIG.get(said[end], 1)) if number.scale == 1.0 and end < len(said) else 1.0
    value = (number.value + parts * PARTS[part] * number.scale) * size
    return replace(number, value=value, is_bare_one=False, end=end + (size > 1.0), scale=number.scale * size)


def _fraction(said: Sequence[str], at: int) -> Number | None:
    """ "Half a million", "a quarter of a mile", "three quarters of a million", "a quarter point": a part of one such thing."""
    count = below_hundred(said[at])
    place = at + (said[at] in ("a", "an") or count is not None)
    part = PARTS.get(said[place]) if place < len(said) else None
    if part is None or (count is not None and count > 1 and not said[place].endswith("s")):
        return None
    is_of = said[place + 1 : place + 2] == ["of"]
    has_a = said[place + 1 + is_of : place + 2 + is_of] in (["a"], ["an"])
    thing_at = place + 1 + is_of + has_a
    if (is_of and not has_a) or not (has_a or said[place] in ("half", "quarter")) or thing_at >= len(said):
        return None
    value, thing = (count or 1.0) * part, said[thing_at]
    if thing in BIG or thing == "dozen":
        size = float(BIG.get(thing, 12))
        return Number(value * size, thing_at + 1, scale=size)
    if thing in ("point", "points"):
        return Number(value, thing_at + 1, "points")
    is_measure = thing in TIME or thing in UNITS
    return Number(value, thing_at) if is_measure and (has_a or place > at or thing in _PERCENT) else None


def _hyphened(words: Sequence[str], said: Sequence[str], at: int) -> Number | None:
    """The range "10-15" of "10-15 people"; a score is none."""
    ends = _RANGE.match(words[at].strip("\"'“”‘’().,;:?!~"))
    if ends is None or not float(ends[2]) < float(ends[3]):
        return None
    scale, end = (float(BIG[said[at + 1]]), at + 2) if said[at + 1 : at + 2] and said[at + 1] in BIG else (1.0, at + 1)
    unit = _money(ends[1]) or ("percent" if ends[4] else "")
    return Number(float(ends[3]) * scale, end, unit, scale=scale, low=float(ends[2]) * scale)


def _money(sign: str) -> str:
    """ "€", "US$", "R$"."""
    return "reais" if sign.upper() == "R$" else MONEY.get(sign[-1:], "")


def _mixed(words: Sequence[str], said: Sequence[str], at: int) -> Number | None:
    """ "2½", "1 1/2", "1-1/2": a whole number and a fraction."""
    one, two = (text.strip("\"'“”‘’().,;:?!~") for text in (words[at], " ".join(words[at : at + 2])))
    mixed, end = _MIXED.match(one), at + 1
    if mixed is None and bare(words[at]) == words[at].lstrip("\"'“‘("):
        mixed, end = _MIXED.match(two), at + 2
    if mixed is None or (mixed[4] and int(mixed[3]) >= int(mixed[4])):
        return None
    value = int(mixed[1]) + (unicodedata.numeric(mixed[2]) if mixed[2] else int(mixed[3]) / int(mixed[4]))
    scale = float(BIG.get(said[end], 1)) if end < len(said) else 1.0
    return Number(value * scale, end + (scale > 1.0), "percent" if mixed[5] else "", scale=scale)


def _compound(word: str, at: int) -> Number | None:
    """ "20-year", "a four-day tour", "six-year-old", "half-cent", "one-fourth", "fortyish": a number and its unit in one word."""
    plain = bare(word).casefold().removesuffix("-old")
    head, dash, tail = plain.rpartition("-")
    if plain.endswith("ish") or tail in ("odd", "plus", "something"):
        value = _in_one_word(plain.removesuffix("ish").rstrip("-") if plain.endswith("ish") else head)
        return Number(value, at + 1, is_about=True) if value is not None else None
    value = _in_one_word(head) if head not in ("half", "quarter") else PARTS[head]
    if not dash or value is None:
        return None
    if tail in BIG:
        return Number(value * BIG[tail], at + 1, scale=float(BIG[tail]))
    if (tail in PARTS or tail.rstrip("s") == "fourth") and head not in PARTS:
        return Number(rounded(value * PARTS.get(tail, 0.25)), at + 1, "part")
    unit = TIME.get(tail) or ("points" if tail == "point" else UNITS.get(tail, ""))
    return Number(value, at + 1, unit) if unit else None


def _in_one_word(word: str) -> float | None:
    return float(word.replace(",", "")) if re.fullmatch(r"\d[\d,]*(?:\.\d+)?", word) else below_hundred(word)


def _figure(words: Sequence[str], said: Sequence[str], at: int, figure: re.Match[str]) -> Number | None:
    value = float(figure[2].replace(",", "") + (figure[3] or ""))
    scale = float(_LETTERS.get((figure[4] or "").lower(), 1))
    unit = _money(figure[1]) or ("percent" if figure[5] == "%" else "")
    if figure[5] in ("th", "st", "nd", "rd", "s"):
        return Number(value, at + 1, is_ordinal=True)
    end = at + 1
    while end < len(said) and said[end] in BIG and not words[end - 1].endswith((".", ",", ";")):
        scale, end = scale * BIG[said[end]], end + 1
    if end < len(said) and end == at + 1 and re.fullmatch(r"[km]", said[end]) and words[end].isupper() and not unit:
        scale, end = scale * _LETTERS[said[end]], end + 1
    return Number(value * scale, end, unit, scale=scale)


def _below_one(said: Sequence[str], at: int) -> Number | None:
    """ "Point four", "oh point seven"."""
    point = at + (said[at] == "oh")
    if said[point : point + 1] != ["point"] or point + 1 >= len(said) or _ones(said[point + 1]) is None:
        return None
    end, value = _decimals(said, point + 1, 0.0)
    return Number(value, end)


def _spoken(words: Sequence[str], said: Sequence[str], at: int) -> Number | None:
    """A number in words. Returns None where no number begins."""
    below_one = _below_one(said, at)
    if below_one is not None:
        return below_one
    total, part, end, last_scale, n = 0.0, 0.0, at, 1.0, 0
    if said[at] in ("a", "an", "half", "one") or said[at] in PARTS or said[at] in ONES:
        special = _special(words, said, at)
        if special is not None:
            return special
    while end < len(said):
        if end > at and words[end - 1].endswith((".", ";", "?", "!", ",")):
            break
        pieces = below_hundred(said[end])
        if pieces is not None:
            if n and not last_scale > 1 and part % 10 == 0 and pieces < 10 and part >= 20:
                part += pieces
            elif n and last_scale == 1.0:
                break  # "twenty twenty-five": a year or two numbers
            else:
                part += pieces
            last_scale, end, n = 1.0, end + 1, n + 1
        elif said[end] in BIG and n:
            power = float(BIG[said[end]])
            if power == 100:
                part *= 100
            else:
                total, part = total + part * power, 0.0
            last_scale, end = power, end + 1
        elif (
            said[end] == "and"
            and last_scale > 1
            and end + 1 < len(said)
            and below_hundred(said[end + 1]) is not None
            and n
        ):
            end += 1
        elif said[end] == "point" and n and end + 1 < len(said) and _ones(said[end + 1]) is not None:
            end, part = _decimals(said, end + 1, part)
            last_scale = 1.0
            if end < len(said) and said[end] in BIG:
                whole = float(BIG[said[end]])
                return Number((total + part) * whole, end + 1, scale=whole)
            return Number(total + part, end)
        else:
            break
    if not n:
        return None
    is_one = end == at + 1 and said[at] == "one"
    scale = next((float(BIG[s]) for s in reversed(said[at:end]) if s in BIG), 1.0)
    return Number(total + part, end, is_bare_one=is_one, scale=scale)


def _special(words: Sequence[str], said: Sequence[str], at: int) -> Number | None:
    """ "A hundred and forty", "half a million", "a third", "two thirds", "a dozen", "a couple of"."""
    following = said[at + 1] if at + 1 < len(said) else ""
    if said[at] in ("a", "an"):
        if following in BIG:
            inner = _spoken(["one", *words[at + 1 :]], ["one", *said[at + 1 :]], 0)
            return Number(inner.value, at + inner.end, scale=inner.scale) if inner else None
        if following in ("dozen", "couple"):
            end = at + 2 + (said[at + 2 : at + 3] == ["of"])
            scale = float((BIG | _GROUPS).get(said[end], 1)) if end < len(said) else 1.0
            return Number(_GROUPS[following] * scale, end + (scale > 1.0), scale=scale)
        if following in PARTS:
            return Number(PARTS[following], at + 2, unit="part") if _is_share(said, at + 2) else None
        return None
    if said[at] == "half":
        return Number(0.5, at + 1, unit="part") if following in ("of", "the") else None
    if said[at] in ONES and following in PARTS and following != "half":
        return Number(ONES[said[at]] * PARTS[following], at + 2, unit="part") if _is_share(said, at + 2) else None
    if said[at] in ONES and following == "dozen":
        return Number(ONES[said[at]] * 12, at + 2)
    return None


def _is_share(said: Sequence[str], at: int) -> bool:
    """A share is "of" something or ends the phrase; "a third man", "a second resignation" are none."""
    return _ends_or(said, at, _FOLLOWS_SHARE)


def _ends_or(said: Sequence[str], at: int, follows: frozenset[str]) -> bool:
    return at >= len(said) or said[at] in follows


def _ones(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    return ONES[word] if word in ONES and ONES[word] < 10 else 0 if word == "oh" else None


def _decimals(said: Sequence[str], at: int, whole: float) -> tuple[int, float]:
    digits = ""
    while at < len(said) and (one := _ones(said[at])) is not None:
        digits, at = digits + str(one), at + 1
    return at, float(f"{int(whole)}.{digits}")
