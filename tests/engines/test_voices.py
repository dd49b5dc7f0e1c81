from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from onrecord.core.errors import EngineFailed, Interrupted
from onrecord.core.people import Voices
from onrecord.core.ports import Samples, VoiceFinder
from onrecord.core.time import Span, intersect, union
from onrecord.engines.grouping import PRINT_N, Sighting, group
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
    said = [u for u in interview.truth["utterances"] if u["speaker"] == speaker]
    rate_hz = 16000
    pieces = [interview.samples_mono[int(u["start_s"] * rate_hz) : int(u["end_s"] * rate_hz)] for u in said]
    return np.concatenate(pieces)[: int(duration_s * rate_hz)]


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
