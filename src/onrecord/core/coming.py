"""What was said to come: claims with a day that lay ahead when they were made."""

from __future__ import annotations

from collections.abc import Iterable

from onrecord.core.claim import Firmness, When
from onrecord.core.entities import Said


def coming(claims: Iterable[Said], now: str) -> list[tuple[When, Said]]:
    """The claims that look ahead to a day, month or year which is not over on the day `now` (ISO 8601), by that day.

    What is to be watched is a list of its own, and what was denied is not to come.
    """
    told = [claim for claim in claims if not claim.is_watch and claim.firmness != Firmness.DENIED]
    found = [(when, claim) for claim in told if (when := _ahead(claim, now)) is not None]
    return sorted(found, key=lambda each: (each[0].iso, each[1].order))


def _ahead(claim: Said, now: str) -> When | None:
    """The first of its dates that lay ahead; a month that the day `now` lies in is not over, and not ahead of a day in it."""
    said_on = claim.order[0]
    ahead = [when for when in claim.dates if said_on and when.iso > said_on and when.is_open_on(now)]
    return min(ahead, key=lambda when: when.iso, default=None)
