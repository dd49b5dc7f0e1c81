from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
import soxr

from onrecord.core.errors import EngineFailed
from onrecord.core.ports import Denoiser, Samples
from onrecord.engines.deepfilter import DeepFilterDenoiser


@pytest.fixture(scope="module")
def speech(interview: Any) -> Samples:
    """Four seconds of the host at 48 kHz, of a length that is no multiple of the frame."""
    taken = interview.samples_mono[int(2.3 * 16000) : int(6.3 * 16000)]
    at_48_khz: Samples = soxr.resample(taken, 16000, 48000).astype(np.float32)[:-123]
    return at_48_khz


def level_db(samples: Samples) -> float:
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-12))


def test_speech_stays_where_it_is_and_nearly_as_it_is(speech: Samples) -> None:
    cleaned = DeepFilterDenoiser().clean(speech)
    assert cleaned.shape == speech.shape and cleaned.dtype == np.float32
    lags = range(-480, 481, 8)
    agreement = [float(np.dot(np.roll(cleaned, -lag), speech)) for lag in lags]
    assert lags[int(np.argmax(agreement))] == 0
    assert abs(level_db(cleaned) - level_db(speech)) < 1.0


def test_noise_goes() -> None:
    noise = (np.random.default_rng(3).standard_normal(3 * 48000) * 0.02).astype(np.float32)
    assert level_db(DeepFilterDenoiser().clean(noise)[48000:]) < level_db(noise[48000:]) - 25.0


def test_silence_stays_silence_and_the_shortest_sound_its_length() -> None:
    denoiser = DeepFilterDenoiser()
    assert not denoiser.clean(np.zeros(48000, np.float32)).any()
    for frames_n in (0, 1, 479, 480, 481):
        assert denoiser.clean(np.zeros(frames_n, np.float32)).shape == (frames_n,)


def test_equal_sound_gives_equal_sound_also_from_threads(speech: Samples) -> None:
    denoiser = DeepFilterDenoiser()
    piece = speech[:48000]
    first = denoiser.clean(piece)
    with ThreadPoolExecutor(2) as pool:
        for again in pool.map(lambda _: denoiser.clean(piece), range(2)):
            np.testing.assert_array_equal(again, first)


def test_two_channels_are_refused() -> None:
    with pytest.raises(EngineFailed):
        DeepFilterDenoiser().clean(np.zeros((480, 2), np.float32))


def test_it_is_a_denoiser_and_names_its_weights() -> None:
    assert isinstance(DeepFilterDenoiser(), Denoiser)
    assert len(DeepFilterDenoiser().digest) == 64
