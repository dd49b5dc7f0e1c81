"""Where something sounds: frame levels, the room's floor beneath them, and spans of frames."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.core.ports import Progress, Samples, Sound
from onrecord.core.time import Span
from onrecord.signal.decibel import power_db

FRAME_S = 0.01


def frame_levels_db(samples: Samples, rate_hz: int) -> NDArray[np.float64]:
    """The level of every whole 10 ms frame of a sound, shape (frames,) or (frames, channels), in dBFS; shape (frames of 10 ms,)."""
    step_n, channels_n = round(rate_hz * FRAME_S), samples[:1].size or 1
    whole = samples[: len(samples) // step_n * step_n].astype(np.float64).reshape(-1, step_n * channels_n)
    return power_db(np.einsum("ij,ij->i", whole, whole) / whole.shape[1])


def levels_of(sound: Sound, progress: Progress) -> NDArray[np.float64]:
    """The level of every 10 ms frame of a mono sound of any length, in dBFS."""
    block_n = round(30.0 * sound.rate_hz)
    found = []
    for at_n in range(0, sound.frames_n, block_n):
        found.append(frame_levels_db(sound.read(at_n, min(block_n, sound.frames_n - at_n))[:, 0], sound.rate_hz))
        progress(at_n / sound.frames_n)
    return np.concatenate(found) if found else np.zeros(0)


def speaking_level_db(levels_db: NDArray[np.float64], floor: NDArray[np.float64]) -> float:
    """A level typical of speech: the median of what stands well above the floor."""
    loud = levels_db[levels_db > np.maximum(floor + 12.0, -90.0)]
    return float(np.median(loud)) if len(loud) > 50 else float(np.percentile(levels_db, 90))


def floor_db(levels_db: NDArray[np.float64], *, window_s: float = 20.0, percent: float = 10.0) -> NDArray[np.float64]:
    """The room's level under each frame: a running percentile, so that a fan that starts half way is followed.

    Digital silence is left out of the percentile's window by replacing it with the quietest real level.
    """
    if not len(levels_db):
        return levels_db
    real = levels_db[levels_db > -100.0]
    if not len(real):
        return levels_db
    filled = np.maximum(levels_db, np.percentile(real, 1.0))
    # once a second, over the window around it; the edges see a shorter one
    second_n, half_n = round(1.0 / FRAME_S), round(window_s / FRAME_S / 2)
    centres = np.arange(second_n // 2, len(filled) + second_n // 2, second_n)
    running = [float(np.percentile(filled[max(0, c - half_n) : c + half_n], percent)) for c in centres]
    return np.interp(np.arange(len(filled)), centres, running)


def spans_of(active: NDArray[np.bool_], step_s: float, *, at_s: float = 0.0) -> list[Span]:
    """The runs of True as spans, frame i covering [i, i + 1) x step_s."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], active, [False]]).astype(np.int8)))
    return [Span(at_s + a * step_s, at_s + b * step_s) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def speech_spans(
    probabilities: NDArray[Any],
    step_s: float,
    *,
    on: float = 0.5,
    off: float = 0.35,
    shortest_s: float = 0.1,
    join_gaps_s: float = 0.2,
) -> list[Span]:
    """Voice-activity spans with hysteresis: begins at a frame above `on`, lasts while frames stay above `off`."""
    above = probabilities >= off
    found = [
        s
        for s in spans_of(above, step_s)
        if (probabilities[round(s.start_s / step_s) : round(s.end_s / step_s)] >= on).any()
    ]
    joined: list[Span] = []
    for span in found:
        if joined and span.start_s - joined[-1].end_s <= join_gaps_s:
            joined[-1] = Span(joined[-1].start_s, span.end_s)
        else:
            joined.append(span)
    return [span for span in joined if span.duration_s >= shortest_s]
