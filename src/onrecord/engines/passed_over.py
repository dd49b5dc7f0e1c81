"""Speech that a recogniser passed over, also when asked about it alone: what to hear it together with, and what to believe.

Asked again with what follows, Whisper finds such speech; and what it heard there before says whether it can be trusted.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from onrecord.core.talk import folded
from onrecord.core.time import Span
from onrecord.core.transcript import NEAR_S, Word, without_words

_LEAST_COMPANY_S, _MOST_COMPANY_S = 2.0, 10.0
_LONGEST_S = 28.0
_HEARD_AS_BEFORE = 0.8
_SURE = 0.5
"""What is new has to be this sure on average."""


def in_company(gaps: Sequence[Span], words: Sequence[Word]) -> list[Span]:
    """Each gap with some seconds of the words behind it, up to the longest pause among these; one that lies in the company of
    the one before it has none of its own. `words` are in time order.
    """
    found: list[Span] = []
    for gap in gaps:
        pauses = [
            (after.start_s - before.end_s, (after.start_s + before.end_s) / 2)
            for before, after in pairwise(words)
            if gap.end_s + _LEAST_COMPANY_S <= before.end_s <= gap.end_s + _MOST_COMPANY_S
        ]
        last_s = max(pauses)[1] if pauses else gap.end_s + _MOST_COMPANY_S
        span = Span(max(0.0, gap.start_s - NEAR_S / 2), min(last_s, gap.end_s + _MOST_COMPANY_S))
        if span.duration_s <= _LONGEST_S and not (found and span.start_s < found[-1].end_s):
            found.append(span)
    return found


def is_confirmed(again: Sequence[Word], before: Sequence[Word], gaps: Sequence[Span], least_s: float) -> bool:
    """Whether another hearing of the same speech says again what was said `before`, with more words that are sure enough and
    reach over at least `least_s` of the `gaps`.
    """
    if not before:
        return False
    tokens, tokens_before = [folded(w.text) for w in again], [folded(w.text) for w in before]
    blocks = SequenceMatcher(None, tokens_before, tokens, autojunk=False).get_matching_blocks()
    same = {block.b + n for block in blocks for n in range(block.size)}
    new = [word.confidence for at, word in enumerate(again) if at not in same]
    if len(same) < _HEARD_AS_BEFORE * len(before) or not new or sum(new) < _SURE * len(new):
        return False
    left_s = sum(left.duration_s for left in without_words(gaps, again, (), 0.0))
    return left_s <= sum(gap.duration_s for gap in gaps) - least_s
