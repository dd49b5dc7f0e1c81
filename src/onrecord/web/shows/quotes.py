"""A quoted stretch of an episode: which words were said between two seconds, and by whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.core.time import clock
from onrecord.core.transcript import Cue
from onrecord.web.shows.models import Episode
from onrecord.web.shows.words import spans_of, unpacked_times

LONGEST_S = 600.0
_NEAR_S = 0.03
"""Addresses hold hundredths of a second: a border may be that much off."""


@dataclass(frozen=True, slots=True)
class Quote:
    """`spot` is the id of the first line."""

    text: str
    speaker: str
    spot: str
    clock: str
    start_s: float
    end_s: float


def asked_span(text: str, duration_s: float) -> tuple[float, float]:
    """`?t=12.5` and `?t=12.5,18`: where the sound begins and, if it says so, ends; (0, 0) for what is no place in it."""
    start, _, end = text.partition(",")
    try:
        start_s, end_s = float(start), float(end or 0)
    except ValueError:
        return 0.0, 0.0
    if not 0 <= start_s < duration_s:
        return 0.0, 0.0
    return start_s, min(end_s, duration_s) if start_s < end_s <= start_s + LONGEST_S else 0.0


def quote_of(episode: Episode, cues: Iterable[Cue], start_s: float, end_s: float) -> Quote | None:
    """None where nothing is said, or no end was asked for."""
    lines = [cue for cue in cues if cue.span.end_s > start_s and cue.span.start_s < end_s] if end_s else []
    times = unpacked_times(bytes(episode.word_times)) if lines else {}
    said = [(cue, words) for cue in lines if (words := _words_within(cue, times, start_s, end_s))]
    if not said:
        return None
    speakers = dict.fromkeys(cue.speaker for cue, _ in said if cue.speaker)
    text = " ".join(word for _, words in said for word in words)
    return Quote(text, ", ".join(speakers), said[0][0].id, clock(start_s), start_s, end_s)


def _words_within(cue: Cue, times: Mapping[str, Sequence[int]], start_s: float, end_s: float) -> list[str]:
    """The words of which the greater part is said inside."""
    found = []
    for word, (begins_s, ends_s) in zip(cue.text.split(), spans_of(cue, times.get(cue.id, ())), strict=True):
        inside_s = min(ends_s, end_s + _NEAR_S) - max(begins_s, start_s - _NEAR_S)
        if inside_s > 0 and inside_s >= (ends_s - begins_s) / 2:
            found.append(word)
    return found
