"""`onrecord produce` and `onrecord plan`: what runs, and what would."""

from __future__ import annotations

import os
import signal
import threading
import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from onrecord import studio
from onrecord.cli import tables
from onrecord.cli.arguments import STOPPED, AsJson, EpisodeName, Glossary, Show, check_date, complain, out, print_json
from onrecord.cli.progress import display
from onrecord.core import events
from onrecord.core.errors import BadSettings, Interrupted, NotFound
from onrecord.pipeline.run import Run
from onrecord.store.folders import EpisodeFolder, ShowFolder

SetTo = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="STAGE.SETTING=VALUE",
        help="Any setting that show.toml may have, for this episode alone: kept for its later runs, until taken back by giving "
        "no VALUE. May be repeated.",
    ),
]
AsIfSetTo = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="STAGE.SETTING=VALUE",
        help="What it would do if `produce` were given this setting. May be repeated.",
    ),
]
_PATIENCE_S = 3.0


def produce(
    recordings: Annotated[
        list[Path],
        typer.Argument(
            metavar="RECORDING",
            readable=False,
            help="One mixed file, or one file for each microphone; or an episode's number or folder, to produce it again.",
        ),
    ],
    show: Show = None,
    title: Annotated[
        str, typer.Option(metavar="TITLE", help="The episode's title; by default made of the file's name.")
    ] = "",
    date: Annotated[
        str, typer.Option(metavar="DATE", help="The episode's date, as 2026-11-22; by default the recording's.")
    ] = "",
    person: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Someone who is heard. May be repeated.")
    ] = None,
    glossary: Glossary = None,
    as_new: Annotated[
        bool, typer.Option("--as-new", help="Make another episode of a recording that has one already.")
    ] = False,
    accept_truncated: Annotated[
        bool, typer.Option("--accept-truncated", help="Go on with a recording that breaks off before its end.")
    ] = False,
    m4a: Annotated[bool, typer.Option("--m4a", help="Make an M4A beside the MP3, now and in later runs.")] = False,
    preview: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS", help="Make no episode but preview.mp3: so many seconds around the riskiest cuts."
        ),
    ] = None,
    set_to: SetTo = None,
    as_json: AsJson = False,
) -> None:
    """Turn a recording into a finished episode. Running it again does only what has changed."""
    overrides = _overrides(set_to, {"ingest.accept_truncated": accept_truncated, "master.m4a": m4a})
    check_date(date)
    _check_preview(preview)
    if not all(name.strip() for name in person or ()):
        raise BadSettings("A --person has no name.", "Give the name of someone who is heard, or leave --person out.")
    facts: Any = {"title": title, "date": date, "people": person or ()}
    facts["glossary"] = studio.read_glossary_file(glossary) if glossary else ()
    show_folder, folder, is_new = _taken_in(recordings, show, as_new, facts)
    how: Any = {"overrides": overrides, "on_start": _stop_on_interrupt, "is_new": is_new}
    _run(show_folder, folder, preview, how, as_json)


def _taken_in(
    recordings: list[Path], show: Path | None, as_new: bool, facts: dict[str, Any]
) -> tuple[ShowFolder, EpisodeFolder, bool]:
    """The show, the episode with what was said of it, and whether it is new."""
    show_folder, folder = _episode_for(recordings, show)
    if folder is not None and as_new:
        recordings, folder = [source.path for source in folder.sources()], None
    if folder is None:
        return show_folder, *studio.take_in(show_folder, recordings, **facts, as_new=as_new)
    folder.edit(**facts)
    return show_folder, folder, False


def _run(show: ShowFolder, folder: EpisodeFolder, preview: float | None, how: dict[str, Any], as_json: bool) -> None:
    console = out()
    shown = display(console, as_json=as_json)
    try:
        with shown:
            if how["is_new"] and (told := studio.namesake(show, folder)):
                shown(events.Remark(told))
            if preview is not None:
                path, heard = studio.preview(show, folder, shown, preview, **how)
            else:
                produced = studio.produce(show, folder, shown, **how)
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if preview is not None:
        tables.print_preview(console, path, heard, as_json=as_json)
    else:
        tables.print_summary(console, produced.figures, folder, as_json=as_json)


def plan(episode: EpisodeName, show: Show = None, set_to: AsIfSetTo = None, as_json: AsJson = False) -> None:
    """Say what `produce` would do now, step by step, and why."""
    show_folder, folder = studio.episode_at(episode, show)
    settings = folder.overridden_by(_overrides(set_to, {}))
    steps = studio.plan(show_folder, folder, settings)
    if as_json:
        return print_json([asdict(step) for step in steps])
    return tables.print_plan(out(), steps, studio.own_settings(settings))


def _check_preview(seconds: float | None) -> None:
    if seconds is not None and not seconds > 0:
        raise BadSettings("A preview of no length holds nothing.", "Say how many seconds: --preview 30.")


def _episode_for(recordings: list[Path], show: Path | None) -> tuple[ShowFolder, EpisodeFolder | None]:
    """The show, and its episode where that is what was named: by its folder, or as other commands name it."""
    if len(recordings) == 1 and recordings[0].is_dir() and EpisodeFolder(recordings[0]).is_one:
        folder = EpisodeFolder(recordings[0])
        return studio.show_at(show, near=folder.path), folder
    show_folder = studio.show_at(show)
    if (path := next((path for path in recordings if not path.exists()), None)) is None:
        return show_folder, None
    try:
        folder = show_folder.find(str(path))
    except NotFound as error:
        if path.suffix or path.name != str(path):  # a file, by its name
            return show_folder, None
        problem = f"There is no recording {path}, and no episode of {show_folder.path.name} has that number or name."
        raise NotFound(problem, f"{error.mend} A recording is named with its ending: {path}.wav.") from None
    if len(recordings) > 1:
        raise BadSettings(
            f"{path} is an episode, and an episode is produced again by itself.",
            f"Run: onrecord produce {folder.as_argument}; or give only recordings, for a new one.",
        )
    return show_folder, folder


def _stop_on_interrupt(run: Run) -> None:
    """Ctrl-C lets the stages come to rest, for a moment: a model at work hears nothing, and nothing is lost by leaving it."""

    def stop(*_: object) -> None:
        patience = threading.Timer(0.0 if run.is_stopped else _PATIENCE_S, _leave)
        patience.daemon = True
        patience.start()
        run.stop()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)


def _leave() -> None:
    Console(stderr=True).show_cursor()
    complain(STOPPED)
    os._exit(Interrupted.exit_code)


def _overrides(set_to: list[str] | None, flags: dict[str, bool]) -> dict[str, dict[str, Any]]:
    """--set cut.longest_pause_s=0.8 and the flags that are on, as tables of settings; None where no value is given."""
    found: dict[str, dict[str, Any]] = {}
    for name, is_on in flags.items():
        if is_on:
            table, key = name.split(".")
            found.setdefault(table, {})[key] = True
    for item in set_to or ():
        name, equals, text = item.partition("=")
        table, dot, key = name.strip().partition(".")
        if not equals or not dot:
            raise BadSettings(
                f"--set {item} is not understood.",
                "Write it as STAGE.SETTING=VALUE, for example cut.longest_pause_s=0.8.",
            )
        try:
            value = tomllib.loads(f"value = {text.strip()}")["value"] if text.strip() else None
        except tomllib.TOMLDecodeError:
            value = text.strip()
        found.setdefault(table, {})[key] = value
    return found
