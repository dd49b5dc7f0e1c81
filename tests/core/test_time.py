"""The algebra of time, by properties: what is cut and what is kept, there and back again."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.core.time import (
    Cover,
    Span,
    TimeMap,
    clock,
    covered_s,
    intersect,
    on_grid,
    sample_at,
    seconds_of,
    subtract,
    union,
)

LONGEST_MS = 2_000
moments = st.integers(0, LONGEST_MS).map(lambda ms: ms / 1000)
spans = st.tuples(moments, moments).map(lambda pair: Span(min(pair), max(pair)))
sets = st.lists(spans, max_size=12)


def milliseconds(found: list[Span]) -> set[int]:
    """Every whole millisecond that the spans cover: the plain model that the algebra is held against."""
    return {ms for s in found for ms in range(round(s.start_s * 1000), round(s.end_s * 1000))}


def is_tidy(found: list[Span]) -> bool:
    """In order, none empty, none touching the next."""
    return all(s.duration_s > 0 for s in found) and all(a.end_s < b.start_s for a, b in pairwise(found))


def test_a_span_lies_on_the_grid_and_the_right_way_round() -> None:
    assert Span(1.00049, 2.0006) == Span(1.0, 2.001)
    assert Span(0.1 + 0.2, 1.0).start_s == 0.3
    for start_s, end_s in ((2.0, 1.0), (-0.001, 1.0), (float("nan"), 1.0)):
        with pytest.raises(ValueError, match=r".+"):
            Span(start_s, end_s)


def test_a_span_is_half_open() -> None:
    assert Span(1.0, 2.0).contains(1.0)
    assert not Span(1.0, 2.0).contains(2.0)
    assert Span(1.0, 2.0).shared_s(Span(2.0, 3.0)) == 0.0


@pytest.mark.parametrize(
    ("span", "before_s", "after_s", "grown"),
    [
        (Span(1.0, 2.0), 0.25, None, Span(0.75, 2.25)),
        (Span(0.1, 2.0), 0.25, 0.0, Span(0.0, 2.0)),
        (Span(1.0, 2.0), -0.25, None, Span(1.25, 1.75)),
        (Span(1.0, 2.0), -0.75, None, Span(1.5, 1.5)),
    ],
)
def test_growing(span: Span, before_s: float, after_s: float | None, grown: Span) -> None:
    assert span.grown(before_s, after_s) == grown


@pytest.mark.parametrize(
    ("time_s", "plain", "exact"),
    [
        (0.0, "0:00", "0:00.000"),
        (59.6, "1:00", "0:59.600"),
        (3599.9996, "1:00:00", "1:00:00.000"),
        (3661.25, "1:01:01", "1:01:01.250"),
        (-1.0, "0:00", "0:00.000"),
    ],
)
def test_the_clock_as_people_read_it(time_s: float, plain: str, exact: str) -> None:
    assert clock(time_s) == plain
    assert clock(time_s, ms=True) == exact


@given(st.integers(0, 400_000_000))
def test_what_the_clock_writes_is_read_back(ms: int) -> None:
    assert seconds_of(clock(ms / 1000, ms=True)) == pytest.approx(ms / 1000)
    assert seconds_of(f" {ms / 1000} ") == ms / 1000


@pytest.mark.parametrize("text", ["", "1:", ":5", "a", "1:x", "1:2:3:4", "1.5:30", "1:+5", "-1:05"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        seconds_of(text)


@given(st.integers(0, 4 * 3600 * 1000), st.sampled_from([8000, 22050, 44100, 48000, 96000]))
def test_samples_lie_where_the_grid_says(ms: int, rate_hz: int) -> None:
    assert abs(sample_at(ms / 1000, rate_hz) - ms * rate_hz / 1000) <= 0.5
    assert sample_at(ms / 1000 + 1e-7, rate_hz) == sample_at(ms / 1000, rate_hz)


@given(sets)
def test_a_union_covers_the_same_moments_and_is_tidy(some: list[Span]) -> None:
    assert milliseconds(union(some)) == milliseconds(some)
    assert is_tidy(union(some))
    assert union(reversed(union(some))) == union(some)


@given(sets, st.integers(0, 500))
def test_a_union_closes_gaps_up_to_the_given_length(some: list[Span], gap_ms: int) -> None:
    joined = union(some, join_gaps_s=gap_ms / 1000)
    assert all(b.start_s - a.end_s > gap_ms / 1000 for a, b in pairwise(joined))
    assert milliseconds(some) <= milliseconds(joined)
    opened = milliseconds(joined) - milliseconds(some)
    gaps = [range(round(a.end_s * 1000), round(b.start_s * 1000)) for a, b in pairwise(union(some))]
    assert opened == {ms for gap in gaps if len(gap) <= gap_ms for ms in gap}


@given(sets, sets)
def test_subtracting_and_intersecting_split_a_set_in_two(some: list[Span], holes: list[Span]) -> None:
    rest, shared = subtract(some, holes), intersect(some, holes)
    assert milliseconds(rest) == milliseconds(some) - milliseconds(holes)
    assert milliseconds(shared) == milliseconds(some) & milliseconds(holes)
    assert is_tidy(rest)
    assert is_tidy(shared)


@given(spans, sets)
def test_what_is_covered_adds_up(span: Span, others: list[Span]) -> None:
    assert covered_s(span, others) == pytest.approx(len(milliseconds([span]) & milliseconds(others)) / 1000, abs=1e-9)


@given(sets, moments)
def test_kept_and_removed_are_the_whole_recording(removed: list[Span], duration_s: float) -> None:
    time_map = TimeMap(removed, duration_s)
    whole = set(range(round(duration_s * 1000)))
    kept, gone = milliseconds(list(time_map.kept)), milliseconds(list(time_map.removed))
    assert kept | gone == whole
    assert not kept & gone
    assert gone == milliseconds(removed) & whole
    assert time_map.programme_s == len(kept) / 1000


@given(sets, st.integers(0, LONGEST_MS - 1))
def test_a_kept_moment_goes_to_the_programme_and_back(removed: list[Span], ms: int) -> None:
    time_map, at_s = TimeMap(removed, LONGEST_MS / 1000), ms / 1000
    kept = milliseconds(list(time_map.kept))
    assert time_map.is_kept(at_s) == (ms in kept)
    assert time_map.to_programme(at_s) == on_grid(len([k for k in kept if k < ms]) / 1000)
    if ms in kept:
        assert time_map.to_source(time_map.to_programme(at_s)) == at_s


@given(sets, st.integers(0, LONGEST_MS - 1))
def test_every_moment_of_the_programme_comes_from_one_that_was_kept(removed: list[Span], ms: int) -> None:
    time_map, at_s = TimeMap(removed, LONGEST_MS / 1000), ms / 1000
    if at_s < time_map.programme_s:
        assert time_map.is_kept(time_map.to_source(at_s))
        assert time_map.to_programme(time_map.to_source(at_s)) == at_s


@given(sets, moments, moments)
def test_the_order_is_kept(removed: list[Span], one_s: float, two_s: float) -> None:
    time_map = TimeMap(removed, LONGEST_MS / 1000)
    early_s, late_s = sorted((one_s, two_s))
    assert time_map.to_programme(early_s) <= time_map.to_programme(late_s)
    assert time_map.to_source(early_s) <= time_map.to_source(late_s)
    span = time_map.span_to_programme(Span(early_s, late_s))
    assert span.duration_s == pytest.approx(
        Span(early_s, late_s).duration_s - covered_s(Span(early_s, late_s), removed)
    )


def test_a_moment_a_hair_off_the_grid_is_the_moment_on_it() -> None:
    time_map = TimeMap([Span(0.1, 0.3)], 1.0)
    hair_before_s = 0.3 - 1e-12
    assert time_map.is_kept(hair_before_s)
    assert time_map.to_source(time_map.to_programme(hair_before_s)) == 0.3
    assert time_map.to_source(0.1 - 1e-12) == 0.3


def test_joins_are_where_two_stretches_meet() -> None:
    time_map = TimeMap([Span(0.0, 1.0), Span(3.0, 4.0), Span(6.0, 7.5)], 10.0)
    assert list(time_map.joins) == [2.0, 4.0]
    assert [time_map.to_source(join_s) for join_s in time_map.joins] == [4.0, 7.5]


def test_nothing_is_left() -> None:
    time_map = TimeMap([Span(0.0, 9.0)], 5.0)
    assert (time_map.programme_s, time_map.to_source(1.0), time_map.to_programme(1.0)) == (0.0, 0.0, 0.0)
    assert not time_map.is_kept(1.0)


@given(sets, spans)
def test_a_cover_says_what_covered_s_says(found: list[Span], asked: Span) -> None:
    assert Cover(found).shared_s(asked) == pytest.approx(covered_s(asked, found), abs=1e-6)
