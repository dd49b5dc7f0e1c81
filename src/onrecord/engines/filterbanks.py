"""Kaldi's logarithmic mel filter banks, for the frames that are asked for."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.core.ports import Samples

RATE_HZ = 16000
STEP_N = 160
BANKS_N = 80
_FRAME_N, _FFT_N = 400, 512
_LOWEST_HZ = 20.0
_EMPHASIS = 0.97
_LEAST = float(np.finfo(np.float32).eps)


def frames_in(samples_n: int) -> int:
    """How many whole frames of 25 ms, 10 ms apart, so many samples have."""
    return max(0, 1 + (samples_n - _FRAME_N) // STEP_N)


def filter_banks(samples_mono: Samples, frames: NDArray[np.int64]) -> NDArray[np.float32]:
    """The banks of some frames, as positions in 16 kHz sound: shape (frames, 80), as kaldi-native-fbank has them without dither."""
    from scipy.fft import rfft  # NumPy's computes in double precision, twice as slow

    cut = np.lib.stride_tricks.sliding_window_view(samples_mono, _FRAME_N)[frames * STEP_N].astype(np.float32)
    cut = cut - cut.mean(axis=1, keepdims=True)
    emphasised = cut * np.float32(1 - _EMPHASIS)
    emphasised[:, 1:] = cut[:, 1:] - np.float32(_EMPHASIS) * cut[:, :-1]
    spectrum = rfft(emphasised * _window(), _FFT_N, axis=1)
    power = np.square(spectrum.real) + np.square(spectrum.imag)
    banks: NDArray[np.float32] = np.log(np.maximum((_triangles() @ power.T).T, np.float32(_LEAST)))
    return banks


@lru_cache(maxsize=1)
def _window() -> NDArray[np.float32]:
    """Povey's: a Hann window to the power of 0.85."""
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_FRAME_N) / (_FRAME_N - 1))
    window: NDArray[np.float32] = (hann**0.85).astype(np.float32)
    return window


@lru_cache(maxsize=1)
def _triangles() -> Any:
    """Shape (80, 257): how much each frequency counts in each bank.

    Sparse, and so no work for BLAS, whose threads wait for the next product at the cost of a core.
    """
    from scipy.sparse import csr_array

    def mel(hertz: NDArray[np.float64] | float) -> NDArray[np.float64]:
        return np.asarray(1127.0 * np.log(1.0 + np.asarray(hertz) / 700.0))

    edges = np.linspace(float(mel(_LOWEST_HZ)), float(mel(RATE_HZ / 2)), BANKS_N + 2)
    at = mel(np.arange(_FFT_N // 2 + 1) * RATE_HZ / _FFT_N)[:, None]
    left, middle, right = edges[:-2], edges[1:-1], edges[2:]
    rising, falling = (at - left) / (middle - left), (right - at) / (right - middle)
    triangles: NDArray[np.float32] = np.clip(np.minimum(rising, falling), 0.0, None).astype(np.float32)
    # Kaldi leaves the highest frequency out.
    triangles[-1] = 0.0
    return csr_array(triangles.T)
