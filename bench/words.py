"""How right the words and the speakers are, beside faster-whisper alone on the same sound with the same model and settings.

    python bench/words.py EVALUATION_FOLDER [--only words,names,speakers]

`words`: word error rate on the clips of `speech/` (joined by source, half a second between) and on `studio-dev/`, and the
time that each takes; the processor's own time, beside that of the batched pipeline, also holds where others use the
machine. `names`: the uncommon words of the same texts, as a glossary among as many names that are not said,
and how many of their mentions are right. `speakers`: diarisation error (collar 0.25 s, overlap counted), the number of
voices and the words that went to the right person on `studio-dev/` and on conversations put together from the clips.
All with the base model, int8, beam 5, word times; faster-whisper has both cores, onrecord a block on each.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from onrecord.core.learnt import LearntName
from onrecord.core.people import Voices
from onrecord.core.recording import Listening, Recording, Track
from onrecord.core.talk import folded, zipf
from onrecord.core.time import Span
from onrecord.core.transcript import Word
from onrecord.engines.assembly import LazyEngines
from onrecord.engines.models import locate
from onrecord.engines.silero import SileroDetector
from onrecord.signal.activity import floor_db, levels_of, speaking_level_db, speech_spans
from onrecord.signal.decibel import gain_of
from onrecord.stages.speakers.whose import voices_of_words
from onrecord.stages.transcribe import TranscribeSettings, transcribe

RATE_HZ = 16000
UNCOMMON_ZIPF = 3.2
COLLAR_S = 0.25


@dataclass
class Said:
    """A recording with the truth about it: (speaker, start, end) of every stretch of speech, and the text of each in order."""

    name: str
    samples: NDArray[np.float32]
    spans: list[tuple[str, float, float]]
    texts: list[tuple[str, str]]
    rate_hz: int = RATE_HZ
    channels_n: int = 1

    @property
    def frames_n(self) -> int:
        return len(self.samples)

    @property
    def duration_s(self) -> float:
        return len(self.samples) / RATE_HZ

    @property
    def words(self) -> list[str]:
        return [word for _, text in self.texts for word in plain(text)]

    def read(self, start_n: int, frames_n: int) -> NDArray[np.float32]:
        block = np.zeros((frames_n, 1), np.float32)
        low, high = max(0, start_n), min(self.frames_n, start_n + frames_n)
        if high > low:
            block[low - start_n : high - start_n, 0] = self.samples[low:high]
        return block

    def close(self) -> None: ...


@dataclass
class Tools:
    """What the stages are given, with everything in memory and nothing kept."""

    sound: Said
    recogniser: Any
    kept: dict[str, str] = field(default_factory=dict)

    @property
    def blobs(self) -> Any:
        return self

    @property
    def scratch(self) -> Any:
        return self

    def open(self, blob: str) -> Said:
        return self.sound

    def get(self, key: str) -> str | None:
        return None

    def put(self, key: str, value: str) -> None: ...

    def progress(self, done: float) -> None: ...


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("evaluation", type=Path)
    parser.add_argument("--only", default="words,names,speakers")
    asked = parser.parse_args()
    wanted = asked.only.split(",")
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    sets = [*by_source(asked.evaluation / "speech"), *studio(asked.evaluation / "studio-dev")]
    if {"words", "names"} & set(wanted):
        recognised(sets, asked.evaluation, "names" in wanted)
    if "speakers" in wanted:
        told_apart(sets, conversations(asked.evaluation / "speech"))


# --- the recordings -------------------------------------------------------------------------------------------------


def load(path: Path) -> NDArray[np.float32]:
    samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    mono = samples.mean(axis=1)
    return mono if rate_hz == RATE_HZ else soxr.resample(mono, rate_hz, RATE_HZ).astype(np.float32)


def clips(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The lines of the manifest by speaker."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in (folder / "manifest.jsonl").read_text().splitlines():
        clip = json.loads(line)
        found[clip["speaker"]].append({**clip, "path": folder / clip["file"]})
    return found


def by_source(folder: Path) -> Iterator[Said]:
    sources: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for clip in (clip for of in clips(folder).values() for clip in of):
        sources[clip["file"].split("-")[0].rstrip("0123456789")].append(clip)
    for source, of in sorted(sources.items()):
        yield joined(source, [(clip["speaker"], clip, 0.5, 1.0) for clip in of])


def joined(name: str, parts: Sequence[tuple[str, dict[str, Any], float, float]]) -> Said:
    """Clips one after another: (speaker, clip, pause behind it, gain)."""
    at_n, pieces, spans, texts = RATE_HZ // 2, [np.zeros(RATE_HZ // 2, np.float32)], [], []
    for speaker, clip, pause_s, gain in parts:
        samples = load(clip["path"])
        loud = np.flatnonzero(np.abs(samples) > 0.02 * np.abs(samples).max())
        spans.append((speaker, (at_n + loud[0]) / RATE_HZ, (at_n + loud[-1]) / RATE_HZ))
        texts.append((speaker, clip["text"]))
        pieces += [samples * np.float32(gain), np.zeros(round(pause_s * RATE_HZ), np.float32)]
        at_n += len(samples) + round(pause_s * RATE_HZ)
    return Said(name, np.concatenate(pieces), spans, texts)


def studio(folder: Path) -> Iterator[Said]:
    for path in sorted(folder.glob("*.json")):
        truth = json.loads(path.read_text())
        segments = sorted(truth["segments"], key=lambda s: s["start"])
        spans = [(s["speaker"], a, b) for s in segments for a, b in s["spans"]]
        texts = [(s["speaker"], s["text"]) for s in segments]
        yield Said(path.stem, load(path.with_suffix(".flac")), spans, texts)


def conversations(folder: Path) -> Iterator[Said]:
    """Sixteen of one to four people at levels of their own, in noise of -65 to -45 dBFS; the same ones in every run."""
    voices, rng = clips(folder), random.Random(7)
    for number in range(16):
        people = rng.sample(sorted(voices), (1, 2, 2, 3, 2, 4, 2, 3)[number % 8])
        gain = {person: 10 ** (rng.uniform(-8, 0) / 20) for person in people}
        left = {person: rng.sample(voices[person], len(voices[person])) for person in people}
        parts, last, length_s = [], "", 0.0
        while length_s < 150 and any(left.values()):
            who = rng.choice([p for p in people if left[p] and p != last] or [p for p in people if left[p]])
            last = who
            for _ in range(min(rng.randint(1, 3), len(left[who]))):
                clip = left[who].pop()
                parts.append((who, clip, rng.uniform(0.1, 0.6), gain[who]))
                length_s += clip["duration"]
        said = joined(f"{len(people)} people, {number + 1}", parts)
        noise = np.random.default_rng(number).standard_normal(len(said.samples)) * 10 ** (rng.uniform(-65, -45) / 20)
        said.samples = said.samples + noise.astype(np.float32)
        yield said


def listened(said: Said) -> Listening:
    levels = levels_of(said, lambda done: None)
    gain = gain_of(-20.0 - speaking_level_db(levels, floor_db(levels)))
    detector = SileroDetector()
    likely = detector.probabilities(said, gain, lambda done: None)
    spans = speech_spans(likely, detector.step_s, on=0.5, off=0.35)
    inside = [Span(min(s.start_s, said.duration_s), min(s.end_s, said.duration_s)) for s in spans]
    return Listening(tuple(s for s in inside if s.duration_s > 0), -60.0, 0.05, ())


# --- words and names ------------------------------------------------------------------------------------------------


def recognised(sets: Sequence[Said], evaluation: Path, with_names: bool) -> None:
    """One table: word error rate of each on each set, then the time, then the names."""
    hear = recognisers(decoys(evaluation) if with_names else [])
    errors: dict[str, list[float]] = {name: [] for name in hear}
    took_s: Counter[str] = Counter()
    worked_s: Counter[str] = Counter()
    right: Counter[str] = Counter()
    made_up: Counter[str] = Counter()
    names_n = words_n = 0
    late_s: list[float] = []
    print("\nword error rate, %" + "".join(f"{name:>30}" for name in hear))
    for said in sets:
        names = uncommon(said.words)
        names_n += sum(word in names for word in said.words)
        words_n += len(said.words)
        row = []
        for name, words_of in hear.items():
            began, began_work = time.monotonic(), time.process_time()
            found = words_of(said, sorted(names))
            took_s[name] += time.monotonic() - began
            worked_s[name] += time.process_time() - began_work
            heard = [word for text, _, _ in found for word in plain(text)]
            errors[name].append(wrong(said.words, heard))
            right[name] += mentions_right(said.words, heard, names)
            made_up[name] += sum(word in MADE_UP for word in heard)
            row.append(100 * errors[name][-1])
            if name == "onrecord" and len(said.spans) == len(said.texts):
                late_s += first_words_late(said, found)
        print(f"{said.name:<18}" + "".join(f"{value:>30.2f}" for value in row), flush=True)
    total = {name: statistics.mean(of) for name, of in errors.items()}
    base = "faster-whisper batched"
    print(f"{'mean of the sets':<18}" + "".join(f"{100 * value:>30.2f}" for value in total.values()))
    print(f"{'to batched':<18}" + "".join(f"{total[name] / total[base]:>30.2f}" for name in hear))
    seconds = sum(said.duration_s for said in sets)
    print(f"{'x real time':<18}" + "".join(f"{seconds / took_s[name]:>30.1f}" for name in hear))
    print(f"{'time to batched':<18}" + "".join(f"{took_s[name] / took_s[base]:>30.2f}" for name in hear))
    print(f"{'processor time':<18}" + "".join(f"{worked_s[name] / worked_s[base]:>30.2f}" for name in hear))
    if with_names:
        print(f"{'names right, %':<18}" + "".join(f"{100 * right[name] / names_n:>30.1f}" for name in hear))
        print(f"{'names made up':<18}" + "".join(f"{made_up[name]:>30}" for name in hear))
        print(
            f"({names_n} mentions of uncommon words in {words_n} words; {len(MADE_UP)} parts of names that nobody says)"
        )
    print(f"first words of clips: median {1000 * statistics.median(late_s):.0f} ms from where they are said")


Found = list[tuple[str, float, float]]
MADE_UP: set[str] = set()


def recognisers(never_said: Sequence[str]) -> dict[str, Callable[[Said, list[str]], Found]]:
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    os.environ["HF_HUB_OFFLINE"] = "1"
    alone = WhisperModel(str(locate("base")), device="cpu", compute_type="int8", cpu_threads=os.cpu_count() or 1)
    batched = BatchedInferencePipeline(alone)
    ours = LazyEngines("base", "int8", os.cpu_count() or 1).recogniser
    how = {"beam_size": 5, "word_timestamps": True, "language": "en"}
    MADE_UP.update(token for name in never_said for token in plain(name) if zipf(token) < UNCOMMON_ZIPF)

    def of(segments: Any) -> Found:
        return [(word.word, word.start, word.end) for segment in segments for word in segment.words]

    def onrecord(said: Said, names: list[str]) -> Found:
        track = Track("t", "x", "0", "pcm", RATE_HZ, "b", "b", RATE_HZ, 1, said.frames_n)
        recording = Recording((track,), round(said.duration_s, 3), "b", -20.0, -3.0, 5.0, ())
        inputs = {"ingest": recording, "listen": listened(said), "names to hear": tuple(map(LearntName, names))}
        found = transcribe(inputs, TranscribeSettings(language="en"), Tools(said, ours))  # type: ignore[arg-type]
        return [(word.text, word.start_s, word.end_s) for word in found.words]

    hear: dict[str, Callable[[Said, list[str]], Found]] = {
        "faster-whisper": lambda said, names: of(alone.transcribe(said.samples, **how)[0]),
        "faster-whisper batched": lambda said, names: of(batched.transcribe(said.samples, batch_size=8, **how)[0]),
        "onrecord": lambda said, names: onrecord(said, []),
    }
    if never_said:
        hear["batched, hotwords"] = lambda said, names: of(
            batched.transcribe(said.samples, batch_size=8, hotwords=", ".join([*names, *never_said]), **how)[0]
        )
        hear["onrecord with names"] = lambda said, names: onrecord(said, [*names, *never_said])
    return hear


def decoys(evaluation: Path) -> list[str]:
    """Names that nobody says in any of the recordings."""
    items = json.loads((evaluation / "text/names_dev.json").read_text())["items"]
    return sorted({fix["right"] for item in items for fix in item["fixes"]})


def plain(text: str) -> list[str]:
    return re.sub(r"[^\w' ]", " ", folded(text).replace("-", " ")).split()


def uncommon(words: Sequence[str]) -> set[str]:
    return {word for word in words if zipf(word) < UNCOMMON_ZIPF and len(word) > 3}


def wrong(truth: Sequence[str], heard: Sequence[str]) -> float:
    return Levenshtein.distance(truth, heard) / len(truth)


def mentions_right(truth: Sequence[str], heard: Sequence[str], names: set[str]) -> int:
    matching = SequenceMatcher(None, truth, heard, autojunk=False).get_matching_blocks()
    return sum(truth[i] in names for block in matching for i in range(block.a, block.a + block.size))


def first_words_late(said: Said, found: Found) -> list[float]:
    """How far the nearest word that sounds like a clip's first word begins from where the clip does."""
    late = []
    for (_, start_s, _), (_, text) in zip(said.spans, said.texts, strict=True):
        first = plain(text)[0]
        near = [abs(begin_s - start_s) for word, begin_s, _ in found if first in plain(word)]
        if near and min(near) < 1.0:
            late.append(min(near))
    return late


# --- speakers -------------------------------------------------------------------------------------------------------


def told_apart(sets: Sequence[Said], more: Iterator[Said]) -> None:
    engines = LazyEngines("base", "int8", os.cpu_count() or 1)
    print(f"\n{'speakers':<18}{'voices':>10}{'found':>8}{'error, %':>10}{'words right, %':>16}{'x real time':>14}")
    counts: list[bool] = []
    heard_before: list[tuple[Said, Listening]] = []
    for said in [s for s in sets if re.fullmatch(r"d\d+", s.name)] + list(more):
        listening = listened(said)
        began = time.monotonic()
        voices = engines.voice_finder.find(said, listening.speech, None, lambda done: None)
        took_s = time.monotonic() - began
        people = len({who for who, _, _ in said.spans})
        counts.append(voices.voices_n == people)
        heard_before.append((said, listening))
        recording = Recording((), round(said.duration_s, 3), "b", -20.0, -3.0, 5.0, ())
        inputs = {"ingest": recording, "listen": listening}
        settings = TranscribeSettings(language="en")
        heard = transcribe(inputs, settings, Tools(said, engines.recogniser))  # type: ignore[arg-type]
        share = 100 * words_to_the_right_person(said, heard.words, voices)
        error = diarisation_error(said, voices)
        print(
            f"{said.name:<18}{people:>10}{voices.voices_n:>8}{100 * error:>10.1f}{share:>16.1f}{said.duration_s / took_s:>14.0f}",
            flush=True,
        )
    print(f"the number of voices is right in {sum(counts)} of {len(counts)}")
    hour, speech = an_hour(heard_before)
    began, began_cpu = time.monotonic(), time.process_time()
    engines.voice_finder.find(hour, speech, None, lambda done: None)
    took_s, cpu_s = time.monotonic() - began, time.process_time() - began_cpu
    print(f"an hour of them: {took_s:.0f} s, {cpu_s:.0f} s of one core")


def an_hour(of: Sequence[tuple[Said, Listening]]) -> tuple[Said, list[Span]]:
    """The recordings one after another, again and again, and where there is speech in them."""
    samples, speech, at_s = [], [], 0.0
    while at_s < 3600:
        said, listening = of[len(samples) % len(of)]
        samples.append(said.samples)
        speech += [Span(span.start_s + at_s, span.end_s + at_s) for span in listening.speech]
        at_s += said.duration_s
    whole = np.concatenate(samples)[: 3600 * RATE_HZ]
    return Said("an hour", whole, [], []), [span for span in speech if span.end_s <= 3600]


def diarisation_error(said: Said, voices: Voices) -> float:
    """Missed, false and mistaken speech over all speech, in frames of 10 ms farther than the collar from the truth's borders."""
    from scipy.optimize import linear_sum_assignment

    people = sorted({who for who, _, _ in said.spans})
    frames_n = int(said.duration_s * 100) + 1
    truth, counted = np.zeros((len(people), frames_n), bool), np.ones(frames_n, bool)
    for who, start_s, end_s in said.spans:
        truth[people.index(who), int(start_s * 100) : int(end_s * 100)] = True
        for edge_s in (start_s, end_s):
            counted[max(0, int((edge_s - COLLAR_S) * 100)) : int((edge_s + COLLAR_S) * 100)] = False
    guess = np.zeros((max(1, voices.voices_n), frames_n), bool)
    for turn in voices.turns:
        guess[turn.voice, int(turn.span.start_s * 100) : int(turn.span.end_s * 100)] = True
    truth, guess = truth[:, counted], guess[:, counted]
    shared = truth.astype(int) @ guess.T.astype(int)
    rows, columns = linear_sum_assignment(shared, maximize=True)
    most = np.maximum(truth.sum(axis=0), guess.sum(axis=0)).sum()
    return float((most - shared[rows, columns].sum()) / truth.sum())


def words_to_the_right_person(said: Said, words: Sequence[Word], voices: Voices) -> float:
    """Of the words that were heard right: the share that went to whoever said them, voices matched to people as fits best."""
    from scipy.optimize import linear_sum_assignment

    truth = [(word, who) for who, text in said.texts for word in plain(text)]
    whose = voices_of_words(words, voices)
    heard = [(token, voice) for word, voice in zip(words, whose, strict=True) for token in plain(word.text)]
    people = sorted({who for _, who in truth})
    counts = np.zeros((len(people), max(1, voices.voices_n)))
    for block in SequenceMatcher(
        None, [w for w, _ in truth], [w for w, _ in heard], autojunk=False
    ).get_matching_blocks():
        for i in range(block.size):
            counts[people.index(truth[block.a + i][1]), heard[block.b + i][1]] += 1
    rows, columns = linear_sum_assignment(counts, maximize=True)
    return float(counts[rows, columns].sum() / counts.sum())


if __name__ == "__main__":
    main()
