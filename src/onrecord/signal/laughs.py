"""How much gain a laugh needs: it has no words, and its voice is often told from another's only by how loud it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onrecord.core.time import Span, subtract, union
from onrecord.signal.leveller import GATE_LU
from onrecord.signal.turns import Turn, touch

_INTO_WORDS_S, _LEAST_S, _ONE_LAUGH_S = 0.2, 0.3, 0.3
_NEAR_DB, _OVER_TALK_DB = 6.0, 3.0


def laughs_beside(laughs: Sequence[Span], spoken: Sequence[Span]) -> list[Span]:
    """What of the laughs is no talk. Up to 0.2 s at the edges of what is said, where words are not told exactly, go with the
    laugh, and so does a word as short as twice that; what is shorter than 0.3 s is too short to be told from talk.
    """
    said = [span.grown(-_INTO_WORDS_S) for span in union(spoken, join_gaps_s=_ONE_LAUGH_S)]
    left = subtract(union(laughs, join_gaps_s=_ONE_LAUGH_S), said)
    return [span for span in left if span.duration_s >= _LEAST_S]


def within_whose(laugh: Span, turns: Sequence[Turn]) -> int | None:
    """The voice that talks up to a laugh and on right after it."""
    before = max((turn for turn in turns if turn[0].start_s < laugh.start_s), default=None)
    after = min((turn for turn in turns if turn[0].end_s > laugh.end_s), default=None)
    if before is None or after is None or before[1] != after[1]:
        return None
    return before[1] if touch(before, (laugh, -1)) and touch((laugh, -1), after) else None


def laugh_gain_db(
    lufs: float, voices_db: Mapping[int, float], target_lufs: float, *, within: int | None, heard: int | None
) -> float | None:
    """The gain of a laugh that is `lufs` loud, from those that the voices of its track have around it.

    That of the voice `within` whose sentence it lies; that of the voice that is `heard` in it, if the laugh comes out within 6 dB of
    the talk with it; else as near to the talk as these gains bring it. At most 3 dB above the talk. None for what all of them leave
    far under it: that is the room.
    """
    needed_db = target_lufs - lufs
    if not voices_db or needed_db > max(voices_db.values()) + GATE_LU:
        return None
    gain_db = min(max(needed_db, min(voices_db.values())), max(voices_db.values()))
    if heard is not None and abs(voices_db[heard] - needed_db) <= _NEAR_DB:
        gain_db = voices_db[heard]
    if within is not None:
        gain_db = voices_db[within]
    return min(gain_db, needed_db + _OVER_TALK_DB)
