"""The discussion for programs: comments that are seen are open to all; what waits, moderating and corrections take a token."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseBase

from onrecord.web.api import answers
from onrecord.web.api.answers import Problem
from onrecord.web.desk.programs import account_of
from onrecord.web.desk.roles import Role, role_of
from onrecord.web.desk.strangers import network_digest
from onrecord.web.shows.models import Episode
from onrecord.web.shows.withdrawn import SAYS, is_withdrawn
from onrecord.web.talk import corrections, moderating, posting
from onrecord.web.talk.api_document import AFTER
from onrecord.web.talk.models import Comment, Correction, State
from onrecord.web.talk.plain import TEXT_CHARS_N
from onrecord.web.talk.requests import LARGEST_FORM_BYTES_N

SHOWN_N = 200
Answer = tuple[int, dict[str, Any]]
_WHOLE_MOST = 2**31 - 1


def answered(*methods: str) -> Callable[[Callable[..., Answer]], Callable[..., HttpResponseBase]]:
    """JSON in, JSON out, kept by nobody."""

    def decorate(view: Callable[..., Answer]) -> Callable[..., HttpResponseBase]:
        @answers.for_programs(*methods)
        @functools.wraps(view)
        def answer(request: HttpRequest, **named: Any) -> HttpResponseBase:
            try:
                status, body = view(request, **named)
            except posting.Refused as refused:
                raise Problem(422 if refused.status == 400 else refused.status, refused.says) from refused
            response = answers.as_json(body, status)
            response.headers["Cache-Control"] = "no-store"
            return response

        return answer

    return decorate


@answered("GET", "HEAD", "POST")
def comments(request: HttpRequest, number: int) -> Answer:
    """GET: what is seen, oldest first (`after` goes on from a comment). POST: a comment by the token's owner, of the house."""
    episode = _episode(number)
    if request.method == "POST":
        user = _account(request)
        said = _body(request, text=str, parent=str, line=str)
        name = user.get_full_name() or user.get_username()
        draft = posting.Draft(name=name, text=said["text"], parent_key=said["parent"], cue_id=said["line"])
        writer = posting.Writer(f"account {user.pk} of this site", network_digest(request), is_host=True)
        return 201, comment_record(posting.post(episode, draft, writer).comment)
    found = Comment.objects.filter(episode=episode, state=State.APPROVED).select_related("parent")
    answers.check(request, (AFTER,))
    after = request.GET.get("after", "")
    if after:
        last = Comment.objects.filter(key=after[:20], episode=episode).first()
        if last is None:
            raise Problem(422, "There is no comment of this id to go on from.")
        found = found.filter(pk__gt=last.pk)
    rows = list(found.order_by("pk")[: SHOWN_N + 1])
    return 200, {
        "comments": [comment_record(row) for row in rows[:SHOWN_N]],
        "next": rows[SHOWN_N - 1].key if len(rows) > SHOWN_N else None,
    }


@answered("GET", "HEAD")
def waiting(request: HttpRequest) -> Answer:
    """The moderator's queue."""
    _account(request)
    rows = Comment.objects.filter(state__in=[State.QUEUED, State.HIDDEN]).select_related("parent", "episode")
    held = [comment_record(row) | {"why_held": row.why_held, "spam_chance": row.spam_chance} for row in rows[:SHOWN_N]]
    return 200, {"comments": held}


@answered("PATCH", "DELETE")
def comment(request: HttpRequest, key: str) -> Answer:
    """PATCH {"act": "approve", "spam" or "ban"}; DELETE takes it away."""
    user = _account(request)
    one = (
        Comment.objects.filter(key=key).exclude(state=State.GONE).select_related("episode", "author", "parent").first()
    )
    if one is None:
        raise Problem(404, "There is no such comment.")
    if request.method == "DELETE":
        moderating.remove(one, user.get_username(), "by the API")
        return 200, {"id": key, "state": "deleted"}
    act = _body(request, act=str)["act"]
    if act == "approve":
        moderating.approve(one, user.get_username())
    elif act == "spam":
        moderating.remove(one, user.get_username(), "by the API", is_spam=True)
    elif act == "ban":
        moderating.ban(one, user.get_username(), "by the API")
    else:
        raise Problem(400, "act is approve, spam or ban.")
    return 200, {"id": key, "state": "banned" if act == "ban" else one.state}


@answered("GET", "HEAD", "POST")
def all_corrections(request: HttpRequest, number: int) -> Answer:
    """GET: the corrections that wait. POST: a suggestion by the token's owner."""
    user = _account(request)
    episode = _episode(number)
    if request.method == "POST":
        said = _body(request, line=str, text=str)
        writer = posting.Writer(f"account {user.pk} of this site", network_digest(request), is_host=True)
        if not said["line"]:
            raise Problem(400, "line is the id of a line of the transcript.")
        made, _ = posting.suggest(episode, said["line"], said["text"], user.get_username(), "", writer)
        return 201, correction_record(made)
    rows = Correction.objects.filter(episode=episode, state="open").select_related("episode")
    return 200, {"corrections": [correction_record(row) for row in rows[:SHOWN_N]]}


@answered("PATCH")
def correction(request: HttpRequest, key: str) -> Answer:
    """PATCH {"act": "accept" or "decline"}, for producers and owners."""
    user = _account(request, Role.OWNER, Role.PRODUCER)
    act = _body(request, act=str)["act"]
    one = Correction.objects.filter(key=key).select_related("episode").first()
    if one is None:
        raise Problem(404, "There is no such correction.")
    if one.state != "open":
        raise Problem(409, "This correction was decided already.")
    if act == "accept":
        corrections.accept(one, user.get_username())
    elif act == "decline":
        corrections.decline(one, user.get_username())
    else:
        raise Problem(400, "act is accept or decline.")
    return 200, correction_record(one)


def comment_record(one: Comment) -> dict[str, Any]:
    return {
        "id": one.key, "url": one.url, "in_answer_to": one.parent.key if one.parent else None, "name": one.name, "link": one.link,
        "text": one.text, "html": one.html, "line": one.cue_id or None, "quote": one.quote or None, "is_of_the_show": one.by_host,
        "state": one.state, "written_at": one.created_at.isoformat(), "edited_at": one.edited_at and one.edited_at.isoformat(),
    }  # fmt: skip


def correction_record(one: Correction) -> dict[str, Any]:
    return {
        "id": one.key, "episode": one.episode.number, "line": one.cue_id, "before": one.before, "text": one.text,
        "state": one.state, "outcome": one.outcome, "written_at": one.created_at.isoformat(),
    }  # fmt: skip


def _account(request: HttpRequest, *roles: Role) -> User:
    user = account_of(request)
    if user is None:
        raise Problem(401, "A token is needed: Authorization: Bearer TOKEN.")
    if roles and role_of(user) not in roles:
        raise Problem(403, "The token's owner may not do this.")
    return user


def _episode(number: int) -> Episode:
    episode = Episode.objects.select_related("show").filter(number=number).first() if number <= _WHOLE_MOST else None
    if episode is None and is_withdrawn(number):
        raise Problem(410, SAYS)
    if episode is None:
        raise Problem(404, "There is no such episode.")
    return episode


def _body(request: HttpRequest, **fields: type) -> dict[str, Any]:
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FORM_BYTES_N:
        raise Problem(413, "This is too long.")
    try:
        said = json.loads(request.body or b"{}")
    except (ValueError, RecursionError) as error:
        raise Problem(400, "The body is not JSON.") from error
    if not isinstance(said, dict):
        raise Problem(400, "The body is a JSON object.")
    found: dict[str, Any] = {}
    for name, kind in fields.items():
        value = said.get(name)
        if value is not None and not isinstance(value, kind):
            raise Problem(400, f"{name} is text.")
        if isinstance(value, str) and not value.isascii() and value != value.encode(errors="ignore").decode():
            raise Problem(400, f"{name} holds half a letter.")
        found[name] = value or ""
    if len(found.get("text", "")) > TEXT_CHARS_N:
        raise Problem(400, f"text has at most {TEXT_CHARS_N} characters.")
    return found
