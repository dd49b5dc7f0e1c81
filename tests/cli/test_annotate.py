from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

TEXT = (
    "Hello and welcome to the news from the coast. We begin in Lubliana, where the harbour is closed.\n"
    "All of Lubliana's boats stay in. The ship for Zee Brugge left on Monday.\n"
)


@pytest.fixture
def glossary(tmp_path: Path) -> Path:
    path = tmp_path / "names.txt"
    path.write_text("Ljubljana\nZeebrugge\nIlse Verbruggen\n", encoding="utf-8")
    return path


def written(kind: str) -> str:
    lines = TEXT.splitlines()
    if kind == "md":
        return f"# The news\n\n**Ann:** {lines[0]}\n\n**Bob:** {lines[1]}\n"
    if kind == "json":
        return json.dumps(
            {
                "version": "1.0.0",
                "segments": [{"startTime": i, "endTime": i + 1, "body": b} for i, b in enumerate(lines)],
            }
        )
    cues = [
        f"00:00:0{i}{p}000 --> 00:00:0{i + 1}{p}000\n{b}\n"
        for i, b in enumerate(lines)
        for p in ("." if kind == "vtt" else ",")
    ]
    return "WEBVTT\n\n" + "\n".join(cues) if kind == "vtt" else "\n".join(cues) if kind == "srt" else TEXT


@pytest.mark.parametrize("kind", ["txt", "md", "vtt", "srt", "json"])
def test_the_places_are_characters_of_the_file(onrecord: Any, tmp_path: Path, glossary: Path, kind: str) -> None:
    file = tmp_path / f"talk.{kind}"
    file.write_text(written(kind), encoding="utf-8")
    answer = onrecord("annotate", file, "--glossary", glossary, "--json")
    assert answer.code == 0, answer.err
    text, found = file.read_text(encoding="utf-8"), answer.json["corrections"]
    assert [(c["heard"], c["right"]) for c in found] == [
        ("Lubliana", "Ljubljana"), ("Lubliana", "Ljubljana"), ("Zee Brugge", "Zeebrugge"),
    ]  # fmt: skip
    assert all(text[c["start"] : c["end"]] == c["heard"] and 0 < c["confidence"] <= 1 and c["reason"] for c in found)
    turns = answer.json["turns"]
    assert [t["name"] for t in turns] == (["Ann", "Bob"] if kind == "md" else [None])
    assert all(0 <= t["start"] < t["end"] <= len(text) for t in turns)


def test_a_person_reads_lines(onrecord: Any, tmp_path: Path, glossary: Path) -> None:
    file = tmp_path / "talk.txt"
    file.write_text(TEXT, encoding="utf-8")
    answer = onrecord("annotate", file, "--glossary", glossary)
    assert answer.code == 0 and "line 2: Zee Brugge → Zeebrugge" in answer.out


def test_the_shows_glossary_counts(onrecord: Any, tmp_path: Path, show: Any) -> None:
    file = tmp_path / "talk.txt"
    file.write_text(TEXT, encoding="utf-8")
    with show.toml.open("a", encoding="utf-8") as toml:
        toml.write('\n[[glossary]]\ntext = "Ljubljana"\n')
    found = onrecord("annotate", file, "--show", show.path, "--json").json["corrections"]
    assert [c["right"] for c in found] == ["Ljubljana", "Ljubljana"]


def test_what_cannot_be_read_is_told(onrecord: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    assert onrecord("annotate", tmp_path / "none.txt").code == 4
    assert onrecord("annotate", tmp_path / "a.txt").code == 3
    answer = onrecord("annotate", tmp_path / "a.json")
    assert answer.code == 3 and "segments" in answer.err
    (tmp_path / "b.txt").write_text("", encoding="utf-8")
    empty = onrecord("annotate", tmp_path / "b.txt", "--json").json
    assert (empty["corrections"], empty["turns"]) == ([], [])


def test_a_host_who_speaks_alone_holds_what_is_said(onrecord: Any, tmp_path: Path) -> None:
    text = tmp_path / "alone.txt"
    text.write_text(
        "Three stories this week. Why did the ferry line sell its newest ship? The price of fuel rose by 30 percent in March. "
        "What does that mean for the islands? There is one crossing a day in winter. The council said it will not pay."
    )
    told = json.loads(onrecord("annotate", str(text), "--json").out)
    assert {turn["speaker"] for turn in told["turns"]} == {"host"}
    assert {claim["relayed_by"] for claim in told["claims"]} == {"host"}
    assert {claim["holder"] for claim in told["claims"]} >= {"host", "The council"}
