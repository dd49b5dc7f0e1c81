"""The engines of one run, each made when first asked for, so that a run that needs no model loads none."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

from onrecord.core.ports import (
    Denoiser,
    LanguageModel,
    Parser,
    Recogniser,
    SentenceEmbedder,
    SoundTagger,
    SpeechDetector,
    VoiceFinder,
)


class LazyEngines:
    """`makers` build the engines by port name; the default ones are the embedded models. Safe to use from several threads."""

    def __init__(
        self, model: str = "base", compute_type: str = "int8", cores_n: int = 1, **makers: Callable[[], Any]
    ) -> None:
        self._makers: dict[str, Callable[[], Any]] = {
            "speech_detector": _silero,
            "sound_tagger": lambda: _tagger(self._get("recogniser"), model, compute_type),
            "recogniser": lambda: _whisper(model, compute_type, cores_n),
            "voice_finder": _voices,
            "denoiser": _deepfilter,
            "parser": _spacy,
            "sentence_embedder": _minilm,
            **makers,
        }
        self._made: dict[str, Any] = {}
        self._lock = threading.RLock()

    @property
    def speech_detector(self) -> SpeechDetector:
        return cast(SpeechDetector, self._get("speech_detector"))

    @property
    def sound_tagger(self) -> SoundTagger:
        return cast(SoundTagger, self._get("sound_tagger"))

    @property
    def recogniser(self) -> Recogniser:
        return cast(Recogniser, self._get("recogniser"))

    @property
    def voice_finder(self) -> VoiceFinder:
        return cast(VoiceFinder, self._get("voice_finder"))

    @property
    def denoiser(self) -> Denoiser:
        return cast(Denoiser, self._get("denoiser"))

    @property
    def parser(self) -> Parser:
        return cast(Parser, self._get("parser"))

    @property
    def sentence_embedder(self) -> SentenceEmbedder:
        return cast(SentenceEmbedder, self._get("sentence_embedder"))

    def language_model(self, stage: str) -> LanguageModel:
        """The one that a stage's settings name. There is none unless makers were given: no endpoint is known by itself."""
        return cast(LanguageModel, self._get(f"{stage} model"))

    def digest(self, name: str) -> str:
        engine = self._get(name)
        if name == "recogniser":
            stamp = engine.stamp
            return f"{stamp.name} {stamp.version} {stamp.model} {stamp.digest}"
        return str(engine.digest)

    def _get(self, name: str) -> Any:
        with self._lock:
            if name not in self._made:
                self._made[name] = self._makers[name]()
            return self._made[name]


def language_models(settings: Mapping[str, Any]) -> dict[str, Callable[[], LanguageModel]]:
    """Makers of the models that stages ask, by name for `LazyEngines`, from the stages' settings: none is asked by another's address."""
    return {
        f"{stage} model": partial(_model, given) for stage, given in settings.items() if hasattr(given, "model_url")
    }


def _model(settings: Any) -> LanguageModel:
    from onrecord.engines.llm import HttpLanguageModel

    return HttpLanguageModel(settings.model_url, settings.model, settings.model_s)


def _silero() -> SpeechDetector:
    from onrecord.engines.silero import SileroDetector

    return SileroDetector()


def _tagger(recogniser: Any, model: str, compute_type: str) -> SoundTagger:
    """On the recogniser's own model where that is the one that the tagger's head was trained on: it is in memory once."""
    from onrecord.engines.tagger import WhisperTagger

    is_same = (model, compute_type) == ("base", "int8") and hasattr(recogniser, "loaded")
    return WhisperTagger(shared=recogniser.loaded if is_same else None)


def _whisper(model: str, compute_type: str, cores_n: int) -> Recogniser:
    """Blocks side by side, one thread each, bring more than several threads on one block. Memory goes with all chunks at
    once: twelve in all, but no fewer than three for a worker.
    """
    from onrecord.engines.whisper import WhisperRecogniser

    workers_n = max(1, min(4, cores_n))
    return WhisperRecogniser(
        model, compute_type, max(1, cores_n // workers_n), batch_size=max(3, 12 // workers_n), workers_n=workers_n
    )


def _voices() -> VoiceFinder:
    from onrecord.engines.voices import OnnxVoiceFinder

    return OnnxVoiceFinder()


def _deepfilter() -> Denoiser:
    from onrecord.engines.deepfilter import DeepFilterDenoiser

    return DeepFilterDenoiser()


def _spacy() -> Parser:
    from onrecord.engines.parser import SpacyParser

    return SpacyParser()


def _minilm() -> SentenceEmbedder:
    from onrecord.engines.sentences import MiniLmSentences

    return MiniLmSentences()
