"""What a promo sells, and from where to where it goes on about it: what it sells is named again and again, and nowhere else in the talk."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from onrecord.core.promo import calls_to_act, sells_to_you, sponsor_of
from onrecord.core.talk import EVERYDAY_WORDS, FUNCTION_WORDS, Sentence, is_capitalised, stem, zipf
from onrecord.stages.stories.cues import closes, opener, welcomes

_AROUND_S, _CALL_S = 150.0, 90.0
"""A promo is no longer than this before and after it tells where to go, and what stands so close to that may be one."""
_SELDOM_ELSEWHERE = 0.35
"""What a promo sells is said at most so often in all the rest of the talk, against how often it is in the promo."""
_LEAST_SAID_N, _THING_SAID_N = 2, 4
"""In so many sentences a name is said, and what is written small."""
_LEADING_N = 2
"""Where to go is told within so many sentences after the name."""
_MOVES_ON = 3.0
_SOLD = 0.3
"""The share of its sentences that speak to the listener or have a promo's words: of what is told of a thing before it is said where to
find more hardly any does."""
_PAUSES_S, _AFTERWARDS_S = 40.0, 15.0
"""A promo goes on for so long without naming what it sells, before it tells where to go and afterwards."""
_LEAST_LETTERS_N = 4
_COMMON, _COMMON_FIRST = 4.7, 3.0
_CALLED = re.compile(
    r"\b(?:this is|it's|it is|welcome to|welcome back to|listening to|time for|(?:podcast|show|programme|program) from)(?: (?:the|another|a|your|edition|of|new|episode))*(?= )"
)
_ADDRESS_NAME = re.compile(
    r"\b([\w-]{3,}?)(?:\.[a-z]{2,}| dot (?:com|org|net|io|fm|co|ai|app|dev|tv|me|shop|store|edu|info))\b"
)


def editorial(talk: Sequence[Sentence]) -> Counter[str]:
    """In how many sentences each word (its stem) stands that are far from all that names a sponsor or tells listeners where to go; a word
    of the show's own name ("this is …", "welcome to …") in no fewer than all, for a show does not sell itself.
    """
    near = {
        i for at, s in enumerate(talk) if calls_to_act(s) or sponsor_of(s) is not None for i in _near(talk, at, _CALL_S)
    }
    said = Counter(stem(t) for at, s in enumerate(talk) if at not in near for t in set(s.tokens))
    return said | Counter({stem(token): len(talk) for sentence in talk for token in _own_name(sentence)})


def _own_name(sentence: Sentence) -> list[str]:
    """The words by which a sentence calls the show."""
    match = _CALLED.search(sentence.said)
    if match is None:
        return []
    after = sentence.spoken_after(match.end())
    return [token for _, token in takewhile(lambda pair: is_capitalised(pair[0].text), after)]


def sold_around(talk: Sequence[Sentence], at: int, elsewhere: Counter[str]) -> tuple[int, int, int]:
    """The sentences (first, one past the last) around one that advertises which name what it sells, and how many more there are.

    (at, at + 1, 0) when it names nothing that is said again close by and hardly ever `elsewhere` (see `editorial`).
    """
    near = _near(talk, at, _AROUND_S)
    names = _sold(talk, at, near, elsewhere)
    naming = sorted({at, *(i for i in near if _says(talk[i], names))}) if names else [at]
    first = last = naming.index(at)
    while first > 0 and _goes_on(talk, naming[first - 1], naming[first], _PAUSES_S):
        first -= 1
    while last + 1 < len(naming) and _goes_on(talk, naming[last], naming[last + 1], _AFTERWARDS_S):
        last += 1
    run = talk[naming[first] : naming[last] + 1]
    is_sold = sum(sells_to_you(sentence) for sentence in run) >= _SOLD * len(run)
    return (naming[first], naming[last] + 1, last - first) if is_sold else (at, at + 1, 0)


def _goes_on(talk: Sequence[Sentence], one: int, other: int, pauses_s: float) -> bool:
    """Whether nothing else can lie between two sentences that name the same."""
    is_near = talk[other].span.start_s - talk[one].span.end_s <= pauses_s
    return is_near and not any(welcomes(s) or closes(s) or _moves_on(s) for s in talk[one : other + 1])


def _moves_on(sentence: Sentence) -> bool:
    cue = opener(sentence)
    return cue is not None and cue.strength >= _MOVES_ON


def _near(talk: Sequence[Sentence], at: int, so_s: float) -> range:
    """The sentences that begin within so many seconds of the beginning of one."""
    begins_s = talk[at].span.start_s
    first = bisect_left(talk, begins_s - so_s, key=lambda sentence: sentence.span.start_s)
    return range(first, bisect_right(talk, begins_s + so_s, key=lambda sentence: sentence.span.start_s))


def _sold(talk: Sequence[Sentence], at: int, near: range, elsewhere: Counter[str]) -> frozenset[str]:
    """What of the sponsor, else of the names in a sentence and those that lead up to it, or within its address, is said again close by
    and hardly anywhere else; a thing only when it is said again and again.
    """
    sponsor = sponsor_of(talk[at])
    names, things = {stem(name) for name in sponsor or ()}, set[str]()
    for sentence in talk[max(near.start, at - _LEADING_N) : at + 1] if sponsor is None else ():
        for place, (word, token) in enumerate(zip(sentence.words, sentence.tokens, strict=True)):
            if _may_name(token):
                is_name = is_capitalised(word.text) and (place or zipf(token) < _COMMON_FIRST)
                (names if is_name else things).add(stem(token))
    tokens_near = [{t for t in talk[i].tokens if _tells(t)} for i in near]
    for match in _ADDRESS_NAME.finditer(talk[at].said):
        names |= {stem(token) for tokens in tokens_near for token in tokens if token in match[1]}
    said_near = Counter(name for tokens in tokens_near for name in {stem(token) for token in tokens})
    return frozenset(
        name
        for name in names | things
        if said_near[name] >= (_LEAST_SAID_N if name in names else _THING_SAID_N)
        and elsewhere[name] <= _SELDOM_ELSEWHERE * said_near[name]
    )


def _tells(token: str) -> bool:
    return len(token) >= _LEAST_LETTERS_N and token not in FUNCTION_WORDS and token not in EVERYDAY_WORDS


def _may_name(token: str) -> bool:
    return _tells(token) and zipf(token) < _COMMON and not _ADDRESS_NAME.search(token)


def _says(sentence: Sentence, names: frozenset[str]) -> bool:
    return any(
        stem(token) in names or any(name in token for name in names if len(name) >= 5) for token in sentence.tokens
    )
