"""What the proof measures, on sounds that are known."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.signal.proof import floor_jump_db, gain_moves_db, step_at

RATE_HZ = 48_000


def room(level: float, seconds: float = 0.1, seed: int = 0) -> np.ndarray:
    return (level * np.random.default_rng(seed).standard_normal((round(seconds * RATE_HZ), 1))).astype(np.float32)


def test_a_hard_cut_stands_out_and_the_same_room_does_not() -> None:
    time_s = np.arange(round(0.2 * RATE_HZ)) / RATE_HZ
    tone = 0.3 * np.sin(2 * np.pi * 150 * time_s)[:, None].astype(np.float32)
    cut = np.concatenate([tone[:4_800] + 0.2, tone[4_800:] - 0.2])
    assert step_at(tone, RATE_HZ) <= 1.05
    assert step_at(cut, RATE_HZ) > 10.0
    assert step_at(room(0.01, 0.2), RATE_HZ) < 1.3


@pytest.mark.parametrize("jump_db", [-6.0, 0.0, 3.0])
def test_a_jump_of_the_room_is_measured_in_decibels(jump_db: float) -> None:
    both = np.concatenate([room(0.001), room(0.001 * 10 ** (jump_db / 20), seed=1)])
    assert floor_jump_db(both, RATE_HZ) == pytest.approx(jump_db, abs=0.4)


def test_a_gain_moves_as_far_as_its_curve_says() -> None:
    moves = gain_moves_db([0.0, 10.0, 11.0], [0.0, 10.0, 10.0], np.array([1.0, 9.95, 10.5]))
    assert moves == pytest.approx([0.1, 0.05, 0.0])
