"""Every command. Libraries raise; only here is anything printed and the exit code chosen."""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from onrecord import __version__, deciding, studio
from onrecord.cli import tables
from onrecord.cli.annotating import annotate
from onrecord.cli.arguments import STOPPED, AsJson, EpisodeName, Show, complain
from onrecord.cli.arguments import out as _out
from onrecord.cli.arguments import print_json as _print_json
from onrecord.cli.check import check
from onrecord.cli.claiming import claims
from onrecord.cli.cutting import cuts
from onrecord.cli.exporting import export
from onrecord.cli.feeds import feeds_app
from onrecord.cli.helping import App
from onrecord.cli.keeping import backup, restore, users_app
from onrecord.cli.naming import names
from onrecord.cli.producing import plan, produce
from onrecord.cli.speaking import speakers
from onrecord.cli.withdrawing import withdraw
from onrecord.core.decided import TRANSCRIPT
from onrecord.core.edit import Verdict
from onrecord.core.errors import (
    BadSettings,
    Interrupted,
    MissingModel,
    NotReadable,
    OnrecordError,
    as_onrecord_error,
    no_room,
)
from onrecord.core.time import clock, seconds_of
from onrecord.store.folders import EpisodeFolder

app = App(
    name="onrecord", add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    help="A raw recording of a conversation becomes a finished podcast episode, on your own machine.",
)  # fmt: skip
models_app = App(help="The speech models: which there are, and getting one.")
app.add_typer(models_app, name="models")
app.add_typer(users_app, name="users")
app.add_typer(feeds_app, name="feeds")

_REFUSED_BY_TYPER: Any = typer.BadParameter.__mro__[2]
"""click's ClickException, or typer's own copy of it: which one it is depends on typer's version."""


def main() -> NoReturn:
    """Runs the command; every OnrecordError is two sentences on stderr and its exit code."""
    signal.signal(signal.SIGTERM, _as_interrupt)
    try:
        # not in standalone mode, typer gives back the code of an Exit instead of raising it
        code = app(prog_name="onrecord", standalone_mode=False)
    except OnrecordError as error:
        complain(error)
        sys.exit(error.exit_code)
    except typer.Exit as stop:
        sys.exit(stop.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        complain(STOPPED)
        sys.exit(Interrupted.exit_code)
    except BrokenPipeError:
        sys.exit(0)
    except _REFUSED_BY_TYPER as error:
        error.show()
        sys.exit(error.exit_code)
    except Exception as error:
        told = _told(error)
        if told is None:
            raise
        complain(told)
        sys.exit(told.exit_code)
    sys.exit(code if isinstance(code, int) else 0)


def _told(error: Exception) -> OnrecordError | None:
    """What no room expected of its files or of the site's database, in sentences; None for what is a mistake of ours."""
    from onrecord.web.refused import refused

    if not isinstance(error, OSError):
        return refused(error)
    if error.filename is None:
        return no_room(error, "a file")
    path = Path(os.fsdecode(error.filename))  # the person needs the file's name, not the way to it
    if isinstance(error, PermissionError):
        return NotReadable(f"{path} may not be used by this user.", "Change its permissions, or run as its owner.")
    return as_onrecord_error(error, path)


def _as_interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _version(wanted: bool) -> None:
    if wanted:
        print(f"onrecord {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    return None


@app.command()
def new(
    show_dir: Annotated[str, typer.Argument(metavar="SHOW_DIR", help="The folder to make.")],
    title: Annotated[
        str, typer.Option(metavar="TITLE", help="The show's title; by default made of the folder's name.")
    ] = "",
) -> None:
    """Make a folder for a show, with a show.toml that explains itself."""
    if not show_dir:  # a shell's variable that is not set, and no wish for this very folder
        raise BadSettings("The name of the folder is empty.", "Name it: onrecord new SHOW_DIR.")
    show = studio.new_show(Path(show_dir), title)
    console = _out()
    console.print(f"Made the show in {show.path}.", markup=False)
    console.print(
        f"Read and fill in {show.toml}, then: onrecord produce RECORDING --show {show.as_argument}",
        markup=False,
        soft_wrap=True,
    )


app.command()(produce)
app.command()(plan)


app.command()(cuts)


@app.command()
def decide(
    episode: EpisodeName,
    cut: Annotated[
        str,
        typer.Argument(
            metavar="CUT", help='The cut\'s id as `cuts` lists it; "new", with --start and --end; or "transcript".'
        ),
    ],
    verdict: Annotated[
        str,
        typer.Argument(
            metavar="accept|reject",
            help="accept cuts it, reject leaves it in; of the transcript: you have read all of it, or nobody has.",
        ),
    ],
    start: Annotated[
        float | None,
        typer.Option(parser=seconds_of, metavar="TIME", help="Cut from here instead: 65.5 or 1:05.5 in the recording."),
    ] = None,
    end: Annotated[
        float | None, typer.Option(parser=seconds_of, metavar="TIME", help="Cut to here instead: 68 or 1:08.")
    ] = None,
    note: Annotated[str, typer.Option(metavar="TEXT", help="Why; kept with the decision.")] = "",
    show: Show = None,
    as_json: AsJson = False,
) -> None:
    """Say whether a cut stands, or that you have read the transcript. The next `produce` goes by it, without transcribing again."""
    if verdict not in ("accept", "reject"):
        raise BadSettings(f"{verdict!r} is no decision.", "Say accept or reject.")
    _, folder = studio.episode_at(episode, show)
    if cut == TRANSCRIPT:
        return _decided_transcript(folder, verdict, start is not None or end is not None, note, as_json)
    one = deciding.decide(folder, cut, Verdict(verdict), start_s=start, end_s=end, note=note)
    if as_json:
        from onrecord.formats.editlist import cut_record

        return _print_json(cut_record(one))
    console = _out()
    span = one.cut.span
    console.print(
        f"{one.cut.id} ({one.cut.called}, {clock(span.start_s, ms=True)} to {clock(span.end_s, ms=True)}): {tables.state(one)}.",
        markup=False,
    )
    console.print(f"Hear it: onrecord produce {folder.as_argument}", markup=False, soft_wrap=True)
    return None


def _decided_transcript(folder: EpisodeFolder, verdict: str, has_span: bool, note: str, as_json: bool) -> None:
    if has_span:
        raise BadSettings("--start and --end belong to a cut.", "The transcript is read as a whole: leave them out.")
    deciding.decide_transcript(folder, Verdict(verdict), note)
    is_read = verdict == "accept"
    if as_json:
        return _print_json({"subject": TRANSCRIPT, "is_read": is_read})
    console = _out()
    console.print(f"The transcript: {'a person has read it' if is_read else 'no person has read it'}.", markup=False)
    console.print(f"Say so on the page: onrecord produce {folder.as_argument}", markup=False, soft_wrap=True)
    return None


app.command()(names)
app.command()(speakers)
app.command()(claims)
app.command()(annotate)


@app.command()
def publish(episode: EpisodeName, show: Show = None, as_json: AsJson = False) -> None:
    """Put an episode on the show's site, or renew what is there."""
    from onrecord.web.site import put_out

    show_folder, folder = studio.episode_at(episode, show)
    answer = studio.publish(show_folder, folder, put_out)
    told = list(answer.told)
    if studio.is_behind(show_folder, folder):
        told.append(
            f"What was decided or changed in episode.toml since it was produced is not in it. Run onrecord produce {folder.as_argument}, then publish."
        )
    if answer.change != "unchanged" and (problem := studio.announce(show_folder)):
        told.append(problem)
    if as_json:
        return _print_json(
            {
                "path": answer.path,
                "change": answer.change,
                "changed": answer.changed,
                "published_at": answer.published_at.isoformat(),
                "told": told,
            }
        )
    what = f" ({', '.join(answer.changed)})" if answer.changed and answer.change in ("updated", "back") else ""
    console = _out()
    console.print(
        f"{folder.path.name} is on the site: {answer.path}, {answer.change}{what}.", markup=False, soft_wrap=True
    )
    for sentence in told:
        console.print(f"Note: {sentence}", markup=False, soft_wrap=True)
    console.print(f"Serve it: onrecord serve --show {show_folder.as_argument}", markup=False, soft_wrap=True)
    return None


app.command()(withdraw)


@app.command()
def serve(
    show: Show = None,
    host: Annotated[
        str, typer.Option(metavar="HOST", help="The address to listen on; 0.0.0.0 lets other machines in.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="PORT", min=0, max=65535, help="The port; 0 takes a free one.")] = 8000,
) -> None:
    """Serve the show's site until Ctrl-C."""
    from onrecord.web.site import serve as serve_site

    folder = studio.show_at(show)
    console = _out()
    serve_site(
        folder.path, host, port, lambda url: console.print(f"The show is at {url} (Ctrl-C stops).", soft_wrap=True)
    )


app.command()(export)
app.command()(backup)
app.command()(restore)
app.command()(check)


@app.command()
def doctor(
    quick: Annotated[bool, typer.Option("--quick", help="Do not measure the speed.")] = False, as_json: AsJson = False
) -> None:
    """Say what is installed or missing, and how fast this machine is."""
    from onrecord.engines.machine import facts

    machine = facts(None if quick else "base")
    if as_json:
        _print_json(json.loads(json.dumps(asdict(machine), default=str)))
    else:
        tables.print_machine(_out(), machine)
    if machine.problem:
        raise typer.Exit(MissingModel.exit_code)


@models_app.command("list")
def models_list(as_json: AsJson = False) -> None:
    """Which models there are, and which are on this machine."""
    from onrecord.engines.models import listing

    states = listing()
    if as_json:
        return _print_json(json.loads(json.dumps([asdict(state) for state in states], default=str)))
    return tables.print_models(_out(), states)


@models_app.command("get")
def models_get(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The model, as `onrecord models list` names it.")],
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="DIR", help="A folder that holds the model already: copied and checked."),
    ] = None,
) -> None:
    """Bring a model onto this machine; nothing else downloads one."""
    from rich.progress import Progress

    from onrecord.engines.models import get

    shown = Console(stderr=True)
    with Progress(console=shown, transient=True, disable=not shown.is_terminal) as bar:
        task = bar.add_task(f"Getting {name}", total=1.0)
        path = get(name, lambda done: bar.update(task, completed=done), source)
    _out().print(f"{name} is in {path}.", markup=False, soft_wrap=True)
