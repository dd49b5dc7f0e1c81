"""Where the talk advertises: by what is said and meant, sentence by sentence, and by how promos begin, go on and end. Marked, never
taken out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from onrecord.core.promo import (
    advertises,
    begins_show,
    calls_to_act,
    ends_break,
    gives_address,
    leads_on,
    names_sponsor,
    offers_own,
    opens_break,
    promises,
    shows_link,
    speaks_of_sponsor,
    to_you,
)
from onrecord.core.talk import Sentence, folded
from onrecord.stages.stories.cues import closes, credits, hands_over, opener
from onrecord.stages.stories.wares import named

SELLS: Mapping[str, float] = {
    "bias": -0.00693, "words": 0.214, "surely": 0.224, "called": 1.7, "sponsored": -1.11, "to you": 0.159, "promised": 0.501, "address": -0.953, "short": 0.391, "closes": -2.47, "about a sponsor": 0.186, "named": 0.895, "linked": 1.42, "leads on": 2.46, "own": 0.92, "meant": 0.382, "meant near": -0.247, "meant wide": -0.00238,
}  # fmt: skip
BEGINS: Mapping[str, float] = {
    "bias": -4.21, "new": 0.591, "after a break": -4.32, "break": 2.14, "sponsored": 0.0343, "about a sponsor": 1.56, "first": 3.24, "short": -0.612, "handed over": -4.46, "after a farewell": 3.41,
}  # fmt: skip
ENDS: Mapping[str, float] = {
    "bias": -0.64, "new": 0.466, "back": 3.16, "called": 1.35, "linked": 2.38, "own": 0.621, "between": -1.2, "closes": 1.7, "sponsored": 0.621,
}  # fmt: skip
"""What each feature adds to the odds (their logarithm) that a sentence is a promo's, that a promo begins with it, that one has ended
before it: a chain fitted on talk in which people had marked the promos (`training/fit_promos.py`). None of their words are in it."""
_LIKELY = 0.4, 0.5, 0.6, 0.7, 0.8, 0.9
_LONGEST_S = 200.0
"""What would be a longer run has to be surer: a whole talk that gives advice sounds like a promo."""
_LEAST_ASKED = 2.0
"""A promo asks for something or names its sponsor at least once (see `advertises`); what only means what promos do is talk, and so is
what only tells where something is found."""
_ASKS = "linked", "leads on", "own"
_OFFERS = *_ASKS, "promised", "sponsored", "about a sponsor"
_ANNOUNCED, _OF_US = 3.0, frozenset("i we us my our ours i'm we're i've we've".split())
_MOST_WORDS, _MOST_MEANT = 6.0, 8.0
_LEAST_NEW, _MOST_NEW = -6.0, 4.0
_NEAR_N, _WIDE_N = 2, 20
"""Over so many sentences before and after what they mean counts a third of what one means by itself."""
_SHORT_N, _FAREWELL_N = 4, 6
_MAYBE, _BESIDE_N = 0.3, 3
_SURELY, _AT_THE_END_S = 4.0, 90.0
_AT_THE_HEAD_S = 180.0
"""Who is the first to greet, so early, begins the show, as surely as who says "welcome back" goes on with it."""

Odds = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Block:
    """Sentences `first` to before `end` advertise, with this likelihood in the mean; how much each asks for is `asked`."""

    first: int
    end: int
    likely: float
    asked: tuple[float, ...]

    def asks(self, first: int, end: int) -> bool:
        """Whether its sentences `first` to before `end` would be a promo without the others."""
        return sum(self.asked[first - self.first : end - self.first]) >= _LEAST_ASKED


def promo_blocks(talk: Sequence[Sentence], phrases: Iterable[str], new: Odds, meant: Odds) -> list[Block]:
    """Runs of sentences that advertise, in order: those that are likely a promo's, or surely when they go on for long.

    `phrases` are the show's own; `new` is what speaks for something new with each sentence (`borders.gains_of`), `meant` what its
    meaning speaks for a promo (`Cohesion.sells`); both are logarithms of odds of shape (sentences,).
    """
    own = [folded(phrase) for phrase in phrases if phrase.strip()]
    found = features(talk, new, meant)
    is_own = np.array([_says(sentence, own) for sentence in talk])
    sells, begins, ends = _odds(SELLS, found.sells), _odds(BEGINS, found.begins), _odds(ENDS, found.ends)
    likely = np.maximum(_after_sponsors(likelihoods(sells, begins, ends), found), is_own)
    asked = np.where(is_own | _any(found.sells, _ASKS), _LEAST_ASKED, found.sells["words"])
    offers = is_own | _any(found.sells, _OFFERS)
    blocks = [
        Block(first, end, float(likely[first:end].mean()), tuple(asked[first:end].tolist()))
        for first, end in _runs(talk, likely, 0, len(talk), _LIKELY)
    ]
    return [
        block
        for block in (_in_its_voice(talk, block, offers) for block in blocks)
        if block.asks(block.first, block.end)
        and (offers[block.first : block.end].any() or not _is_news(talk[block.first : block.end]))
    ]


def _after_sponsors(likely: Odds, found: Features) -> Odds:
    """The likelihoods, where a sponsor is named at least as high as a promo needs, there and in the few sentences after it that may advertise."""
    told, may = likely.copy(), (likely > _MAYBE) & (found.ends["closes"] == 0)
    for at in np.flatnonzero(found.sells["sponsored"]).tolist():
        after = takewhile(lambda one: may[one], range(at + 1, min(at + 1 + _BESIDE_N, len(likely))))
        for one in (at, *after):
            told[one] = max(told[one], _LIKELY[0] + 0.01)
    return told


def _in_its_voice(talk: Sequence[Sentence], block: Block, offers: NDArray[np.bool_]) -> Block:
    """The block without the few sentences that others say before and after the one voice in which all of it is offered."""
    voices = {talk[at].speaker_id for at, asked in enumerate(block.asked, start=block.first) if asked > 0 or offers[at]}
    own = [at for at in range(block.first, block.end) if talk[at].speaker_id in voices]
    first, end = (own[0], own[-1] + 1) if len(voices) == 1 else (block.first, block.end)
    if max(first - block.first, block.end - end) > _BESIDE_N:
        return block
    return replace(block, first=first, end=end, asked=block.asked[first - block.first : end - block.first])


def pleads(run: Sequence[Sentence], phrases: Iterable[str]) -> bool:
    """Whether these only ask a favour of the listener or tell where the show is found: no sponsor, no address of others, none of the
    show's own promo `phrases`.
    """
    own = [folded(phrase) for phrase in phrases if phrase.strip()]
    return not any(
        names_sponsor(s) or speaks_of_sponsor(s) or (gives_address(s) and not offers_own(s)) or _says(s, own)
        for s in run
    )


def _says(sentence: Sentence, phrases: Iterable[str]) -> bool:
    return any(f" {phrase} " in sentence.said for phrase in phrases)


def _is_news(run: Sequence[Sentence]) -> bool:
    """Whether these begin by saying that another story comes ("in other news, …"), and nobody speaks of themselves in them: a recall
    tells people what to do, too.
    """
    cue = opener(run[0])
    comes = cue is not None and cue.strength >= _ANNOUNCED and bool(cue.rest) and "last" not in cue.says
    return comes and all(_OF_US.isdisjoint(sentence.tokens) for sentence in run)


def _runs(
    talk: Sequence[Sentence], likely: Odds, first: int, end: int, bars: Sequence[float]
) -> Iterator[tuple[int, int]]:
    """The runs of sentences within `first` to `end` over the first of the bars; of a run that is too long what is over the next."""
    bar, *stricter = bars
    edges = first + np.flatnonzero(np.diff(likely[first:end] > bar, prepend=False, append=False))
    for start, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if stricter and talk[stop - 1].span.end_s - talk[start].span.start_s > _LONGEST_S:
            yield from _runs(talk, likely, start, stop, stricter)
        else:
            yield start, stop


@dataclass(frozen=True, slots=True)
class Features:
    """What tells whether a sentence is a promo's, a promo begins with it, or has ended before it; one number a sentence each."""

    sells: dict[str, Odds]
    begins: dict[str, Odds]
    ends: dict[str, Odds]


def features(talk: Sequence[Sentence], new: Odds, meant: Odds) -> Features:
    """See `promo_blocks` for `new` and `meant`."""

    def each(tells: Callable[[Sentence], bool | float]) -> Odds:
        return np.array([float(tells(sentence)) for sentence in talk])

    sponsored, called = each(names_sponsor), each(calls_to_act)
    short, breaks = each(lambda s: len(s.words) <= _SHORT_N), each(opens_break)
    about_sponsor, linked, own = each(speaks_of_sponsor), each(shows_link), each(offers_own)
    says_name, between = named(talk)
    at_the_end_s = min(_AT_THE_END_S, (talk[-1].span.end_s - talk[0].span.start_s) / 2) if talk else 0.0
    head = takewhile(lambda s: s.span.start_s - talk[0].span.start_s < _AT_THE_HEAD_S, talk)
    begun = next((sentence.first for sentence in head if begins_show(sentence)), None)
    closed, words = each(lambda s: closes(s) or credits(s)), each(lambda s: advertises(s, ()))
    new, meant = np.clip(new, _LEAST_NEW, _MOST_NEW), np.clip(meant, -_MOST_MEANT, _MOST_MEANT)
    return Features(
        sells={
            "words": np.clip(words, 0.0, _MOST_WORDS),
            "surely": np.asarray(words >= _SURELY, np.float64),
            "called": called,
            "sponsored": sponsored,
            "to you": each(to_you),
            "promised": each(promises),
            "address": each(gives_address),
            "short": short,
            "closes": closed,
            "about a sponsor": about_sponsor,
            "named": says_name,
            "linked": linked,
            "leads on": each(leads_on),
            "own": own,
            "meant": meant,
            "meant near": _around(meant, _NEAR_N),
            "meant wide": _around(meant, _WIDE_N),
        },
        begins={
            "new": new,
            "after a break": _last(breaks),
            "break": breaks,
            "sponsored": sponsored,
            "about a sponsor": about_sponsor,
            "first": np.eye(1, len(talk))[0],
            "short": short,
            "handed over": _last(each(hands_over)),
            "after a farewell": _lately(closed, _FAREWELL_N)
            * each(lambda s: talk[-1].span.end_s - s.span.end_s < at_the_end_s),
        },
        ends={
            "new": new,
            "back": each(lambda s: ends_break(s) or s.first == begun),
            "called": _last(called),
            "linked": _last(linked),
            "own": _last(own),
            "between": between,
            "closes": closed,
            "sponsored": sponsored,
        },
    )


def likelihoods(sells: Odds, begins: Odds, ends: Odds) -> Odds:
    """How likely each sentence is a promo's, all the talk considered: the forward and backward sums of a chain of two states.

    `sells` are a sentence's odds, `begins` those of going over to a promo with it, `ends` of going back to the talk (logarithms).
    """
    ahead, behind = both_ways(np.column_stack([np.zeros(len(sells)), sells]), begins, ends)
    both = ahead + behind
    likely: Odds = 1.0 / (1.0 + np.exp(np.clip(both[:, 0] - both[:, 1], -50.0, 50.0)))
    return likely


def both_ways(own: Odds, begins: Odds, ends: Odds) -> tuple[Odds, Odds]:
    """For each sentence, as talk and as a promo's, the logarithm of the sum over all ways through the chain up to it, its `own` odds
    included, and over all from it on; shape (sentences, 2) each, as `own` has.
    """
    ahead, behind = np.zeros_like(own), np.zeros_like(own)
    talks, promotes = own[0, 0], own[0, 1] + begins[0]
    ahead[0] = talks, promotes
    for at in range(1, len(own)):
        talks, promotes = (
            own[at, 0] + np.logaddexp(talks, promotes + ends[at]),
            own[at, 1] + np.logaddexp(promotes, talks + begins[at]),
        )
        ahead[at] = talks, promotes
    for at in range(len(own) - 1, 0, -1):
        talks, promotes = own[at] + behind[at]
        behind[at - 1] = np.logaddexp(talks, begins[at] + promotes), np.logaddexp(promotes, ends[at] + talks)
    return ahead, behind


def _odds(weights: Mapping[str, float], found: Mapping[str, Odds]) -> Odds:
    return np.asarray(weights["bias"] + sum(weights[name] * value for name, value in found.items()), np.float64)


def _any(found: Mapping[str, Odds], names: Iterable[str]) -> NDArray[np.bool_]:
    return np.asarray(np.any([found[name] > 0 for name in names], axis=0))


def _last(values: Odds) -> Odds:
    return np.concatenate([[0.0], values[:-1]])


def _lately(values: Odds, so_n: int) -> Odds:
    """Whether any of so many before each is set."""
    counts = np.concatenate([[0.0], np.cumsum(values)])[:-1]
    before = np.concatenate([np.zeros(min(so_n, len(counts))), counts[:-so_n]])
    return np.asarray(counts > before, np.float64)


def _around(values: Odds, fades_n: int) -> Odds:
    """The mean of what stands around each, the nearer the more it counts."""
    kernel = np.exp(-np.abs(np.arange(-3 * fades_n, 3 * fades_n + 1)) / fades_n)
    inside = slice(3 * fades_n, 3 * fades_n + len(values))
    mean: Odds = np.convolve(values, kernel)[inside] / np.convolve(np.ones(len(values)), kernel)[inside]
    return mean
