"""`voices.json` in the show's folder: how people sounded in earlier episodes. Personal; kept only where show.toml says so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from onrecord.core.people import KnownVoice
from onrecord.store.files import locked, read_json, write_whole

Print = tuple[float, ...]
_SCHEMA = "voice-prints.1"


class VoiceBook:
    """One print for each person and episode. Safe to delete: what is then unknown is asked about."""

    def __init__(self, show_dir: Path) -> None:
        self.path = show_dir / "voices.json"

    def known(self, but_for: str = "") -> tuple[KnownVoice, ...]:
        """Everybody who was heard in another episode than the one with the guid `but_for`, by name."""
        found = []
        for name, prints in sorted(self._read().items()):
            others = tuple(print_ for guid, print_ in sorted(prints.items()) if guid != but_for)
            if others:
                found.append(KnownVoice(name, others))
        return tuple(found)

    def keep(self, guid: str, prints: Mapping[str, Print]) -> None:
        """What one episode says of its people, in place of what it said before."""
        with locked(self.path.with_name("show.toml"), "this show's voices"):
            before = self._read()
            people = {name: {g: p for g, p in of.items() if g != guid} for name, of in before.items()}
            for name, print_ in prints.items():
                people.setdefault(name, {})[guid] = print_
            self._write(before, people)

    def forget(self, name: str) -> bool:
        """Removes everything about one person; whether there was anything."""
        with locked(self.path.with_name("show.toml"), "this show's voices"):
            before = self._read()
            self._write(before, {other: of for other, of in before.items() if other != name})
        return name in before

    def _write(self, before: dict[str, dict[str, Print]], people: dict[str, dict[str, Print]]) -> None:
        people = {name: of for name, of in people.items() if of}
        if people == before:
            return
        rounded = {n: {g: [round(v, 4) for v in p] for g, p in sorted(of.items())} for n, of in sorted(people.items())}
        write_whole(self.path, json.dumps({"schema": _SCHEMA, "people": rounded}, ensure_ascii=False) + "\n")

    def _read(self) -> dict[str, dict[str, Print]]:
        people = read_json(self.path).get("people", {})
        return {name: {guid: tuple(print_) for guid, print_ in of.items()} for name, of in people.items()}
