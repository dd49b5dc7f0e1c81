"""Who asks, and whether a form of this site asks: what every view that stores something begins with."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from onrecord.web.desk.roles import role_of
from onrecord.web.desk.strangers import network_digest
from onrecord.web.remembered import AUTHOR
from onrecord.web.shows.models import Show
from onrecord.web.talk.posting import Writer

COOKIE = AUTHOR
COOKIE_S = 365 * 24 * 3600
LARGEST_FORM_BYTES_N = 64 * 1024
View = Callable[..., HttpResponseBase]


def writer_of(request: HttpRequest) -> Writer:
    secret = request.COOKIES.get(COOKIE, "")
    is_known = settings.SESSION_COOKIE_NAME in request.COOKIES
    is_host = is_known and role_of(request.user) is not None and request.session.get("is_whole", False)
    return Writer(secret if 20 <= len(secret) <= 100 else "", network_digest(request), is_host)


def remember(response: HttpResponse, secret: str) -> None:
    """The one cookie that a listener gets, and only when they write: by it their comments are theirs."""
    response.set_cookie(
        COOKIE, secret, max_age=COOKIE_S, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def from_this_site(view: View) -> View:
    """For forms without an account: refuses what another site's page sends, and bodies that no form of ours makes.

    Every browser says where a form comes from, in `Origin` or `Sec-Fetch-Site`; pages stay the same for everybody, so that
    they can be kept, and no reader needs a cookie. Together with the cookie's SameSite=Lax this is what a token does.
    """

    @csrf_exempt
    @functools.wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FORM_BYTES_N:
                return told(request, "This is too long.", 413)
            if not _is_ours(request):
                return told(request, "This form was not sent from this site.", 403)
        return view(request, *args, **kwargs)

    return checked


def told(request: HttpRequest, says: str, status: int = 200, wait_s: float = 0.0) -> HttpResponse:
    """A page with one sentence."""
    show = Show.objects.first()
    response = render(request, "talk/told.html", {"show": show, "says": says}, status=status)
    if wait_s:
        response.headers["Retry-After"] = str(round(wait_s) + 1)
    response.headers["Cache-Control"] = "no-store"
    return response


def _is_ours(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin", "")
    if origin:
        host = urlsplit(origin).netloc
        return bool(host) and (host == request.get_host() or host == _stated_host())
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def _stated_host() -> str:
    """What show.toml calls the site, when a proxy asks for it by another name."""
    show = Show.objects.only("site_url").first()
    return urlsplit(show.site_url).netloc if show else ""
