"""Feasts and holidays that people date things by, and the day of each in a year."""

from __future__ import annotations

import datetime
from collections.abc import Callable

Rule = Callable[[int], datetime.date]


def _on(month: int, day: int) -> Rule:
    return lambda year: datetime.date(year, month, day)


def nth_weekday(n: int, weekday: int, month: int, later: int = 0) -> Rule:
    """The n-th such weekday of a month, the last one for -1, and so many days `later`."""

    def of_year(year: int) -> datetime.date:
        first = datetime.date(year, month, 1)
        found = first + datetime.timedelta(days=(weekday - first.weekday()) % 7, weeks=n - 1 if n > 0 else 4)
        return found - datetime.timedelta(weeks=n < 0 and found.month != month) + datetime.timedelta(days=later)

    return of_year


def _easter(later: int = 0) -> Rule:
    """Days from Easter Sunday, by the Gregorian reckoning of Meeus, Jones and Butcher."""

    def of_year(year: int) -> datetime.date:
        century, rest = divmod(year, 100)
        golden = year % 19
        epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
        to_sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
        late = (golden + 11 * epact + 22 * to_sunday) // 451
        month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
        return datetime.date(year, month, day + 1) + datetime.timedelta(days=later)

    return of_year


_MON, _THU = 0, 3
FEASTS: dict[tuple[str, ...], Rule] = {
    ("new", "year's", "day"): _on(1, 1),
    ("new", "year's", "eve"): _on(12, 31),
    ("martin", "luther", "king", "day"): nth_weekday(3, _MON, 1),
    ("valentine's", "day"): _on(2, 14),
    ("presidents'", "day"): nth_weekday(3, _MON, 2),
    ("presidents", "day"): nth_weekday(3, _MON, 2),
    ("st", "patrick's", "day"): _on(3, 17),
    ("ash", "wednesday"): _easter(-46),
    ("palm", "sunday"): _easter(-7),
    ("good", "friday"): _easter(-2),
    ("easter", "sunday"): _easter(),
    ("easter", "monday"): _easter(1),
    ("easter",): _easter(),
    ("memorial", "day"): nth_weekday(-1, _MON, 5),
    ("juneteenth",): _on(6, 19),
    ("independence", "day"): _on(7, 4),
    ("labor", "day"): nth_weekday(1, _MON, 9),
    ("columbus", "day"): nth_weekday(2, _MON, 10),
    ("halloween",): _on(10, 31),
    ("bonfire", "night"): _on(11, 5),
    ("veterans", "day"): _on(11, 11),
    ("thanksgiving", "day"): nth_weekday(4, _THU, 11),
    ("thanksgiving",): nth_weekday(4, _THU, 11),
    ("black", "friday"): nth_weekday(4, _THU, 11, later=1),
    ("christmas", "day"): _on(12, 25),
    ("christmas", "eve"): _on(12, 24),
    ("christmas",): _on(12, 25),
    ("boxing", "day"): _on(12, 26),
}
"""The longest name of a day stands before its shorter ones."""
