"""The parts of a talk: promos first, then introduction and farewell, and stories in what is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from onrecord.core.episode import Episode, Show
from onrecord.core.recording import EventKind, Sounds
from onrecord.core.story import StoryKind
from onrecord.core.talk import Sentence
from onrecord.stages.stories.borders import Border, Lengths, best_borders, borders, gains_of
from onrecord.stages.stories.cohesion import SAYS_NOTHING, Cohesion
from onrecord.stages.stories.cues import announced_n, farewell_end_at, moves_on
from onrecord.stages.stories.ends import endings, greeting_at, intro_end_at, outro_at, with_whole_end
from onrecord.stages.stories.part import Part, clipped, free_of, seconds
from onrecord.stages.stories.promos import promo_blocks
from onrecord.stages.stories.standing import Recorded, Standing, recorded_parts, tunes
from onrecord.stages.stories.titles import items_of


class Limits(Lengths, Protocol):
    """What of the stage's settings is for where parts begin and end."""

    longest_intro_s: float
    mark_promos: bool


def parts_of(
    talk: Sequence[Sentence],
    hosts: set[str],
    heard: Sounds,
    passages: Sequence[Standing],
    show: Show,
    episode: Episode,
    settings: Limits,
    cohesion: Cohesion | None,
) -> list[Part]:
    """The parts in the order of the talk, over all its sentences."""
    music = [e.span for e in heard.events if e.kind is EventKind.MUSIC] + tunes(talk, passages)
    found = borders(talk, hosts, music, items_of(episode.description))
    gains = gains_of(talk, found, settings.per_hour_n, cohesion)
    recorded = recorded_parts(talk, passages, show.promo_phrases)
    sells = cohesion.sells if cohesion else np.full(len(talk), SAYS_NOTHING)
    parts = _promos(talk, recorded, show.promo_phrases, gains, sells) if settings.mark_promos else []
    promos = [(p.first, p.end) for p in parts]
    free = free_of(len(talk), promos)
    body_first = free[0][0] if free else 0
    body_end = free[-1][1] if free else 0
    outro = min([outro_at(talk, body_first, body_end), *(r.first for r in recorded if r.kind is StoryKind.OUTRO)])
    if len(free) > 1 and seconds(talk, *free[-1]) < settings.shortest_s and not moves_on(talk[free[-1][0]]):
        outro = min(outro, free[-1][0])  # a last "thank you" behind a promo is no story
    longest_s = min(settings.longest_intro_s, 0.25 * seconds(talk, body_first, len(talk)) + 15)
    intro_end = intro_end_at(talk, body_first, outro, longest_s)
    intro_end = max([intro_end, *(r.end for r in recorded if r.kind is StoryKind.INTRO)])
    if intro_end > body_first:
        parts += [
            Part(StoryKind.INTRO, a, b, "greets and introduces", 0.8) for a, b in clipped(free, body_first, intro_end)
        ]
    parts += endings(talk, clipped(free, outro, len(talk)))
    announced = next((n for s in talk[: max(30, intro_end + 5)] if (n := announced_n(s))), None)
    middle = clipped(free, max(intro_end, body_first), outro)
    total_s = sum(seconds(talk, a, b) for a, b in middle)
    for first, end in middle:
        of_these = announced * seconds(talk, first, end) / total_s if announced and total_s else None
        starts = best_borders(talk, gains, found, first, end, settings, of_these, cohesion)
        starts = [first, *dict.fromkeys(min(farewell_end_at(talk, at, end), end - 1) for at in starts[1:])]
        told = _told_from(starts, end, found)
        if first == body_first:
            parts += _introduced(talk, told, end < middle[-1][1], longest_s)
        else:
            parts += _led_up_to(talk, told, found, settings.shortest_s)
    return with_whole_end(talk, sorted(parts, key=lambda p: p.first), show.promo_phrases)


def _promos(
    talk: Sequence[Sentence],
    recorded: Sequence[Recorded],
    phrases: Sequence[str],
    gains: NDArray[np.float64],
    sells: NDArray[np.float64],
) -> list[Part]:
    """What is known by its sound from other episodes, and what else advertises by its words, in order and without overlap; of that
    beside a known promo only what would be one without it.
    """
    known = free_of(len(talk), [(r.first, r.end) for r in recorded])
    parts = [Part(r.kind, r.first, r.end, r.reason, 0.9) for r in recorded if r.kind is StoryKind.PROMO]
    parts += [
        Part(StoryKind.PROMO, first, end, "advertises or asks for support", round(block.likely, 2))
        for block in promo_blocks(talk, phrases, gains, sells)
        for first, end in clipped(known, block.first, block.end)
        if block.asks(first, end)
    ]
    return sorted(parts, key=lambda p: p.first)


def _told_from(starts: Sequence[int], end: int, found: Mapping[int, Border]) -> list[Part]:
    """The stories that begin with the sentences `starts`, the last to before `end`."""
    parts = []
    for first, after in zip(starts, [*starts[1:], end], strict=True):
        border = found.get(first)
        reason = border.reason if border and border.reason else "the subject changes"
        if first == starts[0] and not (border and border.score > 0):
            reason = "the first of the talk"
        confidence = min(0.95, 0.4 + 0.12 * (border.score if border else 1.0))
        parts.append(Part(StoryKind.STORY, first, after, reason, round(max(0.2, confidence), 2)))
    return parts


def _led_up_to(
    talk: Sequence[Sentence], told: Sequence[Part], found: Mapping[int, Border], shortest_s: float
) -> list[Part]:
    """The stories behind an introduction or a promo; a short first part that announces nothing ("Welcome back, I'm Ada.") leads up to the
    next, which keeps its title.
    """
    first, *others = told
    if not others or found[first.first].is_spoken or seconds(talk, first.first, first.end) >= shortest_s:
        return list(told)
    return [replace(others[0], first=first.first, named_at=others[0].first), *others[1:]]


def _introduced(talk: Sequence[Sentence], told: Sequence[Part], goes_on: bool, longest_s: float) -> list[Part]:
    """The parts of the talk, the first as its introduction where it greets, is short enough and others follow, there or later."""
    first, *others = told
    follow = goes_on or bool(others)
    if not follow or greeting_at(talk, first.first) is None or seconds(talk, first.first, first.end) > longest_s:
        return list(told)
    return [replace(first, kind=StoryKind.INTRO, reason="greets and introduces"), *others]
