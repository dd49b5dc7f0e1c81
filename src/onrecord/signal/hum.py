"""Mains hum: which lines stand in a sound, and narrow notches for just those."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.core.ports import Samples

_STANDS_DB = 9.0
_HIGHEST_HZ = 1_000.0


class HumFinder:
    """Collects 1-second spectra of a 16 kHz mono sound; `lines()` gives the hum's frequencies.

    A line counts when it stands in the 10th-percentile spectrum, in which speech does not: a voice moves, hum does not.
    The family (50 or 60 Hz) is chosen by all its harmonics together, because the fundamental may be missing.
    """

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._spectra: list[NDArray[np.float32]] = []

    def push(self, mono: Samples) -> None:
        n = self._rate_hz
        window = np.hanning(n)
        for at_n in range(0, len(mono) - n + 1, n):
            power = np.abs(np.fft.rfft(mono[at_n : at_n + n] * window)) ** 2
            self._spectra.append(np.log10(power[: int(_HIGHEST_HZ) + 20] + 1e-12).astype(np.float32))

    def lines(self) -> tuple[float, ...]:
        if len(self._spectra) < 5:
            return ()
        low_db: NDArray[Any] = 10.0 * np.percentile(np.stack(self._spectra).astype(np.float64), 10, axis=0)
        families = {base: self._standing(low_db, base) for base in (50, 60)}
        best = max(families, key=lambda base: sum(over for _, over in families[base]))
        standing = families[best]
        return tuple(hz for hz, _ in standing) if len(standing) >= 2 else ()

    @staticmethod
    def _standing(low_db: NDArray[Any], base_hz: int) -> list[tuple[float, float]]:
        found = []
        for hz in range(base_hz, int(_HIGHEST_HZ) + 1, base_hz):
            around = np.concatenate([low_db[hz - 12 : hz - 4], low_db[hz + 5 : hz + 13]])
            over_db = float(low_db[hz - 1 : hz + 2].max() - np.median(around))
            if over_db > _STANDS_DB:
                found.append((float(hz), over_db))
        return found


def without_hum(samples: Samples, rate_hz: int, lines_hz: Sequence[float]) -> Samples:
    """The sound with a 2 Hz wide notch at each line. The first second or so is the filters settling: give a run-up."""
    if not lines_hz:
        return samples
    from scipy.signal import iirnotch, sosfilt, tf2sos  # slow to import, and most recordings have no hum

    sections = np.concatenate([tf2sos(*iirnotch(hz, hz / 2.0, fs=rate_hz)) for hz in lines_hz])
    return np.asarray(sosfilt(sections, samples.astype(np.float64), axis=0), np.float32)
