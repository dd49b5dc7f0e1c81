"""For those who watch over the site: is it well, how busy is it, how often was each episode downloaded."""

from __future__ import annotations

import csv
import time

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.views.decorators.http import require_safe

from onrecord import __version__
from onrecord.web.desk.access import for_moderators
from onrecord.web.desk.models import Downloads
from onrecord.web.desk.programs import account_of
from onrecord.web.shows.models import Episode
from onrecord.web.talk.models import Comment, Correction, Mail, State

_started = time.time()


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, else 503. Says nothing that a stranger should not know."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        is_well = True
    except DatabaseError:
        is_well = False
    response = JsonResponse({"status": "ok" if is_well else "no database"}, status=200 if is_well else 503)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures in Prometheus' text format, for programs on this machine or with a token."""
    is_near = request.META.get("REMOTE_ADDR", "") in ("127.0.0.1", "::1") and "HTTP_X_FORWARDED_FOR" not in request.META
    if not is_near and account_of(request) is None:
        return HttpResponseForbidden("A token is needed.\n", "text/plain")
    figures = [
        ("onrecord_info", f'{{version="{__version__}"}}', 1, "gauge", "Which version runs."),
        ("onrecord_uptime_seconds", "", round(time.time() - _started), "gauge", "Since the process began."),
        ("onrecord_episodes", "", Episode.objects.count(), "gauge", "Episodes that are out."),
        *(
            ("onrecord_comments", f'{{state="{state}"}}', Comment.objects.filter(state=state).count(), "gauge", "Comments by state.")
            for state in State.values
        ),
        ("onrecord_corrections_open", "", Correction.objects.filter(state="open").count(), "gauge", "Corrections that wait."),
        ("onrecord_mails_waiting", "", Mail.objects.count(), "gauge", "Mails that are to be sent."),
        ("onrecord_downloads_total", "", sum(Downloads.objects.values_list("listeners_n", flat=True)), "counter", "Downloads."),
    ]  # fmt: skip
    lines: list[str] = []
    for name, labels, value, kind, says in figures:
        if f"# TYPE {name} {kind}" not in lines:
            lines += [f"# HELP {name} {says}", f"# TYPE {name} {kind}"]
        lines.append(f"{name}{labels} {value}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


@require_safe
@for_moderators
def downloads(request: HttpRequest) -> HttpResponse:
    """Every episode's listeners by day, for a spreadsheet."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    writer = csv.writer(response)
    writer.writerow(["episode", "title", "day", "listeners"])
    for row in Downloads.objects.select_related("episode").order_by("episode__number", "day"):
        title = row.episode.title
        writer.writerow([row.episode.number, f"'{title}" if title[:1] in "=+-@" else title, row.day, row.listeners_n])
    response.headers["Cache-Control"] = "no-store"
    return response
