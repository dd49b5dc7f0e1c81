"""Drawing a run: one live display on a terminal, plain lines elsewhere, JSON lines for machines."""

from __future__ import annotations

import json
import sys
import time
from types import TracebackType
from typing import Any, Protocol, TextIO

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from onrecord.core import events
from onrecord.core.time import clock
from onrecord.stages import STAGES

SAYS = {stage.name: stage.says for stage in STAGES}
_PLAIN_EVERY_S = 10.0
_LONGEST_N = 5 + max(len(says) for says in SAYS.values())
_STATE_N = len("100 %, 100.0 × real time, 10:00 left")


class Display(Protocol):
    """Shows the events of a run while it is entered."""

    def __call__(self, event: events.Event) -> None: ...
    def __enter__(self) -> Display: ...
    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def display(console: Console, *, as_json: bool) -> Display:
    if as_json:
        return JsonLines(sys.stdout)
    return LiveDisplay(console) if console.is_terminal else PlainLines(console)


def speed_x(event: events.StageProgress | events.StageFinished) -> float | None:
    """How many times faster than it sounds, so far."""
    done = event.done if isinstance(event, events.StageProgress) else 1.0
    if not event.audio_s or event.took_s < 0.2 or done <= 0:
        return None
    return event.audio_s * done / event.took_s


def left_s(event: events.StageProgress) -> float | None:
    if event.done < 0.03 or event.took_s < 1.0:
        return None
    return event.took_s * (1.0 - event.done) / event.done


class JsonLines:
    """One JSON object a line: {"event": "started" | "progress" | "finished" | "remark", …}, progress at most twice a second."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._said_at: dict[str, float] = {}

    def __call__(self, event: events.Event) -> None:
        body: dict[str, Any]
        if isinstance(event, events.StageStarted):
            body = {"event": "started", "stage": event.stage, "why": event.why}
        elif isinstance(event, events.StageProgress):
            now = time.monotonic()
            if now - self._said_at.get(event.stage, -1.0) < 0.5:
                return
            self._said_at[event.stage] = now
            body = {
                "event": "progress", "stage": event.stage, "percent": round(100 * event.done, 1),
                "speed_x": _rounded(speed_x(event)), "left_s": _rounded(left_s(event)),
            }  # fmt: skip
        elif isinstance(event, events.StageFinished):
            body = {
                "event": "finished",
                "stage": event.stage,
                "took_s": round(event.took_s, 2),
                "reused": event.is_reused,
            }
        else:
            body = {"event": "remark", "text": event.text}
        self._out.write(json.dumps(body, ensure_ascii=False) + "\n")
        self._out.flush()

    def __enter__(self) -> JsonLines:
        return self

    def __exit__(self, *_: object) -> None:
        return None


class PlainLines:
    """A line when a stage begins and ends, and every ten seconds between: for logs and pipes."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._said_at: dict[str, float] = {}

    def __call__(self, event: events.Event) -> None:
        now = time.monotonic()
        if isinstance(event, events.StageStarted):
            self._said_at[event.stage] = now
            self._line(f"{SAYS[event.stage]} ({event.why})")
        elif isinstance(event, events.StageProgress):
            if now - self._said_at.get(event.stage, now) >= _PLAIN_EVERY_S:
                self._said_at[event.stage] = now
                self._line(f"{SAYS[event.stage]}: {_state(event)}")
        elif isinstance(event, events.StageFinished):
            if not event.is_reused:
                self._line(f"{SAYS[event.stage]}: done in {event.took_s:.1f} s{_at_speed(speed_x(event))}")
        else:
            self._line(f"Note: {event.text}")

    def _line(self, text: str) -> None:
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)

    def __enter__(self) -> PlainLines:
        return self

    def __exit__(self, *_: object) -> None:
        return None


class LiveDisplay:
    """Every stage that runs on a line of its own with a bar; finished ones above, remarks between."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._running: dict[str, events.StageProgress] = {}
        self._began_at: dict[str, float] = {}
        self._live = Live(console=console, refresh_per_second=8, get_renderable=self._table, transient=True)

    def __call__(self, event: events.Event) -> None:
        if isinstance(event, events.StageStarted):
            self._running[event.stage] = events.StageProgress(event.stage, 0.0, 0.0, event.audio_s)
            self._began_at[event.stage] = time.monotonic()
        elif isinstance(event, events.StageProgress):
            self._running[event.stage] = event
        elif isinstance(event, events.StageFinished):
            self._running.pop(event.stage, None)
            if not event.is_reused:
                speed = _at_speed(speed_x(event))
                self._live.console.print(
                    f"[green]✓[/] {SAYS[event.stage]} [dim]{event.took_s:.1f} s{speed}[/]", highlight=False
                )
        else:
            self._live.console.print(Text(f"! {event.text}", style="yellow"))

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 1))
        table.add_column()
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True, overflow="ellipsis")
        wide = max(6, min(24, self._console.width - _LONGEST_N - _STATE_N))
        for stage, event in list(self._running.items()):
            filled = round(wide * event.done)
            bar = Text("━" * filled, style="cyan") + Text("━" * (wide - filled), style="dim")
            # a stage that cannot tell how far it is yet shows at least that time goes by
            since_s = time.monotonic() - self._began_at[stage]
            state = _state(event) if event.done else clock(since_s)
            table.add_row(Text("·", style="cyan"), SAYS[stage], bar, Text(state, style="dim"))
        return table

    def __enter__(self) -> LiveDisplay:
        self._live.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.__exit__(kind, value, trace)


def _state(event: events.StageProgress) -> str:
    parts = [f"{100 * event.done:.0f} %"]
    if (speed := speed_x(event)) is not None:
        parts.append(f"{speed:.1f} × real time")
    if (left := left_s(event)) is not None:
        parts.append(f"{clock(left)} left")
    return ", ".join(parts)


def _at_speed(speed: float | None) -> str:
    return "" if speed is None else f", {speed:.0f} × real time"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
