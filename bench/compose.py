"""Composes raw recordings of two people, noises and silences with what is true of them, for `bench/sound.py` and its scorer.

    python bench/compose.py SOURCES OUT [--recordings 12] [--seed 1]

SOURCES holds `voices/<person>/*.wav` (one sentence each, 1.5 to 15 s), `sounds/<kind>/*.wav` (one cough, knock, ring, ... each; `laugh` is
what has to stay) and `rooms/*.wav` (steady noise). OUT gets for each recording `<id>.flac` (44.1 kHz), `<id>.clean.flac` (16 kHz: the voices
at equal loudness, nothing else) and `<id>.json` with words' stretches, sounds, silences and natural gaps in seconds.

Each recording has two people, one 0 to 10 dB softer, who take turns of one or two sentences; a room 8 to 35 dB under them; three or four
silences of 1.6 to 6 s; and sounds in pauses, beside words (30 to 100 ms), running 60 to 180 ms into them, and on them. What is speech is
told within each sentence, before anything is laid on it, by level and voice activity (Silero), good to about 50 ms. The same seed and
sources give the same recordings.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import istft, resample_poly, stft

from onrecord.core.time import Span, subtract
from onrecord.engines.silero import FRAME_N, SileroDetector

RATE_HZ, CLEAN_HZ = 44_100, 16_000
STEP_N = RATE_HZ // 100
SPEECH_RMS = 10 ** (-26 / 20)
SNRS_DB, SOFTER_DB = (35, 25, 15, 15, 8), (0, -6, -8, -10)
BEFORE_S, AFTER_S, PAUSE_S = 0.03, 0.05, 0.25
MAY_SPEAK = 0.3
SENTENCES_N, LEAST_SENTENCES_N = 16, 5
BETWEEN_TURNS = {"near_prev": 3, "near_next": 3, "near_both": 3, "free": 2, "overlap_prev": 1.5, "overlap_next": 1.5}
LEAST_LEFT_S = 1e-3
SHORT = ("click", "knock", "cup")

Wave = NDArray[np.float64]
Stretch = tuple[float, float]


@dataclass
class Talk:
    """A recording as it grows: the sentences laid out so far, and what goes between them."""

    segments: list[dict[str, Any]] = field(default_factory=list)
    waves: list[Wave] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    silences: list[dict[str, Any]] = field(default_factory=list)
    natural: list[Stretch] = field(default_factory=list)
    at_s: float = 1.0


def read(path: Path) -> Wave:
    samples, rate_hz = soundfile.read(path, always_2d=True)
    mono = samples.mean(axis=1)
    return np.asarray(mono if rate_hz == RATE_HZ else resample_poly(mono, RATE_HZ, rate_hz))


def steps_db(wave: Wave) -> Wave:
    whole = wave[: len(wave) // STEP_N * STEP_N].reshape(-1, STEP_N)
    return 10 * np.log10((whole**2).mean(axis=1) + 1e-12)


@dataclass(frozen=True)
class Clip:
    """A sentence as the voice activity detector wants it: 16 kHz, one channel."""

    samples: NDArray[np.float32]
    rate_hz: int = CLEAN_HZ
    channels_n: int = 1

    @property
    def frames_n(self) -> int:
        return -(-len(self.samples) // FRAME_N) * FRAME_N

    def read(self, at_n: int, n: int) -> NDArray[np.float32]:
        part = self.samples[at_n : at_n + n]
        return np.pad(part, (0, n - len(part)))[:, None]

    def close(self) -> None:
        """There is nothing to close."""


DETECTOR = SileroDetector()


def voiced(wave: Wave) -> list[Stretch]:
    """The stretches of speech in a sentence: where somebody may speak, not more than 30 dB under its loud moments and 6 dB over its quiet ones."""
    level = np.convolve(steps_db(wave), np.ones(3) / 3, mode="same")
    bar = max(np.percentile(level, 95) - 30, np.percentile(level, 3) + 6)
    loud = SPEECH_RMS / 10 ** (np.percentile(level, 90) / 20)
    heard = DETECTOR.probabilities(
        Clip(resample_poly(wave, CLEAN_HZ, RATE_HZ).astype(np.float32)), 2.0 * loud, lambda done: None
    )
    told = np.minimum(np.arange(len(level)) * CLEAN_HZ // (100 * FRAME_N), len(heard) - 1)
    spans: list[list[float]] = []
    for step in np.flatnonzero((level > bar) & (heard[told] > MAY_SPEAK)):
        start_s, end_s = step / 100 - BEFORE_S, (step + 1) / 100 + AFTER_S
        if spans and start_s - spans[-1][1] < PAUSE_S - BEFORE_S - AFTER_S:
            spans[-1][1] = end_s
        else:
            spans.append([start_s, end_s])
    return [(max(0.0, a), min(b, len(wave) / RATE_HZ)) for a, b in spans if b - a > BEFORE_S + AFTER_S + 0.03]


def sentence(path: Path) -> tuple[Wave, list[Stretch]] | None:
    """A clip cut to its speech, at the usual level; None where it has too little."""
    wave = read(path)
    spans = voiced(wave)
    if not spans or not 1.0 <= spans[-1][1] - spans[0][0] <= 15.0:
        return None
    start_s = spans[0][0]
    wave = wave[round(start_s * RATE_HZ) : round(spans[-1][1] * RATE_HZ)].copy()
    fade = np.linspace(0, 1, round(0.01 * RATE_HZ))
    wave[: len(fade)] *= fade
    wave[-len(fade) :] *= fade[::-1]
    loud = steps_db(wave)
    rms = np.sqrt((10 ** (loud[loud > loud.max() - 25] / 10)).mean())
    return wave * SPEECH_RMS / rms, [(a - start_s, b - start_s) for a, b in spans]


def alike(noise: Wave, frames_n: int, rng: np.random.Generator) -> Wave:
    """As much noise as asked for with the spectrum of this one."""
    _, _, told = stft(noise, RATE_HZ, nperseg=2048)
    colour = np.sqrt((np.abs(told) ** 2).mean(axis=1))
    _, _, white = stft(rng.standard_normal(frames_n + 4096), RATE_HZ, nperseg=2048)
    shaped = white / np.sqrt((np.abs(white) ** 2).mean()) * colour[:, None]
    return np.asarray(istft(shaped, RATE_HZ, nperseg=2048)[1][:frames_n])


def floor_of(waves: list[Wave]) -> Wave:
    """What a voice's recordings hold where it is quietest."""
    quiet = []
    for wave in waves:
        level = steps_db(wave)
        for step in np.flatnonzero(level <= np.percentile(level, 5)):
            quiet.append(wave[step * STEP_N : (step + 1) * STEP_N])
    return np.concatenate(quiet)


def sounds(folder: Path, rng: np.random.Generator) -> Iterator[tuple[str, Path]]:
    """Sounds without end, the kinds in turn and one of each by chance; `laugh` is asked for by name."""
    kinds = sorted(one.name for one in folder.iterdir() if one.is_dir() and one.name != "laugh")
    while True:
        for kind in rng.permutation(kinds):
            files = sorted((folder / kind).iterdir())
            yield str(kind), files[int(rng.integers(len(files)))]


def composed(name: str, sources: Path, rng: np.random.Generator) -> tuple[dict[str, Any], Wave, Wave]:
    people = [one for one in sorted((sources / "voices").iterdir()) if one.is_dir()]
    chosen: list[Path] = []
    clips: dict[str, list[tuple[Wave, list[Stretch]]]] = {}
    for at in rng.permutation(len(people)):
        files = sorted(people[at].iterdir())
        made = [sentence(files[i]) for i in rng.permutation(len(files))[:SENTENCES_N]]
        usable = [one for one in made if one is not None]
        if len(usable) >= LEAST_SENTENCES_N:
            clips["AB"[len(chosen)]] = usable
            chosen.append(people[at])
        if len(chosen) == 2:
            break
    else:
        raise SystemExit(f"{sources / 'voices'} needs two people with {LEAST_SENTENCES_N} sentences of 1 to 15 s.")
    softer_db = int(rng.choice(SOFTER_DB))
    gains_db = {"A": 0, "B": softer_db} if rng.random() < 0.5 else {"A": softer_db, "B": 0}
    talk, silent = Talk(), set(rng.choice(np.arange(3, 15), int(rng.integers(3, 5)), replace=False).tolist())
    queue = sounds(sources / "sounds", rng)
    laughs = sorted((sources / "sounds" / "laugh").iterdir())
    for turn in range(16):
        label = "AB"[turn % 2]
        for i in range(int(rng.integers(1, 3))):
            if not clips[label]:
                break
            wave, spans = clips[label].pop()
            if talk.segments:
                _between(talk, same=i > 0, silent=i == 0 and turn in silent, queue=queue, laughs=laughs, rng=rng)
            _lay(talk, label, turn, wave, spans)
    _on_speech(talk, queue, rng)
    return _mixed(name, talk, chosen, gains_db, sources, rng)


def _lay(talk: Talk, label: str, turn: int, wave: Wave, spans: list[Stretch]) -> None:
    at_s = talk.at_s
    moved = [[at_s + a, at_s + b] for a, b in spans]
    talk.segments.append(
        {"start": at_s, "end": at_s + len(wave) / RATE_HZ, "speaker": label, "text": "-", "turn": turn, "spans": moved}
    )
    talk.waves.append(wave)
    talk.at_s = at_s + len(wave) / RATE_HZ


def _sound(path: Path, rng: np.random.Generator, longest_s: float = 3.2) -> tuple[Wave, float]:
    wave = read(path)[: round(longest_s * RATE_HZ)]
    rms = np.sqrt((wave**2).mean()) + 1e-9
    return wave * SPEECH_RMS / rms * 10 ** (rng.uniform(-9, 5) / 20), len(wave) / RATE_HZ


def _put(talk: Talk, kind: str, wave: Wave, start_s: float, place: str, path: Path) -> None:
    talk.events.append(
        {"kind": kind, "start": start_s, "end": start_s + len(wave) / RATE_HZ, "keep": kind == "laugh", "placement": place,
         "source": path.name, "wave": wave}
    )  # fmt: skip


def _between(
    talk: Talk,
    same: bool,
    silent: bool,
    queue: Iterator[tuple[str, Path]],
    laughs: list[Path],
    rng: np.random.Generator,
) -> None:
    """The gap before the next sentence, and what sounds in it."""
    end_s = talk.at_s
    if silent:
        gap_s = rng.uniform(1.6, 6.0)
        talk.silences.append({"start": end_s, "end": end_s + gap_s, "has_event": False})
        if gap_s > 2.4 and rng.random() < 0.5:
            kind, path = next(queue)
            wave, long_s = _sound(path, rng, gap_s - 1.1)
            at_s = end_s + float(rng.uniform(0.5, max(0.51, gap_s - long_s - 0.5)))
            _put(talk, kind, wave, at_s, "inside_silence", path)
            talk.silences[-1]["has_event"] = True
    elif not same and rng.random() < 0.12:
        path = laughs[int(rng.integers(len(laughs)))]
        wave, long_s = _sound(path, rng)
        _put(talk, "laugh", wave, end_s + rng.uniform(0.12, 0.26), "after_turn", path)
        gap_s = long_s + rng.uniform(0.4, 0.7)
    elif not same and rng.random() < 0.55:
        share = np.array(list(BETWEEN_TURNS.values()))
        place = str(rng.choice(list(BETWEEN_TURNS), p=share / share.sum()))
        kind, path = next(queue)
        wave, long_s = _sound(path, rng)
        near, far = rng.uniform(0.03, 0.1, 2), rng.uniform(0.3, 0.6, 2)
        before_s, after_s = (_beside_s(place, side, near[i], far[i], rng) for i, side in enumerate(("prev", "next")))
        gap_s = max(0.16, before_s + long_s + after_s)
        _put(talk, kind, wave, end_s + before_s, place, path)
    else:
        gap_s = rng.uniform(0.25, 0.8)
        talk.natural.append((end_s, end_s + gap_s))
    talk.at_s = end_s + gap_s


def _beside_s(place: str, side: str, near_s: float, far_s: float, rng: np.random.Generator) -> float:
    """How far a sound is from the words on one side; less than nothing where it runs into them."""
    if place == f"overlap_{side}":
        return float(-rng.uniform(0.06, 0.18))
    if (place, side) == ("near_both", "next"):
        return float(rng.uniform(0.15, 0.2))  # all of it can go, and what is left still parts two turns
    return near_s if place in (f"near_{side}", "near_both") else far_s


def _on_speech(talk: Talk, queue: Iterator[tuple[str, Path]], rng: np.random.Generator) -> None:
    """Sounds on words, and short ones in pauses inside a sentence."""
    for i in rng.choice(len(talk.segments), 3, replace=False):
        start_s, end_s = talk.segments[i]["spans"][int(rng.integers(len(talk.segments[i]["spans"])))]
        kind, path = next(queue)
        wave, _ = _sound(path, rng, 1.5)
        _put(talk, kind, wave, rng.uniform(start_s, end_s), "on_speech", path)
    pauses = [
        (a[1], b[0])
        for one in talk.segments
        for a, b in zip(one["spans"], one["spans"][1:], strict=False)
        if b[0] - a[1] > 0.25
    ]
    for i in rng.permutation(len(pauses))[:2]:
        start_s, end_s = pauses[i]
        for _ in range(30):
            kind, path = next(queue)
            wave, long_s = _sound(path, rng)
            if kind in SHORT and long_s < end_s - start_s - 0.08:
                _put(
                    talk, kind, wave, rng.uniform(start_s + 0.04, end_s - 0.04 - long_s), "inside_utterance_pause", path
                )
                break


def _mixed(
    name: str, talk: Talk, people: list[Path], gains_db: dict[str, int], sources: Path, rng: np.random.Generator
) -> tuple[dict[str, Any], Wave, Wave]:
    end_s = max([talk.at_s, *(one["end"] for one in talk.events)]) + 1.0
    frames_n = round(end_s * RATE_HZ)
    clean, voices, speech, filled = (np.zeros(frames_n) for _ in range(4))
    floors = {}
    for label in "AB":
        waves = [wave for one, wave in zip(talk.segments, talk.waves, strict=True) if one["speaker"] == label]
        floors[label] = alike(floor_of(waves), frames_n, rng) * 10 ** (gains_db[label] / 20)
    talking = {label: np.zeros(frames_n, bool) for label in "AB"}
    for one, wave in zip(talk.segments, talk.waves, strict=True):
        at_n = round(one["start"] * RATE_HZ)
        clean[at_n : at_n + len(wave)] += wave
        voices[at_n : at_n + len(wave)] += wave * 10 ** (gains_db[one["speaker"]] / 20)
        talking[one["speaker"]][at_n : at_n + len(wave)] = True
        for a, b in one["spans"]:
            speech[round(a * RATE_HZ) : round(b * RATE_HZ)] = 1
    for label in "AB":
        filled += np.where(talking[label], 0, floors[label])
    rooms = sorted((sources / "rooms").iterdir())
    room_path = rooms[int(rng.integers(len(rooms)))]
    room = read(room_path)
    room = np.tile(room, frames_n // len(room) + 1)[:frames_n]
    snr_db = int(rng.choice(SNRS_DB))
    loud = np.sqrt((voices[speech > 0] ** 2).mean())
    room *= loud / (np.sqrt((room**2).mean()) + 1e-12) * 10 ** (-snr_db / 20)
    bed = room + filled
    mix = voices + bed
    bed_db = 10 * np.log10((bed**2).mean())
    spans = [span for one in talk.segments for span in one["spans"]]
    for event in talk.events:
        wave = event.pop("wave")
        at_n = round(event["start"] * RATE_HZ)
        mix[at_n : at_n + len(wave)] += wave[: frames_n - at_n]
        event["over_bed_db"] = round(10 * np.log10((wave**2).mean() + 1e-12) - bed_db, 2)
        left = subtract([Span(event["start"], event["end"])], [Span(a, b) for a, b in spans])
        event["removable"] = [[one.start_s, one.end_s] for one in left if one.duration_s > LEAST_LEFT_S]
        over = [float(min(b, event["end"]) - max(a, event["start"])) for a, b in spans]
        event["overlap_s"] = round(sum(max(0.0, one) for one in over), 4)
        event["overlaps_speech"] = bool(event["overlap_s"] > 0)
        event["nearest_word_s"] = max(0.0, round(min(-one for one in over), 4))
    mix *= 0.9 / max(0.9, np.abs(mix).max())
    truth = {
        "id": name, "duration": frames_n / RATE_HZ, "sample_rate": RATE_HZ, "files": {"mix": f"{name}.flac", "clean": f"{name}.clean.flac"},
        "speakers": {label: {"id": person.name, "gain_db": gains_db[label]} for label, person in zip("AB", people, strict=True)},
        "noise": {"kind": room_path.name, "snr_db": snr_db}, "segments": talk.segments,
        "events": sorted(talk.events, key=lambda one: one["start"]), "silences": talk.silences, "natural_gaps": talk.natural,
    }  # fmt: skip
    return truth, mix, resample_poly(clean, CLEAN_HZ, RATE_HZ)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--recordings", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    for i in range(asked.recordings):
        name = f"c{asked.seed:02d}{i:02d}"
        truth, mix, clean = composed(name, asked.sources, np.random.default_rng([asked.seed, i]))
        soundfile.write(asked.out / f"{name}.flac", mix, RATE_HZ, subtype="PCM_16")
        soundfile.write(asked.out / f"{name}.clean.flac", clean, CLEAN_HZ, subtype="PCM_16")
        (asked.out / f"{name}.json").write_text(json.dumps(truth, indent=1))
        print(name, f"{truth['duration']:.0f} s", f"{len(truth['events'])} sounds", f"{truth['noise']['snr_db']} dB")


if __name__ == "__main__":
    main()
