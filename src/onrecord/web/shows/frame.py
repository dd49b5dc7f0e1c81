"""What all pages share: the show, the site's address, the tag that a page rests on, and what stands around every page."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, require_safe

from onrecord import __version__
from onrecord.formats.page_words import LANGUAGES, spoken
from onrecord.web.headers import POLICY, STATED
from onrecord.web.record.models import has_record
from onrecord.web.remembered import KEEPABLE
from onrecord.web.shows.models import Show
from onrecord.web.talk.models import Room, discussion_revision

View = Callable[..., HttpResponseBase]
Tag = Callable[..., str | None]


def the_show() -> Show:
    show = Show.objects.select_related("artwork").first()
    if show is None:
        raise Http404
    return show


def base_of(request: HttpRequest, show: Show) -> str:
    """The site's address without a final slash: the show's own, else the one that was asked."""
    return str(request.META.get(STATED, "")) or show.site_url.rstrip("/") or f"{request.scheme}://{request.get_host()}"


def ui_language() -> str:
    return spoken(get_language() or "en")


def tag_of(request: HttpRequest, **named: object) -> str | None:
    """What a page rests on: what is out, its episode's discussion, this program, its templates, the address, the language."""
    return _tag(request, discussion_revision(named.get("number")))


def tag_with_all_comments(request: HttpRequest, **named: object) -> str | None:
    """The same for a page that shows comments on any episode."""
    return _tag(request, str(Room.objects.aggregate(sum_n=Sum("revision"))["sum_n"]))


def _tag(request: HttpRequest, discussion: str) -> str | None:
    show = Show.objects.only("revision", "site_url").first()
    if show is None:
        return None
    parts = [str(show.revision), __version__, settings.ASSETS_DIGEST, base_of(request, show), ui_language()]
    parts.append(discussion)
    return f'"{hashlib.sha256(" ".join(parts).encode()).hexdigest()[:32]}"'


def kept(view: View, tag: Tag = tag_of) -> View:
    """A page that is read only, sent packed, and made anew only when what it rests on has changed."""

    @require_safe
    @gzip_page
    @condition(etag_func=tag)
    @wraps(view)
    def answer(request: HttpRequest, *arguments: object, **named: object) -> HttpResponseBase:
        response = view(request, *arguments, **named)
        if response.status_code == 200:
            response.headers.setdefault("Cache-Control", KEEPABLE)
        return response

    return answer


def around(request: HttpRequest) -> dict[str, Any]:
    """What the head of every page asks for, also of those that no `frame` is given to; counted only where it is asked."""
    return {"has_record": has_record}


def frame(request: HttpRequest, show: Show, here: str, **more: Any) -> dict[str, Any]:
    """What `shows/base.html` is given; `here` is the page's address below the site's."""
    base = base_of(request, show)
    is_static = STATED in request.META
    return {
        "show": show,
        "is_static": is_static,
        "static_policy": POLICY.split("; frame-ancestors")[0] if is_static else "",
        "base": base,
        "feed": base + reverse("feed"),
        "page_url": base + here,
        "markdown_url": f"{here}index.md",
        "ui_language": ui_language(),
        "languages": [] if is_static else [(code, name, code == ui_language()) for code, name in LANGUAGES.items()],
        "artwork_url": base + show.artwork.url if show.artwork else "",
        **more,
    }


def as_script_json(text: str) -> str:
    """JSON that may stand inside a script element."""
    escapes: Mapping[str, str] = {letter: f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}
    return "".join(escapes.get(letter, letter) for letter in text)
