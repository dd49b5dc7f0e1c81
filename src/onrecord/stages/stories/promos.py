"""Where the talk advertises: by vocabulary, by the show's own phrases, by place. Marked, never taken out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from onrecord.core.promo import advertises, calls_to_act, ends_break, opens_break, sponsor_of
from onrecord.core.talk import Sentence, content, folded
from onrecord.stages.stories.cues import closes, credits, greets
from onrecord.stages.stories.selling import editorial, sold_around

_PATIENCE_N = 9
"""A sponsor's text may go on for so many sentences without naming it or asking for anything, as long as it does so again."""
_NEAR_N = 2
_NAMED_AGAIN, _NAMED_MOST_N = 0.7, 4
"""What it tells for a promo that what it sells is named again, and again."""
_SELLS, _SELLS_AT_AN_END, _SELLS_IN_A_BREAK, _SURELY = 4.5, 2.5, 1.0, 4.0
"""What a promo has at least, in all its sentences or in one: in the middle of a talk more than at its ends."""
_SEED, _SEED_IN_A_BREAK = 2.0, 1.0
_BREAK_S = 60.0
"""A break goes on for so long without anything that advertises."""
_LEADS_UP_S, _CALLED_LAST = 40.0, 2.0
"""What sells leads up to it for so long; that it begins with where to go is the less likely."""
_HEAD_N = 6
"""A promo that opens the recording may come to its point only then."""
_BETWEEN_S = 90.0
"""Nobody goes back to the talk for so short a while between two promos: what lies between them belongs to the second."""
_HEAD_S = 60.0
"""At the head of the recording a greeting may lie between them."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Sentences `first` to `end` that may advertise, and how much they do; in a break, when one was announced shortly before."""

    first: int
    end: int
    sells: float
    is_in_break: bool


def promo_blocks(talk: Sequence[Sentence], phrases: Sequence[str], gains: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Runs of sentences (first, one past the last) that advertise, in order.

    A run needs strong words or an address together with promo vocabulary; it grows over neighbours of the same voice that
    go on about the same thing, over all that names what it sells, and back to where that began, and never over a greeting or a
    farewell. In the middle of a talk more is asked than at its ends. `gains` is what speaks for something new with each sentence.
    """
    blocks: list[_Run] = []
    runs = _runs(talk, [folded(p) for p in phrases if p.strip()])
    for at, run in enumerate(runs):
        beside = [other for other in runs[max(0, at - 1) : at + 2] if _gap_s(talk, run, other) <= _BREAK_S]
        is_at_an_end = run.first <= 2 or run.end >= len(talk) - 2
        enough = _SELLS_IN_A_BREAK if run.is_in_break else _SELLS_AT_AN_END if is_at_an_end else _SELLS
        if run.sells >= enough or sum(other.sells for other in beside) >= _SELLS:
            floor = blocks[-1].end if blocks else 0
            blocks.append(replace(run, first=_begun(talk, max(run.first, floor), floor, gains)))
    return _joined(talk, blocks)


def _runs(talk: Sequence[Sentence], phrases: Sequence[str]) -> list[_Run]:
    """All that may advertise, in order and without overlap."""
    scores, elsewhere = [advertises(sentence, phrases) for sentence in talk], editorial(talk)
    runs: list[_Run] = []
    at, break_until_s = 0, -1.0
    while at < len(talk):
        starts_s = talk[at].span.start_s
        if opens_break(talk[at]):
            break_until_s = starts_s + _BREAK_S
        elif ends_break(talk[at]):
            break_until_s = -1.0
        run = _run_at(talk, scores, elsewhere, at, runs[-1].end if runs else 0, starts_s <= break_until_s)
        if run is None:
            at += 1
            continue
        while runs and runs[-1].end > run.first:  # what it sells was named in these already
            earlier = runs.pop()
            run = replace(run, first=min(run.first, earlier.first), sells=run.sells + earlier.sells)
        runs.append(run)
        if run.is_in_break:
            break_until_s = talk[run.end - 1].span.end_s + _BREAK_S
        at = run.end
    return runs


def _run_at(
    talk: Sequence[Sentence], scores: Sequence[float], elsewhere: Counter[str], at: int, floor: int, is_in_break: bool
) -> _Run | None:
    """What advertises around a sentence that does."""
    if scores[at] < (_SEED_IN_A_BREAK if is_in_break else _SEED):
        return None
    from_, to, named_n = sold_around(talk, at, elsewhere)
    first, end = _grown(talk, scores, at, floor)
    own = scores[first:end]
    sells = max(sum(own) + _NAMED_AGAIN * min(named_n, _NAMED_MOST_N), _SELLS if max(own) >= _SURELY else 0.0)
    if named_n:
        first, end = min(first, from_), max(end, to)
    return _Run(first, end, sells, is_in_break)


def _gap_s(talk: Sequence[Sentence], one: _Run, other: _Run) -> float:
    earlier, later = sorted((one, other), key=lambda run: run.first)
    return talk[later.first].span.start_s - talk[earlier.end - 1].span.end_s


def _begun(talk: Sequence[Sentence], first: int, floor: int, gains: NDArray[np.float64]) -> int:
    """Where a promo begins that sells from sentence `first` on: it leads up to that for a while, from where something new begins."""
    earliest = first
    while earliest > floor and talk[first].span.start_s - talk[earliest - 1].span.start_s <= _LEADS_UP_S:
        earliest -= 1
        if greets(talk[earliest]) or closes(talk[earliest]) or credits(talk[earliest]):
            earliest += 1
            break
    tells = gains[earliest : first + 1].copy()
    if calls_to_act(talk[first]) and sponsor_of(talk[first]) is None:
        tells[-1] -= _CALLED_LAST
    return earliest + int(np.argmax(tells))


def _joined(talk: Sequence[Sentence], blocks: Sequence[_Run]) -> list[tuple[int, int]]:
    """Runs of one voice with at most two sentences between them are one, as are those of an announced break, and later in the talk all
    that stand close together.

    A promo is said in one go, and promos are read one after another.
    """
    joined: list[_Run] = []
    for block in blocks:
        if joined and _is_one(talk, joined[-1], block):
            joined[-1] = replace(joined[-1], end=block.end)
        else:
            joined.append(block)
    return [(block.first, block.end) for block in joined]


def _is_one(talk: Sequence[Sentence], earlier: _Run, later: _Run) -> bool:
    between = talk[earlier.end : later.first]
    is_near = len(between) <= 2
    # Before the greeting there is nobody else who could speak, whoever the voice was taken for.
    is_head = is_near and earlier.first == 0 and not any(greets(s) for s in talk[: later.first])
    is_one_voice = is_near and all(
        s.speaker_id == talk[later.first].speaker_id and not greets(s) for s in (*between, talk[earlier.first])
    )
    is_same_break = earlier.is_in_break and later.is_in_break and not any(ends_break(s) for s in between)
    return is_head or is_one_voice or is_same_break or _is_break(talk, earlier, later)


def _is_break(talk: Sequence[Sentence], earlier: _Run, later: _Run) -> bool:
    """Whether the talk has not gone on between two promos."""
    is_near = _gap_s(talk, earlier, later) < _BETWEEN_S
    is_within = talk[earlier.first].span.start_s > _HEAD_S
    return is_near and is_within and not any(closes(s) for s in talk[earlier.end : later.first])


def _grown(talk: Sequence[Sentence], scores: Sequence[float], seed: int, floor: int) -> tuple[int, int]:
    """The run around a sentence that advertises: on to the last one that sells the same thing, back over those that sell too."""
    voice = talk[seed].speaker_id
    about = set(content(talk[seed].tokens))
    brands = sponsor_of(talk[seed]) or frozenset()

    def is_of_it(at: int) -> bool:
        return talk[at].speaker_id == voice and not greets(talk[at]) and not closes(talk[at])

    def sells_on(at: int) -> bool:
        if brands and any(_names(token, brand) for brand in brands for token in talk[at].tokens):
            return True
        # Without the name only what follows at once is sure to be about it.
        is_near = at - end < _NEAR_N
        is_alike = not brands and bool(about.intersection(content(talk[at].tokens)))
        return is_near and (
            (scores[at] >= 0.5 and not talk[at].is_question) or is_alike or (bool(brands) and calls_to_act(talk[at]))
        )

    end = at = seed + 1
    while (
        at < len(talk) and is_of_it(at) and at < end + (_PATIENCE_N if brands else 1) and sponsor_of(talk[at]) is None
    ):
        if sells_on(at):
            end = at + 1
            about.update(content(talk[at].tokens))
        at += 1
    first = seed
    is_head = seed <= _HEAD_N
    while (
        first > floor
        and is_of_it(first - 1)
        and (scores[first - 1] >= 0.5 or (is_head and about.intersection(content(talk[first - 1].tokens))))
    ):
        first -= 1
    return first, end


def _names(token: str, brand: str) -> bool:
    """Whether a folded word is the brand, or an address or compound of it ("getpellerin.com")."""
    return token.removesuffix("'s") == brand or token.startswith(f"{brand}.") or (len(brand) >= 5 and brand in token)
