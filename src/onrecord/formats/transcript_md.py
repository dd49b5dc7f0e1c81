"""The transcript as Markdown, for people's notes and for programs that read text: `**Name** (0:00)` above every turn."""

from __future__ import annotations

import re
from collections.abc import Iterable

from onrecord.core.lines import turns
from onrecord.core.time import clock
from onrecord.core.transcript import Cue
from onrecord.formats.vtt import one_line

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#~|&])")
_BLOCK_START = re.compile(r"^(\d+)([.)])|^([-+=])")


def transcript_md(
    cues: Iterable[Cue], *, title: str, date: str = "", show: str = "", is_machine_made: bool = False
) -> str:
    """Title, show and ISO date, then the turns. Text shows in CommonMark exactly as it was said."""
    blocks = [f"# {escaped(title)}"]
    about = " · ".join(escaped(part) for part in (show, date) if part)
    blocks += [about] if about else []
    blocks += ["*This text was made by a machine and nobody has checked it yet.*"] if is_machine_made else []
    return "\n\n".join([*blocks, *turns_md(cues)]) + "\n"


def turns_md(cues: Iterable[Cue]) -> list[str]:
    """The turns alone, two blocks each: who and when, then what was said."""
    blocks = []
    for turn in turns(cues):
        who = escaped(turn[0].speaker)
        name = f"**{who}** " if who else ""
        blocks.append(f"{name}({clock(turn[0].span.start_s)})")
        blocks.append(escaped(" ".join(cue.text for cue in turn)))
    return blocks


def escaped(text: str) -> str:
    """`text` on one line, so that CommonMark shows it as it is."""
    line = _SPECIAL.sub(r"\\\1", one_line(text))
    return _BLOCK_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", line)
