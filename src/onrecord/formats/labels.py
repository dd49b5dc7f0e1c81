"""An Audacity label track of all cuts, to lay over the recording.

Format: https://manual.audacityteam.org/man/importing_and_exporting_labels.html: start, end and text, tab-separated.
"""

from __future__ import annotations

from collections.abc import Iterable

from onrecord.core.edit import EffectiveCut
from onrecord.formats.vtt import one_line


def labels(cuts: Iterable[EffectiveCut]) -> str:
    """On the recording's clock, in order of time: `12.500000\t14.250000\tpause (shortened) cut-1a2b3c`.

    A line for each stretch that goes, and one for the whole of what stays or is turned down.
    """
    lines = [(span, e.cut.id, e) for e in cuts for span in (e.is_on and e.cut.removes) or [e.cut.span]]
    return "".join(
        f"{span.start_s:.6f}\t{span.end_s:.6f}\t{one_line(e.cut.reason)} ({e.became}) {e.cut.id}\n"
        for span, _, e in sorted(lines, key=lambda line: line[:2])
    )
