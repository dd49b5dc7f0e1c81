"""Where one sound can be taken out without a word."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.core.recording import CLEAR_OF_WORDS_S
from onrecord.core.time import Span
from onrecord.signal.activity import FRAME_S
from onrecord.stages.sounds.scene import DIP_DB, Scene, frames_of

SHORTEST_S = 0.03
"""What is shorter is no sound."""
_DIP_BEFORE_S, _DIP_AFTER_S = 0.08, 0.06
"""A sound apart from the words has this much room between. A stop consonant closes for less."""
_BESIDE_WORD_S, _STILL_SPOKEN = 0.18, 0.05
"""Where there is no such dip, a word may go on under the sound: as long as a voice is at least so likely, but no longer than this."""
_GOES_ON, _VOICED_FRAMES_N = 0.3, 10
"""But a word does go on as long as a voice is so likely in the mean of 0.1 s."""
_LONGEST_FALL_S, _SHORTEST_FALL_S, _BREAKS_OFF_DB = 0.12, 0.03, 12.0
"""What stays of a sound on a word may fall off where no voice is as likely, over so much at the most. It need not where its last
frames are hardly louder than the room: a word fades so."""
_UNVOICED_S = 0.4
"""No word has so much in it that is surely without a voice."""
FAR_S = 0.3
"""A sound that is farther from all words than this is not near one."""
_ONSET_S, _ONSET_DB, _BEGINNING_S = 0.06, 15.0, 0.15
_RISES_S = 0.15
"""A sound takes no longer than this from the room to its onset."""
_ATTACK_DB, _BEFORE_ATTACK_N = 12.0, 3
"""A sound strikes where it stands so far above each of so many frames before it."""
_OVER_N, _NO_VOICE_N, _NO_VOICE = 3, 4, 0.2
"""The word is over by then where its voice is surely gone in one of the frames up to the third of the stroke, and not likely in
the first four: a consonant that bursts after its stop is heard with more."""
_FADE_FRAMES_N, _FADED_DB, _LEAST_TAIL_S, _LONGEST_FADE_S = 5, 4.0, 0.06, 0.3


@dataclass(frozen=True, slots=True)
class Borders:
    """A sound's span clear of the words around it, if it may hold a word itself, and if one is near. What stays of it on the word
    in front may fall off for its last `falls_s`.
    """

    span: Span
    may_hold_word: bool
    is_near: bool
    falls_s: float


def borders_of(part: Span, scene: Scene) -> Borders:
    """It starts with its onset and ends when it has faded. Where no dip to the room lies between it and a word, the word may
    go on underneath.
    """
    rise, voiced = scene.rise_db, scene.voiced
    first, end = frames_of(part)
    at = bisect_right(scene.talk, part.start_s + FRAME_S / 2, key=lambda span: span.start_s)
    before = round(scene.talk[at - 1].end_s / FRAME_S) if at else -10_000
    before = min(before, first)
    after = round(scene.talk[at].start_s / FRAME_S) if at < len(scene.talk) else len(rise) + 10_000
    after = max(after, end)
    low = max(before, 0, first - round(_ONSET_S / FRAME_S))
    loud = rise[low:end] >= max(rise[first : min(end, first + 15)].max() - _ONSET_DB, DIP_DB)
    onset = _foot(rise, max(before, 0), low + int(loud.argmax()) if loud.any() else first)
    end, after = _heard_end(rise, first, end, after)
    high = min(after, len(rise), end + round(_LONGEST_FADE_S / FRAME_S))
    start = min(max(low, onset - 1), onset)
    stop = min(high, end + max(_fade_n(rise[end:high]), round(_LEAST_TAIL_S / FRAME_S)))
    beside, apart = round(_BESIDE_WORD_S / FRAME_S), round(CLEAR_OF_WORDS_S / FRAME_S)
    clear_before = clear_after = 0
    if onset - before < beside and _dip_s(rise[max(0, before) : max(onset, first)]) < _DIP_BEFORE_S:
        clear_before = _to_attack_n(rise, voiced, before, _clear_of(voiced[before:end], beside))
    if after - end < beside and _dip_s(rise[end:after]) < _DIP_AFTER_S:
        clear_after = _clear_of(voiced[max(0, first) : after][::-1], beside)
    may_hold_word = min(clear_before, clear_after) >= beside and _unvoiced_s(voiced[first:end]) < _UNVOICED_S
    left_n = min(stop, after - clear_after) - max(start, before + clear_before)
    may_hold_word = may_hold_word or left_n <= round(SHORTEST_S / FRAME_S)
    if may_hold_word:  # where it begins and ends matters only when there is no word after all
        clear_before = clear_after = apart
    start, stop = max(start, before + clear_before), min(stop, after - clear_after)
    is_near = min(first - before, after - end) < round(FAR_S / FRAME_S)
    falls_s = _falls_n(rise, voiced, max(before, onset), start) * FRAME_S
    return Borders(Span(start * FRAME_S, max(start, stop) * FRAME_S), may_hold_word, is_near, falls_s)


def _foot(rise_db: NDArray[np.float64], low: int, onset: int) -> int:
    """Where a sound leaves the room on its slow way to its onset, if it does not come out of a word."""
    first = max(low, onset - round(_RISES_S / FRAME_S))
    quiet = first + np.flatnonzero(rise_db[first:onset] < DIP_DB)
    return int(quiet[-1]) + 1 if len(quiet) and quiet[-1] < onset - 2 else onset


def _to_attack_n(rise_db: NDArray[np.float64], voiced: NDArray[np.float32], before: int, clear_n: int) -> int:
    """How many frames behind a word a sound strikes while the word dies away; `clear_n` where it does not within them."""
    for at in range(max(before, _BEFORE_ATTACK_N), before + clear_n):
        step_db = rise_db[at] - rise_db[at - _BEFORE_ATTACK_N : at].max()
        is_over = voiced[before : at + _OVER_N].min() < _STILL_SPOKEN
        if step_db >= _ATTACK_DB and is_over and voiced[at : at + _NO_VOICE_N].max() < _NO_VOICE:
            return at - before
    return clear_n


def _heard_end(rise_db: NDArray[np.float64], first: int, end: int, after: int) -> tuple[int, int]:
    """Behind the last moment in which a part stands out, and where the word after it begins.

    The quiet at a part's end is room, whatever it is labelled. What follows on such a dip, right before the word and much
    softer than the sound, is the word's beginning.
    """
    heard = first + np.flatnonzero(rise_db[first:end] >= DIP_DB)
    if not len(heard):
        return end, after
    loud_at = heard[rise_db[heard] >= rise_db[heard].max() - _ONSET_DB][-1]
    soft = heard[heard >= loud_at]
    is_dip = (np.diff(soft) > round(_DIP_AFTER_S / FRAME_S)) & (soft[1:] >= after - round(_BEGINNING_S / FRAME_S))
    if is_dip.any():
        dip = int(is_dip.argmax())
        return int(soft[dip]) + 1, int(soft[dip + 1])
    return int(heard[-1]) + 1, after


def _clear_of(voiced: NDArray[np.float32], beside: int) -> int:
    """How many of the frames next to a word to keep away from it: all of those `beside` it where its voice may go on through
    them, and more where it surely does."""
    spoken = np.flatnonzero(voiced[:beside] >= _STILL_SPOKEN)
    clear_n = (int(spoken[-1]) + 1 if len(spoken) else 0) + round(CLEAR_OF_WORDS_S / FRAME_S)
    if clear_n < beside or len(voiced) <= beside:
        return min(clear_n, len(voiced), beside)
    likely = np.convolve(
        voiced[beside - _VOICED_FRAMES_N :], np.ones(_VOICED_FRAMES_N) / _VOICED_FRAMES_N, mode="valid"
    )
    return beside + int((likely < _GOES_ON).argmax()) if (likely < _GOES_ON).any() else len(voiced)


def _falls_n(rise_db: NDArray[np.float64], voiced: NDArray[np.float32], onset: int, start: int) -> int:
    """Of what a sound leaves to a word in front, how many of the last frames have no voice as likely as that of a word."""
    left = voiced[max(onset, start - round(_LONGEST_FALL_S / FRAME_S)) : start]
    spoken = np.flatnonzero(left >= _GOES_ON)
    falls_n = len(left) - (int(spoken[-1]) + 1 if len(spoken) else 0)
    least_n = round(_SHORTEST_FALL_S / FRAME_S)
    breaks_off = falls_n >= least_n and rise_db[start - least_n : start].mean() >= _BREAKS_OFF_DB
    return falls_n if breaks_off else 0


def _unvoiced_s(voiced: NDArray[np.float32]) -> float:
    """How long nobody speaks under a sound."""
    return float((voiced < _STILL_SPOKEN).sum()) * FRAME_S


def _fade_n(rise_db: NDArray[np.float64]) -> int:
    """How many frames it takes until the sound has faded into the room."""
    if not len(rise_db):
        return 0
    smooth = np.convolve(rise_db, np.ones(_FADE_FRAMES_N) / _FADE_FRAMES_N, mode="same")
    return int((smooth < _FADED_DB).argmax()) if (smooth < _FADED_DB).any() else len(rise_db)


def _dip_s(rise_db: NDArray[np.float64]) -> float:
    """How long it is as quiet as the room."""
    return float((rise_db < DIP_DB).sum()) * FRAME_S
