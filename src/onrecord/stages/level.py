"""level: how much gain each voice needs, and when, so that nobody is too loud or too quiet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from onrecord.core.people import Speakers
from onrecord.core.ports import Tools
from onrecord.core.recording import Listening, Recording, Track
from onrecord.core.sound import Clean, CleanTrack, GainPoint, Levels, SpeakerLevel, TrackGain
from onrecord.core.stage import Settings, Stage
from onrecord.core.time import Span
from onrecord.core.transcript import Transcript
from onrecord.signal.leveller import VoiceLevel, gain_curve, voice_level
from onrecord.signal.loudness import STEP_S, LoudnessMeter, integrated_lufs

_TARGET_LUFS = -23.0


class LevelSettings(Settings):
    """How voices are brought together."""

    strength: float = Field(
        1.0, ge=0.0, le=1.0, description="How far each voice is brought to the common level: 1 wholly, 0 not at all."
    )
    bleed_db: float = Field(
        9.0,
        ge=0.0,
        le=30.0,
        description="With one file per microphone: how far one is turned down while only another is spoken into.",
    )


def level(inputs: Mapping[str, Any], settings: LevelSettings, tools: Tools) -> Levels:
    """A gain curve per track, in session time, from the loudness of each speaker's own words."""
    recording: Recording = inputs["ingest"]
    listening: Listening = inputs["listen"]
    transcript: Transcript = inputs["transcribe"]
    speakers: Speakers = inputs["speakers"]
    clean: Clean = inputs["clean"]
    steps_n = int(recording.duration_s / STEP_S) + 1
    ids = [speaker.id for speaker in speakers.speakers]
    turns = _turns(transcript, speakers, ids)
    noisy = _noise_mask(listening, steps_n)
    powers = [_step_power(t, c, tools, steps_n) for t, c in zip(recording.tracks, clean.tracks, strict=True)]
    tools.progress(0.8)
    owners = _owners(powers, turns, len(ids), steps_n)
    gains, found = [], {}
    for track, power, owned in zip(recording.tracks, powers, owners, strict=True):
        levels: list[VoiceLevel | None] = [None] * len(ids)
        for voice in owned:
            speaking = _speaking(turns, voice, steps_n) & ~noisy
            levels[voice] = voice_level(power, speaking, _TARGET_LUFS)
        points = gain_curve(levels, steps_n, [(span, v) for span, v in turns if v in owned], 0.0)
        if len(recording.tracks) > 1:
            points = _with_bleed_down(points, turns, owned, settings.bleed_db)
        scale = [GainPoint(round(t, 3), round(db * settings.strength, 2)) for t, db in points]
        gains.append(TrackGain(track.id, tuple(scale)))
        found.update(_speaker_levels(levels, power, turns, scale, ids, noisy))
    return Levels(tuple(gains), tuple(found[i] for i in ids if i in found))


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


def _noise_mask(listening: Listening, steps_n: int) -> NDArray[np.bool_]:
    """Steps in which a cough, laughter or another noise is heard: all are louder than speech and would pull the gain down."""
    mask = np.zeros(steps_n, bool)
    for event in listening.events:
        mask[int(event.span.start_s / STEP_S) : int(event.span.end_s / STEP_S) + 1] = True
    return mask


def _speaking(turns: Sequence[tuple[Span, int]], voice: int, steps_n: int) -> NDArray[np.bool_]:
    mask = np.zeros(steps_n, bool)
    for span, who in turns:
        if who == voice:
            mask[int(np.ceil(span.start_s / STEP_S)) : int(span.end_s / STEP_S)] = True
    return mask


def _step_power(track: Track, cleaned: CleanTrack, tools: Tools, steps_n: int) -> NDArray[np.float64]:
    sound = tools.blobs.open(cleaned.blob)
    meter = LoudnessMeter(sound.rate_hz, sound.channels_n)
    block_n = 30 * sound.rate_hz
    offset_n = round(track.offset_s * sound.rate_hz)
    total_n = round(steps_n * STEP_S * sound.rate_hz)
    for at_n in range(0, total_n, block_n):
        meter.push(sound.read(at_n - offset_n, min(block_n, total_n - at_n)))
        tools.progress(0.8 * at_n / total_n)
    sound.close()
    power = meter.step_power[:steps_n] * 10 ** (cleaned.headroom_db / 10)
    return np.pad(power, (0, steps_n - len(power)))


def _owners(
    powers: Sequence[NDArray[np.float64]], turns: Sequence[tuple[Span, int]], voices_n: int, steps_n: int
) -> list[set[int]]:
    """Which voices each track is for: all of them in a mixed file, else each voice's loudest microphone."""
    if len(powers) == 1:
        return [set(range(voices_n))]
    owned: list[set[int]] = [set() for _ in powers]
    for voice in range(voices_n):
        speaking = _speaking(turns, voice, steps_n)
        if speaking.any():
            owned[int(np.argmax([power[speaking].mean() for power in powers]))].add(voice)
    return owned


def _with_bleed_down(
    points: list[tuple[float, float]], turns: Sequence[tuple[Span, int]], owned: set[int], bleed_db: float
) -> list[tuple[float, float]]:
    """The curve turned down where only others speak, with ramps of 0.15 s inside their turns."""
    times = np.array([t for t, _ in points])
    values = np.array([db for _, db in points])
    others = [span for span, voice in turns if voice not in owned and span.duration_s > 0.6]
    out = [(t, db) for t, db in points if not any(span.start_s <= t <= span.end_s for span in others)]
    for span in others:
        low = float(np.interp(span.middle_s, times, values)) - bleed_db
        edge = [span.start_s, span.start_s + 0.15, span.end_s - 0.15, span.end_s]
        high = [float(np.interp(span.start_s, times, values)), low, low, float(np.interp(span.end_s, times, values))]
        out += list(zip(edge, high, strict=True))
    return sorted(out)


def _speaker_levels(
    levels: Sequence[VoiceLevel | None], power: NDArray[np.float64], turns: Sequence[tuple[Span, int]],
    points: Sequence[GainPoint], ids: Sequence[str], noisy: NDArray[np.bool_],
) -> dict[str, SpeakerLevel]:  # fmt: skip
    times = np.array([p.time_s for p in points])
    gain_db = np.interp(np.arange(len(power)) * STEP_S + STEP_S / 2, times, np.array([p.gain_db for p in points]))
    after = power * 10 ** (gain_db / 10)
    found = {}
    for voice, own in enumerate(levels):
        if own is not None:
            speaking = _speaking(turns, voice, len(power)) & ~noisy
            found[ids[voice]] = SpeakerLevel(ids[voice], round(own.lufs, 2), round(integrated_lufs(after[speaking]), 2))
    return found


STAGE = Stage(
    name="level",
    version=1,
    says="Bringing the voices to one level",
    needs=("ingest", "listen", "transcribe", "speakers", "clean"),
    settings=LevelSettings,
    makes=Levels,
    run=level,
    schema="levels.1",
)
