"""The whole site in one file and back: database, media by their hashes, the show's own words. Taken while the site runs.

The file is an uncompressed tar (the sound in it is packed already): `manifest.json` with the SHA-256 of all that follows, the
database as a snapshot of one moment (SQLite's backup API, or pg_dump), `media/<sha256>`, and what people wrote: show.toml,
artwork, and of each episode its identity, its texts and its decisions. Recordings and artifacts stay: they are large, and
artifacts can be made again.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection

from onrecord import __version__
from onrecord.config.learnt import NAMES_FILE
from onrecord.core.errors import BadSettings, EngineFailed, NotFound, RejectedOutput, as_onrecord_error
from onrecord.store.files import sha256_of
from onrecord.web.settings import DATABASE_VARIABLE
from onrecord.web.site import open_site

SCHEMA = "backup.1"
OF_SHOW = ("show.toml", NAMES_FILE)
OF_EPISODE = (
    "identity.json",
    "episode.toml",
    "settings.json",
    "publication.json",
    "decisions/log.jsonl",
    "decisions/words.tsv",
)
_SQLITE, _DUMP = "database.sqlite3", "database.dump"
_CHUNK_N = 1 << 20


@dataclass(frozen=True, slots=True)
class Kept:
    """What a backup holds. `files_n` are all files, `bytes_n` the length of the backup."""

    path: Path
    files_n: int
    bytes_n: int
    taken_at: str


def backup(show_dir: Path, target: Path) -> Kept:
    """Writes `target`, whole or not at all. Raises NotFound without a site, EngineFailed when pg_dump fails, DiskFull."""
    if not (show_dir / "site" / "secret-key").exists():
        raise NotFound(f"{show_dir} has no site to keep.", "Publish an episode first.")
    open_site(show_dir)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            database = _snapshot(Path(folder))
            files = dict(_files(show_dir, database))
            digests = {name: sha256_of(path) for name, path in files.items()}
            at = datetime.now(UTC).isoformat(timespec="seconds")
            manifest = {
                "schema": SCHEMA, "onrecord": __version__, "taken_at": at, "database": database.name, "files": digests,
                "media": _media(),
            }  # fmt: skip
            with part.open("wb") as out:
                with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
                    _add(tar, "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1).encode())
                    for name, path in files.items():
                        tar.add(path, name, recursive=False)
                out.flush()
                os.fsync(out.fileno())
        part.chmod(0o600)
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise as_onrecord_error(error, target) from error
    return Kept(target, len(files), target.stat().st_size, at)


def restore(source: Path, show_dir: Path) -> Kept:
    """Makes the show folder `show_dir` of a backup; every file is held against its hash before anything is in place.

    Raises NotFound, BadSettings when there is something already, RejectedOutput for a backup that is torn or not one.
    """
    if show_dir.exists() and any(show_dir.iterdir()):
        raise BadSettings(f"{show_dir} is not empty.", "Restore into a new folder, then move it to its place.")
    if not source.is_file():
        raise NotFound(f"There is no backup {source}.", "Check the name.")
    part = show_dir.with_name(f".{show_dir.name}.{os.getpid()}.part")
    try:
        part.mkdir(parents=True)
        manifest = _unpacked(source, part)
        _lay_out(manifest, part)
        if show_dir.exists():
            show_dir.rmdir()
        part.rename(show_dir)
    except (tarfile.TarError, KeyError, ValueError) as error:
        raise RejectedOutput(f"{source.name} is no whole backup: {error}.", "Take an earlier one.") from error
    except OSError as error:
        raise as_onrecord_error(error, show_dir) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    if manifest["database"] == _DUMP:
        _load_dump(show_dir / "site" / _DUMP)
    open_site(show_dir)
    return Kept(show_dir, len(manifest["files"]), source.stat().st_size, manifest["taken_at"])


# --- what is kept ---------------------------------------------------------------------------------------------------


def _snapshot(folder: Path) -> Path:
    """The database as it is at one moment, whoever writes meanwhile."""
    if connection.vendor == "sqlite":
        path = folder / _SQLITE
        with (
            closing(sqlite3.connect(settings.DATABASES["default"]["NAME"])) as source,
            closing(sqlite3.connect(path)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        return path
    path = folder / _DUMP
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={path}")
    return path


def _files(show_dir: Path, database: Path) -> Iterator[tuple[str, Path]]:
    """Name in the backup and place on the disk; each content once."""
    yield database.name, database
    yield "show/site/secret-key", show_dir / "site" / "secret-key"
    for name in [*OF_SHOW, _artwork()]:
        if name and (show_dir / name).is_file():
            yield f"show/{name}", show_dir / name
    for episode in sorted((show_dir / "episodes").glob("*")):
        for name in OF_EPISODE:
            if (episode / name).is_file():
                yield f"show/episodes/{episode.name}/{name}", episode / name
    seen: set[str] = set()
    for path, sha256 in _media().items():
        place = Path(settings.MEDIA_ROOT) / path
        if sha256 not in seen and place.is_file():
            seen.add(sha256)
            yield f"media/{sha256}", place


def _media() -> dict[str, str]:
    from onrecord.web.shows.models import MediaFile

    return dict(MediaFile.objects.order_by("path").values_list("path", "sha256"))


def _artwork() -> str:
    import tomllib

    try:
        said = tomllib.loads((Path(settings.SHOW_DIR) / "show.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    name = str(said.get("show", {}).get("artwork", ""))
    return name if name and not Path(name).is_absolute() and ".." not in Path(name).parts else ""


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))


# --- what is brought back -------------------------------------------------------------------------------------------


def _unpacked(source: Path, folder: Path) -> dict[str, Any]:
    """Everything below `folder/show` and `folder/media`, tried by hash; the manifest. Raises ValueError, TarError."""
    with tarfile.open(source, "r|") as tar:
        first = tar.next()
        held = tar.extractfile(first) if first is not None and first.name == "manifest.json" else None
        manifest = json.loads(held.read()) if held else {}
        if manifest.get("schema") != SCHEMA:
            raise ValueError("its first file is not a manifest of onrecord's")
        missing: dict[str, str] = dict(manifest["files"])
        while (member := tar.next()) is not None:
            wanted = missing.pop(member.name, None)
            file = tar.extractfile(member)
            target = folder / member.name
            if wanted is None or file is None or not target.resolve().is_relative_to(folder.resolve()):
                raise ValueError(f"it holds {member.name!r}, which the manifest does not")
            target.parent.mkdir(parents=True, exist_ok=True)
            if _copied(file, target) != wanted:
                raise ValueError(f"{member.name} is damaged")
    if missing:
        raise ValueError(f"{len(missing)} files are missing, the first is {min(missing)}")
    return dict(manifest)


def _copied(file: IO[bytes], target: Path) -> str:
    digest = hashlib.sha256()
    with target.open("wb") as out:
        while chunk := file.read(_CHUNK_N):
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _lay_out(manifest: dict[str, Any], folder: Path) -> None:
    """From the backup's order to the show folder's."""
    for path in (folder / "show").iterdir():
        path.rename(folder / path.name)
    (folder / "show").rmdir()
    site = folder / "site"
    is_sqlite = manifest["database"] == _SQLITE
    (folder / manifest["database"]).rename(site / ("site.sqlite3" if is_sqlite else _DUMP))
    (site / "secret-key").chmod(0o600)
    media = folder / "media"
    for path, sha256 in manifest["media"].items():
        target = site / "media" / path
        if (media / sha256).is_file() and target.resolve().is_relative_to(site.resolve()):
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(media / sha256, target)
    shutil.rmtree(media, ignore_errors=True)


def _load_dump(dump: Path) -> None:
    if not os.environ.get(DATABASE_VARIABLE):
        raise BadSettings(
            "This backup is of a PostgreSQL database.",
            f"Name an empty one in {DATABASE_VARIABLE}, then restore into a new folder again.",
        )
    from onrecord.web.settings import database

    values = database(dump, os.environ[DATABASE_VARIABLE])
    _run("pg_restore", "--no-owner", "--exit-on-error", str(dump), values=values, into=True)
    dump.unlink()


def _run(program: str, *arguments: str, values: dict[str, Any] | None = None, into: bool = False) -> None:
    """pg_dump or pg_restore on the site's database. Raises EngineFailed with what it says."""
    values = values or settings.DATABASES["default"]
    place = {
        "PGHOST": values["HOST"],
        "PGPORT": values["PORT"],
        "PGUSER": values["USER"],
        "PGPASSWORD": values["PASSWORD"],
    }
    environment = {**os.environ, **{name: value for name, value in place.items() if value}}
    command = [_program(program), *arguments, *([f"--dbname={values['NAME']}"] if into else [values["NAME"]])]
    ran = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if ran.returncode:
        raise EngineFailed(f"{program} failed: {ran.stderr.strip()[-300:]}", "See that the database can be reached.")


def _program(name: str) -> str:
    places = [Path(found).parent for found in [shutil.which(name)] if found]
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = next((place / name for place in places if (place / name).exists()), None)
    if found is None:
        raise NotFound(f"{name} is not on this machine.", "Install PostgreSQL's client programs.")
    return str(found)
