"""What the site knows of its feeds: what show.toml says of them, and the keys to a private show."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import models

from onrecord.core.episode import Publication
from onrecord.core.feed import FeedFacts, Place, PlaceKind, Recommended, Rhythm, Support
from onrecord.web.shows.models import Bool, Episode, Int, Show, Str, When

if TYPE_CHECKING:
    from datetime import datetime

MaybeWhen: TypeAlias = "models.Field[datetime | None, datetime | None]"


class Said(models.Model):
    """What [feed] and the tables beside it said when the show was last put out. `is_private` is asked at every request."""

    show: models.OneToOneField[Show, Show] = models.OneToOneField(Show, on_delete=models.CASCADE, related_name="said")
    is_private: Bool = models.BooleanField(default=False)
    facts = models.JSONField(default=dict)

    def as_facts(self) -> FeedFacts:
        told: dict[str, Any] = dict(self.facts)
        told["rhythm"] = Rhythm(told["rhythm"]) if told.get("rhythm") else None
        told["support"] = tuple(Support(**one) for one in told.get("support", ()))
        told["places"] = tuple(Place(**{**one, "kind": PlaceKind(one["kind"])}) for one in told.get("places", ()))
        told["podroll"] = tuple(Recommended(**one) for one in told.get("podroll", ()))
        return FeedFacts(**told)


class Entry(models.Model):
    """What only the feed says of an episode. A `season` of 0 is none."""

    episode: models.OneToOneField[Episode, Episode] = models.OneToOneField(
        Episode, on_delete=models.CASCADE, related_name="entry"
    )
    season: Int = models.PositiveIntegerField(default=0)
    kind: Str = models.CharField(max_length=20, default="full")
    soundbites = models.JSONField(default=list)


class Key(models.Model):
    """A key to a private show. Only its hash is kept, so that who reads the database cannot listen."""

    name: Str = models.CharField(max_length=200)
    digest: Str = models.CharField(max_length=64, unique=True)
    made_at: When = models.DateTimeField(auto_now_add=True)
    used_at: MaybeWhen = models.DateTimeField(null=True)
    revoked_at: MaybeWhen = models.DateTimeField(null=True)

    class Meta:
        ordering = ("made_at",)


def facts_of(show: Show) -> FeedFacts:
    said = Said.objects.filter(show=show).first()
    return said.as_facts() if said else FeedFacts()


def record_facts(show: Show, facts: FeedFacts) -> bool:
    """Keeps what is said of the feed, and answers whether it is other than before."""
    told = asdict(facts)
    before = Said.objects.filter(show=show).first()
    if before is not None and before.facts == _plain(told):
        return False
    Said.objects.update_or_create(show=show, defaults={"facts": _plain(told), "is_private": facts.is_private})
    return before is not None or facts != FeedFacts()


def record_entry(episode: Episode, publication: Publication) -> None:
    values = {
        "season": publication.season, "kind": publication.kind,
        "soundbites": [asdict(bite) for bite in publication.soundbites],
    }  # fmt: skip
    Entry.objects.update_or_create(episode=episode, defaults=values)


def _plain(told: dict[str, Any]) -> dict[str, Any]:
    """As JSON gives it back: lists for tuples."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in told.items()}
