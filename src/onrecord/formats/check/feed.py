"""A feed as the rules see it: read safely, with its items, and every element able to say where it is.

No feed is worth an attack on who reads it: entities that a document declares itself are refused before anything is
expanded, nothing is fetched, and lxml's own limits on depth and size stay on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.parsers import expat

from lxml import etree

from onrecord.formats.check import sources
from onrecord.formats.check.rules import ERROR, WARNING, Book, Finding, Spot, shortened
from onrecord.formats.rss import ATOM, CONTENT, ITUNES, PODCAST

NS = {"itunes": ITUNES, "podcast": PODCAST, "atom": ATOM, "content": CONTENT}
OLD_PODCAST = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"
"""The namespace's first name, which apps still take for it."""
ITEMS_N, TAGS_N = 50_000, 4_000_000
PREFIXES = {uri: prefix for prefix, uri in NS.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Feed:
    """`url` is where it was fetched from, empty for a file. `numbers` gives the place of each item from 1."""

    data: bytes
    url: str
    root: etree._Element
    channel: etree._Element
    items: tuple[etree._Element, ...]
    numbers: dict[etree._Element, int]

    @property
    def parents(self) -> Iterator[etree._Element]:
        """The channel and every item."""
        yield self.channel
        yield from self.items

    def at(self, element: etree._Element, found: str = "", source: str = "") -> Spot:
        """Where `element` is, in words."""
        item: etree._Element | None = element
        while item is not None and item not in self.numbers:
            item = item.getparent()
        where = "the show"
        if item is not None:
            title = shortened(text_of(item, "title"))
            where = f"item {self.numbers[item]}" + (f", {title!r}" if title else "")
        return Spot(where, found, element.sourceline or 0, source)


def kids(parent: etree._Element, tag: str) -> list[etree._Element]:
    """The children of that name; `itunes:image` means what it usually means."""
    return parent.findall(tag, NS)


def text_of(parent: etree._Element, tag: str) -> str:
    """The text of the first child of that name, stripped; empty when there is none."""
    child = parent.find(tag, NS)
    return "" if child is None else own_text(child).strip()


def own_text(element: etree._Element) -> str:
    return element.text or ""


def name_of(element: etree._Element) -> str:
    """`itunes:image` for a known namespace, else as XML has it."""
    if not isinstance(element.tag, str):
        return ""
    name = etree.QName(element.tag)
    prefix = PREFIXES.get(name.namespace or "")
    return f"{prefix}:{name.localname}" if prefix else name.localname if not name.namespace else element.tag


def read(data: bytes, url: str = "", target: str = "") -> tuple[Feed | None, list[Finding]]:
    """The feed, or what keeps it from being one: then nothing else is looked at. Misnamed namespaces are told, and read as meant."""
    problems = list(READING.judge(data, target))
    if problems:
        return None, problems
    root = etree.fromstring(data, parser())
    for element in root.iter(f"{{{OLD_PODCAST}}}*"):
        element.tag = f"{{{PODCAST}}}{etree.QName(element).localname}"
    problems = list(SHAPE.judge(root, target))
    if problems:
        return None, problems
    problems = list(NAMES.judge(root, target))
    for uri, right in _misnamed(root):
        for element in root.iter(f"{{{uri}}}*"):
            element.tag = f"{{{right}}}{etree.QName(element).localname}"
    channel = root.find("channel")
    assert channel is not None
    items = tuple(channel.findall("item"))
    return Feed(data, url, root, channel, items, {item: n for n, item in enumerate(items, 1)}), problems


def parser() -> etree.XMLParser[etree._Element]:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, dtd_validation=False,
        remove_comments=True, remove_pis=True, strip_cdata=True,
    )  # fmt: skip


class _Declares(Exception):
    pass


READING: Book[bytes] = Book("the document")


@READING.rule(
    "feed-endless", ERROR, "There is more in the feed than any app will read.", sources.PAGED,
    "Page it (RFC 5005): at most 50,000 episodes on a page, and no more than four million tags.",
)  # fmt: skip
def _endless(data: bytes) -> Iterator[Spot]:
    if data.count(b"<item") > ITEMS_N or data.count(b"<") > TAGS_N:
        yield Spot("the feed", f"{data.count(b'<item')} episodes, {data.count(b'<')} tags")


@READING.rule(
    "xml-entities", ERROR, "The document declares entities of its own, which readers refuse to expand.", sources.XML,
    "Remove the DOCTYPE and write the characters themselves.",
)  # fmt: skip
def _entities(data: bytes) -> Iterator[Spot]:
    if any(True for _ in _endless(data)):
        return
    reader = expat.ParserCreate()

    def refuse(name: str, *_: object) -> None:
        raise _Declares(name)

    reader.EntityDeclHandler = refuse
    reader.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        reader.Parse(data, True)
    except _Declares as found:
        yield Spot(f"line {reader.CurrentLineNumber}", str(found), reader.CurrentLineNumber)
    except (expat.ExpatError, ValueError, LookupError):
        # not XML, which the rule below tells, or in an encoding that this reader does not know and the next one may
        if b"<!ENTITY" in data:
            yield Spot("before the first element")


@READING.rule(
    "xml-not-well-formed", ERROR, "This is no well-formed XML, and an app that meets it shows no episode.", sources.XML,
    "Mend that place; & and < in text are written &amp; and &lt;, or stand in CDATA.",
)  # fmt: skip
def _well_formed(data: bytes) -> Iterator[Spot]:
    if any(True for _ in _endless(data)) or any(True for _ in _entities(data)):
        return
    try:
        etree.fromstring(data, parser())
    except etree.XMLSyntaxError as error:
        line = error.lineno or 0
        yield Spot(f"line {line}", error.msg or "", line)
    except ValueError as error:
        yield Spot("", str(error))


SHAPE: Book[etree._Element] = Book("the outline")


@SHAPE.rule(
    "rss-version", ERROR, "Podcast directories take RSS 2.0 only.", sources.APPLE,
    'Begin the document with <rss version="2.0">.',
)  # fmt: skip
def _version(root: etree._Element) -> Iterator[Spot]:
    if root.tag != "rss" or root.get("version") != "2.0":
        version = root.get("version")
        yield Spot(
            "the first element",
            f"<{etree.QName(root).localname}>, version {version or 'not given'}",
            root.sourceline or 0,
        )


@SHAPE.rule("rss-channel", ERROR, "There is no <channel> in <rss>, so there is no show.", sources.RSS,
            "Put the show and its items into one <channel>.")  # fmt: skip
def _channel(root: etree._Element) -> Iterator[Spot]:
    if root.tag == "rss" and len(root.findall("channel")) != 1:
        yield Spot("<rss>", f"{len(root.findall('channel'))} channels", root.sourceline or 0)


NAMED = {
    "itunes": (ITUNES, ("itunes.com/dtds/podcast",)),
    "podcast": (PODCAST, ("podcastindex.org/namespace", "podcast-namespace")),
    "atom": (ATOM, ("w3.org/2005/atom",)),
    "content": (CONTENT, ("purl.org/rss/1.0/modules/content",)),
}  # fmt: skip


NAMES: Book[etree._Element] = Book("the namespaces")


def _misnamed(root: etree._Element) -> list[tuple[str, str]]:
    """(name as declared, right name) of every namespace that is meant and not hit."""
    declared = {uri for element in root.iter("rss", "channel", "item") for uri in element.nsmap.values()}
    return [
        (uri, right)
        for uri in sorted(declared - {right for right, _ in NAMED.values()} - {OLD_PODCAST})
        for right, marks in NAMED.values()
        if any(mark in uri.lower() for mark in marks)
    ]


@NAMES.rule("rss-namespace", ERROR, "Apple's namespace is declared with another name than its own, so its tags are not seen.",
            sources.PSP, "Declare it letter for letter, in lower and upper case as given.")  # fmt: skip
def _apple_namespace(root: etree._Element) -> Iterable[Spot]:
    for uri, right in _misnamed(root):
        if right == ITUNES:
            yield Spot("<rss>", f"{uri}, not {right}", root.sourceline or 0)


@NAMES.rule("rss-namespace-other", WARNING, "A namespace is declared with another name than its own, so careful apps do not see its tags.",
            sources.PSP, "Declare it letter for letter, in lower and upper case as given.")  # fmt: skip
def _other_namespaces(root: etree._Element) -> Iterable[Spot]:
    for uri, right in _misnamed(root):
        if right != ITUNES:
            yield Spot("<rss>", f"{uri}, not {right}", root.sourceline or 0)
