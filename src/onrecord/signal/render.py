"""Rendering: what a list of kept spans sounds like, joined so that nobody hears it, in blocks of bounded size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord.core.ports import Samples
from onrecord.core.time import Span, sample_at
from onrecord.signal.joins import crossfaded, faintest_shift_n, room_n

Read = Callable[[int, int], Samples]
"""`read(start_n, frames_n)` gives the session's sound on its own clock, shape (frames, channels)."""

JOIN_S, ROOM_JOIN_S = 0.012, 0.06
_BLOCK_S = 10.0
_KNOT_N = 48
_BETWEEN_KNOTS = np.arange(_KNOT_N, dtype=np.float32) / np.float32(_KNOT_N)


def programme(read: Read, kept: Sequence[Span], rate_hz: int) -> Iterator[Samples]:
    """The kept spans one after the other, exactly as many frames as they have together.

    At each join both sides overlap at equal power for 12 to 60 ms, as long as there is room tone: the end of one plays on a
    little into what was cut while the other begins a little inside it, so no frame is gained or lost. Where a knock begins or
    ends right there, the overlap lies up to 12 ms earlier or later, so that none of it is played.
    """
    edges = [(sample_at(span.start_s, rate_hz), sample_at(span.end_s, rate_hz)) for span in kept]
    block_n = round(_BLOCK_S * rate_hz)
    after_n = 0
    for index, (start_n, end_n) in enumerate(edges):
        at_n = start_n + after_n
        following = edges[index + 1] if index + 1 < len(edges) else None
        before_n, after_n = _overlap_n(read, (start_n, end_n), following, rate_hz) if following else (0, 0)
        while at_n < end_n - before_n:
            n = min(block_n, end_n - before_n - at_n)
            yield read(at_n, n)
            at_n += n
        if following and (both_n := before_n + after_n):
            yield crossfaded(read(end_n - before_n, both_n), read(following[0] - before_n, both_n))


def _overlap_n(read: Read, one: tuple[int, int], two: tuple[int, int], rate_hz: int) -> tuple[int, int]:
    """How far the crossfade between two kept stretches reaches before the join, and after it."""
    (start_n, end_n), (next_start, next_end) = one, two
    fits_n = min((end_n - start_n) // 2, (next_end - next_start) // 2, next_start - end_n)
    most_n = min(fits_n, round(ROOM_JOIN_S * rate_hz / 2))
    least_n = min(fits_n, round(JOIN_S * rate_hz / 2))
    if most_n <= least_n:
        return least_n, least_n
    out_going, in_coming = (read(at_n - most_n, 2 * most_n) for at_n in (end_n, next_start))
    half_n = room_n(out_going, in_coming, least_n)
    if half_n > least_n or 3 * least_n > most_n:
        return half_n, half_n
    near = slice(most_n - 3 * least_n, most_n + 3 * least_n)
    shift_n = faintest_shift_n(out_going[near], in_coming[near], least_n)
    return least_n - shift_n, least_n + shift_n


class GainCurve:
    """A gain over session time, given as points in dB joined by straight lines, read as linear factors per frame."""

    def __init__(self, times_s: Sequence[float], gains_db: Sequence[float], rate_hz: int) -> None:
        self._at_n = np.asarray(times_s, np.float64) * rate_hz
        self._db = np.asarray(gains_db, np.float64)

    def factors(self, start_n: int, frames_n: int) -> NDArray[np.float32]:
        """Shape (frames, 1)."""
        # every 48th frame of the session is exact, the rest lie on straight lines between: gains move slowly
        first_n = start_n // _KNOT_N * _KNOT_N
        knots = np.arange(first_n, start_n + frames_n + 2 * _KNOT_N, _KNOT_N)
        exact = (10.0 ** (np.interp(knots, self._at_n, self._db) / 20.0)).astype(np.float32)
        lines = exact[:-1, None] + np.diff(exact)[:, None] * _BETWEEN_KNOTS
        return lines.reshape(-1, 1)[start_n - first_n :][:frames_n]
