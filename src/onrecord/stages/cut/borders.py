"""Where exactly a cut is made: in the quietest moment close by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from onrecord.core.edit import Action, Cut
from onrecord.core.ports import Sound
from onrecord.core.time import Span, on_grid, sample_at, union
from onrecord.signal.joins import quietest_s
from onrecord.stages.cut.gaps import Gap

_REACH_S, _STEP_S = 0.02, 0.01


def settled(cuts: Sequence[Cut], gap: Gap, shortest_gap_s: float, sound: Sound) -> list[Cut]:
    """The cuts of one gap with their borders in the quietest 5 ms within 20 ms: outwards from a noise, either way from a
    pause, never out of the gap, and not where the gap is too short for it. Where two cuts meet they go on meeting.
    """
    removed = union(s for cut in cuts if cut.is_on for s in cut.removes)
    left_s = gap.margins_s + gap.span.duration_s - sum(span.duration_s for span in removed)
    if left_s - 2 * _REACH_S * len(removed) < shortest_gap_s and not gap.is_edge:
        return list(cuts)
    noises = [s.span for s in cuts if s.is_on and s.action is Action.REMOVE]
    moved: dict[float, float] = {}
    for span in removed:
        for border_s, outward in ((span.start_s, -1), (span.end_s, 1)):
            if gap.is_edge and border_s in (gap.span.start_s, gap.span.end_s):
                continue  # the recording itself begins or ends there
            is_noise = any(border_s in (n.start_s, n.end_s) for n in noises)
            inward_s = 0.0 if is_noise else min(_REACH_S, span.duration_s / 4)
            reach = (_REACH_S, inward_s) if outward < 0 else (inward_s, _REACH_S)
            low_s, high_s = max(gap.span.start_s, border_s - reach[0]), min(gap.span.end_s, border_s + reach[1])
            moved[border_s] = _quietest_s(sound, low_s, high_s) if high_s - low_s > 0.006 else border_s
    return [replace(cut, removes=_moved(cut.removes, moved)) if cut.is_on else cut for cut in cuts]


def loudest(sound: Sound, span: Span, length_s: float) -> Span:
    """The part of a span, `length_s` long, that holds the most of its sound, to 10 ms."""
    first_n = sample_at(span.start_s, sound.rate_hz)
    heard = sound.read(first_n, sample_at(span.end_s, sound.rate_hz) - first_n)[:, 0]
    step_n, length_n = round(_STEP_S * sound.rate_hz), sample_at(length_s, sound.rate_hz)
    power = np.concatenate([[0.0], np.cumsum(heard.astype(np.float64) ** 2)])
    within = power[length_n::step_n]
    start_s = on_grid(
        min(span.start_s + _STEP_S * int(np.argmax(within - power[::step_n][: len(within)])), span.end_s - length_s)
    )
    return Span(start_s, on_grid(start_s + length_s))


def _moved(removes: Sequence[Span], moved: dict[float, float]) -> tuple[Span, ...]:
    borders = [(moved.get(s.start_s, s.start_s), moved.get(s.end_s, s.end_s)) for s in removes]
    return tuple(Span(start_s, end_s) for start_s, end_s in borders if end_s > start_s)


def _quietest_s(sound: Sound, low_s: float, high_s: float) -> float:
    first_n = sample_at(low_s, sound.rate_hz)
    heard = sound.read(first_n, sample_at(high_s, sound.rate_hz) - first_n)[:, 0]
    return on_grid(min(high_s, low_s + quietest_s(heard, sound.rate_hz)))
