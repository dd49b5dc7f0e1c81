"""The small Protocols at which the pure stages meet media, models and disk.

Sound is float32 NumPy of shape (frames, channels), full scale 1.0, unless a name ends in `_mono` (shape (frames,)).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from onrecord.core.grammar import Parse
from onrecord.core.people import Voices
from onrecord.core.recording import WHOLE, Part, SourceFacts
from onrecord.core.time import Span
from onrecord.core.transcript import EngineStamp, Word

Samples = NDArray[np.float32]
Progress = Callable[[float], None]
"""Called with 0..1; raises Interrupted when the person asked to stop."""


def part_of(progress: Progress, begun: float, share: float) -> Progress:
    """The progress of a part that takes `share` of the whole, from `begun` on."""
    return lambda done: progress(begun + share * done)


class Sound(Protocol):
    """A sound that can be read from anywhere without holding it whole."""

    @property
    def rate_hz(self) -> int: ...
    @property
    def channels_n(self) -> int: ...
    @property
    def frames_n(self) -> int: ...
    def read(self, start_n: int, frames_n: int) -> Samples:
        """Frames from `start_n` on; what lies before 0 or after the end is silence, so the shape is always as asked."""
        ...

    def close(self) -> None: ...


class SoundWriter(Protocol):
    def write(self, block: Samples) -> None: ...
    def close(self) -> str:
        """Finishes the file and returns the name by which `Blobs.open` finds it."""
        ...


class EncodedWriter(Protocol):
    def write(self, block: Samples) -> None: ...
    def close(self) -> None: ...


class Blobs(Protocol):
    """Where a stage keeps sound. A blob exists whole or not at all."""

    def open(self, blob: str) -> Sound: ...
    def path(self, blob: str) -> Path: ...
    def create(self, name: str, rate_hz: int, channels_n: int) -> SoundWriter: ...
    def create_file(self, name: str) -> AbstractContextManager[Path]:
        """Gives a temporary path; when the block ends well, the file there becomes the blob `named(name)`."""
        ...

    def named(self, name: str) -> str:
        """The blob that this stage creates, or has created, under `name`."""
        ...


class Scratch(Protocol):
    """What a long stage has finished so far, so that a killed run goes on from there. Emptied when the stage is done."""

    def get(self, key: str) -> str | None: ...
    def put(self, key: str, value: str) -> None: ...


class Codecs(Protocol):
    """Decoding and encoding: the only thing that knows file formats."""

    def probe(self, path: Path) -> SourceFacts: ...
    def decode(
        self, path: Path, rate_hz: int, drift_ppm: float = 0.0, part: Part = WHOLE,
        on_damage: Callable[[], None] = lambda: None,
    ) -> Iterator[Samples]:  # fmt: skip
        """`on_damage` is called for each packet that cannot be decoded and is left out."""
        ...

    def mp3_writer(
        self, path: Path, rate_hz: int, channels_n: int, kbit_s: int, is_mono: bool = False
    ) -> EncodedWriter:
        """`is_mono`: all channels are the same."""
        ...

    def m4a_writer(self, path: Path, rate_hz: int, channels_n: int, kbit_s: int) -> EncodedWriter: ...
    def decoded(self, path: Path) -> Iterator[tuple[int, Samples]]:
        """Blocks at the file's own rate, as (rate_hz, samples)."""
        ...


@runtime_checkable
class SpeechDetector(Protocol):
    """Voice activity. `step_s` is the length of the frame that one probability stands for."""

    step_s: float

    def probabilities(self, sound: Sound, gain: float, progress: Progress) -> NDArray[np.float32]:
        """One probability of speech per frame, for a 16 kHz mono sound of any length, read in blocks."""
        ...

    @property
    def digest(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Tags:
    """What frames hold. `kinds` has shape (frames, classes), each row sums to 1; `voiced`, shape (frames,), says how likely
    somebody speaks, whatever else sounds.
    """

    kinds: NDArray[np.float32]
    voiced: NDArray[np.float32]


@runtime_checkable
class SoundTagger(Protocol):
    """What each frame of `step_s` holds: one probability per name in `classes`, and one that somebody speaks."""

    step_s: float
    classes: tuple[str, ...]

    def tags(self, sound: Sound, gain: float, spans: Sequence[Span] | None, progress: Progress) -> Tags: ...
    @property
    def digest(self) -> str: ...


@runtime_checkable
class Recogniser(Protocol):
    """Speech to words. `words` may be called from `workers_n` threads at once."""

    workers_n: int

    @property
    def stamp(self) -> EngineStamp: ...
    def detect_language(self, sound: Sound, speech: Sequence[Span]) -> str: ...
    def words(
        self, samples_mono: Samples, at_s: float, clips: Sequence[Span], language: str, hotwords: str | None
    ) -> list[Word]:
        """The words of a 16 kHz block that starts at `at_s` on the session clock; `clips` (session clock) hold the speech.

        Word ids are left empty. Raises EngineFailed.
        """
        ...


HintedPassage = tuple[Samples, float, Sequence[Span], str]
"""A passage of at most 30 s: its 16 kHz sound, where that starts on the session clock, its speech, and its hotwords."""


@runtime_checkable
class PassageRecogniser(Protocol):
    """A recogniser that hears `together_n` short passages at once, each with hotwords of its own, sooner than one by one."""

    together_n: int

    def words_of_each(self, passages: Sequence[HintedPassage], language: str) -> list[list[Word]]:
        """The words of each passage, as `Recogniser.words` gives them. Raises EngineFailed."""
        ...


@runtime_checkable
class VoiceFinder(Protocol):
    """Who speaks when, from the sound of the voices alone."""

    def find(self, sound: Sound, speech: Sequence[Span], voices_n: int | None, progress: Progress) -> Voices: ...
    @property
    def digest(self) -> str: ...


@runtime_checkable
class Denoiser(Protocol):
    """The voices without their noise, on one channel at 48 kHz, without delay."""

    def clean(self, samples_mono: Samples) -> Samples: ...
    @property
    def digest(self) -> str: ...


@runtime_checkable
class Parser(Protocol):
    """Sentences to trees, in the `languages` (ISO 639-1) that it reads."""

    languages: tuple[str, ...]

    def parse(self, texts: Sequence[str], progress: Progress) -> list[Parse]:
        """One Parse for each text, in order. Raises MissingModel."""
        ...

    @property
    def digest(self) -> str: ...


@runtime_checkable
class SentenceEmbedder(Protocol):
    """What sentences are about, as numbers, in the `languages` (ISO 639-1) that it reads."""

    languages: tuple[str, ...]

    def vectors(self, texts: Sequence[str], progress: Progress) -> NDArray[np.float32]:
        """Shape (texts, numbers), rows of length 1: the closer two, the more alike what is said. Raises MissingModel."""
        ...

    def selling(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """The logarithm of the odds that each of these texts advertises, by its words and what it means alone; shape (texts,)."""
        ...

    def telling(self, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """Of plain statements, by what they mean: that a person would put them on the record."""
        ...

    @property
    def digest(self) -> str: ...


class LanguageModel(Protocol):
    """A model that answers in words. It is only ever asked to point at what was said; see core/answers.py."""

    name: str

    def answer(self, instructions: str, asked: str) -> str:
        """Raises EngineFailed when it fails, is too slow or says too much."""
        ...


class Tools(Protocol):
    """What a running stage is given."""

    blobs: Blobs
    codecs: Codecs
    scratch: Scratch
    progress: Progress
    remark: Callable[[str], None]
    speech_detector: SpeechDetector
    sound_tagger: SoundTagger
    recogniser: Recogniser
    voice_finder: VoiceFinder
    denoiser: Denoiser
    parser: Parser
    sentence_embedder: SentenceEmbedder
    language_model: LanguageModel
    workers_n: int
