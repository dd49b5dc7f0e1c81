"""The feed, by the rules of Apple and of the podcast namespace, and as a feed reader takes it."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from onrecord.core.episode import Credit, EpisodeKind, Show, Soundbite
from onrecord.core.feed import FeedFacts, Place, PlaceKind, Recommended, Rhythm, Support
from onrecord.core.people import Person, Role
from onrecord.formats.apple import SUBCATEGORIES_OF
from onrecord.formats.check.whole import judge_feed
from onrecord.formats.rss import FEED_LIMIT_BYTES_N, FeedItem, PageLink, TranscriptLink, rss

NS = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
}
FEED_URL = "https://example.org/feed.xml"
HOSTILE = "A & B <script>x</script> ]]> \"q\" 'q' 북소리\x00\x0b"

SHOW = Show(
    guid="917393e3-1b1e-5cef-ace4-edaa54e1f810", title="On Air & Off", description="Talk about <things>.",
    language="en_US", site_url="https://example.org/", author="Anna Berg", owner_email="podcast@example.org",
    category="Society & Culture", subcategory="Places & Travel", licence="CC BY-NC 4.0",
    people=(
        Person("Anna Berg", Role.HOST, url="https://example.org/anna", image="art/anna.png"),
        Person("Now And Then", Role.GUEST, is_regular=False),
    ),
)  # fmt: skip
ITEM = FeedItem(
    title="The first one", guid="3f6b7e5c-0000-4000-8000-000000000001", link="https://example.org/e/1",
    published_at=datetime(2026, 3, 1, 23, 30, tzinfo=timezone(timedelta(hours=9))), description="What happened.\n\nAnd why.",
    notes_html="<p>Notes &amp; <a href='https://example.org'>links</a></p>",
    enclosure_url="https://example.org/media/one-abc123.mp3", enclosure_bytes_n=123_456, enclosure_type="audio/mpeg",
    duration_s=1834.6, number=1, season=2, image_url="https://example.org/one.jpg",
    transcripts=(
        TranscriptLink("https://example.org/one.vtt", "text/vtt", "en", "captions"),
        TranscriptLink("https://example.org/one.json", "application/json"),
    ),
    chapters_url="https://example.org/one.chapters.json",
    people=(Credit("Anna Berg", Role.HOST), Credit("Ben Ode", Role.PRODUCER, image="https://example.org/ben.jpg")),
    is_machine_text=True, discussion_url="https://example.org/e/1/discussion/", enclosure_sha256="ab" * 32, soundbites=(Soundbite(61.5, 30.0, "Who was counting"),),
)  # fmt: skip
FACTS = FeedFacts(
    is_serial=True, is_finished=True, rhythm=Rhythm.FORTNIGHTLY, hub_url="https://hub.example/", apple_code="05124",
    support=(Support("https://example.org/give", "Keep us warm"), Support("https://example.org/more")),
    places=(Place("Bergen", PlaceKind.SUBJECT, "geo:60.39,5.32", "R5145", "NO"), Place("A kitchen", PlaceKind.CREATOR)),
    podroll=(Recommended("917393e3-1b1e-5cef-ace4-edaa54e1f810", "https://b.example/feed.xml", "B"),),
)  # fmt: skip


def feed(*items: FeedItem, show: Show = SHOW, **more: Any) -> bytes:
    return rss(show, items, feed_url=FEED_URL, image_url="https://example.org/art.jpg", **more)


def channel_of(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(strip_cdata=False)).find("channel")


def texts(parent: etree._Element, path: str) -> list[str | None]:
    return [element.text for element in parent.findall(path, NS)]


def test_the_declaration_and_the_namespaces_are_exact():
    data = feed(ITEM)
    assert data.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<rss ")
    root = etree.fromstring(data)
    assert dict(root.attrib) == {"version": "2.0"}
    assert root.nsmap == NS
    assert b"<!--" not in data


def test_the_channel_has_all_that_apple_and_psp_ask_for():
    channel = channel_of(feed(ITEM))
    assert texts(channel, "title") == ["On Air & Off"]
    assert texts(channel, "link") == ["https://example.org/"]
    assert texts(channel, "description") == ["Talk about <things>."]
    assert texts(channel, "language") == ["en-us"]
    assert channel.find("itunes:image", NS).get("href") == "https://example.org/art.jpg"
    category = channel.find("itunes:category", NS)
    assert category.get("text") == "Society & Culture"
    assert [c.get("text") for c in category] == ["Places & Travel"]
    assert texts(channel, "itunes:explicit") == ["false"]
    assert dict(channel.find("atom:link", NS).attrib) == {
        "href": FEED_URL,
        "rel": "self",
        "type": "application/rss+xml",
    }
    assert texts(channel, "podcast:guid") == [SHOW.guid]
    assert texts(channel, "podcast:medium") == ["podcast"]
    assert texts(channel, "podcast:license") == ["cc-by-nc-4.0"]
    assert texts(channel, "itunes:author") == ["Anna Berg"]
    assert texts(channel, "itunes:owner/itunes:email") == ["podcast@example.org"]
    assert texts(channel, "itunes:type") == ["episodic"]
    assert (texts(channel, "podcast:locked"), channel.find("podcast:locked", NS).get("owner")) == (
        ["yes"],
        "podcast@example.org",
    )
    people = channel.findall("podcast:person", NS)
    assert [(p.text, dict(p.attrib)) for p in people] == [
        ("Anna Berg", {"role": "host", "group": "cast", "href": "https://example.org/anna"})
    ]


def test_an_item_has_all_that_a_player_needs():
    (item,) = channel_of(feed(ITEM)).findall("item")
    assert texts(item, "title") == ["The first one"]
    guid = item.find("guid")
    assert (guid.text, dict(guid.attrib)) == (ITEM.guid, {"isPermaLink": "false"})
    assert texts(item, "pubDate") == ["Sun, 01 Mar 2026 14:30:00 +0000"]
    assert dict(item.find("enclosure").attrib) == {
        "url": ITEM.enclosure_url,
        "length": "123456",
        "type": "audio/mpeg",
    }
    assert texts(item, "itunes:duration") == ["1835"]
    assert texts(item, "description") == ["<p>What happened.</p><p>And why.</p>"]
    assert texts(item, "content:encoded") == [ITEM.notes_html]
    assert texts(item, "itunes:episode") == texts(item, "podcast:episode") == ["1"]
    assert texts(item, "itunes:season") == texts(item, "podcast:season") == ["2"]
    assert texts(item, "itunes:episodeType") == ["full"]
    assert [dict(t.attrib) for t in item.findall("podcast:transcript", NS)] == [
        {"url": "https://example.org/one.vtt", "type": "text/vtt", "language": "en", "rel": "captions"},
        {"url": "https://example.org/one.json", "type": "application/json"},
    ]
    assert dict(item.find("podcast:chapters", NS).attrib) == {
        "url": "https://example.org/one.chapters.json",
        "type": "application/json+chapters",
    }
    assert [(p.text, dict(p.attrib)) for p in item.findall("podcast:person", NS)] == [
        ("Anna Berg", {"role": "host", "group": "cast"}),
        ("Ben Ode", {"role": "producer", "group": "creative direction", "img": "https://example.org/ben.jpg"}),
    ]
    assert [(t.text, t.get("purpose")) for t in item.findall("podcast:txt", NS)] == [("true", "ai-content")]


def test_what_the_producer_says_of_the_feed_stands_in_it():
    channel = channel_of(feed(ITEM, facts=FACTS, pages=[PageLink("next", "https://example.org/feed/2.xml")]))
    assert texts(channel, "itunes:type") == ["serial"]
    assert texts(channel, "itunes:complete") == ["Yes"]
    links = [(link.get("rel"), link.get("href")) for link in channel.findall("atom:link", NS)]
    assert links == [("self", FEED_URL), ("next", "https://example.org/feed/2.xml"), ("hub", "https://hub.example/")]
    frequency = channel.find("podcast:updateFrequency", NS)
    assert (frequency.text, dict(frequency.attrib)) == (
        "Every two weeks", {"rrule": "FREQ=WEEKLY;INTERVAL=2", "complete": "true"},
    )  # fmt: skip
    assert [(f.text, f.get("url")) for f in channel.findall("podcast:funding", NS)] == [
        ("Keep us warm", "https://example.org/give"), ("Support the show", "https://example.org/more"),
    ]  # fmt: skip
    assert [(p.text, dict(p.attrib)) for p in channel.findall("podcast:location", NS)] == [
        ("Bergen", {"rel": "subject", "geo": "geo:60.39,5.32", "osm": "R5145", "country": "NO"}),
        ("A kitchen", {"rel": "creator"}),
    ]
    assert [dict(r.attrib) for r in channel.findall("podcast:podroll/podcast:remoteItem", NS)] == [
        {"feedGuid": FACTS.podroll[0].guid, "feedUrl": "https://b.example/feed.xml", "title": "B"}
    ]
    assert ("05124", "applepodcastsverify") in [(t.text, t.get("purpose")) for t in channel.findall("podcast:txt", NS)]
    assert channel.find("itunes:block", NS) is None


def test_a_private_feed_asks_not_to_be_listed():
    channel = channel_of(feed(ITEM, facts=FeedFacts(is_private=True, is_locked=False)))
    assert texts(channel, "itunes:block") == ["Yes"] and texts(channel, "podcast:block") == ["yes"]
    assert texts(channel, "podcast:locked") == ["no"]


def test_the_sound_carries_its_hash_the_soundbites_their_times_and_the_discussion_its_address():
    (item,) = channel_of(feed(ITEM)).findall("item")
    same = item.find("podcast:alternateEnclosure", NS)
    assert dict(same.attrib) == {"type": "audio/mpeg", "length": "123456", "default": "true"}
    assert [source.get("uri") for source in same.findall("podcast:source", NS)] == [ITEM.enclosure_url]
    integrity = same.find("podcast:integrity", NS)
    assert integrity.get("type") == "sri"
    assert base64.b64decode(integrity.get("value").removeprefix("sha256-")).hex() == ITEM.enclosure_sha256
    (link,) = item.findall("podcast:contentLink", NS)
    assert (link.text, link.get("href")) == ("Discuss this episode", ITEM.discussion_url)
    assert texts(item, "comments") == [ITEM.discussion_url]
    (bite,) = item.findall("podcast:soundbite", NS)
    assert (bite.text, dict(bite.attrib)) == ("Who was counting", {"startTime": "61.500", "duration": "30.000"})


def test_a_trailer_stands_in_the_show_too_and_takes_no_number():
    trailer = replace(
        ITEM, guid="t", kind=EpisodeKind.TRAILER, title="Soon", enclosure_url="https://example.org/t.mp3", number=7
    )
    channel = channel_of(feed(ITEM, trailer))
    (told,) = channel.findall("podcast:trailer", NS)
    assert (told.text, dict(told.attrib)) == (
        "Soon", {"url": "https://example.org/t.mp3", "pubdate": "Sun, 01 Mar 2026 14:30:00 +0000", "length": "123456",
                 "type": "audio/mpeg", "season": "2"},
    )  # fmt: skip
    kinds = {
        texts(item, "guid")[0]: texts(item, "itunes:episodeType") + texts(item, "itunes:episode")
        for item in channel.findall("item")
    }
    assert kinds == {ITEM.guid: ["full", "1"], "t": ["trailer"]}


@pytest.mark.parametrize("facts", [FeedFacts(), FACTS], ids=["plain", "everything"])
def test_the_validator_finds_nothing_in_it(facts):
    show = replace(SHOW, description="Talk about things.")
    more = [
        replace(ITEM, guid=str(n), enclosure_url=f"https://example.org/{n}.mp3", number=n, season=None) for n in (7, 8)
    ]
    more.append(
        replace(more[0], guid="t", enclosure_url="https://example.org/t.mp3", kind=EpisodeKind.TRAILER, season=3)
    )
    found, findings = judge_feed(feed(ITEM, *more, show=show, facts=facts), FEED_URL)
    assert found is not None and findings == []


def test_notes_and_description_stand_in_cdata():
    data = feed(ITEM).decode()
    assert "<content:encoded><![CDATA[<p>Notes" in data
    assert "<description><![CDATA[<p>What" in data


def test_a_feed_reader_takes_it_without_complaint():
    late = replace(ITEM, guid="2", enclosure_url="https://example.org/2.m4a", enclosure_type="audio/x-m4a",
                   title=HOSTILE, description=HOSTILE, published_at=datetime(2026, 4, 1, tzinfo=UTC))  # fmt: skip
    read = feedparser.parse(feed(ITEM, late))
    assert not read.bozo
    assert read.feed.title == "On Air & Off"
    assert [entry.id for entry in read.entries] == ["2", ITEM.guid]
    assert [entry.guidislink for entry in read.entries] == [False, False]
    (enclosure,) = read.entries[1].enclosures
    assert (enclosure.href, enclosure.length, enclosure.type) == (ITEM.enclosure_url, "123456", "audio/mpeg")
    assert read.entries[1].published_parsed[:5] == (2026, 3, 1, 14, 30)
    assert "북소리" in read.entries[0].title


def test_hostile_text_stays_text():
    show = replace(SHOW, title=HOSTILE, description=HOSTILE, author=HOSTILE, people=(Person(HOSTILE, Role.HOST),))
    item = replace(
        ITEM, title=HOSTILE, description=HOSTILE, notes_html="<p>a ]]> b</p>", people=(Credit(HOSTILE, Role.GUEST),)
    )
    channel = channel_of(feed(item, show=show))
    clean = re.sub(r"[\x00\x0b]", "", HOSTILE)
    assert texts(channel, "title") == [clean]
    assert texts(channel, "item/title") == [clean]
    assert texts(channel, "item/podcast:person") == [clean]
    assert html.fromstring(texts(channel, "item/description")[0]).text_content() == clean
    assert texts(channel, "item/content:encoded") == ["<p>a ]]&gt; b</p>"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"enclosure_bytes_n": 0}, "empty"),
        ({"enclosure_type": "audio/ogg"}, "audio/ogg"),
        ({"enclosure_type": "audio/x-m4a"}, "audio/x-m4a"),
        ({"enclosure_url": "https://example.org/북.mp3"}, "encoded"),
        ({"published_at": datetime(2026, 3, 1)}, "zone"),
        ({"title": " "}, "title"),
        ({"number": 0}, "1 or more"),
    ],
)
def test_what_apps_would_refuse_is_refused(change, problem):
    with pytest.raises(ValueError, match=problem):
        feed(replace(ITEM, **change))


def test_an_id_or_a_file_may_be_used_once():
    with pytest.raises(ValueError, match="guid"):
        feed(ITEM, replace(ITEM, enclosure_url="https://example.org/2.mp3"))
    with pytest.raises(ValueError, match="audio file"):
        feed(ITEM, replace(ITEM, guid="2"))


@pytest.mark.parametrize(
    ("category", "sub", "named"),
    [
        ("news", "", "News"),
        ("News", "Books", "Politics"),
        ("History", "Old", "none"),
        ("Technology", "Podcasting", "none"),
    ],
)
def test_only_apples_categories_are_taken(category, sub, named):
    with pytest.raises(ValueError, match=named):
        feed(show=replace(SHOW, category=category, subcategory=sub))
    assert len(SUBCATEGORIES_OF) == 19


def test_a_show_without_owner_is_not_locked_and_one_that_moves_says_where():
    channel = channel_of(
        feed(
            show=replace(SHOW, owner_email="", licence="© Copyright 2026 Anna"),
            facts=FeedFacts(moved_to="https://b.org/f"),
        )
    )
    assert texts(channel, "podcast:locked") == ["no"]
    assert channel.find("itunes:owner", NS) is None
    assert texts(channel, "itunes:new-feed-url") == ["https://b.org/f"]
    assert texts(channel, "copyright") == ["2026 Anna"]
    assert channel.find("podcast:license", NS) is None


def test_a_large_feed_gives_up_the_oldest_notes_first():
    items = [
        replace(ITEM, guid=str(i), enclosure_url=f"https://example.org/{i}.mp3", notes_html="<p>" + "x" * 60_000 + "</p>",
                published_at=ITEM.published_at + timedelta(days=i))
        for i in range(100)
    ]  # fmt: skip
    data = feed(*items)
    assert FEED_LIMIT_BYTES_N * 0.95 < len(data) <= FEED_LIMIT_BYTES_N
    noted = [item.find("content:encoded", NS) is not None for item in channel_of(data).findall("item")]
    assert len(noted) == 100
    assert noted == sorted(noted, reverse=True)
    assert 0 < sum(noted) < 100


ANY = st.text(max_size=60) | st.sampled_from(["]]>", "&" * 3000, "é" * 5000, "a\n\nb\r\nc", "<!--", "\ud800"])


@settings(max_examples=150, deadline=None)
@given(ANY, ANY, ANY)
def test_any_text_gives_a_readable_feed_within_the_limits(title, description, name):
    item = replace(ITEM, title="t" + title, description=description, people=(Credit(name, Role.GUEST),))
    channel = channel_of(feed(item, show=replace(SHOW, title="t" + title, description=description)))
    for path in ("description", "item/description"):
        (text,) = texts(channel, path)
        assert 0 < len(text.encode()) <= 4000
    for path in ("title", "item/title"):
        assert all(text == text.strip() and len(text) <= 255 for text in texts(channel, path))
    assert all(0 < len(text) <= 128 for text in texts(channel, "item/podcast:person"))
