"""A sound made of stretches of another, so that a model need only hear what is in question."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord.core.ports import Samples, Sound
from onrecord.core.time import Span, sample_at


class Excerpts:
    """The spans of `sound` one after the other, as a Sound. Each begins on a multiple of `step_n` samples of its own."""

    def __init__(self, sound: Sound, spans: Sequence[Span], step_n: int) -> None:
        self._sound, self._step_n = sound, step_n
        self.rate_hz, self.channels_n = sound.rate_hz, sound.channels_n
        steps = [
            (sample_at(s.start_s, sound.rate_hz) // step_n, -(-sample_at(s.end_s, sound.rate_hz) // step_n))
            for s in spans
        ]
        self._steps = [(first, end) for first, end in steps if end > first]
        self._at = np.concatenate([[0], np.cumsum([end - first for first, end in self._steps])]).astype(int)
        self.frames_n = int(self._at[-1]) * step_n

    def read(self, start_n: int, frames_n: int) -> Samples:
        out = np.zeros((frames_n, self.channels_n), np.float32)
        for (first, end), at in zip(self._steps, self._at, strict=False):
            low_n = max(start_n, at * self._step_n)
            high_n = min(start_n + frames_n, (at + end - first) * self._step_n)
            if low_n < high_n:
                source_n = first * self._step_n + low_n - at * self._step_n
                out[low_n - start_n : high_n - start_n] = self._sound.read(source_n, high_n - low_n)
        return out

    def close(self) -> None:
        self._sound.close()

    def spread(
        self, per_step: NDArray[np.float32], steps_n: int, elsewhere: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """What was found per step of the excerpts, shape (steps, …), put where it belongs in the whole sound."""
        whole = np.tile(elsewhere, (steps_n, 1)).astype(np.float32)
        for (first, end), at in zip(self._steps, self._at, strict=False):
            stop = min(end, steps_n)
            whole[first:stop] = per_step[at : at + stop - first]
        return whole
