"""A recording that is recognised anew, with the artifacts or without them: its words keep their ids, and answers hold."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from onrecord import studio
from onrecord.core.edit import Verdict
from onrecord.core.transcript import EngineStamp, Transcript
from onrecord.engines.assembly import LazyEngines
from onrecord.engines.fake import BeatRecogniser, NoDenoiser, OneVoice
from onrecord.speaking import name_voice, voices_of
from onrecord.store.folders import EpisodeFolder, ShowFolder


class AnotherRecogniser(BeatRecogniser):
    """Hears a word more in the same time, and writes it otherwise."""

    stamp = EngineStamp("beat", "2", "another", "beat.2")

    def __init__(self) -> None:
        super().__init__(0.4, "words")


class OtherWay(OneVoice):
    """Two voices in turn, from the second on: the numbers are the other way round."""

    digest = "other-way.1"

    def find(self, sound: Any, speech: Any, voices_n: int | None, progress: Any) -> Any:
        return super().find(sound, list(speech), 2, progress)


def words_of(folder: EpisodeFolder) -> dict[str, float]:
    found: Transcript = folder.last("transcribe", Transcript, "transcript.1")
    return {word.id: word.start_s for word in found.words}


def test_ids_and_answers_outlive_a_new_recognition(simple: Any, tmp_path: Path) -> None:
    shutil.copytree(simple.show.path, tmp_path / "show")
    show = ShowFolder(tmp_path / "show")
    folder = show.episodes()[0]
    before = words_of(folder)
    name_voice(folder, "1", Verdict.ADJUST, name="Ann Example")
    for artifacts_are_gone in (False, True):
        if artifacts_are_gone:
            shutil.rmtree(folder.path / "artifacts")
        engines = LazyEngines(recogniser=AnotherRecogniser, voice_finder=OtherWay, denoiser=NoDenoiser)
        studio.produce(show, folder, lambda event: None, engines=engines)
        assert words_of(folder) == before
        longest = voices_of(folder)
        assert [state.speaker.name for state in longest].count("Ann Example") == 1
    assert "words" in (folder.path / "transcript.srt").read_text()
