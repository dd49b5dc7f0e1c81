"""The feed as JSON: all that JSON Feed 1.1 asks for, and nothing that its rules refuse."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from onrecord.core.episode import Credit, Show
from onrecord.core.feed import FeedFacts
from onrecord.core.people import Role
from onrecord.formats.check.whole import judge_file
from onrecord.formats.json_feed import json_feed
from onrecord.formats.rss import FeedItem

SHOW = Show(guid="917393e3-1b1e-5cef-ace4-edaa54e1f810", title="북소리 & Off", description="Talk.", language="ko_KR")
ITEM = FeedItem(
    title="The first </script>", guid="3f6b7e5c-0000-4000-8000-000000000001", link="https://example.org/e/1",
    published_at=datetime(2026, 3, 1, 23, 30, tzinfo=timezone(timedelta(hours=9))), description="What <happened>.\n\nAnd why.",
    notes_html="", enclosure_url="https://example.org/media/one-abc123.mp3", enclosure_bytes_n=123_456,
    enclosure_type="audio/mpeg", duration_s=1834.6, people=(Credit("Anna Berg", Role.HOST, "https://example.org/anna"),),
)  # fmt: skip
LATER = replace(
    ITEM, guid="2", enclosure_url="https://example.org/media/2.mp3", published_at=ITEM.published_at + timedelta(days=1)
)


def feed(*items: FeedItem, **more: object) -> dict[str, object]:
    text = json_feed(SHOW, items, feed_url="https://example.org/feed.json", site_url="https://example.org/", **more)
    assert list(judge_file(text.encode(), "jsonfeed")) == []
    read: dict[str, object] = json.loads(text)
    return read


def test_show_and_episodes_are_all_there_newest_first():
    read = feed(ITEM, LATER, image_url="https://example.org/art.jpg")
    assert read == read | {
        "version": "https://jsonfeed.org/version/1.1", "title": "북소리 & Off", "language": "ko-KR",
        "feed_url": "https://example.org/feed.json", "home_page_url": "https://example.org/", "icon": "https://example.org/art.jpg",
    }  # fmt: skip
    later, item = read["items"]
    assert (later["id"], item["id"]) == ("2", ITEM.guid)
    assert item["date_published"] == "2026-03-01T14:30:00Z"
    assert item["content_html"] == "<p>What &lt;happened&gt;.</p><p>And why.</p>"
    assert item["authors"] == [{"name": "Anna Berg", "url": "https://example.org/anna"}]
    assert item["attachments"] == [
        {"url": ITEM.enclosure_url, "mime_type": "audio/mpeg", "title": ITEM.title, "size_in_bytes": 123456, "duration_in_seconds": 1835}
    ]  # fmt: skip


def test_pages_hub_and_end():
    read = feed(
        ITEM,
        facts=FeedFacts(hub_url="https://hub.example/", is_finished=True),
        next_url="https://example.org/feed/2.json",
    )
    assert read["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
    assert (read["expired"], read["next_url"]) == (True, "https://example.org/feed/2.json")
    assert not {"expired", "next_url", "hubs", "icon"} & feed(ITEM).keys()


def test_what_apps_would_refuse_is_refused():
    with pytest.raises(ValueError, match="zone"):
        feed(replace(ITEM, published_at=datetime(2026, 3, 1)))
