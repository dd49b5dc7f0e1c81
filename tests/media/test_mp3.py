"""MP3 is encoded in pieces side by side; what comes out must be what one encoder makes."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
import soxr

from onrecord.core.ports import Samples
from onrecord.media.mp3 import Mp3Writer, _frames_of, _Sound

RATE_HZ = 48_000
INTERVIEW = Path(__file__).parents[2] / "samples" / "interview.flac"


def talk(from_s: float, seconds: float) -> Samples:
    with soundfile.SoundFile(INTERVIEW) as file:
        file.seek(round(from_s * file.samplerate))
        sound = file.read(round(seconds * file.samplerate), dtype="float32", always_2d=True)
        return np.asarray(soxr.resample(sound, file.samplerate, RATE_HZ), np.float32)


@pytest.mark.parametrize("from_s", [0.0, 60.0, 120.0])
@pytest.mark.parametrize(("channels_n", "kbit_s", "is_one"), [(1, 128, True), (2, 128, True), (2, 96, False)])
def test_the_pieces_hold_the_frames_of_one_encoder(from_s: float, channels_n: int, kbit_s: int, is_one: bool) -> None:
    sound = np.repeat(talk(from_s, 33.3), channels_n, axis=1)
    alone = b"".join(
        bytes(packet) for packet in _frames_of(sound, slice(None), _Sound(RATE_HZ, channels_n, kbit_s, is_one))
    )
    file = io.BytesIO()
    writer = Mp3Writer(file, RATE_HZ, channels_n, kbit_s, is_one, gain=1.0)
    for at_n in range(0, len(sound), 100_001):
        writer.write(sound[at_n : at_n + 100_001])
    writer.close()
    assert len(alone) > 3 * kbit_s * 1000 / 8  # more than one piece
    assert file.getvalue().endswith(alone)


def test_the_number_of_workers_does_not_show() -> None:
    sound = talk(30.0, 40.0)
    made = []
    for workers_n in (1, 3):
        file = io.BytesIO()
        writer = Mp3Writer(file, RATE_HZ, 1, 96, workers_n=workers_n)
        writer.write(sound)
        writer.close()
        made.append(file.getvalue())
    assert made[0] == made[1]


def by_ffmpeg(coded: bytes) -> Samples:
    with av.open(io.BytesIO(coded), "r") as container:
        return np.concatenate([frame.to_ndarray().T for frame in container.decode(container.streams.audio[0])])


def by_mpg123(coded: bytes) -> Samples:
    """What libsndfile carries to read MP3."""
    return np.asarray(soundfile.read(io.BytesIO(coded), dtype="float32", always_2d=True)[0])


def clicks(seconds: float) -> Samples:
    """Short windows all over: a sudden start every tenth of a second, in a hiss that ends in silence."""
    rng = np.random.default_rng(5)
    sound = 0.01 * rng.standard_normal(round(seconds * RATE_HZ))
    for at_n in range(1000, len(sound) - 400, RATE_HZ // 10):
        sound[at_n : at_n + 400] += 0.5 * rng.standard_normal(400) * np.exp(-np.arange(400) / 60)
    sound[-RATE_HZ:] = 0.0
    return sound.astype(np.float32)[:, None]


@pytest.mark.parametrize("decoded", [by_ffmpeg, by_mpg123])
@pytest.mark.parametrize(
    ("one_kbit_s", "kbit_s"), itertools.pairwise([56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320])
)
def test_one_sound_on_both_channels_decodes_to_what_one_channel_does(
    decoded: Callable[[bytes], Samples], one_kbit_s: int, kbit_s: int
) -> None:
    for sound in (talk(60.0, 6.0), clicks(4.0)):
        made = []
        for channels_n, rate in ((1, one_kbit_s), (2, kbit_s)):
            file = io.BytesIO()
            writer = Mp3Writer(file, RATE_HZ, channels_n, rate, is_mono=True, gain=1.0)
            writer.write(np.repeat(sound, channels_n, axis=1))
            writer.close()
            made.append(decoded(file.getvalue()))
        assert made[1].shape == (len(made[0]), 2)
        assert (made[1][:, 0] == made[1][:, 1]).all()
        assert np.abs(made[1][:, :1] - made[0]).max() < 2e-6
