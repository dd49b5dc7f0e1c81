"""A run that is killed at any point, or stopped by Ctrl-C, goes on where it was and comes to the same result."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import soundfile

from onrecord import studio
from onrecord.stages import ORDER
from onrecord.store.folders import EpisodeFolder, ShowFolder

HEARD = ("transcript.vtt", "transcript.srt", "transcript.json", "chapters.json", "cuts.json", "cuts.edl", "cuts.otio")


class Producer:
    """tests/chain/producer.py at work."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("producer.py"))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert "ready" in self._next()

    def run(self, show: Path, recording: Path, kill_in: str = "", after_s: float = 0.0) -> tuple[list[str], int]:
        """The stages that began, and the wait status; killed `after_s` after the stage `kill_in` has begun."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([str(show), str(recording)]) + "\n")
        self._process.stdin.flush()
        pid, began = self._next()["pid"], []
        while "ended" not in (line := self._next()):
            if line.get("event") == "started":
                began.append(line["stage"])
                if line["stage"] == kill_in:
                    time.sleep(after_s)
                    with contextlib.suppress(ProcessLookupError):  # it was done already
                        os.kill(pid, signal.SIGKILL)
        return began, line["ended"]

    def _next(self) -> dict[str, Any]:
        """The next line that is whole: one that the killed process was writing may be torn."""
        assert self._process.stdout is not None
        while line := self._process.stdout.readline():
            if '{"ended"' in line:
                line = line[line.index('{"ended"') :]
            try:
                found: dict[str, Any] = json.loads(line)
            except ValueError:
                continue
            return found
        raise AssertionError("the producer has died")

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)


@pytest.fixture(scope="module")
def producer() -> Iterator[Producer]:
    producer = Producer()
    yield producer
    producer.close()


def as_simple(simple: Any, path: Path) -> ShowFolder:
    """An empty show with the settings of the undisturbed one."""
    show = studio.new_show(path)
    shutil.copyfile(simple.show.toml, show.toml)
    return show


def assert_same(one: EpisodeFolder, other: EpisodeFolder) -> None:
    for name in HEARD:
        assert (one.path / name).read_text() == (other.path / name).read_text(), name
    ours, theirs = (soundfile.read(f.path / "the-piece.flac", dtype="int32")[0] for f in (one, other))
    assert ours.shape == theirs.shape and (ours == theirs).all()
    assert [p.read_bytes() for p in one.path.glob("*.mp3")] == [p.read_bytes() for p in other.path.glob("*.mp3")]


def test_killed_in_every_stage_one_after_the_other(
    simple: Any, producer: Producer, piece: Path, tmp_path: Path, sha256: Callable[..., str]
) -> None:
    show = as_simple(simple, tmp_path / "show")
    before = sha256(piece)
    killed = []
    for stage in ORDER:
        for folder in show.episodes():
            shutil.rmtree(folder.path / "artifacts" / stage, ignore_errors=True)
        began, status = producer.run(show.path, piece, kill_in=stage, after_s=min(0.1, simple.took_s(stage) / 4))
        assert stage in began
        killed += [stage] if status == signal.SIGKILL else []
        assert len(show.episodes()) == 1
    assert {"ingest", "listen", "clean", "master"} <= set(killed), "the kills came in time"
    assert producer.run(show.path, piece)[1] == 0
    assert producer.run(show.path, piece) == ([], 0)
    (folder,) = show.episodes()
    assert_same(folder, simple.folder)
    assert sha256(piece) == before == sha256(folder.path / "sources" / piece.name)


@pytest.mark.parametrize("stage", ["ingest", "clean", "master", "page"])
def test_killed_where_sound_is_written_at_several_moments(
    simple: Any, producer: Producer, piece: Path, tmp_path: Path, stage: str
) -> None:
    show = as_simple(simple, tmp_path / "show")
    for part in (0.1, 0.4, 0.8):
        _, status = producer.run(show.path, piece, kill_in=stage, after_s=part * simple.took_s(stage))
        assert status in (signal.SIGKILL, 0)
    assert producer.run(show.path, piece)[1] == 0
    assert_same(show.episodes()[0], simple.folder)


def test_a_second_run_is_refused_while_one_is_at_work(simple: Any, tmp_path: Path, make: Callable[..., Any]) -> None:
    from onrecord.core.errors import Busy

    show = tmp_path / "show"
    shutil.copytree(simple.show.path, show)
    folder = EpisodeFolder(show / "episodes" / simple.folder.path.name)
    with folder.at_work(), pytest.raises(Busy, match="at work on episode 001-the-piece"):
        make(ShowFolder(show), folder)
    assert make(ShowFolder(show), folder).ran == [], "the lock is gone with its holder"


def begun(onrecord: list[str], stage: str, *args: object) -> subprocess.Popen[str]:
    """The real command, once the stage has begun."""
    process = subprocess.Popen(
        [*onrecord, *map(str, args), "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    for line in process.stdout:
        event = json.loads(line)
        if event.get("event") == "started" and event["stage"] == stage:
            return process
    raise AssertionError(f"{stage} never began: {process.stderr.read() if process.stderr else ''}")


@pytest.mark.chain
def test_ctrl_c_and_kill_9_with_the_real_models(
    piece: Path, tmp_path: Path, onrecord: list[str], command: Callable[..., Any], sha256: Callable[..., str]
) -> None:
    shows = [studio.new_show(tmp_path / name) for name in ("stopped", "undisturbed")]
    shutil.copyfile(shows[0].toml, shows[1].toml)
    args = ["produce", piece, "--title", "The piece", "--date", "2026-02-03", "--show"]

    process = begun(onrecord, "transcribe", *args, shows[0].path)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    stopped_at = time.monotonic()
    _, complaint = process.communicate(timeout=60)
    assert time.monotonic() - stopped_at < 15, "Ctrl-C does not wait for a model"
    assert process.returncode == 130
    assert complaint.split("\n")[:2] == ["Stopped.", "Run the same command again to go on from here."]

    process = begun(onrecord, "clean", *args, shows[0].path)
    process.kill()
    assert process.wait(30) == -signal.SIGKILL

    for show in shows:
        done = command(*args, show.path, "--json")
        assert done.returncode == 0, done.stderr
    stopped, undisturbed = (show.episodes()[0] for show in shows)
    assert_same(stopped, undisturbed)
    assert sha256(stopped.path / "sources" / piece.name) == sha256(piece)
