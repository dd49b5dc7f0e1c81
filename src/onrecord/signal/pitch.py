"""Where a sound has a pitch, as a voice has."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onrecord.core.ports import Sound
from onrecord.core.time import Span, sample_at

_LOW_HZ, _HIGH_HZ = 70.0, 500.0
_WINDOW_S, _LEAST_ALIKE = 0.04, 0.6
_SILENT = 1e-9


def pitched(sound: Sound, span: Span, step_s: float) -> NDArray[np.bool_]:
    """Whether each step of a span of a mono sound has a pitch: is much like itself one period later."""
    steps_n, step_n = round(span.duration_s / step_s), round(step_s * sound.rate_hz)
    window_n = round(_WINDOW_S * sound.rate_hz)
    heard = sound.read(sample_at(span.start_s, sound.rate_hz), (steps_n - 1) * step_n + window_n)[:, 0]
    window = np.hanning(window_n)
    frames = np.lib.stride_tricks.sliding_window_view(heard.astype(np.float64), window_n)[::step_n] * window
    low, high = round(sound.rate_hz / _HIGH_HZ), round(sound.rate_hz / _LOW_HZ)
    alike, alone = _autocorrelation(frames), _autocorrelation(window[None])
    share = alike[:, low:high] / np.maximum(alike[:, :1], _SILENT) * alone[:, :1] / alone[:, low:high]
    return np.asarray(share.max(axis=1) >= _LEAST_ALIKE)


def _autocorrelation(frames: NDArray[np.float64]) -> NDArray[np.float64]:
    long_n = frames.shape[1]
    return np.fft.irfft(np.abs(np.fft.rfft(frames, 2 * long_n)) ** 2)[:, :long_n]
