"""`onrecord check`: what is wrong with a feed or a file of a podcast, in words or as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from onrecord.cli.arguments import AsJson, out, print_json
from onrecord.core.errors import BrokenFeed

if TYPE_CHECKING:
    from onrecord.checking import Checked
    from onrecord.formats.check.rules import Finding

_SHOWN_N = 3
_STYLES = {"error": "bold red", "warning": "yellow", "note": "dim"}


def check(
    target: Annotated[
        str,
        typer.Argument(
            metavar="FEED_OR_URL_OR_FILE",
            help="The address or file of a feed; or a VTT, SRT, chapters, transcript, page or picture file.",
        ),
    ],
    newest: Annotated[
        int,
        typer.Option(
            metavar="NUMBER",
            min=0,
            help="Of so many of the newest episodes, look at sound, transcripts, chapters and page too.",
        ),
    ] = 3,
    links: Annotated[bool, typer.Option("--links", help="Of a file: fetch what it leads to as well.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Use no network, whatever is named.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say what podcast apps and directories would not take of a feed.

    By the rules of Apple, Spotify, the podcast namespace and players, each with its source and how to mend it.
    """
    from onrecord import checking

    checked = checking.check(target, offline=offline, links=links, newest_n=newest)
    if as_json:
        print_json(as_record(checked))
    else:
        print_checked(out(), checked)
    if any(finding.severity == "error" for finding in checked.findings):
        raise typer.Exit(BrokenFeed.exit_code)


def as_record(checked: Checked) -> dict[str, object]:
    counts = {f"{kind}s": sum(f.severity == kind for f in checked.findings) for kind in _STYLES}
    findings = [asdict(finding) for finding in checked.findings]
    return {
        "target": checked.target,
        "kind": checked.kind,
        "looked_at": checked.looked_at,
        **counts,
        "findings": findings,
    }


def print_checked(console: Console, checked: Checked) -> None:
    """Errors first; a rule that is broken in many places is told once, with the first of them."""
    by_rule: dict[str, list[Finding]] = {}
    order = list(_STYLES)
    for finding in sorted(checked.findings, key=lambda finding: order.index(finding.severity)):
        by_rule.setdefault(finding.rule, []).append(finding)
    for rule, findings in by_rule.items():
        _print_rule(console, rule, findings, checked.target)
    counts = ", ".join(_counted(sum(f.severity == kind for f in checked.findings), kind) for kind in order)
    things = ", ".join(_counted(n, kind.removesuffix("s")) for kind, n in checked.looked_at.items())
    style = "bold" if checked.findings else "bold green"
    console.print(Text(f"{counts} in {checked.target} ({things} looked at)", style=style), soft_wrap=True)


def _print_rule(console: Console, rule: str, findings: list[Finding], target: str) -> None:
    first = findings[0]
    console.print(Text.assemble((f"{first.severity} ", _STYLES[first.severity]), first.says, (f"  [{rule}]", "dim")))
    for finding in findings[:_SHOWN_N]:
        place = [finding.where, f"line {finding.line}" if finding.line and "line" not in finding.where else ""]
        place += [finding.target if finding.target != target else ""]
        said = "; ".join(part for part in place if part)
        if place_and_found := ": ".join(part for part in (said, finding.found) if part):
            console.print(Padding(Text(place_and_found), (0, 0, 0, 2)))
    if len(findings) > _SHOWN_N:
        console.print(f"  and {len(findings) - _SHOWN_N} more")
    console.print(Padding(Text(f"Mend: {first.mend}"), (0, 0, 0, 2)))
    console.print(Padding(Text(first.source, style="dim"), (0, 0, 0, 2)), soft_wrap=True)
    console.print()


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 or what == "artwork" else f"{number} {what}s"
