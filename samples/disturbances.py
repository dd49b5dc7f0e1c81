"""Coughs, a throat, a laugh, a chair and a mouse, synthesized: noise and glottal pulses through a vocal tract's resonances.

All give mono float64 sound at RATE_HZ with a peak of 1. The shape of a cough (a burst, a noisy stretch, a voiced end)
follows Korpas, Sadlonova and Vrabec, "Analysis of the cough sound: an overview", Pulmonary Pharmacology 9 (1996).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, lfilter, sosfilt

RATE_HZ = 24_000
Sound = NDArray[np.float64]


def cough(rng: np.random.Generator, *, is_man: bool) -> Sound:
    """Two coughs in a row, the second weaker, after a short breath."""
    first, second = _one_cough(rng, 0.34, is_man), 0.7 * _one_cough(rng, 0.27, is_man)
    breath = 0.05 * _shaped(rng.standard_normal(_n(0.22)), [(0, 0), (0.15, 1), (0.22, 0)])
    breath = _tract(breath, [900, 1900, 2900, 4200], [400, 500, 600, 800])
    return _peak_1(np.concatenate([breath, np.zeros(_n(0.09)), first, np.zeros(_n(0.14)), second]))


def throat_clear(rng: np.random.Generator, *, is_man: bool) -> Sound:
    """A low, rough "hrm-hm": irregular glottal pulses and noise with the mouth nearly closed."""
    length_s = 0.78
    bumps = [(0, 0), (0.03, 0.9), (0.2, 1), (0.33, 0.12), (0.4, 0.7), (0.55, 0.75), (0.78, 0)]
    pulses = _glottis(rng, length_s, [(0, 95), (0.3, 78), (0.4, 105), (0.78, 85)], roughness=0.22)
    source = pulses * (1.0 if is_man else 0.8) + 0.5 * rng.standard_normal(len(pulses))
    sound = _tract(_shaped(source, bumps), [420, 1150, 2300, 3300, 4400], [140, 240, 300, 400, 500])
    return _peak_1(sosfilt(butter(2, 5000, fs=RATE_HZ, output="sos"), sound))


def laugh(rng: np.random.Generator, *, is_man: bool) -> Sound:
    """Five falling, weakening "ha"s: each a puff of breath and a short vowel."""
    top_hz = 190 if is_man else 310
    parts = []
    for i, strength in enumerate([0.75, 1.0, 0.85, 0.6, 0.35]):
        vowel_s = rng.uniform(0.085, 0.11)
        length_s = 0.07 + vowel_s + rng.uniform(0.02, 0.05)
        start_hz = top_hz * 0.94**i
        voice = _glottis(rng, length_s, [(0, start_hz), (length_s, start_hz * 0.82)], roughness=0.03)
        voice = _shaped(voice, [(0, 0), (0.06, 0.02), (0.085, 1), (0.05 + vowel_s, 0.7), (length_s, 0)])
        puff = _shaped(rng.standard_normal(len(voice)), [(0, 0), (0.04, 1), (0.1, 0.25), (length_s, 0.1)])
        parts.append(strength * (voice + 0.35 * puff))
    return _peak_1(_tract(np.concatenate(parts), [660, 1350, 2550, 3500, 4600, 5800], [90, 120, 170, 250, 300, 400]))


def chair_knock(rng: np.random.Generator) -> Sound:
    """Wood on wood: a short blow and the resonances that it wakes, then a smaller one."""
    return _peak_1(_blow(rng, 0.32, [85, 170, 320, 710, 1500], 28.0) + _later(0.11, 0.35, _blow(rng, 0.21, [95, 240, 640], 40.0)))  # fmt: skip


def mouse_click(rng: np.random.Generator) -> Sound:
    """The button goes down and, 90 ms later, up."""
    down, up = _blow(rng, 0.13, [1900, 3400, 5200], 420.0), _blow(rng, 0.04, [2400, 4300, 6100], 600.0)
    return _peak_1(down + _later(0.09, 0.6, up))


def _one_cough(rng: np.random.Generator, length_s: float, is_man: bool) -> Sound:
    noise = rng.standard_normal(_n(length_s))
    burst = _shaped(noise, [(0, 0), (0.006, 1), (0.035, 0.75), (0.08, 0.28), (length_s * 0.7, 0.14), (length_s, 0)])
    low_hz = 150 if is_man else 260
    voice = _glottis(rng, length_s, [(0, low_hz * 1.5), (0.1, low_hz * 1.2), (length_s, low_hz * 0.8)], roughness=0.1)
    voice = _shaped(voice, [(0, 0), (0.03, 0.3), (0.09, 1), (length_s * 0.75, 0.5), (length_s, 0)])
    scale = 1.0 if is_man else 1.17
    throat = _tract(
        burst + 0.4 * voice,
        [scale * f for f in (640, 1380, 2500, 3500, 4500, 5700, 7000)],
        [180, 200, 240, 280, 350, 500, 700],
    )
    return throat / np.abs(throat).max() + 0.03 * burst


def _glottis(
    rng: np.random.Generator, length_s: float, pitch: Sequence[tuple[float, float]], roughness: float
) -> Sound:
    """Rosenberg's glottal flow, differentiated, on a pitch line of (s, Hz); `roughness` varies period and strength."""
    flow = np.zeros(_n(length_s) + RATE_HZ // 20)
    at_s = 0.0
    while at_s < length_s:
        period_s = (1 + roughness * rng.standard_normal()) / np.interp(at_s, *zip(*pitch, strict=True))
        period_s = float(np.clip(period_s, 0.002, 0.03))
        phase = np.arange(_n(period_s)) / _n(period_s)
        opening = 0.5 * (1 - np.cos(np.pi * phase / 0.4)) * (phase < 0.4)
        closing = np.cos(np.pi * (phase - 0.4) / 0.32) * ((phase >= 0.4) & (phase < 0.56))
        pulse = (opening + closing) * (1 + 2 * roughness * rng.standard_normal())
        flow[_n(at_s) : _n(at_s) + len(pulse)] += pulse
        at_s += period_s
    voice = np.diff(flow[: _n(length_s)], prepend=0.0)
    return voice / (np.std(voice) + 1e-9)


def _tract(source: Sound, formants_hz: Sequence[float], widths_hz: Sequence[float]) -> Sound:
    """`source` through one resonance after the other, each with unit gain at 0 Hz (Klatt's cascade), and out of the lips."""
    for formant_hz, width_hz in zip(formants_hz, widths_hz, strict=True):
        c = -np.exp(-2 * np.pi * width_hz / RATE_HZ)
        b = 2 * np.exp(-np.pi * width_hz / RATE_HZ) * np.cos(2 * np.pi * formant_hz / RATE_HZ)
        source = lfilter([1 - b - c], [1, -b, -c], source)
    return lfilter([1, -0.93], [1], source)


def _blow(rng: np.random.Generator, length_s: float, modes_hz: Sequence[float], damping: float) -> Sound:
    t_s = np.arange(_n(length_s)) / RATE_HZ
    sound = 0.6 * rng.standard_normal(len(t_s)) * np.exp(-t_s / 0.0015)
    for i, mode_hz in enumerate(modes_hz):
        strength, phase = rng.uniform(0.5, 1.0) / (1 + 0.5 * i), rng.uniform(0, 6)
        sound += strength * np.exp(-damping * (1 + 0.4 * i) * t_s) * np.sin(2 * np.pi * mode_hz * t_s + phase)
    return sound * np.minimum(1, t_s / 0.0004)


def _later(delay_s: float, gain: float, sound: Sound) -> Sound:
    return np.concatenate([np.zeros(_n(delay_s)), gain * sound])


def _shaped(sound: Sound, points: Sequence[tuple[float, float]]) -> Sound:
    """`sound` with an envelope of straight lines through (s, gain)."""
    return sound * np.interp(np.arange(len(sound)) / RATE_HZ, *zip(*points, strict=True))


def _peak_1(sound: Sound) -> Sound:
    return sound / np.abs(sound).max()


def _n(time_s: float) -> int:
    return round(time_s * RATE_HZ)
