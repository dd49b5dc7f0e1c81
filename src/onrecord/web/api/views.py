"""JSON of what is out, open to scripts of every site. `openapi` says what each address takes and gives."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from onrecord.core.episode import Publication
from onrecord.formats.notes import with_times
from onrecord.web.api.answers import View, as_json, check, for_programs
from onrecord.web.api.openapi import PATHS, document
from onrecord.web.search import finder
from onrecord.web.search.views import after_key, query_of, url_of
from onrecord.web.shows import listing
from onrecord.web.shows.frame import Tag, base_of, kept, tag_of, tag_with_all_comments, the_show
from onrecord.web.shows.models import Episode
from onrecord.web.shows.views import the_episode

Answer = Callable[..., dict[str, Any]]


def described(path: str, tag: Tag = tag_of) -> Callable[[Answer], View]:
    """A view of plain data: JSON, kept by its tag, open to other sites. It takes what the document says of its path."""
    parameters = PATHS[path][2] if path in PATHS else []

    def decorate(view: Answer) -> View:
        @for_programs("GET", "HEAD")
        @functools.partial(kept, tag=tag)
        @functools.wraps(view)
        def answer(request: HttpRequest, *arguments: object, **named: object) -> HttpResponseBase:
            check(request, parameters)
            response = as_json(view(request, *arguments, **named))
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            return response

        return answer

    return decorate


@described("/api/v1/openapi.json")
def openapi(request: HttpRequest) -> dict[str, Any]:
    show = the_show()
    return document(show.title, base_of(request, show))


@described("/api/v1/show")
def show_data(request: HttpRequest) -> dict[str, Any]:
    show = the_show()
    base = base_of(request, show)
    return {
        "guid": show.guid,
        "title": show.title,
        "description": show.description,
        "language": show.language,
        "author": show.author,
        "licence": show.licence,
        "url": base + reverse("show"),
        "feed": base + reverse("feed"),
        "artwork": base + show.artwork.url if show.artwork else "",
        "episodes_n": show.episodes.count(),
        "people": [
            {"name": one.name, "slug": one.slug, "role": one.role, "episodes_n": one.episodes_n, "url": base + one.url}
            for one in listing.people_of(show)
        ],
    }


@described("/api/v1/episodes")
def episodes(request: HttpRequest) -> dict[str, Any]:
    """A page of episodes, newest first; `?by=SLUG` only those that a person is on."""
    show = the_show()
    base = base_of(request, show)
    found = show.episodes.select_related("enclosure")
    if by := request.GET.get("by"):
        found = found.filter(voices__slug=by)
    pages = Paginator(listing.light(found), number_asked(request, "limit", 20))
    page = pages.get_page(number_asked(request, "page", 1))
    return {
        "total_n": pages.count,
        "page": page.number,
        "pages_n": pages.num_pages,
        "episodes": [_brief(one, base) for one in page.object_list],
    }


@described("/api/v1/episodes/{number}")
def episode(request: HttpRequest, number: int) -> dict[str, Any]:
    show = the_show()
    base = base_of(request, show)
    found = the_episode(show, number)
    publication = found.as_publication()
    return _brief(found, base) | {
        "description": found.description,
        "notes_html": with_times(found.notes_html),
        "people": [{"name": credit.name, "role": credit.role, "url": credit.url} for credit in publication.people],
        "stories": _stories(found, publication, base),
        "files": {kind: base + url for kind, url in publication.files.items()},
        "transcript": base + reverse("api-transcript", args=[number]),
    }


@described("/api/v1/episodes/{number}/transcript")
def transcript(request: HttpRequest, number: int) -> dict[str, Any]:
    """Every line with its speaker and seconds."""
    show = the_show()
    found = the_episode(show, number)
    publication = found.as_publication()
    return {
        "episode": number,
        "language": found.language,
        "is_machine_made": found.is_machine_made_text,
        "lines": [
            {
                "id": cue.id,
                "start_s": cue.span.start_s,
                "end_s": cue.span.end_s,
                "speaker": cue.speaker,
                "text": cue.text,
            }
            for cue in publication.cues
        ],
    }


@described("/api/v1/search", tag=tag_with_all_comments)
def search(request: HttpRequest) -> dict[str, Any]:
    show = the_show()
    base = base_of(request, show)
    limit_n = number_asked(request, "limit", finder.PAGE_N)
    results = finder.search(query_of(request), after_key(request), limit_n)
    return {
        "total_n": results.total_n if not results.is_more else finder.COUNTED_TO_N,
        "is_more": results.is_more,
        "next": str(results.next_key) if results.next_key else None,
        "common": list(results.common),
        "missing": list(results.missing),
        "was_stopped": results.was_stopped,
        "hits": [
            {
                "kind": hit.kind,
                "episode": hit.episode.number,
                "episode_title": hit.episode.title,
                "date": hit.episode.date,
                "speaker": hit.speaker,
                "start_s": hit.start_s,
                "text": hit.text,
                "lit": [list(span) for span in hit.lit],
                "firmness": hit.firmness,
                "is_checked": hit.is_checked if hit.kind == "claim" else None,
                "is_of_the_show": hit.is_of_the_show,
                "url": base + url_of(hit),
            }
            for hit in results.hits
        ],
    }


def _brief(one: Episode, base: str) -> dict[str, Any]:
    return {
        "number": one.number,
        "guid": one.guid,
        "title": one.title,
        "date": one.date,
        "language": one.language,
        "summary": one.line,
        "duration_s": one.duration_s,
        "url": base + one.url,
        "audio": {"url": base + one.enclosure.url, "type": one.enclosure.mime_type, "bytes_n": one.enclosure.bytes_n},
        "is_machine_made_text": one.is_machine_made_text,
    }


def _stories(one: Episode, publication: Publication, base: str) -> list[dict[str, Any]]:
    addresses = listing.stories_of(one)
    chapters = sorted(publication.chapters, key=lambda chapter: chapter.start_s)
    return [
        {"title": chapter.title, "start_s": chapter.start_s, "end_s": chapter.end_s, "url": base + addresses[index]}
        for index, chapter in enumerate(chapters)
        if index in addresses
    ]


def number_asked(request: HttpRequest, name: str, usual: int) -> int:
    """`check` has seen that it is one."""
    return int(request.GET.get(name, usual))
