"""What the site's database refused, said for the person. Django is not needed for it: what has no database imports nothing."""

from __future__ import annotations

import errno
import resource
import shutil
import sqlite3
from pathlib import Path

from onrecord.core.errors import NotReadable, OnrecordError, Unreachable, as_onrecord_error

_NO_ROOM_BYTES = 1_000_000
_FULL, _IO = "SQLITE_FULL", "SQLITE_IOERR"
_CLOSED = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")


def refused(error: BaseException | None, site_dir: Path | None = None) -> OnrecordError | None:
    """DiskFull, NotReadable or Unreachable where this, or what it came from, is a database that cannot be used; else None.

    `site_dir` is the folder that the database lies in; by default that of the site that is open.
    """
    while error is not None:
        if isinstance(error, sqlite3.Error):
            return _by_sqlite(error, site_dir or _open_site_dir())
        if type(error).__module__.partition(".")[0] == "psycopg" and type(error).__name__ == "OperationalError":
            says = (str(error).strip().splitlines() or ["no reason given"])[0]
            return Unreachable(
                f"The database that ONRECORD_DATABASE names cannot be used: {says}.",
                "Check that it runs and that the address is right; or leave ONRECORD_DATABASE out, for SQLite in the show's folder.",
            )
        error = error.__cause__
    return None


def _by_sqlite(error: sqlite3.Error, site_dir: Path) -> OnrecordError | None:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith((_FULL, _IO)):
        return as_onrecord_error(_as_of_the_disk(error, name, site_dir), site_dir / "site.sqlite3")
    if name.startswith(_CLOSED):
        return NotReadable(
            f"The site in {site_dir} may not be written by this user.",
            "Change the permissions of that folder and of the files in it.",
        )
    if name.startswith(_DAMAGED):
        return NotReadable(
            f"The site's database in {site_dir} is damaged.", "Restore the last backup: onrecord restore FILE DIR."
        )
    return None


def _as_of_the_disk(error: sqlite3.Error, name: str, site_dir: Path) -> OSError:
    """SQLite tells a full disk only now and then from one that failed."""
    is_full = name.startswith(_FULL) or shutil.disk_usage(site_dir).free < _NO_ROOM_BYTES
    if not is_full and resource.getrlimit(resource.RLIMIT_FSIZE)[0] != resource.RLIM_INFINITY:
        return OSError(errno.EFBIG, str(error))
    return OSError(errno.ENOSPC if is_full else errno.EIO, str(error))


def _open_site_dir() -> Path:
    from django.conf import settings

    return Path(settings.DATABASES["default"]["NAME"]).parent
