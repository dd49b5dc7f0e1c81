"""When words begin and end beside a pause: there the voice knows better than the recogniser."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from onrecord.core.recording import Listening
from onrecord.core.time import Span
from onrecord.core.transcript import Word

_LATER_START_S, _LATER_END_S = 0.8, 0.4
_SHORTEST_S = 0.05
_MAY_BE_VOICE = 0.1


def at_the_voice(words: Sequence[Word], listening: Listening) -> list[Word]:
    """The words in time order, those at a pause with their border where the voice begins or ends.

    Recognisers begin the word after a pause some 0.15 s early, in the pause, and end the one before it 0.2 s early.
    """
    speech = _with_soft_beginnings(listening)
    begun = [replace(word, start_s=_start_s(word, speech)) for word in words]
    return [
        replace(word, end_s=_end_s(word, following.start_s if following else None, speech))
        for word, following in zip_longest(begun, begun[1:])
    ]


def _with_soft_beginnings(listening: Listening) -> list[Span]:
    """Speech from where it may already be a voice: voice activity is sure of a soft consonant only when the vowel comes."""
    likely, step_s = listening.likely, listening.likely_step_s
    found: list[Span] = []
    for span in listening.speech:
        silent_s = found[-1].end_s if found else 0.0
        at = int(span.start_s / step_s) if likely else 0
        while at and likely[at - 1] > _MAY_BE_VOICE and (at - 1) * step_s > silent_s:
            at -= 1
        found.append(Span(min(span.start_s, max(silent_s, at * step_s)) if likely else span.start_s, span.end_s))
    return found


def _start_s(word: Word, speech: Sequence[Span]) -> float:
    """The voice's beginning, where the word begins in silence and soon before it."""
    at = bisect_right(speech, word.start_s, key=lambda span: span.start_s)
    begins_in_silence = not at or speech[at - 1].end_s <= word.start_s
    latest_s = min(word.start_s + _LATER_START_S, word.end_s - _SHORTEST_S)
    if begins_in_silence and at < len(speech) and speech[at].start_s <= latest_s:
        return speech[at].start_s
    return word.start_s


def _end_s(word: Word, following_s: float | None, speech: Sequence[Span]) -> float:
    """The voice's end, where no other word comes before it; in a word that lasts into silence, the last end within it."""
    at = bisect_right(speech, word.end_s + _LATER_END_S, key=lambda span: span.end_s) - 1
    if at < 0 or speech[at].end_s < word.start_s + _SHORTEST_S:
        return word.end_s
    voice = speech[at]
    if voice.end_s > word.end_s:
        is_its_own = voice.start_s <= word.end_s and (following_s is None or following_s >= voice.end_s)
        return voice.end_s if is_its_own else word.end_s
    goes_on = at + 1 < len(speech) and speech[at + 1].start_s < word.end_s
    return word.end_s if goes_on else voice.end_s
