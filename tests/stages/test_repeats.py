"""The same recorded passage in two episodes, other levels, noise and codec, found by its sound; and what of it is a promo."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import soxr
from numpy.typing import NDArray

from onrecord.core.people import Role, Speaker, Speakers
from onrecord.core.recording import EpisodeSound, Fingerprint, Repeats
from onrecord.core.story import Stories, Story, StoryKind
from onrecord.core.transcript import Word
from onrecord.media.codecs import AvCodecs
from onrecord.signal.landmarks import Peaks
from onrecord.stages.fingerprint import FingerprintSettings, fingerprint
from onrecord.stages.repeats import RepeatsSettings, repeats
from onrecord.stages.stories import StoriesSettings, stories

SAMPLES = Path(__file__).parents[2] / "samples"
RATE = 16_000
Sound = NDArray[np.float32]
PROMO, FIRST, SECOND = (24.0, 52.0), (52.0, 110.0), (110.0, 172.0)
"""Seconds of the sample: what is repeated, and what the two episodes have of their own."""


@pytest.fixture(scope="module")
def voices() -> Sound:
    sound, rate = soundfile.read(SAMPLES / "interview.flac", dtype="float32")
    return np.asarray(soxr.resample(sound, rate, RATE), np.float32)


def piece(sound: Sound, span: tuple[float, float]) -> Sound:
    return sound[round(span[0] * RATE) : round(span[1] * RATE)]


def through_mp3(sound: Sound, folder: Path, kbit_s: int) -> Sound:
    """As a passage comes out of another programme: 44.1 kHz, lossy, some milliseconds later."""
    path = folder / "passage.mp3"
    writer = AvCodecs().mp3_writer(path, 44_100, 1, kbit_s)
    writer.write(np.asarray(soxr.resample(sound, RATE, 44_100), np.float32)[:, None])
    writer.close()
    heard = np.concatenate([block[:, 0] for _, block in AvCodecs().decoded(path)])
    return np.asarray(soxr.resample(heard, 44_100, RATE), np.float32)


def tune(seconds: float, seed: int = 3) -> Sound:
    """Plucked chords over a beat, at the level of talk."""
    draw = np.random.default_rng(seed)
    sound = np.zeros(round((seconds + 2) * RATE))
    for beat in np.arange(0, seconds, 0.25):
        at = round(beat * RATE)
        for pitch_hz in draw.choice([220, 247, 262, 294, 330, 392, 440, 523], 2):
            t = np.arange(RATE) / RATE
            note = sum(np.sin(2 * np.pi * pitch_hz * h * t) / h**1.2 for h in range(1, 7)) * np.exp(-2.5 * t)
            sound[at : at + RATE] += note * draw.uniform(0.5, 1.0)
        sound[at : at + 1600] += np.exp(-np.arange(1600) / 160) * draw.normal(size=1600)
    sound = sound[: round(seconds * RATE)]
    return (sound * 0.05 / np.sqrt(np.mean(sound**2))).astype(np.float32)


def heard(bench: Any, *parts: Sound) -> Fingerprint:
    whole = np.concatenate(parts)
    noise = np.random.default_rng(len(whole)).normal(0, 3e-4, len(whole)).astype(np.float32)
    return fingerprint({"ingest": bench.recording(whole + noise)}, FingerprintSettings(), bench)


def found_in(bench: Any, own: Fingerprint, *others: Fingerprint, **chosen: Any) -> Repeats:
    elsewhere = tuple(EpisodeSound(f"guid-{n}", n, other) for n, other in enumerate(others, 2))
    return repeats({"fingerprint": own, "sounds elsewhere": elsewhere}, RepeatsSettings(**chosen), bench)


def test_a_passage_is_found_whatever_its_level_noise_and_codec(bench: Any, voices: Sound, tmp_path: Path) -> None:
    promo = piece(voices, PROMO)
    own = heard(bench, piece(voices, FIRST), promo, piece(voices, (0, 20)))
    copy = 0.3 * through_mp3(promo, tmp_path, 48)
    copy += np.random.default_rng(7).normal(0, 0.1 * float(np.std(copy)), len(copy)).astype(np.float32)
    other = heard(bench, piece(voices, SECOND)[: 37 * RATE + 133], copy, piece(voices, SECOND)[37 * RATE + 133 :])
    (repeat,) = found_in(bench, own, other).repeats
    begins_s = FIRST[1] - FIRST[0]
    assert repeat.span.start_s == pytest.approx(begins_s, abs=0.8)
    assert repeat.span.end_s == pytest.approx(begins_s + PROMO[1] - PROMO[0], abs=0.8)
    assert repeat.there.start_s == pytest.approx(37 + repeat.span.start_s - begins_s, abs=0.1)
    assert (repeat.number, repeat.guid) == (2, "guid-2") and repeat.share > 0.1


def test_the_same_voices_saying_other_things_are_no_repeat(bench: Any, voices: Sound) -> None:
    own, other = heard(bench, piece(voices, FIRST)), heard(bench, piece(voices, SECOND))
    assert found_in(bench, own, other).repeats == ()
    assert found_in(bench, own).repeats == ()


def test_talk_over_music_that_comes_again_is_no_repeat(bench: Any, voices: Sound) -> None:
    first, second = piece(voices, FIRST), piece(voices, SECOND)
    bed = tune(30.0)

    def over(talk: Sound, at_s: float) -> Sound:
        at = round(at_s * RATE)
        mixed = talk.copy()
        mixed[at : at + len(bed)] += bed * float(np.std(talk) / np.std(bed)) * 0.4
        return mixed

    assert found_in(bench, heard(bench, over(first, 2)), heard(bench, over(second, 9.4))).repeats == ()


def test_silence_and_hum_repeat_nothing(bench: Any) -> None:
    hum = (0.1 * np.sin(2 * np.pi * 350 * np.arange(60 * RATE) / RATE)).astype(np.float32)
    assert found_in(bench, heard(bench, hum), heard(bench, hum[: 40 * RATE])).repeats == ()
    empty = fingerprint({"ingest": bench.recording(np.zeros(RATE, np.float32))}, FingerprintSettings(), bench)
    assert Peaks.of_text(empty.peaks).text() == empty.peaks and found_in(bench, empty, empty).repeats == ()


def test_peaks_are_the_same_after_writing_and_reading(bench: Any, voices: Sound) -> None:
    quiet = np.zeros(9 * RATE, np.float32)  # longer than one byte of steps
    written = heard(bench, piece(voices, FIRST), quiet, piece(voices, PROMO)).peaks
    assert Peaks.of_text(written).text() == written


# --- what a repeat is -----------------------------------------------------------------------------------------------


def said_in(span: tuple[float, float], at_s: float) -> list[tuple[float, float, str, str]]:
    """The sample's utterances within a span as if it began at `at_s`: start, end, text, speaker."""
    known = json.loads((SAMPLES / "interview.json").read_text())["utterances"]
    shift = at_s - span[0]
    return [
        (u["start_s"] + shift, u["end_s"] + shift, u["text"], u["speaker"])
        for u in known
        if span[0] <= u["start_s"] and u["end_s"] <= span[1]
    ]


@pytest.fixture
def parts_of(converse: Any, reading: Any) -> Callable[..., list[Story]]:
    """The parts of a talk of such utterances, given what stands elsewhere too."""

    def parts_of(said: Sequence[tuple[float, float, str, str]], found: Repeats) -> list[Story]:
        inputs = converse((0, "Hello."))
        words: list[Word] = []
        whose: dict[str, str] = {}
        for start_s, end_s, text, name in said:
            tokens = text.split()
            step_s = (end_s - start_s) / len(tokens)
            for at, token in enumerate(tokens):
                begins_s = start_s + at * step_s
                words.append(
                    Word(f"w{len(words) + 1}", token, round(begins_s, 3), round(begins_s + step_s * 0.9, 3), 0.9)
                )
                whose[words[-1].id] = name
        people = tuple(
            Speaker(n, n, Role.HOST if at == 0 else Role.GUEST, at)
            for at, n in enumerate(dict.fromkeys(whose.values()))
        )
        inputs["transcribe"] = replace(inputs["transcribe"], words=tuple(words))
        inputs |= {"speakers": Speakers(people, whose), "repeats": found}
        made: Stories = stories(inputs, StoriesSettings(), reading)
        return list(made.stories)

    return parts_of


def text_of(part: Story, said: Sequence[tuple[float, float, str, str]]) -> str:
    words = [word for _, _, text, _ in said for word in text.split()]
    return " ".join(words[part.first : part.end])


def test_what_is_repeated_is_a_promo_and_nothing_else(bench: Any, voices: Sound, parts_of: Any, tmp_path: Path) -> None:
    promo = piece(voices, PROMO)
    own = heard(bench, piece(voices, FIRST), promo, piece(voices, SECOND)[: 40 * RATE])
    other = heard(bench, piece(voices, SECOND)[40 * RATE :], 0.4 * through_mp3(promo, tmp_path, 64), promo[: 3 * RATE])
    at_s = FIRST[1] - FIRST[0]
    repeated = said_in(PROMO, at_s)
    after_s = at_s + PROMO[1] - PROMO[0]
    said = [*said_in(FIRST, 0.0), *repeated, *said_in((SECOND[0], SECOND[0] + 40), after_s)]
    parts = parts_of(said, found_in(bench, own, other))
    again = [part for part in parts if "same recording stands in episode 2" in part.reason]
    assert [text_of(part, said) for part in again] == [" ".join(text for _, _, text, _ in repeated)]
    assert again[0].kind is StoryKind.PROMO
    told = [text_of(part, said) for part in parts_of(said, Repeats()) if part.kind is StoryKind.PROMO]
    assert all(text.startswith("We will be right back.") for text in told), (
        "only the recording's own appeal, by its words"
    )


def test_the_shows_own_opening_and_tune_are_no_promo(bench: Any, voices: Sound, parts_of: Any) -> None:
    opening, theme = piece(voices, (2.0, 17.6)), tune(9.0)
    own = heard(bench, theme, opening, piece(voices, FIRST), theme)
    other = heard(bench, theme * 0.5, opening * 0.5, piece(voices, SECOND), theme * 0.5)
    said = [*said_in((2.0, 17.6), 9.0), *said_in(FIRST, 24.6)]
    found = found_in(bench, own, other)
    assert sum(r.span.duration_s for r in found.repeats) > 28  # both are heard again, and the tune at the end
    parts = parts_of(said, found)
    assert StoryKind.PROMO not in [part.kind for part in parts]
    assert parts[0].kind is StoryKind.INTRO
    assert text_of(parts[0], said).startswith("Welcome to Harbour Light.")
