from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from onrecord.core.errors import EngineFailed, Interrupted
from onrecord.core.people import Voices
from onrecord.core.ports import Samples, VoiceFinder
from onrecord.core.time import Span, intersect, union
from onrecord.engines.grouping import PRINT_N, Settled, Sighting, Stretch, group, settled
from onrecord.engines.voices import OnnxVoiceFinder

PART_S = 75.0


@pytest.fixture(scope="module")
def finder() -> OnnxVoiceFinder:
    return OnnxVoiceFinder()


def wrong_share(voices: Voices, truth: list[dict[str, Any]], end_s: float, collar_s: float = 0.25) -> float:
    """Diarization error rate: missed, false and mistaken speech over all speech, away from the borders of the truth."""
    names = sorted({said["speaker"] for said in truth})
    times_s = np.arange(0.0, end_s, 0.01)
    real = np.zeros((len(names), len(times_s)), bool)
    counted = np.ones(len(times_s), bool)
    for said in truth:
        real[names.index(said["speaker"])] |= (times_s >= said["start_s"]) & (times_s < said["end_s"])
        for edge_s in (said["start_s"], said["end_s"]):
            counted &= np.abs(times_s - edge_s) > collar_s
    guess = np.zeros((max(voices.voices_n, len(names)), len(times_s)), bool)
    for turn in voices.turns:
        guess[turn.voice] |= (times_s >= turn.span.start_s) & (times_s < turn.span.end_s)
    real, guess = real[:, counted], guess[:, counted]
    used: set[int] = set()
    hits = 0
    for row in real:
        best = max((v for v in range(len(guess)) if v not in used), key=lambda v: int((row & guess[v]).sum()))
        used.add(best)
        hits += int((row & guess[best]).sum())
    return (int(np.maximum(real.sum(0), guess.sum(0)).sum()) - hits) / int(real.sum())


def test_two_people_are_found_and_told_apart(
    finder: OnnxVoiceFinder, interview: Any, sound_of: Callable[..., Any]
) -> None:
    sound = sound_of(interview.samples_mono[: int(PART_S * 16000)])
    seen: list[float] = []
    voices = finder.find(sound, interview.speech(end_s=PART_S), None, seen.append)
    truth = [u for u in interview.truth["utterances"] if u["end_s"] <= PART_S]
    assert voices.voices_n == 2
    assert wrong_share(voices, truth, PART_S) < 0.08
    assert seen == sorted(seen) and seen[-1] == 1.0
    assert [len(p) for p in voices.prints] == [PRINT_N] * 2
    assert all(abs(np.linalg.norm(p) - 1) < 1e-3 for p in voices.prints)
    assert voices.turns[0].voice == 0
    assert list(voices.turns) == sorted(voices.turns, key=lambda t: (t.span, t.voice))
    for voice in (0, 1):
        own = [t.span for t in voices.turns if t.voice == voice]
        assert union(own) == own


def test_who_takes_turns_quickly_keeps_them(
    finder: OnnxVoiceFinder, interview: Any, sound_of: Callable[..., Any]
) -> None:
    """A sentence each, a third of a second apart: windows that took the two for one gave a sentence to the wrong one."""
    said = {
        speaker: said_by(interview, speaker, 9.0)
        for speaker in dict.fromkeys(u["speaker"] for u in interview.truth["utterances"])
    }
    pause = np.zeros(4800, np.float32)
    samples, truth, at_s = [], [], 0.0
    for pair in zip(*said.values(), strict=False):
        for speaker, sentence in zip(said, pair, strict=True):
            end_s = at_s + len(sentence) / 16000
            truth.append({"speaker": speaker, "start_s": at_s, "end_s": end_s})
            samples += [sentence, pause]
            at_s = end_s + 0.3
    speech = [Span(u["start_s"], u["end_s"]) for u in truth]
    voices = finder.find(sound_of(np.concatenate(samples)), speech, None, lambda done: None)
    assert voices.voices_n == 2
    assert wrong_share(voices, truth, at_s) < 0.04


def said_by(interview: Any, speaker: str, longest_s: float) -> list[Samples]:
    """The sentences of one speaker that are not longer."""
    times = [(u["start_s"], u["end_s"]) for u in interview.truth["utterances"] if u["speaker"] == speaker]
    return [interview.samples_mono[int(a * 16000) : int(b * 16000)] for a, b in times if b - a <= longest_s]


def test_one_person_is_one_voice(finder: OnnxVoiceFinder, interview: Any, sound_of: Callable[..., Any]) -> None:
    alone = alone_of(interview, interview.truth["utterances"][0]["speaker"], 40.0)
    voices = finder.find(sound_of(alone), [Span(0, len(alone) / 16000)], None, lambda done: None)
    assert voices.voices_n == 1


def test_as_many_voices_as_it_was_told(finder: OnnxVoiceFinder, interview: Any, sound_of: Callable[..., Any]) -> None:
    alone = alone_of(interview, interview.truth["utterances"][0]["speaker"], 40.0)
    voices = finder.find(sound_of(alone), [Span(0, len(alone) / 16000)], 2, lambda done: None)
    assert voices.voices_n == 2


def alone_of(interview: Any, speaker: str, duration_s: float) -> Samples:
    """What one speaker says, strung together."""
    return np.concatenate(said_by(interview, speaker, np.inf))[: int(duration_s * 16000)]


def test_turns_lie_in_or_near_speech(finder: OnnxVoiceFinder, interview: Any, sound_of: Callable[..., Any]) -> None:
    sound = sound_of(interview.samples_mono[: 30 * 16000])
    speech = interview.speech(end_s=15.0)
    turns = [turn.span for turn in finder.find(sound, speech, None, lambda done: None).turns]
    assert turns
    assert intersect(turns, [s.grown(0.31) for s in speech]) == union(turns)


def test_no_speech_is_no_voice(finder: OnnxVoiceFinder, sound_of: Callable[..., Any]) -> None:
    silence = sound_of(np.zeros(20 * 16000, np.float32))
    assert finder.find(silence, [], None, lambda done: None).voices_n == 0
    assert finder.find(silence, [Span(2, 9)], None, lambda done: None).turns == ()


def test_the_person_can_stop_it(finder: OnnxVoiceFinder, interview: Any, sound_of: Callable[..., Any]) -> None:
    def stop(done: float) -> None:
        raise Interrupted("Stopped.")

    with pytest.raises(Interrupted):
        finder.find(sound_of(interview.samples_mono[:160000]), [Span(0, 10)], None, stop)


def test_other_sound_than_16_khz_mono_is_refused(finder: OnnxVoiceFinder, sound_of: Callable[..., Any]) -> None:
    with pytest.raises(EngineFailed):
        finder.find(sound_of(np.zeros((4800, 2), np.float32), 48000), [], None, lambda done: None)


def test_it_is_a_voice_finder_and_names_its_weights(finder: OnnxVoiceFinder) -> None:
    assert isinstance(finder, VoiceFinder)
    assert len(finder.digest) == 64


def made_up(voices_n: int, each_n: int, spread: float, seed: int = 5) -> list[Sighting]:
    """Sightings of voices that point in directions of their own, `spread` apart from themselves."""
    rng = np.random.default_rng(seed)
    centres = np.eye(PRINT_N)[:voices_n] + 0.06
    found = []
    for window in range(voices_n * each_n):
        print_ = centres[window % voices_n] + rng.standard_normal(PRINT_N) * spread
        found.append(Sighting(window, 0, 3.0, (print_ / np.linalg.norm(print_)).astype(np.float32)))
    return found


@pytest.mark.parametrize("voices_n", [1, 2, 3, 4, 6])
def test_the_number_of_voices_comes_from_the_prints(voices_n: int) -> None:
    found = group(made_up(voices_n, 12, 0.03), None)
    assert len(found.prints) == voices_n
    assert len({found.voice_of[window, 0] for window in range(voices_n)}) == voices_n


def test_a_laugh_is_no_voice_of_its_own() -> None:
    talk = made_up(3, 12, 0.02)
    laughs = [s for s in talk if s.window % 3 == 2][:2]
    found = group([s for s in talk if s.window % 3 != 2] + laughs, None)
    assert len(found.prints) == 2
    assert {(s.window, 0) for s in laughs} <= set(found.voice_of)
    # The same, when windows do not overlap, is twice as long in all.
    assert len(group([s for s in talk if s.window % 3 != 2] + laughs, None, times_seen=1.0).prints) == 3


def test_two_voices_of_one_window_are_two_people() -> None:
    talk = made_up(2, 12, 0.02)
    between = (talk[0].print + talk[1].print) / np.linalg.norm(talk[0].print + talk[1].print)
    found = group([*talk, Sighting(99, 0, 1.0, between), Sighting(99, 1, 0.5, between)], None)
    assert found.voice_of[99, 0] != found.voice_of[99, 1]


def test_a_voice_between_two_people_is_unsure() -> None:
    talk = made_up(2, 12, 0.02)
    between = (talk[0].print + talk[1].print) / np.linalg.norm(talk[0].print + talk[1].print)
    found = group([*talk, Sighting(99, 0, 3.0, between)], None)
    assert found.lead_of[99, 0] < 0.1 < min(found.lead_of[s.window, 0] for s in talk)
    assert group(made_up(1, 4, 0.02), None).lead_of[0, 0] > 0.1


def test_nothing_seen_is_nobody() -> None:
    assert group([], None).prints == ()
    assert group([Sighting(0, 0, 0.1, np.zeros(PRINT_N, np.float32))], None).prints == ()


def stretches_of(sightings: list[Sighting], voices_n: int, duration_s: float = 2.0) -> list[Stretch]:
    return [Stretch(s.window % voices_n, duration_s, s.print) for s in sightings]


def settled_from(stretches: list[Stretch], voices_n: int | None = None) -> Settled:
    """With the prints that the stretches' voices have together."""
    means = [
        np.mean([s.print for s in stretches if s.voice == v], axis=0) for v in sorted({s.voice for s in stretches})
    ]
    return settled(stretches, [(m / np.linalg.norm(m)).astype(np.float32) for m in means], voices_n)


def test_a_stretch_goes_to_whom_it_sounds_like() -> None:
    right = stretches_of(made_up(3, 12, 0.02), 3)
    wrong = [Stretch(1, s.duration_s, s.print) if at in (0, 3) else s for at, s in enumerate(right)]
    found = settled_from(wrong)
    assert found.voice_of == [s.voice for s in right]
    assert found.became == [0, 1, 2]
    assert all(np.linalg.norm(print_) == pytest.approx(1.0, abs=1e-3) for print_ in found.prints)


def test_what_sounds_like_both_stays_where_it_was() -> None:
    talk = made_up(2, 12, 0.0)
    between = (1.01 * talk[0].print + talk[1].print) / np.linalg.norm(1.01 * talk[0].print + talk[1].print)
    assert settled_from([*stretches_of(talk, 2), Stretch(1, 2.0, between)]).voice_of[-1] == 1


def test_one_person_taken_for_two_becomes_one_again() -> None:
    """The third voice is the first one's again, every other stretch of it; unless three were told."""
    stretches = stretches_of(made_up(2, 12, 0.02), 2)
    split = [Stretch(2, s.duration_s, s.print) if at % 4 == 0 else s for at, s in enumerate(stretches)]
    found = settled_from(split)
    assert found.became in ([0, 1, 0], [2, 1, 2])
    assert len(set(found.voice_of)) == 2
    assert settled_from(split, 3).became == [0, 1, 2]


def test_a_voice_with_next_to_nothing_of_its_own_is_none() -> None:
    stretches = stretches_of(made_up(2, 12, 0.02), 2)
    cough = made_up(3, 1, 0.02)[2].print
    found = settled_from([*stretches, Stretch(2, 1.0, cough)])
    assert found.became[2] in (0, 1) and found.voice_of[-1] in (0, 1)
    assert settled_from([*stretches, *[Stretch(2, 2.0, cough)] * 3]).became == [0, 1, 2]
