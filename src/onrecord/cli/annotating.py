"""`onrecord annotate`: the text part on a transcript that exists already."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from onrecord.cli.arguments import AsJson, Glossary, check_date, out, print_json
from onrecord.formats.claims import by_model

if TYPE_CHECKING:
    from onrecord.annotate import Annotation


def annotate(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", readable=False, help="The transcript: .txt, .md, .vtt, .srt, or Podcasting 2.0 .json."
        ),
    ],
    show: Annotated[
        Path | None,
        typer.Option(
            "--show", metavar="DIR", readable=False, help="A show's folder, for its people, glossary and settings."
        ),
    ] = None,
    glossary: Glossary = None,
    person: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Someone who speaks. May be repeated.")
    ] = None,
    date: Annotated[
        str, typer.Option(metavar="DATE", help='The day of the talk, as 2026-11-22: what "tomorrow" is counted from.')
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Do the text part on a transcript that exists already.

    It needs no sound, and tells misheard names, who speaks, stories and claims. Nothing is changed or stored.
    """
    from onrecord import annotate as use_case

    check_date(date)
    terms = use_case.read_glossary_of(glossary) if glossary else ()
    found = use_case.annotate(file, show_dir=show, glossary=terms, people=person or (), date=date)
    for remark in found.remarks:
        typer.echo(f"Note: {remark}", err=True)
    if as_json:
        return print_json(use_case.record(found))
    return _print(out(), found)


def _print(console: Console, found: Annotation) -> None:
    """A line for each correction, story and claim, then who speaks how much."""
    from onrecord.annotate import holders, record, words_n

    told = record(found)
    for one in told["corrections"]:
        done = "right form" if one["band"] == "auto" else "suggested"
        _say(console, found, one, f"{one['heard']} → {one['right']}  ({done}, {one['confidence']})")
        console.print(Text(f"    {one['reason']}", style="dim"), soft_wrap=True)
    if not told["corrections"]:
        console.print("No name seems to be misheard.")
    for part in told["segments"]:
        _say(console, found, part, f"{part['kind']}: {part['title']}")
    for one, claim, holder in zip(told["claims"], found.claims.claims, holders(found), strict=True):
        by = f"  ({by_model(claim)})" if claim.model else ""
        _say(console, found, one, f"{holder}, {one['firmness']}: {one['text']}{by}")
    is_guess = any(turn.speaker in ("host", "guest") for turn in found.turns)
    heading = "Speakers, guessed from what is said: " if is_guess else "Speakers: "
    who_says = ", ".join(f"{who} ({n} words)" for who, n in words_n(found).items())
    console.print(Text(heading + who_says), soft_wrap=True)


def _say(console: Console, found: Annotation, one: Mapping[str, object], what: str) -> None:
    """`what` with its place: the line, or the character of a text that is all one line."""
    text, start = found.text.text, int(str(one["start"]))
    line = text.count("\n", 0, start) + 1
    place = f"line {line}" if "\n" in text.strip() else f"character {start + 1}"
    console.print(Text(f"{place}: {what}"), soft_wrap=True)
