"""clean: hum and noise reduced, as much as each voice asks for and no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from pydantic import Field

from onrecord.core.ports import Denoiser, Progress, Samples, Tools, part_of
from onrecord.core.recording import Listening, Recording, Sounds, Track, heard_in
from onrecord.core.sound import Clean, CleanTrack
from onrecord.core.stage import Settings, Stage
from onrecord.core.time import Span, sample_at, subtract, union
from onrecord.signal.hum import without_hum
from onrecord.signal.leveller import VoiceLevel, gain_curve
from onrecord.signal.render import GainCurve
from onrecord.stages.clean.noise import Heard, alone, heard, low_sounds

_BLOCK_S = 60.0
_RUN_UP_S, _RUN_OUT_S = 3.0, 0.1
_SPEECH_DBFS, _LIFT_DB = -12.0, (-20.0, 45.0)
_WORTH_IT_DB = 3.0
_LEAST_DB, _NEARLY_DB = 5.0, 4.0
"""So much goes from under every voice that does not stand this much above what is wanted: it took nothing from any, and hiss is heard."""
_NOISY_DB, _DEEPER = 13.0, 3.0
"""A voice that lacks more than this is in much noise: of every dB beyond it so much more goes. Voices under 15 dB were best at 24 to 28 dB
less noise; of those at 19 and more some lost by more than was missing.
"""
_SAID_OVER_S, _FADE_S = 12.0, 0.8
"""Between two pieces of music no farther apart the music goes on under what is said; so long the reduction takes to begin and end
beside music."""


class CleanSettings(Settings):
    """How much noise is taken away."""

    strength_db: float = Field(
        28.0,
        ge=0.0,
        le=40.0,
        description="Noise reduction at the most, in dB; 0 turns it off. More sounds cleaner and less natural.",
    )
    only_below_db: float = Field(
        32.0,
        ge=0.0,
        le=90.0,
        description="How far a voice is to stand above the noise, in dB: what is missing is taken away, and more in much noise.",
    )
    remove_hum: bool = Field(True, description="Notch out mains hum where it stands.")
    remove_rumble: bool = Field(
        True, description="Take away what lies below voices, under 60 Hz, where a recording rumbles."
    )


def clean(inputs: Mapping[str, Any], settings: CleanSettings, tools: Tools) -> Clean:
    """The noise equally far down under all voices, as far as one of them asks for and the worst allows. In blocks of a minute with a
    run-up and a run-out, so that each comes out the same in any order. Noise reduction takes music for noise, so none is done there.
    """
    recording: Recording = inputs["ingest"]
    listening: Listening = inputs["listen"]
    music, turns = _music(inputs["sounds"]), alone(inputs["voices"])
    if not subtract([Span(0.0, recording.duration_s)], music):
        return Clean(tuple(_left_alone(track, "music is heard all through") for track in recording.tracks))
    tracks = [recording.tracks[at] for at in heard_in(recording.tracks)]
    low = low_sounds(tracks, settings.remove_hum, settings.remove_rumble, tools)
    measured = heard(tracks, low, listening.speech, turns, music, tools)
    ratios_db = [db for one in measured for db in one.ratios_db().values()]
    asked_db = [db + less_db for db in ratios_db if (less_db := _asked_db(db, settings))]
    # alike for all: else the room changes with whoever has the word
    wanted_db = min(max(asked_db, default=0.0), min(ratios_db) + settings.strength_db)
    share = 1.0 / len(measured)
    cleaned = {
        one.track.id: _cleaned(one, wanted_db, turns, music, tools, part_of(tools.progress, i * share, share))
        for i, one in enumerate(measured)
    }
    return Clean(
        tuple(cleaned.get(track.id) or _left_alone(track, "nobody is heard in it") for track in recording.tracks)
    )


def _asked_db(ratio_db: float, settings: CleanSettings) -> float:
    """How much less noise a voice asks for that stands so far above it: what is missing, and more in much noise."""
    missing_db = settings.only_below_db - ratio_db
    if missing_db <= -_NEARLY_DB:
        return 0.0
    return max(missing_db + _DEEPER * max(0.0, missing_db - _NOISY_DB), _LEAST_DB)


def _music(sounds: Sounds) -> list[Span]:
    """Where music is heard, by itself or under what is said."""
    return union(sounds.music, join_gaps_s=_SAID_OVER_S)


def _cleaned(
    one: Heard,
    wanted_db: float,
    turns: Sequence[tuple[Span, int]],
    music: Sequence[Span],
    tools: Tools,
    progress: Progress,
) -> CleanTrack:
    """The track with its noise `wanted_db` under each of its voices."""
    track, low = one.track, one.low
    missing_db = {voice: round(wanted_db - db, 1) for voice, db in one.ratios_db().items()}
    taken_db = {voice: db if db >= _WORTH_IT_DB else 0.0 for voice, db in missing_db.items()}
    most_db = max(taken_db.values())
    why = _why(one, taken_db, music)
    if not most_db and not low:
        return _left_alone(track, why)
    sound = tools.blobs.open(track.blob)
    writer = tools.blobs.create(f"{track.id}-clean", track.rate_hz, track.channels_n)
    block_n, run_up_n, run_out_n = (round(s * track.rate_hz) for s in (_BLOCK_S, _RUN_UP_S, _RUN_OUT_S))
    lift_db = {voice: float(np.clip(_SPEECH_DBFS - db, *_LIFT_DB)) for voice, db in one.voices_db.items()}
    lift, taken = (_along(turns, values_db, track.rate_hz) for values_db in (lift_db, taken_db))
    offset_n = sample_at(track.offset_s, track.rate_hz)

    def block_at(at_n: int) -> Samples:
        lead_n, own_n = min(at_n, run_up_n), min(block_n, track.frames_n - at_n)
        block = sound.read(at_n - lead_n, lead_n + min(own_n + run_out_n, track.frames_n - at_n))
        start_n = offset_n + at_n - lead_n
        voices = low.taken_from(block, track.rate_hz)
        if most_db:
            voices = _denoised(
                voices, tools.denoiser, lift.factors(start_n, len(block)), taken.factors(start_n, len(block))
            )
        is_music = _within(music, start_n / track.rate_hz, len(block), track.rate_hz)
        if is_music.any():
            voices += is_music * (without_hum(block, track.rate_hz, low.hum) - voices)
        return voices[lead_n : lead_n + own_n]

    starts = list(range(0, track.frames_n, block_n))
    workers_n = max(1, tools.workers_n - 1)
    with ThreadPoolExecutor(workers_n, thread_name_prefix="clean") as pool:
        for first in range(0, len(starts), workers_n):
            for block in pool.map(block_at, starts[first : first + workers_n]):
                writer.write(block)
            progress(min(1.0, (first + workers_n) / len(starts)))
    sound.close()
    return CleanTrack(track.id, writer.close(), track.headroom_db, low.hum, most_db, why)


def _why(one: Heard, taken_db: Mapping[int, float], music: Sequence[Span]) -> str:
    worst_first = sorted(one.ratios_db().items(), key=lambda item: item[1])
    stand, stand_db = "speech stands" if len(worst_first) == 1 else "the voices stand", [db for _, db in worst_first]
    why = f"{stand} {_from_to(stand_db)} dB above the noise"
    if any(taken_db.values()):
        why += f", {_from_to([taken_db[voice] for voice, _ in worst_first])} dB are taken away"
        why += f", but not from {sum(span.duration_s for span in music):.0f} s of music" if music else ""
    why += (
        f"; hum at {', '.join(dict.fromkeys(f'{hz:.0f}' for hz in one.low.hum))} Hz is notched out"
        if one.low.hum
        else ""
    )
    return why + ("; rumble under 60 Hz is taken away" if one.low.has_rumble else "")


def _from_to(values: Sequence[float]) -> str:
    first, last = f"{values[0]:.0f}", f"{values[-1]:.0f}"
    return first if first == last else f"{first} to {last}"


def _along(turns: Sequence[tuple[Span, int]], values_db: Mapping[int, float], rate_hz: int) -> GainCurve:
    """What holds for whoever has the word, in dB; between two turns the lower of both, as with levels."""
    voices_n = 1 + max((voice for _, voice in turns), default=0)
    levels = [VoiceLevel.constant(values_db[voice]) if voice in values_db else None for voice in range(voices_n)]
    times_s, along_db = zip(*gain_curve(levels, turns, min(values_db.values())), strict=True)
    return GainCurve(times_s, along_db, rate_hz)


def _left_alone(track: Track, why: str) -> CleanTrack:
    return CleanTrack(track.id, track.blob, track.headroom_db, (), 0.0, f"left alone: {why}")


def _denoised(block: Samples, denoiser: Denoiser, lift: Samples, taken: Samples) -> Samples:
    """`taken` is the factor by which noise goes down at the most. Noise reduction works on speech at a usual level, to which `lift`
    brings it and from which it comes back, so that it takes no quiet voice for noise.
    """
    lifted = block * lift
    channels = [denoiser.clean(np.ascontiguousarray(lifted[:, c])) for c in range(block.shape[1])]
    voices: Samples = np.stack(channels, axis=1) / lift
    return voices + (block - voices) / taken


def _within(spans: Sequence[Span], start_s: float, frames_n: int, rate_hz: int) -> Samples:
    """For each frame from `start_s` on whether it lies within a span, shape (frames, 1): 1 within, and rising to it beside."""
    if not any(start_s < s.end_s + _FADE_S and s.start_s - _FADE_S < start_s + frames_n / rate_hz for s in spans):
        return np.zeros((frames_n, 1), np.float32)
    edges = [edge for s in spans for edge in (s.start_s - _FADE_S, s.start_s, s.end_s, s.end_s + _FADE_S)]
    times_s = start_s + np.arange(frames_n) / rate_hz
    return np.interp(times_s, edges, [0.0, 1.0, 1.0, 0.0] * len(spans)).astype(np.float32)[:, None]


STAGE = Stage(
    name="clean",
    version=11,
    says="Reducing noise",
    needs=("ingest", "listen", "sounds", "voices"),
    settings=CleanSettings,
    makes=Clean,
    run=clean,
    schema="clean.1",
    engines=("denoiser",),
)
