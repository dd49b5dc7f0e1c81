"""The room on both sides of a join: as loud on one as on the other, so that nobody hears it change."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence

import numpy as np

from onrecord.core.ports import Samples
from onrecord.core.time import Span, sample_at, union
from onrecord.signal.decibel import db_of

_LEAST_S, _MOST_S = 0.03, 0.2
"""Of the room beside a join so much is needed to tell its level, and no more is changed."""
_STEP_S = 0.01
_ALIKE_DB, _FARTHEST_DB = 1.0, 15.0
"""Sides farther apart than this are not both the room."""
_OVERLAP_S = 0.03


def level_room(
    read: Callable[[int, int], Samples], removed: Sequence[Span], heard: Sequence[Span], rate_hz: int
) -> tuple[list[float], list[float]]:
    """A gain curve in dB, as times and values, by which the louder room comes down to the softer one at each join.

    `read` gives what is played; `removed` is left out of it, in time order; `heard` is all that is more than the room. Where
    a word or another sound comes closer to the join than 30 ms nothing is changed: it hides the room.
    """
    busy = union([*heard, *removed])
    starts_s = [span.start_s for span in busy]
    times_s, gains_db = [0.0], [0.0]
    for span in removed:
        at = bisect_left(starts_s, span.start_s)
        if span.start_s <= 0.0 or at == len(busy) or busy[at] != span:
            continue  # it is no join, or something is heard right beside it
        from_s = max(span.start_s - _MOST_S, busy[at - 1].end_s if at else 0.0)
        to_s = min(span.end_s + _MOST_S, starts_s[at + 1] if at + 1 < len(busy) else np.inf)
        if min(span.start_s - from_s, to_s - span.end_s) < _LEAST_S:
            continue
        before_db = _room_db(read, Span(from_s, span.start_s), rate_hz)
        jump_db = _room_db(read, Span(span.end_s, to_s), rate_hz) - before_db
        if _ALIKE_DB < abs(jump_db) < _FARTHEST_DB:
            out_s = min(_OVERLAP_S, span.duration_s / 2)
            times_s += [from_s, span.start_s, span.start_s + out_s, span.end_s - out_s, span.end_s, to_s]
            gains_db += [0.0, *[min(0.0, jump_db)] * 2, *[min(0.0, -jump_db)] * 2, 0.0]
    return times_s, gains_db


def _room_db(read: Callable[[int, int], Samples], span: Span, rate_hz: int) -> float:
    """The median over steps of 10 ms: a click in it is no room."""
    first_n, step_n = sample_at(span.start_s, rate_hz), round(_STEP_S * rate_hz)
    samples = read(first_n, round(span.duration_s / _STEP_S) * step_n)
    power = (samples.astype(np.float64) ** 2).mean(axis=1).reshape(-1, step_n).mean(axis=1)
    return db_of(float(np.sqrt(np.median(power))))
