"""The feed: RSS 2.0 with the itunes and podcast namespaces, so that Apple takes it the first time.

Rules: https://podcasters.apple.com/support/823-podcast-requirements, the PSP-1 podcast standard, and for the podcast
namespace https://github.com/Podcastindex-org/podcast-namespace/tree/main/docs/tags.
"""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from onrecord.core.episode import Credit, EpisodeKind, Show, Soundbite
from onrecord.core.feed import FeedFacts, Rhythm
from onrecord.core.people import Role
from onrecord.formats.apple import SUBCATEGORIES_OF

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
MIME_TYPE = "application/rss+xml"

DESCRIPTION_LIMIT_BYTES_N = 4_000
NAME_LIMIT_CHARS_N = 128
VALUE_LIMIT_CHARS_N = 255
FEED_LIMIT_BYTES_N = 5_000_000
"""What validators and some apps still read; the oldest items give up their long notes first."""
ENCLOSURE_TYPES = {
    ".mp3": "audio/mpeg", ".m4a": "audio/x-m4a", ".mp4": "video/mp4", ".m4v": "video/x-m4v", ".mov": "video/quicktime"
}  # fmt: skip
TAXONOMY = {
    Role.HOST: ("Host", "Cast"),
    Role.GUEST: ("Guest", "Cast"),
    Role.REPORTER: ("Reporter", "Cast"),
    Role.VOICE: ("Voice Actor", "Cast"),
    Role.PRODUCER: ("Producer", "Creative Direction"),
}
"""Role and group of the Podcast Taxonomy, which podcast:person refers to."""

RHYTHMS = {
    Rhythm.DAILY: ("FREQ=DAILY", "Daily"),
    Rhythm.WEEKLY: ("FREQ=WEEKLY", "Weekly"),
    Rhythm.FORTNIGHTLY: ("FREQ=WEEKLY;INTERVAL=2", "Every two weeks"),
    Rhythm.MONTHLY: ("FREQ=MONTHLY", "Monthly"),
}
"""The recurrence rule of RFC 5545, and what apps print."""

_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LICENCE_SLUG = re.compile(r"cc0-1\.0|cc-by(-nc)?(-sa|-nd)?-[1-4]\.[05]")


class TranscriptLink(NamedTuple):
    """`rel` is "captions" for a file with times, else empty. An empty `language` means the feed's."""

    url: str
    mime_type: str
    language: str = ""
    rel: str = ""


class PageLink(NamedTuple):
    """Another page of a paged feed (RFC 5005): `rel` is first, previous, next or last."""

    rel: str
    url: str


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One episode in the feed. URLs are absolute; `published_at` has a time zone.

    `description` is plain text, `notes_html` cleaned HTML. `people` are all people of this episode: the list replaces the
    show's. `is_machine_text` says that a machine wrote text of it, the transcript included. `enclosure_sha256` is in
    hexadecimal digits: with it an app can tell that the file came whole.
    """

    title: str
    guid: str
    link: str
    published_at: datetime
    description: str
    notes_html: str
    enclosure_url: str
    enclosure_bytes_n: int
    enclosure_type: str
    duration_s: float
    number: int | None = None
    season: int | None = None
    is_explicit: bool = False
    image_url: str = ""
    transcripts: tuple[TranscriptLink, ...] = ()
    chapters_url: str = ""
    people: tuple[Credit, ...] = ()
    is_machine_text: bool = False
    enclosure_sha256: str = ""
    soundbites: tuple[Soundbite, ...] = ()
    kind: EpisodeKind = EpisodeKind.FULL
    discussion_url: str = ""


def rss(
    show: Show,
    items: Iterable[FeedItem],
    *,
    feed_url: str,
    site_url: str = "",
    image_url: str = "",
    facts: FeedFacts | None = None,
    pages: Sequence[PageLink] = (),
    generator: str = "onrecord",
) -> bytes:
    """The whole feed in UTF-8, newest item first. `feed_url` must be the address at which it is served.

    `image_url` is the artwork's address when `show.artwork` is a file. A feed is locked against import elsewhere only when
    there is an owner to ask. `pages` lead to the other pages when this is one of several. Raises ValueError, naming what is wrong, for what Apple or an app would
    refuse: a category or enclosure type not on the list, an empty file, a date without a zone, an id or file used twice.
    """
    facts = facts or FeedFacts()
    newest = sorted(items, key=lambda item: item.published_at, reverse=True)
    check(show, newest)
    root = etree.Element("rss", nsmap={"itunes": ITUNES, "podcast": PODCAST, "atom": ATOM, "content": CONTENT})
    root.set("version", "2.0")
    channel = etree.SubElement(root, "channel")
    _add_show(channel, show, feed_url, site_url or show.site_url or feed_url, image_url or show.artwork)
    for link in pages:
        _add(channel, f"{{{ATOM}}}link", rel=link.rel, href=link.url, type=MIME_TYPE)
    _add_facts(channel, show, facts)
    for item in newest:
        if item.kind is EpisodeKind.TRAILER:
            _add_trailer(channel, item)
    if newest:
        ai = any(item.is_machine_text for item in newest)
        _add(channel, f"{{{PODCAST}}}txt", "true" if ai else "false", purpose="ai-content")
        _add(channel, "lastBuildDate", _date(newest[0].published_at))
    _add(channel, "generator", generator)
    for item in newest:
        _add_item(etree.SubElement(channel, "item"), item)
    return _within_limit(root)


def check(show: Show, items: Sequence[FeedItem]) -> None:
    """Raises ValueError, naming what is wrong, for what apps would refuse whatever the format of the feed."""
    if show.category not in SUBCATEGORIES_OF:
        raise ValueError(f"'{show.category}' is not one of Apple's categories: {', '.join(SUBCATEGORIES_OF)}")
    if show.subcategory and show.subcategory not in SUBCATEGORIES_OF[show.category]:
        allowed = ", ".join(SUBCATEGORIES_OF[show.category]) or "none"
        raise ValueError(f"'{show.subcategory}' is not a subcategory of {show.category}: {allowed}")
    ids = Counter(f"guid '{item.guid}'" for item in items)
    files = Counter(f"audio file '{item.enclosure_url}'" for item in items)
    for name, count_n in (ids + files).items():
        if count_n > 1:
            raise ValueError(f"{count_n} items share the {name}")
    for item in items:
        _check_item(item)


def _check_item(item: FeedItem) -> None:
    problem = ""
    suffix = re.search(r"\.[a-z0-9]+$", urlsplit(item.enclosure_url).path)
    expected = ENCLOSURE_TYPES.get(suffix.group() if suffix else "")
    if not item.title.strip() or not item.guid.strip():
        problem = "it has no title or no guid"
    elif item.published_at.tzinfo is None:
        problem = "its date has no time zone"
    elif item.enclosure_bytes_n <= 0:
        problem = "its audio file is empty"
    elif expected is None or item.enclosure_type != expected:
        problem = f"{item.enclosure_type} at {item.enclosure_url} is no type and ending that podcast apps know"
    elif (item.number is not None and item.number < 1) or (item.season is not None and item.season < 1):
        problem = "its number and season must be 1 or more"
    elif not item.enclosure_url.isascii():
        problem = f"{item.enclosure_url} has letters that a web address must have encoded"
    if problem:
        raise ValueError(f"the episode '{item.title}' cannot go into the feed: {problem}")


def _add(parent: etree._Element, tag: str, text: str | etree.CDATA | None = None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, tag)
    for name, value in attributes.items():
        element.set(name, _clean(value).strip())
    element.text = _clean(text).strip() if isinstance(text, str) else text
    return element


def _clean(text: str) -> str:
    """`text` without the characters that XML 1.0 cannot hold."""
    return _NOT_XML.sub("", text)


def _short(text: str, limit_n: int = VALUE_LIMIT_CHARS_N) -> str:
    line = " ".join(_clean(text).split())
    return line if len(line) <= limit_n else line[: limit_n - 1].rstrip() + "…"


def _within_bytes(text: str, limit_n: int) -> str:
    """`text` cut at a space so that it takes at most `limit_n` bytes in UTF-8."""
    data = text.encode()
    if len(data) <= limit_n:
        return text
    kept = data[: max(0, limit_n - len("…".encode()))].decode(errors="ignore")
    return (kept.rsplit(None, 1)[0] if " " in kept else kept).rstrip() + "…"


def _date(moment: datetime) -> str:
    """RFC 2822 with English names, whatever the locale."""
    return format_datetime(moment.astimezone(UTC))


def _bool(value: bool) -> str:
    return "true" if value else "false"


def _add_show(channel: etree._Element, show: Show, feed_url: str, site_url: str, image_url: str) -> None:
    _add(channel, "title", _short(show.title))
    _add(channel, "link", site_url)
    description = _clean(show.description).strip() or _clean(show.title)
    _add(channel, "description", _within_bytes(description, DESCRIPTION_LIMIT_BYTES_N))
    _add(channel, "language", show.language.replace("_", "-").lower())
    _add(channel, f"{{{ATOM}}}link", href=feed_url, rel="self", type=MIME_TYPE)
    _add(channel, f"{{{PODCAST}}}guid", show.guid)
    _add(channel, f"{{{PODCAST}}}medium", "podcast")
    _add_licence(channel, show.licence)
    _add(channel, f"{{{ITUNES}}}author", _short(show.author or show.title))
    if show.owner_email:
        owner = _add(channel, f"{{{ITUNES}}}owner")
        _add(owner, f"{{{ITUNES}}}name", _short(show.author or show.title))
        _add(owner, f"{{{ITUNES}}}email", show.owner_email)
    if image_url:
        _add(channel, f"{{{ITUNES}}}image", href=image_url)
    category = _add(channel, f"{{{ITUNES}}}category")
    category.set("text", show.category)
    if show.subcategory:
        _add(category, f"{{{ITUNES}}}category").set("text", show.subcategory)
    _add(channel, f"{{{ITUNES}}}explicit", _bool(show.is_explicit))
    regulars = [Credit(p.name, p.role, p.url, p.image) for p in show.people if p.is_regular]
    _add_people(channel, regulars)


def _add_facts(channel: etree._Element, show: Show, facts: FeedFacts) -> None:
    """What [feed] and the tables beside it say. Only what is said stands in the feed."""
    _add(channel, f"{{{ITUNES}}}type", "serial" if facts.is_serial else "episodic")
    owner = {"owner": show.owner_email} if show.owner_email else {}
    _add(channel, f"{{{PODCAST}}}locked", "yes" if facts.is_locked and owner else "no", **owner)
    if facts.is_private:
        _add(channel, f"{{{ITUNES}}}block", "Yes")
        _add(channel, f"{{{PODCAST}}}block", "yes")
    if facts.is_finished:
        _add(channel, f"{{{ITUNES}}}complete", "Yes")
    if facts.moved_to:
        _add(channel, f"{{{ITUNES}}}new-feed-url", facts.moved_to)
    if facts.hub_url:
        _add(channel, f"{{{ATOM}}}link", rel="hub", href=facts.hub_url)
    if facts.rhythm or facts.is_finished:
        rule, text = RHYTHMS[facts.rhythm] if facts.rhythm else ("", "")
        said = {"rrule": rule, "complete": "true" if facts.is_finished else ""}
        _add(channel, f"{{{PODCAST}}}updateFrequency", text, **{key: value for key, value in said.items() if value})
    for support in facts.support:
        _add(
            channel,
            f"{{{PODCAST}}}funding",
            _short(support.text or "Support the show", NAME_LIMIT_CHARS_N),
            url=support.url,
        )
    for place in facts.places:
        known = {"rel": place.kind.value, "geo": place.geo, "osm": place.osm, "country": place.country}
        told = {key: value for key, value in known.items() if value}
        _add(channel, f"{{{PODCAST}}}location", _short(place.name, NAME_LIMIT_CHARS_N), **told)
    if facts.podroll:
        podroll = _add(channel, f"{{{PODCAST}}}podroll")
        for other in facts.podroll:
            known = {"feedGuid": other.guid, "feedUrl": other.feed_url, "title": other.title}
            _add(podroll, f"{{{PODCAST}}}remoteItem", **{key: value for key, value in known.items() if value})
    if facts.apple_code:
        _add(channel, f"{{{PODCAST}}}txt", facts.apple_code, purpose="applepodcastsverify")


def _add_trailer(channel: etree._Element, item: FeedItem) -> None:
    told = {
        "url": item.enclosure_url, "pubdate": _date(item.published_at), "length": str(item.enclosure_bytes_n),
        "type": item.enclosure_type, "season": str(item.season or ""),
    }  # fmt: skip
    known = {key: value for key, value in told.items() if value}
    _add(channel, f"{{{PODCAST}}}trailer", _short(item.title, NAME_LIMIT_CHARS_N), **known)


def _add_licence(channel: etree._Element, licence: str) -> None:
    """A Creative Commons licence by its identifier; anything else as the copyright line, bare of sign and word."""
    slug = licence.strip().lower().replace(" ", "-")
    if _LICENCE_SLUG.fullmatch(slug):
        _add(channel, f"{{{PODCAST}}}license", slug)
    elif bare := re.sub(r"(?i)copyright|\(c\)|©", "", licence).strip():
        _add(channel, "copyright", _short(bare))


def _add_people(parent: etree._Element, people: Iterable[Credit]) -> None:
    for person in people:
        name = _short(person.name, NAME_LIMIT_CHARS_N)
        role, group = TAXONOMY[person.role]
        places = {"href": person.url, "img": person.image}
        absolute = {key: url for key, url in places.items() if urlsplit(url).scheme in ("http", "https")}
        if name:
            _add(parent, f"{{{PODCAST}}}person", name, role=role.lower(), group=group.lower(), **absolute)


def _add_item(element: etree._Element, item: FeedItem) -> None:
    _add(element, "title", _short(item.title))
    _add(element, "link", item.link)
    if item.discussion_url:
        _add(element, "comments", item.discussion_url)
    _add(element, "guid", item.guid, isPermaLink="false")
    _add(element, "pubDate", _date(item.published_at))
    _add(element, "description", _cdata(_paragraphs(item.description) or _paragraphs(item.title)))
    if item.notes_html.strip():
        _add(element, f"{{{CONTENT}}}encoded", _cdata(item.notes_html))
    length = str(item.enclosure_bytes_n)
    _add(element, "enclosure", url=item.enclosure_url, length=length, type=item.enclosure_type)
    _add(element, f"{{{ITUNES}}}duration", str(max(1, round(item.duration_s))))
    _add(element, f"{{{ITUNES}}}explicit", _bool(item.is_explicit))
    _add(element, f"{{{ITUNES}}}episodeType", item.kind.value)
    number = item.number if item.kind is EpisodeKind.FULL else None  # a trailer or bonus has no place in the count
    for name, value in (("episode", number), ("season", item.season)):
        if value is not None:
            _add(element, f"{{{ITUNES}}}{name}", str(value))
            _add(element, f"{{{PODCAST}}}{name}", str(value))
    if item.image_url:
        _add(element, f"{{{ITUNES}}}image", href=item.image_url)
    for link in item.transcripts:
        known = {"url": link.url, "type": link.mime_type, "language": link.language, "rel": link.rel}
        _add(element, f"{{{PODCAST}}}transcript", **{key: value for key, value in known.items() if value})
    if item.chapters_url:
        _add(element, f"{{{PODCAST}}}chapters", url=item.chapters_url, type="application/json+chapters")
    for bite in item.soundbites:
        times = {"startTime": f"{bite.start_s:.3f}", "duration": f"{bite.duration_s:.3f}"}
        _add(element, f"{{{PODCAST}}}soundbite", _short(bite.title, NAME_LIMIT_CHARS_N), **times)
    if item.enclosure_sha256:
        _add_integrity(element, item)
    if item.discussion_url:
        _add(element, f"{{{PODCAST}}}contentLink", "Discuss this episode", href=item.discussion_url)
    _add_people(element, item.people)
    _add(element, f"{{{PODCAST}}}txt", _bool(item.is_machine_text), purpose="ai-content")


def _add_integrity(element: etree._Element, item: FeedItem) -> None:
    """The enclosure once more, with its hash as Subresource Integrity writes it."""
    length = str(item.enclosure_bytes_n)
    same = _add(element, f"{{{PODCAST}}}alternateEnclosure", type=item.enclosure_type, length=length, default="true")
    _add(same, f"{{{PODCAST}}}source", uri=item.enclosure_url)
    value = base64.b64encode(bytes.fromhex(item.enclosure_sha256)).decode("ascii")
    _add(same, f"{{{PODCAST}}}integrity", type="sri", value=f"sha256-{value}")


def _cdata(html: str) -> etree.CDATA:
    return etree.CDATA(_clean(html).strip().replace("]]>", "]]&gt;"))


def _paragraphs(text: str) -> str:
    """Plain text as the little HTML that podcast apps read there, a paragraph a line, within their limit."""
    while True:
        rows = (" ".join(row.split()) for row in _clean(text).splitlines())
        html = "".join(f"<p>{escape(row, quote=False)}</p>" for row in rows if row)
        over_n = len(html.encode()) - DESCRIPTION_LIMIT_BYTES_N
        if over_n <= 0:
            return html
        bytes_n = len(_clean(text).encode())
        text = _within_bytes(_clean(text), max(bytes_n - over_n, bytes_n // 2))


def _within_limit(root: etree._Element) -> bytes:
    def written() -> bytes:
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)

    feed = written()
    notes = list(root.iter(f"{{{CONTENT}}}encoded"))
    while len(feed) > FEED_LIMIT_BYTES_N and notes:
        over_n = len(feed) - FEED_LIMIT_BYTES_N
        while over_n > 0 and notes:
            oldest = notes.pop()
            over_n -= len((oldest.text or "").encode())
            parent = oldest.getparent()
            assert parent is not None
            parent.remove(oldest)
        feed = written()
    return feed
