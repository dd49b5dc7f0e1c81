"""Dates as people say them, worked out from the day of the talk: "last Friday", "in April", "the tenth of May", "two years ago"."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from onrecord.core.claim import When
from onrecord.core.talk import bare, folded

_DAYS = {d: n for n, d in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}
_MONTHS = {
    m: n
    for n, m in enumerate(
        "january february march april may june july august september october november december".split(), 1
    )
}
_SHORT = {m[:3]: n for m, n in _MONTHS.items() if m != "may"} | {"sept": 9}
_ORDINALS = {w: n for n, w in enumerate(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth "
    "eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh "
    "twenty-eighth twenty-ninth thirtieth thirty-first".split(), 1
)}  # fmt: skip
_ONES = {
    w: n
    for n, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {w: 10 * n for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2)}
_FEASTS = {
    ("christmas", "day"): (12, 25), ("christmas", "eve"): (12, 24), ("boxing", "day"): (12, 26), ("new", "year's", "day"): (1, 1),
    ("new", "year's", "eve"): (12, 31), ("valentine's", "day"): (2, 14), ("halloween",): (10, 31), ("juneteenth",): (6, 19),
}  # fmt: skip
_AWAY = {"last": -1, "this": 0, "next": 1}
_LEADS = frozenset(
    "on in by since until till from before after at during around early late end of the last next this past coming mid through".split()
)
_FUTURE = re.compile(
    r"\b(?:will|won't|'ll|would|going to|shall|next|upcoming|due|expects?|expected|plans?|planned|scheduled|whether|may|could|promised?|wants?)\b"
)
_SCHEDULED = re.compile(
    r"\b(?:comes|starts|begins|meets|opens|reopens|closes|ends|expires|arrives|leaves|launches|resumes|returns|goes|"
    r"takes (?:place|effect|office)|begin|meet|arrive|resume|take (?:place|effect)|(?:is|are) (?:out|back|due|open|closed))(?= )"
)
_ENDS = frozenset("by until before".split())
"""Right before a date these look ahead: "by the end of August"."""
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


_SOON_DAYS = 60
"""A day that is so near and has no past verb before it is to come."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date over the words `first` to `end`."""

    first: int
    end: int
    when: When


@dataclass(frozen=True, slots=True)
class _Look:
    """The words of one sentence, and the day of the talk."""

    words: Sequence[str]
    said: Sequence[str]
    day: datetime.date | None

    def is_ahead(self, place: int) -> bool:
        """Whether the words around a date look ahead; the date's own word ("May") does not count."""
        near = " ".join([*self.said[max(0, place - 12) : place], *self.said[place + 1 : place + 7]])
        ends = not _ENDS.isdisjoint(self.said[max(0, place - 4) : place])
        if _is_scheduled(self, place):
            return True
        return (ends or bool(_FUTURE.search(near))) and not _is_past(self, place)

    def at(self, place: int) -> str:
        return self.said[place] if 0 <= place < len(self.said) else ""


def dates(words: Sequence[str], day: datetime.date | None) -> list[Dated]:
    """The dates among the words of a sentence, in order. Without the `day` of the talk what depends on it has no `iso`."""
    said = [folded(w) for w in words]
    look = _Look(words, said, day)
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
        is_week = (
            len(iso) == 10
            and look.at(end - 1).removesuffix("'s") in ("week", "weeks", "ago")
            and "week" in text.casefold()
        )
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
        and look.at(first - 1) in _LEADS
        and at - first < 5
        and not look.words[first - 1].endswith((",", ".", ";"))
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
        return _checked(at + 1, int(text[:4]), int(text[5:7]), int(text[8:]), look)
    month = _month(look, at)
    if month:
        day, end = _day_number(look, at + 1)
        if look.at(at + 1) == "the":
            day, end = _day_number(look, at + 2)
        if day:
            year, end = _year_after(look, end)
            return _checked(end, year, month, day, look)
        return None
    day, end = _day_number(look, at)
    if day:
        end += look.at(end) == "of"
        month = _month(look, end)
        if month and (look.at(end - 1) == "of" or not look.words[end - 1].endswith((",", "."))):
            year, past = _year_after(look, end + 1)
            return _checked(past, year, month, day, look)
    return None


def _checked(end: int, year: int | None, month: int, day: int, look: _Look) -> Hit:
    anchor = "said"
    if year is None:
        year, anchor = _nearest_year(look, end - 1, month, day), look.day.isoformat() if look.day else ""
    found = _day_of(year or 1904, month, day)
    return (end, found.isoformat() if year else "", anchor) if found is not None else None


def _month(look: _Look, at: int) -> int | None:
    word = look.at(at).removesuffix("'s").rstrip(".")
    if not 0 <= at < len(look.words):
        return None
    is_clear = word in _MONTHS and word not in ("may", "march", "august")
    if not bare(look.words[at])[:1].isupper() and not is_clear:
        return None
    if word in ("may", "march") and at == 0:
        return None
    return _MONTHS.get(word) or (_SHORT.get(word) if word != "mar" else 3)


def _day_number(look: _Look, at: int) -> tuple[int | None, int]:
    word = look.at(at)
    figure = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", word)
    if figure and 1 <= int(figure[1]) <= 31:
        return int(figure[1]), at + 1
    if word in _ORDINALS:
        return _ORDINALS[word], at + 1
    if word in ("twenty", "thirty") and look.at(at + 1) in list(_ORDINALS)[:9]:
        return _TENS[word] + _ORDINALS[look.at(at + 1)], at + 2
    if word in _ONES and 1 <= _ONES[word] <= 19 and _month(look, at - 1):
        return _ONES[word], at + 1
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
    century = {"nineteen": 1900, "twenty": 2000, "eighteen": 1800}.get(word)
    if century is not None:
        head, _, tail = look.at(at + 1).partition("-")
        if head in _TENS and tail in _ONES:
            return century + _TENS[head] + _ONES[tail], at + 2
        if head in _TENS and not tail:
            follow = _ONES.get(look.at(at + 2), 0)
            return (century + _TENS[head] + follow, at + 3) if 0 < follow < 10 else (century + _TENS[head], at + 2)
        if head in _ONES and _ONES[head] >= 10:
            return century + _ONES[head], at + 2
    if word == "two" and look.at(at + 1) == "thousand":
        end = at + 2 + (look.at(at + 2) == "and")
        if look.at(end) in _ONES and look.at(end + 1) not in ("hundred", "thousand"):
            return 2000 + _ONES[look.at(end)], end + 1
    return None, at


def _nearest_year(look: _Look, at: int, month: int, day: int = 1) -> int | None:
    """The year that a month without one means: the past one, or the one to come when the sentence looks ahead."""
    if look.day is None:
        return None
    year, now = look.day.year, (look.day.month, look.day.day if day != 1 else 1)
    if look.is_ahead(at):
        return year if (month, day) >= now else year + 1 if (now[0] - month) > 1 else year
    if day != 1 and (month, day) > now and not _is_past(look, at):
        ahead = _day_of(year, month, day)
        if ahead is not None and (ahead - look.day).days <= _SOON_DAYS:
            return year  # "it's a show on September 9th", said in August
    if day == 1 and _is_present(look, at):
        return year  # "the vote is in November"
    return year if (month, day) <= now else year - 1 if month - now[0] > 1 or day != 1 else year


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
    if named and before not in _LEADS | {"and", "to"} and not _year(look, at + 1)[0]:
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
    back = (look.day.weekday() - _DAYS[word]) % 7
    before = look.at(at - 1)
    away = _AWAY.get(look.at(end), 0)
    if away and look.at(end + 1) == "week":  # "on Thursday last week"
        day = look.day + datetime.timedelta(days=_DAYS[word] - look.day.weekday(), weeks=away)
        return end + 2, day.isoformat(), look.day.isoformat()
    if before == "next" or (before not in ("last", "past") and look.is_ahead(at)):
        day = look.day + datetime.timedelta(days=(7 - back) % 7 or 7)
    else:
        day = look.day - datetime.timedelta(days=back or (7 if before == "last" else 0))
    return end, day.isoformat(), look.day.isoformat()


_PAST = re.compile(
    r"\b(?:was|were|had|did|said|told|met|went|came|took|made|gave|got|left|began|ran|won|lost|held|fell|rose|sent|spent|spoke|saw|found|"
    r"broke|struck|sought|bought|brought|built|led|wrote|drew|flew|fought|sank|shook|stood|became|knew|paid|kept|\w+ed)\b"
)


def _is_past(look: _Look, at: int) -> bool:
    """The nearest verb form before the date is a past one."""
    near = " ".join(look.said[max(0, at - 5) : at])
    return bool(_PAST.search(near)) and not re.search(
        r"\b(?:will|'ll|would|be|going to|expected|due|scheduled|planned)\b", near
    )


def _is_scheduled(look: _Look, at: int) -> bool:
    """ "Comes out on Thursday", "the talks begin on Monday", "is out on Friday": what is arranged is told in the present."""
    near = " ".join(look.said[max(0, at - 7) : at])
    last = max((m.end() for m in _SCHEDULED.finditer(near)), default=None)
    return last is not None and not _PAST.search(near[last:])


def _is_present(look: _Look, at: int) -> bool:
    """ "What is at stake in November": of a month to come, as long as nothing before it is past."""
    near = look.said[max(0, at - 6) : at]
    return look.at(at - 1) == "in" and bool({"is", "are"} & set(near)) and not _is_past(look, at)


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
    step = _AWAY.get("last" if look.at(at) == "past" else look.at(at))
    unit = look.at(at + 1).removesuffix("'s").rstrip(".")
    if step is not None and unit in (
        "week",
        "month",
        "year",
        "weekend",
        "spring",
        "summer",
        "autumn",
        "fall",
        "winter",
        "quarter",
        "century",
        "decade",
    ):
        return _unit_away(look, at + 2, unit, step)
    if (
        pair == "the year"
        and look.at(at - 1) == "of"
        and look.at(at - 2) == "end"
        and look.day
        and not _is_past(look, at)
    ):
        return at + 2, f"{look.day.year}-12", look.day.isoformat()
    count, end = _count(look, at)
    if count is not None:
        unit = look.at(end).removesuffix("s")
        if unit in ("day", "week", "month", "year", "decade") and look.at(end + 1) in ("ago", "earlier"):
            return _unit_away(look, end + 2, unit, -count)
    return None


def _count(look: _Look, at: int) -> tuple[int | None, int]:
    word = look.at(at)
    if word.isdigit() and len(word) < 4:
        return int(word), at + 1
    if word in ("a", "an"):
        return (2, at + 2 + (look.at(at + 2) == "of")) if look.at(at + 1) == "couple" else (1, at + 1)
    if word in _ONES:
        return _ONES[word], at + 1
    return (_TENS[word], at + 1) if word in _TENS else (None, at)


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
    """ "On Christmas Day", "New Year's Eve"."""
    for words, (month, day) in _FEASTS.items():
        if tuple(look.said[at : at + len(words)]) == words and look.words[at][:1].isupper():
            year, end = _year_after(look, at + len(words))
            return _checked(end, year, month, day, look)
    return None


def _year_alone(look: _Look, at: int) -> Hit:
    """ "In 2022", "since twenty nineteen", "the end of 2026"."""
    year, end = _year(look, at)
    if not year or not 1600 <= year <= 2100:
        return None
    before = look.at(at - 1)
    is_led = before in _LEADS | {"and", "to", "year"}
    if end == at + 1 and not is_led and not bare(look.words[at]).isdigit():
        return None
    if not is_led and (end < len(look.said) and look.at(end).endswith("s")):
        return None
    if end > at + 1 and not is_led:
        return None
    return end, str(year), "said"


def _season(look: _Look, at: int) -> Hit:
    """ "By summer", "in the spring of 2024"."""
    if look.at(at) not in _SEASONS or look.at(at - 1) not in (
        "by",
        "in",
        "since",
        "until",
        "the",
        "early",
        "late",
        "mid",
    ):
        return None
    if (
        look.at(at) in ("fall", "spring")
        and look.at(at - 1) == "the"
        and look.at(at - 2) not in ("by", "in", "since", "until")
    ):
        return None
    year, end = _year_after(look, at + 1)
    first = _SEASONS[look.at(at)][0]
    if year is None:
        year = _nearest_year(look, at, first)
    return (end, f"{year}-{first:02d}", look.day.isoformat() if look.day else "") if year else (at + 1, "", "")


_KINDS: tuple[Callable[[_Look, int], Hit], ...] = (
    _whole, _weekday, _month_alone, _relative, _feast, _year_alone, _season,
)  # fmt: skip
