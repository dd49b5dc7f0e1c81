"""The finished master held against the plan: no word cut into, no join to be heard, no pumping, no room that comes closer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from onrecord.core.edit import EditList
from onrecord.core.errors import RejectedOutput
from onrecord.core.ports import Sound
from onrecord.core.recording import Sounds
from onrecord.core.sound import Join, Levels, Proof
from onrecord.core.time import Cover, Span, TimeMap, clock, intersect, on_grid, sample_at, subtract, union
from onrecord.core.transcript import Word
from onrecord.signal.decibel import level_db
from onrecord.signal.proof import AROUND_S, SIDE_S, floor_jump_db, gain_moves_db, step_at

_BY_SETTING = ("filler", "promo")
"""Words go with these only where the show asks for it."""
_TOUCHED_S = 0.03
_CLICK = 3.0
_AUDIBLE_JUMP_DB, _STILL_ROOM_DB, _FAR_DB = 2.0, 6.0, 15.0
_MOST_MEASURED_N, _LONGEST_MEASURED_S = 100, 1.0
_CLEAR_S = 0.1


class Reads(Protocol):
    """Sound read by place, as a Sound or a Session is."""

    def read(self, start_n: int, frames_n: int) -> np.ndarray: ...


def proved(
    finished: Sound,
    raw: Reads,
    edit: EditList,
    time_map: TimeMap,
    words: Sequence[Word],
    sounds: Sounds,
    heard: Sequence[Span],
    levels: Levels,
) -> Proof:
    """`heard` is all that is more than the room. Raises RejectedOutput, with the place, where a cut that no person asked for takes
    part of a word, where a join clicks, or where the room's level jumps at one and does not in the recording.
    """
    asked = [e.cut for e in edit.effective() if e.is_on and (e.decision is not None or e.cut.reason in _BY_SETTING)]
    wanted = [span for cut in asked for span in cut.removes]
    _refuse_cut_words(subtract(edit.removed(), wanted), words, sounds)
    taken = Cover(wanted)
    asked_n = sum(taken.shared_s(word.span) > _TOUCHED_S for word in words)
    gaps = _gaps(time_map, sounds, levels)
    joins = _joins(finished, raw, time_map, heard, gaps)
    _refuse_clicks(joins, raw, finished.rate_hz, time_map)
    jumps = [join for join in joins if join.floor_jump_db is not None]
    at_s, moves = _gain_moves(levels, time_map.kept)
    return Proof(
        words_n=len(words) - asked_n, joins_n=len(joins), worst_step=max(joins, key=lambda join: join.step, default=None),
        worst_jump=max(jumps, key=lambda join: abs(join.floor_jump_db or 0.0), default=None),
        jumps_over_2_db_n=sum(abs(join.floor_jump_db or 0.0) > _AUDIBLE_JUMP_DB for join in jumps),
        gain_p95_db=round(float(np.percentile(moves, 95)), 3) if moves.size else 0.0,
        gain_most_db=round(float(moves.max(initial=0.0)), 3),
        gain_most_at_s=on_grid(float(at_s[moves.max(axis=0).argmax()])) if moves.size else None,
        room_rise_db=_room_rise_db(finished, raw, gaps, time_map, levels), asked_n=asked_n,
    )  # fmt: skip


def _refuse_cut_words(own: Sequence[Span], words: Sequence[Word], sounds: Sounds) -> None:
    """`own` is what the machine takes by itself."""
    cut_speech = Cover(intersect(own, sounds.speech))
    for word in words:
        if cut_speech.shared_s(word.span) > _TOUCHED_S:
            raise RejectedOutput(
                f"The cuts take part of “{word.text}” at {clock(word.start_s, ms=True)} of the recording.",
                "Please report this; rejecting the cut there goes round it: onrecord cuts EPISODE.",
            )


def _refuse_clicks(joins: Sequence[Join], raw: Reads, rate_hz: int, time_map: TimeMap) -> None:
    """A join may be as steep as what the recording has on its two sides, a consonant or a knock, and no steeper."""
    around_n = round(AROUND_S * rate_hz)
    for join, before, after in zip(joins, time_map.kept[:-1], time_map.kept[1:], strict=True):
        if join.step > _CLICK:
            own = (raw.read(sample_at(t, rate_hz) - around_n, 2 * around_n) for t in (before.end_s, after.start_s))
            if join.step > 2.0 * max(step_at(heard, rate_hz) for heard in own):
                raise RejectedOutput(
                    f"The join at {clock(join.at_s, ms=True)} of the programme clicks: a step {join.step:.1f} times as steep as the sound around it.",
                    "Please report this; rejecting the cut there goes round it: onrecord cuts EPISODE.",
                )


def _gaps(time_map: TimeMap, sounds: Sounds, levels: Levels) -> list[Span]:
    """Kept stretches of nothing but the room, long enough to measure, evenly chosen."""
    heard = [span for talk in levels.talk for span in talk.spans]
    heard += [*sounds.speech, *(event.span for event in sounds.events)]
    clear = [g.grown(-_CLEAR_S) for g in subtract(time_map.kept, union(heard)) if g.duration_s >= 3 * _CLEAR_S]
    return _some(clear)


def _some(spans: Sequence[Span]) -> list[Span]:
    """Evenly chosen spans, of the longer ones the middle: as many as a median needs, and no more to read."""
    chosen = spans[:: max(1, len(spans) // _MOST_MEASURED_N)]
    return [span.grown(min(0.0, _LONGEST_MEASURED_S - span.duration_s) / 2) for span in chosen]


def _level_db(sound: Reads, rate_hz: int, span: Span) -> float:
    start_n = sample_at(span.start_s, rate_hz)
    return level_db(sound.read(start_n, sample_at(span.end_s, rate_hz) - start_n))


def _joins(finished: Sound, raw: Reads, time_map: TimeMap, heard: Sequence[Span], gaps: Sequence[Span]) -> list[Join]:
    """Every join; with how far the room's level jumps, where the recording has nothing but its room on both sides.

    Raises RejectedOutput where it jumps far, and farther than the recording does between the same two sides.
    """
    rate_hz, around_n = finished.rate_hz, round(AROUND_S * finished.rate_hz)
    busy = Cover(heard)
    room_db = float(np.median([_level_db(raw, rate_hz, gap) for gap in gaps])) if gaps else -np.inf
    joins = []
    for at_s, one, two in zip(time_map.joins, time_map.kept[:-1], time_map.kept[1:], strict=True):
        sides = Span(max(0.0, one.end_s - SIDE_S), one.end_s), Span(two.start_s, two.start_s + SIDE_S)
        raw_db = [_level_db(raw, rate_hz, side) for side in sides]
        is_room = not any(busy.shared_s(side) for side in sides) and max(raw_db) < room_db + _STILL_ROOM_DB
        around = finished.read(sample_at(at_s, rate_hz) - around_n, 2 * around_n)
        jump_db = round(floor_jump_db(around, rate_hz), 1) if is_room else None
        if is_room and abs(jump_db or 0.0) > _FAR_DB + abs(raw_db[1] - raw_db[0]):
            raise RejectedOutput(
                f"The room's level jumps by {jump_db:+.1f} dB at {clock(at_s, ms=True)} of the programme.",
                "Please report this; rejecting the cut there goes round it: onrecord cuts EPISODE.",
            )
        joins.append(Join(at_s, round(step_at(around, rate_hz), 2), jump_db))
    return joins


def _gain_moves(levels: Levels, kept: Sequence[Span]) -> tuple[np.ndarray, np.ndarray]:
    """Moments of talk that is kept, 0.1 s apart, and how far each track's gain moves within 100 ms of them, shape (tracks, moments)."""
    spoken = intersect((span for talk in levels.talk for span in talk.spans), kept)
    at_s = np.array([t for s in spoken for t in np.arange(s.start_s, max(s.start_s, s.end_s - 0.1), 0.1)])
    moves = [
        gain_moves_db([p.time_s for p in gain.points], [p.gain_db for p in gain.points], at_s) for gain in levels.gains
    ]
    return at_s, np.array(moves)


def _room_rise_db(finished: Sound, raw: Reads, gaps: Sequence[Span], time_map: TimeMap, levels: Levels) -> float | None:
    """How much the room's tone rose against the words, from the recording to the programme; None without gaps or words."""
    said = [s for talk in levels.talk for s in talk.spans if time_map.is_kept(s.start_s) and time_map.is_kept(s.end_s)]
    said = _some([s for s in said if s.duration_s > _CLEAR_S])
    if not gaps or not said:
        return None

    def over_room_db(sound: Reads, place: bool) -> float:
        def level(span: Span) -> float:
            return _level_db(sound, finished.rate_hz, time_map.span_to_programme(span) if place else span)

        return float(np.median([level(s) for s in said]) - np.median([level(g) for g in gaps]))

    return round(over_room_db(raw, place=False) - over_room_db(finished, place=True), 1)
