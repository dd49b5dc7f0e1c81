"""Which language the pages speak: what the reader chose here, else what the browser asks for, else the show's own."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers

from onrecord.formats.page_words import LANGUAGES

COOKIE = "language"
KEPT_S = 365 * 24 * 3600
ASKED_BY = "HTTP_ACCEPT_LANGUAGE"


@lru_cache(maxsize=1024)
def chosen(cookies: str, accepted: str) -> str:
    """The language for these two headers; English when neither names one that is there. A language is never kept but by choice."""
    if COOKIE in cookies:
        try:
            jar = SimpleCookie(cookies)
        except CookieError:
            jar = SimpleCookie()
        if COOKIE in jar and jar[COOKIE].value in LANGUAGES:
            return jar[COOKIE].value
    wishes: list[tuple[float, str]] = []
    for place, wish in enumerate(accepted[:500].split(",")):
        tag, _, weight = wish.strip().partition(";q=")
        code = tag.split("-")[0].strip().lower()
        try:
            wishes.append((-float(weight or 1) + place * 1e-6, code))
        except ValueError:
            continue
    return next((code for weight, code in sorted(wishes) if code in LANGUAGES and weight < 0), "en")


def spoken_to(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Django middleware: pages in the reader's language. `?language=ko` on any page chooses one and is remembered in a cookie."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        wanted = request.GET.get("language", "")
        if wanted in LANGUAGES and request.method in ("GET", "HEAD"):
            return _remembered(request, wanted)
        language = chosen(request.META.get("HTTP_COOKIE", ""), request.META.get(ASKED_BY, ""))
        with translation.override(language):
            response = get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Accept-Language", "Cookie"])
            response.headers.setdefault("Content-Language", language)
        return response

    return answer


def _remembered(request: HttpRequest, language: str) -> HttpResponseBase:
    query = request.GET.copy()
    del query["language"]
    path = "/" + request.path.lstrip("/\\")
    response = HttpResponseRedirect(f"{path}?{query.urlencode()}" if query else path)
    response.set_cookie(COOKIE, language, max_age=KEPT_S, samesite="Lax", secure=request.is_secure())
    response.headers["Cache-Control"] = "no-store"
    return response
