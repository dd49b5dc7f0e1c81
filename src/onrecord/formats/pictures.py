"""The report's pictures as SVG that stretches to any width; words and axis labels stay HTML, so that they stay legible."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from onrecord.core.time import Span, clock

COLUMNS_N = 1_500
"""A picture has at most as many columns as a wide screen has dots: three hours make no larger file than one."""
WIDTH = COLUMNS_N
HEIGHT = 200
FLOOR_DBFS = -60.0
NARROWEST = 2
"""A cut of a few milliseconds is still drawn this wide."""
_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
_TICKS_N = 6
_LATE = 0.85
"""A label that begins behind this share of the width has no room on a phone."""

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Marks:
    """Spans of one colour (a CSS class). `is_faint` ones are drawn as a low bar at the foot."""

    css_class: str
    spans: tuple[Span, ...]
    is_faint: bool = False


def envelope(level_dbfs: ArrayLike, step_s: float, duration_s: float, marks: Iterable[Marks]) -> str:
    """The recording's level as a mirrored envelope, 0 dBFS at the rim and -60 in the middle, under the marked spans."""
    values = np.asarray(level_dbfs, dtype=np.float64)
    first_n, tops = _columns(np.nan_to_num(values, nan=FLOOR_DBFS, neginf=FLOOR_DBFS, posinf=0.0))
    xs = [min(WIDTH, round(i * step_s / duration_s * WIDTH)) for i in first_n] if duration_s else []
    middle = HEIGHT // 2
    reach = [round(max(0.0, min(1.0, 1 - top / FLOOR_DBFS)) * (middle - 4)) for top in tops]
    upper = [f"{x} {middle - r}" for x, r in zip(xs, reach, strict=False)]
    lower = [f"{x} {middle + r}" for x, r in zip(reversed(xs), reversed(reach), strict=False)]
    shape = f'<path class="wave" d="M0 {middle}L{" ".join([*upper, f"{WIDTH} {middle}", *lower])}Z"/>' if xs else ""
    return _svg(shape + "".join(_bars(mark, duration_s) for mark in marks), "waveform")


def curves(lines: Sequence[tuple[str, ArrayLike]], low: float, high: float, target: float | None = None) -> str:
    """One line a series (CSS class, values over the whole width) between `low` and `high`, with gaps where there is none."""
    paths = []
    for css_class, series in lines:
        values = np.asarray(series, dtype=np.float64)
        if values.size:
            paths.append(f'<path class="{css_class}" d="{_line(values, low, high)}"/>')
    if target is not None:
        paths.append(f'<path class="target" d="M0 {_height(target, low, high)}H{WIDTH}"/>')
    return _svg("".join(paths), "curves")


def time_axis(duration_s: float) -> str:
    """Labels under a picture, placed by their share of the width."""
    step_s = next((s for s in _STEPS_S if duration_s / s <= _TICKS_N), _STEPS_S[-1])
    ticks = range(0, int(duration_s * 0.97) + 1, step_s)
    labels = (
        f'<span class="{"late" if t > _LATE * duration_s else "early"}" style="left:{_percent(t, duration_s)}%">{clock(t)}</span>'
        for t in ticks
    )
    return f'<div class="axis">{"".join(labels)}</div>' if duration_s > 0 else ""


def value_axis(low: float, high: float, step: float) -> str:
    """Labels beside a picture, at every multiple of `step` inside it."""
    values = np.arange(np.ceil(low / step) * step, high + 1e-9, step)
    tops = (100 - _percent(value - low, high - low) for value in values)
    labels = (
        f'<span style="top:{top:g}%">{value:.0f}</span>'.replace(">-", ">−")
        for value, top in zip(values, tops, strict=True)
    )
    return f'<div class="values">{"".join(labels)}</div>'


def _svg(inside: str, css_class: str) -> str:
    return (
        f'<svg class="{css_class}" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" aria-hidden="true">'
        f"{inside}</svg>"
    )


def _columns(values: Values) -> tuple[list[int], list[float]]:
    """At most `COLUMNS_N` columns: the index of each one's first value, and its maximum."""
    if not values.size:
        return [], []
    columns_n = min(COLUMNS_N, values.size)
    first_n = np.arange(columns_n) * values.size // columns_n
    return first_n.tolist(), np.fmax.reduceat(values, first_n).tolist()


def _bars(marks: Marks, duration_s: float) -> str:
    """All spans of one colour as one path; those that fall on the same dots are drawn once."""
    top = round(HEIGHT * 0.92) if marks.is_faint else 0
    drawn: list[list[int]] = []
    for span in sorted(marks.spans):
        left = round(span.start_s / duration_s * WIDTH)
        right = max(left + NARROWEST, round(span.end_s / duration_s * WIDTH))
        if drawn and left <= drawn[-1][1]:
            drawn[-1][1] = max(drawn[-1][1], right)
        else:
            drawn.append([left, right])
    path = "".join(f"M{left} {top}H{right}V{HEIGHT}H{left}Z" for left, right in drawn)
    return f'<path class="mark {marks.css_class}" d="{path}"/>' if path else ""


def _line(values: Values, low: float, high: float) -> str:
    first_n, tops = _columns(np.where(np.isfinite(values), values, np.nan))
    parts, is_down = [], False
    for index, top in zip(first_n, tops, strict=True):
        if np.isnan(top):
            is_down = False
            continue
        x = round((index + 0.5) / values.size * WIDTH)
        parts.append(f"{'L' if is_down else 'M'}{x} {_height(top, low, high)}")
        is_down = True
    return "".join(parts)


def _height(value: float, low: float, high: float) -> int:
    return round((1 - max(0.0, min(1.0, (value - low) / (high - low)))) * HEIGHT)


def _percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 2)
