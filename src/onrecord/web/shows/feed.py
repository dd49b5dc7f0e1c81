"""The feed of what is out: the show's rows as `formats.rss` and `formats.json_feed` want them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse

from onrecord.core.episode import EpisodeKind, Soundbite
from onrecord.core.feed import FeedFacts
from onrecord.formats.json_feed import json_feed
from onrecord.formats.notes import with_times
from onrecord.formats.page import safe_notes
from onrecord.formats.rss import FeedItem, PageLink, TranscriptLink, rss
from onrecord.web.feeds.models import Entry, facts_of
from onrecord.web.shows.models import Episode, Show

TRANSCRIPTS = {
    "vtt": ("text/vtt", "captions"),
    "srt": ("application/x-subrip", "captions"),
    "json": ("application/json", ""),
    "html": ("text/html", ""),
}
COLUMNS = (
    "guid", "number", "slug", "title", "language", "line", "description", "notes_html", "people", "is_machine_made_text", "language_models",
    "enclosure", "duration_s", "published_at", "show", "entry__season", "entry__kind", "entry__soundbites",
)  # fmt: skip


def feed_of(show: Show, base: str, page_n: int = 1) -> bytes | None:
    """A page of the feed in UTF-8, the first having the newest episodes; None when there is no such page.

    `base` is the site's address without a final slash. Raises ValueError for what apps would refuse.
    """
    facts = facts_of(show)
    last_n = _pages_n(show, facts)
    if not 1 <= page_n <= last_n:
        return None
    pages = {"first": 1, "previous": page_n - 1, "next": page_n + 1, "last": last_n}
    links = [
        PageLink(rel, address_of(base, n))
        for rel, n in pages.items()
        if last_n > 1 and 1 <= n <= last_n and n != page_n
    ]
    return rss(
        show.as_show(), _items(show, base, facts, page_n), pages=links, **_about(show, base, facts, page_n, "xml")
    )


def json_feed_of(show: Show, base: str, page_n: int = 1) -> bytes | None:
    """The same as JSON Feed."""
    facts = facts_of(show)
    last_n = _pages_n(show, facts)
    if not 1 <= page_n <= last_n:
        return None
    next_url = address_of(base, page_n + 1, "json") if page_n < last_n else ""
    about = _about(show, base, facts, page_n, "json")
    return json_feed(show.as_show(), _items(show, base, facts, page_n), next_url=next_url, **about).encode()


def page_of(show: Show, episode: Episode | None) -> int:
    """The page of the feed that an episode stands on, from 1."""
    size_n = facts_of(show).page_episodes_n
    if not size_n or episode is None:
        return 1
    newer = Q(published_at__gt=episode.published_at)
    newer |= Q(published_at=episode.published_at, number__gt=episode.number)
    return show.episodes.filter(newer).count() // size_n + 1


def address_of(base: str, page_n: int = 1, suffix: str = "xml") -> str:
    """The address of a page of the feed; the first is the feed itself."""
    name = {"xml": "feed", "json": "feed-json"}[suffix]
    return base + (reverse(name) if page_n == 1 else reverse(f"{name}-page", args=[page_n]))


def _about(show: Show, base: str, facts: FeedFacts, page_n: int, suffix: str) -> dict[str, Any]:
    return {
        "feed_url": address_of(base, page_n, suffix),
        "site_url": base + reverse("show"),
        "image_url": base + show.artwork.url if show.artwork else "",
        "facts": facts,
    }


def _pages_n(show: Show, facts: FeedFacts) -> int:
    if not facts.page_episodes_n:
        return 1
    return max(1, -(-show.episodes.count() // facts.page_episodes_n))


def _items(show: Show, base: str, facts: FeedFacts, page_n: int) -> list[FeedItem]:
    rows = show.episodes.order_by("-published_at", "-number").only(*COLUMNS)
    rows = rows.select_related("enclosure", "entry").prefetch_related("files__media")
    size_n = facts.page_episodes_n
    return [_item(show, row, base) for row in (rows[(page_n - 1) * size_n : page_n * size_n] if size_n else rows)]


def _item(show: Show, episode: Episode, base: str) -> FeedItem:
    urls = {kind: base + url for kind, url in episode.file_urls().items()}
    entry = getattr(episode, "entry", None) or Entry()
    return FeedItem(
        title=episode.title,
        guid=episode.guid,
        link=base + episode.url,
        published_at=episode.published_at,
        description=episode.description or episode.line,
        notes_html=with_times(safe_notes(episode.notes_html)),
        enclosure_url=base + episode.enclosure.url,
        enclosure_bytes_n=episode.enclosure.bytes_n,
        enclosure_type=episode.enclosure.mime_type,
        enclosure_sha256=episode.enclosure.sha256,
        duration_s=episode.duration_s,
        number=episode.number or None,
        is_explicit=show.is_explicit,
        image_url=urls.get("artwork", ""),
        transcripts=tuple(
            TranscriptLink(urls[kind], mime_type, episode.language, rel)
            for kind, (mime_type, rel) in TRANSCRIPTS.items()
            if kind in urls
        ),
        chapters_url=urls.get("chapters", ""),
        people=episode.credits(),
        is_machine_text=episode.is_machine_made_text or bool(episode.language_models),
        season=entry.season or None,
        kind=EpisodeKind(entry.kind),
        soundbites=tuple(Soundbite(**bite) for bite in entry.soundbites),
        discussion_url=base + reverse("talk", args=[episode.number, episode.slug]),
    )
