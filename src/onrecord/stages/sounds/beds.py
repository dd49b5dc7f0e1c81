"""Where music goes on under what is said: a bed, told by the pauses in which it is heard."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord.core.ports import Sound, Tags
from onrecord.core.time import Span
from onrecord.signal.activity import spans_of
from onrecord.signal.sequence import most_likely
from onrecord.signal.tones import coming_and_going_db, semitones_db

_VOICED, _SPOKEN, _LEAST_PAUSE_S = 0.2, 0.3, 0.24
_TUNE, _TONES_DB = 0.1, 2.8
"""In a pause in which music or a ring is likelier than the first, and tones come and go by more than the second, a tune sounds. The tagger
takes many a fan for a tune, but a fan's tones stay; and tones that come and go may be the end of a word.
"""
_BOTH, _TONES, _NEITHER, _CHANGE = 2.9, 1.3, -1.5, 6.0
"""How much a pause speaks for a bed, in nats, and what it costs that one begins or ends. Of the pauses over 24 beds at 12 to 24 dB under the
speech 41, 40 and 19 % were such; of those in 65 recordings without music 2, 11 and 87 %.
"""
_LEAST_N, _LEAST_S = 5, 20.0
"""A bed is heard in so many pauses and lasts so long: a telephone seldom does."""


def beds_of(heard: Tags, step_s: float, classes: Sequence[str], sound: Sound, duration_s: float) -> list[Span]:
    """The stretches through which music is heard again and again between the words, most of which hide it."""
    pauses, tune = _pauses(heard, step_s, classes)
    is_tune = tune > _TUNE
    if is_tune.sum() < _LEAST_N:
        return []
    has_tones = _tones_db(pauses, sound) > _TONES_DB
    is_tune &= has_tones
    for_a_bed = np.select([is_tune, has_tones], [_BOTH, _TONES], _NEITHER)
    path = most_likely(np.stack([np.zeros(len(pauses)), for_a_bed], axis=1), _CHANGE)
    beds = []
    for run in spans_of(path == 1, 1.0):  # numbers of pauses
        first, last = round(run.start_s), round(run.end_s) - 1
        # what the first or the last pause of all holds began before, or goes on
        start_s = pauses[first].start_s if first else 0.0
        bed = Span(start_s, pauses[last].end_s if last < len(pauses) - 1 else duration_s)
        if is_tune[first : last + 1].sum() >= _LEAST_N and bed.duration_s >= _LEAST_S:
            beds.append(bed)
    return beds


def _pauses(heard: Tags, step_s: float, classes: Sequence[str]) -> tuple[list[Span], NDArray[np.float64]]:
    """Where nobody speaks for a while, and how likely a tune sounds there."""
    is_quiet = (heard.voiced < _VOICED) & (heard.kinds[:, classes.index("speech")] < _SPOKEN)
    pauses = [span.grown(-2 * step_s) for span in spans_of(is_quiet, step_s) if span.duration_s >= _LEAST_PAUSE_S]
    tunes = [classes.index(name) for name in ("music", "ring") if name in classes]
    likely = heard.kinds[:, tunes].sum(axis=1)
    return pauses, np.array([likely[round(p.start_s / step_s) : round(p.end_s / step_s)].mean() for p in pauses])


def _tones_db(pauses: Sequence[Span], sound: Sound) -> NDArray[np.float64]:
    """How far tones come and go in each pause."""
    spectra = []
    for pause in pauses:
        first_n = round(pause.start_s * sound.rate_hz)
        block = sound.read(first_n, min(round(pause.duration_s * sound.rate_hz), sound.frames_n - first_n))
        spectra.append(semitones_db(block[:, 0], sound.rate_hz))
    return coming_and_going_db(np.array(spectra))
