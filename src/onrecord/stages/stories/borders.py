"""How good a place each gap between two sentences is to begin a story, and the best set of such places."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from onrecord.core.talk import Sentence, content, folded
from onrecord.core.time import Span
from onrecord.stages.stories.cohesion import Cohesion
from onrecord.stages.stories.cues import asks, leads, opener, tells_on
from onrecord.stages.stories.evidence import log_odds
from onrecord.stages.stories.headings import headings

WINDOW_N = 10
"""Sentences on each side of a gap whose words are compared."""
_WORTH_A_STORY, _LEAST = 1.7, 0.3
"""What a border must bring to be worth one more story, where only the words tell of it, and what tells nothing."""
_BAR = 0.4
"""So much likelier borders are taken than they are, so that as many are missed as are wrong."""
_USUALLY_PER_HOUR_N, _GROWS = 9.0, 0.3
"""An hour of talk has as many stories as are usual, shorter talk more of them for its length: in hours to this power."""
_TOO_LONG, _TOO_SHORT, _COUNTED = 0.6, 0.2, 1.0
"""What it counts (squared log ratio) that a story is longer than in an hour of talk, shorter than in such a talk, and either where it was
announced how many there are."""
_SAYS_SO, _COUNTS, _SAYS_SO_EACH_TIME, _AT_THEIR_WORD = 3.0, 4.5, 2.0, 3.0
"""Cues as strong as these; who says of one story which it is ("our second story"), or that they move on, says where each begins: so much
likelier is it there, and where they do, at least so likely."""
_SPOKEN = 0.35
"""Who announces a story, and the next one, may make it as short as they like."""
_TOLD_N = 1
"""Who announces a story tells something with more sentences than so many."""
_LONGEST_PAUSE = 1.8
"""What the longest pause tells."""
_WITHIN_A_TURN = 0.5
"""People seldom turn to something else within a turn."""
_HASTY = 6.0
"""What a story costs that is shorter than the shortest."""


class Lengths(Protocol):
    """What of the stage's settings is for how long stories are."""

    shortest_s: float
    per_hour_n: float


@dataclass(frozen=True, slots=True)
class Border:
    """A sentence with which a story may begin: how much the words tell of it, and what else is heard; `is_spoken` when someone says so in so many words,
    `is_announced` when they count the stories, or say that they move on.
    """

    said: float
    heard: float
    reason: str
    is_spoken: bool = False
    is_announced: bool = False

    @property
    def score(self) -> float:
        return self.said + self.heard


def borders(
    talk: Sequence[Sentence], hosts: set[str], music: Sequence[Span], items: Sequence[str]
) -> dict[int, Border]:
    """Every sentence that may begin a story, with the evidence for it: spoken cue, music, pause, host's question, new words."""
    depth = _depths(talk)
    usual_s = float(np.median([s.pause_s for s in talk])) if talk else 0.0
    matched = _first_mentions(talk, items)
    heads = headings(talk)
    is_talk = len({s.speaker_id for s in talk}) > 1
    found: dict[int, Border] = {}
    for at in range(1, len(talk)):
        sentence = talk[at]
        heard, reasons = 0.0, []
        cue = heads.get(at) or opener(sentence)
        is_host = not hosts or sentence.speaker_id in hosts
        # A guest says "let's talk about" too, but it is the host who leads.
        strength = cue.strength * (1.0 if is_host else 0.5) if cue else 0.0
        lead = leads(sentence)
        said = max(strength, lead) + 1.6 * depth[at]
        if cue:
            reasons.append(f"says “{cue.phrase}”")
        elif lead:
            reasons.append("words that lead on")
        if any(talk[at - 1].span.end_s - 1.0 <= m.start_s and m.end_s <= sentence.span.start_s + 3.0 for m in music):
            heard += 2.5
            reasons.append("music before it")
        pause_s = sentence.pause_s - usual_s
        if pause_s > 1.0:
            heard += min(_LONGEST_PAUSE, 0.6 * pause_s)
            reasons.append(f"a pause of {sentence.pause_s:.1f} s")
        if sentence.begins_turn:
            ahead = [talk[i] for i in range(at, min(at + 4, len(talk))) if talk[i].speaker_id == sentence.speaker_id]
            if is_host and any(asks(s) for s in ahead):
                heard += 0.9
                reasons.append("the host asks something new" if hosts else "a new question")
        elif is_talk and not cue:
            heard -= _WITHIN_A_TURN * (1.0 if lead else 1.0 + 2.0 * tells_on(sentence))
        if at in matched:
            heard += 1.5
            reasons.append("the description's next item is named")
        if depth[at] > 0.5:
            reasons.append("the words change")
        led = cue.strength if cue and is_host else 0.0
        found[at] = Border(round(said, 3), round(heard, 3), "; ".join(reasons), led >= _SAYS_SO, led >= _COUNTS)
    return found


def best_borders(
    talk: Sequence[Sentence],
    gains: NDArray[np.float64],
    found: Mapping[int, Border],
    first: int,
    end: int,
    settings: Lengths,
    announced_n: float | None = None,
    cohesion: Cohesion | None = None,
) -> list[int]:
    """The sentences from `first` to `end` with which stories begin (`first` is always one).

    Maximises what speaks for the borders (`gains`, one number a sentence), plus how much each story is about one thing, minus how far
    each length is from the usual one. Stories shorter than `shortest_s` need spoken borders on both sides, and more than a sentence;
    a first one that nobody announces may only greet.
    """
    begins_s = np.array([talk[at].span.start_s for at in range(first, end)] + [talk[end - 1].span.end_s])
    places, hours = np.arange(first, end + 1), max(1.0, begins_s[-1] - begins_s[0]) / 3600.0
    usual_s = 3600.0 * hours / (announced_n or max(1.0, settings.per_hour_n * hours**_GROWS))
    spoken = np.array([True] + [found[at].is_spoken for at in places[1:-1]] + [False])
    greets_n = 0 if first in found and found[first].is_spoken else 1
    best = np.full(len(places), -np.inf)
    came_from = np.zeros(len(places), dtype=int)
    best[0] = 0.0
    for to in range(1, len(places)):
        lengths_s = np.maximum(begins_s[to] - begins_s[:to], 1.0)
        off, over = np.log(lengths_s / usual_s), np.log(lengths_s * settings.per_hour_n / 3600.0)
        short = np.where(spoken[:to], _SPOKEN, 1.0) * np.minimum(0.0, off) ** 2
        if announced_n is None and cohesion is not None:
            fit = -_TOO_SHORT * short - _TOO_LONG * np.maximum(0.0, over) ** 2
        else:
            fit = -_COUNTED * (short + np.maximum(0.0, off) ** 2)
        may_be_short = spoken[:to] & (to - np.arange(to) > _TOLD_N)
        may_be_short[greets_n:] &= spoken[to] or to == len(places) - 1
        fit = np.where((lengths_s < settings.shortest_s) & ~may_be_short, fit - _HASTY, fit)
        through = best[:to] + fit + (cohesion.of(places[:to], int(places[to])) if cohesion else 0.0)
        came_from[to] = int(through.argmax())
        best[to] = through.max() + (gains[places[to]] if to < len(places) - 1 else 0.0)
    chosen = []
    at = int(came_from[-1])
    while at > 0:
        chosen.append(int(places[at]))
        at = int(came_from[at])
    return [first, *reversed(chosen)]


def gains_of(
    talk: Sequence[Sentence], found: Mapping[int, Border], per_hour_n: float, cohesion: Cohesion | None
) -> NDArray[np.float64]:
    """What speaks for a story beginning with each sentence: the logarithm of its odds, where the sentences' meaning is known, and
    what is heard; else the words alone. The more stories an hour has, the likelier is each."""
    told = [found[at] for at in range(1, len(talk))]
    said, heard = np.array([0.0, *(b.said for b in told)]), np.array([0.0, *(b.heard for b in told)])
    if cohesion is None:
        words: NDArray[np.float64] = np.where(said + heard > _LEAST, said + heard, 0.0) - _WORTH_A_STORY
        return words
    announced = np.array([False, *(b.is_announced for b in told)])
    if announced.any():
        heard[1:] += [_SAYS_SO_EACH_TIME * border.is_spoken for border in told]
    rate = math.log(per_hour_n / _USUALLY_PER_HOUR_N)
    gains = log_odds(talk, said, cohesion.meant, cohesion.apart) + heard + rate + _BAR
    taken: NDArray[np.float64] = np.where(announced, np.maximum(gains, _AT_THEIR_WORD), gains)
    return taken


def _depths(talk: Sequence[Sentence]) -> NDArray[np.float64]:
    """0 to 1 for each gap: how much the words on both sides differ, against the peaks around it (Hearst 1997, TextTiling)."""
    bags = [Counter(content(s.tokens)) for s in talk]
    spread = Counter(token for bag in bags for token in bag)
    similar = np.ones(len(talk))
    for at in range(1, len(talk)):
        left = _sum(bags[max(0, at - WINDOW_N) : at])
        right = _sum(bags[at : at + WINDOW_N])
        similar[at] = _cosine(left, right, spread, len(talk))
    depth = np.zeros(len(talk))
    for at in range(2, len(talk) - 1):
        left_peak = similar[max(1, at - WINDOW_N) : at].max()
        right_peak = similar[at + 1 : at + 1 + WINDOW_N].max()
        is_lowest = similar[at] <= similar[max(1, at - 2) : at + 3].min() + 1e-9
        depth[at] = max(0.0, left_peak + right_peak - 2 * similar[at]) * (1.0 if is_lowest else 0.5)
    top = np.percentile(depth, 98) if len(depth) > 20 else depth.max(initial=0.0)
    return np.minimum(1.0, depth / top) if top > 0 else depth


def _sum(bags: Sequence[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for bag in bags:
        total.update(bag)
    return total


def _cosine(a: Counter[str], b: Counter[str], spread: Counter[str], n: int) -> float:
    def weight(bag: Counter[str], token: str) -> float:
        return math.log(1 + bag[token]) * math.log(1 + n / spread[token])

    shared = sum(weight(a, t) * weight(b, t) for t in a.keys() & b.keys())
    size = math.sqrt(sum(weight(a, t) ** 2 for t in a) * sum(weight(b, t) ** 2 for t in b))
    return shared / size if size else 0.0


def _first_mentions(talk: Sequence[Sentence], items: Sequence[str]) -> set[int]:
    """For each item of the description, the first sentence after the opening that names most of its words."""
    places: set[int] = set()
    opening = len(talk) // 20
    for item in items:
        wanted = set(content(map(folded, item.split())))
        if len(wanted) < 2:
            continue
        for at in range(opening, len(talk)):
            near = {t for s in talk[at : at + 3] for t in content(s.tokens)}
            if len(wanted & near) >= max(2, math.ceil(0.6 * len(wanted))) and wanted & set(content(talk[at].tokens)):
                places.add(at)
                break
    return places
