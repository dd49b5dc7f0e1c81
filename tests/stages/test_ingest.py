"""Recordings become tracks on one clock, measured, with room for what lies above full scale."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from onrecord.core.errors import SilentRecording, TooShort, TruncatedRecording
from onrecord.core.recording import Recording
from onrecord.stages.ingest import IngestSettings, ingest


@dataclass(frozen=True)
class File:
    path: Path
    sha256: str = "0"
    speaker_name: str | None = None


def tone(seconds: float, rate_hz: int = 48_000, amplitude: float = 0.1, hz: float = 997.0) -> Any:
    return amplitude * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate_hz)) / rate_hz)


def taken_in(bench: Any, *paths: Path, **settings: Any) -> Recording:
    return ingest({"sources": [File(path) for path in paths]}, IngestSettings(**settings), bench)


def test_one_stereo_file(bench: Any) -> None:
    sound = np.stack([tone(20, 44_100, 10 ** (-23 / 20))] * 2, axis=1)
    recording = taken_in(bench, bench.file("talk.wav", sound, 44_100))
    (track,) = recording.tracks
    assert (track.rate_hz, track.channels_n, track.source_rate_hz, track.codec) == (48_000, 2, 44_100, "pcm_s24le")
    assert (track.frames_n, recording.duration_s) == (960_000, 20.0)
    assert recording.lufs == pytest.approx(-23.0, abs=0.1)
    assert recording.true_peak_dbtp == pytest.approx(-23.0, abs=0.3)
    assert recording.mix_blob == track.analysis_blob
    work, analysis = bench.blobs.open(track.blob), bench.blobs.open(track.analysis_blob)
    assert (analysis.rate_hz, analysis.channels_n, analysis.frames_n) == (16_000, 1, 320_000)
    assert 10 ** (track.headroom_db / 20) * np.abs(work.read(48_000, 4_800)).max() == pytest.approx(
        10 ** (-23 / 20), rel=0.01
    )
    assert len(recording.short_term_lufs) == pytest.approx(18, abs=1)
    assert bench.done == sorted(bench.done)
    assert max(bench.done) <= 1.0


def test_the_copy_for_the_models_lags_by_nothing(bench: Any) -> None:
    sound = 0.0005 * np.random.default_rng(0).standard_normal(3 * 48_000 + 1)
    sound[72_000:72_048] += 0.5 * np.hanning(48)
    recording = taken_in(bench, bench.file("click.wav", sound, 48_000))
    copy = bench.blobs.open(recording.mix_blob)
    assert copy.frames_n == pytest.approx(48_001, abs=1)
    assert int(np.argmax(np.abs(copy.read(0, copy.frames_n)[:, 0]))) == pytest.approx(24_008, abs=1)


def test_a_float_recording_above_full_scale_survives(bench: Any) -> None:
    recording = taken_in(bench, bench.file("hot.wav", tone(3, amplitude=3.5), 48_000, "FLOAT"))
    (track,) = recording.tracks
    assert recording.true_peak_dbtp == pytest.approx(20 * np.log10(3.5), abs=0.1)
    back = bench.blobs.open(track.blob).read(0, 48_000) * 10 ** (track.headroom_db / 20)
    assert np.abs(back).max() == pytest.approx(3.5, rel=0.01)
    assert bench.remarks == []


def bext(path: Path, time_reference_n: int) -> Path:
    data = path.read_bytes()
    body = (bytes(320) + b"2025-03-0410-20-30" + struct.pack("<Q", time_reference_n)).ljust(602, b"\0")
    chunk = b"bext" + struct.pack("<I", len(body)) + body
    path.write_bytes(data[:4] + struct.pack("<I", len(data) - 8 + len(chunk)) + data[8:12] + chunk + data[12:])
    return path


def test_tracks_with_clock_times_are_put_where_they_began(bench: Any) -> None:
    one = bext(bench.file("one.wav", tone(4), 48_000), 48_000 * 3_600)
    two = bext(bench.file("two.wav", tone(4), 48_000), 48_000 * 3_600 - 72_000)
    recording = taken_in(bench, one, two)
    assert [t.offset_s for t in recording.tracks] == [1.5, 0.0]
    assert recording.duration_s == 5.5
    assert recording.recorded_on == "2025-03-04"
    assert "1.5 s before the end" in recording.warnings[0]


def test_the_sum_for_the_models_holds_every_voice_at_one_loudness(bench: Any) -> None:
    loud = bench.file("loud.wav", np.concatenate([tone(4, amplitude=0.5), np.zeros(4 * 48_000)]), 48_000)
    quiet = bench.file("quiet.wav", np.concatenate([np.zeros(4 * 48_000), tone(4, amplitude=0.01)]), 48_000)
    recording = taken_in(bench, loud, quiet)
    mix = bench.blobs.open(recording.mix_blob).read(0, 128_000)[:, 0]
    assert np.abs(mix[16_000:48_000]).max() == pytest.approx(np.abs(mix[80_000:112_000]).max(), rel=0.02)
    assert recording.lufs < -8


def test_a_silent_microphone_beside_a_living_one_is_told(bench: Any) -> None:
    recording = taken_in(bench, bench.file("a.wav", tone(4), 48_000), bench.file("b.wav", np.zeros(4 * 48_000), 48_000))
    assert recording.warnings == ("b.wav is silent.",)
    assert bench.remarks == ["b.wav is silent."]


def test_a_clipped_recording_is_told(bench: Any) -> None:
    taken_in(bench, bench.file("hot.wav", np.clip(tone(3, amplitude=6.0, hz=5_050.0), -1, 1), 48_000))
    assert "recorded too hot" in bench.remarks[0]


@pytest.mark.parametrize(
    ("sound", "error"),
    [
        (np.zeros(96_000), SilentRecording),
        (tone(0.05), TooShort),
        (tone(0.8), TooShort),
        (1e-5 * tone(3), SilentRecording),
    ],
)
def test_what_cannot_become_an_episode(bench: Any, sound: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        taken_in(bench, bench.file("x.wav", sound, 48_000))


def test_a_file_that_breaks_off_is_refused_unless_asked_for(bench: Any) -> None:
    path = bench.file("x.flac", tone(10), 48_000)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(TruncatedRecording, match=r"breaks off at 0:0\d, but says that it is 0:10"):
        taken_in(bench, path)
    assert 3 < taken_in(bench, path, accept_truncated=True).duration_s < 7
