"""A feed with all that hangs on it: what to ask for, and which rules judge what comes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from onrecord.core.web import Answer, Ask, Fetch
from onrecord.formats.check import captions, documents, linked_data, picture
from onrecord.formats.check import feed as feeds
from onrecord.formats.check.feed import Feed, kids, text_of
from onrecord.formats.check.rules import Book, Finding
from onrecord.formats.check.served import SERVED_ARTWORK, SERVED_FEED, SERVED_SOUND, SERVED_TEXT, Served
from onrecord.formats.check.show import FEED
from onrecord.formats.check.words import is_absolute, mime_of, seconds_of

TEXT_BYTES_N = 1 << 23
"""The most that is read of a picture, transcript, chapters or page: 8 MB, more than any of them should be."""


@dataclass(frozen=True, slots=True)
class Link:
    """Something that the feed leads to. `place` is where it stands in the feed, `duration_s` its episode's."""

    kind: str
    url: str
    place: str
    mime_type: str = ""
    bytes_n: int = 0
    duration_s: float = 0.0


def judge_feed(data: bytes, url: str = "", target: str = "") -> tuple[Feed | None, list[Finding]]:
    """What is wrong with the document itself. `url` is where it was fetched from."""
    feed, findings = feeds.read(data, url, target)
    return feed, findings + (list(FEED.judge(feed, target)) if feed else [])


def judge_served_feed(whole: Answer, head: Answer | None, target: str = "") -> list[Finding]:
    return list(SERVED_FEED.judge(Served("the feed", head=head, whole=whole), target))


def links_of(feed: Feed, newest_n: int) -> list[Link]:
    """The artwork, and of the `newest_n` first episodes the sound, transcripts, chapters, artwork and page."""
    found = [_picture(image, "the show") for image in kids(feed.channel, "itunes:image")[:1]]
    for item in feed.items[:newest_n]:
        place = feed.at(item).where
        duration_s = seconds_of(text_of(item, "itunes:duration")) or 0.0
        for sound in kids(item, "enclosure")[:1]:
            length = sound.get("length", "")
            bytes_n = int(length[:18]) if length.isdecimal() else 0
            found.append(Link("sound", sound.get("url", ""), place, sound.get("type", ""), bytes_n))
        for text in kids(item, "podcast:transcript"):
            found.append(Link("transcript", text.get("url", ""), place, mime_of(text.get("type", "")), 0, duration_s))
        for text in kids(item, "podcast:chapters")[:1]:
            found.append(Link("chapters", text.get("url", ""), place, mime_of(text.get("type", "")), 0, duration_s))
        found += [_picture(image, place) for image in kids(item, "itunes:image")[:1]]
        found.append(Link("page", text_of(item, "link"), place))
    distinct = {(link.kind, link.url): link for link in reversed(found) if is_absolute(link.url)}
    return list(reversed(distinct.values()))


def _picture(image: etree._Element, place: str) -> Link:
    return Link("artwork", image.get("href", "").strip(), place)


def judge_link(link: Link, fetch: Fetch) -> list[Finding]:
    if link.kind == "sound":
        return _sound(link, fetch)
    whole = fetch(Ask(link.url, limit_bytes_n=TEXT_BYTES_N))
    head = fetch(Ask(link.url, "HEAD")) if link.kind == "artwork" else None
    served = Served(link.place, link.mime_type, head=head, whole=whole)
    if link.kind == "page":
        return list(judge_page(whole.body, link.url)) if whole.is_there else []
    book: Book[Served] = SERVED_ARTWORK if link.kind == "artwork" else SERVED_TEXT
    findings = list(book.judge(served, link.url))
    if whole.is_there and (link.kind == "artwork" or not whole.is_cut):
        findings += judge_file(whole.body, kind_of(link), link.url, link.duration_s)
    return findings


def _sound(link: Link, fetch: Fetch) -> list[Finding]:
    start = fetch(Ask(link.url, first_bytes_n=2, limit_bytes_n=64))
    head = fetch(Ask(link.url, "HEAD"))
    return list(SERVED_SOUND.judge(Served(link.place, link.mime_type, link.bytes_n, head, None, start), link.url))


KINDS = {
    "text/vtt": "vtt", "application/x-subrip": "srt", "application/srt": "srt", "text/srt": "srt",
    "application/json": "transcript",
}  # fmt: skip


def kind_of(link: Link) -> str:
    return KINDS.get(link.mime_type, "") if link.kind == "transcript" else link.kind


def judge_file(data: bytes, kind: str, target: str = "", duration_s: float = 0.0) -> Iterator[Finding]:
    """One file on its own; `kind` is artwork, vtt, srt, transcript, chapters, jsonfeed or page, and any other has no rules."""
    if kind == "artwork":
        yield from picture.PICTURE.judge(picture.read(data, target), target)
    elif kind == "vtt":
        yield from captions.VTT.judge(captions.read_vtt(data, duration_s), target)
    elif kind == "srt":
        yield from captions.SRT.judge(captions.read_srt(data, duration_s), target)
    elif kind == "transcript":
        yield from documents.TRANSCRIPT.judge(documents.read(data, duration_s), target)
    elif kind == "chapters":
        yield from documents.CHAPTERS.judge(documents.read(data, duration_s), target)
    elif kind == "jsonfeed":
        yield from documents.JSON_FEED.judge(documents.read(data), target)
    elif kind == "page":
        yield from judge_page(data, target)


def judge_page(data: bytes, target: str = "") -> Iterator[Finding]:
    yield from linked_data.JSON_LD.judge(linked_data.read_page(data.decode("utf-8", errors="replace")), target)


def sniff(data: bytes, name: str) -> str:
    """What a file is, by its content and name: "feed", a kind of `judge_file`, or empty for what is not known here."""
    start = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    lower = name.lower()
    if data[:3] == b"\xff\xd8\xff" or data[:8] == b"\x89PNG\r\n\x1a\n" or lower.endswith((".jpg", ".jpeg", ".png")):
        return "artwork"
    if start.startswith(b"WEBVTT") or lower.endswith(".vtt"):
        return "vtt"
    if lower.endswith(".srt"):
        return "srt"
    if start.startswith((b"{", b"[")) or lower.endswith(".json"):
        return _sniff_json(data, lower)
    if start[:14].lower().startswith((b"<!doctype html", b"<html")) or lower.endswith((".html", ".htm")):
        return "page"
    return "feed" if start.startswith(b"<") or lower.endswith((".xml", ".rss")) else ""


def _sniff_json(data: bytes, name: str) -> str:
    value = documents.read(data).value
    keys = value.keys() if isinstance(value, dict) else set()
    if b"jsonfeed.org" in data[:4096] or "items" in keys:
        return "jsonfeed"
    return "transcript" if "segments" in keys or ("transcript" in name and "chapters" not in keys) else "chapters"
