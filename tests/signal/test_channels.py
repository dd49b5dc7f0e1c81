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


SAYS = np.abs(np.sin(2 * np.pi * 0.9 * np.arange(20 * RATE_HZ) / RATE_HZ))
"""Syllables: what is said is not as loud all the time as the room is."""
HOST, GUEST = SAYS * voice(1, 1, 11), SAYS * voice(2, 12, 19)


def heard_by(near: Any, far: Any, bleed_db: float, under_db: float, seed: int) -> Any:
    """What a microphone hears of its own voice, of the other a little later and softer, and of the room."""
    noise = np.random.default_rng(seed).standard_normal(len(near))
    return near + 10 ** (bleed_db / 20) * np.roll(far, 20) + 0.06 * 10 ** (-under_db / 20) * noise


@pytest.mark.parametrize("guest_db", [0.0, -10.0])
@pytest.mark.parametrize(("bleed_db", "under_db"), [(-60, 15), (-20, 20), (-15, 30), (-12, 20), (-9, 40)])
def test_a_microphone_on_each_side_is_known_in_an_ordinary_room(
    guest_db: float, bleed_db: float, under_db: float
) -> None:
    guest = 10 ** (guest_db / 20) * GUEST
    left, right = heard_by(HOST, guest, bleed_db, under_db, 3), heard_by(guest, HOST, bleed_db, under_db, 4)
    assert metered(left, right).voices_on == (0, 1)
    assert bleed_db > -12 or under_db < 20 or metered(left, 0.5 * right).voices_on == (0, 1)


def plucked(width: float) -> Any:
    """Notes that begin anywhere and lie anywhere between the sides."""
    random, sound = np.random.default_rng(5), np.zeros((20 * RATE_HZ, 2))
    note_n = RATE_HZ
    for _ in range(60):
        at_n, turn = random.integers(0, len(sound) - note_n), np.pi / 4 * (1 + width * random.uniform(-1, 1))
        at_s = np.arange(note_n) / RATE_HZ
        note = 0.1 * np.exp(-at_s / 0.3) * np.sin(2 * np.pi * 110 * 2 ** (random.integers(0, 30) / 12) * at_s)
        sound[at_n : at_n + note_n] += note[:, None] * [np.cos(turn), np.sin(turn)]
    return sound


def clicks() -> Any:
    sound, random = np.zeros(20 * RATE_HZ), np.random.default_rng(6)
    for at_n in random.integers(0, 19 * RATE_HZ, 30):
        sound[at_n : at_n + 200] += 0.2 * random.standard_normal(200)
    return sound


TALK = HOST + GUEST


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (heard_by(HOST, GUEST, -4, 20, 3), heard_by(GUEST, HOST, -4, 20, 4)),
        (heard_by(HOST, GUEST, -4, 50, 3), heard_by(GUEST, HOST, -4, 50, 4)),
        (TALK + ROOM[0], 0.3 * TALK + ROOM[1]),
        (TALK + 10 * ROOM[0], 0.1 * TALK + 10 * ROOM[1]),
        (TALK + ROOM[0], TALK + clicks() + ROOM[1]),
        (TALK + ROOM[0], 0.4 * TALK + clicks() + ROOM[1]),
        plucked(0.5).T,
        plucked(1.0).T,
        (plucked(1.0) + TALK[:, None]).T,
        (plucked(1.0) + np.stack([HOST + 0.7 * GUEST, 0.7 * HOST + GUEST], axis=1)).T,
    ],
)
def test_one_picture_is_not_torn_apart(left: Any, right: Any) -> None:
    assert metered(left, right).voices_on == ()


@pytest.mark.parametrize("room", [0.5, 5.0, 20.0])
def test_a_channel_that_holds_its_room_alone_is_nobodys(room: float) -> None:
    assert metered(TALK + ROOM[0], room * ROOM[1]).voices_on == (0,)
    assert metered(0.1 * TALK + ROOM[0], 0.1 * TALK + room * ROOM[1]).voices_on == ()


def test_how_far_to_one_side_voices_lie() -> None:
    near = metered(heard_by(HOST, GUEST, -6, 20, 3), heard_by(GUEST, HOST, -6, 20, 4))
    assert near.leans_db == pytest.approx((-6, 6), abs=0.5)
    assert metered(TALK + ROOM[0], 0.3 * TALK + ROOM[1]).leans_db == pytest.approx((10.5, 10.5), abs=0.5)
    assert metered(TALK).leans_db == metered(0 * TALK, 0 * TALK).leans_db == (0.0, 0.0)
