"""listen: where there is speech, and how quiet the room is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from pydantic import Field

from onrecord.core.errors import NoSpeech
from onrecord.core.ports import Tools
from onrecord.core.recording import Listening, Recording
from onrecord.core.stage import Settings, Stage
from onrecord.core.time import Span
from onrecord.signal.activity import FRAME_S, floor_db, levels_of, speaking_level_db, speech_spans
from onrecord.signal.decibel import gain_of

_ANALYSIS_DBFS = -20.0
_LEVEL_STEP_S = 0.05


class ListenSettings(Settings):
    """What counts as speech."""

    speech_at: float = Field(
        0.5, ge=0.1, le=0.9, description="How likely a moment must be speech to be taken for it; 0.1 to 0.9."
    )


def listen(inputs: Mapping[str, Any], settings: ListenSettings, tools: Tools) -> Listening:
    """Voice activity on a levelled copy, so that a quiet recording is heard as well as a loud one. Raises NoSpeech."""
    recording: Recording = inputs["ingest"]
    sound = tools.blobs.open(recording.mix_blob)
    try:
        levels_db = levels_of(sound, lambda done: tools.progress(0.2 * done))
        floor = floor_db(levels_db)
        gain = gain_of(_ANALYSIS_DBFS - speaking_level_db(levels_db, floor))
        detector = tools.speech_detector
        probabilities = detector.probabilities(sound, gain, lambda done: tools.progress(0.2 + 0.8 * done))
    finally:
        sound.close()
    spans = speech_spans(
        probabilities, detector.step_s, on=settings.speech_at, off=max(0.05, settings.speech_at - 0.15)
    )
    inside = [Span(min(s.start_s, recording.duration_s), min(s.end_s, recording.duration_s)) for s in spans]
    speech = tuple(span for span in inside if span.duration_s > 0)
    if sum(span.duration_s for span in speech) < 0.3:
        raise NoSpeech("Nobody speaks in this recording.", "Check that it is the right file and the right input.")
    headroom_db = recording.tracks[0].headroom_db if len(recording.tracks) == 1 else 0.0  # a mix is levelled
    per = round(_LEVEL_STEP_S / FRAME_S)
    coarse = levels_db[: len(levels_db) // per * per].reshape(-1, per).max(axis=1) + headroom_db
    return Listening(
        speech=speech,
        floor_dbfs=round(float(np.median(floor)) + headroom_db, 1),
        level_step_s=_LEVEL_STEP_S,
        level_dbfs=tuple(round(float(level), 1) for level in coarse),
        likely_step_s=detector.step_s,
        likely=tuple(round(float(p), 2) for p in probabilities),
    )


STAGE = Stage(
    name="listen",
    version=4,
    says="Listening for speech",
    needs=("ingest",),
    settings=ListenSettings,
    makes=Listening,
    run=listen,
    schema="listening.1",
    engines=("speech_detector",),
)
