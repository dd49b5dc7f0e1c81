"""An Audacity label track of all cuts, to lay over the recording.

Format: https://manual.audacityteam.org/man/importing_and_exporting_labels.html: start, end and text, tab-separated.
"""

from __future__ import annotations

from collections.abc import Iterable

from onrecord.core.edit import Action, EffectiveCut
from onrecord.formats.vtt import one_line

STATES = {Action.REMOVE: "removed", Action.SHORTEN: "shortened", Action.MUTE: "muted"}


def state_of(effective: EffectiveCut) -> str:
    """What became of a proposal, in one word: removed, shortened, muted or kept."""
    return STATES[effective.cut.action] if effective.is_on else "kept"


def labels(cuts: Iterable[EffectiveCut]) -> str:
    """One line a cut, on the recording's clock, in order of time: `12.500000\t14.250000\tlong pause (shortened) cut-1a2b3c`."""
    ordered = sorted(cuts, key=lambda e: (e.cut.span, e.cut.id))
    return "".join(
        f"{e.cut.span.start_s:.6f}\t{e.cut.span.end_s:.6f}\t{one_line(e.cut.reason)} ({state_of(e)}) {e.cut.id}\n"
        for e in ordered
    )
