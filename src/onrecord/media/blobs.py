"""The sound that stages leave: FLAC files of 24 bits in a folder, each there whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile

from onrecord.core.errors import NotReadable, OnrecordError, as_onrecord_error
from onrecord.core.ports import Samples

_NO_ROOM_BYTES = 1_000_000


class FileSound:
    """A sound file read by position. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self._file = soundfile.SoundFile(str(path))
        self._lock = threading.Lock()
        self._at_n = 0
        self.rate_hz: int = self._file.samplerate
        self.channels_n: int = self._file.channels
        self.frames_n: int = self._file.frames

    def read(self, start_n: int, frames_n: int) -> Samples:
        out = np.zeros((frames_n, self.channels_n), np.float32)
        first_n, end_n = max(0, start_n), min(self.frames_n, start_n + frames_n)
        if first_n >= end_n:
            return out
        with self._lock:
            if self._at_n != first_n:
                self._file.seek(first_n)
            got = self._file.read(end_n - first_n, dtype="float32", always_2d=True)
            self._at_n = first_n + len(got)
        out[first_n - start_n : first_n - start_n + len(got)] = got
        return out

    def close(self) -> None:
        self._file.close()


class _Watched:
    """A file that remembers the first write that failed: libsndfile keeps it to itself, and where another file makes room
    meanwhile, a FLAC goes on after a hole.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("w+b")
        self._failed: OSError | None = None
        self.read = self._file.read

    def write(self, data: bytes) -> int:
        """As if all were written: what failed is for `check` to say, in words that libsndfile has not."""
        with self._watching():
            self._file.write(data)
        return len(data)

    def seek(self, offset_n: int, whence: int = 0) -> None:
        """What is still to be written is written before; libsndfile asks `tell` where that led."""
        with self._watching():
            self._file.seek(offset_n, whence)

    def tell(self) -> int:
        return 0 if self._file.closed else self._file.tell()

    def check(self) -> None:
        """Raises what a write before this one raised."""
        if self._failed is not None:
            raise self._failed

    def close(self) -> None:
        self._file.close()

    @contextlib.contextmanager
    def _watching(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._failed = self._failed or error
        except ValueError:  # closed: collected with what was given up, it may go before libsndfile does
            pass


class FileWriter:
    """Writes FLAC under a temporary name and puts it in place when it is whole and on the disk."""

    def __init__(self, root: Path, blob: str, rate_hz: int, channels_n: int) -> None:
        self._blob, self._path = blob, root / blob
        self._part = self._path.with_name(self._path.name + ".part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            _begin_anew(self._part)
            self._bytes = _Watched(self._part)
            # level 1 of 8: no slower than 0, and two channels that are alike take the room of one
            self._file = soundfile.SoundFile(
                self._bytes, "w", rate_hz, channels_n, "PCM_24", format="FLAC", compression_level=0.125
            )
        except (soundfile.LibsndfileError, OSError) as error:
            raise _not_written(self._part, error) from error

    def write(self, block: Samples) -> None:
        """Raises DiskFull or NotReadable. Samples beyond full scale are clipped: leave headroom."""
        try:
            self._file.write(np.clip(block, -1.0, 1.0 - 2.0**-23))
            self._bytes.check()
        except (soundfile.LibsndfileError, OSError) as error:
            raise _not_written(self._part, error) from error

    def close(self) -> str:
        try:
            self._file.close()
            self._bytes.check()
            self._bytes.close()
            put_in_place(self._part, self._path)
        except (soundfile.LibsndfileError, OSError) as error:
            raise _not_written(self._part, error) from error
        return self._blob

    def __del__(self) -> None:
        """Of a stage that failed: libsndfile lets go before the file that it writes to is closed, or it complains."""
        with contextlib.suppress(AttributeError, soundfile.LibsndfileError):
            self._file.close()


class FolderBlobs:
    """The Blobs port. Blobs are named by their path below `root`; what is created goes into `root/own`."""

    def __init__(self, root: Path, own: str) -> None:
        self.root, self._own = root, own

    def named(self, name: str) -> str:
        return f"{self._own}/{name}"

    def path(self, blob: str) -> Path:
        return self.root / blob

    def open(self, blob: str) -> FileSound:
        return FileSound(self.path(blob))

    def create(self, name: str, rate_hz: int, channels_n: int) -> FileWriter:
        return FileWriter(self.root, self.named(f"{name}.flac"), rate_hz, channels_n)

    @contextlib.contextmanager
    def create_file(self, name: str) -> Iterator[Path]:
        final = self.path(self.named(name))
        final.parent.mkdir(parents=True, exist_ok=True)
        part = final.with_name(f"{name}.part")
        try:
            _begin_anew(part)
            yield part
            put_in_place(part, final)
        except OSError as error:
            raise _not_written(part, error) from error


def _begin_anew(part: Path) -> None:
    """Makes way for another file of this name. What a failed run of this process still holds open may be written to when it is
    collected; the next run's must not be the same one.
    """
    part.unlink(missing_ok=True)


def put_in_place(part: Path, path: Path) -> None:
    """Renames a finished temporary file, after its bytes are on the disk: whole or not at all, also when the power goes."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(path)


def _not_written(part: Path, error: Exception) -> OnrecordError:
    path = part.with_suffix("")
    if isinstance(error, OSError):
        return as_onrecord_error(error, path)
    if shutil.disk_usage(path.parent).free < _NO_ROOM_BYTES:  # libsndfile does not say what it failed with
        return as_onrecord_error(OSError(errno.ENOSPC, ""), path)
    return NotReadable(
        f"{path.name} could not be written ({error}).", "Check the disk, then run the same command again."
    )
