"""Dates as people say them, worked out from the day of the talk: "last Friday", "in April", "the tenth of May", "two years ago"."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from onrecord.core.claim import When
from onrecord.core.talk import bare, folded
from onrecord.stages.claims.feasts import FEASTS
from onrecord.stages.claims.numerals import ONES, ORDINALS, TENS, below_hundred, spoken_year
from onrecord.stages.claims.sides import LEADS, Side, side, sides

_DAYS = {d: n for n, d in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}
MONTHS = {
    m: n
    for n, m in enumerate(
        "january february march april may june july august september october november december".split(), 1
    )
}
_SHORT = {m[:3]: n for m, n in MONTHS.items() if m != "may"} | {"sept": 9}
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2)}
_BEFORE_SEASON = frozenset("by in since until".split())
_BEFORE_THE_SEASON = _BEFORE_SEASON | frozenset("from to for till".split())
_ONE_DAY = frozenset(("today", "tomorrow")) | _DAYS.keys()
_WEEK = re.compile(r"\b(?:week|fortnight)s?\b", re.I)
_UNITS = frozenset("week month year weekend quarter century decade".split()) | _SEASONS.keys()
_SPANS = frozenset("day week month year decade fortnight".split())
_PREFIX = re.compile(r"^(?:mid|early|late)-", re.I)
_AWAY = {"last": -1, "this": 0, "next": 1}
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
_GOES_ON = frozenset(
    "and but or to in at on by with from for after before as so if when because which who that where until till than then it he she they we "
    "you i this there is was will has had would".split()
)
"""What may follow a day that is said by its number alone, or a feast: "on the fifteenth when", not "on the third floor"."""

_SOON_DAYS = 60
"""A day that is so near and has no verb that tells its side is to come."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date over the words `first` to `end`."""

    first: int
    end: int
    when: When


@dataclass(frozen=True, slots=True)
class _Look:
    """The words of one sentence, what they say of the time, and the day of the talk."""

    words: Sequence[str]
    said: Sequence[str]
    told: Sequence[Side | None]
    day: datetime.date | None

    def side(self, place: int) -> Side | None:
        """On which side of the day of the talk the words around put the date at `place`."""
        return side(self.words, self.said, self.told, place)

    def ends_at(self, place: int) -> bool:
        """Whether what is said up to `place` ends there, so that no noun follows that it belongs to."""
        is_end = place >= len(self.said) or bare(self.words[place - 1]) != self.words[place - 1].rstrip("\"'”’")
        return is_end or self.at(place) in _GOES_ON

    def at(self, place: int) -> str:
        return self.said[place] if 0 <= place < len(self.said) else ""


def dates(words: Sequence[str], day: datetime.date | None) -> list[Dated]:
    """The dates among the words of a sentence, in order. Without the `day` of the talk what depends on it has no `iso`."""
    said = [folded(w) for w in words]
    look = _Look(words, said, sides(words, said), day)
    found: list[Dated] = []
    at = 0
    while at < len(words):
        hit = next((h for kind in _KINDS if (h := kind(look, at)) is not None), None)
        if hit is None:
            at += 1
            continue
        end, iso, anchor = hit
        first = _first(look, at, found[-1].end if found else 0)
        text = bare(" ".join(words[first:end])).strip(",;:")
        is_week = len(iso) == 10 and bool(_WEEK.search(text)) and _ONE_DAY.isdisjoint(said[at:end])
        until = (datetime.date.fromisoformat(iso) + datetime.timedelta(days=6)).isoformat() if is_week else ""
        found.append(Dated(first, end, When(text, iso, anchor, until)))
        at = max(end, at + 1)
    return found


def day_said(sentences: Iterable[Sequence[str]]) -> datetime.date | None:
    """The first whole date (day, month, year) among sentences: the opening of a show often says it."""
    for words in sentences:
        for one in dates(words, None):
            if len(one.when.iso) == 10:
                return datetime.date.fromisoformat(one.when.iso)
    return None


def _first(look: _Look, at: int, floor: int) -> int:
    """Where the date's own "on", "by the end of" begins."""
    first = at
    while (
        first > floor
        and look.at(first - 1) in LEADS
        and at - first < 5
        and not look.words[first - 1].endswith((",", ".", ";"))
        and (look.at(first - 1) not in ("end", "coming") or look.at(first - 2) in ("", "the", "this"))
    ):
        first -= 1
    while first < at and look.at(first) in ("of", "the", "after", "before", "at"):
        if look.at(first) in ("after", "before"):
            break
        first += 1
    return first


Hit = tuple[int, str, str] | None


def _whole(look: _Look, at: int) -> Hit:
    """ "March 6th 2025", "the 6th of March", "6 March", "2025-03-06"."""
    text = look.at(at)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return _checked(at, at + 1, int(text[:4]), int(text[5:7]), int(text[8:]), look)
    month = _month(look, at)
    if month:
        day, end = _day_number(look, at + 1)
        if look.at(at + 1) == "the":
            day, end = _day_number(look, at + 2)
        if day:
            year, end = _year_after(look, end)
            return _checked(at, end, year, month, day, look)
        return None
    day, end = _day_number(look, at)
    if day:
        end += look.at(end) == "of"
        month = _month(look, end)
        if month and (look.at(end - 1) == "of" or not look.words[end - 1].endswith((",", "."))):
            year, past = _year_after(look, end + 1)
            return _checked(at, past, year, month, day, look)
    return None


def _checked(at: int, end: int, year: int | None, month: int, day: int, look: _Look) -> Hit:
    anchor = "said"
    if year is None:
        year, anchor = _nearest_year(look, at, month, day), look.day.isoformat() if look.day else ""
    found = _day_of(year or 1904, month, day)
    return (end, found.isoformat() if year else "", anchor) if found is not None else None


def _month(look: _Look, at: int) -> int | None:
    word = _PREFIX.sub("", look.at(at).removesuffix("'s").rstrip("."))
    if not 0 <= at < len(look.words):
        return None
    is_clear = word in MONTHS and word not in ("may", "march", "august")
    if not _PREFIX.sub("", bare(look.words[at]))[:1].isupper() and not is_clear:
        return None
    if word in ("may", "march") and at == 0:
        return None
    return MONTHS.get(word) or (_SHORT.get(word) if word != "mar" else 3)


def _day_number(look: _Look, at: int) -> tuple[int | None, int]:
    word = look.at(at)
    figure = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", word)
    if figure and 1 <= int(figure[1]) <= 31:
        return int(figure[1]), at + 1
    if word in ORDINALS:
        return ORDINALS[word], at + 1
    if word in ("twenty", "thirty") and look.at(at + 1) in list(ORDINALS)[:9]:
        return TENS[word] + ORDINALS[look.at(at + 1)], at + 2
    if word in ONES and 1 <= ONES[word] <= 19 and _month(look, at - 1):
        return ONES[word], at + 1
    return None, at


def _year_after(look: _Look, at: int) -> tuple[int | None, int]:
    """ "February 2024", "February of last year"."""
    step = at + (look.at(at) in ("of", "in"))
    away = _AWAY.get(look.at(step))
    if away is not None and look.at(step + 1) == "year" and look.day is not None:
        return look.day.year + away, step + 2
    year, end = _year(look, step)
    return (year, end) if year else (None, at)


def _year(look: _Look, at: int) -> tuple[int | None, int]:
    """ "2025", "twenty twenty-five", "two thousand and nine", "nineteen ninety"."""
    word = look.at(at)
    if re.fullmatch(r"(?:1[6-9]|20)\d\d", word):
        return int(word), at + 1
    near = [(part, p + 1) for p in range(at, min(at + 5, len(look.said))) for part in look.at(p).split("-")]
    found = spoken_year([part for part, _ in near])
    return (found[0], near[found[1] - 1][1]) if found is not None else (None, at)


def _nearest_year(look: _Look, at: int, month: int, day: int = 0) -> int | None:
    """The year that a month or a day without one means: the past one, or the one to come when the sentence looks ahead."""
    if look.day is None:
        return None
    year, now = look.day.year, (look.day.month, look.day.day if day else 0)
    told, is_to_come = look.side(at), (month, day) >= now
    if told is Side.AHEAD:
        return year if is_to_come or now[0] - month <= 1 else year + 1
    if told is Side.NOW:
        return year if is_to_come or not day or now[0] - month < 6 else year + 1  # "the vote is in November"
    if told is None and day and is_to_come:
        ahead = _day_of(year, month, day)
        if ahead is not None and (ahead - look.day).days <= _SOON_DAYS:
            return year  # "it's a show on September 9th", said in August
    is_next = not day and told is None and month - now[0] == 1
    return year if (month, day) <= now or is_next else year - 1


def _day_of(year: int, month: int, day: int) -> datetime.date | None:
    """The day, if there is such a one."""
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _month_alone(look: _Look, at: int) -> Hit:
    """ "In January", "March 2024", "last April"."""
    month = _month(look, at)
    if not month:
        return None
    before = look.at(at - 1)
    named = look.at(at) in ("may", "march", "august")
    if named and before not in LEADS | {"and", "to", "for"} and not _year(look, at + 1)[0]:
        return None
    year, end = _year_after(look, at + 1)
    if year:
        return end, f"{year}-{month:02d}", "said"
    if look.day is None:
        return at + 1, "", ""
    if before == "next":
        year = look.day.year + (month <= look.day.month)
    elif before in ("last", "past"):
        year = look.day.year - (month >= look.day.month)
    elif before == "since":
        year = look.day.year - (month > look.day.month)
    else:
        year = _nearest_year(look, at, month)
    return at + 1, f"{year}-{month:02d}", look.day.isoformat()


def _day_alone(look: _Look, at: int) -> Hit:
    """ "On the twentieth", "by the 31st", "the deadline is the fifteenth": of the month that the sentence looks to."""
    before = look.at(at - 2)
    is_led = before in ("on", "by", "until", "till", "before", "since") or (
        before in ("is", "was") and not {"date", "deadline", "day"}.isdisjoint(look.said[:at])
    )
    day, end = _day_number(look, at)
    if not is_led or look.at(at - 1) != "the" or not day or look.at(at).isdigit() or not look.ends_at(end):
        return None
    if look.day is None:
        return end, "", ""
    is_ahead = look.side(at) is Side.AHEAD
    found = [
        d for step in (range(4) if is_ahead else range(0, -4, -1)) if (d := _in_month(look.day, step, day)) is not None
    ]
    meant = next(d for d in found if (d >= look.day if is_ahead else d <= look.day))
    return end, meant.isoformat(), look.day.isoformat()


def _in_month(day: datetime.date, step: int, number: int) -> datetime.date | None:
    """The day of that number, so many months away."""
    months = day.year * 12 + day.month - 1 + step
    return _day_of(months // 12, months % 12 + 1, number)


def _weekday(look: _Look, at: int) -> Hit:
    """ "On Tuesday", "last Friday", "Monday night"."""
    word = look.at(at).removesuffix("'s")
    if word.rstrip("s") not in _DAYS and word not in _DAYS:
        return None
    if word not in _DAYS:
        return None
    end = at + 1 + (look.at(at + 1) in ("night", "morning", "evening", "afternoon"))
    # "Thursday the 6th of March" says the day itself.
    step = at + 1 + (look.at(at + 1) == "the")
    whole = _whole(look, step)
    if whole is not None:
        return whole
    if look.day is None:
        return end, "", ""
    number, past = _day_number(look, step)
    if number and step > at + 1 and look.ends_at(past):  # "Friday the thirteenth"
        near = (_in_month(look.day, n, number) for n in (0, -1, 1))
        named = next((d for d in near if d is not None and d.weekday() == _DAYS[word]), None)
        if named is not None:
            return past, named.isoformat(), look.day.isoformat()
    back = (look.day.weekday() - _DAYS[word]) % 7
    before = look.at(at - 1)
    away = _AWAY.get(look.at(end), 0)
    if away and look.at(end + 1) == "week":  # "on Thursday last week"
        day = look.day + datetime.timedelta(days=_DAYS[word] - look.day.weekday(), weeks=away)
        return end + 2, day.isoformat(), look.day.isoformat()
    if look.at(end) == "week" and look.ends_at(end + 1) and before not in ("last", "past"):  # "Thursday week"
        return _shifted(look, end + 1, days=7 + ((7 - back) % 7 or 7))
    if before == "next" or (before not in ("last", "past") and look.side(at) is Side.AHEAD):
        day = look.day + datetime.timedelta(days=(7 - back) % 7 or 7)
    else:
        day = look.day - datetime.timedelta(days=back or (7 if before == "last" else 0))
    return end, day.isoformat(), look.day.isoformat()


def _relative(look: _Look, at: int) -> Hit:
    """ "Yesterday", "last month", "this week", "next year", "two years ago", "a week ago"."""
    alone = look.at(at).removesuffix("'s")
    if alone in ("yesterday", "today", "tonight", "tomorrow"):
        return _shifted(look, at + 1, days=_DAY_WORDS[alone])
    pair = f"{look.at(at)} {look.at(at + 1)}"
    if pair in _DAY_WORDS:
        return _shifted(look, at + 2, days=_DAY_WORDS[pair])
    if pair == "the day" and look.at(at + 2) == "before" and look.at(at + 3) == "yesterday":
        return _shifted(look, at + 4, days=-2)
    if pair == "the day" and look.at(at + 2) == "after" and look.at(at + 3) == "tomorrow":
        return _shifted(look, at + 4, days=2)
    far = {"after next": 2, "before last": -2}.get(f"{look.at(at + 2)} {look.at(at + 3)}")
    if far is not None and look.at(at) == "the" and look.at(at + 1) in ("week", "weekend", "month", "year"):
        return _unit_away(look, at + 4, look.at(at + 1), far)
    if pair == "the weekend" and look.at(at - 1) in ("at", "over", "on", "by", "during", "before"):
        is_back = look.side(at) is not Side.AHEAD and look.day is not None and look.day.weekday() < 5
        return _unit_away(look, at + 2, "weekend", -1 if is_back else 0)
    step = _AWAY.get("last" if look.at(at) == "past" else look.at(at))
    unit = look.at(at + 1).removesuffix("'s").rstrip(".")
    if step is not None and unit in _UNITS:
        return _unit_away(look, at + 2, unit, step)
    is_end = look.at(at - 1) == "of" and look.at(at - 2) == "end" and look.day is not None
    if is_end and pair in ("the week", "the month", "the year") and look.side(at) is not Side.PAST:
        hit = _unit_away(look, at + 2, look.at(at + 1), 0)
        return hit if hit is None or pair != "the year" else (hit[0], f"{hit[1]}-12", hit[2])
    return _so_far_off(look, at)


def _so_far_off(look: _Look, at: int) -> Hit:
    """ "Two years ago", "a fortnight from now", "in three days' time", "a week on Friday"."""
    count, end = _count(look, at)
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
        return _shifted(look, begun + 1, days=_DAY_WORDS[look.at(begun)] + 7 * count)
    if unit == "week" and after in ("on", "from") and look.at(place) in _DAYS and look.day is not None:
        away = (_DAYS[look.at(place)] - look.day.weekday()) % 7 or 7
        return _shifted(look, place + 1, days=away + 7 * count)
    if look.at(at - 1) == "in" and after == "time":
        return _unit_away(look, place, unit, count)
    is_to_come = look.at(at - 1) == "in" and look.ends_at(end + 1) and look.side(at) is Side.AHEAD
    return _unit_away(look, end + 1, unit, count) if is_to_come else None


def _count(look: _Look, at: int) -> tuple[int | None, int]:
    word = look.at(at)
    if word.isdigit() and len(word) < 4:
        return int(word), at + 1
    if word in ("a", "an"):
        return (2, at + 2 + (look.at(at + 2) == "of")) if look.at(at + 1) == "couple" else (1, at + 1)
    if word == "couple" and look.at(at - 1) != "a":
        return 2, at + 1 + (look.at(at + 1) == "of")
    value = below_hundred(word)
    return (int(value), at + 1) if value is not None else (None, at)


def _shifted(look: _Look, end: int, days: int) -> Hit:
    if look.day is None:
        return end, "", ""
    return end, (look.day + datetime.timedelta(days=days)).isoformat(), look.day.isoformat()


def _unit_away(look: _Look, end: int, unit: str, step: int) -> Hit:
    day = look.day
    if unit in ("century",):
        return None
    if day is None:
        return end, "", ""
    anchor = day.isoformat()
    if unit in ("day",):
        return end, (day + datetime.timedelta(days=step)).isoformat(), anchor
    if unit in ("week", "weekend"):
        monday = day - datetime.timedelta(days=day.weekday()) + datetime.timedelta(weeks=step)
        if unit == "weekend":
            return end, (monday + datetime.timedelta(days=5)).isoformat(), anchor
        return end, monday.isoformat(), anchor
    if unit == "month":
        months = day.year * 12 + day.month - 1 + step
        return end, f"{months // 12}-{months % 12 + 1:02d}", anchor
    if unit == "quarter":
        return end, "", anchor
    if unit in _SEASONS:
        first = _SEASONS[unit][0]
        year = day.year + (step if step <= 0 or first <= day.month else 0)
        if step == -1 and first < day.month and _SEASONS[unit][1] < day.month and unit != "winter":
            year = day.year
        return end, f"{year}-{first:02d}", anchor
    return end, str(day.year + step * (10 if unit == "decade" else 1)), anchor


def _feast(look: _Look, at: int) -> Hit:
    """ "On Christmas Day", "by Easter", "before Thanksgiving"; the trees of Christmas are none."""
    for words, rule in FEASTS.items():
        end = at + len(words)
        if tuple(look.said[at:end]) != words or not look.words[at][:1].isupper():
            continue
        year, past = _year_after(look, end)
        away = _AWAY.get(look.at(at - 1))
        if year is None and not look.ends_at(end):
            return None
        if year is not None or look.day is None:
            return (past, rule(year).isoformat(), "said") if year is not None else (end, "", "")
        day = rule(look.day.year)
        year = _nearest_year(look, at, day.month, day.day) or look.day.year
        if away is not None:
            year = look.day.year + (away if away * (day - look.day).days <= 0 else 0)
        return end, rule(year).isoformat(), look.day.isoformat()
    return None


def _year_alone(look: _Look, at: int) -> Hit:
    """ "In 2022", "since twenty nineteen", "the end of 2026"."""
    year, end = _year(look, at)
    if not year or not 1600 <= year <= 2100:
        return None
    before = look.at(at - 1)
    is_led = before in LEADS | {"and", "to", "year"}
    if end == at + 1 and not is_led and not bare(look.words[at]).isdigit():
        return None
    if not is_led and (end < len(look.said) and look.at(end).endswith("s")):
        return None
    if end > at + 1 and not is_led:
        return None
    return end, str(year), "said"


def _season(look: _Look, at: int) -> Hit:
    """ "By summer", "in the spring of 2024"."""
    if look.at(at) not in _SEASONS or look.at(at - 1) not in _BEFORE_SEASON | {"the", "early", "late", "mid"}:
        return None
    if look.at(at) in ("fall", "spring") and look.at(at - 1) == "the" and look.at(at - 2) not in _BEFORE_THE_SEASON:
        return None
    year, end = _year_after(look, at + 1)
    first = _SEASONS[look.at(at)][0]
    if year is None:
        year = _nearest_year(look, at, first)
    return (end, f"{year}-{first:02d}", look.day.isoformat() if look.day else "") if year else (at + 1, "", "")


_KINDS: tuple[Callable[[_Look, int], Hit], ...] = (
    _whole, _feast, _weekday, _month_alone, _day_alone, _relative, _year_alone, _season,
)  # fmt: skip
