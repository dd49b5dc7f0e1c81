"""Claims: whose word they are, and which of the words around it are what was said."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from onrecord.core.claim import Claim

Find = Callable[..., list[Claim]]


@pytest.mark.parametrize(
    ("talk", "name"),
    [
        ("The bank said no. The hackers, they call themselves Grey Otter, they say they have four million files.", "The hackers"),
        ("The mayor resigned. One former coach I talked to, Owen Pell, he thinks the club will fold.", "Owen Pell"),
        ("Lumora said no. The tenants' league, Abel Marsh's group, they say the rent has doubled.", "The tenants' league"),
        ("The mayor said no. The strikers, the Harbour Front, their spokeswoman, she told the paper that two ships were sunk.", "their spokeswoman"),
        ("The mayor said no. My landlord, this was in May, he told the court that the boiler was sold.", "My landlord"),
        ("Lumora said no. The Marlow twins, remember them, they told the court that they were at home.", "The Marlow twins"),
        ("The army says it has not fired. The rebels, they admit two. They say that the rest is a lie.", "The rebels"),
    ],
)  # fmt: skip
def test_whom_a_sentence_begins_with_its_pronoun_takes_up(found: Find, talk: str, name: str) -> None:
    assert found(talk)[-1].holder.name == name


@pytest.mark.parametrize(
    ("talk", "name"),
    [
        ("Judge Holt was suspended. His clerk, Donna Pell, testified that the room was cold. He said that it was warm.", "Judge Holt"),
        ("Moira Lund said that the seat is vacant. He said that he had moved.", "He"),
        ("Abel Marsh bought a house. It stands on Finch Street. He said that it is small.", "Abel Marsh"),
        ("Lumora said no. According to the state of Ohio, the plant was never licensed. They say they turned it down.", "the state of Ohio"),
        ("The Globe reported a fire. The CFO, Ana Prell, acknowledged that they knew. She said they knew on Monday.", "Ana Prell"),
        ("The harbour agency has a plan. The transit agency, the RTL, has another. The agency says that fares will rise.", "the RTL"),
        ("The Dock Workers Union went home. The Nurses Union is still talking. The union says the offer is too low.", "The Nurses Union"),
    ],
)  # fmt: skip
def test_who_is_meant_is_who_can_be(found: Find, talk: str, name: str) -> None:
    assert found(talk)[-1].holder.name == name


@pytest.mark.parametrize(
    ("sentence", "holder", "text"),
    [
        ("I love this, the Globe reported that the mayor takes a private car.", "the Globe", "the mayor takes a private car"),
        ("It's wild, the Globe said on Monday that the mayor has resigned.", "the Globe", "the mayor has resigned"),
        ("The bridge is safe, the minister said on Monday.", "the minister", "The bridge is safe"),
    ],
)  # fmt: skip
def test_what_is_said_follows_its_verb_where_no_comma_parts_them(
    found: Find, sentence: str, holder: str, text: str
) -> None:
    assert (holder, text) in [(c.holder.name, c.text) for c in found(f"Ben Ode: {sentence}")]
