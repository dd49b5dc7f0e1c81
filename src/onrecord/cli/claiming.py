"""`onrecord claims`: who said what on whose word, and a person's word on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from onrecord.claiming import (
    CheckedLink,
    EpisodeClaims,
    archive_claims,
    claims_of,
    coming_of,
    decide_claim,
    decide_link,
    key_of,
    links_of,
)
from onrecord.cli.arguments import AsJson, Show, out, print_json
from onrecord.core.across import LinkKind
from onrecord.core.claim import CheckedClaim, Firmness
from onrecord.core.edit import Verdict
from onrecord.core.errors import BadSettings
from onrecord.core.time import clock
from onrecord.formats.claims import by_model, claim_record, claims_csv, state
from onrecord.store.folders import EpisodeFolder, ShowFolder

Ids = Annotated[list[str] | None, typer.Option(metavar="ID", help="It stands as it is. May be repeated.")]

Watch = Annotated[
    bool,
    typer.Option(
        "--watch",
        help="List only what is to be watched for; of the whole archive, what is still open and what was said to come.",
    ),
]


def claims(
    episode: Annotated[
        str,
        typer.Argument(metavar="EPISODE", help="The episode's number, or its folder; without it the whole archive."),
    ] = "",
    show: Show = None,
    accept: Ids = None,
    reject: Annotated[list[str] | None, typer.Option(metavar="ID", help="It goes. May be repeated.")] = None,
    edit: Annotated[
        str, typer.Option(metavar="ID", help="Put it right with --holder, --firmness; the words stay as said.")
    ] = "",
    holder: Annotated[
        str, typer.Option(metavar="NAME", help="With --edit: whose word it is. Without: list only this holder's.")
    ] = "",
    firmness: Annotated[
        str,
        typer.Option(
            metavar="FIRMNESS", help=f"With --edit: how firm. Without: list only these. One of {', '.join(Firmness)}."
        ),
    ] = "",
    text: Annotated[str, typer.Option(metavar="WORDS", help="List only claims with these words.")] = "",
    watch: Watch = False,
    links: Annotated[
        bool, typer.Option("--links", help="List what updates, may contradict or answers an earlier episode's claim.")
    ] = False,
    unreviewed: Annotated[bool, typer.Option("--unreviewed", help="List only what nobody has looked at.")] = False,
    note: Annotated[str, typer.Option(metavar="TEXT", help="Why; kept with the decision.")] = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="Print rows for a spreadsheet.")] = False,
    as_json: AsJson = False,
) -> None:
    """List who claimed what, and take your answers.

    Of an episode, or of the whole archive; of an episode, claims can be accepted, rejected and put right.
    """
    from onrecord import studio

    answers = [*(("accept", id) for id in accept or ()), *(("reject", id) for id in reject or ())]
    if links or (watch and not episode):
        return _across(studio.show_at(show), answers, watch, note, as_json)
    if not episode and (answers or edit):
        raise BadSettings("A decision needs the episode.", "Name it: onrecord claims EPISODE --accept ID")
    if edit and not (holder or firmness):
        raise BadSettings("--edit needs --holder or --firmness.", "Say what is right: --edit ID --holder NAME")
    if firmness and firmness not in set(Firmness):
        raise BadSettings(f"{firmness!r} is no firmness.", f"Say one of: {', '.join(Firmness)}.")
    changed: list[str] = []
    if not episode:
        found = archive_claims(studio.show_at(show))
    else:
        _, folder = studio.episode_at(episode, show)
        changed = _decided(folder, answers, edit, {"holder": holder, "firmness": firmness}, note)
        found = [claims_of(folder)]
    if changed:
        chosen = [_only(found[0], [one for one in found[0].claims if one.claim.id in changed])]
    else:
        wanted = (holder, firmness, text, watch, unreviewed)
        chosen = [_only(one, [c for c in one.claims if _is_wanted(c, *wanted)]) for one in found]
    if as_json:
        return print_json([_record(e, c) for e in chosen for c in e.claims])
    if as_csv:
        return print("".join(claims_csv(e.claims, e.name_of) for e in chosen), end="")
    _print(out(), chosen, found)
    if changed:
        out().print(Text(f"Read it: onrecord produce {folder.as_argument}"), soft_wrap=True)
    return None


def _decided(
    folder: EpisodeFolder, answers: Sequence[tuple[str, str]], edit: str, right: dict[str, str], note: str
) -> list[str]:
    """Writes down what the person says of the episode's claims; which they are."""
    given: list[tuple[Verdict, str, dict[str, str]]] = [(Verdict(verdict), id, {}) for verdict, id in answers]
    given += [(Verdict.ADJUST, edit, right)] if edit else []
    return [decide_claim(folder, id, verdict, **value, note=note).claim.id for verdict, id, value in given]


def _across(show: ShowFolder, answers: Sequence[tuple[str, str]], is_watch: bool, note: str, as_json: bool) -> None:
    """The links of the archive, or what is still to be watched with what may have answered it, and what was said to come."""
    found = archive_claims(show)
    for verdict, id in answers:
        decide_link(show, found, id, Verdict(verdict), note)
    told = [one for one in links_of(show, found) if one.verdict is not Verdict.REJECT]
    if not is_watch:
        return print_json([_link_record(one) for one in told]) if as_json else _print_links(out(), told)
    still, coming = _still_open(found, told), coming_of(found)
    if as_json:
        opened = [{**_record(e, c), "answered_by": [_link_record(one) for one in by]} for e, c, by in still]
        return print_json([*opened, *({**_record(e, c), "expected": asdict(when)} for when, e, c in coming)])
    console = out()
    for e, c, by in still:
        console.print(_side(e.episode, c), soft_wrap=True)
        for one in by:
            console.print(Text(f"    {one.link.id}  may be answered by", style="dim"), soft_wrap=True)
            console.print(Text("    ").append_text(_side(one.episodes[1], one.later)), soft_wrap=True)
    console.print(f"{len(still)} open, {sum(bool(by) for _, _, by in still)} of them may have been answered.")
    for when, e, c in coming:
        console.print(Text(f"{when.iso:<10}  ", style="bold").append_text(_side(e.episode, c)), soft_wrap=True)
    return console.print(f"{len(coming)} said to come, by their day.")


def _still_open(
    found: Sequence[EpisodeClaims], told: Sequence[CheckedLink]
) -> list[tuple[EpisodeClaims, CheckedClaim, list[CheckedLink]]]:
    """What is to be watched, each with what may have answered it, until a person says that it did or did not."""
    answers_of: dict[str, list[CheckedLink]] = {}
    for one in told:
        if one.link.kind is LinkKind.ANSWERS:
            answers_of.setdefault(one.link.earlier, []).append(one)
    watched = [(e, c) for e in found for c in e.claims if c.is_on and c.claim.is_watch]
    still = [(e, c, answers_of.get(key_of(e, c), [])) for e, c in watched]
    return [(e, c, by) for e, c, by in still if not any(one.verdict for one in by)]


def _print_links(console: Console, told: Sequence[CheckedLink]) -> None:
    for one in told:
        line = Text(f"{one.link.id}  ").append(str(one.link.kind), style="bold")
        line.append(f"  {one.link.reason}  {one.verdict or 'unreviewed'}")
        console.print(line, soft_wrap=True)
        for episode, side in zip(one.episodes, (one.earlier, one.later), strict=True):
            console.print(Text("    ").append_text(_side(episode, side)), soft_wrap=True)
    console.print(f"{sum(one.verdict is not None for one in told)} of {len(told)} links were looked at by a person.")


def _side(episode: str, one: CheckedClaim) -> Text:
    claim = one.claim
    line = Text(f"{episode}  {clock(claim.span.start_s):>7}  {claim.id}  ")
    return line.append(claim.holder.name, style="bold").append(f", {claim.firmness}: {claim.text}")


def _record(episode: EpisodeClaims, one: CheckedClaim) -> dict[str, object]:
    return {"episode": episode.episode, **claim_record(one, episode.name_of)}


def _link_record(one: CheckedLink) -> dict[str, object]:
    sides = zip(("earlier", "later"), one.episodes, (one.earlier.claim, one.later.claim), strict=True)
    return {
        "id": one.link.id, "kind": str(one.link.kind), "reason": one.link.reason, "score": one.link.score,
        "state": str(one.verdict or "unreviewed"),
        **{side: {"episode": e, "id": c.id, "start_s": c.span.start_s, "text": c.text} for side, e, c in sides},
    }  # fmt: skip


def _only(found: EpisodeClaims, claims: Sequence[CheckedClaim]) -> EpisodeClaims:
    return replace(found, claims=tuple(claims))


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
    """Two lines for each claim: its place in the episode's list, when, whose, how firm, whether a person looked; then its words."""
    for episode, whole in zip(chosen, found, strict=True):
        places = {one.claim.id: place for place, one in enumerate(whole.claims, start=1)}
        if len(chosen) > 1 and episode.claims:
            console.print(Text(episode.episode, style="bold"), soft_wrap=True)
        for one in episode.claims:
            claim = one.claim
            line = Text(
                f"{places[claim.id]:>3}  {claim.id}  {clock(claim.span.start_s):>7}  {claim.firmness:<14}  {state(one):<10}  "
            )
            line.append(claim.holder.name, style="bold")
            if claim.holder.as_said and claim.holder.as_said.casefold() != claim.holder.name.casefold():
                line.append(f" (“{claim.holder.as_said}”)", style="dim")
            if by := by_model(claim):
                line.append(f"  ({by})", style="yellow")
            console.print(line, soft_wrap=True)
            cue = f"  [{claim.cue}]" if claim.cue else ""
            console.print(Text(f"    {claim.text}{cue}"), soft_wrap=True)
        for decision in episode.orphans:
            console.print(
                Text(f"{decision.subject_id}: decided, but nobody says it any more.", style="dim"), soft_wrap=True
            )
    if any(e.claims for e in found) and not any(e.claims for e in chosen):
        console.print("No claim is one of these.")
    total_n, reviewed_n = sum(len(e.claims) for e in found), sum(e.reviewed_n for e in found)
    console.print(f"{reviewed_n} of {total_n} claims were looked at by a person.")
