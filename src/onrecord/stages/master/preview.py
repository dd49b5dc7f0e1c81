"""A preview: the programme around its riskiest joins, sounding as it will, without the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.core.edit import Action, EditList, EffectiveCut
from onrecord.core.ports import Tools
from onrecord.core.recording import Recording, Sounds
from onrecord.core.time import Cover, Span, TimeMap, intersect, union
from onrecord.stages.master import MasterSettings, rendered
from onrecord.stages.master.delivery import deliver

_BESIDE_S = 2.5
_NEAR_WORD_S = 0.12
_NEAR_WORD_RISK, _NOISE_RISK = 0.5, 0.2


@dataclass(frozen=True, slots=True)
class Heard:
    """A cut that a preview lets hear: where its join lies in the preview, and how much can be wrong with it, from 0 to 1.7."""

    cut: EffectiveCut
    at_s: float
    risk: float


@dataclass(frozen=True, slots=True)
class Preview:
    """`mp3` is a blob; `heard` is in the order of the preview."""

    mp3: str
    duration_s: float
    heard: tuple[Heard, ...]


def preview(inputs: Mapping[str, Any], settings: MasterSettings, tools: Tools, seconds: float) -> Preview:
    """Two and a half seconds before and after each of the riskiest joins, `seconds` in all. Raises what `rendered` raises."""
    recording: Recording = inputs["ingest"]
    edit = EditList(inputs["cut"].cuts, tuple(inputs["cut decisions"]))
    time_map = edit.time_map(recording.duration_s)
    risks = sorted(_risks(edit, inputs["sounds"], recording.duration_s), key=lambda item: -item[1])
    chosen: list[tuple[EffectiveCut, float]] = []
    windows: list[Span] = []
    for effective, risk in risks:
        at_s = time_map.to_programme(effective.cut.removes[0].start_s)
        grown = union([*windows, _window(at_s, seconds, time_map)])
        if windows and sum(w.duration_s for w in grown) > seconds:
            continue
        windows = grown
        chosen.append((effective, risk))
    windows = windows or [Span(0.0, min(seconds, time_map.programme_s))]
    kept = intersect(time_map.kept, [Span(time_map.to_source(w.start_s), time_map.to_source(w.end_s)) for w in windows])
    blob, meter, both = rendered(inputs, edit, kept, settings, tools)
    finished = deliver(blob, meter, both, settings.wanted, tools, is_excerpt=True)
    tools.blobs.path(finished.flac).unlink()
    heard_at = TimeMap(_outside(kept, recording.duration_s), recording.duration_s)
    heard = [Heard(e, heard_at.to_programme(e.cut.removes[0].start_s), round(risk, 2)) for e, risk in chosen]
    return Preview(finished.mp3, heard_at.programme_s, tuple(sorted(heard, key=lambda h: h.at_s)))


def _window(at_s: float, seconds: float, time_map: TimeMap) -> Span:
    half_s = min(_BESIDE_S, seconds / 2)
    return Span(max(0.0, at_s - half_s), min(time_map.programme_s, at_s + half_s))


def _outside(kept: Sequence[Span], duration_s: float) -> tuple[Span, ...]:
    return TimeMap(kept, duration_s).kept


def _risks(edit: EditList, sounds: Sounds, duration_s: float) -> list[tuple[EffectiveCut, float]]:
    """How much can be wrong with each cut that is on: how unsure it is, if it is close to a word, if it is more than a pause."""
    speech = Cover(sounds.speech)
    found = []
    for effective in edit.effective():
        cut = effective.cut
        is_join = bool(cut.removes) and cut.removes[0].start_s > 0.0 and cut.removes[-1].end_s < duration_s
        if effective.is_on and cut.action is not Action.MUTE and is_join:
            near = any(speech.shared_s(span.grown(_NEAR_WORD_S)) > 0 for span in cut.removes)
            noise = cut.action is Action.REMOVE
            found.append((effective, 1.0 - cut.confidence + near * _NEAR_WORD_RISK + noise * _NOISE_RISK))
    return found
