"""Whose promo it may be: names that stand in an address or behind "sponsored by", and where else around there they are said."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from onrecord.core.promo import advertises
from onrecord.core.talk import Sentence

_ADDRESS = re.compile(
    r"(?<![/.@\w-])(?:www\.)?([a-z0-9-]{3,})(?:\.| dot )(?:com|org|net|io|fm|co|ai|app|dev|tv|me|shop|store|news|info|show|radio|uk|us|eu|ca|au|de|gg|tech|build|so|health|life|inc)\b"
)
_NAME = r"([A-Z0-9][^\s,.!?;:]*(?: [A-Z0-9][^\s,.!?;:]*)?)"
_SPONSOR = re.compile(
    rf"(?:[Bb]rought to you(?: in part)?|[Ss]ponsored|[Ss]upported|[Pp]resented|[Pp]owered|made possible) by (?:the |our (?:friends|partners) (?:at|over at) |our (?:sponsor|partner),? )?{_NAME}"
    rf"|[Ss]ponsors?(?: today| this week)?(?: is|,|:)? {_NAME}|(?:word|message|message comes|[Ss]upport(?: also)? comes) from {_NAME}|(?:[Tt]hanks|[Tt]hank you) to {_NAME} for (?:sponsor|support)|[Pp]artner(?:ed with| with| is|,) {_NAME}"
)
_EVERYONES = frozenset("youtube twitter facebook instagram google gmail github apple spotify linkedin wikipedia reddit tiktok amazon patreon substack the our this".split())  # fmt: skip
"""Whose addresses are given for what somebody else has put there."""
_SENDS = 2.0
_SHORTEST = 3
_APART_N = 10
"""A name that is said again after more sentences has come up anew."""


def named(talk: Sequence[Sentence]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each sentence whether it says such a name, and whether it lies between two that say the same; 1 or 0."""
    says, between = np.zeros(len(talk)), np.zeros(len(talk))
    told = defaultdict(set)
    for at, sentence in enumerate(talk):
        for name in _told(sentence):
            told[name].add(at)
    spoken = [_spoken(sentence) for sentence in talk] if told else []
    for name, where in told.items():
        said = sorted(where | {at for at, names in enumerate(spoken) if name in names})
        for together in _together(said):
            if where.intersection(together):
                says[together] = 1.0
                between[together[0] : together[-1] + 1] = len(together) > 1
    return says, between


def _told(sentence: Sentence) -> Iterator[str]:
    found = [name for match in _SPONSOR.finditer(sentence.text) for name in match.groups() if name]
    if advertises(sentence, ()) >= _SENDS:  # news tell where things are found, promos send one there
        found += [match[1] for match in _ADDRESS.finditer(sentence.text.lower())]
    for name in map(_closed, found):
        if len(name) >= _SHORTEST and name not in _EVERYONES:
            yield name


def _spoken(sentence: Sentence) -> set[str]:
    """Its words, and up to three together: an address writes as one word what is said as two."""
    one = [_closed(word.text) for word in sentence.words]
    two = [a + b for a, b in pairwise(one)]
    return {*one, *two, *(a + b for a, b in zip(two, one[2:], strict=False))}


def _closed(name: str) -> str:
    return re.sub(r"['’]s$|[^a-z0-9]", "", name.lower())


def _together(said: Sequence[int]) -> list[list[int]]:
    """The places, in runs in which none is far from the next."""
    runs = [[said[0]]]
    for before, at in pairwise(said):
        runs.append([at]) if at - before > _APART_N else runs[-1].append(at)
    return runs
