"""master: the finished sound. Cuts, levels, one static gain, a true-peak limiter; then encoded, decoded and measured again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
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
_CLOSE_LU = 0.15
_FAR_LU = 0.5
_LIMITED_SHARE = 0.5
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
    rendered, meter, both = _render(recording, inputs["clean"], inputs["level"], edit, time_map, settings, tools)
    sound = tools.blobs.open(rendered)
    try:
        finished = _finish(sound, meter, both, settings, tools)
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
) -> tuple[str, LoudnessMeter, float]:  # fmt: skip
    """The programme before its last gain, as a working blob, its meter, and how many times that power it is delivered with."""
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
    return writer.close(), meter, both


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


def _finish(sound: Sound, rendered: LoudnessMeter, both: float, settings: MasterSettings, tools: Tools) -> _Finished:
    """Static gain and limiter, corrected by what the limiter took and by what the codec added, until both are as asked."""
    power = rendered.step_power * both
    ceiling_dbtp = settings.true_peak_dbtp - 0.4
    gain_db = settings.loudness_lufs - integrated_lufs(power)
    gain_db = _allowing_for_limiter(gain_db, power, rendered.step_peak, ceiling_dbtp, settings.loudness_lufs)
    for attempt in range(_TRIES):
        begun = 0.35 + 0.6 * attempt / _TRIES

        def progress(done: float, begun: float = begun) -> None:
            tools.progress(begun + 0.6 / _TRIES * done)

        finished = _limited(sound, gain_db, ceiling_dbtp, settings, tools, progress)
        error_lu = settings.loudness_lufs - finished.master.lufs
        over_db = finished.enclosure.true_peak_dbtp - settings.true_peak_dbtp
        if abs(error_lu) <= _CLOSE_LU and over_db <= 0:
            return finished
        gain_db += error_lu
        ceiling_dbtp -= max(0.0, over_db + 0.1) if over_db > 0 else 0.0
    if over_db > 0 or abs(finished.enclosure.lufs - settings.loudness_lufs) > _FAR_LU:
        raise RejectedOutput(
            f"The MP3 came out at {finished.enclosure.lufs:.1f} LUFS and {finished.enclosure.true_peak_dbtp:.1f} dBTP, not at "
            f"{settings.loudness_lufs:g} LUFS and at most {settings.true_peak_dbtp:g} dBTP.",
            "Ask for a lower loudness_lufs in show.toml: this recording has too few loud and too many sharp sounds for it.",
        )
    return finished


def _allowing_for_limiter(
    gain_db: float, power: NDArray[np.float64], peak: NDArray[np.float32], ceiling_dbtp: float, target_lufs: float
) -> float:
    """The gain raised by about what the limiter will take, told from the peaks of the 100 ms steps: it saves a second pass."""
    asked_db = gain_db
    for _ in range(3):
        over = np.maximum(1.0, peak.astype(np.float64) * gain_of(gain_db) / gain_of(ceiling_dbtp))
        left = power * (1.0 - _LIMITED_SHARE * (1.0 - 1.0 / over**2))
        gain_db += target_lufs - (integrated_lufs(left) + gain_db)
    return float(np.clip(gain_db, asked_db, asked_db + 3.0))


def _limited(
    sound: Sound, gain_db: float, ceiling_dbtp: float, settings: MasterSettings, tools: Tools, progress: Progress
) -> _Finished:
    """The master under this gain and ceiling, and the encoded sound made beside it, both measured."""
    channels_n = 2 if settings.channels == "stereo" else 1
    widen = channels_n > sound.channels_n
    limiter = Limiter(sound.rate_hz, sound.channels_n, ceiling_dbtp)
    meter, peaks = LoudnessMeter(sound.rate_hz, sound.channels_n), PeakMeter(sound.channels_n)
    factor = np.float32(gain_of(gain_db + _HEADROOM_DB))
    block_n = round(_BLOCK_S * sound.rate_hz)
    with ExitStack() as stack:
        mp3 = stack.enter_context(tools.blobs.create_file("enclosure.mp3"))
        flac_writer = tools.blobs.create("master", sound.rate_hz, channels_n)
        encoders = [tools.codecs.mp3_writer(mp3, sound.rate_hz, channels_n, settings.mp3_kbit_s)]
        if settings.m4a:
            m4a = stack.enter_context(tools.blobs.create_file("enclosure.m4a"))
            encoders.append(tools.codecs.m4a_writer(m4a, sound.rate_hz, channels_n, settings.mp3_kbit_s))
        pool = stack.enter_context(ThreadPoolExecutor(len(encoders) + 1, thread_name_prefix="master"))
        pending: list[Future[None]] = []
        for at_n in range(0, sound.frames_n + block_n, block_n):
            n = min(block_n, sound.frames_n - at_n)
            block = limiter.process(sound.read(at_n, n) * factor) if n > 0 else limiter.finish()
            for future in pending:
                future.result()
            out = np.repeat(block, 2, axis=1) if widen else block
            pending = [pool.submit(write, out) for write in (flac_writer.write, *(e.write for e in encoders))]
            meter.push(block)
            peaks.push(block)
            progress(min(0.8, 0.8 * at_n / sound.frames_n))
        for future in pending:
            future.result()
        flac = flac_writer.close()
        for encoder in encoders:
            encoder.close()
    power = meter.step_power * (2.0 if widen else 1.0)
    return _Finished(
        flac=flac, mp3=tools.blobs.named("enclosure.mp3"), m4a=tools.blobs.named("enclosure.m4a") if settings.m4a else None,
        master=_measures(power, peaks.dbtp), enclosure=_decoded(sound.frames_n, tools, progress), gain_db=gain_db,
        limited_db=limiter.most_db, meter=meter, power=power,
    )  # fmt: skip


def _decoded(frames_n: int, tools: Tools, progress: Progress) -> Measures:
    """The measures of the MP3 as a player gives it back. Raises RejectedOutput when its length is not the master's."""
    meter: LoudnessMeter | None = None
    got_n = 0
    for rate_hz, block in tools.codecs.decoded(tools.blobs.path(tools.blobs.named("enclosure.mp3"))):
        if meter is None:
            meter, peaks = LoudnessMeter(rate_hz, block.shape[1]), PeakMeter(block.shape[1])
        meter.push(block)
        peaks.push(block)
        got_n += len(block)
        progress(min(1.0, 0.8 + 0.2 * got_n / frames_n))
    if meter is None or abs(got_n - frames_n) > 2400:
        raise RejectedOutput(
            f"The MP3 decodes to {got_n} samples, not {frames_n}.", "Please report this with the recording's format."
        )
    return _measures(meter.step_power, peaks.dbtp)


def _measures(step_power: NDArray[np.float64], dbtp: float) -> Measures:
    return Measures(round(integrated_lufs(step_power), 2), round(dbtp, 2), round(range_lu(step_power), 2))


STAGE = Stage(
    name="master",
    version=2,
    says="Mastering",
    needs=("ingest", "cut", "clean", "level"),
    takes=("cut decisions",),
    settings=MasterSettings,
    makes=Master,
    run=master,
    schema="master.1",
)
