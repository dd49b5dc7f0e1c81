"""A border between two voices lies where nobody speaks, if the sound does not speak against it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from onrecord.core.time import Span
from onrecord.signal.leveller import VoiceLevel
from onrecord.signal.loudness import STEP_S
from onrecord.signal.turns import Shared, Turn, at_pauses, turns_beside

TARGET_LUFS, LOUD_DB, SOFT_DB = -23.0, 2.0, 12.0
LEVELS = (VoiceLevel.constant(LOUD_DB), VoiceLevel.constant(SOFT_DB))
LOUD, SOFT = 0, 1


def shared(*said: tuple[Span, int], seconds: float = 10.0) -> Shared:
    """What the loud and the soft voice say, at the loudness that their gains make up for."""
    power = np.full(round(seconds / STEP_S), 1e-9)
    for span, voice in said:
        lufs = TARGET_LUFS - (LOUD_DB, SOFT_DB)[voice]
        power[round(span.start_s / STEP_S) : round(span.end_s / STEP_S)] = 10 ** ((lufs + 0.691) / 10)
    return Shared(LEVELS, power, TARGET_LUFS)


def test_the_end_of_a_sentence_that_fell_to_the_other_voice_is_given_back() -> None:
    said = [(Span(1.0, 5.0), SOFT), (Span(6.0, 9.0), LOUD)]
    turns = [(Span(1.0, 4.7), SOFT), (Span(4.7, 5.0), LOUD), (Span(6.0, 9.0), LOUD)]
    assert at_pauses(turns, shared(*said), [span for span, _ in said]) == said


def test_the_beginning_of_a_sentence_that_fell_to_the_other_voice_is_given_back() -> None:
    said = [(Span(1.0, 5.0), SOFT), (Span(5.4, 9.0), LOUD)]
    turns = [(Span(1.0, 5.6), SOFT), (Span(5.6, 9.0), LOUD)]
    assert at_pauses(turns, shared(*said), [span for span, _ in said]) == said


@pytest.mark.parametrize(("one", "two"), [(SOFT, LOUD), (LOUD, SOFT)])
def test_one_who_answers_in_a_word_at_once_keeps_it(one: int, two: int) -> None:
    said = [(Span(1.0, 5.0), one), (Span(5.0, 5.3), two), (Span(6.0, 9.0), two)]
    assert at_pauses(said, shared(*said), [Span(1.0, 5.3), Span(6.0, 9.0)]) == said


@pytest.mark.parametrize(("one", "two"), [(SOFT, LOUD), (LOUD, SOFT)])
def test_voices_that_follow_each_other_without_any_pause_stay_as_they_were_told(one: int, two: int) -> None:
    said = [(Span(1.0, 5.0), one), (Span(5.0, 9.0), two)]
    assert at_pauses(said, shared(*said), [Span(1.0, 9.0)]) == said


def test_a_pause_within_a_sentence_is_not_the_other_voices() -> None:
    said = [(Span(1.0, 4.0), SOFT), (Span(4.3, 9.0), SOFT)]
    turns = [(Span(1.0, 4.0), SOFT), (Span(4.0, 4.3), LOUD), (Span(4.3, 9.0), SOFT)]
    assert at_pauses(turns, shared(*said), [span for span, _ in said]) == said


@pytest.mark.parametrize(("sounds_like", "turns_n"), [(SOFT, 1), (LOUD, 3)])
def test_a_word_within_anothers_sentence_goes_by_how_loud_it_is(sounds_like: int, turns_n: int) -> None:
    turns = [(Span(1.0, 4.0), SOFT), (Span(4.0, 4.3), LOUD), (Span(4.3, 9.0), SOFT)]
    sound = shared(turns[0], (turns[1][0], sounds_like), turns[2])
    assert len(at_pauses(turns, sound, [Span(1.0, 9.0)])) == turns_n


def test_a_turn_grows_over_the_other_one_and_not_over_the_next() -> None:
    turns = [(Span(1.0, 4.0), LOUD), (Span(4.0, 4.05), SOFT), (Span(4.05, 4.1), SOFT), (Span(4.1, 9.0), LOUD)]
    placed = at_pauses(turns, shared((Span(1.0, 9.0), LOUD)), [Span(1.0, 4.2), Span(4.4, 9.0)])
    assert all(one.end_s <= two.start_s for (one, _), (two, _) in pairwise(placed))
    assert {voice for _, voice in placed} == {LOUD}


@example([(1, 0, 0), (1, 0, 0), (1, 0, 1), (440, 5, 1)], [(4, 21), (223, 700)])
@given(
    st.lists(
        st.tuples(st.integers(1, 2_000), st.sampled_from([0, 5, 200, 900]), st.sampled_from([LOUD, SOFT])), max_size=9
    ),
    st.lists(st.tuples(st.integers(1, 2_000), st.integers(20, 700)), max_size=9),
)
def test_turns_stay_in_order_and_apart(lengths: list[tuple[int, int, int]], heard: list[tuple[int, int]]) -> None:
    turns: list[Turn] = []
    at_ms = 0
    for length_ms, gap_ms, voice in lengths:
        turns.append((Span(at_ms / 1000, (at_ms + length_ms) / 1000), voice))
        at_ms += length_ms + gap_ms
    speech, at_ms = [], 0
    for length_ms, gap_ms in heard:
        speech.append(Span(at_ms / 1000, (at_ms + length_ms) / 1000))
        at_ms += length_ms + gap_ms
    placed = at_pauses(turns, shared(*turns, seconds=40.0), speech)
    assert all(one.end_s <= two.start_s for (one, _), (two, _) in pairwise(placed))
    assert {voice for _, voice in placed} <= {voice for _, voice in turns}
    assert all(span.duration_s > 0.0 for span, _ in placed)


def test_what_a_laugh_leaves_of_a_turn_is_a_turn_if_it_holds_a_word() -> None:
    turns = [(Span(1.0, 4.0), LOUD), (Span(4.0, 4.1), SOFT)]
    assert turns_beside(turns, [Span(2.0, 3.9)]) == [(Span(1.0, 2.0), LOUD), (Span(4.0, 4.1), SOFT)]
