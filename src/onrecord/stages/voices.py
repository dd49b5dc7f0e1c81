"""voices: who speaks when, by the sound of the voices alone. Nobody has a name yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from onrecord.core.people import Voices, VoiceTurn
from onrecord.core.ports import Tools
from onrecord.core.recording import Listening, Recording, Track
from onrecord.core.stage import Settings, Stage
from onrecord.core.time import Span
from onrecord.signal.activity import FRAME_S, floor_db, frame_levels_db, spans_of

_BLOCK_S = 60.0
_SMOOTH_N = 25
_NOISE_TIMES = 2.0
_DECIDES_DB, _CLEAR_DB = -20.0, -8.0
"""Below the first nobody is told by a level; from the second on a voice is clear enough to measure how far it reaches."""
_LEAD_DB, _OVER_DB = 8.0, -10.0


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
    """Each moment of speech belongs to the microphone that is loudest above its own speaking level.

    Another one speaks as well when it is louder than the first voice reaches it: how much softer a voice is in the other
    microphones is measured where it is clearly alone. The rooms' noise is taken off first, for it is not equally soft.
    """
    levels = []
    for index, track in enumerate(recording.tracks):
        levels.append(_levels(track, recording.duration_s, tools))
        tools.progress((index + 1) / len(recording.tracks))
    frames_n = min(len(level) for level in levels)
    level_db = np.stack([level[:frames_n] for level in levels])
    speaking = np.zeros(frames_n, bool)
    for span in listening.speech:
        speaking[round(span.start_s / FRAME_S) : round(span.end_s / FRAME_S)] = True
    turns: list[VoiceTurn] = []
    for voice, active in enumerate(_active(level_db, speaking)):
        for span in _joined(spans_of(active, FRAME_S)):
            turns.append(VoiceTurn(span, voice))
    turns.sort(key=lambda turn: (turn.span, turn.voice))
    return Voices(tuple(turns), len(levels), (), "by microphone")


def _levels(track: Track, duration_s: float, tools: Tools) -> NDArray[np.float64]:
    """The level of a track on the session clock without its room's noise, over a quarter of a second, in dBFS."""
    sound = tools.blobs.open(track.analysis_blob)
    block_n = round(_BLOCK_S * sound.rate_hz)
    offset_n, total_n = (round(time_s * sound.rate_hz) for time_s in (track.offset_s, duration_s))
    found = [
        frame_levels_db(sound.read(at_n - offset_n, min(block_n, total_n - at_n))[:, 0], sound.rate_hz)
        for at_n in range(0, total_n, block_n)
    ]
    sound.close()
    level_db = np.concatenate(found)
    above = np.maximum(10 ** (level_db / 10) - _NOISE_TIMES * 10 ** (floor_db(level_db) / 10), 0.0)
    smooth = np.convolve(above, np.ones(_SMOOTH_N) / _SMOOTH_N, mode="same")
    quiet_db: NDArray[np.float64] = 10 * np.log10(np.maximum(smooth, 1e-12))
    return quiet_db


def _active(level_db: NDArray[np.float64], speaking: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which microphones' owners speak in each frame. Shapes (microphones, frames) and (frames,)."""
    usual_db = np.array([_usual_db(level[speaking]) for level in level_db])
    relative = level_db - usual_db[:, None]
    owner = _held(relative.argmax(axis=0), speaking & (relative.max(axis=0) > _DECIDES_DB))
    active = np.zeros(level_db.shape, bool)
    for voice in range(len(level_db)):
        own = speaking & (owner == voice)
        active[voice] |= own
        clear = own & (relative[voice] > _CLEAR_DB)
        for other in range(len(level_db)):
            if other != voice and clear.any():
                softer_db = float(np.median((level_db[voice] - level_db[other])[clear]))
                heard_db = level_db[voice] - softer_db
                active[other] |= own & (level_db[other] > heard_db + _LEAD_DB) & (relative[other] > _OVER_DB)
    return active


def _usual_db(level_db: NDArray[np.float64]) -> float:
    """A microphone's owner's usual level: the 90th percentile while anyone speaks."""
    return float(np.percentile(level_db, 90)) if len(level_db) else -20.0


def _held(owner: NDArray[np.int64], is_sure: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The owner of each frame, and where that is not sure the one of the nearest frame where it is."""
    sure = np.flatnonzero(is_sure)
    if not len(sure):
        return owner
    frames = np.arange(len(owner))
    after = np.clip(np.searchsorted(sure, frames), 0, len(sure) - 1)
    before = np.maximum(after - 1, 0)
    nearer = np.where(np.abs(frames - sure[before]) <= np.abs(sure[after] - frames), sure[before], sure[after])
    held: NDArray[np.int64] = owner[nearer]
    return held


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
    version=6,
    says="Telling the voices apart",
    needs=("ingest", "listen"),
    settings=VoicesSettings,
    makes=Voices,
    run=voices,
    schema="voices.1",
    engines=("voice_finder",),
)
