"""Talk that was written down without full stops, in pieces as long as sentences are: a story begins with a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onrecord.core.talk import Sentence

_LONGEST_N = 40
"""Words. Few sentences that people say are longer; most of what is has lost its full stops."""
_SHARE = 0.5
"""Of the words in longer ones, from which on a talk counts as written without full stops."""
_LEAST_N, _MOST_N = 10, 30
"""So many words has a piece."""
_BEGIN = frozenset("and but so because now then okay well if when what why how let's i'm we you".split())
"""Words with which a clause often begins."""
_AS_GOOD_AS_A_PAUSE_S = 0.3


def in_pieces(talk: Sequence[Sentence]) -> list[Sentence]:
    """The sentences; of a talk without full stops, the long ones cut where one pauses longest or a clause begins."""
    long_n = sum(len(sentence.words) for sentence in talk if len(sentence.words) > _LONGEST_N)
    if long_n < _SHARE * sum(len(sentence.words) for sentence in talk):
        return list(talk)
    return [piece for sentence in talk for piece in _pieces(sentence)]


def _pieces(sentence: Sentence) -> list[Sentence]:
    places, words_n = [0], len(sentence.words)
    while words_n > _LONGEST_N and words_n - places[-1] > _MOST_N:
        within = range(places[-1] + _LEAST_N, min(places[-1] + _MOST_N, words_n - _LEAST_N) + 1)
        places.append(max(within, key=lambda at: _pause_s(sentence, at)))
    return [part_of(sentence, first, end) for first, end in zip(places, [*places[1:], words_n], strict=True)]


def _pause_s(sentence: Sentence, at: int) -> float:
    """The pause before its word `at`, in seconds, longer where a clause may begin."""
    silence_s = round(sentence.words[at].start_s - sentence.words[at - 1].end_s, 3)
    return silence_s + _AS_GOOD_AS_A_PAUSE_S * (sentence.tokens[at] in _BEGIN)


def part_of(sentence: Sentence, first: int, end: int) -> Sentence:
    """Its words `first` to before `end` as a sentence."""
    return replace(
        sentence, first=sentence.first + first, end=sentence.first + end, words=sentence.words[first:end],
        tokens=sentence.tokens[first:end], pause_s=sentence.pause_s if first == 0 else 0.0,
        begins_turn=sentence.begins_turn and first == 0,
    )  # fmt: skip
