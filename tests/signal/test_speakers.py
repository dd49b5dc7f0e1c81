"""Whose microphone is which."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.signal.speakers import microphones


@pytest.mark.parametrize(
    ("levels_db", "own"),
    [
        ([[-20.0, -40.0], [-40.0, -20.0]], [0, 1]),
        ([[10.0, -10.0], [-40.0, -20.0]], [0, 1]),  # the first is set 30 dB hotter: the second voice is loudest in it
        ([[-20.0, -40.0], [-52.0, -32.0]], [0, 1]),  # the second voice is soft as well
        ([[-20.0, -22.0, -45.0], [-45.0, -45.0, -20.0]], [0, 0, 1]),  # two at one microphone
        ([[-30.0, -31.0], [-20.0, -45.0], [-45.0, -21.0]], [1, 2]),  # the first stands in the room between them
        ([[-20.0, -120.0], [-120.0, -20.0]], [0, 1]),  # nobody comes through
    ],
)
def test_a_voices_own_microphone_is_told_however_the_microphones_are_set(
    levels_db: list[list[float]], own: list[int]
) -> None:
    assert microphones(np.array(levels_db)).tolist() == own
