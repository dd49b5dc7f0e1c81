"""One sentence as its dates are read: its words, the day of the talk, and how months, day numbers and years are said."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.core import talk
from onrecord.core.talk import bare
from onrecord.core.units import TIME
from onrecord.stages.claims.numerals import ONES, ORDINALS, TENS, spoken_year
from onrecord.stages.claims.sides import Side, side

MONTHS = {m: n for n, m in enumerate(talk.MONTHS, 1)}
_SHORT = {m[:3]: n for m, n in MONTHS.items() if m != "may"} | {"sept": 9}
_PREFIX = re.compile(r"^(?:mid|early|late)-", re.I)
DAYS = {d: n for n, d in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}
AWAY = {"last": -1, "this": 0, "next": 1}
GOES_ON = frozenset(
    "and but or to in at on by with from for after before as so if when because which who that where until till than then it he she they we "
    "you i this there is was will has had would".split()
)
"""What may follow a day that is said by its number alone, or a feast: "on the fifteenth when", not "on the third floor"."""

_SOON_DAYS = 60
"""A day that is so near and has no verb that tells its side is to come."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A date up to the word `end`, with what `When` says of it; `is_none` of what sounds like one and is of no day that can be told."""

    end: int
    iso: str = ""
    anchor: str = ""
    iso_end: str = ""
    is_none: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """The words of one sentence, what they say of the time, and the day of the talk."""

    words: Sequence[str]
    said: Sequence[str]
    told: Sequence[Side | None]
    day: datetime.date | None

    @property
    def anchor(self) -> str:
        """The day from which what the words do not tell is worked out."""
        return self.day.isoformat() if self.day is not None else ""

    def side(self, place: int) -> Side | None:
        """On which side of the day of the talk the words around put the date at `place`."""
        return side(self.words, self.said, self.told, place)

    def ends_at(self, place: int) -> bool:
        """Whether what is said up to `place` ends there, so that no noun follows that it belongs to."""
        is_end = place >= len(self.said) or bare(self.words[place - 1]) != self.words[place - 1].rstrip("\"'”’")
        return is_end or self.at(place) in GOES_ON

    def at(self, place: int) -> str:
        return self.said[place] if 0 <= place < len(self.said) else ""


def month_at(look: Look, at: int) -> int | None:
    word = _PREFIX.sub("", look.at(at).removesuffix("'s").rstrip("."))
    if not 0 <= at < len(look.words):
        return None
    is_clear = word in MONTHS and word not in ("may", "march", "august")
    if not _PREFIX.sub("", bare(look.words[at]))[:1].isupper() and not is_clear:
        return None
    if word in ("may", "march") and at == 0:
        return None
    return MONTHS.get(word) or (_SHORT.get(word) if word != "mar" else 3)


def day_after(look: Look, at: int) -> tuple[int | None, int]:
    """The day said after a month: "March 6th", "July the third". "In March three ships sank" and "from April six months" have none."""
    first = at + 1 + (look.at(at + 1) == "the")
    day, end = day_number(look, first)
    if day is None or look.words[at].endswith((",", ";", ":")):
        return None, at + 1
    is_count = look.at(first).isdigit() or look.at(first) in ONES
    is_in = look.at(at - 1 - (look.at(at - 1) in ("early", "late", "mid"))) == "in"
    if is_in and (is_count or not look.ends_at(end)) and year_after(look, end)[0] is None:
        return None, at + 1
    is_so_long = is_count and look.at(end) in TIME.values() and look.at(at - 1) != "on"
    return (None, at + 1) if is_so_long else (day, end)


def day_number(look: Look, at: int) -> tuple[int | None, int]:
    word = look.at(at)
    figure = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", word)
    if figure and 1 <= int(figure[1]) <= 31:
        return int(figure[1]), at + 1
    if word in ORDINALS:
        return ORDINALS[word], at + 1
    if word in ("twenty", "thirty") and look.at(at + 1) in list(ORDINALS)[:9]:
        return TENS[word] + ORDINALS[look.at(at + 1)], at + 2
    if word in ONES and 1 <= ONES[word] <= 19 and month_at(look, at - 1):
        return ONES[word], at + 1
    return None, at


def year_after(look: Look, at: int) -> tuple[int | None, int]:
    """ "February 2024", "February of last year"."""
    step = at + (look.at(at) in ("of", "in"))
    away = AWAY.get(look.at(step))
    if away is not None and look.at(step + 1) == "year" and look.day is not None:
        return look.day.year + away, step + 2
    year, end = year_at(look, step)
    return (year, end) if year else (None, at)


def year_at(look: Look, at: int) -> tuple[int | None, int]:
    """ "2025", "mid-2019", "twenty twenty-five", "two thousand and nine", "nineteen ninety"."""
    word = _PREFIX.sub("", look.at(at))
    if re.fullmatch(r"(?:1[6-9]|20)\d\d", word):
        return int(word), at + 1
    near = [(part, p + 1) for p in range(at, min(at + 5, len(look.said))) for part in look.at(p).split("-")]
    found = spoken_year([part for part, _ in near])
    return (found[0], near[found[1] - 1][1]) if found is not None else (None, at)


def nearest_year(look: Look, at: int, month: int, day: int = 0) -> int | None:
    """The year that a month or a day without one means: the past one, or the one to come when the sentence looks ahead."""
    if look.day is None:
        return None
    year, now = look.day.year, (look.day.month, look.day.day if day else 0)
    told, is_to_come = look.side(at), (month, day) >= now
    if told is Side.AHEAD:
        return year if is_to_come or now[0] - month <= 1 else year + 1
    if told is Side.NOW:
        return year if is_to_come or not day or now[0] - month < 6 else year + 1  # "the vote is in November"
    if told is Side.EITHER:
        away = 31 * (month - now[0]) + day - now[1]
        return year + round(-away / 372)
    if told is None and day and is_to_come:
        ahead = day_of(year, month, day)
        if ahead is not None and (ahead - look.day).days <= _SOON_DAYS:
            return year  # "it's a show on September 9th", said in August
    is_next = not day and told is None and month - now[0] == 1
    return year if (month, day) <= now or is_next else year - 1


def day_of(year: int, month: int, day: int) -> datetime.date | None:
    """The day, if there is such a one."""
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def in_month(day: datetime.date, step: int, number: int) -> datetime.date | None:
    """The day of that number, so many months away."""
    months = day.year * 12 + day.month - 1 + step
    return day_of(months // 12, months % 12 + 1, number)


def shifted(look: Look, end: int, days: int) -> Hit:
    """The day so many days from that of the talk."""
    return Hit(end, (look.day + datetime.timedelta(days=days)).isoformat() if look.day else "", look.anchor)
