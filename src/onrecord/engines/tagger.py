"""What kind of sound every 20 ms holds, and if somebody speaks, by small heads on the frozen encoder of the Whisper model that
already is here.

The encoder of a speech recogniser carries the sound events too, although it was never asked for them: Gong et al.,
"Whisper-AT: Noise-Robust Automatic Speech Recognizers are Also Strong General Audio Event Taggers", Interspeech 2023.
The heads' weights were trained by `training/train.py` on scenes composed of the sounds named in `training/README.md`.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property
from importlib.resources import files
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.core.errors import EngineFailed
from onrecord.core.ports import Progress, Samples, Sound, Tags
from onrecord.core.time import Span
from onrecord.engines import models

RATE_HZ = 16000
STEP_N = 320
WINDOW_FRAMES = 1500
_STRIDE_FRAMES = 1350
CLASSES = ("room", "speech", "laugh", "cough", "sneeze", "throat", "breath", "sip", "click", "knock", "ring", "music", "noise")  # fmt: skip
"""`ring` is a telephone or an alarm, `noise` any other passing sound, such as paper and cups; `room` is none of them."""
_ROOM = CLASSES.index("room")
_BANDS = ((0, 8), (8, 24), (24, 48), (48, 64), (64, 80))
"""Borders among the 80 mel bands: up to about 0.3, 0.9, 2.1, 3.9 and 8 kHz."""
CONTEXT = (-24, -16, -10, -6, -3, -1, 0, 1, 3, 6, 10, 16, 24)
"""The frames that the head sees beside the one that it judges."""

_KINDS_FILE, _VOICE_FILE = "tagger.npz", "voice.npz"

Array = NDArray[np.float32]
Weights = dict[str, Array]


class WhisperTagger:
    """Probabilities of `classes`, and of a voice, per 20 ms of a 16 kHz mono sound, from windows of 30 s that overlap by 3 s."""

    step_s = STEP_N / RATE_HZ
    classes: tuple[str, ...] = CLASSES

    def __init__(self, model: str = "base", threads: int = 1, shared: Callable[[], Any] | None = None) -> None:
        """`shared` gives a CTranslate2 Whisper of the same model that is loaded anyway."""
        self.model = model
        self.threads = threads
        self._shared = shared

    def tags(self, sound: Sound, gain: float, spans: Sequence[Span] | None, progress: Progress) -> Tags:
        """What each of ceil(frames / 320) frames holds.

        Only the windows that `spans` touch are heard (None: all); elsewhere everything is room. `gain` is applied first.
        Raises EngineFailed when the sound is not 16 kHz mono or the head was trained on another model, MissingModel.
        """
        if sound.rate_hz != RATE_HZ or sound.channels_n != 1:
            raise EngineFailed(
                f"Sound tagging needs 16 kHz mono sound, this is {sound.rate_hz} Hz with {sound.channels_n} channels.",
                "Please report this: a stage gave the wrong sound.",
            )
        frames_n = -(-sound.frames_n // STEP_N)
        found = Tags(np.zeros((frames_n, len(CLASSES)), np.float32), np.zeros(frames_n, np.float32))
        found.kinds[:, _ROOM] = 1.0
        for start, first, last in _windows(frames_n):
            if spans is None or _touches(spans, first * self.step_s, last * self.step_s):
                samples = sound.read(start * STEP_N, WINDOW_FRAMES * STEP_N)[:, 0] * np.float32(gain)
                states, loudness = self.heard(samples)
                found.kinds[first:last] = self._kinds(states, loudness)[first - start : last - start]
                found.voiced[first:last] = self._voiced(states, loudness)[first - start : last - start]
            progress(last / frames_n)
        return found

    def heard(self, samples_mono: Samples) -> tuple[Array, Array]:
        """Of 30 s: the encoder's states, shape (1500, 512), and the loudness of five bands in dB over their quiet and
        under their loud moments, shape (1500, 10). Neither depends on the level of the sound."""
        import ctranslate2

        mel = np.ascontiguousarray(self._mel(np.clip(samples_mono, -1.0, 1.0))[:, : 2 * WINDOW_FRAMES], np.float32)
        try:
            states = np.asarray(self._whisper.encode(ctranslate2.StorageView.from_array(mel[None])))[0]
        except (RuntimeError, ValueError) as error:
            raise EngineFailed(
                f"The sound tagger could not hear: {error}", "Run it again; if it fails the same way, report it."
            ) from error
        return states.astype(np.float32), _loudness(mel)

    @property
    def digest(self) -> str:
        heads = [hashlib.sha256(_file(name)).hexdigest() for name in (_KINDS_FILE, _VOICE_FILE)]
        return hashlib.sha256("".join([*heads, models.digest(models.locate(self.model))]).encode()).hexdigest()

    def _kinds(self, states: Array, loudness: Array) -> Array:
        """The mean of what heads that were fitted alike, but from other beginnings, give."""
        each = [np.exp(of - of.max(axis=1, keepdims=True)) for of in _logits(_weights(_KINDS_FILE), states, loudness)]
        return np.asarray(np.mean([of / of.sum(axis=1, keepdims=True) for of in each], axis=0), np.float32)

    def _voiced(self, states: Array, loudness: Array) -> Array:
        each = [1.0 / (1.0 + np.exp(-of[:, 0])) for of in _logits(_weights(_VOICE_FILE), states, loudness)]
        return np.asarray(np.mean(each, axis=0), np.float32)

    @cached_property
    def _mel(self) -> Any:
        from faster_whisper.feature_extractor import FeatureExtractor

        return FeatureExtractor()

    @cached_property
    def _whisper(self) -> Any:
        if self._shared is not None:
            return self._shared()
        folder = models.locate(self.model)
        models.hub(offline=True)
        import ctranslate2

        logging.getLogger("ctranslate2").setLevel(logging.ERROR)
        return ctranslate2.models.Whisper(
            str(folder), device="cpu", compute_type="int8", intra_threads=self.threads, inter_threads=1
        )


def _logits(heads: Weights, states: Array, loudness: Array) -> Iterator[Array]:
    """What each of the heads gives: the arrays' first axis is theirs, but of the states' mean and scale, which they share."""
    scaled = (states - heads["mean"]) / heads["scale"]
    for project, hidden, hidden_bias, out, out_bias in zip(
        heads["project"], heads["hidden"], heads["hidden_bias"], heads["out"], heads["out_bias"], strict=True
    ):
        rows = in_context(np.hstack([scaled @ project, loudness / 20.0]))
        yield np.maximum(rows @ hidden + hidden_bias, 0.0) @ out + out_bias


def in_context(rows: Array) -> Array:
    """Each row with its neighbours at CONTEXT beside it; before the first and after the last stand those themselves."""
    at = np.arange(len(rows))
    return np.hstack([rows[np.clip(at + offset, 0, len(rows) - 1)] for offset in CONTEXT])


def _loudness(mel: Array) -> Array:
    """From log-mel of shape (80, 3000), where 40 dB are 1.0, to shape (1500, 10)."""
    paired = mel.reshape(len(mel), WINDOW_FRAMES, 2).mean(axis=2)
    bands = 40.0 * np.stack([paired[low:high].mean(axis=0) for low, high in _BANDS], axis=1)
    quiet, loud = np.percentile(bands, [10, 95], axis=0)
    return np.hstack([bands - quiet, bands - loud]).astype(np.float32)


def _windows(frames_n: int) -> Iterator[tuple[int, int, int]]:
    """Where each window starts, and the frames [first, last) that it is the one to judge. A last window reaches back."""
    first = 0
    while first < frames_n:
        start = max(0, first - (WINDOW_FRAMES - _STRIDE_FRAMES) // 2)
        if start + WINDOW_FRAMES >= frames_n:
            start, last = max(0, frames_n - WINDOW_FRAMES), frames_n
        else:
            last = start + (WINDOW_FRAMES + _STRIDE_FRAMES) // 2
        yield start, first, last
        first = last


def _touches(spans: Sequence[Span], start_s: float, end_s: float) -> bool:
    return any(span.start_s < end_s and start_s < span.end_s for span in spans)


@cache
def _weights(name: str) -> Weights:
    with np.load(BytesIO(_file(name))) as stored:
        return {key: stored[key].astype(np.float32) for key in stored.files}


def _file(name: str) -> bytes:
    return (files("onrecord.engines") / "weights" / name).read_bytes()
