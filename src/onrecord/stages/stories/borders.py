"""How good a place each gap between two sentences is to begin a story, and the best set of such places."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.core.talk import Sentence, content, folded
from onrecord.core.time import Span
from onrecord.stages.stories.cohesion import Cohesion
from onrecord.stages.stories.cues import asks, leads, opener

WINDOW_N = 10
"""Sentences on each side of a gap whose words are compared."""
COST = 1.7
"""What a border must bring to be worth one more story."""
_NOTHING = 0.0
"""The score of a place that has nothing to show for itself."""
_UNSAID = 3.0
"""What a border that nobody speaks of costs more where as many as there likely are have been spoken of."""
_OPENING_FIT = 0.1
"""What the length of a talk's opening counts where a story's counts 1: from a sentence to minutes, all are usual."""


@dataclass(frozen=True, slots=True)
class Border:
    """A story may begin with sentence `at`; `is_said` when someone says so, `is_spoken` when in so many words."""

    at: int
    score: float
    reason: str
    is_said: bool = False
    is_spoken: bool = False


def borders(
    talk: Sequence[Sentence], hosts: set[str], music: Sequence[Span], items: Sequence[str]
) -> dict[int, Border]:
    """Every sentence that may begin a story, with the evidence for it: spoken cue, music, pause, host's question, new words."""
    depth = _depths(talk)
    usual_s = float(np.median([s.pause_s for s in talk])) if talk else 0.0
    matched = _first_mentions(talk, items)
    is_talk = len({s.speaker_id for s in talk}) > 1
    found: dict[int, Border] = {}
    for at in range(1, len(talk)):
        sentence = talk[at]
        score, reasons = 0.0, []
        cue = opener(sentence)
        is_host = not hosts or sentence.speaker_id in hosts
        # A guest says "let's talk about" too, but it is the host who leads.
        strength = cue.strength * (1.0 if is_host else 0.5) if cue else 0.0
        lead = leads(sentence)
        score += max(strength, lead)
        if cue:
            reasons.append(f"says “{cue.phrase}”")
        elif lead:
            reasons.append("words that lead on")
        if any(talk[at - 1].span.end_s - 1.0 <= m.start_s and m.end_s <= sentence.span.start_s + 3.0 for m in music):
            score += 2.5
            reasons.append("music before it")
        pause_s = sentence.pause_s - usual_s
        if pause_s > 1.0:
            score += min(1.5, 0.6 * pause_s)
            reasons.append(f"a pause of {sentence.pause_s:.1f} s")
        if sentence.begins_turn:
            ahead = [talk[i] for i in range(at, min(at + 4, len(talk))) if talk[i].speaker_id == sentence.speaker_id]
            if is_host and any(asks(s) for s in ahead):
                score += 0.9
                reasons.append("the host asks something new" if hosts else "a new question")
        elif is_talk and not cue:
            score -= 0.5  # people seldom turn to something else within a turn
        if at in matched:
            score += 1.5
            reasons.append("the description's next item is named")
        score += 1.6 * depth[at]
        if depth[at] > 0.5:
            reasons.append("the words change")
        if score > 0.3:
            found[at] = Border(
                at,
                round(score, 3),
                "; ".join(reasons) or "the words change",
                bool(cue and is_host and cue.strength >= 2),
                bool(cue and cue.strength >= 3),
            )
    return found


def best_borders(
    talk: Sequence[Sentence],
    found: Mapping[int, Border],
    first: int,
    end: int,
    wanted: float,
    shortest_s: float,
    cohesion: Cohesion | None = None,
    is_opening: bool = False,
) -> list[int]:
    """The sentences from `first` to `end` with which stories begin (`first` is always one).

    Maximises evidence minus `COST` a border, plus how much each story is about one thing, minus how far each length is from
    the usual one (squared log ratio). Stories shorter than `shortest_s` need a spoken border. `is_opening` when the talk
    begins with `first`: what leads up to its first story may be of any length.
    """
    # With the meaning of all sentences known, any of them may begin a story; else those with something to show for it.
    within = range(first + 1, end) if cohesion else [at for at in sorted(found) if first < at < end]
    places = np.array([first, *within, end])
    begins_s = np.array([talk[at].span.start_s for at in places[:-1]] + [talk[end - 1].span.end_s])
    usual_s = max(15.0, (begins_s[-1] - begins_s[0]) / max(1.0, wanted))
    cost = COST + (cohesion.cost if cohesion else 0.0)
    gains = np.array([0.0] + [(found[at].score if at in found else _NOTHING) - cost for at in places[1:-1]] + [0.0])
    if cohesion:
        gains[1:-1] += cohesion.turning[places[1:-1]]
    # Who says where they are says so each time: what nobody says is then rather a turn within a story.
    said_n = sum(found[at].is_said for at in places[1:-1] if at in found)
    gains[1:-1] -= [
        _UNSAID * min(1.0, said_n / wanted) * (at not in found or not found[at].is_said) for at in places[1:-1]
    ]
    spoken = np.array([True] + [at in found and found[at].is_spoken for at in places[1:-1]] + [False])
    best = np.full(len(places), -np.inf)
    came_from = np.zeros(len(places), dtype=int)
    best[0] = 0.0
    for to in range(1, len(places)):
        lengths_s = np.maximum(begins_s[to] - begins_s[:to], 1.0)
        # Who announces a story may make it as short as they like.
        counts = np.where(spoken[:to], 0.35, 1.0 if cohesion else 0.7)
        if is_opening and to < len(places) - 1:
            counts[0] = _OPENING_FIT
        fit = -counts * np.log(lengths_s / usual_s) ** 2
        fit = np.where((lengths_s < shortest_s) & ~spoken[:to], fit - 6.0, fit)
        through = best[:to] + fit + (cohesion.of(places[:to], int(places[to])) if cohesion else 0.0)
        came_from[to] = int(through.argmax())
        best[to] = through.max() + gains[to]
    chosen = []
    at = int(came_from[-1])
    while at > 0:
        chosen.append(int(places[at]))
        at = int(came_from[at])
    return [first, *reversed(chosen)]


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
