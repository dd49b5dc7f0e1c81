"""Every format that a recorder gives, made here, decoded and measured; and what is none of them, refused in one sentence."""

from __future__ import annotations

import datetime
import multiprocessing
import os
import struct
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import soundfile
from scipy.signal import resample_poly

from onrecord.core.errors import BadRecording, EmptyRecording, NotFound, NotReadable, OnrecordError
from onrecord.core.ports import Samples
from onrecord.media.codecs import AvCodecs

SECONDS = 3.0
TONE_HZ = 1_000.0
CODECS = AvCodecs()


def tone(rate_hz: int, channels_n: int = 1, amplitude: float = 0.25, seconds: float = SECONDS) -> Samples:
    """A 1 kHz tone, the left channel alone at full amplitude and every other one 6 dB below."""
    wave = amplitude * np.sin(2 * np.pi * TONE_HZ * np.arange(round(seconds * rate_hz)) / rate_hz)
    share = np.where(np.arange(channels_n) == 0, 1.0, 0.5)
    return np.asarray(wave[:, None] * share, np.float32)


def encoded(
    path: Path, codec: str, rate_hz: int, channels_n: int, sample_format: str, *, video: bool = False,
    metadata: dict[str, str] | None = None, layout: str = "", container_format: str | None = None, options: dict[str, str] | None = None,
    late_s: float = 0.0,
) -> Path:  # fmt: skip
    """The tone as FFmpeg writes it, with a picture beside it when asked, or so much later than the picture."""
    layout = layout or {1: "mono", 2: "stereo", 6: "5.1"}[channels_n]
    with av.open(str(path), "w", format=container_format, options=options or {}) as container:
        container.metadata.update(metadata or {})
        picture: Any = container.add_stream("mpeg4", rate=25) if video else None
        if picture is not None:
            picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
        stream: Any = container.add_stream(codec, rate=rate_hz)
        stream.codec_context.layout, stream.codec_context.format = layout, sample_format
        stream.codec_context.bit_rate = 192_000
        resampler = av.AudioResampler(format=sample_format, layout=layout, rate=rate_hz)
        if picture is not None:
            for number in range(round(SECONDS * 25)):
                frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), number, np.uint8), format="rgb24")
                frame.pts = number
                container.mux(picture.encode(frame))
            container.mux(picture.encode(None))
        sound = tone(rate_hz, channels_n)
        step_n = stream.codec_context.frame_size or 1024
        for at_n in range(0, len(sound), step_n):
            block = np.ascontiguousarray(sound[at_n : at_n + step_n].T)
            frame_ = av.AudioFrame.from_ndarray(block, format="fltp", layout=layout)
            frame_.sample_rate, frame_.pts = rate_hz, at_n + round(late_s * rate_hz)
            for even in resampler.resample(frame_):
                container.mux(stream.encode(even))
        container.mux(stream.encode(None))
    return path


def decoded(path: Path, rate_hz: int = 48_000) -> Samples:
    blocks = list(CODECS.decode(path, rate_hz))
    assert max(len(block) for block in blocks) <= 3 * rate_hz
    return np.concatenate(blocks)


def pitch_hz(mono: Samples, rate_hz: int = 48_000) -> float:
    part = mono[len(mono) // 4 : len(mono) * 3 // 4].astype(np.float64)
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)), 1 << 20))
    return float(np.argmax(spectrum) * rate_hz / (1 << 20))


def level_db(mono: Samples) -> float:
    part = mono[len(mono) // 4 : len(mono) * 3 // 4].astype(np.float64)
    return float(20 * np.log10(np.sqrt((part**2).mean()) * np.sqrt(2)))


def check(path: Path, channels_n: int, amplitude: float = 0.25, seconds: float = SECONDS) -> None:
    """The tone has its pitch, its level within 0.1 dB in each channel, and its length within 20 ms."""
    sound = decoded(path)
    assert sound.dtype == np.float32
    assert sound.shape[1] == min(2, channels_n)
    assert len(sound) / 48_000 == pytest.approx(seconds, abs=0.02)
    assert pitch_hz(sound[:, 0]) == pytest.approx(TONE_HZ, abs=0.5)
    assert level_db(sound[:, 0]) == pytest.approx(20 * np.log10(amplitude), abs=0.1)
    if channels_n == 2:
        assert level_db(sound[:, 1]) == pytest.approx(20 * np.log10(amplitude / 2), abs=0.1)


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000, 192_000])
@pytest.mark.parametrize("channels_n", [1, 2])
def test_wav_of_every_rate(tmp_path: Path, rate_hz: int, channels_n: int) -> None:
    path = tmp_path / "tone.wav"
    soundfile.write(path, tone(rate_hz, channels_n), rate_hz, "PCM_16")
    check(path, channels_n)
    facts = CODECS.probe(path)
    assert (facts.rate_hz, facts.channels_n, facts.is_float) == (rate_hz, channels_n, False)
    assert facts.duration_s == pytest.approx(SECONDS, abs=0.001)


@pytest.mark.parametrize(
    ("suffix", "format_", "subtype"),
    [
        ("wav", "WAV", "PCM_U8"),
        ("wav", "WAV", "PCM_24"),
        ("wav", "WAV", "PCM_32"),
        ("wav", "WAV", "FLOAT"),
        ("wav", "WAV", "DOUBLE"),
        ("wav", "WAVEX", "PCM_24"),
        ("wav", "RF64", "PCM_24"),
        ("wav", "RF64", "FLOAT"),
        ("w64", "W64", "PCM_24"),
        ("flac", "FLAC", "PCM_16"),
        ("flac", "FLAC", "PCM_24"),
        ("aiff", "AIFF", "PCM_24"),
        ("caf", "CAF", "PCM_24"),
        ("ogg", "OGG", "VORBIS"),
        ("opus", "OGG", "OPUS"),
        ("mp3", "MP3", "MPEG_LAYER_III"),
    ],
)
@pytest.mark.parametrize("channels_n", [1, 2])
def test_what_other_programmes_write(tmp_path: Path, suffix: str, format_: str, subtype: str, channels_n: int) -> None:
    path = tmp_path / f"tone.{suffix}"
    soundfile.write(path, tone(48_000, channels_n), 48_000, subtype, format=format_)
    check(path, channels_n)
    assert CODECS.probe(path).is_float == (subtype in ("FLOAT", "DOUBLE"))


@pytest.mark.parametrize(
    ("name", "codec", "rate_hz", "sample_format", "video"),
    [
        ("tone.m4a", "aac", 44_100, "fltp", False),
        ("tone.aac", "aac", 48_000, "fltp", False),
        ("tone.m4a", "alac", 48_000, "s16p", False),
        ("tone.mp4", "aac", 48_000, "fltp", True),
        ("tone.mov", "pcm_s16le", 48_000, "s16", True),
        ("tone.mkv", "flac", 48_000, "s16", True),
        ("tone.mkv", "aac", 32_000, "fltp", False),
        ("tone.webm", "libopus", 48_000, "flt", False),
        ("tone.ogg", "libopus", 48_000, "flt", False),
        ("tone.mp3", "libmp3lame", 22_050, "fltp", False),
    ],
)
def test_containers_with_and_without_a_picture(
    tmp_path: Path, name: str, codec: str, rate_hz: int, sample_format: str, video: bool
) -> None:
    path = encoded(tmp_path / name, codec, rate_hz, 2, sample_format, video=video)
    sound = decoded(path)
    at_most_s = 0.08 if name.endswith(".aac") else 0.02  # raw ADTS says nothing of its encoder's delay
    assert len(sound) / 48_000 == pytest.approx(SECONDS, abs=at_most_s)
    assert pitch_hz(sound[:, 0]) == pytest.approx(TONE_HZ, abs=0.5)
    lame_db = 0.5 if codec == "libmp3lame" else 0.1  # LAME turns down what it encodes
    assert level_db(sound[:, 0]) == pytest.approx(20 * np.log10(0.25), abs=lame_db)
    assert level_db(sound[:, 0]) - level_db(sound[:, 1]) == pytest.approx(6.02, abs=0.1)
    assert CODECS.probe(path).rate_hz == (48_000 if codec == "libopus" else rate_hz)
    assert CODECS.probe(path).starts_s < 0.03


@pytest.mark.parametrize(("name", "codec", "sample_format"), [("late.mp4", "aac", "fltp"), ("late.mkv", "flac", "s16")])
def test_sound_that_begins_later_than_its_picture_says_so(
    tmp_path: Path, name: str, codec: str, sample_format: str
) -> None:
    path = encoded(tmp_path / name, codec, 48_000, 2, sample_format, video=True, late_s=1.5)
    assert CODECS.probe(path).starts_s == pytest.approx(1.5, abs=0.03)


def test_surround_becomes_two_channels_with_the_front_left_as_it_was(tmp_path: Path) -> None:
    sound = np.zeros((3 * 48_000, 6), np.float32)
    sound[:, 0] = tone(48_000)[:, 0]
    path = tmp_path / "surround.wav"
    soundfile.write(path, sound, 48_000, "PCM_24", format="WAVEX")
    assert CODECS.probe(path).channels_n == 6
    out = decoded(path)
    assert out.shape == (3 * 48_000, 2)
    assert level_db(out[:, 0]) == pytest.approx(level_db(sound[:, 0]), abs=0.1)
    assert np.abs(out[:, 1]).max() < 1e-3


def test_a_voice_in_the_centre_of_surround_is_heard_on_both_sides(tmp_path: Path) -> None:
    sound = np.zeros((48_000, 6), np.float32)
    sound[:, 2] = tone(48_000, seconds=1.0)[:, 0]
    path = tmp_path / "surround.flac"
    soundfile.write(path, sound, 48_000, "PCM_16")
    out = decoded(path)
    assert level_db(out[:, 0]) == pytest.approx(level_db(sound[:, 2]) - 3.0, abs=0.1)
    assert np.allclose(out[:, 0], out[:, 1])


@pytest.mark.parametrize("subtype", ["FLOAT", "DOUBLE"])
def test_a_float_recording_above_full_scale_survives(tmp_path: Path, subtype: str) -> None:
    path = tmp_path / "hot.wav"
    soundfile.write(path, tone(96_000, amplitude=3.9), 96_000, subtype)
    check(path, 1, amplitude=3.9)


def test_samples_that_are_no_numbers_become_silence(tmp_path: Path) -> None:
    sound = tone(48_000)
    sound[1_000:1_010] = np.nan
    soundfile.write(tmp_path / "nan.wav", sound, 48_000, "FLOAT")
    out = decoded(tmp_path / "nan.wav")
    assert np.isfinite(out).all()
    assert np.array_equal(out[1_000:1_010], np.zeros((10, 1), np.float32))


def test_without_resampling_nothing_changes(tmp_path: Path) -> None:
    sound = tone(48_000, 2)
    soundfile.write(tmp_path / "tone.wav", sound, 48_000, "FLOAT")
    assert np.array_equal(decoded(tmp_path / "tone.wav"), sound)
    assert {rate_hz for rate_hz, _ in CODECS.decoded(tmp_path / "tone.wav")} == {48_000}


def test_resampling_moves_nothing_in_time(tmp_path: Path) -> None:
    click = np.zeros((44_100, 1), np.float32)
    click[22_050] = 0.9
    soundfile.write(tmp_path / "click.wav", click, 44_100, "FLOAT")
    out = decoded(tmp_path / "click.wav")
    assert len(out) == 48_000
    assert int(np.argmax(np.abs(out[:, 0]))) == 24_000


# --- facts ----------------------------------------------------------------------------------------------------------


def bext(path: Path, date: bytes, time_reference_n: int) -> None:
    """Puts a broadcast chunk into a WAV file."""
    data = path.read_bytes()
    body = bytes(256 + 32 + 32) + date.ljust(10, b"\0") + b"10-20-30" + struct.pack("<Q", time_reference_n) + bytes(256)
    body = body.ljust(602, b"\0")
    chunk = b"bext" + struct.pack("<I", len(body)) + body
    path.write_bytes(data[:4] + struct.pack("<I", len(data) - 8 + len(chunk)) + data[8:12] + chunk + data[12:])


@pytest.mark.parametrize("date", [b"2025-03-04", b"2025:03:04", b"2025/03/04", b"2025_03_04"])
def test_a_broadcast_wave_says_when_and_at_what_time_it_began(tmp_path: Path, date: bytes) -> None:
    path = tmp_path / "bwf.wav"
    soundfile.write(path, tone(48_000), 48_000, "PCM_24")
    bext(path, date, 48_000 * 3_600 + 24_000)
    facts = CODECS.probe(path)
    assert (facts.recorded_on, facts.time_reference_s) == ("2025-03-04", 3_600.5)
    check(path, 1)


def test_a_phone_says_when_it_recorded(tmp_path: Path) -> None:
    path = encoded(
        tmp_path / "memo.m4a", "aac", 48_000, 1, "fltp", metadata={"creation_time": "2024-12-31T23:30:00.000000Z"}
    )
    assert CODECS.probe(path).recorded_on == "2024-12-31"


@pytest.mark.parametrize("said", ["", "1999", "some day"])
def test_otherwise_the_file_was_made_when_the_disk_says(tmp_path: Path, said: str) -> None:
    path = encoded(tmp_path / "tone.flac", "flac", 48_000, 1, "s16", metadata={"date": said} if said else {})
    os.utime(path, (1_700_000_000, 1_700_000_000))
    facts = CODECS.probe(path)
    assert facts.recorded_on == datetime.date.fromtimestamp(1_700_000_000).isoformat()
    assert facts.time_reference_s is None


# --- encoding -------------------------------------------------------------------------------------------------------


def written(writer: Any, sound: Samples, sizes: Sequence[int]) -> None:
    at_n = 0
    for size in [*sizes, len(sound)]:
        writer.write(sound[at_n : at_n + size])
        at_n += size
    writer.close()


@pytest.mark.parametrize("kbit_s", [64, 96, 128, 192, 320])
@pytest.mark.parametrize("channels_n", [1, 2])
def test_an_mp3_is_as_long_and_as_loud_as_what_went_in(tmp_path: Path, kbit_s: int, channels_n: int) -> None:
    path = tmp_path / "out.mp3"
    sound = tone(48_000, channels_n)
    sound[48_000] = 0.95
    written(CODECS.mp3_writer(path, 48_000, channels_n, kbit_s), sound, [1, 1_151, 1_153, 30_000, 0])
    out = decoded(path)
    assert out.shape[1] == channels_n
    assert len(out) == pytest.approx(len(sound), abs=1_152)
    assert int(np.argmax(np.abs(out[:, 0]))) == pytest.approx(48_000, abs=12)
    assert level_db(out[:, 0]) == pytest.approx(level_db(sound[:, 0]), abs=0.1)
    assert path.stat().st_size * 8 / SECONDS == pytest.approx(kbit_s * 1000, rel=0.05)
    assert path.read_bytes()[:2] in (b"\xff\xfb", b"\xff\xfa")
    assert b"Info" in path.read_bytes()[:400]


def test_one_sound_on_both_channels_is_as_loud_as_it_went_in_where_bits_are_plenty(tmp_path: Path) -> None:
    path = tmp_path / "out.mp3"
    sound = np.repeat(tone(48_000), 2, axis=1)
    written(CODECS.mp3_writer(path, 48_000, 2, 128, True), sound, [1, 30_000])
    out = decoded(path)
    assert len(out) == pytest.approx(len(sound), abs=1_152)
    assert level_db(out[:, 1]) == pytest.approx(level_db(sound[:, 1]), abs=0.1)


def test_an_mp3_has_no_gap_at_either_end(tmp_path: Path) -> None:
    path = tmp_path / "out.mp3"
    sound = tone(48_000, seconds=2.0)
    written(CODECS.mp3_writer(path, 48_000, 1, 128), sound, [])
    out = decoded(path)[:, 0]
    assert len(out) == len(sound)
    likeness = [float(np.dot(np.roll(out, lag)[4_800:-4_800], sound[4_800:-4_800, 0])) for lag in range(-24, 25)]
    assert int(np.argmax(likeness)) - 24 == 0


def test_an_m4a_is_gapless_and_can_be_played_while_it_loads(tmp_path: Path) -> None:
    path = tmp_path / "out.m4a"
    sound = tone(48_000, 2)
    sound[48_000] = 0.95
    written(CODECS.m4a_writer(path, 48_000, 2, 128), sound, [1_000, 999])
    out = decoded(path)
    assert len(out) == pytest.approx(len(sound), abs=1_024)
    assert int(np.argmax(np.abs(out[:, 0]))) == pytest.approx(48_000, abs=3)
    assert level_db(out[:, 0]) == pytest.approx(level_db(sound[:, 0]), abs=0.1)
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_peaks_above_full_scale_are_not_wrapped_round(tmp_path: Path) -> None:
    path = tmp_path / "out.mp3"
    sound = tone(48_000, amplitude=1.2, seconds=1.0)
    written(CODECS.mp3_writer(path, 48_000, 1, 128), sound, [])
    out = decoded(path)[:, 0].astype(np.float64)
    fine = resample_poly(out, 4, 1)
    assert np.abs(np.diff(fine)).max() < 0.1


# --- what is no recording -------------------------------------------------------------------------------------------


def refusal(path: Path) -> OnrecordError:
    with pytest.raises(OnrecordError) as refused:
        CODECS.probe(path)
    with pytest.raises(type(refused.value)):
        list(CODECS.decode(path, 48_000))
    assert path.name in refused.value.problem
    assert refused.value.problem.endswith(".")
    assert refused.value.mend
    return refused.value


def test_what_is_not_there_or_not_a_file(tmp_path: Path) -> None:
    assert isinstance(refusal(tmp_path / "gone.wav"), NotFound)
    assert isinstance(refusal(tmp_path / "file.wav" / "in it"), NotFound)
    assert isinstance(refusal(tmp_path / ("x" * 300)), NotFound)
    (tmp_path / "folder.wav").mkdir()
    assert "is a folder" in refusal(tmp_path / "folder.wav").problem


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").write_bytes(b"")
    assert isinstance(refusal(tmp_path / "empty.wav"), EmptyRecording)


@pytest.mark.parametrize("name", ["notes.wav", "notes.mp3", "notes.flac", "notes.m4a", "notes"])
def test_a_text_renamed(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("These are my notes on the interview.\n" * 200)
    assert isinstance(refusal(tmp_path / name), BadRecording)


def test_a_film_without_sound_and_a_wave_without_samples(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "silent film.mp4"), "w") as container:
        picture: Any = container.add_stream("mpeg4", rate=25)
        picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
        for number in range(5):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            frame.pts = number
            container.mux(picture.encode(frame))
        container.mux(picture.encode(None))
    assert "no sound in it" in refusal(tmp_path / "silent film.mp4").problem
    soundfile.write(tmp_path / "none.wav", np.zeros((0, 1)), 48_000)
    with pytest.raises(BadRecording, match=r"none\.wav"):
        list(CODECS.decode(tmp_path / "none.wav", 48_000))


@pytest.mark.parametrize(("suffix", "least_s"), [("wav", 1.4), ("flac", 1.3), ("mp3", 1.3)])
def test_a_file_that_breaks_off_gives_what_it_has_and_says_how_long_it_should_be(
    tmp_path: Path, suffix: str, least_s: float
) -> None:
    path = tmp_path / f"cut off.{suffix}"
    if suffix == "mp3":
        writer = CODECS.mp3_writer(path, 48_000, 1, 128)
        written(writer, tone(48_000), [])
    else:
        soundfile.write(path, tone(48_000) + 0.01 * np.random.default_rng(1).standard_normal((144_000, 1)), 48_000)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    sound = decoded(path)
    assert least_s < len(sound) / 48_000 < 1.6
    assert CODECS.probe(path).duration_s == pytest.approx(SECONDS, abs=0.05)


def test_damage_in_the_middle_costs_only_the_middle(tmp_path: Path) -> None:
    path = tmp_path / "scratched.mp3"
    written(CODECS.mp3_writer(path, 48_000, 1, 128), tone(48_000), [])
    data = bytearray(path.read_bytes())
    data[20_000:21_000] = bytes(1_000)
    path.write_bytes(data)
    sound = decoded(path)
    assert len(sound) / 48_000 > SECONDS - 0.3
    assert level_db(sound[:12_000, 0]) == pytest.approx(20 * np.log10(0.25), abs=0.2)


def as_nobody(work: Callable[..., Any], *given: Any) -> Any:
    """Runs `work` as a user to whom permissions apply: root may read everything."""
    if os.geteuid():
        return work(*given)
    with multiprocessing.get_context("fork").Pool(1, initializer=os.setuid, initargs=(65534,)) as pool:
        return pool.apply(work, given)


def test_a_file_that_may_not_be_read() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "secret.wav")
        soundfile.write(path, tone(8_000), 8_000)
        path.chmod(0o000)
        for mode in (0o755, 0o600):
            path.parent.chmod(mode)
            with pytest.raises(NotReadable, match=r"secret\.wav may not be read"):
                as_nobody(CODECS.probe, path)
        path.parent.chmod(0o755)
        path.chmod(0o644)
        assert as_nobody(CODECS.probe, path).rate_hz == 8_000


@pytest.mark.parametrize("follows", [b"", b"LIST" + (4_000).to_bytes(4, "little") + bytes(4_000)])
def test_a_wave_that_holds_more_than_it_says_is_read_to_its_end_and_what_is_no_sound_is_not(
    tmp_path: Path, follows: bytes
) -> None:
    path = tmp_path / "short header.wav"
    soundfile.write(path, tone(48_000, amplitude=0.25) + 0.003, 48_000, "PCM_16")
    data = bytearray(path.read_bytes())
    if not follows:
        data[40:44] = ((len(data) - 44) // 2 // 2 * 2 + 402).to_bytes(4, "little")
    path.write_bytes(data + follows)
    assert len(decoded(path)) == round(SECONDS * 48_000)
