"""What the sound stages leave: cleaned tracks, gain curves, and the finished master with its measures."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.core.time import Span


@dataclass(frozen=True, slots=True)
class CleanTrack:
    """A track after noise reduction, frame for frame where it was. `headroom_db` as in Track."""

    track_id: str
    blob: str
    headroom_db: float
    hum_hz: tuple[float, ...]
    reduced_db: float
    why: str


@dataclass(frozen=True, slots=True)
class Clean:
    tracks: tuple[CleanTrack, ...]


@dataclass(frozen=True, slots=True)
class GainPoint:
    """`gain_db` at `time_s` on the session clock; straight lines between points, constant before the first and after the last."""

    time_s: float
    gain_db: float


@dataclass(frozen=True, slots=True)
class TrackGain:
    track_id: str
    points: tuple[GainPoint, ...]


@dataclass(frozen=True, slots=True)
class SpeakerLevel:
    """One speaker's own words: gated loudness and the highest true peak."""

    speaker_id: str
    lufs: float
    true_peak_dbtp: float


@dataclass(frozen=True, slots=True)
class SpeakerTalk:
    """When one speaker, and no cough or noise, is heard: what their loudness is measured over."""

    speaker_id: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Levels:
    """A gain curve per track, when each speaker talks, and how loud they are in the recording as it came."""

    gains: tuple[TrackGain, ...]
    talk: tuple[SpeakerTalk, ...]
    speakers: tuple[SpeakerLevel, ...]


@dataclass(frozen=True, slots=True)
class Measures:
    """What a meter says of a finished sound. `loudness_range_lu` after EBU Tech 3342."""

    lufs: float
    true_peak_dbtp: float
    loudness_range_lu: float


@dataclass(frozen=True, slots=True)
class Join:
    """A place of the finished programme at which something was cut, and how it sounds there.

    `step` is the steepest step between two samples at the join over the steepest within 0.1 s of it; `floor_jump_db` is how
    much louder or softer the room is after it than before, None where one side is not room alone.
    """

    at_s: float
    step: float
    floor_jump_db: float | None


@dataclass(frozen=True, slots=True)
class Proof:
    """The finished master held against the plan.

    `words_n` words were to stay whole; a run in which one did not is refused. Of `asked_n` more a person, or the wish for fewer
    fillers, takes all or a part. `gain_p95_db` and `gain_most_db` are how far
    the levelling moves within 100 ms of talk, the most at `gain_most_at_s` of the recording. `room_rise_db` is how much closer the room's tone came to the words.
    """

    words_n: int
    joins_n: int
    worst_step: Join | None
    worst_jump: Join | None
    jumps_over_2_db_n: int
    gain_p95_db: float
    gain_most_db: float
    room_rise_db: float | None
    asked_n: int = 0
    gain_most_at_s: float | None = None


@dataclass(frozen=True, slots=True)
class Master:
    """The finished sound. `removed` is what the programme leaves out; `mp3` is the encoded sound without any tag.

    `master` is measured on the FLAC, `enclosure` on the decoded MP3, its true peak the highest of all encoded files.
    `short_term_*` sample the 3 s loudness every second: of the recording on its own clock, of the programme on its own.
    """

    flac: str
    mp3: str
    m4a: str | None
    rate_hz: int
    channels_n: int
    frames_n: int
    duration_s: float
    removed: tuple[Span, ...]
    source: Measures
    master: Measures
    enclosure: Measures
    static_gain_db: float
    limited_db: float
    short_term_before: tuple[float, ...]
    short_term_after: tuple[float, ...]
    speakers_before: tuple[SpeakerLevel, ...] = ()
    speakers_after: tuple[SpeakerLevel, ...] = ()
    proof: Proof | None = None
