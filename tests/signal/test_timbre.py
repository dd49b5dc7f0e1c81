"""Short sounds told from another by a few numbers."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.signal.timbre import timbre

RATE_HZ = 16_000
RNG = np.random.default_rng(9)


def hiss(seconds: float) -> np.ndarray:
    return (0.1 * RNG.standard_normal(round(seconds * RATE_HZ))).astype(np.float32)


def voice(seconds: float, hz: float = 160.0) -> np.ndarray:
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return np.asarray(0.1 * sum(np.sin(2 * np.pi * k * hz * time_s) / k for k in range(1, 8)), np.float32)


@pytest.mark.parametrize("hz", [90.0, 160.0, 300.0])
def test_a_voice_is_voiced_and_hiss_is_not(hz: float) -> None:
    assert timbre(voice(0.4, hz), RATE_HZ).voicing > 0.9
    assert timbre(hiss(0.4), RATE_HZ).voicing < 0.4


def test_the_centre_of_a_tone_is_its_pitch_and_that_of_hiss_the_middle() -> None:
    tone = np.sin(2 * np.pi * 700 * np.arange(RATE_HZ // 4) / RATE_HZ).astype(np.float32)
    assert timbre(tone, RATE_HZ).centroid_hz == pytest.approx(700, abs=5)
    assert timbre(hiss(0.5), RATE_HZ).centroid_hz == pytest.approx(4_000, abs=300)


def test_the_attack_is_the_way_to_the_loudest_moment() -> None:
    knock = hiss(0.3) * np.exp(-np.arange(4_800) / 400).astype(np.float32)
    assert timbre(knock, RATE_HZ).attack_s <= 0.01
    assert timbre(knock[::-1].copy(), RATE_HZ).attack_s >= 0.28


def test_a_laugh_is_several_bursts() -> None:
    laugh = np.concatenate([np.concatenate([voice(0.12, 250), hiss(0.08) * 0.02]) for _ in range(5)]).astype(np.float32)
    assert timbre(laugh, RATE_HZ).bursts_n == 5
    assert timbre(hiss(0.4), RATE_HZ).bursts_n == 1


def test_next_to_nothing_and_silence_have_no_timbre() -> None:
    for mono in (np.zeros(3, np.float32), np.zeros(20, np.float32), np.zeros(8_000, np.float32)):
        found = timbre(mono, RATE_HZ)
        assert (found.voicing, found.centroid_hz, found.bursts_n) == (0.0, 0.0, 1)
