"""A few numbers that tell one short sound from another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from onrecord.core.ports import Samples


@dataclass(frozen=True, slots=True)
class Timbre:
    """`voicing` is the strongest normalised autocorrelation between 70 and 500 Hz, 0 to 1; `attack_s` the time from the
    start to the loudest 5 ms; `bursts_n` how many times the envelope rises by 6 dB after a dip.
    """

    centroid_hz: float
    voicing: float
    attack_s: float
    bursts_n: int


def timbre(mono: Samples, rate_hz: int) -> Timbre:
    """`mono` has shape (frames,) and holds one sound."""
    if len(mono) < 16:
        return Timbre(0.0, 0.0, 0.0, 1)
    x = mono.astype(np.float64)
    spectrum = np.abs(np.fft.rfft(x * np.hanning(len(x)))) ** 2
    hertz = np.fft.rfftfreq(len(x), 1 / rate_hz)
    centroid_hz = float((spectrum * hertz).sum() / max(spectrum.sum(), 1e-20))
    step_n = max(1, round(0.005 * rate_hz))
    frames = x[: len(x) // step_n * step_n].reshape(-1, step_n) if len(x) >= step_n else x[None, :]
    envelope_db = 10 * np.log10(np.maximum((frames**2).mean(axis=1), 1e-14))
    return Timbre(centroid_hz, _voicing(x, rate_hz), float(np.argmax(envelope_db)) * 0.005, _bursts(envelope_db))


def _voicing(x: np.ndarray, rate_hz: int) -> float:
    window_n, best = round(0.04 * rate_hz), []
    low, high = round(rate_hz / 500), round(rate_hz / 70)
    for at_n in range(0, max(1, len(x) - window_n), window_n):
        part = x[at_n : at_n + window_n] - x[at_n : at_n + window_n].mean()
        if len(part) < 2 * low:
            continue
        size = 1 << (2 * len(part) - 1).bit_length()
        correlation = np.fft.irfft(np.abs(np.fft.rfft(part, size)) ** 2)[: len(part)]
        norm = correlation[0] * (1 - np.arange(len(part)) / len(part))
        lags = slice(low, min(high, len(part) * 3 // 4))
        if correlation[0] > 0 and lags.stop > lags.start:
            best.append(float(np.max(correlation[lags] / np.maximum(norm[lags], 1e-12))))
    return float(np.clip(np.percentile(best, 75), 0, 1)) if best else 0.0


def _bursts(envelope_db: np.ndarray) -> int:
    if len(envelope_db) < 3:
        return 1
    smooth = np.convolve(envelope_db, np.ones(5) / 5, mode="same") if len(envelope_db) > 5 else envelope_db
    count, low, high, is_up = 0, smooth[0], smooth[0], False
    for level in smooth:
        if not is_up:
            low = min(low, level)
            if level > low + 6:
                count, is_up, high = count + 1, True, level
        else:
            high = max(high, level)
            if level < high - 6:
                is_up, low = False, level
    return max(1, count)
