"""Keeping the record true to what is out, in the transaction that puts an episode out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F, Max, Q, QuerySet

from onrecord.core import across
from onrecord.core.claim import When
from onrecord.core.coming import coming as core_coming
from onrecord.core.entities import Entity as CoreEntity
from onrecord.core.entities import entities
from onrecord.core.episode import PublishedClaim
from onrecord.web.record.models import PROPOSED, PUBLIC, Claim, Entity, Link, Mention
from onrecord.web.shows.models import Episode, Show
from onrecord.web.shows.people import person_slug

_BATCH_N = 500


def renew(episode: Episode, claims: Iterable[PublishedClaim]) -> None:
    """Stores the claims of an episode that is put out, and what they have to do with those of the others.

    A claim that is still there keeps its row; one that a person rejected goes, and its links with it. What was said of a link stays.
    """
    rows = [_row(episode, position, claim) for position, claim in enumerate(claims)]
    gone = set(episode.claims.values_list("claim_id", flat=True)) - {row.claim_id for row in rows}  # type: ignore[attr-defined]
    if not rows and not gone:
        return
    Claim.objects.filter(episode=episode, claim_id__in=gone).delete()
    Claim.objects.bulk_create(
        rows,
        batch_size=_BATCH_N,
        update_conflicts=True,
        unique_fields=["episode", "claim_id"],
        update_fields=[f.name for f in Claim._meta.fields if f.name not in ("id", "episode", "claim_id")],
    )
    compare()


def compare() -> None:
    """Entities and links anew, of the claims that are out. A link with a claim that was withdrawn is kept, and shown to nobody."""
    said = [row.as_said() for row in Claim.objects.select_related("episode").order_by("episode__date", "pk")]
    known = entities(said)
    _keep_entities(known)
    _keep_links(across.links(said, known))


def decide(link: Link, by: str, state: str) -> None:
    """A person's word on a link; every page that shows it, or showed it, is made anew."""
    with transaction.atomic():
        link.state, link.by, link.decided_at = state, by, datetime.now(UTC)
        link.save(update_fields=["state", "by", "decided_at"])
        Show.objects.update(revision=F("revision") + 1)


def links_in(state: str) -> QuerySet[Link]:
    return Link.objects.filter(state=state).select_related(
        "earlier__episode__enclosure", "later__episode__enclosure", "earlier__episode__show", "later__episode__show"
    )


def coming() -> list[tuple[When, Claim]]:
    """What was said to come and was not over when the newest episode was recorded, by its day."""
    dated = Claim.objects.exclude(dates=[]).select_related("episode__enclosure")
    row_of = {str(row.pk): row for row in dated}
    now = Episode.objects.aggregate(newest=Max("date"))["newest"] or ""
    return [(when, row_of[one.key]) for when, one in core_coming((row.as_said() for row in row_of.values()), now)]


def public_links(claims: Q) -> QuerySet[Link]:
    """What a person published of the claims that `claims` names, by its condition on a `Claim`."""
    found = Claim.objects.filter(claims).values("pk")
    return links_in(PUBLIC).filter(Q(earlier__in=found) | Q(later__in=found))


def _row(episode: Episode, position: int, claim: PublishedClaim) -> Claim:
    return Claim(
        episode=episode, claim_id=claim.id, position=position, start_s=claim.start_s, end_s=claim.end_s, text=claim.text,
        holder=claim.holder, holder_kind=claim.holder_kind, relayed_by=claim.relayed_by, firmness=claim.firmness, cue=claim.cue,
        is_reviewed=claim.is_reviewed, is_watch=claim.is_watch, is_negated=claim.is_negated, again_s=list(claim.again_s),
        quantities=[asdict(quantity) for quantity in claim.quantities], dates=[asdict(day) for day in claim.dates],
        names=None if claim.names is None else [asdict(name) for name in claim.names],
        model=claim.model[:300], model_says=claim.model_says,
    )  # fmt: skip


def _keep_entities(known: Iterable[CoreEntity]) -> None:
    """All of them anew: one more episode can show that two spellings are one name."""
    Entity.objects.all().delete()
    taken: set[str] = set()
    pairs: list[tuple[Entity, CoreEntity]] = []
    for one in known:
        slug = stem = person_slug(one.name) or "name"
        copy_n = 1
        while slug in taken:
            copy_n += 1
            slug = f"{stem}-{copy_n}"
        taken.add(slug)
        claims_n = len({*one.by, *one.about})
        pairs.append(
            (Entity(slug=slug, name=one.name, kind=one.kind, spellings=list(one.spellings), claims_n=claims_n), one)
        )
    Entity.objects.bulk_create((row for row, _ in pairs), batch_size=_BATCH_N)
    mentions = [
        Mention(entity=row, claim_id=int(key), is_by=is_by)
        for row, one in pairs
        for is_by, keys in ((True, one.by), (False, one.about))
        for key in keys
    ]
    Mention.objects.bulk_create(mentions, batch_size=_BATCH_N)


def _keep_links(found: Iterable[across.Link]) -> None:
    """Proposals follow the claims; what a person decided is not touched."""
    wanted = {(int(link.earlier), int(link.later)): link for link in found}
    there = {(link.earlier_id, link.later_id): link for link in Link.objects.all()}  # type: ignore[attr-defined]
    stale = [link.pk for pair, link in there.items() if link.state == PROPOSED and pair not in wanted]
    Link.objects.filter(pk__in=stale).delete()
    rows = [
        Link(earlier_id=pair[0], later_id=pair[1], kind=link.kind, reason=link.reason, score=link.score)
        for pair, link in wanted.items()
        if pair not in there or there[pair].state == PROPOSED
    ]
    Link.objects.bulk_create(
        rows, batch_size=_BATCH_N, update_conflicts=True, unique_fields=["earlier", "later"], update_fields=["kind", "reason", "score"],
    )  # fmt: skip
