"""level: how much gain each voice needs, and when, so that nobody is too loud or too quiet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from onrecord.core.people import Speaker, Speakers, Voices
from onrecord.core.ports import Tools
from onrecord.core.recording import EventKind, Recording, Sounds, heard_in
from onrecord.core.sound import Clean, GainPoint, Levels, SpeakerLevel, SpeakerTalk, TrackGain
from onrecord.core.stage import Settings, Stage
from onrecord.core.talk import misplaced
from onrecord.core.time import Span, intersect, sample_at, subtract, union
from onrecord.core.transcript import Transcript, without_words
from onrecord.signal.ahead import ahead
from onrecord.signal.decibel import power_db
from onrecord.signal.leveller import GATE_LU, VoiceLevel, gain_curve, voice_level
from onrecord.signal.loudness import STEP_S, LoudnessMeter, lufs_of
from onrecord.signal.speakers import microphones, speaker_measures, steps_within

_TARGET_LUFS = -23.0
_LEAST_UNHEARD_S = 0.5
_LEFT_OUT_DB = -60.0
"""A microphone that nobody speaks into adds its room and nothing else."""


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
    laughs = [event.span for event in sounds.events if event.kind is EventKind.LAUGH]
    untold = subtract([*unheard, *laughs], [span for span, _ in turns])
    untold = [span for span in untold if span.duration_s >= _LEAST_UNHEARD_S]
    turns = sorted([*turns, *_by_loudness(untold, cleaned, voices)])
    gains = []
    listened_to = heard_in(recording.tracks)
    for at, (track, levels, owned) in enumerate(zip(recording.tracks, voices, owners, strict=True)):
        if at not in listened_to:
            gains.append(TrackGain(track.id, (GainPoint(0.0, _LEFT_OUT_DB),)))
            continue
        points = gain_curve(levels, [(span, v) for span, v in turns if v in owned], 0.0)
        if len(recording.tracks) > 1:
            points = _with_bleed_down(points, _away(turns, owned, recording.duration_s), settings.bleed_db)
        gains.append(
            TrackGain(track.id, tuple(GainPoint(round(t, 3), round(db * settings.strength, 2)) for t, db in points))
        )
    before = _as_recorded(recording, raw, owners, speaking, ids, tools)
    heard = tuple(SpeakerTalk(i, tuple(spans)) for i, spans in zip(ids, talk, strict=True))
    return Levels(tuple(gains), heard, before)


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
    """Speech without words and laughter, each stretch with the voice that is about as loud in its own track; what is much softer than that
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


def _with_bleed_down(
    points: list[tuple[float, float]], away: Sequence[Span], bleed_db: float
) -> list[tuple[float, float]]:
    """The curve turned down in the spans `away`, with ramps of 0.15 s inside them."""
    times = np.array([t for t, _ in points])
    values = np.array([db for _, db in points])
    out = [(t, db) for t, db in points if not any(span.start_s <= t <= span.end_s for span in away)]
    for span in away:
        low = float(np.interp(span.middle_s, times, values)) - bleed_db
        ramp_s = min(0.15, span.duration_s / 3)
        edge = [span.start_s, span.start_s + ramp_s, span.end_s - ramp_s, span.end_s]
        high = [float(np.interp(span.start_s, times, values)), low, low, float(np.interp(span.end_s, times, values))]
        out += list(zip(edge, high, strict=True))
    return sorted(out)


def _away(turns: Sequence[tuple[Span, int]], owned: set[int], duration_s: float) -> list[Span]:
    """Where a microphone waits: from where others begin a turn until its own voice speaks again. A pause so keeps the room
    of whoever spoke last, and the room changes where a word covers it.
    """
    away: list[Span] = []
    since_s: float | None = None if not turns or turns[0][1] in owned else 0.0
    for span, voice in turns:
        if voice in owned:
            if since_s is not None:
                away.append(Span(since_s, span.start_s))
            since_s = None
        elif since_s is None and span.duration_s > 0.6:
            since_s = span.start_s
    if since_s is not None:
        away.append(Span(since_s, duration_s))
    return [span for span in away if span.duration_s > 0]


STAGE = Stage(
    name="level",
    version=8,
    says="Bringing the voices to one level",
    needs=("ingest", "sounds", "transcribe", "voices", "speakers", "clean"),
    settings=LevelSettings,
    makes=Levels,
    run=level,
    schema="levels.1",
)
