"""Small ONNX models on one thread: several may run side by side, each on a core of its own."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from onrecord.core.errors import EngineFailed, MissingModel


def session(path: Path) -> Any:
    """An onnxruntime session on one CPU thread, without telemetry. Raises MissingModel, EngineFailed."""
    import onnxruntime

    if not path.is_file():
        raise MissingModel(f"The model file {path.name} is not on this machine.", "Install onrecord again.")
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(str(path), sess_options=options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise EngineFailed(
            f"The model file {path.name} could not be read: {error}", "Install onrecord again."
        ) from error


@lru_cache(maxsize=16)
def file_digest(path: Path) -> str:
    """SHA-256 in hex, read once per process."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
