"""Taking away: a comment, or everything of one person, so that no trace stays."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection, transaction

from onrecord.web.search import index as search_index
from onrecord.web.talk import spam
from onrecord.web.talk.models import Author, Ban, Comment, Correction, Mail, Mailbox, Report, State, look_again

KEPT_SPAM_DAYS = 30
KEPT_NETWORK_DAYS = 2
_forgot_on: list[date] = []
_WIPED: dict[str, Any] = {
    "name": "", "link": "", "text": "", "html": "", "moments": [], "why_held": "", "address_digest": "", "author": None,
    "spam_chance": 0.5, "learnt": "", "by_host": False, "edited_at": None, "state": State.GONE,
}  # fmt: skip


def take_away(comment: Comment) -> None:
    """Nothing of the comment is left but, when others have answered it, its place. Call it in a transaction."""
    unlearn(comment)
    Mail.objects.filter(comment=comment).delete()
    comment.reports.all().delete()
    look_again(comment.episode_id)
    if comment.answers.exists():
        Comment.objects.filter(pk=comment.pk).update(**_WIPED)
        search_index.keep_comment(comment)
        return
    parent = comment.parent
    comment.delete()
    while parent is not None and parent.state == State.GONE and not parent.answers.exists():
        above = parent.parent
        parent.delete()
        parent = above


def unlearn(comment: Comment) -> None:
    """What the filter learnt of it is taken out again."""
    if comment.learnt:
        found = spam.features(comment.name, comment.text, comment.link)
        spam.learn(found, is_spam=comment.learnt == "spam", times=-1)


def everything_of(author: Author) -> dict[str, Any]:
    """All that is kept of a person, for them to take along."""
    comments = author.comments.select_related("episode").order_by("pk")
    corrections = Correction.objects.filter(author=author).select_related("episode").order_by("pk")
    return {
        "exported_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "writing_since": author.since.isoformat(timespec="seconds"),
        "approved_comments": author.approved_n,
        "is_banned": Ban.objects.filter(digest=author.digest).exists(),
        "comments": [
            {
                "id": comment.key, "episode": comment.episode.title, "episode_number": comment.episode.number,
                "in_answer_to": comment.parent.key if comment.parent else None, "name": comment.name, "link": comment.link,
                "text": comment.text, "state": comment.state, "about_the_line": comment.quote or None,
                "written_at": comment.created_at.isoformat(timespec="seconds"),
                "edited_at": comment.edited_at.isoformat(timespec="seconds") if comment.edited_at else None,
            }
            for comment in comments.select_related("parent")
        ],
        "corrections": [
            {
                "id": one.key, "episode": one.episode.title, "name": one.name, "line": one.before, "suggested": one.text,
                "state": one.state, "written_at": one.created_at.isoformat(timespec="seconds"),
            }
            for one in corrections
        ],
        "reports": [
            {"comment": report.comment.key, "why": report.why, "at": report.created_at.isoformat(timespec="seconds")}
            for report in Report.objects.filter(digest=author.digest).select_related("comment")
        ],
        "mailboxes": [
            {"address": box.address, "is_confirmed": box.confirmed_at is not None}
            for box in Mailbox.objects.filter(author=author)
        ],
    }  # fmt: skip


def everything_as_json(author: Author) -> str:
    return json.dumps(everything_of(author), ensure_ascii=False, indent=1)


def erase(author: Author) -> None:
    """Removes a person: comments (their places stay where others answered), corrections, reports, mailboxes, the row itself.

    A correction that was accepted stays in the transcript, without a name: it is what somebody else said.
    """
    with transaction.atomic():
        for comment in list(author.comments.order_by("-pk")):
            take_away(Comment.objects.get(pk=comment.pk))
        Correction.objects.filter(author=author).delete()
        Report.objects.filter(digest=author.digest).delete()
        Ban.objects.filter(digest=author.digest).delete()
        author.delete()
    sweep()


def forget_old() -> None:
    """Once a day: spam after 30 days, what told yesterday's networks apart, bans and sessions that are over."""
    now = datetime.now(UTC)
    if _forgot_on == [now.date()]:
        return
    _forgot_on[:] = [now.date()]
    long_ago, lately = now - timedelta(days=KEPT_SPAM_DAYS), now - timedelta(days=KEPT_NETWORK_DAYS)
    Comment.objects.filter(state=State.SPAM, answers=None, created_at__lt=long_ago).delete()
    for rows in (Comment.objects, Correction.objects):
        rows.filter(created_at__lt=lately).exclude(address_digest="").update(address_digest="")
    Ban.objects.filter(until__lt=now).delete()
    Session.objects.filter(expire_date__lt=now).delete()


def sweep() -> None:
    """Old pages of the database are overwritten, too: of SQLite's log at once, of PostgreSQL's tables by VACUUM."""
    search_index.sweep()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        elif connection.vendor == "postgresql" and not connection.in_atomic_block:
            cursor.execute("VACUUM talk_comment, talk_correction, talk_mailbox, talk_author, talk_report")
