"""The command line in this process: what it prints, and the code it exits with."""

from __future__ import annotations

import json
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from onrecord.cli import main
from onrecord.store.folders import ShowFolder


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Onrecord = Callable[..., Answer]


@pytest.fixture
def onrecord(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Onrecord]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def run(*args: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["onrecord", *map(str, args)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as stop:
            main()
        said = capfd.readouterr()
        return Answer(int(stop.value.code or 0), said.out, said.err)

    yield run
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def episode(simple: Any, tmp_path: Path) -> Path:
    """A copy of the simple episode that a test may change."""
    show = tmp_path / "show"
    shutil.copytree(simple.show.path, show)
    return show / "episodes" / str(simple.folder.path.name)


@pytest.fixture
def show(onrecord: Onrecord, tmp_path: Path) -> ShowFolder:
    path = tmp_path / "a show"
    assert onrecord("new", path).code == 0
    return ShowFolder(path)
