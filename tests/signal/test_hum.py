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
    assert set(found(room() + talk() + tones(lines_hz, 0.003))) == set(lines_hz)
    assert set(found(room() + talk() + tones(lines_hz[1:], 0.003))) == set(lines_hz[1:])


def test_mains_a_tenth_of_a_hertz_off_is_still_hum() -> None:
    assert set(found(room() + tones([49.9, 99.8, 149.7], 0.004))) == {50.0, 100.0, 150.0}


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
