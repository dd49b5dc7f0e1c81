"""Fits the weights by which misheard names are judged (`WEIGHTS` in `stages/names/judge.py`).

    PYTHONPATH=src python training/fit_names.py TRANSCRIPTS tests/stages/golden/names/{news,spoken}.json

The golden sentences say what is a name misheard and what is not. TRANSCRIPTS is a folder of well-edited transcripts, in which no
name of the golden glossaries may be written: every likeness found there is one by chance. Prints how a fit on four fifths does on
the last fifth, then the weights of a fit on everything.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from logistic import Bound, chances, fit

from onrecord.annotate import Text, read
from onrecord.core.episode import Episode, Show, Term
from onrecord.core.talk import bare, folded
from onrecord.core.transcript import EngineStamp, Timing, Transcript, Word
from onrecord.stages.names.glossary import entities_of
from onrecord.stages.names.judge import BY_HAND, features, likeness
from onrecord.stages.names.search import Search
from onrecord.stages.names.windows import Window, tokens_of

AGAINST = frozenset({
    "short", "one plain word", "plain words", "common", "known words", "loose end", "loose begin", "begins with article",
    "after article", "plain after article", "part", "one known word", "all capital known",
})  # fmt: skip
"""These may only speak against a name, the others (but the bias and the acronym) only for it: so chance cannot turn a sign."""
OF_SENTENCES = ("after preposition", "before verb", "bare noun", "plain bare noun")
"""The spoken sentences are few frames with many names: what stands around the name tells nothing there."""
QUIET_WEIGHT, RIDGE, FOLDS_N, LEAST_REST = 0.3, 0.05, 5, 0.62


@dataclass(frozen=True)
class Row:
    found: Mapping[str, float]
    is_name: bool
    weight: float
    group: str
    fix: str = ""


def main(folder: Path, golden: Sequence[Path]) -> None:
    sentences = [row for path in golden for row in of_sentences(path)]
    names = sorted({n for path in golden for g in json.loads(path.read_text())["domains"].values() for n in g})
    rows = sentences + [row for path in sorted(folder.rglob("*.md")) for row in of_transcript(path, names)]
    keys = [key for key in rows[0].found if key not in BY_HAND]
    groups = sorted({row.group for row in rows})
    fold = {
        group: at % FOLDS_N for group, at in zip(groups, np.random.default_rng(0).permutation(len(groups)), strict=True)
    }
    judged = [
        (row, chance)
        for k in range(FOLDS_N)
        for weights in [fitted([row for row in rows if fold[row.group] != k], keys)]
        for row, chance in judged_by([row for row in rows if fold[row.group] == k], keys, weights)
    ]
    best: dict[str, float] = {}
    for row, chance in judged:
        if row.fix:
            best[row.fix] = max(best.get(row.fix, 0.0), chance)
    for least in (0.08, 0.3, 0.6, 0.8):
        share = np.mean([chance >= least for chance in best.values()])
        wrong = sum(chance >= least for row, chance in judged if not row.is_name and row.weight == QUIET_WEIGHT)
        print(f"from {least}: {share:.1%} of {len(best)} names that sound alike; {wrong} in the transcripts by chance")
    print({key: round(float(w), 2) for key, w in zip(keys, fitted(rows, keys), strict=True) if round(float(w), 2)})


def of_sentences(path: Path) -> Iterator[Row]:
    cases = json.loads(path.read_text(encoding="utf-8"))
    for number, item in enumerate([*cases["items"], *cases["controls"]]):
        words = tuple(
            Word(f"w{at + 1}", text, at * 0.4, at * 0.4 + 0.3, 1.0, Timing.GUESSED)
            for at, text in enumerate(item["heard"].split())
        )
        for window, text, is_part, found in alike(words, cases["domains"][item["domain"]]):
            if path.stem == "spoken":
                found = {**found, **dict.fromkeys(OF_SENTENCES, 0.0)}
            yield labelled(window, text, is_part, found, item.get("fixes", ()), f"{path.stem} {number}")


def labelled(window: Window, text: str, is_part: bool, found: Mapping[str, float], fixes: Any, group: str) -> Row:
    """The very words are the name; a part of them is half a case for a part of the name, and no case for the whole."""
    said = {bare(t.word.text) for t in window.tokens}
    for heard, right in fixes:
        its = {bare(word) for word in heard.split()}
        if said == its and text == right:
            return Row(found, True, 1.0, group, f"{group} {heard}")
        if is_part and text in right.split() and said <= its:
            return Row(found, True, 0.5, group)
        if text == right and said & its:
            return Row(found, False, 0.5, group)
    return Row(found, False, 1.0, group)


def of_transcript(path: Path, names: Sequence[str]) -> Iterator[Row]:
    text: Text = read(path)
    said = {folded(word.text) for word in text.transcript.words}
    unsaid = [n for n in names if not any(folded(part) in said for part in n.split() if len(part) > 3)]
    for _, _, _, found in alike(text.transcript.words, unsaid):
        if found["rest"] > LEAST_REST:
            yield Row(found, False, QUIET_WEIGHT, path.name)


def alike(words: Sequence[Word], names: Sequence[str]) -> Iterator[tuple[Window, str, bool, dict[str, float]]]:
    heard = Transcript("en", tuple(words), EngineStamp("file", "1", "", ""))
    entities = entities_of(Show("", "", ""), Episode("", 0, "", "", "", glossary=tuple(map(Term, names))))
    search = Search(tokens_of(heard.words, {}), entities, "en", longest_n=5, auto_above=1.0, suggest_above=0.0)
    for window, form in search.pairs():
        if not search.is_barred(window, form):
            like = likeness(window, form)
            entity, is_present = search.entities[form.entity], form.entity in search.present
            yield window, form.text, form.is_part, features(window, form, like, entity, search.tokens, is_present, "en")


def fitted(rows: Sequence[Row], keys: Sequence[str]) -> Any:
    """With signs that are given."""
    signs: list[Bound] = [
        (None, None) if key in ("bias", "acronym") else (None, 0.0) if key in AGAINST else (0.0, None) for key in keys
    ]
    weights = [row.weight for row in rows]
    return fit([row.found for row in rows], [row.is_name for row in rows], keys, RIDGE, weights=weights, bounds=signs)


def judged_by(rows: Sequence[Row], keys: Sequence[str], coefficients: Any) -> list[tuple[Row, float]]:
    return list(zip(rows, chances([row.found for row in rows], keys, coefficients), strict=True))


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(arg) for arg in sys.argv[2:]])
