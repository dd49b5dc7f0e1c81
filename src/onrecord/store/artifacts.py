"""What stages made: small tagged JSON files and the sound beside them. Can be deleted at any time and made again."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from onrecord.store.files import append_line, read_json, write_whole

Upgrade = Callable[[dict[str, Any]], dict[str, Any]]
UPGRADES: dict[str, tuple[str, Upgrade]] = {
    # Line and titles did not say what they rest on, so they are not carried over.
    "notes.1": ("notes.2", lambda old: {"paragraph": old["paragraph"], "quotes": old["quotes"]}),
}
"""From a schema tag to the next one and the function that gets there, so that old artifacts open for ever."""

_SIZES = "sizes.json"

_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def to_json(value: Any, schema: str) -> str:
    """Tagged JSON of a core dataclass, one field a line: made to be read and diffed."""
    body = _adapter(type(value)).dump_python(value, mode="json")
    return json.dumps({"schema": schema, **body}, ensure_ascii=False, indent=1)


def from_json(text: str, kind: type[Any], schema: str) -> Any:
    """The value back, walked up through UPGRADES when it is older. Raises ValueError when it is none of ours."""
    body = json.loads(text)
    if not isinstance(body, dict):
        raise ValueError("not an artifact")
    tag = body.pop("schema", None)
    while tag != schema and tag in UPGRADES:
        tag, upgrade = UPGRADES[tag]
        body = upgrade(body)
    if tag != schema:
        raise ValueError(f"schema {tag!r} where {schema!r} was expected")
    try:
        return _adapter(kind).validate_python(body)
    except ValidationError as error:
        raise ValueError(str(error)) from error


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class ArtifactStore:
    """`<folder>/<stage>/<key>.json`, with the stage's sound in `<folder>/<stage>/<key>/` and `sizes.json` beside that sound."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self, stage: str, key: str, kind: type[Any], schema: str) -> tuple[Any, str] | None:
        """The artifact and the digest of its content, or None when it is not there, cannot be read, or lacks its sound."""
        found = self.read(stage, key, kind, schema)
        return found if found is not None and self._has_sound(stage, key) else None

    def read(self, stage: str, key: str, kind: type[Any], schema: str) -> tuple[Any, str] | None:
        """The same, whatever became of its sound."""
        path = self._path(stage, key)
        try:
            text = path.read_text(encoding="utf-8")
            return from_json(text, kind, schema), digest_of(text)
        except (OSError, ValueError):
            return None

    def save(self, stage: str, key: str, value: Any, schema: str) -> str:
        text = to_json(value, schema)
        sizes = {name: path.stat().st_size for name, path in self._named(stage, key, text).items() if path.exists()}
        if sizes:
            write_whole(self.blob_folder(stage, key) / _SIZES, json.dumps(sizes, indent=1, ensure_ascii=False))
        write_whole(self._path(stage, key), text)
        self.scratch(stage, key).forget()
        return digest_of(text)

    def blob_folder(self, stage: str, key: str) -> Path:
        return self.folder / stage / key[:16]

    def scratch(self, stage: str, key: str) -> JsonLinesScratch:
        return JsonLinesScratch(self.folder / stage / f"{key[:16]}.part.jsonl")

    def prune(self, stage: str, key: str) -> None:
        """Removes the sound of every other key of the stage, and the artifact that speaks of it: large, and can be made again."""
        for path in (self.folder / stage).glob("*"):
            if path.name.startswith(key[:16]):
                continue
            if path.is_dir():
                path.with_suffix(".json").unlink(missing_ok=True)
                shutil.rmtree(path, ignore_errors=True)
            elif path.name.endswith(".part.jsonl"):
                path.unlink(missing_ok=True)

    def forget_unfinished(self, stage: str, key: str) -> None:
        """Removes the sounds that the stage was writing when it failed: nothing goes on with them, and room may be what it lacked."""
        with contextlib.suppress(OSError):
            for part in self.blob_folder(stage, key).glob("*.part"):
                part.unlink()

    def last_ingredients(self) -> dict[str, Any]:
        return read_json(self.folder / "ingredients.json")

    def keep_ingredients(self, ingredients: dict[str, Any]) -> None:
        write_whole(self.folder / "ingredients.json", json.dumps(ingredients, indent=1, ensure_ascii=False))

    def keep_key(self, stage: str, key: str) -> None:
        """Remembers which of a stage's artifacts is the latest."""
        path = self.folder / "keys.json"
        keys = read_json(path)
        if keys.get(stage) != key:
            write_whole(path, json.dumps({**keys, stage: key}, indent=1))

    def keep_time(self, stage: str, took_s: float) -> None:
        """Remembers how long a stage took when it last really ran."""
        write_whole(self.folder / "times.json", json.dumps({**self.times(), stage: took_s}, indent=1))

    def times(self) -> dict[str, float]:
        return read_json(self.folder / "times.json")

    def _has_sound(self, stage: str, key: str) -> bool:
        """Whether every sound of its own that the artifact names is there, and as long as it was made."""
        sizes = read_json(self.blob_folder(stage, key) / _SIZES)
        named = self._named(stage, key, self._path(stage, key).read_text(encoding="utf-8"))
        return all(
            path.is_file() and path.stat().st_size == sizes.get(n, path.stat().st_size) for n, path in named.items()
        )

    def _named(self, stage: str, key: str, text: str) -> dict[str, Path]:
        """The files of its own that an artifact names, by their names."""
        names = re.findall(rf'"{re.escape(stage)}/{key[:16]}/([^"/\\]+)"', text)
        return {name: self.blob_folder(stage, key) / name for name in names}

    def _path(self, stage: str, key: str) -> Path:
        return self.folder / stage / f"{key[:16]}.json"


class JsonLinesScratch:
    """The Scratch port: a log of finished pieces. A torn last line is ignored."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._found: dict[str, str] | None = None
        self._lock = threading.Lock()

    def get(self, key: str) -> str | None:
        with self._lock:
            if self._found is None:
                self._found = self._read()
            return self._found.get(key)

    def put(self, key: str, value: str) -> None:
        with self._lock:
            append_line(self._path, json.dumps([key, value], ensure_ascii=False))
            if self._found is not None:
                self._found[key] = value

    def _read(self) -> dict[str, str]:
        found: dict[str, str] = {}
        if self._path.exists():
            for line in self._path.read_bytes().split(b"\n"):
                try:
                    name, value = json.loads(line)
                except ValueError:
                    continue
                found[name] = value
        return found

    def forget(self) -> None:
        self._path.unlink(missing_ok=True)
