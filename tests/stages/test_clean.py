"""Noise and hum go where they stand, frame for frame, and a clean track is left alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from onrecord.core.people import Voices, VoiceTurn
from onrecord.core.recording import Event, EventKind, Listening, Sounds
from onrecord.core.sound import CleanTrack
from onrecord.core.time import Span
from onrecord.stages.clean import CleanSettings, clean

RATE_HZ = 16_000
NOBODY = Voices((), 0)
SPEECH = (Span(2.0, 6.0), Span(8.0, 14.0), Span(70.0, 76.0))


def talk(noise: float, *, hum: float = 0.0, seconds: float = 80.0, shift_s: float = 0.0) -> Any:
    """A voice in SPEECH (`shift_s` earlier) at -20 dBFS over room noise and hum."""
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    is_talk = np.any([(time_s >= s.start_s - shift_s) & (time_s < s.end_s - shift_s) for s in SPEECH], axis=0)
    voice = 0.14 * np.sin(2 * np.pi * 210 * time_s * (1 + 0.02 * np.sin(time_s))) * is_talk
    lines = sum(np.sin(2 * np.pi * hz * time_s) for hz in (50, 100, 150)) * hum
    return voice + lines + noise * np.random.default_rng(0).standard_normal(len(time_s))


class Halver:
    """A denoiser whose work can be told: half of what it gets; keeps what it was given."""

    digest = "half"

    def __init__(self) -> None:
        self.given: list[Any] = []

    def clean(self, samples_mono: Any) -> Any:
        self.given.append(samples_mono)
        return samples_mono * np.float32(0.5)


class Muter(Halver):
    """Leaves nothing, so that what is heard is what stays of the noise."""

    def clean(self, samples_mono: Any) -> Any:
        return super().clean(samples_mono) * np.float32(0.0)


def turns_of(*voices: tuple[Span, ...]) -> Voices:
    return Voices(tuple(VoiceTurn(span, v) for v, spans in enumerate(voices) for span in spans), len(voices))


def cleaned(
    bench: Any,
    *sounds: Any,
    offsets_s: tuple[float, ...] = (),
    music: tuple[Span, ...] = (),
    beds: tuple[Span, ...] = (),
    voices: Voices = NOBODY,
    **settings: Any,
) -> tuple[CleanTrack, ...]:
    recording = bench.recording(*sounds, offsets_s=offsets_s)
    events = tuple(Event(span, EventKind.MUSIC, 0.8, "sounds") for span in music)
    inputs = {
        "ingest": recording, "listen": Listening(SPEECH, -60.0, 0.05, ()), "sounds": Sounds(SPEECH, events, beds), "voices": voices
    }  # fmt: skip
    return clean(inputs, CleanSettings(**settings), bench).tracks


def kept_of_the_noise(bench: Any, track: CleanTrack, *, start_s: float, end_s: float) -> float:
    """What stays where the denoiser leaves nothing, in dB under what was there."""
    part = [
        bench.blobs.open(blob).read(round(start_s * RATE_HZ), round((end_s - start_s) * RATE_HZ))
        for blob in ("own/t1.flac", track.blob)
    ]
    before, after = (np.sqrt((one.astype(np.float64) ** 2).mean()) for one in part)
    return float(20 * np.log10(after / before))


def test_a_fan_that_runs_half_the_time_is_a_noise_and_a_cough_is_none(bench: Any) -> None:
    bench.denoiser = Halver()
    fan = talk(0.0001)
    seconds = np.arange(len(fan)) / RATE_HZ
    loud = 0.02 * np.random.default_rng(1).standard_normal(len(fan))
    (running,) = cleaned(bench, fan + loud * (seconds % 4 < 2))
    (coughing,) = cleaned(bench, fan + loud * (seconds % 4 < 0.5))
    assert running.reduced_db == pytest.approx(32.0 - (14.0 + 5.0), abs=1.0)  # the voice stands 14 dB above the fan
    assert coughing.reduced_db == 0.0


def test_a_noisy_track_goes_through_the_denoiser_whole_and_in_step(bench: Any) -> None:
    bench.denoiser = Halver()
    (track,) = cleaned(bench, talk(0.01))
    before, after = bench.blobs.open("own/t1.flac"), bench.blobs.open(track.blob)
    assert after.frames_n == before.frames_n
    stays = 10 ** (-track.reduced_db / 20)
    assert np.allclose(after.read(0, 80 * RATE_HZ), (0.5 + 0.5 * stays) * before.read(0, 80 * RATE_HZ), atol=1e-5)
    assert max(len(block) for block in bench.denoiser.given) <= 63.2 * RATE_HZ
    assert track.reduced_db == pytest.approx(32.0 - 20.0, abs=1.0)  # the voice stands 20 dB above the noise
    assert track.headroom_db == 0.0
    assert "12 dB are taken away" in track.why


@pytest.mark.parametrize(
    ("noise", "settings", "taken_db"),
    [(0.1, {}, 28.0), (0.1, {"strength_db": 8.0}, 8.0), (0.002, {}, 5.0), (0.001, {}, 0.0)],
)
def test_only_what_is_missing_is_taken_away_and_never_more_than_asked(
    bench: Any, noise: float, settings: dict[str, float], taken_db: float
) -> None:
    bench.denoiser = Halver()
    (track,) = cleaned(bench, talk(noise), **settings)
    assert track.reduced_db == taken_db


def test_microphones_come_out_with_their_noise_equally_far_under_the_voice(bench: Any) -> None:
    bench.denoiser = Halver()
    good, bad = cleaned(bench, talk(0.0075), talk(0.03), strength_db=15.0)
    assert bad.reduced_db == pytest.approx(15.0, abs=0.1)
    assert good.reduced_db == pytest.approx(bad.reduced_db - 12.0, abs=0.3)  # it began 12 dB better
    (alone,) = cleaned(bench, talk(0.0075), strength_db=15.0)
    assert alone.reduced_db > good.reduced_db + 3.0
    deeper, deep = cleaned(bench, talk(0.0075), talk(0.016))
    # in much noise more goes than what is missing, and from under the other voice as well
    assert deep.reduced_db == pytest.approx(16.1 + 3.0 * 3.1, abs=1.0)
    assert deeper.reduced_db == pytest.approx(deep.reduced_db - 6.4, abs=0.3)


def test_hum_alone_asks_for_no_denoiser(bench: Any) -> None:
    bench.denoiser = Halver()
    (track,) = cleaned(bench, talk(0.001, hum=0.02))
    assert track.hum_hz[:2] == (50.0, 100.0)
    assert track.reduced_db == 0.0
    assert bench.denoiser.given == []


@pytest.mark.parametrize("level", [1.0, 0.03])
def test_the_denoiser_hears_speech_at_its_usual_level(bench: Any, level: float) -> None:
    bench.denoiser = Halver()
    cleaned(bench, level * talk(0.005))
    assert max(np.abs(block).max() for block in bench.denoiser.given) == pytest.approx(0.39, rel=0.25)


@pytest.mark.parametrize("settings", [{}, {"strength_db": 0.0}])
def test_a_clean_track_is_left_alone(bench: Any, settings: dict[str, Any]) -> None:
    bench.denoiser = Halver()
    (track,) = cleaned(bench, talk(0.0002 if not settings else 0.01), **settings)
    assert (track.blob, track.reduced_db, bench.denoiser.given) == ("own/t1.flac", 0.0, [])
    assert "left alone" in track.why


def test_hum_is_notched_out_also_where_nothing_else_is_done(bench: Any) -> None:
    (track,) = cleaned(bench, talk(0.0002, hum=0.004), strength_db=0.0)
    assert track.hum_hz == (50.0, 100.0, 150.0)
    assert track.reduced_db == 0.0
    quiet = bench.blobs.open(track.blob).read(20 * RATE_HZ, 45 * RATE_HZ)
    assert np.sqrt((quiet**2).mean()) < 0.0005
    (kept,) = cleaned(bench, talk(0.0002, hum=0.004), strength_db=0.0, remove_hum=False)
    assert kept.blob == "own/t1.flac"


def test_a_track_that_began_later_is_measured_by_its_own_clock(bench: Any) -> None:
    """Speech before the track began must not be counted at its end."""
    one, two = cleaned(bench, talk(0.01), talk(0.0002, seconds=73.0, shift_s=7.0), offsets_s=(0.0, 7.0))
    (alone,) = cleaned(bench, talk(0.0002))
    assert two.why == alone.why
    assert one.why != two.why


def test_headroom_stays_as_it_was(bench: Any) -> None:
    recording = bench.recording(talk(0.01))
    recording = replace(recording, tracks=(replace(recording.tracks[0], headroom_db=24.0),))
    listening, sounds = Listening(SPEECH, -60.0, 0.05, ()), Sounds(SPEECH, ())
    inputs = {"ingest": recording, "listen": listening, "sounds": sounds, "voices": NOBODY}
    assert clean(inputs, CleanSettings.model_validate({}), bench).tracks[0].headroom_db == 24.0


def test_music_stays_as_it_is_by_itself_and_under_talk_and_what_is_beside_it_is_cleaned(bench: Any) -> None:
    bench.denoiser = Halver()
    music = (Span(20.0, 30.0), Span(40.0, 50.0), Span(66.0, 69.0))
    (track,) = cleaned(bench, talk(0.01, shift_s=1.0), offsets_s=(1.0,), music=music)
    before, after = (bench.blobs.open(blob).read(0, 80 * RATE_HZ)[:, 0] for blob in ("own/t1.flac", track.blob))
    less = 0.5 + 0.5 * 10 ** (-track.reduced_db / 20)
    for start_s, end_s, share in ((1, 19, less), (20, 50, 1.0), (51, 65, less), (66, 69, 1.0), (70, 81, less)):
        part = slice((start_s - 1) * RATE_HZ, (end_s - 1) * RATE_HZ)
        assert np.allclose(after[part], share * before[part], atol=1e-5), (start_s, end_s)
    rms = [np.sqrt((sound.reshape(-1, RATE_HZ // 20) ** 2).mean(axis=1)) for sound in (before, after)]
    assert np.abs(np.diff(rms[1] / rms[0])).max() < 0.05  # and in half a second or more, not at once
    assert "12 dB are taken away, but not from 33 s of music" in track.why


def test_a_bed_of_music_stays_all_through_and_never_goes_in_and_out(bench: Any) -> None:
    bench.denoiser = Halver()
    (track,) = cleaned(bench, talk(0.01), music=(Span(15.0, 20.0), Span(44.0, 45.0)), beds=(Span(0.0, 60.0),))
    before, after = (bench.blobs.open(blob).read(0, 80 * RATE_HZ)[:, 0] for blob in ("own/t1.flac", track.blob))
    assert np.allclose(after[: 60 * RATE_HZ], before[: 60 * RATE_HZ], atol=1e-5)
    less = 0.5 + 0.5 * 10 ** (-track.reduced_db / 20)
    assert np.allclose(after[61 * RATE_HZ :], less * before[61 * RATE_HZ :], atol=1e-5)


def test_where_music_is_heard_all_through_nothing_is_taken_away(bench: Any) -> None:
    bench.denoiser = Halver()
    (track,) = cleaned(bench, talk(0.01), beds=(Span(0.0, 80.0),))
    assert (track.blob, track.why) == ("own/t1.flac", "left alone: music is heard all through")
    assert bench.denoiser.given == []


def test_music_is_no_noise_to_take_away(bench: Any) -> None:
    bench.denoiser = Halver()
    sound = talk(0.0001)
    sound[30 * RATE_HZ : 65 * RATE_HZ] += 0.05 * np.random.default_rng(1).standard_normal(35 * RATE_HZ)
    sound[20 * RATE_HZ : 30 * RATE_HZ] += 0.05 * np.random.default_rng(2).standard_normal(10 * RATE_HZ)
    assert cleaned(bench, sound)[0].reduced_db > 10.0
    assert cleaned(bench, sound, music=(Span(20.0, 65.0),))[0].reduced_db == 0.0


def level_db(samples: Any, hz: float) -> float:
    """How loud one tone is in ten seconds of a sound."""
    part = samples[20 * RATE_HZ : 30 * RATE_HZ]
    wave = np.exp(2j * np.pi * hz * np.arange(len(part)) / RATE_HZ)
    return float(20 * np.log10(np.abs(part @ wave) / len(part)))


def test_rumble_goes_from_all_microphones_where_it_hides_the_room_and_is_no_noise(bench: Any) -> None:
    bench.denoiser = Halver()
    deep = 0.02 * np.sin(2 * np.pi * 30 * np.arange(80 * RATE_HZ) / RATE_HZ)
    tone = 0.001 * np.sin(2 * np.pi * 100 * np.arange(80 * RATE_HZ) / RATE_HZ)
    rumbling, calm = talk(0.0005) + deep + tone, talk(0.0005) + tone
    one, other = cleaned(bench, rumbling, calm)
    for track, sound in ((one, rumbling), (other, calm)):
        after = bench.blobs.open(track.blob).read(0, 80 * RATE_HZ)[:, 0]
        assert "rumble under 60 Hz is taken away" in track.why
        assert level_db(after, 100) == pytest.approx(level_db(sound, 100), abs=0.2)
    assert level_db(bench.blobs.open(one.blob).read(0, 80 * RATE_HZ)[:, 0], 30) < level_db(rumbling, 30) - 30
    assert (one.reduced_db, other.reduced_db) == (0.0, 0.0)
    assert [t.why[:10] for t in cleaned(bench, calm, calm)] == ["left alone"] * 2
    assert cleaned(bench, rumbling, remove_rumble=False)[0].reduced_db > 5.0


def two_voices(soft_db: float, noise: float) -> tuple[Any, Voices]:
    """As `talk`, but what is said from 8 to 14 s another says, `soft_db` softer."""
    sound, seconds = talk(0.0), np.arange(80 * RATE_HZ) / RATE_HZ
    sound[(seconds >= 8.0) & (seconds < 14.0)] *= 10 ** (-soft_db / 20)
    noisy = sound + noise * np.random.default_rng(0).standard_normal(len(sound))
    return noisy, turns_of((SPEECH[0], SPEECH[2]), (SPEECH[1],))


def test_the_noise_comes_out_equally_far_under_both_voices_of_one_file(bench: Any) -> None:
    bench.denoiser = Muter()
    sound, voices = two_voices(10.0, 0.0047)
    (track,) = cleaned(bench, sound, voices=voices)
    missing = 32.0 - 16.6  # what of the voice is noise counts to it, too
    soft = missing + 3.0 * (missing - 13.0)
    loud = soft - (26.5 - 16.6)
    assert kept_of_the_noise(bench, track, start_s=71, end_s=75) == pytest.approx(-loud, abs=1.0)
    assert kept_of_the_noise(bench, track, start_s=9, end_s=13) == pytest.approx(-soft, abs=1.0)
    assert track.reduced_db == pytest.approx(soft, abs=1.0)
    assert track.why.startswith("the voices stand 17 to 27 dB above the noise, 22 to 12 dB are taken away")
    # in a pause as little as under the voice before or after: the gain holds the lower of both there, too
    for start_s, end_s in ((0, 1.5), (6.4, 7.6), (20, 60)):
        assert kept_of_the_noise(bench, track, start_s=start_s, end_s=end_s) == pytest.approx(-loud, abs=1.0)


def test_a_voice_without_noise_asks_nothing_of_the_others(bench: Any) -> None:
    bench.denoiser = Halver()
    clean_one, noisy = cleaned(bench, talk(0.0002), talk(0.01))
    assert (clean_one.reduced_db, noisy.reduced_db) == (0.0, pytest.approx(12.0, abs=1.0))


def test_each_voice_is_heard_at_its_usual_level_and_comes_back_as_it_was(bench: Any) -> None:
    bench.denoiser = Halver()
    sound, voices = two_voices(14.0, 0.001)
    (track,) = cleaned(bench, sound, voices=voices, strength_db=40.0, only_below_db=90.0)
    (given,) = (block for block in bench.denoiser.given if len(block) > 60 * RATE_HZ)
    soft, loud = (np.abs(given[a * RATE_HZ : b * RATE_HZ]).max() for a, b in ((9, 13), (3, 5)))
    assert soft == pytest.approx(loud, rel=0.1)
    before, after = (bench.blobs.open(blob).read(0, 80 * RATE_HZ) for blob in ("own/t1.flac", track.blob))
    for seconds, taken_db in (((9, 13), 40.0), ((71, 75), 40.0 - 14.0)):
        part = slice(*(round(s * RATE_HZ) for s in seconds))
        assert np.allclose(after[part], (0.5 + 0.5 * 10 ** (-taken_db / 20)) * before[part], atol=2e-4)


def test_a_voice_that_says_next_to_nothing_alone_is_no_measure(bench: Any) -> None:
    bench.denoiser = Halver()
    sound, _ = two_voices(0.0, 0.01)
    voices = turns_of((SPEECH[0], SPEECH[2], Span(8.0, 14.0)), (Span(11.5, 14.0),))
    assert cleaned(bench, sound, voices=voices)[0].why.startswith("speech stands")


@pytest.mark.parametrize("hotter_db", [0.0, 14.0, 26.0])
def test_a_voice_belongs_to_the_microphone_that_is_its_own_however_hot_another_is_set(
    bench: Any, hotter_db: float
) -> None:
    """Another's voice comes through 20 dB softer, and asks for nothing there."""
    bench.denoiser = Halver()
    (one, two), noise = (talk(0.0), talk(0.0)), 0.005 * np.random.default_rng(0).standard_normal(80 * RATE_HZ)
    second = slice(8 * RATE_HZ, 14 * RATE_HZ)
    one[second] *= 0.1
    two[: 8 * RATE_HZ] *= 0.1
    two[14 * RATE_HZ :] *= 0.1
    hot = 10 ** (hotter_db / 20)
    given = (hot * (one + noise) / 20, (two + noise) / 20) if hotter_db else (one + noise, two + noise)
    tracks = cleaned(bench, *given, voices=turns_of((SPEECH[0], SPEECH[2]), (SPEECH[1],)))
    assert [t.why for t in tracks] == ["speech stands 26 dB above the noise, 6 dB are taken away"] * 2
