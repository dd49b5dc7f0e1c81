"""Noises turned down in place, at once or bit by bit: to the tone of the room beside them and no further, for a hole in the room
is heard as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.core.ports import Samples
from onrecord.core.time import Span, sample_at
from onrecord.signal.activity import FRAME_S, frame_levels_db
from onrecord.signal.decibel import FLOOR_DB
from onrecord.signal.render import ROOM_JOIN_S, GainCurve, Read

_RAMP_S = 0.015
_BESIDE_S, _QUIETEST_PERCENT = 1.5, 5
"""The quietest 0.15 s of so much before and after lie between words or in the stops of one, also where somebody talks on and on."""
_AT_ONCE_S = 30.0


@dataclass(frozen=True, slots=True)
class _Ducked:
    """A span, how many dB it goes down at the most, and on which sides it is down from the border on, without a ramp. One that
    falls goes down bit by bit, and is down after `falls_s`.
    """

    span: Span
    most_db: float
    is_down_at_start: bool
    is_down_at_end: bool
    falls_s: float = 0.0


class Ducker:
    """Spans of a sound turned down to the room beside them, with short ramps inside of them.

    Where something is cut out right before or behind a span, the join plays a little of that: there what the join plays is down
    as well.
    """

    def __init__(
        self, read: Read, spans: Sequence[tuple[Span, float]], removed: Sequence[Span], duration_s: float, rate_hz: int,
        falling: Sequence[tuple[Span, float]] = (),
    ) -> None:  # fmt: skip
        """`read` gives the sound as it is, `duration_s` long. `spans`, in time order and without overlap, come each with how
        many dB it goes down at the most, and so do those of `falling`, each right before one of them or of `removed`, which is
        what is cut out.
        """
        self._read, self._duration_s, self._rate_hz = read, duration_s, rate_hz
        cut_from, cut_to = {s.start_s for s in removed}, {s.end_s for s in removed}
        muted_from, muted_to = {s.start_s for s, _ in spans}, {s.end_s for s, _ in [*spans, *falling]}
        self._ducked = [
            _Ducked(
                span.grown(ROOM_JOIN_S * (span.start_s in cut_to), ROOM_JOIN_S * (span.end_s in cut_from)), most_db,
                span.start_s in cut_to | muted_to, span.end_s in cut_from | muted_from,
            )
            for span, most_db in spans
        ]  # fmt: skip
        self._ducked += [
            _Ducked(span.grown(0.0, ROOM_JOIN_S * (span.end_s in cut_from)), most_db, False, True, span.duration_s)
            for span, most_db in falling
        ]
        self._curves: dict[int, GainCurve] = {}

    def apply(self, block: Samples, start_n: int) -> Samples:
        """The sound's frames from `start_n` on, shape (frames, channels), turned down where they are to be."""
        for index, ducked in enumerate(self._ducked):
            first_n, end_n = (sample_at(t, self._rate_hz) - start_n for t in (ducked.span.start_s, ducked.span.end_s))
            first_n, end_n = max(0, first_n), min(len(block), end_n)
            if first_n < end_n:
                if index not in self._curves:
                    self._curves[index] = self._curve(ducked)
                down = block[first_n:end_n] * self._curves[index].factors(start_n + first_n, end_n - first_n)
                block = np.concatenate([block[:first_n], down, block[end_n:]])
        return block

    def _curve(self, ducked: _Ducked) -> GainCurve:
        """What stands above the room goes. Of every three steps the loudest counts, so that a knock is down as it begins."""
        span, most_db = ducked.span, ducked.most_db
        levels_db = self._levels_db(span)
        around_db = np.pad(levels_db, 1, mode="edge")
        loudest_db = np.maximum.reduce([around_db[:-2], levels_db, around_db[2:]])
        gains_db = np.clip(self._room_db(span) - loudest_db, -most_db, 0.0)
        at_s = span.start_s + FRAME_S * (np.arange(len(levels_db)) + 0.5)
        if ducked.falls_s:
            gains_db *= np.minimum(1.0, (at_s - span.start_s) / ducked.falls_s)
        ramp_s = min(_RAMP_S, span.duration_s / 3)
        low_s = span.start_s + ramp_s * (not ducked.is_down_at_start)
        high_s = span.end_s - ramp_s * (not ducked.is_down_at_end)
        inside = (at_s > low_s) & (at_s < high_s)
        low_db, high_db = np.interp([low_s, high_s], at_s, gains_db)
        edges_db = (low_db * ducked.is_down_at_start, high_db * ducked.is_down_at_end)
        return GainCurve(
            [span.start_s, low_s, *at_s[inside], high_s, span.end_s],
            [edges_db[0], low_db, *gains_db[inside], high_db, edges_db[1]],
            self._rate_hz,
        )

    def _room_db(self, span: Span) -> float:
        before = Span(max(0.0, span.start_s - _BESIDE_S), span.start_s)
        end_s = max(span.end_s, min(self._duration_s, span.end_s + _BESIDE_S))
        levels_db = [self._levels_db(side) for side in (before, Span(span.end_s, end_s)) if side.duration_s >= FRAME_S]
        return float(np.percentile(np.concatenate(levels_db), _QUIETEST_PERCENT)) if levels_db else FLOOR_DB

    def _levels_db(self, span: Span) -> NDArray[np.float64]:
        """The level of each 10 ms, shape (steps,), at least one; what is left of a span behind them is not looked at."""
        step_n, at_n = round(FRAME_S * self._rate_hz), sample_at(span.start_s, self._rate_hz)
        left_n = max(1, (sample_at(span.end_s, self._rate_hz) - at_n) // step_n)
        levels_db = []
        while left_n:
            steps_n = min(left_n, round(_AT_ONCE_S / FRAME_S))
            levels_db.append(frame_levels_db(self._read(at_n, steps_n * step_n), self._rate_hz))
            at_n, left_n = at_n + steps_n * step_n, left_n - steps_n
        return np.concatenate(levels_db)
