"""Cuts never touch a word, add up, and stay themselves when a setting changes."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.core.edit import Action, Cut, EditList
from onrecord.core.people import Speaker, Speakers
from onrecord.core.recording import Event, EventKind, Listening, Recording, Sounds, Track
from onrecord.core.story import Stories, Story, StoryKind
from onrecord.core.time import Span, covered_s, intersect, subtract, union
from onrecord.core.transcript import EngineStamp, Transcript, Word
from onrecord.stages.cut import CutSettings, cut
from onrecord.stages.cut.borders import loudest
from onrecord.stages.cut.gaps import protected_spans
from onrecord.stages.cut.pauses import kept_pause_s


class NoTools:
    """Nothing but a silent recording."""

    progress = staticmethod(lambda done: None)

    class blobs:
        @staticmethod
        def open(blob: str) -> Any:
            return Silence()


class Silence:
    rate_hz, channels_n, frames_n = 16_000, 1, 10**9

    def read(self, start_n: int, frames_n: int) -> Any:
        return np.zeros((frames_n, 1), np.float32)

    def close(self) -> None:
        return None


class Heard(Silence):
    def __init__(self, samples: Any) -> None:
        self.samples = samples

    def read(self, start_n: int, frames_n: int) -> Any:
        return self.samples[start_n : start_n + frames_n]


def inputs_of(words: list[Word], events: list[Event], duration_s: float) -> dict[str, Any]:
    track = Track("t1", "x.wav", "0", "pcm", 48_000, "b", "b", 48_000, 1, round(duration_s * 48_000))
    return {
        "ingest": Recording((track,), duration_s, "b", -23.0, -3.0, 5.0, ()),
        "listen": Listening((), -60.0, 0.05, tuple([-25.0] * round(duration_s / 0.05))),
        "sounds": Sounds(tuple(union((w.span for w in words), join_gaps_s=0.1)), tuple(events)),
        "transcribe": Transcript("en", tuple(words), EngineStamp("t", "1", "m", "d")),
        "speakers": Speakers((Speaker("s1", "Ann"),), {w.id: "s1" for w in words}),
        "stories": Stories(()),
    }


def cuts_of(inputs: dict[str, Any], **settings: Any) -> tuple[Cut, ...]:
    return cut(inputs, CutSettings(**settings), NoTools()).cuts  # type: ignore[arg-type]


def levels(duration_s: float, *loud: Span, breath: Span | None = None, breath_dbfs: float = -45.0) -> tuple[float, ...]:
    """The room at -60 dBFS, what is loud at -25, and a breath."""
    found = np.full(round(duration_s / 0.05), -60.0)
    for span, dbfs in [*((span, -25.0) for span in loud), *([(breath, breath_dbfs)] if breath else [])]:
        found[round(span.start_s / 0.05) : round(span.end_s / 0.05)] = dbfs
    return tuple(found)


def sentence(at_s: float, first: int = 0, words_n: int = 4) -> list[Word]:
    starts = [at_s + 0.35 * i for i in range(words_n)]
    return [Word(f"w{first + i}", "word", round(s, 3), round(s + 0.3, 3), 0.9) for i, s in enumerate(starts)]


def event(start_s: float, end_s: float, kind: EventKind = EventKind.COUGH, confidence: float = 0.6) -> Event:
    return Event(Span(start_s, end_s), kind, confidence, "listen", "loud")


TALK = [*sentence(0.5), *sentence(4.0, 4), *sentence(12.0, 8)]
"""Words to 1.85, 4.0 to 5.35 and 12.0 to 13.35 of 14 s: pauses of 2.15 and 6.65 s."""


def test_a_cough_between_words_goes_and_laughter_stays() -> None:
    found = cuts_of(inputs_of(TALK, [event(2.6, 3.0), event(7.0, 8.0, EventKind.LAUGH)], 14.0))
    (cough,) = [c for c in found if c.reason == "cough"]
    assert cough.span.start_s <= 2.6
    assert cough.span.end_s >= 3.0
    assert (cough.evidence, cough.kind_share, cough.called) == ("loud", 1.0, "cough")
    assert not [c for c in found if c.reason == "laugh"]
    assert covered_s(Span(7.0, 8.0), [s for c in found for s in c.removes]) == 0


def test_the_cut_says_what_falls_off_before_it() -> None:
    falling = replace(event(1.9, 2.3), falls_s=0.12)
    (cough,) = [c for c in cuts_of(inputs_of(TALK, [falling], 14.0)) if c.reason == "cough"]
    assert cough.evidence == "loud; its beginning lies on the end of a word and stays, falling off over its last 0.12 s"


def test_music_keeps_how_it_begins_and_dies_away() -> None:
    found = cuts_of(inputs_of(TALK, [event(7.5, 9.0, EventKind.MUSIC)], 14.0))
    removed = [s for c in found for s in c.removes]
    assert covered_s(Span(6.5, 10.0), removed) == 0
    assert covered_s(Span(5.35, 6.5), removed) > 0.2
    assert covered_s(Span(10.0, 12.0), removed) > 0.2


def test_a_pause_in_which_a_bed_of_music_plays_on_stays_and_a_cough_in_it_goes() -> None:
    inputs = inputs_of(TALK, [event(2.6, 3.0)], 14.0)
    inputs["sounds"] = replace(inputs["sounds"], beds=(Span(0.0, 14.0),))
    assert [c.reason for c in cuts_of(inputs)] == ["cough"]
    inputs["sounds"] = replace(inputs["sounds"], beds=(Span(0.0, 5.0),))
    assert all(c.span.start_s > 5.0 for c in cuts_of(inputs) if c.reason == "pause")
    assert any(c.span.contains(8.0) for c in cuts_of(inputs))


def test_the_room_right_beside_a_sound_goes_too_but_not_close_to_a_word_and_nothing_of_another_sound() -> None:
    (cough,) = [c for c in cuts_of(inputs_of(TALK, [event(2.8, 3.0)], 14.0)) if c.reason == "cough"]
    assert cough.span.start_s == pytest.approx(2.75)
    assert cough.span.end_s == pytest.approx(3.15)
    beside = [event(2.8, 3.0), event(3.05, 3.2, EventKind.LAUGH)]
    (cough,) = [c for c in cuts_of(inputs_of(TALK, beside, 14.0)) if c.reason == "cough"]
    assert cough.span.end_s == pytest.approx(3.0)
    (cough,) = [c for c in cuts_of(inputs_of(TALK, [event(3.5, 3.8)], 14.0)) if c.reason == "cough"]
    assert cough.span.end_s == pytest.approx(3.8)


def test_of_a_pause_with_two_noises_what_stays_lies_beside_the_words_not_between_the_noises() -> None:
    found = cuts_of(inputs_of(TALK, [event(6.4, 6.9), event(7.1, 10.0)], 14.0), longest_pause_s=1.5)
    removed = union(s for c in found if c.is_on for s in c.removes)
    assert covered_s(Span(6.9, 7.1), removed) == pytest.approx(0.2)
    assert 0.28 < 6.4 - 5.35 - covered_s(Span(5.35, 6.4), removed) < 1.05


def removed_of(words: list[Word], events: list[Event]) -> list[Span]:
    return union(s for c in cuts_of(inputs_of(words, events, 14.0)) if c.is_on for s in c.removes)


def kept_between_s(removed: list[Span], first: Word, second: Word) -> float:
    pause = Span(first.end_s, second.start_s)
    return pause.duration_s - covered_s(pause, removed)


@pytest.mark.parametrize("pause_s", [1.2, 1.8, 3.0, 5.0])
@pytest.mark.parametrize("at", [0.3, 0.5, 0.7])
def test_a_pause_with_a_noise_in_it_comes_out_as_long_as_one_of_its_length_without(pause_s: float, at: float) -> None:
    cough_s, unheard_s = 0.4, 0.2  # so much goes with the cough, of the room before and behind it
    plain = [*sentence(0.5), *sentence(1.85 + pause_s, 4)]
    broken = [*sentence(0.5), *sentence(1.85 + pause_s + cough_s + unheard_s, 4)]
    cough = event(round(1.9 + at * pause_s, 2), round(1.9 + at * pause_s + cough_s, 2))
    removed = removed_of(broken, [cough])
    kept_s = kept_between_s(removed_of(plain, []), plain[3], plain[4])
    if pause_s * min(at, 1 - at) > 0.7:
        assert kept_between_s(removed, broken[3], broken[4]) == pytest.approx(kept_s, abs=0.01)
        assert covered_s(cough.span.grown(0.3), removed) == pytest.approx(cough_s + 0.6, abs=0.001)
    assert kept_s - 0.3 < kept_between_s(removed, broken[3], broken[4]) <= kept_s + 0.01
    assert covered_s(Span(1.85, 1.95), removed) == 0  # what lies beside a word is the word's


def test_of_a_pause_that_is_little_but_a_noise_no_soft_end_of_it_stays() -> None:
    words = [*sentence(0.5), *sentence(3.4, 4)]
    short_s = kept_between_s(removed_of(words, [event(2.2, 2.9)]), words[3], words[4])
    assert 0.18 <= short_s < 0.65
    assert kept_between_s(removed_of(TALK, [event(8.0, 8.4, confidence=0.2)]), TALK[7], TALK[8]) == pytest.approx(
        kept_between_s(removed_of(TALK, []), TALK[7], TALK[8]), abs=0.005
    )


def test_the_evidence_of_a_pause_names_the_noise_in_it() -> None:
    def told(events: list[Event]) -> str:
        (found,) = [
            c for c in cuts_of(inputs_of(TALK, events, 14.0)) if c.reason == "pause" and 5 < c.span.start_s < 12
        ]
        return found.evidence

    unlike_any = replace(event(8.0, 8.4), kind_share=0.31)
    assert " with a noise in it, " in told([unlike_any])
    assert told([event(8.0, 8.4)]).startswith("6.1 s of room tone between “word” and “word” with a cough in it, 0.8")
    both = told([event(8.0, 8.4), event(9.0, 9.2, EventKind.CLICK), event(10.0, 10.5, confidence=0.3)])
    assert " with 2 noises in it, " in both
    assert both.endswith("the cough in it stays whole")


@pytest.mark.parametrize(
    ("noise", "is_on"),
    [
        (event(2.6, 3.0, confidence=0.9), True),
        (event(2.6, 3.0, confidence=0.2), False),
        (event(6.0, 9.5, EventKind.NOISE), False),
        (event(2.6, 3.0, EventKind.BREATH), True),
    ],
)
def test_what_is_unsure_or_long_is_only_proposed(noise: Event, is_on: bool) -> None:
    found = [c for c in cuts_of(inputs_of(TALK, [noise], 14.0)) if c.reason == noise.kind]
    assert [c.is_on for c in found] == [is_on]


def test_the_breath_before_a_word_stays_and_is_turned_down_a_little() -> None:
    inputs = inputs_of(TALK, [event(3.55, 3.9, EventKind.BREATH)], 14.0)
    inputs["listen"] = replace(
        inputs["listen"], level_dbfs=levels(14.0, *(w.span for w in TALK), breath=Span(3.55, 3.9))
    )
    (found,) = [c for c in cuts_of(inputs) if c.reason == "breath"]
    assert (found.action, found.is_on, found.duck_db, found.removes) == (Action.MUTE, True, 8.0, ())
    assert covered_s(found.span, EditList(cuts_of(inputs)).removed()) == 0
    (left,) = [c for c in cuts_of(inputs, duck_breaths_db=0.0) if c.reason == "breath"]
    assert not left.is_on


@pytest.mark.parametrize(("under_talk_db", "action"), [(2.0, Action.REMOVE), (12.0, Action.MUTE)])
def test_a_sniff_as_loud_as_the_talk_goes_also_beside_a_word(under_talk_db: float, action: Action) -> None:
    inputs = inputs_of(TALK, [event(3.55, 3.9, EventKind.BREATH)], 14.0)
    levels_dbfs = levels(14.0, *(w.span for w in TALK), breath=Span(3.55, 3.9), breath_dbfs=-25.0 - under_talk_db)
    inputs["listen"] = replace(inputs["listen"], level_dbfs=levels_dbfs)
    (found,) = [c for c in cuts_of(inputs) if c.reason == "breath"]
    assert (found.action, found.is_on) == (action, True)


def test_pauses_are_shortened_in_proportion() -> None:
    found = [c for c in cuts_of(inputs_of(TALK, [], 14.0)) if c.action is Action.SHORTEN and c.span.start_s > 1]
    kept = [c.keep_s for c in found if c.span.end_s < 13]
    assert len(kept) == 2
    assert 0.7 < kept[0] < kept[1] < 1.05
    between_words_s = [after.start_s - before.end_s for before, after in ((TALK[3], TALK[4]), (TALK[7], TALK[8]))]
    removed = [c.removed_s for c in found if c.span.end_s < 13]
    assert [b - r for b, r in zip(between_words_s, removed, strict=True)] == pytest.approx(kept, abs=0.002)


def test_a_pause_is_as_long_as_nothing_is_heard_even_where_a_recogniser_lets_a_word_begin_early() -> None:
    inputs = inputs_of(TALK, [], 14.0)
    early = replace(TALK[8], start_s=11.2)
    inputs["transcribe"] = replace(inputs["transcribe"], words=(*TALK[:8], early, *TALK[9:]))
    inputs["listen"] = replace(
        inputs["listen"], level_dbfs=tuple([-59.0] * 280)
    )  # voices so soft that words count whole
    removed = union(s for c in cuts_of(inputs) for s in c.removes)
    assert covered_s(Span(11.5, 12.0), removed) == 0  # for all that, what may be the word stays
    assert 12.0 - 5.35 - covered_s(Span(5.35, 12.0), removed) <= 1.0
    assert covered_s(Span(5.35, 5.5), removed) == 0


def test_a_word_that_only_the_recogniser_knows_of_keeps_its_room() -> None:
    inputs = inputs_of(TALK, [], 14.0)
    soft = Word("w99", "no", 8.5, 8.8, 0.9)
    inputs["transcribe"] = replace(inputs["transcribe"], words=(*TALK[:8], soft, *TALK[8:]))
    removed = union(s for c in cuts_of(inputs) for s in c.removes)
    assert covered_s(Span(8.2, 9.1), removed) == 0
    for pause in (Span(5.35, 8.5), Span(8.8, 12.0)):
        assert 0.5 < pause.duration_s - covered_s(pause, removed) <= 1.3


@pytest.mark.parametrize(
    ("confidence", "sounds_there", "holds"), [(0.07, False, False), (0.07, True, True), (0.6, False, True)]
)
def test_a_word_that_was_written_into_a_silent_room_does_not_hold_a_pause_open(
    confidence: float, sounds_there: bool, holds: bool
) -> None:
    inputs = inputs_of(TALK, [], 14.0)
    made_up = Word("w99", "I", 8.0, 8.4, confidence)
    words = sorted([*TALK, made_up], key=lambda w: w.start_s)
    inputs["transcribe"] = replace(inputs["transcribe"], words=tuple(words))
    heard = [*(w.span for w in TALK), *([made_up.span] if sounds_there else [])]
    inputs["listen"] = replace(inputs["listen"], level_dbfs=levels(14.0, *heard))
    left = [s for s in subtract([Span(5.35, 12.0)], EditList(cuts_of(inputs)).removed()) if s.shared_s(made_up.span)]
    assert (covered_s(made_up.span, left) == made_up.span.duration_s) == holds


def test_what_is_cut_at_the_edges_of_a_recording_leaves_no_sliver_of_room_outside() -> None:
    removed = [span for each in cuts_of(inputs_of(sentence(4.0), [], 9.0)) for span in each.removes]
    assert (removed[0].start_s, removed[-1].end_s) == (0.0, 9.0)
    knocks = [event(0.03, 0.4, EventKind.KNOCK), event(8.5, 8.99, EventKind.KNOCK)]
    knocked = cuts_of(inputs_of(sentence(4.0), knocks, 9.0), cut_pauses=False)
    outer = [span for each in knocked for span in each.removes]
    assert (outer[0].start_s, outer[-1].end_s) == (0.0, 9.0)


def test_what_may_not_be_cut_is_not() -> None:
    found = cuts_of(inputs_of(TALK, [event(2.6, 3.0)], 14.0), cut_noises=False, cut_pauses=False)
    assert [(c.reason, c.is_on) for c in found] == [("cough", False)]


@pytest.mark.parametrize("settings", [{"cut_noises": False}, {"surest_only": 1.0}])
def test_a_noise_that_is_not_cut_stays_whole_in_a_pause_that_is_shortened_around_it(settings: dict[str, Any]) -> None:
    found = cuts_of(inputs_of(TALK, [event(8.2, 9.0), event(3.0, 3.3, EventKind.CLICK, 0.9)], 14.0), **settings)
    removed = union(s for c in found if c.is_on for s in c.removes)
    assert covered_s(Span(8.18, 9.02), removed) == covered_s(Span(2.98, 3.32), removed) == 0
    room_s = 12.0 - 5.35 - 0.8
    assert 0.85 < room_s - covered_s(Span(5.35, 12.0), removed) < 1.05
    first, second = (c.evidence for c in found if c.reason == "pause" and c.span.start_s > 1 and c.span.end_s < 13)
    assert first.endswith("s stay; the click in it stays whole")
    assert "without a word" in second


def test_what_may_be_a_sound_stays_whole_and_the_pause_around_it_gets_no_longer_for_it() -> None:
    (pause,) = [
        c
        for c in cuts_of(inputs_of(TALK, [event(7.0, 8.0, confidence=0.3)], 14.0))
        if c.span.start_s > 5 and c.span.end_s < 13 and c.is_on
    ]
    assert covered_s(Span(7.0, 8.0), pause.removes) == 0
    assert pause.keep_s == pytest.approx(1.24)  # the sound, what stays beside it, and the words' margins
    (plain,) = [c for c in cuts_of(inputs_of(TALK, [], 14.0)) if c.span.start_s > 5 and c.span.end_s < 13]
    assert plain.evidence == "6.7 s of room tone between “word” and “word”, 0.89 s stay"
    assert {c.reason for c in cuts_of(inputs_of(TALK, [event(2.6, 3.0)], 14.0), cut_pauses=False)} == {"cough"}


def test_ids_stay_when_a_setting_moves_the_borders() -> None:
    inputs = inputs_of(TALK, [event(2.6, 3.0)], 14.0)
    one, two = cuts_of(inputs), cuts_of(inputs, longest_pause_s=1.6, surest_only=0.1)
    assert {c.id for c in one} == {c.id for c in two}
    assert [c.removes for c in one] != [c.removes for c in two]


@given(st.floats(0.0, 30.0), st.floats(0.0, 30.0), st.floats(0.3, 10.0))
def test_a_longer_pause_stays_longer_and_none_beyond_the_longest(one_s: float, two_s: float, longest_s: float) -> None:
    short_s, long_s = sorted((one_s, two_s))
    assert kept_pause_s(short_s, longest_s) <= kept_pause_s(long_s, longest_s) + 1e-9
    assert kept_pause_s(long_s, longest_s) <= min(long_s, longest_s) + 1e-9


@st.composite
def conversations(draw: st.DrawFn) -> dict[str, Any]:
    words: list[Word] = []
    at_ms = draw(st.integers(0, 3_000))
    for _ in range(draw(st.integers(1, 12))):
        length_ms = draw(st.integers(60, 700))
        words.append(Word(f"w{len(words)}", "word", at_ms / 1000, (at_ms + length_ms) / 1000, 0.9))
        at_ms += length_ms + draw(st.sampled_from([0, 30, 120, 250, 700, 1_500, 4_000]))
    duration_s = (at_ms + draw(st.integers(0, 4_000))) / 1000
    noises = []
    for _ in range(draw(st.integers(0, 6))):
        start_ms = draw(st.integers(0, max(0, round(duration_s * 1000) - 50)))
        end_s = min(duration_s, (start_ms + draw(st.integers(20, 3_500))) / 1000)
        kind = draw(st.sampled_from([k for k in EventKind if k is not EventKind.SPEECH]))
        noises.append(event(start_ms / 1000, max(end_s, start_ms / 1000 + 0.02), kind, draw(st.floats(0, 1))))
    clear = union(w.span.grown(0.06, 0.08) for w in words)  # as far as `sounds` keeps every sound from the words
    heard = [Event(s, e.kind, e.confidence, e.source, e.evidence) for e in noises for s in subtract([e.span], clear)]
    return inputs_of(words, heard, duration_s)


@given(conversations(), st.sampled_from([0.3, 1.0, 3.0]))
def test_no_cut_touches_what_is_protected_and_words_keep_a_gap(inputs: dict[str, Any], longest_s: float) -> None:
    found = cuts_of(inputs, longest_pause_s=longest_s)
    duration_s = inputs["ingest"].duration_s
    protected = protected_spans(inputs["transcribe"].words, inputs["sounds"])
    assert len({c.id for c in found}) == len(found) or len({(c.reason, c.anchor) for c in found}) < len(found)
    for proposed in found:
        assert all(covered_s(span, protected) == 0 for span in proposed.removes)
        assert all(span.end_s <= duration_s for span in proposed.removes)
        assert 0 <= proposed.confidence <= 1
    time_map = EditList(found).time_map(duration_s)
    assert time_map.programme_s == pytest.approx(
        duration_s - sum(s.duration_s for s in EditList(found).removed()), abs=0.002
    )
    for before, after in pairwise(inputs["sounds"].speech):
        if after.start_s < duration_s:
            gap_s = after.start_s - before.end_s
            left_s = time_map.to_programme(after.start_s) - time_map.to_programme(before.end_s)
            assert left_s >= min(gap_s, 0.18) - 0.002


def test_a_pause_after_a_question_may_be_left_as_it_was() -> None:
    asked = [replace(w, text="why?") if w.id == "w3" else w for w in TALK]
    found = cuts_of(inputs_of(asked, [], 14.0), keep_after_questions=True)
    assert [c for c in found if 1.8 < c.span.start_s < 4.0] == []
    assert [c for c in found if 5.0 < c.span.start_s < 12.0] != []


def said(text: str) -> list[Word]:
    return [Word(f"w{i}", t, 0.5 + 0.5 * i, 0.8 + 0.5 * i, 0.9) for i, t in enumerate(text.split())]


@pytest.mark.parametrize(
    ("text", "is_on"),
    [
        ("The boats um went out.", True),
        ("The boats um never went out.", False),
        ("The boats um didn't go out.", False),
        ("All seven boats um went out.", False),
        ("The boats um went to Zeebrugge.", False),
        ("The 7 boats uh went out.", False),
        ("Zeebrugge um has boats.", False),
        ("The twenty-five boats um went out.", False),
        ("The boats um went out in dozens.", False),
        ("The boats uh went out in the nineties.", False),
        ("The boats um rarely went out.", False),
        ("So the boats um went out.", True),
    ],
)
def test_a_filler_goes_when_asked_for_but_not_where_a_word_may_hang_on_it(text: str, is_on: bool) -> None:
    inputs = inputs_of(said(text), [], 4.0)
    (proposed,) = [c for c in cuts_of(inputs) if c.reason == "filler"]
    (asked,) = [c for c in cuts_of(inputs, cut_fillers=True) if c.reason == "filler"]
    assert not proposed.is_on
    assert asked.is_on is is_on
    assert covered_s(Span(0.0, 4.0), [w.span for w in said(text) if w.text not in ("um", "uh")]) == pytest.approx(
        covered_s(Span(0.0, 4.0), subtract([w.span for w in said(text) if w.text not in ("um", "uh")], asked.removes))
    )


def test_in_other_languages_a_filler_is_only_proposed_and_no_word_of_theirs_is_one() -> None:
    inputs = inputs_of(said("Da kam er ähm zu mir"), [], 4.0)
    inputs["transcribe"] = replace(inputs["transcribe"], language="de")
    (found,) = [c for c in cuts_of(inputs, cut_fillers=True) if c.reason == "filler"]
    assert "“ähm” in" in found.evidence and not found.is_on


@pytest.mark.parametrize("text", ["Um.", "Mm-hm. Yeah.", "No.", "Yeah it did.", "To err is human."])
def test_an_answer_is_no_filler(text: str) -> None:
    assert [c for c in cuts_of(inputs_of(said(text), [], 4.0)) if c.reason == "filler"] == []


def test_what_stays_of_a_noise_between_close_turns_is_its_faintest_part() -> None:
    rate_hz = 16_000
    heard = np.full((4 * rate_hz, 1), 0.001, np.float32)
    heard[round(1.2 * rate_hz) : round(1.5 * rate_hz)] = 0.2
    heard[round(1.5 * rate_hz) : round(1.7 * rate_hz)] = 0.01
    span = loudest(Heard(heard), Span(1.2, 1.7), 0.32)
    assert (span.start_s, span.duration_s) == (pytest.approx(1.2, abs=0.011), pytest.approx(0.32))
    backwards = loudest(Heard(heard[::-1]), Span(2.3, 2.8), 0.32)
    assert backwards.end_s == pytest.approx(2.8, abs=0.011)


def test_a_cough_under_a_word_that_was_stretched_over_it_goes() -> None:
    words = [Word("w0", "Lady,", 0.4, 1.0, 0.95), Word("w1", "and", 1.2, 1.9, 0.95), Word("w2", "then", 1.9, 2.4, 0.95)]
    inputs = inputs_of(words, [event(1.2, 1.5, EventKind.COUGH, 0.75)], 3.0)
    inputs["sounds"] = replace(inputs["sounds"], speech=(Span(0.4, 1.0), Span(1.72, 2.4)))
    assert [
        c for c in cuts_of(inputs) if c.reason == "cough"
    ] == []  # one sound from the cough to the word: it may be the word's own beginning

    apart = levels(3.0, Span(0.4, 1.0), Span(1.2, 1.5), Span(1.7, 2.4))
    inputs["listen"] = replace(inputs["listen"], level_dbfs=apart)
    (cough,) = [c for c in cuts_of(inputs) if c.reason == "cough"]
    assert cough.is_on
    assert covered_s(Span(1.2, 1.5), cough.removes) > 0.25


@pytest.mark.parametrize(
    ("words", "is_on"),
    [
        ([("might", 0.4, 1.0), ("and", 1.35, 1.9)], True),
        ([("might", 0.4, 1.0), ("be", 1.1, 1.3), ("and", 1.4, 1.9)], False),  # a word was recognised on it
        ([("might", 0.4, 1.0), ("later", 2.5, 2.9)], False),  # whoever speaks right after it was not understood
    ],
)
def test_a_sound_that_may_hold_a_word_goes_only_between_two_that_were_recognised(words: list[Any], is_on: bool) -> None:
    said = [Word(f"w{i}", text, start_s, end_s, 0.9) for i, (text, start_s, end_s) in enumerate(words)]
    click = replace(event(1.05, 1.3, EventKind.CLICK, 0.8), may_hold_word=True)
    inputs = inputs_of(said, [click], 3.0)
    inputs["sounds"] = replace(inputs["sounds"], speech=(Span(0.4, 1.0), Span(1.35, 1.9)))
    clicks = [c for c in cuts_of(inputs, shortest_gap_s=0.05) if c.reason == "click" and c.removes]
    assert any(c.is_on for c in clicks) == is_on


@pytest.mark.parametrize(("confidence", "is_on"), [(0.95, True), (0.8, False)])
def test_a_sneeze_with_a_voice_all_through_goes_where_nobody_was_understood(confidence: float, is_on: bool) -> None:
    sneeze = replace(event(2.6, 3.1, EventKind.SNEEZE, confidence), may_hold_word=True)
    (found,) = [c for c in cuts_of(inputs_of(TALK, [sneeze], 14.0)) if c.reason == "sneeze"]
    assert found.is_on == is_on


SNEEZED = (Span(2.5, 2.9), Span(2.98, 3.3))
"""A sneeze, and the cry that it ends in, 0.08 s later."""


@pytest.mark.parametrize(
    ("sneeze", "cry", "said", "goes"),
    [
        (event(2.5, 2.9, EventKind.SNEEZE, 0.8), SNEEZED[1], [], True),
        (event(2.5, 2.9, EventKind.SNEEZE, 0.8), SNEEZED[1], [("yes", 2.98, 3.3)], False),
        (
            event(2.5, 2.9, EventKind.SNEEZE, 0.55),
            SNEEZED[1],
            [],
            False,
        ),  # not sure enough to be believed about a voice
        (event(2.5, 2.9, EventKind.KNOCK, 0.95), SNEEZED[1], [], False),  # a knock has no voice
        (event(2.5, 2.6, EventKind.SNEEZE, 0.8), Span(2.68, 3.3), [], False),  # more voice than sneeze
        (event(2.2, 2.6, EventKind.SNEEZE, 0.8), SNEEZED[1], [], False),  # too far behind it
    ],
)
def test_the_cry_that_a_sneeze_ends_in_goes_with_it_unless_it_may_be_a_word(
    sneeze: Event, cry: Span, said: list[Any], goes: bool
) -> None:
    words = [*TALK, *(Word("w90", text, start_s, end_s, 0.9) for text, start_s, end_s in said)]
    inputs = inputs_of(sorted(words, key=lambda w: w.start_s), [sneeze], 14.0)
    inputs["sounds"] = replace(inputs["sounds"], speech=tuple(union([*inputs["sounds"].speech, cry])))
    inputs["listen"] = replace(inputs["listen"], level_dbfs=levels(14.0, *(w.span for w in words), sneeze.span, cry))
    removed = EditList(cuts_of(inputs)).removed()
    assert (covered_s(cry, removed) == cry.duration_s) == goes
    assert goes or covered_s(cry, removed) == 0


def test_a_word_that_a_recogniser_made_of_a_noise_does_not_hide_the_turn_around_it() -> None:
    one, other = sentence(0.5), sentence(2.65, 5)
    inputs = inputs_of([*one, Word("w4", "Oh", 2.0, 2.4, 0.6), *other], [event(1.95, 2.6, confidence=0.9)], 6.0)
    inputs["sounds"] = replace(inputs["sounds"], speech=(Span(0.5, 1.85), Span(2.65, 4.0)))
    inputs["speakers"] = Speakers(
        (Speaker("s1", "Ann"), Speaker("s2", "Ben")),
        {**{w.id: "s1" for w in one}, "w4": "s2", **{w.id: "s2" for w in other}},
    )
    removed = [span for cut in cuts_of(inputs) if cut.is_on for span in cut.removes]
    assert 0.3 < 0.8 - covered_s(Span(1.85, 2.65), removed) < 0.4


def test_the_soft_beginning_of_a_word_lies_on_this_side_of_a_click() -> None:
    words = [*sentence(0.5), *sentence(2.6, 4)]
    inputs = inputs_of(words, [event(2.42, 2.5, EventKind.CLICK, 0.95)], 6.0)
    inputs["listen"] = replace(inputs["listen"], level_dbfs=(-55.0,) * 120)  # little above the room
    (click,) = [c for c in cuts_of(inputs) if c.reason == "click"]
    assert click.is_on
    assert covered_s(Span(2.42, 2.5), click.removes) == pytest.approx(0.08, abs=0.01)


def with_promo(words: list[Word], first: int, end: int) -> dict[str, Any]:
    """The words, of which those from `first` to `end` are a promo, in 14 s."""
    inputs = inputs_of(words, [], 14.0)
    span = Span(words[first].start_s, words[end - 1].end_s)
    return inputs | {
        "stories": Stories((Story("s2", span, StoryKind.PROMO, "Promo", "“our sponsor”", first, end, 0.9),))
    }


def test_a_promo_is_proposed_and_goes_whole_when_asked_for() -> None:
    inputs = with_promo(TALK, 4, 8)
    (proposed,) = [c for c in cuts_of(inputs) if c.reason == "promo"]
    assert not proposed.is_on and "our sponsor" in proposed.evidence
    asked = cuts_of(inputs, cut_promos=True)
    (gone,) = [c for c in asked if c.reason == "promo"]
    assert gone.is_on and gone.id == proposed.id
    removed = EditList(asked).removed()
    spans = [w.span for w in TALK]
    assert covered_s(Span(0.0, 14.0), subtract(spans[4:8], removed)) == pytest.approx(0.0)
    assert covered_s(Span(0.0, 14.0), intersect([*spans[:4], *spans[8:]], removed)) == pytest.approx(0.0)
    left_s = TALK[8].start_s - TALK[3].end_s - covered_s(Span(TALK[3].end_s, TALK[8].start_s), removed)
    assert 0.3 < left_s < 1.0


def test_a_promo_at_either_end_goes_with_the_room_outside() -> None:
    (head,) = [c for c in cuts_of(with_promo(TALK, 0, 4), cut_promos=True) if c.reason == "promo"]
    (tail,) = [c for c in cuts_of(with_promo(TALK, 8, len(TALK)), cut_promos=True) if c.reason == "promo"]
    assert head.span.start_s == 0.0 and tail.span.end_s == 14.0


def test_a_promo_that_runs_into_the_talk_is_cut_where_its_words_end() -> None:
    words = sentence(0.5, words_n=20)
    (gone,) = [c for c in cuts_of(with_promo(words, 6, 12), cut_promos=True) if c.reason == "promo"]
    assert gone.span == Span(words[6].start_s, words[11].end_s)
