"""What stood at an address where nothing is now: an episode that was withdrawn is 410 Gone, all else 404.

No page knows of it: what was withdrawn is not there for any of them, and here its number is found in the address.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import page_not_found

from onrecord.web.shows.models import Episode

SAYS = "This episode was withdrawn."


class Withdrawn(Http404):
    """Raised where the address does not tell, and the view knows, that a withdrawn episode is what was asked for."""


def is_withdrawn(number: int | str) -> bool:
    return Episode.known.filter(number=number).exclude(withdrawn_at=None).exists()


def is_of_withdrawn(path: str) -> bool:
    """Whether a file below the media folder, of now or of before, is one of an episode that was withdrawn."""
    number = path.partition("/")[0].partition("-")[0]
    return number.isdecimal() and is_withdrawn(number)


def was_here(request: HttpRequest, error: Http404) -> bool:
    """Whether a withdrawn episode, or a part of it, stood where a view found nothing."""
    named = request.resolver_match.kwargs if request.resolver_match else {}
    return isinstance(error, Withdrawn) or ("number" in named and is_withdrawn(named["number"]))


def nothing(request: HttpRequest, exception: Http404) -> HttpResponse:
    """The page for an address where nothing is, or nothing any more; the latter is not kept, for it may come back."""
    if not was_here(request, exception):
        return page_not_found(request, exception)
    response = render(request, "410.html", status=410)
    response.headers["Cache-Control"] = "no-store"
    return response
