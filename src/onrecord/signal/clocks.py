"""Two recorders that heard the same: how much later one began, and how fast its clock runs.

First roughly: minutes of the one's outline are looked for in the other's, for every drift that a clock can have. Then
finely: in windows in which both hear the same, GCC-PHAT (Knapp and Carter, 1976) gives the delay to a sample, and the
line that most of the delays lie on is offset and drift.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.core.ports import Progress, Samples, Sound

FURTHEST_S = 1_800.0
STEEPEST_PPM = 500.0
SHORTEST_S = 20.0

_STEP_S = 0.02
_BANDS_HZ = (200.0, 400.0, 700.0, 1_100.0, 1_700.0, 2_600.0, 4_000.0)
_BLOCK_S = 60.0

_PIECE_S = 60.0
_PIECES_N = 24
# measured: sounds that share nothing reach 11 times chance, and their best place is hardly better than the next (0.83 of
# it and more); bleed 10 to 35 dB down reaches 15 to 130 times, with the next best place at 0.03 to 0.25
_CLEAR = 12.0
_RIVAL = 0.6

_WINDOW_S = 4.0
_HOP_S = 2.0
_SECTIONS_N = 60
_REACH_S = 0.4
_PHAT_HZ = (150.0, 5_000.0)
_STANDS = 6.0

_AGREE_S = 0.004
_AGREEING_N = 6
_AGREEING = 0.4


@dataclass(frozen=True, slots=True)
class Outline:
    """A sound as `clock_line` compares it, a row each `_STEP_S`.

    `changes` is by how much each band is louder than in the second around, in its own standard deviations, shape (steps,
    bands); `level_db` the loudest band's level, shape (steps,).
    """

    sound: Sound
    changes: NDArray[np.float32]
    level_db: NDArray[np.float32]

    @property
    def duration_s(self) -> float:
        return self.sound.frames_n / self.sound.rate_hz


@dataclass(frozen=True, slots=True)
class ClockLine:
    """Where a track lies on the reference's clock: its second u is the reference's `offset_s` + u / (1 + drift_ppm / 1e6).

    `drift_ppm` above 0 is a clock that runs fast. `confidence` is the share of clear delays that lie on the line, 0 to
    1. `apart_s` is how far from the line the track may lie somewhere: because the line is not known better, or because
    the clock jumps.
    """

    offset_s: float
    drift_ppm: float
    confidence: float
    apart_s: float

    def through(self, first: ClockLine) -> ClockLine:
        """The line on the clock of a third, when this one is on the clock of a track that `first` puts there."""
        own, its = 1.0 + self.drift_ppm * 1e-6, 1.0 + first.drift_ppm * 1e-6
        return ClockLine(
            offset_s=first.offset_s + self.offset_s / its, drift_ppm=(own * its - 1.0) * 1e6,
            confidence=min(self.confidence, first.confidence), apart_s=self.apart_s + first.apart_s,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class NoLine:
    """Why two sounds cannot be brought together, as the rest of a sentence that says so."""

    reason: str


def outline(sound: Sound, progress: Progress) -> Outline:
    """The outline of a 16 kHz mono sound, read in blocks of a minute; it takes 5 MB an hour."""
    step_n = round(_STEP_S * sound.rate_hz)
    steps_n = max(0, sound.frames_n // step_n - 1)
    window = np.hanning(2 * step_n).astype(np.float32)
    hz = np.fft.rfftfreq(2 * step_n, 1 / sound.rate_hz)
    bands = np.stack([(hz >= low) & (hz < high) for low, high in pairwise(_BANDS_HZ)], axis=1)
    found = np.zeros((steps_n, bands.shape[1]), np.float32)
    block_n = round(_BLOCK_S / _STEP_S)
    for at in range(0, steps_n, block_n):
        n = min(block_n, steps_n - at)
        mono = sound.read(at * step_n, (n + 1) * step_n)[:, 0]
        spectra = np.fft.rfft(np.lib.stride_tricks.sliding_window_view(mono, 2 * step_n)[::step_n] * window)
        power = spectra.real**2 + spectra.imag**2
        found[at : at + n] = 10.0 * np.log10(power @ bands.astype(np.float32) + 1e-9)
        progress((at + n) / steps_n)
    level_db = found.max(axis=1, initial=-90.0)
    for band in range(found.shape[1] if steps_n else 0):
        found[:, band] = _changes(found[:, band])
    return Outline(sound, found, level_db)


def clock_line(
    reference: Outline, other: Outline, progress: Progress, *, expected_s: float = 0.0
) -> ClockLine | NoLine:
    """Offset and drift of `other` against `reference`, or the reason why they cannot be told.

    The offset is looked for within FURTHEST_S of `expected_s`, the drift within STEEPEST_PPM. Where the delay depends on
    who speaks (each is nearer to one microphone, or hears the other over a call), the offset is the middle of the two.
    """
    if min(reference.duration_s, other.duration_s) < SHORTEST_S:
        return NoLine(f"one of them is shorter than {SHORTEST_S:.0f} s")
    rough = _rough(reference.changes, other.changes, expected_s, lambda done: progress(0.6 * done))
    if isinstance(rough, NoLine):
        return rough
    delays: list[tuple[float, float, bool]] = []
    windows = _windows(reference, other, *rough)
    for index, (at_s, is_nearer) in enumerate(windows):
        delay_s = _delay(reference.sound, other.sound, at_s, rough[0] + rough[1] * at_s)
        if delay_s is not None:
            delays.append((at_s + _WINDOW_S / 2, delay_s, is_nearer))
        progress(0.6 + 0.4 * (index + 1) / len(windows))
    voices = [np.array([(at_s, delay_s) for at_s, delay_s, nearer in delays if nearer is who]) for who in (True, False)]
    return _line(voices, other.duration_s)


def _changes(level_db: NDArray[np.float32]) -> NDArray[np.float32]:
    # the quietest tenth counts as one level: nothing is common in digital silence and at the edges of a gate
    level_db = np.maximum(level_db, np.percentile(level_db, 10))
    total = np.cumsum(np.concatenate([[0.0], level_db]), dtype=np.float64)
    at, half_n = np.arange(len(level_db)), round(0.5 / _STEP_S)
    low, high = np.maximum(at - half_n, 0), np.minimum(at + half_n + 1, len(level_db))
    change_db = level_db - (total[high] - total[low]) / (high - low)
    return np.asarray(np.clip(change_db / max(float(change_db.std()), 1.0), -3.0, 3.0), np.float32)


def _rough(
    ours: NDArray[np.float32], theirs: NDArray[np.float32], expected_s: float, progress: Progress
) -> tuple[float, float] | NoLine:
    """The delay at the other's start in s, to some 20 ms, and by how much it grows a second."""
    overlap_n = round(SHORTEST_S / _STEP_S) - 1
    lowest = max(round((expected_s - FURTHEST_S) / _STEP_S), overlap_n - len(theirs))
    delays_n = min(round((expected_s + FURTHEST_S) / _STEP_S), len(ours) - overlap_n + 1) - lowest
    if delays_n < 1:
        return NoLine("they were not recorded at the same time")
    piece_n = min(round(_PIECE_S / _STEP_S), len(theirs))
    starts = _liveliest(theirs, piece_n)
    heard = []
    for start in starts:
        heard.append(_matched(ours, theirs[start : start + piece_n], lowest + start, delays_n))
        progress(0.5 * len(heard) / len(starts))
    middles = np.array(starts) + piece_n // 2
    centre = float(middles.mean())
    # steps so small that none of the pieces is moved by more than 1.5 steps of time; the least first, so that of drifts
    # that a short sound cannot tell apart none is believed
    steepest = STEEPEST_PPM * 1e-6
    slopes_n = int(np.ceil(steepest * max(float(np.ptp(middles)), piece_n) / 3))
    slopes = sorted((steepest * n / slopes_n for n in range(-slopes_n, slopes_n + 1)), key=abs)
    best, slope_of, chance = np.zeros(delays_n, np.float32), np.zeros(delays_n), 1.0
    for index, slope in enumerate(slopes):
        score = np.zeros(delays_n, np.float32)
        for piece, middle in zip(heard, middles, strict=True):
            score += np.roll(piece, -round(slope * (middle - centre)))
        chance = chance if index else _chance(score)
        slope_of[score > best] = slope
        best = np.maximum(best, score)
        progress(0.5 + 0.5 * (index + 1) / len(slopes))
    at, second_n = int(best.argmax()), round(1.0 / _STEP_S)
    rival = max(best[: max(0, at - second_n)].max(initial=0.0), best[at + second_n :].max(initial=0.0))
    if best[at] < _CLEAR * chance:
        return NoLine("they share no sound")
    if rival > _RIVAL * best[at]:
        return NoLine("what they share repeats itself, or is too little")
    slope = float(slope_of[at])
    return (lowest + at - slope * centre) * _STEP_S, slope


def _liveliest(theirs: NDArray[np.float32], piece_n: int) -> list[int]:
    """Where pieces begin: all of a short sound, of a long one the piece in each part in which most goes on."""
    starts = np.arange(0, len(theirs) - piece_n + 1, piece_n)
    if len(starts) <= _PIECES_N:
        return [int(start) for start in starts]
    life = [float(np.square(theirs[start : start + piece_n]).sum()) for start in starts]
    return [int(max(part, key=lambda start: life[start // piece_n])) for part in np.array_split(starts, _PIECES_N)]


def _matched(ours: NDArray[np.float32], piece: NDArray[np.float32], first: int, delays_n: int) -> NDArray[np.float32]:
    """The correlation of `piece` with ours from step `first` on and the `delays_n` steps after it, in units of chance."""
    around = np.zeros((delays_n + len(piece) - 1, ours.shape[1]), np.float32)
    low, high = max(first, 0), min(first + len(around), len(ours))
    if low < high:
        around[low - first : high - first] = ours[low:high]
    fft_n = 1 << (len(around) - 1).bit_length()
    total = np.zeros(fft_n // 2 + 1, complex)
    for band in range(ours.shape[1]):
        total += np.fft.rfft(around[:, band], fft_n) * np.conj(np.fft.rfft(piece[:, band], fft_n))
    found = np.fft.irfft(total, fft_n)[:delays_n]
    return (found / _chance(found)).astype(np.float32)


def _chance(values: NDArray[Any]) -> float:
    """How large a correlation is by chance: the usual deviation of those that there are, whichever stands out."""
    sizes = np.abs(values)
    there = sizes[sizes > 1e-3 * sizes.max(initial=1e-6)]
    return 1.48 * float(np.median(there)) if len(there) else 1.0


def _windows(reference: Outline, other: Outline, offset_s: float, slope: float) -> list[tuple[float, bool]]:
    """Where, in seconds of the other, both hear the same, and whether the reference was the nearer microphone then.

    Of each part of the whole length the best window of either kind.
    """
    window_n, hop_n = round(_WINDOW_S / _STEP_S), round(_HOP_S / _STEP_S)
    at = np.arange(len(other.level_db))
    there = np.round(at + offset_s / _STEP_S + slope * at).astype(int)
    is_there = (there >= 0) & (there < len(reference.level_db))
    there = there.clip(0, len(reference.level_db) - 1)
    common = np.einsum("ij,ij->i", reference.changes[there], other.changes)
    apart_db = reference.level_db[there] - other.level_db
    starts = [n for n in range(0, len(at) - window_n + 1, hop_n) if is_there[n] and is_there[n + window_n - 1]]
    if not starts:
        return []
    shared = np.array([common[n : n + window_n].mean() for n in starts])
    lead_db = np.array([apart_db[n : n + window_n].mean() for n in starts])
    is_nearer = lead_db > (np.percentile(lead_db, 5) + np.percentile(lead_db, 95)) / 2
    chosen = []
    for part in np.array_split(np.arange(len(starts)), min(_SECTIONS_N, len(starts))):
        for who in (True, False):
            own = part[is_nearer[part] == who]
            if len(own):
                chosen.append((starts[own[np.argmax(shared[own])]] * _STEP_S, who))
    return chosen


def _delay(reference: Sound, other: Sound, at_s: float, expected_s: float) -> float | None:
    """How much later on the reference's clock the other's window at `at_s` lies; None when no delay stands out."""
    rate_hz = reference.rate_hz
    window_n, reach_n = round(_WINDOW_S * rate_hz), round(_REACH_S * rate_hz)
    at_n, there_n = round(at_s * rate_hz), round((at_s + expected_s) * rate_hz)
    fft_n = 1 << (window_n + reach_n - 1).bit_length()
    cross = _spectrum(reference.read(there_n, window_n), fft_n) * np.conj(_spectrum(other.read(at_n, window_n), fft_n))
    hz = np.fft.rfftfreq(fft_n, 1 / rate_hz)
    cross[(hz < _PHAT_HZ[0]) | (hz > _PHAT_HZ[1])] = 0.0
    found = np.fft.irfft(cross / np.maximum(np.abs(cross), 1e-12), fft_n)
    near = np.concatenate([found[-reach_n:], found[: reach_n + 1]])
    peak = int(near.argmax())
    if near[peak] < _STANDS * max(float(near.std()), 1e-12):
        return None
    return (there_n - at_n + peak - reach_n) / rate_hz


def _spectrum(samples: Samples, fft_n: int) -> NDArray[Any]:
    return np.fft.rfft(samples[:, 0] * np.hanning(len(samples)), fft_n)


def _line(voices: Sequence[NDArray[np.float64]], duration_s: float) -> ClockLine | NoLine:
    """One slope for both voices' delays (Theil-Sen, each voice on its own), and the middle between them.

    `voices` holds for each voice an array of shape (delays, 2): when, and how long.
    """
    kept = [(delays, on) for delays in voices if len(delays) >= 3 and (on := _agreeing(delays)).sum() >= 3]
    agreeing_n, delays_n = sum(int(on.sum()) for _, on in kept), sum(map(len, voices))
    if agreeing_n < max(_AGREEING_N, _AGREEING * delays_n):
        return NoLine("too little of what they share is clear")
    slope = float(np.median(np.concatenate([_slopes(*delays[on].T) for delays, on in kept])))
    left = [delays[:, 1] - slope * delays[:, 0] for delays, _ in kept]
    levels = [float(np.median(rest[on])) for rest, (_, on) in zip(left, kept, strict=True)]
    uneven_s, strays = 0.0, []
    for (delays, on), rest, level in zip(kept, left, levels, strict=True):
        strays.append((rest - level)[on])
        parts = np.array_split((rest - level)[np.argsort(delays[:, 0])], max(1, min(10, len(delays) // 6)))
        uneven_s = max(uneven_s, *(abs(float(np.median(part))) for part in parts))
    at_s = np.concatenate([delays[on, 0] for delays, on in kept])
    stray_s = 1.48 * float(np.median(np.abs(np.concatenate(strays)))) + 1e-4
    furthest_s = max(at_s.mean(), duration_s - at_s.mean())
    unsure_s = 2 * stray_s * float(np.sqrt(1 / len(at_s) + furthest_s**2 / max(at_s.var() * len(at_s), 1.0)))
    drift_ppm = -slope / (1 + slope) * 1e6
    return ClockLine(float(np.mean(levels)), drift_ppm, agreeing_n / delays_n, max(unsure_s, uneven_s))


def _agreeing(delays: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which delays lie on the line that most agree on, of all lines through two of them or level through one."""
    at_s, delay_s = delays.T
    first, second = np.triu_indices(len(delays), 1)
    run_s = at_s[second] - at_s[first]
    # neighbours tell nothing of a slope
    far = run_s > 0.1 * np.ptp(at_s)
    first, slopes = first[far], (delay_s[second] - delay_s[first])[far] / run_s[far]
    possible = np.abs(slopes) < 1.2e-6 * STEEPEST_PPM
    slopes = np.concatenate([slopes[possible], np.zeros(len(delays))])[:, None]
    through = np.concatenate([first[possible], np.arange(len(delays))])[:, None]
    on = np.abs(delay_s - delay_s[through] - slopes * (at_s - at_s[through])) < _AGREE_S
    return np.asarray(on[on.sum(axis=1).argmax()])


def _slopes(at_s: NDArray[np.float64], delay_s: NDArray[np.float64]) -> NDArray[np.float64]:
    first, second = np.triu_indices(len(at_s), 1)
    run_s = at_s[second] - at_s[first]
    far = run_s > 0.25 * np.ptp(at_s)
    return np.asarray((delay_s[second] - delay_s[first])[far] / run_s[far])
