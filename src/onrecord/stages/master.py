"""master: the finished sound. Cuts, levels, one static gain, a true-peak limiter; then encoded, decoded and measured again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from onrecord.core.edit import Cuts, Decision, EditList
from onrecord.core.errors import RejectedOutput
from onrecord.core.ports import Progress, Samples, Sound, Tools
from onrecord.core.recording import Recording
from onrecord.core.sound import Clean, Levels, Master, Measures, SpeakerLevel
from onrecord.core.stage import Settings, Stage
from onrecord.core.time import TimeMap, intersect, sample_at
from onrecord.signal.decibel import gain_of
from onrecord.signal.loudness import LoudnessMeter, integrated_lufs, range_lu, windowed_lufs
from onrecord.signal.peak import Limiter, PeakMeter
from onrecord.signal.render import Ducker, GainCurve, programme
from onrecord.signal.speakers import speaker_measures, steps_within

_HEADROOM_DB = 24.0
_BLOCK_S = 10.0
_CLOSE_LU = 0.1
_TRIES = 4


class MasterSettings(Settings):
    """How the finished sound is delivered."""

    loudness_lufs: float = Field(
        -16.0,
        ge=-36.0,
        le=-8.0,
        description="Integrated loudness of the delivered file, in LUFS: -16 Apple, -14 Spotify, -23 EBU R 128.",
    )
    true_peak_dbtp: float = Field(
        -1.0, ge=-9.0, le=-0.1, description="The highest true peak after the MP3 is decoded, in dBTP."
    )
    channels: Literal["stereo", "mono"] = Field(
        "stereo", description="Mono sounds 3 LU louder on two speakers than its number says: aim at -19 with it."
    )
    mp3_kbit_s: Literal[64, 96, 112, 128, 160, 192, 256, 320] = Field(
        128, description="Bit rate of the MP3, in kbit/s."
    )
    m4a: bool = Field(False, description="Make an M4A (AAC) beside the MP3.")


def master(inputs: Mapping[str, Any], settings: MasterSettings, tools: Tools) -> Master:
    """Renders once, then gain, limiter and encoding until loudness and peak of the decoded MP3 are as asked.

    Raises RejectedOutput when the length is not to the sample what the cuts leave, or the target cannot be reached.
    """
    recording: Recording = inputs["ingest"]
    cuts: Cuts = inputs["cut"]
    decisions: Sequence[Decision] = inputs["cut decisions"]
    edit = EditList(cuts.cuts, tuple(decisions))
    time_map = edit.time_map(recording.duration_s)
    if time_map.programme_s < 0.5:
        raise RejectedOutput(
            "The cuts leave nothing of the recording.", "Reject some of them: onrecord decide EPISODE CUT reject."
        )
    rendered, power = _render(recording, inputs["clean"], inputs["level"], edit, time_map, settings, tools)
    sound = tools.blobs.open(rendered)
    try:
        finished = _finish(sound, integrated_lufs(power), settings, tools)
    finally:
        sound.close()
    tools.blobs.path(rendered).unlink()
    return Master(
        flac=finished.flac,
        mp3=finished.mp3,
        m4a=finished.m4a,
        rate_hz=sound.rate_hz,
        channels_n=2 if settings.channels == "stereo" else 1,
        frames_n=sound.frames_n,
        duration_s=time_map.programme_s,
        removed=time_map.removed,
        source=Measures(recording.lufs, recording.true_peak_dbtp, recording.loudness_range_lu),
        master=finished.master,
        enclosure=finished.enclosure,
        static_gain_db=round(finished.gain_db, 2),
        limited_db=round(finished.limited_db, 1),
        short_term_before=recording.short_term_lufs,
        short_term_after=tuple(round(float(v), 1) for v in windowed_lufs(finished.power, 3.0)[::10]),
        speakers_before=inputs["level"].speakers,
        speakers_after=_speakers(finished, inputs["level"], time_map, tools),
    )


def _render(
    recording: Recording, clean: Clean, levels: Levels, edit: EditList, time_map: TimeMap, settings: MasterSettings, tools: Tools
) -> tuple[str, NDArray[np.float64]]:  # fmt: skip
    """The programme before its last gain, as a working blob, and its K-weighted power per 100 ms as it will be delivered."""
    rate_hz = recording.tracks[0].rate_hz
    channels_n = 1 if settings.channels == "mono" or all(t.channels_n == 1 for t in recording.tracks) else 2
    session = _Session(recording, clean, levels, edit, channels_n, tools)
    writer = tools.blobs.create("programme", rate_hz, channels_n)
    meter = LoudnessMeter(rate_hz, channels_n)
    expected_n = sum(sample_at(s.end_s, rate_hz) - sample_at(s.start_s, rate_hz) for s in time_map.kept)
    done_n = 0
    scale = np.float32(gain_of(-_HEADROOM_DB))
    for block in programme(session.read, time_map.kept, rate_hz):
        meter.push(block)
        writer.write(block * scale)
        done_n += len(block)
        tools.progress(0.35 * done_n / expected_n)
    session.close()
    if done_n != expected_n:
        raise RejectedOutput(
            f"The rendered programme is {done_n - expected_n:+d} samples off its cut list.", "Please report this."
        )
    both = 2.0 if channels_n == 1 and settings.channels == "stereo" else 1.0
    return writer.close(), meter.step_power * both


class _Session:
    """All tracks on the session clock: cleaned, levelled, ducked where asked, and summed."""

    def __init__(
        self, recording: Recording, clean: Clean, levels: Levels, edit: EditList, channels_n: int, tools: Tools
    ) -> None:
        self._channels_n = channels_n
        self._parts = []
        gains = {gain.track_id: gain for gain in levels.gains}
        for track, cleaned in zip(recording.tracks, clean.tracks, strict=True):
            points = gains[track.id].points
            curve = GainCurve(
                [p.time_s for p in points], [p.gain_db + cleaned.headroom_db for p in points], track.rate_hz
            )
            self._parts.append((tools.blobs.open(cleaned.blob), sample_at(track.offset_s, track.rate_hz), curve))
        self._ducker = Ducker(edit.muted(), recording.tracks[0].rate_hz)

    def read(self, start_n: int, frames_n: int) -> Samples:
        mix = np.zeros((frames_n, self._channels_n), np.float32)
        for sound, offset_n, curve in self._parts:
            block = sound.read(start_n - offset_n, frames_n)
            if block.shape[1] > self._channels_n:
                block = block.mean(axis=1, keepdims=True)
            mix += block * curve.factors(start_n, frames_n)
        return self._ducker.apply(mix, start_n)

    def close(self) -> None:
        for sound, _, _ in self._parts:
            sound.close()


@dataclass(frozen=True, slots=True)
class _Finished:
    flac: str
    mp3: str
    m4a: str | None
    master: Measures
    enclosure: Measures
    gain_db: float
    limited_db: float
    meter: LoudnessMeter
    power: NDArray[np.float64]


def _speakers(finished: _Finished, levels: Levels, time_map: TimeMap, tools: Tools) -> tuple[SpeakerLevel, ...]:
    """Each speaker's loudness and true peak in the finished master."""
    sound = tools.blobs.open(finished.flac)
    found = []
    for talk in levels.talk:
        heard = [
            span
            for kept in intersect(talk.spans, time_map.kept)
            if (span := time_map.span_to_programme(kept)).duration_s
        ]
        steps = steps_within(heard, len(finished.power))
        if steps.any():
            lufs, dbtp = speaker_measures(sound, finished.meter, steps, 0.0, finished.power)
            found.append(SpeakerLevel(talk.speaker_id, round(lufs, 2), round(dbtp, 2)))
    sound.close()
    return tuple(found)


def _finish(sound: Sound, lufs: float, settings: MasterSettings, tools: Tools) -> _Finished:
    """Static gain and limiter, corrected by what the limiter took and by what the codec added, until both are as asked."""
    gain_db = settings.loudness_lufs - lufs
    ceiling_dbtp = settings.true_peak_dbtp - 0.4
    for attempt in range(_TRIES):
        begun = 0.35 + 0.6 * attempt / _TRIES

        def progress(done: float, begun: float = begun) -> None:
            tools.progress(begun + 0.6 / _TRIES * done)

        flac, measures, limited_db, meter, power = _limited(sound, gain_db, ceiling_dbtp, settings, tools, progress)
        error_lu = settings.loudness_lufs - measures.lufs
        if abs(error_lu) > _CLOSE_LU and attempt < _TRIES - 1:
            gain_db += error_lu
            continue
        mp3, enclosure = _encoded(flac, settings, tools, progress)
        over_db = enclosure.true_peak_dbtp - settings.true_peak_dbtp
        if over_db <= 0 or attempt == _TRIES - 1:
            break
        ceiling_dbtp -= over_db + 0.1
    if over_db > 0 or abs(enclosure.lufs - settings.loudness_lufs) > 0.5:
        raise RejectedOutput(
            f"The MP3 came out at {enclosure.lufs:.1f} LUFS and {enclosure.true_peak_dbtp:.1f} dBTP, not at "
            f"{settings.loudness_lufs:g} LUFS and at most {settings.true_peak_dbtp:g} dBTP.",
            "Ask for a lower loudness_lufs in show.toml: this recording has too few loud and too many sharp sounds for it.",
        )
    m4a = None
    if settings.m4a:
        master_sound = tools.blobs.open(flac)
        with tools.blobs.create_file("enclosure.m4a") as path:
            tools.codecs.encode_m4a(master_sound, path, settings.mp3_kbit_s, tools.progress)
        master_sound.close()
        m4a = tools.blobs.named("enclosure.m4a")
    return _Finished(flac, mp3, m4a, measures, enclosure, gain_db, limited_db, meter, power)


def _limited(
    sound: Sound, gain_db: float, ceiling_dbtp: float, settings: MasterSettings, tools: Tools, progress: Progress
) -> tuple[str, Measures, float, LoudnessMeter, NDArray[np.float64]]:
    """The master under this gain and ceiling: its blob, its measures, how far the limiter went, its meter, its delivered power."""
    channels_n = 2 if settings.channels == "stereo" else 1
    widen = channels_n > sound.channels_n
    limiter = Limiter(sound.rate_hz, sound.channels_n, ceiling_dbtp)
    meter, peaks = LoudnessMeter(sound.rate_hz, sound.channels_n), PeakMeter(sound.channels_n)
    writer = tools.blobs.create("master", sound.rate_hz, channels_n)
    factor = np.float32(gain_of(gain_db + _HEADROOM_DB))

    def blocks() -> Iterator[Samples]:
        block_n = round(_BLOCK_S * sound.rate_hz)
        for at_n in range(0, sound.frames_n, block_n):
            yield limiter.process(sound.read(at_n, min(block_n, sound.frames_n - at_n)) * factor)
            progress(0.5 * at_n / sound.frames_n)
        yield limiter.finish()

    with ThreadPoolExecutor(1, thread_name_prefix="master") as pool:
        pending = None
        for block in blocks():
            if pending is not None:
                pending.result()
            pending = pool.submit(writer.write, np.repeat(block, 2, axis=1) if widen else block)
            meter.push(block)
            peaks.push(block)
        if pending is not None:
            pending.result()
    power = meter.step_power * (2.0 if widen else 1.0)
    return writer.close(), _measures(power, peaks.dbtp), limiter.most_db, meter, power


def _encoded(flac: str, settings: MasterSettings, tools: Tools, progress: Progress) -> tuple[str, Measures]:
    """The MP3 without tags, and its measures after decoding."""
    sound = tools.blobs.open(flac)
    with tools.blobs.create_file("enclosure.mp3") as path:
        tools.codecs.encode_mp3(sound, path, settings.mp3_kbit_s, lambda done: progress(0.5 + 0.4 * done))
    meter: LoudnessMeter | None = None
    frames_n = 0
    for rate_hz, block in tools.codecs.decoded(tools.blobs.path(tools.blobs.named("enclosure.mp3"))):
        if meter is None:
            meter, peaks = LoudnessMeter(rate_hz, block.shape[1]), PeakMeter(block.shape[1])
        meter.push(block)
        peaks.push(block)
        frames_n += len(block)
    sound.close()
    if meter is None or abs(frames_n - sound.frames_n) > 2400:
        raise RejectedOutput(
            f"The MP3 decodes to {frames_n} samples, not {sound.frames_n}.",
            "Please report this with the recording's format.",
        )
    return tools.blobs.named("enclosure.mp3"), _measures(meter.step_power, peaks.dbtp)


def _measures(step_power: NDArray[np.float64], dbtp: float) -> Measures:
    return Measures(round(integrated_lufs(step_power), 2), round(dbtp, 2), round(range_lu(step_power), 2))


STAGE = Stage(
    name="master",
    version=1,
    says="Mastering",
    needs=("ingest", "cut", "clean", "level"),
    takes=("cut decisions",),
    settings=MasterSettings,
    makes=Master,
    run=master,
    schema="master.1",
)
