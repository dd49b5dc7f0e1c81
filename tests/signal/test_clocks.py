"""Two recorders that heard the same conversation are brought together, and nothing else is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import soxr

from onrecord.core.ports import Samples
from onrecord.signal import clocks
from onrecord.signal.clocks import ClockLine, NoLine, clock_line, outline

RATE_HZ = 16_000
SAMPLES = Path(__file__).parents[2] / "samples"
Mono = Any


@dataclass(frozen=True)
class Heard:
    """A sound in memory that counts how much of it is read at once."""

    mono: Mono
    reads: list[int]
    rate_hz: int = RATE_HZ
    channels_n: int = 1

    @property
    def frames_n(self) -> int:
        return len(self.mono)

    def read(self, start_n: int, frames_n: int) -> Samples:
        self.reads.append(frames_n)
        out = np.zeros((frames_n, 1), np.float32)
        first_n, end_n = max(0, start_n), min(len(self.mono), start_n + frames_n)
        if first_n < end_n:
            out[first_n - start_n : end_n - start_n, 0] = self.mono[first_n:end_n]
        return out

    def close(self) -> None: ...


def told(one: Mono, other: Mono, **expected: float) -> ClockLine | NoLine:
    done: list[float] = []
    reads: list[int] = []
    ours, theirs = (outline(Heard(mono, reads), done.append) for mono in (one, other))
    done.clear()
    line = clock_line(ours, theirs, done.append, **expected)
    assert done == sorted(done) and all(0 <= share <= 1 for share in done)
    assert max(reads) <= 61 * RATE_HZ
    return line


def off_ms(line: ClockLine | NoLine, other: Mono, offset_s: float, drift_ppm: float) -> float:
    """How far off the line is at the worse end of the other track."""
    assert isinstance(line, ClockLine), line
    ends_s = np.array([0.0, len(other) / RATE_HZ])
    found = line.offset_s + ends_s / (1 + line.drift_ppm * 1e-6)
    return float(1000 * np.abs(found - offset_s - ends_s / (1 + drift_ppm * 1e-6)).max())


def noise(like: Mono, dbfs: float, seed: int) -> Mono:
    return (10 ** (dbfs / 20) * np.random.default_rng(seed).standard_normal(len(like))).astype(np.float32)


def in_room(mono: Mono, way_s: float, seed: int) -> Mono:
    """As it arrives after `way_s`, with a room that is another for each seed and fades by 60 dB in 0.3 s."""
    at_s = np.arange(round(0.2 * RATE_HZ)) / RATE_HZ
    room = 0.15 * np.random.default_rng(seed).standard_normal(len(at_s)) * 10 ** (-3 * at_s / 0.3)
    room[0] = 1.0
    fft_n = 1 << (len(mono) + 2 * len(room)).bit_length()
    wet = np.fft.irfft(np.fft.rfft(mono, fft_n) * np.fft.rfft(room, fft_n), fft_n)[: len(mono)]
    return np.concatenate([np.zeros(round(way_s * RATE_HZ)), wet])[: len(mono)].astype(np.float32)


def recorded(mono: Mono, offset_s: float, drift_ppm: float) -> Mono:
    """What a recorder has that began `offset_s` later, or before everything, and whose clock runs fast by `drift_ppm`."""
    begun_n = round(offset_s * RATE_HZ)
    mono = mono[begun_n:] if begun_n >= 0 else np.concatenate([np.zeros(-begun_n, np.float32), mono])
    return soxr.resample(mono, RATE_HZ, RATE_HZ * (1 + drift_ppm * 1e-6)) if drift_ppm else mono


@pytest.fixture(scope="module")
def voices() -> tuple[Mono, Mono]:
    """The sample's two voices, each alone and as loud as the other: 176 s."""
    mono, rate_hz = soundfile.read(SAMPLES / "interview.flac", dtype="float32")
    truth = json.loads((SAMPLES / "interview.json").read_text())
    at_s = np.arange(len(mono)) / rate_hz
    found = []
    for speaker in truth["speakers"]:
        speaks = np.zeros(len(mono), bool)
        for said in truth["utterances"]:
            if said["speaker"] == speaker["name"]:
                speaks |= (at_s >= said["start_s"]) & (at_s < said["end_s"])
        alone = mono * speaks * 10 ** ((-23 - speaker["level_dbfs"]) / 20)
        found.append(soxr.resample(alone.astype(np.float32), rate_hz, RATE_HZ))
    return found[0], found[1]


def microphones(voices: tuple[Mono, Mono], bleed_db: float = -20.0, noise_dbfs: float = -60.0) -> tuple[Mono, Mono]:
    """In one room, 1.4 m apart: the other voice arrives 4 ms later, by another way, softer."""
    host, guest = voices
    bleed = 10 ** (bleed_db / 20)
    one = in_room(host, 0.0, 1) + bleed * in_room(guest, 0.004, 2) + noise(host, noise_dbfs, 3)
    other = in_room(guest, 0.0, 4) + bleed * in_room(host, 0.004, 5) + noise(host, noise_dbfs, 6)
    return one, other


@pytest.mark.parametrize(
    ("offset_s", "drift_ppm"), [(0.0, 0.0), (12.4, 38.0), (-73.25, -150.0), (0.5, 400.0), (100.0, -20.0)]
)
def test_offset_and_drift_are_found_in_the_bleed(voices: tuple[Mono, Mono], offset_s: float, drift_ppm: float) -> None:
    one, other = microphones(voices)
    other = recorded(other, offset_s, drift_ppm)
    line = told(one, other)
    assert off_ms(line, other, offset_s, drift_ppm) < 1.0
    assert isinstance(line, ClockLine) and line.confidence > 0.6 and line.apart_s < 0.02


def test_bleed_below_the_noise_is_enough(voices: tuple[Mono, Mono]) -> None:
    one, other = microphones(voices, bleed_db=-25.0, noise_dbfs=-46.0)
    other = recorded(other, 5.0, 60.0)
    assert off_ms(told(one, other), other, 5.0, 60.0) < 3.0


def test_one_that_hears_only_itself_beside_one_that_hears_both(voices: tuple[Mono, Mono]) -> None:
    host, _ = voices
    _, other = microphones(voices, bleed_db=-30.0)
    other = recorded(other, -8.0, 90.0)
    assert off_ms(told(in_room(host, 0.0, 1) + noise(host, -60, 3), other), other, -8.0, 90.0) < 5.0


def test_of_a_call_that_each_hears_late_the_middle_is_taken(voices: tuple[Mono, Mono]) -> None:
    host, guest = voices
    one = host + 0.03 * in_room(guest, 0.15, 2) + noise(host, -60, 3)
    other = recorded(guest + 0.03 * in_room(host, 0.15, 5) + noise(host, -60, 6), 20.0, 70.0)
    assert off_ms(told(one, other), other, 20.0, 70.0) < 1.0


def test_microphones_that_share_nothing_are_told_so(voices: tuple[Mono, Mono]) -> None:
    host, guest = (voice + noise(voice, -60, seed) for seed, voice in enumerate(voices))
    hum = 0.003 * np.sin(2 * np.pi * 50 * np.arange(len(host)) / RATE_HZ).astype(np.float32)
    for seconds in (25, 60, 170):
        n = seconds * RATE_HZ
        line = told((host + hum)[:n], recorded(guest + hum, 1.0, 30.0)[:n])
        assert isinstance(line, NoLine) and "share" in line.reason


@pytest.mark.parametrize("every_s", [0.5, 20.0])
def test_what_repeats_could_be_anywhere(voices: tuple[Mono, Mono], every_s: float) -> None:
    n = round(every_s * RATE_HZ)
    part = voices[0][6 * RATE_HZ : 6 * RATE_HZ + n]
    loop = np.tile(part, round(160 / every_s))
    line = told(loop + noise(loop, -60, 1), recorded(loop + noise(loop, -60, 2), 3.0, 0.0))
    assert isinstance(line, NoLine) and "share" in line.reason


@pytest.mark.parametrize("make", [lambda at: 0 * at, lambda at: 0.1 * np.sin(2 * np.pi * 997 * at)])
def test_silence_and_tones_tell_nothing(make: Any) -> None:
    sound = make(np.arange(60 * RATE_HZ) / RATE_HZ).astype(np.float32)
    assert isinstance(told(sound, sound[RATE_HZ:]), NoLine)


def test_a_jump_on_the_way_is_admitted(voices: tuple[Mono, Mono]) -> None:
    one, other = microphones(voices)
    at_n = 110 * RATE_HZ
    line = told(one, recorded(np.concatenate([other[:at_n], other[at_n + 960 :]]), 4.0, 0.0))
    assert isinstance(line, ClockLine)
    assert line.offset_s == pytest.approx(4.03, abs=0.035)
    assert line.apart_s == pytest.approx(0.06, abs=0.005)


def test_it_is_looked_for_around_what_clock_times_say(
    voices: tuple[Mono, Mono], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clocks, "FURTHEST_S", 30.0)  # half an hour takes seconds to make
    one, other = microphones(voices)
    other = recorded(other, 90.0, 0.0)
    assert isinstance(told(one, other), NoLine)
    assert off_ms(told(one, other, expected_s=70.0), other, 90.0, 0.0) < 1.0


def test_twenty_seconds_are_needed_of_both(voices: tuple[Mono, Mono]) -> None:
    one, other = (mono[: 40 * RATE_HZ] for mono in microphones(voices))
    assert isinstance(told(one, other), ClockLine)
    assert isinstance(told(one, other[: 19 * RATE_HZ]), NoLine)
    assert isinstance(told(one, other[: RATE_HZ // 100]), NoLine)
    assert isinstance(told(one, other, expected_s=7_200.0), NoLine)


def test_a_line_by_way_of_a_third_track() -> None:
    to_first, to_second = ClockLine(10.0, 100.0, 0.9, 0.001), ClockLine(5.0, -40.0, 0.8, 0.002)
    line = to_second.through(to_first)
    at_s = 1_000.0
    on_second = to_second.offset_s + at_s / (1 - 40e-6)
    assert line.offset_s + at_s / (1 + line.drift_ppm * 1e-6) == pytest.approx(
        10.0 + on_second / (1 + 100e-6), abs=1e-9
    )
    assert (line.confidence, line.apart_s) == (0.8, 0.003)
