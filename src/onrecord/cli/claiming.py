"""`onrecord claims`: who said what on whose word, and a person's word on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from onrecord.claiming import EpisodeClaims, archive_claims, claims_of, decide_claim
from onrecord.cli.arguments import AsJson, Show, out, print_json
from onrecord.core.claim import CheckedClaim, Firmness
from onrecord.core.edit import Verdict
from onrecord.core.errors import BadSettings
from onrecord.core.time import clock
from onrecord.formats.claims import claim_record, claims_csv, state

Ids = Annotated[list[str] | None, typer.Option(metavar="ID", help="It stands as it is. May be repeated.")]


def claims(
    episode: Annotated[
        str,
        typer.Argument(metavar="EPISODE", help="The episode's folder, number or slug; without it the whole archive."),
    ] = "",
    show: Show = None,
    accept: Ids = None,
    reject: Annotated[list[str] | None, typer.Option(metavar="ID", help="It goes. May be repeated.")] = None,
    edit: Annotated[
        str, typer.Option(metavar="ID", help="Put it right with --holder, --firmness; the words stay as said.")
    ] = "",
    holder: Annotated[str, typer.Option(help="For --edit: whose word it is. Else: list only this holder's.")] = "",
    firmness: Annotated[
        str, typer.Option(help=f"For --edit: how firm. Else: list only these: {', '.join(Firmness)}.")
    ] = "",
    text: Annotated[str, typer.Option(help="List only claims with these words.")] = "",
    watch: Annotated[bool, typer.Option("--watch", help="List only what is to be watched for.")] = False,
    unreviewed: Annotated[bool, typer.Option("--unreviewed", help="List only what nobody has looked at.")] = False,
    note: Annotated[str, typer.Option(help="Why; kept with the decision.")] = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="Print rows for a spreadsheet.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the claims of an episode or of the whole archive, and accept, reject or put right single ones."""
    from onrecord import studio

    answers = [*(("accept", id) for id in accept or ()), *(("reject", id) for id in reject or ())]
    if not episode and (answers or edit):
        raise BadSettings("A decision needs the episode.", "Name it: onrecord claims EPISODE --accept ID")
    if edit and not (holder or firmness):
        raise BadSettings("--edit needs --holder or --firmness.", "Say what is right: --edit ID --holder NAME")
    if firmness and firmness not in set(Firmness):
        raise BadSettings(f"{firmness!r} is no firmness.", f"Say one of: {', '.join(Firmness)}.")
    if not episode:
        found = archive_claims(studio.show_at(show))
    else:
        _, folder = studio.episode_at(episode, show)
        changed = [decide_claim(folder, id, Verdict(verdict), note=note).claim.id for verdict, id in answers]
        if edit:
            changed.append(
                decide_claim(folder, edit, Verdict.ADJUST, holder=holder, firmness=firmness, note=note).claim.id
            )
            holder = firmness = ""
        found = [claims_of(folder)]
        if changed:
            found = [_only(found[0], [one for one in found[0].claims if one.claim.id in changed])]
    chosen = [
        _only(one, [c for c in one.claims if _is_wanted(c, holder, firmness, text, watch, unreviewed)]) for one in found
    ]
    if as_json:
        return print_json([{"episode": e.episode, **claim_record(c, e.name_of)} for e in chosen for c in e.claims])
    if as_csv:
        return print("".join(claims_csv(e.claims, e.name_of) for e in chosen), end="")
    return _print(out(), chosen, found)


def _only(found: EpisodeClaims, claims: Sequence[CheckedClaim]) -> EpisodeClaims:
    return EpisodeClaims(found.episode, tuple(claims), found.name_of, found.orphans)


def _is_wanted(one: CheckedClaim, holder: str, firmness: str, text: str, watch: bool, unreviewed: bool) -> bool:
    claim = one.claim
    return (
        holder.casefold() in claim.holder.name.casefold()
        and firmness in ("", str(claim.firmness))
        and text.casefold() in claim.text.casefold()
        and (claim.is_watch or not watch)
        and not (unreviewed and one.is_reviewed)
    )


def _print(console: Console, chosen: Sequence[EpisodeClaims], found: Sequence[EpisodeClaims]) -> None:
    """Two lines for each claim: when, whose, how firm, whether a person looked; then its words."""
    for episode in chosen:
        if len(chosen) > 1 and episode.claims:
            console.print(Text(episode.episode, style="bold"), soft_wrap=True)
        for one in episode.claims:
            claim = one.claim
            line = Text(f"{claim.id}  {clock(claim.span.start_s):>7}  {claim.firmness:<14}  {state(one):<10}  ")
            line.append(claim.holder.name, style="bold")
            if claim.holder.as_said and claim.holder.as_said.casefold() != claim.holder.name.casefold():
                line.append(f" (“{claim.holder.as_said}”)", style="dim")
            console.print(line, soft_wrap=True)
            cue = f"  [{claim.cue}]" if claim.cue else ""
            console.print(Text(f"    {claim.text}{cue}"), soft_wrap=True)
        for decision in episode.orphans:
            console.print(
                Text(f"{decision.subject_id}: decided, but nobody says it any more.", style="dim"), soft_wrap=True
            )
    total_n, reviewed_n = sum(len(e.claims) for e in found), sum(e.reviewed_n for e in found)
    console.print(f"{reviewed_n} of {total_n} claims were looked at by a person.")
