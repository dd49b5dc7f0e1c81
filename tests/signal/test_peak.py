"""True peak between the samples: the cases of EBU Tech 3341, and how the sound is cut into blocks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import resample_poly

from onrecord.core.ports import Samples
from onrecord.signal.peak import PeakMeter, oversampled_peak, true_peak_of_steps

RATE_HZ = 48_000


def sine(cycle_n: float, degrees: float, amplitude: float, frames_n: int = RATE_HZ) -> Samples:
    """A sine of `cycle_n` samples a cycle, faded in and out so that only its middle matters; shape (frames, 1)."""
    wave = amplitude * np.sin(2 * np.pi * np.arange(frames_n) / cycle_n + np.radians(degrees))
    fade = np.minimum(1.0, np.minimum(np.arange(frames_n), np.arange(frames_n)[::-1]) / 2400)
    return np.asarray(wave * fade, np.float32)[:, None]


def dbtp(sound: Samples, block_n: int = 10_000) -> float:
    meter = PeakMeter(sound.shape[1])
    for at_n in range(0, len(sound), block_n):
        meter.push(sound[at_n : at_n + block_n])
    return meter.dbtp


@pytest.mark.parametrize(
    ("case", "cycle_n", "degrees", "amplitude"),
    [
        ("3341 case 15: samples on the peaks", 4, 0, 0.5),
        ("3341 case 16: samples 3 dB under the peaks", 4, 45, 0.5),
        ("3341 case 17", 6, 60, 0.5),
        ("3341 case 18", 8, 67.5, 0.5),
        ("3341 case 19: above full scale between the samples", 4, 45, 1.41),
    ],
)
def test_a_peak_between_the_samples_is_seen(case: str, cycle_n: float, degrees: float, amplitude: float) -> None:
    truth_dbtp = 20 * np.log10(amplitude)
    found = dbtp(sine(cycle_n, degrees, amplitude))
    assert truth_dbtp - 0.4 <= found <= truth_dbtp + 0.2, case  # the tolerance of the standard


def test_agreement_with_another_interpolation() -> None:
    rng = np.random.default_rng(3)
    wave = np.convolve(rng.standard_normal(RATE_HZ), [0.2, 0.5, 0.2], mode="same") * 0.3
    sound = np.asarray(np.clip(wave, -1, 1), np.float32)[:, None]
    fine = 20 * np.log10(np.abs(resample_poly(sound[:, 0].astype(np.float64), 8, 1)).max())
    assert dbtp(sound) == pytest.approx(fine, abs=0.3)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 6_000), min_size=1, max_size=30), st.floats(3.0, 50.0))
def test_how_the_sound_is_cut_into_blocks_changes_nothing(sizes: list[int], cycle_n: float) -> None:
    sound = np.repeat(sine(cycle_n, 20, 0.7, 20_000), 2, axis=1)
    meter, at_n = PeakMeter(2), 0
    for size in [*sizes, len(sound)]:
        meter.push(sound[at_n : at_n + size])
        at_n += size
    assert meter.dbtp == pytest.approx(dbtp(sound, len(sound)), abs=1e-6)
    assert meter.dbtp == pytest.approx(20 * np.log10(0.7), abs=0.3)


def test_a_steady_sine_measures_as_high_as_it_is() -> None:
    """Blocks must not be taken for the sound's beginning or end, where interpolation overshoots."""
    assert dbtp(sine(37.3, 0, 0.5), 4_800) == pytest.approx(20 * np.log10(0.5), abs=0.02)


def test_a_peak_in_the_very_last_samples_counts() -> None:
    sound = np.zeros((9_000, 1), np.float32)
    sound[-2] = 0.8
    assert dbtp(sound) == pytest.approx(20 * np.log10(0.8), abs=0.1)


def test_every_channel_counts_and_silence_is_the_floor() -> None:
    sound = np.zeros((9_000, 2), np.float32)
    sound[4_000, 1] = -0.25
    assert dbtp(sound) == pytest.approx(-12.04, abs=0.1)
    assert dbtp(np.zeros((100, 2), np.float32)) == -120.0
    assert oversampled_peak(np.zeros((0, 2), np.float32)).shape == (0,)


class Held:
    """A sound in memory, read as a file is."""

    def __init__(self, sound: Samples) -> None:
        self._sound = sound
        self.rate_hz, self.channels_n, self.frames_n = RATE_HZ, sound.shape[1], len(sound)

    def read(self, start_n: int, frames_n: int) -> Samples:
        padded = np.pad(self._sound, ((100, 100), (0, 0)))
        return padded[100 + start_n : 100 + start_n + frames_n]

    def close(self) -> None:
        return None


def test_the_peak_of_some_steps_is_the_peak_of_that_part() -> None:
    sound = np.concatenate([sine(37.3, 0, 0.9, 9_600), sine(4, 45, 0.5, 9_600), sine(50, 0, 0.1, 9_600)])
    step_peak = np.abs(sound).reshape(-1, 4_800).max(axis=1)
    steps = np.arange(6)
    assert true_peak_of_steps(Held(sound), step_peak, (steps == 2) | (steps == 3), 0.1) == pytest.approx(-6.02, abs=0.2)
    assert true_peak_of_steps(Held(sound), step_peak, steps >= 4, 0.1) == pytest.approx(-20.0, abs=0.1)
    assert true_peak_of_steps(Held(sound), step_peak, steps < 0, 0.1) == -120.0
