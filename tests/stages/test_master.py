"""The finished sound is as long, as loud and as low in its peaks as it must be, and it is the recording without its cuts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from onrecord.core.edit import Action, Cut, Cuts, Decision, Verdict, cut_id
from onrecord.core.errors import RejectedOutput
from onrecord.core.recording import Event, EventKind, Sounds
from onrecord.core.sound import Clean, CleanTrack, GainPoint, Levels, Master, SpeakerTalk, TrackGain
from onrecord.core.time import Span
from onrecord.core.transcript import EngineStamp, Transcript, Word
from onrecord.signal.loudness import LoudnessMeter
from onrecord.signal.peak import PeakMeter
from onrecord.stages.master import MasterSettings, master
from onrecord.summary import checked

RATE_HZ = 48_000
SECONDS = 16


def talk(level: float = 0.05) -> Any:
    """Noise in syllables with a sharp knock every second: needs gain and a limiter."""
    rng, time_s = np.random.default_rng(1), np.arange(SECONDS * RATE_HZ) / RATE_HZ
    noise = np.convolve(rng.standard_normal(len(time_s)), np.ones(12) / 4, mode="same")
    sound = level * noise * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * time_s))
    sound[RATE_HZ // 2 :: RATE_HZ] += 0.5
    return sound


def removal(start_s: float, end_s: float, action: Action = Action.REMOVE) -> Cut:
    span = Span(start_s, end_s)
    return Cut(cut_id("cough", span), span, span, action, "cough", 0.9, "listen", "", removes=(span,))


CUTS = (removal(3.0, 4.5), removal(10.0, 10.25))


def inputs_of(
    bench: Any, *sounds: Any, cuts: tuple[Cut, ...] = CUTS, decisions: tuple[Decision, ...] = ()
) -> dict[str, Any]:
    recording = bench.recording(*sounds)
    tracks = tuple(
        replace(t, rate_hz=RATE_HZ, blob=bench.keep(f"{t.id}-48k", sound, RATE_HZ), channels_n=np.ndim(sound))
        for t, sound in zip(recording.tracks, sounds, strict=True)
    )
    gains = tuple(TrackGain(t.id, (GainPoint(0.0, 0.0),)) for t in tracks)
    return {
        "ingest": replace(recording, tracks=tracks, duration_s=float(SECONDS)),
        "cut": Cuts(cuts),
        "cut decisions": decisions,
        "clean": Clean(tuple(CleanTrack(t.id, t.blob, 0.0, (), 0.0, "") for t in tracks)),
        "level": Levels(gains, (), ()),
        "sounds": Sounds((), ()),
        "transcribe": Transcript("en", (), EngineStamp("t", "1", "m", "d")),
    }


def mastered(bench: Any, inputs: dict[str, Any], **settings: Any) -> Master:
    return master(inputs, MasterSettings(**settings), bench)


def measured(blocks: Any) -> tuple[float, float, Any]:
    blocks = list(blocks)
    rate_hz, channels_n = blocks[0][0], blocks[0][1].shape[1]
    meter, peaks = LoudnessMeter(rate_hz, channels_n), PeakMeter(channels_n)
    for _, block in blocks:
        meter.push(block)
        peaks.push(block)
    return meter.integrated_lufs, peaks.dbtp, np.concatenate([block for _, block in blocks])


@pytest.mark.parametrize(
    ("level", "settings"),
    [
        (0.05, {}),
        (0.002, {}),
        (0.05, {"channels": "mono", "loudness_lufs": -19.0}),
        (0.05, {"loudness_lufs": -23.0, "m4a": True}),
        (0.05, {"loudness_lufs": -16.0, "m4a": True, "mp3_kbit_s": 64}),
    ],
)
def test_what_is_delivered_is_measured_from_the_file_itself(bench: Any, level: float, settings: dict[str, Any]) -> None:
    made = mastered(bench, inputs_of(bench, talk(level)), **settings)
    target_lufs = settings.get("loudness_lufs", -16.0)
    channels_n = 1 if "channels" in settings else 2
    for blob in filter(None, (made.mp3, made.flac, made.m4a)):
        lufs, dbtp, sound = measured(bench.codecs.decoded(bench.blobs.path(blob)))
        assert lufs == pytest.approx(target_lufs, abs=0.5), blob
        assert dbtp <= -1.0, blob
        assert sound.shape[1] == channels_n
        assert len(sound) == pytest.approx(made.frames_n, abs=1_152)
    assert (made.m4a is not None) == settings.get("m4a", False)
    assert made.enclosure.lufs == pytest.approx(target_lufs, abs=0.5)
    assert bench.done == sorted(bench.done) or max(bench.done) <= 1.0
    assert not list(bench.root.rglob("programme*"))


def test_the_length_is_to_the_sample_what_the_cuts_leave(bench: Any) -> None:
    made = mastered(bench, inputs_of(bench, talk()))
    assert made.frames_n == round((SECONDS - 1.75) * RATE_HZ)
    assert made.duration_s == SECONDS - 1.75
    assert made.removed == (Span(3.0, 4.5), Span(10.0, 10.25))
    assert bench.blobs.open(made.flac).frames_n == made.frames_n


def test_a_persons_word_counts(bench: Any) -> None:
    rejected = Decision("cut", CUTS[0].id, Verdict.REJECT, "")
    assert mastered(bench, inputs_of(bench, talk(), decisions=(rejected,))).removed == (Span(10.0, 10.25),)


def test_what_is_muted_stays_in_its_place_and_is_hardly_heard(bench: Any) -> None:
    talking = talk()
    for pause in (slice(5.8, 6.1), slice(6.4, 6.7)):
        talking[round(pause.start * RATE_HZ) : round(pause.stop * RATE_HZ)] *= 0.05
    made = mastered(bench, inputs_of(bench, talking, cuts=(removal(6.1, 6.4, Action.MUTE),)))
    assert made.frames_n == SECONDS * RATE_HZ
    sound = bench.blobs.open(made.flac)
    inside, word, room = (sound.read(round(t * RATE_HZ), 9_600).std() for t in (6.15, 6.8, 5.85))
    assert 20 * np.log10(inside / word) < -20
    assert abs(20 * np.log10(inside / room)) < 4


@pytest.mark.parametrize(
    ("border_s", "is_rejected", "falls"), [(6.4, False, True), (6.45, False, False), (6.4, True, False)]
)
@pytest.mark.parametrize("action", [Action.REMOVE, Action.MUTE])
def test_a_noise_that_is_cut_short_falls_off_where_the_cut_is_its_own(
    bench: Any, action: Action, border_s: float, is_rejected: bool, falls: bool
) -> None:
    """A noise from 6.2 to 6.8 s lies on a word's end up to 6.4 s; nothing falls before a cut with other borders, nor when it stays."""
    sound = talk()
    for pause in (slice(5.8, 6.2), slice(6.8, 7.2)):
        sound[round(pause.start * RATE_HZ) : round(pause.stop * RATE_HZ)] *= 0.05
    cut = removal(border_s, 6.8, action)
    rejected = (Decision("cut", cut.id, Verdict.REJECT, ""),) * is_rejected
    inputs = inputs_of(bench, sound, cuts=(cut,), decisions=rejected)
    inputs["sounds"] = Sounds((), (Event(Span(6.4, 6.8), EventKind.COUGH, 0.9, "sounds", falls_s=0.12),))
    made = bench.blobs.open(mastered(bench, inputs).flac)
    word, last = (made.read(round(t * RATE_HZ), 1_920).std() for t in (6.2, 6.34))
    before_db = 20 * np.log10(
        sound[round(6.34 * RATE_HZ) :][:1_920].std() / sound[round(6.2 * RATE_HZ) :][:1_920].std()
    )
    assert (20 * np.log10(last / word) - before_db < -10) == falls


def test_two_microphones_are_summed_in_step_and_stereo_stays_stereo(bench: Any) -> None:
    first = np.stack([talk(), 0.25 * talk()], axis=1)
    made = mastered(bench, inputs_of(bench, first, talk(0.02), cuts=()), loudness_lufs=-32.0)
    sound = bench.blobs.open(made.flac).read(0, SECONDS * RATE_HZ)
    expected = first + talk(0.02)[:, None]
    gain = sound[:, 0].std() / expected[:, 0].std()
    quiet = np.abs(expected[:, 0]) < 0.1
    assert np.corrcoef(sound[quiet, 0], expected[quiet, 0])[0, 1] > 0.999
    assert sound[quiet, 1].std() / expected[quiet, 1].std() == pytest.approx(gain, rel=0.05)


def test_a_cut_into_a_word_is_refused_with_its_place_unless_a_person_asked_for_it(bench: Any) -> None:
    inputs = inputs_of(bench, talk())
    inputs["sounds"] = Sounds((Span(2.0, 3.1),), ())
    inputs["transcribe"] = replace(inputs["transcribe"], words=(Word("w1", "harbour", 2.6, 3.08, 0.9),))
    with pytest.raises(RejectedOutput, match=r"“harbour” at 0:02\.600"):
        mastered(bench, inputs)
    accepted = Decision("cut", CUTS[0].id, Verdict.ACCEPT, "")
    made = mastered(bench, {**inputs, "cut decisions": (accepted,)})
    assert made.removed[0] == Span(3.0, 4.5)
    assert made.proof is not None and (made.proof.words_n, made.proof.asked_n) == (0, 1)


def test_joins_gain_and_room_are_proved_by_numbers(bench: Any) -> None:
    """Talk in the first half, room in the second, two cuts in the room; the gain rises by 1 dB in each second of talk."""
    rng = np.random.default_rng(3)
    sound = 0.003 * rng.standard_normal(SECONDS * RATE_HZ)
    sound[: 8 * RATE_HZ] += talk()[: 8 * RATE_HZ]
    inputs = inputs_of(bench, sound, cuts=(removal(10.0, 11.0), removal(13.0, 13.5)))
    track = inputs["level"].gains[0]
    points = (GainPoint(0.0, 0.0), GainPoint(4.0, 4.0), GainPoint(8.0, 4.0), GainPoint(8.2, 10.0))
    inputs["level"] = Levels((replace(track, points=points),), (SpeakerTalk("s1", (Span(0.2, 7.9),)),), ())
    proof = mastered(bench, inputs).proof
    assert proof is not None
    assert proof.joins_n == 2
    assert proof.worst_step is not None and proof.worst_step.step < 1.3
    assert proof.worst_jump is not None and abs(proof.worst_jump.floor_jump_db or 0.0) < 1.5
    assert proof.gain_p95_db == pytest.approx(0.1, abs=0.01)
    assert proof.room_rise_db == pytest.approx(6.5, abs=1.5)  # the gain is 10 dB in the room, 0 to 4 in the talk


def test_where_the_gain_moves_most_is_told_and_what_is_cut_does_not_count(bench: Any) -> None:
    """A step of 6 dB at 6 s of the recording; a larger one lies in what is cut."""
    inputs = inputs_of(bench, talk(), cuts=(removal(3.0, 4.5),))
    points = (GainPoint(3.5, 0.0), GainPoint(3.6, -9.0), GainPoint(6.0, -9.0), GainPoint(6.1, -3.0))
    spoken = (SpeakerTalk("s1", (Span(0.2, 7.9),)),)
    inputs["level"] = Levels((replace(inputs["level"].gains[0], points=points),), spoken, ())
    made = mastered(bench, inputs)
    assert made.proof is not None
    assert made.proof.gain_most_db == pytest.approx(6.0, abs=0.1)
    assert made.proof.gain_most_at_s == pytest.approx(6.0, abs=0.05)
    assert any("6.00 dB at the most (at 0:06 of the recording)" in line for line in checked(made))


def test_a_gain_that_changes_within_a_cut_makes_no_step_of_the_room(bench: Any) -> None:
    """Two voices, the first softer by 12 dB; its gain is held up to the middle of a cough between them, which goes."""
    rng = np.random.default_rng(4)
    sound = 0.0005 * rng.standard_normal(SECONDS * RATE_HZ)
    sound[: 6 * RATE_HZ] += 0.25 * talk()[: 6 * RATE_HZ]
    sound[9 * RATE_HZ :] += talk()[9 * RATE_HZ :]
    inputs = inputs_of(bench, sound, cuts=(removal(6.3, 8.5),))
    inputs["sounds"] = Sounds((Span(0.0, 6.0), Span(9.0, 16.0)), ())
    points = (GainPoint(0.0, 12.0), GainPoint(7.0, 12.0), GainPoint(7.2, 0.0))
    inputs["level"] = Levels((replace(inputs["level"].gains[0], points=points),), (), ())
    proof = mastered(bench, inputs).proof
    assert proof is not None and proof.worst_jump is not None
    assert abs(proof.worst_jump.floor_jump_db or 0.0) < 2.0


def test_a_jump_is_measured_where_the_recording_has_its_room_however_loud_the_programme_is_there(bench: Any) -> None:
    rng = np.random.default_rng(5)
    sound = 0.0005 * rng.standard_normal(SECONDS * RATE_HZ)
    sound[: 6 * RATE_HZ] += 0.25 * talk()[: 6 * RATE_HZ]
    inputs = inputs_of(bench, sound, cuts=(removal(8.0, 9.0), removal(12.0, 13.0)))
    inputs["sounds"] = Sounds((Span(0.0, 6.0),), ())
    sound[round(9.0 * RATE_HZ) : round(9.5 * RATE_HZ)] *= 4.0  # the room itself is louder behind the first cut
    louder = inputs_of(bench, sound, cuts=(removal(8.0, 9.0), removal(12.0, 13.0))) | {"sounds": inputs["sounds"]}
    assert mastered(bench, inputs).proof.jumps_over_2_db_n == 0
    proof = mastered(bench, louder).proof
    assert proof.worst_jump is None or abs(proof.worst_jump.floor_jump_db) < 2.0  # no room there: something sounds


def test_nothing_left_is_refused(bench: Any) -> None:
    with pytest.raises(RejectedOutput, match="leave nothing"):
        mastered(bench, inputs_of(bench, talk(), cuts=(removal(0.0, 15.8),)))


def test_a_target_out_of_reach_is_refused_with_what_it_came_to(bench: Any) -> None:
    clicks = np.zeros(SECONDS * RATE_HZ)
    clicks[:: RATE_HZ // 4] = 0.5
    with pytest.raises(RejectedOutput, match="LUFS") as refused:
        mastered(bench, inputs_of(bench, clicks + 1e-4 * talk(), cuts=()), loudness_lufs=-8.0)
    assert "lower loudness_lufs" in refused.value.mend
