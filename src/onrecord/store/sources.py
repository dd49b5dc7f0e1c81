"""The recordings that an episode is born of: copied in, held against their SHA-256, put back where they are gone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from onrecord.core.errors import BadRecording
from onrecord.store.files import read_json, readable, sha256_of, write_whole


@dataclass(frozen=True, slots=True)
class Source:
    """A raw recording in the episode's `sources/`, which nothing ever writes to."""

    path: Path
    sha256: str
    speaker_name: str | None = None


def taken_in(
    recordings: Sequence[tuple[Path, str]], speaker_names: Sequence[str | None], folder: Path, stamps: Path
) -> list[dict[str, str]]:
    """The recordings, each with its SHA-256, copied into `folder`, as `identity.json` lists them.

    Copied and never linked: another program may write into the original. Raises BadRecording.
    """
    folder.mkdir(parents=True)
    sources: list[dict[str, str]] = []
    for index, (path, digest) in enumerate(recordings):
        name = _free_name(readable(path.name), [s["file"] for s in sources])
        _copy(path, folder / name, digest)
        speaker = speaker_names[index] if index < len(speaker_names) else None
        sources.append({"file": name, "sha256": digest, **({"speaker_name": speaker} if speaker else {})})
    _keep(stamps, {source["file"]: _stamp(folder / source["file"]) for source in sources})
    return sources


def check_sources(sources: Sequence[Source], stamps: Path) -> None:
    """Holds every recording that is there against its SHA-256; `stamps` remembers size and time, so that this costs nothing
    while nobody touches it. Raises BadRecording.
    """
    known = read_json(stamps)
    now = {source.path.name: _stamp(source.path) for source in sources if source.path.exists()}
    for source in sources:
        name = source.path.name
        if name in now and now[name] != known.get(name) and sha256_of(source.path) != source.sha256:
            raise BadRecording(
                f"{source.path} is not the recording that this episode was made of: somebody has changed or replaced it.",
                "Move it away and give the first recording again, which puts it back; or give the other one, moved out of there, as "
                "a new episode.",
            )
    if now != known:
        _keep(stamps, now)


def put_back(sources: Sequence[Source], recordings: Mapping[str, Path]) -> list[str]:
    """Copies in what is gone, from `recordings` by SHA-256; gives the names. Raises BadRecording."""
    gone = [source for source in sources if source.sha256 in recordings and not source.path.exists()]
    for source in gone:
        source.path.parent.mkdir(exist_ok=True)
        _copy(recordings[source.sha256], source.path, source.sha256)
    return [source.path.name for source in gone]


def _copy(path: Path, target: Path, digest: str) -> None:
    part = target.with_name(f".{target.name}.part")
    try:
        shutil.copy2(path, part)
        if sha256_of(part) != digest:
            raise BadRecording(
                f"{path.name} changed while it was being copied.", "Wait until the recorder is done with it."
            )
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _stamp(path: Path) -> list[int]:
    facts = path.stat()
    return [facts.st_size, facts.st_mtime_ns]


def _keep(stamps: Path, now: Mapping[str, list[int]]) -> None:
    write_whole(stamps, json.dumps(now, indent=1, ensure_ascii=False) + "\n")


def _free_name(name: str, taken: list[str]) -> str:
    stem, suffix = Path(name).stem, Path(name).suffix
    candidate, count = name, 2
    while candidate in taken:
        candidate, count = f"{stem}-{count}{suffix}", count + 1
    return candidate
