"""Fits the weights by which stories begin where nobody says so, or hardly (`WEIGHTS` in `stages/stories/evidence.py`).

    PYTHONPATH=src python training/fit_stories.py TALKS

TALKS are transcripts in which somebody marked where stories begin: JSON with `text` and `borders`, each with its `start` (a character of
the text) and `level`, "story" or "part" (some would begin a chapter there and others not: it counts neither way). Prints how a fit on
other talks does on each, with the length of stories and their agreement weighed in as the stage does, then the weights of a fit on all.
"""

from __future__ import annotations

import json
import sys
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from inspect import signature
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import numpy as np
from logistic import fit

from onrecord import annotate
from onrecord.stages import stories
from onrecord.stages.stories import evidence
from onrecord.stages.stories.borders import borders

RIDGE, FOLDS_N, NEAR_S, BESIDE_N = 2.5, 10, 20.0, 1


class _Seen(Exception):
    """What the stage was given is known: nothing more needs to be done."""


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
            parts = stories._parts(**self.seen)
        return [self.begins_s[part.first] for part in parts if part.first > 0]


def main(paths: Sequence[Path]) -> None:
    talks = [talk_of(path) for path in paths]
    fold = dict(zip((t.name for t in talks), np.random.default_rng(0).permutation(len(talks)) % FOLDS_N, strict=True))
    right_n = optional_n = found_n = marked_n = 0
    for k in range(FOLDS_N):
        weights = fitted([talk for talk in talks if fold[talk.name] != k])
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
    for name, weight in fitted(talks).items():
        print(f'"{name}": {weight:.3g},', end=" ")
    print()


def talk_of(path: Path) -> Talk:
    marked = json.loads(path.read_text(encoding="utf-8"))
    seen: dict[str, Any] = {}
    names = list(signature(stories._parts).parameters)

    def keep(*args: Any) -> None:
        seen.update(zip(names, args, strict=True))
        raise _Seen

    with TemporaryDirectory() as folder:
        file = Path(folder) / "talk.txt"
        file.write_text(marked["text"], encoding="utf-8")
        text = annotate.read(file)
        with patch.object(stories, "_parts", keep), suppress(_Seen):
            annotate.annotate(file)
    talk, cohesion = seen["talk"], seen["cohesion"]
    starts = [text.places[sentence.first][0] for sentence in talk]

    def at(border: Mapping[str, Any]) -> int:
        inside = max(0, bisect_right(starts, border["start"]) - 1)
        is_late = inside + 1 < len(starts) and starts[inside + 1] - border["start"] < border["start"] - starts[inside]
        return inside + is_late

    begun = [at(border) for border in marked["borders"] if border["level"] == "story"]
    maybe = [at(border) for border in marked["borders"] if border["level"] != "story"]
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


def fitted(talks: Sequence[Talk]) -> dict[str, float]:
    """The weights of a fit on these talks, of features as they are."""
    names = list(talks[0].features)
    x = np.concatenate([np.stack([t.features[name] for name in names], axis=1)[t.counts] for t in talks])
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-9
    rows = [{"bias": 1.0} | dict(zip(names, row, strict=True)) for row in ((x - mean) / spread).tolist()]
    bias, *weights = fit(rows, np.concatenate([t.is_begun[t.counts] for t in talks]).tolist(), ["bias", *names], RIDGE)
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
    main([Path(name) for name in sys.argv[1:]])
