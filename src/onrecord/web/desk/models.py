"""Accounts are Django's own (`auth.User`, groups "producer" and "moderator", an owner is a superuser); this is what they lack."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeAlias

from django.contrib.auth.models import User
from django.db import models

from onrecord.web.shows.models import Episode, Int, Str, When

Day: TypeAlias = "models.Field[date, date]"


class Salt(models.Model):
    """A day's secret, under which addresses of the net are told apart. Gone with the day, and with it every way back."""

    day: Day = models.DateField(unique=True)
    value: models.Field[bytes, bytes] = models.BinaryField()


class SecondFactor(models.Model):
    """The secret of a person's authenticator. `last_step` makes each code good for one login."""

    user: models.OneToOneField[User, User] = models.OneToOneField(
        User, on_delete=models.CASCADE, related_name="second_factor"
    )
    secret: Str = models.CharField(max_length=64)
    last_step: Int = models.BigIntegerField(default=0)
    confirmed_at: models.Field[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    spare_codes = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return f"second factor of {self.user}"


class Token(models.Model):
    """A program's key to the API, with the rights of its owner. Only a digest is kept."""

    user: models.ForeignKey[User, User] = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name: Str = models.CharField(max_length=100)
    digest: Str = models.CharField(max_length=64, unique=True)
    created_at: When = models.DateTimeField(auto_now_add=True)
    used_on: models.Field[date | None, date | None] = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.user})"


class Fetch(models.Model):
    """How much of an episode's sound one listener has had today; removed with the day. `who` is a digest under the day's salt."""

    day: Day = models.DateField()
    who: Str = models.CharField(max_length=32)
    episode: models.ForeignKey[Episode, Episode] = models.ForeignKey(
        Episode, on_delete=models.CASCADE, related_name="+"
    )
    bytes_n: Int = models.BigIntegerField(default=0)
    is_counted: models.Field[bool, bool] = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["day", "who", "episode"], name="one_fetch_a_listener_a_day"),)


class Downloads(models.Model):
    """How many listeners downloaded an episode on a day (UTC)."""

    episode: models.ForeignKey[Episode, Episode] = models.ForeignKey(
        Episode, on_delete=models.CASCADE, related_name="downloads"
    )
    day: Day = models.DateField()
    listeners_n: Int = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-day",)
        verbose_name_plural = "downloads"
        constraints = (models.UniqueConstraint(fields=["episode", "day"], name="one_count_a_day"),)

    def __str__(self) -> str:
        return f"{self.episode.title}, {self.day}: {self.listeners_n}"
