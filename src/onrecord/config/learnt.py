"""`names.toml`, beside show.toml: what the show has learnt of its names. Made for a producer to read, edit and share."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from pydantic import Field, ValidationError

from onrecord.config.lines import NotToml, parsed
from onrecord.core.errors import BadSettings, NotReadable
from onrecord.core.learnt import LearntName
from onrecord.core.stage import Settings

NAMES_FILE = "names.toml"
_HEAD = """\
# What this show has learnt of its names. Accepting a correction adds what was heard to sounds_like, where it is
# corrected from then on; rejecting one adds it to never, where it is left alone. Change it freely, and share it.
"""
_TABLE = re.compile(r"^\s*\[\[?\s*names\s*\]?\]\s*(?:#.*)?$")


class _Name(Settings):
    text: str = Field(min_length=1)
    sounds_like: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


def load_learnt(show_dir: Path) -> tuple[LearntName, ...]:
    """What names.toml says; nothing when there is none. Raises BadSettings, NotReadable."""
    path = show_dir / NAMES_FILE
    try:
        return read_learnt(path.read_text(encoding="utf-8"), path)
    except FileNotFoundError:
        return ()
    except UnicodeDecodeError as error:
        raise BadSettings(f"{path} is not a text file.", "Save it as text, in UTF-8.") from error
    except OSError as error:
        raise NotReadable(f"{path} cannot be read.", "Give yourself the right to read it.") from error


def read_learnt(text: str, path: Path = Path(NAMES_FILE)) -> tuple[LearntName, ...]:
    """The entries of a names.toml. Raises BadSettings with the line or the entry that is wrong."""
    mend = (
        'Write each name as: [[names]], below it text = "Name", sounds_like = ["heard form"], never = ["other word"].'
    )
    try:
        rows = parsed(text).get("names", [])
    except NotToml as error:
        raise BadSettings(f"{path}, {error}", mend) from None
    found: dict[str, LearntName] = {}
    for at, row in enumerate(rows if isinstance(rows, list) else [None], start=1):
        try:
            name = _Name.model_validate(row)
        except ValidationError as error:
            where = ".".join(map(str, error.errors()[0]["loc"])) or "it"
            raise BadSettings(
                f"{path}: name {at} is not understood ({where}: {error.errors()[0]['msg']}).", mend
            ) from None
        before = found.get(name.text, LearntName(name.text))
        found[name.text] = LearntName(name.text, before.sounds_like + name.sounds_like, before.never + name.never)
    return tuple(found.values())


def learnt_toml(text: str, names: Sequence[LearntName]) -> str:
    """The file with these entries. Of an earlier `text` the notes stay, and the entries that have not changed."""
    before = {name.text: name for name in read_learnt(text)}
    head, blocks = _blocks(text or _HEAD)
    kept = {name.text: blocks[name.text] for name in names if before.get(name.text) == name and name.text in blocks}
    notes = {
        name: "".join(f"{line}\n" for line in block.splitlines() if line.lstrip().startswith("#"))
        for name, block in blocks.items()
    }
    entries = [kept.get(name.text) or _entry(name) + notes.get(name.text, "") for name in names]
    return "\n".join([head.rstrip("\n") + "\n", *(entry.strip("\n") + "\n" for entry in entries)])


def _blocks(text: str) -> tuple[str, dict[str, str]]:
    """The text before the first entry, and the text of each entry by its name."""
    parts: list[list[str]] = [[]]
    for line in text.splitlines():
        if _TABLE.match(line):
            parts.append([])
        parts[-1].append(line)
    blocks = {}
    for part in parts[1:]:
        block = "\n".join(part) + "\n"
        (name,) = read_learnt(block)
        blocks[name.text] = block if name.text not in blocks else ""
    return "\n".join(parts[0]) + "\n", blocks


def _entry(name: LearntName) -> str:
    rows = [f"text = {_quoted(name.text)}"]
    rows += [f"sounds_like = {_listed(name.sounds_like)}"] if name.sounds_like else []
    rows += [f"never = {_listed(name.never)}"] if name.never else []
    return "\n".join(["[[names]]", *rows]) + "\n"


def _listed(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
