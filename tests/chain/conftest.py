"""The real chain on the real sample, run once for the whole suite, in a process that can reach no network."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).parents[2] / "samples"
ONRECORD = [str(Path(sys.executable).with_name("onrecord"))]
NO_NETWORK = Path(__file__).parent / "no_network"


def no_network(calls: Path) -> dict[str, str]:
    """The environment of a process that can reach no network, and that writes each attempt to `calls`."""
    paths = [str(NO_NETWORK), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {"PYTHONPATH": os.pathsep.join(paths), "ONRECORD_TEST_CALLS": str(calls)}


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def command(*args: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs `onrecord` in a process of its own, as a person's shell would."""
    return subprocess.run(
        [*ONRECORD, *map(str, args)], capture_output=True, text=True, env={**os.environ, **environment}, timeout=900
    )


@dataclass(frozen=True)
class Interview:
    """The sample's episode as the command line made it. Read only."""

    show: Path
    path: Path
    source: Path
    sha256_before: str
    events: tuple[dict[str, Any], ...]
    complaints: str
    calls: str

    @property
    def report(self) -> dict[str, Any]:
        return next(event for event in self.events if event["event"] == "report")

    @property
    def publication(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.path / "publication.json").read_text())
        return found

    @property
    def removed(self) -> list[tuple[float, float]]:
        return [(a, b) for a, b in json.loads((self.path / "cuts.json").read_text())["removed"]]

    @property
    def mp3(self) -> Path:
        return self.path / str(self.publication["enclosure"]["file"])


@pytest.fixture(scope="session")
def interview(tmp_path_factory: pytest.TempPathFactory) -> Interview:
    base = tmp_path_factory.mktemp("interview")
    show, source, calls = base / "show", base / "raw" / "interview.flac", base / "calls"
    assert command("new", show).returncode == 0
    for name in ("show.toml", "artwork.jpg"):
        (show / name).write_bytes((SAMPLES / name).read_bytes())
    source.parent.mkdir()
    source.write_bytes((SAMPLES / "interview.flac").read_bytes())
    before = sha256(source)
    done = command(
        "produce", source, "--show", show, "--title", "Why the kelp came back", "--date", "2026-03-02",
        "--person", "Ngaire Oyelaran", "--person", "Caoimhín Wieczorek", "--json",
        **no_network(calls),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (path,) = (show / "episodes").iterdir()
    events = tuple(json.loads(line) for line in done.stdout.splitlines())
    return Interview(show, path, source, before, events, done.stderr, calls.read_text() if calls.exists() else "")


@pytest.fixture(name="command", scope="session")
def command_() -> Callable[..., subprocess.CompletedProcess[str]]:
    return command


@pytest.fixture(name="sha256", scope="session")
def sha256_() -> Callable[[Path], str]:
    return sha256


@pytest.fixture(scope="session")
def onrecord() -> list[str]:
    return ONRECORD


@pytest.fixture(name="no_network", scope="session")
def no_network_() -> Callable[[Path], dict[str, str]]:
    return no_network
