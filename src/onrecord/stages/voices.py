"""voices: who speaks when, by the sound of the voices alone. Nobody has a name yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from onrecord.core.people import Voices, VoiceTurn
from onrecord.core.ports import Tools
from onrecord.core.recording import Listening, Recording, Track, heard_in
from onrecord.core.stage import Settings, Stage
from onrecord.core.time import Span
from onrecord.signal.activity import FRAME_S, floor_db, frame_levels_db, spans_of

_BLOCK_S = 60.0
_SMOOTH_N = 25
_NOISE_TIMES = 2.0
_DECIDES_DB, _CLEAR_DB = -20.0, -8.0
"""Below the first nobody is told by a level; from the second on a voice is clear enough to measure how far it reaches."""
_LEAD_DB, _OVER_DB = 8.0, -10.0
_ABOVE_ROOM_DB = 6.0
_CLEAREST_N, _LEAST_N = 100, 50
_ROUNDS_N = 3


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
    microphones is measured where it is clearly alone. The rooms' noise is taken off first, for it is not equally soft. A
    microphone that nobody speaks into has no part in it.
    """
    heard = heard_in(recording.tracks)
    found: list[tuple[NDArray[np.float64], float]] = []
    for index in heard:
        found.append(_levels(recording.tracks[index], recording.duration_s, tools))
        tools.progress(len(found) / len(heard))
    frames_n = min(len(level) for level, _ in found)
    level_db = np.stack([level[:frames_n] for level, _ in found])
    speaking = np.zeros(frames_n, bool)
    for span in listening.speech:
        speaking[round(span.start_s / FRAME_S) : round(span.end_s / FRAME_S)] = True
    turns: list[VoiceTurn] = []
    active = _active(level_db, np.array([room_db for _, room_db in found]), speaking)
    for voice, speaks in zip(heard, active, strict=True):
        for span in _joined(spans_of(speaks, FRAME_S)):
            turns.append(VoiceTurn(span, voice))
    turns.sort(key=lambda turn: (turn.span, turn.voice))
    return Voices(tuple(turns), len(recording.tracks), (), "by microphone")


def _levels(track: Track, duration_s: float, tools: Tools) -> tuple[NDArray[np.float64], float]:
    """The level of a track on the session clock without its room's noise, over a quarter of a second, and the noise's; in dBFS."""
    sound = tools.blobs.open(track.analysis_blob)
    block_n = round(_BLOCK_S * sound.rate_hz)
    offset_n, total_n = (round(time_s * sound.rate_hz) for time_s in (track.offset_s, duration_s))
    found = [
        frame_levels_db(sound.read(at_n - offset_n, min(block_n, total_n - at_n))[:, 0], sound.rate_hz)
        for at_n in range(0, total_n, block_n)
    ]
    sound.close()
    level_db = np.concatenate(found)
    room_db = floor_db(level_db)
    above = np.maximum(10 ** (level_db / 10) - _NOISE_TIMES * 10 ** (room_db / 10), 0.0)
    smooth = np.convolve(above, np.ones(_SMOOTH_N) / _SMOOTH_N, mode="same")
    return 10 * np.log10(np.maximum(smooth, 1e-12)), float(np.median(room_db))


def _active(
    level_db: NDArray[np.float64], room_db: NDArray[np.float64], speaking: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Which microphones' owners speak in each frame. Shapes (microphones, frames), (microphones,) and (frames,)."""
    active = np.zeros(level_db.shape, bool)
    if not speaking.any():
        return active
    relative = level_db - _usual_db(level_db[:, speaking], room_db)[:, None]
    owner = _held(relative.argmax(axis=0), speaking & (relative.max(axis=0) > _DECIDES_DB))
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


def _usual_db(level_db: NDArray[np.float64], room_db: NDArray[np.float64]) -> NDArray[np.float64]:
    """How loud each microphone's owner usually is in it, of the frames in which anyone speaks; infinite where it has no owner.

    First by the second in which it is farthest ahead of the others, so somebody who says one sentence counts as well; then
    by what so falls to it.
    """
    clearest = _clearest(level_db, room_db)
    usual_db = np.full(len(level_db), np.inf)
    for voice, frames in clearest.items():
        usual_db[voice] = np.median(level_db[voice, frames]) if len(frames) else 0.0
    for _ in range(_ROUNDS_N):
        owner = (level_db - usual_db[:, None]).argmax(axis=0)
        for voice in clearest:
            own = level_db[voice, owner == voice]
            usual_db[voice] = np.percentile(own, 90) if len(own) >= _LEAST_N else usual_db[voice]
    return usual_db


def _clearest(level_db: NDArray[np.float64], room_db: NDArray[np.float64]) -> dict[int, NDArray[np.int64]]:
    """The frames in which each microphone is farthest ahead of the others, over its own room; none of one without an owner,
    which is never much louder than the others' voices reach it.
    """
    over_db = np.maximum(level_db - room_db[:, None], 0.0)
    ahead_db = [over - np.delete(over_db, i, axis=0).max(axis=0, initial=0.0) for i, over in enumerate(over_db)]
    frames = []
    for over, ahead in zip(over_db, ahead_db, strict=True):
        heard = np.flatnonzero(over > _ABOVE_ROOM_DB)
        frames.append(heard[np.argsort(-ahead[heard])[:_CLEAREST_N]])
    # the more a microphone tells the voices apart, the surer it is somebody's
    apart_db = [
        np.median(a[own]) - np.median(np.sort(a)[:_CLEAREST_N]) if len(own) else 0.0
        for a, own in zip(ahead_db, frames, strict=True)
    ]
    clearest: dict[int, NDArray[np.int64]] = {}
    for voice in sorted((i for i, own in enumerate(frames) if len(own) >= _LEAST_N), key=lambda i: -apart_db[i]):
        own = frames[voice]
        beyond_db = [over_db[voice] - over_db[other] for other in clearest]
        leads = [
            np.median(beyond[own]) - np.median(beyond[theirs])
            for beyond, theirs in zip(beyond_db, clearest.values(), strict=True)
        ]
        if all(lead >= _LEAD_DB for lead in leads):
            clearest[voice] = own
    return clearest or dict(enumerate(frames))


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
    version=8,
    says="Telling the voices apart",
    needs=("ingest", "listen"),
    settings=VoicesSettings,
    makes=Voices,
    run=voices,
    schema="voices.1",
    engines=("voice_finder",),
)
