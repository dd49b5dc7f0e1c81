"""voices: who speaks when, by the sound of the voices alone. Nobody has a name yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from pydantic import Field

from onrecord.core.people import Voices, VoiceTurn
from onrecord.core.ports import Tools
from onrecord.core.recording import Listening, Recording
from onrecord.core.stage import Settings, Stage
from onrecord.core.time import Span
from onrecord.signal.activity import FRAME_S, floor_db, frame_levels_db, spans_of

_BLOCK_S = 60.0
_LEAD_DB = 6.0


class VoicesSettings(Settings):
    """How voices are told apart."""

    count: int = Field(0, ge=0, le=20, description="How many people speak; 0 finds it out.")


def voices(inputs: Mapping[str, Any], settings: VoicesSettings, tools: Tools) -> Voices:
    """From the voices' sound in one mixed file; from the levels when every person has a microphone."""
    recording: Recording = inputs["ingest"]
    listening: Listening = inputs["listen"]
    if len(recording.tracks) > 1 and settings.count in (0, len(recording.tracks)):
        return _by_microphone(recording, listening, tools)
    sound = tools.blobs.open(recording.mix_blob)
    try:
        return tools.voice_finder.find(sound, listening.speech, settings.count or None, tools.progress)
    finally:
        sound.close()


def _by_microphone(recording: Recording, listening: Listening, tools: Tools) -> Voices:
    """Each moment of speech belongs to the microphone that is loudest above its own speaking level; those within 6 dB of it
    speak as well (two people at once) unless they only hear the other's voice.
    """
    levels = []
    for index, track in enumerate(recording.tracks):
        sound = tools.blobs.open(track.analysis_blob)
        block_n = round(_BLOCK_S * sound.rate_hz)
        offset_n = round(track.offset_s * sound.rate_hz)
        total_n = round(recording.duration_s * sound.rate_hz)
        found = [
            frame_levels_db(sound.read(at_n - offset_n, min(block_n, total_n - at_n))[:, 0], sound.rate_hz)
            for at_n in range(0, total_n, block_n)
        ]
        sound.close()
        levels.append(_relative(np.concatenate(found)))
        tools.progress((index + 1) / len(recording.tracks))
    frames_n = min(len(level) for level in levels)
    relative = np.stack([np.convolve(level[:frames_n], np.ones(25) / 25, mode="same") for level in levels])
    speaking = np.zeros(frames_n, bool)
    for span in listening.speech:
        speaking[round(span.start_s / FRAME_S) : round(span.end_s / FRAME_S)] = True
    best = relative.argmax(axis=0)
    turns: list[VoiceTurn] = []
    for voice in range(len(levels)):
        own = speaking & ((best == voice) | (relative[voice] > np.maximum(relative.max(axis=0) - _LEAD_DB, -6.0)))
        for span in _joined(spans_of(own, FRAME_S)):
            turns.append(VoiceTurn(span, voice))
    turns.sort(key=lambda turn: (turn.span, turn.voice))
    return Voices(tuple(turns), len(levels), (), "by microphone")


def _relative(level_db: Any) -> Any:
    """A microphone's level against its own owner's usual speaking level (the 90th percentile above its floor)."""
    above = level_db[level_db > floor_db(level_db) + 10.0]
    return level_db - (np.percentile(above, 75) if len(above) else -20.0)


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        if joined and span.start_s - joined[-1].end_s < 0.4:
            joined[-1] = Span(joined[-1].start_s, span.end_s)
        else:
            joined.append(span)
    return [span for span in joined if span.duration_s >= 0.15]


STAGE = Stage(
    name="voices",
    version=2,
    says="Telling the voices apart",
    needs=("ingest", "listen"),
    settings=VoicesSettings,
    makes=Voices,
    run=voices,
    schema="voices.1",
    engines=("voice_finder",),
)
