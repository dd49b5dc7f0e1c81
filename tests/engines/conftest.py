"""The sample interview as the engines get it: 16 kHz mono, and the truth about it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import soxr

from onrecord.core.ports import Samples
from onrecord.core.time import Span, union

SAMPLES = Path(__file__).parents[2] / "samples"


@dataclass
class ArraySound:
    """A Sound over an array of shape (frames, channels)."""

    samples: Samples
    rate_hz: int = 16000

    @property
    def channels_n(self) -> int:
        return self.samples.shape[1]

    @property
    def frames_n(self) -> int:
        return len(self.samples)

    def read(self, start_n: int, frames_n: int) -> Samples:
        block = np.zeros((frames_n, self.channels_n), np.float32)
        first, last = max(0, start_n), min(self.frames_n, start_n + frames_n)
        if last > first:
            block[first - start_n : last - start_n] = self.samples[first:last]
        return block

    def close(self) -> None: ...


@dataclass
class Interview:
    samples_mono: Samples
    truth: dict[str, Any]

    def speech(self, start_s: float = 0.0, end_s: float = 1e9) -> list[Span]:
        spoken = [Span(u["start_s"], u["end_s"]) for u in self.truth["utterances"]]
        return union(s for s in spoken if s.start_s >= start_s and s.end_s <= end_s)

    def text(self, start_s: float, end_s: float) -> str:
        said = [u for u in self.truth["utterances"] if u["start_s"] >= start_s and u["end_s"] <= end_s]
        return " ".join(u["text"] for u in said)


@pytest.fixture(scope="session")
def sound_of() -> Callable[..., ArraySound]:
    """Makes a Sound of an array of shape (frames,) or (frames, channels)."""

    def make(samples: Samples, rate_hz: int = 16000) -> ArraySound:
        return ArraySound(samples if samples.ndim == 2 else samples[:, None], rate_hz)

    return make


@pytest.fixture(scope="session")
def interview() -> Interview:
    samples, rate_hz = soundfile.read(SAMPLES / "interview.flac", dtype="float32", always_2d=True)
    mono = soxr.resample(samples.mean(axis=1), rate_hz, 16000).astype(np.float32)
    return Interview(mono, json.loads((SAMPLES / "interview.json").read_text(encoding="utf-8")))
