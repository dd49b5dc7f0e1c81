"""Engines that need no model: honest simple ones for quick runs of the whole chain, and ones that fail on purpose.

They stand behind the same ports as the real ones, so that a fault reaches the chain the way a real one would.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event

import numpy as np
from numpy.typing import NDArray

from onrecord.core.errors import EngineFailed
from onrecord.core.people import Voices, VoiceTurn
from onrecord.core.ports import Progress, Recogniser, Samples, Sound
from onrecord.core.time import Span, on_grid
from onrecord.core.transcript import EngineStamp, Timing, Word

_FRAME_N = 512


class EnergyDetector:
    """Speech is what lies `over_floor_db` above the quietest tenth of the sound: enough for clean tests."""

    step_s = _FRAME_N / 16000
    digest = "energy.1"

    def __init__(self, over_floor_db: float = 12.0, least_dbfs: float = -60.0) -> None:
        self.over_floor_db = over_floor_db
        self.least_dbfs = least_dbfs

    def probabilities(self, sound: Sound, gain: float, progress: Progress) -> NDArray[np.float32]:
        """Shape (ceil(frames / 512),), each 0 or 1."""
        frames_n = -(-sound.frames_n // _FRAME_N)
        levels = np.empty(frames_n, np.float32)
        for index in range(frames_n):
            samples = sound.read(index * _FRAME_N, _FRAME_N)[:, 0] * gain
            levels[index] = 10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-12)
        progress(1.0)
        floor_db = float(np.percentile(levels, 10)) if frames_n else 0.0
        threshold_db = max(self.least_dbfs, floor_db + self.over_floor_db)
        spoken: NDArray[np.float32] = (levels > threshold_db).astype(np.float32)
        return spoken


class ScriptedRecogniser:
    """Says the words of a `script` (on the session clock) wherever a block covers their middle."""

    workers_n = 1

    def __init__(self, script: Sequence[Word], language: str = "en") -> None:
        self.script = tuple(script)
        self.language = language

    @property
    def stamp(self) -> EngineStamp:
        return EngineStamp("scripted", "1", "script", str(hash(self.script)))

    def detect_language(self, sound: Sound, speech: Sequence[Span]) -> str:
        return self.language

    def words(
        self, samples_mono: Samples, at_s: float, clips: Sequence[Span], language: str, hotwords: str | None
    ) -> list[Word]:
        block = Span(at_s, at_s + len(samples_mono) / 16000)
        return [word for word in self.script if block.contains((word.start_s + word.end_s) / 2)]


class BeatRecogniser:
    """One made-up word every `step_s` of speech: no meaning, but words where speech is."""

    workers_n = 1

    stamp = EngineStamp("beat", "1", "beat", "beat.1")

    def __init__(self, step_s: float = 0.4, text: str = "word") -> None:
        self.step_s = step_s
        self.text = text

    def detect_language(self, sound: Sound, speech: Sequence[Span]) -> str:
        return "en"

    def words(
        self, samples_mono: Samples, at_s: float, clips: Sequence[Span], language: str, hotwords: str | None
    ) -> list[Word]:
        end_s, found = at_s + len(samples_mono) / 16000, []
        for clip in clips:
            start_s = max(clip.start_s, at_s)
            is_first = True
            while start_s + self.step_s <= min(clip.end_s, end_s):
                stop_s = on_grid(start_s + 0.8 * self.step_s)
                found.append(
                    Word("", self.text, on_grid(start_s), stop_s, 1.0, Timing.GUESSED, begins_segment=is_first)
                )
                start_s, is_first = start_s + self.step_s, False
        return found


class OneVoice:
    """All speech is one voice, or goes round `voices_n` voices span by span."""

    digest = "one-voice.1"

    def find(self, sound: Sound, speech: Sequence[Span], voices_n: int | None, progress: Progress) -> Voices:
        count_n = voices_n or 1
        turns = tuple(VoiceTurn(span, index % count_n) for index, span in enumerate(speech))
        progress(1.0)
        heard_n = len({turn.voice for turn in turns})
        prints = tuple(tuple(float(i == voice) for i in range(192)) for voice in range(heard_n))
        return Voices(turns, heard_n, prints, "by turns")


class NoDenoiser:
    """Gives back what it gets."""

    digest = "none.1"

    def clean(self, samples_mono: Samples) -> Samples:
        return samples_mono.copy()


@dataclass
class FaultyRecogniser:
    """A real recogniser with a fault from call number `from_call` on (0 is the first).

    `fault` gets the words of the inner one and answers in its place; it may raise, wait or answer nonsense.
    """

    workers_n = 1

    inner: Recogniser
    fault: Callable[[list[Word]], list[Word]]
    from_call: int = 0
    calls_n: int = field(default=0, init=False)

    @property
    def stamp(self) -> EngineStamp:
        return self.inner.stamp

    def detect_language(self, sound: Sound, speech: Sequence[Span]) -> str:
        return self.inner.detect_language(sound, speech)

    def words(
        self, samples_mono: Samples, at_s: float, clips: Sequence[Span], language: str, hotwords: str | None
    ) -> list[Word]:
        call, self.calls_n = self.calls_n, self.calls_n + 1
        words = self.inner.words(samples_mono, at_s, clips, language, hotwords)
        return self.fault(words) if call >= self.from_call else words


def crashes(words: list[Word]) -> list[Word]:
    raise EngineFailed("The speech engine crashed.", "Run it again.")


def runs_out_of_memory(words: list[Word]) -> list[Word]:
    raise MemoryError


def answers_backwards(words: list[Word]) -> list[Word]:
    return words[::-1]


def answers_outside(words: list[Word]) -> list[Word]:
    """Words a day late, and one with its times the wrong way round."""
    day_s = 86400.0
    late = [Word("", w.text, w.start_s + day_s, w.end_s + day_s, w.confidence) for w in words]
    return [*late, Word("", "nonsense", 5.0, 4.0, float("nan"))]


def hangs(until: Event) -> Callable[[list[Word]], list[Word]]:
    """A fault that waits until it is told, and then answers rightly."""

    def wait(words: list[Word]) -> list[Word]:
        until.wait()
        return words

    return wait


class FailingDenoiser:
    """Raises at every call."""

    digest = "failing.1"

    def clean(self, samples_mono: Samples) -> Samples:
        raise EngineFailed("Noise reduction crashed.", "Switch it off for this episode.")
