"""Speech is found on a recording whose sounds are known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from onrecord.core.errors import NoSpeech
from onrecord.core.recording import Listening
from onrecord.core.time import Span
from onrecord.stages.listen import ListenSettings, listen

RATE_HZ = 16_000
RNG = np.random.default_rng(0)
TALK = (Span(1.0, 4.0), Span(6.0, 9.0), Span(12.0, 15.0))


class Known:
    """A detector that knows where the talk is."""

    step_s = 0.032
    digest = "known"

    def probabilities(self, sound: Any, gain: float, progress: Any) -> Any:
        self.gain = gain
        times = np.arange(-(-sound.frames_n // 512)) * self.step_s
        progress(1.0)
        return np.array([0.95 if any(s.contains(t) for s in TALK) else 0.02 for t in times], np.float32)


def talk(level: float = 0.1, seconds: float = 18.0) -> Any:
    """Room tone with a voice in TALK, which goes up and down as syllables do."""
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    voice = sum(np.sin(2 * np.pi * k * 140 * time_s) / k for k in range(1, 9)) * (
        0.6 + 0.4 * np.sin(2 * np.pi * 4 * time_s)
    )
    is_talk = np.any([(time_s >= s.start_s) & (time_s < s.end_s) for s in TALK], axis=0)
    return level * voice * is_talk + 0.0005 * RNG.standard_normal(len(time_s))


def listened(bench: Any, sound: Any) -> Listening:
    bench.speech_detector = Known()
    return listen({"ingest": bench.recording(sound)}, ListenSettings.model_validate({}), bench)


def test_speech_is_where_the_voice_is(bench: Any) -> None:
    heard = listened(bench, talk())
    assert len(heard.speech) == 3
    assert all(
        abs(a.start_s - b.start_s) < 0.05 and abs(a.end_s - b.end_s) < 0.05
        for a, b in zip(heard.speech, TALK, strict=True)
    )
    assert heard.floor_dbfs == pytest.approx(-66, abs=2)
    assert len(heard.level_dbfs) * heard.level_step_s == pytest.approx(18.0, abs=0.1)
    assert bench.done[-1] <= 1.0


def test_a_quiet_voice_is_brought_up_before_the_detector_hears_it(bench: Any) -> None:
    listened(bench, talk(0.1))
    usual = bench.speech_detector.gain
    bench.keep("t1", talk(0.01), RATE_HZ)
    listened(bench, talk(0.01))
    assert bench.speech_detector.gain == pytest.approx(10 * usual, rel=0.1)


def test_nobody_speaks(bench: Any) -> None:
    room = 0.001 * RNG.standard_normal(5 * RATE_HZ)
    with pytest.raises(NoSpeech):
        listen({"ingest": bench.recording(room)}, ListenSettings.model_validate({}), bench)
