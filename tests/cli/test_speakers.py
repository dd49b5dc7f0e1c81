"""`onrecord speakers`: the list, the answers, and what becomes of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onrecord.core.people import Role, Speaker, Speakers
from onrecord.core.time import Span
from onrecord.core.transcript import EngineStamp, Transcript, Word
from onrecord.store.artifacts import ArtifactStore
from onrecord.store.voices import VoiceBook

Onrecord = Callable[..., Any]
SAID = [
    ("voice-1", "Welcome to the show, I'm Ann Example. With me is Bob Sample."),
    ("voice-2", "Hello. Good to be here again after so long."),
    ("voice-1", "What did the city find?"),
    ("voice-3", "The engineers found cracks in most of the sleepers."),
]


@pytest.fixture
def heard(episode: Path) -> Path:
    """The simple episode with other words and speakers put in as its latest: three voices, one of them sure."""
    words, whose, at_s = [], {}, 1.0
    for speaker, text in SAID:
        for token in text.split():
            words.append(Word(f"w{len(words)}", token, round(at_s, 3), round(at_s + 0.3, 3), 0.9))
            whose[words[-1].id] = speaker
            at_s += 0.4
    people = (
        Speaker("voice-1", "Ann Example", Role.HOST, 0, None, "says “I'm Ann Example” at 0:02", 0.95, (2.6,)),
        Speaker(
            "voice-2", "Guest 1", Role.GUEST, 1, "Bob Sample", "not sure: introduced as Bob Sample at 0:04", 0.4, (3.8,)
        ),
        Speaker("voice-3", "Guest 2", Role.GUEST, 2, None, "nothing in the talk says who this is", 0.2),
    )
    store = ArtifactStore(episode / "artifacts")
    for stage, value, schema in (
        ("transcribe", Transcript("en", tuple(words), EngineStamp("t", "1", "m", "d")), "transcript.1"),
        ("speakers", Speakers(people, whose, (Span(5.0, 5.6),)), "speakers.1"),
    ):
        store.save(stage, "0" * 64, value, schema)
        store.keep_key(stage, "0" * 64)
    return episode


def by_id(onrecord: Onrecord, episode: Path) -> dict[str, Any]:
    return {voice["id"]: voice for voice in onrecord("speakers", episode, "--json").json}


def test_the_list_says_who_why_and_what_is_asked(onrecord: Onrecord, heard: Path) -> None:
    answer = onrecord("speakers", heard)
    assert answer.code == 0
    for part in (
        "Ann Example  host, named", "Guest 1 (likely Bob Sample?)  guest, asked", "introduced as Bob Sample at 0:04",
        "“With me is Bob Sample.”", "told by  voice-1", "Guest 2  guest, unnamed", "Two speak at once for 0.6 s in all: 0:05",
        "2 wait for you: onrecord speakers EPISODE --accept VOICE",
    ):  # fmt: skip
        assert part in answer.out, part


def test_a_voice_is_accepted_rejected_or_named(onrecord: Onrecord, heard: Path) -> None:
    assert onrecord("speakers", heard, "--accept", "voice-2", "--reject", "1").code == 0
    found = by_id(onrecord, heard)
    assert (found["voice-2"]["label"], found["voice-2"]["state"]) == ("Bob Sample", "you said so")
    assert found["voice-1"]["label"] == "Voice 1"
    assert onrecord("speakers", heard, "--right", "Guest 2", "Cy Third").code == 0
    assert by_id(onrecord, heard)["voice-3"]["label"] == "Cy Third"
    log = [json.loads(line) for line in (heard / "decisions/log.jsonl").read_text().splitlines()]
    assert [(d["kind"], d["verdict"]) for d in log[-3:]] == [("speaker", "accept"), ("speaker", "reject"), ("speaker", "adjust")]  # fmt: skip
    assert all(d["anchor_end_s"] > d["anchor_start_s"] for d in log[-3:])


def test_a_turn_goes_to_another_voice(onrecord: Onrecord, heard: Path) -> None:
    turns = onrecord("speakers", heard, "--turns", "--json").json
    assert [t["speaker_id"] for t in turns] == [speaker for speaker, _ in SAID]
    assert [t["is_over_another"] for t in turns] == [True, False, False, False]
    assert onrecord("speakers", heard, "--turn", turns[3]["start_s"] + 1.0, "voice-2").code == 0
    after = onrecord("speakers", heard, "--turns", "--json").json
    assert [t["speaker_id"] for t in after] == ["voice-1", "voice-2", "voice-1", "voice-2"]
    assert after[3]["is_yours"] and "(yours)" in onrecord("speakers", heard, "--turns").out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--accept", "9"), 4, "There is no voice '9'."),
        (("--accept", "3"), 3, "Nobody is named for voice-3"),
        (("--turn", "900", "voice-1"), 4, "Nobody speaks at 15:00"),
        (("--turn", "1.2", "voice-1"), 3, "Ann Example's already"),
        (("--forget", "Nobody"), 4, "remembers no voice"),
    ],
)
def test_what_cannot_be_is_refused(
    onrecord: Onrecord, heard: Path, arguments: tuple[str, ...], code: int, says: str
) -> None:
    answer = onrecord("speakers", heard, *arguments)
    assert answer.code == code and says in answer.err


def test_a_voice_that_is_remembered_can_be_forgotten(onrecord: Onrecord, heard: Path) -> None:
    book = VoiceBook(heard.parents[1])
    book.keep("one", {"Ann Example": (1.0, 0.0), "Bob Sample": (0.0, 1.0)})
    book.keep("two", {"Ann Example": (0.8, 0.6)})
    book.keep("two", {"Ann Example": (0.6, 0.8)})
    assert [(v.name, v.prints) for v in book.known("one")] == [("Ann Example", ((0.6, 0.8),))]
    assert onrecord("speakers", heard, "--forget", "Ann Example").code == 0
    assert [v.name for v in book.known()] == ["Bob Sample"]
    book.keep("one", {})
    assert book.known() == ()
