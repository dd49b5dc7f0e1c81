"""Claims and links as the pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse

from onrecord.core.claim import Firmness
from onrecord.core.episode import PublishedClaim
from onrecord.core.time import clock, seconds
from onrecord.formats.page_words import long_date
from onrecord.web.record.keeping import public_links
from onrecord.web.record.models import Claim, Entity, Link, Mention
from onrecord.web.shows.models import Episode


def record_addresses() -> list[str]:
    """The pages of the record; none on a show without claims."""
    entities = [entity.url for entity in Entity.objects.only("slug")]
    return [reverse("record"), *entities] if entities else []


def claims_of(episode: Episode) -> tuple[PublishedClaim, ...]:
    return tuple(claim.as_published() for claim in Claim.objects.filter(episode=episode))


def with_record(context: dict[str, Any], episode: Episode, language: str) -> dict[str, Any]:
    """What an episode's page shows beside its claims: the holders' pages, and the links that a person published."""
    named = Mention.objects.filter(claim__episode=episode, is_by=True).select_related("entity", "claim")
    url_of = {mention.claim.claim_id: mention.entity.url for mention in named}
    for claim in context["claims"]:
        claim["holder_url"] = url_of.get(claim["id"], "")
    return {"links": pairs(public_links(Q(episode=episode)), language)}


def pairs(links: Iterable[Link], language: str) -> list[dict[str, Any]]:
    """Both sides of each link, ready to be played side by side."""
    return [
        {
            "pk": link.pk,
            "kind": link.kind,
            "reason": link.reason,
            "by": link.by,
            "sides": [side(link.earlier, language), side(link.later, language)],
        }
        for link in links
    ]


def side(claim: Claim, language: str) -> dict[str, Any]:
    return {
        "claim": claim,
        "episode": claim.episode,
        "date_text": long_date(claim.episode.date, language),
        "audio": claim.episode.enclosure.url,
        "start": seconds(claim.start_s),
        "clock": clock(claim.start_s),
        "firmness": Firmness(claim.firmness).replace("_", " "),
        "url": f"{claim.episode.url}?t={seconds(claim.start_s)}#{claim.claim_id}",
    }
