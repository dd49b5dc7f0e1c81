"""What a producer says about the feed: how it is served, and what stands in it beside the show and its episodes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Rhythm(StrEnum):
    """How often the show comes out."""

    DAILY = "daily"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


class PlaceKind(StrEnum):
    """Whether a show is about a place, or made there."""

    SUBJECT = "subject"
    CREATOR = "creator"


@dataclass(frozen=True, slots=True)
class Support:
    """A page on which listeners can give. `text` is what its link says."""

    url: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a show is about or made. `geo` is RFC 5870 ("geo:60.39,5.32"), `osm` an OpenStreetMap object ("R5145"), `country`
    two letters of ISO 3166-1."""

    name: str
    kind: PlaceKind = PlaceKind.SUBJECT
    geo: str = ""
    osm: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Recommended:
    """Another show that this one recommends, by its podcast:guid."""

    guid: str
    feed_url: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class FeedFacts:
    """What [feed], [[support]], [[places]] and [[podroll]] of show.toml say.

    `page_episodes_n` 0 keeps every episode on one page. `moved_to` is the address of the show's feed elsewhere, `hub_url` a
    WebSub hub that is told of changes, `apple_code` what Apple gives to prove whose the feed is.
    """

    is_locked: bool = True
    is_serial: bool = False
    is_private: bool = False
    is_finished: bool = False
    rhythm: Rhythm | None = None
    page_episodes_n: int = 0
    moved_to: str = ""
    hub_url: str = ""
    apple_code: str = ""
    support: tuple[Support, ...] = ()
    places: tuple[Place, ...] = ()
    podroll: tuple[Recommended, ...] = ()
