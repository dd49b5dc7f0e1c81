"""How likely a new story begins with each sentence: by what is meant, who is named and what is said before and after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord.core.talk import Sentence, bare, content, folded, is_capitalised, without_possessive, zipf
from onrecord.stages.stories.cues import farewell_end_at, hands_over, leads, opener, signs_off, thanks

WEIGHTS: Mapping[str, float] = {
    "bias": -1.66, "alike near": -3.59, "alike": -4.82, "same names": -1.18, "new names": -1.46,
    "never named": 1.61, "same words": -4.48, "names a new one": 0.318, "names a known one": 0.647,
    "next names a new one": 0.257, "said": 1.22, "leads up to what opens": 1.13, "signs off": -0.132,
    "signed off": 2.3, "handed over": 2.54, "thanks": -1.02, "of us": -0.394, "of somebody known": -1.62,
    "short": -1.15, "minutes before": 0.0751, "at an end": -0.913,
}  # fmt: skip
"""What each feature adds to the odds (their logarithm) that a story begins: a logistic regression on news programmes and talks in which
people had marked where stories begin (`training/fit_stories.py`). None of their words are in it."""
_NEAR_S, _WIDE_S = 12.0, 35.0
"""What is said so long before or after a place counts a third of what is said beside it."""
_MINUTE_S, _BACK_S = 60.0, 150.0
_LEAST_NAMES, _LEAST_SHARED, _LEAST_WORDS = 3, 2, 3.0
"""A share is of so many at least: of one name or word it would tell nothing."""
_COMMON, _COMMON_FIRST = 5.2, 3.0
"""Words that are so frequent (Zipf's scale) are no names though written with a capital, as a sentence's first is anyway."""
_RARE = 6.0
_FEW_N, _MANY_N = 4, 3
_LEADS_ON, _EDGE_S = 1.5, 40.0
_OF_US = frozenset("i we you my our i'm we're you're i've we've i'd i'll".split())
_POINTING, _HEAD_N = frozenset("he she they him her them".split()), 8

Vectors = NDArray[np.float64]


def log_odds(talk: Sequence[Sentence], said: Vectors, meant: Vectors, apart: Vectors) -> NDArray[np.float64]:
    """For each sentence the logarithm of the odds that a story begins with it. See `features`."""
    found = features(talk, said, meant, apart)
    odds = np.full(len(talk), WEIGHTS["bias"])
    for name, value in found.items():
        odds += WEIGHTS[name] * value
    return odds


def features(talk: Sequence[Sentence], said: Vectors, meant: Vectors, apart: Vectors) -> dict[str, NDArray[np.float64]]:
    """What tells whether a story begins, each with one number a sentence.

    `said` has shape (sentences,): how much the words at each speak for it (`borders`); `meant` and `apart` have shape (sentences, numbers): the
    sentences' meaning, weighed, as it is and apart from the whole talk's.
    """
    begins_s = np.array([sentence.span.start_s for sentence in talk])
    from_end_s = talk[-1].span.end_s - begins_s
    names, words = [_names(sentence) for sentence in talk], [frozenset(content(sentence.tokens)) for sentence in talk]
    ahead, lately = _after(names, begins_s, _MINUTE_S), _before(names, begins_s, _BACK_S)
    in_a_minute = _before(names, begins_s, _MINUTE_S), ahead
    around = _before(words, begins_s, _BACK_S), _after(words, begins_s, _BACK_S)
    fresh = _told(lambda before, own: min(_MANY_N, len(own - before)), lately, names)

    def each(tells: Callable[[Sentence], bool | float]) -> NDArray[np.float64]:
        return np.array([float(tells(sentence)) for sentence in talk])

    signed, short = each(signs_off), each(lambda s: len(s.words) <= _FEW_N)
    return {
        "alike near": _alike(begins_s, apart, _NEAR_S),
        "alike": _alike(begins_s, meant, _WIDE_S),
        "same names": _told(lambda a, b: len(a & b) / max(min(len(a), len(b)), _LEAST_SHARED), *in_a_minute),
        "new names": _told(_new, *in_a_minute),
        "never named": _told(_new, lately, ahead),
        "same words": _told(lambda a, b: _telling(a & b) / max(_telling(b), _LEAST_WORDS), *around),
        "names a new one": fresh,
        "names a known one": _told(lambda before, own: min(_MANY_N, len(own & before)), lately, names),
        "next names a new one": _next(fresh),
        "said": said,
        "leads up to what opens": short * _next(each(_opens)),
        "signs off": signed,
        "signed off": np.maximum(_last(signed), _left(talk)),
        "handed over": _last(each(hands_over)),
        "thanks": each(thanks),
        "of us": each(lambda s: not _OF_US.isdisjoint(s.said.split()[:1])),
        "of somebody known": each(lambda s: not _POINTING.isdisjoint(s.tokens[:_HEAD_N])),
        "short": short,
        "minutes before": np.log1p((begins_s - begins_s[0]) / 60.0),
        "at an end": np.asarray(np.minimum(begins_s - begins_s[0], from_end_s) < _EDGE_S, np.float64),
    }  # fmt: skip


def _before(of: Sequence[frozenset[str]], begins_s: NDArray[np.float64], so_s: float) -> list[frozenset[str]]:
    """For each sentence what all hold together that begin so many seconds before it."""
    firsts = np.searchsorted(begins_s, begins_s - so_s)
    return [frozenset[str]().union(*of[first:at]) for at, first in enumerate(firsts)]


def _after(of: Sequence[frozenset[str]], begins_s: NDArray[np.float64], so_s: float) -> list[frozenset[str]]:
    """For each sentence what it and all that begin within so many seconds hold together."""
    ends = np.searchsorted(begins_s, begins_s + so_s)
    return [frozenset[str]().union(*of[at : max(end, at + 1)]) for at, end in enumerate(ends)]


def _told(
    tells: Callable[[frozenset[str], frozenset[str]], float],
    before: Sequence[frozenset[str]],
    after: Sequence[frozenset[str]],
) -> NDArray[np.float64]:
    """What `tells` makes of both sides of each sentence's beginning; 0 for the first, which has nothing before it."""
    return np.array([0.0, *(tells(one, other) for one, other in zip(before[1:], after[1:], strict=True))])


def _new(before: frozenset[str], after: frozenset[str]) -> float:
    return len(after - before) / max(len(after), _LEAST_NAMES)


def _next(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([values[1:], [0.0]])


def _last(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([[0.0], values[:-1]])


def _left(talk: Sequence[Sentence]) -> NDArray[np.float64]:
    """Whether leave was taken right before each of whoever told the last story."""
    left, at = np.zeros(len(talk)), 0
    while at < len(talk):
        after = farewell_end_at(talk, at, len(talk))
        if at < after < len(talk):
            left[after] = 1.0
        at = max(after, at + 1)
    return left


def _alike(begins_s: NDArray[np.float64], vectors: Vectors, fades_s: float) -> NDArray[np.float64]:
    """Cosine of what is meant before and after each sentence's beginning, the nearer the more it counts, -1 to 1; 1 at the first."""
    fades = np.exp(-np.diff(begins_s) / fades_s)
    before, after = np.zeros_like(vectors), vectors.copy()
    for at, fade in enumerate(fades, start=1):
        before[at] = fade * (before[at - 1] + vectors[at - 1])
    for at in range(len(fades) - 1, -1, -1):
        after[at] += fades[at] * after[at + 1]
    size = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    alike: NDArray[np.float64] = (before * after).sum(axis=1) / np.maximum(size, 1e-9)
    alike[:1] = 1.0
    return alike


def _opens(sentence: Sentence) -> float:
    """How much it tells that something new begins; what leads on only a little does so within a story too."""
    cue, lead = opener(sentence), leads(sentence)
    return max(cue.strength if cue else 0.0, lead if lead >= _LEADS_ON else 0.0)


def _telling(words: frozenset[str]) -> float:
    """How much these words tell of a subject: the rarer the more."""
    return sum(max(0.0, _RARE - zipf(word)) / 3.0 for word in words)


def _names(sentence: Sentence) -> frozenset[str]:
    """Its capitalised words but frequent ones; a sentence's first word only when it is rare."""
    written = [without_possessive(bare(word.text)) for word in sentence.words]
    return frozenset(
        folded(text)
        for at, text in enumerate(written)
        if len(text) > 2 and is_capitalised(text) and zipf(folded(text)) < (_COMMON if at else _COMMON_FIRST)
    )
