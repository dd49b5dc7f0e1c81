"""Every voice comes to one level, in one file and with a microphone each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from onrecord.core.people import Speaker, Speakers, Voices, VoiceTurn
from onrecord.core.recording import Event, EventKind, Sounds
from onrecord.core.sound import Clean, CleanTrack, Levels
from onrecord.core.time import Span, subtract
from onrecord.core.transcript import EngineStamp, Transcript, Word
from onrecord.signal.loudness import LoudnessMeter
from onrecord.stages.level import LevelSettings, level

RATE_HZ = 16_000
TURN_S, TURNS_N = 5.0, 12


def turns(which: int) -> list[Span]:
    return [Span(i * TURN_S, (i + 1) * TURN_S - 0.5) for i in range(TURNS_N) if i % 2 == which]


def voice(which: int, level: float) -> Any:
    """Speech-coloured noise in the turns of one of two voices."""
    rng, time_s = np.random.default_rng(which), np.arange(round(TURN_S * TURNS_N * RATE_HZ)) / RATE_HZ
    is_on = np.any([(time_s >= s.start_s) & (time_s < s.end_s) for s in turns(which)], axis=0)
    noise = np.convolve(rng.standard_normal(len(time_s)), np.ones(8) / 8, mode="same")
    return level * noise * is_on


def levelled(
    bench: Any, *sounds: Any, events: tuple[Event, ...] = (), without_words: tuple[Span, ...] = (),
    miscredited: tuple[Span, ...] = (), laid_over: tuple[Span, ...] = (), voices_lufs: tuple[float | None, ...] = (),
    laugh: tuple[Span, int | None] | None = None, **settings: Any,
) -> Levels:  # fmt: skip
    """`laugh` has a pause of 0.3 s on both sides, and the voice that is heard in it, if one is told."""
    words, owner = [], {}
    for which in (0, 1):
        for span in turns(which):
            for i in range(15):
                words.append(
                    Word("", "word", round(span.start_s + 0.3 * i, 3), round(span.start_s + 0.3 * i + 0.28, 3), 0.9)
                )
                is_anothers = any(span.contains(words[-1].span.middle_s) for span in miscredited)
                owner[words[-1].start_s] = f"s{1 - which if is_anothers else which}"
    gone = (*without_words, *laid_over)
    words = [word for word in words if not any(span.contains(word.span.middle_s) for span in gone)]
    for span in laid_over:  # one word of the other voice
        words.append(Word("", "word", span.start_s, span.end_s, 0.9))
        owner[span.start_s] = f"s{0 if span in turns(1) else 1}"
    speech = [*turns(0), *turns(1)]
    voiced = [VoiceTurn(span, which) for which in (0, 1) for span in turns(which)]
    if laugh is not None:
        span, who = laugh
        words = [word for word in words if not span.grown(0.4).shared_s(word.span)]
        speech = sorted([*subtract(speech, [span.grown(0.3)]), span])
        voiced = [VoiceTurn(s, which) for which in (0, 1) for s in subtract(turns(which), [span.grown(0.3)])]
        voiced += [VoiceTurn(span, who)] if who is not None else []
        events = (Event(span, EventKind.LAUGH, 0.9, "sounds"),)
    words = [
        Word(f"w{i}", w.text, w.start_s, w.end_s, 0.9) for i, w in enumerate(sorted(words, key=lambda w: w.start_s))
    ]
    recording = bench.recording(*sounds)
    loud = [
        replace(t, loudness_lufs=v or -60.0, voice_lufs=v) for t, v in zip(recording.tracks, voices_lufs, strict=False)
    ]
    recording = replace(recording, tracks=tuple(loud) or recording.tracks)
    inputs = {
        "ingest": recording,
        "sounds": Sounds(tuple(speech), events),
        "transcribe": Transcript("en", tuple(words), EngineStamp("t", "1", "m", "d")),
        "voices": Voices(tuple(voiced), 2, (), "test"),
        "speakers": Speakers(
            (Speaker("s0", "Ann", voice=0), Speaker("s1", "Ben", voice=1)), {w.id: owner[w.start_s] for w in words}
        ),
        "clean": Clean(tuple(CleanTrack(t.id, t.blob, t.headroom_db, (), 0.0, "") for t in recording.tracks)),
    }
    return level(inputs, LevelSettings(**settings), bench)


def applied(levels: Levels, *sounds: Any) -> Any:
    """The tracks with their gains, summed."""
    time_s = np.arange(len(sounds[0])) / RATE_HZ
    total = np.zeros(len(time_s))
    for gain, sound in zip(levels.gains, sounds, strict=True):
        times, decibels = np.array([(p.time_s, p.gain_db) for p in gain.points]).T
        total += sound * 10 ** (np.interp(time_s, times, decibels) / 20)
    return total


def loudness(sound: Any, which: int) -> float:
    meter = LoudnessMeter(RATE_HZ, 1)
    for span in turns(which):
        meter.push(sound[round((span.start_s + 0.2) * RATE_HZ) : round((span.end_s - 0.2) * RATE_HZ), None])
    return meter.integrated_lufs


LOUD, QUIET = voice(0, 0.3), voice(1, 0.095)
"""10 dB apart."""


def test_two_voices_in_one_file_come_within_one_lu(bench: Any) -> None:
    sound = LOUD + QUIET
    assert loudness(sound, 0) - loudness(sound, 1) == pytest.approx(10, abs=0.5)
    levels = levelled(bench, sound)
    after = applied(levels, sound)
    assert loudness(after, 0) == pytest.approx(loudness(after, 1), abs=1.0)
    assert loudness(after, 0) == pytest.approx(-23, abs=1.0)
    assert [s.speaker_id for s in levels.speakers] == ["s0", "s1"]
    assert levels.speakers[0].lufs - levels.speakers[1].lufs == pytest.approx(10, abs=0.5)
    assert levels.speakers[0].lufs == pytest.approx(loudness(sound, 0), abs=0.5)


@pytest.mark.parametrize("softer_db", [0.0, 40.0, 60.0])
def test_a_recording_however_soft_is_levelled_and_told_as_it_is(bench: Any, softer_db: float) -> None:
    sound = (LOUD + QUIET) * 10 ** (-softer_db / 20)
    levels = levelled(bench, sound)
    after = applied(levels, sound)
    assert loudness(after, 0) == pytest.approx(-23, abs=1.0)
    assert loudness(after, 1) == pytest.approx(-23, abs=1.0)
    as_usual = levelled(bench, LOUD + QUIET)
    for soft, usual in zip(levels.speakers, as_usual.speakers, strict=True):
        assert soft.lufs == pytest.approx(usual.lufs - softer_db, abs=0.1)


def test_one_who_moves_far_away_for_the_second_half_is_brought_back(bench: Any) -> None:
    is_late = np.arange(len(LOUD)) >= round(30.0 * RATE_HZ)
    sound = LOUD + np.where(is_late, 10 ** (-14 / 20), 1.0) * QUIET
    after = applied(levelled(bench, sound), sound)
    for turn in (turns(1)[0], turns(1)[-1]):
        meter = LoudnessMeter(RATE_HZ, 1)
        meter.push(after[round((turn.start_s + 0.2) * RATE_HZ) : round((turn.end_s - 0.2) * RATE_HZ), None])
        assert meter.integrated_lufs == pytest.approx(-23, abs=1.5)


def test_speech_without_words_is_as_loud_as_the_voice_it_sounds_like(bench: Any) -> None:
    """A whole turn of the soft voice, and the end of one beside the loud voice, that the recogniser left out."""
    sound, unheard = LOUD + QUIET, turns(1)[2]
    end = Span(turns(1)[4].end_s - 2.0, turns(1)[4].end_s)
    after = applied(levelled(bench, sound, without_words=(unheard, end)), sound)
    for span in (unheard, end):
        meter = LoudnessMeter(RATE_HZ, 1)
        meter.push(after[round((span.start_s + 0.6) * RATE_HZ) : round((span.end_s - 0.2) * RATE_HZ), None])
        assert meter.integrated_lufs == pytest.approx(-23, abs=1.5)


@pytest.mark.parametrize("which", [0, 1])
def test_a_laugh_gets_the_gain_of_the_voice_that_it_is_as_loud_as(bench: Any, which: int) -> None:
    turn = turns(which)[2]
    laugh = Event(turn, EventKind.LAUGH, 0.9, "sounds")
    sound = LOUD + QUIET
    (gain,) = levelled(bench, sound, without_words=(turn,), events=(laugh,)).gains
    times, decibels = np.array([(p.time_s, p.gain_db) for p in gain.points]).T
    own, at_laugh, other = np.interp(
        [s.middle_s for s in (turns(which)[1], turn, turns(1 - which)[2])], times, decibels
    )
    assert at_laugh == pytest.approx(own, abs=1.5)
    assert abs(at_laugh - other) > 8.0


def test_a_turn_under_anothers_words_is_as_loud_as_its_own_voice(bench: Any) -> None:
    """The recogniser passed over a turn of the soft voice and laid a word of the loud voice over it."""
    sound, turn = LOUD + QUIET, turns(1)[2]
    after = applied(levelled(bench, sound, laid_over=(turn,)), sound)
    meter = LoudnessMeter(RATE_HZ, 1)
    meter.push(after[round((turn.start_s + 0.3) * RATE_HZ) : round((turn.end_s - 0.3) * RATE_HZ), None])
    assert meter.integrated_lufs == pytest.approx(-23, abs=1.5)


def test_what_is_far_softer_than_every_voice_is_not_raised(bench: Any) -> None:
    unheard = turns(1)[2]
    time_s = np.arange(len(QUIET)) / RATE_HZ
    sound = LOUD + np.where((time_s >= unheard.start_s) & (time_s < unheard.end_s), 0.05, 1.0) * QUIET
    (gain,) = levelled(bench, sound, without_words=(unheard,)).gains
    times, decibels = np.array([(p.time_s, p.gain_db) for p in gain.points]).T
    at_loud, at_unheard, at_soft = np.interp([s.middle_s for s in (turns(0)[2], unheard, turns(1)[1])], times, decibels)
    assert at_unheard == pytest.approx(at_loud, abs=1.0)
    assert at_soft - at_unheard > 8.0


@pytest.mark.parametrize(("strength", "apart_lu"), [(0.0, 10.0), (0.5, 5.0)])
def test_the_strength_says_how_far(bench: Any, strength: float, apart_lu: float) -> None:
    sound = LOUD + QUIET
    after = applied(levelled(bench, sound, strength=strength), sound)
    assert loudness(after, 0) - loudness(after, 1) == pytest.approx(apart_lu, abs=0.7)


def test_with_a_microphone_each_the_other_one_is_turned_down(bench: Any) -> None:
    one, two = LOUD + 0.05 * QUIET, QUIET + 0.05 * LOUD
    levels = levelled(bench, one, two, bleed_db=9.0)
    after = applied(levels, one, two)
    assert loudness(after, 0) == pytest.approx(loudness(after, 1), abs=1.0)
    for index, gain in enumerate(levels.gains):
        times, decibels = np.array([(p.time_s, p.gain_db) for p in gain.points]).T
        assert list(times) == sorted(times)
        own = np.interp([s.middle_s for s in turns(index)], times, decibels)
        others = np.interp([s.middle_s for s in turns(1 - index)][1:-1], times, decibels)
        assert own.min() - others.max() == pytest.approx(9.0, abs=1.5)


@pytest.mark.parametrize("lost", ["miscredited", "without_words"])
def test_a_microphone_stays_open_for_its_owner_whatever_the_words_say(bench: Any, lost: str) -> None:
    one, two = LOUD + 0.05 * QUIET, QUIET + 0.05 * LOUD
    right = levelled(bench, one, two, bleed_db=9.0)
    wrong = levelled(bench, one, two, bleed_db=9.0, **{lost: (turns(0)[3],)})
    for gain, as_right in zip(wrong.gains, right.gains, strict=True):
        for at_s in (turns(0)[3].middle_s, turns(1)[3].middle_s):
            heard, wanted = (
                np.interp(at_s, *np.array([(p.time_s, p.gain_db) for p in g.points]).T) for g in (gain, as_right)
            )
            assert heard == pytest.approx(wanted, abs=0.5)


def test_a_microphone_that_holds_its_room_alone_is_left_out(bench: Any) -> None:
    room = 0.0003 * np.random.default_rng(4).standard_normal(len(LOUD))
    third = levelled(bench, LOUD, QUIET, room, voices_lufs=(-15.0, -25.0, None)).gains[2]
    assert max(point.gain_db for point in third.points) < -40.0


def test_a_pause_keeps_the_microphone_of_whoever_spoke_last(bench: Any) -> None:
    levels = levelled(bench, LOUD + 0.05 * QUIET, QUIET + 0.05 * LOUD, bleed_db=9.0)
    for index, gain in enumerate(levels.gains):
        times, decibels = np.array([(p.time_s, p.gain_db) for p in gain.points]).T
        for turn in turns(index)[1:-1]:
            said, pause_after, pause_before = (turn.middle_s, turn.end_s + 0.25, turn.start_s - 0.25)
            at = np.interp([said, pause_after, pause_before], times, decibels)
            assert at[1] == pytest.approx(at[0], abs=0.5)
            assert at[2] == pytest.approx(at[0] - 9.0, abs=0.5)


def test_a_cough_does_not_turn_its_speaker_down(bench: Any) -> None:
    sound = LOUD + QUIET
    coughing = sound.copy()
    cough = Event(Span(7.0, 8.5), EventKind.COUGH, 0.9, "listen")
    coughing[7 * RATE_HZ : round(8.5 * RATE_HZ)] += np.random.default_rng(5).standard_normal(round(1.5 * RATE_HZ)) * 0.5
    still, moved = (levelled(bench, s, events=(cough,)).gains[0].points for s in (sound, coughing))
    assert np.allclose([p.gain_db for p in still], [p.gain_db for p in moved], atol=0.7)


def test_talk_leaves_out_the_noises(bench: Any) -> None:
    cough = Event(Span(7.0, 8.5), EventKind.COUGH, 0.9, "listen")
    levels = levelled(bench, LOUD + QUIET, events=(cough,))
    assert [t.speaker_id for t in levels.talk] == ["s0", "s1"]
    assert all(span.shared_s(cough.span) == 0 for talk in levels.talk for span in talk.spans)


def gains_at(levels: Levels, span: Span, track: int = 0) -> Any:
    """The gain every 10 ms of a span."""
    times, decibels = np.array([(p.time_s, p.gain_db) for p in levels.gains[track].points]).T
    return np.interp(np.arange(span.start_s, span.end_s, 0.01), times, decibels)


def with_laugh(sound: Any, span: Span, level: float, pause_s: float = 0.3) -> Any:
    """The sound with a laugh as loud as a voice of `level`, and nothing beside it for a while."""
    time_s = np.arange(len(sound)) / RATE_HZ
    laughs = np.convolve(np.random.default_rng(9).standard_normal(len(time_s)), np.ones(8) / 8, mode="same") * level
    beside = span.grown(pause_s)
    sound = np.where((time_s >= beside.start_s) & (time_s < beside.end_s), 0.0, sound)
    return np.where((time_s >= span.start_s) & (time_s < span.end_s), laughs, sound)


@pytest.mark.parametrize("who", [None, 0, 1])
@pytest.mark.parametrize("amidst", [0, 1])
@pytest.mark.parametrize("level", [0.3, 0.17, 0.095])
def test_a_laugh_comes_out_about_as_loud_as_the_talk_whoever_talks_around_it(
    bench: Any, amidst: int, level: float, who: int | None
) -> None:
    turn = turns(amidst)[2]
    laugh = Span(turn.start_s + 2.0, turn.start_s + 3.2)
    sound = with_laugh(LOUD + QUIET, laugh, level)
    levels = levelled(bench, sound, laugh=(laugh, who))
    after = applied(levels, sound)
    meter = LoudnessMeter(RATE_HZ, 1)
    meter.push(after[round(laugh.start_s * RATE_HZ) : round(laugh.end_s * RATE_HZ), None])
    assert (-25.5 if who is None else -29.0) < meter.integrated_lufs < -20.0
    assert np.ptp(gains_at(levels, laugh)) < 0.5
    assert loudness(after, 0) == pytest.approx(loudness(after, 1), abs=1.0)


def test_a_laugh_far_louder_than_everybody_is_no_more_than_a_little_above_the_talk(bench: Any) -> None:
    turn = turns(0)[2]
    laugh = Span(turn.start_s + 2.0, turn.start_s + 3.2)
    sound = with_laugh(0.3 * LOUD + QUIET, laugh, 0.5)
    after = applied(levelled(bench, sound, laugh=(laugh, None)), sound)
    meter = LoudnessMeter(RATE_HZ, 1)
    meter.push(after[round(laugh.start_s * RATE_HZ) : round(laugh.end_s * RATE_HZ), None])
    assert meter.integrated_lufs == pytest.approx(-20.0, abs=0.7)


def test_a_soft_moment_of_a_sentence_that_is_taken_for_a_laugh_changes_no_gain(bench: Any) -> None:
    turn = turns(0)[2]
    laugh = Span(turn.start_s + 2.0, turn.start_s + 2.5)
    sound = with_laugh(LOUD + QUIET, laugh, 0.06, pause_s=0.0)
    levels = levelled(bench, sound, events=(Event(laugh, EventKind.LAUGH, 0.9, "sounds"),), without_words=(laugh,))
    assert np.ptp(gains_at(levels, turn)) < 0.5


def test_who_laughs_between_anothers_sentences_is_heard_through_the_own_microphone(bench: Any) -> None:
    turn = turns(0)[2]
    laugh = Span(turn.start_s + 2.0, turn.start_s + 3.2)
    one, two = with_laugh(LOUD, laugh, 0.005) + 0.05 * QUIET, with_laugh(QUIET, laugh, 0.095) + 0.05 * LOUD
    levels = levelled(bench, one, two, laugh=(laugh, 1), bleed_db=9.0)
    own, other = gains_at(levels, laugh.grown(-0.2), 1), gains_at(levels, laugh.grown(-0.2), 0)
    assert own == pytest.approx(gains_at(levels, turns(1)[2].grown(-0.5), 1).mean(), abs=1.0)
    assert other == pytest.approx(gains_at(levels, turns(0)[1].grown(-0.5), 0).mean() - 9.0, abs=1.0)


@pytest.mark.parametrize("which", [0, 1])
def test_the_last_word_of_a_sentence_that_fell_to_the_other_voice_keeps_the_sentences_gain(
    bench: Any, which: int
) -> None:
    turn = turns(which)[2]
    word = Span(turn.end_s - 0.3, turn.end_s)
    levels = levelled(bench, LOUD + QUIET, miscredited=(word,))
    assert np.ptp(gains_at(levels, turn)) < 1.0


@pytest.mark.parametrize("which", [0, 1])
def test_one_who_answers_in_a_word_before_the_other_pauses_is_as_loud_as_ever(bench: Any, which: int) -> None:
    """The last word of a turn is the other voice's, with no pause before it."""
    turn = turns(which)[2]
    word = Span(turn.end_s - 0.3, turn.end_s)
    sound = with_laugh(LOUD + QUIET, word, (0.095, 0.3)[which], pause_s=0.0)
    levels = levelled(bench, sound, miscredited=(word,))
    after = applied(levels, sound)
    for place in (Span(word.start_s - 0.2, word.start_s), word):
        power = float(np.mean(after[round(place.start_s * RATE_HZ) : round(place.end_s * RATE_HZ)] ** 2))
        steady = float(
            np.mean(after[round((turn.start_s + 1.0) * RATE_HZ) : round((turn.start_s + 3.0) * RATE_HZ)] ** 2)
        )
        assert abs(10 * np.log10(power / steady)) < 2.0
    around = gains_at(levels, word.grown(0.3))
    assert np.abs(around[2:] - around[:-2]).max() < 2.0  # 20 ms
