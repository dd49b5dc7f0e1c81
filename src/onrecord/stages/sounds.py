"""sounds: what is heard beside speech, and what it is: coughs, clicks, knocks, laughter, music."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from onrecord.core.ports import Sound, Tools
from onrecord.core.recording import Event, EventKind, Listening, Recording, Sounds
from onrecord.core.stage import Settings, Stage
from onrecord.core.time import Span, subtract, union
from onrecord.signal.activity import FRAME_S, floor_db, levels_of, spans_of, speaking_level_db
from onrecord.signal.excerpts import Excerpts

_ONSET_S, _TAIL_S = 0.06, 0.08
_SHORT_SPEECH_S = 1.0
_CONTEXT_S = 0.4
_FADE_FRAMES_N, _FADED_DB, _LONGEST_FADE_S = 5, 4.0, 0.25
_CLEAR, _SOME, _SURE_SPEECH = 0.8, 0.35, 0.5
_LONGEST_TUNE_S = 4.0
_ONE_SOUND_S = 0.35
_KINDS = {kind.value for kind in EventKind} - {"speech", "laugh"}


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
    """Every sound that stands out of the room where voice activity hears no speech, or is not sure of it, told by kind."""
    recording: Recording = inputs["ingest"]
    listening: Listening = inputs["listen"]
    sound = tools.blobs.open(recording.mix_blob)
    try:
        levels_db = levels_of(sound, lambda done: tools.progress(0.1 * done))
        floor = floor_db(levels_db)
        runs = _runs(levels_db, floor, settings)
        heard = _tagged(sound, runs, listening.speech, len(levels_db), tools)
    finally:
        sound.close()
    speech = _without_disturbed_edges(listening.speech, heard)
    found = [_event(run, heard, levels_db, floor) for run in _parts(runs, speech, heard)]
    events = _as_one([_inside(event, recording.duration_s) for event in found if event is not None], speech)
    return Sounds(tuple(speech), tuple(event for event in events if event.span.duration_s > 0))


def _inside(event: Event, duration_s: float) -> Event:
    return replace(event, span=Span(min(event.span.start_s, duration_s), min(event.span.end_s, duration_s)))


def _as_one(events: Sequence[Event], speech: Sequence[Span]) -> list[Event]:
    """Knocks and rings that follow each other closely are one sound, by the name of its surest part."""
    joined: list[Event] = []
    for event in events:
        last = joined[-1] if joined else None
        if (
            last is not None
            and event.span.start_s - last.span.end_s <= _ONE_SOUND_S
            and {event.kind, last.kind}.isdisjoint({EventKind.SPEECH, EventKind.LAUGH, EventKind.MUSIC})
            and not any(s.start_s < event.span.start_s and s.end_s > last.span.end_s for s in speech)
        ):
            surer = max(last, event, key=lambda e: e.confidence * e.span.duration_s)
            joined[-1] = replace(surer, span=Span(last.span.start_s, event.span.end_s))
        else:
            joined.append(event)
    return joined


@dataclass(frozen=True, slots=True)
class _Heard:
    """What the tagger says of every 10 ms frame: shape (frames, classes); all room where nothing was in question.

    `disturbance` is the sum over all kinds that may be cut, a short tune (a ring that is taken for music) included.
    """

    classes: tuple[str, ...]
    per_frame: NDArray[np.float32]

    def of(self, name: str) -> NDArray[np.float32]:
        return np.asarray(self.per_frame[:, self.classes.index(name)])

    @property
    def disturbance(self) -> NDArray[np.float32]:
        columns = [i for i, name in enumerate(self.classes) if name in _KINDS]
        return np.asarray(self.per_frame[:, columns].sum(axis=1))


def _runs(levels_db: NDArray[np.float64], floor: NDArray[np.float64], settings: SoundsSettings) -> list[Span]:
    """Where something stands out of the room, until it has faded into it; dips shorter than 0.09 s are bridged."""
    speaking_db = speaking_level_db(levels_db, floor)
    active = levels_db > np.maximum(floor + settings.over_floor_db, speaking_db - settings.under_speech_db)
    smooth_db = np.convolve(levels_db, np.ones(_FADE_FRAMES_N) / _FADE_FRAMES_N, mode="same")
    fading = spans_of((smooth_db > floor + _FADED_DB) | active, FRAME_S)
    core = union(spans_of(active, FRAME_S), join_gaps_s=0.09)
    starts = [span.start_s for span in fading]
    runs = []
    for span in core:
        faded = fading[max(0, bisect_right(starts, span.end_s - FRAME_S / 2) - 1)]
        runs.append(Span(span.start_s, max(span.end_s, min(faded.end_s, span.end_s + _LONGEST_FADE_S))))
    return union(runs)


def _with_onsets(speech: Sequence[Span]) -> list[Span]:
    """What rises out of the same run as speech is its onset or its tail, for as long as such things last."""
    return [span.grown(_ONSET_S, _TAIL_S) for span in speech]


def _tagged(sound: Sound, runs: Sequence[Span], speech: Sequence[Span], frames_n: int, tools: Tools) -> _Heard:
    """Has the tagger hear what stands out where voice activity is not sure of speech, with some context, and only that."""
    tagger = tools.sound_tagger
    beside = [span for span in subtract(runs, _with_onsets(speech)) if span.duration_s >= 2 * FRAME_S]
    short = [span for span in speech if span.duration_s < _SHORT_SPEECH_S]
    asked = union((span.grown(_CONTEXT_S) for span in (*beside, *short)), join_gaps_s=0.2)
    step_n = round(tagger.step_s * sound.rate_hz)
    excerpts = Excerpts(sound, asked, step_n)
    steps_n = -(-sound.frames_n // step_n)
    room = np.array([name == "room" for name in tagger.classes], np.float32)
    tags = tagger.tags(excerpts, 1.0, None, lambda done: tools.progress(0.1 + 0.9 * done)) if asked else room[None, :0]
    whole = excerpts.spread(tags, steps_n, room)
    return _Heard(tagger.classes, np.repeat(whole, round(tagger.step_s / FRAME_S), axis=0)[:frames_n])


def _without_disturbed_edges(speech: Sequence[Span], heard: _Heard) -> list[Span]:
    """Voice activity lasts a little into a cough that touches a word, and takes some coughs for speech: both are taken out."""
    clear = heard.disturbance >= _CLEAR
    left = []
    for span in speech:
        first, end = _frames(span)
        while end - first > 0 and clear[first : first + 1].any():
            first += 1
        while end - first > 0 and clear[end - 1 : end].any():
            end -= 1
        if end - first >= 5:
            left.append(Span(max(span.start_s, first * FRAME_S), min(span.end_s, end * FRAME_S)))
    return left


def _parts(runs: Sequence[Span], speech: Sequence[Span], heard: _Heard) -> list[Span]:
    """What stands out beside speech, broken where laughter and disturbance meet."""
    outside = subtract(runs, _with_onsets(speech))
    is_laugh = heard.of("laugh") > heard.disturbance
    parts = []
    for span in outside:
        first, end = _frames(span)
        changes = [first + int(i) + 1 for i in np.flatnonzero(np.diff(is_laugh[first:end].astype(np.int8)))]
        borders = [first, *changes, end]
        pieces = [Span(a * FRAME_S, b * FRAME_S) for a, b in pairwise(borders) if b > a]
        short = any(piece.duration_s < 0.15 for piece in pieces)
        parts += [span] if short else pieces
    return [part for part in parts if part.duration_s >= 0.02]


def _event(span: Span, heard: _Heard, levels_db: NDArray[np.float64], floor: NDArray[np.float64]) -> Event | None:
    """What one sound is, by the mean over its frames, louder ones counting more; None when it is the room itself."""
    first, end = _frames(span)
    rise_db = levels_db[first:end] - floor[first:end]
    weights = np.clip(rise_db, 1.0, 40.0)
    mean = np.average(heard.per_frame[first:end], axis=0, weights=weights)
    likely = dict(zip(heard.classes, mean.tolist(), strict=True))
    disturbance = sum(likely[name] for name in heard.classes if name in _KINDS)
    evidence = f"{rise_db.max():.0f} dB over the room, {1000 * span.duration_s:.0f} ms"
    if likely["speech"] > max(_SURE_SPEECH, disturbance):
        return Event(span, EventKind.SPEECH, round(likely["speech"], 2), "sounds", evidence)
    if likely["laugh"] > max(_SOME / 2, disturbance):
        return Event(span, EventKind.LAUGH, round(likely["laugh"], 2), "sounds", evidence)
    if disturbance < _SOME:
        return None
    if likely["music"] > 0.5 and span.duration_s > _LONGEST_TUNE_S:
        return Event(span, EventKind.MUSIC, round(likely["music"], 2), "sounds", evidence)
    ranked = sorted(((p, name) for name, p in likely.items() if name in _KINDS), reverse=True)
    name = "ring" if ranked[0][1] == "music" else ranked[0][1]
    heard_as = ", ".join(f"{100 * p:.0f} % {kind}" for p, kind in ranked[:2] if p >= 0.1)
    return Event(
        span, EventKind(name), round(min(1.0, disturbance), 2), "sounds", f"{evidence}; sounds like {heard_as}"
    )


def _frames(span: Span) -> tuple[int, int]:
    first = round(span.start_s / FRAME_S)
    return first, max(first + 1, round(span.end_s / FRAME_S))


STAGE = Stage(
    name="sounds",
    version=1,
    says="Listening for coughs, clicks and laughter",
    needs=("ingest", "listen"),
    settings=SoundsSettings,
    makes=Sounds,
    run=sounds,
    schema="sounds.1",
    engines=("sound_tagger",),
)
