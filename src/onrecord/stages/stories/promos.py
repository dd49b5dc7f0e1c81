"""Where the talk advertises: by vocabulary, by the show's own phrases, by place. Marked, never taken out."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.core.promo import advertises, calls_to_act, sponsor_of
from onrecord.core.talk import Sentence, content, folded
from onrecord.stages.stories.cues import closes, greets

_PATIENCE_N = 9
"""A sponsor's text may go on for so many sentences without naming it or asking for anything, as long as it does so again."""
_NEAR_N = 2
_HEAD_N = 6
"""A promo that opens the recording may come to its point only then."""
_BETWEEN_S = 90.0
"""Nobody goes back to the talk for so short a while between two promos: what lies between them belongs to the second."""
_HEAD_S = 60.0
"""At the head of the recording a greeting may lie between them."""


def promo_blocks(talk: Sequence[Sentence], phrases: Sequence[str]) -> list[tuple[int, int]]:
    """Runs of sentences (first, one past the last) that advertise, in order.

    A run needs strong words or an address together with promo vocabulary; it grows over neighbours of the same voice that
    go on about the same thing, and never over a greeting or a farewell. In the middle of a talk more is asked than at its ends.
    """
    own = [folded(p) for p in phrases if p.strip()]
    scores = [advertises(s, own) for s in talk]
    blocks: list[tuple[int, int]] = []
    at = 0
    while at < len(talk):
        if scores[at] < 2.0:
            at += 1
            continue
        first, end = _grown(talk, scores, at, blocks[-1][1] if blocks else 0)
        is_at_an_end = first <= 2 or end >= len(talk) - 2
        if sum(scores[first:end]) >= (2.5 if is_at_an_end else 4.5) or any(s >= 4.0 for s in scores[first:end]):
            blocks.append((first, end))
        at = max(end, at + 1)
    return _joined(talk, blocks)


def _joined(talk: Sequence[Sentence], blocks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Runs of one voice with at most two sentences between them are one, and later in the talk all that stand close together.

    A promo is said in one go, and promos are read one after another.
    """
    joined: list[tuple[int, int]] = []
    for first, end in blocks:
        between = talk[joined[-1][1] : first] if joined else ()
        is_near = bool(joined) and len(between) <= 2
        # Before the greeting there is nobody else who could speak, whoever the voice was taken for.
        is_head = is_near and joined[-1][0] == 0 and not any(greets(s) for s in talk[:first])
        is_one_voice = is_near and all(
            s.speaker_id == talk[first].speaker_id and not greets(s) for s in (*between, talk[joined[-1][0]])
        )
        is_break = bool(joined) and _is_break(talk, joined[-1], first)
        if is_head or is_one_voice or is_break:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((first, end))
    return joined


def _is_break(talk: Sequence[Sentence], earlier: tuple[int, int], first: int) -> bool:
    """Whether the talk has not gone on between a promo and one that begins with sentence `first`."""
    is_near = talk[first].span.start_s - talk[earlier[1] - 1].span.end_s < _BETWEEN_S
    is_within = talk[earlier[0]].span.start_s > _HEAD_S
    return is_near and is_within and not any(closes(s) for s in talk[earlier[1] : first])


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
