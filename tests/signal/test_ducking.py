"""Noises are turned down to the room beside them, and the room has no hole afterwards."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.core.ports import Samples
from onrecord.core.time import Span
from onrecord.signal.decibel import gain_of, level_db
from onrecord.signal.ducking import Ducker
from onrecord.signal.render import ROOM_JOIN_S, Read

RATE_HZ = 16_000
ROOM_DB, NOISE_DB, WORD_DB = -60.0, -25.0, -20.0
WORDS = (Span(0.0, 0.8), Span(1.1, 1.5), Span(2.0, 3.2))
NOISE = Span(1.55, 1.95)


def studio(*, room_db: float = ROOM_DB, end_s: float = 3.2) -> Samples:
    """Words in a room with a noise between them, shape (frames, 1)."""
    rng = np.random.default_rng(5)
    sound = rng.normal(0.0, gain_of(room_db), (round(3.2 * RATE_HZ), 1)).astype(np.float32)
    for span, db in (*((word, WORD_DB) for word in WORDS), (NOISE, NOISE_DB)):
        at = frames(span)
        sound[at] += rng.normal(0.0, gain_of(db), sound[at].shape).astype(np.float32)
    return sound[: round(end_s * RATE_HZ)]


def frames(span: Span) -> slice:
    return slice(round(span.start_s * RATE_HZ), round(span.end_s * RATE_HZ))


def reader(sound: Samples) -> Read:
    def read(start_n: int, frames_n: int) -> Samples:
        before_n = max(0, -start_n)
        heard = sound[start_n + before_n : max(0, start_n + frames_n)]
        return np.pad(heard, ((before_n, frames_n - before_n - len(heard)), (0, 0)))

    return read


def ducked(
    sound: Samples,
    *spans: tuple[Span, float],
    removed: tuple[Span, ...] = (),
    falling: tuple[tuple[Span, float], ...] = (),
) -> Samples:
    ducker = Ducker(reader(sound), spans, removed, len(sound) / RATE_HZ, RATE_HZ, falling)
    return ducker.apply(sound, 0)


def levels_db(sound: Samples, span: Span) -> list[float]:
    """Of each 20 ms."""
    return [level_db(part) for part in np.split(sound[frames(span)], round(span.duration_s / 0.02))]


def test_a_noise_comes_down_to_the_room_and_not_below_it() -> None:
    sound = studio()
    out = ducked(sound, (NOISE, 60.0))
    inside = levels_db(out, NOISE.grown(-0.02))
    assert max(inside) < ROOM_DB + 3
    assert min(inside) > ROOM_DB - 5
    untouched = np.ones(len(sound), bool)
    untouched[frames(NOISE)] = False
    assert (out[untouched] == sound[untouched]).all()
    assert np.abs(np.diff(out[frames(NOISE)], axis=0)).max() <= np.abs(np.diff(sound[frames(NOISE)], axis=0)).max()


def test_room_that_somebody_calls_a_noise_stays_as_it_is() -> None:
    sound = studio()
    room = Span(0.85, 1.05)
    assert level_db(ducked(sound, (room, 24.0))[frames(room)]) == pytest.approx(ROOM_DB, abs=3)


def test_it_goes_no_further_down_than_asked() -> None:
    out = ducked(studio(), (NOISE, 8.0))
    assert level_db(out[frames(NOISE.grown(-0.02))]) == pytest.approx(NOISE_DB - 8.0, abs=0.3)


def test_where_the_room_is_silent_it_goes_down_as_far_as_asked() -> None:
    out = ducked(studio(room_db=-200.0), (NOISE, 24.0))
    assert level_db(out[frames(NOISE.grown(-0.02))]) == pytest.approx(NOISE_DB - 24.0, abs=0.3)


def test_what_lies_behind_the_end_is_no_room() -> None:
    sound = studio(end_s=1.95)
    assert min(levels_db(ducked(sound, (NOISE, 60.0)), NOISE.grown(-0.02))) > ROOM_DB - 5


def test_two_spans_that_touch_are_one() -> None:
    sound, middle_s = studio(), NOISE.middle_s
    out = ducked(sound, (Span(NOISE.start_s, middle_s), 60.0), (Span(middle_s, NOISE.end_s), 60.0))
    assert max(levels_db(out, Span(middle_s - 0.02, middle_s + 0.02))) < ROOM_DB + 3


def test_what_a_join_plays_of_a_cut_noise_is_down_as_well() -> None:
    sound = studio()
    cut, stays = Span(NOISE.start_s, 1.75), Span(1.75, NOISE.end_s)
    near = Span(1.75 - ROOM_JOIN_S / 2, 1.77)
    assert max(levels_db(ducked(sound, (stays, 60.0)), near)) > ROOM_DB + 20
    assert max(levels_db(ducked(sound, (stays, 60.0), removed=(cut,)), near)) < ROOM_DB + 3


FALLING, BEHIND = Span(NOISE.start_s, NOISE.start_s + 0.12), Span(NOISE.start_s + 0.12, NOISE.end_s)


def test_a_noise_that_stays_before_its_cut_falls_off_bit_by_bit_to_the_room() -> None:
    sound = studio()
    out = ducked(sound, removed=(BEHIND,), falling=((FALLING, 30.0),))
    down_db = np.subtract(levels_db(out, FALLING), levels_db(sound, FALLING))
    assert (np.diff(down_db) < -2).all()
    assert -6 < down_db[0] < 0 and -32 < down_db[-1] < -24
    joined = Span(FALLING.end_s, FALLING.end_s + ROOM_JOIN_S / 3)
    assert max(levels_db(out, joined)) < ROOM_DB + 8
    assert (out[: frames(FALLING).start] == sound[: frames(FALLING).start]).all()


def test_a_noise_falls_off_into_the_rest_of_it_that_is_turned_down() -> None:
    out = ducked(studio(), (BEHIND, 24.0), falling=((FALLING, 30.0),))
    steps_db = levels_db(out, Span(FALLING.start_s, FALLING.end_s + 0.1))
    assert np.abs(np.diff(steps_db)).max() < 12
    assert max(steps_db[-4:]) < NOISE_DB - 18


def test_a_breath_that_is_turned_down_a_little_has_no_hole_in_front() -> None:
    out = ducked(studio(), (BEHIND, 8.0), falling=((FALLING, 8.0),))
    assert min(levels_db(out, NOISE)) > NOISE_DB - 10


def test_the_room_in_front_of_a_cut_does_not_fall() -> None:
    sound, room = studio(), Span(0.85, 0.97)
    out = ducked(sound, removed=(Span(0.97, 1.08),), falling=((room, 30.0),))
    assert level_db(out[frames(room)]) == pytest.approx(ROOM_DB, abs=2)


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(1, 12_000), min_size=1, max_size=8))
def test_blocks_make_no_difference(sizes: list[int]) -> None:
    sound = studio()
    spans = ((Span(0.85, 0.95), 24.0), (NOISE, 24.0))
    whole = ducked(sound, *spans)
    ducker = Ducker(reader(sound), spans, (), len(sound) / RATE_HZ, RATE_HZ)
    at_n = 0
    for size in sizes:
        out = ducker.apply(sound[at_n : at_n + size], at_n)
        assert np.allclose(out, whole[at_n : at_n + size], rtol=1e-4)
        at_n += size


def test_nothing_is_copied_where_nothing_is_turned_down() -> None:
    sound = studio()
    assert ducked(sound) is sound
