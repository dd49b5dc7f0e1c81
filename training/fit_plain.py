"""Fits by what plain statements are kept: `WEIGHTS` in `stages/claims/plain.py`, and what in a statement's meaning speaks
for it (`engines/weights/telling.npy`).

    PYTHONPATH=src python training/fit_plain.py PASSAGES tests/stages/golden/claims/{northern_line,signal_box,straits}.json

PASSAGES are talk that somebody marked, in the form of the golden ones: `text`, `episode_date` and `claims`, each with its `text`. What
the claims stage would keep if everything were worth keeping is held against them: a statement is one that was marked, or is not.
Prints how a fit on other passages does on each, then the weights of a fit on all of them, whose meanings it writes into the engine's
file. What a meaning speaks for is fitted on other passages than the weights learn how far to trust it on.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from logistic import chances, fit, meaning_weights, parted

from onrecord.annotate import annotate
from onrecord.core.talk import content
from onrecord.engines import sentences as engine
from onrecord.stages import claims
from onrecord.stages.claims.draft import Draft
from onrecord.stages.claims.drafts import Drafter
from onrecord.stages.claims.frame import Frame
from onrecord.stages.claims.plain import WEIGHTS, features
from onrecord.stages.claims.reading import Read, said

RIDGE, MEANING_RIDGE, FOLDS_N, ALIKE = 0.5, 5.0, 10, 0.5
KEYS = list(WEIGHTS)
FORM = [key for key in KEYS if key != "meaning"]
FILE = engine.TELLING


@dataclass
class Row:
    """A statement: what its form has, what it means (shape (384,)), whether it was marked."""

    found: dict[str, float]
    vector: Any
    is_marked: bool
    passage: str


def main(paths: Sequence[Path]) -> None:
    rows = [row for path in paths for row in of_passage(path)]
    judged: list[tuple[float, bool]] = []
    for others, these in by_passage(rows):
        weights = fitted(others, these)
        judged += zip(chances([r.found for r in these], KEYS, weights), [row.is_marked for row in these], strict=True)
    marked_n = sum(is_marked for _, is_marked in judged)
    print(f"{len(rows)} statements in {len(paths)} passages, {marked_n} of them marked")
    for over in (0.4, 0.5, 0.6, 0.7, 0.8):
        kept = [is_marked for chance, is_marked in judged if chance > over]
        print(
            f"over {over}: {len(kept)} kept, {np.mean(kept):.1%} of them marked, {sum(kept) / marked_n:.1%} of the marked"
        )
    print({key: round(float(w), 2) for key, w in zip(KEYS, fitted(rows, rows), strict=True)})
    np.save(FILE, meaning(rows).astype(np.float32))


def by_passage(rows: Sequence[Row]) -> Iterator[tuple[list[Row], list[Row]]]:
    return parted(rows, lambda row: row.passage, FOLDS_N, seed=0)


def fitted(rows: Sequence[Row], asked: Sequence[Row]) -> Any:
    """The weights from `rows`; in `asked` what the meanings speak for is set by a fit on `rows` afterwards."""
    for others, these in by_passage(rows):
        tell(these, meaning(others))
    weights = fit([row.found for row in rows], [row.is_marked for row in rows], KEYS, RIDGE)
    tell(asked, meaning(rows))
    return weights


def meaning(rows: Sequence[Row]) -> Any:
    return meaning_weights(np.array([row.vector for row in rows]), [row.is_marked for row in rows], MEANING_RIDGE)


def tell(rows: Sequence[Row], weights: Any) -> None:
    for row in rows:
        row.found["meaning"] = float(row.vector @ weights[:-1] + weights[-1])


class Recorder(Drafter):
    """Notes what in the form of each statement speaks for and against it."""

    seen: dict[int, dict[str, float]]

    def _draft(self, at: int, read: Read, frame: Frame) -> Draft | None:
        draft = super()._draft(at, read, frame)
        if draft is not None and draft.odds is not None:
            self.seen[id(draft)] = features(read.parse, frame, is_clip=self.clip is not None)
        return draft


def of_passage(path: Path) -> list[Row]:
    """The statements that the claims stage would keep of a passage if everything were worth keeping."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    Recorder.seen = {}
    rows: list[Row] = []
    weighed = claims._worth_keeping

    def noted(drafts: Sequence[Draft], words: Any, plain_over: float, tools: Any) -> list[Draft]:
        own = [d for d in drafts if id(d) in Recorder.seen]
        texts = [said(words, d.places)[0] for d in own]
        vectors = tools.sentence_embedder.vectors(texts, lambda done: None)
        rows.extend(
            Row(
                dict.fromkeys(FORM, 0.0) | Recorder.seen[id(d)], vector,
                any(shared(text, claim["text"]) >= ALIKE for claim in gold["claims"]), path.stem,
            )
            for d, text, vector in zip(own, texts, vectors, strict=True)
        )  # fmt: skip
        return weighed(drafts, words, plain_over, tools)

    with (
        tempfile.TemporaryDirectory() as folder,
        patch.object(claims, "Drafter", Recorder),
        patch.object(claims, "_worth_keeping", noted),
    ):
        talk = Path(folder) / "talk.txt"
        talk.write_text(gold["text"], encoding="utf-8")
        annotate(talk, date=gold["episode_date"])
    return rows


def shared(a: str, b: str) -> float:
    """How many of their telling words two texts share, 0 to 1."""
    left, right = content(a.casefold().split()), content(b.casefold().split())
    return 2 * sum(min(left.count(w), right.count(w)) for w in set(left)) / max(1, len(left) + len(right))


if __name__ == "__main__":
    main([Path(arg) for arg in sys.argv[1:]])
