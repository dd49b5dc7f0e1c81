"""Dates that are longer than a day, and those told by how far off they are: "last week", "two years ago", "in the spring"."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

from onrecord.stages.claims.look import AWAY, DAYS, Hit, Look, nearest_year, shifted, year_after
from onrecord.stages.claims.numerals import ORDINALS, below_hundred
from onrecord.stages.claims.sides import Side

_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""The month that each begins with."""
_SEASON_N = 3
_PARTS = {"quarter": 3, "half": 6}
"""How many months each has."""
_BEFORE_SEASON = frozenset("by in since until".split())
_BEFORE_THE_SEASON = _BEFORE_SEASON | frozenset("from to for till".split())
_UNITS = frozenset("week month year weekend quarter century decade".split()) | _SEASONS.keys()
_SPANS = frozenset("day week month year decade fortnight".split())
_DAY_WORDS = {
    "yesterday": -1,
    "today": 0,
    "tonight": 0,
    "tomorrow": 1,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "last night": -1,
}
_FRIDAY = 4


def relative(look: Look, at: int) -> Hit | None:
    """ "Yesterday", "last month", "this week", "next year", "two years ago", "a week ago"."""
    alone = look.at(at).removesuffix("'s")
    if alone in ("yesterday", "today", "tonight", "tomorrow"):
        return shifted(look, at + 1, days=_DAY_WORDS[alone])
    pair = f"{look.at(at)} {look.at(at + 1)}"
    if pair in _DAY_WORDS:
        return shifted(look, at + 2, days=_DAY_WORDS[pair])
    if pair == "the day" and look.at(at + 2) == "before" and look.at(at + 3) == "yesterday":
        return shifted(look, at + 4, days=-2)
    if pair == "the day" and look.at(at + 2) == "after" and look.at(at + 3) == "tomorrow":
        return shifted(look, at + 4, days=2)
    far = {"after next": 2, "before last": -2}.get(f"{look.at(at + 2)} {look.at(at + 3)}")
    if far is not None and look.at(at) == "the" and look.at(at + 1) in ("week", "weekend", "month", "year"):
        return _unit_away(look, at + 4, look.at(at + 1), far)
    if pair == "the weekend" and look.at(at - 1) in ("at", "over", "on", "by", "during", "before"):
        is_back = look.side(at) is not Side.AHEAD and look.day is not None and look.day.weekday() < 5
        return _unit_away(look, at + 2, "weekend", -1 if is_back else 0)
    step = AWAY.get("last" if look.at(at) == "past" else look.at(at))
    unit = look.at(at + 1).removesuffix("'s").rstrip(".")
    if step is not None and unit in _UNITS:
        return _unit_away(look, at + 2, unit, step, is_end=_is_end(look, at))
    is_end = look.day is not None and _is_end(look, at)
    if is_end and pair in ("the week", "the month", "the year") and look.side(at) is not Side.PAST:
        hit = _unit_away(look, at + 2, unit, 0, is_end=True)
        return replace(hit, iso=f"{hit.iso}-12") if hit is not None and unit == "year" else hit
    return _so_far_off(look, at)


def _so_far_off(look: Look, at: int) -> Hit | None:
    """ "Two years ago", "a fortnight from now", "in three days' time", "a week on Friday"."""
    count, end = count_at(look, at)
    unit = look.at(end).rstrip("'").removesuffix("s")
    if count is None or unit not in _SPANS:
        return None
    unit, count = ("week", 2 * count) if unit == "fortnight" else (unit, count)
    after, place = look.at(end + 1), end + 2
    if after in ("ago", "earlier"):
        return _unit_away(look, place, unit, -count)
    if after == "from" and look.at(place) == "now":
        return _unit_away(look, place + 1, unit, count)
    begun = place if after == "from" else place - 1
    if unit == "week" and look.at(begun) in ("today", "tomorrow"):  # "a week today"
        return shifted(look, begun + 1, days=_DAY_WORDS[look.at(begun)] + 7 * count)
    if unit == "week" and after in ("on", "from") and look.at(place) in DAYS and look.day is not None:
        away = (DAYS[look.at(place)] - look.day.weekday()) % 7 or 7
        return shifted(look, place + 1, days=away + 7 * count)
    if look.at(at - 1) == "in" and after == "time":
        return _unit_away(look, place, unit, count)
    is_to_come = look.at(at - 1) == "in" and look.ends_at(end + 1) and look.side(at) is Side.AHEAD
    return _unit_away(look, end + 1, unit, count) if is_to_come else None


def count_at(look: Look, at: int) -> tuple[int | None, int]:
    word = look.at(at)
    if word.isdigit() and len(word) < 4:
        return int(word), at + 1
    if word in ("a", "an"):
        return (2, at + 2 + (look.at(at + 2) == "of")) if look.at(at + 1) == "couple" else (1, at + 1)
    if word == "couple" and look.at(at - 1) != "a":
        return 2, at + 1 + (look.at(at + 1) == "of")
    value = below_hundred(word)
    return (int(value), at + 1) if value is not None else (None, at)


def _unit_away(look: Look, end: int, unit: str, step: int, *, is_end: bool = False) -> Hit | None:
    day = look.day
    if unit == "century":
        return None
    if day is None:
        return Hit(end)
    if unit == "day":
        return shifted(look, end, step)
    if unit in ("week", "weekend"):
        return _of_week(look, end, day + datetime.timedelta(weeks=step), unit, is_end=is_end)
    if unit == "month":
        return Hit(end, _month_on(day.year, day.month + step), look.anchor)
    if unit == "quarter":
        first = day.month - (day.month - 1) % _PARTS[unit] + step * _PARTS[unit]
        return _months(end, day.year, first, _PARTS[unit], look.anchor, is_end=is_end)
    if unit in _SEASONS:
        first = _SEASONS[unit]
        year = day.year + (step if step <= 0 or first <= day.month else 0)
        if step == -1 and first + _SEASON_N <= day.month:
            year = day.year
        return _months(end, year, first, _SEASON_N, look.anchor, is_end=is_end)
    return Hit(end, str(day.year + step * (10 if unit == "decade" else 1)), look.anchor)


def _of_week(look: Look, end: int, day: datetime.date, unit: str, *, is_end: bool) -> Hit:
    """The week of a day, its weekend, or its end: the Friday, or the day of the talk when that is over, to the Sunday."""
    monday = day - datetime.timedelta(days=day.weekday())
    sunday = monday + datetime.timedelta(days=6)
    first = monday + datetime.timedelta(days=5) if unit == "weekend" else monday
    if is_end:
        first = monday + datetime.timedelta(days=_FRIDAY)
        first = max(first, look.day) if look.day is not None and look.day <= sunday else first
    return Hit(end, first.isoformat(), look.anchor, sunday.isoformat())


def _is_end(look: Look, at: int) -> bool:
    """ "By the end of"."""
    before = at - 1 - (look.at(at - 1) == "the")
    return look.at(before) == "of" and look.at(before - 1) == "end"


def _months(end: int, year: int, first: int, n: int, anchor: str, *, is_end: bool = False) -> Hit:
    """So many months from the first; of an end the last of them."""
    last = _month_on(year, first + n - 1)
    return Hit(end, last, anchor) if is_end else Hit(end, _month_on(year, first), anchor, last)


def _month_on(year: int, month: int) -> str:
    """The month, where the thirteenth is the next year's first."""
    months = year * 12 + month - 1
    return f"{months // 12}-{months % 12 + 1:02d}"


_BUSINESS = re.compile(
    r"(?:sales?|profits?|loss(?:es)?|revenues?|earnings|turnover|growth|econom\w+|gdp|exports?|imports?|output|production|shipments?|deliveries|orders"
    r"|invest\w+|inflation|dividends?|compan(?:y|ies)|bank|shares?|prices?|demand|spending|results)"
)
"""What is told by quarters; in a match there are quarters too."""
_PLAY = re.compile(
    r"(?:games?|match(?:es)?|teams?|points?|lead|led|goals?|ball|players?|coach|season|score[ds]?|shots?)"
)


def _is_of_business(look: Look) -> bool:
    """Whether a quarter that is said without its year is one of a year: "sales fell in the third quarter"."""
    return any(_BUSINESS.fullmatch(w) for w in look.said) and not any(_PLAY.fullmatch(w) for w in look.said)


def part_of_year(look: Look, at: int) -> Hit | None:
    """ "The first quarter of next year", "the second half of 2027", "Q3"; of a quarter without its year a match may be told."""
    short = re.fullmatch(r"q([1-4])", look.at(at))
    unit = "quarter" if short else look.at(at + 1)
    if unit not in _PARTS or (not short and look.at(at) not in ORDINALS and look.at(at) not in ("last", "final")):
        return None
    parts_n = 12 // _PARTS[unit]
    number = int(short[1]) if short else ORDINALS.get(look.at(at), parts_n)
    end = at + 1 + (not short)
    first = (number - 1) * _PARTS[unit] + 1
    year, past = year_after(look, end)
    if year is not None:
        anchor = "said" if look.at(past - 1) != "year" else look.anchor
    else:
        is_of_year = look.said[end : end + 3] == ["of", "the", "year"]
        year, past, anchor = nearest_year(look, at, first), end + 3 * is_of_year, look.anchor
        is_quarter = unit == "quarter" and look.at(at - 1) == "the" and look.ends_at(end) and _is_of_business(look)
        if not (short or is_of_year or is_quarter) or year is None:
            return None
        if is_quarter and not is_of_year:
            year = _year_of_quarter(look, at, first)
    return _months(past, year, first, _PARTS[unit], anchor, is_end=_is_end(look, at)) if number <= parts_n else None


def _year_of_quarter(look: Look, at: int, first: int) -> int:
    """The year in which a quarter was over last, or, where the sentence looks ahead, is over next."""
    if look.day is None:
        return 0
    last = first + _PARTS["quarter"] - 1
    if look.side(at) is Side.AHEAD:
        return look.day.year + (last < look.day.month)
    return look.day.year - (first > look.day.month if look.side(at) is Side.NOW else last >= look.day.month)


def season(look: Look, at: int) -> Hit | None:
    """ "By summer", "in the spring of 2024"."""
    if look.at(at) not in _SEASONS or look.at(at - 1) not in _BEFORE_SEASON | {"the", "early", "late", "mid"}:
        return None
    if look.at(at) in ("fall", "spring") and look.at(at - 1) == "the" and look.at(at - 2) not in _BEFORE_THE_SEASON:
        return None
    first = _SEASONS[look.at(at)]
    year, end = year_after(look, at + 1)
    anchor = look.anchor if year is None or look.at(end - 1) == "year" else "said"
    if year is None:
        year = nearest_year(look, at, first)
    return _months(end, year, first, _SEASON_N, anchor, is_end=_is_end(look, at)) if year else Hit(at + 1)
