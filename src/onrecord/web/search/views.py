"""The search page, which works without JavaScript, and what is suggested while typing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from onrecord.core.claim import Firmness
from onrecord.core.time import clock, seconds
from onrecord.formats.page_words import long_date
from onrecord.web.record.models import has_record
from onrecord.web.search import finder
from onrecord.web.search.query import LONGEST_QUERY_CHARS_N, Kind, Order, Query, narrowed, read
from onrecord.web.shows import listing
from onrecord.web.shows.frame import frame, kept, tag_with_all_comments, the_show, ui_language

FIELDS = ("by", "since", "until", "story", "episode", "order", "show", "in", "firmness", "checked")


SHOWN_KINDS = (Kind.LINE, Kind.TITLE, Kind.STORY, Kind.NOTES, Kind.CLAIM, Kind.COMMENT)


def query_of(request: HttpRequest) -> Query:
    """What is typed in `q`, narrowed by the other fields; one that says nothing sensible is passed over."""
    query = read(request.GET.get("q", ""))
    for field in FIELDS:
        value = request.GET.get(field, "").strip()[:LONGEST_QUERY_CHARS_N]
        if value:
            query = narrowed(query, field, value) or query
    return query


def after_key(request: HttpRequest) -> int | None:
    """Where the page before ended."""
    text = request.GET.get("after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 and int(text) < 1 << 63 else None


@partial(kept, tag=tag_with_all_comments)
def search_page(request: HttpRequest) -> HttpResponse:
    show = the_show()
    query = query_of(request)
    results = finder.search(query, after_key(request))
    asked = {name: request.GET[name] for name in ("q", *FIELDS) if request.GET.get(name)}
    chosen = set(query.kinds) if len(query.kinds) == 1 else set()
    people = [(person.slug, person.name, person.slug == request.GET.get("by")) for person in listing.people_of(show)]
    context = frame(request, show, reverse("search"), asked=asked, people=people, orders=list(Order), results=results)
    context |= {
        "q": request.GET.get("q", "")[:LONGEST_QUERY_CHARS_N],
        "order": query.order,
        "is_asked": not query.is_empty,
        "episodes": list(_by_episode(results.hits)),
        "counted_to_n": finder.COUNTED_TO_N,
        "next_url": f"{reverse('search')}?{urlencode({**asked, 'after': results.next_key})}"
        if results.next_key
        else "",
        "is_narrowed": bool(asked.keys() - {"q"}),
        "markdown_url": "",
        "kinds": [(f"{kind}", kind in chosen) for kind in SHOWN_KINDS if kind is not Kind.CLAIM or has_record()],
        "firmness": [(str(one), one.replace("_", " ")) for one in Firmness],
        "years": [year for year, _ in listing.years_of(show) if year],
    }
    return render(request, "search/search.html", context)


@require_safe
@gzip_page
def suggest(request: HttpRequest) -> JsonResponse:
    """Up to eight ways to go on with what is typed."""
    response = JsonResponse({"suggestions": finder.suggestions(request.GET.get("q", "")[:LONGEST_QUERY_CHARS_N])})
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


def _by_episode(hits: tuple[finder.Hit, ...]) -> Iterator[dict[str, Any]]:
    for episode, own in groupby(hits, key=lambda hit: hit.episode):
        yield {
            "title": episode.title,
            "url": episode.url,
            "number": episode.number,
            "language": episode.language,
            "date": episode.date,
            "date_text": long_date(episode.date, ui_language()),
            "audio": episode.enclosure.url,
            "hits": [_shown(hit) for hit in own],
        }


def _shown(hit: finder.Hit) -> dict[str, Any]:
    is_timed = hit.kind in (Kind.LINE, Kind.STORY, Kind.CLAIM)
    return {
        "kind": hit.kind,
        "speaker": hit.speaker,
        "clock": clock(hit.start_s) if is_timed else "",
        "start": seconds(hit.start_s),
        "url": url_of(hit),
        "firmness": hit.firmness.replace("_", " ") if hit.firmness else "",
        "is_checked": hit.is_checked,
        "is_of_the_show": hit.is_of_the_show,
        "pieces": list(pieces(hit.text, hit.lit)),
    }


def url_of(hit: finder.Hit) -> str:
    """Where the hit stands: the second of the episode, the comment's own page, or the episode."""
    if hit.kind == Kind.COMMENT:
        return reverse("talk-comment", args=[hit.spot])
    if hit.kind in (Kind.TITLE, Kind.NOTES):
        return hit.episode.url
    return f"{hit.episode.url}?t={seconds(hit.start_s)}" + (f"#{hit.spot}" if hit.spot else "")


def pieces(text: str, lit: tuple[tuple[int, int], ...]) -> Iterator[tuple[str, bool]]:
    """The text in order, each piece with whether it is lit."""
    at = 0
    for start, end in lit:
        if start > at:
            yield text[at:start], False
        yield text[start:end], True
        at = end
    if at < len(text):
        yield text[at:], False
