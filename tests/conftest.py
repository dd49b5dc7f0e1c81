"""A short piece of the sample, engines that need no model, and episodes produced with them: for runs of the whole chain
in seconds. What the models themselves make of the sample is tried once, in tests/chain.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import soundfile

from onrecord import studio
from onrecord.core import events
from onrecord.engines.assembly import LazyEngines
from onrecord.engines.fake import BeatRecogniser, NoDenoiser, OneVoice
from onrecord.store.folders import EpisodeFolder, ShowFolder
from onrecord.studio import Produced

SAMPLES = Path(__file__).parents[1] / "samples"
hypothesis.settings.register_profile("busy", deadline=None)  # a slow machine is no fault of what is tried
hypothesis.settings.load_profile("busy")

PIECE_S = (47.2, 74.0)
"""Of the sample: two voices, an awkward silence with a chair in it, a laugh and a one-word answer."""


def simple_engines() -> LazyEngines:
    """The real voice activity; words, voices and noise reduction from the simple engines."""
    return LazyEngines(recogniser=BeatRecogniser, voice_finder=OneVoice, denoiser=NoDenoiser)


@dataclass(frozen=True)
class Making:
    """An episode that was produced, and what was told meanwhile."""

    show: ShowFolder
    folder: EpisodeFolder
    produced: Produced
    events: tuple[events.Event, ...]

    @property
    def ran(self) -> list[str]:
        return [e.stage for e in self.events if isinstance(e, events.StageStarted)]

    def why(self, stage: str) -> str:
        return next(e.why for e in self.events if isinstance(e, events.StageStarted) and e.stage == stage)

    def took_s(self, stage: str) -> float:
        return next(e.took_s for e in self.events if isinstance(e, events.StageFinished) and e.stage == stage)

    @property
    def remarks(self) -> str:
        return " ".join(e.text for e in self.events if isinstance(e, events.Remark))


def made(show: ShowFolder, folder: EpisodeFolder, overrides: dict[str, dict[str, Any]] | None = None) -> Making:
    """Produces with the simple engines, in this process."""
    told: list[events.Event] = []
    produced = studio.produce(show, folder, told.append, overrides=overrides, engines=simple_engines())
    return Making(show, folder, produced, tuple(told))


@pytest.fixture(scope="session")
def truth() -> dict[str, Any]:
    """samples/interview.json."""
    found: dict[str, Any] = json.loads((SAMPLES / "interview.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="session")
def piece(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The 27 s of the sample at PIECE_S."""
    path = tmp_path_factory.mktemp("piece") / "piece.flac"
    samples, rate_hz = soundfile.read(SAMPLES / "interview.flac", dtype="int16")
    start_n, end_n = (round(at_s * rate_hz) for at_s in PIECE_S)
    soundfile.write(path, samples[start_n:end_n], rate_hz)
    return path


@pytest.fixture
def make() -> Callable[..., Making]:
    return made


@pytest.fixture
def engines() -> LazyEngines:
    return simple_engines()


@pytest.fixture
def show(tmp_path: Path) -> ShowFolder:
    return studio.new_show(tmp_path / "show", "Low Water")


@pytest.fixture(scope="session")
def simple(piece: Path, tmp_path_factory: pytest.TempPathFactory) -> Making:
    """An episode of `piece`, made with the simple engines. Read only: copy its folder to change anything."""
    show = studio.new_show(tmp_path_factory.mktemp("simple") / "show", "Low Water")
    return made(show, studio.take_in(show, [piece], title="The piece", date="2026-02-03")[0])
