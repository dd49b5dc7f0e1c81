"""Mains hum is found by its family, and a voice or a held note is not taken for it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from onrecord.core.ports import Samples
from onrecord.signal.hum import HumFinder, without_hum

RATE_HZ = 16_000


def room(seconds: float = 20.0, level: float = 0.002) -> Samples:
    return (level * np.random.default_rng(4).standard_normal(round(seconds * RATE_HZ))).astype(np.float32)


def tones(lines_hz: Sequence[float], level: float, seconds: float = 20.0) -> Samples:
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return sum((level * np.sin(2 * np.pi * hz * time_s + hz)).astype(np.float32) for hz in lines_hz)  # type: ignore[return-value]


def found(sound: Samples, block_n: int = 5 * RATE_HZ) -> tuple[float, ...]:
    finder = HumFinder(RATE_HZ)
    for at_n in range(0, len(sound), block_n):
        finder.push(sound[at_n : at_n + block_n])
    return finder.lines()


def talk(seconds: float = 20.0) -> Samples:
    """A voice whose pitch glides from 110 to 180 Hz and back, with pauses."""
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    phase = 2 * np.pi * np.cumsum(145 + 35 * np.sin(2 * np.pi * 0.31 * time_s)) / RATE_HZ
    voice = sum(np.sin(k * phase) / k for k in range(1, 9))
    return (0.1 * voice * (np.sin(2 * np.pi * 0.17 * time_s) > -0.5)).astype(np.float32)


@pytest.mark.parametrize("base_hz", [50.0, 60.0])
def test_a_family_is_found_under_a_voice_also_without_its_fundamental(base_hz: float) -> None:
    lines_hz = [k * base_hz for k in (1, 2, 3, 5)]
    assert found(room() + talk() + tones(lines_hz, 0.003)) == pytest.approx(lines_hz, abs=0.02)
    assert found(room() + talk() + tones(lines_hz[1:], 0.003)) == pytest.approx(lines_hz[1:], abs=0.02)


@pytest.mark.parametrize("base_hz", [49.9, 49.95, 50.015, 59.97, 60.2])
def test_the_notches_lie_where_the_mains_truly_are(base_hz: float) -> None:
    ks = (1, 2, 3, 7, 10, 16)
    sound = room(60.0) + talk(60.0) + tones([k * base_hz for k in ks], 0.006, 60.0)
    assert found(sound) == pytest.approx([k * base_hz for k in ks], abs=0.03)
    assert found(sound, 7_001) == found(sound, len(sound)) == found(sound)


def test_mains_that_wander_are_followed_by_narrow_notches() -> None:
    seconds, ks = 200.0, (1, 2, 4, 10, 18)
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    phase = 2 * np.pi * np.cumsum(49.97 + 0.03 * np.sin(2 * np.pi * time_s / 170)) / RATE_HZ
    lines = [(0.006 * np.sin(k * phase)).astype(np.float32) for k in ks]
    notches_hz = found(room(seconds) + talk(seconds) + sum(lines))  # type: ignore[arg-type]
    assert {round(hz / 49.97) for hz in notches_hz} == set(ks)
    assert len(notches_hz) <= 3 * len(ks)
    for line in lines:
        left = without_hum(line[:, None], RATE_HZ, notches_hz)[2 * RATE_HZ :]
        assert left.std() < 0.05 * line.std()
    beside = tones([18 * 49.97 - 8.0], 0.1)[:, None]
    assert level_db(without_hum(beside, RATE_HZ, notches_hz)[:, 0], 891.5) == pytest.approx(
        level_db(beside[:, 0], 891.5), abs=1.0
    )


@pytest.mark.parametrize("silent_s", [5.0, 40.0])
@pytest.mark.parametrize("level", [0.0, 0.00002])
def test_a_guest_who_joins_late_and_a_muted_call_hide_no_hum(silent_s: float, level: float) -> None:
    sound = room(80.0) + talk(80.0) + tones([50.02, 100.04, 150.06], 0.006, 80.0)
    sound[: round(silent_s * RATE_HZ)] = room(silent_s, level)
    assert found(sound) == pytest.approx([50.02, 100.04, 150.06], abs=0.03)


def test_tones_that_no_mains_have_together_are_not_hum() -> None:
    assert found(room() + tones([99.1, 151.0, 249.0], 0.02)) == ()
    assert found(room() + tones([50.6, 101.2, 151.8], 0.02)) == ()


@pytest.mark.parametrize("note_hz", [110.0, 196.0, 220.0, 261.6])
def test_a_held_note_is_not_hum(note_hz: float) -> None:
    note = tones([k * note_hz for k in (1, 2, 3, 4)], 0.05)
    assert found(room() + note) == ()


def test_talk_in_a_room_is_not_hum() -> None:
    assert found(room() + talk()) == ()


def test_too_little_to_tell() -> None:
    assert found(tones([50, 100, 150], 0.01, 4.0)) == ()
    assert found(np.zeros(20 * RATE_HZ, np.float32)) == ()


def level_db(sound: Samples, hz: float) -> float:
    part = sound[5 * RATE_HZ : 15 * RATE_HZ]
    return float(20 * np.log10(np.abs(np.fft.rfft(part * np.hanning(len(part))))[round(hz * 10)] / len(part) * 4))


def test_notches_take_the_lines_and_leave_the_rest() -> None:
    sound = (tones([100.0, 130.0, 1_000.0], 0.1))[:, None]
    out = without_hum(sound, RATE_HZ, (50.0, 100.0))
    assert out.shape == sound.shape
    assert out.dtype == np.float32
    assert level_db(out[:, 0], 100.0) < level_db(sound[:, 0], 100.0) - 40
    for hz in (130.0, 1_000.0):
        assert level_db(out[:, 0], hz) == pytest.approx(level_db(sound[:, 0], hz), abs=0.1)
    assert without_hum(sound, RATE_HZ, ()) is sound
