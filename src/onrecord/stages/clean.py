"""clean: hum and noise reduced, as much as the recording asks for and no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from onrecord.core.ports import Denoiser, Samples, Sound, Tools
from onrecord.core.recording import EventKind, Listening, Recording, Sounds, Track, heard_in
from onrecord.core.sound import Clean, CleanTrack
from onrecord.core.stage import Settings, Stage
from onrecord.core.time import Span, union
from onrecord.signal.decibel import db_of, gain_of
from onrecord.signal.hum import HumFinder, without_hum
from onrecord.signal.rumble import RumbleMeter, without_rumble

_BLOCK_S = 60.0
_RUN_UP_S, _RUN_OUT_S = 3.0, 0.1
_SPEECH_DBFS = -23.0
_MEASURED_S = 30
_WORTH_IT_DB = 3.0
_ALWAYS, _OFTEN, _OFTEN_BY_DB = 25, 60, 5.0
"""The noise is as loud as a quarter of the moments without speech at the most, or 5 dB under what six in ten do not exceed where that
is more: a fan that runs half the time is a noise, the coughs between the words are none."""
_RUMBLE_DB = 3.0
"""Rumble that lifts the room's floor so far is worth taking away."""
_SAID_OVER_S, _FADE_S = 12.0, 0.8
"""Between two pieces of music no farther apart the music goes on under what is said; so long the reduction takes to begin and end
beside music."""


class CleanSettings(Settings):
    """How much noise is taken away."""

    strength_db: float = Field(
        20.0,
        ge=0.0,
        le=40.0,
        description="Noise reduction at the most, in dB; 0 turns it off. More sounds cleaner and less natural.",
    )
    only_below_db: float = Field(
        32.0,
        ge=0.0,
        le=90.0,
        description="How far speech is to stand above the noise, in dB: only what is missing is taken away.",
    )
    remove_hum: bool = Field(True, description="Notch out mains hum where it stands.")
    remove_rumble: bool = Field(
        True, description="Take away what lies below voices, under 60 Hz, where a recording rumbles."
    )


def clean(inputs: Mapping[str, Any], settings: CleanSettings, tools: Tools) -> Clean:
    """Every track on its own, down to the same distance between voice and noise, in blocks of a minute with a run-up and a run-out, so that
    each block comes out the same in any order. Noise reduction takes music for noise, so none is done there.
    """
    recording: Recording = inputs["ingest"]
    listening: Listening = inputs["listen"]
    music = _music(inputs["sounds"])
    tracks = [recording.tracks[at] for at in heard_in(recording.tracks)]
    lows = _lows(tracks, settings, tools)
    heard = [_heard(track, low, listening, music, tools) for track, low in zip(tracks, lows, strict=True)]
    # microphones whose rooms lie equally far under their voices: else the room changes with whoever has the word
    in_reach_db = [one.ratio_db + settings.strength_db for one in heard]
    wanted_db = min([settings.only_below_db, *in_reach_db])
    share = 1.0 / len(heard)
    cleaned = {one.track.id: _cleaned(one, wanted_db, music, tools, i * share, share) for i, one in enumerate(heard)}
    return Clean(
        tuple(cleaned.get(track.id) or _left_alone(track, "nobody is heard in it") for track in recording.tracks)
    )


@dataclass(frozen=True, slots=True)
class _Low:
    """What is to go from under the voices of a track."""

    hum: tuple[float, ...]
    has_rumble: bool

    def __bool__(self) -> bool:
        return bool(self.hum) or self.has_rumble

    def taken_from(self, samples: Samples, rate_hz: int) -> Samples:
        steady = without_hum(samples, rate_hz, self.hum)
        return without_rumble(steady, rate_hz) if self.has_rumble else steady


@dataclass(frozen=True, slots=True)
class _Heard:
    """A track with what goes from under its voices, how loud its speech is and how far that stands above the noise."""

    track: Track
    low: _Low
    speech_db: float
    ratio_db: float


def _music(sounds: Sounds) -> list[Span]:
    """Where music is heard, by itself or under what is said."""
    return union((e.span for e in sounds.events if e.kind is EventKind.MUSIC), join_gaps_s=_SAID_OVER_S)


def _heard(track: Track, low: _Low, listening: Listening, music: Sequence[Span], tools: Tools) -> _Heard:
    speech_db, noise_db = _measured(track, low, listening, music, tools)
    return _Heard(track, low, speech_db, speech_db - noise_db)


def _cleaned(
    heard: _Heard, wanted_db: float, music: Sequence[Span], tools: Tools, begun: float, share: float
) -> CleanTrack:
    track, low = heard.track, heard.low
    missing_db = round(wanted_db - heard.ratio_db, 1)
    limit_db = missing_db if missing_db >= _WORTH_IT_DB else 0.0
    why = f"speech stands {heard.ratio_db:.0f} dB above the noise" + (
        f", {limit_db:.0f} dB are taken away" if limit_db else ""
    )
    why += f", but not from {sum(span.duration_s for span in music):.0f} s of music" if limit_db and music else ""
    why += f"; hum at {', '.join(f'{hz:.0f}' for hz in low.hum)} Hz is notched out" if low.hum else ""
    why += "; rumble under 60 Hz is taken away" if low.has_rumble else ""
    if not limit_db and not low:
        return _left_alone(track, why)
    sound = tools.blobs.open(track.blob)
    writer = tools.blobs.create(f"{track.id}-clean", track.rate_hz, track.channels_n)
    gain = float(np.clip(gain_of(_SPEECH_DBFS - heard.speech_db), 0.1, 30.0))
    block_n, run_up_n, run_out_n = (round(s * track.rate_hz) for s in (_BLOCK_S, _RUN_UP_S, _RUN_OUT_S))
    denoiser = tools.denoiser if limit_db else None

    def block_at(at_n: int) -> Samples:
        lead_n, own_n = min(at_n, run_up_n), min(block_n, track.frames_n - at_n)
        block = sound.read(at_n - lead_n, lead_n + min(own_n + run_out_n, track.frames_n - at_n))
        voices = _denoised(low.taken_from(block, track.rate_hz), denoiser, limit_db, gain)
        is_music = _within(music, track.offset_s + (at_n - lead_n) / track.rate_hz, len(block), track.rate_hz)
        if is_music.any():
            voices += is_music * (without_hum(block, track.rate_hz, low.hum) - voices)
        return voices[lead_n : lead_n + own_n]

    starts = list(range(0, track.frames_n, block_n))
    workers_n = max(1, tools.workers_n - 1)
    with ThreadPoolExecutor(workers_n, thread_name_prefix="clean") as pool:
        for first in range(0, len(starts), workers_n):
            for block in pool.map(block_at, starts[first : first + workers_n]):
                writer.write(block)
            tools.progress(begun + share * min(1.0, (first + workers_n) / len(starts)))
    sound.close()
    return CleanTrack(track.id, writer.close(), track.headroom_db, low.hum, limit_db, why)


def _left_alone(track: Track, why: str) -> CleanTrack:
    return CleanTrack(track.id, track.blob, track.headroom_db, (), 0.0, f"left alone: {why}")


def _denoised(block: Samples, denoiser: Denoiser | None, limit_db: float, gain: float) -> Samples:
    """Noise reduction works on speech at a usual level, so that it takes no quiet voice for noise."""
    if denoiser is None:
        return block
    channels = [
        denoiser.clean(np.ascontiguousarray(block[:, c]) * np.float32(gain), limit_db) for c in range(block.shape[1])
    ]
    return np.stack(channels, axis=1) / np.float32(gain)


def _within(spans: Sequence[Span], start_s: float, frames_n: int, rate_hz: int) -> Samples:
    """For each frame from `start_s` on whether it lies within a span, shape (frames, 1): 1 within, and rising to it beside."""
    if not any(start_s < s.end_s + _FADE_S and s.start_s - _FADE_S < start_s + frames_n / rate_hz for s in spans):
        return np.zeros((frames_n, 1), np.float32)
    edges = [edge for s in spans for edge in (s.start_s - _FADE_S, s.start_s, s.end_s, s.end_s + _FADE_S)]
    times_s = start_s + np.arange(frames_n) / rate_hz
    return np.interp(times_s, edges, [0.0, 1.0, 1.0, 0.0] * len(spans)).astype(np.float32)[:, None]


def _lows(tracks: Sequence[Track], settings: CleanSettings, tools: Tools) -> list[_Low]:
    """The lines of mains hum, and whether it rumbles. Rumble goes from all microphones or from none: else the room changes with
    whoever has the word.
    """
    if not (settings.remove_hum or settings.remove_rumble):
        return [_Low((), False)] * len(tracks)
    measured = [_low_sounds(track, tools) for track in tracks]
    has_rumble = settings.remove_rumble and any(lifts_db > _RUMBLE_DB for _, lifts_db in measured)
    return [_Low(hum if settings.remove_hum else (), has_rumble) for hum, _ in measured]


def _low_sounds(track: Track, tools: Tools) -> tuple[tuple[float, ...], float]:
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
    track: Track, low: _Low, listening: Listening, music: Sequence[Span], tools: Tools
) -> tuple[float, float]:
    """Speech level and noise level in dBFS of the working copy without what is low, from the 16 kHz twin, music left out."""
    sound: Sound = tools.blobs.open(track.analysis_blob)
    levels = []
    for at_n in range(0, sound.frames_n, _MEASURED_S * sound.rate_hz):
        lead_n = min(at_n, 2 * sound.rate_hz)
        block = sound.read(at_n - lead_n, lead_n + min(_MEASURED_S * sound.rate_hz, sound.frames_n - at_n))
        mono = low.taken_from(block, sound.rate_hz)[lead_n:, 0]
        step_n = sound.rate_hz // 50
        whole = mono[: len(mono) // step_n * step_n].reshape(-1, step_n)
        levels.append(whole.std(axis=1, dtype=np.float64))  # what a recorder adds to every sample is no noise
    sound.close()
    rms = np.concatenate(levels)
    is_speech, is_music = (_steps_within(spans, track, len(rms)) for spans in (listening.speech, music))
    is_speech &= ~is_music
    is_quiet = ~is_speech & ~is_music
    quiet = rms[is_quiet] if is_quiet.sum() > 25 else rms
    always, often = (db_of(float(np.percentile(quiet, share))) for share in (_ALWAYS, _OFTEN))
    noise_db = max(always, often - _OFTEN_BY_DB)
    loud = rms[is_speech] if is_speech.any() else rms
    return db_of(float(np.sqrt((loud**2).mean()))), noise_db


def _steps_within(spans: Sequence[Span], track: Track, steps_n: int) -> NDArray[np.bool_]:
    """Which of a track's 20 ms steps lie in the spans."""
    is_within = np.zeros(steps_n, bool)
    for span in spans:
        start, end = (max(0, round((time_s - track.offset_s) * 50)) for time_s in (span.start_s, span.end_s))
        is_within[start:end] = True
    return is_within


STAGE = Stage(
    name="clean",
    version=7,
    says="Reducing noise",
    needs=("ingest", "listen", "sounds"),
    settings=CleanSettings,
    makes=Clean,
    run=clean,
    schema="clean.1",
    engines=("denoiser",),
)
