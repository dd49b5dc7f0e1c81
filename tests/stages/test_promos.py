"""Promos as a chain: its likelihoods are those of all ways through it, what asks for nothing is none, what goes on for long has to be sure."""

from __future__ import annotations

from itertools import accumulate, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.core.talk import Sentence, sentences
from onrecord.core.transcript import Word
from onrecord.stages.stories.cohesion import SAYS_NOTHING
from onrecord.stages.stories.promos import likelihoods, promo_blocks

SOLD = (
    "This episode is brought to you by Tessel. Open an account at tessel dot com slash harbour. Use the code harbour."
)
TOLD = "The mill sold its furnace to a yard in the north. Nobody knows what the workers will do now. The council meets again on Monday."
WORD_S = 0.4


def talk_of(text: str, word_s: float = WORD_S) -> list[Sentence]:
    words = [
        Word(f"w{at + 1}", token, round(at * word_s, 3), round((at + 0.9) * word_s, 3), 0.9)
        for at, token in enumerate(text.split())
    ]
    return sentences(words, {word.id: "A" for word in words})


def blocks_in(
    *pieces: str, meant: float = SAYS_NOTHING, phrases: tuple[str, ...] = (), word_s: float = WORD_S
) -> list[str]:
    """What is found in the pieces, with each of which something new begins."""
    talk, begins = talk_of(" ".join(pieces), word_s), list(accumulate(len(talk_of(piece)) for piece in pieces))
    new = np.full(len(talk), -2.0)
    new[[0, *begins[:-1]]] = 2.0
    found = promo_blocks(talk, phrases, new, np.full(len(talk), meant))
    return [" ".join(sentence.text for sentence in talk[block.first : block.end]) for block in found]


odds = st.floats(-6, 6)


@given(st.lists(st.tuples(odds, odds, odds), min_size=1, max_size=7))
def test_the_likelihoods_are_those_of_all_ways_through_the_chain(of: list[tuple[float, float, float]]) -> None:
    sells, begins, ends = np.array(of).T
    weight, selling = 0.0, np.zeros(len(of))
    for way in product((False, True), repeat=len(of)):
        score = 0.0
        for at, (was, sells_now) in enumerate(zip((False, *way), way, strict=False)):
            score += sells[at] * sells_now + begins[at] * (sells_now and not was) + ends[at] * (was and not sells_now)
        weight += np.exp(score)
        selling += np.exp(score) * np.array(way)
    assert likelihoods(sells, begins, ends) == pytest.approx(selling / weight, abs=1e-9)


def test_a_sponsors_text_is_one_and_news_is_none() -> None:
    assert blocks_in(SOLD, TOLD) == [SOLD]
    assert blocks_in(TOLD) == []


def test_what_only_means_what_promos_do_and_asks_for_nothing_is_none() -> None:
    assert blocks_in(TOLD, meant=8.0) == []


def test_the_shows_own_phrase_makes_one_of_what_sounds_like_talk() -> None:
    talk = (f"{TOLD} {TOLD}", "Mind the lantern fund.", f"{TOLD} {TOLD}")
    assert blocks_in(*talk) == []
    assert blocks_in(*talk, phrases=("the lantern fund",)) == ["Mind the lantern fund."]


def test_what_goes_on_for_long_has_to_be_surer() -> None:
    advice = "You should get a plan. You can sign up online. " * 12
    in_time, for_long = blocks_in(advice, meant=-1.0), blocks_in(advice, meant=-1.0, word_s=3.0)
    assert 0 < len(" ".join(for_long)) < len(" ".join(in_time))
