"""The rules for the show: what stands in the channel, and what holds for channel and items alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from lxml import etree

from onrecord.formats.apple import SUBCATEGORIES_OF
from onrecord.formats.check import sources
from onrecord.formats.check.feed import Feed, kids, name_of, own_text, text_of
from onrecord.formats.check.rules import ERROR, NOTE, WARNING, Book, Spot
from onrecord.formats.check.words import is_absolute, is_https, same_address

FEED: Book[Feed] = Book("the feed")
rule = FEED.rule

DESCRIPTION_BYTES_N = 4_000
VALUE_CHARS_N = 255
FEED_BYTES_N = 5_000_000
IMAGE_WIDEST, IMAGE_HIGHEST = 144, 400
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_RICH = re.compile(r"(?i)</?(?:p|ol|ul|li|a|br)\b")
"""What Apple shows as such in a show's description."""
OLD_CATEGORIES = (
    "Games & Hobbies", "Government & Organizations", "News & Politics", "Science & Medicine", "Sports & Recreation",
)  # fmt: skip
_ACTIVE = re.compile(r"<\s*(script|iframe|object|embed|form|style)\b|\son\w+\s*=|javascript:", re.I)
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_DAY = re.compile(
    r"((Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d{2}:\d{2}(:\d{2})? ([+-]\d{4}|GMT|UT|UTC|Z|EST|EDT|CST|CDT|MST|MDT|PST|PDT)"
)


def is_date(text: str) -> bool:
    """Whether it is a date by RFC 2822, with English names, a four-digit year and a zone, and one that exists."""
    if not _DAY.fullmatch(" ".join(text.split())):
        return False
    try:
        parsedate_to_datetime(text)
    except ValueError:
        return False
    return True


# --- what must be there -------------------------------------------------------------------------------------------------


@rule("show-lacks", ERROR, "The show lacks a tag that Apple Podcasts requires.", sources.APPLE,
      "Add that tag to the channel.")  # fmt: skip
def _lacks(feed: Feed) -> Iterator[Spot]:
    for tag in ("title", "description", "language", "itunes:explicit", "itunes:category"):
        if not any(own_text(child).strip() or child.get("text") for child in kids(feed.channel, tag)):
            yield feed.at(feed.channel, f"<{tag}>")


@rule("show-link-missing", WARNING, "The show has no <link>, which RSS requires: apps have no site to lead to.", sources.RSS,
      "Add <link> with the address of the show's site.")  # fmt: skip
def _link(feed: Feed) -> Iterator[Spot]:
    if not text_of(feed.channel, "link"):
        yield feed.at(feed.channel)


@rule("artwork-missing", ERROR, "The show has no artwork, without which no directory takes it.", sources.APPLE_ARTWORK,
      'Add <itunes:image href="..."/> with a square JPEG or PNG of 1400 to 3000 pixels.')  # fmt: skip
def _artwork(feed: Feed) -> Iterator[Spot]:
    if not any(image.get("href", "").strip() for image in kids(feed.channel, "itunes:image")):
        yield feed.at(feed.channel)


@rule("episodes-missing", ERROR, "There is no episode in the feed, and directories take a show with one at least.",
      sources.APPLE, "Publish an episode or a trailer first.")  # fmt: skip
def _episodes(feed: Feed) -> Iterator[Spot]:
    if not feed.items and not kids(feed.channel, "podcast:liveItem"):
        yield feed.at(feed.channel)


@rule("show-author-missing", WARNING, "Nobody is named as the show's author, whom apps print under its title.", sources.PSP,
      "Add <itunes:author>.")  # fmt: skip
def _author(feed: Feed) -> Iterator[Spot]:
    if not text_of(feed.channel, "itunes:author"):
        yield feed.at(feed.channel)


@rule("self-link-missing", WARNING, "The feed does not say at which address it is.", sources.ATOM,
      'Add <atom:link rel="self" type="application/rss+xml" href="..."/> with the feed\'s own address.')  # fmt: skip
def _self_missing(feed: Feed) -> Iterator[Spot]:
    if not any(link.get("rel") == "self" for link in kids(feed.channel, "atom:link")):
        yield feed.at(feed.channel)


@rule("self-link-elsewhere", WARNING, "The feed was fetched from another address than the one it gives for itself.",
      sources.ATOM_SELF, "Give the address at which the feed is served, or redirect the other one to it for good (301).")  # fmt: skip
def _self_elsewhere(feed: Feed) -> Iterator[Spot]:
    for link in kids(feed.channel, "atom:link"):
        if link.get("rel") == "self" and feed.url and not same_address(link.get("href", ""), feed.url):
            yield feed.at(link, f"{link.get('href')}, not {feed.url}")


@rule("owner-missing", NOTE, "No owner with an e-mail address is named, by which a host or directory proves whose the show is.",
      sources.PSP, "Add <itunes:owner> with name and e-mail, a role address rather than your own; or podcast:txt.")  # fmt: skip
def _owner(feed: Feed) -> Iterator[Spot]:
    if not text_of(feed.channel, "itunes:owner/itunes:email"):
        yield feed.at(feed.channel)


@rule("show-guid-missing", NOTE, "The show has no podcast:guid, so apps cannot know it again when it moves.",
      sources.tag("guid"), "Add <podcast:guid> with a UUIDv5 of the feed's address, once and for ever.")  # fmt: skip
def _guid(feed: Feed) -> Iterator[Spot]:
    if not text_of(feed.channel, "podcast:guid"):
        yield feed.at(feed.channel)


@rule("locked-missing", NOTE, "The feed does not say whether other hosts may import it.", sources.tag("locked"),
      "Add <podcast:locked>yes</podcast:locked>, with the owner's e-mail address in owner.")  # fmt: skip
def _locked(feed: Feed) -> Iterator[Spot]:
    if not kids(feed.channel, "podcast:locked"):
        yield feed.at(feed.channel)


# --- what it must be ------------------------------------------------------------------------------------------------------


@rule("tag-twice", WARNING, "A tag that may stand once stands here more often; which one counts differs from app to app.",
      sources.RSS, "Keep one of them.")  # fmt: skip
def _twice(feed: Feed) -> Iterator[Spot]:
    once = (
        "title link description language pubDate lastBuildDate guid itunes:explicit itunes:type itunes:author itunes:image "
        "itunes:duration itunes:episode itunes:season itunes:episodeType itunes:new-feed-url itunes:owner"
    ).split()
    for parent in feed.parents:
        for tag in once:
            if len(more := kids(parent, tag)) > 1:
                yield feed.at(more[1], f"<{tag}>, {len(more)} times")


@rule("language-code", ERROR, "The language is no language code.", sources.LANGUAGES,
      'Write a code such as "en", "en-gb" or "ko".')  # fmt: skip
def _language(feed: Feed) -> Iterator[Spot]:
    for element in kids(feed.channel, "language"):
        text = own_text(element).strip()
        if text and not _LANGUAGE.fullmatch(text):
            yield feed.at(element, text)


@rule("category-unknown", ERROR, "Apple Podcasts does not know this category.", sources.APPLE_CATEGORIES,
      "Take a category of Apple's list, letter for letter; & is written &amp;.")  # fmt: skip
def _category(feed: Feed) -> Iterator[Spot]:
    for element in kids(feed.channel, "itunes:category"):
        if element.get("text", "") not in (*SUBCATEGORIES_OF, *OLD_CATEGORIES):
            yield feed.at(element, element.get("text", "no text attribute"))


@rule("category-old", WARNING, "Apple Podcasts gave this category up in 2019 and files such shows by guess.",
      sources.APPLE_CATEGORIES, "Take a category of Apple's list of today.")  # fmt: skip
def _old_category(feed: Feed) -> Iterator[Spot]:
    for element in kids(feed.channel, "itunes:category"):
        if element.get("text", "") in OLD_CATEGORIES:
            yield feed.at(element, element.get("text", ""))


@rule("subcategory-unknown", WARNING, "Apple Podcasts does not know this subcategory, and the show stands in the category alone.",
      sources.APPLE_CATEGORIES, "Take a subcategory that Apple lists below that category, or none.")  # fmt: skip
def _subcategory(feed: Feed) -> Iterator[Spot]:
    for element in kids(feed.channel, "itunes:category"):
        known = SUBCATEGORIES_OF.get(element.get("text", ""))
        for below in kids(element, "itunes:category"):
            if known is not None and below.get("text", "") not in known:
                yield feed.at(below, f"{below.get('text', '')} in {element.get('text', '')}")


@rule("explicit-value", ERROR, "itunes:explicit is neither true nor false.", sources.APPLE_TAGS,
      "Write true or false.")  # fmt: skip
def _explicit(feed: Feed) -> Iterator[Spot]:
    for element, text in _explicits(feed):
        if text and text.lower() not in _EXPLICIT:
            yield feed.at(element, text)


@rule("explicit-old", NOTE, "itunes:explicit is written as it was years ago; Apple asks for true or false.",
      sources.APPLE_TAGS, "Write true for yes and explicit, false for no and clean.")  # fmt: skip
def _explicit_old(feed: Feed) -> Iterator[Spot]:
    for element, text in _explicits(feed):
        if text.lower() in _EXPLICIT and text not in ("true", "false"):
            yield feed.at(element, text)


_EXPLICIT = ("true", "false", "yes", "no", "clean", "explicit")


def _explicits(feed: Feed) -> Iterator[tuple[etree._Element, str]]:
    for parent in feed.parents:
        for element in kids(parent, "itunes:explicit"):
            yield element, own_text(element).strip()


@rule("type-value", ERROR, "itunes:type is neither episodic nor serial.", sources.APPLE_TAGS,
      "Write episodic (newest first) or serial (first to last).")  # fmt: skip
def _type(feed: Feed) -> Iterator[Spot]:
    for element in kids(feed.channel, "itunes:type"):
        if own_text(element).strip().lower() not in ("", "episodic", "serial"):
            yield feed.at(element, own_text(element))


@rule("serial-without-number", ERROR, "The show is serial, and an episode has no number to put it in order by.",
      sources.APPLE_TAGS, "Give every full episode an <itunes:episode>, or call the show episodic.")  # fmt: skip
def _serial(feed: Feed) -> Iterator[Spot]:
    if text_of(feed.channel, "itunes:type").lower() == "serial":
        for item in feed.items:
            if text_of(item, "itunes:episodeType") in ("", "full") and not text_of(item, "itunes:episode"):
                yield feed.at(item)


@rule("show-guid-value", WARNING, "podcast:guid is no UUID.", sources.tag("guid"),
      "Make a UUIDv5 of the feed's address, once, and keep it.")  # fmt: skip
def _guid_value(feed: Feed) -> Iterator[Spot]:
    for element in kids(feed.channel, "podcast:guid"):
        text = own_text(element).strip()
        if text and not re.fullmatch(r"(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text):
            yield feed.at(element, text)


@rule("owner-email", WARNING, "The owner's e-mail address is none.", sources.APPLE_TAGS, "Write name@example.org.")
def _email(feed: Feed) -> Iterator[Spot]:
    for element in kids(feed.channel, "itunes:owner/itunes:email"):
        text = own_text(element).strip()
        if text and not _EMAIL.fullmatch(text):
            yield feed.at(element, text)


@rule("moved-address", ERROR, "itunes:new-feed-url is no web address, so apps that follow it lose the show.",
      sources.APPLE_TAGS, "Give the whole new address, beginning with https://.")  # fmt: skip
def _moved(feed: Feed) -> Iterator[Spot]:
    for element in kids(feed.channel, "itunes:new-feed-url"):
        if not is_absolute(own_text(element).strip()):
            yield feed.at(element, own_text(element))


@rule("moved", NOTE, "The show says that it has moved: apps will leave this feed for the other one.", sources.APPLE_TAGS,
      "Keep it, with a 301, for at least four weeks; take it out if the show stays here.")  # fmt: skip
def _says_moved(feed: Feed) -> Iterator[Spot]:
    for element in kids(feed.channel, "itunes:new-feed-url"):
        target = own_text(element).strip()
        if is_absolute(target) and not (feed.url and same_address(target, feed.url)):
            yield feed.at(element, target)


@rule("hidden", NOTE, "The feed asks directories not to list it.", sources.APPLE_TAGS,
      "Right for a private feed; otherwise take itunes:block and podcast:block out.")  # fmt: skip
def _hidden(feed: Feed) -> Iterator[Spot]:
    for element in [*kids(feed.channel, "itunes:block"), *kids(feed.channel, "podcast:block")]:
        if own_text(element).strip().lower() == "yes" and not element.get("id"):
            yield feed.at(element, f"<{name_of(element)}>")


@rule("dates", ERROR, "This is no date by RFC 2822, and apps that cannot read it put the episode at the wrong place.",
      sources.RFC2822, "Write it as in: Wed, 25 Nov 2026 06:00:00 +0000")  # fmt: skip
def _dates(feed: Feed) -> Iterator[Spot]:
    for parent in feed.parents:
        for element in [*kids(parent, "pubDate"), *kids(parent, "lastBuildDate")]:
            if not is_date(own_text(element).strip()):
                yield feed.at(element, own_text(element) or "nothing")


# --- text and addresses, in the show and its episodes ----------------------------------------------------------------------


@rule("description-long", WARNING, "A description is over 4,000 bytes; Apple Podcasts cuts it there.", sources.APPLE,
      "Shorten it; the full notes belong into content:encoded.")  # fmt: skip
def _long(feed: Feed) -> Iterator[Spot]:
    for parent in feed.parents:
        for tag in ("description", "itunes:summary"):
            for element in kids(parent, tag):
                if (bytes_n := len(own_text(element).encode())) > DESCRIPTION_BYTES_N:
                    yield feed.at(element, f"<{tag}> of {bytes_n} bytes")


@rule("value-long", WARNING, "A value is over 255 characters, and apps cut it.", sources.APPLE, "Shorten it.")
def _value_long(feed: Feed) -> Iterator[Spot]:
    for parent in feed.parents:
        for tag in ("title", "itunes:title", "itunes:author", "itunes:subtitle", "copyright"):
            for element in kids(parent, tag):
                if (chars_n := len(own_text(element).strip())) > VALUE_CHARS_N:
                    yield feed.at(element, f"<{tag}> of {chars_n} characters")


@rule("html-in-text", WARNING, "There is HTML where only plain text is shown, so listeners see the tags.",
      sources.HTML_IN_TEXT, "Take the tags out there.")  # fmt: skip
def _html(feed: Feed) -> Iterator[Spot]:
    for parent in feed.parents:
        more = "" if parent in feed.numbers else "description itunes:summary copyright"
        for tag in f"title itunes:title itunes:author itunes:subtitle {more}".split():
            for element in kids(parent, tag):
                is_rich = tag in ("description", "itunes:summary")
                for match in _TAG.finditer(own_text(element)):
                    if not (is_rich and _RICH.match(match.group())):
                        yield feed.at(element, f"<{tag}> has {match.group()}")
                        break


@rule("html-active", WARNING, "The notes have scripts, frames or forms, which apps remove and careless ones run.",
      sources.APPLE, "Keep to paragraphs, lists, links and emphasis.")  # fmt: skip
def _active(feed: Feed) -> Iterator[Spot]:
    for parent in feed.parents:
        for tag in ("description", "content:encoded", "itunes:summary"):
            for element in kids(parent, tag):
                if match := _ACTIVE.search(own_text(element)):
                    yield feed.at(element, f"<{tag}> has {match.group()}")


@rule("address-relative", ERROR, "This is no whole web address, and nobody knows what it should be joined to.", sources.RSS,
      "Write it whole, beginning with https://.")  # fmt: skip
def _relative(feed: Feed) -> Iterator[Spot]:
    for element, address in _addresses(feed):
        if address and not is_absolute(address):
            yield feed.at(element, f"<{name_of(element)}> {address}")


@rule("address-letters", WARNING, "An address has spaces or letters beyond ASCII, which some apps do not find.", sources.APPLE,
      "Use a to z, A to Z and 0 to 9 in file names, or write the rest percent-encoded.")  # fmt: skip
def _letters(feed: Feed) -> Iterator[Spot]:
    for element, address in _addresses(feed):
        if not address.isascii() or re.search(r"\s", address):
            yield feed.at(element, f"<{name_of(element)}> {address}")


@rule("address-insecure", WARNING, "An address begins with http://, which phones and browsers refuse or warn of.", sources.APPLE,
      "Serve it over https://.")  # fmt: skip
def _insecure(feed: Feed) -> Iterator[Spot]:
    for element, address in _addresses(feed):
        if is_absolute(address) and not is_https(address) and name_of(element) in _FETCHED:
            yield feed.at(element, f"<{name_of(element)}> {address}")


_FETCHED = ("enclosure", "itunes:image", "podcast:transcript", "podcast:chapters")
_PLACES = (
    ("link", None), ("comments", None), ("enclosure", "url"), ("itunes:image", "href"), ("atom:link", "href"), ("podcast:transcript", "url"),
    ("podcast:chapters", "url"), ("podcast:person", "href"), ("podcast:person", "img"), ("podcast:funding", "url"),
    ("podcast:trailer", "url"), ("podcast:license", "url"), ("podcast:contentLink", "href"),
)  # fmt: skip


def _addresses(feed: Feed) -> Iterator[tuple[etree._Element, str]]:
    for parent in feed.parents:
        for tag, attribute in _PLACES:
            for element in kids(parent, tag):
                if attribute is None:
                    yield element, own_text(element).strip()
                elif attribute in element.attrib:
                    yield element, element.get(attribute, "").strip()


@rule("rss-image", WARNING, "RSS allows its own <image> 144 by 400 pixels and asks for url, title and link.", sources.RSS,
      "Complete it, or take it out: apps show itunes:image.")  # fmt: skip
def _rss_image(feed: Feed) -> Iterator[Spot]:
    for image in kids(feed.channel, "image"):
        lacking = [f"<{tag}>" for tag in ("url", "title", "link") if not text_of(image, tag)]
        for tag, most in (("width", IMAGE_WIDEST), ("height", IMAGE_HIGHEST)):
            size = text_of(image, tag)
            if size and (not size.isdecimal() or int(size[:9]) > most):
                yield feed.at(image, f"<{tag}> {size}, at most {most}")
        if lacking:
            yield feed.at(image, f"without {', '.join(lacking)}")


@rule("itunes-unknown", NOTE, "Apple knows no such tag (any more).", sources.APPLE_TAGS, "It can go; nobody reads it.")
def _unknown(feed: Feed) -> Iterator[Spot]:
    known = set(
        "author block category complete duration email episode episodeType explicit image name new-feed-url owner season "
        "subtitle summary title type applepodcastsverify".split()
    )
    for parent in feed.parents:
        for element in parent:
            name = name_of(element)
            if name.startswith("itunes:") and name.removeprefix("itunes:") not in known:
                yield feed.at(element, f"<{name}>")


@rule("feed-large", WARNING, "The feed is over 5,000,000 bytes: some readers stop there and lose the oldest episodes.",
      sources.PAGED, "Page it (RFC 5005), or shorten the notes of old episodes.")  # fmt: skip
def _large(feed: Feed) -> Iterator[Spot]:
    if len(feed.data) > FEED_BYTES_N:
        yield Spot("the feed", f"{len(feed.data)} bytes")


@rule("byte-order-mark", WARNING, "The document begins with a byte order mark, on which old readers stumble.", sources.PSP,
      "Save it as UTF-8 without a mark.")  # fmt: skip
def _mark(feed: Feed) -> Iterator[Spot]:
    if feed.data.startswith(b"\xef\xbb\xbf"):
        yield Spot("line 1", "", 1)


@rule("not-utf-8", WARNING, "The document is not in UTF-8, which is all that directories ask their apps to read.", sources.PSP,
      'Save it as UTF-8 and say so: <?xml version="1.0" encoding="UTF-8"?>')  # fmt: skip
def _encoding(feed: Feed) -> Iterator[Spot]:
    encoding = feed.root.getroottree().docinfo.encoding or "UTF-8"
    if encoding.upper() not in ("UTF-8", "US-ASCII", "ASCII"):
        yield Spot("line 1", encoding, 1)


@rule("doctype", WARNING, "RSS 2.0 has no DOCTYPE, and careful readers refuse documents with one.", sources.RSS_PROFILE,
      "Remove the DOCTYPE line.")  # fmt: skip
def _doctype(feed: Feed) -> Iterator[Spot]:
    if feed.root.getroottree().docinfo.doctype:
        yield Spot("before the first element", feed.root.getroottree().docinfo.doctype)
