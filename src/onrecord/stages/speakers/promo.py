"""Voices that only advertise: somebody reads a promo and takes no part in the talk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from onrecord.core.promo import advertises
from onrecord.core.talk import Sentence, folded

_LEAST = 2.5
_LEAST_PER_SENTENCE = 0.8
_MOST_SHARE = 0.35
_MOST_RUNS = 4
"""A promo at the start, the end and in one or two breaks; a guest speaks up more often."""


def promo_voices(
    talk: Sequence[Sentence], rows: Sequence[int], voices_n: int, phrases: Sequence[str]
) -> frozenset[int]:
    """The voices (as in `rows`, one for each sentence) of which nearly every sentence advertises."""
    own = [folded(phrase) for phrase in phrases if phrase.strip()]
    score: Counter[int] = Counter()
    sentences_n, words_n, runs_n = Counter[int](), Counter[int](), Counter[int]()
    last = -1
    for sentence, row in zip(talk, rows, strict=True):
        score[row] += round(1000 * max(0.0, advertises(sentence, own)))
        sentences_n[row] += 1
        words_n[row] += len(sentence.words)
        runs_n[row] += row != last
        last = row
    whole_n = sum(words_n.values())
    return frozenset(
        row
        for row in range(voices_n)
        if score[row] >= 1000 * max(_LEAST, _LEAST_PER_SENTENCE * sentences_n[row])
        and words_n[row] <= _MOST_SHARE * whole_n
        and runs_n[row] <= _MOST_RUNS
    )
