from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.core.likeness import name_likeness, sound_likeness, sounds, sounds_of, spelt_sounds

WORDS = st.text("abcdefghijklmnopqrstuvwxyz' ", max_size=16)


@given(WORDS, WORDS)
def test_likeness_is_a_share_and_goes_both_ways(a: str, b: str) -> None:
    x, y = sounds_of(a), sounds_of(b)
    assert 0.0 <= sound_likeness(x, y) <= 1.0
    assert sound_likeness(x, y) == pytest.approx(sound_likeness(y, x))


@given(WORDS)
def test_a_name_is_wholly_like_itself(a: str) -> None:
    assert name_likeness(a, a) == pytest.approx(1.0) or not sounds_of(a)


@pytest.mark.parametrize(
    ("heard", "name", "stranger"),
    [
        ("Verbroogen", "Verbruggen", "Vandenberg"),
        ("Shivon Oh Leary", "Siobhan O'Leary", "Susan Olsen"),
        ("Zay brugger", "Zeebrugge", "Salzburg"),
        ("no ick", "Nowick", "Norway"),
    ],
)
def test_a_misheard_name_is_nearer_than_another_name(heard: str, name: str, stranger: str) -> None:
    assert name_likeness(heard, name) > 0.6
    assert name_likeness(heard, name) > name_likeness(heard, stranger) + 0.1


def test_spellings_of_one_sound_meet() -> None:
    assert sounds("Phillip") == sounds("Filip")
    assert sounds("Knut") == sounds("Nutt")
    assert sounds("Kasch") == sounds("Cash")
    assert spelt_sounds("BBC") == "bibisi"
