from itertools import pairwise

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from onrecord.core.time import Span, intersect, subtract, union
from onrecord.engines.chunks import RATE_HZ, chunks, quietest_s

BLOCK_S = 120.0
SOUND = np.random.default_rng(1).standard_normal(int(BLOCK_S * RATE_HZ)).astype(np.float32)

spans = st.lists(
    st.tuples(st.floats(0, BLOCK_S), st.floats(0.05, 50)).map(lambda p: Span(p[0], min(BLOCK_S, p[0] + p[1]))),
    max_size=20,
)


@given(spans)
@example([Span(0.0, 0.333), Span(1.0, 2.0)])  # halves of a pause that binary fractions do not hold
def test_all_speech_is_in_chunks_once_and_no_chunk_is_too_long(clips: list[Span]) -> None:
    made = chunks(SOUND, clips)
    pieces = [piece for chunk in made for piece in chunk.pieces]
    assert subtract(clips, pieces) == []
    assert all(a.end_s <= b.start_s for a, b in pairwise(pieces))
    assert all(chunk.duration_s <= 30.0 + 1e-6 for chunk in made)
    assert union(c for chunk in made for c in chunk.clips) == union(clips)


@given(spans)
def test_the_sound_of_a_chunk_is_as_long_as_it_says(clips: list[Span]) -> None:
    for chunk in chunks(SOUND, clips):
        assert abs(len(chunk.sound(SOUND)) - chunk.duration_s * RATE_HZ) <= len(chunk.pieces)


@given(spans, st.floats(0, 30), st.floats(0, 3))
def test_a_word_comes_back_into_one_piece(clips: list[Span], start_s: float, length_s: float) -> None:
    for chunk in chunks(SOUND, clips):
        first_s, last_s = chunk.to_block(start_s, start_s + length_s)
        assert any(p.start_s <= first_s <= last_s <= p.end_s for p in chunk.pieces)


def test_a_word_comes_back_to_where_it_was_said() -> None:
    made = chunks(SOUND, [Span(10, 12), Span(50, 53)])
    assert len(made) == 1
    # The pause of 38 s is heard as one second.
    assert made[0].duration_s == 2 + 3 + 2
    assert made[0].to_block(0.5, 1.0) == (10.0, 10.5)
    assert made[0].to_block(3.5, 4.0) == (50.0, 50.5)


def test_pauses_are_kept_up_to_a_second_and_never_heard_twice() -> None:
    made = chunks(SOUND, [Span(1, 2), Span(2.4, 3), Span(9, 10)])
    assert union(made[0].pieces) == [Span(0.5, 3.5), Span(8.5, 10.5)]
    assert intersect([made[0].pieces[0]], [made[0].pieces[1]]) == []


def test_speech_without_a_pause_is_cut_where_it_is_quietest() -> None:
    sound = SOUND[: 60 * RATE_HZ].copy()
    quiet = Span(22.0, 22.15)
    sound[int(22.0 * RATE_HZ) : int(22.15 * RATE_HZ)] *= 0.01
    first, second = chunks(sound, [Span(0, 50)])
    assert quiet.contains(first.clips[-1].end_s)
    assert first.clips[-1].end_s == second.clips[0].start_s
    assert quiet.contains(quietest_s(sound, Span(15, 29)))


def test_no_speech_makes_no_chunks() -> None:
    assert chunks(SOUND, []) == []
    assert chunks(SOUND[:0], [Span(0, 3)]) == []


def test_the_softer_is_raised_by_up_to_eight_decibels() -> None:
    sound = SOUND[: 40 * RATE_HZ].copy()
    for start_s, gain in ((10, 0.5), (20, 0.01)):
        sound[start_s * RATE_HZ : (start_s + 3) * RATE_HZ] *= gain
    (made,) = chunks(sound, [Span(2, 5), Span(10, 13), Span(20, 23)])
    heard = made.sound(sound)
    loud, softer, softest = (
        float(np.sqrt(np.mean(np.square(heard[int((4 * i + 1) * RATE_HZ) : int((4 * i + 3) * RATE_HZ)]))))
        for i in range(3)
    )
    assert abs(softer - loud) < 0.05 * loud
    assert abs(softest - 0.025 * loud) < 0.003 * loud
