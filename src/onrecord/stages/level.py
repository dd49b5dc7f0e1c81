"""level: how much gain each voice needs, and when, so that nobody is too loud or too quiet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from onrecord.core.people import Speaker, Speakers, Voices, VoiceTurn
from onrecord.core.ports import Tools
from onrecord.core.recording import EventKind, Recording, Sounds, heard_in
from onrecord.core.sound import Clean, GainPoint, Levels, SpeakerLevel, SpeakerTalk, TrackGain
from onrecord.core.stage import Settings, Stage
from onrecord.core.talk import misplaced
from onrecord.core.time import Span, covered_s, intersect, sample_at, subtract, union
from onrecord.core.transcript import Transcript, without_words
from onrecord.signal.ahead import ahead
from onrecord.signal.bleed import away_of, with_bleed_down
from onrecord.signal.decibel import power_db
from onrecord.signal.laughs import laugh_gain_db, laughs_beside, within_whose
from onrecord.signal.leveller import GATE_LU, VoiceLevel, gain_curve, gated_lufs, voice_level
from onrecord.signal.loudness import STEP_S, LoudnessMeter, lufs_of
from onrecord.signal.speakers import microphones, speaker_measures, steps_within
from onrecord.signal.turns import Shared, at_pauses, turns_beside

_TARGET_LUFS = -23.0
_LEAST_UNHEARD_S = 0.5
_LEFT_OUT_DB = -60.0
"""A microphone that nobody speaks into adds its room and nothing else."""
_LAUGHS = 0.6
"""Who is heard in so much of a laugh laughs."""


@dataclass(frozen=True, slots=True)
class _Laugh:
    """A laugh, with its gain in each track that it is to be heard in, by the track's place."""

    span: Span
    gains_db: Mapping[int, float]


class LevelSettings(Settings):
    """How voices are brought together."""

    strength: float = Field(
        1.0, ge=0.0, le=1.0, description="How far each voice is brought to the common level: 1 wholly, 0 not at all."
    )
    bleed_db: float = Field(
        9.0,
        ge=0.0,
        le=30.0,
        description="With one file per microphone: how far one is turned down while another has the word.",
    )


def level(inputs: Mapping[str, Any], settings: LevelSettings, tools: Tools) -> Levels:
    """A gain curve per track, in session time, from the loudness of each speaker's own words, and of what their voice is heard to
    say alone. What is said without words is taken for the voice that it is as loud as.
    """
    recording: Recording = inputs["ingest"]
    sounds: Sounds = inputs["sounds"]
    transcript: Transcript = inputs["transcribe"]
    speakers: Speakers = inputs["speakers"]
    clean: Clean = inputs["clean"]
    steps_n = int(recording.duration_s / STEP_S) + 1
    ids = [speaker.id for speaker in speakers.speakers]
    turns = _turns(transcript, speakers, ids)
    noisy = union(event.span for event in sounds.events)
    unheard = without_words(sounds.speech, transcript.words, noisy, _LEAST_UNHEARD_S)
    if len(recording.tracks) == inputs["voices"].voices_n > 1:
        turns = _by_voice(turns, inputs["voices"], speakers.speakers, subtract(sounds.speech, noisy), ())
    elif inputs["voices"].voices_n > 1:
        # a microphone of one's own says better than words who speaks; where several share one, words do, if their times are known
        speech, sure = subtract(sounds.speech, [*noisy, *unheard]), _sure(transcript, speakers, ids)
        turns = _by_voice(turns, inputs["voices"], speakers.speakers, speech, sure)
    talk = [subtract([span for span, voice in turns if voice == one], noisy) for one in range(len(ids))]
    speaking = [steps_within(spans, steps_n) for spans in talk]
    raw = [_metered(t.blob, t.offset_s, tools, steps_n, 0.0) for t in recording.tracks]
    cleaned = [
        (meter if c.blob == t.blob else _metered(c.blob, t.offset_s, tools, steps_n, 0.5)).step_power
        * 10 ** (c.headroom_db / 10)
        for t, c, meter in zip(recording.tracks, clean.tracks, raw, strict=True)
    ]
    owners = _owners(cleaned, speaking)
    still = ~steps_within([*sounds.speech, *noisy, *(span for span, _ in turns)], steps_n)
    rooms = [_room_lufs(power[still]) for power in cleaned]
    voices = [
        [voice_level(power, steps, _TARGET_LUFS, room) if v in owned else None for v, steps in enumerate(speaking)]
        for power, owned, room in zip(cleaned, owners, rooms, strict=True)
    ]
    untold = [s for s in subtract(unheard, [span for span, _ in turns]) if s.duration_s >= _LEAST_UNHEARD_S]
    turns = sorted([*turns, *_by_loudness(untold, cleaned, voices)])
    laughs = _laughs(inputs, turns, [span for span, _ in _sure(transcript, speakers, ids)], owners, cleaned, voices)
    gains = [
        _gain(at, recording, turns, laughs, sounds.speech, owners[at], Shared(voices[at], cleaned[at], _TARGET_LUFS), settings)
        for at in range(len(recording.tracks))
    ]  # fmt: skip
    before = _as_recorded(recording, raw, owners, speaking, ids, tools)
    heard = tuple(SpeakerTalk(i, tuple(spans)) for i, spans in zip(ids, talk, strict=True))
    return Levels(tuple(gains), heard, before)


def _gain(
    at: int, recording: Recording, turns: Sequence[tuple[Span, int]], laughs: Sequence[_Laugh], speech: Sequence[Span],
    owned: set[int], shared: Shared, settings: LevelSettings,
) -> TrackGain:  # fmt: skip
    """The gain of one track, from when the voices that it is for speak and laugh."""
    track = recording.tracks[at]
    if at not in heard_in(recording.tracks):
        return TrackGain(track.id, (GainPoint(0.0, _LEFT_OUT_DB),))
    # a laugh is one more voice, which one gain does for: of this track where it is heard in it, else of another
    numbered = [(laugh.span, len(shared.levels) + number) for number, laugh in enumerate(laughs)]
    own = [(span, voice) for (span, voice), laugh in zip(numbered, laughs, strict=True) if at in laugh.gains_db]
    levels = [*shared.levels, *(VoiceLevel.constant(laugh.gains_db.get(at, 0.0)) for laugh in laughs)]
    said = at_pauses([(span, voice) for span, voice in turns if voice in owned], shared, speech)
    said = turns_beside(said, [span for span, _ in own])
    points = gain_curve(levels, sorted([*said, *own]), 0.0)
    if len(recording.tracks) > 1:
        everybodys = sorted([*turns_beside(turns, [span for span, _ in own]), *numbered])
        away = away_of(everybodys, owned | {voice for _, voice in own}, recording.duration_s)
        points = with_bleed_down(points, away, settings.bleed_db)
    return TrackGain(track.id, tuple(GainPoint(round(t, 3), round(db * settings.strength, 2)) for t, db in points))


def _laughs(
    inputs: Mapping[str, Any], turns: Sequence[tuple[Span, int]], spoken: Sequence[Span], owners: Sequence[set[int]],
    powers: Sequence[NDArray[np.float64]], levels: Sequence[Sequence[VoiceLevel | None]],
) -> list[_Laugh]:  # fmt: skip
    """The laughs beside the talk, with the gains that they need. Everybody who laughs is heard where each has a microphone; else it
    is one of the voices of the track in which it is loudest.
    """
    voiced: tuple[VoiceTurn, ...] = inputs["voices"].turns
    spans = {v: [t.span for t in voiced if t.voice == s.voice] for v, s in enumerate(inputs["speakers"].speakers)}
    has_own = len(powers) == inputs["voices"].voices_n > 1
    found = []
    for span in laughs_beside([e.span for e in inputs["sounds"].events if e.kind is EventKind.LAUGH], spoken):
        shares = {voice: covered_s(span, own) / span.duration_s for voice, own in spans.items()}
        steps = steps_within([span], len(powers[0]))
        lufs = [gated_lufs(power[steps]) for power in powers]
        gains_db = [
            {v: level.gain_near(span.middle_s) for v in owned if (level := heard[v]) is not None}
            for owned, heard in zip(owners, levels, strict=True)
        ]
        laughing = [at for at, voices in enumerate(gains_db) if has_own and any(shares[v] >= _LAUGHS for v in voices)]
        over_db = {at: lufs[at] + max(own.values()) for at, own in enumerate(gains_db) if own}
        loudest = sorted(over_db, key=lambda at: over_db[at])[-1:]
        told = {
            at: laugh_gain_db(
                lufs[at], gains_db[at], _TARGET_LUFS, heard=_heard({v: shares[v] for v in gains_db[at]}),
                within=within_whose(span, [turn for turn in turns if turn[1] in gains_db[at]]),
            )
            for at in laughing or loudest
        }  # fmt: skip
        needed = {at: gain_db for at, gain_db in told.items() if gain_db is not None}
        found += [_Laugh(span, needed)] if needed else []
    return found


def _heard(shares: Mapping[int, float]) -> int | None:
    """The voice that is heard in most of a laugh, where hardly another one is."""
    *others, (voice, share) = sorted(shares.items(), key=lambda item: item[1]) or [(-1, 0.0)]
    return voice if share >= _LAUGHS and sum(other for _, other in others) < 1.0 - _LAUGHS else None


def _room_lufs(power: NDArray[np.float64]) -> float:
    """How loud a track is in the middle of the steps in which nobody speaks and nothing sounds; -120 where none is left."""
    power = power[power > 0.0]
    return float(lufs_of(np.array([np.median(power)]))[0]) if len(power) else -120.0


def _by_voice(
    turns: Sequence[tuple[Span, int]], voices: Voices, speakers: Sequence[Speaker], speech: Sequence[Span],
    sure: Sequence[tuple[Span, int]],
) -> list[tuple[Span, int]]:  # fmt: skip
    """The turns that the words make, but where one voice is heard alone in `speech`, and nothing of another is `sure`, it is that
    one's: over a sentence that the recogniser passes over, it lays a word of another's.
    """
    alone = []
    for at, speaker in enumerate(speakers):
        others = [span for span, one in sure if one != at]
        clear = intersect(subtract(voices.alone(speaker.voice), others), speech)
        alone.append([span for span in clear if span.duration_s >= _LEAST_UNHEARD_S])
    found = []
    for voice, own in enumerate(alone):
        others = [span for other, spans in enumerate(alone) if other != voice for span in spans]
        said = subtract([span for span, one in turns if one == voice], others)
        found += [(span, voice) for span in union([*said, *own])]
    return sorted(found)


def _by_loudness(
    spans: Sequence[Span], powers: Sequence[NDArray[np.float64]], voices: Sequence[Sequence[VoiceLevel | None]]
) -> list[tuple[Span, int]]:
    """Speech without words, each stretch with the voice that is about as loud in its own track; what is much softer than that
    voice is none.
    """
    found = []
    for span in spans:
        steps = steps_within([span], len(powers[0]))
        over_lu = {
            voice: float(lufs_of(np.array([power[steps].mean()]))[0]) - level.lufs
            for power, levels in zip(powers, voices, strict=True)
            for voice, level in enumerate(levels)
            if level is not None
        }
        voice = min(over_lu, key=lambda v: abs(over_lu[v]), default=None)
        if voice is not None and over_lu[voice] > -GATE_LU:
            found.append((span, voice))
    return found


def _as_recorded(
    recording: Recording, meters: Sequence[LoudnessMeter], owners: Sequence[set[int]],
    speaking: Sequence[NDArray[np.bool_]], ids: Sequence[str], tools: Tools,
) -> tuple[SpeakerLevel, ...]:  # fmt: skip
    """Each speaker's loudness and true peak in the raw track that they are loudest in."""
    found: dict[str, SpeakerLevel] = {}
    for track, meter, owned in zip(recording.tracks, meters, owners, strict=True):
        sound = tools.blobs.open(track.blob)
        for voice in owned:
            lufs, dbtp = speaker_measures(sound, meter, speaking[voice], track.offset_s)
            found[ids[voice]] = SpeakerLevel(
                ids[voice], round(lufs + track.headroom_db, 2), round(dbtp + track.headroom_db, 2)
            )
        sound.close()
    return tuple(found[i] for i in ids if i in found and found[i].lufs > -100.0)


def _turns(transcript: Transcript, speakers: Speakers, ids: Sequence[str]) -> list[tuple[Span, int]]:
    """Runs of words of one speaker that follow each other within 0.6 s, in time order and without overlap."""
    turns: list[tuple[Span, int]] = []
    for word in transcript.words:
        voice = ids.index(speakers.speaker_of_word[word.id])
        start_s = max(word.start_s, turns[-1][0].end_s) if turns else word.start_s
        end_s = max(start_s, word.end_s)
        if turns and turns[-1][1] == voice and start_s - turns[-1][0].end_s < 0.6:
            turns[-1] = (Span(turns[-1][0].start_s, end_s), voice)
        elif end_s > start_s:
            turns.append((Span(start_s, end_s), voice))
    return turns


def _sure(transcript: Transcript, speakers: Speakers, ids: Sequence[str]) -> list[tuple[Span, int]]:
    """The words whose times say where they are said, each with its voice."""
    nowhere = set(misplaced(transcript.words))
    return [
        (word.span, ids.index(speakers.speaker_of_word[word.id]))
        for at, word in enumerate(transcript.words)
        if at not in nowhere
    ]


def _metered(blob: str, offset_s: float, tools: Tools, steps_n: int, begun: float) -> LoudnessMeter:
    """The whole sound through a meter, on the session clock."""
    sound = tools.blobs.open(blob)
    meter = LoudnessMeter(sound.rate_hz, sound.channels_n)
    block_n = 30 * sound.rate_hz
    offset_n = sample_at(offset_s, sound.rate_hz)
    total_n = round(steps_n * STEP_S * sound.rate_hz)
    starts = range(0, total_n, block_n)
    blocks = ahead(sound.read(at_n - offset_n, min(block_n, total_n - at_n)) for at_n in starts)
    for at_n, block in zip(starts, blocks, strict=True):
        meter.push(block)
        tools.progress(min(1.0, begun + 0.5 * at_n / total_n))
    sound.close()
    return meter


def _owners(powers: Sequence[NDArray[np.float64]], speaking: Sequence[NDArray[np.bool_]]) -> list[set[int]]:
    """Which voices each track is for: all of them in a mixed file, else each voice's own microphone."""
    if len(powers) == 1:
        return [set(range(len(speaking)))]
    owned: list[set[int]] = [set() for _ in powers]
    heard = [voice for voice, steps in enumerate(speaking) if steps.any()]
    levels_db = power_db(np.array([[power[speaking[voice]].mean() for voice in heard] for power in powers]))
    for voice, track in zip(heard, microphones(levels_db).tolist(), strict=True):
        owned[track].add(voice)
    return owned


STAGE = Stage(
    name="level",
    version=9,
    says="Bringing the voices to one level",
    needs=("ingest", "sounds", "transcribe", "voices", "speakers", "clean"),
    settings=LevelSettings,
    makes=Levels,
    run=level,
    schema="levels.1",
)
