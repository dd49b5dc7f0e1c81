"""The most likely sequence of states behind noisy frames."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def most_likely(scores: NDArray[Any], change: float) -> NDArray[np.int8]:
    """Which state each frame is in, where every change of state costs `change`: Viterbi's path, shape (frames,).

    `scores` has shape (frames, states) and holds log-likelihoods. Viterbi, "Error bounds for convolutional codes", 1967.
    """
    frames_n, states_n = scores.shape
    if not frames_n:
        return np.zeros(0, np.int8)
    came_from = np.empty((frames_n, states_n), np.int8)
    same = np.arange(states_n, dtype=np.int8)
    best = scores[0].astype(np.float64)
    for frame in range(1, frames_n):
        leader = best.argmax()
        moved = best[leader] - change
        came_from[frame] = np.where(best >= moved, same, leader)
        best = np.maximum(best, moved) + scores[frame]
    path = np.empty(frames_n, np.int8)
    path[-1] = best.argmax()
    for frame in range(frames_n - 1, 0, -1):
        path[frame - 1] = came_from[frame, path[frame]]
    return path
