"""Joining two stretches of sound so that the cut between them is not heard."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onrecord.core.ports import Samples


def equal_power_fades(frames_n: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Fade-out and fade-in of shape (frames, 1) whose squares add up to one: right for sounds that are not alike."""
    phase = (np.arange(frames_n, dtype=np.float64) + 0.5) / max(1, frames_n) * (np.pi / 2)
    return np.cos(phase).astype(np.float32)[:, None], np.sin(phase).astype(np.float32)[:, None]


def crossfaded(out_going: Samples, in_coming: Samples) -> Samples:
    """Two equally long stretches laid over each other, the first going as the second comes, at equal power."""
    fade_out, fade_in = equal_power_fades(len(out_going))
    return out_going * fade_out + in_coming * fade_in
