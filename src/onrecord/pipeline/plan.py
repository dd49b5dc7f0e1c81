"""Which stages would run, and why. Pure: compares what went into each artifact with what would go in now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from onrecord.core.stage import Stage


@dataclass(frozen=True, slots=True)
class Ingredients:
    """Everything that shapes a stage's result: content, never file names or times.

    `inputs`, `engines` and `taken` map names to digests; `settings` holds the values as JSON has them.
    """

    version: int
    settings: dict[str, Any] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    engines: dict[str, str] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)

    def key(self, stage: str) -> str:
        text = json.dumps([stage, asdict(self)], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the plan. `will` is "run", "keep" or "depends" (on whether something else comes of a stage before it)."""

    stage: str
    will: str
    why: str


def difference(old: Mapping[str, Any] | None, new: Ingredients) -> str:
    """Why a stage whose last ingredients were `old` must run with `new`, in words; empty when nothing has changed."""
    if not old:
        return "for the first time"
    now = asdict(new)
    if old.get("version") != now["version"]:
        return f"the stage itself has changed: version {old.get('version')} -> {now['version']}"
    reasons = []
    for name, value in now["settings"].items():
        before = old.get("settings", {}).get(name)
        if before != value:
            reasons.append(f"settings changed: {name} {before} -> {value}")
    for kind, word in (("engines", "another model"), ("taken", "changed"), ("inputs", "has a new result")):
        for name, digest in now[kind].items():
            if old.get(kind, {}).get(name) != digest:
                reasons.append(f"{name} {word}" if kind != "engines" else f"{word} for the {name.replace('_', ' ')}")
    if not reasons and old != now:
        reasons.append("a setting or an input is gone")
    return "; ".join(reasons)


def plan(
    stages: Sequence[Stage],
    last: Mapping[str, Mapping[str, Any]],
    known: Mapping[str, Ingredients],
    is_there: Mapping[str, bool],
    lacks: Mapping[str, str] | None = None,
) -> list[Step]:
    """The plan for `stages` in order.

    `known` holds the ingredients of every stage as far as they can be told without running anything: input digests are
    those of the artifacts that stand. `is_there` says whether the artifact with that key can be opened and lacks nothing, `lacks` what.
    """
    steps: list[Step] = []
    unsettled: set[str] = set()
    for stage in stages:
        waits_for = [name for name in stage.needs if name in unsettled]
        why = difference(last.get(stage.name), known[stage.name])
        if not is_there[stage.name]:
            steps.append(Step(stage.name, "run", why or (lacks or {}).get(stage.name) or "its result is gone"))
            unsettled.add(stage.name)
        elif waits_for:
            steps.append(Step(stage.name, "depends", f"runs if something else comes of {' or '.join(waits_for)}"))
            unsettled.add(stage.name)
        else:
            steps.append(Step(stage.name, "keep", "nothing changed" if not why else f"made before ({why})"))
    return steps
