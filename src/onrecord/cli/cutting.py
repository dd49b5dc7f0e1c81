"""`onrecord cuts`: what goes and what is proposed, and a person's word on it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated

import typer

from onrecord.cli.arguments import AsJson, EpisodeName, Show, out, print_json
from onrecord.cli.tables import print_cuts, say
from onrecord.core.edit import MAY_GO, EditList, EffectiveCut, Verdict
from onrecord.core.errors import BadSettings


def cuts(
    episode: EpisodeName,
    show: Show = None,
    accept: Annotated[
        list[str] | None,
        typer.Option(metavar="CUT", help="Cut it: by its id or its number in the list. May be repeated."),
    ] = None,
    reject: Annotated[list[str] | None, typer.Option(metavar="CUT", help="Leave it in. May be repeated.")] = None,
    take_back: Annotated[
        list[str] | None,
        typer.Option(
            "--take-back", metavar="CUT", help="Nobody has decided on it: the proposal counts again. May be repeated."
        ),
    ] = None,
    reason: Annotated[str, typer.Option(help="List only cuts of this reason: cough, pause.")] = "",
    note: Annotated[str, typer.Option(help="Why; kept with the decision.")] = "",
    removed: Annotated[
        bool,
        typer.Option(
            "--removed", help="List only what the episode leaves out of the recording, as seconds from and to."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the cuts, and take your answers.

    Of each: when, how long, why, how sure, on what evidence.
    """
    from onrecord import deciding, studio

    _, folder = studio.episode_at(episode, show)
    said = ((Verdict.ACCEPT, accept), (Verdict.REJECT, reject), (Verdict.TAKE_BACK, take_back))
    answers = [(verdict, name) for verdict, names in said for name in names or ()]
    answered = deciding.decide_cuts(folder, answers, note=note)
    if removed:
        return _print_removed([(span.start_s, span.end_s) for span in deciding.removed(folder)], as_json)
    edit, _ = deciding.edit_of(folder)
    chosen = answered or _of_reason(edit, reason)
    if as_json:
        from onrecord.formats.editlist import cut_record

        return print_json([cut_record(one) for one in chosen])
    console = out()
    print_cuts(console, edit, chosen)
    if answered:
        say(console, f"Hear it: onrecord produce {folder.as_argument}")
    elif chosen:
        say(console, MAY_GO, "dim")
        say(console, "Decide: onrecord cuts EPISODE --accept CUT | --reject CUT | --take-back CUT", "dim")
    return None


def _of_reason(edit: EditList, reason: str) -> list[EffectiveCut]:
    """The cuts of one reason, all of them without one. Raises BadSettings where there are none."""
    every = edit.effective()
    chosen = [one for one in every if reason in ("", one.cut.called, one.cut.reason)]
    if reason and not chosen:
        there = ", ".join(sorted({one.cut.called for one in every})) or "no cuts"
        raise BadSettings(f"No cut is of the reason {reason!r}.", f"There are: {there}.")
    return chosen


def _print_removed(spans: Sequence[tuple[float, float]], as_json: bool) -> None:
    if as_json:
        return print(json.dumps([list(span) for span in spans]))
    for start_s, end_s in spans:
        print(f"{start_s:.3f}\t{end_s:.3f}")
    return None
