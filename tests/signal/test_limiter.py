"""The limiter: under its ceiling by any meter, as long as what came in, and silent about its work where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.signal import resample_poly

from onrecord.core.ports import Samples
from onrecord.signal.peak import Limiter, PeakMeter

RATE_HZ = 48_000
CEILING_DBTP = -1.4


def limited(
    sound: Samples, sizes: list[int] | None = None, ceiling_dbtp: float = CEILING_DBTP
) -> tuple[Samples, Limiter]:
    limiter, at_n = Limiter(RATE_HZ, sound.shape[1], ceiling_dbtp), 0
    blocks = []
    for size in [*(sizes or []), len(sound)]:
        blocks.append(limiter.process(sound[at_n : at_n + size]))
        at_n += size
    blocks.append(limiter.finish())
    return np.concatenate(blocks), limiter


def dbtp(sound: Samples) -> float:
    meter = PeakMeter(sound.shape[1])
    meter.push(sound)
    return meter.dbtp


def speech_like(seconds: float = 6.0, gain: float = 1.0) -> Samples:
    """Bursts of noise with clicks on top; differing left and right, peaks well over full scale at gain 1."""
    rng = np.random.default_rng(11)
    n = round(seconds * RATE_HZ)
    envelope = np.clip(np.sin(2 * np.pi * 2.3 * np.arange(n) / RATE_HZ), 0, 1)[:, None]
    sound = 0.35 * rng.standard_normal((n, 2)) * envelope
    sound[rng.integers(0, n, 40)] += rng.choice([-1.7, 1.7], (40, 1))
    return np.asarray(gain * sound, np.float32)


@pytest.mark.parametrize("gain", [1.0, 4.0])
def test_no_meter_finds_a_peak_above_the_ceiling(gain: float) -> None:
    out, limiter = limited(speech_like(gain=gain))
    assert limiter.most_db < -3
    assert dbtp(out) <= CEILING_DBTP + 0.02
    fine = np.abs(resample_poly(out.astype(np.float64), 8, 1, axis=0)).max()
    assert 20 * np.log10(fine) <= CEILING_DBTP + 0.4, "more than the master leaves for what lies between samples"


def test_the_length_stays_and_nothing_is_delayed() -> None:
    sound = speech_like(1.0, 0.5)
    out, _ = limited(sound)
    assert out.shape == sound.shape
    lags = range(-50, 51)
    likeness = [float((np.roll(out[:, 0], lag) * sound[:, 0]).sum()) for lag in lags]
    assert lags[int(np.argmax(likeness))] == 0


@pytest.mark.parametrize("frames_n", [0, 1, 100, 1_644, 5_000])
def test_any_length(frames_n: int) -> None:
    sound = 2 * np.ones((frames_n, 1), np.float32)
    out, _ = limited(sound)
    assert out.shape == sound.shape
    assert np.abs(out).max(initial=0.0) <= 10 ** (CEILING_DBTP / 20)


def test_quiet_passages_are_untouched() -> None:
    rng = np.random.default_rng(5)
    sound = (0.05 * rng.standard_normal((3 * RATE_HZ, 1))).astype(np.float32)
    sound[RATE_HZ] = 3.0
    out, _ = limited(sound)
    far = np.abs(np.arange(len(sound)) - RATE_HZ) > 0.040 * RATE_HZ
    assert np.array_equal(out[far], sound[far])
    assert not np.array_equal(out, sound)


def test_a_sound_just_under_the_ceiling_needs_no_limiting() -> None:
    sine = 0.98 * 10 ** (CEILING_DBTP / 20) * np.sin(np.arange(2 * RATE_HZ) * 0.1)
    fade = np.minimum(1.0, np.minimum(np.arange(len(sine)), np.arange(len(sine))[::-1]) / 2400)
    sound = (sine * fade).astype(np.float32)[:, None]
    out, limiter = limited(sound, [10_000] * 9)
    assert np.array_equal(out, sound)
    assert limiter.most_db == 0.0


def test_the_gain_moves_smoothly_and_alike_in_both_channels() -> None:
    sound = np.full((RATE_HZ, 2), 0.5, np.float32)
    sound[:, 1] = 0.25
    sound[RATE_HZ // 2, 0] = 2.0
    out, limiter = limited(sound)
    gains = out / sound
    assert np.allclose(gains[:, 0], gains[:, 1], rtol=1e-5)
    steps_db = np.abs(np.diff(20 * np.log10(gains[:, 0])))
    assert steps_db.max() < 0.2
    assert 20 * np.log10(gains.min()) == pytest.approx(limiter.most_db, abs=0.01)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 20_000), min_size=1, max_size=12))
@example([1, 8175])
def test_how_the_sound_is_cut_into_blocks_changes_nothing(sizes: list[int]) -> None:
    sound = speech_like(1.5)
    whole, one = limited(sound)
    pieces, other = limited(sound, sizes)
    assert np.array_equal(whole, pieces)
    assert one.most_db == pytest.approx(other.most_db)


def test_the_last_decibels_of_a_tip_are_taken_from_the_tip_alone() -> None:
    sound = np.full((RATE_HZ, 1), 0.25, np.float32)
    sound[RATE_HZ // 2] = 2.0
    out, limiter = limited(sound)
    gains_db = 20 * np.log10((out / sound)[:, 0])
    beside_n = round(0.002 * RATE_HZ)
    for at_n in (RATE_HZ // 2 - beside_n, RATE_HZ // 2 + beside_n):
        assert gains_db[at_n] >= limiter.most_db + 2.9
    assert gains_db[RATE_HZ // 2 + 10 * beside_n] < -2, "the slow gain holds, so as not to follow a voice's periods"
