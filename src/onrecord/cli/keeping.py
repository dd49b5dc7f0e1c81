"""`onrecord users`, `onrecord backup` and `onrecord restore`: running the site."""

from __future__ import annotations

import datetime
import shlex
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from onrecord import studio
from onrecord.cli.arguments import AsJson, Show, out, print_json
from onrecord.cli.helping import App

users_app = App(help="The accounts of those who run the site.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="The name that they sign in with.")]


@users_app.command("list")
def users_list(show: Show = None, as_json: AsJson = False) -> None:
    """Who has an account, and which role."""
    from onrecord.web.desk.accounts import accounts

    found = accounts(studio.show_at(show).path)
    if as_json:
        return print_json([asdict(account) for account in found])
    for account in found:
        factor = ", second factor" if account.has_second_factor else ""
        out().print(f"{account.name}: {account.role}{factor}", markup=False)
    return None


@users_app.command("add")
def users_add(
    name: Name,
    role: Annotated[
        str, typer.Option(metavar="ROLE", help="What they may do: owner, producer or moderator.")
    ] = "moderator",
    email: Annotated[str, typer.Option(metavar="ADDRESS", help="Where to write to them when comments wait.")] = "",
    from_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input; otherwise it is asked for.")
    ] = False,
    show: Show = None,
) -> None:
    """Make an account, or give one another role and password."""
    from onrecord.web.desk.accounts import add, check_role

    path = studio.show_at(show).path
    check_role(path, role)
    password = (
        sys.stdin.readline().rstrip("\n")
        if from_stdin
        else typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    )
    add(path, name, role, password, email)
    out().print(f"{name} can sign in at /sign-in/ as {role}.", markup=False)


@users_app.command("remove")
def users_remove(name: Name, show: Show = None) -> None:
    """Take an account away. What it did stays in the log."""
    from onrecord.web.desk.accounts import remove

    remove(studio.show_at(show).path, name)
    out().print(f"{name} is gone.", markup=False)


@users_app.command("drop-factor")
def users_drop_factor(name: Name, show: Show = None) -> None:
    """Switch off the second factor with which somebody signs in.

    For when their phone is lost, and their spare codes too.
    """
    from onrecord.web.desk.accounts import drop_factor

    drop_factor(studio.show_at(show).path, name)
    out().print(f"{name} signs in with the password alone.", markup=False)


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")],
    show: Show = None,
    as_json: AsJson = False,
) -> None:
    """Put the whole site into one file, while it runs.

    Database, media, and what people wrote and decided.
    """
    from onrecord.web.backup import backup as keep

    kept = keep(studio.show_at(show).path, file)
    if as_json:
        return print_json({**asdict(kept), "path": str(kept.path)})
    out().print(f"{kept.path}: {kept.files_n} files, {kept.bytes_n / 1e6:.1f} MB.", markup=False, soft_wrap=True)
    return None


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `onrecord backup` wrote.")],
    show_dir: Annotated[Path, typer.Argument(metavar="DIR", help="The show folder to make; it must not be there yet.")],
    as_json: AsJson = False,
) -> None:
    """Make a show folder of a backup.

    Every file is checked before anything is in place.
    """
    from onrecord.web.backup import restore as bring_back

    kept = bring_back(file, show_dir)
    if as_json:
        return print_json({**asdict(kept), "path": str(kept.path)})
    taken_at = datetime.datetime.fromisoformat(kept.taken_at).astimezone(datetime.UTC)
    out().print(
        f"{kept.path} is as it was on {taken_at:%Y-%m-%d %H:%M} UTC. Serve it: onrecord serve --show {shlex.quote(str(kept.path))}",
        markup=False,
        soft_wrap=True,
    )
    return None
