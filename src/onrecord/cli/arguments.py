"""Arguments and ways to print that several commands share."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from onrecord.core.errors import BadSettings, Interrupted, OnrecordError

Show = Annotated[
    Path | None,
    typer.Option("--show", metavar="DIR", readable=False, help="The show's folder; by default the one you are in."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for other programs.")]
EpisodeName = Annotated[str, typer.Argument(metavar="EPISODE", help="The episode's number, or its folder.")]

Glossary = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", readable=False, help="A file of names, one a line: Name = misheard form, another: what it is."
    ),
]

STOPPED = Interrupted("Stopped.", "Run the same command again to go on from here.")


def out() -> Console:
    return Console(highlight=False)


def print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))


def check_date(date: str) -> None:
    """Raises BadSettings unless it is empty or an ISO 8601 date."""
    if date:
        try:
            datetime.date.fromisoformat(date)
        except ValueError:
            raise BadSettings(f"{date!r} is no date.", "Write it as year-month-day: --date 2026-11-22.") from None


def complain(error: OnrecordError) -> None:
    console = Console(stderr=True)
    console.print(error.problem, style="bold red", markup=False, highlight=False, soft_wrap=True)
    if error.mend:
        console.print(error.mend, markup=False, highlight=False, soft_wrap=True)
