"""schema.org's Claim: its words, whose they are, where they were said, and that nobody has looked."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from onrecord.core.claim import CheckedClaim, Claim, EntityKind, Firmness, Holder, HolderKind, Name, Quantity, When
from onrecord.core.episode import PublishedClaim
from onrecord.core.time import Span
from onrecord.formats.claims import claims_csv, claims_ld

CLAIM = PublishedClaim(
    "claim-a1", 12.5, 14.0, "the ferry sank", "The coast guard", "organisation", "Bo", "confirmed", "confirmed"
)


def test_a_figure_and_a_date_are_written_whole() -> None:
    figures = (
        Quantity("3 million", 3e6, 3e6, "euros"),
        Quantity("a third", 1 / 3, 0.5, "part"),
        Quantity("1,234,567", 1234567, 1234567, ""),
    )
    claim = Claim(
        "claim-a1",
        ("w1",),
        Span(0.0, 1.0),
        "it cost 3 million",
        Holder("Bo", HolderKind.PERSON),
        None,
        Firmness.REPORTED,
        "",
        quantities=figures,
        dates=(
            When("next summer", "2027-06", "2026-10-16", "2027-08"),
            When("in May", "2026-05"),
            When("on Monday", ""),
        ),
    )
    (row,) = csv.DictReader(io.StringIO(claims_csv([CheckedClaim(claim)], {})))
    assert row["quantities"] == "3 million = 3000000 euros; a third = 0.333333 to 0.5 part; 1,234,567 = 1234567"
    assert row["dates"] == "next summer = 2027-06/2027-08; in May = 2026-05; on Monday = ?"


@pytest.mark.parametrize(
    ("does", "status"),
    [("found", "unreviewed, found by small-1"), ("holder", "unreviewed, whose word by small-1"), ("doubted", "unreviewed, doubted by small-1")],
)  # fmt: skip
def test_what_a_model_did_is_said(does: str, status: str) -> None:
    (said,) = claims_ld([replace(CLAIM, model="small-1", model_says=does)], "")
    assert said["creativeWorkStatus"] == status


def test_a_claim() -> None:
    (said,) = claims_ld([CLAIM], "https://show.example/4/")
    assert said["@type"] == "Claim" and said["text"] == "the ferry sank"
    assert said["author"] == {"@type": "Organization", "name": "The coast guard"}
    assert said["appearance"]["url"] == "https://show.example/4/#t=12.5"
    assert said["creativeWorkStatus"].startswith("unreviewed")


def test_a_reviewed_one_says_so() -> None:
    (said,) = claims_ld([replace(CLAIM, is_reviewed=True)], "")
    assert said["creativeWorkStatus"] == "reviewed"


@pytest.mark.parametrize("kind", ["unnamed", "unresolved"])
def test_who_is_not_known_is_no_author(kind: str) -> None:
    assert "author" not in claims_ld([replace(CLAIM, holder="He", holder_kind=kind)], "")[0]


def test_who_denies_the_words_is_not_their_author() -> None:
    denied = replace(CLAIM, firmness="denied", cue="denied", text="the council knew of it")
    (said,) = claims_ld([denied], "")
    assert "author" not in said
    assert {"@type": "PropertyValue", "name": "denied by", "value": "The coast guard"} in said["additionalProperty"]
    (told,) = claims_ld([replace(denied, text="denied that the council knew of it")], "")
    assert told["author"]["name"] == "The coast guard"


def test_whom_it_names_is_mentioned() -> None:
    names = (Name("Morn", EntityKind.PLACE), Name("Odo Brandt", EntityKind.PERSON))
    (said,) = claims_ld([replace(CLAIM, names=names)], "")
    assert said["mentions"] == [{"@type": "Place", "name": "Morn"}, {"@type": "Person", "name": "Odo Brandt"}]
    assert "mentions" not in claims_ld([replace(CLAIM, names=())], "")[0]
