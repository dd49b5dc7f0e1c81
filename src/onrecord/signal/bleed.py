"""With a microphone for each: when one waits for the others, and how it is turned down meanwhile, so that rooms do not add up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from onrecord.core.time import Span


def with_bleed_down(
    points: list[tuple[float, float]], away: Sequence[Span], bleed_db: float
) -> list[tuple[float, float]]:
    """The curve turned down in the spans `away`, with ramps of 0.15 s inside them."""
    times = np.array([t for t, _ in points])
    values = np.array([db for _, db in points])
    out = [(t, db) for t, db in points if not any(span.start_s <= t <= span.end_s for span in away)]
    for span in away:
        low = float(np.interp(span.middle_s, times, values)) - bleed_db
        ramp_s = min(0.15, span.duration_s / 3)
        edge = [span.start_s, span.start_s + ramp_s, span.end_s - ramp_s, span.end_s]
        high = [float(np.interp(span.start_s, times, values)), low, low, float(np.interp(span.end_s, times, values))]
        out += list(zip(edge, high, strict=True))
    return sorted(out)


def away_of(turns: Sequence[tuple[Span, int]], owned: set[int], duration_s: float) -> list[Span]:
    """Where a microphone waits: from where others begin a turn until its own voice speaks again. A pause so keeps the room
    of whoever spoke last, and the room changes where a word covers it.
    """
    away: list[Span] = []
    since_s: float | None = None if not turns or turns[0][1] in owned else 0.0
    for span, voice in turns:
        if voice in owned:
            if since_s is not None:
                away.append(Span(since_s, span.start_s))
            since_s = None
        elif since_s is None and span.duration_s > 0.6:
            since_s = span.start_s
    if since_s is not None:
        away.append(Span(since_s, duration_s))
    return [span for span in away if span.duration_s > 0]
