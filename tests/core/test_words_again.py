"""Golden cases: words that are recognised a second time keep their ids, so that what a person decided on them holds."""

from __future__ import annotations

import json
import time
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.core.transcript import Word
from onrecord.core.words_again import with_ids_kept

CASES = sorted((Path(__file__).parent / "words_again").glob("*.json"))


def words_of(text: str, ids: list[str] | None = None) -> list[Word]:
    """`0.0 The 0.2 ferry 0.6`: a number is where a word ends and the next begins; two in a row leave a pause."""
    words: list[Word] = []
    at_s, said = 0.0, ""
    number = count()
    for token in text.split():
        try:
            time_s = float(token)
        except ValueError:
            said = token
            continue
        if said:
            n = next(number)
            words.append(Word(ids[n] if ids else f"w{n}", said, at_s, time_s, 0.9))
            said = ""
        at_s = time_s
    return words


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_golden(path: Path) -> None:
    case = json.loads(path.read_text())
    before = words_of(case["before"], case["before_ids"].split() if "before_ids" in case else None)
    after = words_of(case["after"], [""] * 99)
    kept = with_ids_kept(before, after)
    assert " ".join(word.id for word in kept) == case["ids"], case["why"]
    assert [(w.text, w.start_s, w.end_s) for w in kept] == [(w.text, w.start_s, w.end_s) for w in after]


def test_there_are_cases() -> None:
    assert len(CASES) >= 10


said = st.lists(
    st.tuples(st.sampled_from("the ferry left at nine no yes Kaesong".split()), st.integers(0, 9)), max_size=40
)


def laid(entries: list[tuple[str, int]]) -> list[Word]:
    at_s, words = 0.0, []
    for n, (text, pause) in enumerate(entries):
        at_s += pause / 10
        words.append(Word(f"w{n}", text, round(at_s, 3), round(at_s + 0.3, 3), 0.9))
        at_s += 0.3
    return words


@given(said, said)
@settings(max_examples=60)
def test_ids_are_unique_and_the_same_words_keep_theirs(one: list[tuple[str, int]], two: list[tuple[str, int]]) -> None:
    before, after = laid(one), laid(two)
    assert [w.id for w in with_ids_kept(before, before)] == [w.id for w in before]
    ids = [w.id for w in with_ids_kept(before, after)]
    assert len(ids) == len(set(ids)) == len(after) and all(ids)
    places = {w.id: i for i, w in enumerate(before)}
    order = [places[id] for id in ids if id in places]
    assert order == sorted(order)


def test_a_long_recording_takes_a_moment_only() -> None:
    words = laid([(f"word{i % 700}", i % 4) for i in range(20_000)])
    began = time.monotonic()
    with_ids_kept(words, words[:9_000] + words[9_100:])
    assert time.monotonic() - began < 10.0
