"""The leveller leaves a steady voice alone, brings two voices together, and never hurries."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from onrecord.core.time import Span
from onrecord.signal.leveller import CROSSING_S, RANGE_DB, SLOPE_DB_PER_S, VoiceLevel, gain_curve, voice_level
from onrecord.signal.loudness import STEP_S, integrated_lufs

TARGET_LUFS = -23.0


def power(lufs: float | NDArray[np.float64], steps_n: int = 0) -> NDArray[np.float64]:
    """K-weighted power per 100 ms of a voice at `lufs`, which swings by a few LU as syllables do."""
    steps_n = steps_n or np.size(lufs)
    syllables = np.random.default_rng(steps_n).normal(0.0, 1.5, steps_n)
    return np.asarray(10 ** ((lufs + syllables + 0.691) / 10), np.float64)


def lifted(step_power: NDArray[np.float64], level: VoiceLevel) -> NDArray[np.float64]:
    """With the voice's gain, which between its steps goes straight on."""
    return step_power * 10 ** (np.interp(np.arange(len(step_power)), level.steps, level.gain_db) / 10)


def test_a_steady_voice_gets_one_gain() -> None:
    level = voice_level(power(-31.0, 600), np.ones(600, bool), TARGET_LUFS)
    assert level is not None
    assert level.gain_db == pytest.approx(TARGET_LUFS - level.lufs)
    assert np.ptp(level.gain_db) == 0.0


def test_two_voices_ten_decibels_apart_come_within_one() -> None:
    steps_n, turn_n = 1_200, 60
    is_first = (np.arange(steps_n) // turn_n) % 2 == 0
    both = power(np.where(is_first, -20.0, -30.0))
    turns = [(Span(at * STEP_S, (at + turn_n) * STEP_S), at // turn_n % 2) for at in range(0, steps_n, turn_n)]
    levels = [voice_level(both, speaking, TARGET_LUFS) for speaking in (is_first, ~is_first)]
    points = gain_curve(levels, turns, 0.0)
    times, gains = np.array(points).T
    after = both * 10 ** (np.interp(np.arange(steps_n) * STEP_S + 0.05, times, gains) / 10)
    one, two = integrated_lufs(after[is_first]), integrated_lufs(after[~is_first])
    assert abs(one - two) < 1.0
    assert one == pytest.approx(TARGET_LUFS, abs=0.6)


def test_a_voice_that_turns_away_is_followed_slowly_and_not_without_limit() -> None:
    lufs = np.where(np.arange(1_200) < 600, -20.0, -38.0)
    level = voice_level(power(lufs), np.ones(1_200, bool), TARGET_LUFS)
    assert level is not None
    slopes = np.abs(np.diff(level.gain_db)) / (np.diff(level.steps) * STEP_S)
    assert slopes.max() <= SLOPE_DB_PER_S + 1e-9
    assert np.abs(level.gain_db - (TARGET_LUFS - level.lufs)).max() <= RANGE_DB + 1e-9


def test_a_voice_within_the_gate_that_drifts_ends_nearer_the_target() -> None:
    lufs = np.linspace(-20.0, -28.0, 1_800)
    before = power(lufs)
    level = voice_level(before, np.ones(1_800, bool), TARGET_LUFS)
    assert level is not None
    after = before[level.steps] * 10 ** (level.gain_db / 10)
    halves = [integrated_lufs(after[:900]), integrated_lufs(after[900:])]
    assert abs(halves[0] - halves[1]) < 1.0
    assert integrated_lufs(before[:900]) - integrated_lufs(before[900:]) > 3.0


@pytest.mark.parametrize("drop_db", [9.0, 12.0, 14.0, 16.0])
def test_one_who_is_far_softer_half_the_time_is_brought_back(drop_db: float) -> None:
    before = power(np.where(np.arange(1_800) < 900, -25.0, -25.0 - drop_db))
    level = voice_level(before, np.ones(1_800, bool), TARGET_LUFS)
    assert level is not None
    after = lifted(before, level)
    assert integrated_lufs(after[:750]) == pytest.approx(integrated_lufs(after[1_050:]), abs=0.5)
    assert integrated_lufs(after) == pytest.approx(TARGET_LUFS, abs=0.5)


def test_one_who_fades_away_ends_as_loud_as_they_began() -> None:
    before = power(np.linspace(-25.0, -43.0, 1_800))
    level = voice_level(before, np.ones(1_800, bool), TARGET_LUFS)
    assert level is not None
    tenths = [integrated_lufs(tenth) for tenth in np.split(lifted(before, level), 10)]
    assert max(tenths) - min(tenths) < 1.5


@pytest.mark.parametrize(("seconds", "room_lufs"), [(8, -120.0), (12, -120.0), (60, -45.0)])
@pytest.mark.parametrize("under_db", [15.0, 20.0])
def test_a_stretch_of_room_taken_for_a_voice_is_not_raised(seconds: int, room_lufs: float, under_db: float) -> None:
    """Some seconds of it not even where nobody knows how loud the room is."""
    room_lufs = -25.0 - under_db if room_lufs > -120.0 else room_lufs
    is_room = (np.arange(1_800) >= 600) & (np.arange(1_800) < 600 + 10 * seconds)
    level = voice_level(power(np.where(is_room, -25.0 - under_db, -25.0)), np.ones(1_800, bool), TARGET_LUFS, room_lufs)
    assert level is not None
    assert np.ptp(level.gain_db) < 1.0


def test_what_all_of_the_range_does_not_bring_back_is_no_voice() -> None:
    is_gone = np.arange(1_800) >= 1_000
    level = voice_level(power(np.where(is_gone, -65.0, -25.0)), np.ones(1_800, bool), TARGET_LUFS)
    assert level is not None
    assert not is_gone[level.steps].any()


def test_soft_words_between_loud_ones_keep_the_gain_of_those() -> None:
    is_soft = np.arange(1_800) % 200 < 20
    level = voice_level(power(np.where(is_soft, -44.0, -25.0)), np.ones(1_800, bool), TARGET_LUFS)
    assert level is not None
    assert not is_soft[level.steps].any()


@pytest.mark.parametrize("lufs", [-45.0, -68.0, -95.0])
def test_a_voice_that_was_recorded_too_soft_is_levelled_as_any_other(lufs: float) -> None:
    before = power(np.where(np.arange(1_800) < 900, lufs, lufs - 8.0))
    level = voice_level(before, np.ones(1_800, bool), TARGET_LUFS)
    assert level is not None
    after = lifted(before, level)
    assert integrated_lufs(after[:750]) == pytest.approx(TARGET_LUFS, abs=0.7)
    assert integrated_lufs(after[1_050:]) == pytest.approx(TARGET_LUFS, abs=0.7)


def test_a_voice_that_is_followed_ends_as_loud_as_one_that_need_not_be() -> None:
    before = power(np.where(np.arange(1_800) // 40 % 3 == 0, -20.0, -30.0))
    level = voice_level(before, np.ones(1_800, bool), TARGET_LUFS)
    assert level is not None and np.ptp(level.gain_db) > 2.0
    after = before[level.steps] * 10 ** (level.gain_db / 10)
    assert integrated_lufs(after) == pytest.approx(TARGET_LUFS, abs=0.1)


def test_the_gain_is_set_by_the_speech_and_not_by_what_lies_far_below_it() -> None:
    lufs = np.where(np.arange(600) % 3 == 0, -60.0, -25.0)
    level = voice_level(power(lufs), np.ones(600, bool), TARGET_LUFS)
    assert level is not None
    assert set(level.steps % 3) == {1, 2}
    assert level.lufs == pytest.approx(-25.0, abs=0.5)


def test_a_word_or_two_is_no_voice_to_level() -> None:
    speaking = np.zeros(100, bool)
    speaking[:4] = True
    assert voice_level(power(-25.0, 100), speaking, TARGET_LUFS) is None
    assert gain_curve([None], [(Span(0.0, 0.4), 0)], -1.5) == [(0.0, -1.5)]


def test_room_tone_does_not_rise_in_a_long_pause() -> None:
    levels = [voice_level(power(np.full(200, lufs)), np.ones(200, bool), TARGET_LUFS) for lufs in (-20.0, -32.0)]
    points = gain_curve(levels, [(Span(0.0, 5.0), 0), (Span(9.0, 14.0), 1)], 0.0)
    times, gains = np.array(points).T
    in_pause = np.interp(np.linspace(5.3, 8.7, 50), times, gains)
    assert in_pause == pytest.approx(min(levels[0].gain_db[0], levels[1].gain_db[0]))  # type: ignore[union-attr]


@pytest.mark.parametrize("gap_s", [0.0, 0.03, 0.1])
def test_a_gain_that_changes_without_a_pause_makes_no_step_and_is_there_after_a_syllable(gap_s: float) -> None:
    levels = [VoiceLevel.constant(db) for db in (12.0, 2.0)]
    points = gain_curve(levels, [(Span(0.0, 5.0), 0), (Span(5.0 + gap_s, 8.0), 1)], 0.0)
    at_s = np.arange(4.5, 6.0, 0.001)
    gains = np.interp(at_s, *np.array(points).T)
    assert np.abs(gains[20:] - gains[:-20]).max() < 1.5  # 20 ms
    reach_s = (CROSSING_S - gap_s) / 2
    assert gains[at_s < 5.0 - reach_s] == pytest.approx(12.0)
    assert gains[at_s > 5.0 + gap_s + reach_s] == pytest.approx(2.0)


def test_a_word_between_two_turns_keeps_its_gain_in_its_middle() -> None:
    levels = [VoiceLevel.constant(db) for db in (12.0, 2.0)]
    points = gain_curve(levels, [(Span(0.0, 5.0), 0), (Span(5.0, 5.2), 1), (Span(5.2, 8.0), 0)], 0.0)
    assert np.interp(5.1, *np.array(points).T) == pytest.approx(2.0)


turn_lengths = st.lists(st.tuples(st.integers(50, 6_000), st.sampled_from([0, 0, 5, 20, 300, 450, 3_000])), max_size=12)


@given(turn_lengths)
def test_a_curve_goes_forwards_in_time_and_stays_between_the_voices_gains(lengths: list[tuple[int, int]]) -> None:
    levels = [voice_level(power(np.full(200, lufs)), np.ones(200, bool), TARGET_LUFS) for lufs in (-20.0, -32.0)]
    turns, at_ms = [], 0
    for index, (length_ms, gap_ms) in enumerate(lengths):
        turns.append((Span(at_ms / 1000, (at_ms + length_ms) / 1000), index % 2))
        at_ms += length_ms + gap_ms
    points = gain_curve(levels, turns, 0.0)
    times = [t for t, _ in points]
    assert times == sorted(times)
    if turns:
        gains = [level.gain_db[0] for level in levels if level is not None]
        assert all(min(gains) - 1e-9 <= db <= max(gains) + 1e-9 for _, db in points)
