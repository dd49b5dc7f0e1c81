"""The rules for JSON beside a feed: chapters, transcripts, JSON Feed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from onrecord.formats.check import sources
from onrecord.formats.check.rules import ERROR, NOTE, WARNING, Book, Spot
from onrecord.formats.check.words import is_absolute

ROUND_S = 1.0
LARGEST = 1e15
"""No time or size in a podcast is beyond it, and every number below it is exact."""
DATE = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2}))?")


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON document: `value` as read, or `problem` says why it could not be. `duration_s` of its episode, 0 if unknown."""

    value: Any = None
    problem: str = ""
    line: int = 0
    duration_s: float = 0.0


def read(data: bytes, duration_s: float = 0.0) -> Document:
    try:
        return Document(json.loads(data.decode("utf-8-sig"), parse_constant=_refuse), duration_s=duration_s)
    except json.JSONDecodeError as error:
        return Document(problem=error.msg, line=error.lineno, duration_s=duration_s)
    except RecursionError:
        return Document(problem="lists in lists without end", duration_s=duration_s)
    except ValueError as error:
        return Document(problem=str(error), duration_s=duration_s)


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def unreadable(document: Document) -> Iterator[Spot]:
    if document.problem:
        yield Spot(f"line {document.line}" if document.line else "", document.problem, document.line)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < LARGEST else None


def _rows(document: Document, name: str) -> list[dict[str, Any]]:
    """The objects in the list of that name; nothing where there is no such list."""
    value = document.value.get(name) if isinstance(document.value, dict) else None
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _outline(document: Document, listed: str) -> Iterator[Spot]:
    """What a document of a version and a list of objects lacks."""
    if not document.problem:
        value = document.value if isinstance(document.value, dict) else {}
        if not isinstance(value.get("version"), str):
            yield Spot("", "no version")
        if not isinstance(value.get(listed), list) or not all(isinstance(row, dict) for row in value[listed]):
            yield Spot("", f"no list of {listed}")


# --- chapters -----------------------------------------------------------------------------------------------------------

CHAPTERS: Book[Document] = Book("chapters (JSON)")
rule = CHAPTERS.rule
rule("chapters-json", ERROR, "The chapters are no JSON.", sources.JSON, "Mend that place.")(unreadable)


@rule("chapters-outline", ERROR, "The chapters lack their version or their list.", sources.CHAPTERS,
      'Write {"version": "1.2.0", "chapters": [...]}.')  # fmt: skip
def _chapters_outline(document: Document) -> Iterator[Spot]:
    yield from _outline(document, "chapters")


@rule("chapters-start", ERROR, "A chapter does not say at which second it starts.", sources.CHAPTERS,
      'Give each a "startTime" in seconds, as a number and not as text.')  # fmt: skip
def _chapters_start(document: Document) -> Iterator[Spot]:
    for number, row in enumerate(_rows(document, "chapters"), 1):
        start_s = _number(row.get("startTime"))
        if start_s is None or start_s < 0:
            yield Spot(f"chapter {number}", str(row.get("startTime", "no startTime")))


@rule("chapters-order", ERROR, "The chapters are not in order of time, or one ends before it starts.", sources.CHAPTERS,
      "Sort them by startTime, and let each end after that.")  # fmt: skip
def _chapters_order(document: Document) -> Iterator[Spot]:
    before_s = 0.0
    for number, row in enumerate(_rows(document, "chapters"), 1):
        start_s, end_s = _number(row.get("startTime")), _number(row.get("endTime"))
        if start_s is not None:
            if start_s < before_s or (end_s is not None and end_s < start_s):
                yield Spot(f"chapter {number}", f"{start_s:g} to {'?' if end_s is None else f'{end_s:g}'} s")
            before_s = start_s


@rule("chapters-past-end", WARNING, "A chapter starts after the episode has ended, so they are of another cut.",
      sources.CHAPTERS, "Make them anew from the sound that is out.")  # fmt: skip
def _chapters_past(document: Document) -> Iterator[Spot]:
    for number, row in enumerate(_rows(document, "chapters"), 1):
        if document.duration_s and (_number(row.get("startTime")) or 0) > document.duration_s + ROUND_S:
            yield Spot(f"chapter {number}", f"{row['startTime']} s, of {document.duration_s:g} s")


@rule("chapters-title", WARNING, "A chapter in the list has no title.", sources.CHAPTERS,
      'Give it a "title", or hide it with "toc": false.')  # fmt: skip
def _chapters_title(document: Document) -> Iterator[Spot]:
    for number, row in enumerate(_rows(document, "chapters"), 1):
        title = row.get("title")
        if row.get("toc") is not False and not (isinstance(title, str) and title.strip()):
            yield Spot(f"chapter {number}")


@rule("chapters-address", WARNING, "A chapter's picture or link is no whole web address.", sources.CHAPTERS,
      "Write it whole, beginning with https://.")  # fmt: skip
def _chapters_address(document: Document) -> Iterator[Spot]:
    for number, row in enumerate(_rows(document, "chapters"), 1):
        for name in ("img", "url"):
            if name in row and not is_absolute(str(row[name])):
                yield Spot(f"chapter {number}", f"{name}: {row[name]}")


@rule("chapters-none", NOTE, "There is no chapter in the file.", sources.CHAPTERS, "Leave it out of the feed.")
def _chapters_none(document: Document) -> Iterator[Spot]:
    if isinstance(document.value, dict) and document.value.get("chapters") == []:
        yield Spot()


# --- transcripts --------------------------------------------------------------------------------------------------------

TRANSCRIPT: Book[Document] = Book("transcripts in JSON")
rule = TRANSCRIPT.rule
rule("transcript-json", ERROR, "The transcript is no JSON.", sources.JSON, "Mend that place.")(unreadable)


@rule("transcript-outline", ERROR, "The transcript lacks its version or its list of segments.", sources.TRANSCRIPTS,
      'Write {"version": "1.0.0", "segments": [...]}.')  # fmt: skip
def _transcript_outline(document: Document) -> Iterator[Spot]:
    yield from _outline(document, "segments")


@rule("transcript-segment", ERROR, "A segment lacks its start, its end or its words, or ends before it starts.",
      sources.TRANSCRIPTS, 'Give each "startTime" and "endTime" in seconds, and its words as "body".')  # fmt: skip
def _transcript_segment(document: Document) -> Iterator[Spot]:
    for number, row in enumerate(_rows(document, "segments"), 1):
        start_s, end_s = _number(row.get("startTime")), _number(row.get("endTime"))
        if start_s is None or (end_s is not None and end_s < start_s) or not isinstance(row.get("body"), str):
            yield Spot(f"segment {number}", json.dumps(row, ensure_ascii=False))


@rule("transcript-past-end", WARNING, "The transcript goes on after the episode has ended, so it is of another cut.",
      sources.TRANSCRIPTS, "Make it anew from the sound that is out.")  # fmt: skip
def _transcript_past(document: Document) -> Iterator[Spot]:
    for number, row in list(enumerate(_rows(document, "segments"), 1))[-1:]:
        if document.duration_s and (_number(row.get("startTime")) or 0) > document.duration_s + ROUND_S:
            yield Spot(f"segment {number}", f"{row['startTime']} s, of {document.duration_s:g} s")


# --- JSON Feed ----------------------------------------------------------------------------------------------------------

JSON_FEED: Book[Document] = Book("JSON Feed")
rule = JSON_FEED.rule
rule("jsonfeed-json", ERROR, "The feed is no JSON.", sources.JSON, "Mend that place.")(unreadable)


@rule("jsonfeed-outline", ERROR, "A JSON Feed needs its version, a title and a list of items.", sources.JSON_FEED,
      'Write {"version": "https://jsonfeed.org/version/1.1", "title": "...", "items": [...]}.')  # fmt: skip
def _feed_outline(document: Document) -> Iterator[Spot]:
    if document.problem:
        return
    value = document.value if isinstance(document.value, dict) else {}
    if not re.fullmatch(r"https://jsonfeed\.org/version/1(\.1)?", str(value.get("version", ""))):
        yield Spot("", f"version {value.get('version')}")
    if not isinstance(value.get("title"), str) or not value["title"].strip():
        yield Spot("", "no title")
    if not isinstance(value.get("items"), list) or not all(isinstance(row, dict) for row in value["items"]):
        yield Spot("", "no list of items")


@rule("jsonfeed-item", ERROR, "An item needs an id of its own and a content.", sources.JSON_FEED,
      'Give each an "id" that no other has, and "content_html" or "content_text".')  # fmt: skip
def _feed_item(document: Document) -> Iterator[Spot]:
    seen: set[str] = set()
    for number, row in enumerate(_rows(document, "items"), 1):
        id = str(row.get("id") or "")
        if not id or id in seen:
            yield Spot(f"item {number}", f"id {id or 'missing'}")
        if not any(isinstance(row.get(name), str) for name in ("content_html", "content_text")):
            yield Spot(f"item {number}", "no content")
        seen.add(id)


@rule("jsonfeed-date", ERROR, "A date is not as RFC 3339 writes it.", sources.JSON_FEED, "Write 2026-11-25T06:00:00Z.")
def _feed_date(document: Document) -> Iterator[Spot]:
    for number, row in enumerate(_rows(document, "items"), 1):
        for name in ("date_published", "date_modified"):
            if name in row and not (DATE.fullmatch(str(row[name])) and "T" in str(row[name])):
                yield Spot(f"item {number}", f"{name}: {row[name]}")


@rule("jsonfeed-attachment", ERROR, "An attachment needs url and mime_type, and its numbers as numbers.", sources.JSON_FEED,
      'Write "size_in_bytes" and "duration_in_seconds" in digits without quotes.')  # fmt: skip
def _feed_attachment(document: Document) -> Iterator[Spot]:
    for number, row in enumerate(_rows(document, "items"), 1):
        attachments = row.get("attachments", [])
        for one in attachments if isinstance(attachments, list) else [attachments]:
            right = isinstance(one, dict) and is_absolute(str(one.get("url"))) and isinstance(one.get("mime_type"), str)
            sizes = [one.get(name, 0) for name in ("size_in_bytes", "duration_in_seconds")] if right else []
            if not right or any(_number(size) is None for size in sizes):
                yield Spot(f"item {number}", json.dumps(one, ensure_ascii=False))


@rule("jsonfeed-address", WARNING, "The feed does not say where it is, or an address is not whole.", sources.JSON_FEED,
      'Give "feed_url" and "home_page_url", and each item its "url", beginning with https://.')  # fmt: skip
def _feed_address(document: Document) -> Iterator[Spot]:
    if isinstance(document.value, dict):
        for name in ("feed_url", "home_page_url"):
            if not is_absolute(str(document.value.get(name, ""))):
                yield Spot("", f"{name}: {document.value.get(name, 'none')}")
    for number, row in enumerate(_rows(document, "items"), 1):
        if "url" in row and not is_absolute(str(row["url"])):
            yield Spot(f"item {number}", str(row["url"]))
