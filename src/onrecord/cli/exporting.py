"""`onrecord export`: the site as files."""

from __future__ import annotations

import shlex
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from onrecord import studio
from onrecord.cli.arguments import AsJson, Show, out, print_json


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", readable=False, help="The folder to write to.")],
    show: Show = None,
    address: Annotated[
        str,
        typer.Option(
            metavar="URL", help="Where the site will be, as https://example.org/show; by default show.toml's site."
        ),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Write the whole site as files for any web server."""
    from rich.console import Console
    from rich.progress import Progress

    from onrecord.web.export import export as write_site

    place = studio.show_at(show).path
    shown = Console(stderr=True)
    with Progress(console=shown, transient=True, disable=as_json or not shown.is_terminal) as bar:
        task = bar.add_task("Writing the site", total=1.0)
        made = write_site(place, folder, address, lambda done: bar.update(task, completed=done))
    if as_json:
        return print_json({**asdict(made), "path": str(made.path)})
    console = out()
    console.print(
        f"The site is in {made.path}: {made.files_n} files, {made.bytes_n / 1e6:.1f} MB.", markup=False, soft_wrap=True
    )
    if not made.is_public:
        console.print(
            f"Its feed and its cards name {made.address}: set site in show.toml (or --address) and export again"
            " before you upload it.",
            markup=False,
            soft_wrap=True,
        )
    console.print(
        f"Look at it: python -m http.server --directory {shlex.quote(str(made.path))}", markup=False, soft_wrap=True
    )
    return None
