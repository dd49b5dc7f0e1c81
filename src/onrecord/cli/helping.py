"""What `--help` says beyond the commands' own words: an example of each, and usage as it is typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

Function = TypeVar("Function", bound=Callable[..., Any])

EXAMPLES: dict[str, tuple[str, ...]] = {
    "": (
        'onrecord new my-show --title "My Show"',
        "onrecord produce interview.wav --show my-show",
        "onrecord publish 1 --show my-show",
        "onrecord serve --show my-show",
    ),
    "new": ('onrecord new my-show --title "My Show"',),
    "produce": (
        'onrecord produce interview.wav --show my-show --person "Ann Example"',
        "onrecord produce ann.wav bob.wav",
        "onrecord produce interview.wav --preview 30",
        "onrecord produce 3 --set cut.longest_pause_s=0.8",
        "onrecord produce 3 --set transcribe.language=ko",
    ),
    "plan": ("onrecord plan 3", "onrecord plan 3 --set cut.longest_pause_s=0.8"),
    "cuts": (
        "onrecord cuts 3",
        "onrecord cuts 3 --reason cough",
        "onrecord cuts 3 --accept 4 --reject cut-3fa91c",
        "onrecord cuts 3 --removed --json",
    ),
    "decide": (
        "onrecord decide 3 cut-3fa91c reject",
        "onrecord decide 3 cut-77b0e2 accept --start 1:01.2 --end 1:04",
        'onrecord decide 3 new accept --start 12:30 --end 13:05 --note "asked not to"',
        "onrecord decide 3 transcript accept",
    ),
    "names": (
        "onrecord names 3 --asked",
        "onrecord names 3 --accept name-69ac91e2 --reject name-58ceae8b",
        'onrecord names 3 --right name-69ac91e2 "Siobhán"',
        'onrecord names 3 --right new "Siobhán" --heard "Shavon"',
    ),
    "speakers": (
        "onrecord speakers 3",
        "onrecord speakers 3 --accept voice-1",
        'onrecord speakers 3 --right voice-2 "Bob Sample"',
        "onrecord speakers 3 --turn 754.2 voice-1",
    ),
    "claims": (
        "onrecord claims 3 --unreviewed",
        "onrecord claims 3 --accept claim-d81f89 --reject claim-e48c30",
        'onrecord claims 3 --edit claim-d81f89 --holder "The council"',
        "onrecord claims --watch",
        "onrecord claims --csv > claims.csv",
    ),
    "annotate": ("onrecord annotate interview.vtt --show my-show", 'onrecord annotate talk.txt --person "Ann Example"'),
    "publish": ("onrecord publish 3",),
    "withdraw": ("onrecord withdraw 3",),
    "serve": ("onrecord serve --show my-show", "onrecord serve --host 0.0.0.0 --port 80"),
    "export": ("onrecord export public --address https://example.org/show",),
    "backup": ("onrecord backup my-show-2026-11-22.tar",),
    "restore": ("onrecord restore my-show-2026-11-22.tar my-show-again",),
    "check": (
        "onrecord check https://example.org/feed.xml",
        "onrecord check feed.xml --offline",
        "onrecord check transcript.vtt",
    ),
    "doctor": ("onrecord doctor --quick",),
    "models get": (
        "onrecord models get large-v3-turbo",
        "onrecord models get large-v3 --from /media/stick/faster-whisper-large-v3",
    ),
    "users add": ("onrecord users add ann --role owner --email ann@example.org",),
    "users remove": ("onrecord users remove ann",),
    "users drop-factor": ("onrecord users drop-factor ann",),
    "feeds new": ('onrecord feeds new "Bo Listener"',),
    "feeds revoke": ('onrecord feeds revoke "Bo Listener"',),
}
"""By the command as it is typed behind `onrecord`; with an episode's number, as in the show's own folder."""

_RANGE = re.compile(r"(; )?[-\d.<=]*x[<>]=?[-\d.]+(?=])")


class _Said:
    """Help without what only programmers read: types, braces around what is needed, ranges in signs."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        pieces: list[str] = super().collect_usage_pieces(ctx)  # type: ignore[misc]
        return [re.sub("[{}]", "", piece) for piece in pieces]

    def format_options(self: Any, ctx: Any, formatter: Any) -> None:
        rows: dict[str, list[tuple[str, str]]] = {"Arguments": [], "Options": []}
        for param in self.get_params(ctx):
            if record := param.get_help_record(ctx):
                name, about = record
                is_argument = param.param_type_name == "argument"
                about = _RANGE.sub("", about).replace("  [required]", "").replace("  []", "")
                rows["Arguments" if is_argument else "Options"].append((re.sub(r" <[^>]*>+$", "", name), about))
        for heading, of in rows.items():
            if of:
                with formatter.section(heading):
                    formatter.write_dl(of)

    def format_epilog(self: Any, ctx: Any, formatter: Any) -> None:
        command = ctx.command_path.partition(" ")[2]
        if examples := EXAMPLES.get(command):
            with formatter.section("Examples" if command else "To begin"):
                for example in examples:
                    formatter.write(f"{'':{formatter.current_indent}}{example}\n")
        if not command:
            formatter.write("\nEach command explains itself: onrecord COMMAND --help\n")


class Command(_Said, TyperCommand):
    """A command of onrecord."""


class Group(_Said, TyperGroup):
    """`onrecord` itself, or a command that has others below it."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)


class App(typer.Typer):
    """A typer app whose commands help as `Command` does."""

    def __init__(self, **how: Any) -> None:
        super().__init__(cls=Group, no_args_is_help=True, **how)

    def command(self, name: str | None = None, **how: Any) -> Callable[[Function], Function]:
        return super().command(name, cls=Command, **how)
