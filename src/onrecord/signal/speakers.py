"""Measures of one speaker within a sound that several share."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from onrecord.core.ports import Sound
from onrecord.core.time import Span
from onrecord.signal.loudness import STEP_S, LoudnessMeter, lifted_lufs
from onrecord.signal.peak import true_peak_of_steps

_AS_LOUD_DB = 3.0


def steps_within(spans: Iterable[Span], steps_n: int) -> NDArray[np.bool_]:
    """Which 100 ms steps lie wholly within the spans; shape (steps,)."""
    steps = np.zeros(steps_n, bool)
    for span in spans:
        steps[int(np.ceil(span.start_s / STEP_S - 1e-6)) : int(span.end_s / STEP_S + 1e-6)] = True
    return steps


def microphones(levels_db: NDArray[np.float64]) -> NDArray[np.int64]:
    """Which track is each voice's own, from its level in every track, shape (tracks, voices).

    A voice's own microphone is not the one that it is loudest in, for one may be set 20 dB hotter than the other, but the one in which it is
    loudest beside the others; where it is nearly so in several, the loudest of them.
    """
    if not levels_db.shape[1]:
        return np.empty(0, np.int64)
    under_db = levels_db - levels_db.max(axis=1, keepdims=True)
    is_near = under_db >= under_db.max(axis=0) - _AS_LOUD_DB
    return np.asarray(np.where(is_near, levels_db, -np.inf).argmax(axis=0), np.int64)


def speaker_measures(
    sound: Sound, meter: LoudnessMeter, steps: NDArray[np.bool_], offset_s: float, power: NDArray[np.float64] | None = None
) -> tuple[float, float]:  # fmt: skip
    """Gated loudness in LUFS and true peak in dBTP of the chosen steps of a sound that went through `meter`.

    `offset_s` is where the sound begins on the clock of the steps; `power` replaces the meter's where the sound is
    delivered on more channels than it was metered on.
    """
    heard = meter.step_power if power is None else power
    chosen = steps[: len(heard)]
    lufs = lifted_lufs(heard[: len(chosen)][chosen])
    shifted = _Shifted(sound, round(offset_s * sound.rate_hz))
    return lufs, true_peak_of_steps(shifted, meter.step_peak[: len(chosen)], chosen, STEP_S)


class _Shifted:
    """A sound read on a clock on which it begins later."""

    def __init__(self, sound: Sound, offset_n: int) -> None:
        self._sound, self._offset_n = sound, offset_n
        self.rate_hz, self.channels_n, self.frames_n = sound.rate_hz, sound.channels_n, sound.frames_n + offset_n

    def read(self, start_n: int, frames_n: int) -> NDArray[np.float32]:
        return self._sound.read(start_n - self._offset_n, frames_n)

    def close(self) -> None:
        self._sound.close()
