"""The words of the pages in the reader's language: catalogues compiled from `locale/`, dates, lengths of time."""

from __future__ import annotations

import gettext
from datetime import date
from functools import cache
from pathlib import Path

LOCALE_DIR = Path(__file__).parent / "locale"
LANGUAGES = {"en": "English", "ko": "한국어"}
"""The languages that the pages speak, each by its own name."""

_MONTHS = ("January February March April May June July August September October November December").split()


def spoken(language: str) -> str:
    """The language of the pages that comes nearest to a BCP 47 tag: "ko" for "ko-KR", English for what is not there."""
    code = language.split("-")[0].lower()
    return code if code in LANGUAGES else "en"


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("django", LOCALE_DIR, [spoken(language)], fallback=True)


def said(text: str, language: str) -> str:
    """`text` in that language, as the catalogue has it."""
    return _catalogue(language).gettext(text) if text else ""


def long_date(iso_date: str, language: str = "en") -> str:
    """ "2026-11-02" as "2 November 2026" or "2026년 11월 2일"; what is no date stays as it is."""
    try:
        day = date.fromisoformat(iso_date)
    except ValueError:
        return iso_date
    if spoken(language) == "ko":
        return f"{day.year}년 {day.month}월 {day.day}일"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def length(duration_s: float, language: str = "en") -> str:
    """How long an episode is, as a listener says it: "48 s", "38 min", "1 h 12 min"; "48초", "1시간 12분"."""
    units = ("시간", "분", "초") if spoken(language) == "ko" else (" h", " min", " s")
    if duration_s < 60:
        return f"{round(duration_s)}{units[2]}"
    hours, minutes = divmod(round(duration_s / 60), 60)
    return " ".join([f"{hours}{units[0]}"] * bool(hours) + [f"{minutes}{units[1]}"] * bool(minutes))
