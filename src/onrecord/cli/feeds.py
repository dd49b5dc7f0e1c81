"""`onrecord feeds`: the keys to a private show."""

from __future__ import annotations

import shlex
from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from onrecord import studio
from onrecord.cli.arguments import AsJson, Show, out, print_json
from onrecord.cli.helping import App

feeds_app = App(help="Feeds of a private show: an address for each listener.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="Whose feed it is, as you will know it in the list.")]


@feeds_app.command("new")
def feeds_new(name: Name, show: Show = None, as_json: AsJson = False) -> None:
    """Make a feed that only its holder knows. The address is shown this once."""
    from onrecord.config import load
    from onrecord.web.feeds import keys

    folder = studio.show_at(show)
    key = keys.make(folder.path, name)
    site = load(folder.path).show.site_url
    address = f"{site or 'http://127.0.0.1:8000'}/feeds/{key}/feed.xml"
    if as_json:
        return print_json({"name": name, "feed": address})
    console = out()
    console.print(Text(address), soft_wrap=True)
    console.print(
        f"Give it to {name}; it is not shown again. To take it back: onrecord feeds revoke {shlex.quote(name)}",
        markup=False,
        soft_wrap=True,
    )
    if not site:
        console.print(
            "The show has no site address yet: set site in show.toml before you give this to anyone.", soft_wrap=True
        )
    return None


@feeds_app.command("list")
def feeds_list(show: Show = None, as_json: AsJson = False) -> None:
    """Who has a feed, since when, and when it was last used."""
    from onrecord.web.feeds import keys

    states = keys.listing(studio.show_at(show).path)
    if as_json:
        return print_json([asdict(state) for state in states])
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("name", "made", "last used", "state"):
        table.add_column(column)
    for state in states:
        made, used = (moment[:16].replace("T", " ") for moment in (state.made_at, state.used_at))
        table.add_row(
            Text(state.name), made, used or "never", f"revoked {state.revoked_at[:10]}" if state.revoked_at else ""
        )
    out().print(table if states else "Nobody has a feed of their own yet.")
    return None


@feeds_app.command("revoke")
def feeds_revoke(name: Name, show: Show = None) -> None:
    """Take a feed back: its address opens nothing from now on."""
    from onrecord.web.feeds import keys

    keys.revoke(studio.show_at(show).path, name)
    out().print(f"The feed of {name} opens nothing any more.", markup=False)
