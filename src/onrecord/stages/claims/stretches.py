"""Days told by their place in a month, and stretches of days and years: "the second Monday in January", "3 to 9 December", "the late 1990s"."""

from __future__ import annotations

import datetime
import re

from onrecord.stages.claims.feasts import nth_weekday
from onrecord.stages.claims.look import (
    AWAY,
    DAYS,
    Hit,
    Look,
    day_after,
    day_number,
    day_of,
    month_at,
    nearest_year,
    year_after,
)
from onrecord.stages.claims.numerals import ORDINALS
from onrecord.stages.claims.sides import Side
from onrecord.stages.claims.spans import count_at

_SATURDAY = DAYS["saturday"]
_JOINS = frozenset("to through until till".split())
_DASHED = re.compile(r"(\d{1,2})[-–](\d{1,2})")
_DAYS_N = {"day": 1, "week": 7, "fortnight": 14}
_DECADE_FROM = {"early": 0, "late": 5, "mid": 4}
_DECADE_TO = {"early": 4, "late": 9, "mid": 6}
_BEFORE_A_DECADE = frozenset("in since of from to and until till by during through throughout".split())
_BEFORE_NEW_YEAR = frozenset("in into until till by before early".split())
_LATE_IN_THE_YEAR = 7
"""From this month on the new year is the next one, whatever the sentence looks to, where it tells nothing of the past."""


def nth_of_month(look: Look, at: int) -> Hit | None:
    """ "The second Monday in January", "the last weekend of March", "the first week of next month"."""
    nth = -1 if (look.at(at), look.at(at - 1)) == ("last", "the") else ORDINALS.get(look.at(at), 0)
    unit, place = look.at(at + 1), at + 3
    if not -1 <= nth <= 5 or nth == 0 or unit not in (*DAYS, "week", "weekend") or look.at(at + 2) not in ("of", "in"):
        return None
    month, is_own = month_at(look, place), False
    if month:
        year, end = year_after(look, place + 1)
        is_own = year is not None
    elif look.at(place) in (*AWAY, "the") and look.at(place + 1) == "month" and look.day is not None:
        months = look.day.year * 12 + look.day.month - 1 + AWAY.get(look.at(place), 0)
        year, month, end = months // 12, months % 12 + 1, place + 2
    else:
        return None
    about = year if year is not None else look.day.year if look.day is not None else None
    if about is None:
        return Hit(end)
    found = _nth(nth, unit, about, month)
    if found is not None and year is None:
        found = _nth(nth, unit, nearest_year(look, at, month, found[0].day) or found[0].year, month)
    if found is None:
        return None
    return _from_to(end, found, "said" if is_own and look.at(end - 1) != "year" else look.anchor)


def _nth(nth: int, unit: str, year: int, month: int) -> tuple[datetime.date, datetime.date] | None:
    """The first and the last day of the n-th such day, week (from the first of the month on) or weekend; none where a month has no fifth."""
    if unit == "week":
        last = datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1)
        first = day_of(year, month, 7 * nth - 6 if nth > 0 else last.day - 6)
        return (first, first + datetime.timedelta(days=6)) if first is not None and nth < 5 else None
    first = nth_weekday(nth, _SATURDAY if unit == "weekend" else DAYS[unit], month)(year)
    return (first, first + datetime.timedelta(days=unit == "weekend")) if first.month == month else None


def _from_to(end: int, found: tuple[datetime.date, datetime.date], anchor: str) -> Hit:
    first, last = found
    return Hit(end, first.isoformat(), anchor, last.isoformat() if last != first else "")


def days_of_month(look: Look, at: int) -> Hit | None:
    """ "From 3 to 9 December", "the third to the ninth of May", "December 3-9"."""
    month = month_at(look, at)
    if month:
        day, _ = day_after(look, at)
        is_stopped = look.words[at].endswith((",", ";", ":"))
        days, end = _two_days(look, at + 1 + (look.at(at + 1) == "the")) if not is_stopped else (None, at)
        is_date = (day is not None or _DASHED.fullmatch(look.at(at + 1)) is not None) and (
            look.ends_at(end) or year_after(look, end)[0] is not None
        )
    else:
        days, end = _two_days(look, at)
        month = month_at(look, end + (look.at(end) == "of"))
        is_date, end = True, end + 1 + (look.at(end) == "of")
    if days is None or not month or not is_date:
        return None
    year, past = year_after(look, end)
    anchor = "said" if year is not None else look.anchor
    year = year if year is not None else nearest_year(look, at, month, days[0])
    if year is None:
        return Hit(past)
    first, last = (day_of(year, month, day) for day in days)
    return None if first is None or last is None else _from_to(past, (first, last), anchor)


def _two_days(look: Look, at: int) -> tuple[tuple[int, int] | None, int]:
    """ "3-9", "3 to 9", "the third to the ninth"."""
    dashed = _DASHED.fullmatch(look.at(at))
    if dashed is not None:
        first, last, end = int(dashed[1]), int(dashed[2]), at + 1
    else:
        one, end = day_number(look, at)
        if one is None or look.at(end) not in _JOINS or look.words[end - 1].endswith((",", ".", ";")):
            return None, at
        other, end = day_number(look, end + 1 + (look.at(end + 1) == "the"))
        first, last = one, other or 0
    return ((first, last), end) if first < last else (None, at)


def days_to_come(look: Look, at: int) -> Hit | None:
    """ "Within the next fortnight", "in the next ten days", "within two weeks": from the day after that of the talk."""
    is_next = look.at(at) in ("next", "coming") and look.at(at - 1) == "the"
    lead = look.at(at - 2) if is_next else look.at(at - 1)
    count, place = count_at(look, at + is_next)
    unit = look.at(place if count is not None else at + 1).removesuffix("s")
    end = place + 1 if count is not None else at + 2
    is_led = lead in ("in", "within", "over") if is_next else lead == "within" and count is not None
    is_such = unit in _DAYS_N and (count is not None or unit == "fortnight")
    if not is_led or not is_such or not look.ends_at(end) or look.side(at) is not Side.AHEAD:
        return None
    if look.day is None:
        return Hit(end)
    first = look.day + datetime.timedelta(days=1)
    last = look.day + datetime.timedelta(days=_DAYS_N[unit] * (count or 1))
    return _from_to(end, (first, last), look.anchor)


def decade(look: Look, at: int) -> Hit | None:
    """ "In the late 1990s", "since the mid-1980s"; "a 1990s song" is none, and "the 1800s" are a century."""
    said = re.fullmatch(r"(?:(early|late|mid)-)?(1[6-9][1-9]|20\d)0'?s", look.at(at))
    if said is None:
        return None
    part = said[1] or (look.at(at - 1) if look.at(at - 1) in _DECADE_FROM else "")
    place = at - 1 - (bool(part) and not said[1])
    place -= look.at(place) == "the"
    if look.at(place) not in _BEFORE_A_DECADE or not look.ends_at(at + 1):
        return None
    first = int(said[2]) * 10
    return Hit(at + 1, str(first + _DECADE_FROM.get(part, 0)), "said", str(first + _DECADE_TO.get(part, 9)))


def turn_of_year(look: Look, at: int) -> Hit | None:
    """ "In the new year", "by the turn of the year"."""
    if look.at(at - 1) != "the":
        return None
    if look.said[at : at + 2] == ["new", "year"] and look.at(at - 2) in _BEFORE_NEW_YEAR and look.ends_at(at + 2):
        year = _new_year(look, at)
        return Hit(at + 2, str(year) if year else "", look.anchor)
    if look.said[at : at + 4] == ["turn", "of", "the", "year"]:
        year = _new_year(look, at)
        return Hit(at + 4, f"{year - 1}-12", look.anchor, f"{year}-01") if year else Hit(at + 4)
    return None


def _new_year(look: Look, at: int) -> int | None:
    """The year that is or was new."""
    if look.day is None:
        return None
    told = look.side(at)
    is_next = told is not Side.PAST and (
        look.day.month >= _LATE_IN_THE_YEAR or (told is Side.AHEAD and look.day.month > 1)
    )
    return look.day.year + is_next
