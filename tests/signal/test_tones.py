"""The tones of music come and go; those of a fan stay."""

from __future__ import annotations

from typing import Any

import numpy as np

from onrecord.signal.tones import coming_and_going_db, semitones_db

RATE_HZ = 16_000
CHORDS = ((440.0, 523.3, 659.3), (349.2, 440.0, 523.3), (392.0, 493.9, 587.3), (329.6, 415.3, 493.9))


def moment(number: int, *hz: float, level: float = 0.02) -> Any:
    """0.4 s of a noisy room with these tones in it."""
    time_s = np.arange(round(0.4 * RATE_HZ)) / RATE_HZ
    return 0.01 * np.random.default_rng(number).standard_normal(len(time_s)) + level * sum(
        np.sin(2 * np.pi * f * time_s) for f in hz
    )


def told(*moments: Any) -> Any:
    return coming_and_going_db(np.array([semitones_db(one, RATE_HZ) for one in moments]))


def test_a_tone_lies_in_its_semitone() -> None:
    assert int(semitones_db(moment(0, 440.0), RATE_HZ).argmax()) == 12
    assert semitones_db(moment(0)[:500], RATE_HZ).shape == (48,)


def test_chords_that_change_come_and_go_and_a_fan_that_makes_one_does_not_however_loud() -> None:
    music = told(*(moment(n, *CHORDS[n % 4]) for n in range(24)))
    fan = told(*(moment(n, *CHORDS[0], level=0.02 * 10 ** (n % 3 / 4)) for n in range(24)))
    room = told(*(moment(n) for n in range(24)))
    assert music.min() > 3.0
    assert max(fan.max(), room.max()) < 2.5


def test_a_telephone_in_one_moment_stands_out_in_that_one() -> None:
    assert int(told(*(moment(n, *([880.0, 1175.0] if n == 9 else [])) for n in range(24))).argmax()) == 9
