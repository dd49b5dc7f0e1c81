"""How much of what written news attributes to somebody is found, in sentences of the PolNeAR corpus.

    python bench/written.py POLNEAR --scorer SCORER [--split dev] [--each 200] [--seed 1]

POLNEAR is a checkout of github.com/networkdynamics/PolNeAR (1,008 articles of 2015 and 2016; it has no licence file and nothing of it is
kept here). Sentences of 6 to 45 words are drawn at random, at most six of an article: some with exactly one attribution, whose source,
cue and content all stand in them, and some with none. Each is handed to `onrecord annotate` as a text of its own.

The corpus counts wishes, deeds and attitudes as well ("backed the plan", "is proud of"), which are no claims; the first row therefore has
those whose cue is a verb of saying, thinking or showing and whose content has a verb with a tense, the second has all. SCORER is called
as `python SCORER attrib TRUTH.json FOUND.json`; content counts as found from an F1 of words of 0.5. `precision` there takes every further
claim of such a sentence for an error, though it may be one that the corpus has no attribution for.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from record import attributed, found_in, score

from onrecord.core.grammar import FINITE
from onrecord.core.ports import Parser
from onrecord.engines.assembly import LazyEngines

SAYING = frozenset(
    """say tell accord write add note suggest report argue announce think claim describe find point tweet explain declare promise
    acknowledge agree insist warn state reveal pledge vow recall conclude predict indicate admit believe feel fear hope expect deny confirm
    dispute reject reply estimate allege assert emphasize complain assure speculate suspect doubt know learn show determine remark observe
    contend maintain caution read testify concede call accuse""".split()
)
MOST_OF_ONE_N = 6
Spans = list[tuple[int, int]]


def attributions(path: Path) -> list[dict[str, Spans]]:
    """Of one article's standoff file: the spans of `Source`, `Cue` and `Content` of each attribution."""
    spans: dict[str, Spans] = {}
    found: list[dict[str, Spans]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = line.split("\t")
        if line.startswith("T") and len(fields) > 1:
            where = fields[1].partition(" ")[2].split(";")
            spans[fields[0]] = [(int(a), int(b)) for a, b in (one.split() for one in where)]
        elif line.startswith("E") and len(fields) > 1:
            parts: dict[str, Spans] = {"Source": [], "Cue": [], "Content": []}
            for role, name in (one.split(":") for one in fields[1].split()):
                parts.setdefault(re.sub(r"\d+$", "", role), []).extend(spans.get(name, []))
            found.append({role: sorted(where) for role, where in parts.items()})
    return found


def sentences(text: str) -> Iterator[tuple[int, int]]:
    for one in re.finditer(r"[^\s][^\n]*?[.!?][\"'”’)\]]*(?=\s+[\"'“‘(\[]?[A-Z]|\s*\n|\s*$)", text):
        if 6 <= len(one.group().split()) <= 45:
            yield one.start(), one.end()


def items(corpus: Path, split: str, seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Sentences with exactly one attribution, and sentences with none, in random order."""
    drawn = random.Random(seed)
    told: list[dict[str, Any]] = []
    plain: list[dict[str, Any]] = []
    for article in sorted((corpus / "data" / split / "text").glob("*.txt")):
        marked = sorted((corpus / "data" / split / "attributions").glob(f"{article.stem}_*.ann"))
        if not marked:
            continue
        text, every = article.read_text(encoding="utf-8"), attributions(marked[0])
        here: list[dict[str, Any]] = []
        none: list[dict[str, Any]] = []
        for start, end in sentences(text):
            touching = [one for one in every if any(a < end and b > start for part in one.values() for a, b in part)]
            item = {"id": f"{article.stem}:{start}", "text": text[start:end], "attributions": []}
            if not touching:
                none.append(item)
            elif len(touching) == 1 and (parts := _within(touching[0], text, start, end)):
                here.append({**item, "attributions": [parts]})
        drawn.shuffle(here)
        drawn.shuffle(none)
        told += here[:MOST_OF_ONE_N]
        plain += none[:MOST_OF_ONE_N]
    drawn.shuffle(told)
    drawn.shuffle(plain)
    return told, plain


def _within(one: dict[str, Spans], text: str, start: int, end: int) -> dict[str, Any]:
    """The attribution as the scorer reads it, or nothing where a part lacks or stands outside the sentence."""
    parts = {role: one[role] for role in ("Source", "Cue", "Content")}
    is_inside = all(where and all(start <= a and b <= end for a, b in where) for where in parts.values())
    if not is_inside or sum(len(text[a:b].split()) for a, b in parts["Content"]) < 3:
        return {}
    told = {role.lower(): [{"text": text[a:b]} for a, b in where] for role, where in parts.items()}
    return {**told, "firmness": "reported"}


def is_statement(item: dict[str, Any], parser: Parser) -> bool:
    (one,) = item["attributions"]
    cue, content = (" ".join(part["text"] for part in one[role]) for role in ("cue", "content"))
    read_cue, read_content = parser.parse([cue, content], lambda done: None)
    is_saying = any(token.lemma.casefold() in SAYING for token in read_cue.tokens)
    return is_saying and any(token.tag in FINITE for token in read_content.tokens)


def judged(drawn: Sequence[dict[str, Any]], scorer: Path, folder: Path) -> dict[str, Any]:
    found = {item["id"]: attributed(found_in(item["text"], "", folder)) for item in drawn}
    truth, told = folder / "truth.json", folder / "found.json"
    truth.write_text(json.dumps({"items": list(drawn)}), encoding="utf-8")
    told.write_text(json.dumps(found), encoding="utf-8")
    return score(scorer, "attrib", truth, told)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--split", default="dev", choices=("train", "dev", "test"))
    parser.add_argument("--each", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    told, plain = items(asked.corpus, asked.split, asked.seed)
    reader = LazyEngines().parser
    stated = [item for item in told if is_statement(item, reader)][: asked.each]
    print(
        "| sentences | n | found | source right, of those | precision | with a false alarm |\n|---|---|---|---|---|---|"
    )
    with tempfile.TemporaryDirectory() as name:
        for what, drawn in (("statements", stated), ("all attributions", told[: asked.each])):
            made = judged(drawn, asked.scorer, Path(name))
            print(
                f"| {what} | {len(drawn)} | {made['recall']} | {made['source_accuracy']} | {made['precision']} | |",
                flush=True,
            )
        alarms_n, n = judged(plain[: asked.each], asked.scorer, Path(name))["negatives_hit"]
        print(f"| none | {n} | | | | {alarms_n / max(1, n):.3f} |", flush=True)


if __name__ == "__main__":
    main()
