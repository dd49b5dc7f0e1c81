"""Levels, the floor under them, and spans of frames."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.core.time import Span
from onrecord.signal.activity import floor_db, frame_levels_db, spans_of, speech_spans

RATE_HZ = 16_000


def noise(dbfs: float, seconds: float) -> np.ndarray:
    rng = np.random.default_rng(round(seconds * 7))
    return (10 ** (dbfs / 20) * rng.standard_normal(round(seconds * RATE_HZ))).astype(np.float32)


def test_a_frame_has_its_mean_square_in_decibels() -> None:
    mono = np.concatenate([np.full(160, 0.5), np.zeros(160), np.full(99, 1.0)]).astype(np.float32)
    assert frame_levels_db(mono, RATE_HZ) == pytest.approx([-6.02, -120.0], abs=0.01)


@pytest.mark.parametrize("seconds", [0.005, 0.015, 0.095, 0.1, 0.333, 40.0])
def test_the_floor_has_a_value_for_every_frame(seconds: float) -> None:
    levels_db = frame_levels_db(noise(-60, seconds), RATE_HZ)
    assert len(floor_db(levels_db)) == len(levels_db)


def test_the_floor_is_the_rooms_level_beneath_talk() -> None:
    talk = np.concatenate([np.concatenate([noise(-60, 0.5), noise(-20, 0.9)]) for _ in range(40)])
    assert float(np.median(floor_db(frame_levels_db(talk, RATE_HZ)))) == pytest.approx(-60, abs=1.5)


def test_the_floor_follows_a_fan_that_starts_half_way() -> None:
    levels_db = frame_levels_db(np.concatenate([noise(-65, 60), noise(-45, 60)]), RATE_HZ)
    floor = floor_db(levels_db)
    assert floor[2_000] == pytest.approx(-65, abs=1.5)
    assert floor[-2_000] == pytest.approx(-45, abs=1.5)


def test_digital_silence_does_not_pull_the_floor_down_for_good() -> None:
    mono = np.concatenate([noise(-60, 30), np.zeros(5 * RATE_HZ, np.float32), noise(-60, 30)])
    assert floor_db(frame_levels_db(mono, RATE_HZ))[:2_000] == pytest.approx(-60, abs=2)
    silent = frame_levels_db(np.zeros(RATE_HZ, np.float32), RATE_HZ)
    assert floor_db(silent) == pytest.approx(-120.0)


@given(st.lists(st.booleans(), max_size=60))
def test_runs_of_frames_become_spans_and_cover_just_them(active: list[bool]) -> None:
    spans = spans_of(np.array(active, bool), 0.01, at_s=1.0)
    covered = {i for s in spans for i in range(round((s.start_s - 1) * 100), round((s.end_s - 1) * 100))}
    assert covered == {i for i, is_active in enumerate(active) if is_active}
    assert all(a.end_s < b.start_s for a, b in pairwise(spans))


def test_speech_begins_above_one_threshold_and_lasts_above_another() -> None:
    #                 too low      begins, dips to 0.4, ends             too short
    frames = [0.4] * 5 + [0.1] * 10 + [0.4, 0.9, 0.4, 0.6] + [0.2] * 10 + [0.9] + [0.0] * 10
    assert speech_spans(np.array(frames), 0.1, join_gaps_s=0.0, shortest_s=0.2) == [Span(1.5, 1.9)]


def test_short_gaps_in_speech_are_closed() -> None:
    frames = np.array([0.9, 0.9, 0.0, 0.9, 0.0, 0.0, 0.0, 0.9])
    assert speech_spans(frames, 0.1, join_gaps_s=0.2) == [Span(0.0, 0.4), Span(0.7, 0.8)]
    assert speech_spans(np.zeros(0), 0.1) == []
