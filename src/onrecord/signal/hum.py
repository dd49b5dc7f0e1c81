"""Mains hum: which lines stand in a sound, and narrow notches for just those."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.core.ports import Samples
from onrecord.signal.decibel import power_db

_STANDS_DB = 9.0
_HIGHEST_HZ = 1_000.0
_BASES_HZ = (50.0, 60.0)
_OFF, _TRIED_N = 0.005, 401
"""Mains are off by some hundredths of a hertz, those of a small grid by a tenth or two: 0.25 Hz of 50 either way are tried."""
_LONG_S, _LEAST_S = 16, 5
_ASIDE_N = 24
_BESIDE_HZ = 0.7
_TONE_DB, _THERE_N = 20.0, 2
_CLEAR_DB, _MOST_DB = 12.0, 30.0
_LOWEST = 3
"""One of the three lowest lines stands in every hum; notes that happen to lie at two higher ones are none."""
_WANDERS_HZ, _TO_WANDER, _SMOOTHED_N = 0.08, 5, 2
_FRAMES_N = 20
_SILENT_DB, _UNDER_DB = -115.0, 20.0
_LEFT, _MOST_NOTCHES = 0.05, 4
"""What a notch of 2 Hz leaves of a tone 0.05 Hz beside it, -26 dB, and how many stand side by side at the most to leave no more."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Some seconds of sound, the spectra in dB: of each second in steps of 1 Hz, and of all together in steps of 1/16 Hz."""

    seconds_db: NDArray[np.float32]
    has_room: NDArray[np.float64]
    long_db: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Family:
    """The lines that stand, as multiples of the mains' frequency, which lies between `low_hz` and `high_hz`, and how far they do."""

    standing: tuple[int, ...] = ()
    over_db: float = 0.0
    low_hz: float = 0.0
    high_hz: float = 0.0


class HumFinder:
    """Collects spectra of a 16 kHz mono sound, in blocks of any length; `lines()` gives the frequencies of the notches.

    A line counts when it stands in the 10th-percentile spectrum of the seconds, in which speech does not: a voice moves, hum does not.
    Seconds without a room (a muted call, a guest who came later) are left out. The family (50 or 60 Hz) is chosen by all its harmonics
    together, because the fundamental may be missing; what its frequency truly is, is measured by them in each 16 s.
    """

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._rest = np.zeros(0, np.float32)
        self._stretches: list[_Stretch] = []

    def push(self, mono: Samples) -> None:
        joined = np.concatenate([self._rest, mono])
        long_n = _LONG_S * self._rate_hz
        whole_n = len(joined) // long_n * long_n
        self._stretches += [self._stretch(joined[at_n : at_n + long_n]) for at_n in range(0, whole_n, long_n)]
        self._rest = joined[whole_n:].copy()

    def lines(self) -> tuple[float, ...]:
        """In Hz. Where the mains wander a line may ask for several notches."""
        rest = [self._stretch(self._rest)] if len(self._rest) >= self._rate_hz else []
        stretches = self._stretches + rest
        if not stretches:
            return ()
        seconds_db, levels = (
            np.concatenate(p) for p in zip(*((s.seconds_db, s.has_room) for s in stretches), strict=True)
        )
        has_room = _with_room(levels)
        if has_room.sum() < _LEAST_S:
            return ()
        low_db = np.percentile(seconds_db[has_room].astype(np.float64), 10, axis=0)
        shares = [part.mean() for part in np.split(has_room, np.cumsum([len(s.has_room) for s in stretches])[:-1])]
        long_db = [
            s.long_db
            for s, share in zip(stretches, shares, strict=True)
            if share >= 0.5 and len(s.has_room) >= _LEAST_S
        ]
        if not long_db:
            return ()
        families = [_family(low_db, np.stack(long_db).astype(np.float64), base_hz) for base_hz in _BASES_HZ]
        best = max(families, key=lambda family: family.over_db)
        return _notches(best)

    def _stretch(self, sound: Samples) -> _Stretch:
        n = self._rate_hz
        seconds = sound[: len(sound) // n * n].reshape(-1, n).astype(np.float64)
        power = np.abs(np.fft.rfft(seconds * np.hanning(n))) ** 2
        frames = power_db((seconds.reshape(len(seconds), _FRAMES_N, -1) ** 2).mean(axis=2))
        long = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), _LONG_S * n)) ** 2
        return _Stretch(
            _in_db(power[:, : int(_HIGHEST_HZ) + 20]),
            np.stack([frames.min(axis=1), power_db((seconds**2).mean(axis=1))], axis=1),
            _in_db(long[: _LONG_S * (int(_HIGHEST_HZ) + 20)]),
        )


def _in_db(power: NDArray[np.float64]) -> NDArray[np.float32]:
    return (10.0 * np.log10(power + 1e-12)).astype(np.float32)


def _with_room(levels_db: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which seconds hold the room, by the level of the quietest 50 ms of each and of all of it."""
    quietest_db, level_db = levels_db.T
    is_on = quietest_db > _SILENT_DB
    if is_on.any():
        is_on &= level_db > np.median(quietest_db[is_on]) - _UNDER_DB
    return np.asarray(is_on)


def _family(low_db: NDArray[np.float64], long_db: NDArray[np.float64], base_hz: float) -> _Family:
    """The lines of one family. `low_db` is the spectrum of the quiet seconds, `long_db` one of each stretch."""
    usual_hz = _usual_hz(long_db, base_hz)
    over_db = {k: _stands_db(low_db, k * usual_hz) for k in range(1, int(_HIGHEST_HZ / base_hz) + 1)}
    standing = [k for k, over in over_db.items() if over > _STANDS_DB]
    if len(standing) < 2 or standing[0] > _LOWEST:
        return _Family()
    mains_hz = _mains_hz(long_db, usual_hz, standing)
    standing = [k for k in standing if not _is_beside(long_db, k * mains_hz)]
    if len(standing) < 2:
        return _Family()
    low_hz, high_hz = np.percentile(mains_hz, (5, 95)) if len(mains_hz) >= _TO_WANDER else 2 * [np.median(mains_hz)]
    return _Family(tuple(standing), sum(over_db[k] for k in standing), float(low_hz), float(high_hz))


def _stands_db(low_db: NDArray[np.float64], near_hz: float) -> float:
    """How far a line stands out just there; 0.0 where what stands is another tone beside it."""
    at = round(near_hz)
    around_db = np.median(np.concatenate([low_db[at - 12 : at - 4], low_db[at + 5 : at + 13]]))
    at += int(low_db[at - 1 : at + 2].argmax()) - 1
    return float(low_db[at] - around_db) if abs(_top(low_db, at) - near_hz) < _BESIDE_HZ else 0.0


def _is_beside(long_db: NDArray[np.float64], line_hz: NDArray[np.float64]) -> bool:
    """A tone of its own stands within 1.5 Hz of where the line would be, and clearly not there."""
    steps = np.arange(-_ASIDE_N, _ASIDE_N + 1)
    at = np.round(line_hz * _LONG_S).astype(int)[:, None] + steps
    usual_db = np.percentile(np.take_along_axis(long_db, at, axis=1), 25, axis=0)
    there_db = usual_db[np.abs(steps) <= _THERE_N].max()
    return bool(usual_db.max() - np.median(usual_db) > _TONE_DB and usual_db.max() > there_db)


def _usual_hz(long_db: NDArray[np.float64], base_hz: float) -> float:
    """The mains' frequency at which the lines together stand highest."""
    tried_hz = base_hz * np.linspace(1 - _OFF, 1 + _OFF, _TRIED_N)
    total_db = np.zeros(_TRIED_N)
    for k in range(1, int(_HIGHEST_HZ / base_hz) + 1):
        at = np.round(k * tried_hz * _LONG_S).astype(int)
        around = np.median(long_db[:, at[0] - _ASIDE_N : at[-1] + _ASIDE_N + 1], axis=1, keepdims=True)
        total_db += (long_db[:, at] - around).clip(0.0, _MOST_DB).mean(axis=0)
    return float(tried_hz[total_db.argmax()])


def _mains_hz(long_db: NDArray[np.float64], usual_hz: float, ks: Sequence[int]) -> NDArray[np.float64]:
    """What the mains' frequency is in each stretch, by its lines; where a voice hides them, what it is beside."""
    found = np.full(len(long_db), np.nan)
    for stretch, spectrum_db in enumerate(long_db):
        measured = sorted((hz / k, k * k) for k in ks if (hz := _peak_hz(spectrum_db, k * usual_hz, k * _WANDERS_HZ)))
        if measured:
            exact, weights = np.array(measured).T
            found[stretch] = exact[np.searchsorted(np.cumsum(weights), weights.sum() / 2)]
    known = np.flatnonzero(~np.isnan(found))
    if not len(known):
        return np.full(len(long_db), usual_hz)
    filled = np.interp(np.arange(len(found)), known, found[known])
    around = np.lib.stride_tricks.sliding_window_view(np.pad(filled, _SMOOTHED_N, mode="edge"), 2 * _SMOOTHED_N + 1)
    return np.asarray(np.median(around, axis=1))


def _peak_hz(spectrum_db: NDArray[np.float64], near_hz: float, within_hz: float) -> float:
    """Where a line truly lies; 0.0 where none is clear."""
    at, aside_n = round(near_hz * _LONG_S), 1 + round(within_hz * _LONG_S)
    around_db = np.median(spectrum_db[at - aside_n - _ASIDE_N : at + aside_n + _ASIDE_N + 1])
    at += int(spectrum_db[at - aside_n : at + aside_n + 1].argmax()) - aside_n
    is_clear = spectrum_db[at] - around_db > _CLEAR_DB and spectrum_db[at] >= spectrum_db[at - 1 : at + 2].max()
    return _top(spectrum_db, at) / _LONG_S if is_clear else 0.0


def _top(spectrum_db: NDArray[np.float64], at: int) -> float:
    """Where in steps the top truly lies, by a parabola."""
    before, top, after = spectrum_db[at - 1 : at + 2]
    bend = before - 2 * top + after
    return float(at + 0.5 * (before - after) / bend) if bend < 0 else float(at)


def _notches(family: _Family) -> tuple[float, ...]:
    """For each line one notch, and where it wanders as many as leave 26 dB less of it wherever it is (Chebyshev nodes)."""
    found = []
    for k in family.standing:
        middle_hz, half_hz = k * (family.low_hz + family.high_hz) / 2, k * (family.high_hz - family.low_hz) / 2
        n = next((n for n in range(1, _MOST_NOTCHES) if half_hz**n / 2 ** (n - 1) <= _LEFT), _MOST_NOTCHES)
        turns = np.pi * (np.arange(n)[::-1] + 0.5) / n
        found += [round(middle_hz + half_hz * float(np.cos(turn)), 2) for turn in turns]
    return tuple(found)


def without_hum(samples: Samples, rate_hz: int, lines_hz: Sequence[float]) -> Samples:
    """The sound with a 2 Hz wide notch at each line. The first second or so is the filters settling: give a run-up."""
    if not lines_hz:
        return samples
    from scipy.signal import iirnotch, sosfilt, tf2sos  # slow to import, and most recordings have no hum

    sections = np.concatenate([tf2sos(*iirnotch(hz, hz / 2.0, fs=rate_hz)) for hz in lines_hz])
    return np.asarray(sosfilt(sections, samples.astype(np.float64), axis=0), np.float32)
