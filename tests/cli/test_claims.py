"""`onrecord claims` on a real episode folder whose claims artifact is a small talk's: list, filter, decide, and what others read."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.config import load
from onrecord.core.claim import Claim, Claims, Firmness, Holder, HolderKind, ModelSays, Quantity, When, claim_id
from onrecord.core.time import Span
from onrecord.given import digest_of_episode, given_to_stages
from onrecord.store.folders import EpisodeFolder, ShowFolder
from onrecord.studio import is_behind

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
    assert "No claim is one of these." not in answer.out
    assert answer.out.count("unreviewed") == 3 and "0 of 3 claims were looked at by a person." in answer.out
    assert "the ferry sank" in answer.out and "The coast guard" in answer.out


def test_a_filter_that_finds_none_says_so(onrecord: Onrecord, told: Path) -> None:
    answer = onrecord("claims", told, "--firmness", "denied")
    assert answer.out == "No claim is one of these.\n0 of 3 claims were looked at by a person.\n"


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (["--holder", "guard"], [0]), (["--firmness", "claimed"], [1]), (["--watch"], [2]), (["--text", "SIXTY"], [1]),
        (["--unreviewed"], [0, 1, 2]),
    ],
)  # fmt: skip
def test_filters(onrecord: Onrecord, told: Path, asked: list[str], wanted: list[int]) -> None:
    assert ids(onrecord("claims", told, *asked, "--json")) == [CLAIMS[at].id for at in wanted]


def test_the_number_that_a_filtered_list_shows_is_the_one_that_is_taken(onrecord: Onrecord, told: Path) -> None:
    shown = onrecord("claims", told, "--text", "sixty").out.split()
    assert shown[:2] == ["2", CLAIMS[1].id]
    assert ids(onrecord("claims", told, "--text", "sixty", "--accept", shown[0], "--json")) == [CLAIMS[1].id]


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


def test_what_a_model_did_to_a_claim_is_listed(onrecord: Onrecord, told: Path) -> None:
    folder = EpisodeFolder(told)
    by = [replace(c, model="small-1", model_says=does) for c, does in zip(CLAIMS, ModelSays, strict=True)]
    folder.artifacts.save("claims", "0" * 64, Claims(tuple(by)), "claims.1")
    listed = onrecord("claims", told).out
    assert all(f"({words} small-1)" in listed for words in ("found by", "whose word by", "doubted by"))
    assert [(c["model"], c["model_says"], c["state"]) for c in onrecord("claims", told, "--json").json] == [
        ("small-1", str(does), "unreviewed") for does in ModelSays
    ]
    rows = list(csv.DictReader(io.StringIO(onrecord("claims", told, "--csv").out)))
    assert [row["model_says"] for row in rows] == [str(does) for does in ModelSays]
    right = onrecord("claims", told, "--edit", by[1].id, "--holder", "Ines Faulk", "--json").json
    assert (right[0]["holder"], right[0]["model"]) == ("Ines Faulk", "")


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


@pytest.fixture
def archive(told: Path) -> Path:
    """The show with a second episode, a week later, that says other things."""
    second = told.parent / "2-later"
    shutil.copytree(told, second)
    born = json.loads((second / "identity.json").read_text())
    (second / "identity.json").write_text(json.dumps(born | {"guid": "later", "number": 99, "slug": "later"}))
    (second / "episode.toml").write_text('title = "Later"\ndate = "2099-01-01"\n')
    folder = EpisodeFolder(second)
    made_of = folder.artifacts.last_ingredients()
    made_of["page"]["taken"]["episode"] = digest_of_episode(folder.episode())
    folder.artifacts.keep_ingredients(made_of)
    later = (
        claim(2.0, "the ferry sank", "The owners", HolderKind.ORGANISATION, Firmness.DENIED),
        claim(8.0, "it is raised by cranes", "The coast guard", HolderKind.ORGANISATION, Firmness.CONFIRMED),
    )
    watched = (*CLAIMS[:2], replace(CLAIMS[2], text="whether it is raised by cranes"))
    for place, claims in ((EpisodeFolder(told), watched), (folder, later)):
        place.artifacts.save("claims", "1" * 64, Claims(claims), "claims.1")
        place.artifacts.keep_key("claims", "1" * 64)
    return told.parents[1]


def test_links_between_episodes_and_a_persons_word_on_them(onrecord: Onrecord, archive: Path) -> None:
    answer = onrecord("claims", "--show", archive, "--links")
    assert "possibly contradicts  confirmed → denied  unreviewed" in answer.out and "0 of 2 links" in answer.out
    no, answers = onrecord("claims", "--show", archive, "--links", "--json").json
    assert (no["earlier"]["text"], no["later"]["episode"]) == ("the ferry sank", "2-later")
    assert answers["kind"] == "answers"
    onrecord("claims", "--show", archive, "--links", "--accept", answers["id"], "--reject", no["id"])
    (left,) = onrecord("claims", "--show", archive, "--links", "--json").json
    assert (left["id"], left["state"]) == (answers["id"], "accept")
    log = EpisodeFolder(archive / "episodes/2-later").decisions.read()
    assert [(d.kind, d.subject_id) for d in log] == [("link", answers["id"]), ("link", no["id"])]


def test_an_answer_to_a_link_changes_no_episode_and_one_to_a_claim_does(onrecord: Onrecord, archive: Path) -> None:
    folder = EpisodeFolder(archive / "episodes/2-later")
    for one in onrecord("claims", "--show", archive, "--links", "--json").json:
        onrecord("claims", "--show", archive, "--links", "--accept", one["id"])
    assert len(folder.decisions.read()) == 2 and not is_behind(ShowFolder(archive), folder)
    onrecord("claims", folder.path, "--accept", "1")
    assert is_behind(ShowFolder(archive), folder)


def test_an_episode_is_behind_what_was_changed_in_its_file(archive: Path) -> None:
    folder = EpisodeFolder(archive / "episodes/2-later")
    assert not is_behind(ShowFolder(archive), folder)
    folder.edit(title="Later still")
    assert is_behind(ShowFolder(archive), folder)


def test_an_episode_is_not_behind_for_people_that_the_show_spells_with_accents(archive: Path) -> None:
    show, folder = ShowFolder(archive), EpisodeFolder(archive / "episodes/2-later")
    show.toml.write_text(f'{show.toml.read_text()}\n[[people]]\nname = "Caoimhín Wieczorek"\n')
    folder.edit(people=["Caoimhin Wieczorek"])
    made_of = folder.artifacts.last_ingredients()
    _, made_of["page"]["taken"]["episode"] = given_to_stages(show, folder, load(archive))["episode"]
    folder.artifacts.keep_ingredients(made_of)
    assert not is_behind(show, folder)


def test_what_is_still_open_before_the_next_recording(onrecord: Onrecord, archive: Path) -> None:
    answer = onrecord("claims", "--show", archive, "--watch")
    assert "may be answered by" in answer.out and "it is raised by cranes" in answer.out
    assert "1 open, 1 of them may have been answered." in answer.out
    (item,) = onrecord("claims", "--show", archive, "--watch", "--json").json
    onrecord("claims", "--show", archive, "--links", "--accept", item["answered_by"][0]["id"])
    assert onrecord("claims", "--show", archive, "--watch", "--json").json == []


def test_what_was_said_to_come_and_is_not_over(onrecord: Onrecord, told: Path, archive: Path) -> None:
    first = EpisodeFolder(told)
    dates = {"over": "2026-03-02", "this month": "2099-01", "the day itself": "2099-01-01", "later": "2099-06"}
    said = [
        claim(at, text, "The owners", HolderKind.ORGANISATION, Firmness.CLAIMED, dates=(When(text, iso),))
        for at, (text, iso) in enumerate(dates.items(), start=1)
    ]
    no, still = (replace(said[-1], id=f"claim-{i}") for i in range(2))
    said += [replace(no, firmness=Firmness.DENIED), replace(still, is_watch=True)]
    first.artifacts.save("claims", "2" * 64, Claims(tuple(said)), "claims.1")
    first.artifacts.keep_key("claims", "2" * 64)
    found = onrecord("claims", "--show", archive, "--watch", "--json").json
    assert [one["expected"]["iso"] for one in found if "expected" in one] == ["2099-01", "2099-01-01", "2099-06"]
    assert [one["text"] for one in found if "answered_by" in one] == ["later"]
    onrecord("claims", first.path, "--reject", said[1].id)
    answer = onrecord("claims", "--show", archive, "--watch")
    assert f"2099-06     {told.name}     0:04" in answer.out and "2 said to come, by their day." in answer.out


def test_a_link_that_is_not_there(onrecord: Onrecord, archive: Path) -> None:
    answer = onrecord("claims", "--show", archive, "--links", "--accept", "link-nothing")
    assert answer.code == 4 and "no link 'link-nothing'" in answer.err
