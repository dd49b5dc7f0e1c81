"""A PostgreSQL server of the tests' own, in a temporary folder, reached over a socket there and by nobody else."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path | None:
    """Where initdb and postgres are: on the PATH, or where Debian and its kin put them."""
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists() and (place / "pg_ctl").exists()), None)


@contextmanager
def server(
    bin_dir: Path, kept_in: Path | None = None, options: str = "-c fsync=off -c shared_buffers=16MB"
) -> Iterator[str]:
    """The address of a server without its final part, the database's name: a new and empty one, or the one of `kept_in`."""
    folder = kept_in or Path(tempfile.mkdtemp(prefix="onrecord-pg-"))
    folder.mkdir(parents=True, exist_ok=True)
    who: dict[str, object] = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        nobody = pwd.getpwnam("nobody")
        who = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    data = folder / "data"

    def run(*command: object) -> None:
        subprocess.run([str(part) for part in command], check=True, capture_output=True, cwd=folder, **who)  # type: ignore[call-overload]

    if not data.exists():
        run(bin_dir / "initdb", "-D", data, "-U", "onrecord", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-k {folder} -c listen_addresses='' {options}"
    run(bin_dir / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start")
    try:
        yield f"postgresql://onrecord@/{{name}}?host={folder}"
    finally:
        run(bin_dir / "pg_ctl", "-D", data, "-m", "fast" if kept_in else "immediate", "-w", "stop")
        if kept_in is None:
            shutil.rmtree(folder, ignore_errors=True)
