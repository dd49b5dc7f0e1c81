"""The meter against the numbers that EBU Tech 3341 and 3342 print, and against FFmpeg's own meter on busy signals."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.core.ports import Samples
from onrecord.signal.loudness import LoudnessMeter, integrated_lufs, k_weighting, lifted_lufs, range_lu, windowed_lufs

RATE_HZ = 48_000


def tone(dbfs: float, seconds: float, rate_hz: int = RATE_HZ, hz: float = 1000.0, channels_n: int = 2) -> Samples:
    """A sine whose peak lies at `dbfs`, alike in every channel."""
    wave = 10 ** (dbfs / 20) * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate_hz)) / rate_hz)
    return np.repeat(wave.astype(np.float32)[:, None], channels_n, axis=1)


def metered(sound: Samples, rate_hz: int = RATE_HZ, block_n: int = 48_000) -> LoudnessMeter:
    meter = LoudnessMeter(rate_hz, sound.shape[1])
    for at_n in range(0, len(sound), block_n):
        meter.push(sound[at_n : at_n + block_n])
    return meter


def levels(*steps: tuple[float, float]) -> Samples:
    """Stereo tones one after the other, each (peak dBFS, seconds)."""
    return np.concatenate([tone(dbfs, seconds) for dbfs, seconds in steps])


def busy(rate_hz: int, seconds: float = 24.0) -> Samples:
    """Something like two people in a room: pink-ish noise in syllables, pauses, a tone, differing left and right."""
    rng = np.random.default_rng(7)
    n = round(seconds * rate_hz)
    time_s = np.arange(n) / rate_hz
    white = rng.standard_normal((n, 2))
    red = np.cumsum(white, axis=0)
    red = (red - red.mean(axis=0)) / np.abs(red).max()
    syllables = np.clip(np.sin(2 * np.pi * 3.1 * time_s), 0, 1) * (np.sin(2 * np.pi * 0.11 * time_s) > -0.4)
    loud = np.where(time_s < seconds / 2, 1.0, 0.3)
    voice = 0.3 * (white * 0.3 + 2 * red) * (syllables * loud)[:, None]
    hum = 0.01 * np.sin(2 * np.pi * 120 * time_s)[:, None]
    high = 0.02 * np.sin(2 * np.pi * 7_300 * time_s)[:, None]
    return np.asarray(np.clip(voice + hum + high, -1, 1), np.float32)


def ffmpeg(sound: Samples, rate_hz: int) -> tuple[float, float]:
    """Integrated loudness and loudness range by FFmpeg's ebur128 filter."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=rate_hz, format="flt", layout="stereo", time_base=Fraction(1, rate_hz))
    meter = graph.add("ebur128", "metadata=1")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    found: dict[str, str] = {}

    def drain() -> None:
        while True:
            try:
                found.update(graph.pull().metadata)
            except (av.error.BlockingIOError, av.error.EOFError):
                return

    for at_n in range(0, len(sound), 4096):
        block = np.ascontiguousarray(sound[at_n : at_n + 4096]).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(block, format="flt", layout="stereo")
        frame.sample_rate, frame.pts = rate_hz, at_n
        graph.push(frame)
        drain()
    graph.push(None)
    drain()
    return float(found["lavfi.r128.I"]), float(found["lavfi.r128.LRA"])


@pytest.mark.parametrize("rate_hz", [44_100, 48_000, 96_000])
def test_the_reference_tone(rate_hz: int) -> None:
    assert metered(tone(-23, 20, rate_hz, 997), rate_hz).integrated_lufs == pytest.approx(-23.0, abs=0.1)


def test_one_channel_counts_half_of_two() -> None:
    assert metered(tone(-20, 5, channels_n=1)).integrated_lufs == pytest.approx(-23.0, abs=0.1)


def test_the_weighting_is_the_table_of_the_standard() -> None:
    shelf, high_pass = k_weighting(48_000)
    assert shelf == pytest.approx(
        [1.53512485958697, -2.69169618940638, 1.19839281085285, 1, -1.69065929318241, 0.73248077421585], abs=1e-6
    )
    assert high_pass == pytest.approx([1, -2, 1, 1, -1.99004745483398, 0.99007225036621], abs=1e-6)


@pytest.mark.parametrize(
    ("case", "steps", "lufs"),
    [
        ("3341 case 1", [(-23, 20)], -23.0),
        ("3341 case 2", [(-33, 20)], -33.0),
        ("3341 case 3: the relative gate", [(-36, 10), (-23, 60), (-36, 10)], -23.0),
        ("3341 case 4: both gates", [(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], -23.0),
        ("3341 case 5: 10 LU apart both count", [(-26, 20), (-20, 20.1), (-26, 20)], -23.0),
    ],
)
def test_gating(case: str, steps: Sequence[tuple[float, float]], lufs: float) -> None:
    assert metered(levels(*steps)).integrated_lufs == pytest.approx(lufs, abs=0.1), case


@pytest.mark.parametrize(
    ("case", "steps", "lu"),
    [
        ("3342 case 1", [(-20, 20), (-30, 20)], 10.0),
        ("3342 case 2", [(-20, 20), (-15, 20)], 5.0),
        ("3342 case 3", [(-40, 20), (-20, 20)], 20.0),
        ("3342 case 4", [(-50, 20), (-35, 20), (-20, 20), (-35, 20), (-50, 20)], 15.0),
    ],
)
def test_the_loudness_range(case: str, steps: Sequence[tuple[float, float]], lu: float) -> None:
    assert metered(levels(*steps)).range_lu == pytest.approx(lu, abs=1.0), case


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
def test_agreement_with_ffmpeg(rate_hz: int) -> None:
    sound = busy(rate_hz)
    ours = metered(sound, rate_hz)
    lufs, lra = ffmpeg(sound, rate_hz)
    assert ours.integrated_lufs == pytest.approx(lufs, abs=0.1)
    assert ours.range_lu == pytest.approx(lra, abs=0.3)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 9_000), min_size=1, max_size=30))
def test_how_the_sound_is_cut_into_blocks_changes_nothing(sizes: list[int]) -> None:
    sound = busy(16_000, 4.0)
    meter, at_n = LoudnessMeter(16_000, 2), 0
    for size in [*sizes, len(sound)]:
        meter.push(sound[at_n : at_n + size])
        at_n += size
    whole = metered(sound, 16_000, len(sound))
    assert np.allclose(meter.step_power, whole.step_power, rtol=1e-5, atol=1e-12)


def test_short_term_loudness_looks_back_over_three_seconds() -> None:
    short = metered(levels((-23, 5), (-33, 5))).short_term_lufs
    assert len(short) == 100 - 30 + 1
    assert short[0] == pytest.approx(-23, abs=0.1)
    assert short[-1] == pytest.approx(-33, abs=0.1)
    middle = 10 * np.log10((10**-2.3 + 10**-3.3) / 2)
    assert short[35] == pytest.approx(middle, abs=0.1)


def test_silence_and_next_to_nothing() -> None:
    assert metered(np.zeros((RATE_HZ, 2), np.float32)).integrated_lufs == -120.0
    assert LoudnessMeter(RATE_HZ, 1).integrated_lufs == -120.0
    assert metered(tone(-23, 0.25)).integrated_lufs == pytest.approx(-23, abs=0.6)
    assert range_lu(np.zeros(100)) == 0.0
    assert len(windowed_lufs(np.ones(29), 3.0)) == 0
    assert integrated_lufs(np.zeros(0)) == -120.0


@pytest.mark.parametrize("softer_db", [0.0, 30.0, 35.0, 40.0, 60.0, 75.0])
def test_what_is_recorded_too_soft_is_as_loud_as_it_would_be_at_a_usual_level(softer_db: float) -> None:
    usual = metered(busy(RATE_HZ)).step_power
    soft = usual * 10 ** (-softer_db / 10)
    assert lifted_lufs(soft) == pytest.approx(integrated_lufs(usual) - softer_db, abs=0.1)


def test_at_a_usual_level_the_loudness_is_the_standards_own() -> None:
    """Case 4 with more of what the absolute gate takes."""
    power = metered(levels((-72, 60), (-36, 10), (-23, 60), (-36, 10), (-72, 60))).step_power
    assert lifted_lufs(power) == integrated_lufs(power)
    assert lifted_lufs(np.zeros(100)) == lifted_lufs(np.zeros(0)) == lifted_lufs(np.zeros(2)) == -120.0
