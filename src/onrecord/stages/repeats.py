"""repeats: which passages of the recording stand in other episodes too, by their sound: promos, jingles, theme music."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from onrecord.core.ports import Tools
from onrecord.core.recording import EpisodeSound, Fingerprint, Repeat, Repeats
from onrecord.core.stage import Settings, Stage
from onrecord.core.time import Span
from onrecord.signal.landmarks import Peaks, matches


class RepeatsSettings(Settings):
    shortest_s: float = Field(4.0, ge=2, le=60, description="A passage that is shorter is none, in seconds.")
    episodes_n: int = Field(
        20,
        ge=0,
        le=200,
        description="With so many other episodes, the nearest by number, the sound is compared; 0: with none.",
    )


def repeats(inputs: Mapping[str, Any], settings: RepeatsSettings, tools: Tools) -> Repeats:
    """Passages that were recorded once and stand here and elsewhere, in order. Needs `fingerprint`, `sounds elsewhere`.

    `sounds elsewhere` are the fingerprints of as many other episodes as the settings ask for. What stands in several has
    several repeats.
    """
    own: Fingerprint = inputs["fingerprint"]
    others: Sequence[EpisodeSound] = inputs["sounds elsewhere"]
    here = Peaks.of_text(own.peaks)
    found: list[Repeat] = []
    for done, other in enumerate(others, 1):
        for match in matches(here, Peaks.of_text(other.fingerprint.peaks), shortest_s=settings.shortest_s):
            there = Span(max(0.0, match.there_s), max(0.0, match.there_s) + match.end_s - match.start_s)
            found.append(Repeat(Span(match.start_s, match.end_s), other.guid, other.number, there, match.share))
        tools.progress(done / len(others))
    return Repeats(tuple(sorted(found, key=lambda r: (r.span, r.number))))


STAGE = Stage(
    name="repeats",
    version=1,
    says="Looking for what was heard before",
    needs=("fingerprint",),
    settings=RepeatsSettings,
    makes=Repeats,
    run=repeats,
    schema="repeats.1",
    takes=("sounds elsewhere",),
)
