"""WebVTT: the transcript that podcast apps show with names, one cue of the programme each.

Rules: W3C WebVTT, https://www.w3.org/TR/webvtt1/ section 4, and the Podcasting 2.0 transcript notes (at most 65 characters
a line, the speaker's name in a voice span on every cue).
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

from onrecord.core.transcript import Cue

LINE_CHARS_N = 65
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def vtt(cues: Iterable[Cue], *, show: str = "", episode: str = "", is_machine_made: bool = False) -> str:
    """The WebVTT file. The cues' starts must not fall, as those of `core.lines.lines` do not."""
    blocks = ["WEBVTT"]
    note = [f"Show: {_plain(show)}"] if show else []
    note += [f"Episode: {_plain(episode)}"] if episode else []
    note += ["This text was made by a machine and nobody has checked it yet."] if is_machine_made else []
    if note:
        blocks.append("\n".join(["NOTE", *note]))
    blocks += [_block(cue) for cue in cues if one_line(cue.text)]
    return "\n\n".join(blocks) + "\n"


def timestamp(time_s: float, point: str = ".") -> str:
    """`hh:mm:ss.mmm`, with `point` before the thousandths."""
    total_ms = round(time_s * 1000)
    seconds, millis = divmod(total_ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{point}{millis:03d}"


def one_line(text: str) -> str:
    """`text` without line breaks, runs of spaces and control characters, which end or break a cue."""
    return " ".join(_CONTROL.sub(" ", text).split())


def _block(cue: Cue) -> str:
    name = _escaped(one_line(cue.speaker))
    voice = f"<v {name}>" if name else ""
    wrapped = textwrap.wrap(one_line(cue.text), LINE_CHARS_N, break_on_hyphens=False)
    span = f"{timestamp(cue.span.start_s)} --> {timestamp(cue.span.end_s)}"
    return "\n".join([_plain(cue.id), span, voice + "\n".join(_escaped(line) for line in wrapped)])


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _plain(text: str) -> str:
    """For ids and notes, where no entity is read and an arrow would begin a cue."""
    return one_line(text).replace("-->", "→")
