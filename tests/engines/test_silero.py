from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from faster_whisper.vad import get_vad_model

from onrecord.core.errors import EngineFailed
from onrecord.core.ports import SpeechDetector
from onrecord.core.time import Span, covered_s
from onrecord.engines.silero import FRAME_N, SileroDetector


def test_in_blocks_it_hears_what_the_whole_file_at_once_gives(interview: Any, sound_of: Callable[..., Any]) -> None:
    samples = interview.samples_mono[: 70 * 16000 + 77]
    blocks = SileroDetector().probabilities(sound_of(samples), 1.0, lambda done: None)
    padded = np.pad(samples, (0, FRAME_N - len(samples) % FRAME_N))
    whole = get_vad_model()(padded).reshape(-1)
    assert blocks.shape == whole.shape
    np.testing.assert_allclose(blocks, whole, atol=1e-5)


def test_speech_is_where_someone_speaks(interview: Any, sound_of: Callable[..., Any]) -> None:
    detector = SileroDetector()
    found = detector.probabilities(sound_of(interview.samples_mono), 4.0, lambda done: None)
    speech = interview.speech()
    sure = [i for i, p in enumerate(found) if p > 0.5]
    inside = sum(covered_s(Span(i * detector.step_s, (i + 1) * detector.step_s), speech) for i in sure)
    assert inside / (len(sure) * detector.step_s) > 0.9
    assert inside / sum(span.duration_s for span in speech) > 0.8


def test_silence_and_nothing_are_no_speech(sound_of: Callable[..., Any]) -> None:
    detector = SileroDetector()
    silent = detector.probabilities(sound_of(np.zeros(5 * 16000, np.float32)), 10.0, lambda done: None)
    assert silent.max() < 0.2
    assert detector.probabilities(sound_of(np.zeros(0, np.float32)), 1.0, lambda done: None).shape == (0,)


def test_progress_ends_at_one_and_may_stop_the_work(sound_of: Callable[..., Any]) -> None:
    seen: list[float] = []
    SileroDetector().probabilities(sound_of(np.zeros(40 * 16000, np.float32)), 1.0, seen.append)
    assert seen == sorted(seen) and seen[-1] == 1.0 and len(seen) > 1

    def stop(done: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        SileroDetector().probabilities(sound_of(np.zeros(16000, np.float32)), 1.0, stop)


def test_other_sound_than_16_khz_mono_is_refused(sound_of: Callable[..., Any]) -> None:
    with pytest.raises(EngineFailed):
        SileroDetector().probabilities(sound_of(np.zeros((48000, 2), np.float32), 48000), 1.0, lambda done: None)


def test_it_is_a_speech_detector_and_names_its_weights() -> None:
    assert isinstance(SileroDetector(), SpeechDetector)
    assert len(SileroDetector().digest) == 64
