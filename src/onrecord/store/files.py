"""Writing a small file so that it is there whole or not at all, and a lock that dies with its process."""

from __future__ import annotations

import contextlib
import fcntl
import filecmp
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from onrecord.core.errors import Busy, NotReadable, as_onrecord_error


def write_whole(path: Path, data: str | bytes) -> None:
    """Replaces `path` in one step. Raises DiskFull or NotReadable; then the old content is still there."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(data.encode() if isinstance(data, str) else data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise as_onrecord_error(error, path) from error


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file of ours; empty when it is not there or cannot be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def readable(text: str) -> str:
    """Text that can be written as UTF-8: old recorders' file names hold bytes that are none."""
    return text.encode(errors="replace").decode()


def append_line(path: Path, line: str) -> None:
    """Adds one line and waits until it is on the disk. A torn last line from a crash is closed first."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab+") as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":
                    file.write(b"\n")
            file.write(line.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise as_onrecord_error(error, path) from error


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file of any size, as hex. Raises NotReadable."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except PermissionError as error:
        raise NotReadable(f"{path.name} may not be read by this user.", f"Allow it: chmod u+r '{path}'.") from error


@contextlib.contextmanager
def locked(path: Path, what: str) -> Iterator[None]:
    """Holds an exclusive lock on `path`. The kernel lets go of it when the process ends, however it ends. Raises Busy, NotReadable."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a")
    except OSError as error:
        raise as_onrecord_error(error, path) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Busy(f"Another run is at work on {what}.", "Wait until it is done, or stop it.") from error
        yield


def put_file(source: Path, target: Path) -> None:
    """`target` becomes a copy of `source`, in one step; one that is so already is left alone. Raises DiskFull, NotReadable."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if target.is_file() and filecmp.cmp(source, target, shallow=False):
            return
        shutil.copyfile(source, part)
        part.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise as_onrecord_error(error, target) from error
