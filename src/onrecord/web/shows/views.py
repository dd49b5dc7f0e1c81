"""The pages of a show and its files. All of it is read-only."""

from __future__ import annotations

import hashlib
from datetime import UTC
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, require_safe

from onrecord import __version__
from onrecord.formats import page
from onrecord.web import media as files
from onrecord.web.shows.models import STABLE_NAMES, Episode, EpisodeFile, MediaFile, Show


def _show() -> Show:
    show = Show.objects.select_related("artwork").first()
    if show is None:
        raise Http404
    return show


def _base(request: HttpRequest, show: Show) -> str:
    """The site's address without a final slash: the show's own, else the one that was asked."""
    return show.site_url.rstrip("/") or f"{request.scheme}://{request.get_host()}"


def _tag(request: HttpRequest, **_: object) -> str | None:
    """What the pages and the feed rest on: what is out, this program's version, its templates, and the address."""
    show = Show.objects.first()
    if show is None:
        return None
    parts = [str(show.revision), __version__, settings.ASSETS_DIGEST, _base(request, show)]
    return f'"{hashlib.sha256(" ".join(parts).encode()).hexdigest()[:32]}"'


@require_safe
@gzip_page
@condition(etag_func=_tag)
def show_page(request: HttpRequest) -> HttpResponse:
    show = _show()
    episodes = [
        {
            "url": episode.url,
            "title": episode.title,
            "number": episode.number,
            "language": episode.language,
            "date": episode.date,
            "date_text": page.long_date(episode.date),
            "length_text": page.length(episode.duration_s),
            "line": episode.line,
        }
        for episode in show.episodes.defer("notes_html", "description", "chapters", "people", "parts")
    ]
    context = {
        "show": show,
        "base": _base(request, show),
        "feed": _base(request, show) + reverse("feed"),
        "paragraphs": [text.strip() for text in show.description.split("\n\n") if text.strip()],
        "episodes": episodes,
    }
    return _revalidated(render(request, "shows/show.html", context))


@require_safe
@gzip_page
@condition(etag_func=_tag)
def episode_page(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    show = _show()
    episode = _episode(show, number)
    if episode.slug != slug:
        return HttpResponsePermanentRedirect(episode.url)
    base = _base(request, show)
    publication = episode.as_publication()
    links = page.Links(
        audio=episode.enclosure.url,
        files=publication.files,
        artwork=publication.files.get("artwork") or show.as_show().artwork,
        home=base + reverse("show"),
        feed=base + reverse("feed"),
        page=base + episode.url,
        base=base,
        start_s=_start_s(request.GET.get("t", ""), episode.duration_s),
    )
    published_at = episode.published_at.astimezone(UTC).isoformat(timespec="seconds")
    context: dict[str, Any] = page.episode_context(publication, show.as_show(), links)
    context |= {"show": show, "base": base, "published_at": published_at}
    context |= {"json_ld": page.json_ld(publication, show.as_show(), links, published_at)}
    return _revalidated(render(request, "shows/episode.html", context))


@require_safe
def episode_file(request: HttpRequest, number: int, slug: str, name: str) -> HttpResponseBase:
    """A transcript or the chapters under an address that stays when they are corrected."""
    kinds = {stable: kind for kind, stable in STABLE_NAMES.items()}
    held = get_object_or_404(
        EpisodeFile.objects.select_related("media"),
        episode__show=_show(), episode__number=number, episode__slug=slug, kind=kinds.get(name, ""),
    )  # fmt: skip
    return _file(request, held.media, files.FOR_NOW)


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """The sound and the pictures, of now and of before: only what a row vouches for."""
    return _file(request, get_object_or_404(MediaFile, path=path), files.FOR_EVER)


def _file(request: HttpRequest, row: MediaFile, keep: str) -> HttpResponseBase:
    path = Path(settings.MEDIA_ROOT) / row.path
    served = files.Served(path, row.bytes_n, row.mime_type, f'"{row.sha256}"', row.stored_at, keep)
    try:
        return files.answer(request, served)
    except FileNotFoundError as error:
        raise Http404 from error


def _episode(show: Show, number: int) -> Episode:
    return get_object_or_404(show.episodes.select_related("enclosure").prefetch_related("files__media"), number=number)


def _start_s(text: str, duration_s: float) -> float:
    """`?t=` for readers without JavaScript: the sound begins there."""
    try:
        start_s = float(text)
    except ValueError:
        return 0.0
    return start_s if 0 < start_s < duration_s else 0.0


def _revalidated(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "public, no-cache"
    return response
