"""What the episode is made of: intro, stories, promos, outro, credits, each with a title and the reason for its border.

What people say when they go on ("our second story") counts most; what sentences are about, pauses and words that lead on decide
where nobody says so. One dynamic programme weighs all of it against how long stories usually are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from onrecord.core.decided import decided_speakers
from onrecord.core.episode import Episode, Show
from onrecord.core.people import Role, Speakers
from onrecord.core.ports import Tools
from onrecord.core.promo import to_you
from onrecord.core.recording import EventKind, Sounds
from onrecord.core.stage import Settings, Stage
from onrecord.core.story import Stories, Story, StoryKind
from onrecord.core.talk import Sentence, as_read, sentences
from onrecord.core.time import Span
from onrecord.core.transcript import Corrections, Transcript
from onrecord.stages.stories.borders import Border, best_borders, borders, gains_of
from onrecord.stages.stories.cohesion import SAYS_NOTHING, Cohesion, cohesion_of
from onrecord.stages.stories.cues import (
    Opener,
    announced_n,
    closes,
    credits,
    greets,
    greets_back,
    hands_over,
    moves_on,
    opener,
    welcomes,
)
from onrecord.stages.stories.headings import fragment, headings, named_again, only_leads
from onrecord.stages.stories.nouns import as_nouns
from onrecord.stages.stories.pieces import in_pieces
from onrecord.stages.stories.promos import pleads, promo_blocks
from onrecord.stages.stories.standing import Recorded, Standing, cut_at, recorded_parts, standing_passages, tunes
from onrecord.stages.stories.titles import Phrases, from_cue, from_items, fuller, items_of

_SHORTEST_TEASER_S = 10.0
"""What comes so long before the first welcome is a part of its own."""
_SAID_SOON_S = 15.0
"""Who hands over may still say so long after it what the first story is."""
_TOLD_N = 2
"""Who moves on tells something with more sentences than this behind it."""
_SHORTEST_PLEA_S = 6.0
"""Who asks for something for less than this while they take leave takes leave."""
_ENDS = StoryKind.OUTRO, StoryKind.CREDITS


class StoriesSettings(Settings):
    shortest_s: float = Field(
        20.0, ge=5, le=600, description="No story is shorter than this, in seconds, unless it is announced."
    )
    per_hour_n: float = Field(
        9.0,
        ge=2,
        le=40,
        description="About how many stories an hour of talk has: the more, the sooner talk is divided where nobody says so.",
    )
    longest_intro_s: float = Field(240.0, ge=10, le=900, description="The introduction ends by then, in seconds.")
    mark_promos: bool = Field(
        True, description="Mark advertisements and appeals as promos (`cut.cut_promos` cuts them)."
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """Sentences `first` to `end` of one kind; a story may say only with the sentence `named_at` what it is about."""

    kind: StoryKind
    first: int
    end: int
    reason: str
    confidence: float = 0.6
    named_at: int | None = None

    @property
    def names_from(self) -> int:
        return self.first if self.named_at is None else self.named_at


def stories(inputs: Mapping[str, Any], settings: StoriesSettings, tools: Tools) -> Stories:
    """The parts of the talk, in order, over all its words. Needs `transcribe`, `speakers`, `names`, `sounds`, `repeats`, `show`, `episode`; the ports `sentence_embedder` and `parser`.

    An empty transcript has no stories.
    """
    transcript: Transcript = inputs["transcribe"]
    decisions = inputs.get("decisions", ())
    speakers = decided_speakers(inputs["speakers"], decisions, transcript.words)
    corrections: Corrections = inputs.get("names") or Corrections()
    show: Show = inputs["show"]
    words = as_read(transcript, inputs["speakers"], corrections, decisions)
    passages = standing_passages(inputs["repeats"].repeats)
    talk = in_pieces(cut_at(sentences(words, speakers.speaker_of_word), passages))
    if not talk:
        return Stories(())
    hosts = {s.id for s in speakers.speakers if s.role is Role.HOST}
    cohesion = cohesion_of(talk, transcript.language, tools.sentence_embedder, tools.progress)
    parts = _parts(talk, hosts, inputs["sounds"], passages, show, inputs["episode"], settings, cohesion)
    phrases = _phrases_of(talk, parts, speakers, show, inputs["episode"], transcript.language)
    weights = _phrase_weights(talk, parts, phrases, cohesion, tools)
    titles = _titles(talk, parts, phrases, weights, inputs["episode"])
    return Stories(tuple(_story(talk, part, title) for part, title in zip(parts, titles, strict=True)))


def _parts(
    talk: Sequence[Sentence],
    hosts: set[str],
    heard: Sounds,
    passages: Sequence[Standing],
    show: Show,
    episode: Episode,
    settings: StoriesSettings,
    cohesion: Cohesion | None,
) -> list[_Part]:
    music = [e.span for e in heard.events if e.kind is EventKind.MUSIC] + tunes(talk, passages)
    found = borders(talk, hosts, music, items_of(episode.description))
    gains = gains_of(talk, found, settings.per_hour_n, cohesion)
    recorded = recorded_parts(talk, passages, show.promo_phrases)
    sells = cohesion.sells if cohesion else np.full(len(talk), SAYS_NOTHING)
    parts = _promos(talk, recorded, show.promo_phrases, gains, sells) if settings.mark_promos else []
    promos = [(p.first, p.end) for p in parts]
    free = _free(len(talk), promos)
    body_first = free[0][0] if free else 0
    body_end = free[-1][1] if free else 0
    outro = min([_outro(talk, body_first, body_end), *(r.first for r in recorded if r.kind is StoryKind.OUTRO)])
    if len(free) > 1 and _seconds(talk, *free[-1]) < settings.shortest_s and not moves_on(talk[free[-1][0]]):
        outro = min(outro, free[-1][0])  # a last "thank you" behind a promo is no story
    longest_s = min(settings.longest_intro_s, 0.25 * _seconds(talk, body_first, len(talk)) + 15)
    intro_end = _intro_end(talk, body_first, outro, longest_s)
    intro_end = max([intro_end, *(r.end for r in recorded if r.kind is StoryKind.INTRO)])
    if intro_end > body_first:
        parts += [
            _Part(StoryKind.INTRO, a, b, "greets and introduces", 0.8) for a, b in _clip(free, body_first, intro_end)
        ]
    parts += _endings(talk, _clip(free, outro, len(talk)))
    announced = next((n for s in talk[: max(30, intro_end + 5)] if (n := announced_n(s))), None)
    middle = _clip(free, max(intro_end, body_first), outro)
    total_s = sum(_seconds(talk, a, b) for a, b in middle)
    for first, end in middle:
        of_these = announced * _seconds(talk, first, end) / total_s if announced and total_s else None
        starts = best_borders(talk, gains, found, first, end, settings, of_these, cohesion)
        told = _told_from(starts, end, found)
        if first == body_first:
            parts += _introduced(talk, told, end < middle[-1][1], longest_s)
        else:
            parts += _led_up_to(talk, told, found, settings.shortest_s)
    return _with_whole_end(talk, sorted(parts, key=lambda p: p.first), show.promo_phrases)


def _with_whole_end(talk: Sequence[Sentence], parts: Sequence[_Part], phrases: Sequence[str]) -> list[_Part]:
    """The parts; a short plea for a review or the like amid the farewell is of the farewell."""
    whole: list[_Part] = []
    for before, part, after in zip([None, *parts], parts, [*parts[1:], None], strict=False):
        is_amid = before and after and before.kind in _ENDS and after.kind is StoryKind.OUTRO
        is_short = _seconds(talk, part.first, part.end) < _SHORTEST_PLEA_S
        is_plea = part.kind is StoryKind.PROMO and is_amid and is_short and pleads(talk[part.first : part.end], phrases)
        one = replace(part, kind=StoryKind.OUTRO, reason="takes leave") if is_plea else part
        if whole and whole[-1].kind is one.kind is StoryKind.OUTRO:
            whole[-1] = replace(whole[-1], end=one.end)
        else:
            whole.append(one)
    return whole


def _promos(
    talk: Sequence[Sentence],
    recorded: Sequence[Recorded],
    phrases: Sequence[str],
    gains: NDArray[np.float64],
    sells: NDArray[np.float64],
) -> list[_Part]:
    """What is known by its sound from other episodes, and what else advertises by its words, in order and without overlap; of that
    beside a known promo only what would be one without it.
    """
    known = _free(len(talk), [(r.first, r.end) for r in recorded])
    parts = [_Part(r.kind, r.first, r.end, r.reason, 0.9) for r in recorded if r.kind is StoryKind.PROMO]
    parts += [
        _Part(StoryKind.PROMO, first, end, "advertises or asks for support", round(block.likely, 2))
        for block in promo_blocks(talk, phrases, gains, sells)
        for first, end in _clip(known, block.first, block.end)
        if block.asks(first, end)
    ]
    return sorted(parts, key=lambda p: p.first)


def _told_from(starts: Sequence[int], end: int, found: Mapping[int, Border]) -> list[_Part]:
    """The stories that begin with the sentences `starts`, the last to before `end`."""
    parts = []
    for first, after in zip(starts, [*starts[1:], end], strict=True):
        border = found.get(first)
        reason = border.reason if border and border.reason else "the subject changes"
        if first == starts[0] and not (border and border.score > 0):
            reason = "the first of the talk"
        confidence = min(0.95, 0.4 + 0.12 * (border.score if border else 1.0))
        parts.append(_Part(StoryKind.STORY, first, after, reason, round(max(0.2, confidence), 2)))
    return parts


def _greeting(talk: Sequence[Sentence], first: int) -> int | None:
    """The sentence that greets, looked for in the first six. Without one there is no introduction."""
    return next((at for at in range(first, min(first + 6, len(talk))) if greets(talk[at])), None)


def _intro_end(talk: Sequence[Sentence], first: int, limit: int, longest_s: float) -> int:
    """The sentence that is none of the introduction any more; `first` when there is no introduction.

    After a greeting it ends where someone says that the first story begins, and not only that it comes, or where someone hands over and nobody says so in the
    quarter of a minute that follows. Headlines and scenes that are played before the listeners are welcomed are one too.
    """
    begins_s = talk[first].span.start_s
    greeting = _greeting(talk, first)
    over, last_s, heads = first, begins_s + longest_s, headings(talk)
    told_from = 0
    for at in range((first if greeting is None else greeting) + 1, limit):
        start_s = talk[at].span.start_s
        if start_s > last_s:
            break
        if at < told_from:
            continue
        cue = heads.get(at) or opener(talk[at])
        told_from = (cue and named_again(talk, heads, at, last_s)) or at
        if told_from > at:
            continue
        if greeting is not None and cue and cue.strength >= 2.0:
            return at
        is_teaser_over = greeting is None and start_s - begins_s >= _SHORTEST_TEASER_S and welcomes(talk[at])
        is_asked = talk[at].is_question and to_you(talk[at])  # "did you have a good journey?" is still of the welcome
        is_answer = greeting is not None and at - 1 > greeting and greets_back(talk[at - 1]) and not is_asked
        if is_answer and over == at - 1:
            over = at
        elif over == first and (is_answer or hands_over(talk[at - 1]) or is_teaser_over):
            over, last_s = at, min(last_s, start_s + _SAID_SOON_S)
    return over


def _led_up_to(
    talk: Sequence[Sentence], told: Sequence[_Part], found: Mapping[int, Border], shortest_s: float
) -> list[_Part]:
    """The stories behind an introduction or a promo; a short first part that announces nothing ("Welcome back, I'm Ada.") leads up to the
    next, which keeps its title.
    """
    first, *others = told
    if not others or found[first.first].is_spoken or _seconds(talk, first.first, first.end) >= shortest_s:
        return list(told)
    return [replace(others[0], first=first.first, named_at=others[0].first), *others[1:]]


def _introduced(talk: Sequence[Sentence], told: Sequence[_Part], goes_on: bool, longest_s: float) -> list[_Part]:
    """The parts of the talk, the first as its introduction where it greets, is short enough and others follow, there or later."""
    first, *others = told
    follow = goes_on or bool(others)
    if not follow or _greeting(talk, first.first) is None or _seconds(talk, first.first, first.end) > longest_s:
        return list(told)
    return [replace(first, kind=StoryKind.INTRO, reason="greets and introduces"), *others]


def _outro(talk: Sequence[Sentence], first: int, end: int) -> int:
    """The sentence from which on people only take leave; `end` when they do not. Looked for in the last fifth."""
    if end <= first:
        return end
    end_s, whole_s = talk[end - 1].span.end_s, talk[end - 1].span.end_s - talk[first].span.start_s
    earliest_s = end_s - min(150.0, max(12.0, 0.2 * whole_s))
    for at in range(first + 1, end):
        if talk[at].span.start_s >= earliest_s and _takes_leave(talk[at]) and not _goes_on(talk, at, end):
            return at
    return end


def _takes_leave(sentence: Sentence) -> bool:
    return closes(sentence) or credits(sentence)


def _goes_on(talk: Sequence[Sentence], first: int, end: int) -> bool:
    """Whether someone moves on to something else behind `first`, and tells of it before anybody takes leave."""
    for at in range(first + 1, end):
        if moves_on(talk[at]):
            told = list(takewhile(lambda s: not _takes_leave(s), talk[at:end]))
            if len(told) > _TOLD_N:
                return True
    return False


def _endings(talk: Sequence[Sentence], ranges: Sequence[tuple[int, int]]) -> list[_Part]:
    """The outro, and the credits in it as a part of their own when they are more than one sentence."""
    parts: list[_Part] = []
    for first, end in ranges:
        named = [at for at in range(first, end) if credits(talk[at])]
        if len(named) >= 2:
            split = named[0]
            after = named[-1] + 1
            parts += [_Part(StoryKind.OUTRO, first, split, "takes leave", 0.8)] if split > first else []
            parts.append(_Part(StoryKind.CREDITS, split, after, "says who made it", 0.8))
            parts += [_Part(StoryKind.OUTRO, after, end, "takes leave", 0.7)] if end > after else []
        else:
            parts.append(_Part(StoryKind.OUTRO, first, end, "takes leave", 0.8))
    return parts


def _free(n: int, taken: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """What of sentences 0 to n lies in none of the taken runs."""
    free, at = [], 0
    for first, end in [*taken, (n, n)]:
        if first > at:
            free.append((at, first))
        at = max(at, end)
    return free


def _clip(ranges: Sequence[tuple[int, int]], first: int, end: int) -> list[tuple[int, int]]:
    return [(max(a, first), min(b, end)) for a, b in ranges if max(a, first) < min(b, end)]


def _seconds(talk: Sequence[Sentence], first: int, end: int) -> float:
    return talk[end - 1].span.end_s - talk[first].span.start_s


def _told(parts: Sequence[_Part]) -> list[_Part]:
    return [p for p in parts if p.kind is StoryKind.STORY]


def _phrases_of(
    talk: Sequence[Sentence], parts: Sequence[_Part], speakers: Speakers, show: Show, episode: Episode, language: str
) -> Phrases:
    people = [s.name for s in speakers.speakers] + [p.name for p in show.people] + list(episode.people) + [show.title]
    return Phrases([talk[p.first : p.end] for p in _told(parts)], people, language)


def _phrase_weights(
    talk: Sequence[Sentence], parts: Sequence[_Part], phrases: Phrases, cohesion: Cohesion | None, tools: Tools
) -> list[dict[str, float]]:
    """For each story what may be its title, weighed by how it is said, and where meaning is known by how well it says what is meant."""
    told = _told(parts)
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


def _titles(
    talk: Sequence[Sentence], parts: Sequence[_Part], phrases: Phrases, weights: Sequence[Mapping[str, float]], episode: Episode
) -> list[str]:  # fmt: skip
    told, heads = _told(parts), headings(talk)
    items = items_of(episode.description)
    given = {
        StoryKind.INTRO: "Introduction",
        StoryKind.OUTRO: "Closing",
        StoryKind.CREDITS: "Credits",
        StoryKind.PROMO: "Promo",
    }
    said = [
        fuller(_named(talk[p.names_from : p.end], heads.get(p.names_from)), from_items(talk[p.first : p.end], items))
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


def _named(segment: Sequence[Sentence], heading: Opener | None) -> str | None:
    """What the words with which a story begins say it is about; behind a mere "okay" or "last thing" the next sentence says it, and
    behind a cue that names nothing ("let's get into it") the next cue.
    """
    cue = heading or opener(segment[0])
    said = from_cue(cue)
    if said or len(segment) < 2 or not (cue or only_leads(segment[0])):
        return said
    heads = None if cue and cue.rest else fragment(segment[1])
    return from_cue(heads or opener(segment[1]))


def _story(talk: Sequence[Sentence], part: _Part, title: str) -> Story:
    first, end = talk[part.first].first, talk[part.end - 1].end
    words = [w for s in talk[part.first : part.end] for w in s.words]
    span = Span(words[0].start_s, max(w.end_s for w in words))
    digest = hashlib.sha256(f"{part.kind} {words[0].id}".encode()).hexdigest()
    return Story(f"story-{digest[:6]}", span, part.kind, title, part.reason, first, end, part.confidence)


STAGE = Stage(
    name="stories",
    version=15,
    says="Finding the stories",
    needs=("transcribe", "speakers", "names", "sounds", "repeats"),
    settings=StoriesSettings,
    makes=Stories,
    run=stories,
    schema="stories.1",
    engines=("sentence_embedder", "parser"),
    takes=("show", "episode", "decisions"),
)
