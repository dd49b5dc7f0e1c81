"""`onrecord speakers`: who is heard, by what each was told, and a person's word on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from onrecord.cli.arguments import AsJson, EpisodeName, Show, out, print_json
from onrecord.core.edit import Verdict
from onrecord.core.errors import NotFound
from onrecord.core.time import Span, clock
from onrecord.speaking import Turn, VoiceState, give_turn, name_voice, overlaps_of, turns_of, voices_of
from onrecord.store.voices import VoiceBook

_STYLES = {"asked": "yellow", "unnamed": "yellow", "promo": "dim"}
_OVERLAPS_N = 8


def speakers(
    episode: EpisodeName,
    show: Show = None,
    accept: Annotated[
        list[str] | None, typer.Option(metavar="VOICE", help="It is who the list says. May be repeated.")
    ] = None,
    reject: Annotated[
        list[str] | None, typer.Option(metavar="VOICE", help="It is not who the list says. May be repeated.")
    ] = None,
    right: Annotated[tuple[str, str] | None, typer.Option(metavar="VOICE NAME", help="It is NAME.")] = None,
    turn: Annotated[
        tuple[float, str] | None,
        typer.Option(metavar="SECOND VOICE", help="The turn heard at that second of the recording is this voice's."),
    ] = None,
    turns: Annotated[bool, typer.Option("--turns", help="List every turn instead of the voices.")] = False,
    forget: Annotated[
        str, typer.Option(metavar="NAME", help="Delete what the show remembers of a person's voice.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """List the voices and who they are, and take your answers.

    Of each voice by what it was told, and what is asked.
    """
    from onrecord import studio

    show_folder, folder = studio.episode_at(episode, show)
    if forget and not VoiceBook(show_folder.path).forget(forget):
        raise NotFound(f"The show remembers no voice of {forget!r}.", "It is kept by name in voices.json.")
    answered = [name_voice(folder, voice, Verdict.ACCEPT) for voice in accept or ()]
    answered += [name_voice(folder, voice, Verdict.REJECT) for voice in reject or ()]
    if right is not None:
        answered.append(name_voice(folder, right[0], Verdict.ADJUST, name=right[1]))
    given = [give_turn(folder, *turn)] if turn is not None else []
    if as_json:
        listed: Any = [_turn_record(t) for t in given or turns_of(folder)] if given or turns else None
        return print_json(listed if listed is not None else [_record(state) for state in answered or voices_of(folder)])
    console = out()
    if given or turns:
        _print_turns(console, given or turns_of(folder))
    else:
        _print_voices(console, answered or voices_of(folder), overlaps_of(folder))
    if answered or given:
        console.print(Text(f"Read it: onrecord produce {folder.as_argument}"), soft_wrap=True)
    return None


def _record(state: VoiceState) -> dict[str, Any]:
    speaker = state.speaker
    return {
        "id": speaker.id, "label": speaker.label, "name": speaker.name, "likely": speaker.likely, "role": speaker.role.value,
        "state": state.state, "confidence": speaker.confidence, "reason": speaker.reason, "talk_s": state.talk_s, "share": state.share,
        "words_n": state.words_n, "quotes": [asdict(quote) for quote in state.quotes],
    }  # fmt: skip


def _turn_record(turn: Turn) -> dict[str, Any]:
    return {
        "start_s": turn.span.start_s, "end_s": turn.span.end_s, "speaker_id": turn.speaker_id, "label": turn.label,
        "text": turn.text, "is_over_another": turn.is_over_another, "is_yours": turn.is_yours,
    }  # fmt: skip


def _print_voices(console: Console, states: Sequence[VoiceState], overlaps: Sequence[Span]) -> None:
    """For each voice who it is and how much it says, then why, then what it says and what its name was told by."""
    for state in states:
        speaker = state.speaker
        line = Text(f"{speaker.id}  ")
        line.append(speaker.label, style=_STYLES.get(state.state, "bold"))
        line.append(f"  {speaker.role.value}, {state.state}; {state.share:.0%} of the talk, {state.words_n} words")
        console.print(line, soft_wrap=True)
        console.print(Padding(Text(speaker.reason, style="dim"), (0, 0, 0, 4)))
        said = Table.grid(padding=(0, 2))
        for quote in state.quotes:
            mark = "told by" if quote.is_evidence else "says"
            said.add_row(f"{clock(quote.start_s):>7}", mark, quote.speaker_id, Text(f"“{quote.text}”"))
        console.print(Padding(said, (0, 0, 0, 4)))
    if overlaps:
        where = ", ".join(clock(span.start_s) for span in overlaps[:_OVERLAPS_N])
        more = f" and {len(overlaps) - _OVERLAPS_N} more" if len(overlaps) > _OVERLAPS_N else ""
        total_s = sum(span.duration_s for span in overlaps)
        console.print(Text(f"Two speak at once for {total_s:.1f} s in all: {where}{more}.", style="dim"))
    waiting = sum(state.state in ("asked", "unnamed") for state in states)
    if waiting:
        says = "waits" if waiting == 1 else "wait"
        ways = "--accept VOICE | --reject VOICE | --right VOICE NAME"
        console.print(Text(f"{waiting} {says} for you: onrecord speakers EPISODE {ways}"), soft_wrap=True)


def _print_turns(console: Console, turns: Sequence[Turn]) -> None:
    for turn in turns:
        marks = [mark for mark, is_so in (("yours", turn.is_yours), ("over another", turn.is_over_another)) if is_so]
        line = Text(f"{turn.span.start_s:>8.1f} s  {turn.speaker_id}  ")
        line.append(turn.label, style="bold").append(f" ({', '.join(marks)})" if marks else "", style="yellow")
        console.print(line, soft_wrap=True)
        console.print(Padding(Text(turn.text), (0, 0, 0, 4)))
