"""Numbers that count nothing: names, years, times of day, addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from onrecord.core.talk import folded
from onrecord.stages.claims.look import GOES_ON, MONTHS
from onrecord.stages.claims.numbers import Number, number_at
from onrecord.stages.claims.numerals import ORDINALS, below_hundred
from onrecord.stages.claims.units import unit_after

_NAMED_BEFORE = frozenset(
    "number article chapter section episode season part page line level phase version volume type model room flight route highway act world group "
    "juror exhibit witness suspect victim channel gate platform terminal runway pier grade stage clause rule appendix proposition prop amendment "
    "district ward precinct floor apartment suite tier category zone".split()
)
_STREETS = frozenset(
    "street st road rd avenue ave lane drive boulevard square court place terrace crescent close row hill way".split()
)
_LEVELS = frozenset(
    "is are was were be been stand stands stood stay stays stayed remain remains remained put valued priced set fixed capped trade traded peaked "
    "polls polling sold sells toll count rate total figure score price inflation unemployment".split()
)
"""What is "at" a number and not at an hour: "the toll stands at nine"."""
_SERVICES = frozenset("train bus tram ferry boat flight sailing service express news show".split())
_ROUGHLY = frozenset("about around roughly nearly almost".split())
_CLOCK = frozenset("at by until till from after before around about since past".split())
"""What may stand before a time of day."""


def is_a_name(
    words: Sequence[str], said: Sequence[str], at: int, number: Number, taken: Set[int] = frozenset()
) -> bool:
    """ "Hwasong 18", "Article 5", "number one", a year, a time of day, an address: these count nothing."""
    before = said[at - 1] if at else ""
    text = words[at].strip("\"'“”().,;:?!")
    is_figure = text[:1].isdigit()
    if is_figure and number.end == at + 1 and re.fullmatch(r"(?:19|20)\d\d", text):
        return unit_after(words, said, at + 1)[0] == "" or before in ("in", "since", "by", "until", "of")
    if number.end < len(said) and said[number.end] in ("o'clock", "am", "pm", "a.m", "p.m"):
        return True
    if (
        _is_of_a_clock(words, said, at, number)
        or _is_a_time(words, said, at, number, taken)
        or _is_an_address(words, number)
    ):
        return True
    if number.unit == "part" and (before in ORDINALS or before in ("last", "latter", "other")):
        return True  # "the second half of the year"
    if before in _NAMED_BEFORE or (
        number.is_bare_one
        and before in ("this", "that", "the", "which", "no", "each", "every", "any", "another", "last", "first", "next")
    ):
        return True
    if at >= 1 and words[at - 1][:1].isupper() and before not in _MONTHLIKE and at - 1 > 0:
        is_known = unit_after(words, said, number.end)[0] != ""
        return not is_known and number.end == at + 1 and not words[at - 1].endswith((",", ".", ";", ":", "?", "!"))
    return False


def _is_an_address(words: Sequence[str], number: Number) -> bool:
    """ "12 Elm Road"."""
    if words[number.end - 1].endswith((":", ",", ".")):
        return False
    for word in words[number.end : number.end + 3]:
        if not word[:1].isupper():
            return False
        if folded(word) in _STREETS:
            return number.scale == 1.0 and not number.unit
    return False


def _is_a_time(words: Sequence[str], said: Sequence[str], at: int, number: Number, taken: Set[int]) -> bool:
    """Either number of "at nine fourteen" and "ten oh two", the one of "Friday at ten" and "by five in the morning"."""
    before, following = said[at - 1] if at else "", said[number.end : number.end + 1]
    if following == ["oh"]:
        return _is_hour(number) and below_hundred((*said[number.end + 1 : number.end + 2], "")[0]) is not None
    if before == "oh":
        return at > 1 and (below_hundred(said[at - 2]) or 13) <= 12
    if re.fullmatch(r"(?:1?\d|2[0-3])\.[0-5]\d", folded(words[at])) and before == "the" and following:
        is_to = following[0] in ("to", "from") and words[number.end + 1 : number.end + 2]
        return following[0] in _SERVICES or bool(is_to and words[number.end + 1][:1].isupper())  # "the 7.15 to Aster"
    if unit_after(words, said, number.end)[0] or words[number.end - 1].endswith("%"):
        return False
    if _is_hour(number) and (_is_at_an_hour(words, said, at, number) or _is_at_night(said, before, number)):
        return True
    if _is_hour(number) and before in _CLOCK:
        is_by_a_day = number.end in taken or (at > 1 and at - 2 in taken)
        return (
            (following == ["in"] and said[number.end + 1 : number.end + 2] == ["the"])
            or is_by_a_day
            or _minutes(words, said, number.end)
        )
    hour = below_hundred(before)
    is_led = at > 1 and said[at - 2] in _CLOCK
    return is_led and (
        (hour is not None and hour <= 12 and _minutes(words, said, at)) or (before == "half" and _is_hour(number))
    )


def _is_at_an_hour(words: Sequence[str], said: Sequence[str], at: int, number: Number) -> bool:
    """The five of "heard at about five", "open until five"; nothing may follow that is counted, and no level may be meant."""
    lead = at - 1 - (at > 1 and said[at - 1] in _ROUGHLY)
    if lead < 0 or said[lead] not in ("at", "until", "till") or (lead and said[lead - 1] in _LEVELS):
        return False
    is_end = number.end >= len(said) or words[number.end - 1].endswith((",", ".", ";", "?", "!"))
    return is_end or said[number.end] in GOES_ON - {"to", "or"}


def _is_at_night(said: Sequence[str], before: str, number: Number) -> bool:
    return said[number.end : number.end + 2] == ["at", "night"] and before in _CLOCK | {"was", "is", "it's"}


def _is_hour(number: Number) -> bool:
    return 1 <= number.value <= 12 and number.value % 1 == 0 and number.scale == 1.0 and not number.unit


def _minutes(words: Sequence[str], said: Sequence[str], at: int) -> bool:
    """Whether the minutes of an hour are said at a word: "thirty", "forty five"."""
    if at >= len(said) or at == 0 or words[at - 1].endswith((",", ".", ";")) or below_hundred(said[at]) is None:
        return False
    number = number_at(words, said, at)
    is_so_many = number is not None and 10 <= number.value < 60 and number.scale == 1.0 and not number.unit
    return number is not None and is_so_many and not unit_after(words, said, number.end)[0]


def _is_of_a_clock(words: Sequence[str], said: Sequence[str], at: int, number: Number) -> bool:
    """Either number of "twenty past one", "at ten to six", "half past two"."""
    hour = number if at >= 2 and said[at - 1] in ("past", "to") else None
    place = at - 1
    if hour is None and number.end + 1 < len(said) and said[number.end] in ("past", "to"):
        hour, place = number_at(words, said, number.end + 1), number.end
    if hour is None or hour.value > 12 or hour.unit or unit_after(words, said, hour.end)[0]:
        return False
    minutes = said[place - 1]
    if minutes in ("half", "quarter", "minutes"):
        return said[place] == "past" or minutes == "quarter"
    is_minutes = (below_hundred(minutes) or 60) < 30
    return is_minutes and (said[place] == "past" or said[max(0, place - 2)] == "at")


_MONTHLIKE = MONTHS.keys() | {"i"}
