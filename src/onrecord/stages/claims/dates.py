"""Dates as people say them, worked out from the day of the talk: "last Friday", "in April", "the tenth of May", "two years ago"."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from onrecord.core.claim import When
from onrecord.core.talk import bare, folded
from onrecord.stages.claims.arranged import DETERMINERS
from onrecord.stages.claims.feasts import FEASTS
from onrecord.stages.claims.look import (
    AWAY,
    DAYS,
    Hit,
    Look,
    day_after,
    day_number,
    day_of,
    in_month,
    month_at,
    nearest_year,
    shifted,
    year_after,
    year_at,
)  # fmt: skip
from onrecord.stages.claims.numerals import ONES, TENS
from onrecord.stages.claims.sides import LEADS, Side, is_moved_to, sides
from onrecord.stages.claims.spans import part_of_year, relative, season
from onrecord.stages.claims.stretches import days_of_month, days_to_come, decade, nth_of_month, turn_of_year

_FAR_BACK = 4
"""So many days back the weekday to come is the nearer one."""
_CENTURIES = frozenset("sixteen seventeen eighteen nineteen twenty".split())
"""Before a ten they begin a year: "nineteen ninety-eight", "twenty twenty-one" are no numbers."""
_SOME_DAY = frozenset("a an one some every each most any other alternate".split())
_LASTS = frozenset("from until till through".split())
"""Behind "last" these make it a verb."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date over the words `first` to `end`."""

    first: int
    end: int
    when: When


def dates(words: Sequence[str], day: datetime.date | None) -> list[Dated]:
    """The dates among the words of a sentence, in order. Without the `day` of the talk what depends on it has no `iso`."""
    said = [folded(w) for w in words]
    look = Look(words, said, sides(words, said), day)
    found: list[Dated] = []
    at = 0
    while at < len(words):
        hit = next((h for kind in _KINDS if (h := kind(look, at)) is not None), None)
        if hit is None or hit.is_none:
            at = at + 1 if hit is None else hit.end
            continue
        first = _first(look, at, found[-1].end if found else 0)
        text = bare(" ".join(words[first : hit.end])).strip(",;:")
        found.append(Dated(first, hit.end, When(text, hit.iso, hit.anchor, hit.iso_end)))
        found[-2:] = _in_order(look, found[-2:])
        at = max(hit.end, at + 1)
    return found


def _in_order(look: Look, found: list[Dated]) -> list[Dated]:
    """ "From Monday to Thursday", "from October to March": what is over began before it ended, what is to come ends after it begins."""
    if len(found) < 2 or not _is_range(look, *found):
        return found
    one, other = (dated.when for dated in found)
    is_over = other.iso < look.anchor[: len(other.iso)]
    moved = _moved(one.iso, other.iso, is_over=is_over)
    if is_over:
        return [replace(found[0], when=replace(one, iso=moved)), found[1]]
    return [found[0], replace(found[1], when=replace(other, iso=moved))]


def _is_range(look: Look, first: Dated, last: Dated) -> bool:
    """Whether two dates worked out from the day of the talk are said as the ends of one stretch, the later one first."""
    begun = {"from", "between"} & {look.at(first.first - 1), look.at(first.first)}
    joins = ("and",) if "between" in begun else ("to", "through", "until", "till")
    is_joined = bool(begun) and look.at(first.end) in joins and set(look.said[first.end + 1 : last.first]) <= {"the"}
    is_worked_out = first.when.anchor == last.when.anchor == look.anchor != ""
    starts, ends = first.when.iso, last.when.iso
    return (
        is_joined
        and is_worked_out
        and len(starts) == len(ends) > 4
        and ends < starts
        and not is_moved_to(look.said, last.end - 1)
    )


def _moved(one: str, other: str, *, is_over: bool) -> str:
    """The beginning a week or a year before its end, or the end so much after it."""
    told, step = (one, -1) if is_over else (other, 1)
    if len(told) == len("2026-11"):
        return f"{int(told[:4]) + step}{told[4:]}"
    day = datetime.date.fromisoformat(told)
    if (datetime.date.fromisoformat(one) - datetime.date.fromisoformat(other)).days < 7:
        return (day + datetime.timedelta(weeks=step)).isoformat()
    return (day_of(day.year + step, day.month, day.day) or day).isoformat()


def day_said(sentences: Iterable[Sequence[str]]) -> datetime.date | None:
    """The first whole date (day, month, year) among sentences: the opening of a show often says it."""
    for words in sentences:
        for one in dates(words, None):
            if len(one.when.iso) == 10:
                return datetime.date.fromisoformat(one.when.iso)
    return None


def _first(look: Look, at: int, floor: int) -> int:
    """Where the date's own "on", "by the end of" begins."""
    first = at
    while (
        first > floor
        and look.at(first - 1) in LEADS
        and at - first < 5
        and not look.words[first - 1].endswith((",", ".", ";"))
        and not (look.at(first - 1) == "last" and look.at(first) in _LASTS)
        and (look.at(first - 1) not in ("end", "coming") or look.at(first - 2) in ("", "the", "this"))
    ):
        first -= 1
    while first < at and look.at(first) in ("of", "the", "after", "before", "at"):
        if look.at(first) in ("after", "before"):
            break
        first += 1
    return first


def _whole(look: Look, at: int) -> Hit | None:
    """ "March 6th 2025", "the 6th of March", "6 March", "2025-03-06"."""
    text = look.at(at)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return _checked(at, at + 1, int(text[:4]), int(text[5:7]), int(text[8:]), look)
    month = month_at(look, at)
    if month:
        day, end = day_after(look, at)
        if day:
            year, end = year_after(look, end)
            return _checked(at, end, year, month, day, look)
        return None
    day, end = day_number(look, at)
    if day:
        end += look.at(end) == "of"
        month = month_at(look, end)
        if month and (look.at(end - 1) == "of" or not look.words[end - 1].endswith((",", "."))):
            year, past = year_after(look, end + 1)
            return _checked(at, past, year, month, day, look)
    return None


def _checked(at: int, end: int, year: int | None, month: int, day: int, look: Look) -> Hit | None:
    anchor = "said"
    if year is None:
        year, anchor = nearest_year(look, at, month, day), look.anchor
    found = day_of(year or 1904, month, day)
    return Hit(end, found.isoformat() if year else "", anchor) if found is not None else None


def _month_alone(look: Look, at: int) -> Hit | None:
    """ "In January", "March 2024", "last April"."""
    month = month_at(look, at)
    if not month:
        return None
    before = look.at(at - 1)
    named = look.at(at) in ("may", "march", "august")
    if named and before not in LEADS | {"and", "to", "for"} and not year_at(look, at + 1)[0]:
        return None
    year, end = year_after(look, at + 1)
    if year:
        return Hit(end, f"{year}-{month:02d}", "said")
    if look.day is None:
        return Hit(at + 1)
    if before == "next":
        year = look.day.year + (month <= look.day.month)
    elif before in ("last", "past"):
        year = look.day.year - (month >= look.day.month)
    elif before == "since":
        year = look.day.year - (month > look.day.month)
    else:
        year = nearest_year(look, at, month)
    return Hit(at + 1, f"{year}-{month:02d}", look.anchor)


def _day_alone(look: Look, at: int) -> Hit | None:
    """ "On the twentieth", "by the 31st", "the deadline is the fifteenth": of the month that the sentence looks to."""
    before = look.at(at - 2)
    is_led = before in ("on", "by", "until", "till", "before", "since") or (
        before in ("is", "was") and not {"date", "deadline", "day"}.isdisjoint(look.said[:at])
    )
    day, end = day_number(look, at)
    if not is_led or look.at(at - 1) != "the" or not day or look.at(at).isdigit() or not look.ends_at(end):
        return None
    if look.day is None:
        return Hit(end)
    now, told = look.day, look.side(at)
    found = [d for step in range(-3, 4) if (d := in_month(now, step, day)) is not None]
    if told is Side.EITHER:
        meant = min(found, key=lambda d: abs(d - now))
    else:
        meant = next(d for d in found if d >= now) if told is Side.AHEAD else [d for d in found if d <= now][-1]
    return Hit(end, meant.isoformat(), look.anchor)


def _weekday(look: Look, at: int) -> Hit | None:
    """ "On Tuesday", "last Friday", "Monday night"."""
    word = look.at(at).removesuffix("'s")
    if word.rstrip("s") not in DAYS and word not in DAYS:
        return None
    if word not in DAYS:
        return None
    end = at + 1 + (look.at(at + 1) in ("night", "morning", "evening", "afternoon"))
    # "Thursday the 6th of March" says the day itself.
    step = at + 1 + (look.at(at + 1) == "the")
    whole = _whole(look, step)
    if whole is not None:
        return whole
    if _is_some_day(look, at, end):
        return Hit(end, is_none=True)
    if look.day is None:
        return Hit(end)
    number, past = day_number(look, step)
    if number and step > at + 1 and look.ends_at(past):  # "Friday the thirteenth"
        near = (in_month(look.day, n, number) for n in (0, -1, 1))
        named = next((d for d in near if d is not None and d.weekday() == DAYS[word]), None)
        if named is not None:
            return Hit(past, named.isoformat(), look.anchor)
    back = (look.day.weekday() - DAYS[word]) % 7
    before = look.at(at - 1)
    away = AWAY.get(look.at(end), 0)
    if away and look.at(end + 1) == "week":  # "on Thursday last week"
        day = look.day + datetime.timedelta(days=DAYS[word] - look.day.weekday(), weeks=away)
        return Hit(end + 2, day.isoformat(), look.anchor)
    if look.at(end) == "week" and look.ends_at(end + 1) and before not in ("last", "past"):  # "Thursday week"
        return shifted(look, end + 1, days=7 + ((7 - back) % 7 or 7))
    told = look.side(at)
    if before == "previous" or (before == "following" and told is not Side.AHEAD):
        return Hit(end)  # counted from a day that was told before
    is_lately = told is Side.EITHER and back < _FAR_BACK and not {"until", "till"} & set(look.said[max(0, at - 3) : at])
    if back == 0 and _is_named_today(look, at):
        return shifted(look, end, 0)
    if before == "next" or (before not in ("last", "past") and told in (Side.AHEAD, Side.EITHER) and not is_lately):
        day = look.day + datetime.timedelta(days=(7 - back) % 7 or 7)
    else:
        day = look.day - datetime.timedelta(days=back or (7 if before == "last" else 0))
    return Hit(end, day.isoformat(), look.anchor)


def _is_named_today(look: Look, at: int) -> bool:
    """ "It is Thursday", "today's Thursday"."""
    before = look.at(at - 1)
    return before in ("it's", "today's") or (before in ("is", "was") and look.at(at - 2) in ("it", "today", "this"))


def _is_some_day(look: Look, at: int, end: int) -> bool:
    """ "Failed on a Friday, and by the Monday", "every Monday and Thursday": a day of a tale, or of every week."""
    before = look.at(at - 1)
    if before in ("and", "or", "to") and look.at(at - 2) in DAYS:
        return _is_some_day(look, at - 2, at - 1)
    is_whole = look.ends_at(end) or look.at(end) in ONES or look.at(end) in DETERMINERS
    return before in _SOME_DAY or (before == "the" and is_whole and look.at(end) not in ("after", "before"))


def _feast(look: Look, at: int) -> Hit | None:
    """ "On Christmas Day", "by Easter", "before Thanksgiving"; the trees of Christmas are none."""
    for words, rule in FEASTS.items():
        end = at + len(words)
        if tuple(look.said[at:end]) != words or not look.words[at][:1].isupper():
            continue
        year, past = year_after(look, end)
        away = AWAY.get(look.at(at - 1))
        if year is None and not look.ends_at(end):
            return None
        if year is not None or look.day is None:
            return Hit(past, rule(year).isoformat(), "said") if year is not None else Hit(end)
        day = rule(look.day.year)
        year = nearest_year(look, at, day.month, day.day) or look.day.year
        if away is not None:
            year = look.day.year + (away if away * (day - look.day).days <= 0 else 0)
        return Hit(end, rule(year).isoformat(), look.anchor)
    return None


def _year_alone(look: Look, at: int) -> Hit | None:
    """ "In 2022", "since twenty nineteen", "the end of 2026"."""
    year, end = year_at(look, at)
    if not year or not 1600 <= year <= 2100:
        return None
    before = look.at(at - 1)
    is_led = before in LEADS | {"and", "to", "year"}
    if end == at + 1 and not is_led and not bare(look.words[at]).isdigit():
        return None
    if not is_led and (end < len(look.said) and look.at(end).endswith("s") and not look.ends_at(end)):
        return None
    is_sure = look.at(at) in _CENTURIES and look.at(at + 1).split("-")[0] in TENS and look.ends_at(end)
    if end > at + 1 and not (is_led or is_sure):
        return None
    return Hit(end, str(year), "said")


_KINDS: tuple[Callable[[Look, int], Hit | None], ...] = (
    days_of_month, nth_of_month, _whole, _feast, _weekday, _month_alone, _day_alone, part_of_year, turn_of_year, days_to_come, relative, decade, _year_alone,
    season,
)  # fmt: skip
