"""Small files are there whole or not at all, and a lock is held by one."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onrecord.core.errors import Busy, DiskFull, NotReadable
from onrecord.store.files import append_line, locked, put_file, read_json, sha256_of, write_whole

FULL = Path("/dev/full")


def test_a_file_is_replaced_in_one_step_and_nothing_else_stays(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "notes.json"
    write_whole(path, "한 줄")
    write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert [p.name for p in path.parent.iterdir()] == ["notes.json"]


def test_a_write_that_fails_leaves_the_old_content_and_no_rest(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    write_whole(path, "old")
    script = (
        "import resource, signal, sys; from pathlib import Path; from onrecord.store.files import write_whole\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "write_whole(Path(sys.argv[1]), 'x' * 5000)"
    )
    ran = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False)
    assert ran.returncode != 0
    assert "DiskFull: A file may not grow as large here as" in ran.stderr and "ulimit -f" in ran.stderr
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["notes.json"]


@pytest.mark.skipif(not FULL.exists(), reason="there is no full device here")
def test_a_full_disk_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").symlink_to(FULL)
    with pytest.raises(DiskFull, match=r"full while writing .*log\.jsonl"):
        append_line(tmp_path / "log.jsonl", "a line")


def as_nobody(work: Callable[..., Any], *given: Any) -> None:
    """Runs `work` as a user to whom permissions apply: root may write everywhere."""
    if os.geteuid():
        work(*given)
        return
    with multiprocessing.get_context("fork").Pool(1, initializer=os.setuid, initargs=(65534,)) as pool:
        pool.apply(work, given)


def test_a_place_where_nothing_may_be_written_is_said_so(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    (closed / "old.json").write_text("old")
    closed.chmod(0o500)
    for work, given in (
        (write_whole, (closed / "notes.json", "x")),
        (append_line, (closed / "log.jsonl", "x")),
        (put_file, (closed / "old.json", closed / "new.json")),
    ):
        with pytest.raises(NotReadable, match="may not be written"):
            as_nobody(work, *given)


def test_lines_are_added_and_a_torn_one_is_closed_first(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    append_line(path, "one")
    append_line(path, "two")
    with path.open("ab") as file:
        file.write(b"to")
    append_line(path, "three")
    assert path.read_text() == "one\ntwo\nto\nthree\n"


def test_reading_an_object_that_is_not_there_or_is_none(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    assert read_json(path) == {}
    for text in ("", "{", "[1]", "null"):
        path.write_text(text)
        assert read_json(path) == {}
    path.write_text('{"a": 1}')
    assert read_json(path) == {"a": 1}


def test_the_digest_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a b'한.wav"
    path.write_bytes(b"abc")
    assert sha256_of(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_one_at_a_time_and_the_lock_dies_with_its_process(tmp_path: Path) -> None:
    lock = tmp_path / "artifacts" / ".lock"
    with locked(lock, "episode 1"):
        with pytest.raises(Busy, match="at work on episode 1"), locked(lock, "episode 1"):
            pass
        script = "import sys; from pathlib import Path; from onrecord.store.files import locked\nwith locked(Path(sys.argv[1]), 'it'): pass"
        other = subprocess.run([sys.executable, "-c", script, str(lock)], capture_output=True, text=True, check=False)
        assert "Busy" in other.stderr
    holder = (
        "import os, sys; from pathlib import Path; from onrecord.store.files import locked\n"
        "with locked(Path(sys.argv[1]), 'it'): os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", holder, str(lock)], check=False).returncode == -9
    with locked(lock, "episode 1"):
        pass


def test_a_file_is_put_as_a_copy_and_put_right_again_when_somebody_wrote_into_it(tmp_path: Path) -> None:
    old, new, target = tmp_path / "old.flac", tmp_path / "new.flac", tmp_path / "master.flac"
    old.write_bytes(b"old")
    new.write_bytes(b"new")
    put_file(old, target)
    first = target.stat()
    put_file(old, target)
    assert (target.stat().st_ino, target.stat().st_mtime_ns) == (first.st_ino, first.st_mtime_ns)
    with target.open("r+b") as other_program:
        other_program.write(b"???")
    assert old.read_bytes() == b"old"
    put_file(old, target)
    assert target.read_bytes() == b"old"
    put_file(new, target)
    assert (target.read_bytes(), old.read_bytes()) == (b"new", b"old")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["master.flac", "new.flac", "old.flac"]
