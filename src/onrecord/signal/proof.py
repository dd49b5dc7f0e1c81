"""What a join, a gain curve and a room sound like: numbers to hold a finished programme against its plan with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord.core.ports import Samples
from onrecord.signal.decibel import level_db

AROUND_S = 0.1
_AT_S = 0.002
SIDE_S = 0.04


def step_at(samples: Samples, rate_hz: int) -> float:
    """The steepest step between two samples within 2 ms of the middle, over the steepest within 0.1 s before and after it.

    `samples`, shape (frames, channels), has the join in its middle. A click stands out with 2 and more.
    """
    steps = np.abs(np.diff(samples, axis=0)).max(axis=1)
    middle, at_n = len(steps) // 2, round(_AT_S * rate_hz)
    beside = np.concatenate([steps[: middle - at_n], steps[middle + at_n :]])
    inside = steps[max(0, middle - at_n) : middle + at_n]
    return float(inside.max(initial=0.0) / max(beside.max(initial=0.0), 1e-9))


def floor_jump_db(samples: Samples, rate_hz: int) -> float:
    """How much louder the 40 ms after the middle are than the 40 ms before."""
    middle, side_n = len(samples) // 2, round(SIDE_S * rate_hz)
    return level_db(samples[middle : middle + side_n]) - level_db(samples[middle - side_n : middle])


def gain_moves_db(
    times_s: Sequence[float], gains_db: Sequence[float], at_s: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How far a gain curve moves in the 100 ms from each moment on, in dB."""
    now, then = (np.interp(at_s + later_s, times_s, gains_db) for later_s in (0.0, 0.1))
    return np.asarray(np.abs(then - now))
