"""What a run is given beside the recording, of a folder alone: nothing is produced."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from onrecord.config import load
from onrecord.given import given_to_stages
from onrecord.store.files import sha256_of
from onrecord.store.folders import ShowFolder

SHOW = """\
[show]
title = "The Tide Line"
guid = "917393e3-1b1e-5cef-ace4-edaa54e1f810"
[[people]]
name = "Áine Brânduş"
role = "host"
"""


@pytest.fixture
def given(tmp_path: Path) -> Any:
    def given(title: str, people: tuple[str, ...] = (), learnt: str = "") -> Any:
        show = ShowFolder(tmp_path / "show")
        show.create(SHOW)
        (show.path / "names.toml").write_text(learnt, encoding="utf-8")
        talk = tmp_path / "talk.wav"
        talk.write_bytes(b"sound")
        folder = show.new_episode([(talk, sha256_of(talk))], title=title, date="2026-02-03", people=people)
        values = given_to_stages(show, folder, load(show.path))
        return {name: value for name, (value, _) in values.items()}

    return given


def test_people_typed_without_accents_are_the_shows(given: Any) -> None:
    people = given("Weed", ("aine brandus", "Kofi Andersen", "Áine Brânduş"))["episode"].people
    assert people == ("Áine Brânduş", "Kofi Andersen")


@pytest.mark.parametrize(
    ("title", "learnt", "is_heard_for"),
    [
        ("Ouzelwick", "", True),
        ("What became of “Ouzelwick”", "", False),
        ("Ouzelwick", '[[names]]\ntext = "Ouzelwick"\nnever = ["ouzelwick"]\n', False),
        ("Ouzelwick", '[[names]]\ntext = "Ouzelwick"\nnever = ["ouzel"]\n', True),
    ],
)
def test_what_a_title_quotes_and_what_was_rejected_is_no_name_to_hear(
    given: Any, title: str, learnt: str, is_heard_for: bool
) -> None:
    assert ("Ouzelwick" in [name.text for name in given(title, learnt=learnt)["names to hear"]]) is is_heard_for
