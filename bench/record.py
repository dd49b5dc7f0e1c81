"""How well stories, promos, claims and attributions are found in texts whose truth is known, as one table.

    python bench/record.py FOLDER --scorer SCORER [--more FILE.json ...] [--hour TRANSCRIPT]

FOLDER holds `attribution_*.json` (sentences with who says what) and `episode_*.json` (a talk with its segments and claims). `--more`
names further talks of that form, for example tests/stages/golden/claims/straits.json. SCORER judges: it is called as
`python SCORER segments TRUTH.json - FOUND.json`, `... claims TRUTH.json FOUND.json`, `... attrib TRUTH.json FOUND.json` and prints JSON.

Every text goes through `onrecord annotate` as a file of its own with the date of its truth and no roster, so a sentence has no
neighbours to help it. Of a sentence's claims those with a cue are attributions; plain statements are no attribution. A word
that nobody said, or a number that is in no words of the text, is counted as invented. `--hour` times a transcript, alone.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from onrecord.annotate import annotate, record

UNNAMED = ("host", "guest", "voice", "unspecified")
"""What the sentences' truth calls nobody, or the one who speaks."""


def found_in(text: str, date: str, folder: Path) -> dict[str, Any]:
    path = folder / "text.txt"
    path.write_text(text, encoding="utf-8")
    return record(annotate(path, date=date))


def invented_n(text: str, found: dict[str, Any]) -> int:
    """Claims with a word that does not stand in the text at the claim's place, and quantities whose words do not."""
    n = 0
    for claim in found["claims"]:
        place = " ".join(text[claim["start"] : claim["end"]].split())
        n += any(" ".join(piece.split()) not in place for piece in claim["text"].split(" … "))
        n += any(q["text"].strip("$€£%") not in " ".join(text.split()) for q in claim["quantities"])
    return n


def score(scorer: Path, *arguments: str | Path) -> dict[str, Any]:
    command = [sys.executable, str(scorer), *map(str, arguments)]
    answer: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return answer


def talk_rows(path: Path, scorer: Path, folder: Path) -> list[tuple[str, str, str]]:
    truth = json.loads(path.read_text(encoding="utf-8"))
    found = found_in(truth["text"], truth["episode_date"], folder)
    kept = folder / "found.json"
    kept.write_text(json.dumps(found), encoding="utf-8")
    parts, told = score(scorer, "segments", path, "-", kept), score(scorer, "claims", path, kept)
    promo = parts["promo_chars"]
    return [
        ("borders", "F1 (precision, recall)", f"{parts['f1']} ({parts['precision']}, {parts['recall']})"),
        ("borders", "kind right, of those found", str(parts["kind_accuracy"])),
        ("promos", "characters: precision, recall", f"{promo['precision']}, {promo['recall']}"),
        ("claims", "precision", f"{told['precision']} ({told['predicted']} found, {told['gold']} true)"),
        ("claims", "recall of the important ones", str(told["recall_core"])),
        ("claims", "with the right holder, of all important ones", str(told["recall_core_with_holder"])),
        ("claims", "holder right, of those found", str(told["holder_accuracy"])),
        ("claims", "firmness right (or nearly)", f"{told['firmness_strict']} ({told['firmness_lenient']})"),
        ("claims", "quantities, dates", f"{_of(told['quantities'])}, {_of(told['dates'])}"),
        ("claims", "to be watched for", _of(told["watch_found"])),
        ("claims", "invented words or numbers", str(invented_n(truth["text"], found))),
    ]


def _of(pair: Sequence[int]) -> str:
    return f"{pair[0]} of {pair[1]}"


def attributed(found: dict[str, Any]) -> list[dict[str, str]]:
    """The claims with a cue as the scorer reads attributions: a plain statement is none."""
    return [
        {"source": "" if c["holder"] in UNNAMED else c["holder"], "cue": c["cue"], "content": c["text"], "firmness": c["firmness"]}
        for c in found["claims"]
        if c["cue"]
    ]  # fmt: skip


def sentence_rows(path: Path, scorer: Path, folder: Path) -> list[tuple[str, str, str]]:
    items = json.loads(path.read_text(encoding="utf-8"))["items"]
    told: dict[str, list[dict[str, str]]] = {}
    wrong_n = 0
    for item in items:
        found = found_in(item["text"], "", folder)
        wrong_n += invented_n(item["text"], found)
        told[item["id"]] = attributed(found)
    kept = folder / "found.json"
    kept.write_text(json.dumps(told), encoding="utf-8")
    made = score(scorer, "attrib", path, kept)
    return [
        ("sentences", "precision, recall", f"{made['precision']}, {made['recall']}"),
        ("sentences", "source, cue right, of those found", f"{made['source_accuracy']}, {made['cue_accuracy']}"),
        ("sentences", "firmness right (or nearly)", f"{made['firmness_strict']} ({made['firmness_lenient']})"),
        ("sentences", "false alarms on sentences without", _of(made["negatives_hit"])),
        ("sentences", "invented words or numbers", str(wrong_n)),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--more", type=Path, nargs="*", default=[])
    parser.add_argument("--hour", type=Path)
    asked = parser.parse_args()
    print("| text | what | measure | value |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path in [*sorted(asked.folder.glob("episode_*.json")), *asked.more]:
            for row in talk_rows(path, asked.scorer, folder):
                print(f"| {path.stem} | {' | '.join(row)} |", flush=True)
        for path in sorted(asked.folder.glob("attribution_*.json")):
            for row in sentence_rows(path, asked.scorer, folder):
                print(f"| {path.stem} | {' | '.join(row)} |", flush=True)
    if asked.hour:
        began = time.monotonic()
        found = annotate(asked.hour)
        words_n = len(found.text.transcript.words)
        print(
            f"| {asked.hour.stem} | time | {words_n} words, {len(found.claims.claims)} claims | {time.monotonic() - began:.1f} s |"
        )


if __name__ == "__main__":
    main()
