"""Fits the weights by which plain statements are kept (`WEIGHTS` in `stages/claims/plain.py`).

    PYTHONPATH=src python training/fit_plain.py PASSAGES tests/stages/golden/claims/{northern_line,signal_box,straits}.json

PASSAGES are talk that somebody marked, in the form of the golden ones: `text`, `episode_date` and `claims`, each with its `text`. What
the claims stage would keep if everything were worth keeping is held against them: a statement is one that was marked, or is not.
Prints how a fit on other passages does on each, then the weights of a fit on all of them.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from logistic import chances, fit

from onrecord.annotate import annotate
from onrecord.core.talk import content
from onrecord.stages import claims
from onrecord.stages.claims import facts
from onrecord.stages.claims.draft import Draft
from onrecord.stages.claims.drafts import Drafter
from onrecord.stages.claims.frame import Frame
from onrecord.stages.claims.plain import Told, features
from onrecord.stages.claims.reading import Read

RIDGE, FOLDS_N, ALIKE = 0.5, 10, 0.5


@dataclass(frozen=True)
class Row:
    found: dict[str, float]
    is_marked: bool
    passage: str


def main(paths: Sequence[Path]) -> None:
    rows = [row for path in paths for row in of_passage(path)]
    keys = list(rows[0].found)
    fold = {
        path.stem: at % FOLDS_N
        for at, path in zip(np.random.default_rng(0).permutation(len(paths)), paths, strict=True)
    }
    judged: list[tuple[float, bool]] = []
    for k in range(FOLDS_N):
        weights = fitted([row for row in rows if fold[row.passage] != k], keys)
        rest = [row for row in rows if fold[row.passage] == k]
        judged += zip(chances([row.found for row in rest], keys, weights), [row.is_marked for row in rest], strict=True)
    marked_n = sum(is_marked for _, is_marked in judged)
    print(f"{len(rows)} plain statements in {len(paths)} passages, {marked_n} of them marked")
    for over in (0.5, 0.6, 0.7, 0.8):
        kept = [is_marked for chance, is_marked in judged if chance > over]
        print(
            f"over {over}: {len(kept)} kept, {np.mean(kept):.1%} of them marked, {sum(kept) / marked_n:.1%} of the marked"
        )
    print({key: round(float(w), 2) for key, w in zip(keys, fitted(rows, keys), strict=True)})


def fitted(rows: Sequence[Row], keys: Sequence[str]) -> Any:
    return fit([row.found for row in rows], [row.is_marked for row in rows], keys, RIDGE)


class Recorder(Drafter):
    """Takes everything for worth keeping and notes what speaks for and against it."""

    seen: list[tuple[dict[str, float], str]]

    def __init__(self, labels: dict[str, str], _: float) -> None:
        super().__init__(labels, 0.0)

    def _draft(self, at: int, read: Read, frame: Frame) -> Draft | None:
        draft = super()._draft(at, read, frame)
        if draft is not None and frame.is_plain:
            told = Told.of(read.parse, frame.head, frame.content, (), is_clip=self.clip is not None)
            assert told is not None
            self.seen.append((features(told), read.parse.text(frame.content)))
        return draft


def of_passage(path: Path) -> list[Row]:
    gold = json.loads(path.read_text(encoding="utf-8"))
    Recorder.seen = []
    whole = patch.object(facts, "parted", lambda _, fact: [fact])  # a statement is weighed before it is parted
    with tempfile.TemporaryDirectory() as folder, patch.object(claims, "Drafter", Recorder), whole:
        talk = Path(folder) / "talk.txt"
        talk.write_text(gold["text"], encoding="utf-8")
        annotate(talk, date=gold["episode_date"])
    return [
        Row(found, any(shared(text, claim["text"]) >= ALIKE for claim in gold["claims"]), path.stem)
        for found, text in Recorder.seen
    ]


def shared(a: str, b: str) -> float:
    """How many of their telling words two texts share, 0 to 1."""
    left, right = content(a.casefold().split()), content(b.casefold().split())
    return 2 * sum(min(left.count(w), right.count(w)) for w in set(left)) / max(1, len(left) + len(right))


if __name__ == "__main__":
    main([Path(arg) for arg in sys.argv[1:]])
