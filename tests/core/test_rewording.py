"""A line that a person wrote anew says just that, whatever changed, and leaves the times of the other words alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.core.edit import Verdict
from onrecord.core.lines import corrected_words, lines
from onrecord.core.people import Speaker, Speakers
from onrecord.core.rewording import rewordings, words_of
from onrecord.core.time import TimeMap
from onrecord.core.transcript import Band, Correction, Corrections, EngineStamp, Transcript, Word

SPEAKERS = (Speaker("s1", "Anna Berg"),)
NAMES = Corrections((Correction("n1", ("w1", "w2"), "merrin doll", "Maren Dahl", "test", 0.9, "names", Band.AUTO),))


def record(text, corrections=NAMES):
    words = tuple(Word(f"w{i}", t, i * 0.4, i * 0.4 + 0.4, 0.9) for i, t in enumerate(text.split()))
    return (
        Transcript("en", words, EngineStamp("t", "1", "n", "")),
        Speakers(SPEAKERS, {w.id: "s1" for w in words}),
        corrections,
    )


def cues_of(kept, decisions=()):
    transcript = kept[0]
    return lines(*kept, list(decisions), TimeMap((), transcript.words[-1].end_s + 1))


def corrected(kept, text):
    (cue, *_) = cues_of(kept)
    read = words_of(cue, corrected_words(*kept, []))
    return [change.decision(at="2026-01-01", by="me") for change in rewordings(read, text)]


@pytest.mark.parametrize(
    "text",
    [
        "This Maren Dahl keeps the lock of the quay",
        "This is Maren Dahl who keeps the log of the key",
        "This Maren keeps the log of the key",
        "this Maren Dahl keeps the log, of the Key!",
        "Maren Dahl keeps the log of the key",
        "This Maren Dahl keeps log",
        "Something else",
        "And this Maren Dahl keeps the log of the key, always",
    ],
)
def test_the_line_then_says_what_was_written(text):
    kept = record("This merrin doll keeps the log of the key")
    assert " ".join(cue.text for cue in cues_of(kept, corrected(kept, text))) == text


def test_words_that_do_not_change_keep_their_times_and_a_second_correction_goes_on_from_the_first():
    kept = record("This merrin doll keeps the log of the key")
    first = corrected(kept, "This Maren Dahl keeps the lock of the key")
    assert [(d.value["heard"], d.value["text"]) for d in first] == [("log", "lock")]
    (cue,) = cues_of(kept, first)
    assert [(word.start_s, word.text) for word in cue.words][-3:] == [(2.4, "of"), (2.8, "the"), (3.2, "key")]
    read = words_of(cue, corrected_words(*kept, first))
    second = [
        change.decision(at="2026-01-02", by="me")
        for change in rewordings(read, "This Maren Dahl keeps the log of the quay")
    ]
    assert cues_of(kept, first + second)[0].text == "This Maren Dahl keeps the log of the quay"


def test_what_is_heard_so_by_now_and_what_was_taken_back_change_nothing():
    kept = record("we keep the log", Corrections())
    decisions = corrected(kept, "we keep the lock")
    heard = record("we keep the lock", Corrections())
    assert cues_of(heard, decisions)[0].text == "we keep the lock"
    back = [replace(decision, verdict=Verdict.REJECT) for decision in decisions]
    assert cues_of(kept, decisions + back)[0].text == "we keep the log"


def test_a_line_of_another_hearing_is_not_found():
    kept = record("we keep the log")
    (cue,) = cues_of(record("we keep the lock"))
    assert words_of(cue, corrected_words(*kept, [])) == []
    with pytest.raises(ValueError, match="says something"):
        rewordings(corrected_words(*kept, []), "  ")


WORDS = st.lists(st.sampled_from("the log of key and wind no deck".split()), min_size=1, max_size=9)


@settings(max_examples=150, deadline=None)
@given(heard=WORDS, wanted=WORDS)
def test_any_line_becomes_any_other(heard, wanted):
    kept = record(" ".join(heard), Corrections())
    read = words_of(cues_of(kept)[0], corrected_words(*kept, []))
    decisions = [change.decision(at="2026-01-01", by="me") for change in rewordings(read, " ".join(wanted))]
    assert " ".join(cue.text for cue in cues_of(kept, decisions)) == " ".join(wanted)
