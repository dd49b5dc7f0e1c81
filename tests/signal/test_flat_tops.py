"""What was cut off is known at any level, and what is meant to be flat or round is not taken for it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from onrecord.signal.flat_tops import FlatTopMeter

RATE_HZ = 44_100


def talk(seconds: float = 5.0) -> Any:
    """Syllables of a buzzing voice, from 1 s on."""
    at_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    buzz = sum(np.sin(2 * np.pi * 170 * k * at_s + k) / k for k in range(1, 9))
    return buzz * np.abs(np.sin(2 * np.pi * 1.7 * at_s)) * (at_s >= 1.0) * (1 + 0.1 * np.sin(3 * at_s))


def clipped(*channels: Any, block_n: int = 100_000, bits: int = 16) -> tuple[float, float] | None:
    sound = np.round(np.stack(channels, axis=1) * 2.0 ** (bits - 1)) / 2.0 ** (bits - 1)
    meter = FlatTopMeter(RATE_HZ)
    for at_n in range(0, len(sound), block_n):
        meter.push(sound[at_n : at_n + block_n].astype(np.float32))
    return meter.clipped


@pytest.mark.parametrize("level", [1.0, 0.5, 0.05])
def test_what_was_cut_off_is_known_at_any_level_and_in_any_blocks(level: float) -> None:
    loud = talk().clip(-1.0, 1.0) * level
    share, first_s = clipped(0.3 * loud, loud) or (0.0, 0.0)
    assert share == pytest.approx((np.abs(talk()) >= 1.0).mean(), rel=0.15)
    assert first_s == pytest.approx(np.flatnonzero(np.abs(talk()) >= 1.0)[0] / RATE_HZ, abs=0.01)
    assert clipped(0.3 * loud, loud, block_n=1_000) == clipped(0.3 * loud, loud, block_n=77) == (share, first_s)
    assert clipped(talk().clip(-9.0, 1.0) * level) is not None


def test_what_is_meant_to_be_flat_or_round_is_not() -> None:
    at_s = np.arange(5 * RATE_HZ) / RATE_HZ
    assert clipped(0.3 * talk()) is None
    assert clipped(np.sign(np.sin(2 * np.pi * 220 * at_s)) * 0.99) is None
    assert clipped(0.5 * np.sin(2 * np.pi * 50 * at_s)) is None
    assert clipped(0.05 * np.sin(2 * np.pi * 60 * at_s)) is None
    assert clipped(np.tanh(3 * talk())) is None
    assert clipped(0 * at_s) is None
    hit = 0.2 * talk()
    hit[100_000:100_005] = 0.9
    assert clipped(hit) is None
