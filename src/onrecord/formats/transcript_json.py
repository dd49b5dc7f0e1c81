"""The Podcasting 2.0 JSON transcript, version 1.0.0: one segment a cue.

Format: the Podcasting 2.0 transcript notes on JSON, https://podcastindex.org/namespace/1.0.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from onrecord.core.transcript import Cue

VERSION = "1.0.0"


def transcript_json(cues: Iterable[Cue]) -> str:
    """`{"version", "segments": [{"speaker", "startTime", "endTime", "body"}]}`, times in seconds of the programme."""
    segments = []
    for cue in cues:
        segment: dict[str, str | float] = {"speaker": cue.speaker} if cue.speaker else {}
        segments.append(segment | {"startTime": cue.span.start_s, "endTime": cue.span.end_s, "body": cue.text})
    return json.dumps({"version": VERSION, "segments": segments}, ensure_ascii=False, indent=1) + "\n"
