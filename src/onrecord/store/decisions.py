"""The decision log: what a person said of a proposal. Lines are added, never changed: undo is another line."""

from __future__ import annotations

import datetime
import getpass
import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter

from onrecord.core.edit import Decision, Verdict
from onrecord.core.errors import BadSettings
from onrecord.core.time import Span
from onrecord.store.files import append_line

_ADAPTER = TypeAdapter(Decision)
_SCHEMA = "decision.1"


class DecisionLog:
    """`decisions/log.jsonl` of one episode."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "log.jsonl"

    def read(self) -> tuple[Decision, ...]:
        """All decisions, oldest first. A line torn by a crash at the very end is passed over; any other bad line is an
        error, because it may be a decision: raises BadSettings with file and line.
        """
        if not self.path.exists():
            return ()
        lines = self.path.read_bytes().split(b"\n")
        found: list[Decision] = []
        for number, line in enumerate(lines, start=1):
            if not line.strip() or (number == len(lines) and not _is_whole(line)):
                continue
            try:
                body = json.loads(line)
                body.pop("schema", None)
                found.append(_ADAPTER.validate_python(body))
            except (ValueError, AttributeError) as error:
                raise BadSettings(
                    f"{self.path}, line {number} is not a decision.", "Mend or remove the line; nothing was changed."
                ) from error
        return tuple(found)

    def add(self, decision: Decision) -> None:
        self._drop_torn_end()
        body = _ADAPTER.dump_python(decision, mode="json")
        append_line(self.path, json.dumps({"schema": _SCHEMA, **body}, ensure_ascii=False))

    def record(
        self, kind: str, subject_id: str, verdict: Verdict, place: Span | None, *,
        value: Mapping[str, float | str] | None = None, note: str = "",
    ) -> None:  # fmt: skip
        """Adds what the person at this machine says now of something that is heard at `place`."""
        self.add(
            Decision(
                kind=kind, subject_id=subject_id, verdict=verdict, at=now(), by=who(), note=note,
                anchor_start_s=place.start_s if place else None, anchor_end_s=place.end_s if place else None,
                value=dict(value or {}),
            )
        )  # fmt: skip

    def _drop_torn_end(self) -> None:
        """A line that a crash tore was never promised to anyone, and must not end up in the middle of the log."""
        if not self.path.exists():
            return
        whole, newline, end = self.path.read_bytes().rpartition(b"\n")
        if end and not _is_whole(end):
            with self.path.open("rb+") as file:
                file.truncate(len(whole) + len(newline))


def now() -> str:
    """The moment as decisions hold it: ISO 8601, in UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def who() -> str:
    """The person at this machine, as a decision names them; empty where nobody knows."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def _is_whole(line: bytes) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True
