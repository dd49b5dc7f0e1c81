"""A slow, speech-gated, centred leveller: how much gain each voice needs, and when.

The constants are the measured ones of the field: a window of 8 s of speech (not of wall clock), centred, gated at 12 LU
under the voice's own loudness, at most 9 dB either way around the voice's constant gain, at most 1 dB a second. The loudness
that it is gated by is the voice's own around there where that is lower: one who moves away from the microphone is followed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.core.time import Span
from onrecord.signal.loudness import STEP_S, lifted_lufs, lufs_of

WINDOW_S = 8.0
AROUND_S = 20.0
GATE_LU = 12.0
_OVER_ROOM_LU = 6.0
SLOPE_DB_PER_S = 1.0
RANGE_DB = 9.0
ENOUGH_SPREAD_DB = 2.0
CROSSING_S, _LEAST_CROSSING_S = 0.15, 0.02
"""A gain that changes in less is heard as a step where a voice goes on; of two turns of a few hundredths each no more is left. Two
voices that follow each other at once lose half of it each, and there half of what lies between their gains at the most."""


@dataclass(frozen=True, slots=True)
class VoiceLevel:
    """One voice's gated loudness once its ups and downs are evened out, and the gain in dB that it needs at each 100 ms step in which it speaks."""

    lufs: float
    steps: NDArray[np.int64]
    gain_db: NDArray[np.float64]

    @classmethod
    def constant(cls, gain_db: float) -> VoiceLevel:
        """A voice that needs the same gain wherever it speaks, however loud it is."""
        return cls(float("nan"), np.zeros(1, np.int64), np.array([gain_db]))

    def gain_near(self, time_s: float) -> float:
        """The gain at the step nearest to a moment."""
        return float(self.gain_db[np.argmin(np.abs(self.steps - time_s / STEP_S))])


def voice_level(
    step_power: NDArray[np.float64], speaking: NDArray[np.bool_], target_lufs: float, room_lufs: float = -120.0
) -> VoiceLevel | None:
    """How to bring one voice to `target_lufs`. None when it speaks for less than half a second above the gate.

    `step_power` and `speaking` have one entry per 100 ms step; `room_lufs` is how loud it is where nobody speaks.
    """
    steps = np.flatnonzero(speaking)
    if len(steps) < 5:
        return None
    loud = steps[_is_voice(step_power[steps], room_lufs)]
    if len(loud) < 5:
        return None
    local = _local_lufs(step_power, loud)
    moving_db = np.clip(local.mean() - local, -RANGE_DB, RANGE_DB)
    if np.percentile(local, 90) - np.percentile(local, 10) <= ENOUGH_SPREAD_DB:
        moving_db = np.zeros_like(moving_db)
    moving_db = _slowed(moving_db, loud)
    levelled = gated_lufs(step_power[loud] * 10.0 ** (moving_db / 10.0))
    return VoiceLevel(levelled, loud, target_lufs - levelled + moving_db)


def _is_voice(power: NDArray[np.float64], room_lufs: float) -> NDArray[np.bool_]:
    """Which of a voice's own steps are not far softer than the voice is on the whole, or around there where it stands out of the
    room. What is so much softer that all of the range does not bring it back is none of it.
    """
    lufs, own_lufs = lufs_of(power), gated_lufs(power)
    is_near_itself = lufs > np.maximum(_around_lufs(lufs), own_lufs - 2 * RANGE_DB) - GATE_LU
    return (lufs > own_lufs - GATE_LU) | (is_near_itself & (lufs > room_lufs + _OVER_ROOM_LU))


def _around_lufs(lufs: NDArray[np.float64]) -> NDArray[np.float64]:
    """How loud a voice is in the 20 s of its own steps around each: what the loudest 30 % reach, which neither its pauses nor some
    seconds of the room that are taken for it bring down.
    """
    half, every = round(AROUND_S / STEP_S / 2), round(1.0 / STEP_S)
    at = np.arange(0, len(lufs), every)
    reached = [np.percentile(lufs[max(0, i - half) : i + half], 70) for i in at]
    return np.interp(np.arange(len(lufs)), at, reached)


def gated_lufs(power: NDArray[np.float64]) -> float:
    """As integrated loudness, but over a voice's own steps strung together."""
    return lifted_lufs(power) if len(power) >= 8 else float(lufs_of(np.array([power.mean()]))[0])


def _local_lufs(step_power: NDArray[np.float64], loud: NDArray[np.int64]) -> NDArray[np.float64]:
    """Loudness in a centred window of 8 s of this voice's loud steps; shorter at the ends."""
    half = round(WINDOW_S / STEP_S / 2)
    sums = np.cumsum(np.concatenate([[0.0], step_power[loud]]))
    at = np.arange(len(loud))
    first, last = np.maximum(0, at - half), np.minimum(len(loud), at + half)
    return lufs_of((sums[last] - sums[first]) / (last - first))


def _slowed(gain_db: NDArray[np.float64], steps: NDArray[np.int64]) -> NDArray[np.float64]:
    """The gain with its slope limited to 1 dB/s, forwards and backwards, and averaged, so that it neither lags nor leads."""
    forward, backward = gain_db.copy(), gain_db.copy()
    most = np.diff(steps) * STEP_S * SLOPE_DB_PER_S
    for i in range(1, len(gain_db)):
        forward[i] = np.clip(gain_db[i], forward[i - 1] - most[i - 1], forward[i - 1] + most[i - 1])
    for i in range(len(gain_db) - 2, -1, -1):
        backward[i] = np.clip(gain_db[i], backward[i + 1] - most[i], backward[i + 1] + most[i])
    return (forward + backward) / 2


def gain_curve(
    levels: Sequence[VoiceLevel | None], turns: Sequence[tuple[Span, int]], rest_db: float
) -> list[tuple[float, float]]:
    """One gain over time as (time_s, gain_db) points to be joined by straight lines, for a track that several voices share.

    Within a turn the gain is its voice's; between two turns it crosses over in the pause, in 0.15 to 0.4 s: where the pause is
    shorter it reaches into both turns, into neither by more than a third. `rest_db` holds where nobody has a level. `turns` are
    (span, index into levels) in time order.
    """
    points: list[tuple[float, float]] = []
    last = Span(0.0, 0.0)
    for span, voice in turns:
        level = levels[voice]
        if level is None:
            continue
        inside = [
            (round(step * STEP_S + STEP_S / 2, 3), float(db))
            for step, db in zip(*_within(level, span), strict=True)
        ]  # fmt: skip
        first_db = inside[0][1] if inside else level.gain_near(span.middle_s)
        last_db = inside[-1][1] if inside else first_db
        start_s = span.start_s
        if points:
            gap_s = start_s - points[-1][0]
            if gap_s > 0.4:
                # hold the quieter of both neighbours through a long pause: room tone must not rise
                low_db = min(points[-1][1], first_db)
                edge_s = min(0.2, gap_s / 4)
                points += [(points[-1][0] + edge_s, low_db), (start_s - edge_s, low_db)]
            else:
                reach_s = max(0.0, (CROSSING_S - max(gap_s, 0.0)) / 2)
                _end_at(points, points[-1][0] - min(reach_s, last.duration_s / 3))
                start_s = max(start_s + min(reach_s, span.duration_s / 3), points[-1][0] + _LEAST_CROSSING_S)
        points.append((start_s, first_db))
        points += [(t, db) for t, db in inside if start_s < t < span.end_s]
        if span.end_s > points[-1][0]:
            points.append((span.end_s, last_db))
        last = span
    return points or [(0.0, rest_db)]


def _end_at(points: list[tuple[float, float]], end_s: float) -> None:
    """Lets a curve end earlier, in place, at what it has there."""
    while len(points) > 1 and points[-2][0] >= end_s:
        points.pop()
    if points[-1][0] > end_s:
        times_s, gains_db = zip(*points[-2:], strict=True)
        points[-1] = (end_s, float(np.interp(end_s, times_s, gains_db)))


def _within(level: VoiceLevel, span: Span) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    first = int(np.searchsorted(level.steps, span.start_s / STEP_S))
    end = int(np.searchsorted(level.steps, span.end_s / STEP_S))
    every = slice(first, end, 5)
    return level.steps[every], level.gain_db[every]
