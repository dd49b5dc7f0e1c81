"""Rendering: as long as the spans say, to the sample; nothing to hear at a join; gains where the session clock has them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.core.ports import Samples
from onrecord.core.time import Span, TimeMap, sample_at, subtract
from onrecord.signal.render import GainCurve, Read, programme

RATE_HZ = 8_000


def reader(sound: Samples) -> Read:
    """Reads like a sound file: silence before the beginning and after the end."""

    def read(start_n: int, frames_n: int) -> Samples:
        out = np.zeros((frames_n, sound.shape[1]), np.float32)
        first_n, end_n = max(0, start_n), min(len(sound), start_n + frames_n)
        if end_n > first_n:
            out[first_n - start_n : end_n - start_n] = sound[first_n:end_n]
        return out

    return read


def rendered(sound: Samples, kept: Sequence[Span], rate_hz: int = RATE_HZ) -> Samples:
    return np.concatenate([np.zeros((0, sound.shape[1]), np.float32), *programme(reader(sound), kept, rate_hz)])


def cuts_of(seconds: int) -> st.SearchStrategy[list[Span]]:
    borders = st.lists(st.integers(0, seconds * 1000), max_size=12, unique=True).map(sorted)
    return borders.map(lambda ms: [Span(a / 1000, b / 1000) for a, b in zip(ms[::2], ms[1::2], strict=False)])


@settings(deadline=None)
@given(cuts_of(25), st.sampled_from([8_000, 11_025]))
def test_the_length_is_what_the_spans_have_to_the_sample(cuts: list[Span], rate_hz: int) -> None:
    kept = subtract([Span(0.0, 25.0)], cuts)
    sound = np.zeros((25 * rate_hz, 1), np.float32)
    frames_n = sum(sample_at(s.end_s, rate_hz) - sample_at(s.start_s, rate_hz) for s in kept)
    assert len(rendered(sound, kept, rate_hz)) == frames_n


@settings(deadline=None)
@given(cuts_of(4))
def test_away_from_the_joins_every_sample_is_the_recordings_own(cuts: list[Span]) -> None:
    kept = subtract([Span(0.0, 4.0)], cuts)
    sound = np.arange(4 * RATE_HZ, dtype=np.float32)[:, None]
    out, at_n = rendered(sound, kept), 0
    for span in kept:
        first_n, end_n = sample_at(span.start_s, RATE_HZ), sample_at(span.end_s, RATE_HZ)
        inner = slice(min(240, end_n - first_n), max(0, end_n - first_n - 240))
        assert np.array_equal(out[at_n : at_n + end_n - first_n][inner], sound[first_n:end_n][inner])
        at_n += end_n - first_n


def test_nothing_cut_is_nothing_changed_also_over_block_borders() -> None:
    rng = np.random.default_rng(1)
    sound = rng.standard_normal((23 * RATE_HZ, 2)).astype(np.float32)
    assert np.array_equal(rendered(sound, [Span(0.0, 23.0)]), sound)
    assert np.array_equal(rendered(sound, [Span(0.0, 7.0), Span(7.0, 23.0)]), sound)


def test_no_step_at_a_join_is_bigger_than_the_sounds_own() -> None:
    rate_hz = 48_000
    time_s = np.arange(10 * rate_hz) / rate_hz
    sound = (0.5 * np.sin(2 * np.pi * 197 * time_s) + 0.2 * np.sin(2 * np.pi * 711 * time_s)).astype(np.float32)[
        :, None
    ]
    own = np.abs(np.diff(sound[:, 0])).max()
    kept = [Span(0.0, 1.0013), Span(2.0, 3.1), Span(3.1004, 5.0), Span(5.05, 5.06), Span(5.2, 7.7777), Span(9.0, 10.0)]
    hard = np.concatenate([sound[sample_at(s.start_s, rate_hz) : sample_at(s.end_s, rate_hz)] for s in kept])
    assert np.abs(np.diff(hard[:, 0])).max() > 3 * own
    assert np.abs(np.diff(rendered(sound, kept, rate_hz)[:, 0])).max() <= 1.6 * own


@pytest.mark.parametrize("knock_s", [1.999, 2.001, 2.495])
def test_a_knock_that_the_cut_begins_or_ends_with_is_not_played_in_the_join(knock_s: float) -> None:
    rate_hz = 48_000
    sound = 0.01 * np.random.default_rng(5).standard_normal((5 * rate_hz, 1)).astype(np.float32)
    at_n = round(knock_s * rate_hz)
    sound[at_n : at_n + 100] = 1.0
    out = rendered(sound, [Span(0.0, 2.0), Span(2.5, 5.0)], rate_hz)
    assert len(out) == round(4.5 * rate_hz)
    assert np.abs(out).max() < 0.1


@pytest.mark.parametrize("cough_s", [1.993, 1.997, 2.0])
def test_a_cough_that_begins_right_before_the_cut_is_not_taken_for_the_room(cough_s: float) -> None:
    """Where the noise is the quietest that is heard at the join itself, what stays beside it says how quiet the room is."""
    rate_hz = 48_000
    rng = np.random.default_rng(5)
    sound = 0.01 * rng.standard_normal((5 * rate_hz, 1)).astype(np.float32)
    sound[round(cough_s * rate_hz) : round(2.51 * rate_hz)] += 0.5
    out = rendered(sound, [Span(0.0, 2.0), Span(2.5, 5.0)], rate_hz)
    loud_s = np.count_nonzero(np.abs(out) > 0.1) / rate_hz
    assert loud_s < 0.02  # at most what begins before the cut, and none of 30 ms on either side


def test_the_level_of_room_tone_holds_through_a_join() -> None:
    rng = np.random.default_rng(2)
    rate_hz, joins_n = 48_000, 200
    sound = rng.standard_normal((joins_n * rate_hz, 1)).astype(np.float32)
    kept = [Span(i * 1.0, i * 1.0 + 0.1) for i in range(joins_n)]
    out = rendered(sound, kept, rate_hz).reshape(joins_n, 4_800)
    at_join = np.concatenate([out[1:, :288], out[:-1, -288:]])
    assert 20 * np.log10(at_join.std()) == pytest.approx(0.0, abs=0.2)


def test_tracks_stay_in_step_to_the_sample() -> None:
    """Two microphones rendered by the same spans: a click that both hear is at the same place in both."""
    clicks = np.zeros((10 * RATE_HZ, 2), np.float32)
    at_n = np.array([3_000, 20_000, 41_000, 70_000])
    clicks[at_n] = 1.0
    kept = [Span(0.1, 1.7), Span(2.0, 3.3), Span(4.9, 10.0)]
    one, two = rendered(clicks[:, :1], kept), rendered(clicks[:, 1:], kept)
    assert np.array_equal(one, two)
    time_map = TimeMap(subtract([Span(0.0, 10.0)], kept), 10.0)
    heard_n = [sample_at(time_map.to_programme(n / RATE_HZ), RATE_HZ) for n in at_n]
    assert np.flatnonzero(one[:, 0] == 1.0).tolist() == heard_n == [2_200, 16_800, 25_000, 54_000]


def test_a_gain_curve_is_straight_in_decibels_and_constant_outside() -> None:
    curve = GainCurve([1.0, 2.0], [0.0, -20.0], RATE_HZ)
    factors = curve.factors(0, 3 * RATE_HZ)
    assert factors.shape == (3 * RATE_HZ, 1)
    db = 20 * np.log10(factors[:, 0])
    assert db[:RATE_HZ] == pytest.approx(0.0, abs=0.05)
    assert db[RATE_HZ + RATE_HZ // 2] == pytest.approx(-10.0, abs=0.05)
    assert db[2 * RATE_HZ :] == pytest.approx(-20.0, abs=0.05)


@settings(deadline=None)
@given(st.lists(st.integers(1, 5_000), min_size=1, max_size=10))
def test_a_gain_does_not_depend_on_where_blocks_begin(sizes: list[int]) -> None:
    curve = GainCurve([0.2, 0.25, 0.9], [-3.0, 4.0, -9.0], RATE_HZ)
    whole = curve.factors(0, sum(sizes))
    at_n, parts = 0, []
    for size in sizes:
        parts.append(curve.factors(at_n, size))
        at_n += size
    assert np.allclose(np.concatenate(parts), whole, rtol=1e-6)
