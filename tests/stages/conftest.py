"""A conversation as the sound stages would hand it on: words with times, voice turns, and nothing else invented."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import soundfile

from onrecord.core.claim import Claim, Claims
from onrecord.core.episode import Episode, Show
from onrecord.core.people import Role, Speaker, Speakers, Voices, VoiceTurn
from onrecord.core.recording import Listening, Recording, Repeats, Sounds, Track
from onrecord.core.time import Span
from onrecord.core.transcript import Corrections, EngineStamp, Transcript, Word
from onrecord.engines.assembly import LazyEngines
from onrecord.engines.fake import BeatRecogniser, EnergyDetector, NoDenoiser, OneVoice
from onrecord.engines.parser import SpacyParser
from onrecord.engines.sentences import MiniLmSentences
from onrecord.media.blobs import FolderBlobs
from onrecord.media.codecs import AvCodecs
from onrecord.stages.claims import STAGE, ClaimsSettings
from onrecord.stages.claims.quantities import quantities
from onrecord.stages.stories import StoriesSettings, stories
from onrecord.store.artifacts import JsonLinesScratch

Inputs = dict[str, Any]
Converse = Callable[..., Inputs]
Find = Callable[..., list[Claim]]

SHOW = Show(guid="show", title="The Harbour Hour", description="")
EPISODE = Episode(guid="episode", number=1, slug="one", title="", date="2026-02-03")


def converse_(*said: tuple[int, str] | float, show: Show = SHOW, episode: Episode = EPISODE) -> Inputs:
    """Each entry is (voice, text), or a number of seconds of silence. A word takes 0.3 s, a sentence's end 0.3 s more."""
    words: list[Word] = []
    turns: list[VoiceTurn] = []
    at_s = 0.5
    for entry in said:
        if isinstance(entry, float):
            at_s += entry
            continue
        voice, text = entry
        start_s = at_s
        for token in text.split():
            words.append(Word(f"w{len(words) + 1}", token, round(at_s, 3), round(at_s + 0.28, 3), 0.9))
            at_s += 0.6 if token.endswith((".", "?", "!")) else 0.3
        turns.append(VoiceTurn(Span(start_s, words[-1].end_s), voice))
    track = Track("track-1", "talk.wav", "0", "pcm", 48000, "blob", "blob16", 48000, 1, round(at_s * 48000))
    voices_n = 1 + max((t.voice for t in turns), default=-1)
    return {
        "ingest": Recording((track,), round(at_s, 3), "mix", -20.0, -3.0, 6.0, ()),
        "listen": Listening(tuple(t.span for t in turns), -60.0, 0.1, ()),
        "sounds": Sounds(tuple(t.span for t in turns), ()),
        "repeats": Repeats(),
        "transcribe": Transcript("en", tuple(words), EngineStamp("test", "1", "none", "0")),
        "voices": Voices(tuple(turns), voices_n, (), "test"),
        "show": show,
        "episode": episode,
    }


@pytest.fixture
def converse() -> Converse:
    return converse_


@pytest.fixture(scope="session")
def reading() -> Any:
    """The tools of a stage that reads sentences, or asks what they are about."""
    engines = LazyEngines()
    return SimpleNamespace(
        sentence_embedder=engines.sentence_embedder, parser=engines.parser, progress=lambda done: None
    )


@pytest.fixture
def show() -> Show:
    return SHOW


@pytest.fixture
def episode() -> Episode:
    return EPISODE


@pytest.fixture
def interview(converse: Converse) -> Inputs:
    """Two and a half minutes of news: promo, greeting, two announced stories, farewell, promo. Voice 2 reads the promos."""
    show = replace(SHOW, promo_phrases=("harbour hour tote bag",))
    return converse(
        (2, "First, a message from Pellerin Bikes. Use the code ANCHOR at pellerinbikes dot com for ten percent off."),
        1.0,
        (0, "Hello and welcome to The Harbour Hour. I'm Ilse Verbruggen, and I'm joined by our reporter Kofi Andersen."),
        (1, "Thanks for having me."),
        (0, "We have two stories this week. So let's start with the tram line to Zeebrugge. Kofi, why has the tram not opened?"),
        (1, "The city found cracks in eleven of the forty concrete sleepers under the tram line. "
            "Engineers from Ghent tested the sleepers in January, and they say nobody should ride the tram until they are replaced. "
            "The operator wants the city to pay for the sleepers. I think the operator will never open the line this year."),
        (0, "And what does the mayor say?"),
        (1, "The mayor told us the tram line must open before the summer. The contract puts the price at nine million euros."),
        1.5,
        (0, "Our second story is the flood wall at Damme. What did the court decide?"),
        (1, "The court stopped the flood wall on Friday because the judges found the survey of the canal was wrong. "
            "Farmers along the canal asked for a new survey two years ago. The flood wall would have cut the village of Damme in two. "
            "The province will appeal, and the appeal always takes a year."),
        (0, "Kofi Andersen, thank you so much for coming in."),
        (1, "My pleasure."),
        (0, "That's all for this week. Goodbye."),
        1.0,
        (2, "The Harbour Hour tote bag is back in stock at harbourhour dot example, slash shop. Order yours today."),
        show=show,
    )  # fmt: skip


class Bench:
    """The tools of a running stage: real blobs, codecs and scratch in `root`, and the simple engines."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.blobs, self.codecs = FolderBlobs(root, "own"), AvCodecs()
        self.scratch = JsonLinesScratch(root / "scratch.jsonl")
        self.remarks: list[str] = []
        self.remark = self.remarks.append
        self.done: list[float] = []
        self.progress = self.done.append
        self.workers_n = 2
        self.speech_detector: Any = EnergyDetector()
        self.recogniser: Any = BeatRecogniser()
        self.voice_finder: Any = OneVoice()
        self.denoiser: Any = NoDenoiser()

    def keep(self, name: str, sound: Any, rate_hz: int) -> str:
        """Stores an array of shape (frames,) or (frames, channels) as a blob."""
        block = np.asarray(sound, np.float32).reshape(len(sound), -1)
        writer = self.blobs.create(name, rate_hz, block.shape[1])
        writer.write(block)
        return writer.close()

    def file(self, name: str, sound: Any, rate_hz: int, subtype: str = "PCM_24") -> Path:
        """Writes a recording as a recorder would."""
        path = self.root / name
        soundfile.write(path, sound, rate_hz, subtype)
        return path

    def recording(self, *sounds: Any, offsets_s: tuple[float, ...] = ()) -> Recording:
        """Mono tracks at 16 kHz that stand for both of a track's copies, without headroom."""
        tracks = []
        for index, sound in enumerate(sounds):
            blob = self.keep(f"t{index + 1}", sound, 16_000)
            offset_s = offsets_s[index] if offsets_s else 0.0
            tracks.append(
                Track(f"t{index + 1}", "x.wav", "0", "pcm", 16_000, blob, blob, 16_000, 1, len(sound), 0.0, offset_s)
            )
        duration_s = max(t.offset_s + t.frames_n / 16_000 for t in tracks)
        return Recording(tuple(tracks), round(duration_s, 3), tracks[0].analysis_blob, -23.0, -3.0, 5.0, ())


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


# --- claims ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def parser() -> SpacyParser:
    return SpacyParser()


@pytest.fixture(scope="session")
def sentence_embedder() -> MiniLmSentences:
    return MiniLmSentences()


@pytest.fixture
def found(parser: SpacyParser, sentence_embedder: MiniLmSentences, claim_inputs: Callable[[str, str], Inputs]) -> Find:
    """The claims of a talk whose lines may begin with "Name: "; the first to speak is the host."""

    def found(text: str, day: str = "2025-03-06", **more: Any) -> list[Claim]:
        inputs = claim_inputs(text, day) | more
        chosen = more.get("chosen", ClaimsSettings())
        tools = SimpleNamespace(
            parser=parser, sentence_embedder=sentence_embedder, progress=lambda done: None, remark=lambda text: None
        )
        made: Claims = STAGE.run(inputs, chosen, tools)
        _check_words(made, inputs["transcribe"].words)
        return list(made.claims)

    return found


@pytest.fixture
def claim_inputs(show: Show, episode: Episode, reading: Any) -> Callable[[str, str], Inputs]:
    def claim_inputs(text: str, day: str) -> Inputs:
        inputs = _talk(text, show, replace(episode, date=day))
        return inputs | {"stories": stories(inputs, StoriesSettings(), reading)}

    return claim_inputs


def _talk(text: str, show: Show, episode: Episode) -> Inputs:
    words: list[Word] = []
    whose: dict[str, str] = {}
    names: list[str] = []
    for line in text.strip().split("\n"):
        label = re.match(r"([A-Z][\w]+(?: [A-Z][\w]+)?): ", line)
        name = label[1] if label else (names[-1] if names else "Host")
        names += [] if name in names else [name]
        for token in line[label.end() if label else 0 :].split():
            at_s = 0.4 * len(words)
            words.append(Word(f"w{len(words) + 1}", token, round(at_s, 3), round(at_s + 0.35, 3), 0.9))
            whose[words[-1].id] = name
    people = tuple(Speaker(n, n, Role.HOST if n == names[0] else Role.GUEST, at) for at, n in enumerate(names))
    return {
        "transcribe": Transcript("en", tuple(words), EngineStamp("test", "1", "none", "0")),
        "speakers": Speakers(people, whose), "names": Corrections(), "sounds": Sounds((), ()), "repeats": Repeats(), "show": show,
        "episode": episode,
    }  # fmt: skip


def _check_words(made: Claims, words: tuple[Word, ...]) -> None:
    """No word, no quote and no number that was not said: every claim is words of the transcript, its figures are in them."""
    text_of = {word.id: word.text for word in words}
    for claim in made.claims:
        said = " ".join(text_of[id] for id in claim.word_ids)
        for piece in claim.text.split(" … "):
            assert piece in said
        assert claim.cue == "" or all(
            piece in " ".join(text_of[i] for i in claim.cue_ids) for piece in claim.cue.split(" … ")
        )
        for quantity in claim.quantities:
            assert quantity.text.strip("$%") in " ".join(w.text for w in words).replace("$", "")
            again = [c.quantity for c in quantities(quantity.text.split())]
            assert any((q.low, q.high) == (quantity.low, quantity.high) for q in again), quantity
        for when in claim.dates:
            assert when.text in " ".join(w.text for w in words)


@pytest.fixture
def is_said(found: Find) -> Callable[[str, str, str], bool]:
    """Whether a talk has a claim with a cue, of this holder in these words."""

    def is_said(talk: str, holder: str, text: str) -> bool:
        return (holder, text) in [(c.holder.name, c.text) for c in found(talk) if c.cue]

    return is_said
