"""Who speaks when: by the microphone where everyone has one, else by the voice finder."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from onrecord.core.people import Voices
from onrecord.core.recording import Listening
from onrecord.core.time import Span, covered_s
from onrecord.stages.voices import VoicesSettings, voices

RATE_HZ = 16_000
FIRST, SECOND = (Span(1.0, 5.0), Span(10.0, 14.0)), (Span(5.5, 9.5), Span(15.0, 19.0))


def microphone(own: tuple[Span, ...], other: tuple[Span, ...], level: float) -> Any:
    """A voice in `own`, 14 dB of it left in `other` (somebody else's, from across the table), and room tone."""
    rng, time_s = np.random.default_rng(round(level * 1e4)), np.arange(20 * RATE_HZ) / RATE_HZ
    gain = np.zeros(len(time_s))
    for spans, share in ((own, 1.0), (other, 0.2)):
        for span in spans:
            gain[(time_s >= span.start_s) & (time_s < span.end_s)] = share * level
    return (gain + 0.0005) * rng.standard_normal(len(time_s))


def told_apart(bench: Any, *sounds: Any, count: int = 0) -> Voices:
    speech = tuple(sorted(FIRST + SECOND))
    return voices(
        {"ingest": bench.recording(*sounds), "listen": Listening(speech, -60.0, 0.05, ())},
        VoicesSettings(count=count), bench,
    )  # fmt: skip


@pytest.mark.parametrize("second_level", [0.1, 0.02])
def test_each_microphone_is_its_owners_also_when_one_is_quieter(bench: Any, second_level: float) -> None:
    found = told_apart(bench, microphone(FIRST, SECOND, 0.1), microphone(SECOND, FIRST, second_level))
    assert (found.voices_n, found.how) == (2, "by microphone")
    for voice, own, other in ((0, FIRST, SECOND), (1, SECOND, FIRST)):
        turns = [t.span for t in found.turns if t.voice == voice]
        assert sum(covered_s(span, turns) for span in own) > 15.5 / 2
        assert sum(covered_s(span, turns) for span in other) < 0.5
    assert list(found.turns) == sorted(found.turns, key=lambda t: (t.span, t.voice))


def test_one_file_is_left_to_the_voice_finder(bench: Any) -> None:
    found = told_apart(bench, microphone(FIRST + SECOND, (), 0.1), count=2)
    assert (found.voices_n, found.how) == (2, "by turns")
    assert told_apart(bench, microphone(FIRST + SECOND, (), 0.1)).voices_n == 1


def test_another_number_of_people_than_microphones_is_left_to_the_voice_finder_too(bench: Any) -> None:
    found = told_apart(bench, microphone(FIRST, SECOND, 0.1), microphone(SECOND, FIRST, 0.1), count=3)
    assert (found.voices_n, found.how) == (3, "by turns")


def test_two_at_once_are_both_heard_and_a_noisy_microphone_takes_nobodys_words(bench: Any) -> None:
    both = (Span(12.0, 13.5),)
    first, second = microphone(FIRST, SECOND, 0.1), microphone(SECOND, FIRST, 0.02) + microphone(both, (), 0.0201)
    second += 0.004 * np.random.default_rng(9).standard_normal(len(second))  # 14 dB under its owner's voice
    found = told_apart(bench, first, second)
    turns = [[t.span for t in found.turns if t.voice == voice] for voice in (0, 1)]
    assert covered_s(both[0], turns[0]) > 1.4 and covered_s(both[0], turns[1]) > 1.1
    assert sum(covered_s(span, turns[1]) for span in (Span(1.0, 5.0), Span(10.0, 11.5))) < 0.4


def test_who_says_one_sentence_keeps_it_and_takes_nobody_elses(bench: Any) -> None:
    often, once = (Span(1.0, 5.0), Span(5.5, 9.5), Span(10.0, 14.0), Span(15.0, 17.4)), (Span(17.6, 19.0),)
    for far in (0.2, 0.0):  # across the table, and in another house
        first = microphone(often, once if far else (), 0.1)
        second = microphone(once, often if far else (), 0.03)
        turns = [[t.span for t in told_apart(bench, first, second).turns if t.voice == voice] for voice in (0, 1)]
        assert covered_s(once[0], turns[1]) > 1.3 and covered_s(once[0], turns[0]) < 0.2
        assert sum(covered_s(span, turns[0]) for span in often) > 13.5
        assert sum(covered_s(span, turns[1]) for span in often) < 0.3


def test_a_microphone_that_nobody_speaks_into_takes_nobodys_words(bench: Any) -> None:
    first, second = microphone(FIRST, SECOND, 0.1), microphone(SECOND, FIRST, 0.03)
    hears_all = microphone((), FIRST + SECOND, 0.3) + microphone((), (), 0.001)
    for spare in (hears_all, np.zeros(len(first)), microphone((), (), 0.05)):
        for sounds, owners in (((first, second, spare), (0, 1)), ((spare, first, second), (1, 2))):
            found = told_apart(bench, *sounds)
            assert found.voices_n == 3 and {turn.voice for turn in found.turns} == set(owners)
            for voice, own in zip(owners, (FIRST, SECOND), strict=True):
                turns = [t.span for t in found.turns if t.voice == voice]
                assert sum(covered_s(span, turns) for span in own) > 7.7
