"""One file becomes one track, or several where it holds several sounds; what its channels need is put right on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
import soxr
from numpy.typing import NDArray

from onrecord.core.errors import BadRecording
from onrecord.core.ports import Progress, Samples, SoundWriter, Tools
from onrecord.core.recording import Part, SourceFacts, Track
from onrecord.core.time import clock
from onrecord.signal.ahead import ahead
from onrecord.signal.channels import ChannelMeter
from onrecord.signal.decibel import gain_of
from onrecord.signal.flat_tops import FlatTopMeter
from onrecord.signal.loudness import STEP_S, LoudnessMeter, lifted_lufs, lufs_of
from onrecord.signal.peak import PeakMeter

RATE_HZ = 48_000
ANALYSIS_RATE_HZ = 16_000
_HEADROOM_DB = 6.0
_FLOAT_HEADROOM_DB = 24.0
_STANDS_OUT_LU, _LEAST_VOICE_S = 6.0, 0.3
_SIDES = ("left", "right")
_EXACT = ("pcm_s16", "pcm_s24", "pcm_s32", "pcm_f", "flac", "alac", "wavpack")
_LOPSIDED_DB, _FAR_APART_DB = 6.0, 10.0
"""So much to one side, or between two voices, is more than a pair of microphones makes of people who sit before it."""


class SourceFile(Protocol):
    """A recording as the show folder keeps it."""

    path: Path
    sha256: str
    speaker_name: str | None


@dataclass(frozen=True, slots=True)
class Mend:
    """What is put right in every sample: `offset` of each channel is taken away, and the second turned over."""

    offset: tuple[float, ...] = ()
    turns_second: bool = False

    def __call__(self, block: Samples) -> Samples:
        if any(self.offset):
            block = block - np.asarray(self.offset, np.float32)
        return block * np.array([1.0, -1.0], np.float32) if self.turns_second else block


@dataclass(frozen=True, slots=True)
class Taken:
    """A track, its K-weighted power per 100 ms, and what it was made of."""

    track: Track
    power: NDArray[np.float64]
    source: SourceFile
    fact: SourceFacts
    part: Part
    mend: Mend
    is_damaged: bool

    def again(self, drift_ppm: float, tools: Tools, progress: Progress) -> Taken:
        """With `drift_ppm` of its clock put right."""
        return _taken(self.track.id, self.source, self.fact, self.part, self.mend, tools, progress, drift_ppm)[0]

    def begun_at(self, offset_s: float) -> Taken:
        return replace(self, track=replace(self.track, offset_s=offset_s))


def taken_in(
    source: SourceFile, fact: SourceFacts, before_n: int, tools: Tools, progress: Progress
) -> tuple[list[Taken], list[str]]:
    """The tracks of a file, the ids counted on from `before_n`, and what the person is told. Raises BadRecording."""
    found: list[Taken] = []
    told: list[str] = []
    for part in fact.parts:
        try:
            found += _mended(source, fact, part, before_n + len(found), tools, progress, told)
        except BadRecording:
            if part is fact.parts[-1] and not found:
                raise
    if len(fact.parts) > 1:
        found = [one for one in found if not one.track.is_silent] or found[:1]
        told.insert(0, _several(source, fact, found))
    if any(one.is_damaged for one in found):
        told.append(
            f"{source.path.name} is damaged: some of it cannot be decoded and is left out, and what follows comes earlier by as much."
        )
    if len(found) > 1:
        found = [replace(one, track=replace(one.track, speaker_name=None)) for one in found]
    return found, told


def _mended(
    source: SourceFile, fact: SourceFacts, part: Part, before_n: int, tools: Tools, progress: Progress, told: list[str]
) -> list[Taken]:
    """A part as one track, or as one for each channel that is somebody's own. It is decoded again where something is put right."""
    id = f"t{before_n + 1}"
    one, channels = _taken(id, source, fact, part, Mend(), tools, progress)
    name = source.path.name
    if voices_on := channels.voices_on:
        told.append(
            f"{name} has a voice on each side: left and right are taken as a microphone each."
            if len(voices_on) > 1
            else f"{name} holds its sound on the {_SIDES[voices_on[0]]} alone; it is heard on both sides."
        )
        sides = [replace(part, channel=channel) for channel in voices_on]
        return [
            each
            for at, side in enumerate(sides)
            for each in _mended(source, fact, side, before_n + at, tools, progress, told)
        ]
    if any(channels.offset):
        told.append(
            f"{name} has a DC offset of {100 * max(map(abs, channels.offset)):.2g} % of full scale; it is taken away."
        )
    if channels.is_opposite:
        told.append(f"{name} has its right channel upside down against the left; this is put right.")
    if any(channels.offset) or channels.is_opposite:
        mend = Mend(channels.offset, channels.is_opposite)
        one, _ = _taken(id, source, fact, part, mend, tools, progress)
    told += _leans(name, *channels.leans_db) + _clipped(source, fact, part, tools)
    return [one]


def _clipped(source: SourceFile, fact: SourceFacts, part: Part, tools: Tools) -> list[str]:
    """What is told of a file whose loudest moments are cut off. Flat tops are there only before anything is resampled, and never
    in what a lossy codec brings back.
    """
    if not fact.codec.startswith(_EXACT):
        return []
    tops = FlatTopMeter(fact.rate_hz)
    for block in tools.codecs.decode(source.path, fact.rate_hz, 0.0, part):
        tops.push(block)
    if not (clipped := tops.clipped):
        return []
    share, first_s = clipped
    return [
        f"{source.path.name} was recorded too hot: {100 * share:.2g} % of it is cut off flat, first at {clock(first_s)}. "
        "It stays so; turn the recorder down next time."
    ]


def _leans(name: str, right_db: float, left_db: float) -> list[str]:
    """What is told of a picture that does not lie in the middle; `ChannelMeter.leans_db`."""
    if min(abs(right_db), abs(left_db)) > _LOPSIDED_DB and right_db * left_db > 0:
        side = _SIDES[right_db < 0]
        return [
            f"{name} is {abs(left_db + right_db) / 2:.0f} dB louder on the {side} throughout. If that is not meant, give its {side} side "
            "as a file of its own."
        ]
    if left_db - right_db > _FAR_APART_DB:
        return [
            f"{name} is taken as one stereo picture, in which voices lie {left_db - right_db:.0f} dB apart by side. If left and right "
            "are a microphone each, give each as a file of its own."
        ]
    return []


def _several(source: SourceFile, fact: SourceFacts, found: Sequence[Taken]) -> str:
    parts_n = len(fact.parts)
    are_channels = fact.parts[0].channel is not None
    holds = f"{parts_n} channels that it does not name" if are_channels else f"{parts_n} sound streams"
    silent_n = parts_n - len({one.part for one in found})
    but = f", but for {silent_n} without sound" if silent_n else ""
    return f"{source.path.name} holds {holds}: each is taken as a microphone of its own{but}."


def _taken(
    id: str, source: SourceFile, fact: SourceFacts, part: Part, mend: Mend, tools: Tools, progress: Progress,
    drift_ppm: float = 0.0,
) -> tuple[Taken, ChannelMeter]:  # fmt: skip
    """The track, with `drift_ppm` of its clock put right, and what its channels are."""
    headroom_db = _FLOAT_HEADROOM_DB if fact.is_float else _HEADROOM_DB
    scale = np.float32(gain_of(-headroom_db))
    work: SoundWriter | None = None
    analysis = tools.blobs.create(f"{id}-16k", ANALYSIS_RATE_HZ, 1)
    down = soxr.ResampleStream(RATE_HZ, ANALYSIS_RATE_HZ, 1, dtype="float32", quality="HQ")
    frames_n = channels_n = 0
    damaged: list[bool] = []
    for decoded in ahead(tools.codecs.decode(source.path, RATE_HZ, drift_ppm, part, lambda: damaged.append(True))):
        block = mend(decoded)
        if work is None:
            channels_n = block.shape[1]
            work = tools.blobs.create(f"{id}-48k", RATE_HZ, channels_n)
            meter, peaks = LoudnessMeter(RATE_HZ, channels_n), PeakMeter(channels_n)
            channels = ChannelMeter(RATE_HZ, channels_n)
        channels.push(block)
        meter.push(block)
        peaks.push(block)
        scaled = block * scale
        work.write(scaled)
        analysis.write(down.resample_chunk(scaled.mean(axis=1, keepdims=True)))
        frames_n += len(block)
        if fact.duration_s:
            progress(min(1.0, frames_n / RATE_HZ / fact.duration_s))
    analysis.write(down.resample_chunk(np.zeros((0, 1), np.float32), last=True))
    assert work is not None  # decode raises when there is no sound at all
    blob, analysis_blob = work.close(), analysis.close()
    track = Track(
        id=id, source=source.path.name, source_sha256=source.sha256, codec=fact.codec, source_rate_hz=fact.rate_hz,
        blob=blob, analysis_blob=analysis_blob, rate_hz=RATE_HZ, channels_n=channels_n, frames_n=frames_n,
        headroom_db=headroom_db, drift_ppm=drift_ppm, loudness_lufs=round(meter.integrated_lufs, 2),
        true_peak_dbtp=round(peaks.dbtp, 2), speaker_name=source.speaker_name, starts_s=fact.starts_s,
        voice_lufs=_voice_lufs(meter.step_power),
    )  # fmt: skip
    return Taken(track, meter.step_power, source, fact, part, mend, bool(damaged)), channels


def _voice_lufs(step_power: NDArray[np.float64]) -> float | None:
    """The loudness of what stands out of a track's quiet moments, so that the room counts for nothing where its owner hardly
    speaks; None where nothing does.
    """
    lufs = lufs_of(step_power)
    out = step_power[lufs > np.percentile(lufs, 10) + _STANDS_OUT_LU] if len(lufs) else step_power
    return round(lifted_lufs(out), 2) if len(out) >= _LEAST_VOICE_S / STEP_S else None
