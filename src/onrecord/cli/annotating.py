"""`onrecord annotate`: the text part on a transcript that exists already."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from onrecord.cli.arguments import AsJson, check_date, out, print_json


def annotate(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", readable=False, help="The transcript: .txt, .md, .vtt, .srt, or Podcasting 2.0 .json."
        ),
    ],
    show: Annotated[
        Path | None,
        typer.Option("--show", readable=False, help="A show's folder, for its people, glossary and settings."),
    ] = None,
    glossary: Annotated[
        Path | None,
        typer.Option(readable=False, help="A file of names, one a line: Name = misheard form, another: what it is."),
    ] = None,
    person: Annotated[list[str] | None, typer.Option(help="Someone who speaks. May be repeated.")] = None,
    date: Annotated[str, typer.Option(help="The episode's date, as 2026-11-22.")] = "",
    as_json: AsJson = False,
) -> None:
    """Do the text part on a transcript that exists already.

    Misheard names, who speaks, stories and claims. Nothing is changed or stored.
    """
    from onrecord import annotate as use_case

    check_date(date)
    terms = use_case.read_glossary_of(glossary) if glossary else ()
    found = use_case.annotate(file, show_dir=show, glossary=terms, people=person or (), date=date)
    record = use_case.record(found)
    if as_json:
        return print_json(record)
    return _print(out(), found.text.text, record)


def _print(console: Console, text: str, record: dict[str, list[dict[str, object]]]) -> None:
    """A line for each correction, then who speaks how much."""
    for one in record["corrections"]:
        line = text.count("\n", 0, int(str(one["start"]))) + 1
        done = "right form" if one["band"] == "auto" else "suggested"
        console.print(
            Text(f"line {line}: {one['heard']} → {one['right']}  ({done}, {one['confidence']})"), soft_wrap=True
        )
        console.print(Text(f"    {one['reason']}", style="dim"), soft_wrap=True)
    if not record["corrections"]:
        console.print("No name seems to be misheard.")
    for part in record["segments"]:
        line = text.count("\n", 0, int(str(part["start"]))) + 1
        console.print(Text(f"line {line}: {part['kind']}: {part['title']}"), soft_wrap=True)
    for one in record["claims"]:
        line = text.count("\n", 0, int(str(one["start"]))) + 1
        console.print(Text(f"line {line}: {one['holder']}, {one['firmness']}: {one['text']}"), soft_wrap=True)
    said: dict[str, int] = {}
    for turn in record["turns"]:
        who = str(turn["name"] or turn["speaker"])
        said[who] = said.get(who, 0) + len(text[int(str(turn["start"])) : int(str(turn["end"]))].split())
    is_guess = any(turn["speaker"] in ("host", "guest") for turn in record["turns"])
    heading = "Speakers, guessed from what is said: " if is_guess else "Speakers: "
    console.print(Text(heading + ", ".join(f"{who} ({words_n} words)" for who, words_n in said.items())))
