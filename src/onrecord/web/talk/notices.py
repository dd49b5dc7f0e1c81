"""Notices by e-mail: to whom an answer is for, once they have said yes by a link; to moderators, when something waits.

What is to be sent is noted in the transaction that gives rise to it, and sent by one thread afterwards: a slow or dead mail
server keeps nobody waiting and loses nothing. RFC 8058: one click, in the mail program itself, ends them.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import connection, transaction
from django.urls import reverse

from onrecord.web.shows.models import Show
from onrecord.web.talk.models import Author, Comment, Mail, Mailbox, Refusal, State

if TYPE_CHECKING:
    from django.contrib.auth.models import User

TRIES_N = 6
OWN_LINK_S = 24 * 3600
_log = logging.getLogger("onrecord.web.talk")
_is_due: list[bool] = []
_handing_over = threading.Lock()
_sender: list[threading.Thread] = []


def is_possible() -> bool:
    """Links in a mail need an address that nobody can forge by a Host header: show.toml's site_url."""
    show = Show.objects.first()
    return bool(show and show.site_url)


def ask_mailbox(author: Author, address: str) -> None:
    """Notes the one mail that asks whether the address wants notices. Nobody is asked twice."""
    address = address.strip()
    if not address or not is_possible() or not _is_address(address):
        return
    if Refusal.objects.filter(digest=refusal_digest(address)).exists():
        return
    box, is_new = Mailbox.objects.get_or_create(author=author, address=address)
    asked_lately = Mailbox.objects.filter(
        address__iexact=address, confirmed_at=None, asked_at__gt=datetime.now(UTC) - timedelta(days=7)
    ).exclude(pk=box.pk)
    if is_new and not asked_lately.exists():
        Mail.objects.create(what="confirm", mailbox=box)


def tell_the_answered(comment: Comment) -> None:
    parent = comment.parent
    if parent is None or parent.author_id is None or parent.author_id == comment.author_id:
        return
    boxes = Mailbox.objects.filter(author_id=parent.author_id).exclude(confirmed_at=None)
    Mail.objects.bulk_create(Mail(what="answer", mailbox=box, comment=comment) for box in boxes)


def tell_moderators(comment: Comment) -> None:
    """At most one mail is on its way to each: it says how much waits when it is sent."""
    from onrecord.web.desk.roles import role_of

    if not is_possible():
        return
    from django.contrib.auth.models import User

    told = set(Mail.objects.filter(what="waiting").values_list("user_id", flat=True))
    keepers = [user for user in User.objects.filter(is_active=True, is_staff=True).exclude(email="") if role_of(user)]
    Mail.objects.bulk_create(Mail(what="waiting", user=user) for user in keepers if user.pk not in told)


def send_own_link(address: str) -> None:
    """To everybody who ever confirmed this address: the way to what is kept of them. Says nothing when there is nobody."""
    for box in Mailbox.objects.filter(address__iexact=address.strip()).exclude(confirmed_at=None)[:5]:
        if not Mail.objects.filter(what="mine", mailbox=box).exists():
            Mail.objects.create(what="mine", mailbox=box)
    send_soon()


def own_link_token(author: Author) -> str:
    return signing.dumps(author.digest, salt="talk.mine")


def author_of_token(token: str) -> Author | None:
    try:
        digest = signing.loads(token, salt="talk.mine", max_age=OWN_LINK_S)
    except signing.BadSignature:
        return None
    return Author.objects.filter(digest=digest).first()


def refusal_digest(address: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), address.strip().casefold().encode(), hashlib.sha256).hexdigest()


def confirm(box: Mailbox) -> None:
    box.confirmed_at = box.confirmed_at or datetime.now(UTC)
    box.save(update_fields=["confirmed_at"])


def stop(box: Mailbox) -> None:
    """No mail goes to this address again, whoever types it in: a keyed digest remembers that, the address itself goes."""
    with transaction.atomic():
        Refusal.objects.get_or_create(digest=refusal_digest(box.address))
        Mailbox.objects.filter(address__iexact=box.address).delete()


# --- sending --------------------------------------------------------------------------------------------------------


def send_soon() -> None:
    """Wakes the thread that sends, and starts it when there is none."""
    if not Mail.objects.filter(next_at__lte=datetime.now(UTC)).exists():
        return
    with _handing_over:
        _is_due.append(True)
        if not _sender:
            _sender.append(threading.Thread(target=_send_all, name="onrecord-mail", daemon=True))
            _sender[0].start()


def send_due() -> int:
    """Sends what is due; returns how many went out. What fails is tried again, later each time, and then given up."""
    sent_n = 0
    for mail in Mail.objects.filter(next_at__lte=datetime.now(UTC)).select_related("mailbox", "user", "comment")[:100]:
        try:
            message = written(mail)
            if message is not None:
                message.send()
                sent_n += 1
        except OSError as error:
            _later(mail, error)
            continue
        mail.delete()
    return sent_n


def settle(timeout_s: float = 20.0) -> None:
    """Waits until what was due is sent."""
    for thread in tuple(_sender):
        thread.join(timeout_s)


def _send_all() -> None:
    """Sends until nothing is due: whoever notes more while this ends starts the next one."""
    try:
        while True:
            with _handing_over:
                if not _is_due:
                    _sender.clear()
                    return
                _is_due.clear()
            try:
                while send_due():
                    pass
            except Exception:
                _log.exception("Mail was not sent.")
    finally:
        connection.close()


def _later(mail: Mail, error: OSError) -> None:
    mail.tries_n += 1
    if mail.tries_n >= TRIES_N:
        _log.warning("A mail was given up after %d tries: %s", mail.tries_n, type(error).__name__)
        mail.delete()
        return
    mail.next_at = datetime.now(UTC) + timedelta(minutes=4**mail.tries_n)
    mail.save(update_fields=["tries_n", "next_at"])


def written(mail: Mail) -> EmailMessage | None:
    """The mail as it goes out; None when there is nothing to say any more."""
    show = Show.objects.first()
    if show is None or not show.site_url:
        return None
    base = show.site_url.rstrip("/")
    if mail.user is not None:
        return _to_moderator(mail.user, show, base)
    assert mail.mailbox is not None
    return _to_listener(mail, mail.mailbox, show, base)


def _to_moderator(user: User, show: Show, base: str) -> EmailMessage | None:
    waiting_n = Comment.objects.filter(state__in=[State.QUEUED, State.HIDDEN]).count()
    if not waiting_n:
        return None
    what = "1 comment waits" if waiting_n == 1 else f"{waiting_n} comments wait"
    body = f"{what} for a moderator.\n\n{base}{reverse('moderation')}\n"
    return EmailMessage(f"{_one_line(show.title)}: {what}", body, sender(show), [user.email])


def _to_listener(mail: Mail, box: Mailbox, show: Show, base: str) -> EmailMessage | None:
    stop_url = base + reverse("talk-stop", args=[box.key])
    title = _one_line(show.title)
    if mail.what == "confirm":
        subject = f"{title}: do you want to hear of answers?"
        body = (
            "Somebody, probably you, wrote a comment and asked for a mail when it is answered.\n\n"
            f"Yes, tell me: {base}{reverse('talk-confirm', args=[box.key])}\n\n"
            f"If that was not you, do nothing: no other mail comes. Never again: {stop_url}\n"
        )
    elif mail.what == "mine":
        subject = f"{title}: what you wrote"
        link = base + reverse("talk-mine") + "?as=" + own_link_token(box.author)
        body = f"See, take along or erase what you wrote, for the next 24 hours:\n\n{link}\n"
    else:
        comment = mail.comment
        if comment is None or comment.state != State.APPROVED or comment.episode.withdrawn_at:
            return None
        subject = f"{title}: {comment.name} answered you"
        body = f"{comment.text}\n\n{comment.name}, {base}{comment.url}\n\nNo more of these: {stop_url}\n"
    headers = {"List-Unsubscribe": f"<{stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    headers |= {"Auto-Submitted": "auto-generated", "List-Id": f"<discussion.{show.guid}>"}
    return EmailMessage(_one_line(subject), body, sender(show), [box.address], headers=headers)


def sender(show: Show) -> str:
    return settings.DEFAULT_FROM_EMAIL or show.owner_email or "noreply@localhost"


def _one_line(text: str) -> str:
    return " ".join(text.split())[:150]


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254
