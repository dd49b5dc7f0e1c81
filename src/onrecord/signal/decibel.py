"""Decibels and back, with a floor instead of minus infinity."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

FLOOR_DB = -120.0


def gain_of(db: float) -> float:
    """The linear gain of `db` decibels."""
    return float(10.0 ** (db / 20.0))


def db_of(amplitude: float) -> float:
    """The level of a linear amplitude in dB, not below FLOOR_DB."""
    return float(max(FLOOR_DB, 20.0 * np.log10(max(amplitude, 1e-12))))


def level_db(samples: NDArray[Any]) -> float:
    """The level of a whole sound, the root of its mean square, in dB, not below FLOOR_DB."""
    return float(power_db(np.array(np.mean(samples.astype(np.float64) ** 2))))


def power_db(power: NDArray[Any]) -> NDArray[np.float64]:
    """Mean squares in dB, not below FLOOR_DB."""
    level_db: NDArray[np.float64] = np.maximum(FLOOR_DB, 10.0 * np.log10(np.maximum(power, 1e-15)))
    return level_db
