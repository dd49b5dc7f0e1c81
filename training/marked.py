"""Talks in which somebody marked something, and what the stage that divides talk is given of them."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Sequence
from contextlib import suppress
from inspect import signature
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from onrecord import annotate
from onrecord.stages import stories


class _Seen(Exception):
    """What the stage was given is known: nothing more needs to be done."""


def given(path: Path) -> tuple[dict[str, Any], dict[str, Any], list[int]]:
    """The file's JSON, what `stages.stories` divides its `text` by, and the character at which each sentence begins."""
    marked = json.loads(path.read_text(encoding="utf-8"))
    seen: dict[str, Any] = {}
    names = list(signature(stories.parts_of).parameters)

    def keep(*args: Any) -> None:
        seen.update(zip(names, args, strict=True))
        raise _Seen

    with TemporaryDirectory() as folder:
        file = Path(folder) / "talk.txt"
        file.write_text(marked["text"], encoding="utf-8")
        text = annotate.read(file)
        with patch.object(stories, "parts_of", keep), suppress(_Seen):
            annotate.annotate(file)
    return marked, seen, [text.places[sentence.first][0] for sentence in seen["talk"]]


def nearest(starts: Sequence[int], character: int) -> int:
    """The sentence that begins nearest to a character."""
    inside = max(0, bisect_right(starts, character) - 1)
    is_late = inside + 1 < len(starts) and starts[inside + 1] - character < character - starts[inside]
    return inside + is_late
