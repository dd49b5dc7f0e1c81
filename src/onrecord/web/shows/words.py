"""When each word of an episode is said, small enough to keep: what a quoted stretch of the transcript is timed by."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from itertools import chain

from onrecord.core.transcript import Cue

_TICKS_PER_S = 100
"""A hundredth of a second: finer than anyone can say where a word begins."""


def packed_times(cues: Iterable[Cue]) -> bytes:
    """All `word_times`, by cue id, as compressed JSON; about 3 bytes a word."""
    times = {cue.id: list(chain.from_iterable(word_times(cue))) for cue in cues}
    return zlib.compress(json.dumps(times, separators=(",", ":")).encode(), 9)


def unpacked_times(packed: bytes) -> dict[str, list[int]]:
    """By cue id the gap before each written word and its length, in turn, in hundredths of a second from the cue's start."""
    times: dict[str, list[int]] = json.loads(zlib.decompress(packed)) if packed else {}
    return times


def word_times(cue: Cue) -> list[tuple[int, int]]:
    """For each word of `cue.text` as spaces part it: (hundredths of a second since the word before, its length).

    A corrected name of several words shares the time it was heard in. A cue without word times is shared out by letters.
    """
    spans = _heard(cue) or _shared_out(cue.text.split(), cue.span.start_s, cue.span.end_s)
    before = round(cue.span.start_s * _TICKS_PER_S)
    found = []
    for start_s, end_s in spans:
        start, end = round(start_s * _TICKS_PER_S), round(end_s * _TICKS_PER_S)
        start = max(start, before)
        found.append((start - before, max(end - start, 0)))
        before = max(end, start)
    return found


def spans_of(cue: Cue, packed: Sequence[int]) -> list[tuple[float, float]]:
    """Start and end of every word of `cue.text`, from the cue's part of `unpacked_times`; shared out when that is missing."""
    words = cue.text.split()
    if len(packed) != 2 * len(words):
        return _shared_out(words, cue.span.start_s, cue.span.end_s)
    spans = []
    at_s = cue.span.start_s
    for gap, length in zip(packed[::2], packed[1::2], strict=True):
        start_s = at_s + gap / _TICKS_PER_S
        at_s = start_s + length / _TICKS_PER_S
        spans.append((start_s, at_s))
    return spans


def _heard(cue: Cue) -> list[tuple[float, float]]:
    """Empty when the words do not make up the text."""
    spans: list[tuple[float, float]] = []
    written: list[str] = []
    for word in cue.words:
        parts = word.text.split()
        spans += _shared_out(parts, word.start_s, word.end_s)
        written += parts
    return spans if written == cue.text.split() else []


def _shared_out(words: list[str], start_s: float, end_s: float) -> list[tuple[float, float]]:
    letters_n = sum(len(word) for word in words) or 1
    spans = []
    at_s = start_s
    for word in words:
        length_s = (end_s - start_s) * len(word) / letters_n
        spans.append((at_s, at_s + length_s))
        at_s += length_s
    return spans
