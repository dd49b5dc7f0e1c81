"""Sounds for which no free recording was at hand, made afresh each time: `MAKERS[kind](rng)` gives one at 16 kHz."""

from __future__ import annotations

from collections.abc import Callable

import disturbances
import numpy as np
import soxr
from numpy.typing import NDArray
from scipy.signal import butter, lfilter, sosfilt

RATE_HZ = 16000
Wave = NDArray[np.float64]


def breath(rng: np.random.Generator) -> Wave:
    """In through the mouth: noise through a wide-open tract, rising, then gone."""
    length = int(rng.uniform(0.2, 0.9) * RATE_HZ)
    t = np.arange(length) / length
    peak = rng.uniform(0.4, 0.85)
    shape = np.where(t < peak, (t / peak) ** rng.uniform(0.7, 2), ((1 - t) / (1 - peak)) ** rng.uniform(0.7, 2))
    return _coloured(rng, length, int(rng.integers(2, 5))) * shape


def sniff(rng: np.random.Generator) -> Wave:
    """Through the nose: shorter, higher, its colour moving upwards; one to three in a row."""
    out = []
    for _ in range(rng.integers(1, 4)):
        length = int(rng.uniform(0.08, 0.3) * RATE_HZ)
        low, high = _coloured(rng, length, 2), np.diff(rng.standard_normal(length + 1))
        t = np.arange(length) / length
        out += [((1 - t) * low / (np.std(low) + 1e-9) + t * high) * np.sin(np.pi * t**rng.uniform(0.6, 1.4)), np.zeros(int(rng.uniform(0.03, 0.15) * RATE_HZ))]  # fmt: skip
    return np.concatenate(out)


def sip(rng: np.random.Generator) -> Wave:
    """Air and liquid between the lips: noise that flutters, small bubbles, at the end often a swallow."""
    length = int(rng.uniform(0.3, 1.1) * RATE_HZ)
    flutter = np.abs(sosfilt(butter(2, rng.uniform(15, 60), fs=RATE_HZ, output="sos"), rng.standard_normal(length)))
    t = np.arange(length) / length
    out = _coloured(rng, length, 3) * (0.2 + flutter / flutter.max()) * np.sin(np.pi * t) ** 0.5
    for _ in range(rng.integers(0, 12)):
        at, count = int(rng.integers(length)), int(rng.uniform(0.005, 0.03) * RATE_HZ)
        s = np.arange(min(count, length - at)) / RATE_HZ
        out[at : at + len(s)] += 0.5 * np.std(out) * np.exp(-s * 150) * np.sin(2 * np.pi * (rng.uniform(400, 2500) + 9e3 * s) * s)  # fmt: skip
    if rng.random() < 0.5:
        gulp = disturbances._blow(rng, 0.12, [rng.uniform(90, 200), rng.uniform(300, 600)], rng.uniform(25, 60))
        gulp = soxr.resample(gulp, disturbances.RATE_HZ, RATE_HZ)
        out = np.concatenate([out, np.zeros(int(rng.uniform(0.05, 0.3) * RATE_HZ)), np.abs(out).max() * 0.6 * gulp])
    return out


def click(rng: np.random.Generator) -> Wave:
    """Keys, buttons, pens: one to four short blows of high, strongly damped modes, each with its release."""
    out = np.zeros(int(1.2 * RATE_HZ))
    modes, damping = rng.uniform(700, 6500, rng.integers(2, 6)), rng.uniform(150, 700)
    at = 0.02
    for _ in range(rng.integers(1, 5)):
        for gain, later in ((1.0, 0.0), (rng.uniform(0.1, 0.9), rng.uniform(0.03, 0.14))):
            tick = disturbances._blow(rng, rng.uniform(0.01, 0.05), list(modes * rng.uniform(0.95, 1.05)), damping)
            tick = soxr.resample(tick, disturbances.RATE_HZ, RATE_HZ) * gain
            first = int((at + later) * RATE_HZ)
            tick = tick[: max(0, len(out) - first)]
            out[first : first + len(tick)] += tick
        at += rng.uniform(0.08, 0.35)
    return out


def knock(rng: np.random.Generator) -> Wave:
    """Bumps of tables, chairs, microphones and doors: one to four blows of low modes."""
    out = np.zeros(int(1.6 * RATE_HZ))
    modes = np.sort(rng.uniform(55, 1600, rng.integers(2, 6)))
    at, damping = 0.02, rng.uniform(12, 80)
    for _ in range(rng.integers(1, 5)):
        blow = disturbances._blow(rng, 0.35, list(modes), damping)
        blow = soxr.resample(blow, disturbances.RATE_HZ, RATE_HZ) * rng.uniform(0.4, 1)
        first = int(at * RATE_HZ)
        blow = blow[: max(0, len(out) - first)]
        out[first : first + len(blow)] += blow
        at += rng.uniform(0.09, 0.4)
    return out


def ring(rng: np.random.Generator) -> Wave:
    """Alarms and telephones: beeps, two-tone bells, warbles and buzzing."""
    length = int(rng.uniform(0.6, 3.0) * RATE_HZ)
    t = np.arange(length) / RATE_HZ
    low_hz, ratio = rng.uniform(350, 2800), rng.uniform(1.05, 1.6)
    warble = np.where((t * rng.uniform(4, 25)) % 1 < 0.5, 1.0, ratio)
    phase = 2 * np.pi * np.cumsum(low_hz * warble) / RATE_HZ
    tone = sum(rng.uniform(0, 1) / k * np.sin(k * phase) for k in range(1, int(rng.integers(2, 8))))
    gate = ((t * rng.uniform(0.8, 8)) % 1 < rng.uniform(0.3, 0.9)).astype(float)
    return np.asarray(tone) * lfilter([0.02], [1, -0.98], gate)


def sneeze(rng: np.random.Generator) -> Wave:
    """A drawn breath, a short wait, a blast of noise with some voice, falling and losing its highs."""
    length = int(rng.uniform(0.25, 0.6) * RATE_HZ)
    t = np.arange(length) / length
    noise, soft = rng.standard_normal(length), _coloured(rng, length, 3)
    blast = ((1 - t) * np.diff(noise, prepend=0.0) + t * soft / (np.std(soft) + 1e-9)) * np.minimum(1, t * 20) * np.exp(-t * rng.uniform(2, 5))  # fmt: skip
    voice = _at_16k(disturbances.cough(rng, is_man=bool(rng.random() < 0.5)))[int(0.3 * RATE_HZ) :]
    count = min(len(voice), length)
    blast[:count] += rng.uniform(0, 1.5) * voice[:count]
    wait = np.zeros(int(rng.uniform(0.0, 0.2) * RATE_HZ))
    drawn = breath(rng)
    return np.concatenate([rng.uniform(0.03, 0.3) * drawn / np.abs(drawn).max(), wait, blast / np.abs(blast).max()])


def rustle(rng: np.random.Generator) -> Wave:
    """Paper and clothes: many crackles whose rate rises and falls."""
    length = int(rng.uniform(0.3, 1.8) * RATE_HZ)
    envelope = np.abs(np.interp(np.arange(length), np.linspace(0, length, 9), rng.uniform(0, 1, 9)))
    grains = (rng.random(length) < rng.uniform(0.002, 0.03) * envelope) * rng.standard_normal(length)
    return np.diff(lfilter([1.0], [1, -rng.uniform(0.3, 0.9)], grains), prepend=0.0)


def hiss(rng: np.random.Generator, length: int) -> Wave:
    """Steady noise from white to brown."""
    white = rng.standard_normal(length)
    return lfilter([1.0], [1, -rng.choice([0.0, 0.5, 0.8, 0.95, 0.99])], white) / 3


def hum(rng: np.random.Generator, length: int) -> Wave:
    """Mains hum of 50 or 60 Hz with harmonics."""
    t, base_hz = np.arange(length) / RATE_HZ, rng.choice([50.0, 60.0]) * rng.uniform(0.999, 1.001)
    return np.asarray(sum(rng.uniform(0, 1) / k**0.7 * np.sin(2 * np.pi * k * base_hz * t + rng.uniform(0, 6)) for k in range(1, 9)))  # fmt: skip


def _coloured(rng: np.random.Generator, length: int, bands_n: int) -> Wave:
    noise = rng.standard_normal(length)
    out = np.zeros(length)
    for _ in range(bands_n):
        centre = rng.uniform(350, 5500)
        edges = [centre * 0.75, min(centre * 1.35, 7600)]
        out += rng.uniform(0.3, 1) * sosfilt(butter(1, edges, "band", fs=RATE_HZ, output="sos"), noise)
    return out


def _at_16k(wave: Wave) -> Wave:
    return np.asarray(soxr.resample(wave, disturbances.RATE_HZ, RATE_HZ))


def _either(rng: np.random.Generator) -> bool:
    return bool(rng.random() < 0.5)


MAKERS: dict[str, Callable[[np.random.Generator], Wave]] = {
    "breath": lambda rng: sniff(rng) if rng.random() < 0.4 else breath(rng),
    "sip": sip,
    "click": click,
    "knock": knock,
    "ring": ring,
    "sneeze": sneeze,
    "noise": rustle,
    "cough": lambda rng: _at_16k(disturbances.cough(rng, is_man=_either(rng))),
    "throat": lambda rng: _at_16k(disturbances.throat_clear(rng, is_man=_either(rng))),
    "laugh": lambda rng: _at_16k(disturbances.laugh(rng, is_man=_either(rng))),
}
