"""What is drawn, read back from the paths."""

from __future__ import annotations

import math
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.core.time import Span
from onrecord.formats.pictures import COLUMNS_N, HEIGHT, Marks, curves, envelope, time_axis, value_axis


def points(svg: str, css_class: str) -> list[tuple[int, int]]:
    (path,) = re.findall(rf'class="{css_class}" d="([^"]*)"', svg)
    return [(int(x), int(y)) for x, y in re.findall(r"(\d+) (\d+)", path)]


def test_a_loud_moment_reaches_out_and_silence_does_not():
    levels = [-90.0] * 10
    levels[5] = 0.0
    drawn = points(envelope(levels, 1.0, 10.0, []), "wave")
    assert min(drawn, key=lambda p: p[1])[0] == COLUMNS_N // 2
    assert [y for x, y in drawn if x == 0] == [HEIGHT // 2] * 3


def test_three_hours_take_no_more_columns_and_lose_no_peak():
    levels = [-50.0] * 216_000
    levels[123_456] = -3.0
    drawn = points(envelope(levels, 0.05, 10_800.0, []), "wave")
    assert len(drawn) <= 2 * COLUMNS_N + 2
    x, y = min(drawn, key=lambda p: p[1])
    assert abs(x / COLUMNS_N - 123_456 / 216_000) < 2 / COLUMNS_N
    assert y < HEIGHT * 0.1


def test_a_cut_is_drawn_where_it_is_and_never_vanishes():
    svg = envelope(
        [-20.0] * 100, 1.0, 100.0, [Marks("a", (Span(25.0, 50.0),)), Marks("b", (Span(80.0, 80.001),), True)]
    )
    assert 'class="mark a" d="M375 0H750V200H375Z"' in svg
    assert 'class="mark b" d="M1200 184H1202V200H1200Z"' in svg


def test_a_line_breaks_where_there_is_nothing_and_stays_in_the_picture():
    svg = curves([("x", [-10.0, -20.0, -math.inf, math.nan, -99.0])], -40.0, 0.0, target=-16.0)
    assert points(svg, "x") == [(150, 50), (450, 100), (1350, 200)]
    assert re.findall("[ML]", re.findall(r'class="x" d="([^"]*)"', svg)[0]) == ["M", "L", "M"]
    assert points(svg, "target") == [(0, 80)]


def test_axes_have_few_labels_and_the_right_ones():
    labels = re.findall(r"left:([\d.]+)%\">([\d:]+)<", time_axis(600.0))
    assert labels == [("0.0", "0:00"), ("20.0", "2:00"), ("40.0", "4:00"), ("60.0", "6:00"), ("80.0", "8:00")]
    late = time_axis(166.0)
    assert re.findall(r'right:([\d.]+)%">([\d:]+)<', late) == [("9.64", "2:30")], (
        "a label at the end lies within the picture"
    )
    assert re.findall(r'left:[\d.]+%">([\d:]+)<', late) == ["0:00", "0:30", "1:00", "1:30", "2:00"]
    assert re.findall(r"top:([\d.]+)%\">([−\d]+)<", value_axis(-36.0, -6.0, 12.0)) == [
        ("100", "−36"),
        ("60", "−24"),
        ("20", "−12"),
    ]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=50), st.just(0.0) | st.floats(0.001, 20_000.0))
def test_any_numbers_give_a_picture(levels, duration_s):
    svg = envelope(levels, 1.0, duration_s, [])
    assert svg.startswith("<svg")
    assert "nan" not in svg + curves([("x", levels)], -40.0, 0.0)
    assert len(re.findall("<span", time_axis(duration_s))) <= 7
