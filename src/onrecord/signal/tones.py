"""Tones that come and go: what tells music from a fan that hums."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onrecord.core.ports import Samples
from onrecord.signal.decibel import power_db

_LOWEST_HZ, _BANDS_N = 220.0, 48
_WINDOW_S, _STEP_S = 0.128, 0.032
_BESIDE_N, _QUIET_PERCENT, _AROUND_BANDS_N = 15, 25, 9


def semitones_db(samples_mono: Samples, rate_hz: int) -> NDArray[np.float64]:
    """The level in each semitone of four octaves from the A below the middle C on, shape (48,)."""
    window_n, step_n = round(_WINDOW_S * rate_hz), round(_STEP_S * rate_hz)
    padded = np.pad(samples_mono, (0, max(0, window_n - len(samples_mono))))
    frames = np.lib.stride_tricks.sliding_window_view(padded, window_n)[::step_n]
    power = (np.abs(np.fft.rfft(frames * np.hanning(window_n), axis=1)) ** 2).mean(axis=0)
    edges_hz = _LOWEST_HZ * 2 ** (np.arange(-0.5, _BANDS_N + 0.5) / 12)
    bins = edges_hz * window_n / rate_hz + 0.5  # a bin reaches half a bin to both sides
    below = np.interp(bins, np.arange(len(power) + 1), np.concatenate([[0.0], np.cumsum(power)]))
    return power_db(np.diff(below))


def coming_and_going_db(moments_db: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far single tones stand out in each moment that do not sound in all of the moments around it: the deviation of its
    semitones, those of the quiet moments and their smooth course taken off. Shapes (moments, 48) and (moments,).

    Of noise, hum, breath and what is left of a voice it is some 1 to 2.5 dB, also of a fan whose blades make a chord; of music, 3 to 12.
    """
    out = np.zeros(len(moments_db))
    for at, moment_db in enumerate(moments_db):
        first = max(0, min(at - _BESIDE_N // 2, len(moments_db) - _BESIDE_N))
        above_db = moment_db - np.percentile(moments_db[first : first + _BESIDE_N], _QUIET_PERCENT, axis=0)
        padded = np.pad(above_db, _AROUND_BANDS_N // 2, mode="reflect")
        smooth_db = np.median(np.lib.stride_tricks.sliding_window_view(padded, _AROUND_BANDS_N), axis=1)
        out[at] = (above_db - smooth_db).std()
    return out
