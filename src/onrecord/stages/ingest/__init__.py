"""ingest: whatever a recorder gave becomes tracks on one clock, and their sum at 16 kHz for the models to listen to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from onrecord.core.errors import NotFound, SilentRecording, TooShort, TruncatedRecording
from onrecord.core.ports import Progress, Tools, part_of
from onrecord.core.recording import SILENT_LUFS, Recording, SourceFacts, Track, heard_in
from onrecord.core.stage import Settings, Stage
from onrecord.core.time import clock, on_grid
from onrecord.signal.clocks import ClockLine, NoLine, Outline, clock_line, outline
from onrecord.signal.decibel import gain_of
from onrecord.signal.loudness import STEP_S, lifted_lufs, range_lu, windowed_lufs
from onrecord.stages.ingest.taking import ANALYSIS_RATE_HZ, RATE_HZ, SourceFile, Taken, taken_in

_ANALYSIS_LUFS = -23.0
# less is no start or clock of a recorder's own: sound takes 6 ms for the 2 m from one microphone to the other, and files
# of one recorder must stay as they are
_LEAST_OFFSET_S = 0.02
_LEAST_DRIFT_S = 0.01
_WORTH_TELLING_S = 0.02


class IngestSettings(Settings):
    """How recordings are taken in."""

    align: bool = Field(
        True,
        description="Put separate files in step by what their microphones share: where each began, and how fast its clock ran.",
    )
    accept_truncated: bool = Field(False, description="Go on with a file that ends before its own header says.")


def ingest(inputs: Mapping[str, Any], settings: IngestSettings, tools: Tools) -> Recording:
    """Decodes every source to 48 kHz and to 16 kHz mono, measures it, and puts all on one clock.

    The clock is that of the first track that holds sound, and starts with the track that starts first: by what the tracks
    share when it can be told, else by BWF time reference when every file has one, else all start together. Raises
    BadRecording and its kind.
    """
    sources: Sequence[SourceFile] = inputs["sources"]
    _refuse_gone(sources)
    facts = [tools.codecs.probe(source.path) for source in sources]
    taken: list[Taken] = []
    told: list[str] = []
    is_aligning = settings.align and len(sources) > 1
    share = (0.55 if is_aligning else 0.95) / len(sources)
    for index, (source, fact) in enumerate(zip(sources, facts, strict=True)):
        own, remarks = taken_in(source, fact, len(taken), tools, part_of(tools.progress, index * share, share))
        _refuse_truncated(source, fact, own[0].track.frames_n / RATE_HZ, settings)
        taken += own
        told += remarks
    _refuse_silence([one.track for one in taken])
    taken = _on_one_clock(taken)
    if is_aligning:
        taken, remarks = _in_step(taken, tools)
        told += remarks
    tracks = [one.track for one in taken]
    duration_s = on_grid(max(t.offset_s + t.frames_n / t.rate_hz for t in tracks))
    if duration_s < 1.0:
        raise TooShort(
            f"The recording is {duration_s:.1f} s long; an episode needs at least 1 s.",
            "Check that it is the right file.",
        )
    warnings = [*_warnings(tracks, duration_s, told), *told]
    for warning in warnings:
        tools.remark(warning)
    mix_blob = tracks[0].analysis_blob if len(tracks) == 1 else _mixed(tracks, duration_s, tools)
    power = _summed([one.power for one in taken], [track.offset_s for track in tracks])
    return Recording(
        tracks=tuple(tracks), duration_s=duration_s, mix_blob=mix_blob, lufs=round(lifted_lufs(power), 2),
        true_peak_dbtp=max(track.true_peak_dbtp or -120.0 for track in tracks), loudness_range_lu=round(range_lu(power), 2),
        short_term_lufs=tuple(round(float(v), 1) for v in windowed_lufs(power, 3.0)[::10]),
        recorded_on=facts[0].recorded_on, warnings=tuple(warnings),
    )  # fmt: skip


def _summed(powers: Sequence[NDArray[np.float64]], offsets_s: Sequence[float]) -> NDArray[np.float64]:
    """The power of tracks that sound together, on the session clock: what different microphones hear adds up by power."""
    starts = [round(offset_s / STEP_S) for offset_s in offsets_s]
    total = np.zeros(max(start + len(power) for start, power in zip(starts, powers, strict=True)))
    for start, power in zip(starts, powers, strict=True):
        total[start : start + len(power)] += power
    return total


def _refuse_gone(sources: Sequence[SourceFile]) -> None:
    if gone := next((source.path for source in sources if not source.path.exists()), None):
        raise NotFound(
            f"{gone} is gone.", "Give the same recording again, which puts it back: onrecord produce RECORDING."
        )


def _refuse_truncated(source: SourceFile, fact: SourceFacts, got_s: float, settings: IngestSettings) -> None:
    if fact.duration_s and got_s < 0.98 * fact.duration_s - 0.5 and not settings.accept_truncated:
        raise TruncatedRecording(
            f"{source.path.name} breaks off at {clock(got_s)}, but says that it is {clock(fact.duration_s)} long.",
            "Copy it from the recorder again, or go on with what is there: --accept-truncated.",
        )


def _refuse_silence(tracks: Sequence[Track]) -> None:
    if all(t.frames_n < RATE_HZ // 10 for t in tracks):
        raise TooShort("The recording is shorter than a tenth of a second.", "Check that it is the right file.")
    if all((t.true_peak_dbtp or -120.0) < SILENT_LUFS for t in tracks):
        raise SilentRecording(
            f"{tracks[0].source} is silent from end to end.", "Check which input the recorder listened to."
        )


def _on_one_clock(taken: Sequence[Taken]) -> list[Taken]:
    starts_s = _starts_s(taken) or [0.0] * len(taken)
    return [one.begun_at(on_grid(at_s - min(starts_s))) for one, at_s in zip(taken, starts_s, strict=True)]


def _starts_s(taken: Sequence[Taken]) -> list[float]:
    """The clock times at which the files began, when every one has one and they are of one day's work; else empty."""
    known = [one.fact.time_reference_s for one in taken if one.fact.time_reference_s is not None]
    return known if len(taken) == len(known) > 1 and max(known) - min(known) <= 6 * 3600 else []


def _in_step(taken: Sequence[Taken], tools: Tools) -> tuple[list[Taken], list[str]]:
    """The tracks where they belong, those whose clocks drift resampled; and what the person is told of it.

    What comes from one file runs by one clock, and moves together.
    """
    tracks = [one.track for one in taken]
    heard = [i for i in heard_in(tracks) if not tracks[i].is_silent]
    heard = [i for at, i in enumerate(heard) if taken[i].source not in [taken[j].source for j in heard[:at]]]
    placed, told = list(taken), list[str]()
    if len(heard) < 2:
        return placed, told
    first = tracks[heard[0]]
    as_before = "It is put where its clock time says." if _starts_s(taken) else "They are taken to start together."
    lines = _lines(tracks, heard, part_of(tools.progress, 0.55, 0.2), tools)
    for count, (index, line) in enumerate(zip(heard[1:], lines[1:], strict=True)):
        track = tracks[index]
        if isinstance(line, NoLine):
            told.append(
                f"Where {track.source} belongs beside {first.source} cannot be told: {line.reason}. {as_before}"
            )
            continue
        # what the drift moves the track's end by; too little to touch the sound for, it is shared between both ends
        moved_s = -line.drift_ppm * 1e-6 * track.frames_n / track.rate_hz
        offset_s, drift_ppm = line.offset_s + moved_s / 2, 0.0
        if abs(moved_s) >= _LEAST_DRIFT_S:
            offset_s, drift_ppm = line.offset_s, round(line.drift_ppm, 3)
        elif abs(offset_s - track.offset_s) < _LEAST_OFFSET_S:
            continue
        progress = part_of(tools.progress, 0.75 + 0.2 * count / len(heard), 0.2 / len(heard))
        for at, one in enumerate(taken):
            if one.source is taken[index].source:
                placed[at] = (one.again(drift_ppm, tools, progress) if drift_ppm else one).begun_at(offset_s)
        told.append(_told(placed[index].track, first, line))
    earliest_s = min(one.track.offset_s for one in placed)
    return [one.begun_at(on_grid(one.track.offset_s - earliest_s)) for one in placed], told


def _lines(tracks: Sequence[Track], heard: Sequence[int], progress: Progress, tools: Tools) -> list[ClockLine | NoLine]:
    """The line of each track in `heard` on the clock of the first, or the reason why there is none."""
    lines: list[ClockLine | NoLine] = []
    placed: list[tuple[Outline, ClockLine]] = []
    sounds = [tools.blobs.open(tracks[index].analysis_blob) for index in heard]
    share = 1.0 / len(heard)
    for sound, index in zip(sounds, heard, strict=True):
        own = part_of(progress, len(lines) * share, share)
        mine = outline(sound, part_of(own, 0.0, 0.6))
        line = _line_by(placed, mine, tracks[index].offset_s, part_of(own, 0.6, 0.4))
        lines.append(line)
        if isinstance(line, ClockLine):
            placed.append((mine, line))
    for sound in sounds:
        sound.close()
    return lines


def _line_by(
    placed: Sequence[tuple[Outline, ClockLine]], mine: Outline, assumed_s: float, progress: Progress
) -> ClockLine | NoLine:
    """A track's line by the first of the placed that it shares enough with; the very first's reason when there is none."""
    refused: NoLine | None = None
    for index, (theirs, known) in enumerate(placed):
        own = part_of(progress, index / len(placed), 1.0 / len(placed))
        line = clock_line(theirs, mine, own, expected_s=assumed_s - known.offset_s)
        if isinstance(line, ClockLine):
            return line.through(known)
        refused = refused or line
    return refused or ClockLine(assumed_s, drift_ppm=0.0, confidence=1.0, apart_s=0.0)


def _told(track: Track, first: Track, line: ClockLine) -> str:
    """What was put right, in a sentence or two."""
    later_s = track.offset_s - first.offset_s
    size = f"{abs(later_s):.1f} s" if abs(later_s) >= 1.0 else f"{abs(later_s) * 1000:.0f} ms"
    began = f"began {size} {'later' if later_s > 0 else 'earlier'} than {first.source}"
    ppm = abs(track.drift_ppm)
    runs = f"runs {ppm:.{0 if ppm >= 10 else 1}f} ppm {'fast' if track.drift_ppm > 0 else 'slow'}"
    if not track.drift_ppm:
        text = f"{track.source} {began}; this is put right."
    elif abs(later_s) < _LEAST_OFFSET_S:
        text = f"The clock of {track.source} {runs}; this is put right."
    else:
        text = f"{track.source} {began} and its clock {runs}; both are put right."
    doubt = f" In places it may still be {line.apart_s * 1000:.0f} ms off."
    return text + doubt if line.apart_s > _WORTH_TELLING_S else text


def _warnings(tracks: Sequence[Track], duration_s: float, told: Sequence[str]) -> list[str]:
    found = []
    ends = [t.offset_s + t.frames_n / t.rate_hz for t in tracks]
    if len(tracks) > 1 and max(ends) - min(ends) > 0.5:
        short = tracks[int(np.argmin(ends))]
        found.append(
            f"The tracks end at different times: {short.source} stops {max(ends) - min(ends):.1f} s before the end "
            f"({clock(duration_s)}) and is taken as silent from there."
        )
    listened_to = heard_in(tracks)
    for at, track in enumerate(tracks):
        is_hot = track.true_peak_dbtp is not None and track.true_peak_dbtp > 0.3 and not track.codec.startswith("pcm_f")
        too_hot = f"{track.source} was recorded too hot: "
        if is_hot and not any(remark.startswith(too_hot) for remark in told):
            found.append(f"{too_hot}it clips at {track.true_peak_dbtp:+.1f} dBTP.")
        if len(tracks) > 1 and track.is_silent:
            found.append(f"{track.source} is silent.")
        elif at not in listened_to:
            found.append(f"Nobody is heard in {track.source}: it holds its room alone and is left out.")
    return found


def _mixed(tracks: Sequence[Track], duration_s: float, tools: Tools) -> str:
    """The 16 kHz sum of all tracks, each voice brought to one loudness, so that the models hear the quiet one as well."""
    heard = [tracks[at] for at in heard_in(tracks)]
    sounds = [tools.blobs.open(t.analysis_blob) for t in heard]
    loud = [(t.loudness_lufs if t.voice_lufs is None else t.voice_lufs) or 0.0 for t in heard]
    gains = [gain_of(_ANALYSIS_LUFS - lufs + t.headroom_db) for t, lufs in zip(heard, loud, strict=True)]
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
    version=5,
    says="Taking the recording in",
    needs=(),
    takes=("sources",),
    settings=IngestSettings,
    makes=Recording,
    run=ingest,
    schema="recording.1",
)
