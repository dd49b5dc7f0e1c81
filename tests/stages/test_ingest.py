"""Recordings become tracks on one clock, measured, with room for what lies above full scale."""

from __future__ import annotations

import json
import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import soundfile
import soxr

from onrecord.core.errors import SilentRecording, TooShort, TruncatedRecording
from onrecord.core.recording import Recording, Track
from onrecord.stages.ingest import IngestSettings, ingest

SAMPLES = Path(__file__).parents[2] / "samples"
CLAPS_S = [3.0, 117.0]


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


@pytest.mark.parametrize("softer_db", [25.0, 35.0, 50.0])
def test_a_recording_far_too_soft_has_the_loudness_that_it_has(bench: Any, softer_db: float) -> None:
    rng = np.random.default_rng(1)
    syllables = np.repeat(10 ** (rng.choice([-30.0, -36.0, -70.0], 100) / 20), 9_600)
    talk = syllables * rng.standard_normal(960_000)
    usual = taken_in(bench, bench.file("usual.wav", talk, 48_000))
    soft = taken_in(bench, bench.file("soft.wav", 10 ** (-softer_db / 20) * talk, 48_000))
    assert soft.lufs == pytest.approx(usual.lufs - softer_db, abs=0.1)
    assert soft.tracks[0].voice_lufs == pytest.approx((usual.tracks[0].voice_lufs or 0.0) - softer_db, abs=0.1)


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


def said(spans: tuple[tuple[float, float], ...], seconds: float, room: float, level: float = 0.1, seed: int = 1) -> Any:
    """Noise that swells as syllables do in the spans, over a room's."""
    rng, at_s = np.random.default_rng(seed), np.arange(round(seconds * 48_000)) / 48_000
    speaks = np.any([(at_s >= start_s) & (at_s < end_s) for start_s, end_s in spans], axis=0) if spans else 0.0
    return (level * speaks * np.abs(np.sin(2 * np.pi * 2.0 * at_s)) + room) * rng.standard_normal(len(at_s))


def test_an_open_microphone_that_nobody_uses_is_told_and_left_out_of_the_sum(bench: Any) -> None:
    first, second = said(((1, 9),), 20, 0.0005), said(((10, 19),), 20, 0.0005, 0.02, seed=2)
    files = [bench.file(f"{name}.wav", sound, 48_000) for name, sound in (("ann", first), ("ben", second))]
    alone = taken_in(bench, *files)
    beside = taken_in(bench, *files, bench.file("spare.wav", said((), 20, 0.0003, seed=3), 48_000))
    assert any(warning.startswith("Nobody is heard in spare.wav") for warning in beside.warnings)
    sums = [bench.blobs.open(r.mix_blob).read(0, 320_000) for r in (alone, beside)]
    np.testing.assert_array_equal(*sums)


def test_who_hardly_speaks_is_as_loud_in_the_sum_as_others_and_their_room_is_not(bench: Any) -> None:
    often = bench.file("often.wav", said(((1, 55),), 60, 0.0005), 48_000)
    seldom = bench.file("seldom.wav", said(((56, 57.5),), 60, 0.004, 0.05, seed=2), 48_000)
    mix = bench.blobs.open(taken_in(bench, often, seldom).mix_blob).read(0, 960_000)[:, 0]
    loud = [
        np.sqrt((mix[round(a * 16_000) : round(b * 16_000)] ** 2).mean()) for a, b in ((2, 54), (56, 57.5), (58, 60))
    ]
    assert 20 * np.log10(loud[1] / loud[0]) == pytest.approx(0.0, abs=1.5)
    assert 20 * np.log10(loud[2] / loud[0]) < -15.0


def held(bench: Any, recording: Recording) -> list[Any]:
    """Each track as it came, without headroom."""
    sounds = [(bench.blobs.open(t.blob), t) for t in recording.tracks]
    return [sound.read(0, t.frames_n) * 10 ** (t.headroom_db / 20) for sound, t in sounds]


def test_a_dc_offset_is_taken_away_and_nothing_else(bench: Any) -> None:
    talk = said(((1, 9),), 10, 0.0005)
    recording = taken_in(bench, bench.file("off.wav", talk + 0.05, 48_000))
    (track,) = held(bench, recording)
    assert track[:, 0] == pytest.approx(talk, abs=1e-4)
    assert "off.wav has a DC offset of 5 %" in recording.warnings[0]
    assert abs(bench.blobs.open(recording.mix_blob).read(0, 160_000).mean()) < 1e-5


def test_a_channel_upside_down_does_not_cancel_the_other(bench: Any) -> None:
    talk = said(((1, 9),), 10, 0.0005)
    recording = taken_in(bench, bench.file("turned.wav", np.stack([talk, -talk], axis=1), 48_000))
    (track,) = held(bench, recording)
    assert track == pytest.approx(np.stack([talk, talk], axis=1), abs=1e-5)
    assert "upside down" in recording.warnings[0]
    assert np.abs(bench.blobs.open(recording.mix_blob).read(0, 160_000)).max() > 0.01


def test_a_dead_channel_is_left_out(bench: Any) -> None:
    talk = said(((1, 9),), 10, 0.0005)
    (track,) = held(bench, taken_in(bench, bench.file("half.wav", np.stack([0 * talk, talk], axis=1), 48_000)))
    assert track == pytest.approx(talk[:, None], abs=1e-5)
    assert bench.remarks == ["half.wav holds its sound on the right alone; it is heard on both sides."]


def test_a_voice_on_each_side_is_a_microphone_each(bench: Any) -> None:
    one, two = said(((1, 6),), 20, 0.0005), said(((7, 19),), 20, 0.0005, 0.03, seed=2)
    recording = taken_in(bench, bench.file("sides.wav", np.stack([one, two], axis=1), 48_000))
    assert [track.id for track in recording.tracks] == ["t1", "t2"]
    for track, sound in zip(held(bench, recording), (one, two), strict=True):
        assert track == pytest.approx(sound[:, None], abs=1e-5)
    assert bench.remarks == ["sides.wav has a voice on each side: left and right are taken as a microphone each."]


def test_a_picture_that_leans_is_told(bench: Any) -> None:
    one, two = said(((1, 6),), 20, 0.0), said(((7, 19),), 20, 0.0, seed=2)
    near = bench.file("near.wav", np.stack([one + 0.5 * two, 0.5 * one + two], axis=1), 48_000)
    assert taken_in(bench, near).warnings == (
        "near.wav is taken as one stereo picture, in which voices lie 12 dB apart by side. If left and right are a microphone "
        "each, give each as a file of its own.",
    )
    lopsided = bench.file("low.wav", np.stack([0.3 * (one + two), one + two], axis=1), 48_000)
    assert taken_in(bench, lopsided).warnings == (
        "low.wav is 10 dB louder on the right throughout. If that is not meant, give its right side as a file of its own.",
    )
    for side in (1.0, 0.6):
        picture = bench.file("picture.wav", np.stack([one + side * two, side * one + two], axis=1), 48_000)
        assert taken_in(bench, picture).warnings == ()


@pytest.mark.parametrize("channels_n", [3, 6, 12])
def test_channels_that_a_file_does_not_name_are_a_microphone_each(bench: Any, channels_n: int) -> None:
    sound = np.zeros((10 * 48_000, channels_n))
    sound[:, 0], sound[:, -1] = said(((1, 4),), 10, 0.0005), said(((5, 9),), 10, 0.0005, seed=2)
    recording = taken_in(bench, bench.file("poly.wav", sound, 48_000))
    tracks = held(bench, recording)
    assert len(tracks) == 2 and recording.tracks[-1].id == f"t{channels_n}"
    assert tracks[0] == pytest.approx(sound[:, :1], abs=1e-5) and tracks[1] == pytest.approx(sound[:, -1:], abs=1e-5)
    assert bench.remarks[0].startswith(f"poly.wav holds {channels_n} channels that it does not name")


def test_every_stream_of_a_film_is_heard(bench: Any) -> None:
    path = bench.root / "call.mkv"
    with av.open(str(path), "w") as film:
        streams: list[Any] = [film.add_stream("pcm_s16le", rate=48_000, layout="mono") for _ in range(3)]
        for stream, sound in zip(streams, (0 * tone(4), said(((1, 3),), 4, 0.001), tone(4)), strict=True):
            frame = av.AudioFrame.from_ndarray((sound[None] * 32767).astype(np.int16), format="s16", layout="mono")
            frame.sample_rate = 48_000
            for packet in (*stream.encode(frame), *stream.encode(None)):
                film.mux(packet)
    recording = taken_in(bench, path)
    assert [track.id for track in recording.tracks] == ["t2", "t3"]
    assert bench.remarks[0] == (
        "call.mkv holds 3 sound streams: each is taken as a microphone of its own, but for 1 without sound."
    )


def test_what_comes_from_one_file_moves_together(bench: Any, talk: tuple[Any, Any]) -> None:
    host, guest = talk
    soundfile.write(bench.root / "poly.wav", np.stack([host, 0.5 * host + 0.001 * guest, 0.1 * guest], axis=1), 24_000)
    recording = taken_in(bench, bench.root / "poly.wav", microphone(bench, "guest.wav", guest + 0.1 * host, 1.0))
    assert [t.offset_s for t in recording.tracks[:3]] == [recording.tracks[0].offset_s] * 3
    assert recording.tracks[3].offset_s - recording.tracks[0].offset_s == pytest.approx(1.0, abs=0.01)
    assert sum("began" in warning for warning in recording.warnings) == 1


def test_music_without_a_pause_beside_talk_is_no_room(bench: Any) -> None:
    talk, music = bench.file("talk.wav", said(((1, 9),), 10, 0.0005), 48_000), bench.file("music.wav", tone(10), 48_000)
    assert not any("Nobody is heard" in warning for warning in taken_in(bench, talk, music).warnings)


@pytest.fixture(scope="module")
def talk() -> tuple[Any, Any]:
    """The sample's two voices, each alone, and a clap at 3 s and at 117 s that both microphones hear: 2 min at 24 kHz."""
    mono, rate_hz = soundfile.read(SAMPLES / "interview.flac", stop=120 * 24_000)
    at_s = np.arange(len(mono)) / rate_hz
    clap = sum(0.9 * np.exp(-np.abs(at_s - clap_s) / 0.0003) for clap_s in CLAPS_S)
    speaks = {True: np.zeros(len(mono), bool), False: np.zeros(len(mono), bool)}
    for said in json.loads((SAMPLES / "interview.json").read_text())["utterances"]:
        speaks[said["speaker"].startswith("N")] |= (at_s >= said["start_s"]) & (at_s < said["end_s"])
    return mono * speaks[True] + clap, 3.0 * mono * speaks[False] + clap


def microphone(bench: Any, name: str, sound: Any, offset_s: float = 0.0, drift_ppm: float = 0.0) -> Path:
    """The file of a recorder that began `offset_s` later, with a clock that runs fast by `drift_ppm`."""
    sound = np.asarray(sound[round(offset_s * 24_000) :], np.float64)
    sound = soxr.resample(sound, 24_000, 24_000 * (1 + drift_ppm * 1e-6)) if drift_ppm else sound
    noise = 0.001 * np.random.default_rng(len(name)).standard_normal(len(sound))
    return bench.file(name, (sound + noise).clip(-1, 1), 24_000)


def claps_s(bench: Any, track: Track) -> list[float]:
    """Where on the session clock the track has its claps."""
    sound = bench.blobs.open(track.blob)
    found = []
    for near_s in CLAPS_S:
        from_n = round((near_s - track.offset_s - 0.5) * 48_000)
        found.append(track.offset_s + (from_n + int(np.abs(sound.read(from_n, 48_000)[:, 0]).argmax())) / 48_000)
    return found


def test_a_recorder_that_began_later_and_runs_fast_is_put_in_step(bench: Any, talk: tuple[Any, Any]) -> None:
    host, guest = talk
    one = microphone(bench, "host.wav", host + 0.1 * guest)
    two = microphone(bench, "guest.wav", guest + 0.1 * host, 1.2, 260.0)
    recording = taken_in(bench, one, two)
    first, second = recording.tracks
    assert (first.offset_s, first.drift_ppm) == (0.0, 0.0)
    assert second.offset_s == pytest.approx(1.2, abs=0.002)
    assert second.drift_ppm == pytest.approx(260, abs=10)
    assert recording.duration_s == pytest.approx(120, abs=0.003)
    assert claps_s(bench, first) == pytest.approx(CLAPS_S, abs=0.001)
    assert claps_s(bench, second) == pytest.approx(CLAPS_S, abs=0.005)
    twin = bench.blobs.open(second.analysis_blob)
    assert twin.frames_n == pytest.approx(second.frames_n / 3, abs=1)
    assert recording.warnings == tuple(bench.remarks)
    (remark,) = bench.remarks
    assert re.fullmatch(
        r"guest\.wav began 1\.2 s later than host\.wav and its clock runs 2\d\d ppm fast; both are put right\.", remark
    )
    assert bench.done == sorted(bench.done) and max(bench.done) <= 1.0


def test_one_that_only_began_earlier_keeps_every_sample(bench: Any, talk: tuple[Any, Any]) -> None:
    host, guest = talk
    one = microphone(bench, "host.wav", host + 0.1 * guest, 2.5)
    two = microphone(bench, "guest.wav", guest + 0.1 * host)
    first, second = taken_in(bench, one, two).tracks
    assert first.offset_s == pytest.approx(2.5, abs=0.002)
    assert (second.offset_s, second.drift_ppm) == (0.0, 0.0)
    assert bench.remarks[-1] == "guest.wav began 2.5 s earlier than host.wav; this is put right."
    read = bench.blobs.open(second.blob).read(0, second.frames_n)
    (alone,) = taken_in(bench, two).tracks
    assert np.array_equal(read, bench.blobs.open(alone.blob).read(0, alone.frames_n))


def test_files_of_one_recorder_are_left_as_they_are(bench: Any, talk: tuple[Any, Any]) -> None:
    host, guest = (sound[: 60 * 24_000] for sound in talk)
    late = np.concatenate([np.zeros(144), host])[: len(host)]  # 6 ms: the other microphone is 2 m away
    one = microphone(bench, "host.wav", host + 0.1 * guest)
    two = microphone(bench, "guest.wav", guest + 0.1 * late)
    first, second = taken_in(bench, one, two).tracks
    read = bench.blobs.open(second.blob).read(0, second.frames_n)
    plain = taken_in(bench, one, two, align=False).tracks
    assert (first, second) == plain
    assert np.array_equal(read, bench.blobs.open(plain[1].blob).read(0, second.frames_n))
    assert bench.remarks == []


def test_files_that_share_nothing_start_together_and_it_is_told(bench: Any, talk: tuple[Any, Any]) -> None:
    host, guest = (sound[4 * 24_000 : 80 * 24_000] for sound in talk)
    one, two = microphone(bench, "host.wav", host), microphone(bench, "guest.wav", guest, 1.0)
    assert [(t.offset_s, t.drift_ppm) for t in taken_in(bench, one, two).tracks] == [(0.0, 0.0), (0.0, 0.0)]
    told = (
        "Where guest.wav belongs beside host.wav cannot be told: they share no sound. They are taken to start together."
    )
    assert told in bench.remarks


def test_what_microphones_share_is_surer_than_clock_times(bench: Any, talk: tuple[Any, Any]) -> None:
    host, guest = (sound[: 60 * 24_000] for sound in talk)
    one = bext(microphone(bench, "host.wav", host + 0.1 * guest), 24_000 * 3_600)
    two = bext(microphone(bench, "guest.wav", guest + 0.1 * host, 5.0), 24_000 * 3_607)
    assert [t.offset_s for t in taken_in(bench, one, two).tracks] == pytest.approx([0.0, 5.0], abs=0.002)
    assert [t.offset_s for t in taken_in(bench, one, two, align=False).tracks] == [0.0, 7.0]


def test_a_third_file_is_placed_by_the_second(bench: Any, talk: tuple[Any, Any]) -> None:
    host, guest = talk
    third = np.random.default_rng(4).standard_normal(len(host)) * np.repeat(
        np.random.default_rng(5).uniform(0, 0.1, 600), len(host) // 600
    )
    one = microphone(bench, "host.wav", host + 0.1 * guest)
    two = microphone(bench, "guests.wav", guest + 0.1 * host + 0.3 * third, 1.0, 260.0)
    three = microphone(bench, "third.wav", third, 4.0)
    offsets_s = [track.offset_s for track in taken_in(bench, one, two, three).tracks]
    assert offsets_s == pytest.approx([0.0, 1.0, 4.0], abs=0.005)


def test_a_silent_microphone_beside_a_living_one_is_told(bench: Any) -> None:
    recording = taken_in(bench, bench.file("a.wav", tone(4), 48_000), bench.file("b.wav", np.zeros(4 * 48_000), 48_000))
    assert recording.warnings == ("b.wav is silent.",)
    assert bench.remarks == ["b.wav is silent."]


def test_a_clipped_recording_is_told(bench: Any) -> None:
    taken_in(bench, bench.file("hot.wav", np.clip(tone(3, amplitude=6.0, hz=5_050.0), -1, 1), 48_000))
    assert "recorded too hot" in bench.remarks[0]


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
@pytest.mark.parametrize("level", [0.9, 0.5])
def test_what_was_cut_off_and_turned_down_since_is_told(bench: Any, rate_hz: int, level: float) -> None:
    swells = tone(4, rate_hz, 1.3, 197.0) * np.abs(np.sin(np.arange(4 * rate_hz) / rate_hz))
    taken_in(bench, bench.file("hot.wav", level * swells.clip(-1, 1), rate_hz, "PCM_16"))
    (remark,) = bench.remarks
    assert re.match(r"hot.wav was recorded too hot: 1\d % of it is cut off flat, first at 0:01\.", remark)


def test_what_is_loud_and_whole_is_not_called_cut_off(bench: Any) -> None:
    taken_in(bench, bench.file("loud.wav", np.tanh(3 * tone(4, 44_100, 1.0)), 44_100, "PCM_16"))
    taken_in(bench, bench.file("square.wav", 0.9 * np.sign(tone(4, 48_000, 1.0, 100.0)), 48_000, "PCM_16"))
    assert not any("cut off" in remark for remark in bench.remarks)


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


def test_a_damaged_file_is_told(bench: Any) -> None:
    path = bench.root / "scratched.mp3"
    writer = bench.codecs.mp3_writer(path, 48_000, 1, 128)
    writer.write(tone(6)[:, None].astype(np.float32))
    writer.close()
    assert taken_in(bench, path).warnings == ()
    data = bytearray(path.read_bytes())
    data[40_000:44_000] = np.random.default_rng(1).bytes(4_000)
    path.write_bytes(data)
    assert taken_in(bench, path).warnings[0].startswith("scratched.mp3 is damaged")


def test_one_wrong_bit_in_a_flac_is_told_and_not_played(bench: Any) -> None:
    path = bench.root / "scratched.flac"
    soundfile.write(path, 0.1 * np.random.default_rng(0).standard_normal(6 * 48_000), 48_000)
    assert taken_in(bench, path).warnings == ()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x10
    path.write_bytes(data)
    recording = taken_in(bench, path)
    assert recording.warnings[0].startswith("scratched.flac is damaged")
    assert 5.8 < recording.duration_s < 6.0
