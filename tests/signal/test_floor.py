"""The room is as loud on one side of a join as on the other, and nothing that is heard changes for it."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.core.ports import Samples
from onrecord.core.time import Span
from onrecord.signal.floor import level_room

RATE_HZ = 16_000
CUT = [Span(3.0, 5.0)]


class Room:
    """Noise, louder by `jump_db` from 4 s on."""

    def __init__(self, jump_db: float) -> None:
        noise = 0.001 * np.random.default_rng(1).standard_normal((9 * RATE_HZ, 1))
        noise[4 * RATE_HZ :] *= 10 ** (jump_db / 20)
        self.samples = noise.astype(np.float32)

    def read(self, start_n: int, frames_n: int) -> Samples:
        return self.samples[start_n : start_n + frames_n]


@pytest.mark.parametrize(("jump_db", "before_db", "after_db"), [(10.0, 0.0, -10.0), (-10.0, -10.0, 0.0)])
def test_the_louder_side_comes_down_beside_the_join(jump_db: float, before_db: float, after_db: float) -> None:
    curve = level_room(Room(jump_db).read, CUT, [Span(0.0, 2.9), Span(5.15, 9.0)], RATE_HZ)
    assert np.interp([2.999, 5.001], *curve) == pytest.approx([before_db, after_db], abs=0.8)
    assert np.interp([2.89, 5.16], *curve) == pytest.approx([0.0, 0.0])


@pytest.mark.parametrize(
    ("jump_db", "heard"),
    [
        (0.3, [Span(0.0, 2.9)]),  # alike as it is
        (20.0, [Span(0.0, 2.9)]),  # one of them is more than the room
        (10.0, [Span(0.0, 2.99)]),  # a word right before it
        (10.0, [Span(0.0, 2.9), Span(4.9, 6.0)]),  # a word that begins in the cut
    ],
)
def test_what_stays_as_it_is(jump_db: float, heard: list[Span]) -> None:
    assert set(level_room(Room(jump_db).read, CUT, heard, RATE_HZ)[1]) == {0.0}


def test_the_beginning_is_no_join() -> None:
    assert level_room(Room(10.0).read, [Span(0.0, 5.0)], [], RATE_HZ) == ([0.0], [0.0])


def test_a_click_beside_a_join_is_no_room() -> None:
    room = Room(0.0)
    room.samples[round(2.95 * RATE_HZ)] = 0.5
    assert set(level_room(room.read, CUT, [], RATE_HZ)[1]) == {0.0}
