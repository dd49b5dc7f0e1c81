"""Writes docs/artifacts.md from the types that the stages make."""

import dataclasses
import inspect
import re
from pathlib import Path
from typing import Any

from onrecord.core import claim, edit, episode, people, recording, sound, story, time, transcript
from onrecord.stages import STAGES

PAGE = Path(__file__).parents[1] / "docs/artifacts.md"
ROOMS = (recording, people, transcript, edit, sound, story, claim, episode, time)
HEAD = """# Artifacts

<!-- This page is made by scripts/write_artifacts_page.py from the types themselves. -->

What a stage made is a JSON file in the episode's `artifacts/<stage>/`, named by a hash of everything that shaped it: the stage's
version and settings, its inputs' content, the model's digest. Its first field, `schema`, names its kind and version. The folder can
be deleted at any time and is made again; old artifacts open for ever, because each new version comes with a function that lifts
the one before it. All times are seconds on the recording's own clock, on a 1 ms grid, unless a line says "programme".

Other files of the episode's folder have a schema as well. The first two are precious, the others are written by every run:

| schema | file | what it holds |
|---|---|---|
| `identity.1` | `identity.json` | guid, number, slug, sources with their SHA-256: fixed at birth |
| `decision.1` | `decisions/log.jsonl` | what you decided, a line each ([Decision](#decision)); lines are added, never changed |
| `edit-list.1` | `cuts.json` | the cuts with the decisions on them, and the intervals that the programme leaves out |
| `claim-list.1` | `claims.json` | the claims with the decisions on them, reviewed or not ([Claim](#claim)) |
| `publication.1` | `publication.json` | what goes to the site ([Publication](#publication)) |
| `voice-prints.1` | `voices.json`, in the show's folder | how named people sound, one print each and episode; only with `remember_voices` |
| `backup.1` | `manifest.json`, first in what `onrecord backup` writes | the SHA-256 of every file in it, and where each published file belongs |

`decisions/words.tsv` is precious too: it remembers which id stands for which word (id, start, end, word), so that decisions
and links find their words again when the artifacts were deleted and the recording is recognised anew.
"""


def artifacts_page() -> str:
    """Markdown: every stage's artifact, then every type that is part of one."""
    types = {name: kind for room in ROOMS for name, kind in inspect.getmembers(room, dataclasses.is_dataclass)}
    parts, wanted = [HEAD.strip(), "## What the stages make"], ["Decision", "Publication"]
    for stage in STAGES:
        parts.append(_section(f"### `{stage.schema}`: {stage.makes.__name__}, by {stage.name}", stage.makes))
        wanted += _named_in(stage.makes, types)
    parts.append("## What they are made of")
    done = {stage.makes.__name__ for stage in STAGES}
    while wanted:
        name = wanted.pop(0)
        if name not in done:
            done.add(name)
            parts.append(_section(f"### {name}", types[name]))
            wanted += _named_in(types[name], types)
    return "\n\n".join(parts) + "\n"


def _section(header: str, kind: Any) -> str:
    about = inspect.getdoc(kind) or ""
    rows = [f"| `{f.name}` | {_readable(str(f.type))} |" for f in dataclasses.fields(kind)]
    written = "" if about.startswith(f"{kind.__name__}(") else "\n\n" + about
    return f"{header}{written}\n\n| field | type |\n|---|---|\n" + "\n".join(rows)


def _readable(annotation: str) -> str:
    found = re.sub(r"tuple\[(\w+), \.\.\.\]", r"list of \1", annotation)
    return found.replace(" | None", " or null").replace("|", "or")


def _named_in(kind: Any, types: dict[str, Any]) -> list[str]:
    words = [word for f in dataclasses.fields(kind) for word in re.findall(r"\w+", str(f.type))]
    return [word for word in words if word in types]


if __name__ == "__main__":
    PAGE.write_text(artifacts_page(), encoding="utf-8")
