"""The discussion for listeners: read, write, answer, change, report, suggest. All of it works without JavaScript."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from onrecord.web.shows.frame import kept
from onrecord.web.shows.models import Episode
from onrecord.web.shows.withdrawn import Withdrawn
from onrecord.web.talk import posting
from onrecord.web.talk.models import Comment, Correction, Room, State, usual_slow_s
from onrecord.web.talk.plain import TEXT_CHARS_N
from onrecord.web.talk.posting import Draft, Refused
from onrecord.web.talk.requests import from_this_site, remember, told, writer_of
from onrecord.web.talk.thread import below, entries, line_of, page_n_of, page_of, spots

_NOT_NEEDED = ("word_times", "notes_html", "description", "chapters", "parts", "line", "show__description")
FORM_FIELDS = ("name", "text", "link", "parent", "cue", "mail", "home_page", "stamp")


@require_http_methods(["GET", "HEAD", "POST"])
@from_this_site
def discussion(request: HttpRequest, number: int, slug: str) -> HttpResponseBase:
    if request.method == "POST":
        return _post(request, _episode(number, slug))
    return _discussion_page(request, number=number, slug=slug)


@kept
def _discussion_page(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    episode = _episode(number, slug)
    page = request.GET.get("page", "")
    page_n = int(page) if page.isdecimal() and len(page) < 7 else 1
    context = discussion_context(episode, page_n) | {"show": episode.show, "episode": episode}
    context["language"] = episode.language
    return render(request, "talk/discussion_page.html", context)


def discussion_context(episode: Episode, page_n: int = 1) -> dict[str, Any]:
    """What the list of comments and the form below it are drawn from: the same for everybody."""
    ordered = spots(episode)
    shown, pages_n = page_of(ordered, page_n)
    room = Room.objects.filter(episode=episode).first()
    return {
        "talk_entries": entries(episode, shown), "talk_n": sum(spot.is_read for spot in ordered), "talk_page_n": page_n,
        "talk_pages": range(1, pages_n + 1), "talk_is_closed": bool(room and room.is_closed),
        "talk_slow_s": room.slow_s if room else usual_slow_s(), "talk_url": discussion_url(episode),
    } | form_context(episode)  # fmt: skip


def form_context(episode: Episode, **typed: Any) -> dict[str, Any]:
    return {
        "form": dict.fromkeys(FORM_FIELDS, "") | typed, "form_stamp": posting.new_stamp(),
        "form_action": discussion_url(episode), "form_mail": bool(episode.show.site_url), "form_text_n": TEXT_CHARS_N,
    }  # fmt: skip


def discussion_url(episode: Episode) -> str:
    return reverse("talk", args=[episode.number, episode.slug])


@kept
def line(request: HttpRequest, number: int, slug: str, cue_id: str) -> HttpResponse:
    """One line of the transcript with what stands around it, what was said about it, and a correction to suggest."""
    episode = _episode(number, slug)
    cue = get_object_or_404(episode.cues, cue_id=cue_id.replace("\0", ""))
    around = episode.cues.filter(position__in=range(cue.position - 2, cue.position + 3)).order_by("position")
    context = form_context(episode, cue=cue.cue_id) | {
        "show": episode.show, "episode": episode, "language": episode.language, "line": line_of(cue), "cue": cue,
        "around": [(line_of(one), one.pk == cue.pk) for one in around],
        "talk_entries": entries(episode, spots(episode, cue_id), with_lines=False), "is_open": not _is_closed(episode),
        "correction_url": reverse("talk-suggest", args=[number, slug, cue_id]),
    }  # fmt: skip
    return render(request, "talk/line.html", context)


@require_POST
@from_this_site
def suggest(request: HttpRequest, number: int, slug: str, cue_id: str) -> HttpResponseBase:
    episode = _episode(number, slug)
    typed = {name: request.POST.get(name, "") for name in ("text", "name", "home_page")}
    try:
        correction, secret = posting.suggest(
            episode, cue_id, typed["text"], typed["name"], typed["home_page"], writer_of(request)
        )
    except Refused as refused:
        return told(request, refused.says, refused.status, refused.wait_s)
    response = HttpResponseRedirect(reverse("talk-correction", args=[correction.key]), status=303)
    remember(response, secret)
    return response


@require_safe
def correction(request: HttpRequest, key: str) -> HttpResponse:
    one = get_object_or_404(Correction.objects.select_related("episode__show", "author"), key=key)
    _only_for(one.author, request)
    _is_out(one.episode)
    context = {"show": one.episode.show, "episode": one.episode, "correction": one, "language": one.episode.language}
    return _private(render(request, "talk/correction.html", context))


@require_safe
def comment(request: HttpRequest, key: str) -> HttpResponseBase:
    """A comment at an address of its own. Its author sees it also while it waits, and can change it here."""
    one = get_object_or_404(Comment.objects.select_related("episode__show", "parent", "author"), key=key)
    is_own = _is_own(one, request)
    if not (one.state == State.APPROVED or is_own):
        raise Http404
    _is_out(one.episode)
    ordered = spots(one.episode) if one.state == State.APPROVED else []
    answers = below(ordered, one.pk)
    page_n = page_n_of(ordered, one.pk)
    context = form_context(one.episode, parent=one.key) | {
        "in_discussion_url": one.episode.url if page_n == 1 else f"{discussion_url(one.episode)}?page={page_n}",
        "show": one.episode.show, "episode": one.episode, "language": one.episode.language, "comment": one, "is_own": is_own,
        "may_edit": is_own and posting.may_edit(one), "edit_minutes": settings.DISCUSSION.edit_minutes, "is_open": not _is_closed(one.episode),
        "talk_entries": entries(one.episode, answers, with_lines=False),
        "line": line_of(one.episode.cues.get(cue_id=one.cue_id)) if one.cue_id else None,
    }  # fmt: skip
    return _private(render(request, "talk/comment.html", context))


@require_POST
@from_this_site
def edit(request: HttpRequest, key: str) -> HttpResponseBase:
    one = _own_candidate(key)
    _is_out(one.episode)
    try:
        posting.edit(one, _draft(request), writer_of(request))
    except Refused as refused:
        return told(request, refused.says, refused.status, refused.wait_s)
    return HttpResponseRedirect(one.url, status=303)


@require_POST
@from_this_site
def delete(request: HttpRequest, key: str) -> HttpResponseBase:
    one = _own_candidate(key)
    try:
        posting.delete(one, writer_of(request))
    except Refused as refused:
        return told(request, refused.says, refused.status)
    return told(request, "Your comment is deleted.")


@require_POST
@from_this_site
def report(request: HttpRequest, key: str) -> HttpResponseBase:
    one = _own_candidate(key)
    _is_out(one.episode)
    try:
        posting.report(one, request.POST.get("why", ""), writer_of(request))
    except Refused as refused:
        return told(request, refused.says, refused.status, refused.wait_s)
    return told(request, "Thank you. A moderator will look at it.")


@require_GET
def own_comments(request: HttpRequest) -> HttpResponse:
    """For the page's script: which comments of an episode are one's own, and those that wait."""
    author = writer_of(request).author()
    number = request.GET.get("episode", "")
    found = (
        author.comments.filter(episode__number=int(number)).exclude(state=State.GONE)
        if author and number.isdecimal() and len(number) < 9
        else Comment.objects.none()
    )
    rows = [
        {
            "key": one.key, "url": one.url, "name": one.name, "html": one.html, "is_seen": one.state == State.APPROVED,
            "may_edit": posting.may_edit(one),
        }
        for one in found.order_by("pk")[:200]
    ]  # fmt: skip
    return _private(JsonResponse({"comments": rows}))


def _post(request: HttpRequest, episode: Episode) -> HttpResponseBase:
    draft = _draft(request)
    try:
        stored = posting.post(episode, draft, writer_of(request))
    except Refused as refused:
        typed = {name: request.POST.get(name, "")[: TEXT_CHARS_N * 2] for name in FORM_FIELDS}
        context = form_context(episode, **typed) | {
            "show": episode.show,
            "episode": episode,
            "language": episode.language,
        }
        context |= {"says": refused.says, "is_open": refused.status != 403}
        response = _private(render(request, "talk/refused.html", context, status=refused.status))
        if refused.wait_s:
            response.headers["Retry-After"] = str(round(refused.wait_s) + 1)
        return response
    redirect = HttpResponseRedirect(stored.comment.url + "?stored", status=303)
    remember(redirect, stored.secret)
    return redirect


def _draft(request: HttpRequest) -> Draft:
    typed = request.POST
    return Draft(
        name=typed.get("name", ""), text=typed.get("text", ""), link=typed.get("link", ""), parent_key=typed.get("parent", "")[:20],
        cue_id=typed.get("cue", ""), mailbox=typed.get("mail", ""), trap=typed.get("home_page", ""), stamp=typed.get("stamp", ""),
    )  # fmt: skip


def _episode(number: int, slug: str) -> Episode:
    episodes = Episode.objects.select_related("show").defer(*_NOT_NEEDED)
    return get_object_or_404(episodes, number=number, slug=slug)


def _own_candidate(key: str) -> Comment:
    return get_object_or_404(
        Comment.objects.select_related("episode__show", "author").exclude(state=State.GONE), key=key
    )


def _is_out(episode: Episode) -> None:
    """Raises Withdrawn: what was written of an episode is seen and changed with it. Taking one's own away is always possible."""
    if episode.withdrawn_at:
        raise Withdrawn


def _is_closed(episode: Episode) -> bool:
    return Room.objects.filter(episode=episode, is_closed=True).exists()


def _is_own(one: Comment, request: HttpRequest) -> bool:
    digest = writer_of(request).digest
    return bool(digest and one.author is not None and one.author.digest == digest)


def _only_for(author: Any, request: HttpRequest) -> None:
    digest = writer_of(request).digest
    if author is None or not digest or author.digest != digest:
        raise Http404


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response
