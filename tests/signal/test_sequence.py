"""Viterbi's path: short doubts are bridged, real changes are kept, and no path scores better."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from onrecord.signal.sequence import most_likely


def score(path: tuple[int, ...], scores: np.ndarray, change: float) -> float:
    return float(sum(scores[i, s] for i, s in enumerate(path)) - change * sum(a != b for a, b in pairwise(path)))


@pytest.mark.parametrize("seed", range(5))
def test_no_other_path_scores_better(seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(6, 3))
    best = max(product(range(3), repeat=6), key=lambda path: score(path, scores, 0.8))
    assert tuple(most_likely(scores, 0.8).tolist()) == best


def test_a_short_doubt_is_bridged_and_a_long_change_is_not() -> None:
    likely = np.full((100, 2), 0.1)
    likely[:, 0] = 0.9
    likely[40:42] = [0.2, 0.8]
    likely[60:90] = [0.1, 0.9]
    path = most_likely(np.log(likely), 4.0)
    assert path.tolist() == [0] * 60 + [1] * 30 + [0] * 10


def test_nothing_has_no_path() -> None:
    assert len(most_likely(np.zeros((0, 4)), 1.0)) == 0
