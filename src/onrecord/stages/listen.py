"""listen: where there is speech, how quiet the room is, and what else can be heard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from onrecord.core.errors import NoSpeech
from onrecord.core.ports import Sound, Tools
from onrecord.core.recording import Event, EventKind, Listening, Recording
from onrecord.core.stage import Settings, Stage
from onrecord.core.time import Span, subtract, union
from onrecord.signal.activity import FRAME_S, floor_db, frame_levels_db, spans_of, speech_spans
from onrecord.signal.decibel import gain_of
from onrecord.signal.timbre import Timbre, timbre

_BLOCK_S = 30.0
_ANALYSIS_DBFS = -20.0
_LEVEL_STEP_S = 0.05
_ONSET_S, _TAIL_S = 0.06, 0.1
_CLICK_S = 0.07


class ListenSettings(Settings):
    """What counts as a sound."""

    over_floor_db: float = Field(
        10.0, ge=3.0, le=30.0, description="How far above the room's floor a sound must rise to be heard as one, in dB."
    )
    under_speech_db: float = Field(
        26.0,
        ge=6.0,
        le=60.0,
        description="How far under the level of speech a sound may lie and still be heard as one, in dB.",
    )


def listen(inputs: Mapping[str, Any], settings: ListenSettings, tools: Tools) -> Listening:
    """Voice activity on a levelled copy, then every other sound that stands out of the room. Raises NoSpeech."""
    recording: Recording = inputs["ingest"]
    sound = tools.blobs.open(recording.mix_blob)
    try:
        levels_db = _levels(sound, lambda done: tools.progress(0.15 * done))
        floor = floor_db(levels_db)
        gain = gain_of(_ANALYSIS_DBFS - _speaking_level_db(levels_db, floor))
        detector = tools.speech_detector
        probabilities = detector.probabilities(sound, gain, lambda done: tools.progress(0.15 + 0.75 * done))
        speech = speech_spans(probabilities, detector.step_s)
        speech = [s for s in (_inside(span, recording.duration_s) for span in speech) if s.duration_s > 0]
        if sum(span.duration_s for span in speech) < 0.3:
            raise NoSpeech("Nobody speaks in this recording.", "Check that it is the right file and the right input.")
        events = _events(sound, levels_db, floor, probabilities, detector.step_s, speech, recording, settings)
    finally:
        sound.close()
    return Listening(
        speech=tuple(speech),
        events=tuple(events),
        floor_dbfs=round(float(np.median(floor)) + recording.tracks[0].headroom_db, 1),
        level_step_s=_LEVEL_STEP_S,
        level_dbfs=_for_pictures(levels_db, recording.tracks[0].headroom_db),
    )


def _levels(sound: Sound, progress: Any) -> NDArray[np.float64]:
    block_n = round(_BLOCK_S * sound.rate_hz)
    found = []
    for at_n in range(0, sound.frames_n, block_n):
        block = sound.read(at_n, min(block_n, sound.frames_n - at_n))
        found.append(frame_levels_db(block[:, 0], sound.rate_hz))
        progress(at_n / sound.frames_n)
    return np.concatenate(found) if found else np.zeros(0)


def _speaking_level_db(levels_db: NDArray[np.float64], floor: NDArray[np.float64]) -> float:
    """A level typical of the quieter speech: the median of what stands well above the floor."""
    loud = levels_db[levels_db > np.maximum(floor + 12.0, -90.0)]
    return float(np.median(loud)) if len(loud) > 50 else float(np.percentile(levels_db, 90))


def _inside(span: Span, duration_s: float) -> Span:
    return Span(min(span.start_s, duration_s), min(span.end_s, duration_s))


def _events(
    sound: Sound, levels_db: NDArray[np.float64], floor: NDArray[np.float64], probabilities: NDArray[np.float32],
    step_s: float, speech: list[Span], recording: Recording, settings: ListenSettings,
) -> list[Event]:  # fmt: skip
    """Sounds outside speech: runs of frames above the floor, joined over short dips, each told apart by its timbre."""
    speaking_db = _speaking_level_db(levels_db, floor)
    active = levels_db > np.maximum(floor + settings.over_floor_db, speaking_db - settings.under_speech_db)
    runs = union(spans_of(active, FRAME_S), join_gaps_s=0.09)
    # what rises out of the same run as speech is its onset or its tail, for as long as such things last
    speech = [span.grown(_ONSET_S, _TAIL_S) for span in speech]
    found = []
    for span in subtract(runs, speech):
        if span.duration_s < 0.02:
            continue
        if span.duration_s < _CLICK_S and any(s.start_s == span.end_s or s.end_s == span.start_s for s in speech):
            continue  # no click: nothing quiet lies between it and the word, such as the s of "so"
        n0 = round(span.start_s * sound.rate_hz)
        mono = sound.read(n0, round(span.end_s * sound.rate_hz) - n0)[:, 0]
        first, last = int(span.start_s / FRAME_S), max(int(span.start_s / FRAME_S) + 1, int(span.end_s / FRAME_S))
        rise_db = float(levels_db[first:last].max(initial=-120.0) - np.median(floor[first:last]))
        voice = float(np.max(probabilities[int(span.start_s / step_s) : int(span.end_s / step_s) + 1], initial=0.0))
        heard = timbre(mono, sound.rate_hz)
        kind, confidence = _kind(span, heard, rise_db, voice)
        evidence = (
            f"{rise_db:.0f} dB over the room, {span.duration_s * 1000:.0f} ms, centre {heard.centroid_hz:.0f} Hz, "
            f"voicing {heard.voicing:.2f}, {heard.bursts_n} burst{'s' if heard.bursts_n != 1 else ''}, speech at most {voice:.2f}"
        )
        found.append(Event(_inside(span, recording.duration_s), kind, round(confidence, 2), "listen", evidence))
    return [event for event in found if event.span.duration_s > 0]


def _kind(span: Span, heard: Timbre, rise_db: float, voice: float) -> tuple[EventKind, float]:
    """What a sound outside speech most likely is. Says "noise" rather than guess; laughter must be convincing to be called so."""
    long_s = span.duration_s
    if long_s < _CLICK_S:
        return EventKind.CLICK, 0.8 - 0.5 * voice
    if heard.bursts_n >= 3 and heard.voicing > 0.55 and 0.4 < long_s < 4.0 and 2.5 < heard.bursts_n / long_s < 9.0:
        return EventKind.LAUGH, 0.4 + 0.4 * heard.voicing
    if long_s < 0.25 and heard.centroid_hz < 900 and heard.attack_s < 0.02:
        return EventKind.KNOCK, 0.6 - 0.4 * voice
    if 0.12 < long_s < 1.2 and heard.voicing < 0.4 and rise_db < 18 and heard.attack_s > 0.04:
        return EventKind.BREATH, 0.6 - 0.4 * voice
    if 0.12 < long_s < 1.0 and rise_db >= 15 and heard.attack_s < 0.08:
        return EventKind.COUGH, 0.55 - 0.4 * voice
    return EventKind.NOISE, 0.6 - 0.5 * voice


def _for_pictures(levels_db: NDArray[np.float64], headroom_db: float) -> tuple[float, ...]:
    per = round(_LEVEL_STEP_S / FRAME_S)
    whole = levels_db[: len(levels_db) // per * per].reshape(-1, per)
    return tuple(round(float(level) + headroom_db, 1) for level in whole.max(axis=1)) if len(whole) else ()


STAGE = Stage(
    name="listen",
    version=2,
    says="Listening for speech and other sounds",
    needs=("ingest",),
    settings=ListenSettings,
    makes=Listening,
    run=listen,
    schema="listening.1",
    engines=("speech_detector",),
)
