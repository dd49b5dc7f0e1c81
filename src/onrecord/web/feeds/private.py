"""A private show is behind a key: `/feeds/<key>/` is its door, and every address of the site has that key before it."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotFound
from django.urls import get_script_prefix, set_script_prefix

from onrecord.web.feeds import keys

INSIDE = "onrecord.inside"
"""In the environment of a request that the site makes of itself; no header can set it."""
_DOOR = re.compile(r"(/feeds/[A-Za-z0-9_-]{16,100})(/.*)")


def by_key(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Django middleware. Behind a key all addresses that pages and feed give begin with it; without one there is nothing."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        match = _DOOR.fullmatch(request.path_info)
        if match and keys.opens(match[1].rpartition("/")[2]):
            request.path_info = match[2]
            before = get_script_prefix()
            set_script_prefix(before.rstrip("/") + match[1] + "/")
            try:
                return _kept_private(get_response(request))
            finally:
                set_script_prefix(before)
        if INSIDE not in request.META and _is_private():
            return HttpResponseNotFound(
                "This show is private: ask whoever makes it for your own address.\n", "text/plain"
            )
        return get_response(request)

    return answer


def _is_private() -> bool:
    from onrecord.web.feeds.models import Said

    return Said.objects.filter(is_private=True).exists()


def _kept_private(response: HttpResponseBase) -> HttpResponseBase:
    """Not for caches between, nor for search engines."""
    kept = response.headers.get("Cache-Control", "")
    response.headers["Cache-Control"] = re.sub(r"\bpublic\b", "private", kept) or "private"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
