"""The rules for the episodes of a feed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from lxml import etree

from onrecord.formats.check import sources
from onrecord.formats.check.feed import Feed, kids, own_text, text_of
from onrecord.formats.check.rules import ERROR, NOTE, WARNING, Spot
from onrecord.formats.check.show import FEED
from onrecord.formats.check.words import is_absolute, seconds_of, suffix_of

rule = FEED.rule

TYPES = {
    ".mp3": ("audio/mpeg", "audio/mp3"), ".m4a": ("audio/x-m4a", "audio/mp4", "audio/m4a", "audio/aac"),
    ".mp4": ("video/mp4", "audio/mp4"), ".m4v": ("video/x-m4v", "video/mp4"), ".mov": ("video/quicktime",),
    ".pdf": ("application/pdf",),
}  # fmt: skip
"""What Apple takes, by the ending of the file, with the other names that apps take for the same."""
_TYPES = {name for names in TYPES.values() for name in names}
LONGEST_S = 12 * 3600
_NUMBERED = re.compile(r"^\s*(?:#\s*\d+|\d+\s*[:.\-–—|]|(?:episode|ep\.?|folge|s\d+\s*e)\s*\d+)", re.I)


def _each(feed: Feed, tag: str) -> Iterator[tuple[etree._Element, str]]:
    """Every element of that name in an episode, with its text."""
    for item in feed.items:
        for element in kids(item, tag):
            yield element, own_text(element).strip()


@rule("title-missing", ERROR, "An episode has no title.", sources.APPLE, "Add <title>.")
def _title(feed: Feed) -> Iterator[Spot]:
    yield from (feed.at(item) for item in feed.items if not text_of(item, "title"))


@rule("enclosure-missing", ERROR, "An episode has no <enclosure>, so there is nothing to play and directories leave it out.",
      sources.APPLE, "Add <enclosure> with url, length and type.")  # fmt: skip
def _enclosure(feed: Feed) -> Iterator[Spot]:
    for item in feed.items:
        if not kids(item, "enclosure") and not kids(item, "podcast:alternateEnclosure"):
            yield feed.at(item)


@rule("enclosure-lacks", ERROR, "An <enclosure> must have all of url, length and type.", sources.APPLE,
      "Add the attribute that is missing.")  # fmt: skip
def _attributes(feed: Feed) -> Iterator[Spot]:
    for element, _ in _each(feed, "enclosure"):
        missing = [name for name in ("url", "length", "type") if not element.get(name, "").strip()]
        if missing:
            yield feed.at(element, f"no {' and no '.join(missing)}")


@rule("enclosure-length", ERROR, "The length of an <enclosure> is not the file's size in bytes.", sources.RSS,
      "Write the number of bytes, in digits alone.")  # fmt: skip
def _length(feed: Feed) -> Iterator[Spot]:
    for element, _ in _each(feed, "enclosure"):
        length = element.get("length", "").strip()
        if length and not re.fullmatch(r"[0-9]+", length):
            yield feed.at(element, length)


@rule("enclosure-length-none", WARNING, "The length of an <enclosure> is 0, which says that nobody knows it: apps cannot tell how much they fetch.",
      sources.RSS_PROFILE, "Write the number of bytes.")  # fmt: skip
def _no_length(feed: Feed) -> Iterator[Spot]:
    for element, _ in _each(feed, "enclosure"):
        if re.fullmatch(r"0+", element.get("length", "").strip()):
            yield feed.at(element, element.get("length", "").strip())


@rule("enclosure-type", ERROR, "Apple Podcasts plays no file of this type.", sources.APPLE,
      "Offer MP3 (audio/mpeg) or M4A (audio/x-m4a).")  # fmt: skip
def _type(feed: Feed) -> Iterator[Spot]:
    for element, _ in _each(feed, "enclosure"):
        mime = element.get("type", "").strip().lower()
        if mime and mime not in _TYPES:
            yield feed.at(element, mime)


@rule("enclosure-ending", WARNING, "The file's ending does not go with its type, and apps go by one or the other.",
      sources.APPLE, "Let name and type agree: .mp3 with audio/mpeg, .m4a with audio/x-m4a.")  # fmt: skip
def _ending(feed: Feed) -> Iterator[Spot]:
    for element, _ in _each(feed, "enclosure"):
        address, mime = element.get("url", ""), element.get("type", "").strip().lower()
        if is_absolute(address) and mime in _TYPES and mime not in TYPES.get(suffix_of(address), ()):
            yield feed.at(element, f"{suffix_of(address) or 'no ending'} as {mime}")


@rule("enclosure-several", WARNING, "An episode has more than one <enclosure>, and apps take the first, or the last.",
      sources.RSS_PROFILE, "Keep one; others go into podcast:alternateEnclosure.")  # fmt: skip
def _several(feed: Feed) -> Iterator[Spot]:
    for item in feed.items:
        if len(more := kids(item, "enclosure")) > 1:
            yield feed.at(more[1], f"{len(more)} enclosures")


@rule("enclosure-repeated", ERROR, "Two episodes have the same file, and Apple Podcasts leaves one of them out.", sources.APPLE,
      "Give each episode a file of its own.")  # fmt: skip
def _repeated(feed: Feed) -> Iterator[Spot]:
    yield from _shared(feed, "enclosure", lambda element: element.get("url", "").strip())


@rule("guid-missing", WARNING, "An episode has no <guid>, so every change of its address makes it a new one.", sources.APPLE,
      'Add <guid isPermaLink="false"> with a UUID that never changes.')  # fmt: skip
def _guid(feed: Feed) -> Iterator[Spot]:
    yield from (feed.at(item) for item in feed.items if not text_of(item, "guid"))


@rule("guid-repeated", ERROR, "Two episodes have the same <guid>, and apps show one of them.", sources.APPLE,
      "Give each episode a guid of its own.")  # fmt: skip
def _guid_repeated(feed: Feed) -> Iterator[Spot]:
    yield from _shared(feed, "guid", lambda element: own_text(element).strip())


def _shared(feed: Feed, tag: str, key: Callable[[etree._Element], str]) -> Iterator[Spot]:
    by_value: dict[str, list[etree._Element]] = defaultdict(list)
    for element, _ in _each(feed, tag):
        by_value[key(element)].append(element)
    for value, elements in by_value.items():
        if value and len({element.getparent() for element in elements}) > 1:
            yield feed.at(elements[1], value)


@rule("guid-permalink", ERROR, 'A <guid> without isPermaLink="false" must be a web address.', sources.RSS,
      'Add isPermaLink="false"; leave the value as it is.')  # fmt: skip
def _permalink(feed: Feed) -> Iterator[Spot]:
    for element, text in _each(feed, "guid"):
        if text and element.get("isPermaLink", "true").strip().lower() != "false" and not is_absolute(text):
            yield feed.at(element, text)


@rule("date-missing", ERROR, "An episode has no <pubDate>, and apps cannot tell when it came out.", sources.APPLE,
      "Add <pubDate> in RFC 2822 form: Wed, 25 Nov 2026 06:00:00 +0000")  # fmt: skip
def _date(feed: Feed) -> Iterator[Spot]:
    yield from (feed.at(item) for item in feed.items if not kids(item, "pubDate"))


@rule("duration-missing", WARNING, "An episode does not say how long it is, so apps cannot show it before it is fetched.",
      sources.PSP, "Add <itunes:duration> in whole seconds.")  # fmt: skip
def _duration(feed: Feed) -> Iterator[Spot]:
    yield from (feed.at(item) for item in feed.items if not text_of(item, "itunes:duration"))


@rule("duration-value", WARNING, "itunes:duration is no length of time.", sources.APPLE_TAGS,
      "Write whole seconds, such as 2734.")  # fmt: skip
def _duration_value(feed: Feed) -> Iterator[Spot]:
    for element, text in _each(feed, "itunes:duration"):
        if text and not (seconds_of(text) or 0):
            yield feed.at(element, text)


@rule("duration-long", WARNING, "An episode of more than 12 hours is not taken by Spotify.", sources.SPOTIFY,
      "Split it into parts.")  # fmt: skip
def _duration_long(feed: Feed) -> Iterator[Spot]:
    for element, text in _each(feed, "itunes:duration"):
        if (seconds_of(text) or 0) > LONGEST_S:
            yield feed.at(element, text)


@rule("number-value", ERROR, "Episode and season are whole numbers from 1.", sources.APPLE_TAGS,
      "Write 1 or more in digits, or leave the tag out.")  # fmt: skip
def _number(feed: Feed) -> Iterator[Spot]:
    for tag in ("itunes:episode", "itunes:season"):
        for element, text in _each(feed, tag):
            if not re.fullmatch(r"[0-9]+", text) or not text.strip("0"):
                yield feed.at(element, f"<{tag}> {text}")


@rule("number-repeated", WARNING, "Two full episodes of a season have the same number.", sources.APPLE_TAGS,
      "Number them apart.")  # fmt: skip
def _number_repeated(feed: Feed) -> Iterator[Spot]:
    seen: dict[tuple[str, str], etree._Element] = {}
    for item in feed.items:
        number = text_of(item, "itunes:episode")
        key = (text_of(item, "itunes:season") or "1", number)
        if number and text_of(item, "itunes:episodeType").lower() in ("", "full"):
            if key in seen:
                yield feed.at(item, f"episode {number}, as {text_of(seen[key], 'title')!r}")
            seen.setdefault(key, item)


@rule("episode-type", ERROR, "itunes:episodeType is none of full, trailer and bonus.", sources.APPLE_TAGS,
      "Write full, trailer or bonus.")  # fmt: skip
def _episode_type(feed: Feed) -> Iterator[Spot]:
    for element, text in _each(feed, "itunes:episodeType"):
        if text and text.lower() not in ("full", "trailer", "bonus"):
            yield feed.at(element, text)


@rule("title-numbered", NOTE, "A title begins with its number, which Apple asks to keep in itunes:episode alone.", sources.APPLE,
      "Take the number out of the title.")  # fmt: skip
def _numbered(feed: Feed) -> Iterator[Spot]:
    for item in feed.items:
        if text_of(item, "itunes:episode") and _NUMBERED.match(text_of(item, "title")):
            yield feed.at(item, text_of(item, "title"))


@rule("description-missing", WARNING, "An episode has no description.", sources.PSP, "Add <description>.")
def _description(feed: Feed) -> Iterator[Spot]:
    for item in feed.items:
        if not any(text_of(item, tag) for tag in ("description", "itunes:summary", "content:encoded")):
            yield feed.at(item)


@rule("transcript-missing", NOTE, "An episode has no transcript, so it cannot be read or searched.", sources.tag("transcript"),
      "Add <podcast:transcript> with a VTT file; Apple shows names from its voice spans.")  # fmt: skip
def _transcript(feed: Feed) -> Iterator[Spot]:
    yield from (feed.at(item) for item in feed.items if not kids(item, "podcast:transcript"))
