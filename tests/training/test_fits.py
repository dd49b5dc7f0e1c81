"""The fits find what made the data, and are pulled to where they are told to be."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from onrecord.core.talk import Sentence, sentences
from onrecord.core.transcript import Word
from onrecord.stages.stories.promos import likelihoods

TRAINING = Path(__file__).parents[2] / "training"
SOLD = "This show is brought to you by Tessel. Open an account at tessel dot com slash harbour today. You can try it for free."
TOLD = (
    "The mill sold its furnace to a yard. Nobody knows what the workers will do now. The council meets again on Monday."
)


@pytest.fixture(scope="module")
def training() -> Any:
    """The folder's modules, by name."""
    sys.path.insert(0, str(TRAINING))
    try:
        import fit_plain
        import fit_promos
        import logistic

        yield type("Training", (), {"plain": fit_plain, "promos": fit_promos, "logistic": logistic})
    finally:
        sys.path.remove(str(TRAINING))


def test_a_regression_finds_the_odds_that_made_the_cases(training: Any) -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=4000)
    is_so = rng.random(4000) < 1 / (1 + np.exp(-(2.0 * x - 1.0)))
    cases = [{"bias": 1.0, "x": float(value)} for value in x]
    bias, slope = training.logistic.fit(cases, is_so.tolist(), ["bias", "x"], 0.1)
    assert (bias, slope) == pytest.approx((-1.0, 2.0), abs=0.25)


def test_a_strong_ridge_keeps_what_is_known(training: Any) -> None:
    cases = [{"bias": 1.0, "x": float(value)} for value in (-1, 1) for _ in range(50)]
    fit, is_so = training.logistic.fit, [True] * 50 + [False] * 50
    assert fit(cases, is_so, ["bias", "x"], 1e6, towards=[0.0, 1.5])[1] == pytest.approx(1.5, abs=0.01)
    assert fit(cases, is_so, ["bias", "x"], 0.1, towards=[0.0, 1.5])[1] < 0


def test_the_sums_of_the_chain_are_what_the_stage_reads(training: Any) -> None:
    rng = np.random.default_rng(2)
    odds = [rng.normal(size=40) for _ in range(3)]
    whole, (is_promo, begun, ended) = training.promos.sums(*odds, np.zeros((40, 2)))
    assert is_promo == pytest.approx(likelihoods(*odds), abs=1e-9)
    assert begun.sum() - ended.sum() == pytest.approx(is_promo[-1], abs=1e-9)
    nudged = [odds[0] + 1e-5 * (np.arange(40) == 7), *odds[1:]]
    more, _ = training.promos.sums(*nudged, np.zeros((40, 2)))
    assert (more - whole) / 1e-5 == pytest.approx(is_promo[7], abs=1e-3)


def test_a_chain_fitted_on_marked_talk_finds_the_promos_of_other_talk(training: Any) -> None:
    learnt = [talk(training, TOLD * n, SOLD, TOLD * (4 - n)) for n in (1, 2, 3)] * 8
    weights = training.promos.chain(learnt)
    other = talk(training, TOLD, TOLD, SOLD.replace("Tessel", "Pellerin").replace("harbour", "quay"), TOLD)
    odds = [part @ w for part, w in zip(other.features(), weights, strict=True)]
    assert (likelihoods(*odds) > 0.5).tolist() == other.is_promo.tolist()


def test_the_fit_of_plain_statements_trusts_what_they_mean_where_it_tells(training: Any) -> None:
    rng = np.random.default_rng(3)
    way = rng.normal(size=24)

    rows = []
    for at in range(1500):
        vector = rng.normal(size=24) / 5
        is_marked = bool(rng.random() < 1 / (1 + np.exp(-3 * float(vector @ way))))
        form = dict.fromkeys(training.plain.FORM, 0.0) | {"bias": 1.0, "telling words": float(rng.random())}
        rows.append(training.plain.Row(form, vector, is_marked, f"p{at % 40}"))
    weights = dict(zip(training.plain.KEYS, training.plain.fitted(rows, rows), strict=True))
    assert weights["meaning"] > 2 * abs(weights["telling words"]) and weights["meaning"] > 0.7
    assert np.corrcoef(training.plain.meaning(rows)[:-1], way)[0, 1] > 0.9


def talk(training: Any, *pieces: str) -> Any:
    """A talk whose sentences mean nothing; what holds the sponsor's words is a promo, and something new begins with each piece."""
    said = [in_sentences(piece) for piece in pieces]
    each = in_sentences(" ".join(pieces))
    new = np.concatenate([[2.0, *[-2.0] * (len(piece) - 1)] for piece in said])
    is_promo = np.concatenate([[("brought" in text)] * len(piece) for text, piece in zip(pieces, said, strict=True)])
    none = np.zeros(len(each))
    return training.promos.Talk(
        "a",
        "b",
        each,
        new,
        [set() for _ in each],
        none[:, None],
        none > 0,
        none + 5,
        is_promo,
        none == 0,
        np.full(len(each), -3.0),
    )


def in_sentences(text: str) -> list[Sentence]:
    words = [
        Word(f"w{at}", token, at * 0.4, at * 0.4 + 0.35, 0.9)
        for at, token in enumerate(text.replace(".", ". ").split())
    ]
    return sentences(words, {word.id: "A" for word in words})
