"""Delivery: one static gain and a true-peak limiter, encoded, decoded and measured again until all is as asked."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from onrecord.core.errors import RejectedOutput
from onrecord.core.ports import Progress, Sound, Tools
from onrecord.core.sound import Measures
from onrecord.signal.ahead import ahead
from onrecord.signal.decibel import gain_of
from onrecord.signal.loudness import LoudnessMeter, integrated_lufs, range_lu
from onrecord.signal.peak import Limiter, PeakMeter

HEADROOM_DB = 24.0
"""How far below itself the programme is kept while its last gain is not known."""
_BLOCK_S = 10.0
_CLOSE_LU = 0.15
_FAR_LU = 0.5
_LIMITED_SHARE = 0.5
_TRIES = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be delivered. `channels_n` 2 makes a mono programme stereo."""

    lufs: float
    ceiling_dbtp: float
    channels_n: int
    kbit_s: int
    m4a: bool


@dataclass(frozen=True, slots=True)
class Finished:
    flac: str
    mp3: str
    m4a: str | None
    rate_hz: int
    frames_n: int
    master: Measures
    enclosure: Measures
    gain_db: float
    limited_db: float
    meter: LoudnessMeter
    power: NDArray[np.float64]


def deliver(
    blob: str, rendered: LoudnessMeter, both: float, wanted: Wanted, tools: Tools, *, is_excerpt: bool = False
) -> Finished:
    """The rendered programme as it was asked for; the working blob is spent.

    Raises RejectedOutput, but not of an excerpt: a moment around a pause may have too little talk in it for the target.
    """
    sound = tools.blobs.open(blob)
    try:
        finished = _as_wanted(sound, rendered, both, wanted, tools, is_excerpt)
    finally:
        sound.close()
    tools.blobs.path(blob).unlink()
    return finished


def _as_wanted(
    sound: Sound, rendered: LoudnessMeter, both: float, wanted: Wanted, tools: Tools, is_excerpt: bool
) -> Finished:
    """Static gain and limiter, corrected by what the limiter took and by what the codec added, until both are as asked."""
    power = rendered.step_power * both
    ceiling_dbtp = wanted.ceiling_dbtp - 0.4
    gain_db = wanted.lufs - integrated_lufs(power)
    gain_db = _allowing_for_limiter(gain_db, power, rendered.step_peak, ceiling_dbtp, wanted.lufs)
    for attempt in range(_TRIES):
        begun = 0.35 + 0.6 * attempt / _TRIES

        def progress(done: float, begun: float = begun) -> None:
            tools.progress(begun + 0.6 / _TRIES * done)

        finished = _limited(sound, gain_db, ceiling_dbtp, wanted, tools, progress)
        error_lu = wanted.lufs - finished.master.lufs
        over_db = finished.enclosure.true_peak_dbtp - wanted.ceiling_dbtp
        if abs(error_lu) <= _CLOSE_LU and over_db <= 0:
            return finished
        gain_db += error_lu
        ceiling_dbtp -= max(0.0, over_db + 0.1) if over_db > 0 else 0.0
    if not is_excerpt and (over_db > 0 or abs(finished.enclosure.lufs - wanted.lufs) > _FAR_LU):
        raise RejectedOutput(
            f"The sound came out at {finished.enclosure.lufs:.1f} LUFS and {finished.enclosure.true_peak_dbtp:.1f} dBTP, not at "
            f"{wanted.lufs:g} LUFS and at most {wanted.ceiling_dbtp:g} dBTP.",
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
    sound: Sound, gain_db: float, ceiling_dbtp: float, wanted: Wanted, tools: Tools, progress: Progress
) -> Finished:
    """The master under this gain and ceiling, and the encoded sound made beside it, both measured."""
    channels_n = wanted.channels_n
    widen = channels_n > sound.channels_n
    limiter = Limiter(sound.rate_hz, sound.channels_n, ceiling_dbtp)
    meter, peaks = LoudnessMeter(sound.rate_hz, sound.channels_n), PeakMeter(sound.channels_n)
    factor = np.float32(gain_of(gain_db + HEADROOM_DB))
    block_n = round(_BLOCK_S * sound.rate_hz)
    with ExitStack() as stack:
        mp3 = stack.enter_context(tools.blobs.create_file("enclosure.mp3"))
        flac_writer = tools.blobs.create("master", sound.rate_hz, channels_n)
        encoders = [tools.codecs.mp3_writer(mp3, sound.rate_hz, channels_n, wanted.kbit_s, widen)]
        if wanted.m4a:
            m4a = stack.enter_context(tools.blobs.create_file("enclosure.m4a"))
            encoders.append(tools.codecs.m4a_writer(m4a, sound.rate_hz, channels_n, wanted.kbit_s))
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
    names = ["enclosure.mp3"] + ["enclosure.m4a"] * wanted.m4a
    decoded = [_decoded(tools.blobs.named(name), sound.frames_n, tools, progress) for name in names]
    highest_dbtp = max(one.true_peak_dbtp for one in decoded)
    return Finished(
        flac=flac, mp3=tools.blobs.named("enclosure.mp3"), m4a=tools.blobs.named("enclosure.m4a") if wanted.m4a else None,
        rate_hz=sound.rate_hz, frames_n=sound.frames_n, master=_measures(power, peaks.dbtp), enclosure=replace(decoded[0], true_peak_dbtp=highest_dbtp),
        gain_db=gain_db, limited_db=limiter.most_db, meter=meter, power=power,
    )  # fmt: skip


def _decoded(blob: str, frames_n: int, tools: Tools, progress: Progress) -> Measures:
    """The measures of a file as a player gives it back. Raises RejectedOutput when its length is not the master's."""
    meter: LoudnessMeter | None = None
    got_n = 0
    for rate_hz, block in ahead(tools.codecs.decoded(tools.blobs.path(blob))):
        if meter is None:
            meter, peaks = LoudnessMeter(rate_hz, block.shape[1]), PeakMeter(block.shape[1])
        meter.push(block)
        peaks.push(block)
        got_n += len(block)
        progress(min(1.0, 0.8 + 0.2 * got_n / frames_n))
    if meter is None or abs(got_n - frames_n) > 2400:
        raise RejectedOutput(
            f"{blob.rpartition('/')[2]} decodes to {got_n} samples, not {frames_n}.",
            "Please report this with the recording's format.",
        )
    return _measures(meter.step_power, peaks.dbtp)


def _measures(step_power: NDArray[np.float64], dbtp: float) -> Measures:
    return Measures(round(integrated_lufs(step_power), 2), round(dbtp, 2), round(range_lu(step_power), 2))
