"""What went in, and what can be heard in it before anyone knows the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from onrecord.core.time import Span, union

SILENT_LUFS = -70.0
"""The absolute gate of BS.1770-4: what never rises above it has no loudness."""

_ROOM_UNDER_LU = 12.0


@dataclass(frozen=True, slots=True)
class Part:
    """What of a file is one sound: a stream, and one channel of it where each is something else."""

    stream: int = 0
    channel: int | None = None


WHOLE = Part()


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What a file says of itself. `duration_s` is None when it does not say; `time_reference_s` is a BWF clock time. In a video the sound
    may begin later than the picture: `starts_s`.

    `parts` are several where it holds several sounds: streams, or channels that it does not name.
    """

    codec: str
    rate_hz: int
    channels_n: int
    duration_s: float | None
    is_float: bool
    recorded_on: str | None
    time_reference_s: float | None
    parts: tuple[Part, ...] = (WHOLE,)
    starts_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Track:
    """One microphone, or the mixed file, on the session clock.

    `blob` is the decoded working copy at `rate_hz` with the original's channels; `analysis_blob` its 16 kHz mono twin.
    Both are written `headroom_db` below the source, so that float recordings above full scale survive, and run by the
    session clock: `drift_ppm` is how fast the recorder's own clock ran against it, and is put right in them. In the source the
    sound begins at `starts_s`. `voice_lufs` is the loudness of what stands out of its quiet moments, None where nothing does.
    """

    id: str
    source: str
    source_sha256: str
    codec: str
    source_rate_hz: int
    blob: str
    analysis_blob: str
    rate_hz: int
    channels_n: int
    frames_n: int
    headroom_db: float = 0.0
    offset_s: float = 0.0
    drift_ppm: float = 0.0
    loudness_lufs: float | None = None
    true_peak_dbtp: float | None = None
    speaker_name: str | None = None
    voice_lufs: float | None = None
    starts_s: float = 0.0

    def in_source_s(self, time_s: float) -> float:
        """Where a moment of the session clock lies in the source, as an editor counts its time."""
        return time_s - self.offset_s + self.starts_s

    @property
    def is_silent(self) -> bool:
        return self.loudness_lufs is not None and self.loudness_lufs <= SILENT_LUFS


def heard_in(tracks: Sequence[Track]) -> list[int]:
    """Which of the tracks are listened to. One from which nothing stands out, as of music, is its room alone where it is much
    softer than what stands out of another.
    """
    loudest_lufs = max((t.voice_lufs for t in tracks if t.voice_lufs is not None), default=SILENT_LUFS)
    heard = [
        at
        for at, t in enumerate(tracks)
        if not t.is_silent and (t.voice_lufs is not None or (t.loudness_lufs or 0.0) > loudest_lufs - _ROOM_UNDER_LU)
    ]
    return heard or list(range(len(tracks)))


@dataclass(frozen=True, slots=True)
class Recording:
    """The tracks of one session on one clock; `mix_blob` is their 16 kHz mono sum, each track brought to one loudness.

    The measures are of the tracks as they came, summed; `short_term_lufs` samples the 3 s loudness every second.
    """

    tracks: tuple[Track, ...]
    duration_s: float
    mix_blob: str
    lufs: float
    true_peak_dbtp: float
    loudness_range_lu: float
    short_term_lufs: tuple[float, ...]
    recorded_on: str | None = None
    warnings: tuple[str, ...] = ()


class EventKind(StrEnum):
    SPEECH = "speech"
    LAUGH = "laugh"
    COUGH = "cough"
    SNEEZE = "sneeze"
    THROAT = "throat"
    BREATH = "breath"
    SIP = "sip"
    RING = "ring"
    CLICK = "click"
    KNOCK = "knock"
    MUSIC = "music"
    NOISE = "noise"


CLEAR_OF_WORDS_S = 0.04
"""What a sound leaves to a word that may go on under it: so far from its voice the sound begins or ends."""


NOT_SURE = 0.45
"""What may be a word or a laugh is no surer a sound than this."""


@dataclass(frozen=True, slots=True)
class Event:
    """A sound that is not (only) words. `confidence` 0 to 1, that it is no word; `evidence` says what it was told by.

    `may_hold_word`: a voice is heard right beside it on both sides, or in nearly all of it, and may go on underneath.
    `kind_share`: how much it is of its kind, among all kinds of noises. `falls_s`: it lies on the end of a word already before its
    span, and may fall off there over so much when the span goes.
    """

    span: Span
    kind: EventKind
    confidence: float
    source: str
    evidence: str = ""
    may_hold_word: bool = False
    kind_share: float = 1.0
    falls_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Listening:
    """Where there is speech by voice activity, and how quiet the room is.

    `floor_dbfs` is the room's level between words (10th percentile of 10 ms frames). `level_dbfs` samples the 16 kHz mix
    every `level_step_s`: for pictures, not for decisions. `likely` is how likely each frame of `likely_step_s` is speech.
    """

    speech: tuple[Span, ...]
    floor_dbfs: float
    level_step_s: float
    level_dbfs: tuple[float, ...]
    likely_step_s: float = 0.0
    likely: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Sounds:
    """What is heard beside words: `speech` without the coughs that voice activity took for it, and every other sound. In `beds` music
    goes on under what is said.
    """

    speech: tuple[Span, ...]
    events: tuple[Event, ...]
    beds: tuple[Span, ...] = ()

    @property
    def music(self) -> list[Span]:
        """Where music is heard, by itself or under what is said."""
        return union([*(event.span for event in self.events if event.kind is EventKind.MUSIC), *self.beds])


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a recording's sound is known by, whatever its level and codec: the peaks of its spectrum, written as letters.

    Two bytes a peak, in base64: steps of 16 ms since the peak before (255: so many and no peak), bin of 15.6 Hz.
    """

    peaks: str


@dataclass(frozen=True, slots=True)
class EpisodeSound:
    """Another episode of the show and its fingerprint."""

    guid: str
    number: int
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class Repeat:
    """The same recorded sound stands in `span` here and in `there` of the episode `guid` with that `number`.

    `share` is how much of what the passage is known by was found again: 0.1 to 0.5 for a copy with another codec and noise.
    """

    span: Span
    guid: str
    number: int
    there: Span
    share: float


@dataclass(frozen=True, slots=True)
class Repeats:
    """What stands in other episodes too, in order; a passage of several episodes once for each."""

    repeats: tuple[Repeat, ...] = ()


def nearness(number: int, to: int) -> tuple[int, int]:
    """To sort episodes by their numbers, the nearest to one first; of two as near the earlier."""
    return abs(number - to), number
