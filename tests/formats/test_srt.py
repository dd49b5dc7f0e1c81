"""The SRT cards, by the rules of the format."""

from __future__ import annotations

import re
from io import StringIO
from itertools import pairwise

import webvtt
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.core.time import Span
from onrecord.core.transcript import Cue, CueWord
from onrecord.formats.srt import srt

TIMING = re.compile(r"(\d\d):([0-5]\d):([0-5]\d),(\d{3}) --> (\d\d):([0-5]\d):([0-5]\d),(\d{3})")


def cards_of(text: str) -> list[tuple[float, float, list[str]]]:
    cards = []
    for n, block in enumerate(text.rstrip("\n").split("\n\n") if text else [], start=1):
        number, timing, *rows = block.split("\n")
        assert number == str(n)
        match = TIMING.fullmatch(timing)
        assert match, timing
        h, m, s, ms, h2, m2, s2, ms2 = map(int, match.groups())
        cards.append((h * 3600 + m * 60 + s + ms / 1000, h2 * 3600 + m2 * 60 + s2 + ms2 / 1000, rows))
    return cards


def test_the_name_stands_where_the_speaker_changes_and_only_there(make_cues):
    text = srt(make_cues(("Anna", "How are you today then? Are you quite well?"), ("Ben", "Fine.")))
    assert [" ".join(rows) for _, _, rows in cards_of(text)] == [
        "Anna: How are you today then?",
        "Are you quite well?",
        "Ben: Fine.",
    ]


def test_a_long_cue_is_spread_over_cards_by_its_words_times(make_cues):
    cues = make_cues(("Anna", "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"))
    cards = cards_of(srt(cues))
    assert len(cues) == 1
    assert len(cards) == 2
    assert cards[0][1] == cards[1][0]
    first_word = cards[1][2][0].split()[0]
    assert cards[1][0] == next(w.start_s for w in cues[0].words if w.text == first_word)
    assert cards[1][1] == cues[0].span.end_s


def test_one_who_speaks_in_between_gets_a_card_with_a_name_and_the_other_one_again():
    mine = Cue("a", Span(0, 6), Span(0, 6), "a", "Anna", "word " * 14 + "end.")
    yes = Cue("b", Span(1, 1.5), Span(1, 1.5), "b", "Ben", "Yes.")
    cards = cards_of(srt([mine, yes]))
    assert [rows[0].split()[0] for _, _, rows in cards] == ["Anna:", "Ben:", "Anna:"]
    assert all(len(row) <= 32 for _, _, rows in cards for row in rows)


def test_another_program_reads_it(make_cues):
    cues = make_cues(("Anna", "This is what we said that day, and it was long enough for two cards at least."))
    read = list(webvtt.from_buffer(StringIO(srt(cues)), format="srt"))
    assert " ".join(c.text.replace("\n", " ") for c in read) == "Anna: " + " ".join(c.text for c in cues)


def test_nothing_said_is_an_empty_file():
    assert srt([]) == ""


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["", "A", "B" * 50, "C --> \n\n7"]), st.lists(TEXT, max_size=12)), max_size=5)
)
def test_any_text_gives_cards_by_the_rules(said):
    cues = []
    for i, (who, texts) in enumerate(said):
        words = tuple(CueWord(t, i + j * 0.3, i + j * 0.3 + 0.4) for j, t in enumerate(texts))
        end_s = max((w.end_s for w in words), default=i + 1.0)
        cues.append(Cue(f"c{i}", Span(i, end_s), Span(i, end_s), who, who, " ".join(texts), words))
    cards = cards_of(srt(cues))
    assert all(start < end for start, end, _ in cards)
    assert all(a[0] <= b[0] for a, b in pairwise(cards))
    assert all(1 <= len(rows) <= 2 for _, _, rows in cards)
    assert all(0 < len(row) <= 32 for _, _, rows in cards for row in rows)
