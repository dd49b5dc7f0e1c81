"""Voice activity by Silero VAD v6 (MIT), which comes inside the faster-whisper package."""

from __future__ import annotations

import importlib.util
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.core.errors import EngineFailed, MissingModel
from onrecord.core.ports import Progress, Sound
from onrecord.engines.onnx import file_digest, session

RATE_HZ = 16000
FRAME_N = 512
_CONTEXT_N = 64
_BLOCK_FRAMES = 1024


class SileroDetector:
    """One probability of speech per 32 ms of a 16 kHz mono sound; memory does not grow with its length."""

    step_s = FRAME_N / RATE_HZ

    def probabilities(self, sound: Sound, gain: float, progress: Progress) -> NDArray[np.float32]:
        """Shape (ceil(frames / 512),). `gain` is applied to the samples first, and the result kept within full scale.

        Raises EngineFailed when the sound is not 16 kHz mono.
        """
        if sound.rate_hz != RATE_HZ or sound.channels_n != 1:
            raise EngineFailed(
                f"Voice activity needs 16 kHz mono sound, this is {sound.rate_hz} Hz with {sound.channels_n} channels.",
                "Please report this: a stage gave the wrong sound.",
            )
        model = self._session
        frames_n = -(-sound.frames_n // FRAME_N)
        state = {"h": np.zeros((1, 1, 128), np.float32), "c": np.zeros((1, 1, 128), np.float32)}
        tail = np.zeros((1, _CONTEXT_N), np.float32)
        found: list[NDArray[np.float32]] = []
        for first in range(0, frames_n, _BLOCK_FRAMES):
            count = min(_BLOCK_FRAMES, frames_n - first)
            samples = sound.read(first * FRAME_N, count * FRAME_N)[:, 0] * np.float32(gain)
            frames = np.clip(samples, -1.0, 1.0).astype(np.float32).reshape(count, FRAME_N)
            # Each frame is heard with the last 64 samples of the one before.
            context = np.concatenate([tail, frames[:-1, -_CONTEXT_N:]])
            tail = frames[-1:, -_CONTEXT_N:]
            output, state["h"], state["c"] = model.run(None, {"input": np.hstack([context, frames]), **state})
            found.append(np.asarray(output, np.float32).reshape(-1))
            progress((first + count) / frames_n)
        return np.concatenate(found) if found else np.zeros(0, np.float32)

    @property
    def digest(self) -> str:
        return file_digest(self._path)

    @cached_property
    def _path(self) -> Path:
        spec = importlib.util.find_spec("faster_whisper")
        path = Path(spec.origin).parent / "assets" / "silero_vad_v6.onnx" if spec and spec.origin else None
        if path is None or not path.is_file():
            raise MissingModel(
                "The voice activity model is not on this machine.", "Run: pip install 'faster-whisper>=1.2,<1.3'."
            )
        return path

    @cached_property
    def _session(self) -> Any:
        return session(self._path)
