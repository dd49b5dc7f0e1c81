"""A tone has a pitch, noise has none, whatever their level."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from onrecord.core.time import Span
from onrecord.signal.pitch import pitched

RATE_HZ = 16_000


class Heard:
    rate_hz, channels_n = RATE_HZ, 1

    def __init__(self, samples: Any) -> None:
        self.samples, self.frames_n = samples, len(samples)

    def read(self, start_n: int, frames_n: int) -> Any:
        part = self.samples[start_n : start_n + frames_n]
        return np.pad(part, (0, frames_n - len(part)))[:, None].astype(np.float32)

    def close(self) -> None:
        return None


def test_a_voiced_sound_has_a_pitch_and_breath_has_none() -> None:
    at_s = np.arange(RATE_HZ) / RATE_HZ
    voice = 0.1 * sum(np.sin(2 * np.pi * 180 * k * at_s) / k for k in range(1, 12))
    breath = 0.1 * np.random.default_rng(1).standard_normal(RATE_HZ)
    of_both = pitched(Heard(np.concatenate([voice, breath])), Span(0.0, 2.0), 0.02)
    assert of_both.shape == (100,)
    assert of_both[:48].mean() == 1.0
    assert of_both[50:].mean() < 0.05


@pytest.mark.parametrize("level", [1e-3, 1.0])
def test_a_pitch_is_heard_at_any_level_but_none_in_silence(level: float) -> None:
    tone = level * np.sin(2 * np.pi * 220 * np.arange(RATE_HZ) / RATE_HZ)
    assert pitched(Heard(tone), Span(0.2, 0.6), 0.02).all()
    assert not pitched(Heard(0.0 * tone), Span(0.2, 0.6), 0.02).any()
