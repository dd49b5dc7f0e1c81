"""What a person reads when a command is done. Made for 80 columns; nothing that comes from a show is taken for markup."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from onrecord import __version__
from onrecord.core.edit import BY_HAND, Became, EditList, EffectiveCut
from onrecord.core.sound import Measures, SpeakerLevel
from onrecord.core.time import clock
from onrecord.engines.machine import Machine
from onrecord.engines.models import ModelState
from onrecord.pipeline.plan import Step
from onrecord.stages.master.preview import Preview
from onrecord.store.folders import EpisodeFolder
from onrecord.summary import Summary

_BECAME = {
    Became.REMOVED: "cut",
    Became.SHORTENED: "cut",
    Became.MUTED: "turned down",
    Became.KEPT: "stays",
}
_STEP_STYLES = {"run": "bold", "depends": "yellow", "keep": "dim"}


def say(console: Console, text: str, style: str = "") -> None:
    """One line, left as it is: not wrapped where it is copied from, no markup."""
    console.print(Text(text, style=style), soft_wrap=True, highlight=False)


def print_summary(console: Console, figures: Summary, folder: EpisodeFolder, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"event": "report", "episode": str(folder.path), **asdict(figures)}, ensure_ascii=False))
        return
    console.print()
    say(console, f"{figures.title}: {clock(figures.before_s)} became {clock(figures.after_s)}", "bold")
    cut = [f"{seconds:.1f} s of {reason} ({count})" for reason, (count, seconds) in figures.cut_by_reason.items()]
    rest = [
        (figures.turned_down_n, "turned down"),
        (figures.kept_n, "kept by you"),
        (figures.proposed_n, "more proposed"),
    ]
    told = [", ".join(cut) or "nothing", *(f"{count} {what}" for count, what in rest if count)]
    print_figures(console, f"Cut: {'; '.join(told)}")
    table = _table("", ">before", ">after")
    table.add_row("Programme", _level(figures.before), _level(figures.enclosure))
    for speaker in figures.speakers:
        table.add_row(Text(speaker.name), _level(speaker.before), _level(speaker.after))
    console.print(table)
    for line in (*figures.too_soft, *figures.unheard):
        print_figures(console, line, "yellow")
    for line in figures.cleaned:
        print_figures(console, f"Noise: {line}", "dim")
    for line in figures.checked:
        print_figures(console, f"Checked: {line}", "dim")
    done_n = figures.names_done_n
    names = f"{done_n} name{'s' * (done_n != 1)} corrected, {figures.names_asked_n} proposed"
    console.print(Text(f"Words: {figures.words_n} by {figures.engine}; {names}"))
    slow = sorted(figures.took_s.items(), key=lambda item: -item[1])
    took = ", ".join(f"{name} {_seconds(took_s)}" for name, took_s in slow if took_s >= 0.05)
    print_figures(console, f"Took: {_seconds(figures.wall_s)}. Each stage, when it last ran: {took}", "dim")
    say(console, f"Look at   {folder.path / 'index.html'}")
    say(console, f"          {folder.path / 'report.html'}")
    say(console, f"Answer    {folder.path / 'review.html'}")
    say(console, f"Cuts:     onrecord cuts {folder.as_argument}")
    say(console, f"Publish:  onrecord publish {folder.as_argument}")


def print_figures(console: Console, text: str, style: str = "") -> None:
    """A paragraph in which a number stays beside its unit, or what it counts."""
    joined = re.sub(r"(?<=\d) (?=\w)| (?=\()", "\N{NO-BREAK SPACE}", text)
    for line in textwrap.wrap(joined, console.width, break_on_hyphens=False):  # rich breaks at such a space too
        say(console, line.replace("\N{NO-BREAK SPACE}", " "), style)


def print_preview(console: Console, path: Path, preview: Preview, *, as_json: bool) -> None:
    """Where in the preview each join is, in its order."""
    if as_json:
        heard = [
            {"id": h.cut.cut.id, "at_s": h.at_s, "reason": h.cut.cut.reason, "risk": h.risk} for h in preview.heard
        ]
        print(json.dumps({"event": "preview", "path": str(path), "duration_s": preview.duration_s, "heard": heard}))
        return
    many_n = len(preview.heard)
    around = f"around the {many_n} riskiest joins" if many_n > 1 else "around the riskiest join"
    what = around if many_n else "from the start, for nothing was cut"
    say(console, f"{path}: {round(preview.duration_s, 1):g} s {what}", "bold")
    if not many_n:
        return
    table = _table(">at", "cut", "reason", ">recording", ">may go")
    for h in preview.heard:
        cut = h.cut.cut
        table.add_row(
            clock(h.at_s, ms=True), cut.id, cut.called, clock(cut.span.start_s, ms=True), f"{cut.confidence:.0%}"
        )
    console.print(table)


def print_plan(console: Console, steps: Sequence[Step], own_settings: str = "") -> None:
    table = Table(box=None, pad_edge=False, show_header=False)
    for step in steps:
        table.add_row(step.stage, step.will, Text(step.why), style=_STEP_STYLES[step.will])
    console.print(table)
    if all(step.will == "keep" for step in steps):
        say(console, "Nothing would run: the episode is as its recording, its settings and your decisions make it.")
    if own_settings:
        say(console, own_settings, "yellow")


def print_cuts(console: Console, edit: EditList, chosen: Sequence[EffectiveCut]) -> None:
    """Two lines for each of the cuts that are `chosen`: its number in the whole list and what it is, and by what it was told."""
    every = edit.effective()
    places = {one.cut.id: place for place, one in enumerate(every, start=1)}
    if not every and not chosen:
        console.print("Nothing to cut was found.")
    else:
        say(console, f"     {'cut':<10}  {'at':>8}  {'length':>7}  {'reason':<8} {'may go':>6}  state", "dim")
    for one in chosen:
        cut = one.cut
        line = Text(
            f"{places.get(cut.id, ''):>3}  {cut.id:<10}  {clock(cut.span.start_s, ms=True):>8}  {cut.length_s:>5.2f} s  "
            f"{cut.called:<8}  {100 * cut.confidence:>3.0f} %  {state(one)}"
        )
        line.stylize("" if one.is_on else "dim")
        console.print(line, soft_wrap=True)
        console.print(Padding(Text(cut.evidence, style="dim"), (0, 0, 0, 5)))
    for orphan in edit.orphans() if len(chosen) == len(every) else ():
        say(
            console,
            f"Your decision on {orphan.subject_id} ({orphan.verdict}) has no proposal any more; it is kept.",
            "yellow",
        )


def state(one: EffectiveCut) -> str:
    """What became of a cut, and by whose word."""
    became = _BECAME[one.became]
    if one.goes_with:
        became = f"goes {'in part ' * (one.became is Became.PARTLY_REMOVED)}with {one.goes_with}"
    if one.decision is None:
        return became
    verdict = "asked for" if one.is_on and one.cut.reason == BY_HAND else f"{one.decision.verdict}ed"
    return f"{became}, {verdict} by {one.decision.by or 'you'}"


def print_machine(console: Console, machine: Machine) -> None:
    memory = f", {machine.memory_gb:.0f} GB of memory" if machine.memory_gb else ""
    say(
        console,
        f"onrecord {__version__}, Python {machine.python} on {machine.system}, {machine.cores_n} cores{memory}",
    )
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, version in machine.libraries:
        table.add_row(name, version or "[red]missing: run make install[/]")
    console.print(table)
    print_models(console, machine.models)
    if machine.speed is not None:
        console.print(
            f"Speech to words: {machine.speed:.1f} × real time with {machine.measured_model}; "
            f"an hour of talk takes about {clock(3600 / machine.speed)} to transcribe, the rest runs beside it."
        )
    if machine.problem:
        say(console, f"{machine.problem} {machine.mend}", "bold red")


def print_models(console: Console, states: Sequence[ModelState]) -> None:
    table = _table("model", ">size", "languages", "here", "what")
    for one in states:
        model = one.model
        here = "[green]yes[/]" if one.is_here else "no"
        table.add_row(model.name, f"{model.size_mb} MB", model.languages, here, model.what)
    console.print(table)
    if not all(one.is_here for one in states):
        console.print("To get one: onrecord models get NAME", style="dim")


def _table(*columns: str) -> Table:
    """Columns that begin with > are of numbers."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in columns:
        table.add_column(column.removeprefix(">"), justify="right" if column.startswith(">") else "left")
    return table


def _level(measures: Measures | SpeakerLevel) -> str:
    return f"{measures.lufs:.1f} LUFS, {measures.true_peak_dbtp:.1f} dBTP"


def _seconds(took_s: float) -> str:
    return f"{took_s:.1f} s" if took_s < 100 else clock(took_s)
