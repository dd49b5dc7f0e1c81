"""Runs the stages that must run, each as soon as what it needs is there, and keeps what it made."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from onrecord.core import events
from onrecord.core.errors import EngineFailed, Interrupted, OnrecordError, no_room
from onrecord.core.ports import (
    Blobs,
    Codecs,
    Denoiser,
    LanguageModel,
    Parser,
    Recogniser,
    Scratch,
    SentenceEmbedder,
    SoundTagger,
    SpeechDetector,
    VoiceFinder,
)
from onrecord.core.stage import Settings, Stage
from onrecord.pipeline.executors import Executor
from onrecord.pipeline.plan import Ingredients, Step, difference, plan

Emit = Callable[[events.Event], None]


class Artifacts(Protocol):
    """Where results are kept: the store's ArtifactStore."""

    def load(self, stage: str, key: str, kind: type[Any], schema: str) -> tuple[Any, str] | None: ...
    def save(self, stage: str, key: str, value: Any, schema: str) -> str: ...
    def scratch(self, stage: str, key: str) -> Scratch: ...
    def prune(self, stage: str, key: str) -> None: ...
    def forget_unfinished(self, stage: str, key: str) -> None: ...
    def last_ingredients(self) -> dict[str, Any]: ...
    def keep_ingredients(self, ingredients: dict[str, Any]) -> None: ...
    def keep_key(self, stage: str, key: str) -> None: ...
    def keep_time(self, stage: str, took_s: float) -> None: ...


class Engines(Protocol):
    """The models, each made when first asked for."""

    @property
    def speech_detector(self) -> SpeechDetector: ...
    @property
    def sound_tagger(self) -> SoundTagger: ...
    @property
    def recogniser(self) -> Recogniser: ...
    @property
    def voice_finder(self) -> VoiceFinder: ...
    @property
    def denoiser(self) -> Denoiser: ...
    @property
    def parser(self) -> Parser: ...
    @property
    def sentence_embedder(self) -> SentenceEmbedder: ...
    def language_model(self, stage: str) -> LanguageModel: ...
    def digest(self, name: str) -> str:
        """The digest of the engine's model without loading it."""
        ...


@dataclass(frozen=True, slots=True)
class Job:
    """One episode to be worked on. `taken` holds what stages take besides artifacts, and `taken_digests` what it hashes to.

    `blobs_for(stage, key)` gives the folder of sounds that a stage writes to; reading finds the sounds of every stage.
    """

    stages: Sequence[Stage]
    settings: Mapping[str, Settings]
    taken: Mapping[str, Any]
    taken_digests: Mapping[str, str]
    artifacts: Artifacts
    blobs_for: Callable[[str, str], Blobs]
    codecs: Codecs
    engines: Engines
    workers_n: int = 1


class StageTools:
    """The Tools of one running stage."""

    def __init__(
        self, job: Job, stage: Stage, key: str, progress: Callable[[float], None], remark: Callable[[str], None]
    ):
        self.blobs = job.blobs_for(stage.name, key)
        self.codecs = job.codecs
        self.scratch = job.artifacts.scratch(stage.name, key)
        self.progress = progress
        self.remark = remark
        self.workers_n = job.workers_n
        self._engines = job.engines
        self._stage = stage.name

    @property
    def speech_detector(self) -> SpeechDetector:
        return self._engines.speech_detector

    @property
    def sound_tagger(self) -> SoundTagger:
        return self._engines.sound_tagger

    @property
    def recogniser(self) -> Recogniser:
        return self._engines.recogniser

    @property
    def voice_finder(self) -> VoiceFinder:
        return self._engines.voice_finder

    @property
    def denoiser(self) -> Denoiser:
        return self._engines.denoiser

    @property
    def parser(self) -> Parser:
        return self._engines.parser

    @property
    def sentence_embedder(self) -> SentenceEmbedder:
        return self._engines.sentence_embedder

    @property
    def language_model(self) -> LanguageModel:
        return self._engines.language_model(self._stage)


def ingredients_of(job: Job, stage: Stage, input_digests: Mapping[str, str]) -> Ingredients:
    settings = job.settings[stage.name].model_dump(mode="json")
    return Ingredients(
        version=stage.version,
        settings=json.loads(json.dumps(settings)),
        inputs={name: input_digests.get(name, "") for name in stage.needs},
        engines={name: job.engines.digest(name) for name in stage.engines},
        taken={name: job.taken_digests[name] for name in stage.takes},
    )


def planned(job: Job) -> list[Step]:
    """What `run` would do now, and why."""
    last = job.artifacts.last_ingredients()
    digests: dict[str, str] = {}
    known: dict[str, Ingredients] = {}
    is_there: dict[str, bool] = {}
    lacks: dict[str, str] = {}
    for stage in job.stages:
        known[stage.name] = ingredients_of(job, stage, digests)
        found = job.artifacts.load(stage.name, known[stage.name].key(stage.name), stage.makes, stage.schema)
        lacks[stage.name] = stage.unfinished(found[0]) if found else ""
        is_there[stage.name] = found is not None and not lacks[stage.name]
        digests[stage.name] = found[1] if found else _digest_last_seen(last, stage.name)
    return plan(job.stages, last, known, is_there, lacks)


def _digest_last_seen(last: Mapping[str, Any], stage: str) -> str:
    """What the stage's result hashed to when a later stage used it: the best guess while it has not run again."""
    return next((str(i["inputs"][stage]) for i in last.values() if stage in i.get("inputs", {})), "")


class Run:
    """One run over a job. `stop()` may be called from any thread; the stages then end at their next sign of progress."""

    def __init__(self, job: Job, executor: Executor, emit: Emit) -> None:
        self.job, self.executor, self._emit = job, executor, emit
        self._stopped = threading.Event()
        self._emitting = threading.Lock()
        self._audio_s = 0.0

    def stop(self) -> None:
        self._stopped.set()

    @property
    def is_stopped(self) -> bool:
        return self._stopped.is_set()

    def go(self) -> dict[str, Any]:
        """Every artifact by its stage's name. Raises what the first failing stage raised, after the others have come to rest; Interrupted when stopped."""
        waiting = list(self.job.stages)
        done: dict[str, Any] = {}
        digests: dict[str, str] = {}
        running: dict[Future[Any], Stage] = {}
        failure: BaseException | None = None
        last = self.job.artifacts.last_ingredients()
        try:
            while waiting or running:
                for stage in [s for s in waiting if all(name in done for name in s.needs)]:
                    if failure is not None or self._stopped.is_set():
                        break
                    waiting.remove(stage)
                    running[self.executor.submit(self._work(stage, dict(done), dict(digests), last))] = stage
                if not running:
                    break
                for future in self.executor.wait(set(running), 0.2):
                    stage = running.pop(future)
                    error = future.exception()
                    if error is not None:
                        failure = failure or error
                        self._stopped.set()
                        continue
                    done[stage.name], digests[stage.name], took_s, last[stage.name] = future.result()
                    self.job.artifacts.keep_ingredients(last)
                    self.job.artifacts.keep_key(stage.name, Ingredients(**last[stage.name]).key(stage.name))
                    if took_s:
                        self.job.artifacts.keep_time(stage.name, took_s)
                    if stage.name == "ingest":
                        self._audio_s = float(getattr(done[stage.name], "duration_s", 0.0))
        except KeyboardInterrupt:
            self._stopped.set()
            self.executor.wait(set(running), 30.0)
            failure = failure or Interrupted("Stopped.", "Run the same command again to go on from here.")
        if failure is not None:
            raise failure
        if self._stopped.is_set():
            raise Interrupted("Stopped.", "Run the same command again to go on from here.")
        return done

    def _work(
        self, stage: Stage, inputs: dict[str, Any], digests: Mapping[str, str], last: Mapping[str, Any]
    ) -> Callable[[], tuple[Any, str, float, dict[str, Any]]]:
        def work() -> tuple[Any, str, float, dict[str, Any]]:
            ingredients = ingredients_of(self.job, stage, digests)
            key = ingredients.key(stage.name)
            found = self.job.artifacts.load(stage.name, key, stage.makes, stage.schema)
            lacks = stage.unfinished(found[0]) if found else ""
            if found is not None and not lacks:
                self._say(events.StageFinished(stage.name, 0.0, is_reused=True, audio_s=self._audio_s))
                return found[0], found[1], 0.0, asdict(ingredients)
            why = difference(last.get(stage.name), ingredients) or lacks or "its result is gone"
            began = time.monotonic()
            self._say(events.StageStarted(stage.name, why, self._audio_s))
            try:
                value = self._made(stage, inputs, key, began)
            except BaseException:
                self.job.artifacts.forget_unfinished(stage.name, key)
                raise
            digest = self.job.artifacts.save(stage.name, key, value, stage.schema)
            self.job.artifacts.prune(stage.name, key)
            took_s = time.monotonic() - began
            self._say(events.StageFinished(stage.name, took_s, audio_s=self._audio_s))
            return value, digest, took_s, asdict(ingredients)

        return work

    def _made(self, stage: Stage, inputs: dict[str, Any], key: str, began: float) -> Any:
        def progress(done: float) -> None:
            if self._stopped.is_set():
                raise Interrupted("Stopped.", "Run the same command again to go on from here.")
            self._say(events.StageProgress(stage.name, done, time.monotonic() - began, self._audio_s))

        tools = StageTools(self.job, stage, key, progress, lambda text: self._say(events.Remark(text)))
        given = {**inputs, **{name: self.job.taken[name] for name in stage.takes}}
        try:
            return stage.run(given, self.job.settings[stage.name], tools)
        except OnrecordError:
            raise
        except MemoryError as error:
            raise EngineFailed(
                f"The stage {stage.name} ran out of memory.", "Close other programmes, or choose a smaller model."
            ) from error
        except OSError as error:
            if full := no_room(error, f"the files of the stage {stage.name}"):
                raise full from error
            raise EngineFailed(
                f"The stage {stage.name} failed: {error}.", "Run `onrecord doctor`; running again goes on from here."
            ) from error

    def _say(self, event: events.Event) -> None:
        with self._emitting:
            self._emit(event)
