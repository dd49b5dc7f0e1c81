"""The claims that are out, who and what they name, and what links them across episodes. Rows are written by `keeping.py`.

A link is public only in the state "public", which nothing but a person's word gives it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.urls import reverse

from onrecord.core.claim import EntityKind, Name, Quantity
from onrecord.core.claim import When as Day
from onrecord.core.entities import Said
from onrecord.core.episode import PublishedClaim
from onrecord.web.shows.models import Bool, Episode, Float, Int, OfOut, Str

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

PROPOSED, PUBLIC, REJECTED = "proposed", "public", "rejected"


class Claim(models.Model):
    """A claim as `PublishedClaim` has it. `claim_id` outlives corrections and recuts."""

    episode: models.ForeignKey[Episode, Episode] = models.ForeignKey(
        Episode, on_delete=models.CASCADE, related_name="claims"
    )
    claim_id: Str = models.CharField(max_length=40)
    position: Int = models.PositiveIntegerField()
    start_s: Float = models.FloatField()
    end_s: Float = models.FloatField()
    text: Str = models.TextField()
    holder: Str = models.TextField(blank=True)
    holder_kind: Str = models.CharField(max_length=20)
    relayed_by: Str = models.TextField(blank=True)
    firmness: Str = models.CharField(max_length=20)
    cue: Str = models.TextField(blank=True)
    is_reviewed: Bool = models.BooleanField(default=False)
    is_watch: Bool = models.BooleanField(default=False)
    is_negated: Bool = models.BooleanField(default=False)
    again_s = models.JSONField(default=list)
    quantities = models.JSONField(default=list)
    dates = models.JSONField(default=list)
    names = models.JSONField(null=True, default=None)
    model: Str = models.CharField(max_length=300, blank=True)
    model_says: Str = models.CharField(max_length=20, blank=True)
    mentions: RelatedManager[Mention]
    objects: ClassVar[models.Manager[Claim]] = OfOut()

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=["episode", "claim_id"], name="one_claim_an_id"),)

    def as_published(self) -> PublishedClaim:
        return PublishedClaim(
            id=self.claim_id, start_s=self.start_s, end_s=self.end_s, text=self.text, holder=self.holder, holder_kind=self.holder_kind,
            relayed_by=self.relayed_by, firmness=self.firmness, cue=self.cue, is_reviewed=self.is_reviewed, is_watch=self.is_watch,
            again_s=tuple(self.again_s), is_negated=self.is_negated, quantities=self._quantities(), dates=self._dates(),
            names=self._names(), model=self.model, model_says=self.model_says,
        )  # fmt: skip

    def as_said(self) -> Said:
        """As it is compared; fetch the row with its episode."""
        return Said(
            str(self.pk), (self.episode.date, self.episode.number), self.text, self.holder, self.holder_kind, self.firmness,
            self.is_negated, self.is_watch, self._quantities(), self._dates(), self._names(),
        )  # fmt: skip

    def _quantities(self) -> tuple[Quantity, ...]:
        return tuple(Quantity(**quantity) for quantity in self.quantities)

    def _dates(self) -> tuple[Day, ...]:
        return tuple(Day(**day) for day in self.dates)

    def _names(self) -> tuple[Name, ...] | None:
        return None if self.names is None else tuple(Name(one["text"], EntityKind(one["kind"])) for one in self.names)


class Entity(models.Model):
    """A person, organisation, place or thing under its canonical name. `kind` is that of core/entities.py by name."""

    slug: Str = models.CharField(max_length=310, unique=True)
    name: Str = models.TextField()
    kind: Str = models.CharField(max_length=20)
    spellings = models.JSONField(default=list)
    claims_n: Int = models.PositiveIntegerField(default=0)
    mentions: RelatedManager[Mention]

    class Meta:
        ordering = ("-claims_n", "slug")

    @property
    def url(self) -> str:
        return reverse("entity", args=[self.slug])


def has_record() -> bool:
    """Whether anything was claimed on the show at all."""
    return Entity.objects.exists()


class Mention(models.Model):
    """A claim is an entity's word (`is_by`), or names it."""

    entity: models.ForeignKey[Entity, Entity] = models.ForeignKey(
        Entity, on_delete=models.CASCADE, related_name="mentions"
    )
    claim: models.ForeignKey[Claim, Claim] = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="mentions")
    is_by: Bool = models.BooleanField(default=False)


class _OfTwoOut(OfOut["Link"]):
    """Both claims are of episodes that are out."""

    episodes = ("earlier__episode__", "later__episode__")


class Link(models.Model):
    """A later claim `kind` an earlier episode's one: "updates", "possibly contradicts", "answers". `by` decided at `decided_at`."""

    earlier: models.ForeignKey[Claim, Claim] = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    later: models.ForeignKey[Claim, Claim] = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    kind: Str = models.CharField(max_length=30)
    reason: Str = models.TextField(blank=True)
    score: Float = models.FloatField(default=0.0)
    state: Str = models.CharField(max_length=10, default=PROPOSED, db_index=True)
    by: Str = models.CharField(max_length=150, blank=True)
    decided_at: models.Field[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    objects: ClassVar[models.Manager[Link]] = _OfTwoOut()

    class Meta:
        ordering = ("-later__episode__date", "-later__episode__number", "later__position")
        constraints = (models.UniqueConstraint(fields=["earlier", "later"], name="one_link_a_pair"),)
