"""The pages of the record, and the producer's desk for what links its claims. Links are public once a person says so."""

from __future__ import annotations

import json

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from onrecord.core.across import LinkKind
from onrecord.formats.claims import claims_ld
from onrecord.formats.transcript_md import escaped
from onrecord.web.desk.access import for_producers
from onrecord.web.record.keeping import coming, decide, links_in, public_links
from onrecord.web.record.models import PROPOSED, PUBLIC, REJECTED, Claim, Entity, Link
from onrecord.web.record.shown import pairs, side
from onrecord.web.shows.frame import as_script_json, base_of, frame, kept, the_show, ui_language
from onrecord.web.shows.models import Show
from onrecord.web.talk import moderating

_SHOWN_N = 100
_STATES = {"accept": PUBLIC, "reject": REJECTED, "back": PROPOSED}


@kept
def record_page(request: HttpRequest) -> HttpResponse:
    show = the_show()
    context = frame(request, show, reverse("record"), entities=Entity.objects.all())
    return render(request, "record/record.html", context)


@kept
def entity_page(request: HttpRequest, slug: str) -> HttpResponse:
    """All claims that are an entity's word, and all that name it, newest episode first."""
    show = the_show()
    entity = get_object_or_404(Entity, slug=slug)
    context = frame(request, show, entity.url, entity=entity)
    by, about = _claims(entity, is_by=True), _claims(entity, is_by=False)
    graph = [
        claim
        for row in {row.pk: row for row in (*by, *about)}.values()
        for claim in claims_ld([row.as_published()], context["base"] + row.episode.url)
    ]
    context |= {
        "by": [side(row, ui_language()) for row in by],
        "about": [side(row, ui_language()) for row in about],
        "links": pairs(public_links(Q(mentions__entity=entity)), ui_language()),
        "json_ld": mark_safe(
            as_script_json(json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False))
        ),
    }
    return render(request, "record/entity.html", context)


@kept
def record_md(request: HttpRequest) -> HttpResponse:
    base = base_of(request, the_show())
    lines = [
        f"- [{escaped(entity.name)}]({base}{entity.url}), {entity.kind}: {entity.claims_n}"
        for entity in Entity.objects.all()
    ]
    return _markdown(["# Record", "", *lines])


@kept
def entity_md(request: HttpRequest, slug: str) -> HttpResponse:
    base = base_of(request, the_show())
    entity = get_object_or_404(Entity, slug=slug)
    lines = [f"# {escaped(entity.name)}"]
    for title, is_by in (("By", True), ("About", False)):
        sides = [side(row, "en") for row in _claims(entity, is_by=is_by)]
        lines += ["", f"## {title}", ""] if sides else []
        lines += [
            f"- “{escaped(one['claim'].text)}” ({escaped(one['claim'].holder)}, {one['firmness']}, "
            f"{'checked' if one['claim'].is_reviewed else 'not checked'} by a person; "
            f"[{escaped(one['episode'].title)}, {one['clock']}]({base}{one['url']}))"
            for one in sides
        ]
    return _markdown(lines)


@require_safe
@for_producers
def desk(request: HttpRequest) -> HttpResponse:
    """What links claims of different episodes, to publish or not, and what is still to be watched."""
    language = ui_language()
    answered = Link.objects.filter(kind=LinkKind.ANSWERS, state=PUBLIC).values("earlier")
    may_answer: dict[int, list[Link]] = {}
    for link in links_in(PROPOSED).filter(kind=LinkKind.ANSWERS):
        may_answer.setdefault(link.earlier.pk, []).append(link)
    watched = Claim.objects.filter(is_watch=True).exclude(pk__in=answered).select_related("episode__enclosure")
    context = {
        "show": Show.objects.first(),
        "proposed": pairs(links_in(PROPOSED)[:_SHOWN_N], language),
        "published": pairs(links_in(PUBLIC)[:_SHOWN_N], language),
        "rejected": pairs(links_in(REJECTED)[:_SHOWN_N], language),
        "open": [
            (side(claim, language), [side(link.later, language) for link in may_answer.get(claim.pk, [])])
            for claim in watched.order_by("-episode__date", "position")[:_SHOWN_N]
        ],
        "coming": [(when, side(claim, language)) for when, claim in coming()[:_SHOWN_N]],
        "ui_language": language,
    }
    response = render(request, "record/desk.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@for_producers
def judge(request: HttpRequest, pk: int) -> HttpResponseBase:
    link = get_object_or_404(Link, pk=pk)
    state = _STATES.get(request.POST.get("act", ""))
    if state is None:
        raise Http404
    by = request.user.get_username()
    decide(link, by, state)
    moderating.log(
        by, {PUBLIC: "published the", REJECTED: "rejected the", PROPOSED: "took back the"}[state], f"link {pk}"
    )
    return HttpResponseRedirect(reverse("moderation-record"), status=303)


def _claims(entity: Entity, *, is_by: bool) -> list[Claim]:
    rows = Claim.objects.filter(mentions__entity=entity, mentions__is_by=is_by)
    return list(
        rows.select_related("episode__enclosure").order_by("-episode__date", "-episode__number", "position").distinct()
    )


def _markdown(lines: list[str]) -> HttpResponse:
    return HttpResponse("\n".join(lines) + "\n", content_type="text/markdown; charset=utf-8")
