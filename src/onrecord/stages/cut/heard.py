"""Sounds held against the words: what is one where nobody was understood, and which breath is as loud as the talk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from onrecord.core.recording import NOT_SURE, Event, EventKind, Listening, Sounds
from onrecord.core.time import Cover, Span, intersect, on_grid, subtract
from onrecord.core.transcript import Word

_SAID_BESIDE_S, _SAID_ON_S = 0.5, 0.05
"""A sound that may hold a word holds none where words were recognised so close on both sides and, but for so much of one, none
on it."""
_FROM_THE_THROAT = (EventKind.COUGH, EventKind.SNEEZE, EventKind.THROAT)
_SURELY_ONE, _SURE_OF_CRY = 0.85, 0.7
"""From where on such a sound is one with nobody understood near it; and sure enough to have a cry."""
_LONGEST_CRY_S, _TO_SNEEZE, _GASP_S, _ALONE_S = 0.6, 1.3, 0.15, 0.25
"""A cry follows on its sneeze within a gasp, is hardly longer than the rest of it, and nobody else speaks so close by."""
_LOUD_DB, _AROUND_S = 8.0, 5.0
"""A breath that is no softer than this below the loud parts of the talk around it is a gasp or a sniff."""


def against_words(sounds: Sounds, words: Sequence[Word], runs: Sequence[Span]) -> Sounds:
    """The sounds as the words show them: a sound that may hold a word is doubted unless the words around it say otherwise, and
    what voice there is in a sneeze is the sneeze's. `runs` is what stands out of the room.
    """
    said = Cover(word.span for word in words)
    events = tuple(_doubted(event, said) for event in sounds.events)
    return _with_cries(replace(sounds, events=events), said, runs)


def sniffs(sounds: Sounds, listening: Listening) -> list[Event]:
    """The breaths that are about as loud as the talk within five seconds of them."""
    levels_dbfs = np.asarray(listening.level_dbfs)

    def loud_dbfs(spans: Sequence[Span]) -> float:
        return _loud_dbfs(spans, levels_dbfs, listening.level_step_s)

    def is_loud(event: Event) -> bool:
        around = event.span.grown(_AROUND_S)
        talk = [span for span in sounds.speech if span.shared_s(around)]
        return loud_dbfs([event.span]) > loud_dbfs(talk) - _LOUD_DB

    return [event for event in sounds.events if event.kind is EventKind.BREATH and is_loud(event)]


def _doubted(event: Event, said: Cover) -> Event:
    if not event.may_hold_word:
        return event
    beside = [
        said.shared_s(s) > 0 for s in (event.span.grown(_SAID_BESIDE_S, 0.0), event.span.grown(0.0, _SAID_BESIDE_S))
    ]
    is_alone = not any(beside) and event.kind in _FROM_THE_THROAT and event.confidence >= _SURELY_ONE
    is_sure = said.shared_s(event.span) <= _SAID_ON_S and (all(beside) or is_alone)
    return event if is_sure else replace(event, confidence=min(event.confidence, NOT_SURE))


def _with_cries(sounds: Sounds, said: Cover, runs: Sequence[Span]) -> Sounds:
    """A sneeze ends in a cry, and so may a cough: a short voice right beside one in which nobody understood a word is of it."""
    events = list(sounds.events)
    cries: list[Span] = []
    spoken = Cover(sounds.speech)
    for voice in sounds.speech:
        others_s = on_grid(spoken.shared_s(voice.grown(_ALONE_S)) - voice.duration_s)
        if voice.duration_s > _LONGEST_CRY_S or said.shared_s(voice) > _SAID_ON_S or others_s > 0:
            continue
        near = voice.grown(_ALONE_S)
        own = intersect([near], [run for run in runs if run.shared_s(voice)])
        reach = Cover([voice.grown(_GASP_S), *own])
        beside = [e for e in events if _may_end_in(voice, e) and reach.shared_s(e.span)]
        if not beside:
            continue
        sneeze = max(beside, key=lambda e: e.span.duration_s)
        # what sounds on behind the voice is of it; what sounds on in front may be a word's end
        end_s = max(sneeze.span.end_s, voice.end_s, *(r.end_s for r in own))
        events[events.index(sneeze)] = replace(sneeze, span=Span(min(sneeze.span.start_s, voice.start_s), end_s))
        cries.append(voice)
    return replace(sounds, speech=tuple(subtract(sounds.speech, cries)), events=tuple(events))


def _may_end_in(voice: Span, event: Event) -> bool:
    is_sure = event.kind in _FROM_THE_THROAT and event.confidence >= _SURE_OF_CRY
    return is_sure and voice.duration_s <= _TO_SNEEZE * event.span.duration_s


def _loud_dbfs(spans: Sequence[Span], levels_dbfs: NDArray[np.float64], step_s: float) -> float:
    """How loud the loud parts of some stretches are: what a tenth of their steps exceed."""
    steps = [
        slice(round(s.start_s / step_s), max(round(s.end_s / step_s), round(s.start_s / step_s) + 1)) for s in spans
    ]
    heard = np.concatenate([np.empty(0), *(levels_dbfs[at] for at in steps)])
    return float(np.percentile(heard, 90)) if len(heard) else -np.inf
