"""Rumble: what lies below every voice, of traffic, air conditioning, a table that is knocked against."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onrecord.core.ports import Samples
from onrecord.signal.activity import frame_levels_db
from onrecord.signal.filters import StreamingFir, low_pass

_HIGHEST_HZ = 60.0
_LONG_S, _BETA = 0.1, 5.0
_QUIET_PERCENT = 10.0


class RumbleMeter:
    """How much of the room's floor is rumble, from a mono stream of blocks, shape (frames, 1)."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz, self._high = rate_hz, StreamingFir(_taps(rate_hz), 1)
        self._levels: list[NDArray[np.float64]] = [np.zeros((2, 0))]

    def push(self, block: Samples) -> None:
        parts = (block, self._high.push(block))
        self._levels.append(np.stack([frame_levels_db(part, self._rate_hz) for part in parts]))

    @property
    def lifts_db(self) -> float:
        """How far it lifts the floor: the quietest tenth of all moments with it and without."""
        levels = np.concatenate(self._levels, axis=1)
        return float(np.subtract(*np.percentile(levels, _QUIET_PERCENT, axis=1))) if levels.size else 0.0


def without_rumble(samples: Samples, rate_hz: int) -> Samples:
    """The sound without its rumble, in step and in phase: 80 Hz stay to 0.1 dB, of 40 Hz less than 1 % is left.

    The first and last 50 ms are as if nothing were before and after: give a run-up and a run-out.
    """
    taps = _taps(rate_hz)
    late_n = len(taps) // 2
    fir = StreamingFir(taps, samples.shape[1])
    filtered = fir.push(np.concatenate([samples, np.zeros((late_n, samples.shape[1]), np.float32)]))
    return np.asarray(filtered[late_n:], np.float32)


def _taps(rate_hz: int) -> NDArray[np.float64]:
    """A linear-phase high-pass: all but what a low-pass lets through."""
    taps = -low_pass(round(_LONG_S * rate_hz) | 1, _HIGHEST_HZ / rate_hz, _BETA)
    taps[len(taps) // 2] += 1.0
    return taps
