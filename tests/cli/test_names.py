"""A person's hand on the names of an episode: listed, decided, learnt from."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from onrecord.config import load, load_learnt
from onrecord.core.transcript import EngineStamp, Transcript, Word
from onrecord.stages.names import STAGE
from onrecord.store.files import sha256_of
from onrecord.store.folders import EpisodeFolder, ShowFolder

TALK = "We drove to Lubliana in the night. The bell fast asleep was heard in Lubliana again. Nobody met Shovan there. He had two melon shells."


@pytest.fixture
def told(show: ShowFolder, onrecord: Any, tmp_path: Path) -> Any:
    """An episode whose transcript says TALK, after the names stage, and `onrecord names` on it."""
    talk = tmp_path / "talk.wav"
    talk.write_bytes(b"not heard in these tests")
    folder = show.new_episode([(talk, sha256_of(talk))], title="Talk", date="2026-01-31")
    with show.toml.open("a", encoding="utf-8") as toml:
        toml.write('\n[[glossary]]\ntext = "Ljubljana"\n\n[[glossary]]\ntext = "Belfast"\n')

    def run(*args: object) -> Any:
        return onrecord("names", folder.path, *args, "--json")

    run.folder, run.show = folder, show  # type: ignore[attr-defined]
    look(folder, show)
    return run


def look(folder: EpisodeFolder, show: ShowFolder) -> None:
    """Puts what the names stage makes of TALK in the place of what a run leaves."""
    words = [
        Word(f"w{i + 1}", text, round(i * 0.5, 3), round(i * 0.5 + 0.4, 3), 0.9) for i, text in enumerate(TALK.split())
    ]
    heard = Transcript("en", tuple(words), EngineStamp("test", "1", "", ""))
    taken = {
        "transcribe": heard, "show": load(show.path).show, "episode": folder.episode(), "names learnt": load_learnt(show.path),
    }  # fmt: skip
    found = STAGE.run(taken, STAGE.settings(), None)
    for stage, artifact, schema in (("transcribe", heard, "transcript.1"), ("names", found, "corrections.1")):
        folder.artifacts.save(stage, "key", artifact, schema)
        folder.artifacts.keep_key(stage, "key")


def test_what_was_done_and_what_is_asked_is_listed(told: Any) -> None:
    found = told().json
    assert [(n["heard"], n["right"], n["state"]) for n in found] == [
        ("Lubliana", "Ljubljana", "done"), ("bell fast", "Belfast", "asked"), ("Lubliana", "Ljubljana", "done"),
        ("melon", "million", "asked"),
    ]  # fmt: skip
    assert (
        found[0]["before"].endswith("drove to")
        and found[0]["behind"].startswith("in the night.")
        and found[0]["start_s"] == 1.5
    )
    assert [n["heard"] for n in told("--asked").json] == ["bell fast", "melon"]


def test_answers_are_recorded_and_learnt(told: Any) -> None:
    first, bell, *_ = told().json
    assert told("--reject", bell["id"], "--accept", first["id"]).code == 0
    assert [n["state"] for n in told().json] == ["accepted", "rejected", "done", "asked"]
    learnt = tomllib.loads((told.show.path / "names.toml").read_text())["names"]
    assert learnt == [{"text": "Ljubljana", "sounds_like": ["Lubliana"]}, {"text": "Belfast", "never": ["bell fast"]}]
    look(told.folder, told.show)
    assert [(n["heard"], n["state"]) for n in told().json] == [
        ("Lubliana", "accepted"), ("bell fast", "rejected"), ("Lubliana", "done"), ("melon", "asked"),
    ]  # fmt: skip
    assert [n["state"] for n in told("--accept", bell["id"]).json] == ["accepted"]
    look(told.folder, told.show)
    assert [(n["right"], n["state"]) for n in told().json][1] == ("Belfast", "accepted")


def test_the_right_form_may_be_another(told: Any) -> None:
    bell = told("--asked").json[0]
    (answer,) = told("--right", bell["id"], "Belle Fast").json
    assert (answer["state"], answer["right"]) == ("accepted", "Belle Fast")
    learnt = {n["text"]: n for n in tomllib.loads((told.show.path / "names.toml").read_text())["names"]}
    assert learnt["Belfast"]["never"] == ["bell fast"] and learnt["Belle Fast"]["sounds_like"] == ["bell fast"]


def test_words_that_nobody_asked_about_can_be_corrected(told: Any) -> None:
    (answer,) = told("--right", "new", "Siobhan", "--heard", "Shovan").json
    assert (answer["heard"], answer["right"], answer["state"]) == ("Shovan", "Siobhan", "accepted")
    assert ("Siobhan", "accepted") in [(n["right"], n["state"]) for n in told().json]


def test_impossible_answers_are_refused(told: Any) -> None:
    first = told().json[0]
    assert told("--reject", first["id"], "--accept", "name-nothing").code == 4
    assert told().json[0]["state"] == first["state"]
    assert told("--right", "new", "Siobhan").code == 3
    assert told("--right", "new", "Siobhan", "--heard", "Lubliana").code == 3
    assert told("--right", "new", "Siobhan", "--heard", "Lubliana", "--at", "7").code == 0
    assert told("--right", "new", "Siobhan", "--heard", "never said").code == 4


def test_a_person_reads_two_bands(told: Any, onrecord: Any) -> None:
    answer = onrecord("names", told.folder.path)
    assert "[bell fast]" in answer.out and "2 wait for you" in answer.out and "Ljubljana  (and 1 more)" in answer.out


def test_a_number_teaches_nothing(told: Any) -> None:
    melon = told("--asked").json[-1]
    assert told("--accept", melon["id"]).json[0]["state"] == "accepted"
    assert not (told.show.path / "names.toml").exists()
