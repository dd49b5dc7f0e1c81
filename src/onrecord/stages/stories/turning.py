"""Where the talk turns to something else though nobody says so: what is meant before and after differs, and new names come up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord.core.talk import Sentence, bare, folded, is_capitalised, without_possessive, zipf

_FADES_S = 35.0
"""What is said so long before or after a place counts a third of what is said beside it."""
_MEANT_S = 80.0
"""About so much talk on each side of a place takes part."""
_AHEAD_S, _BACK_S = 30.0, 150.0
"""Names of the next half minute are new when the two and a half minutes before have none of them."""
_LEAST_NAMES = 3
_APART, _ALIKE_STILL = 10.4, -0.04
_NEW, _USUALLY_NEW = 2.25, 0.42
"""What a place gains by how unlike its two sides are, more than those of a story's middle ever are by chance, and by its share of new
names against what is usual: two and a half times the weights of a logistic regression on 94 talks whose chapters people had set, of
shows apart from those that the project measures itself by."""
_COMMON = 5.2
"""Words that are so frequent (Zipf's scale) are no names though written with a capital."""


def turning(talk: Sequence[Sentence], vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each sentence how much speaks for (above 0) or against something new beginning with it.

    `vectors` has shape (sentences, numbers): their meaning apart from the whole talk's, weighed.
    """
    begins_s = np.array([sentence.span.start_s for sentence in talk])
    unlike = _ALIKE_STILL - _alike(begins_s, vectors)
    gained: NDArray[np.float64] = _APART * unlike + _NEW * (_new_names(talk, begins_s) - _USUALLY_NEW)
    # In a short talk two windows are nearly all of it: set apart from the whole they are unlike by that alone, and every name is new.
    covered = min(1.0, 2 * _MEANT_S / max(1.0, talk[-1].span.end_s - begins_s[0]))
    turns: NDArray[np.float64] = (1 - covered**2) * gained
    return turns


def _alike(begins_s: NDArray[np.float64], vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cosine of what is meant before and after each sentence's beginning, the nearer the more it counts, -1 to 1; 1 at the first."""
    fades = np.exp(-np.diff(begins_s) / _FADES_S)
    before, after = np.zeros_like(vectors), vectors.copy()
    for at, fade in enumerate(fades, start=1):
        before[at] = fade * (before[at - 1] + vectors[at - 1])
    for at in range(len(fades) - 1, -1, -1):
        after[at] += fades[at] * after[at + 1]
    size = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    alike: NDArray[np.float64] = (before * after).sum(axis=1) / np.maximum(size, 1e-9)
    alike[:1] = 1.0
    return alike


def _new_names(talk: Sequence[Sentence], begins_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of the names after each sentence's beginning that were not said before it, 0 to 1."""
    names = [_names(sentence) for sentence in talk]
    share = np.zeros(len(talk))
    for at in range(1, len(talk)):
        until = max(int(np.searchsorted(begins_s, begins_s[at] + _AHEAD_S)), at + 1)
        since = int(np.searchsorted(begins_s, begins_s[at] - _BACK_S))
        ahead = frozenset[str]().union(*names[at:until])
        share[at] = len(ahead.difference(*names[since:at])) / max(len(ahead), _LEAST_NAMES)
    return share


def _names(sentence: Sentence) -> frozenset[str]:
    """Its capitalised words but frequent ones; a sentence's first word only when it is rare."""
    written = [without_possessive(bare(word.text)) for word in sentence.words]
    return frozenset(
        folded(text)
        for at, text in enumerate(written)
        if len(text) > 2 and is_capitalised(text) and zipf(folded(text)) < (_COMMON if at else 3.0)
    )
