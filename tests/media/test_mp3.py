"""MP3 is encoded in pieces side by side; what comes out must be what one encoder makes."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from onrecord.core.ports import Samples
from onrecord.media.mp3 import Mp3Writer, _frames_of

RATE_HZ = 48_000
INTERVIEW = Path(__file__).parents[2] / "samples" / "interview.flac"


def talk(from_s: float, seconds: float) -> Samples:
    with soundfile.SoundFile(INTERVIEW) as file:
        file.seek(round(from_s * file.samplerate))
        sound = file.read(round(seconds * file.samplerate), dtype="float32", always_2d=True)
        return np.asarray(soxr.resample(sound, file.samplerate, RATE_HZ), np.float32)


@pytest.mark.parametrize("from_s", [0.0, 60.0, 120.0])
@pytest.mark.parametrize(("channels_n", "kbit_s"), [(1, 128), (2, 128), (2, 96)])
def test_the_pieces_hold_the_frames_of_one_encoder(from_s: float, channels_n: int, kbit_s: int) -> None:
    sound = np.repeat(talk(from_s, 33.3), channels_n, axis=1)
    alone = b"".join(bytes(packet) for packet in _frames_of(sound, slice(None), (RATE_HZ, channels_n, kbit_s, True)))
    file = io.BytesIO()
    writer = Mp3Writer(file, RATE_HZ, channels_n, kbit_s, True, gain=1.0)
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
