import errno
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from onrecord.core.errors import DiskFull, EngineFailed, MissingModel, NotFound, NotReadable
from onrecord.engines import models


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ONRECORD_CACHE", str(tmp_path / "a cache"))
    return tmp_path / "a cache" / "models"


def test_base_is_put_together_once_from_its_packages(cache: Path) -> None:
    folder = models.locate("base")
    assert folder == cache / "base"
    assert models.digest(folder) == models.entry("base").sha256
    made = (folder / "model.bin").stat()
    assert models.locate("base") == folder
    assert (folder / "model.bin").stat() == made
    assert [entry.name for entry in cache.iterdir()] == ["base"]


def test_two_may_put_it_together_at_once(cache: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(models.locate, ["base", "base"])) == {cache / "base"}
    assert [entry.name for entry in cache.iterdir()] == ["base"]


def test_damaged_parts_are_refused_and_leave_nothing(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = models._package_folders(models.entry("base"))
    for number, part in enumerate(parts, start=1):
        shutil.copytree(part, tmp_path / f"part{number}")
    with (tmp_path / "part2" / "model.bin.part2").open("r+b") as file:
        file.write(b"damage")
    monkeypatch.setattr(models, "_package_folders", lambda model: [tmp_path / "part1", tmp_path / "part2"])
    with pytest.raises(EngineFailed):
        models.locate("base")
    assert list(cache.iterdir()) == []


def test_a_model_that_is_not_here_says_how_to_get_it(cache: Path) -> None:
    with pytest.raises(MissingModel) as caught:
        models.locate("large-v3")
    assert "onrecord models get large-v3" in caught.value.mend
    with pytest.raises(NotFound) as unknown:
        models.locate("huge")
    assert "base" in unknown.value.mend


def test_a_folder_by_hand_is_checked_and_copied(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = models.locate("base")
    with pytest.raises(EngineFailed):
        models.get("tiny", source=base)
    assert not (cache / "tiny").exists()
    with pytest.raises(MissingModel):
        models.get("tiny", source=cache)
    # distil-large-v3 has no pinned weights, so another whole model passes.
    done: list[float] = []
    assert models.get("distil-large-v3", done.append, base) == cache / "distil-large-v3"
    assert models.locate("distil-large-v3") == cache / "distil-large-v3"
    assert done[-1] == 1.0
    assert models.locate(str(base)) == base


def test_the_listing_writes_nothing_and_tells_what_is_here(cache: Path) -> None:
    states = {state.model.name: state for state in models.listing()}
    assert list(states) == [model.name for model in models.CATALOGUE]
    assert states["base"].is_here and states["base"].path is None
    assert not states["large-v3"].is_here and states["large-v3"].mend
    assert not cache.exists()
    models.locate("base")
    assert models.listing()[0].path == cache / "base"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_said_clearly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    monkeypatch.setenv("ONRECORD_CACHE", str(tmp_path / "locked"))
    with pytest.raises(NotReadable):
        models.locate("base")


@pytest.mark.parametrize(("code", "error"), [(errno.ENOSPC, DiskFull), (errno.EROFS, NotReadable)])
def test_a_full_or_read_only_disk_is_said_clearly(
    cache: Path, monkeypatch: pytest.MonkeyPatch, code: int, error: type[Exception]
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(shutil, "copyfileobj", refuse)
    with pytest.raises(error) as caught:
        models.locate("base")
    assert "ONRECORD_CACHE" in str(caught.value)
    assert list(cache.iterdir()) == []


def test_the_cache_is_where_the_person_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONRECORD_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert models.models_dir() == Path("/somewhere/onrecord/models")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert models.models_dir() == Path.home() / ".cache/onrecord/models"


def test_without_a_network_a_download_fails_clearly(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise OSError("no network")

    monkeypatch.setattr(models.hub(offline=True), "hf_hub_download", refuse)
    with pytest.raises(MissingModel) as caught:
        models.get("tiny")
    assert "--from DIR" in caught.value.mend
    assert list(cache.iterdir()) == []


def test_the_hub_is_shut_and_its_telemetry_off() -> None:
    models.hub(offline=True)
    from huggingface_hub import constants

    assert constants.HF_HUB_OFFLINE is True and constants.HF_HUB_DISABLE_TELEMETRY is True
    assert os.environ["HF_HUB_OFFLINE"] == "1"


def test_every_pin_is_a_whole_digest() -> None:
    for model in models.CATALOGUE:
        assert len(model.revision) == 40
        assert model.sha256 is None or len(model.sha256) == 64
    assert len({model.name for model in models.CATALOGUE}) == len(models.CATALOGUE)
