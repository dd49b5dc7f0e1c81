"""The moderator's desk: what waits, what was reported, what listeners would correct. One key each; every key is also a button."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from onrecord.web.desk.access import for_moderators, for_producers
from onrecord.web.desk.roles import Role, role_of
from onrecord.web.shows.models import Episode, Show
from onrecord.web.talk import corrections, moderating
from onrecord.web.talk.models import Act, Comment, Correction, State, usual_slow_s
from onrecord.web.talk.removal import forget_old

SHOWN_N = 50
_ACTS: dict[str, Callable[[Comment, str, str], None]] = {
    "approve": lambda comment, by, reason: moderating.approve(comment, by),
    "delete": lambda comment, by, reason: moderating.remove(comment, by, reason),
    "spam": lambda comment, by, reason: moderating.remove(comment, by, reason, is_spam=True),
    "ban": moderating.ban,
}


@require_safe
@for_moderators
def queue(request: HttpRequest) -> HttpResponse:
    forget_old()
    what = request.GET.get("show", "waiting")
    waiting = Comment.objects.filter(state__in=[State.QUEUED, State.HIDDEN])
    lists = {
        "waiting": waiting.order_by("spam_chance", "pk"),
        "reported": Comment.objects.filter(state=State.APPROVED, reports__isnull=False).distinct(),
        "spam": Comment.objects.filter(state=State.SPAM).order_by("-pk"),
        "seen": Comment.objects.filter(state=State.APPROVED).order_by("-pk"),
    }
    what = what if what in lists else "waiting"
    shown = lists[what].select_related("episode", "parent").prefetch_related("reports")[:SHOWN_N]
    open_corrections = Correction.objects.filter(state="open").select_related("episode__show")[:SHOWN_N]
    is_producer = role_of(request.user) in (Role.OWNER, Role.PRODUCER)
    context = {
        "show": Show.objects.first(), "what": what, "comments": shown, "corrections": open_corrections,
        "counts": {name: rows.count() for name, rows in lists.items()}, "is_producer": is_producer,
        "episodes": Episode.objects.select_related("room").only("number", "title", "slug", "room"),
        "usual_slow_s": usual_slow_s(), "acts": Act.objects.all()[:15], "said": request.session.pop("said", ""), "role": role_of(request.user),
    }  # fmt: skip
    response = render(request, "talk/moderation.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@for_moderators
def judge(request: HttpRequest, key: str) -> HttpResponseBase:
    comment = (
        Comment.objects.filter(key=key).select_related("episode", "author", "parent").exclude(state=State.GONE).first()
    )
    act = _ACTS.get(request.POST.get("act", ""))
    if comment is None or act is None:
        request.session["said"] = "Somebody else was quicker: the comment is not there any more."
    else:
        act(comment, _name(request), request.POST.get("reason", ""))
    return _back(request)


@require_POST
@for_producers
def judge_correction(request: HttpRequest, key: str) -> HttpResponseBase:
    correction = get_object_or_404(Correction.objects.select_related("episode"), key=key)
    if correction.state != "open":
        request.session["said"] = "This correction was decided already."
    elif request.POST.get("act") == "accept":
        text = " ".join(request.POST.get("text", correction.text).split())
        correction.text = text or correction.text
        correction.save(update_fields=["text"])
        request.session["said"] = corrections.accept(correction, _name(request))
    else:
        corrections.decline(correction, _name(request))
    return _back(request)


@require_POST
@for_moderators
def room(request: HttpRequest, number: int) -> HttpResponseBase:
    episode = get_object_or_404(Episode, number=number)
    slow = request.POST.get("slow_s", "0")
    moderating.set_room(
        episode, _name(request), is_closed="is_closed" in request.POST, holds_all="holds_all" in request.POST,
        slow_s=min(int(slow), 86_400) if slow.isdecimal() and len(slow) < 7 else 0,
    )  # fmt: skip
    return _back(request)


def _back(request: HttpRequest) -> HttpResponseRedirect:
    what = request.POST.get("list", "waiting")
    return HttpResponseRedirect(
        reverse("moderation") + (f"?show={what}" if what in ("reported", "spam", "seen") else ""), status=303
    )


def _name(request: HttpRequest) -> str:
    return request.user.get_username()
