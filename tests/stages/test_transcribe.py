"""Words come in order, numbered, block by block; a killed run goes on; an engine's nonsense is not passed on."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.core.errors import EngineFailed, NoSpeech
from onrecord.core.recording import Listening
from onrecord.core.time import Span, covered_s
from onrecord.core.transcript import Transcript, Word
from onrecord.engines.fake import (
    BeatRecogniser,
    FaultyRecogniser,
    ScriptedRecogniser,
    answers_backwards,
    answers_outside,
    crashes,
)
from onrecord.stages.transcribe import TranscribeSettings, transcribe
from onrecord.stages.transcribe.hearing import blocks_of

SPEECH = (Span(1.0, 100.0), Span(101.0, 230.0), Span(240.0, 300.0), Span(301.0, 420.0))


def heard(bench: Any, engine: Any, speech: tuple[Span, ...] = SPEECH, **settings: Any) -> Transcript:
    bench.recogniser = engine
    recording = bench.recording(np.zeros(430 * 16_000, np.float32))
    return transcribe(
        {"ingest": recording, "listen": Listening(speech, -60.0, 0.05, ())}, TranscribeSettings(**settings), bench
    )


def test_words_are_in_order_and_have_ids_of_their_own(bench: Any) -> None:
    found = heard(bench, FaultyRecogniser(BeatRecogniser(), answers_backwards))
    assert [w.id for w in found.words] == [f"w{i:06d}" for i in range(len(found.words))]
    assert [w.start_s for w in found.words] == sorted(w.start_s for w in found.words)
    assert (found.language, found.engine) == ("en", BeatRecogniser.stamp)
    assert len(found.words) == pytest.approx(sum(s.duration_s for s in SPEECH) / 0.4, rel=0.02)
    assert bench.done == sorted(bench.done)


def test_every_word_of_the_script_is_there_once(bench: Any) -> None:
    script = [Word("", f"w{i}", i * 1.7 + 1.1, i * 1.7 + 1.5, 0.9) for i in range(240)]
    spoken = tuple(Span(s.start_s, s.end_s) for s in SPEECH)
    found = heard(bench, ScriptedRecogniser(script, "ko"))
    inside = [w.text for w in script if any(s.start_s <= w.start_s and w.end_s <= s.end_s for s in spoken)]
    texts = [w.text for w in found.words]
    assert len(set(texts)) == len(texts)
    assert set(inside) <= set(texts)
    assert found.language == "ko"


def test_a_killed_run_goes_on_after_the_last_finished_block(bench: Any) -> None:
    blocks_n = len(blocks_of(SPEECH, 430.0))
    assert blocks_n >= 2
    with pytest.raises(EngineFailed):
        heard(bench, FaultyRecogniser(BeatRecogniser(), crashes, from_call=blocks_n - 1))
    engine = FaultyRecogniser(BeatRecogniser(), lambda words: words)
    again = heard(bench, engine)
    assert engine.calls_n == 1
    bench.scratch.forget()
    assert heard(bench, BeatRecogniser()).words == again.words


def odd(words: list[Word]) -> list[Word]:
    return [*words, Word("", "  ", 3.0, 4.0, 1.0), Word("", "backwards", 5.0, 4.0, 1.0)]


def test_empty_and_impossible_words_are_left_out(bench: Any) -> None:
    found = heard(bench, FaultyRecogniser(BeatRecogniser(), odd))
    assert {w.text for w in found.words} == {"word"}


def test_words_from_outside_the_block_are_left_out(bench: Any) -> None:
    engine = FaultyRecogniser(BeatRecogniser(), answers_outside, from_call=1)
    found = heard(bench, engine)
    assert engine.calls_n > 1
    assert max(w.end_s for w in found.words) < 430.0


def raises(words: list[Word]) -> list[Word]:
    raise RuntimeError("CUDA said no")


def test_what_an_engine_raises_is_told_in_a_sentence(bench: Any) -> None:
    with pytest.raises(EngineFailed, match="CUDA said no"):
        heard(bench, FaultyRecogniser(BeatRecogniser(), raises))
    with pytest.raises(NoSpeech, match="Not one word"):
        heard(bench, FaultyRecogniser(BeatRecogniser(), lambda words: []), speech=SPEECH[:1])


def test_a_language_that_was_given_is_not_guessed(bench: Any) -> None:
    assert heard(bench, BeatRecogniser(), language="de").language == "de"


spans = st.lists(st.tuples(st.integers(1, 400), st.integers(1, 900)), min_size=1, max_size=30)


@given(spans)
def test_blocks_hold_all_speech_in_order_and_end_in_pauses(steps: list[tuple[int, int]]) -> None:
    speech, at_s = [], 0.0
    for gap, length in steps:
        speech.append(Span(at_s + gap / 10, at_s + (gap + length) / 10))
        at_s = speech[-1].end_s
    blocks = blocks_of(speech, at_s)
    clips = [clip for block in blocks for clip in block]
    assert all(a.end_s <= b.start_s for a, b in pairwise(clips))
    assert all(covered_s(span, clips) == span.duration_s for span in speech)
    for block in blocks:
        assert block[-1].end_s - block[0].start_s <= 240.0 or len(block) == 1
