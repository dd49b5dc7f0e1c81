"""Flat tops: where a converter or an earlier programme cut off what was too loud, whatever the level is since."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from onrecord.core.ports import Samples

_FLAT_N = 3
_LEAST_TOP, _STEEP = 0.02, 0.005
"""Beside a flat top the sound falls by so much of it in one sample; a low tone's round top, equal for some samples too, by far less."""
_LEAST_TOPS, _SQUARE = 10, 0.3
"""Fewer tops are heard by nobody; of what is flat for longer in all that is how it is meant to sound."""


@dataclass(slots=True)
class _Side:
    """What touches one channel's highest value so far, in frames; `held` is the last sample pushed, or all from before a top that goes on."""

    top: float = 0.0
    tops_n: int = 0
    flat_n: int = 0
    first_n: int = 0
    held: Samples = field(default_factory=lambda: np.zeros(0, np.float32))

    def push(self, sound: Samples, at_n: int) -> None:
        if (highest := float(sound.max(initial=0.0))) > self.top:
            self.top, self.tops_n, self.flat_n, self.first_n = highest, 0, 0, 0
        if self.top < _LEAST_TOP or (highest < self.top and self.top not in self.held[-1:]):
            self.held = sound[-1:].copy()
            return
        sound, at_n = np.concatenate([self.held, sound]), at_n - len(self.held)
        starts, ends = _runs(sound == self.top)
        goes_on = sound[-1] == self.top
        self.held = sound[max(0, starts[-1] - 1) if goes_on else -1 :].copy()
        if goes_on:
            starts, ends = starts[:-1], ends[:-1]
        is_steep = self.top - np.minimum(sound[np.maximum(starts - 1, 0)], sound[ends]) > _STEEP * self.top
        is_flat = (ends - starts >= _FLAT_N) & is_steep
        if is_flat.any():
            self.first_n = self.first_n if self.tops_n else at_n + int(starts[is_flat][0])
            self.tops_n += int(is_flat.sum())
            self.flat_n += int((ends - starts)[is_flat].sum())


def _runs(is_top: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where the runs start, and where each has ended."""
    steps = np.diff(np.concatenate([[False], is_top, [False]]).astype(np.int8))
    return np.flatnonzero(steps > 0), np.flatnonzero(steps < 0)


class FlatTopMeter:
    """Push blocks of shape (frames, channels) as they were recorded, not resampled, then ask."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz, self._frames_n = rate_hz, 0
        self._sides: list[_Side] = []

    def push(self, block: Samples) -> None:
        self._sides = self._sides or [_Side() for _ in range(2 * block.shape[1])]
        for at, side in enumerate(self._sides):
            side.push(block[:, at // 2] * np.float32(1 - at % 2 * 2), self._frames_n)
        self._frames_n += len(block)

    @property
    def clipped(self) -> tuple[float, float] | None:
        """The share of the worse channel that is cut off, and where it first is, in seconds; None where it is not."""
        channels = [self._sides[at : at + 2] for at in range(0, len(self._sides), 2)]
        shares = [sum(side.flat_n for side in sides) / self._frames_n for sides in channels] or [0.0]
        cut = [side for sides in channels for side in sides if side.tops_n]
        if sum(side.tops_n for side in cut) < _LEAST_TOPS or max(shares) > _SQUARE:
            return None
        return max(shares), min(side.first_n for side in cut) / self._rate_hz
