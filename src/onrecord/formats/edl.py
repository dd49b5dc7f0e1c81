"""A CMX 3600 edit decision list of the kept stretches, for editors that read nothing newer.

Format: http://www.edlmax.com/EdlMaxHelp/Edl/maxguide.html.
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.core.recording import Track
from onrecord.core.time import Span, TimeMap
from onrecord.formats.vtt import one_line

CHANNELS = ("A", "A2", "A3", "A4")
"""The format has four audio channels; a session with more tracks needs the OpenTimelineIO file."""
FRAMES_PER_S = 30
MIXED_CHANNEL = "AA"


def edl(tracks: Sequence[Track], time_map: TimeMap, *, title: str, frames_per_s: int = FRAMES_PER_S) -> str:
    """The EDL, non-drop, in whole frames: programme time from 00:00:00:00, source time on each track's own clock.

    Each border is rounded once, from its absolute programme time, so that nothing drifts and no gap opens; a source length
    equals its length in the programme. One mixed track is on both channels, several tracks are on one channel each, the
    first four of them.
    """
    channels = (MIXED_CHANNEL,) if len(tracks) == 1 else CHANNELS
    rows: list[str] = []
    number = 0
    for span in time_map.kept:
        for track, channel in zip(tracks, channels, strict=False):
            heard = on_track(span, track)
            if heard is None:
                continue
            placed = time_map.span_to_programme(heard)
            first, end = _frame(placed.start_s, frames_per_s), _frame(placed.end_s, frames_per_s)
            if first == end:
                continue
            number += 1
            at = _frame(track.in_source_s(heard.start_s), frames_per_s)
            codes = [_timecode(frame, frames_per_s) for frame in (at, at + end - first, first, end)]
            rows.append(f"{number:03d}  AX       {channel:<5} C        {' '.join(codes)}")
            rows.append(f"* FROM CLIP NAME: {one_line(track.source)}")
    return "\n".join([f"TITLE: {one_line(title)}", "FCM: NON-DROP FRAME", "", *rows, ""])


def on_track(span: Span, track: Track) -> Span | None:
    """The part of `span` (session clock) during which the track was recording; None when there is none."""
    start_s = max(span.start_s, track.offset_s, 0.0)
    end_s = min(span.end_s, track.offset_s + track.frames_n / track.rate_hz)
    return Span(start_s, end_s) if end_s - start_s >= 0.001 else None


def _frame(time_s: float, frames_per_s: int) -> int:
    return round(time_s * frames_per_s)


def _timecode(frame: int, frames_per_s: int) -> str:
    seconds, frames = divmod(frame, frames_per_s)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{frames:02d}"
