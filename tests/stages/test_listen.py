"""Speech and other sounds are told apart, on a recording whose sounds are known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from onrecord.core.errors import NoSpeech
from onrecord.core.recording import EventKind, Listening
from onrecord.core.time import Span, covered_s
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


def put(sound: Any, at_s: float, other: Any) -> Any:
    at_n = round(at_s * RATE_HZ)
    sound[at_n : at_n + len(other)] += other
    return sound


def listened(bench: Any, sound: Any) -> Listening:
    bench.speech_detector = Known()
    return listen({"ingest": bench.recording(sound)}, ListenSettings.model_validate({}), bench)


def test_speech_is_where_the_voice_is_and_nothing_else_is_heard(bench: Any) -> None:
    heard = listened(bench, talk())
    assert len(heard.speech) == 3
    assert all(
        abs(a.start_s - b.start_s) < 0.05 and abs(a.end_s - b.end_s) < 0.05
        for a, b in zip(heard.speech, TALK, strict=True)
    )
    assert heard.events == ()
    assert heard.floor_dbfs == pytest.approx(-66, abs=2)
    assert len(heard.level_dbfs) * heard.level_step_s == pytest.approx(18.0, abs=0.1)
    assert bench.done[-1] <= 1.0


def test_a_click_and_a_cough_between_the_words_are_heard_where_they_are(bench: Any) -> None:
    click = 0.3 * np.concatenate([[1, -0.8, 0.5, -0.3], 0.1 * RNG.standard_normal(300)])
    cough = 0.3 * RNG.standard_normal(6_400) * np.minimum(1, np.arange(6_400) / 300) * np.exp(-np.arange(6_400) / 2_500)
    heard = listened(bench, put(put(talk(), 5.0, click), 10.3, cough))
    assert {e.kind for e in heard.events} <= {EventKind.CLICK, EventKind.KNOCK, EventKind.COUGH, EventKind.NOISE}
    for at_s, kind in ((5.0, EventKind.CLICK), (10.3, EventKind.COUGH)):
        (event,) = [e for e in heard.events if abs(e.span.start_s - at_s) < 0.05]
        assert event.kind is kind
        assert 0 < event.confidence <= 1
        assert "dB over the room" in event.evidence
    assert all(covered_s(e.span, TALK) == 0 for e in heard.events)


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
