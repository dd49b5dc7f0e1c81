"""What lies below every voice is measured, and goes without the voice."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from onrecord.signal.rumble import RumbleMeter, without_rumble

RATE_HZ = 16_000
SECONDS = np.arange(10 * RATE_HZ) / RATE_HZ


def room() -> Any:
    return 0.001 * np.random.default_rng(0).standard_normal(len(SECONDS))


def lifted_db(sound: Any) -> float:
    meter = RumbleMeter(RATE_HZ)
    for at in range(0, len(sound), 30_000):
        meter.push(sound[at : at + 30_000, None].astype(np.float32))
    return meter.lifts_db


def test_rumble_lifts_the_floor_and_a_room_or_a_voice_does_not() -> None:
    rumble = 0.01 * np.sin(2 * np.pi * 30 * SECONDS)
    voice = 0.1 * np.sin(2 * np.pi * 90 * SECONDS) * (SECONDS % 2 < 1.2)
    assert lifted_db(room()) < 0.5
    assert lifted_db(room() + voice) < 0.5
    assert 6.0 < lifted_db(room() + rumble) < 18.0
    assert lifted_db(np.zeros(0)) == 0.0


@pytest.mark.parametrize(
    ("hz", "least_db", "most_db"), [(30, -70, -40), (45, -50, -20), (80, -0.1, 0.1), (200, -0.1, 0.1)]
)
def test_only_what_is_below_voices_is_taken(hz: int, least_db: float, most_db: float) -> None:
    tone = np.sin(2 * np.pi * hz * SECONDS).astype(np.float32)[:, None]
    later = slice(RATE_HZ, -RATE_HZ)
    left = without_rumble(tone, RATE_HZ)
    assert left.shape == tone.shape
    assert least_db <= 20 * np.log10(np.std(left[later]) / np.std(tone[later])) <= most_db
    assert hz < 80 or np.allclose(left[later], tone[later], atol=0.02)  # in phase
