"""Who is on an episode: those credited and those heard, with how much they say."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.text import slugify

from onrecord.core.episode import Publication


@dataclass(frozen=True, slots=True)
class Heard:
    """A row of `Voice`, before it has an episode."""

    name: str
    slug: str
    role: str = ""
    url: str = ""
    lines_n: int = 0
    talk_s: float = 0.0
    is_named: bool = False
    place: int = 0


def voices_of(publication: Publication) -> list[Heard]:
    """The credits in their order, then who else is heard. Names that look the same in an address are one person."""
    found: dict[str, Heard] = {}
    for credit in publication.people:
        slug = person_slug(credit.name)
        found.setdefault(slug, Heard(credit.name, slug, str(credit.role), credit.url, is_named=True, place=len(found)))
    for cue in publication.cues:
        slug = person_slug(cue.speaker)
        if not slug:
            continue
        voice = found.get(slug) or Heard(cue.speaker, slug, place=len(found))
        found[slug] = replace(voice, lines_n=voice.lines_n + 1, talk_s=voice.talk_s + cue.span.duration_s)
    return [voice for slug, voice in found.items() if slug]


def person_slug(name: str) -> str:
    """The name as it stands in addresses: "Zoë Kim" is "zoë-kim", "김하늘" stays; at most 300 characters."""
    return slugify(name, allow_unicode=True)[:300]
