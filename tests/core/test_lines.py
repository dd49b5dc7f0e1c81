"""The cues that a reader sees: what they keep of the record, for any words, cuts and corrections."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.core.decided import applied, decided_speakers
from onrecord.core.edit import Decision, Verdict
from onrecord.core.lines import corrected_words, lines, turns
from onrecord.core.people import Speaker, Speakers
from onrecord.core.time import Span, TimeMap
from onrecord.core.transcript import Band, Correction, Corrections, EngineStamp, Transcript, Word

STAMP = EngineStamp("test", "1", "none", "")
ANNA = Speaker("s1", "Anna Berg")
BEN = Speaker("s2", "Guest 1", likely="Ben Ode")


def spoken(text: str, *, word_s: float = 0.4, at_s: float = 0.0, first: int = 0) -> list[Word]:
    return [
        Word(f"w{first + i}", t, at_s + i * word_s, at_s + (i + 1) * word_s, 0.9) for i, t in enumerate(text.split())
    ]


def read(words, owner=None, corrections=(), decisions=(), removed=(), duration_s=None):
    duration_s = duration_s or max((w.end_s for w in words), default=0.0) + 1.0
    whose = {w.id: (owner or {}).get(w.id, "s1") for w in words}
    return lines(
        Transcript("en", tuple(words), STAMP),
        Speakers((ANNA, BEN), whose),
        Corrections(tuple(corrections)),
        list(decisions),
        TimeMap(removed, duration_s),
    )


def fix(ids: str, text: str, band: Band = Band.AUTO, id: str = "n1", confidence: float = 0.8) -> Correction:
    return Correction(id, tuple(ids.split()), "", text, "test", confidence, "test", band)


def test_a_sentence_is_a_cue_and_its_id_is_its_first_words():
    cues = read(spoken("We went to Paris in May. It rained there every day."))
    assert [c.text for c in cues] == ["We went to Paris in May.", "It rained there every day."]
    assert [c.id for c in cues] == ["cw0", "cw6"]
    assert [c.begins_turn for c in cues] == [True, False]
    assert cues[1].span == Span(2.4, 4.4)
    assert cues[0].speaker == "Anna Berg"


@pytest.mark.parametrize(
    "text",
    [
        "Then we asked Dr. Smith about it all.",
        "The U.S. government has said so again.",
        "So J. K. Rowling wrote it down.",
    ],
)
def test_a_full_stop_inside_a_sentence_does_not_end_it(text):
    assert [c.text for c in read(spoken(text))] == [text]


def test_no_and_i_end_a_sentence_and_a_very_short_one_takes_the_next_along():
    assert [c.text for c in read(spoken("No. Nobody there did as much as I. They went home."))] == [
        "No. Nobody there did as much as I.",
        "They went home.",
    ]


def test_a_long_sentence_breaks_behind_a_comma():
    text = "When the river rose above the old mill that spring and nobody came, we carried what we could up to the church on the hill and slept there."
    cues = read(spoken(text, word_s=0.2))
    assert len(cues) == 2
    assert cues[0].text.endswith("nobody came,")


def test_a_long_sentence_without_commas_breaks_at_a_pause():
    words = spoken("a " * 25, word_s=0.3)
    words += spoken("b " * 25, word_s=0.3, at_s=8.5, first=25)
    cues = read(words)
    assert [c.text[0] for c in cues] == ["a", "b"]
    assert cues[1].span.start_s == 8.5


def test_words_of_a_removed_span_are_left_out_and_times_close_up():
    words = spoken("I um I think that it works.", word_s=0.5)
    cues = read(words, removed=[Span(0.5, 1.5)])
    assert [c.text for c in cues] == ["I think that it works."]
    assert cues[0].span == Span(0.0, 2.5)
    assert cues[0].source == Span(0.0, 3.5)


def test_a_word_is_kept_when_its_middle_is():
    words = spoken("one two three", word_s=1.0)
    assert read(words, removed=[Span(1.0, 1.4)])[0].text == "one two three"
    assert read(words, removed=[Span(1.0, 1.6)])[0].text == "one three"


def test_an_automatic_correction_is_applied_with_its_punctuation_and_possessive():
    cues = read(spoken('and "Cohen Bendit\'s," he said'), corrections=[fix("w1 w2", "Cohn-Bendit")])
    assert cues[0].text == 'and "Cohn-Bendit\'s," he said'
    assert cues[0].words[1].heard == '"Cohen Bendit\'s,"'
    assert (cues[0].words[1].start_s, cues[0].words[1].end_s) == (0.4, 1.2)
    assert cues[0].words[0].heard is None


@pytest.mark.parametrize(
    ("heard", "text", "expected"),
    [
        ("Sara.", "Sarah", "Sarah."),
        ("Sara's", "Sarah's", "Sarah's"),
        ("Jones'", "Johns", "Johns'"),
        ("Yahu?", "Yahoo!", "Yahoo!?"),
        ("DC.", "D.C.", "D.C."),
        ("(sara)", "Sarah", "(Sarah)"),
        ("...", "Sarah", "Sarah"),
    ],
)
def test_what_surrounds_the_heard_word_stays(heard, text, expected):
    assert read(spoken(f"so {heard}"), corrections=[fix("w1", text)])[0].words[1].text == expected


@pytest.mark.parametrize(
    ("band", "decision", "expected"),
    [
        (Band.AUTO, None, "Sarah"),
        (Band.SUGGEST, None, "Sara"),
        (Band.AUTO, Decision("name", "n1", Verdict.REJECT, "t"), "Sara"),
        (Band.SUGGEST, Decision("name", "n1", Verdict.ACCEPT, "t"), "Sarah"),
        (Band.SUGGEST, Decision("name", "n1", Verdict.ADJUST, "t", value={"text": "Zara"}), "Zara"),
        (Band.SUGGEST, Decision("cut", "n1", Verdict.ACCEPT, "t"), "Sara"),
    ],
)
def test_a_person_decides_on_a_correction(band, decision, expected):
    decisions = [decision] if decision else []
    cues = read(spoken("then Sara came"), corrections=[fix("w1", "Sarah", band)], decisions=decisions)
    assert cues[0].words[1].text == expected


def test_the_last_decision_counts():
    said = [Decision("name", "n1", Verdict.REJECT, "t"), Decision("name", "n1", Verdict.ACCEPT, "u")]
    assert read(spoken("Sara"), corrections=[fix("w0", "Sarah")], decisions=said)[0].text == "Sarah"


def test_of_two_corrections_on_one_word_a_persons_wins_then_the_surer():
    pair = Corrections((fix("w0", "Sarah", id="a", confidence=0.9), fix("w0 w1", "Zara Lee", id="b", confidence=0.5)))
    assert [c.id for c, _ in applied(pair, [])] == ["a", "b"]
    accepted = [Decision("name", "b", Verdict.ACCEPT, "t")]
    assert [c.id for c, _ in applied(pair, accepted)] == ["b", "a"]
    assert read(spoken("Sara Lee here"), corrections=pair.corrections, decisions=accepted)[0].text == "Zara Lee here"


def test_a_correction_needs_all_its_words_in_the_programme():
    cues = read(spoken("from Nu York today"), corrections=[fix("w1 w2", "New York")], removed=[Span(0.4, 0.8)])
    assert cues[0].text == "from York today"


@pytest.mark.parametrize("ids", ["w9", "w0 w2", "w1 w0", "w0 w1"])
def test_a_correction_that_does_not_fit_the_words_is_left_out(ids):
    cues = read(spoken("one two three"), owner={"w1": "s2"}, corrections=[fix(ids, "x")])
    assert " ".join(c.text for c in cues) == "one two three"


def test_corrected_words_hold_the_whole_recording():
    transcript = Transcript("en", tuple(spoken("one to three")), STAMP)
    words = corrected_words(transcript, Speakers((), {}), Corrections((fix("w1", "two"),)), [])
    assert [(w.id, w.text, w.heard) for w in words] == [("w0", "one", None), ("w1", "two", "to"), ("w2", "three", None)]


@pytest.mark.parametrize(
    ("verdict", "value", "expected"),
    [
        (None, {}, "Guest 1 (likely Ben Ode?)"),
        (Verdict.ACCEPT, {}, "Ben Ode"),
        (Verdict.ACCEPT, {"text": "Bea"}, "Bea"),
        (Verdict.ADJUST, {"text": "Bea"}, "Bea"),
        (Verdict.REJECT, {}, "Guest 1"),
    ],
)
def test_a_person_names_a_speaker(verdict, value, expected):
    decisions = [Decision("speaker", "s2", verdict, "t", value=value)] if verdict else []
    assert read(spoken("Hi."), owner={"w0": "s2"}, decisions=decisions)[0].speaker == expected
    assert decided_speakers(Speakers((BEN,), {}), decisions).speakers[0].label == expected


def test_a_change_of_speaker_begins_a_turn():
    words = spoken("How are you? Fine. And you?")
    cues = read(words, owner={"w3": "s2"})
    assert [(c.speaker_id, c.text, c.begins_turn) for c in cues] == [
        ("s1", "How are you?", True),
        ("s2", "Fine.", True),
        ("s1", "And you?", True),
    ]
    assert [len(turn) for turn in turns(cues)] == [1, 1, 1]


def test_one_who_speaks_over_another_does_not_tear_the_sentence_apart():
    mine = spoken("I think that this will work.", word_s=0.5)
    yes = Word("y", "Yeah.", 1.1, 1.5, 0.9)
    cues = read(sorted([*mine, yes], key=lambda w: w.start_s), owner={"y": "s2"})
    assert [(c.text, c.span) for c in cues] == [
        ("I think that this will work.", Span(0.0, 3.0)),
        ("Yeah.", Span(1.1, 1.5)),
    ]


def test_a_long_silence_ends_a_cue_even_when_it_is_cut():
    words = spoken("so then") + spoken("we left", at_s=9.0, first=2)
    assert [c.text for c in read(words, removed=[Span(1.0, 8.8)])] == ["so then", "we left"]


def test_nothing_said_gives_no_cues():
    assert read([]) == ()
    assert read(spoken("gone"), removed=[Span(0.0, 5.0)], duration_s=5.0) == ()


WORDS = st.lists(
    st.tuples(
        st.sampled_from(["so", "Anna", "went.", "and,", "then?", "Dr.", "extraordinarily", "well"]),
        st.integers(0, 900),
        st.integers(0, 2500),
        st.sampled_from(["s1", "s2", "s3"]),
    ),
    max_size=60,
)


@settings(max_examples=150, deadline=None)
@given(WORDS, st.lists(st.tuples(st.integers(0, 60_000), st.integers(0, 9_000)), max_size=8), st.data())
def test_cues_keep_the_rules_for_any_talk_and_any_cuts(talk, cuts, data):
    words, owner, at_ms = [], {}, 0
    for i, (text, gap_ms, length_ms, who) in enumerate(talk):
        at_ms = max(0, at_ms + gap_ms - 300)
        words.append(Word(f"w{i}", text, at_ms / 1000, (at_ms + length_ms) / 1000, 0.9))
        owner[f"w{i}"] = who
    words.sort(key=lambda w: w.start_s)
    duration_s = max((w.end_s for w in words), default=0.0) + 0.001
    removed = [Span(a / 1000, (a + b) / 1000) for a, b in cuts]
    corrections = []
    if words:
        first = data.draw(st.integers(0, len(words) - 1))
        corrections = [fix(" ".join(w.id for w in words[first : first + 2]), "Somebody Else")]
    cues = read(words, owner, corrections, (), removed, duration_s)
    time_map = TimeMap(removed, duration_s)

    kept = [w for w in words if time_map.is_kept(w.span.middle_s)]
    said = sorted(word for cue in cues for entry in cue.words for word in (entry.heard or entry.text).split())
    assert said == sorted(w.text for w in kept)
    assert len({c.id for c in cues}) == len(cues)
    assert all(0 <= a.span.start_s <= b.span.start_s for a, b in pairwise(cues))
    for cue in cues:
        assert cue.text == " ".join(w.text for w in cue.words)
        assert cue.span.duration_s + 1e-9 >= 0.001
        assert cue.span.end_s <= time_map.programme_s
        assert {owner[w.id] for w in words if f"c{w.id}" == cue.id} == {cue.speaker_id}
        assert len(cue.words) == 1 or (len(cue.text) <= 120 and cue.span.duration_s <= 12.0)
        assert all(w.start_s < w.end_s for w in cue.words)
