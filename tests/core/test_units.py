"""What says how much of something, and what names it."""

from __future__ import annotations

import pytest

from onrecord.core.units import amounts


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The council wants 2 million pounds now", "2 million pounds"),
        ("It costs £2 million, and is 5 cm wide", "£2 million, 5 cm"),
        ("twenty-five percent of a wall two hundred metres long", "twenty-five percent two hundred metres"),
        ("two million voters lost millions of pounds", "two million millions of pounds"),
        ("three hundred. Metres matter", "three hundred."),
        ("forty concrete sleepers and four children", ""),
        ("the Seven Sisters and the Million Dollar Ferry", ""),
        ("one in ten of the 300 people", ""),
    ],
)
def test_an_amount_names_nothing(text: str, said: str) -> None:
    words = text.split()
    assert " ".join(words[at] for at in sorted(amounts(words))) == said
