"""master: the finished sound. Cuts, levels, one static gain, a true-peak limiter; then encoded, decoded and measured again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from pydantic import Field

from onrecord.core.edit import Cuts, Decision, EditList
from onrecord.core.errors import RejectedOutput
from onrecord.core.ports import Tools
from onrecord.core.recording import Recording, Sounds
from onrecord.core.sound import Levels, Master, Measures, Proof, SpeakerLevel
from onrecord.core.stage import Settings, Stage
from onrecord.core.time import Cover, Span, TimeMap, intersect, sample_at, subtract, union
from onrecord.signal.ahead import ahead
from onrecord.signal.decibel import gain_of
from onrecord.signal.loudness import LoudnessMeter, windowed_lufs
from onrecord.signal.render import programme
from onrecord.signal.speakers import speaker_measures, steps_within
from onrecord.stages.master.delivery import HEADROOM_DB, Finished, Wanted, deliver
from onrecord.stages.master.proof import proved
from onrecord.stages.master.session import Raw, Session


class MasterSettings(Settings):
    """How the finished sound is delivered."""

    preset: Literal["own", "apple", "spotify", "ebu-r128", "atsc-a85", "mono"] = Field(
        "own",
        description="A platform's loudness and peak in place of your own: Apple -16 LUFS, Spotify -14, EBU R 128 -23, ATSC A/85 -24; mono is one channel at -19.",
    )
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

    @property
    def wanted(self) -> Wanted:
        lufs, dbtp, channels = _PRESETS.get(self.preset, (self.loudness_lufs, self.true_peak_dbtp, self.channels))
        return Wanted(lufs, dbtp, 1 if channels == "mono" or self.channels == "mono" else 2, self.mp3_kbit_s, self.m4a)


_SOFT_S = 0.03
"""So much of a word's soft beginning and end voice activity may miss."""
_FALLS_DB = 30.0
"""What stays of a noise right before a cut falls no further than this."""
_PRESETS = {
    "apple": (-16.0, -1.0, "stereo"),
    "spotify": (-14.0, -1.0, "stereo"),
    "ebu-r128": (-23.0, -1.0, "stereo"),
    "atsc-a85": (-24.0, -2.0, "stereo"),
    "mono": (-19.0, -1.0, "mono"),
}


def master(inputs: Mapping[str, Any], settings: MasterSettings, tools: Tools) -> Master:
    """Renders once, then gain, limiter and encoding until loudness and peak of the decoded MP3 are as asked.

    Raises RejectedOutput when the length is not to the sample what the cuts leave, the target cannot be reached, a word was
    cut into or a join clicks.
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
    kept = time_map.kept
    blob, meter, both = rendered(inputs, edit, kept, settings, tools)
    finished = deliver(blob, meter, both, settings.wanted, tools)
    return Master(
        flac=finished.flac,
        mp3=finished.mp3,
        m4a=finished.m4a,
        rate_hz=finished.rate_hz,
        channels_n=settings.wanted.channels_n,
        frames_n=finished.frames_n,
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
        proof=_proof(finished, inputs, edit, time_map, tools),
    )


def rendered(
    inputs: Mapping[str, Any], edit: EditList, kept: Sequence[Span], settings: MasterSettings, tools: Tools
) -> tuple[str, LoudnessMeter, float]:
    """The kept spans before their last gain, as a working blob, its meter, and how many times that power it is delivered with."""
    recording: Recording = inputs["ingest"]
    rate_hz = recording.tracks[0].rate_hz
    channels_n = 1 if settings.wanted.channels_n == 1 or all(t.channels_n == 1 for t in recording.tracks) else 2
    heard, falling = _heard(inputs, edit), _falling(inputs["sounds"], edit)
    session = Session(recording, inputs["clean"], inputs["level"], edit, heard, falling, channels_n, tools)
    writer = tools.blobs.create("programme", rate_hz, channels_n)
    meter = LoudnessMeter(rate_hz, channels_n)
    expected_n = sum(sample_at(s.end_s, rate_hz) - sample_at(s.start_s, rate_hz) for s in kept)
    done_n = 0
    scale = np.float32(gain_of(-HEADROOM_DB))
    for block in ahead(programme(session.read, kept, rate_hz)):
        meter.push(block)
        writer.write(block * scale)
        done_n += len(block)
        tools.progress(0.35 * done_n / expected_n)
    session.close()
    if done_n != expected_n:
        raise RejectedOutput(
            f"The rendered programme is {done_n - expected_n:+d} samples off its cut list.", "Please report this."
        )
    both = 2.0 if channels_n == 1 and settings.wanted.channels_n == 2 else 1.0
    return writer.close(), meter, both


def _heard(inputs: Mapping[str, Any], edit: EditList) -> list[Span]:
    """Speech and sounds that stay, and words that voice activity missed unless they were made of a sound that goes."""
    sounds: Sounds = inputs["sounds"]
    speech = [span.grown(_SOFT_S) for span in sounds.speech]
    words = [word.span for word in inputs["transcribe"].words]
    removed = edit.removed()
    is_heard, gone = Cover(speech), Cover(removed)
    missed = [w for w in words if not is_heard.shared_s(w) and gone.shared_s(w) < w.duration_s / 2]
    turned_down = [span for span, _ in edit.muted()]
    return [*speech, *missed, *subtract((event.span for event in sounds.events), [*turned_down, *removed])]


def _falling(sounds: Sounds, edit: EditList) -> list[tuple[Span, float]]:
    """What stays of noises on the ends of words, where the rest is cut or turned down from the noise's own border on, each with how
    many dB it may fall: no further than what is turned down.
    """
    removed, muted = edit.removed(), edit.muted()
    gone = Cover(union([*removed, *(span for span, _ in muted)]))
    deep_db = {span.start_s: most_db for span, most_db in muted} | {span.start_s: _FALLS_DB for span in removed}
    cut_short = [e for e in sounds.events if e.falls_s and e.span.start_s in deep_db]
    falls = [(Span(e.span.start_s - e.falls_s, e.span.start_s), deep_db[e.span.start_s]) for e in cut_short]
    return [(span, most_db) for span, most_db in falls if not gone.shared_s(span)]


def _speakers(finished: Finished, levels: Levels, time_map: TimeMap, tools: Tools) -> tuple[SpeakerLevel, ...]:
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


def _proof(finished: Finished, inputs: Mapping[str, Any], edit: EditList, time_map: TimeMap, tools: Tools) -> Proof:
    sound, raw = tools.blobs.open(finished.flac), Raw(inputs["ingest"], tools)
    try:
        words, sounds, heard = inputs["transcribe"].words, inputs["sounds"], _heard(inputs, edit)
        return proved(sound, raw, edit, time_map, words, sounds, heard, inputs["level"])
    finally:
        sound.close()
        raw.close()


STAGE = Stage(
    name="master",
    version=14,
    says="Mastering",
    needs=("ingest", "sounds", "transcribe", "cut", "clean", "level"),
    takes=("cut decisions",),
    settings=MasterSettings,
    makes=Master,
    run=master,
    schema="master.1",
)
