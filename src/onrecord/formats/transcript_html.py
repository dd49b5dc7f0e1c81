"""The Podcasting 2.0 HTML transcript: a whole document of name, time and paragraph for every turn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from onrecord.core.lines import turns
from onrecord.core.transcript import Cue
from onrecord.formats.vtt import one_line

PARAGRAPH_S = 60.0
"""A turn that goes on longer than this gets a new time and paragraph at the next cue."""


def transcript_html(
    cues: Iterable[Cue], *, title: str, language: str = "en", show: str = "", is_machine_made: bool = False
) -> str:
    """`<cite>Name:</cite> <time>00:00:00</time><p>…</p>` in a valid HTML5 document. `language` is a BCP 47 tag."""
    rows = [_paragraph(part) for turn in turns(cues) for part in _paragraphs(turn)]
    title, show = one_line(title), one_line(show)
    heading = f"{title} – {show}" if show else title
    note = ["<p><em>This text was made by a machine and nobody has checked it yet.</em></p>"] if is_machine_made else []
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{escape(language)}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>{escape(heading)}</title>",
            "</head>",
            "<body>",
            "<main>",
            f"<h1>{escape(title)}</h1>",
            *note,
            *rows,
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _paragraphs(turn: Sequence[Cue]) -> list[list[Cue]]:
    parts: list[list[Cue]] = []
    for cue in turn:
        if not parts or cue.span.start_s - parts[-1][0].span.start_s >= PARAGRAPH_S:
            parts.append([])
        parts[-1].append(cue)
    return parts


def _paragraph(cues: Sequence[Cue]) -> str:
    who = escape(one_line(cues[0].speaker))
    name = f"<cite>{who}:</cite> " if who else ""
    text = escape(one_line(" ".join(cue.text for cue in cues)))
    return f"{name}<time>{_time(cues[0].span.start_s)}</time>\n<p>{text}</p>"


def _time(time_s: float) -> str:
    """As HTML wants a time of day: two digits each."""
    minutes, seconds = divmod(round(time_s), 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
