"""Loudness to ITU-R BS.1770-4 and EBU R 128 / Tech 3342, block by block, in memory that grows by 8 bytes per 100 ms."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from onrecord.core.ports import Samples
from onrecord.signal.filters import StreamingFir, impulse_response, magnitude

STEP_S = 0.1
_ABSOLUTE_GATE_LUFS = -70.0
_USUAL_LUFS = -23.0
_OFFSET_LU = -0.691


def k_weighting(rate_hz: int) -> NDArray[np.float64]:
    """The two K-weighting sections of BS.1770-4 as second-order sections, for any rate.

    The standard tabulates 48 kHz only; these are the analogue prototypes behind it, mapped by the bilinear transform.
    """
    gain_db, q, centre_hz = 3.999843853973347, 0.7071752369554196, 1681.974450955533
    k = np.tan(np.pi * centre_hz / rate_hz)
    vh, vb = 10 ** (gain_db / 20), (10 ** (gain_db / 20)) ** 0.4996667741545416
    a0 = 1 + k / q + k * k
    shelf = [
        (vh + vb * k / q + k * k) / a0, 2 * (k * k - vh) / a0, (vh - vb * k / q + k * k) / a0,
        1.0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0,
    ]  # fmt: skip
    q, centre_hz = 0.5003270373238773, 38.13547087602444
    k = np.tan(np.pi * centre_hz / rate_hz)
    a0 = 1 + k / q + k * k
    high_pass = [1.0, -2.0, 1.0, 1.0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0]
    return np.array([shelf, high_pass])


@functools.cache
def _k_response(rate_hz: int) -> NDArray[np.float64]:
    """The weighting's first 85 ms: its slowest pole (38 Hz) has fallen by 170 dB by then."""
    return impulse_response(k_weighting(rate_hz), round(0.085 * rate_hz))


class LoudnessMeter:
    """Push blocks of any length, then ask. Channels count alike (mono, left and right have weight 1 in BS.1770)."""

    def __init__(self, rate_hz: int, channels_n: int) -> None:
        self._weighting = StreamingFir(_k_response(rate_hz), channels_n)
        self._step_n = round(rate_hz * STEP_S)
        self._rest = np.zeros((0, channels_n), np.float32)
        self._power: list[NDArray[np.float64]] = []
        self._sample_rest = np.zeros(0, np.float32)
        self._peaks: list[NDArray[np.float32]] = []

    def push(self, block: Samples) -> None:
        """`block` has shape (frames, channels)."""
        if not len(block):
            return
        weighted = self._weighting.push(block)
        joined = np.concatenate([self._rest, weighted]) if len(self._rest) else weighted
        whole_n = len(joined) // self._step_n
        cut_n = whole_n * self._step_n
        if whole_n:
            steps = joined[:cut_n].reshape(whole_n, self._step_n, -1)
            self._power.append(np.einsum("ijk,ijk->i", steps, steps, dtype=np.float64) / self._step_n)
        self._rest = joined[cut_n:].copy()
        samples = np.concatenate([self._sample_rest, magnitude(block)])
        self._peaks.append(samples[: whole_n * self._step_n].reshape(whole_n, self._step_n).max(axis=1, initial=0.0))
        self._sample_rest = samples[whole_n * self._step_n :]

    @property
    def step_peak(self) -> NDArray[np.float32]:
        """The sample peak of any channel in every whole 100 ms."""
        return np.concatenate(self._peaks) if self._peaks else np.zeros(0, np.float32)

    @property
    def step_power(self) -> NDArray[np.float64]:
        """The K-weighted mean square, summed over the channels, of every whole 100 ms."""
        return np.concatenate(self._power) if self._power else np.zeros(0)

    @property
    def integrated_lufs(self) -> float:
        return integrated_lufs(self.step_power)

    @property
    def range_lu(self) -> float:
        return range_lu(self.step_power)

    @property
    def short_term_lufs(self) -> NDArray[np.float64]:
        """Loudness over the last 3 s, every 100 ms."""
        return windowed_lufs(self.step_power, 3.0)


def lufs_of(power: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.maximum(-120.0, _OFFSET_LU + 10.0 * np.log10(np.maximum(power, 1e-15)))


def windowed_lufs(step_power: NDArray[np.float64], window_s: float) -> NDArray[np.float64]:
    """Loudness of every window of `window_s` seconds, one per 100 ms step; empty when there is less than one window."""
    n = round(window_s / STEP_S)
    if len(step_power) < n:
        return np.zeros(0)
    sums = np.cumsum(np.concatenate([[0.0], step_power]))
    return lufs_of((sums[n:] - sums[:-n]) / n)


def integrated_lufs(step_power: NDArray[np.float64]) -> float:
    """Gated integrated loudness (BS.1770-4: 400 ms blocks, 75 % overlap, -70 LUFS and -10 LU gates). -120 for silence."""
    n = 4
    if len(step_power) < n:
        return float(lufs_of(np.array([step_power.mean() if len(step_power) else 0.0]))[0])
    sums = np.cumsum(np.concatenate([[0.0], step_power]))
    block_power = (sums[n:] - sums[:-n]) / n
    loud = block_power[lufs_of(block_power) > _ABSOLUTE_GATE_LUFS]
    if not len(loud):
        return -120.0
    gate = float(lufs_of(np.array([loud.mean()]))[0]) - 10.0
    return float(lufs_of(np.array([loud[lufs_of(loud) > gate].mean()]))[0])


def lifted_lufs(step_power: NDArray[np.float64]) -> float:
    """Integrated loudness of something soft, too: where the absolute gate would take of what the relative one leaves, under -60
    LUFS, it is measured as if it had been recorded at a usual level. -120 for silence.
    """
    standard = integrated_lufs(step_power)
    if standard > _ABSOLUTE_GATE_LUFS + 10.0 or not len(step_power):
        return standard
    lift_db = _USUAL_LUFS - float(lufs_of(np.array([step_power.mean()]))[0])
    lifted = integrated_lufs(step_power * 10.0 ** (lift_db / 10.0))
    return max(-120.0, lifted - lift_db)


def range_lu(step_power: NDArray[np.float64]) -> float:
    """Loudness range (EBU Tech 3342): the 10th to 95th percentile of short-term loudness above a -20 LU gate."""
    short = windowed_lufs(step_power, 3.0)
    short = short[short > _ABSOLUTE_GATE_LUFS]
    if not len(short):
        return 0.0
    gate = float(lufs_of(np.array([np.mean(10 ** ((short - _OFFSET_LU) / 10))]))[0]) - 20.0
    short = short[short > gate]
    return float(np.percentile(short, 95) - np.percentile(short, 10))
