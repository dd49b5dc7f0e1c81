"""Reads show.toml, the environment and the command line into one frozen Config, and says what is wrong with them."""

from __future__ import annotations

import difflib
import json
import math
import os
import tomllib
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from onrecord.config.fields import allowed, listed, shown
from onrecord.config.lines import Key, NotToml, lines_of, parsed
from onrecord.config.tables import LISTS, SINGLES, FeedTable, PromosTable, ShowTable, feed_of, show_of
from onrecord.core.episode import Show
from onrecord.core.errors import BadSettings, NotFound, NotReadable
from onrecord.core.feed import FeedFacts
from onrecord.core.stage import Settings, Stage

FILE_NAME = "show.toml"
ENVIRONMENT_PREFIX = "ONRECORD_"

Overrides = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Config:
    """`stages` holds the settings of every stage by its name; `path` is the show.toml that was read."""

    path: Path
    show: Show
    stages: Mapping[str, Settings]
    feed: FeedFacts = field(default_factory=FeedFacts)

    @property
    def show_dir(self) -> Path:
        return self.path.parent


def load(
    show_dir: Path,
    overrides: Overrides | None = None,
    *,
    stages: Sequence[Stage] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Config:
    """The settings of the show in `show_dir`. What `overrides` says wins over the environment, that over show.toml.

    `overrides` holds tables of settings by stage name (or "show"). In the environment `ONRECORD_<STAGE>_<SETTING>` does
    the same, with a value as in show.toml; text needs no quotes there.
    Raises NotFound, NotReadable, and BadSettings, which lists every fault with its line.
    """
    stages = all_stages() if stages is None else stages
    path = show_dir / FILE_NAME
    text = _read(path)
    try:
        raw = parsed(text)
    except NotToml as error:
        raise _refused(path, [str(error)]) from None
    given = _from_environment(os.environ if environment is None else environment, stages)
    for table, values in (overrides or {}).items():
        given.update({(table, key): ("the command line", value) for key, value in values.items()})
    for (table, key), (_, value) in given.items():
        if isinstance(into := raw.setdefault(table, {}), dict):
            into[key] = value
    reader = _Reader(raw, show_dir, {stage.name: stage.settings for stage in stages})
    config = reader.config(path)
    if reader.faults:
        raise _bad_settings(path, text, reader.faults, {key: origin for key, (origin, _) in given.items()})
    return config


def all_stages() -> tuple[Stage, ...]:
    """Every stage, in order. Imported when asked for: reading a glossary needs none of them."""
    from onrecord.stages import STAGES

    return STAGES


@dataclass(frozen=True, slots=True)
class _Fault:
    key: Key
    says: str


@dataclass(slots=True)
class _Reader:
    """Checks the tables one by one and gathers what is wrong."""

    raw: dict[str, Any]
    show_dir: Path
    stages: Mapping[str, type[Settings]]
    faults: list[_Fault] = field(default_factory=list)

    def config(self, path: Path) -> Config:
        self._unknown_tables()
        show, feed, promos, _ = (self._table(name, model) for name, model in SINGLES.items())
        rows = {name: self._list(name, model) for name, model in LISTS.items()}
        settings = {name: self._table(name, model) for name, model in self.stages.items()}
        self._fits_together(settings)
        if self.faults:
            return Config(path, Show("", "", ""), {})
        assert isinstance(show, ShowTable) and isinstance(feed, FeedTable) and isinstance(promos, PromosTable)
        return Config(
            path,
            show_of(show, rows["people"], rows["glossary"], promos),
            {k: v for k, v in settings.items() if v is not None},
            feed_of(feed, rows["support"], rows["places"], rows["podroll"]),
        )

    def _unknown_tables(self) -> None:
        known = [*SINGLES, *LISTS, *self.stages]
        for name, value in self.raw.items():
            if name in known:
                continue
            if isinstance(value, dict | list):
                says = f"there is no table [{name}].{_did_you_mean(name, known)} Tables are {listed(known)}."
            else:
                says = f"{name} stands outside any table.{self._belongs(name)}"
            self.faults.append(_Fault((name,), says))

    def _table(self, name: str, model: type[Settings]) -> Settings | None:
        value = self.raw.get(name, {})
        if not isinstance(value, dict):
            says = f"{name} is {shown(value)}. It must be a table: [{name}] on a line of its own, its settings below."
            self.faults.append(_Fault((name,), says))
            return None
        return self._checked((name,), f"[{name}]", model, value)

    def _fits_together(self, settings: Mapping[str, Any]) -> None:
        """What no table can see by itself."""
        page, master = settings.get("page"), settings.get("master")
        if page and master and page.enclosure == "m4a" and not master.m4a:
            says = 'enclosure in [page] is "m4a", and none is made: m4a in [master] is false. Set it to true, or give --m4a once.'
            self.faults.append(_Fault(("page", "enclosure"), says))

    def _list(self, name: str, model: type[Settings]) -> list[Any]:
        rows = self.raw.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            says = f"{name} must be a list of tables: [[{name}]], in double brackets, on a line of its own for each."
            self.faults.append(_Fault((name,), says))
            return []
        found = [self._checked((name, i), f"[[{name}]]", model, row) for i, row in enumerate(rows)]
        first = next(iter(model.model_fields))
        seen = Counter[str]()
        for i, row in enumerate(rows):
            seen[str(row.get(first))] += 1
            if first in row and seen[str(row[first])] == 2:
                self.faults.append(_Fault((name, i, first), f"{shown(row[first])} is in [[{name}]] twice."))
        return found

    def _checked(self, at: Key, table: str, model: type[Settings], value: dict[str, Any]) -> Settings | None:
        value = {key: _plain(item) for key, item in value.items()}
        try:
            checked = model.model_validate_json(json.dumps(value, default=str), strict=True)
        except ValidationError as error:
            found = {e["loc"][:1]: e for e in reversed(error.errors(include_url=False))}
            for e in found.values():
                self.faults.append(_Fault((*at, *e["loc"]), self._complaint(table, model, value, e)))
            return None
        artwork = getattr(checked, "artwork", "") if model is ShowTable else ""
        if artwork and not (self.show_dir / artwork).is_file():
            says = f"artwork in [show] is {shown(artwork)}, and there is no such file in {self.show_dir}."
            self.faults.append(_Fault((*at, "artwork"), says))
        return checked

    def _complaint(self, table: str, model: type[Settings], value: Mapping[str, Any], e: Mapping[str, Any]) -> str:
        name = str(e["loc"][0]) if e["loc"] else ""
        known = model.model_fields
        if e["type"] == "extra_forbidden":
            hint = _did_you_mean(name, known) or self._belongs(name)
            return (
                f"{table} has no setting {name}.{hint or (f' It has {listed(known)}.' if known else ' It has none.')}"
            )
        if name not in known:
            return f"{table}: {str(e['msg']).removeprefix('Value error, ')}."
        if e["type"] == "missing":
            example = f' Add: guid = "{uuid.uuid4()}"' if name == "guid" else f" Allowed: {allowed(known[name])}."
            return f"{table} lacks {name}.{example}"
        because = f" ({str(e['msg']).removeprefix('Value error, ')})" if e["type"] == "value_error" else ""
        return f"{name} in {table} is {shown(value[name])}{because}. Allowed: {allowed(known[name])}."

    def _belongs(self, name: str) -> str:
        tables = {**SINGLES, **self.stages}
        home = [f"[{table}]" for table, model in tables.items() if name in model.model_fields]
        home += [f"[[{name}]]"] if name in LISTS else []
        return f" It belongs to {' or '.join(home)}." if home else ""


def _bad_settings(path: Path, text: str, faults: Sequence[_Fault], origins: Mapping[Key, str]) -> BadSettings:
    lines = lines_of(text)
    placed: list[tuple[int, str]] = []
    for fault in faults:
        line_n = next((lines[fault.key[:n]] for n in range(len(fault.key), 0, -1) if fault.key[:n] in lines), 0)
        where = origins.get(fault.key[:2]) or (f"line {line_n}" if line_n else "")
        placed.append((line_n, f"{where}: {fault.says}" if where else fault.says))
    is_elsewhere = all(fault.key[:2] in origins for fault in faults)
    return _refused(path, [says for _, says in sorted(placed, key=lambda p: p[0])], is_elsewhere=is_elsewhere)


def _refused(path: Path, says: Sequence[str], *, is_elsewhere: bool = False) -> BadSettings:
    """`is_elsewhere`: nothing of it stands in the file."""
    if len(says) == 1:
        problem = f"In {says[0]}" if is_elsewhere else f"{path}, {says[0]}"
    else:
        named = "The settings that were given have" if is_elsewhere else f"{path} has"
        problem = f"{named} {len(says)} faults:\n" + "\n".join(f"  {each}" for each in says)
    return BadSettings(problem, "Mend that and run again; `docs/settings.md` lists every setting.")


def _read(path: Path) -> str:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        mend = f"Make a show there with: onrecord new '{path.parent}'"
        raise NotFound(f"There is no {FILE_NAME} in {path.parent}.", mend) from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise NotReadable(f"{path} cannot be read: {reason}.", "Look at its permissions.") from None
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line_n = content[: error.start].count(b"\n") + 1
        raise _refused(path, [f"line {line_n}: this is not UTF-8 text. Save the file as UTF-8."]) from None


def _from_environment(
    environment: Mapping[str, str], stages: Sequence[Stage]
) -> dict[tuple[str, str], tuple[str, Any]]:
    given: dict[tuple[str, str], tuple[str, Any]] = {}
    for variable, text in sorted(environment.items()):
        for stage in sorted(stages, key=lambda s: -len(s.name)):
            prefix = f"{ENVIRONMENT_PREFIX}{stage.name.upper()}_"
            if variable.startswith(prefix):
                key = variable.removeprefix(prefix).lower()
                given[stage.name, key] = (f"the environment variable {variable}", _value_of(text))
                break
    return given


def _value_of(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _plain(value: Any) -> Any:
    """`value` fit for strict JSON: inf and nan, which no setting can mean, become text and are refused as such."""
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name.lower(), list(known), n=1, cutoff=0.6)
    return f" Did you mean {close[0]}?" if close else ""
