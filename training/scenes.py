"""Scenes of 30 s to learn from: two voices at unlike levels, disturbances between, beside and on their words, a room.

Every frame of 20 ms gets a class; OR_ROOM more where the room drowns it, so that either of the two is right; or UNSURE
where two sounds are about equally loud or a border is near. Beside it stands whether somebody speaks, whatever else sounds.
"""

from __future__ import annotations

import fnmatch
import tomllib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import made
import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from onrecord.engines.silero import SileroDetector
from onrecord.engines.tagger import CLASSES, RATE_HZ, STEP_N, WINDOW_FRAMES

UNSURE, OR_ROOM = 255, 100
LONGEST_S = {"laugh": 4.0, "music": 6.0, "ring": 4.0, "noise": 2.5, "room": 30.0, "speech": 9.0, "sip": 2.0}
GAP_S = {"laugh": 0.5, "music": 1.0, "ring": 0.6, "sip": 0.3, "noise": 0.3}
"""Quiet inside a sound up to this long still is that sound."""
MADE_SHARE = {"throat": 1.0, "breath": 0.8, "click": 0.35, "knock": 0.2, "cough": 0.25, "laugh": 0.1, "sneeze": 0.4, "sip": 0.55, "ring": 0.3, "noise": 0.12}  # fmt: skip
OFTEN = {"laugh": 0.19, "cough": 0.14, "sneeze": 0.07, "throat": 0.07, "breath": 0.09, "sip": 0.07, "click": 0.12, "knock": 0.08, "ring": 0.05, "music": 0.03, "noise": 0.09}  # fmt: skip
QUIETEST_DB = {"laugh": -12.0, "breath": -26.0, "sip": -26.0, "throat": -20.0}
LOUDEST_DB = {"breath": -4.0, "sip": 0.0, "throat": 2.0}
"""Over the speech; others are 22 dB under to 8 dB over it."""
_BANDS_HZ = (0, 300, 900, 2100, 3900, 8000)
Wave = NDArray[np.float32]
Frames = NDArray[np.bool_]


@dataclass(frozen=True)
class Clip:
    """A sound at 16 kHz with a peak of 1, the frames in which it is heard, those that may be, and where it is from."""

    kind: str
    source: str
    wave: Wave
    active: Frames
    perhaps: Frames = field(default_factory=lambda: np.zeros(0, bool))


def load(sources: Path) -> list[Clip]:
    """All clips of sounds.toml that lie under `sources`, and the made ones."""
    clips: list[Clip] = []
    for number, entry in enumerate(tomllib.loads((Path(__file__).parent / "sounds.toml").read_text())["source"]):
        folder = sources / entry["folder"]
        paths = sorted({path for pattern in entry["files"] for path in folder.glob(pattern)})
        if not paths:
            print("nothing for", entry["kind"], "in", entry["folder"])
        for path in paths:
            if any(fnmatch.fnmatch(str(path), pattern) for pattern in entry.get("leave_out", [])):
                continue
            source = f"{entry['folder']}/{_voice(path, entry.get('voice', ''), number, len(paths))}"
            wave, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
            wave = soxr.resample(wave.mean(axis=1), rate_hz, RATE_HZ).astype(np.float32)[: 60 * RATE_HZ]
            if len(wave) > STEP_N:
                clips += parts(entry["kind"], source, wave)
    return clips


def _voice(path: Path, how: str, number: int, paths_n: int) -> str:
    """kitchen20 names its files FOLD-RECORDING-TAKE-CLASS: takes of one recording belong together."""
    if how == "parent":
        return path.parent.name
    if how == "one":
        return f"entry {number}"
    if how == "pool":
        return f"{number}/{zlib.crc32(path.name.encode()) % min(24, max(10, paths_n // 24))}"
    bits = path.stem.split("-")
    return (
        f"{path.parent.parent.name}{bits[1]}"
        if len(bits) == 4
        else f"{path.parent.name}/{path.stem.rstrip('_0123456789')}"
    )


def parts(kind: str, source: str, wave: Wave) -> list[Clip]:
    """A recording cut where it is quiet, each part of a length that fits a scene."""
    if kind == "room":
        return [Clip(kind, source, wave / (np.std(wave) + 1e-9), np.ones(len(wave) // STEP_N, bool))]
    wave = wave / (np.abs(wave).max() + 1e-9)
    active, perhaps = spoken(wave) if kind == "speech" else (heard(wave, GAP_S.get(kind, 0.12)), np.zeros(0, bool))
    longest = round(LONGEST_S.get(kind, 1.6) / 0.02)
    wide_s = 0.6 if kind in ("speech", "laugh", "music", "ring", "sip") else 0.3
    found = []
    for first, last in _runs(_closed(active | perhaps, wide_s) if kind == "speech" else heard(wave, wide_s))[:14]:
        last = min(last, first + longest)
        if last - first < (25 if kind == "speech" else 1 if kind in ("click", "knock", "ring") else 4):
            continue
        first, last = max(0, first - 1), min(len(active), last + 2)
        piece = wave[first * STEP_N : last * STEP_N].copy()
        fade = np.linspace(0, 1, 80, dtype=np.float32)
        piece[:80] *= fade
        piece[-80:] *= fade[::-1]
        found.append(Clip(kind, source, piece / (np.abs(piece).max() + 1e-9), active[first:last], perhaps[first:last]))
    return found


def heard(wave: Wave, gap_s: float) -> Frames:
    """Frames less than 32 dB under the loud ones and 6 dB over the quiet ones, with gaps up to `gap_s` closed."""
    level = level_db(wave)
    if not len(level):
        return np.zeros(0, bool)
    loud, quiet = np.percentile(level, 98), np.percentile(level, 5)
    return _closed(level > max(loud - 32.0, min(quiet + 6.0, loud - 15.0)), gap_s)


def spoken(wave: Wave) -> tuple[Frames, Frames]:
    """Frames with speech, and those that may be: what is quiet in and around words, and pauses up to 0.6 s, where a
    recording often has a breath. What the speech detector does not hear as speech, such as a click before it, is neither.
    """
    detector = SileroDetector()
    likely = detector.probabilities(_Held(wave), 0.5, lambda done: None)
    at_s = (np.arange(len(wave) // STEP_N) + 0.5) * STEP_N / RATE_HZ
    voiced = np.interp(at_s, (np.arange(len(likely)) + 0.5) * detector.step_s, likely) > 0.5
    loud = heard(wave, 0.0) & _widened(voiced, 6)
    active = _closed(loud, 0.14)
    return active, _widened(_closed(active, 0.6), 3) & ~active


@dataclass(frozen=True)
class _Held:
    """A wave as the `Sound` that a detector reads."""

    wave: Wave
    rate_hz: int = RATE_HZ
    channels_n: int = 1

    @property
    def frames_n(self) -> int:
        return len(self.wave)

    def read(self, start: int, count: int) -> Wave:
        out = np.zeros((count, 1), np.float32)
        piece = self.wave[max(0, start) : max(0, start + count)]
        first = max(0, -start)
        out[first : first + len(piece), 0] = piece
        return out


def _runs(active: Frames) -> NDArray[np.int64]:
    return np.flatnonzero(np.diff(np.concatenate([[0], active.astype(int), [0]]))).reshape(-1, 2)


def _closed(active: Frames, gap_s: float) -> Frames:
    out = active.copy()
    for first, last in _runs(~active):
        if first > 0 and last < len(active) and (last - first) * 0.02 <= gap_s:
            out[first:last] = True
    return out


def _widened(active: Frames, frames_n: int) -> Frames:
    return np.convolve(active, np.ones(2 * frames_n + 1), "same")[: len(active)] > 0.5 if len(active) else active


def level_db(wave: Wave) -> Wave:
    whole = wave[: len(wave) // STEP_N * STEP_N].reshape(-1, STEP_N)
    return (10 * np.log10((whole**2).mean(axis=1) + 1e-10)).astype(np.float32)


def band_levels_db(wave: Wave) -> Wave:
    """Shape (frames, 5): a click is heard above a hum that is louder than it."""
    power = np.abs(np.fft.rfft(wave[: len(wave) // STEP_N * STEP_N].reshape(-1, STEP_N) * np.hanning(STEP_N))) ** 2
    borders = [round(hz / 50) for hz in _BANDS_HZ]
    bands = [power[:, low:high].mean(axis=1) for low, high in pairwise(borders)]
    return (10 * np.log10(np.stack(bands, axis=1) + 1e-7)).astype(np.float32)


class Composer:
    """Makes scenes from `clips`; the made sounds are fresh in every scene."""

    def __init__(self, clips: list[Clip], in_pauses: float = 0.6) -> None:
        """`in_pauses` is the share of the sounds that lie wholly in a pause; two thirds of the rest lie against a word."""
        self.in_pauses = in_pauses
        self.by_kind: dict[str, dict[str, list[Clip]]] = {}
        for clip in clips:
            self.by_kind.setdefault(clip.kind, {}).setdefault(clip.source, []).append(clip)

    def scene(self, rng: np.random.Generator, *, is_still: bool) -> tuple[Wave, NDArray[np.uint8], NDArray[np.uint8]]:
        """480,000 samples, 1,500 classes and whether somebody speaks in each of the 1,500 frames (1, 0 or UNSURE).

        A still one is as from behind a gate: its room is silence, or nearly so.
        """
        total_n = WINDOW_FRAMES * STEP_N
        talk = np.zeros(total_n, np.float32)
        speech_on, perhaps = np.zeros(WINDOW_FRAMES, bool), np.zeros(WINDOW_FRAMES, bool)
        gaps = self._talk(rng, talk, speech_on, perhaps) if rng.random() < 0.94 else [(0, WINDOW_FRAMES)]
        speech_db = float(np.median(level_db(talk)[speech_on])) if speech_on.any() else -25.0
        room_db = speech_db - (rng.uniform(3, 20) if rng.random() < 0.65 else rng.uniform(20, 45))
        others = np.zeros(total_n, np.float32)
        kinds = np.zeros(WINDOW_FRAMES, np.uint8)
        for _ in range(rng.integers(6, 24)):
            self._disturb(rng, others, kinds, gaps, speech_db, room_db)
        room = self._room(rng, total_n) * 10 ** (room_db / 20)
        if is_still:
            room *= (rng.random() < 0.5) * 10 ** rng.uniform(-4, -2)
            if rng.random() < 0.2:
                return room, np.zeros(WINDOW_FRAMES, np.uint8), np.zeros(WINDOW_FRAMES, np.uint8)
        for border in _borders(rng):
            talk, others, room = (sosfilt(border, part).astype(np.float32) for part in (talk, others, room))
        labels = _labels(talk, speech_on, perhaps, others, kinds, room)
        voiced = _voiced(talk, speech_on, perhaps, others, room)
        wave = talk + others + room
        if rng.random() < 0.3:
            wave = _echo(rng, wave)
        return (wave * rng.uniform(0.2, 0.95) / np.abs(wave).max()).astype(np.float32), labels, voiced

    def source(self, rng: np.random.Generator, kind: str) -> list[Clip]:
        """The clips of a source: one with many counts for more, but for no more than one with sixteen."""
        recorded = self.by_kind[kind]
        share = np.sqrt([min(16, len(clips)) for clips in recorded.values()])
        return recorded[list(recorded)[rng.choice(len(share), p=share / share.sum())]]

    def pick(self, rng: np.random.Generator, kind: str) -> Clip | None:
        recorded = kind in self.by_kind
        if kind in made.MAKERS and (not recorded or rng.random() < MADE_SHARE.get(kind, 0.0)):
            pieces = parts(kind, "made", made.MAKERS[kind](rng).astype(np.float32))
        else:
            pieces = self.source(rng, kind) if recorded else []
        if not pieces:
            return None
        clip = pieces[rng.integers(len(pieces))]
        return clip if kind == "room" else _Bend(rng, 0.8, 1.25).of(clip)

    def _talk(self, rng: np.random.Generator, talk: Wave, speech_on: Frames, perhaps: Frames) -> list[tuple[int, int]]:
        voices = [(self.source(rng, "speech"), _Bend(rng, 0.88, 1.14), _remote(rng)) for _ in range(2)]
        levels_db = (-20.0, -20.0 - rng.uniform(0, 14))
        broken = rng.random() < 0.5
        gaps: list[tuple[int, int]] = []
        at, turn = int(rng.uniform(0, 100)), 0
        while at < WINDOW_FRAMES - 50:
            mine, bend, line = voices[turn % 2]
            for _ in range(rng.integers(1, 4)):
                clip = bend.of(mine[rng.integers(len(mine))])
                if not clip.active.any() or WINDOW_FRAMES - at < 15:
                    break
                wave = clip.wave if line is None else sosfilt(line, clip.wave).astype(np.float32)
                gain_db = levels_db[turn % 2] - np.median(level_db(wave)[clip.active]) + rng.normal(0, 1.5)
                for first, last in _broken(rng, clip) if broken else [(0, len(clip.active))]:
                    count = min(last - first, WINDOW_FRAMES - at)
                    if count <= 0:
                        break
                    piece = wave[first * STEP_N : (first + count) * STEP_N] * 10 ** (gain_db / 20)
                    talk[at * STEP_N : at * STEP_N + len(piece)] += piece
                    speech_on[at : at + count] |= clip.active[first : first + count]
                    perhaps[at : at + count] |= clip.perhaps[first : first + count]
                    inside = last < len(clip.active)
                    pause = int(
                        rng.uniform(10, 26) if inside else rng.choice([rng.uniform(8, 40), rng.uniform(30, 150)])
                    )
                    gaps.append((at + count, min(WINDOW_FRAMES, at + count + pause)))
                    at += count + pause
            turn += 1
            if rng.random() < 0.35:
                pause = int(rng.uniform(60, 320))
                gaps.append((gaps[-1][0] if gaps else 0, min(WINDOW_FRAMES, at + pause)))
                at += pause
            elif not gaps:
                at += 20
        return [gap for gap in gaps if gap[1] - gap[0] >= 8 and gap[0] < WINDOW_FRAMES - 10]

    def _disturb(
        self,
        rng: np.random.Generator,
        others: Wave,
        kinds: NDArray[np.uint8],
        gaps: list[tuple[int, int]],
        speech_db: float,
        room_db: float,
    ) -> None:
        kind = str(rng.choice(list(OFTEN), p=list(OFTEN.values())))
        clip = self.pick(rng, kind)
        if clip is None or not gaps:
            return
        count = len(clip.active)
        first, last = gaps[rng.integers(len(gaps))]
        where = rng.random()
        if where < self.in_pauses and last - first > count:
            at = int(rng.integers(first, last - count + 1))
        elif where < self.in_pauses + 0.675 * (1.0 - self.in_pauses):
            at = first + int(rng.integers(-6, 4)) if rng.random() < 0.5 else last - count + int(rng.integers(-4, 7))
        else:
            at = int(rng.integers(0, WINDOW_FRAMES - 10))
        at = max(0, min(at, WINDOW_FRAMES - count))
        if count > WINDOW_FRAMES - at or kinds[max(0, at - 8) : at + count + 8].any():
            return
        top_db = float(np.percentile(level_db(clip.wave)[clip.active], 90)) if clip.active.any() else -20.0
        low_db, high_db = speech_db + QUIETEST_DB.get(kind, -22.0), speech_db + LOUDEST_DB.get(kind, 8.0)
        if rng.random() < 0.4 and room_db + 6 < high_db:
            low_db, high_db = room_db + 4, min(high_db, room_db + 22)
        piece = clip.wave * 10 ** ((rng.uniform(low_db, high_db) - top_db) / 20)
        others[at * STEP_N : at * STEP_N + count * STEP_N] += piece[: count * STEP_N]
        kinds[at : at + count][clip.active] = CLASSES.index(kind)

    def _room(self, rng: np.random.Generator, total_n: int) -> Wave:
        room = np.zeros(total_n, np.float32)
        clip = self.pick(rng, "room") if rng.random() < 0.55 else None
        if clip is not None and len(clip.wave) > 3 * RATE_HZ:
            room += _looped(rng, clip.wave, total_n)
        else:
            room += made.hiss(rng, total_n)
        if rng.random() < 0.45:
            room += 10 ** rng.uniform(-0.7, 0.6) * made.hum(rng, total_n)
        return room / (np.std(room) + 1e-9)


def _labels(
    talk: Wave, speech_on: Frames, perhaps: Frames, others: Wave, kinds: NDArray[np.uint8], room: Wave
) -> NDArray[np.uint8]:
    speech = CLASSES.index("speech")
    speech_db, other_db = level_db(talk), level_db(others)
    labels = np.where(speech_on, speech, kinds).astype(np.uint8)
    both = (speech_on | perhaps) & (kinds > 0)
    labels[both & (other_db > speech_db + 10)] = kinds[both & (other_db > speech_db + 10)]
    labels[both & (np.abs(other_db - speech_db - 5) <= 5)] = UNSURE
    over_room_db = _over_room_db(talk + others, room)
    known = (labels > 0) & (labels != UNSURE)
    labels[known & (over_room_db < 3)] += OR_ROOM
    labels[(labels == 0) & perhaps] = speech + OR_ROOM
    for edge in np.flatnonzero(np.diff(labels.astype(int))):
        # The border itself is uncertain by a frame or two.
        if CLASSES.index("room") in (labels[edge], labels[edge + 1]):
            labels[edge if labels[edge] == 0 else edge + 1] = UNSURE
    return labels


def _voiced(talk: Wave, speech_on: Frames, perhaps: Frames, others: Wave, room: Wave) -> NDArray[np.uint8]:
    """1 where somebody speaks, 0 where nobody does, UNSURE in the quiet parts of words and where the room or a sound that is
    20 dB louder drowns them.
    """
    drowned = (_over_room_db(talk, room) < 3) | (level_db(others) > level_db(talk) + 20)
    voiced = speech_on.astype(np.uint8)
    voiced[(perhaps & ~speech_on) | (speech_on & drowned)] = UNSURE
    return voiced


def _over_room_db(wave: Wave, room: Wave) -> Wave:
    """How far a sound rises above the room in the band where it does most."""
    steady = np.stack(
        [np.convolve(10 ** (band / 10), np.ones(15) / 15, "same") for band in band_levels_db(room).T], axis=1
    )
    return np.asarray((band_levels_db(wave) - 10 * np.log10(steady + 1e-7)).max(axis=1), np.float32)


def _borders(rng: np.random.Generator) -> Iterator[NDArray[np.float64]]:
    """What a microphone or a line lets through: now and then a telephone, often a low or high border."""
    if rng.random() < 0.1:
        yield butter(4, [rng.uniform(150, 320), rng.uniform(3200, 3900)], "band", fs=RATE_HZ, output="sos")
        return
    if rng.random() < 0.35:
        yield butter(6, rng.uniform(3400, 7600), fs=RATE_HZ, output="sos")
    if rng.random() < 0.4:
        yield butter(2, rng.uniform(60, 250), "high", fs=RATE_HZ, output="sos")


def _remote(rng: np.random.Generator) -> NDArray[np.float64] | None:
    """One voice in eight comes over a line."""
    if rng.random() < 0.125:
        return np.asarray(butter(4, [rng.uniform(120, 320), rng.uniform(3200, 7000)], "band", fs=RATE_HZ, output="sos"))
    return None


def _broken(rng: np.random.Generator, clip: Clip) -> list[tuple[int, int]]:
    """The clip's frames in one to three pieces, cut at its quietest moments at least 0.4 s apart."""
    level, cuts = level_db(clip.wave), [0]
    line = np.percentile(level, 95) - 24
    for frame in rng.permutation(np.arange(20, len(clip.active) - 20)) if len(clip.active) > 50 else []:
        if level[frame] < line and min(abs(frame - cut) for cut in cuts) > 20 and len(cuts) < 3:
            cuts.append(int(frame))
    cuts = [*sorted(cuts), len(clip.active)]
    return list(pairwise(cuts))


class _Bend:
    """Makes a sound a little slower or faster, with another colour, so that no recording is learnt by heart."""

    def __init__(self, rng: np.random.Generator, slowest: float, fastest: float) -> None:
        self.speed = rng.uniform(slowest, fastest)
        self.gains_db = rng.normal(0, 3.5, 6)

    def of(self, clip: Clip) -> Clip:
        wave = soxr.resample(clip.wave, RATE_HZ, round(RATE_HZ * self.speed)).astype(np.float32)
        hz = np.fft.rfftfreq(len(wave), 1 / RATE_HZ)
        gains_db = np.interp(np.log(hz + 1), np.log([60, 250, 800, 2000, 4200, 8000]), self.gains_db)
        wave = np.fft.irfft(np.fft.rfft(wave) * 10 ** (gains_db / 20), len(wave)).astype(np.float32)
        count = len(wave) // STEP_N
        at = np.minimum((np.arange(count) / self.speed).astype(int), len(clip.active) - 1)
        perhaps = clip.perhaps[at] if len(clip.perhaps) else np.zeros(count, bool)
        wave = (wave / (np.abs(wave).max() + 1e-9))[: count * STEP_N]
        return Clip(clip.kind, clip.source, wave, clip.active[at], perhaps)


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
