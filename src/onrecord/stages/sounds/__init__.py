"""sounds: what is heard beside speech, and what it is: coughs, clicks, knocks, laughter, music."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from onrecord.core.ports import Tools
from onrecord.core.recording import Event, EventKind, Listening, Recording, Sounds
from onrecord.core.stage import Settings, Stage
from onrecord.core.time import Cover, Span, clock, subtract, union
from onrecord.signal.activity import FRAME_S, floor_db, levels_of, spans_of, speaking_level_db
from onrecord.stages.sounds.beds import beds_of
from onrecord.stages.sounds.borders import FAR_S
from onrecord.stages.sounds.events import SURE, event_of, near_music, parts_of, with_music_whole
from onrecord.stages.sounds.laughter import doubting_voiceless
from onrecord.stages.sounds.scene import Scene, without_scraps


class SoundsSettings(Settings):
    """What counts as a sound."""

    over_floor_db: float = Field(
        8.0, ge=3.0, le=30.0, description="How far above the room's floor a sound must rise to be heard as one, in dB."
    )
    under_speech_db: float = Field(
        26.0,
        ge=6.0,
        le=60.0,
        description="How far under the level of speech a sound may lie and still be heard as one, in dB.",
    )


def sounds(inputs: Mapping[str, Any], settings: SoundsSettings, tools: Tools) -> Sounds:
    """Speech, laughter and other sounds apart: each where it begins and ends, by tagger, voice activity and level together."""
    recording: Recording = inputs["ingest"]
    listening: Listening = inputs["listen"]
    sound = tools.blobs.open(recording.mix_blob)
    try:
        levels_db = levels_of(sound, lambda done: tools.progress(0.1 * done))
        floor = floor_db(levels_db)
        runs = _runs(levels_db, floor, settings)
        asked = [span.grown(FAR_S) for span in _in_question(runs, listening.speech)]
        tagger = tools.sound_tagger
        tags = tagger.tags(sound, 1.0, asked, lambda done: tools.progress(0.1 + 0.8 * done))
        tags = doubting_voiceless(tags, tagger.step_s, tagger.classes, levels_db - floor, sound)
        beds = beds_of(tags, tagger.step_s, tagger.classes, sound, recording.duration_s)
    finally:
        sound.close()
    scene = Scene.of(tags, tagger.step_s, tagger.classes, levels_db - floor, listening)
    laughter = Cover(scene.laughs)
    parts = parts_of(scene, runs)
    music, under_talk = near_music(parts, scene), Cover(beds)
    found = [event for part in parts if (event := event_of(part, scene, laughter, music, under_talk)) is not None]
    found += [
        Event(span, EventKind.LAUGH, scene.mean("laugh", span), "sounds", scene.evidence(span)) for span in scene.laughs
    ]
    events = [replace(e, span=_within(e.span, recording.duration_s)) for e in with_music_whole(found, scene)]
    speech = [_within(span, recording.duration_s) for span in _speech(listening.speech, scene.talk, events)]
    heard = Sounds(
        tuple(s for s in speech if s.duration_s > 0), tuple(e for e in events if e.span.duration_s > 0), tuple(beds)
    )
    _tell_of_music(heard, tools)
    tools.progress(1.0)
    return heard


def _tell_of_music(found: Sounds, tools: Tools) -> None:
    if spans := found.music:
        cut = "Under talk it goes only where a cough or the like is cut" if found.beds else "It is never cut"
        tools.remark(
            f"Music is heard for {sum(span.duration_s for span in spans):.0f} s, first at {clock(spans[0].start_s)}. {cut}, and no noise "
            "is reduced in it. Soft music under talk may be taken for noise: --set clean.strength_db=0 leaves all as it is."
        )


def _speech(by_vad: Sequence[Span], talk: Sequence[Span], events: Sequence[Event]) -> list[Span]:
    """All that may be words: by voice activity or by label, without what is surely another sound, and the scraps beside it."""
    others = [
        e.span for e in events
        if e.kind not in (EventKind.LAUGH, EventKind.MUSIC) and e.confidence >= SURE and not e.may_hold_word
    ]  # fmt: skip
    return without_scraps(subtract(union([*by_vad, *talk]), others), talk)


def _runs(levels_db: NDArray[np.float64], floor: NDArray[np.float64], settings: SoundsSettings) -> list[Span]:
    """Where something stands out of the room; dips shorter than 0.09 s are bridged."""
    speaking_db = speaking_level_db(levels_db, floor)
    active = levels_db > np.maximum(floor + settings.over_floor_db, speaking_db - settings.under_speech_db)
    return union(spans_of(active, FRAME_S), join_gaps_s=0.09)


def _in_question(runs: Sequence[Span], speech: Sequence[Span]) -> list[Span]:
    """What stands out where voice activity is not sure of speech: beside speech, or as long as a cough."""
    beside = subtract(runs, [span.grown(0.02, 0.04) for span in speech])
    return [*(span for span in beside if span.duration_s >= 2 * FRAME_S), *(s for s in speech if s.duration_s < 1.0)]


def _within(span: Span, duration_s: float) -> Span:
    return Span(min(span.start_s, duration_s), min(span.end_s, duration_s))


STAGE = Stage(
    name="sounds",
    version=17,
    says="Listening for coughs, clicks and laughter",
    needs=("ingest", "listen"),
    settings=SoundsSettings,
    makes=Sounds,
    run=sounds,
    schema="sounds.1",
    engines=("sound_tagger",),
)
