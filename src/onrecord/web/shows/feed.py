"""The feed of what is out: the show's rows as `formats.rss` wants them."""

from __future__ import annotations

from django.urls import reverse

from onrecord.formats.page import safe_notes
from onrecord.formats.rss import FeedItem, TranscriptLink, rss
from onrecord.web.shows.models import Episode, Show

TRANSCRIPTS = {
    "vtt": ("text/vtt", "captions"),
    "srt": ("application/x-subrip", "captions"),
    "json": ("application/json", ""),
    "html": ("text/html", ""),
}


def feed_of(show: Show, base: str) -> bytes:
    """The feed in UTF-8; `base` is the site's address without a final slash. Raises ValueError for what apps would refuse."""
    episodes = show.episodes.select_related("enclosure", "show").prefetch_related("files__media")
    return rss(
        show.as_show(),
        [_item(episode, base) for episode in episodes],
        feed_url=base + reverse("feed"),
        site_url=base + reverse("show"),
        image_url=base + show.artwork.url if show.artwork else "",
    )


def _item(episode: Episode, base: str) -> FeedItem:
    urls = {kind: base + url for kind, url in episode.file_urls().items()}
    return FeedItem(
        title=episode.title,
        guid=episode.guid,
        link=base + episode.url,
        published_at=episode.published_at,
        description=episode.description or episode.line,
        notes_html=safe_notes(episode.notes_html),
        enclosure_url=base + episode.enclosure.url,
        enclosure_bytes_n=episode.enclosure.bytes_n,
        enclosure_type=episode.enclosure.mime_type,
        duration_s=episode.duration_s,
        number=episode.number or None,
        is_explicit=episode.show.is_explicit,
        image_url=urls.get("artwork", ""),
        transcripts=tuple(
            TranscriptLink(urls[kind], mime_type, episode.language, rel)
            for kind, (mime_type, rel) in TRANSCRIPTS.items()
            if kind in urls
        ),
        chapters_url=urls.get("chapters", ""),
        people=episode.credits(),
        is_machine_text=episode.is_machine_made_text,
    )
