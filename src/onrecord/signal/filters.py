"""Filters in NumPy alone.

scipy.signal has them all, and takes 3.5 s to import on a slow machine, which every command would pay.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray

_FFT_N = 16_384
"""Many of them in one call, in single precision, take half of the time that one after the other take in double."""


def low_pass(taps_n: int, cutoff: float, beta: float) -> NDArray[np.float64]:
    """A linear-phase FIR of `taps_n` taps (odd) and unit gain; `cutoff` in cycles per sample, Kaiser window of `beta`."""
    at = np.arange(taps_n) - (taps_n - 1) / 2
    taps = np.sinc(2 * cutoff * at) * np.kaiser(taps_n, beta)
    return np.asarray(taps / taps.sum())


def impulse_response(sections: NDArray[np.float64], taps_n: int) -> NDArray[np.float64]:
    """The first `taps_n` samples of what second-order sections (b0 b1 b2 1 a1 a2) answer to an impulse."""
    response = np.zeros(taps_n)
    response[0] = 1.0
    for b0, b1, b2, _, a1, a2 in sections:
        x1 = x2 = y1 = y2 = 0.0
        for n, x in enumerate(response.tolist()):
            y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
            response[n] = y
            x1, x2, y1, y2 = x, x1, y, y1
    return response


class StreamingFir:
    """A causal FIR over a stream of blocks of shape (frames, channels), by FFT: as long out as in, no matter the blocks.

    Channels that are all alike, as of one microphone in a stereo file, are filtered once.
    """

    def __init__(self, taps: NDArray[np.float64], channels_n: int) -> None:
        self._taps_n = len(taps)
        self._spectrum = np.fft.rfft(taps, _FFT_N).astype(np.complex64)
        self._held = np.zeros((len(taps) - 1, channels_n), np.float32)

    def push(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        joined = np.concatenate([self._held, block])
        self._held = joined[len(block) :]
        hop_n = _FFT_N - self._taps_n + 1
        hops_n = -(-len(block) // hop_n)
        filtered = alike(joined)
        padded = np.zeros((filtered.shape[1], hops_n * hop_n + self._taps_n - 1), np.float32)
        padded[:, : len(joined)] = filtered.T
        windows = np.lib.stride_tricks.sliding_window_view(padded, _FFT_N, axis=1)[:, ::hop_n]
        parts = np.fft.irfft(np.fft.rfft(windows) * self._spectrum, _FFT_N)[:, :, self._taps_n - 1 :]
        return np.broadcast_to(parts.reshape(len(padded), -1)[:, : len(block)].T, block.shape)


def magnitude(samples: NDArray[Any]) -> NDArray[Any]:
    """The largest magnitude of any channel in each frame; shape (frames,). A reduction over so short an axis costs ten times as much."""
    return functools.reduce(np.maximum, np.abs(samples).T)


def alike(samples: NDArray[Any]) -> NDArray[Any]:
    """One channel of samples, shape (frames, channels), whose channels are all the same; else the samples themselves."""
    if samples.shape[1] > 1 and (samples[:, 1:] == samples[:, :1]).all():
        return samples[:, :1]
    return samples


def sliding_min(values: NDArray[np.float64], before_n: int, after_n: int) -> NDArray[np.float64]:
    """For each value the smallest within [n - before_n, n + after_n]; beyond the ends there is nothing."""
    size = before_n + after_n + 1
    padded = np.concatenate([np.full(before_n, np.inf), values, np.full(after_n, np.inf)])
    covered = 1
    while covered < size:
        step = min(covered, size - covered)
        padded = np.minimum(padded[: len(padded) - step], padded[step:])
        covered += step
    return padded


@functools.cache
def phases(oversampling: int, reach_n: int, beta: float) -> NDArray[np.float64]:
    """The interpolation filters between two samples: shape (oversampling, 2 x reach_n), phase 0 being the sample itself."""
    taps = low_pass(2 * oversampling * reach_n + 1, 0.5 / oversampling, beta) * oversampling
    return np.stack([taps[p : p + 2 * oversampling * reach_n : oversampling] for p in range(oversampling)])
