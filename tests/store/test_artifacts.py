"""Artifacts come back as they went in, old ones are walked up, and what cannot be read counts as not there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from onrecord.core.edit import Cuts
from onrecord.core.stage import Stage
from onrecord.core.story import Note, Notes
from onrecord.core.time import Span
from onrecord.core.transcript import EngineStamp, Timing, Transcript, Word
from onrecord.stages import STAGES
from onrecord.store import artifacts
from onrecord.store.artifacts import ArtifactStore, JsonLinesScratch, digest_of, from_json, to_json

TRANSCRIPT = Transcript(
    "ko",
    (Word("w0", "“안녕,”", 0.1, 0.4, 0.93, Timing.ALIGNED, "s1"), Word("w1", "a\u2028b", 0.5, 0.6, 1.0)),
    EngineStamp("whisper", "1", "base", "abc"),
)


def filled(kind: Any) -> Any:
    """A value of a type with every field set to something that is not its default."""
    if kind is Span:
        return Span(1.25, 2.5)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(**{f.name: filled(hints[f.name]) for f in fields(kind)})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return list(kind)[-1]
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        return tuple(filled(a) for a in inner if a is not Ellipsis) * (2 if inner[-1] is Ellipsis else 1)
    if origin is dict:
        return {"k 한": filled(inner[1])}
    if origin is UnionType or (origin is not None and type(None) in inner):
        return filled(next(a for a in inner if a is not type(None)))
    return {int: 7, float: -3.125, str: "한 “x”\n\u2028", bool: True}[kind]


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_what_a_stage_makes_comes_back_as_it_was(stage: Stage) -> None:
    value = filled(stage.makes)
    text = to_json(value, stage.schema)
    assert json.loads(text)["schema"] == stage.schema
    assert from_json(text, stage.makes, stage.schema) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "3",
        "{}",
        '{"schema": "cuts.1"}',
        '{"schema": "cuts.1", "cuts": 3}',
        '{"schema": "cuts.9", "cuts": []}',
        '{"schema": "transcript.1", "cuts": []}',
    ],
)
def test_what_is_none_of_ours_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r".+"):
        from_json(text, Cuts, "cuts.1")
    store = ArtifactStore(tmp_path)
    (tmp_path / "cut").mkdir()
    (tmp_path / "cut" / "0123456789abcdef.json").write_text(text)
    assert store.load("cut", "0123456789abcdef0123", Cuts, "cuts.1") is None


@pytest.fixture
def old_cuts() -> Iterator[str]:
    """An artifact two schemas old, and the steps up from it."""
    artifacts.UPGRADES["cuts.-1"] = ("cuts.0", lambda body: {"found": body["list"]})
    artifacts.UPGRADES["cuts.0"] = ("cuts.1", lambda body: {"cuts": body["found"]})
    yield json.dumps({"schema": "cuts.-1", "list": []})
    del artifacts.UPGRADES["cuts.-1"], artifacts.UPGRADES["cuts.0"]


def test_old_artifacts_are_walked_up(old_cuts: str) -> None:
    assert from_json(old_cuts, Cuts, "cuts.1") == Cuts(())


def test_saved_and_loaded_by_content(tmp_path: Path) -> None:
    store, key = ArtifactStore(tmp_path), "ab" * 32
    assert store.load("transcribe", key, Transcript, "transcript.1") is None
    digest = store.save("transcribe", key, TRANSCRIPT, "transcript.1")
    assert store.load("transcribe", key, Transcript, "transcript.1") == (TRANSCRIPT, digest)
    assert digest == digest_of(to_json(TRANSCRIPT, "transcript.1"))
    assert store.load("transcribe", "cd" * 32, Transcript, "transcript.1") is None


def test_pruning_removes_the_sound_of_other_keys_and_what_speaks_of_it(tmp_path: Path) -> None:
    store, old, new, soundless = ArtifactStore(tmp_path), "aa" * 32, "bb" * 32, "cc" * 32
    for key in (old, new):
        folder = store.blob_folder("clean", key)
        folder.mkdir(parents=True)
        (folder / "t1.flac").write_bytes(b"sound")
    for key in (old, new, soundless):
        store.save("clean", key, Cuts(()), "cuts.1")
    store.scratch("clean", old).put("block 0", "x")
    store.prune("clean", new)
    left = sorted(p.relative_to(tmp_path / "clean").as_posix() for p in (tmp_path / "clean").rglob("*"))
    assert left == sorted(["b" * 16, f"{'b' * 16}/t1.flac", f"{'b' * 16}.json", f"{'c' * 16}.json"])


@pytest.mark.parametrize("spoil", ["torn", "gone", "folder"])
def test_an_artifact_whose_sound_is_torn_or_gone_is_made_again_and_can_still_be_read(
    tmp_path: Path, spoil: str
) -> None:
    store, key = ArtifactStore(tmp_path), "aa" * 32
    names = [f"clean/{key[:16]}/t1 “é”.flac", f"ingest/{key[:16]}/of another stage.flac"]
    sound = tmp_path / names[0]
    sound.parent.mkdir(parents=True)
    sound.write_bytes(b"a whole sound")
    value = Transcript(names[0], (Word("w0", names[1], 0.1, 0.4, 0.93),), TRANSCRIPT.engine)
    digest = store.save("clean", key, value, "transcript.1")
    assert store.load("clean", key, Transcript, "transcript.1") == (value, digest)
    if spoil == "torn":
        sound.write_bytes(b"a who")
    elif spoil == "gone":
        sound.unlink()
    else:
        shutil.rmtree(sound.parent)
    assert store.load("clean", key, Transcript, "transcript.1") is None
    assert store.read("clean", key, Transcript, "transcript.1") == (value, digest)


def test_sound_from_before_its_length_was_kept_need_only_be_there(tmp_path: Path) -> None:
    store, key = ArtifactStore(tmp_path), "aa" * 32
    sound = store.blob_folder("clean", key) / "t1.flac"
    value = replace(TRANSCRIPT, language=f"clean/{key[:16]}/t1.flac")
    sound.parent.mkdir(parents=True)
    sound.write_bytes(b"sound")
    digest = store.save("clean", key, value, "transcript.1")
    (sound.parent / "sizes.json").unlink()
    assert store.load("clean", key, Transcript, "transcript.1") == (value, digest)


def test_the_latest_key_of_each_stage_is_remembered_also_after_a_spoilt_file(tmp_path: Path) -> None:
    store = ArtifactStore(tmp_path)
    store.keep_key("cut", "a")
    store.keep_key("page", "b")
    store.keep_key("cut", "c")
    assert json.loads((tmp_path / "keys.json").read_text()) == {"cut": "c", "page": "b"}
    (tmp_path / "keys.json").write_text("")
    store.keep_key("cut", "d")
    assert json.loads((tmp_path / "keys.json").read_text()) == {"cut": "d"}


def test_ingredients_are_kept_and_missing_ones_are_none(tmp_path: Path) -> None:
    store = ArtifactStore(tmp_path)
    assert store.last_ingredients() == {}
    store.keep_ingredients({"cut": {"version": 1, "settings": {"한": 0.9}}})
    assert store.last_ingredients() == {"cut": {"version": 1, "settings": {"한": 0.9}}}


def test_scratch_survives_a_kill_in_the_middle_of_a_line(tmp_path: Path) -> None:
    path = tmp_path / "x.part.jsonl"
    scratch = JsonLinesScratch(path)
    scratch.put("block 0", "하나\u2028\x85 둘")
    with path.open("ab") as file:
        file.write('["block 1", "하'.encode()[:-1])
    again = JsonLinesScratch(path)
    assert again.get("block 0") == "하나\u2028\x85 둘"
    assert again.get("block 1") is None
    again.put("block 1", "two")
    assert again.get("block 1") == "two"
    assert JsonLinesScratch(path).get("block 1") == "two"
    again.forget()
    assert JsonLinesScratch(path).get("block 0") is None


def test_a_finished_stage_leaves_no_scratch(tmp_path: Path) -> None:
    store, key = ArtifactStore(tmp_path), "ab" * 32
    store.scratch("transcribe", key).put("block 0", "x")
    store.save("transcribe", key, TRANSCRIPT, "transcript.1")
    assert [p.name for p in (tmp_path / "transcribe").iterdir()] == [f"{key[:16]}.json"]


def test_notes_from_before_their_line_had_words_still_open() -> None:
    old = {
        "schema": "notes.1", "line": "Who and what", "links": ["https://a.example"], "titles": ["A title"],
        "paragraph": [{"text": "It rained.", "word_ids": ["w1", "w2"], "speaker_id": None}], "quotes": [],
    }  # fmt: skip
    notes: Notes = artifacts.from_json(json.dumps(old), Notes, "notes.2")
    assert notes == Notes(paragraph=(Note("It rained.", ("w1", "w2")),))
