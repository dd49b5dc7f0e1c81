"""What is kept of the discussion. No row holds an address of the net; an e-mail address stands in one table alone."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.urls import reverse

from onrecord.web.shows.models import Bool, Episode, Float, Int, Str, When

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

MaybeWhen: TypeAlias = "models.Field[datetime | None, datetime | None]"
DEPTH_N = 5
"""Answers to answers are indented so often; further ones stand below each other and say whom they answer."""


def new_key() -> str:
    """80 bits: an address that nobody guesses and that tells nothing of its place in a row."""
    return secrets.token_hex(10)


class Author(models.Model):
    """Somebody who wrote: known by a secret in their browser's cookie, of which only a digest is kept."""

    digest: Str = models.CharField(max_length=64, unique=True)
    since: When = models.DateTimeField(auto_now_add=True)
    approved_n: Int = models.PositiveIntegerField(default=0)
    comments: RelatedManager[Comment]
    corrections: RelatedManager[Correction]
    mailboxes: RelatedManager[Mailbox]

    def __str__(self) -> str:
        return f"author {self.pk}"


def usual_slow_s() -> int:
    return int(settings.DISCUSSION.slow_seconds)


class Room(models.Model):
    """The discussion of an episode. `revision` goes up whenever what is seen of it changes: the page's tag rests on it."""

    episode: models.OneToOneField[Episode, Episode] = models.OneToOneField(
        Episode, on_delete=models.CASCADE, related_name="room"
    )
    is_closed: Bool = models.BooleanField(default=False)
    holds_all: Bool = models.BooleanField(default=False, help_text="Every comment waits for a moderator.")
    slow_s: Int = models.PositiveIntegerField(
        default=usual_slow_s, help_text="Seconds that one person waits between two comments."
    )
    revision: Int = models.PositiveBigIntegerField(default=0)
    episode_id: int

    def __str__(self) -> str:
        return f"discussion of {self.episode.title}"


def look_again(episode_id: int) -> bool:
    """What is seen of an episode's discussion has changed: its pages are made anew. False where nobody ever said anything."""
    return bool(Room.objects.filter(episode_id=episode_id).update(revision=models.F("revision") + 1))


def discussion_revision(number: object) -> str:
    """What the page of an episode rests on beside what is out; empty while nobody has said anything there."""
    if number is None:
        return ""
    return str(Room.objects.filter(episode__number=number).values_list("revision", flat=True).first() or "")


class State(models.TextChoices):
    """`gone` is the place of a comment that was taken away while others had answered it: it holds nothing."""

    QUEUED = "queued"
    APPROVED = "approved"
    SPAM = "spam"
    HIDDEN = "hidden"
    GONE = "gone"


class Comment(models.Model):
    """`cue_id` is the line that it is about now: empty for the episode, or when the passage was cut (`is_cut`).

    `anchor_cue_id`, `anchor_start_s`, `anchor_end_s` and `quote` say what it was written about, on the recording's clock; they
    never change. `moments` holds where each 12:03 of the text was then, as [seconds, cue id, seconds into the cue's source].
    """

    key: Str = models.CharField(max_length=20, unique=True, default=new_key)
    episode: models.ForeignKey[Episode, Episode] = models.ForeignKey(
        Episode, on_delete=models.CASCADE, related_name="comments"
    )
    author: models.ForeignKey[Author | None, Author | None] = models.ForeignKey(
        Author, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments"
    )
    parent: models.ForeignKey[Comment | None, Comment | None] = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="answers"
    )
    depth: Int = models.PositiveSmallIntegerField(default=0)
    name: Str = models.CharField(max_length=60, blank=True)
    link: Str = models.CharField(max_length=300, blank=True)
    text: Str = models.TextField(blank=True)
    html: Str = models.TextField(blank=True)
    moments = models.JSONField(default=list, blank=True)
    cue_id: Str = models.CharField(max_length=100, blank=True)
    is_cut: Bool = models.BooleanField(default=False)
    anchor_cue_id: Str = models.CharField(max_length=100, blank=True)
    anchor_start_s: Float = models.FloatField(default=0.0)
    anchor_end_s: Float = models.FloatField(default=0.0)
    quote: Str = models.TextField(blank=True)
    state: Str = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    why_held: Str = models.CharField(max_length=100, blank=True)
    spam_chance: Float = models.FloatField(default=0.5)
    learnt: Str = models.CharField(max_length=4, blank=True)
    by_host: Bool = models.BooleanField(default=False)
    address_digest: Str = models.CharField(max_length=32, blank=True)
    created_at: When = models.DateTimeField(auto_now_add=True)
    edited_at: MaybeWhen = models.DateTimeField(null=True, blank=True)
    answers: RelatedManager[Comment]
    reports: RelatedManager[Report]
    episode_id: int
    author_id: int | None
    parent_id: int | None

    @classmethod
    def readable(cls) -> models.QuerySet[Comment]:
        """What was approved of episodes that are out."""
        return cls.objects.filter(state=State.APPROVED, episode__withdrawn_at=None)

    class Meta:
        ordering = ("pk",)
        indexes = (
            models.Index(fields=["episode", "state"], name="talk_comment_episode"),
            models.Index(fields=["state", "created_at"], name="talk_comment_queue"),
            models.Index(fields=["author", "created_at"], name="talk_comment_author"),
        )

    def __str__(self) -> str:
        return f"{self.name or 'nobody'}: {self.text[:60]}"

    @property
    def url(self) -> str:
        return reverse("talk-comment", args=[self.key])

    @property
    def is_seen(self) -> bool:
        return self.state in (State.APPROVED, State.GONE)


class Report(models.Model):
    """A listener says that a comment should be looked at. One person counts once."""

    comment: models.ForeignKey[Comment, Comment] = models.ForeignKey(
        Comment, on_delete=models.CASCADE, related_name="reports"
    )
    digest: Str = models.CharField(max_length=64)
    why: Str = models.CharField(max_length=500, blank=True)
    created_at: When = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["comment", "digest"], name="one_report_a_person"),)


class Ban(models.Model):
    """Who may not write: an author by their cookie, or a network for as long as its digest stays the same (a day)."""

    digest: Str = models.CharField(max_length=64, unique=True)
    reason: Str = models.CharField(max_length=300, blank=True)
    created_at: When = models.DateTimeField(auto_now_add=True)
    until: MaybeWhen = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.digest[:8]} {self.reason}"


class Act(models.Model):
    """What a moderator did, to which comment, and why. It names the comment by its key and repeats nothing of it."""

    at: When = models.DateTimeField(auto_now_add=True)
    by: Str = models.CharField(max_length=150)
    what: Str = models.CharField(max_length=40)
    subject: Str = models.CharField(max_length=100)
    reason: Str = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.by}: {self.what} {self.subject}"


class SpamCount(models.Model):
    """How often a feature was learnt as spam and as not spam; features are numbers, see spam.py."""

    bucket: Int = models.PositiveIntegerField(primary_key=True)
    spam_n: Int = models.IntegerField(default=0)
    ham_n: Int = models.IntegerField(default=0)


class Correction(models.Model):
    """A listener says that a line should read otherwise. `state`: open, accepted or declined."""

    key: Str = models.CharField(max_length=20, unique=True, default=new_key)
    episode: models.ForeignKey[Episode, Episode] = models.ForeignKey(
        Episode, on_delete=models.CASCADE, related_name="corrections"
    )
    author: models.ForeignKey[Author | None, Author | None] = models.ForeignKey(
        Author, null=True, blank=True, on_delete=models.SET_NULL, related_name="corrections"
    )
    name: Str = models.CharField(max_length=60, blank=True)
    cue_id: Str = models.CharField(max_length=100)
    before: Str = models.TextField()
    text: Str = models.TextField()
    state: Str = models.CharField(max_length=10, default="open")
    outcome: Str = models.CharField(max_length=300, blank=True)
    address_digest: Str = models.CharField(max_length=32, blank=True)
    created_at: When = models.DateTimeField(auto_now_add=True)
    decided_at: MaybeWhen = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=["state"], name="talk_correction_state"),)

    def __str__(self) -> str:
        return f"{self.before[:40]} → {self.text[:40]}"


class Mailbox(models.Model):
    """An e-mail address that answers are told to, once its owner has said so by the link in the first mail."""

    key: Str = models.CharField(max_length=20, unique=True, default=new_key)
    author: models.ForeignKey[Author, Author] = models.ForeignKey(
        Author, on_delete=models.CASCADE, related_name="mailboxes"
    )
    address: Str = models.EmailField(max_length=254)
    asked_at: When = models.DateTimeField(auto_now_add=True)
    confirmed_at: MaybeWhen = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "mailboxes"
        constraints = (models.UniqueConstraint(fields=["author", "address"], name="one_mailbox_an_address"),)

    def __str__(self) -> str:
        return self.address


class Refusal(models.Model):
    """A keyed digest of an address that wants no mail: nobody can make the site write to it again."""

    digest: Str = models.CharField(max_length=64, unique=True)


class Mail(models.Model):
    """A mail that is to go out: noted in the transaction that gives rise to it, written when it is sent, then removed.

    `what` is "confirm" (a mailbox, once), "answer" (to a mailbox), "waiting" (to a moderator) or "mine" (the way to one's own).
    """

    what: Str = models.CharField(max_length=10)
    mailbox: models.ForeignKey[Mailbox | None, Mailbox | None] = models.ForeignKey(
        Mailbox, null=True, blank=True, on_delete=models.CASCADE, related_name="mails"
    )
    user: models.ForeignKey[User | None, User | None] = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="mails"
    )
    comment: models.ForeignKey[Comment | None, Comment | None] = models.ForeignKey(
        Comment, null=True, blank=True, on_delete=models.CASCADE, related_name="mails"
    )
    tries_n: Int = models.PositiveSmallIntegerField(default=0)
    next_at: When = models.DateTimeField(auto_now_add=True)
