"""Fits the weights by which stories begin where nobody says so, or hardly (`WEIGHTS` in `stages/stories/evidence.py`).

    PYTHONPATH=src python training/fit_stories.py [--on] TALKS

TALKS are transcripts in which somebody marked where stories begin: JSON with `text` and `borders`, each with its `start` (a character of
the text) and `level`, "story" or "part" (some would begin a chapter there and others not: it counts neither way). Prints how a fit on
other talks does on each, with the length of stories and their agreement weighed in as the stage does, then the weights of a fit on all.
With `--on` the weights that stand are where it starts from and what it is pulled to, so that the talks they were fitted on still count.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from logistic import fit
from marked import given, nearest

from onrecord.stages import stories
from onrecord.stages.stories import evidence
from onrecord.stages.stories.borders import borders

RIDGE, RIDGE_ON, FOLDS_N, NEAR_S, BESIDE_N = 2.5, 50.0, 10, 20.0, 1


@dataclass
class Talk:
    """What the stage made of one text. `is_begun` and `counts` have one value a sentence: whether a story was marked there, and whether
    the sentence says anything about it."""

    name: str
    seen: dict[str, Any]
    begins_s: list[float]
    features: dict[str, Any]
    is_begun: Any
    counts: Any
    stories_s: list[float]
    parts_s: list[float]

    def found_s(self, weights: Mapping[str, float]) -> list[float]:
        """Where the stage has stories begin, with these weights."""
        with patch.object(evidence, "WEIGHTS", weights):
            parts = stories.parts_of(**self.seen)
        return [self.begins_s[part.first] for part in parts if part.first > 0]


def main(paths: Sequence[Path], stand: Mapping[str, float] | None) -> None:
    talks = [talk_of(path) for path in paths]
    fold = dict(zip((t.name for t in talks), np.random.default_rng(0).permutation(len(talks)) % FOLDS_N, strict=True))
    right_n = optional_n = found_n = marked_n = 0
    for k in range(FOLDS_N):
        weights = fitted([talk for talk in talks if fold[talk.name] != k], stand)
        for talk in (talk for talk in talks if fold[talk.name] == k):
            found_s = talk.found_s(weights)
            right = matched(talk.stories_s, found_s)
            right_n += len(right)
            optional_n += len(matched(talk.parts_s, [at_s for at_s in found_s if at_s not in right]))
            found_n += len(found_s)
            marked_n += len(talk.stories_s)
    recall, precision = right_n / marked_n, right_n / max(1, found_n - optional_n)
    print(
        f"{len(talks)} talks, {marked_n} stories begin in them; {found_n} found, {right_n} of them right and {optional_n} neither way:"
    )
    print(f"  recall {recall:.2f}, precision {precision:.2f}, F1 {2 * recall * precision / (recall + precision):.3f}")
    for name, weight in fitted(talks, stand).items():
        print(f'"{name}": {weight:.3g},', end=" ")
    print()


def talk_of(path: Path) -> Talk:
    marked, seen, starts = given(path)
    talk, cohesion = seen["talk"], seen["cohesion"]
    begun = [nearest(starts, border["start"]) for border in marked["borders"] if border["level"] == "story"]
    maybe = [nearest(starts, border["start"]) for border in marked["borders"] if border["level"] != "story"]
    is_begun, counts = np.zeros(len(talk), bool), np.ones(len(talk), bool)
    for place in (*begun, *maybe):
        counts[max(0, place - BESIDE_N) : place + BESIDE_N + 1] = False
    is_begun[begun] = counts[begun] = True
    counts[[0, *maybe]] = False
    found = borders(talk, seen["hosts"], [], [])
    said = np.array([0.0, *(found[place].said for place in range(1, len(talk)))])
    begins_s = [sentence.span.start_s for sentence in talk]
    return Talk(
        path.stem, seen, begins_s, evidence.features(talk, said, cohesion.meant, cohesion.apart), is_begun, counts,
        [begins_s[place] for place in begun], [begins_s[place] for place in maybe],
    )  # fmt: skip


def fitted(talks: Sequence[Talk], stand: Mapping[str, float] | None) -> dict[str, float]:
    """The weights of a fit on these talks, of features as they are; pulled towards those that stand where there are any."""
    names = list(talks[0].features)
    x = np.concatenate([np.stack([t.features[name] for name in names], axis=1)[t.counts] for t in talks])
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-9
    rows = [{"bias": 1.0} | dict(zip(names, row, strict=True)) for row in ((x - mean) / spread).tolist()]
    towards = None
    if stand:
        known = np.array([stand[name] for name in names])
        towards = [stand["bias"] + float(known @ mean), *(known * spread).tolist()]
    is_so = np.concatenate([t.is_begun[t.counts] for t in talks]).tolist()
    bias, *weights = fit(rows, is_so, ["bias", *names], RIDGE_ON if stand else RIDGE, towards=towards)
    scaled = np.array(weights) / spread
    return {"bias": float(bias - scaled @ mean)} | dict(zip(names, scaled.tolist(), strict=True))


def matched(marked_s: Sequence[float], found_s: Sequence[float]) -> list[float]:
    """Those found within `NEAR_S` of one that was marked, each marked once, the nearest first."""
    near = sorted((abs(a - b), a, b) for a in marked_s for b in found_s if abs(a - b) <= NEAR_S)
    right: dict[float, float] = {}
    for _, marked, found in near:
        if marked not in right and found not in right.values():
            right[marked] = found
    return list(right.values())


if __name__ == "__main__":
    on = "--on" in sys.argv
    main([Path(name) for name in sys.argv[1:] if name != "--on"], evidence.WEIGHTS if on else None)
