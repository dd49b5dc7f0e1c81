"""ingest: whatever a recorder gave becomes tracks on one clock, and their sum at 16 kHz for the models to listen to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import soxr
from numpy.typing import NDArray
from pydantic import Field

from onrecord.core.errors import SilentRecording, TooShort, TruncatedRecording
from onrecord.core.ports import SoundWriter, Tools
from onrecord.core.recording import Recording, SourceFacts, Track
from onrecord.core.stage import Settings, Stage
from onrecord.core.time import clock, on_grid
from onrecord.signal.decibel import gain_of
from onrecord.signal.loudness import STEP_S, LoudnessMeter, integrated_lufs, range_lu, windowed_lufs
from onrecord.signal.peak import PeakMeter

RATE_HZ = 48_000
ANALYSIS_RATE_HZ = 16_000
_HEADROOM_DB = 6.0
_FLOAT_HEADROOM_DB = 24.0
_SILENT_LUFS = -70.0
_ANALYSIS_LUFS = -23.0


class IngestSettings(Settings):
    """How recordings are taken in."""

    accept_truncated: bool = Field(False, description="Go on with a file that ends before its own header says.")


class SourceFile(Protocol):
    """A recording as the show folder keeps it."""

    path: Path
    sha256: str
    speaker_name: str | None


def ingest(inputs: Mapping[str, Any], settings: IngestSettings, tools: Tools) -> Recording:
    """Decodes every source once to 48 kHz and to 16 kHz mono, measures it, and puts all on one clock.

    The clock starts with the track that starts first (by BWF time reference when every file has one, else all start
    together). Raises BadRecording and its kind.
    """
    sources: Sequence[SourceFile] = inputs["sources"]
    facts = [tools.codecs.probe(source.path) for source in sources]
    tracks: list[Track] = []
    powers: list[NDArray[np.float64]] = []
    for index, (source, fact) in enumerate(zip(sources, facts, strict=True)):
        share = 1.0 / len(sources)
        track, power = _track(f"t{index + 1}", source, fact, settings, tools, index * share, share)
        tracks.append(track)
        powers.append(power)
    _refuse_silence(tracks)
    tracks = _on_one_clock(tracks, facts)
    duration_s = on_grid(max(t.offset_s + t.frames_n / t.rate_hz for t in tracks))
    if duration_s < 1.0:
        raise TooShort(
            f"The recording is {duration_s:.1f} s long; an episode needs at least 1 s.",
            "Check that it is the right file.",
        )
    warnings = _warnings(tracks, duration_s)
    for warning in warnings:
        tools.remark(warning)
    mix_blob = tracks[0].analysis_blob if len(tracks) == 1 else _mixed(tracks, duration_s, tools)
    power = _summed(powers, [track.offset_s for track in tracks])
    return Recording(
        tracks=tuple(tracks), duration_s=duration_s, mix_blob=mix_blob, lufs=round(integrated_lufs(power), 2),
        true_peak_dbtp=max(track.true_peak_dbtp or -120.0 for track in tracks), loudness_range_lu=round(range_lu(power), 2),
        short_term_lufs=tuple(round(float(v), 1) for v in windowed_lufs(power, 3.0)[::10]),
        recorded_on=facts[0].recorded_on, warnings=tuple(warnings),
    )  # fmt: skip


def _track(
    track_id: str, source: SourceFile, fact: SourceFacts, settings: IngestSettings, tools: Tools, begun: float, share: float
) -> tuple[Track, NDArray[np.float64]]:  # fmt: skip
    """The track and its K-weighted power per 100 ms."""
    headroom_db = _FLOAT_HEADROOM_DB if fact.is_float else _HEADROOM_DB
    scale = np.float32(gain_of(-headroom_db))
    work: SoundWriter | None = None
    analysis = tools.blobs.create(f"{track_id}-16k", ANALYSIS_RATE_HZ, 1)
    down = soxr.ResampleStream(RATE_HZ, ANALYSIS_RATE_HZ, 1, dtype="float32", quality="HQ")
    frames_n = channels_n = 0
    for block in tools.codecs.decode(source.path, RATE_HZ):
        if work is None:
            channels_n = block.shape[1]
            work = tools.blobs.create(f"{track_id}-48k", RATE_HZ, channels_n)
            meter, peaks = LoudnessMeter(RATE_HZ, channels_n), PeakMeter(channels_n)
        meter.push(block)
        peaks.push(block)
        scaled = block * scale
        work.write(scaled)
        analysis.write(down.resample_chunk(scaled.mean(axis=1, keepdims=True)))
        frames_n += len(block)
        if fact.duration_s:
            tools.progress(begun + share * 0.95 * min(1.0, frames_n / RATE_HZ / fact.duration_s))
    analysis.write(down.resample_chunk(np.zeros((0, 1), np.float32), last=True))
    assert work is not None  # decode raises when there is no sound at all
    blob, analysis_blob = work.close(), analysis.close()
    _refuse_truncated(source, fact, frames_n / RATE_HZ, settings)
    track = Track(
        id=track_id, source=source.path.name, source_sha256=source.sha256, codec=fact.codec, source_rate_hz=fact.rate_hz,
        blob=blob, analysis_blob=analysis_blob, rate_hz=RATE_HZ, channels_n=channels_n, frames_n=frames_n,
        headroom_db=headroom_db, loudness_lufs=round(meter.integrated_lufs, 2), true_peak_dbtp=round(peaks.dbtp, 2),
        speaker_name=source.speaker_name,
    )  # fmt: skip
    return track, meter.step_power


def _summed(powers: Sequence[NDArray[np.float64]], offsets_s: Sequence[float]) -> NDArray[np.float64]:
    """The power of tracks that sound together, on the session clock: what different microphones hear adds up by power."""
    starts = [round(offset_s / STEP_S) for offset_s in offsets_s]
    total = np.zeros(max(start + len(power) for start, power in zip(starts, powers, strict=True)))
    for start, power in zip(starts, powers, strict=True):
        total[start : start + len(power)] += power
    return total


def _refuse_truncated(source: SourceFile, fact: SourceFacts, got_s: float, settings: IngestSettings) -> None:
    if fact.duration_s and got_s < 0.98 * fact.duration_s - 0.5 and not settings.accept_truncated:
        raise TruncatedRecording(
            f"{source.path.name} breaks off at {clock(got_s)}, but says that it is {clock(fact.duration_s)} long.",
            "Copy it from the recorder again, or go on with what is there: --accept-truncated.",
        )


def _refuse_silence(tracks: Sequence[Track]) -> None:
    if all(t.frames_n < RATE_HZ // 10 for t in tracks):
        raise TooShort("The recording is shorter than a tenth of a second.", "Check that it is the right file.")
    if all((t.true_peak_dbtp or -120.0) < _SILENT_LUFS for t in tracks):
        raise SilentRecording(
            f"{tracks[0].source} is silent from end to end.", "Check which input the recorder listened to."
        )


def _on_one_clock(tracks: Sequence[Track], facts: Sequence[SourceFacts]) -> list[Track]:
    starts = [fact.time_reference_s for fact in facts]
    if len(tracks) < 2 or any(start is None for start in starts):
        return list(tracks)
    known = [start for start in starts if start is not None]
    if max(known) - min(known) > 6 * 3600:
        return list(tracks)
    return [replace(t, offset_s=on_grid(start - min(known))) for t, start in zip(tracks, known, strict=True)]


def _warnings(tracks: Sequence[Track], duration_s: float) -> list[str]:
    found = []
    ends = [t.offset_s + t.frames_n / t.rate_hz for t in tracks]
    if len(tracks) > 1 and max(ends) - min(ends) > 0.5:
        short = tracks[int(np.argmin(ends))]
        found.append(
            f"The tracks end at different times: {short.source} stops {max(ends) - min(ends):.1f} s before the end "
            f"({clock(duration_s)}) and is taken as silent from there."
        )
    for track in tracks:
        if track.true_peak_dbtp is not None and track.true_peak_dbtp > 0.3 and not track.codec.startswith("pcm_f"):
            found.append(f"{track.source} was recorded too hot: it clips at {track.true_peak_dbtp:+.1f} dBTP.")
        if len(tracks) > 1 and (track.loudness_lufs or 0.0) < _SILENT_LUFS:
            found.append(f"{track.source} is silent.")
    return found


def _mixed(tracks: Sequence[Track], duration_s: float, tools: Tools) -> str:
    """The 16 kHz sum of all tracks, each brought to one loudness, so that the models hear the quiet voice as well."""
    heard = [t for t in tracks if (t.loudness_lufs or -120.0) > _SILENT_LUFS]
    sounds = [tools.blobs.open(t.analysis_blob) for t in heard]
    gains = [gain_of(_ANALYSIS_LUFS - (t.loudness_lufs or 0.0) + t.headroom_db) for t in heard]
    writer = tools.blobs.create("mix-16k", ANALYSIS_RATE_HZ, 1)
    total_n = round(duration_s * ANALYSIS_RATE_HZ)
    block_n = 10 * ANALYSIS_RATE_HZ
    for at_n in range(0, total_n, block_n):
        n = min(block_n, total_n - at_n)
        block = np.zeros((n, 1), np.float32)
        for track, sound, gain in zip(heard, sounds, gains, strict=True):
            block += sound.read(at_n - round(track.offset_s * ANALYSIS_RATE_HZ), n) * np.float32(gain)
        writer.write(block)
        tools.progress(0.95 + 0.05 * at_n / max(1, total_n))
    for sound in sounds:
        sound.close()
    return writer.close()


STAGE = Stage(
    name="ingest",
    version=2,
    says="Taking the recording in",
    needs=(),
    takes=("sources",),
    settings=IngestSettings,
    makes=Recording,
    run=ingest,
    schema="recording.1",
)
