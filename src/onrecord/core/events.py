"""What a run tells whoever watches. Only the CLI and the web draw these."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StageStarted:
    stage: str
    why: str
    audio_s: float = 0.0


@dataclass(frozen=True, slots=True)
class StageProgress:
    """`done` goes from 0 to 1. `audio_s` is the length of the recording, for speed as times real time."""

    stage: str
    done: float
    took_s: float
    audio_s: float = 0.0


@dataclass(frozen=True, slots=True)
class StageFinished:
    stage: str
    took_s: float
    is_reused: bool = False
    audio_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that the person should know and that stops nothing."""

    text: str


Event = StageStarted | StageProgress | StageFinished | Remark
