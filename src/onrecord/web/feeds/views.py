"""The feeds over HTTP: with a tag, in gzip, from memory when nothing has changed, and with the hub in the headers."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.urls import get_script_prefix
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from onrecord import __version__
from onrecord.formats import json_feed as json_format
from onrecord.formats import rss as rss_format
from onrecord.web.feeds.models import facts_of
from onrecord.web.feeds.private import INSIDE
from onrecord.web.shows.feed import address_of, feed_of, json_feed_of
from onrecord.web.shows.models import Show

KEPT_N = 16
"""Built feeds that are kept in memory: a show's pages in both formats, for a few keys."""
_kept: OrderedDict[str, tuple[bytes, bytes]] = OrderedDict()
_lock = threading.Lock()


@require_safe
def rss(request: HttpRequest, page_n: int = 1) -> HttpResponseBase:
    return _answer(request, page_n, f"{rss_format.MIME_TYPE}; charset=utf-8", feed_of)


@require_safe
def json(request: HttpRequest, page_n: int = 1) -> HttpResponseBase:
    return _answer(request, page_n, f"{json_format.MIME_TYPE}; charset=utf-8", json_feed_of)


def _answer(
    request: HttpRequest, page_n: int, content_type: str, build: Callable[[Show, str, int], bytes | None]
) -> HttpResponseBase:
    show = Show.objects.select_related("artwork").first()
    if show is None:
        raise Http404
    facts = facts_of(show)
    if facts.moved_to:
        return HttpResponsePermanentRedirect(facts.moved_to)
    base = show.site_url.rstrip("/") or f"{request.scheme}://{request.get_host()}"
    parts = [str(show.revision), __version__, base, get_script_prefix(), content_type, str(page_n)]
    tag = hashlib.sha256(" ".join(parts).encode()).hexdigest()[:32]
    response = get_conditional_response(request, f'"{tag}"', None)
    if response is None:
        is_trial = INSIDE in request.META  # what is not out yet must not be kept: it may never be
        plain, packed = _built("" if is_trial else tag, lambda: build(show, base, page_n))
        takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
        response = HttpResponse(packed if takes_gzip else plain, content_type=content_type)
        if takes_gzip:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(packed if takes_gzip else plain))
        response.headers["ETag"] = f'W/"{tag}"' if takes_gzip else f'"{tag}"'
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    if facts.hub_url:
        own = address_of(base, page_n, "json" if build is json_feed_of else "xml")
        response.headers["Link"] = f'<{facts.hub_url}>; rel="hub", <{own}>; rel="self"'
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _built(tag: str, build: Callable[[], bytes | None]) -> tuple[bytes, bytes]:
    """The feed and its gzip, from memory when it was built before. Raises Http404 for a page that there is not."""
    with _lock:
        if tag and tag in _kept:
            _kept.move_to_end(tag)
            return _kept[tag]
    plain = build()
    if plain is None:
        raise Http404
    made = plain, gzip.compress(plain, 6, mtime=0)
    if not tag:
        return made
    with _lock:
        _kept[tag] = made
        while len(_kept) > KEPT_N:
            _kept.popitem(last=False)
    return made
