"""Numbers that count nothing: names, years, times of day, addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.stages.claims.numbers import Number, number_at
from onrecord.stages.claims.numerals import below_hundred
from onrecord.stages.claims.units import unit_after

_NAMED_BEFORE = frozenset(
    "number article chapter section episode season part page line level phase version volume type model room flight route highway act world group".split()
)


def is_a_name(words: Sequence[str], said: Sequence[str], at: int, number: Number) -> bool:
    """ "Hwasong 18", "Article 5", "number one", a year, a time of day: these count nothing."""
    before = said[at - 1] if at else ""
    text = words[at].strip("\"'“”().,;:?!")
    is_figure = text[:1].isdigit()
    if is_figure and number.end == at + 1 and re.fullmatch(r"(?:19|20)\d\d", text):
        return unit_after(words, said, at + 1)[0] == "" or before in ("in", "since", "by", "until", "of")
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
        is_known = unit_after(words, said, number.end)[0] != ""
        return not is_known and number.end == at + 1 and not words[at - 1].endswith((",", ".", ";", ":", "?", "!"))
    is_clock = (
        number.value <= 12
        and before in ("at", "by", "until", "till", "from", "after", "before", "around")
        and said[number.end : number.end + 2] == ["in", "the"]
    )
    return is_clock


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


_MONTHLIKE = frozenset(
    "january february march april may june july august september october november december i".split()
)
