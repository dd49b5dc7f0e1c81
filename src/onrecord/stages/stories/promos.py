"""Where the talk advertises: by vocabulary, by the show's own phrases, by place. Marked, never taken out."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.core.promo import advertises
from onrecord.core.talk import Sentence, content, folded
from onrecord.stages.stories.cues import closes, greets


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
    """Runs of one voice with at most two sentences between them are one: a promo is said in one go."""
    joined: list[tuple[int, int]] = []
    for first, end in blocks:
        between = talk[joined[-1][1] : first] if joined else ()
        is_near = bool(joined) and len(between) <= 2
        # Before the greeting there is nobody else who could speak, whoever the voice was taken for.
        is_head = is_near and joined[-1][0] == 0 and not any(greets(s) for s in talk[:first])
        is_one_voice = is_near and all(
            s.speaker_id == talk[first].speaker_id and not greets(s) for s in (*between, talk[joined[-1][0]])
        )
        if is_head or is_one_voice:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((first, end))
    return joined


def _grown(talk: Sequence[Sentence], scores: Sequence[float], seed: int, floor: int) -> tuple[int, int]:
    voice = talk[seed].speaker_id
    about = set(content(talk[seed].tokens))

    def fits(at: int) -> bool:
        sentence = talk[at]
        if sentence.speaker_id != voice or greets(sentence) or closes(sentence):
            return False
        return scores[at] >= 0.5 or bool(about.intersection(content(sentence.tokens)))

    first, end = seed, seed + 1
    while end < len(talk) and fits(end):
        about.update(content(talk[end].tokens))
        end += 1
    while first > floor and fits(first - 1):
        first -= 1
    return first, end
