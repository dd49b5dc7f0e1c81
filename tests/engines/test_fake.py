import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from onrecord.core.errors import EngineFailed
from onrecord.core.ports import Denoiser, Recogniser, SpeechDetector, VoiceFinder
from onrecord.core.time import Span
from onrecord.core.transcript import Word
from onrecord.engines import fake

BLOCK = np.zeros(10 * 16000, np.float32)
CLIPS = [Span(1.0, 3.0), Span(5.0, 6.0)]


def test_they_stand_behind_the_ports() -> None:
    assert isinstance(fake.EnergyDetector(), SpeechDetector)
    beat = fake.BeatRecogniser()
    assert all(
        isinstance(r, Recogniser) for r in (beat, fake.ScriptedRecogniser([]), fake.FaultyRecogniser(beat, list))
    )
    assert isinstance(fake.OneVoice(), VoiceFinder)
    assert isinstance(fake.NoDenoiser(), Denoiser) and isinstance(fake.FailingDenoiser(), Denoiser)


def test_energy_finds_the_loud_part(sound_of: Callable[..., Any]) -> None:
    samples = np.random.default_rng(1).standard_normal(10 * 16000).astype(np.float32) * 0.001
    samples[3 * 16000 : 6 * 16000] *= 100
    found = fake.EnergyDetector().probabilities(sound_of(samples), 1.0, lambda done: None)
    times_s = (np.arange(len(found)) + 0.5) * fake.EnergyDetector.step_s
    assert found[(times_s > 3.1) & (times_s < 5.9)].min() == 1.0
    assert found[(times_s < 2.9) | (times_s > 6.1)].max() == 0.0


def test_beats_fall_in_speech_and_a_script_is_spoken_once() -> None:
    words = fake.BeatRecogniser().words(BLOCK, 0.0, CLIPS, "en", None)
    assert len(words) == 7
    assert all(any(c.start_s <= w.start_s < w.end_s <= c.end_s for c in CLIPS) for w in words)
    script = [Word("", t, s, s + 0.3, 1.0) for t, s in (("one", 4.0), ("two", 12.0))]
    scripted = fake.ScriptedRecogniser(script)
    blocks = [scripted.words(BLOCK, at_s, [], "en", None) for at_s in (0.0, 10.0)]
    assert [[w.text for w in block] for block in blocks] == [["one"], ["two"]]


def test_voices_take_turns_when_told(sound_of: Callable[..., Any]) -> None:
    one = fake.OneVoice().find(sound_of(BLOCK), CLIPS, None, lambda done: None)
    two = fake.OneVoice().find(sound_of(BLOCK), CLIPS, 2, lambda done: None)
    assert (one.voices_n, two.voices_n) == (1, 2)
    assert [turn.voice for turn in two.turns] == [0, 1]


def test_faults_come_when_asked_for() -> None:
    faulty = fake.FaultyRecogniser(fake.BeatRecogniser(), fake.crashes, from_call=1)
    assert faulty.words(BLOCK, 0.0, CLIPS, "en", None)
    with pytest.raises(EngineFailed):
        faulty.words(BLOCK, 0.0, CLIPS, "en", None)
    backwards = fake.FaultyRecogniser(fake.BeatRecogniser(), fake.answers_backwards).words(
        BLOCK, 0.0, CLIPS, "en", None
    )
    assert backwards[0].start_s > backwards[-1].start_s
    outside = fake.FaultyRecogniser(fake.BeatRecogniser(), fake.answers_outside).words(BLOCK, 0.0, CLIPS, "en", None)
    assert outside[0].start_s > 86400 and outside[-1].end_s < outside[-1].start_s
    with pytest.raises(MemoryError):
        fake.FaultyRecogniser(fake.BeatRecogniser(), fake.runs_out_of_memory).words(BLOCK, 0.0, CLIPS, "en", None)
    with pytest.raises(EngineFailed):
        fake.FailingDenoiser().clean(BLOCK)
    assert fake.NoDenoiser().clean(BLOCK) is not BLOCK


def test_a_hanging_engine_goes_on_when_told() -> None:
    told, answers = threading.Event(), []
    hanging = fake.FaultyRecogniser(fake.BeatRecogniser(), fake.hangs(told))
    thread = threading.Thread(target=lambda: answers.append(hanging.words(BLOCK, 0.0, CLIPS, "en", None)))
    thread.start()
    thread.join(0.1)
    assert thread.is_alive() and not answers
    told.set()
    thread.join(5)
    assert len(answers[0]) == 7
