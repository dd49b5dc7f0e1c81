"""The rules for the JSON-LD in an episode's page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from onrecord.formats.check import sources
from onrecord.formats.check.documents import DATE, Document, read, unreadable
from onrecord.formats.check.rules import ERROR, NOTE, WARNING, Book, Spot
from onrecord.formats.check.words import is_absolute

_SPAN = re.compile(r"P(?=\d|T\d)(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
_CLOSING = re.compile("</script", re.I)
_OPENING = re.compile(
    r"<script\b[^<>]{0,500}\btype\s*=\s*[\"']?application/ld\+json[\"']?[^<>]{0,500}>", re.I
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LinkedData:
    """The JSON-LD of one page: every script in it."""

    scripts: tuple[Document, ...]

    @property
    def things(self) -> Iterator[dict[str, Any]]:
        """Every object with a type, from the outermost in."""
        waiting: list[Any] = [script.value for script in self.scripts]
        while waiting:
            value = waiting.pop(0)
            if isinstance(value, list):
                waiting += value
            elif isinstance(value, dict):
                if "@type" in value:
                    yield value
                waiting += value.values()

    def of(self, *types: str) -> Iterator[dict[str, Any]]:
        for thing in self.things:
            kind = thing["@type"]
            if set(kind if isinstance(kind, list) else [kind]) & set(types):
                yield thing


def read_page(html: str) -> LinkedData:
    """Every JSON-LD script of a page."""
    scripts: list[Document] = []
    for opening in _OPENING.finditer(html):
        closing = _CLOSING.search(html, opening.end())
        if closing is None:
            break
        scripts.append(read(html[opening.end() : closing.start()].encode()))
    return LinkedData(tuple(scripts))


JSON_LD: Book[LinkedData] = Book("JSON-LD of an episode's page")
rule = JSON_LD.rule


@rule("jsonld-missing", NOTE, "The episode's page has no JSON-LD, by which search engines know it for an episode.",
      sources.JSON_LD, "Put a PodcastEpisode into a script of type application/ld+json.")  # fmt: skip
def _ld_missing(page: LinkedData) -> Iterator[Spot]:
    if not page.scripts:
        yield Spot()


@rule("jsonld-json", ERROR, "The page's JSON-LD is no JSON.", sources.JSON, "Mend that place.")
def _ld_json(page: LinkedData) -> Iterator[Spot]:
    for script in page.scripts:
        yield from unreadable(script)


@rule("jsonld-episode", WARNING, "The page's JSON-LD speaks of no PodcastEpisode.", sources.JSON_LD,
      'Give the page an object with "@type": "PodcastEpisode".')  # fmt: skip
def _ld_episode(page: LinkedData) -> Iterator[Spot]:
    if any(script.value is not None for script in page.scripts) and not any(page.of("PodcastEpisode")):
        kinds = sorted({str(thing["@type"]) for thing in page.things})
        yield Spot("", ", ".join(kinds) or "nothing")


@rule("jsonld-lacks", WARNING, "The PodcastEpisode lacks what tells it from others.", sources.JSON_LD,
      "Give it name, url, datePublished, partOfSeries and associatedMedia.")  # fmt: skip
def _ld_lacks(page: LinkedData) -> Iterator[Spot]:
    for episode in page.of("PodcastEpisode"):
        for name in ("name", "url", "datePublished", "partOfSeries", "associatedMedia"):
            if not episode.get(name):
                yield Spot("", f"no {name}")
    for media in page.of("AudioObject", "MediaObject"):
        if not is_absolute(str(media.get("contentUrl", ""))):
            yield Spot("", f"contentUrl: {media.get('contentUrl', 'none')}")


@rule("jsonld-times", WARNING, "A date or length in the JSON-LD is not as ISO 8601 writes it.", sources.JSON_LD,
      "Write dates as 2026-11-25T06:00:00+00:00 and lengths as PT38M.")  # fmt: skip
def _ld_times(page: LinkedData) -> Iterator[Spot]:
    for thing in page.things:
        for names, pattern in ((("datePublished", "dateModified"), DATE), (("duration", "timeRequired"), _SPAN)):
            for name in names:
                if name in thing and not pattern.fullmatch(str(thing[name])):
                    yield Spot("", f"{name}: {thing[name]}")
