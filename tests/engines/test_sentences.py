"""The model that tells what sentences are about: on the machine, offline, and alike things lie close together."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.core.errors import MissingModel
from onrecord.core.ports import SentenceEmbedder
from onrecord.engines import sentences as room
from onrecord.engines.sentences import MiniLmSentences


@pytest.fixture(scope="module")
def embedder() -> MiniLmSentences:
    return MiniLmSentences()


def test_alike_things_lie_close_together(embedder: MiniLmSentences) -> None:
    done: list[float] = []
    said = [
        "The ferry sank off the coast.",
        "A ship went down near the shore.",
        "Interest rates will rise.",
        "The central bank may tighten.",
    ]
    vectors = embedder.vectors(said, done.append)
    assert isinstance(embedder, SentenceEmbedder) and done[-1] == 1.0
    assert vectors.shape == (4, 384) and np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    alike = vectors @ vectors.T
    assert min(alike[0, 1], alike[2, 3]) > 0.3 > 0.15 > alike[:2, 2:].max()


def test_rows_are_in_the_order_of_the_texts(embedder: MiniLmSentences) -> None:
    said = [f"Boat number {n} " + "sailed on " * (n % 5) for n in range(40)] + ["", "Über São Tomé 🚢"]
    together = embedder.vectors(said, lambda done: None)
    alone = np.concatenate([embedder.vectors([text], lambda done: None) for text in said[:7]])
    assert (together[:7] * alone).sum(axis=1).min() > 0.97  # int8 rounds by what else is in the batch
    assert embedder.vectors([], lambda done: None).shape == (0, 384)


def test_news_tells_more_than_chat(embedder: MiniLmSentences) -> None:
    news, chat = "The council closed the bridge after the flood", "It was lovely to see you all there"
    told, chatted = embedder.telling(embedder.vectors([news, chat], lambda done: None))
    assert told > 0 > chatted


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "PACKAGE", "no_such_package")
    with pytest.raises(MissingModel, match="not on this machine"):
        MiniLmSentences().vectors(["A sentence."], lambda done: None)


def test_the_digest_is_the_models(embedder: MiniLmSentences) -> None:
    assert embedder.digest.startswith("8199be6f")


def test_what_sells_is_told_from_news_by_words_and_meaning(embedder: MiniLmSentences) -> None:
    said = ["Get your free trial today and use the code harbour.", "The council met in the harbour on Monday."]
    sold, told = embedder.selling(said, embedder.vectors(said, lambda done: None))
    assert sold > 0 > told
    assert embedder.selling([], np.zeros((0, 384), np.float32)).shape == (0,)


def test_words_count_alone_and_with_the_next_and_a_number_is_any() -> None:
    assert room.phrases_of("Save 20 dollars.") == {"save", "0", "dollars", "< save", "save 0", "0 dollars", "dollars >"}
