"""A small chain of real stages with a real store: only what changed runs, and what fails or hangs spoils nothing else."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.core import events
from onrecord.core.errors import DiskFull, EngineFailed, Interrupted, OnrecordError, SilentRecording
from onrecord.core.stage import Settings, Stage
from onrecord.core.transcript import EngineStamp
from onrecord.engines.assembly import LazyEngines
from onrecord.engines.fake import BeatRecogniser
from onrecord.media.blobs import FolderBlobs
from onrecord.media.codecs import AvCodecs
from onrecord.pipeline.executors import Executor, SerialExecutor, ThreadExecutor
from onrecord.pipeline.run import Job, Run, planned
from onrecord.store.artifacts import ArtifactStore

Body = Callable[[Mapping[str, Any], "Knobs", Any], str]


@dataclass(frozen=True)
class Text:
    text: str
    duration_s: float = 12.0


def _lacks(made: Text) -> str:
    return "nobody answered" if "?" in made.text else ""


class Knobs(Settings):
    word: str = "a"
    even: bool = False


@dataclass
class Chain:
    """ingest -> upper -> left, right -> page; each puts its inputs together. `bodies` changes what a stage does."""

    root: Path
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=lambda: {"show": "one"})
    recogniser: Any = field(default_factory=BeatRecogniser)
    versions: dict[str, int] = field(default_factory=dict)
    told: list[events.Event] = field(default_factory=list)

    NEEDS = {"ingest": (), "upper": ("ingest",), "left": ("upper",), "right": ("upper",), "page": ("left", "right")}  # noqa: RUF012

    def stages(self) -> list[Stage]:
        return [self._stage(name, needs) for name, needs in self.NEEDS.items()]

    def _stage(self, name: str, needs: tuple[str, ...]) -> Stage:
        def run(inputs: Mapping[str, Any], settings: Knobs, tools: Any) -> Text:
            tools.progress(0.5)
            body = self.bodies.get(name)
            if body is not None:
                return Text(body(inputs, settings, tools))
            before = "+".join(inputs[n].text for n in needs)
            return Text(f"{name}({before}{settings.word}{inputs.get('show', '')})")

        engines, takes = ("recogniser",) if name == "left" else (), ("show",) if name == "page" else ()
        version = self.versions.get(name, 1)
        return Stage(name, version, name, needs, Knobs, Text, run, f"{name}.1", engines, takes, _lacks)

    def job(self) -> Job:
        stages = self.stages()
        return Job(
            stages=stages, settings={s.name: Knobs(**self.settings.get(s.name, {})) for s in stages},
            taken=self.taken, taken_digests=self.taken, artifacts=ArtifactStore(self.root),
            blobs_for=lambda stage, key: FolderBlobs(self.root, f"{stage}/{key[:16]}"), codecs=AvCodecs(),
            engines=LazyEngines(recogniser=lambda: self.recogniser), workers_n=2,
        )  # fmt: skip

    def go(self, executor: Executor | None = None) -> dict[str, Any]:
        self.told = []
        executor = executor or ThreadExecutor(2)
        try:
            return Run(self.job(), executor, self.told.append).go()
        finally:
            executor.close()

    @property
    def ran(self) -> dict[str, str]:
        return {e.stage: e.why for e in self.told if isinstance(e, events.StageStarted)}

    @property
    def plan(self) -> dict[str, str]:
        return {step.stage: step.will for step in planned(self.job())}


@pytest.fixture
def chain(tmp_path: Path) -> Chain:
    return Chain(tmp_path / "artifacts")


WHOLE = "page(left(upper(ingest(a)a)a)+right(upper(ingest(a)a)a)aone)"


@pytest.mark.parametrize("make", [SerialExecutor, lambda: ThreadExecutor(2)])
def test_everything_runs_once_and_then_nothing(chain: Chain, make: Callable[[], Executor]) -> None:
    assert set(chain.plan.values()) == {"run"}
    result = chain.go(make())
    assert result["page"].text == WHOLE
    assert chain.ran == dict.fromkeys(Chain.NEEDS, "for the first time")
    assert set(chain.plan.values()) == {"keep"}
    again = chain.go(make())
    assert again == result
    assert chain.ran == {}
    assert all(e.is_reused for e in chain.told if isinstance(e, events.StageFinished))


def test_what_lacks_something_is_made_again_until_it_does_not(chain: Chain) -> None:
    chain.bodies["left"] = lambda inputs, settings, tools: "left?"
    chain.bodies["page"] = lambda inputs, settings, tools: inputs["left"].text.strip("?")
    chain.go()
    assert chain.plan == {"ingest": "keep", "upper": "keep", "left": "run", "right": "keep", "page": "depends"}
    chain.go()
    assert chain.ran == {"left": "nobody answered"}
    chain.bodies["left"] = lambda inputs, settings, tools: "left!"
    chain.go()
    assert set(chain.ran) == {"left", "page"}
    chain.go()
    assert chain.ran == {}


def test_only_what_changed_runs_and_the_plan_said_so(chain: Chain) -> None:
    chain.go()
    chain.settings = {"right": {"word": "b"}}
    assert chain.plan == {"ingest": "keep", "upper": "keep", "left": "keep", "right": "run", "page": "depends"}
    assert chain.go()["page"].text == WHOLE.replace("right(upper(ingest(a)a)a)", "right(upper(ingest(a)a)b)")
    assert chain.ran == {"right": "settings changed: word a -> b", "page": "right has a new result"}


def test_a_stage_that_comes_out_the_same_stops_the_wave(chain: Chain) -> None:
    chain.go()
    chain.settings = {"upper": {"even": True}}
    assert chain.plan["page"] == "depends"
    chain.go()
    assert chain.ran == {"upper": "settings changed: even False -> True"}


def test_another_model_a_new_version_and_another_show_run_just_what_they_touch(chain: Chain) -> None:
    chain.go()
    chain.recogniser = BeatRecogniser()
    chain.recogniser.stamp = EngineStamp("beat", "2", "beat", "beat.2")
    chain.go()
    assert chain.ran == {"left": "another model for the recogniser"}
    chain.taken = {"show": "two"}
    chain.go()
    assert chain.ran == {"page": "show changed"}
    chain.versions = {"right": 2}
    chain.go()
    assert chain.ran == {"right": "the stage itself has changed: version 1 -> 2"}


def test_going_back_runs_nothing(chain: Chain) -> None:
    chain.go()
    chain.settings = {"right": {"word": "b"}}
    chain.go()
    chain.settings = {}
    assert set(chain.plan.values()) == {"keep"}
    assert chain.go()["page"].text == WHOLE
    assert chain.ran == {}


def test_a_deleted_or_spoilt_result_is_made_again(chain: Chain) -> None:
    chain.go()
    (path,) = (chain.root / "right").glob("*.json")
    path.unlink()
    (spoilt,) = (chain.root / "ingest").glob("*.json")
    spoilt.write_text("{")
    assert chain.plan["right"] == chain.plan["ingest"] == "run"
    chain.go()
    assert chain.ran == {"ingest": "its result is gone", "right": "its result is gone"}


def failing(error: BaseException) -> Body:
    def body(inputs: Mapping[str, Any], settings: Knobs, tools: Any) -> str:
        raise error

    return body


@pytest.mark.parametrize(
    ("raised", "reported"),
    [
        (SilentRecording("It is silent.", "Check."), SilentRecording),
        (MemoryError(), EngineFailed),
        (OSError(28, "No space left on device"), DiskFull),
        (OSError(5, "Input/output error"), EngineFailed),
    ],
)
def test_a_stage_that_fails_is_reported_and_what_is_done_is_kept(
    chain: Chain, raised: BaseException, reported: type[OnrecordError]
) -> None:
    chain.bodies["right"] = failing(raised)
    with pytest.raises(reported) as failure:
        chain.go()
    assert failure.value.mend
    del chain.bodies["right"]
    assert chain.go()["page"].text == WHOLE
    assert not {"ingest", "upper"} & set(chain.ran)


def test_a_failure_stops_the_stage_beside_it_and_is_what_is_reported(chain: Chain) -> None:
    began = threading.Event()

    def busy(inputs: Mapping[str, Any], settings: Knobs, tools: Any) -> str:
        began.set()
        for _ in range(500):
            time.sleep(0.01)
            tools.progress(0.5)
        return "never"

    def fails(inputs: Mapping[str, Any], settings: Knobs, tools: Any) -> str:
        assert began.wait(5.0)
        raise EngineFailed("The model crashed.", "Again.")

    chain.bodies = {"left": busy, "right": fails}
    started = time.monotonic()
    with pytest.raises(EngineFailed, match="The model crashed"):
        chain.go()
    assert time.monotonic() - started < 4.0
    assert "page" not in chain.ran


def test_stages_that_need_nothing_of_each_other_overlap(chain: Chain) -> None:
    meeting = threading.Barrier(2, timeout=10.0)

    def meet(inputs: Mapping[str, Any], settings: Knobs, tools: Any) -> str:
        return str(meeting.wait() < 2)

    chain.bodies = {"left": meet, "right": meet}
    result = chain.go()
    assert (result["left"].text, result["right"].text) == ("True", "True")


def test_stopping_comes_to_rest_and_goes_on_from_there(chain: Chain) -> None:
    began = threading.Event()

    def long(inputs: Mapping[str, Any], settings: Knobs, tools: Any) -> str:
        tools.scratch.put("half", "done")
        began.set()
        for _ in range(1_000):
            time.sleep(0.005)
            tools.progress(0.1)
        return "never"

    chain.bodies["right"] = long
    executor = ThreadExecutor(2)
    run = Run(chain.job(), executor, chain.told.append)

    def ctrl_c() -> None:
        assert began.wait(10.0)
        run.stop()

    threading.Thread(target=ctrl_c).start()
    with pytest.raises(Interrupted) as stopped:
        run.go()
    executor.close()
    assert run.is_stopped
    assert stopped.value.exit_code == 130
    kept = ArtifactStore(chain.root).times()
    assert kept.keys() >= {"ingest", "upper"}
    chain.bodies["right"] = lambda inputs, settings, tools: tools.scratch.get("half")
    assert chain.go()["right"].text == "done"
    assert chain.ran.keys() <= {"left", "right", "page"}
    assert {"ingest": kept["ingest"]}.items() <= ArtifactStore(chain.root).times().items()


def test_stopped_before_it_begins(chain: Chain) -> None:
    run = Run(chain.job(), SerialExecutor(), chain.told.append)
    run.stop()
    with pytest.raises(Interrupted):
        run.go()
    assert chain.told == []


def test_ctrl_c_in_serial_work(chain: Chain) -> None:
    chain.bodies["upper"] = failing(KeyboardInterrupt())
    with pytest.raises(Interrupted):
        chain.go(SerialExecutor())


def test_scratch_is_gone_when_the_stage_is_done(chain: Chain) -> None:
    def scribbles(inputs: Mapping[str, Any], settings: Knobs, tools: Any) -> str:
        tools.scratch.put("k", "v")
        return "x"

    chain.bodies["upper"] = scribbles
    chain.go()
    assert not list(chain.root.rglob("*.part.jsonl"))


def test_what_is_told_makes_sense(chain: Chain) -> None:
    def talks(inputs: Mapping[str, Any], settings: Knobs, tools: Any) -> str:
        tools.remark("The tracks end at different times.")
        return "x"

    chain.bodies["upper"] = talks
    chain.go()
    assert events.Remark("The tracks end at different times.") in chain.told
    finished = [e for e in chain.told if isinstance(e, events.StageFinished)]
    assert {e.stage for e in finished} == set(Chain.NEEDS)
    assert all(0 <= e.done <= 1 for e in chain.told if isinstance(e, events.StageProgress))
    assert next(e for e in finished if e.stage == "page").audio_s == 12.0
    assert ArtifactStore(chain.root).times() == {e.stage: e.took_s for e in finished}
    kinds = [type(e) for e in chain.told if getattr(e, "stage", "") == "left"]
    assert (kinds[0], kinds[-1]) == (events.StageStarted, events.StageFinished)


def test_an_engine_is_made_only_when_its_stage_asks(chain: Chain) -> None:
    made: list[str] = []

    def recogniser() -> BeatRecogniser:
        made.append("recogniser")
        return BeatRecogniser()

    engines = LazyEngines(recogniser=recogniser, denoiser=lambda: made.append("denoiser"))
    Run(replace(chain.job(), engines=engines), SerialExecutor(), chain.told.append).go()
    assert made == ["recogniser"]
