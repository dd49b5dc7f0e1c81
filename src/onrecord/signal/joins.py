"""Joining two stretches of sound so that the cut between them is not heard."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onrecord.core.ports import Samples

_LOUDER = 2.0
"""What is so much louder than the room is no room."""


def equal_power_fades(frames_n: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Fade-out and fade-in of shape (frames, 1) whose squares add up to one: right for sounds that are not alike."""
    phase = (np.arange(frames_n, dtype=np.float64) + 0.5) / max(1, frames_n) * (np.pi / 2)
    return np.cos(phase).astype(np.float32)[:, None], np.sin(phase).astype(np.float32)[:, None]


def crossfaded(out_going: Samples, in_coming: Samples) -> Samples:
    """Two equally long stretches laid over each other, the first going as the second comes, at equal power."""
    fade_out, fade_in = equal_power_fades(len(out_going))
    return out_going * fade_out + in_coming * fade_in


def quietest_s(samples_mono: Samples, rate_hz: int) -> float:
    """How far into a short sound the middle of its quietest 5 ms lies, in seconds."""
    window_n = max(1, round(0.005 * rate_hz))
    if len(samples_mono) <= window_n:
        return len(samples_mono) / rate_hz / 2
    power = np.cumsum(np.concatenate([[0.0], samples_mono.astype(np.float64) ** 2]))
    at_n = int(np.argmin(power[window_n:] - power[:-window_n]))
    return (at_n + window_n / 2) / rate_hz


def faintest_shift_n(out_going: Samples, in_coming: Samples, half_n: int) -> int:
    """How much later (or, below zero, earlier) than at the join the middle of a crossfade of twice `half_n` should lie.

    Both stretches, of shape (6 x half_n, channels), have the join in their middle. Moved it is only where that makes the loudest
    moment around the join 6 dB fainter: a knock that begins a moment before the cut would be heard as a click.
    """
    middle_n = 3 * half_n

    def peak(shift_n: int) -> float:
        over = slice(middle_n + shift_n - half_n, middle_n + shift_n + half_n)
        heard = (out_going[: over.start], crossfaded(out_going[over], in_coming[over]), in_coming[over.stop :])
        return max(float(np.abs(part).max(initial=0.0)) for part in heard)

    shifts = sorted((n * half_n // 2 for n in range(-4, 5)), key=abs)
    best = min(shifts, key=peak)
    return best if peak(best) < 0.5 * peak(0) else 0


def room_n(out_going: Samples, in_coming: Samples, least_n: int, step_n: int = 96) -> int:
    """How far both sides of a join may play on, before and after it, and still be nothing but room.

    Both stretches, of shape (frames, channels), have the join in their middle. Where the room holds on for long, a long
    crossfade hides the join best; where a word or a noise is near, a short one keeps it out. What room is, the quietest moment
    beside the join says, or of what stays: a noise that begins right before the cut is none.
    """
    half_n = len(out_going) // 2
    most_n = half_n // step_n * step_n
    if not most_n:
        return min(least_n, half_n)
    before, after = slice(half_n - most_n, half_n), slice(half_n, half_n + most_n)
    going, coming = (_steps(np.vstack([s[before][::-1], s[after]]), step_n) for s in (out_going, in_coming))
    level = np.maximum(going, coming).reshape(2, -1).max(axis=0)
    stays = min(going[: len(level)].min(), coming[len(level) :].min())
    room = min(float(level[: max(1, least_n // step_n)].min()), _LOUDER * float(stays))
    is_louder = level > _LOUDER * max(room, 1e-9)
    clear_n = int(is_louder.argmax()) * step_n if is_louder.any() else most_n
    return max(min(least_n, half_n), clear_n)


def _steps(samples: Samples, step_n: int) -> NDArray[np.float64]:
    """The amplitude of each step."""
    power = (samples.astype(np.float64) ** 2).mean(axis=1)
    return np.asarray(np.sqrt(power.reshape(-1, step_n).mean(axis=1)))
