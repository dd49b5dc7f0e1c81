"""Numbers as people say them: "two point four kilometres", "up to nine months", "three to 500", "$4.5 million", "a third"."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from onrecord.core.claim import Quantity
from onrecord.core.talk import bare, folded

_ONES = {w: n for n, w in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
)}  # fmt: skip
_TENS = {w: 10 * n for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_BIG = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_LETTERS = {"k": 1000, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9, "tn": 10**12}
_GROUPS = {"dozen": 12, "couple": 2, "dozens": 12}
_PARTS = {
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
_MONEY = {"$": "dollars", "€": "euros", "£": "pounds", "¥": "yen", "₩": "won"}
_ABOUT = ("about around roughly nearly almost approximately over under above below some maybe perhaps circa".split(),
          ("up to", "at least", "more than", "less than", "fewer than", "close to", "at most", "as many as", "as much as", "no more than", "just over", "just under", "well over", "somewhere around", "something like", "as few as", "upwards of"))  # fmt: skip
_UNITS = {
    "kilometre": "km", "kilometer": "km", "km": "km", "metre": "m", "meter": "m", "mile": "miles", "foot": "feet", "feet": "feet",
    "centimetre": "cm", "centimeter": "cm", "kilo": "kg", "kilogram": "kg", "kg": "kg", "gram": "g", "ton": "tons", "tonne": "tonnes",
    "percent": "percent", "percentage": "percentage points", "dollar": "dollars", "euro": "euros", "pound": "pounds", "yen": "yen", "won": "won", "yuan": "yuan",
    "rouble": "roubles", "ruble": "roubles", "cent": "cents", "people": "people", "person": "people", "degree": "degrees", "litre": "l", "liter": "l",
    "barrel": "barrels", "hectare": "ha", "acre": "acres", "megawatt": "MW", "gigawatt": "GW", "kilowatt": "kW", "volt": "V", "hertz": "Hz",
    "men": "men", "women": "women", "children": "children", "troops": "troops", "police": "police", "times": "times",
}  # fmt: skip
MEASURES = frozenset(_UNITS.values()) - {"times"}
SHARES = frozenset(("percent", "part"))
_LIVING = frozenset("people men women children troops police".split())
_HUNDREDTHS = frozenset("m dollars euros pounds".split())
"""Units of which people say the hundredths without a word for them."""
_WHOSE = frozenset("its his her their our my your the these those".split())
_TIME = frozenset("second minute hour day week month year decade century night weekend".split())
_NO_UNIT = frozenset(
    "is was has its his this us as thus always perhaps sometimes was yes across towards besides whereas unless plus less".split()
)
_NAMED_BEFORE = frozenset(
    "number article chapter section episode season part page line level phase version volume type model room flight route highway act world group".split()
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A quantity over the words `first` to `end`."""

    first: int
    end: int
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class _Number:
    value: float
    end: int
    unit: str = ""
    is_bare_one: bool = False
    scale: float = 1.0
    is_ordinal: bool = False


def quantities(words: Sequence[str], taken: Set[int] = frozenset()) -> list[Counted]:
    """The quantities among the words of a sentence, in order; `taken` are positions that belong to dates."""
    said = [folded(w) for w in words]
    found: list[Counted] = []
    at = 0
    while at < len(words):
        number = None if at in taken else _number(words, said, at)
        if number is None or number.is_ordinal or _is_a_name(words, said, at, number):
            at += 1
            continue
        counted = _counted(words, said, at, number, taken)
        if counted is None:
            at = number.end
            continue
        found.append(counted)
        at = counted.end
    return found


def _counted(words: Sequence[str], said: Sequence[str], at: int, number: _Number, taken: Set[int]) -> Counted | None:
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
        word, past = _unit(words, said, end) if not unit else (unit, end)
        unit, end = word or unit, past
    if unit in _HUNDREDTHS and low == high and (more := _hundredths(words, said, end, taken)) is not None:
        low, end = low + more.value / 100, more.end
        high = low
    if not unit and not number.is_bare_one:
        unit, end = _of_several(words, said, end)
    is_known_unit = unit in _UNITS.values() or unit.rstrip("s") in _TIME
    is_one_thing = number.is_bare_one and upper is None and not is_known_unit
    if is_one_thing and not _counts(said, at, end):
        return None
    first, is_about = _about(said, at)
    if is_one_thing and not is_about:
        first -= 1  # the "just" or "only" that makes it count
    text = bare(" ".join(words[first:end])).strip(",;:")
    if words[first][:1] in _MONEY:
        text = words[first][:1] + text.lstrip("$€£¥₩")
    if words[end - 1].rstrip(".,;:?!").endswith("%") and not text.endswith("%"):
        text += "%"
    return Counted(first, end, Quantity(text, _round(low), _round(high), unit, is_about))


def _in_so_many(words: Sequence[str], said: Sequence[str], at: int, number: _Number, taken: Set[int]) -> Counted | None:
    """ "One in ten houses", "fewer than one in a hundred", "four out of five": a share; "two in ten days" and "30 out of 41" are none."""
    step = 1 if said[number.end : number.end + 1] == ["in"] else 2
    is_in = step == 1 or said[number.end : number.end + 2] == ["out", "of"]
    place = number.end + step
    if not is_in or place >= len(said) or place in taken or number.unit or number.value % 1:
        return None
    whole = _number(words, said, place)
    if whole is None or whole.is_ordinal or whole.unit or not 0 < number.value < whole.value:
        return None
    unit = _unit(words, said, whole.end)[0]
    is_measure = unit.rstrip("s") in _TIME or (unit in MEASURES and unit not in _LIVING)
    if is_measure or (whole.value > 10 and set(f"{whole.value:.0f}"[1:]) != {"0"}):
        return None
    first, is_about = _about(said, at)
    share = _round(number.value / whole.value)
    return Counted(first, whole.end, Quantity(bare(" ".join(words[first : whole.end])), share, share, "part", is_about))


def _hundredths(words: Sequence[str], said: Sequence[str], at: int, taken: Set[int]) -> _Number | None:
    """The "eighty" of "one metre eighty", the "fifty" of "two pounds fifty"; "two metres fifty times" has none."""
    if at >= len(said) or at in taken or words[at - 1].endswith((".", ",", ";", ":", "?", "!")):
        return None
    more = _number(words, said, at)
    if more is None or more.is_ordinal or more.unit or more.value % 1 or not 10 <= more.value < 100:
        return None
    return more if not _unit(words, said, more.end)[0] and _upper(words, said, at, more, taken) is None else None


def _of_several(words: Sequence[str], said: Sequence[str], at: int) -> tuple[str, int]:
    """What is counted in "two of its members", "eleven of her colleagues"."""
    is_of = said[at : at + 1] == ["of"] and not words[at - 1].endswith((".", ",", ";", ":", "?", "!"))
    if not is_of or at + 2 >= len(said) or said[at + 1] not in _WHOSE or _number(words, said, at + 2) is not None:
        return "", at
    unit, end = _unit(words, said, at + 2)
    return (unit, end) if unit else ("", at)


def _counts(said: Sequence[str], one: int, end: int) -> bool:
    """Whether this "one" is a number: "at least one ship", "just one"; not "only one of them"."""
    before = list(said[max(0, one - 2) : one])
    is_counted = before == ["at", "least"] or before[-1:] in (["just"], ["only"])
    return is_counted and said[end : end + 1] not in (["of"], ["in"])


def _round(value: float) -> float:
    return round(value, 6)


def _scaled(low: float, scale: float, upper: _Number) -> float:
    """ "Three to five hundred", "three to 500": the lower end counts in the same hundreds or millions."""
    if scale == 1.0 and upper.scale > 1.0 and low < 100 and low * upper.scale < upper.value:
        return low * upper.scale
    if scale == 1.0 and low < 10 and upper.value >= 100 and upper.value % 100 == 0 and low * 100 < upper.value < 1000:
        return low * 100
    return low


def _upper(words: Sequence[str], said: Sequence[str], at: int, number: _Number, taken: Set[int]) -> _Number | None:
    """The other end of a range: "three to five", "between 3 and 5", "two or three", "10-15"."""
    end = number.end
    if end + 1 > len(said) - 1 or end in taken or end + 1 in taken:
        return None
    joins = {"to", "or", "through"} | ({"and"} if at and said[at - 1] == "between" else set())
    if said[end] not in joins or words[end - 1].endswith((".", ";", "?", "!")):
        return None
    other = _number(words, said, end + 1)
    if (
        other is None
        or other.is_ordinal
        or (said[end] == "or" and not 0 < other.value - number.value <= max(10.0, number.value))
    ):
        return None
    return other


def _number(words: Sequence[str], said: Sequence[str], at: int) -> _Number | None:
    compound = _compound(words[at], at)
    if compound is not None:
        return compound
    figure = _FIGURE.match(words[at].strip("\"'“”‘’()[].,;:?!~≈-–").removesuffix("-plus").removesuffix("+"))
    number = _figure(words, said, at, figure) if figure else _spoken(words, said, at)
    if number is None or said[number.end : number.end + 3] != ["and", "a", "half"]:
        return number
    end = number.end + 3  # "five and a half months", "one and a half million troops"
    size = float(_BIG.get(said[end], 1)) if number.scale == 1.0 and end < len(said) else 1.0
    return _Number(
        (number.value + 0.5 * number.scale) * size, end + (size > 1.0), number.unit, scale=number.scale * size
    )


def _compound(word: str, at: int) -> _Number | None:
    """ "20-year", "a four-day tour", "six-year-old", "one-fourth": a number and its unit in one word."""
    head, dash, tail = bare(word).casefold().removesuffix("-old").rpartition("-")
    if not dash:
        return None
    value = float(head.replace(",", "")) if re.fullmatch(r"\d[\d,]*(?:\.\d+)?", head) else _pieces(head)
    if value is None:
        return None
    if tail in _PARTS or tail.rstrip("s") == "fourth":
        return _Number(_round(value * _PARTS.get(tail, 0.25)), at + 1, "part")
    unit = f"{tail}s" if tail in _TIME else _UNITS.get(tail, "")
    return _Number(value, at + 1, unit) if unit else None


def _figure(words: Sequence[str], said: Sequence[str], at: int, figure: re.Match[str]) -> _Number | None:
    value = float(figure[2].replace(",", "") + (figure[3] or ""))
    scale = float(_LETTERS.get((figure[4] or "").lower(), 1))
    unit = _MONEY.get(figure[1], "percent" if figure[5] == "%" else "")
    if figure[5] in ("th", "st", "nd", "rd", "s"):
        return _Number(value, at + 1, is_ordinal=True)
    end = at + 1
    while end < len(said) and said[end] in _BIG and not words[end - 1].endswith((".", ",", ";")):
        scale, end = scale * _BIG[said[end]], end + 1
    if end < len(said) and end == at + 1 and re.fullmatch(r"[km]", said[end]) and words[end].isupper() and not unit:
        scale, end = scale * _LETTERS[said[end]], end + 1
    return _Number(value * scale, end, unit, scale=scale)


def _spoken(words: Sequence[str], said: Sequence[str], at: int) -> _Number | None:
    """A number in words. Returns None where no number begins."""
    total, part, end, last_scale, n = 0.0, 0.0, at, 1.0, 0
    if said[at] in ("a", "an", "half", "one") or said[at] in _PARTS or said[at] in _ONES:
        special = _special(words, said, at)
        if special is not None:
            return special
    while end < len(said):
        if end > at and words[end - 1].endswith((".", ";", "?", "!", ",")):
            break
        pieces = _pieces(said[end])
        if pieces is not None:
            if n and not last_scale > 1 and part % 10 == 0 and pieces < 10 and part >= 20:
                part += pieces
            elif n and last_scale == 1.0:
                break  # "twenty twenty-five": a year or two numbers
            else:
                part += pieces
            last_scale, end, n = 1.0, end + 1, n + 1
        elif said[end] in _BIG and n:
            power = float(_BIG[said[end]])
            if power == 100:
                part *= 100
            else:
                total, part = total + part * power, 0.0
            last_scale, end = power, end + 1
        elif said[end] == "and" and last_scale > 1 and end + 1 < len(said) and _pieces(said[end + 1]) is not None and n:
            end += 1
        elif said[end] == "point" and n and end + 1 < len(said) and _ones(said[end + 1]) is not None:
            end, part = _decimals(said, end + 1, part)
            last_scale = 1.0
            if end < len(said) and said[end] in _BIG:
                whole = float(_BIG[said[end]])
                return _Number((total + part) * whole, end + 1, scale=whole)
            return _Number(total + part, end)
        else:
            break
    if not n:
        return None
    is_one = end == at + 1 and said[at] == "one"
    scale = next((float(_BIG[s]) for s in reversed(said[at:end]) if s in _BIG), 1.0)
    return _Number(total + part, end, is_bare_one=is_one, scale=scale)


def _special(words: Sequence[str], said: Sequence[str], at: int) -> _Number | None:
    """ "A hundred and forty", "half a million", "a third", "two thirds", "a dozen", "a couple of"."""
    following = said[at + 1] if at + 1 < len(said) else ""
    if said[at] in ("a", "an"):
        if following in _BIG:
            inner = _spoken(["one", *words[at + 1 :]], ["one", *said[at + 1 :]], 0)
            return _Number(inner.value, at + inner.end, scale=inner.scale) if inner else None
        if following in ("dozen", "couple"):
            return _Number(_GROUPS[following], at + 2 + (said[at + 2 : at + 3] == ["of"]))
        if following in _PARTS:
            return _Number(_PARTS[following], at + 2, unit="part") if _is_share(said, at + 2) else None
        return None
    if said[at] == "half":
        if following in ("a", "an") and at + 2 < len(said) and said[at + 2] in (*_BIG, "dozen"):
            size = _BIG.get(said[at + 2], 12)
            return _Number(0.5 * size, at + 3, scale=float(size))
        if following == "percent":
            return _Number(0.5, at + 1)
        return _Number(0.5, at + 1, unit="part") if following in ("of", "the") else None
    if said[at] in _ONES and following in _PARTS and following != "half":
        return _Number(_ONES[said[at]] * _PARTS[following], at + 2, unit="part") if _is_share(said, at + 2) else None
    if said[at] in _ONES and following == "dozen":
        return _Number(_ONES[said[at]] * 12, at + 2)
    return None


def _is_share(said: Sequence[str], at: int) -> bool:
    """A share is "of" something or ends the phrase; "a third man", "a second resignation" are none."""
    return at >= len(said) or said[at] in FOLLOWS_SHARE


FOLLOWS_SHARE = frozenset(
    "of in since from more less lower higher and than compared this last over by on to the after before between".split()
)


def _pieces(word: str) -> float | None:
    """ "sixty-two" -> 62."""
    if word in _ONES or word in _TENS:
        return float(_ONES.get(word, _TENS.get(word, 0)))
    head, dash, tail = word.partition("-")
    if dash and head in _TENS and tail in _ONES and 0 < _ONES[tail] < 10:
        return float(_TENS[head] + _ONES[tail])
    return None


def _ones(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    return _ONES[word] if word in _ONES and _ONES[word] < 10 else 0 if word == "oh" else None


def _decimals(said: Sequence[str], at: int, whole: float) -> tuple[int, float]:
    digits = ""
    while at < len(said) and (one := _ones(said[at])) is not None:
        digits, at = digits + str(one), at + 1
    return at, float(f"{int(whole)}.{digits}")


def _unit(words: Sequence[str], said: Sequence[str], at: int) -> tuple[str, int]:
    """What is counted: a known unit, or the plural noun that comes next, one word between at most."""
    if at < len(said) and said[at] == "per" and said[at + 1 : at + 2] == ["cent"]:
        return "percent", at + 2
    for step in (0, 1):
        here = at + step
        if here >= len(said) or not said[here] or (step and words[here - 1].endswith((",", ".", ";", "?", "!"))):
            break
        if step and said[at] in (
            "of",
            "in",
            "to",
            "and",
            "or",
            "from",
            "on",
            "at",
            "by",
            "for",
            "the",
            "is",
            "was",
            "were",
            "are",
            "that",
        ):
            break
        word = said[here].removesuffix("'s")
        single = word.removesuffix("s") if word not in ("men", "times", "troops") else word
        if word in _UNITS or single in _UNITS:
            return _UNITS.get(word) or _UNITS[single], here + 1
        if single in _TIME:
            return f"{single}s", here + 1
        if (
            len(word) > 3
            and word.endswith("s")
            and not word.endswith("ss")
            and word not in _NO_UNIT
            and words[here][:1].islower()
        ):
            return word, here + 1
    return "", at


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


def _is_a_name(words: Sequence[str], said: Sequence[str], at: int, number: _Number) -> bool:
    """ "Hwasong 18", "Article 5", "number one", a year, a time of day: these count nothing."""
    before = said[at - 1] if at else ""
    text = words[at].strip("\"'“”().,;:?!")
    is_figure = text[:1].isdigit()
    if is_figure and number.end == at + 1 and re.fullmatch(r"(?:19|20)\d\d", text):
        return _unit(words, said, at + 1)[0] == "" or before in ("in", "since", "by", "until", "of")
    if number.end < len(said) and said[number.end] in ("o'clock", "am", "pm", "a.m", "p.m"):
        return True
    if _is_of_a_clock(words, said, at, number):
        return True
    if before in _NAMED_BEFORE or (
        number.is_bare_one
        and before in ("this", "that", "the", "which", "no", "each", "every", "any", "another", "last", "first", "next")
    ):
        return True
    if at >= 1 and words[at - 1][:1].isupper() and before not in _MONTHLIKE and at - 1 > 0:
        is_known = _unit(words, said, number.end)[0] != ""
        return not is_known and number.end == at + 1 and not words[at - 1].endswith((",", ".", ";", ":", "?", "!"))
    is_clock = (
        number.value <= 12
        and before in ("at", "by", "until", "till", "from", "after", "before", "around")
        and said[number.end : number.end + 2] == ["in", "the"]
    )
    return is_clock


def _is_of_a_clock(words: Sequence[str], said: Sequence[str], at: int, number: _Number) -> bool:
    """Either number of "twenty past one", "at ten to six", "half past two"."""
    hour = number if at >= 2 and said[at - 1] in ("past", "to") else None
    place = at - 1
    if hour is None and number.end + 1 < len(said) and said[number.end] in ("past", "to"):
        hour, place = _number(words, said, number.end + 1), number.end
    if hour is None or hour.value > 12 or hour.unit or _unit(words, said, hour.end)[0]:
        return False
    minutes = said[place - 1]
    if minutes in ("half", "quarter", "minutes"):
        return said[place] == "past" or minutes == "quarter"
    is_minutes = (_pieces(minutes) or 60) < 30
    return is_minutes and (said[place] == "past" or said[max(0, place - 2)] == "at")


_MONTHLIKE = frozenset(
    "january february march april may june july august september october november december i".split()
)
