from __future__ import annotations

import importlib.util
import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from onrecord.annotate import read
from onrecord.core.time import Span
from onrecord.core.transcript import Cue
from onrecord.formats.srt import srt
from onrecord.formats.transcript_json import transcript_json
from onrecord.formats.transcript_md import transcript_md
from onrecord.formats.vtt import vtt

_spec = importlib.util.spec_from_file_location("chat_server", Path(__file__).parents[1] / "engines/chat.py")
assert _spec and _spec.loader
chats: Any = importlib.util.module_from_spec(_spec)
sys.modules["chat_server"] = chats
_spec.loader.exec_module(chats)

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


def test_the_model_that_a_shows_settings_name_is_asked_for_claims(onrecord: Any, show: Any, tmp_path: Path) -> None:
    file = tmp_path / "talk.txt"
    file.write_text("Ann: Do you know the harbour of Anselm? The divers of Kestrel found a cable.", encoding="utf-8")
    one = {
        "sentence": 2,
        "text": "The divers of Kestrel found a cable",
        "holder": "speaker",
        "firmness": "reported",
        "cue": "",
    }
    settings = show.path / "show.toml"
    before = settings.read_text(encoding="utf-8").replace("#own_facts = true", "own_facts = false")
    with chats.chat(chats.completion({"claims": [one]})) as server:
        asked = f'model_url = "{server.url}"\nmodel = "small-1"\nown_facts = false'
        settings.write_text(before.replace("own_facts = false", asked), encoding="utf-8")
        answer = onrecord("annotate", file, "--show", show.path, "--json")
        (claim,) = answer.json["claims"]
        assert (claim["text"], claim["model"], claim["model_says"]) == (one["text"], "small-1", "found")
        assert "(found by small-1)" in onrecord("annotate", file, "--show", show.path).out
        server.replies[:] = [chats.completion("No.")]
        answer = onrecord("annotate", file, "--show", show.path, "--json")
        assert answer.json["claims"] == [] and "Note: The language model gave no JSON" in answer.err
    settings.write_text(before, encoding="utf-8")
    assert onrecord("annotate", file, "--show", show.path, "--json").json["claims"] == []


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


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.srt", "a.vtt"])
@pytest.mark.parametrize("text", ["", " \n", "\ufeff"])
def test_a_file_without_a_word_is_refused(onrecord: Any, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    answer = onrecord("annotate", tmp_path / name)
    assert answer.code == 3 and not answer.out


@pytest.mark.parametrize("data", [b"PK\x03\x04 plain", b"Hello\x00 there", "Hello".encode("utf-16"), b"{\\rtf1 Hello}"])
def test_what_is_no_text_is_refused_and_what_can_be_read_is_told(onrecord: Any, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.docx").write_bytes(data)
    answer = onrecord("annotate", tmp_path / "a.docx")
    assert answer.code == 3 and "not a text file" in answer.err and ".vtt" in answer.err


@pytest.mark.parametrize("kind", ["txt", "md", "vtt", "srt", "json"])
def test_a_byte_order_mark_hides_nobody(onrecord: Any, tmp_path: Path, kind: str) -> None:
    cues = [
        Cue(f"c{i}", Span(i, i + 1), Span(i, i + 1), who, who, text, begins_turn=True)
        for i, (who, text) in enumerate([("ANNA", "Good morning, all."), ("BEN", "Thanks."), ("ANNA", "So.")])
    ]
    made = {"md": transcript_md(cues, title="T"), "vtt": vtt(cues), "srt": srt(cues), "json": transcript_json(cues)}
    file = tmp_path / f"talk.{kind}"
    file.write_text(made.get(kind, "ANNA: Good morning, all.\nBEN: Thanks.\nANNA: So.\n"), encoding="utf-8-sig")
    assert "Speakers: ANNA (4 words), BEN (1 words)" in onrecord("annotate", file).out
    turns = onrecord("annotate", file, "--json").json["turns"]
    assert file.read_text(encoding="utf-8")[turns[0]["start"] :].startswith("Good morning")


def test_claims_are_listed_by_the_names_that_the_file_gives(onrecord: Any, tmp_path: Path) -> None:
    file = tmp_path / "talk.txt"
    file.write_text(
        "PRIYA: Welcome to the show. What happened?\nDECLAN: The town lost 4 bridges on Monday.\n"
        "PRIYA: The mayor said that 3 come back by May.\n"
    )
    told = onrecord("annotate", file).out
    assert "line 2: DECLAN, reported: The town lost 4 bridges" in told and "line 3: The mayor, " in told


def test_in_a_text_of_one_line_places_are_told_by_their_character(onrecord: Any, tmp_path: Path) -> None:
    file = tmp_path / "talk.txt"
    file.write_text("The town lost 4 bridges on Monday. The mayor said that 3 come back by May.\n")
    assert "character 1: host" in (told := onrecord("annotate", file).out)
    assert "character 56: The mayor" in told


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


def test_a_date_that_lasts_says_until_when(onrecord: Any, tmp_path: Path) -> None:
    file = tmp_path / "talk.txt"
    file.write_text(
        "Ann Reed: The warden said the ruling comes by the end of next week. The union said 40 boats sank in May.\n",
        "utf-8",
    )
    week, month = onrecord("annotate", file, "--date", "2026-06-08", "--json").json["claims"]
    assert week["dates"] == [{"text": "by the end of next week", "iso": "2026-06-19", "iso_end": "2026-06-21"}]
    assert month["dates"] == [{"text": "in May", "iso": "2026-05"}]


@pytest.fixture
def three(tmp_path: Path) -> Path:
    path = tmp_path / "talk.txt"
    path.write_text(
        "Ilsa Verbrugen: Hello and welcome to the news from the coast. With me are Kofi Andersen and a baker. Kofi, what did the mayor say?\n"
        "Kofi Andersen: Ships stay in the harbour until Friday. The mayor said that 40 boats are lost. I think the wall will hold.\n"
        "Baker: The mayor said that 50 boats are lost, and I think the wall will fall. It has fallen before, and it will again.\n"
        "Ilsa Verbrugen: Two more stories after this. The bridge is closed until May, the police said. That's all for today.\n",
        encoding="utf-8",
    )
    return path


def test_a_label_is_put_right_by_the_names_that_are_known(onrecord: Any, three: Path, glossary: Path) -> None:
    turns = onrecord("annotate", three, "--glossary", glossary, "--json").json["turns"]
    assert [turn["name"] for turn in turns] == ["Ilse Verbruggen", "Kofi Andersen", "Baker", "Ilse Verbruggen"]
    assert turns[0]["speaker"] == "Ilsa Verbrugen"
    turns = onrecord("annotate", three, "--json").json["turns"]
    assert turns[0]["name"] == "Ilsa Verbrugen"


def test_of_several_guests_each_has_a_name(onrecord: Any, three: Path, tmp_path: Path) -> None:
    def whose(file: Path) -> list[set[str]]:
        claims = onrecord("annotate", file, "--json").json["claims"]
        return [{claim[key] for claim in claims} for key in ("holder", "relayed_by")]

    holders, relayed = whose(three)
    assert {"Kofi Andersen", "Baker"} <= holders and relayed == {"host", "Kofi Andersen", "Baker"}
    two = tmp_path / "two.txt"
    two.write_text("".join(line for line in three.read_text().splitlines(True) if "Baker:" not in line))
    holders, relayed = whose(two)
    assert "guest" in holders and relayed == {"host", "guest"}


def test_who_speaks_has_a_name_beside_the_role(onrecord: Any, three: Path, tmp_path: Path) -> None:
    claims = onrecord("annotate", three, "--json").json["claims"]
    own = [c for c in claims if c["relayed_by"] == "host"]
    assert {c["relayed_by_name"] for c in own} == {"Ilsa Verbrugen"} and "the police" in [c["holder_name"] for c in own]
    file = tmp_path / "introduced.txt"
    file.write_text(
        "Host: Good morning, I'm Petra Voss. With me is the harbour historian Dev Hale. Dev, welcome.\n"
        "Guest: Thank you, Petra. The ferry sank in 1998. The owner said the crew was armed.\n"
    )
    sank, armed = onrecord("annotate", file, "--json").json["claims"]
    assert (sank["holder"], sank["holder_name"]) == ("guest", "Dev Hale")
    assert (armed["holder_name"], armed["relayed_by"], armed["relayed_by_name"]) == ("The owner", "guest", "Dev Hale")
    file.write_text("The town lost 4 bridges on Monday. The mayor said that 3 come back by May.\n")
    lost = onrecord("annotate", file, "--json").json["claims"][0]
    assert (lost["holder_name"], lost["relayed_by_name"]) == ("host", "host")


def test_a_blank_line_is_a_pause_where_somebody_writes_paragraphs(tmp_path: Path) -> None:
    item = "The mill is shut. It has no coal. Nobody works. "
    for text, begins in (
        (f"{item}\n\n{item}", True),
        (f"{item}\n{item}", False),
        ("The mill is shut.\n\nIt has no coal.\n\nNobody works.", False),
        (f"Ada: {item}\n\nBob: {item}\n\nAda: {item}\n\nBob: {item}", False),
    ):
        path = tmp_path / "talk.txt"
        path.write_text(text)
        words = read(path).transcript.words
        assert any(b.start_s - a.end_s >= 2.0 for a, b in pairwise(words)) is begins
