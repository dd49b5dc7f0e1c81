"""A recording that is recognised again: which of the new words are words that were there before, and so keep their ids.

Everything that people say about words (a right name, a turn's speaker, a comment on a line) hangs on their ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz.fuzz import ratio

from onrecord.core.talk import folded
from onrecord.core.transcript import Word

REACH_S = 3.0
"""Two recognisers put one word at most this far apart: they hear the same clock."""
_LEAST_ALIKE = 0.5
_LEAST_SHARED = 0.4
_FAR_COSTS = 0.05


def with_ids_kept(before: Sequence[Word], after: Sequence[Word]) -> list[Word]:
    """`after` with the ids of `before` where a word is the same one, by its text and its place; both in time order.

    Words are never matched crosswise, and no id is given twice. A new word's id is made from that of the word before it.
    """
    known = {word.id for word in before}
    pairs = _same(before, after)
    ids: list[str] = []
    last, new_n = "new", 0
    for at in range(len(after)):
        if at in pairs:
            last, new_n = before[pairs[at]].id, 0
            ids.append(last)
            continue
        new_n += 1
        while f"{last}-{new_n}" in known:
            new_n += 1
        ids.append(f"{last}-{new_n}")
    return [replace(word, id=id) for word, id in zip(after, ids, strict=True)]


def _same(before: Sequence[Word], after: Sequence[Word]) -> dict[int, int]:
    """Position in `after` -> position in `before`: the best alignment, looking only at words within reach of each other.

    Needleman and Wunsch, J. Mol. Biol. 48 (1970), with free gaps; a row holds only the places within REACH_S.
    """
    texts = [folded(word.text) for word in before]
    steps: list[tuple[int, list[int]]] = []
    first, row = 0, [0.0]
    for word in after:
        low, high = _within(before, word, first)
        old, text = _stretched(row, first, low, high), folded(word.text)
        row, came = [old[0]], [0]
        for at in range(low, high):
            score = _alike(before[at], texts[at], word, text)
            into = old[at - low] + score if score else -1.0
            best = max(into, old[at - low + 1], row[-1])
            came.append(2 if best == into else 1 if best == row[-1] else 0)
            row.append(best)
        steps.append((low, came))
        first = low
    pairs: dict[int, int] = {}
    at = len(before)
    for index in range(len(after) - 1, -1, -1):
        low, came = steps[index]
        at = min(at, low + len(came) - 1)
        while at > low and came[at - low] == 1:
            at -= 1
        if at > low and came[at - low] == 2:
            at -= 1
            pairs[index] = at
    return _from_the_first(pairs, before, after)


def _from_the_first(pairs: dict[int, int], before: Sequence[Word], after: Sequence[Word]) -> dict[int, int]:
    """Of a word that was split the first part keeps its id, of words that were joined the first one's lives on."""
    old_at = set(pairs.values())
    moved: dict[int, int] = {}
    for new, old in sorted(pairs.items()):
        if folded(before[old].text) != folded(after[new].text):
            while new and new - 1 not in pairs and new - 1 not in moved and _holds(before[old], after[new - 1]):
                new -= 1
            while old and old - 1 not in old_at and _holds(after[new], before[old - 1]):
                old -= 1
                old_at.add(old)
        moved[new] = old
    return moved


def _holds(word: Word, part: Word) -> bool:
    return word.start_s <= (part.start_s + part.end_s) / 2 <= word.end_s


def _within(before: Sequence[Word], word: Word, first: int) -> tuple[int, int]:
    """The positions of `before`, from `first` on, that may be this word."""
    low = first
    while low < len(before) and before[low].end_s < word.start_s - REACH_S:
        low += 1
    high = low
    while high < len(before) and before[high].start_s <= word.end_s + REACH_S:
        high += 1
    return low, high


def _stretched(row: Sequence[float], first: int, low: int, high: int) -> list[float]:
    """The row of scores that begins at `first`, for the places `low` to `high`: beyond its end it stays as it is."""
    return [row[min(at - first, len(row) - 1)] for at in range(low, high + 1)]


def _alike(old: Word, old_text: str, new: Word, new_text: str) -> float:
    """0 for two words that cannot be one; else the more, the more alike they are in text and place."""
    longer_s = max(old.end_s - old.start_s, new.end_s - new.start_s, 0.05)
    shared = max(0.0, min(old.end_s, new.end_s) - max(old.start_s, new.start_s)) / longer_s
    text = 1.0 if old_text == new_text else ratio(old_text, new_text) / 100.0
    if text < _LEAST_ALIKE and shared < _LEAST_SHARED:
        return 0.0
    far_s = abs(old.start_s - new.start_s)
    return max(0.01, 0.6 * text + 0.4 * shared - _FAR_COSTS * far_s)
