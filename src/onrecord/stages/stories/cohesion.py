"""How much a stretch of talk is about one thing: how close together its sentences lie in a space of meaning."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord.core.ports import Progress, SentenceEmbedder
from onrecord.core.talk import Sentence

_LEAST_WORDS = 4
"""Shorter ones ("Yeah, right.") are about nothing."""
_FULL_WORDS = 15
SAYS_NOTHING = -3.0
"""The logarithm of the odds that a sentence advertises of whose meaning nothing is known."""
_WEIGHT = 1.0
"""What the sentences' agreement counts beside the odds of a border: chosen with the weights of `evidence`, on the same talks."""
_OF_THE_WHOLE, _LEAST_FIT = 0.6, 0.15


class Cohesion:
    """Sums over the sentences, so that every stretch is weighed in no time."""

    def __init__(self, vectors: NDArray[np.float32], weights: NDArray[np.float64], sells: NDArray[np.float64]) -> None:
        """`vectors` has shape (sentences, numbers), one row a sentence of the talk; sentences of weight 0 say nothing. What each sentence
        means by its weight is kept as `meant`, and apart from what the whole talk is about as `apart`, of the same shape. `sells` is
        the logarithm of the odds that each advertises, by its words and what it means.
        """
        self.sells = sells
        mean = weights @ vectors / max(float(weights.sum()), 1e-9)
        # What the whole talk is about tells no part of it from another.
        apart = vectors - mean
        apart = apart / np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-9)
        self.meant, self.apart = vectors * weights[:, None], apart * weights[:, None]
        none = np.zeros((1, vectors.shape[1]))
        self._sums = np.vstack([none, np.cumsum(self.apart, axis=0)])
        self._raw = np.vstack([none, np.cumsum(self.meant, axis=0)])
        self._weights = np.concatenate([[0.0], np.cumsum(weights)])

    def of(self, firsts: NDArray[np.int64], end: int) -> NDArray[np.float64]:
        """For stretches from each of `firsts` to before `end`: larger the more sentences agree. It grows when parts that agree are joined."""
        total = self._sums[end] - self._sums[firsts]
        weight = np.maximum(self._weights[end] - self._weights[firsts], 1e-6)
        agreed: NDArray[np.float64] = _WEIGHT * (total**2).sum(axis=1) / weight
        return agreed

    def fits(self, first: int, end: int, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """How well each of `vectors` says what the sentences from `first` to before `end` are about, and not the whole talk: 0 to about 0.6."""
        near, everywhere = self._raw[end] - self._raw[first], self._raw[-1]
        of_part, of_whole = (vectors @ (v / max(float(np.linalg.norm(v)), 1e-9)) for v in (near, everywhere))
        fit: NDArray[np.float64] = np.maximum(0.0, of_part - _OF_THE_WHOLE * of_whole + _LEAST_FIT)
        return fit


def cohesion_of(
    talk: Sequence[Sentence], language: str, embedder: SentenceEmbedder, progress: Progress
) -> Cohesion | None:
    """None where the embedder does not read the language. Raises MissingModel."""
    if language not in embedder.languages:
        return None
    telling = [at for at, sentence in enumerate(talk) if len(sentence.words) >= _LEAST_WORDS]
    if not telling:
        return None
    texts = [talk[at].text for at in telling]
    said = embedder.vectors(texts, progress)
    vectors = np.zeros((len(talk), said.shape[1]), np.float32)
    vectors[telling] = said
    weights = np.zeros(len(talk))
    weights[telling] = [min(1.0, len(talk[at].words) / _FULL_WORDS) for at in telling]
    sells = np.full(len(talk), SAYS_NOTHING)
    sells[telling] = embedder.selling(texts, said)
    return Cohesion(vectors, weights, sells)
