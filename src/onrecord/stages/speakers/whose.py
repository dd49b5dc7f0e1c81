"""Which voice said each word: the voice turns say it by sound, the sentences say where a change is likely."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord.core.people import Voices
from onrecord.core.talk import ends_sentence, misplaced
from onrecord.core.time import Span, union
from onrecord.core.transcript import Word

ABSENT = 1.5
"""What it costs to give a word to a voice that is not heard there; each second to its nearest turn adds one, up to 3."""
NEVER = 1e6
"""For a voice that is not heard at all."""
CHANGE_WITHIN_SENTENCE = 3.5
CHANGE_AT_COMMA = 1.8
CHANGE_AT_PAUSE = 1.0
CHANGE_AT_SENTENCE = 0.4
LONG_PAUSE_S = 0.6


def voice_id(voice: int) -> str:
    return f"voice-{voice + 1}"


def voices_of_words(words: Sequence[Word], voices: Voices) -> list[int]:
    """One voice (an index as in `voices.turns`) for each word; all 0 when no voice was found.

    The cheapest path through the words (Viterbi): a word costs little where its voice is heard, a change of voice costs
    little between sentences and much within one. So a wrong flip of one or two words inside a sentence goes, borders that
    are a word off snap to the sentence's end, and a short answer ("Yes.") keeps its own voice. Words whose place is not known
    go with their sentence.
    """
    if not words:
        return []
    turns = [union(t.span for t in voices.turns if t.voice == v) for v in range(max(1, voices.voices_n))]
    if sum(map(bool, turns)) < 2:
        return [next((v for v, spans in enumerate(turns) if spans), 0)] * len(words)
    costs = np.array([_costs(words, spans) for spans in turns]).T
    nowhere = misplaced(words)
    costs[nowhere] = np.where(costs[nowhere] < NEVER, 0.0, NEVER)
    total: NDArray[np.float64] = costs[0].copy()
    came_from = np.zeros(costs.shape, dtype=np.int32)
    voices_n = costs.shape[1]
    for at in range(1, len(words)):
        step = np.full((voices_n, voices_n), _change(words[at - 1], words[at]))
        np.fill_diagonal(step, 0.0)
        through = total[:, None] + step
        came_from[at] = through.argmin(axis=0)
        total = through.min(axis=0) + costs[at]
    path = [int(total.argmin())]
    for at in range(len(words) - 1, 0, -1):
        path.append(int(came_from[at, path[-1]]))
    return path[::-1]


def _costs(words: Sequence[Word], spans: Sequence[Span]) -> list[float]:
    """What each word costs if it is this voice's: less the more of it lies in the voice's turns."""
    starts = [span.start_s for span in spans]
    return [_cost(word, spans, starts) for word in words]


def _cost(word: Word, spans: Sequence[Span], starts: Sequence[float]) -> float:
    if not spans:
        return NEVER
    start_s, end_s = word.start_s, max(word.end_s, word.start_s + 0.05)
    at = bisect_right(starts, end_s)
    near = spans[max(0, at - 3) : at + 1]
    inside_s = sum(max(0.0, min(s.end_s, end_s) - max(s.start_s, start_s)) for s in near)
    if inside_s > 0:
        return min(ABSENT, -float(np.log(inside_s / (end_s - start_s))))
    away_s = min(max(s.start_s - end_s, start_s - s.end_s) for s in near)
    return ABSENT + min(3.0, away_s)


def _change(before: Word, after: Word) -> float:
    if ends_sentence(before, after):
        return CHANGE_AT_SENTENCE
    if after.start_s - before.end_s >= LONG_PAUSE_S:
        return CHANGE_AT_PAUSE
    return CHANGE_AT_COMMA if before.text.endswith((",", "—", "–", ";", ":")) else CHANGE_WITHIN_SENTENCE
