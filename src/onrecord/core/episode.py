"""The show, the episode, and the publication: everything that a site, a feed or an archive needs to put it out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from onrecord.core.claim import Name, Quantity, When
from onrecord.core.people import Person, Role
from onrecord.core.transcript import Cue


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary entry: how it is written, how it is said or misheard, what it is."""

    text: str
    sounds_like: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class Show:
    """What `show.toml` says. `guid` is set once and kept for ever, also when the show moves."""

    guid: str
    title: str
    description: str
    language: str = "en"
    site_url: str = ""
    author: str = ""
    owner_email: str = ""
    category: str = "News"
    subcategory: str = ""
    is_explicit: bool = False
    artwork: str = ""
    licence: str = ""
    people: tuple[Person, ...] = ()
    glossary: tuple[Term, ...] = ()
    promo_phrases: tuple[str, ...] = ()


class EpisodeKind(StrEnum):
    """What podcast apps sort episodes by."""

    FULL = "full"
    TRAILER = "trailer"
    BONUS = "bonus"


@dataclass(frozen=True, slots=True)
class Episode:
    """One episode as its folder knows it. `guid`, `number` and `slug` are fixed at birth.

    `date` is the ISO 8601 calendar date that listeners see; `people` are names of those on this episode. `season` 0 is none.
    """

    guid: str
    number: int
    slug: str
    title: str
    date: str
    description: str = ""
    people: tuple[str, ...] = ()
    glossary: tuple[Term, ...] = ()
    sources: tuple[str, ...] = ()
    created_at: str = ""
    season: int = 0
    kind: EpisodeKind = EpisodeKind.FULL


@dataclass(frozen=True, slots=True)
class Enclosure:
    """The audio file that podcast apps fetch. `file` is its name in the episode folder and holds a hash of its content."""

    file: str
    mime_type: str
    bytes_n: int
    duration_s: float
    sha256: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter in programme time. `in_toc` is False for promos, which have what they send their listeners to: an address, a code."""

    start_s: float
    end_s: float
    title: str
    in_toc: bool = True
    url: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Soundbite:
    """A stretch of the programme that stands for the whole, with the words that it begins with."""

    start_s: float
    duration_s: float
    title: str = ""


@dataclass(frozen=True, slots=True)
class Credit:
    name: str
    role: Role
    url: str = ""
    image: str = ""


@dataclass(frozen=True, slots=True)
class PublishedClaim:
    """A claim as readers see it, in programme time: its own words, whose they are, and whether a person has looked at it.

    `holder_kind` and `firmness` are those of core/claim.py by name; `again_s` are later moments at which it was said again,
    `names` whom and what it names; None where nobody looked. `model` is the language model that had a say in it, `model_says` what, by name.
    """

    id: str
    start_s: float
    end_s: float
    text: str
    holder: str
    holder_kind: str
    relayed_by: str
    firmness: str
    cue: str
    is_reviewed: bool = False
    is_watch: bool = False
    again_s: tuple[float, ...] = ()
    is_negated: bool = False
    quantities: tuple[Quantity, ...] = ()
    dates: tuple[When, ...] = ()
    names: tuple[Name, ...] | None = None
    model: str = ""
    model_says: str = ""


@dataclass(frozen=True, slots=True)
class Publication:
    """A finished episode as `publication.json` carries it from the episode folder to the site. All times are programme time.

    `line` is the one-line summary, `description` plain text (at most 4,000 bytes), `notes_html` cleaned HTML for the page and
    content:encoded. `is_machine_made_text` says that no person has read the transcript yet,
    `models` are the language models that wrote sentences printed here, or had a say in its claims.
    """

    guid: str
    number: int
    slug: str
    title: str
    date: str
    language: str
    line: str
    description: str
    notes_html: str
    enclosure: Enclosure
    cues: tuple[Cue, ...]
    chapters: tuple[Chapter, ...]
    people: tuple[Credit, ...]
    files: dict[str, str] = field(default_factory=dict)
    is_machine_made_text: bool = True
    engine: str = ""
    season: int = 0
    kind: EpisodeKind = EpisodeKind.FULL
    soundbites: tuple[Soundbite, ...] = ()
    claims: tuple[PublishedClaim, ...] = ()
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Artwork:
    """The show's picture as it will be served."""

    data: bytes
    mime_type: str


@dataclass(frozen=True, slots=True)
class Page:
    """What the page stage makes for the episode folder: texts by file name, and sounds (file name to blob)."""

    publication: Publication
    texts: dict[str, str]
    sounds: dict[str, str]
