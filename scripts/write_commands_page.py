"""Writes docs/commands.md from the commands themselves."""

import inspect
from collections.abc import Callable
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import typer
from typer.models import ArgumentInfo

from onrecord.cli.commands import app
from onrecord.cli.helping import EXAMPLES

PAGE = Path(__file__).parents[1] / "docs/commands.md"
HEAD = """# Commands

<!-- This page is made by scripts/write_commands_page.py from the commands themselves. -->

`EPISODE` is the path of an episode's folder, or within the show its folder name, its number or its slug. Without `--show`
the show is the one that you are in. `--json` is for programs: one JSON value on standard output, or for `produce` one
object a line. Complaints go to standard error, and every kind has [its own exit code](errors.md).
"""


_KINDS = {Path: "PATH", int: "NUMBER", float: "NUMBER"}


def commands_page() -> str:
    """Markdown: every command with its arguments and options."""
    return (
        "\n\n".join([HEAD.strip(), *(_section(path, callback) for path, callback in commands(app, "onrecord"))]) + "\n"
    )


def commands(below: typer.Typer, path: str) -> list[tuple[str, Callable[..., Any]]]:
    """Every command below, as it is typed, with its function."""
    found = [(f"{path} {c.name or c.callback.__name__}", c.callback) for c in below.registered_commands if c.callback]
    for group in below.registered_groups:
        if group.typer_instance is not None:
            name = group.name or group.typer_instance.info.name
            found += commands(group.typer_instance, f"{path} {name}")
    return found


def _section(path: str, callback: Callable[..., Any]) -> str:
    arguments, options = [], []
    hints = get_type_hints(callback, include_extras=True)
    for name, param in inspect.signature(callback).parameters.items():
        kind, info = get_args(hints[name])[:2]
        if isinstance(info, ArgumentInfo):
            more = "..." if get_origin(kind) is list else ""
            arguments.append((f"{info.metavar or name.upper()}{more}", info.help or ""))
        else:
            options.append((_names(name, kind, info), _about(info, param.default)))
    usage = " ".join([path, *(["[OPTIONS]"] if options else []), *(name for name, _ in arguments)])
    examples = EXAMPLES.get(path.partition(" ")[2], ())
    typed = "".join(f"$ {line}\n" for line in (usage, *examples))
    parts = [f"## `{path}`", " ".join((callback.__doc__ or "").split()), f"```console\n{typed}```"]
    rows = [
        f"| {name} | {about.replace('|', '/')} |" for name, about in [*((f"`{a}`", h) for a, h in arguments), *options]
    ]
    if rows:
        parts.append(
            "\n".join(["| | |", "|---|---|", *(row.replace("accept|reject", "accept\\|reject") for row in rows)])
        )
    return "\n\n".join(parts)


def _names(name: str, kind: Any, info: Any) -> str:
    # inside Annotated, typer takes the first name for a default
    said = [str(each) for each in (info.default, *(info.param_decls or ())) if str(each).startswith("-")]
    names = said or [f"--{name.replace('_', '-')}"]
    listed = ", ".join(f"`{each}`" for each in names)
    plain = [k for k in (get_args(kind) or (kind,)) if k is not NoneType]
    if bool in plain:
        return listed
    return f"{listed} `{info.metavar or _KINDS.get(plain[0], 'TEXT')}`"


def _about(info: Any, default: Any) -> str:
    about = " ".join((info.help or "").split())
    return about if default in (None, "", False) else f"{about} Without it: `{default}`."


if __name__ == "__main__":
    PAGE.write_text(commands_page(), encoding="utf-8")
