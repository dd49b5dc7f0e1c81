"""claims: who said what, on whose word, how firmly, with which numbers and dates; and what is to be watched for.

A parser gives each sentence as a tree; frames in it say who says what (`frames`, `watch`), plain statements of the speaker that can be
checked come from `facts`, and `drafts` puts them together with what was named before. Where the settings name a language model it may
point at more (`model`, `pointed`). Every claim is words of the transcript.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import log
from typing import Any

from pydantic import Field

from onrecord.core.answers import unanswered
from onrecord.core.claim import Claim, Claims, Firmness, Holder, HolderKind, claim_id, is_loose_talk
from onrecord.core.decided import decided_speakers
from onrecord.core.episode import Episode
from onrecord.core.ports import Tools
from onrecord.core.stage import Settings, Stage, endpoint
from onrecord.core.story import Stories, StoryKind
from onrecord.core.talk import Sentence, as_read, bare, content, folded, sentences, zipf
from onrecord.core.time import Span
from onrecord.core.transcript import Corrections, Transcript, Word
from onrecord.stages.claims.dates import day_said
from onrecord.stages.claims.draft import Draft
from onrecord.stages.claims.drafts import Drafter
from onrecord.stages.claims.model import further, second_reading
from onrecord.stages.claims.plain import likelihood
from onrecord.stages.claims.reading import Read, read, said
from onrecord.stages.claims.statement import OURS, names_n
from onrecord.stages.claims.tales import BETWEEN_US

_OPENING_N = 20
"""Sentences at the beginning in which the day of the talk may be said."""
_RARE = 3.5
_NEAR_N = 20
"""A plain statement counts where the talk is of news: where a firm one stands within so many sentences."""
_PER_FIRM_N = 2
"""So many plain statements that name somebody tell as much of the talk as a firm one."""
_USUAL_A_MINUTE, _UNKNOWN_MINUTES, _NEWS_COUNTS = 1.5, 2.0, 0.5
"""Talk of news has two to eight statements a minute that something pins down, other talk fewer than one."""
_ALONE_N = 3
"""So few sentences have none near that would tell what the talk is of: what somebody says of others counts in them."""
_NOBODY_KNOWN = ("they", "somebody", "someone", "people", "everybody", "everyone")
_SKIPPED = (StoryKind.PROMO, StoryKind.CREDITS)
_GREETINGS = (StoryKind.INTRO, StoryKind.OUTRO)


class ClaimsSettings(Settings):
    own_facts: bool = Field(
        True,
        description="Also what speakers state on their own word, where a number, a date or names pin it down or the talk is of news.",
    )
    own_opinions: bool = Field(
        True, description="Also what speakers think themselves, where it says something about the world."
    )
    plain_over: float = Field(
        0.5,
        ge=0,
        le=1,
        description="Of what speakers state with neither a number, a date nor two names in it, what a person keeps with more than this likelihood: less finds more.",
    )
    surest_n: int = Field(
        400, ge=1, le=5000, description="At most so many claims an episode: those with the surest holders stay."
    )
    model_url: str = endpoint(
        "Base address of an OpenAI-compatible endpoint that may point at further claims and at whose word they are; empty: none is asked."
    )
    model: str = Field("", description="Name of the model there. A key, if it wants one, stands in ONRECORD_MODEL_KEY.")
    model_s: float = Field(120.0, gt=0, le=3600, description="All its answers together may take so many seconds.")


def claims(inputs: Mapping[str, Any], settings: ClaimsSettings, tools: Tools) -> Claims:
    """The claims of the talk in order. Needs `transcribe`, `speakers`, `names`, `stories`, `episode`, `word decisions`; the ports `parser`
    and `sentence_embedder`.

    A talk in a language that the parser does not read has none, with a remark. Raises MissingModel.
    """
    transcript: Transcript = inputs["transcribe"]
    episode: Episode = inputs["episode"]
    decisions = inputs.get("word decisions", ())
    if transcript.language not in tools.parser.languages:
        tools.remark(f"Claims are not looked for in this language ({transcript.language}).")
        return Claims()
    speakers = decided_speakers(inputs["speakers"], decisions, transcript.words)
    words = as_read(transcript, inputs["speakers"], inputs.get("names") or Corrections(), decisions)
    talk = sentences(words, speakers.speaker_of_word)
    stories: Stories = inputs["stories"]
    day = _day(talk, episode)
    reads, labels = read(talk, tools.parser, day, tools.progress), {s.id: s.name for s in speakers.speakers}
    drafts = _drafts(reads, stories, labels, settings)
    minutes = talk[-1].span.end_s / 60 if talk else 0.0
    drafts = _pinned(_worth_keeping(drafts, words, minutes, settings.plain_over, tools), talk, words)
    found = _surest(_merged(_claims(drafts, words, labels)), settings.surest_n)
    if not settings.model_url or not talk:
        return Claims(found, tools.parser.digest)
    second = second_reading(tools.language_model, found, _told(reads, stories), labels, tools)
    added = further(second.claims, _claims(second.drafts, words, labels), tools.language_model.name)
    place = {word.id: at for at, word in enumerate(words)}
    every = sorted([*second.claims, *added], key=lambda c: place[c.word_ids[0]])
    return Claims(_surest(every, settings.surest_n), tools.parser.digest, second.asked.problem)


def _told(reads: Sequence[Read], stories: Stories) -> list[tuple[int, list[Read], int]]:
    """The stories in which claims are looked for: index, sentences, and the position of the first of these in the talk."""
    told: dict[int, tuple[list[Read], int]] = {}
    for at, one in enumerate(reads):
        story, kind = _story_at(stories, one.sentence.first)
        if kind not in (*_SKIPPED, *_GREETINGS):
            told.setdefault(story, ([], at))[0].append(one)
    return [(story, inside, first) for story, (inside, first) in told.items()]


def _day(talk: Sequence[Sentence], episode: Episode) -> datetime.date | None:
    """The day of the talk: the one that is said at its beginning, unless the episode's own date is more than a year away."""
    try:
        dated = datetime.date.fromisoformat(episode.date)
    except ValueError:
        dated = None
    heard = day_said([w.text for w in s.words] for s in talk[:_OPENING_N])
    if heard is None or (dated is not None and abs((heard - dated).days) > 60):
        return dated
    return heard


def _drafts(
    reads: Sequence[Read], stories: Stories, labels: Mapping[str, str], settings: ClaimsSettings
) -> list[Draft]:
    drafter = Drafter(dict(labels))
    for at, one in enumerate(reads):
        story, kind = _story_at(stories, one.sentence.first)
        if kind not in _SKIPPED:
            drafter.take(at, one, story, is_told=settings.own_facts and not _is_greeting(one, kind))
    own = [d for d in drafter.drafts if d.holder.kind is HolderKind.SPEAKER and d.cue and not d.is_watch]
    return [d for d in drafter.drafts if settings.own_opinions or d not in own]


def _worth_keeping(
    drafts: Sequence[Draft], words: Sequence[Word], minutes: float, plain_over: float, tools: Tools
) -> list[Draft]:
    """Without the plain statements that a person would hardly keep; what is denied or watched stays. The more else is claimed in the talk, the
    likelier is each.
    """
    own = [d for d in drafts if d.odds is not None]
    news = _how_much_news(sum(not d.is_plain for d in drafts), minutes)
    embedder = tools.sentence_embedder
    meant = embedder.telling(embedder.vectors([said(words, d.places)[0] for d in own], lambda done: None))
    for draft, of in zip(own, meant, strict=True):
        assert draft.odds is not None
        draft.worth = likelihood(draft.odds + news, float(of))
    stays = (d for d in drafts if d.odds is None or d.worth > plain_over or d.is_watch or d.firmness is Firmness.DENIED)
    return list(stays)


def _how_much_news(firm_n: int, minutes: float) -> float:
    """What speaks for a plain statement in a talk of so many others (the logarithm of odds); of a short one little is known."""
    a_minute = (firm_n + _USUAL_A_MINUTE * _UNKNOWN_MINUTES) / (minutes + _UNKNOWN_MINUTES)
    return _NEWS_COUNTS * log(a_minute / _USUAL_A_MINUTE)


def _pinned(drafts: Sequence[Draft], talk: Sequence[Sentence], words: Sequence[Word]) -> list[Draft]:
    """All of them in news talk, plain ones where others are near; in loose talk those that a name, a number or a date pins down."""
    firm = [d for d in drafts if not d.is_plain]
    if not talk or not is_loose_talk(len(firm), talk[-1].span.end_s / 60):
        named = [d for d in drafts if d.is_plain and _names_somebody(d, words)]
        kept = []
        for draft in drafts:
            near_n = _near_n(draft, firm) + _near_n(draft, named) / _PER_FIRM_N
            if not draft.is_plain or near_n >= 1 or (len(talk) <= _ALONE_N and _tells_of_others(draft)):
                kept.append(draft)
        return kept
    return [d for d in firm if d.is_watch or d.quantities or d.dates or _names_somebody(d, words)]


def _tells_of_others(draft: Draft) -> bool:
    """ "The women say he hit them": not the speaker's word, nor that of "somebody" and "them", and not of "you" and "me"."""
    is_anothers = bool(draft.cue) and draft.holder.kind is not HolderKind.SPEAKER
    is_of_us = bool(BETWEEN_US & {folded(text) for text in draft.said})
    return is_anothers and draft.holder.as_said.casefold() not in _NOBODY_KNOWN and not is_of_us


def _near_n(draft: Draft, others: Sequence[Draft]) -> int:
    return sum(abs(other.at - draft.at) <= _NEAR_N for other in others)


def _names_somebody(draft: Draft, words: Sequence[Word]) -> bool:
    """Whether it is the word of somebody with a name, or has a name in it: a first word has a capital anyway, and must be rare."""
    is_anothers = draft.holder.kind in (HolderKind.PERSON, HolderKind.ORGANISATION)
    if is_anothers and any(text[:1].isupper() for text in draft.holder.name.split()[1:] or [draft.holder.name]):
        return True
    texts = [bare(words[place].text) for place in sorted(draft.places)]
    written = [text for text in texts if any(c.isupper() for c in text) and text.partition("'")[0] != "I"]
    return any(text != texts[0] or zipf(folded(text)) < _RARE for text in written)


def _is_greeting(one: Read, kind: StoryKind) -> bool:
    """Of an opening, what names nobody else: a show often begins with its news. Farewells are greetings whatever they name."""
    every = range(len(one.parse))
    is_of_others = not OURS & {one.parse[p].text.casefold() for p in every}
    is_opening = kind is StoryKind.INTRO and names_n(one.parse, every) >= (1 if is_of_others else 2)
    return kind in _GREETINGS and not is_opening


def _story_at(stories: Stories, word: int) -> tuple[int, StoryKind]:
    for at, story in enumerate(stories.stories):
        if story.first <= word < story.end:
            return at, story.kind
    return -1, StoryKind.STORY


def _claims(drafts: Sequence[Draft], words: Sequence[Word], labels: Mapping[str, str]) -> list[Claim]:
    """The drafts as claims in the order of the talk, each with the id that its words give it."""
    is_us = any(bare(w.text) == "US" for w in words) and not any("U.S." in w.text for w in words)
    written: Callable[[str], str] = _us if is_us else str
    ids: dict[int, str] = {}
    found: list[Claim] = []
    ordered = sorted(drafts, key=lambda d: (min(d.places), -len(d.places)))
    for draft in ordered:
        ids[id(draft)] = claim_id([words[p].id for p in said(words, draft.places)[1]])
    for draft in ordered:
        text, places = said(words, draft.places)
        if not text:
            continue
        cue, cue_places = said(words, draft.cue)
        found.append(
            Claim(
                id=ids[id(draft)], word_ids=tuple(words[p].id for p in places), text=text,
                span=Span(words[places[0]].start_s, max(words[p].end_s for p in places)),
                holder=_as_written(draft.holder, written), relayed_by=draft.speaker_id, firmness=draft.firmness, cue=cue,
                cue_ids=tuple(words[p].id for p in cue_places), hedges=draft.hedges, is_negated=draft.is_negated, is_watch=draft.is_watch,
                quantities=tuple(draft.quantities), dates=tuple(draft.dates), venue=draft.venue,
                inside=ids.get(id(draft.inside)), confidence=_confidence(draft),
                names=tuple(replace(name, text=written(name.text)) for name in draft.names),
            )
        )  # fmt: skip
    return found


def _us(name: str) -> str:
    """The parser got "U.S." where "US" is written."""
    return name.replace("U.S.", "US")


def _as_written(holder: Holder, written: Callable[[str], str]) -> Holder:
    return replace(holder, name=written(holder.name), as_said=written(holder.as_said))


def _confidence(draft: Draft) -> float:
    """How sure the machine is of holder and words together, from how they were found."""
    by = {
        "named before": 0.6,
        "named in full before": 0.75,
        "goes on": 0.5,
        "the speaker's own conclusion": 0.4,
        "the speaker's own words": 0.55,
    }
    if draft.odds is not None:
        return round(0.5 * draft.worth, 2)
    base = {HolderKind.UNRESOLVED: 0.35, HolderKind.UNNAMED: 0.6, HolderKind.SPEAKER: 0.6}.get(draft.holder.kind, 0.85)
    return by.get(draft.holder.resolved_by, base)


def _merged(found: Sequence[Claim]) -> list[Claim]:
    """What is said again by the same holder with the same numbers is one claim with several moments."""
    kept: list[Claim] = []
    bags: list[set[str]] = []
    for claim in found:
        bag = set(content(claim.text.casefold().split()))
        twin = next((at for at, c in enumerate(kept) if _is_again(c, bags[at], claim, bag)), None)
        if twin is None:
            kept.append(claim)
            bags.append(bag)
        else:
            kept[twin] = replace(
                kept[twin], again=(*kept[twin].again, claim.span), is_watch=kept[twin].is_watch or claim.is_watch
            )
    ids = {c.id for c in kept}
    return [c if c.inside in ids else replace(c, inside=None) for c in kept]


def _is_again(first: Claim, first_bag: set[str], later: Claim, bag: set[str]) -> bool:
    if not bag or not first_bag or first.span.shared_s(later.span) > 0:
        return False
    is_one_holder = first.holder.name.casefold() == later.holder.name.casefold()
    alike = len(bag & first_bag) / len(bag | first_bag)
    is_one_number = {(q.low, q.high) for q in first.quantities} == {(q.low, q.high) for q in later.quantities}
    is_one_answer = first.is_negated == later.is_negated
    return (
        alike >= (0.7 if is_one_holder else 0.85)
        and is_one_number
        and is_one_answer
        and len(bag) >= 2
        and is_one_holder
    )


def _surest(found: Sequence[Claim], most_n: int) -> tuple[Claim, ...]:
    if len(found) <= most_n:
        return tuple(found)
    bar = sorted((c.confidence for c in found), reverse=True)[most_n - 1]
    return tuple(c for c in found if c.confidence >= bar)[:most_n]


STAGE = Stage(
    name="claims",
    version=22,
    says="Finding the claims",
    needs=("transcribe", "speakers", "names", "stories"),
    settings=ClaimsSettings,
    makes=Claims,
    run=claims,
    schema="claims.1",
    engines=("parser", "sentence_embedder"),
    takes=("episode", "word decisions"),
    unfinished=unanswered,
)
