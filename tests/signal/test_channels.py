"""What two channels are to each other, and whether samples lie around zero."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from onrecord.signal.channels import ChannelMeter

RATE_HZ = 8_000


def metered(*channels: Any, block_n: int = 999) -> ChannelMeter:
    sound = np.stack(channels, axis=1).astype(np.float32)
    meter = ChannelMeter(RATE_HZ, len(channels))
    for at_n in range(0, len(sound), block_n):
        meter.push(sound[at_n : at_n + block_n])
    return meter


def voice(seed: int, first_s: float = 0.0, last_s: float = 20.0, level: float = 0.1) -> Any:
    at_s = np.arange(20 * RATE_HZ) / RATE_HZ
    return level * np.random.default_rng(seed).standard_normal(len(at_s)) * ((at_s >= first_s) & (at_s < last_s))


ROOM = [0.0005 * np.random.default_rng(seed).standard_normal(20 * RATE_HZ) for seed in (7, 8)]


def test_an_offset_is_found_in_the_channel_that_has_it_and_none_in_sound() -> None:
    left, right = metered(voice(1) + 0.03, voice(1)).offset
    assert left == pytest.approx(0.03, abs=0.001) and right == 0.0
    assert metered(ROOM[0]).offset == (0.0,)


def test_upside_down_is_opposite_and_wide_or_alone_is_not() -> None:
    assert metered(voice(1) + ROOM[0], -0.8 * voice(1) + ROOM[1] + 0.2).is_opposite
    assert not metered(voice(1), voice(1)).is_opposite
    assert not metered(voice(1), voice(2)).is_opposite
    assert not metered(voice(1), 0 * voice(1)).is_opposite
    assert not metered(voice(1)).is_opposite


@pytest.mark.parametrize(
    ("left", "right", "owned"),
    [
        (voice(1) + ROOM[0], 0 * ROOM[1], (0,)),
        (0.1 * ROOM[0], voice(1) + ROOM[1], (1,)),
        (voice(1, 0, 12) + ROOM[0], voice(2, 12, 20, 0.03) + ROOM[1], (0, 1)),
        (voice(1, 0, 19) + 0.1 * voice(2, 19, 20), voice(2, 19, 20) + 0.1 * voice(1, 0, 19), (0, 1)),
        (voice(1), voice(1), ()),
        (voice(1), 0.5 * voice(1), ()),
        (voice(1, 0, 12) + 0.5 * voice(2, 12), voice(2, 12) + 0.5 * voice(1, 0, 12), ()),
        (voice(1), voice(2), ()),
        (0 * ROOM[0], 0 * ROOM[0], ()),
    ],
)
def test_which_channels_are_somebodys_own(left: Any, right: Any, owned: tuple[int, ...]) -> None:
    assert metered(left, right).voices_on == owned
    assert metered(left).voices_on == ()
