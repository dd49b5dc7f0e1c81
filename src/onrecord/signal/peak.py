"""True peak (ITU-R BS.1770-4, annex 2: 4 times oversampled) and a limiter that looks ahead."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onrecord.core.ports import Samples, Sound
from onrecord.signal.decibel import db_of, gain_of
from onrecord.signal.filters import alike, magnitude, phases, sliding_min

OVERSAMPLING = 4
BETWEEN_SAMPLES = 1.5
_STRETCH_N, _PIECE_N = 1200, 12_000
_REACH_N = 12
_QUICK_DB = 3.0


def oversampled_peak(samples: Samples) -> NDArray[np.float64]:
    """For each frame the largest magnitude of any channel between its two neighbours; shape (frames,).

    The first and last 12 frames lack their neighbours: give that much more on both sides.
    """
    peaks: NDArray[np.float64] = magnitude(samples).astype(np.float64)
    if not len(samples):
        return peaks
    taps = phases(OVERSAMPLING, _REACH_N, 5.0)[1:, ::-1].astype(np.float32)
    for channel in alike(samples).T:
        padded = np.concatenate([np.zeros(_REACH_N - 1), channel, np.zeros(_REACH_N)], dtype=np.float32)
        # a product of small matrices takes a third of the time of a convolution with each phase
        beside = np.stack([padded[k : k + len(samples)] for k in range(taps.shape[1])])
        between = np.abs(taps @ beside).max(axis=0)
        np.maximum(peaks, between, out=peaks)
        np.maximum(peaks[1:], between[:-1], out=peaks[1:])
    return peaks


class PeakMeter:
    """True peak of a sound pushed block by block.

    Quiet stretches are skipped: what lies between the samples exceeds them by 3 dB in the worst tone (BS.1770-4, annex 2),
    so a stretch more than 3.5 dB below the highest peak so far cannot raise it.
    """

    _CHUNK_N = 4800

    def __init__(self, channels_n: int) -> None:
        self._held = np.zeros((2 * _REACH_N, channels_n), np.float32)
        self._peak = 0.0

    def push(self, block: Samples) -> None:
        for at_n in range(0, len(block), self._CHUNK_N):
            part = np.concatenate([self._held, block[at_n : at_n + self._CHUNK_N]])
            self._held = part[-2 * _REACH_N :]
            if BETWEEN_SAMPLES * float(np.abs(part).max(initial=0.0)) > self._peak:
                # only frames with all their neighbours: where a sound is cut off, interpolation overshoots by up to 1 dB
                self._peak = max(self._peak, float(oversampled_peak(part)[_REACH_N:-_REACH_N].max(initial=0.0)))

    @property
    def dbtp(self) -> float:
        tail = float(oversampled_peak(self._held)[_REACH_N:].max(initial=0.0))
        return db_of(max(self._peak, tail))


def true_peak_of_steps(sound: Sound, step_peak: NDArray[np.float32], chosen: NDArray[np.bool_], step_s: float) -> float:
    """The true peak in dBTP within the chosen steps of a sound whose sample peak per step is known.

    Only the steps whose sample peak comes near the highest, at most 12, are read again and oversampled.
    """
    steps = np.flatnonzero(chosen)
    if not len(steps):
        return db_of(0.0)
    loudest = steps[np.argsort(step_peak[steps])[::-1][:12]]
    highest = 0.0
    for step in loudest:
        if BETWEEN_SAMPLES * float(step_peak[step]) < highest:
            break
        start_n, n = round(step * step_s * sound.rate_hz), round(step_s * sound.rate_hz)
        peaks = oversampled_peak(sound.read(start_n - _REACH_N, n + 2 * _REACH_N))
        highest = max(highest, float(peaks[_REACH_N:-_REACH_N].max(initial=0.0)))
    return db_of(highest)


class Limiter:
    """A look-ahead true-peak limiter for a stream of blocks: same length out as in, no delay overall.

    Two gains, one within the other: a slow one takes peaks down to 3 dB over the ceiling and holds, so that it does not
    follow the periods of a voice, and a quick one takes the rest within a millisecond, so that what lies beside a tip is left as
    it was. Each is the smallest that any peak within its reach needs, smoothed over its look-ahead: down before the peak comes and
    never above what the peak allows. All channels get the same gain.
    """

    def __init__(self, rate_hz: int, channels_n: int, ceiling_dbtp: float) -> None:
        self._ceiling = gain_of(ceiling_dbtp)
        self._slow = _Gain(round(0.004 * rate_hz), hold_n=round(0.030 * rate_hz))
        self._quick = _Gain(round(0.001 * rate_hz), hold_n=0)
        self._margin_n = self._slow.reach_n + self._quick.reach_n + _REACH_N
        self._kept = np.zeros((self._margin_n, channels_n), np.float32)
        self.most_db = 0.0

    def process(self, block: Samples) -> Samples:
        """Takes a block, gives back what is ready: all but the last 36 ms, which need to see what comes."""
        joined = np.concatenate([self._kept, block])
        ready_n = len(joined) - 2 * self._margin_n
        if ready_n <= 0:
            self._kept = joined
            return joined[:0]
        out = self._limited(joined)[self._margin_n : self._margin_n + ready_n]
        self._kept = joined[ready_n:]
        return out

    def finish(self) -> Samples:
        """The rest. The limiter is spent afterwards."""
        padded = np.concatenate([self._kept, np.zeros((self._margin_n, self._kept.shape[1]), np.float32)])
        return self._limited(padded)[self._margin_n : len(padded) - self._margin_n]

    def _needed(self, joined: Samples) -> NDArray[np.float64]:
        """The gain that each frame's own true peak allows. Only stretches that come near the ceiling are oversampled."""
        need = np.ones(len(joined))
        peaks_per_frame = magnitude(joined)
        for at_n in range(0, len(joined), _STRETCH_N):
            low_n, high_n = max(0, at_n - _REACH_N), min(len(joined), at_n + _STRETCH_N + _REACH_N)
            # a tip right beside the stretch lifts what lies between its samples as well
            if BETWEEN_SAMPLES * float(peaks_per_frame[low_n:high_n].max()) <= self._ceiling:
                continue
            peaks = oversampled_peak(joined[low_n:high_n])[at_n - low_n :][:_STRETCH_N]
            need[at_n : at_n + len(peaks)] = np.minimum(1.0, self._ceiling / np.maximum(peaks, 1e-9))
        # the outermost frames lack neighbours here, where interpolation overshoots; they are another block's inside
        need[:_REACH_N] = need[-_REACH_N:] = 1.0
        return need

    def _limited(self, joined: Samples) -> Samples:
        """The stretches in which a peak asks for it turned down; the outermost margin is left as it is."""
        if float(np.abs(joined).max(initial=0.0)) * 2.0 <= self._ceiling:
            return joined
        need, out = self._needed(joined), joined.copy()
        for at_n in range(self._margin_n, len(joined) - self._margin_n, _PIECE_N):
            end_n = min(at_n + _PIECE_N, len(joined) - self._margin_n)
            around = need[at_n - self._margin_n : end_n + self._margin_n]
            if float(around.min()) < 1.0:
                gain = self._gain(around)
                out[at_n:end_n] *= gain[:, None]
                self.most_db = min(self.most_db, db_of(float(gain.min())))
        return out

    def _gain(self, need: NDArray[np.float64]) -> NDArray[np.float64]:
        """The gain for all but the margins of a stretch, from what each of its frames allows."""
        slow = self._slow.over(np.minimum(1.0, need * gain_of(_QUICK_DB)))
        left = np.minimum(1.0, need[self._slow.reach_n : -self._slow.reach_n] / slow)
        gain = slow[self._quick.reach_n : -self._quick.reach_n] * self._quick.over(left)
        return gain[_REACH_N:-_REACH_N]


class _Gain:
    """The smallest gain that any frame within reach needs: from `look_n` frames before it until `hold_n` after it, smoothed."""

    def __init__(self, look_n: int, hold_n: int) -> None:
        self._look_n, self._hold_n = look_n, hold_n
        self.reach_n = look_n + hold_n
        window = np.hanning(look_n + 3)[1:-1]
        self._smooth = window / window.sum()

    def over(self, need: NDArray[np.float64]) -> NDArray[np.float64]:
        """The gain for all but the outermost `reach_n` frames: every value averaged has the frame's own need within its reach."""
        held = sliding_min(need, self._hold_n, self._look_n)
        pad = np.concatenate([np.ones(len(self._smooth) - 1), held])
        smoothed: NDArray[np.float64] = np.convolve(pad, self._smooth, mode="valid")[self.reach_n : -self.reach_n]
        return smoothed
