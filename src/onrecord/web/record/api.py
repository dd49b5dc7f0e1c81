"""Claims for other programs: of an episode or of the whole show, narrowed by who holds them, how firm and how checked they are."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from onrecord.web.api.views import described, number_asked
from onrecord.web.record.models import Claim
from onrecord.web.shows.frame import base_of, the_show
from onrecord.web.shows.models import Show
from onrecord.web.shows.views import the_episode


@described("/api/v1/claims")
def claims(request: HttpRequest) -> dict[str, Any]:
    """Newest episode first, within it in the order of the sound."""
    show = the_show()
    rows = Claim.objects.filter(episode__show=show).order_by("-episode__date", "-episode__number", "position")
    pages = Paginator(_narrowed(rows, request), number_asked(request, "limit", 20))
    page = pages.get_page(number_asked(request, "page", 1))
    return {
        "total_n": pages.count,
        "page": page.number,
        "pages_n": pages.num_pages,
        "claims": _records(page.object_list, request, show),
    }


@described("/api/v1/episodes/{number}/claims")
def claims_of_episode(request: HttpRequest, number: int) -> dict[str, Any]:
    show = the_show()
    rows = Claim.objects.filter(episode=the_episode(show, number)).order_by("position")
    return {"episode": number, "claims": _records(_narrowed(rows, request), request, show)}


def _narrowed(rows: QuerySet[Claim], request: HttpRequest) -> QuerySet[Claim]:
    """By `firmness`, `holder` (any part of the name, or the slug of its page) and `checked`, which the document has let through."""
    asked = request.GET
    if asked.get("firmness"):
        rows = rows.filter(firmness=asked["firmness"])
    if holder := asked.get("holder", "").replace("\0", "").strip():
        is_page = Q(mentions__entity__slug=holder, mentions__is_by=True)
        rows = rows.filter(Q(holder__icontains=holder) | is_page).distinct()
    if asked.get("checked"):
        rows = rows.filter(is_reviewed=asked["checked"] == "yes")
    return rows


def _records(rows: Any, request: HttpRequest, show: Show) -> list[dict[str, Any]]:
    base = base_of(request, show)
    return [_record(row, base) for row in rows.select_related("episode")]


def _record(row: Claim, base: str) -> dict[str, Any]:
    return {
        "id": row.claim_id, "episode": row.episode.number, "text": row.text, "start_s": row.start_s, "end_s": row.end_s,
        "again_s": row.again_s, "holder": row.holder, "holder_kind": row.holder_kind, "relayed_by": row.relayed_by,
        "firmness": row.firmness, "cue": row.cue, "is_checked": row.is_reviewed, "is_watch": row.is_watch,
        "is_negated": row.is_negated, "quantities": row.quantities, "dates": row.dates, "names": row.names or [],
        "model": row.model, "model_says": row.model_says,
        "url": f"{base}{row.episode.url}?t={row.start_s:g}#{row.claim_id}",
    }  # fmt: skip
