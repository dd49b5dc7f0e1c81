"""OpenTimelineIO: the edit as a timeline that Resolve, Premiere (by adapter), Kdenlive and others open.

Format: https://opentimelineio.readthedocs.io/en/latest/tutorials/otio-serialized-schema.html. Clip.1 rather than Clip.2,
because readers of every age know it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from onrecord.core.edit import EffectiveCut
from onrecord.core.recording import Track
from onrecord.core.time import TimeMap, sample_at
from onrecord.formats.edl import on_track

RATE_HZ = 48_000
"""A 1 ms grid falls on whole samples at this rate, so no border of the edit is rounded."""
COLOURS = {"removed": "RED", "shortened": "ORANGE", "muted": "YELLOW", "kept": "GREEN", "partly removed": "ORANGE"}

Json = dict[str, Any]


def otio(
    tracks: Sequence[Track], cuts: Sequence[EffectiveCut], time_map: TimeMap, *, title: str, folder: str = "sources"
) -> str:
    """The timeline: an audio track for each source track, a clip for each kept stretch, a marker for each cut.

    A marker stands where the cut is heard in the programme (for what was removed: at the join, with no length) and holds
    the cut's reason, confidence, evidence, state and its place on the recording's clock under `metadata.onrecord`.
    `folder` holds the sources, as seen from where the timeline will lie.
    """
    stack = _item("Stack.1", "tracks") | {
        "markers": [_marker(cut, time_map) for cut in cuts],
        "children": [_track(track, time_map, folder) for track in tracks],
    }
    timeline: Json = {
        "OTIO_SCHEMA": "Timeline.1",
        "metadata": {},
        "name": title,
        "global_start_time": None,
        "tracks": stack,
    }
    return json.dumps(timeline, ensure_ascii=False, indent=1) + "\n"


def _track(track: Track, time_map: TimeMap, folder: str) -> Json:
    children: list[Json] = []
    at_n = 0
    for span in time_map.kept:
        heard = on_track(span, track)
        if heard is None:
            continue
        placed = time_map.span_to_programme(heard)
        first_n, end_n = sample_at(placed.start_s, RATE_HZ), sample_at(placed.end_s, RATE_HZ)
        if first_n > at_n:
            children.append(_item("Gap.1", "") | {"source_range": _range(0, first_n - at_n)})
        start_n = sample_at(track.in_source_s(heard.start_s), RATE_HZ)
        children.append(_clip(track, start_n, end_n - first_n, folder))
        at_n = end_n
    return _item("Track.1", track.id) | {"children": children, "kind": "Audio"}


def _clip(track: Track, start_n: int, frames_n: int, folder: str) -> Json:
    whole_n = sample_at(track.starts_s, RATE_HZ) + round(track.frames_n * RATE_HZ / track.rate_hz)
    return _item("Clip.1", track.source) | {
        "source_range": _range(start_n, frames_n),
        "media_reference": {
            "OTIO_SCHEMA": "ExternalReference.1",
            "metadata": {},
            "name": "",
            "available_range": _range(0, whole_n),
            "target_url": quote(str(PurePosixPath(folder, track.source))),
        },
    }


def _marker(effective: EffectiveCut, time_map: TimeMap) -> Json:
    cut = effective.cut
    state = effective.became.value
    placed = time_map.span_to_programme(cut.span)
    first_n, end_n = sample_at(placed.start_s, RATE_HZ), sample_at(placed.end_s, RATE_HZ)
    told: Json = {
        "id": cut.id,
        "reason": cut.reason,
        "confidence": cut.confidence,
        "evidence": cut.evidence,
        "state": state,
        "action": cut.action.value,
        "source_start_s": cut.span.start_s,
        "source_end_s": cut.span.end_s,
    }
    return {
        "OTIO_SCHEMA": "Marker.2",
        "metadata": {"onrecord": told},
        "name": f"{cut.reason} ({state})",
        "color": COLOURS[state],
        "marked_range": _range(first_n, end_n - first_n),
    }


def _item(schema: str, name: str) -> Json:
    base: Json = {"OTIO_SCHEMA": schema, "metadata": {}, "name": name, "source_range": None}
    return base | {"effects": [], "markers": [], "enabled": True}


def _range(start_n: int, frames_n: int) -> Json:
    return {"OTIO_SCHEMA": "TimeRange.1", "start_time": _time(start_n), "duration": _time(frames_n)}


def _time(frames_n: int) -> Json:
    return {"OTIO_SCHEMA": "RationalTime.1", "rate": float(RATE_HZ), "value": float(frames_n)}
