"""How far each voice stands above the noise of its track, and what of that is hum or rumble."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.core.people import Voices
from onrecord.core.ports import Samples, Sound, Tools
from onrecord.core.recording import Track
from onrecord.core.time import Span
from onrecord.signal.decibel import FLOOR_DB, db_of, level_db
from onrecord.signal.hum import HumFinder, without_hum
from onrecord.signal.rumble import RumbleMeter, without_rumble
from onrecord.signal.speakers import microphones

_MEASURED_S = 30
_STEPS_PER_S = 50
_ALWAYS, _OFTEN, _OFTEN_BY_DB = 25, 60, 5.0
"""The noise is as loud as a quarter of the moments without speech at the most, or 5 dB under what six in ten do not exceed where that
is more: a fan that runs half the time is a noise, the coughs between the words are none."""
_RUMBLE_DB = 3.0
"""Rumble that lifts the room's floor so far is worth taking away."""
_LEAST_TURN_S, _LEAST_VOICE_S = 0.5, 5.0
"""What a voice says alone counts from so long on; of less in all its level is not known."""


@dataclass(frozen=True, slots=True)
class Low:
    """What is to go from under the voices of a track."""

    hum: tuple[float, ...]
    has_rumble: bool

    def __bool__(self) -> bool:
        return bool(self.hum) or self.has_rumble

    def taken_from(self, samples: Samples, rate_hz: int) -> Samples:
        steady = without_hum(samples, rate_hz, self.hum)
        return without_rumble(steady, rate_hz) if self.has_rumble else steady


@dataclass(frozen=True, slots=True)
class Heard:
    """A track with what goes from under its voices, and the levels in dBFS of its noise and of each voice that it is for. Where no
    voice can be told from another, all speech is one voice, 0.
    """

    track: Track
    low: Low
    noise_db: float
    voices_db: Mapping[int, float]

    def ratios_db(self) -> dict[int, float]:
        """How far each voice stands above the noise."""
        return {voice: db - self.noise_db for voice, db in self.voices_db.items()}


def alone(voices: Voices) -> list[tuple[Span, int]]:
    """When one voice has the word alone, in time order."""
    found = []
    for voice in range(voices.voices_n):
        found += [(span, voice) for span in voices.alone(voice) if span.duration_s >= _LEAST_TURN_S]
    return sorted(found)


def heard(
    tracks: Sequence[Track],
    lows: Sequence[Low],
    speech: Sequence[Span],
    turns: Sequence[tuple[Span, int]],
    music: Sequence[Span],
    tools: Tools,
) -> list[Heard]:
    """Each track with the voices whose own it is. `turns` are of voices alone; in music nothing is measured."""
    measured = [_measured(track, low, speech, turns, music, tools) for track, low in zip(tracks, lows, strict=True)]
    named = sorted({voice for _, _, voices_db in measured for voice in voices_db})
    levels_db = np.array(
        [
            [voices_db.get(voice, FLOOR_DB) + track.headroom_db for voice in named]
            for track, (_, _, voices_db) in zip(tracks, measured, strict=True)
        ]
    )
    track_of = dict(zip(named, microphones(levels_db).tolist(), strict=True))
    found = []
    for at, (track, low, (noise_db, speech_db, voices_db)) in enumerate(zip(tracks, lows, measured, strict=True)):
        own = {voice: db for voice, db in voices_db.items() if track_of[voice] == at}
        found.append(Heard(track, low, noise_db, own or {0: speech_db}))
    return found


def low_sounds(tracks: Sequence[Track], remove_hum: bool, remove_rumble: bool, tools: Tools) -> list[Low]:
    """The lines of mains hum, and whether it rumbles. Rumble goes from all microphones or from none: else the room changes with
    whoever has the word.
    """
    if not (remove_hum or remove_rumble):
        return [Low((), False)] * len(tracks)
    measured = [_low_of(track, tools) for track in tracks]
    has_rumble = remove_rumble and any(lifts_db > _RUMBLE_DB for _, lifts_db in measured)
    return [Low(hum if remove_hum else (), has_rumble) for hum, _ in measured]


def _low_of(track: Track, tools: Tools) -> tuple[tuple[float, ...], float]:
    """The lines of hum, and how far rumble lifts the room's floor, from the 16 kHz twin."""
    sound: Sound = tools.blobs.open(track.analysis_blob)
    hum, rumble = HumFinder(sound.rate_hz), RumbleMeter(sound.rate_hz)
    for at_n in range(0, sound.frames_n, _MEASURED_S * sound.rate_hz):
        block = sound.read(at_n, min(_MEASURED_S * sound.rate_hz, sound.frames_n - at_n))
        hum.push(block[:, 0])
        rumble.push(block)
    sound.close()
    return hum.lines(), rumble.lifts_db


def _measured(
    track: Track,
    low: Low,
    speech: Sequence[Span],
    turns: Sequence[tuple[Span, int]],
    music: Sequence[Span],
    tools: Tools,
) -> tuple[float, float, dict[int, float]]:
    """Levels in dBFS of the noise, of all speech and of each voice that says enough alone, music left out."""
    rms = _levels(track, low, tools)
    is_speech, is_music = (_steps_within(spans, track, len(rms)) for spans in (speech, music))
    is_speech &= ~is_music
    is_quiet = ~is_speech & ~is_music
    quiet = rms[is_quiet] if is_quiet.sum() > _STEPS_PER_S // 2 else rms
    always, often = (db_of(float(np.percentile(quiet, share))) for share in (_ALWAYS, _OFTEN))
    voices_db = {}
    for voice in {voice for _, voice in turns}:
        own = is_speech & _steps_within([span for span, one in turns if one == voice], track, len(rms))
        if own.sum() >= _LEAST_VOICE_S * _STEPS_PER_S:
            voices_db[voice] = level_db(rms[own])
    return max(always, often - _OFTEN_BY_DB), level_db(rms[is_speech] if is_speech.any() else rms), voices_db


def _levels(track: Track, low: Low, tools: Tools) -> NDArray[np.float64]:
    """The working copy's level in each 20 ms, without what is low, from the 16 kHz twin."""
    sound: Sound = tools.blobs.open(track.analysis_blob)
    levels = []
    for at_n in range(0, sound.frames_n, _MEASURED_S * sound.rate_hz):
        lead_n = min(at_n, 2 * sound.rate_hz)
        block = sound.read(at_n - lead_n, lead_n + min(_MEASURED_S * sound.rate_hz, sound.frames_n - at_n))
        mono = low.taken_from(block, sound.rate_hz)[lead_n:, 0]
        step_n = sound.rate_hz // _STEPS_PER_S
        whole = mono[: len(mono) // step_n * step_n].reshape(-1, step_n)
        levels.append(whole.std(axis=1, dtype=np.float64))  # what a recorder adds to every sample is no noise
    sound.close()
    return np.concatenate(levels)


def _steps_within(spans: Sequence[Span], track: Track, steps_n: int) -> NDArray[np.bool_]:
    """Which of a track's 20 ms steps lie in the spans."""
    is_within = np.zeros(steps_n, bool)
    for span in spans:
        start, end = (max(0, round((time_s - track.offset_s) * _STEPS_PER_S)) for time_s in (span.start_s, span.end_s))
        is_within[start:end] = True
    return is_within
