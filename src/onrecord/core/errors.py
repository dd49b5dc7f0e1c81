"""One tree of errors. Each class carries its exit code and, in `mend`, what the person can do next.

OnrecordError
├── BadSettings            3   show.toml, an argument or the environment says something impossible
├── NotFound               4   a show, an episode, a cut or a file that is not there
├── BadRecording           5   cannot be read as sound at all
│   ├── EmptyRecording     6   zero bytes, or no sound in it
│   ├── SilentRecording    7   sound, but every sample is (nearly) zero
│   ├── NoSpeech           8   sound, but nobody speaks
│   ├── TooShort           9   shorter than a second
│   └── TruncatedRecording 16  ends before its own header says
├── NotReadable           10   this user may not read or write what is there, or the disk refuses it
├── DiskFull              11   no room for what has to be written: the disk, a quota or a limit on a file's size
├── MissingModel          12   a model that the work needs is not on this machine
├── EngineFailed          13   a speech or sound model crashed or answered nonsense
├── RejectedOutput        14   the result failed its own check and was not put out
│   └── BrokenFeed         18   podcast apps or directories would refuse the feed
├── Busy                  15   another run is at work on the same episode
├── Unreachable           17   an address that was asked about, or the site's database, gives no answer
└── Interrupted          130   stopped by the person; running again goes on from here
"""

from __future__ import annotations

import errno
from pathlib import Path


class OnrecordError(Exception):
    """What happened, in one sentence, and what to do, in another.

    `problem` and `mend` are plain text without a trailing newline. The CLI prints both and exits with `exit_code`.
    """

    exit_code = 1

    def __init__(self, problem: str, mend: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.problem} {self.mend}".strip()


class BadSettings(OnrecordError):
    exit_code = 3


class NotFound(OnrecordError):
    exit_code = 4


class BadRecording(OnrecordError):
    exit_code = 5


class EmptyRecording(BadRecording):
    exit_code = 6


class SilentRecording(BadRecording):
    exit_code = 7


class NoSpeech(BadRecording):
    exit_code = 8


class TooShort(BadRecording):
    exit_code = 9


class NotReadable(OnrecordError):
    exit_code = 10


class DiskFull(OnrecordError):
    exit_code = 11


class MissingModel(OnrecordError):
    exit_code = 12


class EngineFailed(OnrecordError):
    exit_code = 13


class RejectedOutput(OnrecordError):
    exit_code = 14


class Busy(OnrecordError):
    exit_code = 15


class Interrupted(OnrecordError):
    exit_code = 130


class TruncatedRecording(BadRecording):
    exit_code = 16


class Unreachable(OnrecordError):
    exit_code = 17


class BrokenFeed(RejectedOutput):
    exit_code = 18


def no_room(error: BaseException, what: str) -> DiskFull | None:
    """What it is where `what`, a file or a folder, could not be written for want of room: the disk's, or what this user may
    have of it, or a single file may. None where `error` is another one.
    """
    again = "then run the same command again; it goes on from where it was."
    code = getattr(error, "errno", None)
    if code == errno.ENOSPC:
        return DiskFull(f"The disk is full while writing {what}.", f"Make room, {again}")
    if code == errno.EDQUOT:
        return DiskFull(
            f"Your share of the disk is used up while writing {what}.", f"Make room or ask for more, {again}"
        )
    if code == errno.EFBIG:
        return DiskFull(
            f"A file may not grow as large here as {what} has to.",
            f"Raise the limit on the size of files (`ulimit -f`) or choose a disk that takes larger ones, {again}",
        )
    return None


def as_onrecord_error(error: OSError, path: Path) -> OnrecordError:
    """What the disk refused at `path`, said for the person: DiskFull or NotReadable."""
    if full := no_room(error, str(path)):
        return full
    if error.errno == errno.EROFS:
        return NotReadable(
            f"{path} cannot be written: its disk may only be read.",
            "Choose a folder on another disk, or have this one mounted for writing.",
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return NotReadable(
            f"{path} may not be written by this user.", "Change the permissions of the folder, or choose another one."
        )
    return NotReadable(
        f"{error.filename2 or error.filename or path} cannot be used: {error.strerror or error}.",
        "Look at the folder and its disk, or choose another one.",
    )
