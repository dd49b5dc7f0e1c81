"""Whose gain holds when: borders between two voices put where nobody speaks.

Words and voices say to within some 0.3 s where a turn ends, so a part of a word may fall to the other voice. How loud that part is
tells whose it is as soon as it matters: the farther apart two voices' gains lie, the farther apart lie the voices.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.core.time import Span, subtract
from onrecord.signal.leveller import CROSSING_S, VoiceLevel
from onrecord.signal.loudness import STEP_S, lufs_of

Turn = tuple[Span, int]

_REACH_S = 0.35
_UNSURE_S = 0.1
"""So short a part is nobody's for sure: voice activity tells no closer where a pause begins."""
_SHORTEST_PAUSE_S, _WITHIN_TURN_S = 0.08, 0.6
"""Where voice activity hears nothing for longer, while words go on, it has missed somebody soft."""
_SHORTEST_REST_S = 0.2


@dataclass(frozen=True, slots=True)
class Shared:
    """A track and the voices in it. `power` has one entry per 100 ms; a voice without a level is none of the track's."""

    levels: Sequence[VoiceLevel | None]
    power: NDArray[np.float64]
    target_lufs: float

    def is_rather(self, part: Span, one: int, other: int) -> bool:
        """Whether a part of what is said comes out nearer to the target with the gain of one voice than with another's."""
        return part.duration_s < _UNSURE_S or self._off_db(part, one) < self._off_db(part, other)

    def _off_db(self, part: Span, voice: int) -> float:
        level = self.levels[voice]
        needed_db = self.target_lufs - self._lufs(part)
        return float("inf") if level is None else abs(needed_db - level.gain_near(part.middle_s))

    def _lufs(self, part: Span) -> float:
        """Between the 100 ms steps a straight line, for a word may be shorter than two of them."""
        sums = np.concatenate([[0.0], np.cumsum(self.power)])
        first, last = np.interp([part.start_s / STEP_S, part.end_s / STEP_S], np.arange(len(sums)), sums)
        return float(lufs_of(np.array([(last - first) * STEP_S / part.duration_s]))[0])


def at_pauses(turns: Sequence[Turn], shared: Shared, speech: Sequence[Span]) -> list[Turn]:
    """The turns of one track; where one voice follows another without a pause, their border is moved to the pause within 0.35 s,
    if one is there and what lies between is rather the other one's. A turn of which so nothing is left goes, and one as short
    within another's sentence that is rather that one's, too.

    `turns` are in time order and without overlap; `speech` is where somebody is heard.
    """
    end_s = max((span.end_s for span in [*speech, *(span for span, _ in turns)]), default=0.0) + 1.0
    pauses = [pause for pause in subtract([Span(0.0, end_s)], speech) if pause.duration_s >= _SHORTEST_PAUSE_S]
    placed: list[Turn] = []
    for turn in turns:
        later: Turn | None = turn
        while later is not None and placed and placed[-1][1] != later[1] and touch(placed[-1], later):
            earlier, later = _parted(placed.pop(), later, shared, pauses)
            if earlier is not None:
                placed.append(earlier)
                break
        if later is not None:
            placed.append(later)
            _close_over(placed, shared)
    return placed


def touch(one: Turn, two: Turn) -> bool:
    """Whether nothing that the ear takes for a pause lies between two turns."""
    return two[0].start_s - one[0].end_s < CROSSING_S


def _parted(one: Turn, two: Turn, shared: Shared, pauses: Sequence[Span]) -> tuple[Turn | None, Turn | None]:
    """Two turns with the pause between them that is theirs; as they are where none is."""
    (before, earlier), (after, later) = one, two
    first = bisect_right(pauses, before.end_s - _REACH_S, key=lambda pause: pause.end_s)
    end = bisect_left(pauses, after.start_s + _REACH_S, key=lambda pause: pause.start_s)
    away_s = {
        at: max(0.0, before.end_s - pauses[at].end_s, pauses[at].start_s - after.start_s) for at in range(first, end)
    }
    for at in sorted(away_s, key=lambda at: away_s[at]):
        pause, most_s = pauses[at], _WITHIN_TURN_S
        if pause.end_s <= before.end_s:
            moves = shared.is_rather(Span(max(before.start_s, pause.end_s), before.end_s), later, earlier)
        elif pause.start_s >= after.start_s:
            moves = shared.is_rather(Span(after.start_s, min(after.end_s, pause.start_s)), earlier, later)
        else:
            moves, most_s = True, _REACH_S
        if moves:
            # neither takes more than the other one's: beyond it another turn may lie
            end_s = min(after.end_s, max(pause.start_s, min(pause.end_s, before.end_s) - most_s))
            start_s = max(before.start_s, min(pause.end_s, max(pause.start_s, after.start_s) + most_s))
            return (
                (Span(before.start_s, end_s), earlier) if end_s > before.start_s else None,
                (Span(start_s, after.end_s), later) if start_s < after.end_s else None,
            )
    return one, two


def _close_over(placed: list[Turn], shared: Shared) -> None:
    """Takes a short turn between two of another voice for that one's, where no pause parts it and it is rather as loud."""
    if len(placed) < 3:
        return
    (before, voice), (islet, other), (after, again) = placed[-3:]
    is_within = voice == again != other and touch(placed[-3], placed[-2]) and touch(placed[-2], placed[-1])
    if is_within and islet.duration_s < _REACH_S and shared.is_rather(islet, voice, other):
        placed[-3:] = [(Span(before.start_s, after.end_s), voice)]


def turns_beside(turns: Sequence[Turn], spans: Sequence[Span]) -> list[Turn]:
    """The turns without the spans, and without the scraps that these leave of them."""
    found: list[Turn] = []
    for span, voice in turns:
        rest = subtract([span], spans)
        found += [(part, voice) for part in rest if part == span or part.duration_s >= _SHORTEST_REST_S]
    return found
