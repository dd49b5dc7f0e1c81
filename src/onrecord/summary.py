"""What a run came to: the figures that the terminal, the report page and machines are told, computed once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord import __version__
from onrecord.core.decided import applied, decided_speakers
from onrecord.core.edit import Became, EditList
from onrecord.core.lines import cut_words, said_at
from onrecord.core.recording import Listening, Recording, Sounds
from onrecord.core.sound import Levels as LevelCurves
from onrecord.core.sound import Master, Measures, SpeakerLevel
from onrecord.core.talk import with_capital
from onrecord.core.time import TimeMap, clock
from onrecord.core.transcript import Band, Correction, Corrections, Transcript, without_words
from onrecord.formats.notes import line_text, printed
from onrecord.formats.report import GainLine, Levels, ProposedName, ReportFacts, SpeakerLevels, StageTime

_WORTH_TELLING_S, _TOLD_N = 1.0, 8
_MONO_LU = 3.01
"""The same sound on two channels has twice the power."""
_WORTH_FINDING_DB = 0.5
_USUAL_LUFS, _HISSES_DB = -23.0, 35.0


@dataclass(frozen=True, slots=True)
class SpeakerFigures:
    """One speaker's own words before and after; `words_n` as heard."""

    name: str
    before: SpeakerLevel
    after: SpeakerLevel
    words_n: int


@dataclass(frozen=True, slots=True)
class Summary:
    """`cut_by_reason` maps a reason to (how many, seconds). Times are seconds; `took_s` is by stage.

    Of the cuts that stay in, `kept_n` are those that a person rejected, `proposed_n` those that nobody has answered.
    """

    title: str
    before_s: float
    after_s: float
    cut_by_reason: Mapping[str, tuple[int, float]]
    turned_down_n: int
    kept_n: int
    proposed_n: int
    before: Measures
    master: Measures
    enclosure: Measures
    speakers: tuple[SpeakerFigures, ...]
    words_n: int
    names_done_n: int
    names_asked_n: int
    engine: str
    target_lufs: float
    took_s: Mapping[str, float]
    wall_s: float
    checked: tuple[str, ...] = ()
    cleaned: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()
    too_soft: tuple[str, ...] = ()


def summary(
    artifacts: Mapping[str, Any],
    edit: EditList,
    title: str,
    target_lufs: float,
    took_s: Mapping[str, float],
    wall_s: float,
) -> Summary:
    """The figures of one run from its artifacts by stage name."""
    master: Master = artifacts["master"]
    transcript: Transcript = artifacts["transcribe"]
    corrections: Corrections = artifacts["names"]
    speakers = decided_speakers(artifacts["speakers"], edit.decisions, transcript.words)
    words_of = Counter(speakers.speaker_of_word[word.id] for word in transcript.words)
    before = {level.speaker_id: level for level in master.speakers_before}
    after = {level.speaker_id: level for level in master.speakers_after}
    figures = tuple(
        SpeakerFigures(s.label, before[s.id], after[s.id], words_of[s.id])
        for s in speakers.speakers
        if s.id in before and s.id in after
    )
    bands = Counter(correction.band for correction in corrections.corrections)
    return Summary(
        title=title, before_s=artifacts["ingest"].duration_s, after_s=master.duration_s, cut_by_reason=cut_by_reason(edit),
        turned_down_n=sum(e.became is Became.MUTED for e in edit.effective()),
        kept_n=kept_n(edit), proposed_n=proposed_n(edit), before=master.source, master=master.master,
        enclosure=master.enclosure, speakers=figures, words_n=len(transcript.words), names_done_n=bands[Band.AUTO],
        names_asked_n=bands[Band.SUGGEST], engine=f"{transcript.engine.name} {transcript.engine.model}", target_lufs=target_lufs,
        took_s=took_s, wall_s=wall_s, checked=checked(master), cleaned=cleaned(artifacts), unheard=unheard(artifacts),
        too_soft=too_soft(figures),
    )  # fmt: skip


def too_soft(speakers: Sequence[SpeakerFigures]) -> tuple[str, ...]:
    """Who was recorded so far under a usual level that what the recorder itself adds is heard, a sentence each."""
    return tuple(
        f"{speaker.name} was recorded {under_db:.0f} dB too soft: expect hiss."
        for speaker in speakers
        if (under_db := _USUAL_LUFS - speaker.before.lufs) > _HISSES_DB
    )


def cleaned(artifacts: Mapping[str, Any]) -> tuple[str, ...]:
    """How far the voices stood above the noise and what was done about it, a sentence for each track, by its file where there are more."""
    source_of = _source_of(artifacts["ingest"])
    tracks = artifacts["clean"].tracks
    if len(tracks) == 1:
        return (f"{with_capital(tracks[0].why)}.",)
    return tuple(f"{source_of.get(track.track_id, track.track_id)}: {track.why}." for track in tracks)


def unheard(artifacts: Mapping[str, Any]) -> tuple[str, ...]:
    """Where somebody speaks and no words are written, a sentence each, the longest where there are many."""
    sounds: Sounds = artifacts["sounds"]
    events = [event.span for event in sounds.events]
    found = without_words(sounds.speech, artifacts["transcribe"].words, events, _WORTH_TELLING_S)
    told = sorted(sorted(found, key=lambda span: -span.duration_s)[:_TOLD_N])
    lines = [f"{span.duration_s:.1f} s of speech at {clock(span.start_s)} have no words." for span in told]
    if len(found) > len(told):
        rest_s = sum(span.duration_s for span in found) - sum(span.duration_s for span in told)
        lines.append(f"{rest_s:.1f} s more of speech, in {len(found) - len(told)} shorter stretches, have no words.")
    return tuple(lines)


def checked(master: Master) -> tuple[str, ...]:
    """What the finished master was held against, a sentence each."""
    proof, found = master.proof, []
    if proof is not None:
        asked = f" beside the {proof.asked_n} that a cut was asked for" if proof.asked_n else ""
        found.append(f"The length is right to the sample, and none of {proof.words_n} words is cut into{asked}.")
        if proof.joins_n and proof.worst_step is not None:
            jump = "the room's level is not measured at any"
            if proof.worst_jump is not None:
                jump = (
                    f"the room's level jumps by at most {abs(proof.worst_jump.floor_jump_db or 0.0):.1f} dB (at {clock(proof.worst_jump.at_s)}), "
                    f"by more than 2 dB at {proof.jumps_over_2_db_n}"
                )
            found.append(
                f"{proof.joins_n} joins: the steepest step is {proof.worst_step.step:.1f} times the sound's own; {jump}."
            )
        is_there = proof.gain_most_at_s is not None and proof.gain_most_db >= _WORTH_FINDING_DB
        where = f" (at {clock(proof.gain_most_at_s or 0.0)} of the recording)" if is_there else ""
        found.append(
            f"Levelling moves by at most {proof.gain_p95_db:.2f} dB in 100 ms for 95 % of the talk, {proof.gain_most_db:.2f} dB at the most{where}."
        )
        if proof.room_rise_db is not None:
            way = "rose" if proof.room_rise_db > 0 else "fell"
            found.append(f"The room's tone {way} by {abs(proof.room_rise_db):.1f} dB against the words.")
    found.append(
        f"One gain of {master.static_gain_db:+.1f} dB for all; the limiter takes {abs(master.limited_db):.1f} dB at the most. The programme is "
        "measured as it is decoded again, voices in the master."
    )
    lufs = master.enclosure.lufs
    if master.channels_n == 2:
        found.append(
            f"In stereo it measures {lufs:.1f} LUFS; as a mono file the same sound would measure {lufs - _MONO_LU:.1f}."
        )
    else:
        found.append(f"In mono it measures {lufs:.1f} LUFS, and sounds on two speakers like {lufs + _MONO_LU:.1f}.")
    return tuple(found)


def report_facts(figures: Summary, artifacts: Mapping[str, Any], edit: EditList, show: str, date: str) -> ReportFacts:
    """The same run as the report page wants it, with what its pictures are drawn from."""
    master: Master = artifacts["master"]
    listening: Listening = artifacts["listen"]
    recording: Recording = artifacts["ingest"]
    accepted = {c.id for c, _ in applied(artifacts["names"], edit.decisions, artifacts["transcribe"].words)}
    starts = {word.id: word.start_s for word in artifacts["transcribe"].words}
    kept = TimeMap(master.removed, recording.duration_s)
    transcript = artifacts["transcribe"]
    held = printed(artifacts["notes"], said_at(transcript, kept, cut_words(transcript, edit)))
    names = tuple(
        ProposedName(
            c.heard, c.text, c.confidence, c.reason, _fate(c, c.id in accepted, edit), starts.get(c.word_ids[0])
        )
        for c in artifacts["names"].corrections
    )
    return ReportFacts(
        title=figures.title, show=show, date=date, duration_s=recording.duration_s, programme_s=master.duration_s,
        cuts=tuple(edit.effective()), before=_levels(figures.before), after=_levels(figures.enclosure),
        target_lufs=figures.target_lufs, words_n=figures.words_n, names=names,
        speakers=tuple(
            SpeakerLevels(s.name, Levels(s.before.lufs, s.before.true_peak_dbtp), Levels(s.after.lufs, s.after.true_peak_dbtp))
            for s in figures.speakers
        ),
        stages=tuple(StageTime(name, took) for name, took in figures.took_s.items()),
        engines=(artifacts["transcribe"].engine,),
        remarks=(*recording.warnings, *figures.too_soft, *figures.unheard),
        level_step_s=listening.level_step_s, level_dbfs=listening.level_dbfs, loudness_step_s=1.0,
        loudness_before_lufs=master.short_term_before, loudness_after_lufs=master.short_term_after,
        made_with=f"onrecord {__version__}", checked=figures.checked, cleaned=figures.cleaned, titles=tuple(note.text for note in held.titles), line=line_text(held),
        gains=_gains(recording, artifacts["level"]),
    )  # fmt: skip


def _fate(correction: Correction, is_applied: bool, edit: EditList) -> str:
    decided = any(d.kind == "name" and d.subject_id == correction.id for d in edit.decisions)
    if decided:
        return "accepted" if is_applied else "rejected"
    return "applied" if is_applied else "waits"


def _source_of(recording: Recording) -> dict[str, str]:
    """The file that each track is of."""
    return {track.id: track.source for track in recording.tracks}


def _gains(recording: Recording, levels: LevelCurves) -> tuple[GainLine, ...]:
    source_of = _source_of(recording)
    return tuple(
        GainLine(
            source_of.get(g.track_id, g.track_id), tuple(p.time_s for p in g.points), tuple(p.gain_db for p in g.points)
        )
        for g in levels.gains
    )


def _levels(measures: Measures) -> Levels:
    return Levels(measures.lufs, measures.true_peak_dbtp, measures.loudness_range_lu)


def kept_n(edit: EditList) -> int:
    """How many cuts stay in by a person's word."""
    return sum(not e.is_on and e.decision is not None and e.became is not Became.REMOVED for e in edit.effective())


def proposed_n(edit: EditList) -> int:
    """How many cuts stay in until somebody answers."""
    return sum(not e.is_on and e.decision is None and e.became is not Became.REMOVED for e in edit.effective())


def cut_by_reason(edit: EditList) -> dict[str, tuple[int, float]]:
    """How many cuts take something out for each reason, and how many seconds, most seconds first; each second counts once."""
    found: dict[str, tuple[int, float]] = {}
    for effective in edit.effective():
        if effective.is_on and effective.cut.removes:
            count, seconds = found.get(effective.cut.called, (0, 0.0))
            found[effective.cut.called] = (count + 1, seconds + effective.cut.removed_s)
    return dict(sorted(found.items(), key=lambda item: -item[1][1]))
