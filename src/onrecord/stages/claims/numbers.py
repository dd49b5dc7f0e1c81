"""A number as people say it, in figures or in words, read from where it begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.core.talk import bare
from onrecord.stages.claims.numerals import ONES, below_hundred
from onrecord.stages.claims.units import MONEY, TIME, UNITS

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
_FIGURE = re.compile(r"^([$€£¥₩]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(k|m|mn|b|bn|tn)?(%|th|st|nd|rd|s)?$", re.I)


@dataclass(frozen=True, slots=True)
class Number:
    """What is said up to the word `end`, and by how much it was scaled ("million")."""

    value: float
    end: int
    unit: str = ""
    is_bare_one: bool = False
    scale: float = 1.0
    is_ordinal: bool = False


def rounded(value: float) -> float:
    return round(value, 6)


def number_at(words: Sequence[str], said: Sequence[str], at: int) -> Number | None:
    """The number that begins at a word, if one does."""
    compound = _compound(words[at], at)
    if compound is not None:
        return compound
    figure = _FIGURE.match(words[at].strip("\"'“”‘’()[].,;:?!~≈-–").removesuffix("-plus").removesuffix("+"))
    number = _figure(words, said, at, figure) if figure else _spoken(words, said, at)
    if number is None or said[number.end : number.end + 3] != ["and", "a", "half"]:
        return number
    end = number.end + 3  # "five and a half months", "one and a half million troops"
    size = float(BIG.get(said[end], 1)) if number.scale == 1.0 and end < len(said) else 1.0
    return Number(
        (number.value + 0.5 * number.scale) * size, end + (size > 1.0), number.unit, scale=number.scale * size
    )


def _compound(word: str, at: int) -> Number | None:
    """ "20-year", "a four-day tour", "six-year-old", "one-fourth": a number and its unit in one word."""
    head, dash, tail = bare(word).casefold().removesuffix("-old").rpartition("-")
    if not dash:
        return None
    value = float(head.replace(",", "")) if re.fullmatch(r"\d[\d,]*(?:\.\d+)?", head) else below_hundred(head)
    if value is None:
        return None
    if tail in PARTS or tail.rstrip("s") == "fourth":
        return Number(rounded(value * PARTS.get(tail, 0.25)), at + 1, "part")
    unit = f"{tail}s" if tail in TIME else UNITS.get(tail, "")
    return Number(value, at + 1, unit) if unit else None


def _figure(words: Sequence[str], said: Sequence[str], at: int, figure: re.Match[str]) -> Number | None:
    value = float(figure[2].replace(",", "") + (figure[3] or ""))
    scale = float(_LETTERS.get((figure[4] or "").lower(), 1))
    unit = MONEY.get(figure[1], "percent" if figure[5] == "%" else "")
    if figure[5] in ("th", "st", "nd", "rd", "s"):
        return Number(value, at + 1, is_ordinal=True)
    end = at + 1
    while end < len(said) and said[end] in BIG and not words[end - 1].endswith((".", ",", ";")):
        scale, end = scale * BIG[said[end]], end + 1
    if end < len(said) and end == at + 1 and re.fullmatch(r"[km]", said[end]) and words[end].isupper() and not unit:
        scale, end = scale * _LETTERS[said[end]], end + 1
    return Number(value * scale, end, unit, scale=scale)


def _spoken(words: Sequence[str], said: Sequence[str], at: int) -> Number | None:
    """A number in words. Returns None where no number begins."""
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
            return Number(_GROUPS[following], at + 2 + (said[at + 2 : at + 3] == ["of"]))
        if following in PARTS:
            return Number(PARTS[following], at + 2, unit="part") if _is_share(said, at + 2) else None
        return None
    if said[at] == "half":
        if following in ("a", "an") and at + 2 < len(said) and said[at + 2] in (*BIG, "dozen"):
            size = BIG.get(said[at + 2], 12)
            return Number(0.5 * size, at + 3, scale=float(size))
        if following == "percent":
            return Number(0.5, at + 1)
        return Number(0.5, at + 1, unit="part") if following in ("of", "the") else None
    if said[at] in ONES and following in PARTS and following != "half":
        return Number(ONES[said[at]] * PARTS[following], at + 2, unit="part") if _is_share(said, at + 2) else None
    if said[at] in ONES and following == "dozen":
        return Number(ONES[said[at]] * 12, at + 2)
    return None


def _is_share(said: Sequence[str], at: int) -> bool:
    """A share is "of" something or ends the phrase; "a third man", "a second resignation" are none."""
    return at >= len(said) or said[at] in FOLLOWS_SHARE


FOLLOWS_SHARE = frozenset(
    "of in since from more less lower higher and than compared this last over by on to the after before between".split()
)


def _ones(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    return ONES[word] if word in ONES and ONES[word] < 10 else 0 if word == "oh" else None


def _decimals(said: Sequence[str], at: int, whole: float) -> tuple[int, float]:
    digits = ""
    while at < len(said) and (one := _ones(said[at])) is not None:
        digits, at = digits + str(one), at + 1
    return at, float(f"{int(whole)}.{digits}")
