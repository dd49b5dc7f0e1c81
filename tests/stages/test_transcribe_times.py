"""Words beside pauses begin and end with the voice."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.core.recording import Listening
from onrecord.core.time import Span
from onrecord.core.transcript import Word
from onrecord.stages.transcribe.times import at_the_voice


def listening(*speech: tuple[float, float], likely: tuple[float, ...] = ()) -> Listening:
    return Listening(tuple(Span(a, b) for a, b in speech), -60.0, 0.1, (), likely_step_s=0.1, likely=likely)


def word(start_s: float, end_s: float) -> Word:
    return Word("w", "word", start_s, end_s, 1.0)


@pytest.mark.parametrize(
    ("heard", "speech", "told"),
    [
        ([(1.0, 1.6)], [(1.2, 2.5)], [(1.2, 1.6)]),  # begins in the pause
        ([(1.0, 1.6)], [(0.5, 1.8)], [(1.0, 1.8)]),  # ends before the voice does
        ([(1.0, 1.6), (1.7, 1.9)], [(0.5, 1.8)], [(1.0, 1.6), (1.7, 1.8)]),  # the voice's end is the next word's
        ([(1.0, 2.6)], [(0.5, 1.8)], [(1.0, 1.8)]),  # lasts into the silence
        ([(1.0, 2.6)], [(0.5, 1.8), (2.3, 3.5)], [(1.0, 2.6)]),  # lasts over a pause: nobody knows better
        ([(1.0, 1.6)], [(3.0, 4.0)], [(1.0, 1.6)]),  # no voice near
        ([(1.0, 1.6)], [(0.5, 2.3)], [(1.0, 1.6)]),  # the voice goes on for too long to be this word's
        ([(1.0, 1.6), (1.6, 2.2)], [(0.9, 1.5), (2.0, 3.0)], [(1.0, 1.5), (2.0, 2.2)]),
    ],
)
def test_borders_at_pauses(
    heard: list[tuple[float, float]], speech: list[tuple[float, float]], told: list[tuple[float, float]]
) -> None:
    settled = at_the_voice([word(*times) for times in heard], listening(*speech))
    assert [(w.start_s, w.end_s) for w in settled] == told


def test_a_soft_beginning_is_part_of_the_voice() -> None:
    likely = (0.0,) * 9 + (0.05, 0.3, 0.4, 0.9, 0.9, 0.9, 0.9)
    (settled,) = at_the_voice([word(0.8, 1.5)], listening((1.2, 1.6), likely=likely))
    assert settled.start_s == pytest.approx(1.0)


@given(st.lists(st.integers(1, 40), min_size=2, max_size=40), st.lists(st.integers(1, 60), max_size=20))
def test_words_stay_in_order_and_have_a_length(steps: list[int], borders: list[int]) -> None:
    times = [0.0]
    for step in steps:
        times.append(round(times[-1] + step / 20, 3))
    words = [word(a, b) for a, b in pairwise(times)][::2]
    at, speech = 0.0, []
    for border in borders:
        speech.append((round(at + 0.05, 3), round(at + border / 20 + 0.05, 3)))
        at = speech[-1][1]
    settled = at_the_voice(words, listening(*speech))
    assert all(w.end_s > w.start_s for w in settled)
    assert all(a.end_s <= b.start_s for a, b in pairwise(settled))
