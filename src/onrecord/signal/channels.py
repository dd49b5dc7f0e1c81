"""What the two channels of a file are to each other, and whether their samples lie around zero."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onrecord.core.ports import Samples
from onrecord.signal.decibel import power_db

_STEP_S = 0.1
_OFFSET = 0.004
"""Less is common, and would be put into the digital silence of a gated recording by taking it away."""
_OPPOSITE = -0.9
_FLOOR = 3.0
_DEAD_DB = 35.0
_STEADY_DB, _NOBODY_DB = 6.0, 12.0
"""Nobody is heard in a channel that is so much softer than the other and never stands out of its room by more."""
_LOUD_DB, _STANDS_DB = 20.0, 8.0
_APART_DB, _ASIDE_DB = 15.0, 4.0
"""So far apart lie voices that have a side each, with 15 dB between the two channels' gains; in one picture of a room 12 dB is much."""
_LEAST_STEPS, _HELD_STEPS, _ROUNDS = 10, 4, 6
_BETWEEN, _FEW, _SOME = 0.25, 0.15, 0.03


class ChannelMeter:
    """Push blocks of shape (frames, channels), then ask."""

    def __init__(self, rate_hz: int, channels_n: int) -> None:
        self._step_n = round(rate_hz * _STEP_S)
        self._frames_n = 0
        self._sum = np.zeros(channels_n)
        self._products = np.zeros((channels_n, channels_n))
        self._rest = np.zeros((0, channels_n), np.float32)
        self._power: list[NDArray[np.float64]] = []

    def push(self, block: Samples) -> None:
        self._frames_n += len(block)
        self._sum += block.sum(axis=0, dtype=np.float64)
        self._products += block.T @ block
        joined = np.concatenate([self._rest, block])
        whole_n = len(joined) // self._step_n
        steps = joined[: whole_n * self._step_n].reshape(whole_n, self._step_n, block.shape[1])
        self._power.append(steps.var(axis=1, dtype=np.float64))
        self._rest = joined[whole_n * self._step_n :].copy()

    @property
    def offset(self) -> tuple[float, ...]:
        """What the recorder adds to every sample of each channel (DC); 0 where it is too little to matter."""
        mean = self._sum / max(1, self._frames_n)
        return tuple(float(m) if abs(m) > _OFFSET else 0.0 for m in mean)

    @property
    def is_opposite(self) -> bool:
        """Of two channels one is the other upside down, so that their sum is next to nothing."""
        if len(self._sum) != 2 or not self._frames_n:
            return False
        mean = self._sum / self._frames_n
        covariance = self._products / self._frames_n - np.outer(mean, mean)
        left, right = covariance.diagonal()
        return bool(min(left, right) > 1e-12 and covariance[0, 1] < _OPPOSITE * np.sqrt(left * right))

    @property
    def voices_on(self) -> tuple[int, ...]:
        """The channels of two that are somebody's own: one where nothing is heard in the other, both where each voice is on one side;
        none where they make one picture.
        """
        levels_db = self._levels_db()
        if not len(levels_db):
            return ()
        floor_db, most_db = np.percentile(levels_db, (_FLOOR, 99), axis=0)
        stands_db, less_db = np.percentile(levels_db, 99.8, axis=0) - floor_db, most_db.max() - most_db
        if most_db.max() - np.percentile(levels_db, 99.8, axis=0).min() > _DEAD_DB or (
            stands_db[less_db.argmax()] < _STEADY_DB and less_db.max() > _NOBODY_DB
        ):
            return (int(most_db.argmax()),)
        right_db, left_db = self.leans_db
        return (0, 1) if left_db - right_db > _APART_DB and right_db < -_ASIDE_DB and left_db > _ASIDE_DB else ()

    @property
    def leans_db(self) -> tuple[float, float]:
        """How much louder on the left it is whenever it comes from farther right, and whenever from farther left: two values
        where what is heard lies in two places, else the same twice. The room does not count: of each channel its floor is taken off.
        """
        levels_db = self._levels_db()
        if not len(levels_db):
            return (0.0, 0.0)
        floor_db, most_db = np.percentile(levels_db, (_FLOOR, 99), axis=0)
        is_heard = (levels_db > most_db - _LOUD_DB).any(axis=1) & (levels_db.max(axis=1) > floor_db.max() + _STANDS_DB)
        power, floor = 10.0 ** (levels_db[is_heard] / 10.0), 10.0 ** (floor_db / 10.0)
        # of what is under the floor nothing is known: half of it at the least
        left_db, right_db = power_db(np.maximum(power - floor, floor / 2)).T
        return _two_places(left_db - right_db)

    def _levels_db(self) -> NDArray[np.float64]:
        """Of two channels the level in each step, shape (steps, 2)."""
        if len(self._sum) != 2 or not self._power:
            return np.zeros((0, 2))
        return np.asarray(power_db(np.concatenate(self._power)))


def _two_places(over_db: NDArray[np.float64]) -> tuple[float, float]:
    """The lower and the higher of two places between which next to nothing lies, each held for a while; else the middle twice."""
    if len(over_db) < _LEAST_STEPS:
        return (0.0, 0.0)
    low, high = np.percentile(over_db, (1, 99))
    for _ in range(_ROUNDS):
        is_high = over_db > (low + high) / 2
        if is_high.all() or not is_high.any():
            break
        low, high = np.median(over_db[~is_high]), np.median(over_db[is_high])
    between = (np.abs(over_db - (low + high) / 2) < _BETWEEN * (high - low)).mean()
    # a click is over before anyone has said a syllable
    runs = [run for run in np.split(is_high, np.flatnonzero(np.diff(is_high)) + 1) if len(run) >= _HELD_STEPS]
    held = [sum(len(run) for run in runs if run[0] == side) / len(over_db) for side in (False, True)]
    if between > _FEW or min(held) < _SOME:
        low = high = np.median(over_db)
    return (float(low), float(high))
