"""JSON Feed 1.1: the same episodes for readers that take JSON rather than RSS.

Format: https://www.jsonfeed.org/version/1.1/.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape
from typing import Any

from onrecord.core.episode import Show
from onrecord.core.feed import FeedFacts
from onrecord.formats.rss import FeedItem, check

MIME_TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(
    show: Show,
    items: Iterable[FeedItem],
    *,
    feed_url: str,
    site_url: str = "",
    image_url: str = "",
    facts: FeedFacts | None = None,
    next_url: str = "",
) -> str:
    """The feed, newest item first. Takes what `rss.rss` takes, and raises the same ValueError for what apps would refuse."""
    facts = facts or FeedFacts()
    newest = sorted(items, key=lambda item: item.published_at, reverse=True)
    check(show, newest)
    feed: dict[str, Any] = {
        "version": VERSION,
        "title": show.title,
        "home_page_url": site_url or show.site_url or feed_url,
        "feed_url": feed_url,
        "description": show.description,
        "icon": image_url or show.artwork,
        "language": show.language.replace("_", "-"),
        "authors": [{"name": show.author or show.title}],
        "next_url": next_url,
        "expired": facts.is_finished,
        "hubs": [{"type": "WebSub", "url": facts.hub_url}] if facts.hub_url else [],
    }
    whole = {key: value for key, value in feed.items() if value}
    return json.dumps(whole | {"items": [_item(item) for item in newest]}, ensure_ascii=False, indent=1) + "\n"


def _item(item: FeedItem) -> dict[str, Any]:
    paragraphs = [
        f"<p>{escape(text.strip(), quote=False)}</p>" for text in item.description.splitlines() if text.strip()
    ]
    told = {
        "id": item.guid,
        "url": item.link,
        "title": item.title,
        "content_html": item.notes_html.strip() or "".join(paragraphs) or f"<p>{escape(item.title)}</p>",
        "summary": item.description.strip(),
        "image": item.image_url,
        "date_published": _date(item.published_at),
        "authors": [
            {key: value for key, value in {"name": p.name, "url": p.url, "avatar": p.image}.items() if value}
            for p in item.people
        ],
    }
    sound = {
        "url": item.enclosure_url,
        "mime_type": item.enclosure_type,
        "title": item.title,
        "size_in_bytes": item.enclosure_bytes_n,
        "duration_in_seconds": max(1, round(item.duration_s)),
    }
    return {key: value for key, value in told.items() if value} | {"attachments": [sound]}


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
