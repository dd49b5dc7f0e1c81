"""The tables of show.toml that are not a stage's: what each setting is, may be, and is when left out."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field, ValidationInfo, field_validator

from onrecord.core.episode import Show, Term
from onrecord.core.feed import FeedFacts, Place, PlaceKind, Recommended, Rhythm, Support
from onrecord.core.people import Person, Role
from onrecord.core.stage import Settings
from onrecord.formats.apple import SUBCATEGORIES_OF

_URL = r"^https?://[^\s/]+\S*$"


class ShowTable(Settings):
    """What the show is, as its page, its feed and every podcast app tell it."""

    title: str = Field(min_length=1, description="What the show is called.")
    guid: str = Field(
        pattern=r"(?i)^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
        description="The show's identity in every podcast app. Set once; never change it, also when the show moves.",
        json_schema_extra={"allowed": 'a UUID such as "917393e3-1b1e-5cef-ace4-edaa54e1f810"'},
    )
    description: str = Field("", description="Two or three sentences on what the show is about.")
    language: str = Field(
        "en",
        pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        description="The language of the show, as its page and its feed name it.",
        json_schema_extra={"allowed": 'a language code such as "en", "en-GB" or "ko"'},
    )
    site: str = Field(
        "",
        pattern=rf"^$|{_URL}",
        description="The address at which listeners reach the site. Leave it empty until there is one.",
        json_schema_extra={"allowed": 'an address such as "https://example.org"'},
    )
    author: str = Field("", description="Who makes the show, as podcast apps print it.")
    owner_email: str = Field(
        "",
        pattern=r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$",
        description="Where podcast directories write to. It stands in the feed, for everyone to see.",
        json_schema_extra={"allowed": 'an e-mail address such as "desk@example.org"'},
    )
    category: str = Field("News", min_length=1, description="Apple Podcasts' category.")
    subcategory: str = Field("", description="Apple Podcasts' subcategory, if the category has any.")
    explicit: bool = Field(False, description="Whether the show is not for children.")
    artwork: str = Field(
        "",
        description="The cover: a square JPEG or PNG of 1400 to 3000 pixels.",
        json_schema_extra={"allowed": "a file name, from the show folder on"},
    )
    licence: str = Field("", description='What others may do with the episodes, such as "CC BY 4.0".')

    @field_validator("category")
    @classmethod
    def _is_apples(cls, category: str) -> str:
        if category not in SUBCATEGORIES_OF:
            raise ValueError(f"it is not one of Apple's categories: {', '.join(SUBCATEGORIES_OF)}")
        return category

    @field_validator("subcategory")
    @classmethod
    def _is_of_the_category(cls, subcategory: str, info: ValidationInfo) -> str:
        allowed = SUBCATEGORIES_OF.get(info.data.get("category", ""), (subcategory,))
        if subcategory and subcategory not in allowed:
            raise ValueError(f"{info.data['category']} has these: {', '.join(allowed) or 'none'}")
        return subcategory


class PersonTable(Settings):
    """Someone who speaks on the show. One table each."""

    name: str = Field(
        min_length=1,
        pattern=r"\S",
        description="The name, as it is to be printed.",
        json_schema_extra={"allowed": "text, not empty"},
    )
    role: Role = Field(Role.GUEST, description="What they do on the show.")
    sounds_like: tuple[str, ...] = Field((), description="Ways in which the name is said or misheard.")
    description: str = Field("", description="Who they are, in one line.")
    url: str = Field(
        "",
        pattern=rf"^$|{_URL}",
        description="Their own page.",
        json_schema_extra={"allowed": 'an address such as "https://example.org/ann"'},
    )
    image: str = Field(
        "",
        pattern=rf"^$|{_URL}",
        description="A picture of them.",
        json_schema_extra={"allowed": 'an address such as "https://example.org/ann.jpg"'},
    )
    regular: bool = Field(True, description="Whether they may turn up in any episode, or only where named.")


class TermTable(Settings):
    """A name or word that the recogniser does not know. One table each."""

    text: str = Field(min_length=1, description="How it is written.")
    sounds_like: tuple[str, ...] = Field((), description="Ways in which it is said or misheard.")
    description: str = Field("", description="What it is, in one line.")


class PromosTable(Settings):
    """How to tell a promo from the talk around it."""

    phrases: tuple[str, ...] = Field((), description="Phrases that only your promos have.")


class FeedTable(Settings):
    """The feed, and how it is served."""

    locked: bool = Field(True, description="Whether other hosts must ask before they import the show.")
    serial: bool = Field(False, description="Whether the episodes are to be heard in order, from the first.")
    private: bool = Field(
        False, description="Whether only those with a key reach the site and its feed; `onrecord feeds` makes keys."
    )
    finished: bool = Field(False, description="Whether no more episodes will come.")
    rhythm: Rhythm | None = Field(None, description="How often the show comes out.")
    page_episodes: int = Field(
        0, ge=0, description="How many episodes are on a page of the feed; the rest is on further pages, which few apps turn."
        " With 0 all are on one.",
    )  # fmt: skip
    moved_to: str = Field(
        "",
        pattern=rf"^$|{_URL}",
        description="The address of the feed at its new home, once the show has moved there. This one then leads to it.",
        json_schema_extra={"allowed": 'an address such as "https://elsewhere.example/feed.xml"'},
    )
    hub: str = Field(
        "",
        pattern=rf"^$|{_URL}",
        description="A WebSub hub, which is told when something new is out. Without one nothing is sent anywhere.",
        json_schema_extra={"allowed": 'an address such as "https://hub.example/"'},
    )
    apple_code: str = Field("", description="The code with which Apple Podcasts Connect proves that the feed is yours.")


class DiscussionTable(Settings):
    """What listeners may write, and how fast."""

    edit_minutes: int = Field(15, ge=0, le=1440, description="For how long one's own comment may be changed.")
    comments_a_minute: int = Field(6, ge=1, description="How many comments may come from one network in a minute.")
    comments_an_hour: int = Field(60, ge=1, description="And in an hour.")
    slow_seconds: int = Field(
        0, ge=0, le=86_400, description="How long one person waits between two comments, where a moderator has not set it otherwise."
    )  # fmt: skip
    links: int = Field(2, ge=0, description="A comment with more links waits for a moderator.")
    hiding_reports: int = Field(3, ge=1, description="So many reports hide a comment until a moderator has looked.")


class SupportTable(Settings):
    """A page on which listeners can support the show. One table each."""

    url: str = Field(
        pattern=_URL,
        description="Its address.",
        json_schema_extra={"allowed": 'an address such as "https://example.org/give"'},
    )
    text: str = Field("", description="What the link says.", max_length=128)


class PlaceTable(Settings):
    """A place that the show is about, or is made in. One table each."""

    name: str = Field(min_length=1, max_length=128, description="The place, as it is to be shown.")
    kind: PlaceKind = Field(PlaceKind.SUBJECT, description="Whether the show is about it, or made there.")
    geo: str = Field(
        "",
        pattern=r"^$|^geo:-?\d+(\.\d+)?,-?\d+(\.\d+)?$",
        description="Its latitude and longitude.",
        json_schema_extra={"allowed": 'a geo URI such as "geo:60.39,5.32"'},
    )
    osm: str = Field(
        "",
        pattern=r"^$|^[NWR]\d+$",
        description="Its object on OpenStreetMap.",
        json_schema_extra={"allowed": 'N, W or R and a number, such as "R5145"'},
    )
    country: str = Field(
        "",
        pattern=r"^$|^[A-Z]{2}$",
        description="Its country.",
        json_schema_extra={"allowed": 'two letters such as "NO"'},
    )


class PodrollTable(Settings):
    """Another show that yours recommends. One table each."""

    guid: str = Field(
        pattern=r"(?i)^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
        description="Its podcast:guid, from its feed.",
        json_schema_extra={"allowed": 'a UUID such as "917393e3-1b1e-5cef-ace4-edaa54e1f810"'},
    )
    feed: str = Field(
        "",
        pattern=rf"^$|{_URL}",
        description="The address of its feed.",
        json_schema_extra={"allowed": 'an address such as "https://example.org/feed.xml"'},
    )
    title: str = Field("", description="What it is called.")


LISTS: dict[str, type[Settings]] = {
    "people": PersonTable,
    "glossary": TermTable,
    "support": SupportTable,
    "places": PlaceTable,
    "podroll": PodrollTable,
}
SINGLES: dict[str, type[Settings]] = {
    "show": ShowTable,
    "feed": FeedTable,
    "promos": PromosTable,
    "discussion": DiscussionTable,
}


def show_of(table: ShowTable, people: Sequence[PersonTable], terms: Sequence[TermTable], promos: PromosTable) -> Show:
    return Show(
        guid=table.guid, title=table.title, description=table.description, language=table.language,
        site_url=table.site.rstrip("/"), author=table.author, owner_email=table.owner_email, category=table.category,
        subcategory=table.subcategory, is_explicit=table.explicit, artwork=table.artwork, licence=table.licence,
        people=tuple(
            Person(p.name, p.role, p.sounds_like, p.description, p.url, p.image, p.regular) for p in people
        ),
        glossary=tuple(Term(t.text, t.sounds_like, t.description) for t in terms),
        promo_phrases=promos.phrases,
    )  # fmt: skip


def feed_of(
    table: FeedTable, support: Sequence[SupportTable], places: Sequence[PlaceTable], podroll: Sequence[PodrollTable]
) -> FeedFacts:
    return FeedFacts(
        is_locked=table.locked, is_serial=table.serial, is_private=table.private, is_finished=table.finished,
        rhythm=table.rhythm, page_episodes_n=table.page_episodes, moved_to=table.moved_to, hub_url=table.hub,
        apple_code=table.apple_code,
        support=tuple(Support(s.url, s.text) for s in support),
        places=tuple(Place(p.name, p.kind, p.geo, p.osm, p.country) for p in places),
        podroll=tuple(Recommended(r.guid, r.feed, r.title) for r in podroll),
    )  # fmt: skip
