"""`onrecord claims` on a real episode folder whose claims artifact is a small talk's: list, filter, decide, and what others read."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onrecord.core.claim import Claim, Claims, Firmness, Holder, HolderKind, Quantity, When, claim_id
from onrecord.core.time import Span
from onrecord.store.folders import EpisodeFolder

Onrecord = Callable[..., Any]


def claim(at_s: float, text: str, holder: str, kind: HolderKind, firmness: Firmness, **more: Any) -> Claim:
    ids = (f"w{at_s:g}",)
    return Claim(
        claim_id(ids),
        ids,
        Span(at_s, at_s + 2),
        text,
        Holder(holder, kind, holder),
        "voice-1",
        firmness,
        "said",
        **more,
    )


CLAIMS = (
    claim(1.0, "the ferry sank", "The coast guard", HolderKind.ORGANISATION, Firmness.CONFIRMED),
    claim(
        5.0, "sixty people drowned", "She", HolderKind.UNRESOLVED, Firmness.CLAIMED,
        quantities=(Quantity("sixty people", 60, 60, "people"),), dates=(When("on Monday", "2026-02-02"),),
    ),
    claim(9.0, "=whether it is raised", "unnamed", HolderKind.UNNAMED, Firmness.TO_WATCH, is_watch=True),
)  # fmt: skip


@pytest.fixture
def told(episode: Path) -> Path:
    """The episode with these claims as the last that were found."""
    folder = EpisodeFolder(episode)
    folder.artifacts.save("claims", "0" * 64, Claims(CLAIMS), "claims.1")
    folder.artifacts.keep_key("claims", "0" * 64)
    return episode


def ids(answer: Any) -> list[str]:
    return [one["id"] for one in answer.json]


def test_the_list_says_that_nobody_has_looked(onrecord: Onrecord, told: Path) -> None:
    answer = onrecord("claims", told)
    assert answer.out.count("unreviewed") == 3 and "0 of 3 claims were looked at by a person." in answer.out
    assert "the ferry sank" in answer.out and "The coast guard" in answer.out


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (["--holder", "guard"], [0]), (["--firmness", "claimed"], [1]), (["--watch"], [2]), (["--text", "SIXTY"], [1]),
        (["--unreviewed"], [0, 1, 2]),
    ],
)  # fmt: skip
def test_filters(onrecord: Onrecord, told: Path, asked: list[str], wanted: list[int]) -> None:
    assert ids(onrecord("claims", told, *asked, "--json")) == [CLAIMS[at].id for at in wanted]


def test_accept_reject_and_put_right(onrecord: Onrecord, told: Path) -> None:
    onrecord("claims", told, "--accept", CLAIMS[0].id, "--reject", "3")
    (edited,) = onrecord(
        "claims", told, "--edit", CLAIMS[1].id, "--holder", "Ines Faulk", "--firmness", "denied", "--json"
    ).json
    assert (edited["holder"], edited["firmness"], edited["state"], edited["as_said"]) == (
        "Ines Faulk",
        "denied",
        "edited",
        "She",
    )
    states = [one["state"] for one in onrecord("claims", told, "--json").json]
    assert states == ["accepted", "edited", "rejected"]
    assert onrecord("claims", told, "--unreviewed", "--json").json == []
    log = EpisodeFolder(told).decisions.read()
    assert [(d.kind, str(d.verdict)) for d in log] == [("claim", "accept"), ("claim", "reject"), ("claim", "adjust")]


def test_rows_for_a_spreadsheet(onrecord: Onrecord, told: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(onrecord("claims", told, "--csv").out)))
    assert rows[1]["quantities"] == "sixty people = 60 people" and rows[1]["dates"] == "on Monday = 2026-02-02"
    assert rows[1]["reviewed"] == "no" and rows[2]["watch"] == "yes"
    assert rows[2]["text"] == "'=whether it is raised"  # no formula in somebody's spreadsheet


def test_the_archive(onrecord: Onrecord, told: Path) -> None:
    found = onrecord("claims", "--show", told.parents[1], "--json").json
    assert [one["episode"] for one in found] == [told.name] * 3


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        (["--accept", "claim-nothing"], 4, "no claim 'claim-nothing'"),
        (["--edit", "1"], 3, "--edit needs --holder or --firmness"),
        (["--firmness", "certain"], 3, "'certain' is no firmness"),
    ],
)
def test_refusals(onrecord: Onrecord, told: Path, asked: list[str], code: int, words: str) -> None:
    answer = onrecord("claims", told, *asked)
    assert answer.code == code and words in answer.err


def test_an_episode_that_was_not_produced(onrecord: Onrecord, told: Path) -> None:
    (told / "artifacts" / "keys.json").unlink()
    assert onrecord("claims", told).code == 4
