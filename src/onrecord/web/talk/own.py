"""What one person wrote, for themselves: seen, taken along, erased; and the mails they get. By their cookie or a link by mail."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onrecord.web.shows.models import Show
from onrecord.web.talk import notices
from onrecord.web.talk.models import Author, Mailbox, State
from onrecord.web.talk.posting import SMALL_ACTS
from onrecord.web.talk.removal import erase, everything_as_json
from onrecord.web.talk.requests import COOKIE, from_this_site, told, writer_of


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    author = _author(request)
    context = {
        "show": Show.objects.first(), "author": author, "token": _token(request), "can_mail": notices.is_possible(),
        "comments": author.comments.select_related("episode").exclude(state=State.GONE).order_by("-pk") if author else [],
        "corrections": author.corrections.select_related("episode").order_by("-pk") if author else [],
        "mailboxes": author.mailboxes.all() if author else [],
    }  # fmt: skip
    return _kept_from_caches(render(request, "talk/mine.html", context))


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    author = _author(request)
    if author is None:
        return told(request, "Nothing was written from this browser.", 404)
    response = HttpResponse(everything_as_json(author), content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="my-comments.json"'
    return _kept_from_caches(response)


@require_POST
@from_this_site
def erase_me(request: HttpRequest) -> HttpResponseBase:
    author = _author(request)
    if author is None:
        return told(request, "Nothing was written from this browser.", 404)
    erase(author)
    response = told(request, "Everything that you wrote is erased, and nothing is kept about you.")
    response.delete_cookie(COOKIE)
    return response


@require_POST
@from_this_site
def send_link(request: HttpRequest) -> HttpResponseBase:
    if SMALL_ACTS.wait_s(writer_of(request).network):
        return told(request, "That was quick. Please try again in a minute.", 429)
    notices.send_own_link(request.POST.get("mail", ""))
    return told(request, "If answers are told to this address, a mail with a link is on its way to it.")


@require_http_methods(["GET", "HEAD", "POST"])
@from_this_site
def confirm(request: HttpRequest, key: str) -> HttpResponseBase:
    """A question first: mail scanners follow every link, and only a person presses a button."""
    box = get_object_or_404(Mailbox, key=key)
    if request.method == "POST":
        notices.confirm(box)
        return told(request, "You will hear by mail when somebody answers you.")
    return _ask(request, "Do you want a mail when somebody answers your comments?", "Yes, tell me")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, key: str) -> HttpResponseBase:
    """RFC 8058: a mail program posts here by itself, without cookie or origin; the key in the address is what allows it."""
    box = Mailbox.objects.filter(key=key).first()
    if request.method == "POST" or box is None:
        if box is not None:
            notices.stop(box)
        return told(request, "No mail comes any more.")
    return _ask(request, "Do you want no more mails from here?", "No more mails")


def _ask(request: HttpRequest, says: str, button: str) -> HttpResponse:
    context = {"show": Show.objects.first(), "says": says, "button": button, "action": request.path}
    return _kept_from_caches(render(request, "talk/ask.html", context))


def _author(request: HttpRequest) -> Author | None:
    token = _token(request)
    return notices.author_of_token(token) if token else writer_of(request).author()


def _token(request: HttpRequest) -> str:
    return (request.POST.get("as") if request.method == "POST" else request.GET.get("as")) or ""


def _kept_from_caches(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"  # with "no-referrer" a form would not say whence it comes
    return response
