"""One file per microphone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from onrecord import studio
from onrecord.store.folders import ShowFolder
from onrecord.studio import _track_names

Make = Callable[..., Any]


@pytest.fixture
def microphones(piece: Path, truth: dict[str, Any], tmp_path: Path) -> list[Path]:
    """The piece as two microphones would have heard it: the other voice 25 dB down, the second file 4 s shorter."""
    samples, rate_hz = soundfile.read(piece, dtype="float32")
    at_s = np.arange(len(samples)) / rate_hz + 47.2
    folder = tmp_path / 'it\'s "raw" 녹음 파일'
    folder.mkdir()
    paths = []
    for speaker in truth["speakers"]:
        own = np.zeros(len(samples), bool)
        for said in truth["utterances"]:
            if said["speaker"] == speaker["name"]:
                own |= (at_s >= said["start_s"] - 0.1) & (at_s < said["end_s"] + 0.1)
        path = folder / f"{speaker['name'].split()[0]} 마이크.wav"
        heard = samples * np.where(own, 1.0, 10 ** (-25 / 20)).astype(np.float32)
        soundfile.write(path, heard[: len(heard) - (4 * rate_hz if paths else 0)], rate_hz, subtype="PCM_24")
        paths.append(path)
    return paths


def test_two_microphones_of_different_length_become_one_episode(
    show: ShowFolder, microphones: list[Path], truth: dict[str, Any], make: Make
) -> None:
    before = [path.read_bytes() for path in microphones]
    people = [speaker["name"] for speaker in truth["speakers"]]
    folder, is_new = studio.take_in(show, microphones, title="Deux micros", people=people)
    assert is_new
    making = make(show, folder)
    assert "Caoimhín 마이크.wav stops 4.0 s before the end" in making.remarks
    recording = making.produced.artifacts["ingest"]
    assert len(recording.tracks) == 2 and recording.duration_s == pytest.approx(26.8, abs=0.01)
    assert making.produced.artifacts["voices"].how == "by microphone"
    assert [line.partition(":")[0] for line in making.produced.figures.cleaned] == [path.name for path in microphones]
    heard = {figures.name for figures in making.produced.figures.speakers}
    assert heard == set(people)
    assert [path.read_bytes() for path in microphones] == before
    assert sorted(p.name for p in (folder.path / "sources").iterdir()) == sorted(p.name for p in microphones)


def test_each_voice_is_heard_through_its_own_microphone(
    show: ShowFolder, microphones: list[Path], truth: dict[str, Any], make: Make
) -> None:
    people = [speaker["name"] for speaker in truth["speakers"]]
    folder, _ = studio.take_in(show, microphones, title="Deux micros", people=people)
    figures = make(show, folder).produced.figures
    host, guest = sorted(figures.speakers, key=lambda s: people.index(s.name))
    assert host.before.lufs - guest.before.lufs > 6
    assert abs(host.after.lufs - guest.after.lufs) < 2.0


@pytest.mark.parametrize(
    ("files", "people", "names"),
    [
        (["ann.wav", "bob-mic.wav"], ["Ann Example", "Bob Sample"], ["Ann Example", "Bob Sample"]),
        (["Zoom0001.wav", "Zoom0002.wav"], ["Ann Example", "Bob Sample"], [None, None]),
        (["ann1.wav", "ann2.wav"], ["Ann Example", "Bob Sample"], [None, None]),
        (["ann.wav"], ["Ann Example"], [None]),
    ],
)
def test_files_named_after_people_are_theirs(files: list[str], people: list[str], names: list[str | None]) -> None:
    assert _track_names([Path(name) for name in files], people) == names
