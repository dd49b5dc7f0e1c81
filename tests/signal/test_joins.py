"""Crossfades: power for sounds that are not alike, and no jump at either end."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.signal.joins import crossfaded, equal_power_fades


@pytest.mark.parametrize("frames_n", [1, 2, 576])
def test_the_squares_of_both_fades_add_up_to_one(frames_n: int) -> None:
    fade_out, fade_in = equal_power_fades(frames_n)
    assert fade_out.shape == fade_in.shape == (frames_n, 1)
    assert fade_out**2 + fade_in**2 == pytest.approx(1.0, abs=1e-6)
    assert np.array_equal(fade_out, fade_in[::-1])


def test_a_crossfade_begins_as_one_and_ends_as_the_other() -> None:
    one, two = np.full((576, 2), 0.5, np.float32), np.full((576, 2), -0.3, np.float32)
    mixed = crossfaded(one, two)
    assert mixed[0] == pytest.approx(0.5, abs=0.002)
    assert mixed[-1] == pytest.approx(-0.3, abs=0.002)
    assert np.abs(np.diff(mixed, axis=0)).max() < 0.005
