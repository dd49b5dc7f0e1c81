"""Fits what a promo is told by: what in a sentence's words and meaning speaks for one (`engines/weights/selling.npz`), and the weights of the
chain (`SELLS`, `BEGINS` and `ENDS` in `stages/stories/promos.py`).

    PYTHONPATH=src python training/fit_promos.py TALKS

TALKS are transcripts in which somebody marked the promos: JSON with `text`, `show` and `promos`, each with its `start` and `end`
(characters of the text) and `counts`: false where some would call it a promo and others not, which counts neither way. Prints how a fit on
other shows does on each, in words, then the weights of a fit on all, whose meanings it writes into the engine's file. What words
and meaning speak for is fitted on other shows than the chain learns how far to trust it on.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from logistic import fit_rows, parted
from marked import given
from scipy import sparse
from scipy.optimize import minimize

from onrecord.engines import sentences as engine
from onrecord.stages.stories import promos
from onrecord.stages.stories.borders import borders, gains_of
from onrecord.stages.stories.cohesion import SAYS_NOTHING

FOLDS_N, INNER_N, RIDGE, LEAST = 8, 5, 10.0, 0.5
WORDS_RIDGE, MEANT_COUNTS = 2.0, 2.0
"""What is meant is worth more than words are: so many times as much lets its weights grow as lightly."""
LEAST_SHOWS = 8
"""Words that fewer shows say are what one of them is about."""
BETWEEN = 0.1
"""A sentence of which so much is marked and not half of it counts neither way."""
FILE = engine.SELLING

Telling = tuple[dict[str, int], Any]
"""Words and pairs of words, each with its place among the weights; and the weights: of anything, of what is meant, of these."""


@dataclass
class Talk:
    """`is_promo` has one value a sentence, `counts` whether it is known; `vectors` is 0 where a sentence says nothing."""

    name: str
    show: str
    talk: Any
    new: Any
    said: list[set[str]]
    vectors: Any
    says: Any
    words_n: Any
    is_promo: Any
    counts: Any
    meant: Any = field(default=None)

    def features(self) -> tuple[Any, Any, Any]:
        found = promos.features(self.talk, self.new, self.meant)
        sells, begins, ends = (
            np.column_stack([np.ones(len(self.talk)), *part.values()])
            for part in (found.sells, found.begins, found.ends)
        )
        return sells, begins, ends


def main(paths: Sequence[Path]) -> None:
    talks = [talk_of(path) for path in paths]
    marked = found = right = 0.0
    for others, these in by_show(talks, FOLDS_N):
        weights = fitted(others, these)
        for talk in these:
            sells, begins, ends = (part @ w for part, w in zip(talk.features(), weights, strict=True))
            is_found = promos.likelihoods(sells, begins, ends) > LEAST
            marked += talk.words_n[talk.counts & talk.is_promo].sum()
            found += talk.words_n[talk.counts & is_found].sum()
            right += talk.words_n[talk.counts & is_found & talk.is_promo].sum()
    print(f"{len(talks)} talks; {marked:.0f} words of promos, {found:.0f} found, {right:.0f} of them right:")
    print(f"  recall {right / marked:.3f}, precision {right / found:.3f}")
    weights = fitted(talks, talks)
    named = promos.features(talks[0].talk, talks[0].new, talks[0].meant)
    for name, part, of in zip(
        ("SELLS", "BEGINS", "ENDS"), (named.sells, named.begins, named.ends), weights, strict=True
    ):
        print(name, ", ".join(f'"{key}": {w:.3g}' for key, w in zip(["bias", *part], of, strict=True)))
    keep(meaning(talks))


def talk_of(path: Path) -> Talk:
    marked, seen, starts = given(path)
    talk, cohesion = seen["talk"], seen["cohesion"]
    size = np.linalg.norm(cohesion.meant, axis=1, keepdims=True)
    edges = [*starts, len(marked["text"])]

    def share(of: Sequence[Any]) -> Any:
        inside = [
            sum(max(0, min(end, p["end"]) - max(start, p["start"])) for p in of) for start, end in pairwise(edges)
        ]
        return np.array(inside) / np.maximum(np.diff(edges), 1)

    surely = share([p for p in marked["promos"] if p["counts"]])
    perhaps = share([p for p in marked["promos"] if not p["counts"]])
    is_promo = surely >= LEAST
    found = borders(talk, seen["hosts"], [], [])
    return Talk(
        path.stem, marked["show"], talk, gains_of(talk, found, seen["settings"].per_hour_n, cohesion),
        [engine.phrases_of(s.text) for s in talk], cohesion.meant / np.maximum(size, 1e-9), size[:, 0] > 0, np.array([len(s.words) for s in talk]),
        is_promo, is_promo | ((perhaps < LEAST) & (surely <= BETWEEN)),
    )  # fmt: skip


def by_show(talks: Sequence[Talk], parts_n: int) -> Iterator[tuple[list[Talk], list[Talk]]]:
    return parted(talks, lambda talk: talk.show, parts_n, seed=parts_n)


def fitted(talks: Sequence[Talk], asked: Sequence[Talk]) -> list[Any]:
    """The chain's weights from `talks`; in `asked` what the sentences speak for is set by a fit on `talks` afterwards."""
    for others, these in by_show(talks, INNER_N):
        tell(these, meaning(others))
    weights = chain(talks)
    tell(asked, meaning(talks))
    return weights


def meaning(talks: Sequence[Talk]) -> Telling:
    shows = Counter(phrase for show in {t.show for t in talks} for phrase in said_in(talks, show))
    known = {phrase: at for at, phrase in enumerate(sorted(p for p, n in shows.items() if n >= LEAST_SHOWS))}
    rows = sparse.vstack([rows_of(t, known)[t.counts & t.says] for t in talks], "csr")
    is_promo = np.concatenate([t.is_promo[t.counts & t.says] for t in talks])
    return known, fit_rows(rows, is_promo.astype(float), WORDS_RIDGE)


def said_in(talks: Sequence[Talk], show: str) -> set[str]:
    return set().union(*(phrases for t in talks if t.show == show for phrases in t.said))


def rows_of(talk: Talk, known: Mapping[str, int]) -> Any:
    """For each sentence 1, what it means, and which of the known phrases it has."""
    at = [(row, known[phrase]) for row, phrases in enumerate(talk.said) for phrase in phrases if phrase in known]
    row, column = np.array(at, int).reshape(-1, 2).T
    said = sparse.csr_matrix((np.ones(len(at)), (row, column)), shape=(len(talk.said), len(known)))
    return sparse.hstack([np.ones((len(talk.said), 1)), MEANT_COUNTS * talk.vectors, said], "csr")


def tell(talks: Sequence[Talk], telling: Telling) -> None:
    known, weights = telling
    for talk in talks:
        talk.meant = np.where(talk.says, rows_of(talk, known) @ weights, SAYS_NOTHING)


def keep(telling: Telling) -> None:
    known, (bias, *weights) = telling
    of_meaning = np.array(weights[: -len(known)]) * MEANT_COUNTS
    np.savez_compressed(
        FILE, meant=np.array([*of_meaning, bias], np.float32), said=np.array(list(known)),
        weights=np.array(weights[-len(known) :], np.float32),
    )  # fmt: skip


def chain(talks: Sequence[Talk]) -> list[Any]:
    """The weights under which what was marked is likeliest, given all that is known of it; one array for each part of the features."""
    given_of = [talk.features() for talk in talks]
    sizes = [part.shape[1] for part in given_of[0]]
    spread = [np.concatenate([of[i] for of in given_of]).std(axis=0) for i in range(3)]
    ridged = np.concatenate([np.arange(n) > 0 for n in sizes])
    for of in spread:
        of[of < 1e-6] = 1.0  # the bias, and what is the same everywhere
    scale, cuts = np.concatenate(spread), np.cumsum(sizes)[:2]

    def loss(v: Any) -> tuple[float, Any]:
        value, slope = RIDGE / 2 * float((ridged * v * v).sum()), RIDGE * ridged * v
        for talk, parts in zip(talks, given_of, strict=True):
            odds = [part @ w for part, w in zip(parts, np.split(v / scale, cuts), strict=True)]
            whole, expected = sums(*odds, np.zeros((len(talk.talk), 2)))
            barred = np.zeros((len(talk.talk), 2))
            barred[talk.counts & talk.is_promo, 0] = barred[talk.counts & ~talk.is_promo, 1] = -1e9
            marked, seen = sums(*odds, barred)
            value += whole - marked
            slope = (
                slope
                + np.concatenate([part.T @ (e - s) for part, e, s in zip(parts, expected, seen, strict=True)]) / scale
            )
        return value, slope

    found = minimize(loss, np.zeros(len(scale)), jac=True, method="L-BFGS-B", options={"maxiter": 120}).x
    return np.split(found / scale, cuts)


def sums(sells: Any, begins: Any, ends: Any, barred: Any) -> tuple[float, tuple[Any, Any, Any]]:
    """The logarithm of the sum over all ways through the chain, and how often each sentence is a promo's, begins one, ends one in
    them. `barred` is added for talk and promo: very low where a sentence cannot be it.
    """
    own = barred + np.column_stack([np.zeros(len(sells)), sells])
    ahead, behind = promos.both_ways(own, begins, ends)
    whole = float(np.logaddexp(*ahead[-1]))
    is_promo = np.exp(ahead[:, 1] + behind[:, 1] - whole)
    begun, ended = is_promo.copy(), np.zeros(len(sells))
    begun[1:] = np.exp(ahead[:-1, 0] + begins[1:] + (own + behind)[1:, 1] - whole)
    ended[1:] = np.exp(ahead[:-1, 1] + ends[1:] + (own + behind)[1:, 0] - whole)
    return whole, (is_promo, begun, ended)


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
