"""Writing: a comment, a change to one's own, a report, a suggested correction. Everything honest is stored; little is seen at once."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import F

from onrecord.web.desk.strangers import Limiter
from onrecord.web.shows.models import Cue, Episode
from onrecord.web.talk import notices, spam
from onrecord.web.talk.anchors import Lines
from onrecord.web.talk.markup import html_of, links_n
from onrecord.web.talk.models import DEPTH_N, Author, Ban, Comment, Correction, Mail, Report, Room, State, look_again
from onrecord.web.talk.plain import TEXT_CHARS_N, clean_link, clean_name, clean_text, likeness_of
from onrecord.web.talk.removal import forget_old, take_away, unlearn

QUICK_S = 2
"""Nobody reads a page and writes a comment in less; who does waits for a moderator."""
SURE_SPAM, LIKELY_SPAM = 0.9, 0.6
A_MINUTE = Limiter(6, 60.0)
AN_HOUR = Limiter(60, 3600.0)
"""How often is what the show's settings say."""
SMALL_ACTS = Limiter(20, 60.0)
_STAMP = "talk.form"


class Refused(Exception):
    """Why something is not stored, in a sentence for the person who wrote it. `wait_s` tells when it would be."""

    def __init__(self, says: str, status: int = 400, wait_s: float = 0.0) -> None:
        super().__init__(says)
        self.says, self.status, self.wait_s = says, status, wait_s


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes: their cookie's secret ("" for nobody yet), the digest of their network, and whether they are of the house."""

    secret: str
    network: str
    is_host: bool = False

    @property
    def digest(self) -> str:
        return digest_of(self.secret) if self.secret else ""

    def author(self) -> Author | None:
        return Author.objects.filter(digest=self.digest).first() if self.secret else None


@dataclass(frozen=True, slots=True)
class Draft:
    """A comment as it was typed. `trap` is a field that people do not see; `stamp` says when the form was made."""

    name: str
    text: str
    link: str = ""
    parent_key: str = ""
    cue_id: str = ""
    mailbox: str = ""
    trap: str = ""
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    state: State
    why: str = ""
    spam_chance: float = 0.5


@dataclass(frozen=True, slots=True)
class Stored:
    comment: Comment
    secret: str
    mails: list[Mail] = field(default_factory=list)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def new_stamp() -> str:
    return signing.TimestampSigner(salt=_STAMP).sign("form")


def post(episode: Episode, draft: Draft, writer: Writer) -> Stored:
    """Stores a comment, waiting or seen. Raises Refused. When it returns, the comment is on the disk."""
    name, text, link = _cleaned(draft)
    _may_write(writer)
    secret = writer.secret or secrets.token_urlsafe(32)
    cue = _cue(episode, draft.cue_id)
    lines = Lines(episode)
    moments = lines.moments(text)
    html = html_of(text, lines.place(moments))
    _has_words(html)
    room = Room.objects.filter(episode=episode).first() or Room(episode=episode)
    room.episode = episode
    author = writer.author() or Author(digest=digest_of(secret))
    _may_write_here(room, author, writer)
    parent = _parent(episode, draft.parent_key)
    judged = judge(draft, (name, text, link), html, author, room, writer)
    with transaction.atomic():  # all that can be read before is: the one that writes keeps all others waiting
        if author.pk is None:
            author.save()
        comment = Comment.objects.create(
            episode=episode, author=author, parent=parent, depth=min(parent.depth + 1, DEPTH_N) if parent else 0,
            name=name, text=text, link=link, html=html, moments=moments, state=judged.state, why_held=judged.why,
            spam_chance=judged.spam_chance, by_host=writer.is_host, address_digest=writer.network,
            **(_anchor(cue) if cue else _anchor_of(parent) if parent else {}),
        )  # fmt: skip
        if judged.state == State.APPROVED:
            seen(comment)
        if episode.show.site_url:
            notices.ask_mailbox(author, draft.mailbox)
            if judged.state == State.QUEUED:
                notices.tell_moderators(comment)
    if episode.show.site_url:
        notices.send_soon()
    forget_old()
    return Stored(comment, secret)


def judge(
    draft: Draft, written: tuple[str, str, str], html: str, author: Author, room: Room, writer: Writer, own: int = 0
) -> Judged:
    """Whether a comment is seen at once, waits, or is set aside as spam; and why. `own` approved comments do not count."""
    if writer.is_host:
        return Judged(State.APPROVED, spam_chance=0.0)
    name, text, link = written
    chance = spam.spam_chance(spam.features(name, text, link))
    if draft.trap:
        return Judged(State.SPAM, "filled in a field that people do not see", max(chance, SURE_SPAM))
    if chance >= SURE_SPAM:
        return Judged(State.SPAM, "reads like what you called spam", chance)
    outward_n = max(links_n(html), len(re.findall(r"://|\bwww\.", text))) + bool(link)
    reasons = [
        ("every comment waits here", room.holds_all),
        ("first comment", author.approved_n - own < 1),
        ("many links", outward_n > settings.DISCUSSION.links),
        (f"uses the name of someone on the show: {name}", _is_taken(name, room.episode)),
        ("reads a little like spam", chance >= LIKELY_SPAM),
        ("written faster than anyone types", _is_quick(draft.stamp)),
    ]
    why = next((reason for reason, holds in reasons if holds), "")
    return Judged(State.QUEUED if why else State.APPROVED, why[:100], chance)


def seen(comment: Comment) -> None:
    """What becomes of a comment that may be read from now on. Call it in a transaction."""
    Author.objects.filter(pk=comment.author_id).update(approved_n=F("approved_n") + 1)
    if not look_again(comment.episode_id):
        Room.objects.get_or_create(episode_id=comment.episode_id, defaults={"revision": 1})
    notices.tell_the_answered(comment)


def edit(comment: Comment, draft: Draft, writer: Writer) -> Comment:
    """Changes one's own comment while it is young. Raises Refused."""
    _is_own(comment, writer)
    if not may_edit(comment):
        raise Refused("This comment is too old to be changed. You can still delete it.", 403)
    name, text, link = _cleaned(draft)
    _may_write(writer)
    lines = Lines(comment.episode)
    moments = lines.moments(text)
    html = html_of(text, lines.place(moments))
    _has_words(html)
    with transaction.atomic():
        comment = Comment.objects.select_related("author", "episode").get(pk=comment.pk)
        room, _ = Room.objects.get_or_create(episode=comment.episode)
        author = comment.author
        assert author is not None
        was_seen = comment.state == State.APPROVED
        judged = judge(draft, (name, text, link), html, author, room, writer, own=int(was_seen))
        unlearn(comment)
        comment.name, comment.text, comment.link, comment.html, comment.moments = name, text, link, html, moments
        comment.state, comment.why_held, comment.spam_chance = judged.state, judged.why, judged.spam_chance
        comment.learnt, comment.edited_at = "", datetime.now(UTC)
        comment.save()
        if was_seen and judged.state != State.APPROVED:
            Author.objects.filter(pk=author.pk, approved_n__gt=0).update(approved_n=F("approved_n") - 1)
        elif judged.state == State.APPROVED and not was_seen:
            seen(comment)
        look_again(comment.episode_id)
    return comment


def may_edit(comment: Comment) -> bool:
    return datetime.now(UTC) - comment.created_at < timedelta(minutes=settings.DISCUSSION.edit_minutes)


def delete(comment: Comment, writer: Writer) -> None:
    """Takes one's own comment away, whenever. Raises Refused."""
    _is_own(comment, writer)
    with transaction.atomic():
        take_away(comment)


def report(comment: Comment, why: str, writer: Writer) -> None:
    """Three people who report a comment hide it until a moderator has looked. Raises Refused."""
    _slowed(SMALL_ACTS, writer.network)
    if comment.state != State.APPROVED:
        raise Refused("This comment is not to be seen any more.", 404)
    digest = writer.digest or f"network:{writer.network}"
    try:
        with transaction.atomic():
            Report.objects.create(comment=comment, digest=digest, why=" ".join(clean_text(why).split())[:500])
            if comment.reports.count() == settings.DISCUSSION.hiding_reports and not comment.by_host:
                comment.state, comment.why_held = State.HIDDEN, "reported"
                comment.save(update_fields=["state", "why_held"])
                look_again(comment.episode_id)
            notices.tell_moderators(comment)
    except IntegrityError:
        return
    notices.send_soon()


def suggest(episode: Episode, cue_id: str, text: str, name: str, trap: str, writer: Writer) -> tuple[Correction, str]:
    """Stores a suggested correction of a line. Raises Refused."""
    cue = _cue(episode, cue_id)
    wanted = " ".join(clean_text(text).split())
    if cue is None or not wanted or len(wanted) > 4 * len(cue.text) + 200:
        raise Refused("Write the line as it was said.")
    if wanted == cue.text:
        raise Refused("This is what the line says already.")
    if trap:
        raise Refused("This could not be stored.", 403)
    _may_write(writer)
    secret = writer.secret or secrets.token_urlsafe(32)
    with transaction.atomic():
        author, _ = Author.objects.get_or_create(digest=digest_of(secret))
        _not_banned(author, writer)
        correction = Correction.objects.create(
            episode=episode, author=author, name=clean_name(name), cue_id=cue.cue_id, before=cue.text, text=wanted,
            address_digest=writer.network,
        )  # fmt: skip
    return correction, secret


def _cleaned(draft: Draft) -> tuple[str, str, str]:
    name, text = clean_name(draft.name), clean_text(draft.text)
    if not name:
        raise Refused("Write the name that you want to be read under. It need not be your real one.")
    if not text:
        raise Refused("Write something: there is nothing to read in this.")
    if len(text) > TEXT_CHARS_N:
        raise Refused(f"This is too long: {len(text):,} characters, where {TEXT_CHARS_N:,} fit.")
    link = clean_link(draft.link)
    if draft.link.strip() and not link:
        raise Refused("The link is no address of a web page. Leave it out, or write it as https://example.org.")
    return name, text, link


def _has_words(html: str) -> None:
    if not re.sub(r"<[^>]*>", "", html).strip():
        raise Refused("Write something: there is nothing to read in this.")


def _may_write(writer: Writer) -> None:
    if not writer.is_host:
        _slowed(AN_HOUR, writer.network, settings.DISCUSSION.comments_an_hour)
        _slowed(A_MINUTE, writer.network, settings.DISCUSSION.comments_a_minute)


def _slowed(limiter: Limiter, key: str, times: int | None = None) -> None:
    wait_s = limiter.wait_s(key, times=times)
    if wait_s:
        raise Refused(f"That was quick. Please try again in {round(wait_s) + 1} seconds.", 429, wait_s)


def _may_write_here(room: Room, author: Author, writer: Writer) -> None:
    _not_banned(author, writer)
    if writer.is_host:
        return
    if room.is_closed:
        raise Refused("The discussion of this episode is closed.", 403)
    if room.slow_s and author.pk is not None:
        since = datetime.now(UTC) - timedelta(seconds=room.slow_s)
        last = author.comments.filter(episode_id=room.episode_id, created_at__gt=since).order_by("-pk").first()
        if last:
            wait_s = room.slow_s - (datetime.now(UTC) - last.created_at).total_seconds()
            raise Refused(f"This discussion is in slow mode. Please wait {round(wait_s) + 1} seconds.", 429, wait_s)


def _not_banned(author: Author, writer: Writer) -> None:
    for ban in Ban.objects.filter(digest__in=[author.digest, writer.network]):
        if ban.until is None or ban.until > datetime.now(UTC):
            raise Refused("You may not write here.", 403)


def _parent(episode: Episode, key: str) -> Comment | None:
    if not key:
        return None
    parent = Comment.objects.filter(episode=episode, key=key.replace("\0", ""), state=State.APPROVED).first()
    if parent is None:
        raise Refused("The comment that you answer is not there any more.", 404)
    return parent


def _cue(episode: Episode, cue_id: str) -> Cue | None:
    if not cue_id:
        return None
    cue = episode.cues.filter(cue_id=cue_id[:100].replace("\0", "")).first()
    if cue is None:
        raise Refused("The line that you write about is not there any more.", 404)
    return cue


def _anchor(cue: Cue) -> dict[str, str | float]:
    return {
        "cue_id": cue.cue_id, "anchor_cue_id": cue.cue_id, "anchor_start_s": cue.source_start_s,
        "anchor_end_s": cue.source_end_s, "quote": cue.text,
    }  # fmt: skip


def _anchor_of(parent: Comment) -> dict[str, str | float | bool]:
    names = ("cue_id", "is_cut", "anchor_cue_id", "anchor_start_s", "anchor_end_s", "quote")
    return {name: getattr(parent, name) for name in names}


def _is_own(comment: Comment, writer: Writer) -> None:
    if not writer.secret or comment.author is None or comment.author.digest != writer.digest:
        raise Refused("This comment was not written from this browser.", 403)


def _is_taken(name: str, episode: Episode) -> bool:
    names = {person["name"] for person in [*episode.people, *episode.show.people]}
    return likeness_of(name) in {likeness_of(one) for one in names}


def _is_quick(stamp: str) -> bool:
    """Also when the form did not come from here."""
    signer = signing.TimestampSigner(salt=_STAMP)
    try:
        signer.unsign(stamp)
    except signing.BadSignature:
        return True
    try:
        signer.unsign(stamp, max_age=QUICK_S)
    except signing.SignatureExpired:
        return False
    return True
