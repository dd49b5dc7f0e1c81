"""The discussion as it is read: answers below what they answer, as one flat list with depths, a page at a time."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from html import unescape
from urllib.parse import quote

from django.db.models import Count
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from onrecord.core.time import clock, seconds
from onrecord.web.shows.models import Cue, Episode
from onrecord.web.talk.models import Comment, State

_LINE = re.compile(r'(<p class="line" id="([^"]+)".*?)</p>')
PAGE_N = 100
"""Comments after which a page of the discussion ends with its thread; the episode page shows the first."""
LONGEST_PAGE_N = 300
"""Where a page ends within a thread."""
_ASKED_AT_ONCE_N = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """A comment in its place. `answers` is what it answers, on this page or another; `line` is what it is about."""

    comment: Comment
    depth: int
    answers: Comment | None
    answers_here: bool
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


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a comment stands in the discussion: `above` is what it answers, when that is seen too."""

    pk: int
    above: int | None
    is_read: bool


def spots(episode: Episode, cue_id: str | None = None) -> list[Spot]:
    """The whole discussion (or what is said about a line) in reading order: threads by age, answers by age below what they answer.

    Only places are read, so that a page of a discussion of thousands costs what its own comments cost.
    """
    found = Comment.objects.filter(episode=episode, state__in=[State.APPROVED, State.GONE])
    if cue_id is not None:
        found = found.filter(cue_id=cue_id)
    rows = list(found.order_by("pk").values_list("pk", "parent_id", "state"))
    seen = {pk for pk, _, _ in rows}
    below: dict[int | None, list[Spot]] = {}
    for pk, parent_id, state in rows:
        above = parent_id if parent_id in seen else None
        below.setdefault(above, []).append(Spot(pk, above, state == State.APPROVED))
    ordered: list[Spot] = []
    stack = below.get(None, [])[::-1]
    while stack:
        spot = stack.pop()
        ordered.append(spot)
        stack.extend(reversed(below.get(spot.pk, [])))
    return ordered


def below(ordered: list[Spot], pk: int) -> list[Spot]:
    """The answers to a comment, and those to them."""
    known = {pk}
    found: list[Spot] = []
    for spot in ordered:
        if spot.above in known:
            known.add(spot.pk)
            found.append(spot)
    return found


def page_of(ordered: list[Spot], page_n: int) -> tuple[list[Spot], int]:
    """What stands on a page, and how many pages there are."""
    starts = _page_starts(ordered)
    at = min(max(page_n, 1), len(starts)) - 1
    return ordered[starts[at] : [*starts, len(ordered)][at + 1]], len(starts)


def page_n_of(ordered: list[Spot], pk: int) -> int:
    """On which page a comment stands, the first being 1; 1 also for what is in none."""
    at = next((at for at, spot in enumerate(ordered) if spot.pk == pk), 0)
    return bisect_right(_page_starts(ordered), at)


def _page_starts(ordered: list[Spot]) -> list[int]:
    """A page begins with a thread, unless one alone is too long for it."""
    starts = [0]
    for at, spot in enumerate(ordered):
        so_far_n = at - starts[-1]
        if so_far_n >= LONGEST_PAGE_N or (so_far_n >= PAGE_N and spot.above is None):
            starts.append(at)
    return starts


def entries(episode: Episode, shown: list[Spot], *, with_lines: bool = True) -> list[Entry]:
    """The comments of some spots, in their order. Without lines where the page tells the line."""
    here = {spot.pk for spot in shown}
    asked = [*here, *{spot.above for spot in shown if spot.above is not None and spot.above not in here}]
    comments: dict[int, Comment] = {}
    for at in range(0, len(asked), _ASKED_AT_ONCE_N):
        rows = Comment.objects.filter(pk__in=asked[at : at + _ASKED_AT_ONCE_N])
        comments |= {one.pk: one for one in rows.defer("text", "moments", "address_digest")}
    heads = [comments[spot.pk] for spot in shown if spot.above is None and spot.pk in comments]
    lines = _lines(episode, {one.cue_id for one in heads if one.cue_id and with_lines})
    found: list[Entry] = []
    for spot in shown:
        comment = comments.get(spot.pk)
        if comment is None:  # taken away since
            continue
        above = comments.get(spot.above) if spot.above is not None else None
        is_head = spot.above is None
        found.append(
            Entry(
                comment,
                0 if is_head else comment.depth,
                above,
                spot.above in here,
                lines.get(comment.cue_id) if is_head else None,
                comment.is_cut and is_head,
            )
        )
    return found


def line_of(cue: Cue) -> Line:
    return Line(cue.cue_id, clock(cue.start_s), seconds(cue.start_s), cue.speaker, cue.text)


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
