"""What each story is called: what is said to be its subject, a line of the description, or its most telling phrases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onrecord.core.episode import Episode, Show
from onrecord.core.people import Speakers
from onrecord.core.ports import Tools
from onrecord.core.story import StoryKind
from onrecord.core.talk import Sentence
from onrecord.stages.stories.cohesion import Cohesion
from onrecord.stages.stories.cues import Opener, opener
from onrecord.stages.stories.headings import fragment, headings, only_leads
from onrecord.stages.stories.nouns import as_nouns
from onrecord.stages.stories.part import Part, told_of
from onrecord.stages.stories.titles import Phrases, from_cue, from_items, fuller, items_of


def phrases_of(
    talk: Sequence[Sentence], parts: Sequence[Part], speakers: Speakers, show: Show, episode: Episode, language: str
) -> Phrases:
    people = [s.name for s in speakers.speakers] + [p.name for p in show.people] + list(episode.people) + [show.title]
    return Phrases([talk[p.first : p.end] for p in told_of(parts)], people, language)


def phrase_weights(
    talk: Sequence[Sentence], parts: Sequence[Part], phrases: Phrases, cohesion: Cohesion | None, tools: Tools
) -> list[dict[str, float]]:
    """For each story what may be its title, weighed by how it is said, and where meaning is known by how well it says what is meant."""
    told = told_of(parts)
    weights = [phrases.candidates(at, talk[p.first : p.end]) for at, p in enumerate(told)]
    if phrases.language in tools.parser.languages:
        weights = [as_nouns(of, talk[p.first : p.end], tools.parser) or of for of, p in zip(weights, told, strict=True)]
    every = list(dict.fromkeys(phrase for of in weights for phrase in of))
    if cohesion is None or not every:
        return weights
    vectors = tools.sentence_embedder.vectors(every, lambda done: None)
    row_of = {phrase: row for row, phrase in enumerate(every)}
    fitted = []
    for part, of in zip(told, weights, strict=True):
        fits = cohesion.fits(part.first, part.end, vectors[[row_of[phrase] for phrase in of]]) if of else ()
        fitted.append(
            {phrase: weight**0.5 * float(fit) for (phrase, weight), fit in zip(of.items(), fits, strict=True)}
        )
    return fitted


def titles_of(
    talk: Sequence[Sentence], parts: Sequence[Part], phrases: Phrases, weights: Sequence[Mapping[str, float]], episode: Episode
) -> list[str]:  # fmt: skip
    told, heads = told_of(parts), headings(talk)
    items = items_of(episode.description)
    given = {
        StoryKind.INTRO: "Introduction",
        StoryKind.OUTRO: "Closing",
        StoryKind.CREDITS: "Credits",
        StoryKind.PROMO: "Promo",
    }
    said = [
        fuller(named(talk[p.names_from : p.end], heads.get(p.names_from)), from_items(talk[p.first : p.end], items))
        for p in told
    ]
    for name in filter(None, said):
        phrases.takes(name)
    titles: list[str] = []
    for part in parts:
        if part.kind is not StoryKind.STORY:
            titles.append(given[part.kind])
            continue
        at = told.index(part)
        title = said[at] or phrases.title(weights[at])
        titles.append(title or (episode.title if len(told) == 1 and episode.title else f"Part {at + 1}"))
    return titles


def named(segment: Sequence[Sentence], heading: Opener | None) -> str | None:
    """What the words with which a story begins say it is about; behind a mere "okay" or "last thing" the next sentence says it, and
    behind a cue that names nothing ("let's get into it") the next cue.
    """
    cue = heading or opener(segment[0])
    said = from_cue(cue)
    if said or len(segment) < 2 or not (cue or only_leads(segment[0])):
        return said
    heads = None if cue and cue.rest else fragment(segment[1])
    return from_cue(heads or opener(segment[1]))
