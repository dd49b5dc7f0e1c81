"""Sounds beside speech, on a recording whose sounds are known, by a tagger that tells them by how often they cross zero."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from onrecord.core.ports import Tags
from onrecord.core.recording import Event, EventKind, Listening, Sounds
from onrecord.core.time import Span, covered_s, union
from onrecord.stages.sounds import SoundsSettings, sounds
from onrecord.stages.sounds.events import with_music_whole

RATE_HZ = 16_000
TALK = (Span(1.0, 4.0), Span(6.0, 9.0), Span(12.0, 15.0))


VOICE = np.exp(2j * np.pi * 140 * np.arange(320) / RATE_HZ)


class ByCrossings:
    """Up to 20 crossings in 20 ms are speech, up to 60 laughter, more are a cough; what is quiet is room. A voice is a tone of
    140 Hz, whatever else sounds."""

    step_s = 0.02
    classes = ("room", "speech", "laugh", "cough", "music")
    digest = "crossings"

    def tags(self, sound: Any, gain: float, spans: Any, progress: Any) -> Any:
        self.asked = spans
        frames = sound.read(0, sound.frames_n)[:, 0].reshape(-1, 320)
        loud = np.sqrt((frames**2).mean(axis=1)) > 0.004
        crossings = (np.diff(np.signbit(frames), axis=1) != 0).sum(axis=1)
        found = np.where(~loud, 0, np.where(crossings <= 20, 1, np.where(crossings <= 60, 2, 3)))
        voiced = np.where(np.abs(frames @ VOICE) / 160 > 0.05, 0.99, 0.01).astype(np.float32)
        progress(1.0)
        return Tags(
            (0.01 + 0.95 * np.eye(len(self.classes), dtype=np.float32))[found], voiced
        )  # nothing is quite certain


def tone(hz: float, long_s: float, level: float = 0.1) -> Any:
    return level * np.sin(2 * np.pi * hz * np.arange(round(long_s * RATE_HZ)) / RATE_HZ)


def cough(long_s: float) -> Any:
    return 0.2 * np.random.default_rng(2).standard_normal(round(long_s * RATE_HZ))


def recording(*put: tuple[float, Any]) -> Any:
    sound = 0.0005 * np.random.default_rng(0).standard_normal(18 * RATE_HZ)
    for at_s, other in [*((span.start_s, tone(140, span.duration_s)) for span in TALK), *put]:
        at_n = round(at_s * RATE_HZ)
        sound[at_n : at_n + len(other)] += other
    return sound


def heard(bench: Any, sound: Any, speech: tuple[Span, ...] = TALK) -> Sounds:
    bench.sound_tagger = ByCrossings()
    given = {"ingest": bench.recording(sound), "listen": Listening(speech, -66.0, 0.05, ())}
    return sounds(given, SoundsSettings.model_validate({}), bench)


def test_a_cough_and_laughter_are_heard_where_they_are_and_as_what_they_are(bench: Any) -> None:
    found = heard(bench, recording((5.0, cough(0.4)), (10.0, tone(900, 0.8))))
    assert [event.kind for event in found.events] == [EventKind.COUGH, EventKind.LAUGH]
    for event, at_s, long_s in zip(found.events, (5.0, 10.0), (0.4, 0.8), strict=True):
        assert event.span.start_s == pytest.approx(at_s, abs=0.03)
        assert event.span.duration_s == pytest.approx(long_s, abs=0.1)
        assert 0.85 < event.confidence <= 1
        assert "dB over the room" in event.evidence
    assert found.speech == TALK


class Deaf(ByCrossings):
    """Hears the room alone, and is certain of it."""

    def tags(self, sound: Any, gain: float, spans: Any, progress: Any) -> Any:
        found = super().tags(sound, gain, spans, progress)
        return Tags(np.eye(len(self.classes), dtype=np.float32)[np.zeros(len(found.kinds), int)], found.voiced)


def test_what_the_tagger_hears_nothing_in_is_no_sound(bench: Any) -> None:
    bench.sound_tagger = Deaf()
    given = {"ingest": bench.recording(recording((5.0, cough(0.4)))), "listen": Listening(TALK, -66.0, 0.05, ())}
    assert sounds(given, SoundsSettings.model_validate({}), bench).events == ()


def test_nothing_is_heard_in_a_quiet_room(bench: Any) -> None:
    assert heard(bench, recording()).events == ()


def test_a_cough_that_voice_activity_took_for_the_end_of_a_word_is_no_speech_but_leaves_the_word_its_end(
    bench: Any,
) -> None:
    """The word goes on for 0.1 s under the cough."""
    found = heard(bench, recording((4.0, cough(0.5)), (4.0, tone(140, 0.1))), (Span(1.0, 4.3), *TALK[1:]))
    (event,) = found.events
    assert event.kind is EventKind.COUGH
    assert event.span.start_s == pytest.approx(4.14, abs=0.03)
    assert event.span.end_s == pytest.approx(4.53, abs=0.06)
    assert covered_s(event.span, found.speech) == 0
    assert covered_s(Span(1.0, 4.1), found.speech) == pytest.approx(3.1, abs=0.03)


def test_a_cough_with_room_around_it_starts_where_it_starts(bench: Any) -> None:
    found = heard(bench, recording((4.12, cough(0.5))), (Span(1.0, 4.4), *TALK[1:]))
    (event,) = found.events
    assert event.span.start_s == pytest.approx(4.11, abs=0.02)
    assert event.confidence > 0.8


def murmur(over_room_db: float, long_s: float) -> Any:
    level = 0.0005 * 10 ** (over_room_db / 20)
    return level * np.random.default_rng(3).standard_normal(round(long_s * RATE_HZ))


@pytest.mark.parametrize(("rest_s", "start_s"), [(0.06, 4.06), (0.0, 4.06)])
def test_the_soft_beginning_of_a_sound_goes_with_it_and_that_on_a_word_stays(
    bench: Any, rest_s: float, start_s: float
) -> None:
    """It rises for 0.08 s, 30 dB under its onset: with the room in front it is the sound's, else it may be the word's."""
    rising = np.concatenate([murmur(16.0, 0.08), cough(0.4)])
    (event,) = heard(bench, recording((4.0 + rest_s, rising))).events
    assert event.span.start_s == pytest.approx(start_s, abs=0.015)


class Hearing(ByCrossings):
    """One to whom a voice is as likely as it is told, in steps of 20 ms from 4.0 s on."""

    def __init__(self, *voiced: float) -> None:
        self.voiced = voiced

    def tags(self, sound: Any, gain: float, spans: Any, progress: Any) -> Any:
        found = super().tags(sound, gain, spans, progress)
        first = round(4.0 / self.step_s)
        found.voiced[first : first + len(self.voiced)] = self.voiced
        return found


@pytest.mark.parametrize(
    ("dying_db", "voiced", "start_s"),
    [
        (10.0, (0.5, 0.1, 0.04, 0.1, 0.1, 0.06, 0.06), 4.08),
        (10.0, (0.5, 0.2, 0.2, 0.07, 0.02), 4.08),
        (10.0, (0.5, 0.2, 0.2, 0.2, 0.1, 0.1, 0.06), 4.18),
        (10.0, (0.5, 0.1, 0.04, 0.1, 0.1, 0.3, 0.06), 4.18),
        (44.0, (0.5, 0.1, 0.04, 0.1, 0.1, 0.06, 0.06), 4.18),
    ],
    ids=["over before", "over as it begins", "goes on", "comes back", "no step"],
)
def test_a_knock_on_the_dying_away_of_a_word_begins_with_its_stroke_where_the_voice_is_over(
    bench: Any, dying_db: float, voiced: tuple[float, ...], start_s: float
) -> None:
    """The word dies away for 0.08 s, with no dip to the room. What bursts after the stop of a consonant has more of a voice."""
    bench.sound_tagger = Hearing(*voiced)
    put = recording((4.0, np.concatenate([murmur(dying_db, 0.08), cough(0.4)])))
    given = {"ingest": bench.recording(put), "listen": Listening(TALK, -66.0, 0.05, ())}
    (event,) = sounds(given, SoundsSettings.model_validate({}), bench).events
    assert event.span.start_s == pytest.approx(start_s, abs=0.015)


@pytest.mark.parametrize(
    ("at_s", "voiced", "falls_s"),
    [
        (4.0, (0.9, 0.9, 0.5, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2), 0.12),
        (4.0, (0.9, 0.9, 0.9, 0.9, 0.9, 0.5, 0.02, 0.02, 0.02), 0.04),
        (4.0, (0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.4, 0.4, 0.4, 0.4), 0.0),
        (4.12, (), 0.0),
        (4.1, (0.9, 0.9, 0.2, 0.2), 0.0),
    ],
    ids=["under half of it", "till the last moment", "all through", "apart", "soft before it"],
)
def test_what_stays_of_a_sound_on_a_word_falls_off_where_no_voice_is_likely(
    bench: Any, at_s: float, voiced: tuple[float, ...], falls_s: float
) -> None:
    bench.sound_tagger = Hearing(*voiced)
    put = recording((4.0, murmur(9.0, at_s - 4.0)), (at_s, cough(0.5)))
    given = {"ingest": bench.recording(put), "listen": Listening(TALK, -66.0, 0.05, ())}
    (event,) = sounds(given, SoundsSettings.model_validate({}), bench).events
    assert event.falls_s == pytest.approx(falls_s, abs=0.005)


def test_what_stays_of_a_sound_that_is_hardly_louder_than_the_room_does_not_fall_off(bench: Any) -> None:
    class Early(Hearing):
        def tags(self, *asked: Any) -> Any:
            heard = super().tags(*asked)
            heard.kinds[round(4.0 / 0.02) : round(4.4 / 0.02)] = (0.02, 0.02, 0.01, 0.94, 0.01)
            return heard

    for over_room_db, falls_s in ((9.0, 0.0), (20.0, 0.12)):
        bench.sound_tagger = Early(0.9, 0.9, 0.4, *(0.2,) * 6)
        put = recording((4.0, murmur(over_room_db, 0.4)))
        given = {"ingest": bench.recording(put), "listen": Listening(TALK, -66.0, 0.05, ())}
        (event,) = sounds(given, SoundsSettings.model_validate({}), bench).events
        assert event.falls_s == pytest.approx(falls_s, abs=0.005)


def test_a_crackle_in_the_rest_after_a_word_does_not_keep_the_word_going_under_a_soft_sound(bench: Any) -> None:
    """The word is over by the rest of 0.12 s, though something ticks in its midst as loud as the sound's beginning."""

    class Late(ByCrossings):
        def tags(self, *asked: Any) -> Any:
            heard = super().tags(*asked)
            heard.kinds[round(4.0 / 0.02) : round(4.12 / 0.02)] = (0.95, 0.02, 0.01, 0.01, 0.01)
            heard.kinds[round(4.12 / 0.02) : round(4.52 / 0.02)] = (0.02, 0.02, 0.01, 0.94, 0.01)
            heard.voiced[round(4.12 / 0.02) : round(4.22 / 0.02)] = 0.2
            return heard

    bench.sound_tagger = Late()
    put = recording((4.06, murmur(10.0, 0.01)), (4.12, murmur(16.0, 0.4)))
    given = {"ingest": bench.recording(put), "listen": Listening(TALK, -66.0, 0.05, ())}
    (event,) = sounds(given, SoundsSettings.model_validate({}), bench).events
    assert 4.04 <= event.span.start_s <= 4.13


def test_a_word_in_the_midst_of_coughing_stays(bench: Any) -> None:
    word = Span(10.5, 10.8)
    put = recording((10.0, cough(1.2)), (word.start_s, tone(140, word.duration_s)))
    found = heard(bench, put, (*TALK[:2], Span(10.0, 11.2), TALK[2]))
    removed = [event.span for event in found.events if event.confidence >= 0.5]
    assert covered_s(word, removed) == 0
    assert covered_s(Span(10.0, 11.2), removed) > 0.5
    assert covered_s(word, found.speech) > 0.2


def test_a_sound_between_two_syllables_is_not_sure_to_be_one(bench: Any) -> None:
    found = heard(bench, recording((2.0, cough(0.3))))
    assert covered_s(Span(1.0, 4.0), found.speech) == 3.0
    assert all(event.may_hold_word or event.confidence < 0.5 for event in found.events)


@pytest.mark.parametrize(("unvoiced_s", "may_hold_word"), [(0.0, True), (0.5, False)])
def test_a_sound_under_which_a_voice_may_go_on_may_hold_a_word_unless_nobody_speaks_for_long(
    bench: Any, unvoiced_s: float, may_hold_word: bool
) -> None:
    spoken = (Span(1.0, 2.0), Span(2.9, 4.0))
    middle = slice(round((2.45 - unvoiced_s / 2) / 0.02), round((2.45 + unvoiced_s / 2) / 0.02))

    class Murmured(ByCrossings):
        def tags(self, *asked: Any) -> Any:
            heard = super().tags(*asked)
            under = np.maximum(heard.voiced, 0.3)
            under[middle] = 0.0
            return Tags(heard.kinds, under)

    sound = 0.0005 * np.random.default_rng(0).standard_normal(6 * RATE_HZ)
    for at_s, put in [(2.0, cough(0.9)), *((span.start_s, tone(140, span.duration_s)) for span in spoken)]:
        sound[round(at_s * RATE_HZ) : round(at_s * RATE_HZ) + len(put)] += put
    bench.sound_tagger = Murmured()
    given = {"ingest": bench.recording(sound), "listen": Listening(spoken, -66.0, 0.05, ())}
    (event,) = sounds(given, SoundsSettings.model_validate({}), bench).events
    assert event.confidence > 0.5
    assert event.may_hold_word == may_hold_word


def test_a_cough_that_was_taken_for_speech_as_a_whole_is_no_speech(bench: Any) -> None:
    found = heard(bench, recording((10.0, cough(0.5))), (*TALK[:2], Span(10.0, 10.5), TALK[2]))
    assert found.speech == TALK
    assert [event.kind for event in found.events] == [EventKind.COUGH]


def test_knocks_in_a_row_are_one_sound_and_laughter_after_a_cough_is_another(bench: Any) -> None:
    knocks = [(10.0 + 0.25 * i, cough(0.08)) for i in range(4)]
    found = heard(bench, recording(*knocks, (5.0, np.concatenate([cough(0.4), tone(900, 0.6)]))))
    assert [event.kind for event in found.events] == [EventKind.COUGH, EventKind.LAUGH, EventKind.COUGH]
    assert found.events[2].span.duration_s == pytest.approx(0.83, abs=0.1)


def test_only_what_is_in_question_is_heard_again(bench: Any) -> None:
    heard(bench, recording((10.0, cough(0.4))))
    assert covered_s(Span(10.0, 10.4), bench.sound_tagger.asked) == pytest.approx(0.4, abs=0.03)
    assert sum(span.duration_s for span in union(bench.sound_tagger.asked)) < 2.0


def test_where_the_tagger_was_not_asked_speech_is_speech(bench: Any) -> None:
    """Syllables with dips, all within voice activity: nothing is in question, and nothing but speech is found."""
    syllables = [(1.0 + 0.2 * i, tone(140, 0.1)) for i in range(20)]
    sound = 0.0005 * np.random.default_rng(0).standard_normal(18 * RATE_HZ)
    for at_s, other in syllables:
        sound[round(at_s * RATE_HZ) : round(at_s * RATE_HZ) + len(other)] += other

    class Unasked(ByCrossings):
        def tags(self, sound: Any, gain: float, spans: Any, progress: Any) -> Any:
            frames_n = sound.frames_n // 320
            return Tags(np.tile(np.array([1, 0, 0, 0, 0], np.float32), (frames_n, 1)), np.zeros(frames_n, np.float32))

    bench.sound_tagger = Unasked()
    given = {"ingest": bench.recording(sound), "listen": Listening((Span(1.0, 5.0),), -66.0, 0.05, ())}
    found = sounds(given, SoundsSettings.model_validate({}), bench)
    assert found.events == ()
    assert covered_s(Span(1.0, 5.0), found.speech) == pytest.approx(4.0, abs=0.02)


def test_a_cough_close_to_the_words_on_both_sides_goes_from_where_no_word_is_heard(bench: Any) -> None:
    """Some 50 ms of room on each side are less than a dip that parts two sounds, but the tagger hears where the words end."""
    sound = recording((9.05, cough(0.6)))
    sound[round(9.7 * RATE_HZ) : round(11 * RATE_HZ)] += tone(140, 1.3)
    found = heard(bench, sound, (*TALK[:2], Span(9.7, 11.0), TALK[2]))
    (event,) = found.events
    assert event.confidence > 0.8
    assert event.span.start_s == pytest.approx(9.05, abs=0.04)
    assert event.span.end_s == pytest.approx(9.63, abs=0.03)


class Lingering(ByCrossings):
    """One that goes on hearing a sound, and hears the voice early, up to the word behind it."""

    def tags(self, sound: Any, gain: float, spans: Any, progress: Any) -> Any:
        found = super().tags(sound, gain, spans, progress)
        before = slice(round(5.8 / self.step_s), round(6.0 / self.step_s))
        found.kinds[before], found.voiced[before] = (0.1, 0.05, 0.05, 0.75, 0.05), 0.3
        return found


@pytest.mark.parametrize("soft_s", [0.0, 0.06])
def test_a_short_sound_with_quiet_behind_it_goes_and_a_soft_beginning_of_the_word_stays(
    bench: Any, soft_s: float
) -> None:
    put = recording((5.8, cough(0.05)), (6.0 - soft_s, tone(140, soft_s, 0.005)))
    bench.sound_tagger = Lingering()
    given = {"ingest": bench.recording(put), "listen": Listening(TALK, -66.0, 0.05, ())}
    (event,) = sounds(given, SoundsSettings.model_validate({}), bench).events
    assert event.span.start_s == pytest.approx(5.8, abs=0.02)
    assert event.span.end_s == pytest.approx(5.92, abs=0.02)


class Murmuring(ByCrossings):
    """One to whom a voice is likely, if not sure, for 0.4 s from 4.0 s on."""

    def tags(self, sound: Any, gain: float, spans: Any, progress: Any) -> Any:
        found = super().tags(sound, gain, spans, progress)
        found.voiced[round(4.0 / self.step_s) : round(4.4 / self.step_s)] = 0.6
        return found


def test_a_word_goes_on_under_a_sound_as_long_as_a_voice_is_likely(bench: Any) -> None:
    bench.sound_tagger = Murmuring()
    put = recording((4.0, cough(1.0)))
    given = {"ingest": bench.recording(put), "listen": Listening(TALK, -66.0, 0.05, ())}
    (event,) = sounds(given, SoundsSettings.model_validate({}), bench).events
    assert 4.4 < event.span.start_s < 4.5
    assert event.span.end_s == pytest.approx(5.03, abs=0.06)


def test_a_sound_with_a_voice_all_through_that_breaks_off_into_one_may_hold_a_word(bench: Any) -> None:
    class Voiced(ByCrossings):
        def tags(self, *asked: Any) -> Any:
            heard = super().tags(*asked)
            return Tags(heard.kinds, np.maximum(heard.voiced, np.where(heard.kinds[:, 3] > 0.5, 0.5, 0.0)))

    bench.sound_tagger = Voiced()
    put = recording((10.0, np.concatenate([cough(0.5), tone(140, 0.3)])))
    given = {
        "ingest": bench.recording(put),
        "listen": Listening((TALK[0], TALK[1], Span(10.4, 10.8), TALK[2]), -66.0, 0.05, ()),
    }
    found = [
        e for e in sounds(given, SoundsSettings.model_validate({}), bench).events if e.span.shared_s(Span(10.0, 10.5))
    ]
    assert [e.may_hold_word for e in found] == [True]
    assert found[0].span.start_s == pytest.approx(10.0, abs=0.06)


class Laughing(ByCrossings):
    """One that takes all that is neither word nor room for a laugh, so surely."""

    def __init__(self, laugh: float) -> None:
        self.laugh = laugh

    def tags(self, sound: Any, gain: float, spans: Any, progress: Any) -> Any:
        found = super().tags(sound, gain, spans, progress)
        found.kinds[found.kinds[:, 2:4].max(axis=1) > 0.5] = (0.01, 0.01, self.laugh, 0.97 - self.laugh, 0.01)
        return found


@pytest.mark.parametrize(
    ("sound", "laugh", "kind"),
    [
        (cough(0.8), 0.85, EventKind.COUGH),
        (cough(0.8), 0.95, EventKind.LAUGH),
        (np.concatenate([cough(0.6), tone(900, 0.2)]), 0.85, EventKind.LAUGH),
    ],
)
def test_what_sounds_like_laughter_without_any_pitch_is_one_only_when_that_is_sure(
    bench: Any, sound: Any, laugh: float, kind: EventKind
) -> None:
    bench.sound_tagger = Laughing(laugh)
    given = {"ingest": bench.recording(recording((10.0, sound))), "listen": Listening(TALK, -66.0, 0.05, ())}
    assert {event.kind for event in sounds(given, SoundsSettings.model_validate({}), bench).events} == {kind}


@pytest.mark.parametrize(("laugh", "kind"), [(0.6, EventKind.LAUGH), (0.4, EventKind.COUGH)])
def test_what_is_most_like_laughter_is_listed_as_it_also_where_that_is_not_sure(
    bench: Any, laugh: float, kind: EventKind
) -> None:
    bench.sound_tagger = Laughing(laugh)
    pitched = np.concatenate([cough(0.6), tone(900, 0.2)])
    given = {"ingest": bench.recording(recording((10.0, pitched))), "listen": Listening(TALK, -66.0, 0.05, ())}
    assert [event.kind for event in sounds(given, SoundsSettings.model_validate({}), bench).events] == [kind]


class Doubtful(ByCrossings):
    """One that may take a cough for a laugh."""

    def tags(self, sound: Any, gain: float, spans: Any, progress: Any) -> Any:
        found = super().tags(sound, gain, spans, progress)
        found.kinds[found.kinds[:, 3] > 0.5] = (0.2, 0.03, 0.17, 0.55, 0.05)
        return found


def test_the_breath_between_two_laughs_is_not_cut_out_of_the_laughter(bench: Any) -> None:
    put = recording((10.0, tone(900, 0.6)), (10.95, cough(0.2)), (11.4, tone(900, 0.4)), (16.0, cough(0.2)))
    bench.sound_tagger = Doubtful()
    given = {"ingest": bench.recording(put), "listen": Listening(TALK, -66.0, 0.05, ())}
    _, breath, _, alone = sounds(given, SoundsSettings.model_validate({}), bench).events
    assert breath.confidence < 0.5 < alone.confidence


def test_the_gasp_at_the_end_of_a_laugh_stays_unless_it_is_surely_something_else(bench: Any) -> None:
    put = recording((10.0, np.concatenate([tone(900, 0.8), cough(0.4)])), (16.0, cough(0.4)))
    bench.sound_tagger = Doubtful()
    given = {"ingest": bench.recording(put), "listen": Listening(TALK, -66.0, 0.05, ())}
    laugh, gasp, alone = sounds(given, SoundsSettings.model_validate({}), bench).events
    assert (laugh.kind, gasp.confidence < 0.5, alone.confidence > 0.5) == (EventKind.LAUGH, True, True)


def vowel_and_sneeze() -> Any:
    return np.concatenate([tone(140, 0.3), cough(0.4)])


def test_the_vowel_that_a_sneeze_begins_with_goes_with_it_where_voice_activity_hears_no_speech(bench: Any) -> None:
    (event,) = heard(bench, recording((10.0, vowel_and_sneeze()))).events
    assert event.span.start_s == pytest.approx(10.0, abs=0.03)
    assert event.span.end_s == pytest.approx(10.7, abs=0.1)
    assert event.confidence > 0.8


def test_a_word_before_a_cough_is_a_word_where_voice_activity_hears_one(bench: Any) -> None:
    word = Span(10.0, 10.3)
    found = heard(bench, recording((10.0, vowel_and_sneeze())), (*TALK[:2], word, TALK[2]))
    (event,) = found.events
    assert event.span.start_s >= word.end_s
    assert covered_s(word, found.speech) > 0.25


class Tuneful(ByCrossings):
    """What another would call a cough is mostly music."""

    classes = ("room", "speech", "laugh", "click", "music", "ring")

    def tags(self, sound: Any, gain: float, spans: Any, progress: Any) -> Any:
        found = super().tags(sound, gain, spans, progress)
        is_other = found.kinds[:, 3] > 0.5
        found.kinds[is_other] = (0.02, 0.02, 0.02, 0.14, 0.6, 0.2)
        return found


def with_music(bench: Any, *at_s: float) -> Sounds:
    """A minute with talk at 10 s and at 50 s, and a second of music wherever asked for, the first time for 6 s."""
    sound = 0.0005 * np.random.default_rng(0).standard_normal(60 * RATE_HZ)
    talk = (Span(10.0, 13.0), Span(50.0, 53.0))
    first, *others = at_s
    put = (
        [(t.start_s, tone(140, t.duration_s)) for t in talk] + [(first, cough(6.0))] + [(s, cough(1.0)) for s in others]
    )
    for start_s, other in put:
        at_n = round(start_s * RATE_HZ)
        sound[at_n : at_n + len(other)] += other
    bench.sound_tagger = Tuneful()
    given = {"ingest": bench.recording(sound), "listen": Listening(talk, -66.0, 0.05, ())}
    return sounds(given, SoundsSettings.model_validate({}), bench)


def test_what_is_most_like_music_close_to_a_tune_is_the_same_music_and_elsewhere_a_telephone(bench: Any) -> None:
    found = with_music(bench, 1.0, 14.5, 48.0)
    assert [event.kind for event in found.events] == [EventKind.MUSIC, EventKind.MUSIC, EventKind.RING]
    assert "Music is heard for 7 s, first at 0:01" in bench.remarks[-1]


def test_music_goes_on_through_its_rests_and_ends_where_somebody_talks(bench: Any) -> None:
    found = with_music(bench, 1.0, 8.5, 13.5, 16.5)
    assert [(e.kind, e.span.duration_s) for e in found.events] == [
        (EventKind.MUSIC, pytest.approx(8.5, abs=0.1)),
        (EventKind.MUSIC, pytest.approx(4.0, abs=0.1)),
    ]


def test_music_that_begins_while_other_music_dies_away_is_one() -> None:
    scene: Any = SimpleNamespace(talk=[], laughs=[], evidence=lambda span: f"{span.duration_s:g} s")
    spans = [Span(0.0, 6.0), Span(5.5, 12.0), Span(5.7, 9.0)]
    (one,) = with_music_whole([Event(span, EventKind.MUSIC, 0.8, "sounds") for span in spans], scene)
    assert (one.span, one.evidence) == (Span(0.0, 12.0), "12 s")


def over_talk(bench: Any, *notes_hz: float, beside: tuple[tuple[float, float], ...] = ()) -> Sounds:
    """Talk of 4 s again and again for a minute and a half, with a pause of 2 s each time; the notes sound under all of it, a second each in
    turn, and louder for 0.7 s in the fourth and the ninth pause. `beside` are telephones: when and how high.
    """
    time_s = np.arange(90 * RATE_HZ) / RATE_HZ
    sound = 0.0005 * np.random.default_rng(0).standard_normal(len(time_s))
    talk = tuple(Span(at_s, at_s + 4.0) for at_s in range(1, 88, 6))
    for span in talk:
        sound += tone(140, 90.0) * ((time_s >= span.start_s) & (time_s < span.end_s))
    for at, hz in enumerate(notes_hz):
        is_on = np.floor(time_s) % len(notes_hz) == at
        is_loud = ((time_s > 23.6) & (time_s < 24.3)) | ((time_s > 53.6) & (time_s < 54.3))
        sound += tone(hz, 90.0, 0.01) * is_on * np.where(is_loud, 8.0, 1.0)
    for at_s, hz in beside:
        sound[round(at_s * RATE_HZ) : round((at_s + 0.7) * RATE_HZ)] += tone(hz, 0.7)
    bench.sound_tagger = Tuneful()
    given = {"ingest": bench.recording(sound), "listen": Listening(talk, -66.0, 0.05, ())}
    return sounds(given, SoundsSettings.model_validate({}), bench)


def test_a_bed_of_music_is_one_from_end_to_end_and_its_louder_notes_are_no_telephone(bench: Any) -> None:
    found = over_talk(bench, 1760.0, 2217.0, 1976.0, 2637.0, 2349.0)
    assert found.beds == (Span(0.0, 90.0),)
    assert [(e.kind, round(e.span.start_s)) for e in found.events] == [(EventKind.MUSIC, 24), (EventKind.MUSIC, 54)]
    assert "Music is heard for 90 s, first at 0:00. Under talk it goes only where a cough" in bench.remarks[-1]


def test_a_fan_that_sings_and_telephones_are_no_bed(bench: Any) -> None:
    """Neither one tone under all, however much it sounds like music, nor four rings in a recording without any."""
    assert over_talk(bench, 2217.0).beds == ()
    rings = tuple((at_s, 1760.0 + 300 * (at_s % 4)) for at_s in (11.7, 29.7, 47.7, 71.7))
    found = over_talk(bench, beside=rings)
    assert (found.beds, [e.kind for e in found.events]) == ((), [EventKind.RING] * 4)


def test_a_kind_is_told_by_its_share_of_all_noises_with_music_as_the_ring_that_it_was_taken_for(bench: Any) -> None:
    ring = with_music(bench, 1.0, 48.0).events[-1]
    assert ring.evidence.endswith("of the noises most like ring 85 %, click 15 %")
    assert ring.confidence > 0.8 and ring.kind_share == 0.85
    assert heard(bench, recording((5.0, cough(0.4)))).events[0].evidence.endswith("of the noises most like cough 99 %")
