"""What a sound is known by, whatever its level and codec: the peaks of its spectrum, and pairs of them as marks (Wang 2003).

A passage that was recorded once and stands in two recordings has many of its peaks in both; the same words said twice have not. Peaks are one
byte of time and one of pitch each: 165 kB for an hour of talk, as letters.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16_000
STEP_N, FRAME_N = 256, 1024
STEP_S = STEP_N / RATE_HZ
BINS_N = 256
"""Up to 4 kHz: what every codec keeps."""

_NEAR_STEPS, _NEAR_BINS = 12, 8
"""A peak is the loudest within so many steps (0.2 s) and bins (125 Hz) on every side."""
_CELL_STEPS, _PER_CELL = 32, 10
"""At most so many peaks, the loudest, in every half second."""
_PAIRS_N, _APART_STEPS, _APART_BINS = 8, (4, 60), 48
"""Each peak makes a mark with so many of those after it, 0.06 to 1 s later and within 750 Hz."""
_INTERVALS_N = 64
_COMMON_N = 60
"""A mark that comes more often in one recording is hum or a tone, and tells nothing."""
_LEAST_DB = -75.0
"""Under full scale: below is digital silence and rounding."""
_LEAST_SHARE = 0.1
"""So many of the marks of a stretch are found again when it is the same recording: 0.12 to 0.5 with other levels and codecs.
Talk over a bed of music that comes again has less: at most 0.09 where the music was 6 dB under the talk."""
_BLOCK_STEPS = 4096

Read = Callable[[int, int], NDArray[np.float32]]
"""Gives `frames_n` mono samples from `start_n` on at 16 kHz; silence outside."""


@dataclass(frozen=True, slots=True)
class Peaks:
    """Spectral peaks in the order of time: `steps` of 16 ms, `bins` of 15.6 Hz."""

    steps: NDArray[np.int32]
    bins: NDArray[np.int32]

    def text(self) -> str:
        """As letters, two bytes a peak: steps since the one before (255: that many and no peak), bin."""
        pairs = bytearray()
        before = 0
        for step, bin_ in zip(self.steps.tolist(), self.bins.tolist(), strict=True):
            gap = step - before
            while gap >= 255:
                pairs += b"\xff\x00"
                gap -= 255
            pairs += bytes((gap, bin_))
            before = step
        return base64.b64encode(bytes(pairs)).decode()

    @classmethod
    def of_text(cls, text: str) -> Peaks:
        pairs = np.frombuffer(base64.b64decode(text), dtype=np.uint8).reshape(-1, 2).astype(np.int32)
        steps = np.cumsum(pairs[:, 0], dtype=np.int32)
        is_peak = pairs[:, 0] != 255
        return cls(steps[is_peak], pairs[is_peak, 1])


@dataclass(frozen=True, slots=True)
class Match:
    """The same sound from `start_s` to `end_s` here and from `there_s` on in the other recording.

    `marks_n` marks agree, which is the `share` of those that stand here.
    """

    start_s: float
    end_s: float
    there_s: float
    marks_n: int
    share: float


def peaks_of(read: Read, frames_n: int, progress: Callable[[float], None] = lambda done: None) -> Peaks:
    """The peaks of a 16 kHz mono sound of any length, read in blocks of a minute with what stands around them."""
    steps_n = max(0, (frames_n - FRAME_N) // STEP_N + 1)
    window = np.hanning(FRAME_N).astype(np.float32)
    steps: list[NDArray[np.int32]] = []
    bins: list[NDArray[np.int32]] = []
    for first in range(0, steps_n, _BLOCK_STEPS):
        lead = min(first, _NEAR_STEPS)
        count = min(_BLOCK_STEPS + lead + _NEAR_STEPS, steps_n - first + lead)
        samples = read((first - lead) * STEP_N, (count - 1) * STEP_N + FRAME_N)
        level_db = _levels_db(samples, count, window)
        at, bin_ = _local_peaks(level_db)
        inside = (at >= lead) & (at < lead + _BLOCK_STEPS)
        at, bin_ = at[inside], bin_[inside]
        kept = _loudest(at - lead, level_db[at, bin_])
        steps.append((at[kept] - lead + first).astype(np.int32))
        bins.append(bin_[kept].astype(np.int32))
        progress(min(1.0, (first + _BLOCK_STEPS) / steps_n))
    if not steps:
        return Peaks(np.zeros(0, np.int32), np.zeros(0, np.int32))
    return Peaks(np.concatenate(steps), np.concatenate(bins))


def _levels_db(samples: NDArray[np.float32], count: int, window: NDArray[np.float32]) -> NDArray[np.float32]:
    """Shape (count, BINS_N). Without DC and the lowest bins, where hum and rumble live."""
    frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME_N)[::STEP_N][:count]
    power = np.abs(np.fft.rfft(frames * window, axis=1)[:, :BINS_N]).astype(np.float32) / (FRAME_N / 4)
    level: NDArray[np.float32] = 20 * np.log10(np.maximum(power, 1e-7))
    level[:, :8] = -140.0
    return level


def _local_peaks(level_db: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    around = _running_max(_running_max(level_db, _NEAR_STEPS, axis=0), _NEAR_BINS, axis=1)
    at, bin_ = np.nonzero((level_db >= around) & (level_db > _LEAST_DB))
    return at, bin_


def _running_max(values: NDArray[np.float32], reach: int, axis: int) -> NDArray[np.float32]:
    """The largest within `reach` on both sides along an axis: windows of twice the width are made of two, as long as they fit."""
    length, width = values.shape[axis], 2 * reach + 1
    pad = [(0, 0), (0, 0)]
    pad[axis] = (reach, reach)
    largest = np.moveaxis(np.pad(values, pad, constant_values=-200.0), axis, 0)
    covered = 1
    while covered < width:
        step = min(covered, width - covered)
        largest = np.maximum(largest[:-step], largest[step:])
        covered += step
    moved: NDArray[np.float32] = np.moveaxis(largest[:length], 0, axis)
    return moved


def _loudest(steps: NDArray[np.int64], level_db: NDArray[np.float32]) -> NDArray[np.int64]:
    """The positions of the loudest `_PER_CELL` of every cell, in order."""
    cells = steps // _CELL_STEPS
    order = np.lexsort((-level_db, cells))
    sorted_cells = cells[order]
    starts = np.searchsorted(sorted_cells, sorted_cells)
    kept: NDArray[np.int64] = np.sort(order[np.arange(len(order)) - starts < _PER_CELL])
    return kept


def marks_of(peaks: Peaks) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Marks (pitch, interval, distance in one number), sorted, and the step of each."""
    n = len(peaks.steps)
    marks, steps = [], []
    room = np.full(n, _PAIRS_N)
    for ahead in range(1, min(n, 6 * _PER_CELL)):
        apart = peaks.steps[ahead:] - peaks.steps[:-ahead]
        higher = peaks.bins[ahead:] - peaks.bins[:-ahead]
        fits = (apart >= _APART_STEPS[0]) & (apart <= _APART_STEPS[1]) & (np.abs(higher) < _APART_BINS)
        fits &= room[:-ahead] > 0
        room[:-ahead] -= fits
        first = np.nonzero(fits)[0]
        marks.append(((peaks.bins[first].astype(np.int64) * 128) + higher[first] + 64) * _INTERVALS_N + apart[first])
        steps.append(peaks.steps[first])
    if not marks:
        return np.zeros(0, np.int64), np.zeros(0, np.int32)
    all_marks, all_steps = np.concatenate(marks), np.concatenate(steps)
    order = np.argsort(all_marks, kind="stable")
    all_marks, all_steps = all_marks[order], all_steps[order]
    often = np.searchsorted(all_marks, all_marks, "right") - np.searchsorted(all_marks, all_marks)
    telling = often <= _COMMON_N
    return all_marks[telling], all_steps[telling].astype(np.int32)


def matches(
    here: Peaks, there: Peaks, *, shortest_s: float, longest_gap_s: float = 2.0, per_s: float = 3.0
) -> list[Match]:
    """The stretches of at least `shortest_s` whose sound stands in both recordings, in order; none overlaps another here.

    A stretch has at least `per_s` common marks a second at one distance in time, no gap longer than `longest_gap_s`, and as
    large a share of the marks that stand here as only a copy has.
    """
    own, own_steps = marks_of(here)
    other, other_steps = marks_of(there)
    low = np.searchsorted(other, own)
    counts = np.searchsorted(other, own, "right") - low
    at = np.repeat(np.arange(len(own)), counts)
    nth = np.arange(len(at)) - np.repeat(np.cumsum(counts) - counts, counts)
    begins = own_steps[at]
    ends = begins + (own[at] % _INTERVALS_N).astype(np.int32)
    lags = other_steps[low[at] + nth] - begins
    all_begins = np.sort(own_steps)
    found: list[Match] = []
    for lag in _agreed(lags, round(shortest_s * per_s)):
        chosen = np.nonzero(np.abs(lags - lag) <= 1)[0]
        chosen = chosen[np.argsort(begins[chosen])]
        for run in np.split(chosen, np.nonzero(np.diff(begins[chosen]) * STEP_S > longest_gap_s)[0] + 1):
            first, last = int(begins[run[0]]), int(begins[run[-1]])
            length_s = (last - first) * STEP_S
            here_n = int(np.searchsorted(all_begins, last, "right") - np.searchsorted(all_begins, first))
            if length_s >= shortest_s and len(run) >= max(per_s * length_s, _LEAST_SHARE * here_n):
                end_s = int(ends[run].max()) * STEP_S + FRAME_N / RATE_HZ / 2
                there_s = (first + int(lag)) * STEP_S
                found.append(Match(first * STEP_S, end_s, there_s, len(run), round(len(run) / here_n, 3)))
    return _longest(found)


def _agreed(lags: NDArray[np.int32], least_n: int) -> NDArray[np.int32]:
    """The distances in time at which at least `least_n` marks agree, give or take a step: each a local maximum of its count."""
    if not len(lags):
        return np.zeros(0, np.int32)
    low = int(lags.min()) - 2
    counts = np.bincount(lags - low, minlength=int(lags.max()) - low + 3)
    near = counts[:-2] + counts[1:-1] + counts[2:]
    is_top = (near[1:-1] >= near[:-2]) & (near[1:-1] > near[2:]) & (near[1:-1] >= least_n)
    agreed: NDArray[np.int32] = (np.nonzero(is_top)[0] + 2 + low).astype(np.int32)
    return agreed


def _longest(found: Sequence[Match]) -> list[Match]:
    """Of stretches that overlap here (loops of music fit at several places) the one with most marks, in the order of time."""
    kept: list[Match] = []
    for match in sorted(found, key=lambda m: -m.marks_n):
        if all(match.end_s <= k.start_s or k.end_s <= match.start_s for k in kept):
            kept.append(match)
    return sorted(kept, key=lambda m: m.start_s)
