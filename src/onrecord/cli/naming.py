"""`onrecord names`: the corrections of names, and a person's word on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from onrecord.cli.arguments import AsJson, EpisodeName, Show, out, print_json
from onrecord.core.edit import Verdict
from onrecord.core.errors import BadSettings
from onrecord.core.time import clock
from onrecord.naming import NameState, correct_words, decide_name, name_called, names_of


def names(
    episode: EpisodeName,
    show: Show = None,
    accept: Annotated[list[str] | None, typer.Option(metavar="ID", help="Write the name. May be repeated.")] = None,
    reject: Annotated[list[str] | None, typer.Option(metavar="ID", help="Leave it as heard. May be repeated.")] = None,
    right: Annotated[
        tuple[str, str] | None,
        typer.Option(
            metavar="ID FORM", help="Write FORM instead. Of a name that is not listed: --right new FORM, with --heard."
        ),
    ] = None,
    heard: Annotated[
        str, typer.Option(metavar="WORDS", help="With --right new FORM: the words that the transcript has for it.")
    ] = "",
    at: Annotated[
        float | None,
        typer.Option(metavar="SECOND", help="Where --heard is said more than once: the second of the recording."),
    ] = None,
    asked: Annotated[bool, typer.Option("--asked", help="List only what waits for an answer.")] = False,
    as_json: AsJson = False,
) -> None:
    """List misheard names, done and asked, and take your answers.

    Every answer also teaches the show: see names.toml in its folder.
    """
    from onrecord import studio

    show_folder, folder = studio.episode_at(episode, show)
    known = names_of(folder)
    for id in [*(accept or ()), *(reject or ()), *([right[0]] if right and right[0] != "new" else [])]:
        name_called(known, id)  # an unknown one is told before any is answered
    answered = [decide_name(show_folder, folder, id, Verdict.ACCEPT) for id in accept or ()]
    answered += [decide_name(show_folder, folder, id, Verdict.REJECT) for id in reject or ()]
    if right is not None and right[0] == "new":
        if not heard.strip():
            raise BadSettings(
                "--right new needs --heard.", 'Name the words: --right new "Form" --heard "words as heard".'
            )
        answered.append(correct_words(show_folder, folder, heard, right[1], at_s=at))
    elif right is not None:
        answered.append(decide_name(show_folder, folder, right[0], Verdict.ADJUST, text=right[1]))
    states = answered or [s for s in known if not asked or s.state == "asked"]
    if as_json:
        return print_json([_record(state) for state in states])
    console = out()
    _print(console, states)
    if answered:
        console.print(Text(f"Read it: onrecord produce {folder.as_argument}"), soft_wrap=True)
    return None


def _record(state: NameState) -> dict[str, Any]:
    one = asdict(state.correction)
    return {
        "id": one["id"], "state": state.state, "heard": one["heard"], "right": state.text, "confidence": one["confidence"],
        "reason": one["reason"], "start_s": state.span.start_s, "end_s": state.span.end_s, "before": state.before,
        "behind": state.behind, "by": state.by,
    }  # fmt: skip


def _print(console: Console, states: Sequence[NameState]) -> None:
    """What is written instead of what, the words around it, and the reason. What was heard alike elsewhere is counted, not shown."""
    if not states:
        console.print("No name seems to be misheard.")
    alike: dict[tuple[str, str, str], list[NameState]] = {}
    for state in states:
        alike.setdefault((state.correction.heard.casefold(), state.text, state.state), []).append(state)
    for state, *others in alike.values():
        one = state.correction
        line = Text(f"{one.id}  {clock(state.span.start_s):>7}  {one.confidence:>4.0%}  {state.state:<8}  ")
        line.append(one.heard, style="dim").append(" → ").append(state.text, style="bold" if state.is_on else "yellow")
        line.append(f"  (and {len(others)} more)" if others else "", style="dim")
        console.print(line, soft_wrap=True)
        console.print(Text(f"    … {state.before} [{one.heard}] {state.behind} …"), soft_wrap=True)
        console.print(Text(f"    {one.reason}", style="dim"), soft_wrap=True)
    waiting = sum(state == "asked" for _, _, state in alike)
    if waiting:
        console.print(
            Text(
                f"{waiting} {'waits' if waiting == 1 else 'wait'} for you: onrecord names EPISODE --accept ID | --reject ID | --right ID FORM"
            ),
            soft_wrap=True,
        )
