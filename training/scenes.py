"""Scenes of 30 s to learn from: two voices at unlike levels, disturbances between, beside and on their words, a room.

Every frame of 20 ms gets a class, or UNSURE where two sounds are about equally loud or a border is near.
"""

from __future__ import annotations

import fnmatch
import tomllib
from dataclasses import dataclass
from pathlib import Path

import made
import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from onrecord.engines.tagger import CLASSES, RATE_HZ, STEP_N, WINDOW_FRAMES

UNSURE = 255
LONGEST_S = {"laugh": 4.0, "music": 6.0, "ring": 4.0, "noise": 2.5, "room": 30.0, "speech": 9.0, "sip": 2.0}
GAP_S = {"laugh": 0.5, "music": 1.0, "ring": 0.6, "speech": 0.14, "sip": 0.3, "noise": 0.3}
"""Quiet inside a sound up to this long still is that sound."""
Wave = NDArray[np.float32]


@dataclass(frozen=True)
class Clip:
    """A sound at 16 kHz with a peak of 1, the frames in which it is heard, and where it is from."""

    kind: str
    source: str
    wave: Wave
    active: NDArray[np.bool_]


def load(sources: Path) -> list[Clip]:
    """All clips of sounds.toml that lie under `sources`, and the made ones."""
    clips: list[Clip] = []
    for entry in tomllib.loads((Path(__file__).parent / "sounds.toml").read_text())["source"]:
        folder = sources / entry["folder"]
        paths = sorted({path for pattern in entry["files"] for path in folder.glob(pattern)})
        for path in paths:
            if any(fnmatch.fnmatch(str(path), pattern) for pattern in entry.get("leave_out", [])):
                continue
            source = path.parent.name if entry.get("voice") == "parent" else _recording(path)
            wave, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
            wave = soxr.resample(wave.mean(axis=1), rate_hz, RATE_HZ).astype(np.float32)[: 60 * RATE_HZ]
            clips += parts(entry["kind"], f"{entry['folder']}/{source}", wave)
    return clips


def _recording(path: Path) -> str:
    """kitchen20 names its files FOLD-RECORDING-TAKE-CLASS: takes of one recording belong together."""
    bits = path.stem.split("-")
    return f"{path.parent.parent.name}{bits[1]}" if len(bits) == 4 else f"{path.parent.name}/{path.stem}"


def parts(kind: str, source: str, wave: Wave) -> list[Clip]:
    """A recording cut where it is quiet, each part of a length that fits a scene."""
    if kind == "room":
        return [Clip(kind, source, wave / (np.std(wave) + 1e-9), np.ones(len(wave) // STEP_N, bool))]
    wave = wave / (np.abs(wave).max() + 1e-9)
    active = heard(wave, GAP_S.get(kind, 0.12))
    longest = round(LONGEST_S.get(kind, 1.6) / 0.02)
    split = heard(wave, 0.6 if kind in ("speech", "laugh", "music", "ring", "sip") else 0.3)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], split.astype(int), [0]])))
    found = []
    for first, last in edges.reshape(-1, 2)[:14]:
        last = min(last, first + longest)
        if last - first < (25 if kind == "speech" else 1 if kind in ("click", "knock", "ring") else 4):
            continue
        first, last = max(0, first - 1), min(len(active), last + 2)
        piece = wave[first * STEP_N : last * STEP_N].copy()
        fade = np.linspace(0, 1, 80, dtype=np.float32)
        piece[:80] *= fade
        piece[-80:] *= fade[::-1]
        found.append(Clip(kind, source, piece / (np.abs(piece).max() + 1e-9), active[first:last]))
    return found


def heard(wave: Wave, gap_s: float) -> NDArray[np.bool_]:
    """Frames less than 32 dB under the loud ones and 6 dB over the quiet ones, with gaps up to `gap_s` closed."""
    level = level_db(wave)
    if not len(level):
        return np.zeros(0, bool)
    quiet = np.percentile(level, 5)
    line = max(np.percentile(level, 98) - 32.0, min(quiet + 6.0, np.percentile(level, 98) - 15.0))
    active = level > line
    gaps = np.flatnonzero(np.diff(np.concatenate([[1], active.astype(int), [1]]))).reshape(-1, 2)
    for first, last in gaps:
        if first > 0 and last < len(active) and (last - first) * 0.02 <= gap_s:
            active[first:last] = True
    return active


def level_db(wave: Wave) -> Wave:
    whole = wave[: len(wave) // STEP_N * STEP_N].reshape(-1, STEP_N)
    return (10 * np.log10((whole**2).mean(axis=1) + 1e-10)).astype(np.float32)


class Composer:
    """Makes scenes from `clips`; the made sounds are fresh in every scene."""

    def __init__(self, clips: list[Clip]) -> None:
        self.by_kind: dict[str, dict[str, list[Clip]]] = {}
        for clip in clips:
            self.by_kind.setdefault(clip.kind, {}).setdefault(clip.source, []).append(clip)

    def scene(self, rng: np.random.Generator) -> tuple[Wave, NDArray[np.uint8]]:
        """480,000 samples and 1,500 classes."""
        total_n = WINDOW_FRAMES * STEP_N
        spoken = np.zeros(total_n, np.float32)
        speech_on = np.zeros(WINDOW_FRAMES, bool)
        gaps = self._talk(rng, spoken, speech_on) if rng.random() < 0.93 else [(0, WINDOW_FRAMES)]
        speech_db = float(np.median(level_db(spoken)[speech_on])) if speech_on.any() else -25.0
        others = np.zeros(total_n, np.float32)
        kinds = np.zeros(WINDOW_FRAMES, np.uint8)
        for _ in range(rng.integers(10, 24)):
            self._disturb(rng, others, kinds, gaps, speech_db)
        over_room_db = rng.uniform(2, 20) if rng.random() < 0.6 else rng.uniform(20, 45)
        room = self._room(rng, total_n) * 10 ** ((speech_db - over_room_db) / 20)
        labels = _labels(level_db(spoken), speech_on, level_db(others), kinds, level_db(room))
        wave = spoken + others + room
        if rng.random() < 0.3:
            wave = _echo(rng, wave)
        if rng.random() < 0.4:
            wave = sosfilt(butter(6, rng.uniform(3400, 7600), fs=RATE_HZ, output="sos"), wave)
        if rng.random() < 0.4:
            wave = sosfilt(butter(2, rng.uniform(60, 250), "high", fs=RATE_HZ, output="sos"), wave)
        return (wave * rng.uniform(0.2, 0.95) / np.abs(wave).max()).astype(np.float32), labels

    def pick(self, rng: np.random.Generator, kind: str) -> Clip | None:
        """A clip of a source that is drawn first, so that a source with many clips counts no more than others."""
        recorded = self.by_kind.get(kind, {})
        made_share = {"throat": 1.0, "breath": 0.9, "click": 0.4, "knock": 0.25, "cough": 0.3, "laugh": 0.12, "sneeze": 0.5, "sip": 0.6, "ring": 0.4, "noise": 0.1}  # fmt: skip
        if kind in made.MAKERS and (not recorded or rng.random() < made_share.get(kind, 0.0)):
            pieces = parts(kind, "made", made.MAKERS[kind](rng).astype(np.float32))
        elif recorded:
            source = list(recorded)[rng.integers(len(recorded))]
            pieces = recorded[source]
        else:
            return None
        if not pieces:
            return None
        clip = pieces[rng.integers(len(pieces))]
        return clip if kind == "room" else _bent(rng, clip)

    def _talk(self, rng: np.random.Generator, spoken: Wave, speech_on: NDArray[np.bool_]) -> list[tuple[int, int]]:
        voices = rng.choice(list(self.by_kind["speech"]), 2)
        levels_db = (-20.0, -20.0 - rng.uniform(0, 12))
        gaps, at, turn = [], int(rng.uniform(0, 100)), 0
        while at < WINDOW_FRAMES - 50:
            for _ in range(rng.integers(1, 4)):
                mine = self.by_kind["speech"][voices[turn % 2]]
                clip = mine[rng.integers(len(mine))]
                count = min(len(clip.active), WINDOW_FRAMES - at)
                if count < 15:
                    break
                gain_db = levels_db[turn % 2] - np.median(level_db(clip.wave)[clip.active]) + rng.normal(0, 1.5)
                piece = clip.wave[: count * STEP_N] * 10 ** (gain_db / 20)
                spoken[at * STEP_N : at * STEP_N + len(piece)] += piece
                speech_on[at : at + count] |= clip.active[:count]
                pause = int(rng.choice([rng.uniform(8, 40), rng.uniform(30, 150)], p=[0.5, 0.5]))
                gaps.append((at + count, min(WINDOW_FRAMES, at + count + pause)))
                at += count + pause
            turn += 1
            if rng.random() < 0.35:
                pause = int(rng.uniform(60, 320))
                gaps.append((gaps[-1][0] if gaps else 0, min(WINDOW_FRAMES, at + pause)))
                at += pause
        return [gap for gap in gaps if gap[1] - gap[0] >= 8 and gap[0] < WINDOW_FRAMES - 10]

    def _disturb(
        self,
        rng: np.random.Generator,
        others: Wave,
        kinds: NDArray[np.uint8],
        gaps: list[tuple[int, int]],
        speech_db: float,
    ) -> None:
        names = ["laugh", "cough", "sneeze", "throat", "breath", "sip", "click", "knock", "ring", "music", "noise"]
        kind = str(rng.choice(names, p=[0.22, 0.15, 0.06, 0.07, 0.1, 0.06, 0.1, 0.08, 0.06, 0.04, 0.06]))
        clip = self.pick(rng, kind)
        if clip is None or not gaps:
            return
        count = len(clip.active)
        first, last = gaps[rng.integers(len(gaps))]
        where = rng.random()
        if where < 0.65 and last - first > count:
            at = int(rng.integers(first, last - count + 1))
        elif where < 0.85:
            at = first + int(rng.integers(-6, 4)) if rng.random() < 0.5 else last - count + int(rng.integers(-4, 7))
        else:
            at = int(rng.integers(0, WINDOW_FRAMES - 10))
        at = max(0, min(at, WINDOW_FRAMES - count))
        if count > WINDOW_FRAMES - at or kinds[max(0, at - 8) : at + count + 8].any():
            return
        top_db = float(np.percentile(level_db(clip.wave)[clip.active], 90)) if clip.active.any() else -20.0
        low, high = {"laugh": (-12, 8), "breath": (-26, -4), "sip": (-26, 0), "throat": (-20, 2)}.get(kind, (-22, 8))
        piece = clip.wave * 10 ** ((speech_db + rng.uniform(low, high) - top_db) / 20)
        others[at * STEP_N : at * STEP_N + count * STEP_N] += piece[: count * STEP_N]
        kinds[at : at + count][clip.active] = CLASSES.index(kind)

    def _room(self, rng: np.random.Generator, total_n: int) -> Wave:
        room = np.zeros(total_n, np.float32)
        clip = self.pick(rng, "room") if rng.random() < 0.55 else None
        if clip is not None and len(clip.wave) > 3 * RATE_HZ:
            room += _looped(rng, clip.wave, total_n)
        else:
            room += made.hiss(rng, total_n)
        if rng.random() < 0.3:
            room += rng.uniform(0.2, 1.5) * made.hum(rng, total_n)
        return room / (np.std(room) + 1e-9)


def _labels(
    speech_db: Wave, speech_on: NDArray[np.bool_], other_db: Wave, kinds: NDArray[np.uint8], room_db: Wave
) -> NDArray[np.uint8]:
    labels = np.where(speech_on, CLASSES.index("speech"), kinds).astype(np.uint8)
    both = speech_on & (kinds > 0)
    labels[both & (other_db > speech_db + 10)] = kinds[both & (other_db > speech_db + 10)]
    labels[both & (np.abs(other_db - speech_db - 5) <= 5)] = UNSURE
    buried = (labels > 0) & (labels != UNSURE) & (np.maximum(speech_db, other_db) < room_db + 2)
    labels[buried] = UNSURE
    edges = np.flatnonzero(np.diff(labels.astype(int)))
    for edge in edges:
        # The border itself is uncertain by a frame or two.
        if CLASSES.index("room") in (labels[edge], labels[min(edge + 1, len(labels) - 1)]):
            room_side = edge if labels[edge] == 0 else edge + 1
            labels[room_side] = UNSURE
    return labels


def _bent(rng: np.random.Generator, clip: Clip) -> Clip:
    """The clip a little slower or faster, with another tilt, so that no recording is learnt by heart."""
    bend = rng.uniform(0.85, 1.18)
    wave = soxr.resample(clip.wave, RATE_HZ, round(RATE_HZ * bend)).astype(np.float32)
    tilt = rng.uniform(-0.5, 0.5)
    wave = np.append(wave[:1], wave[1:] + tilt * wave[:-1]).astype(np.float32)
    count = len(wave) // STEP_N
    at = np.minimum((np.arange(count) / bend).astype(int), len(clip.active) - 1)
    return Clip(clip.kind, clip.source, (wave / (np.abs(wave).max() + 1e-9))[: count * STEP_N], clip.active[at])


def _looped(rng: np.random.Generator, wave: Wave, total_n: int) -> Wave:
    """A noise without end: pieces of it crossfaded over half a second."""
    fade_n = RATE_HZ // 2
    fade = np.sqrt(np.linspace(0, 1, fade_n, dtype=np.float32))
    out = np.zeros(total_n + len(wave), np.float32)
    at = 0
    while at < total_n:
        piece = np.roll(wave, int(rng.integers(len(wave)))) if rng.random() < 0.5 else wave.copy()
        piece[:fade_n] *= fade
        piece[-fade_n:] *= fade[::-1]
        out[at : at + len(piece)] += piece
        at += len(piece) - fade_n
    return out[:total_n]


def _echo(rng: np.random.Generator, wave: Wave) -> Wave:
    """A small room: noise that dies away in 0.15 to 0.5 s, 6 to 20 dB under the direct sound."""
    length = int(rng.uniform(0.15, 0.5) * RATE_HZ)
    tail = rng.standard_normal(length) * np.exp(-6.9 * np.arange(length) / length)
    tail *= 10 ** (-rng.uniform(6, 20) / 20) / np.sqrt((tail**2).sum())
    tail[0] += 1.0
    n = 1 << (len(wave) + length).bit_length()
    return np.fft.irfft(np.fft.rfft(wave, n) * np.fft.rfft(tail, n), n)[: len(wave)].astype(np.float32)
