"""Podcasting 2.0 chapters, JSON version 1.2.0.

Format: https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/chapters/jsonChapters.md
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from onrecord.core.episode import Chapter

VERSION = "1.2.0"
MIME_TYPE = "application/json+chapters"


def chapters_json(
    chapters: Iterable[Chapter], *, title: str = "", show: str = "", author: str = "", file_name: str = ""
) -> str:
    """The chapters in order of time. Those with `in_toc` False are there, and hidden from the list by `"toc": false`."""
    about = {"version": VERSION, "title": title, "podcastName": show, "author": author, "fileName": file_name}
    listed = [
        {"startTime": c.start_s, "endTime": c.end_s, "title": c.title}
        | ({"url": c.url} if c.url else {})
        | ({} if c.in_toc else {"toc": False})
        for c in sorted(chapters, key=lambda c: c.start_s)
    ]
    whole = {key: value for key, value in about.items() if value} | {"chapters": listed}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
