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
_DEAD_DB = 35.0
_LOUD_DB, _ONE_SIDE_DB = 20.0, 12.0
_ALL, _SOME = 0.9, 0.03


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
        """The channels of two that are somebody's own: one where the other is dead, both where each voice is on one side alone;
        none where they make one picture.
        """
        levels_db = power_db(np.concatenate(self._power)) if self._power else np.zeros((0, 1))
        if levels_db.shape[1] != 2 or not len(levels_db):
            return ()
        most_db = np.percentile(levels_db, 99, axis=0)
        if most_db.max() - np.percentile(levels_db, 99.8, axis=0).min() > _DEAD_DB:
            return (int(most_db.argmax()),)
        loudest = levels_db.max(axis=1)
        left_db = (levels_db[:, 0] - levels_db[:, 1])[loudest > most_db.max() - _LOUD_DB]
        sides = [(left_db > _ONE_SIDE_DB).mean(), (left_db < -_ONE_SIDE_DB).mean()]
        return (0, 1) if sum(sides) > _ALL and min(sides) > _SOME else ()
