"""The discussion as it is read: answers below what they answer, as one flat list with depths, a page at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from urllib.parse import quote

from django.db.models import Count
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from onrecord.core.time import clock
from onrecord.web.shows.models import Cue, Episode
from onrecord.web.talk.models import Comment, State

_LINE = re.compile(r'(<p class="line" id="([^"]+)".*?)</p>')
PAGE_N = 100
"""Threads a page of the discussion; the episode page shows the first."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A comment in its place. `answers_name` says whom it answers where the indent does not; `line` is what it is about."""

    comment: Comment
    depth: int
    answers: Comment | None
    line: Line | None
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the transcript, as a comment refers to it."""

    cue_id: str
    clock: str
    start: str
    speaker: str
    text: str


def seen_of(episode: Episode, cue_id: str | None = None) -> list[Comment]:
    found = Comment.objects.filter(episode=episode, state__in=[State.APPROVED, State.GONE])
    if cue_id is not None:
        found = found.filter(cue_id=cue_id)
    return list(found.defer("text", "moments", "address_digest"))


def entries(episode: Episode, comments: Iterable[Comment], *, with_lines: bool = True) -> list[Entry]:
    """In reading order: threads by age, answers by age below what they answer. Without lines where the page tells the line."""
    comments = list(comments)
    by_pk = {comment.pk: comment for comment in comments}
    answers: dict[int | None, list[Comment]] = {}
    for comment in comments:
        parent_id = comment.parent_id if comment.parent_id in by_pk else None
        answers.setdefault(parent_id, []).append(comment)
    hung = {comment.cue_id for comment in answers.get(None, []) if comment.cue_id and with_lines}
    lines = _lines(episode, hung)
    found: list[Entry] = []
    stack = list(reversed(answers.get(None, [])))
    while stack:
        comment = stack.pop()
        parent = by_pk.get(comment.parent_id) if comment.parent_id else None
        line = lines.get(comment.cue_id) if parent is None else None
        found.append(Entry(comment, comment.depth if parent else 0, parent, line, comment.is_cut and parent is None))
        stack.extend(reversed(answers.get(comment.pk, [])))
    return found


def page_of(found: list[Entry], page_n: int) -> tuple[list[Entry], int]:
    """The entries of one page, which begins with a thread, and how many pages there are."""
    starts = [at for at, entry in enumerate(found) if entry.depth == 0]
    borders = [*starts[::PAGE_N], len(found)] if starts else [0, len(found)]
    pages_n = max(1, len(borders) - 1)
    at = min(max(page_n, 1), pages_n) - 1
    return found[borders[at] : borders[at + 1]], pages_n


def line_of(cue: Cue) -> Line:
    return Line(cue.cue_id, clock(cue.start_s), f"{cue.start_s:.3f}".rstrip("0").rstrip("."), cue.speaker, cue.text)


def with_ways_to_talk(transcript: str, episode: Episode) -> SafeString:
    """The transcript's HTML with a link at the end of each line: to the line's own page, and how often it was talked about."""
    counts = Comment.objects.filter(episode=episode, state=State.APPROVED).exclude(cue_id="").values_list("cue_id")
    said = dict(counts.annotate(n=Count("pk")))
    url = reverse("talk-line", args=[episode.number, episode.slug, "LINE"])
    label = gettext("About this line")

    def with_link(match: re.Match[str]) -> str:
        cue_id = match[2]
        n = said.get(cue_id, 0)
        shown = (
            f'{n}<span class="unseen"> {label}</span>'
            if n
            else f'<span aria-hidden="true">+</span><span class="unseen">{label}</span>'
        )
        href = url.replace("LINE", quote(unescape(cue_id), safe=""))
        return f'{match[1]} <a class="about{" has-some" if n else ""}" href="{href}">{shown}</a></p>'

    return mark_safe(_LINE.sub(with_link, transcript))


def _lines(episode: Episode, cue_ids: set[str]) -> dict[str, Line]:
    return {cue.cue_id: line_of(cue) for cue in episode.cues.filter(cue_id__in=cue_ids)} if cue_ids else {}
