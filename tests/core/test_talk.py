from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.core.people import Speaker, Speakers
from onrecord.core.talk import as_read, bare, content, ends_sentence, folded, sentences, stem
from onrecord.core.transcript import Band, Correction, Corrections, EngineStamp, Transcript, Word

TOKENS = st.lists(st.sampled_from(["yes.", "no", "why?", "tram", "the", "(so)", "—", "end!”"]), max_size=40)


def words_of(texts: list[str], gap_s: float = 0.1) -> list[Word]:
    return [Word(f"w{i}", text, i * (0.3 + gap_s), i * (0.3 + gap_s) + 0.3, 0.9) for i, text in enumerate(texts)]


@given(TOKENS, st.lists(st.sampled_from(["a", "b"]), min_size=40, max_size=40))
def test_sentences_hold_every_word_once_and_one_speaker_each(texts: list[str], who: list[str]) -> None:
    words = words_of(texts)
    owner = {word.id: name for word, name in zip(words, who, strict=False)}
    cut = sentences(words, owner)
    assert [w for s in cut for w in s.words] == words
    assert all(len({owner[w.id] for w in s.words}) == 1 for s in cut)
    assert all(len(s.tokens) == len(s.words) for s in cut)
    assert not any(ends_sentence(one, two) for s in cut for one, two in pairwise(s.words))


def test_a_long_pause_ends_a_sentence() -> None:
    words = [*words_of(["and", "then"]), Word("x", "silence", 9.0, 9.3, 0.9)]
    assert [s.text for s in sentences(words, {})] == ["and then", "silence"]


@pytest.mark.parametrize(
    ("text", "n"),
    [("Bring soup, bread, etc. with you.", 1), ("Bring soup, etc. Then sit.", 2), ("It was a vet. then", 2)],
)
def test_what_is_shortened_ends_no_sentence_before_a_small_letter(text: str, n: int) -> None:
    assert len(sentences(words_of(text.split()), {})) == n


def test_a_title_or_an_initial_ends_no_sentence() -> None:
    assert [s.text for s in sentences(words_of("I met Dr. J. Maes. He left.".split()), {})] == [
        "I met Dr. J. Maes.",
        "He left.",
    ]


def test_no_is_a_number_only_before_a_figure() -> None:
    assert [s.text for s in sentences(words_of("Is it No. 7? No. It is not.".split()), {})] == [
        "Is it No. 7?",
        "No.",
        "It is not.",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They moved to the U.S. In May they left.", ["They moved to the U.S.", "In May they left."]),
        ("On Feb. 15 it shut.", ["On Feb. 15 it shut."]),
        ("It ended in Feb. It did.", ["It ended in Feb.", "It did."]),
        ("Lind Corp. said so.", ["Lind Corp. said so."]),
        ("Ana Lind (N-Ans.) said so.", ["Ana Lind (N-Ans.) said so."]),
        ("They had time (did they?) and left.", ["They had time (did they?) and left."]),
        ("They left the Corp. It is shut.", ["They left the Corp.", "It is shut."]),
        ("They work for U.S. Timber in D.C. now.", ["They work for U.S. Timber in D.C. now."]),
        ("At 9 p.m. The boats left.", ["At 9 p.m.", "The boats left."]),
        ("At 9 p.m. the boats left.", ["At 9 p.m. the boats left."]),
        ("They put off Plan B. It costs too much.", ["They put off Plan B.", "It costs too much."]),
        ("Ana B. Lind left.", ["Ana B. Lind left."]),
        ("When in the U.S. I'd call.", ["When in the U.S. I'd call."]),
    ],
)
def test_letters_with_dots_end_a_sentence_where_a_word_follows_that_begins_one(text: str, found: list[str]) -> None:
    assert [s.text for s in sentences(words_of(text.split()), {})] == found


def test_a_question_is_told_by_its_mark_also_behind_quotes() -> None:
    asked, said = sentences(words_of(["Why", "“not?”", "Because."]), {})
    assert asked.is_question and not said.is_question


def test_words_are_folded_and_bared() -> None:
    assert bare("“Ennis,”") == "Ennis"
    assert folded("Søren’s,") == "soren's"
    assert stem("ferries") == stem("ferry") and stem("walls") == stem("wall")
    assert content(["the", "ferries", "could", "really", "sink"]) == [stem("ferries"), "sink"]


def test_a_corrected_name_stands_at_its_last_word() -> None:
    words = tuple(words_of(["near", "zay", "brugger.", "Yes."]))
    transcript = Transcript("en", words, EngineStamp("t", "1", "m", "d"))
    speakers = Speakers((Speaker("a", "A"),), {w.id: "a" for w in words})
    fix = Correction("n", ("w1", "w2"), "zay brugger", "Zeebrugge", "by sound", 0.9, "names", Band.AUTO)
    read = as_read(transcript, speakers, Corrections((fix,)))
    assert [w.text for w in read] == ["near", "", "Zeebrugge.", "Yes."]
    assert [s.text for s in sentences(read, {})] == ["near Zeebrugge.", "Yes."]
