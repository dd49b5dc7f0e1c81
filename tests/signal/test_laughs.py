"""A laugh is as loud as its voice makes it, and nobody is startled where that is not known."""

from __future__ import annotations

import pytest

from onrecord.core.time import Span
from onrecord.signal.laughs import laugh_gain_db, laughs_beside, within_whose

TARGET_LUFS, HOST, GUEST = -23.0, 0, 1
GAINS_DB = {HOST: 2.0, GUEST: 12.0}
"""Of a host at -25 LUFS and a guest at -35."""


def gain_db(lufs: float, *, within: int | None = None, heard: int | None = None) -> float | None:
    return laugh_gain_db(lufs, GAINS_DB, TARGET_LUFS, within=within, heard=heard)


@pytest.mark.parametrize(
    ("voice", "lufs"), [(HOST, -25.0), (HOST, -30.0), (GUEST, -35.0), (GUEST, -40.0), (GUEST, -33.0)]
)
def test_the_laugh_of_a_voice_that_is_heard_in_it_has_that_ones_gain(voice: int, lufs: float) -> None:
    assert gain_db(lufs, heard=voice) == GAINS_DB[voice]


@pytest.mark.parametrize("lufs", [-15.0, -25.0, -29.0, -35.0, -38.0])
@pytest.mark.parametrize("heard", [None, HOST, GUEST])
def test_a_laugh_of_nobody_for_sure_comes_out_about_as_loud_as_the_talk(lufs: float, heard: int | None) -> None:
    found = gain_db(lufs, heard=heard)
    assert found is not None
    assert -6.0 <= lufs + found - TARGET_LUFS <= 3.0


def test_what_is_far_softer_than_every_voice_is_the_room() -> None:
    assert gain_db(-50.0) is None
    assert gain_db(-50.0, heard=GUEST) is None


def test_a_laugh_within_a_sentence_changes_nothing_unless_it_startles() -> None:
    assert gain_db(-34.0, within=HOST) == GAINS_DB[HOST]
    assert gain_db(-25.0, within=GUEST) == 5.0


def test_whose_sentence_a_laugh_lies_in_is_told_by_both_sides() -> None:
    laugh = Span(5.0, 6.0)
    assert within_whose(laugh, [(Span(2.0, 4.95), HOST), (Span(6.1, 8.0), HOST)]) == HOST
    assert within_whose(laugh, [(Span(2.0, 4.95), HOST), (Span(6.1, 8.0), GUEST)]) is None
    assert within_whose(laugh, [(Span(2.0, 4.6), HOST), (Span(6.1, 8.0), HOST)]) is None
    assert within_whose(laugh, [(Span(2.0, 4.95), HOST)]) is None


def test_a_laugh_that_words_lie_on_is_talk_but_for_what_stands_out() -> None:
    words = [Span(1.0, 3.0), Span(3.2, 5.1)]
    assert laughs_beside([Span(2.0, 2.8)], words) == []
    assert laughs_beside([Span(5.0, 6.0)], words) == [Span(5.0, 6.0)]
    assert laughs_beside([Span(4.0, 6.0)], words) == [Span(4.9, 6.0)]
    assert laughs_beside([Span(6.0, 6.2)], words) == []
    assert laughs_beside([Span(6.0, 6.5), Span(6.7, 7.0)], words) == [Span(6.0, 7.0)]
