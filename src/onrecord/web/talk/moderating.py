"""What a moderator can do. Every act is logged with its reason; the spam filter learns from approving and from calling it spam."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import transaction

from onrecord.web.shows.models import Episode
from onrecord.web.talk import notices, posting, spam
from onrecord.web.talk.models import Act, Author, Ban, Comment, Room, State, look_again
from onrecord.web.talk.removal import take_away, unlearn


def approve(comment: Comment, by: str) -> None:
    """It may be read; its author's next ones are seen at once; reports on it are answered."""
    with transaction.atomic():
        _learn(comment, is_spam=False)
        was_seen = comment.state == State.APPROVED
        comment.state, comment.why_held = State.APPROVED, ""
        comment.save(update_fields=["state", "why_held", "learnt"])
        comment.reports.all().delete()
        if not was_seen:
            posting.seen(comment)
        log(by, "approved", comment.key)
    notices.send_soon()


def remove(comment: Comment, by: str, reason: str = "", *, is_spam: bool = False) -> None:
    """Takes a comment away. What is called spam teaches the filter, is set aside and is forgotten after 30 days."""
    with transaction.atomic():
        if is_spam:
            _learn(comment, is_spam=True)
            comment.state, comment.why_held = State.SPAM, "you called it spam"
            comment.save(update_fields=["state", "why_held", "learnt"])
            Author.objects.filter(pk=comment.author_id).update(approved_n=0)
            look_again(comment.episode_id)
        else:
            take_away(comment)
        log(by, "called spam" if is_spam else "deleted", comment.key, reason)


def ban(comment: Comment, by: str, reason: str = "") -> None:
    """Its author writes here no more, nor does anybody of their network today; all that they left waiting goes."""
    with transaction.atomic():
        author = comment.author
        if author is not None:
            Ban.objects.get_or_create(digest=author.digest, defaults={"reason": reason})
            for waiting in author.comments.filter(state__in=[State.QUEUED, State.HIDDEN]).exclude(pk=comment.pk):
                take_away(waiting)
        if comment.address_digest:
            until = datetime.now(UTC) + timedelta(days=1)
            Ban.objects.get_or_create(digest=comment.address_digest, defaults={"reason": reason, "until": until})
        log(by, "banned the author of", comment.key, reason)
        take_away(comment)


def set_room(episode: Episode, by: str, *, is_closed: bool, holds_all: bool, slow_s: int) -> None:
    with transaction.atomic():
        room, _ = Room.objects.get_or_create(episode=episode)
        said = [
            ("closed" if is_closed else "opened") if room.is_closed != is_closed else "",
            (f"slow mode, {slow_s} s," if slow_s else "slow mode off") if room.slow_s != slow_s else "",
            ("every comment waits" if holds_all else "known authors are seen at once")
            if room.holds_all != holds_all
            else "",
        ]
        room.is_closed, room.holds_all, room.slow_s, room.revision = is_closed, holds_all, slow_s, room.revision + 1
        room.save()
        for what in filter(None, said):
            log(by, what, f"episode {episode.number}")


def log(by: str, what: str, subject: str, reason: str = "") -> None:
    Act.objects.create(by=by, what=what, subject=subject, reason=reason[:300])


def _learn(comment: Comment, *, is_spam: bool) -> None:
    verdict = "spam" if is_spam else "ham"
    if comment.learnt != verdict:
        unlearn(comment)
        spam.learn(spam.features(comment.name, comment.text, comment.link), is_spam=is_spam)
        comment.learnt = verdict
