"""The use-cases: what a producer can do, in the order in which they do it. The one place that joins stages, engines and disk."""

from __future__ import annotations

import contextlib
import datetime
import os
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from onrecord.config import Config, load, new_show_toml, read_glossary
from onrecord.config.fields import toml
from onrecord.core import events
from onrecord.core.decided import decided_speakers
from onrecord.core.edit import EditList
from onrecord.core.episode import Episode, Page, Publication, Show, Term
from onrecord.core.errors import BadRecording, BadSettings, NotFound, OnrecordError
from onrecord.core.feed import FeedFacts
from onrecord.core.stage import Stage
from onrecord.core.talk import with_capital
from onrecord.engines.assembly import LazyEngines, language_models
from onrecord.engines.languages import check_language
from onrecord.engines.memory import freed_memory_kept
from onrecord.formats.report import report_html
from onrecord.formats.review import review_html
from onrecord.given import decisions_on, digest_of_decisions, digest_of_episode, episode_given, given_to_stages
from onrecord.media.blobs import FolderBlobs
from onrecord.media.codecs import AvCodecs
from onrecord.net.websub import tell_hub
from onrecord.pipeline.executors import ThreadExecutor
from onrecord.pipeline.plan import Step
from onrecord.pipeline.run import Emit, Engines, Job, Run, StageTools, planned
from onrecord.reviewing import review_facts
from onrecord.stages import STAGES
from onrecord.stages.master.preview import Preview
from onrecord.stages.master.preview import preview as preview_of
from onrecord.stages.speakers.remember import prints_to_keep
from onrecord.store.artifacts import from_json, to_json
from onrecord.store.files import put_file, sha256_of
from onrecord.store.folders import EpisodeFolder, ShowFolder, find_show
from onrecord.store.voices import VoiceBook
from onrecord.summary import Summary, report_facts, summary

PUBLICATION = "publication.json"
REVIEW = "review.html"
_PUBLICATION_SCHEMA = "publication.1"
Overrides = Mapping[str, Mapping[str, Any]]


Answer = TypeVar("Answer")
PutOut = Callable[[Path, Show, Publication, Path, FeedFacts], Answer]
"""Where episodes are put out: the web floor's `put_out`, given show folder, show, publication, episode folder and what is
said of the feed."""


@dataclass(frozen=True, slots=True)
class Produced:
    """What a run leaves: the episode's folder, every artifact by stage name, and how long each stage took."""

    folder: EpisodeFolder
    show: Show
    episode: Episode
    artifacts: Mapping[str, Any]
    edit: EditList
    figures: Summary


# --- a show ---------------------------------------------------------------------------------------------------------


def new_show(path: Path, title: str = "", **said: Any) -> ShowFolder:
    """A show folder with a commented show.toml. Raises BadSettings when there is one already."""
    show = ShowFolder(path)
    show.create(new_show_toml(title or _title_of(path.resolve().name), **said))
    return show


def show_at(path: Path | None, near: Path | None = None) -> ShowFolder:
    """The show in `path`; without one, the show that `near` or the current folder lies in. Raises NotFound."""
    if path is not None:
        if not (path / "show.toml").exists():
            raise NotFound(
                f"{path} is not a show: it has no show.toml.", f"Make one: onrecord new {shlex.quote(str(path))}"
            )
        return ShowFolder(path)
    for start in (near, Path.cwd()):
        if start is not None and (found := find_show(start)):
            return found
    raise NotFound("There is no show here.", "Make one with `onrecord new SHOW_DIR`, or name it with --show.")


def episode_at(name: str, show_dir: Path | None) -> tuple[ShowFolder, EpisodeFolder]:
    """An episode by the path of its folder, or by folder name, number or slug within the show. Raises NotFound."""
    path = Path(name)
    if path.is_dir() and EpisodeFolder(path).is_one:
        return show_at(show_dir, near=path), EpisodeFolder(path)
    show = show_at(show_dir)
    return show, show.find(name)


# --- produce --------------------------------------------------------------------------------------------------------


def take_in(
    show: ShowFolder, recordings: Sequence[Path], *, title: str = "", date: str = "", people: Sequence[str] = (),
    glossary: Sequence[Term] = (), as_new: bool = False,
) -> tuple[EpisodeFolder, bool]:  # fmt: skip
    """The episode made of these recordings, and whether it is new. They are copied in, also where an episode's own are gone.

    Raises NotFound, NotReadable, BadRecording and its kind before anything is written.
    """
    codecs = AvCodecs()
    facts = [codecs.probe(path) for path in recordings]
    digests = [sha256_of(path) for path in recordings]
    if len(set(digests)) < len(digests):
        raise BadSettings("The same recording was given twice.", "Name each microphone's file once.")
    folder = None if as_new else show.episode_of(digests)
    day = date or facts[0].recorded_on or datetime.date.today().isoformat()
    if folder is None:
        folder = show.new_episode(
            list(zip(recordings, digests, strict=True)), title=title or _title_of(recordings[0].stem), date=day,
            people=people, glossary=glossary, speaker_names=_track_names(recordings, people),
        )  # fmt: skip
        return folder, True
    folder.put_back(dict(zip(digests, recordings, strict=True)))
    folder.edit(title=title, date=date, people=people, glossary=glossary)
    return folder, False


def namesake(show: ShowFolder, folder: EpisodeFolder) -> str:
    """Which earlier episode was made of other recordings of the same names, in a sentence; empty where none was."""
    own = folder.sources()
    names, digests = sorted(source.path.name for source in own), {source.sha256 for source in own}
    others = [one for one in show.episodes() if digests.isdisjoint(source.sha256 for source in one.sources())]
    alike = [one for one in others if sorted(source.path.name for source in one.sources()) == names]
    if not alike:
        return ""
    return (
        f"This is a new episode: {alike[-1].path.name} was made of another recording named {' and '.join(names)}. What was "
        "decided there does not hold here; cuts can be decided anew, and names that were learnt are known."
    )


def produce(
    show: ShowFolder,
    folder: EpisodeFolder,
    emit: Emit,
    *,
    overrides: Overrides | None = None,
    engines: Engines | None = None,
    on_start: Callable[[Run], None] = lambda run: None,
    is_new: bool = False,
) -> Produced:
    """Runs what must run and lays the finished files out in the episode folder. Raises what the stages raise, and Busy.

    An episode that `is_new` and is refused, for its recording or for the settings, leaves nothing behind, not even its number.
    """
    began = datetime.datetime.now(datetime.UTC)
    with folder.at_work():
        config, job = _first_job(show, folder, engines, overrides or {}, is_new)
        artifacts = _run(job, folder, emit, on_start, is_new)
        edit = EditList(artifacts["cut"].cuts, folder.decisions.read())
        wall_s = (datetime.datetime.now(datetime.UTC) - began).total_seconds()
        settings: Any = config.stages["master"]
        episode, times = folder.episode(), folder.artifacts.times()
        figures = summary(artifacts, edit, episode.title, settings.wanted.lufs, times, wall_s)
        produced = Produced(folder, config.show, episode, artifacts, edit, figures)
        _lay_out(produced)
        _remember_voices(show, config, produced)
    return produced


def preview(
    show: ShowFolder, folder: EpisodeFolder, emit: Emit, seconds: float, *, overrides: Overrides | None = None,
    engines: Engines | None = None, on_start: Callable[[Run], None] = lambda run: None, is_new: bool = False,
) -> tuple[Path, Preview]:  # fmt: skip
    """`preview.mp3` in the episode folder: the programme around its riskiest joins. Runs what must run for it, but masters nothing.

    Raises what the stages raise, and Busy. Of a new episode that is refused as little is left as by `produce`.
    """
    with folder.at_work():
        _, job = _first_job(show, folder, engines, overrides or {}, is_new)
        artifacts = _run(replace(job, stages=_before_master()), folder, emit, on_start, is_new)
        master = next(stage for stage in STAGES if stage.name == "master")
        tools: Any = StageTools(job, master, "preview", lambda done: None, lambda text: None)
        settings: Any = job.settings["master"]
        found = preview_of({**artifacts, **job.taken}, settings, tools, seconds)
        path = folder.path / "preview.mp3"
        put_file(folder.artifacts.folder / found.mp3, path)
    return path, found


def _run(job: Job, folder: EpisodeFolder, emit: Emit, on_start: Callable[[Run], None], is_new: bool) -> dict[str, Any]:
    if told := own_settings(folder.overrides()):
        emit(events.Remark(told))
    executor = ThreadExecutor(job.workers_n)
    run = Run(job, executor, emit)
    on_start(run)
    try:
        with freed_memory_kept(), _unborn_when_refused(folder, is_new, BadRecording):
            return run.go()
    finally:
        executor.close()


def _first_job(
    show: ShowFolder, folder: EpisodeFolder, engines: Engines | None, overrides: Overrides, is_new: bool
) -> tuple[Config, Job]:
    """The job with `overrides` on top of what was given before; they are kept once nothing speaks against them."""
    with _unborn_when_refused(folder, is_new, OnrecordError):
        folder.check_sources()
        config, job = _job(show, folder, engines, folder.overridden_by(overrides))
        if engines is None:
            transcribing: Any = config.stages["transcribe"]
            # a model that is not there, or a language that it does not know, is told now and not minutes later
            check_language(transcribing.model, transcribing.language)
    folder.keep_overrides(overrides)
    return config, job


@contextlib.contextmanager
def _unborn_when_refused(folder: EpisodeFolder, is_new: bool, refused: type[OnrecordError]) -> Iterator[None]:
    try:
        yield
    except refused:
        if is_new:
            folder.forget()
        raise


def _before_master() -> tuple[Stage, ...]:
    """The stages that the master needs, straight or by way of others."""
    needed = {"master"}
    for stage in reversed(STAGES):
        if stage.name in needed:
            needed.update(stage.needs)
    return tuple(stage for stage in STAGES if stage.name in needed - {"master"})


def own_settings(overrides: Overrides) -> str:
    """Which settings an episode has of its own, in a sentence; empty where it has none."""
    own = [f"{table}.{name} = {toml(value)}" for table, values in overrides.items() for name, value in values.items()]
    if not own:
        return ""
    example = own[0].partition(" = ")[0]
    return (
        f"This episode's own settings, which go over show.toml and the environment: {', '.join(own)}. "
        f"To take one back: --set {example}="
    )


def plan(show: ShowFolder, folder: EpisodeFolder, overrides: Overrides | None = None) -> list[Step]:
    """What `produce` would run now, and why."""
    _, job = _job(show, folder, None, overrides)
    return planned(job)


def _job(
    show: ShowFolder, folder: EpisodeFolder, engines: Engines | None, overrides: Overrides | None = None
) -> tuple[Config, Job]:
    config = load(show.path, overrides if overrides is not None else folder.overrides())
    given = given_to_stages(show, folder, config)
    settings: Any = config.stages["transcribe"]
    cores_n = os.cpu_count() or 1
    root = folder.artifacts.folder
    return config, Job(
        stages=STAGES, settings=config.stages, artifacts=folder.artifacts, codecs=AvCodecs(), workers_n=max(2, cores_n),
        taken={name: value for name, (value, _) in given.items()},
        taken_digests={name: digest for name, (_, digest) in given.items()},
        blobs_for=lambda stage, key: FolderBlobs(root, f"{stage}/{key[:16]}"),
        engines=engines or LazyEngines(
            settings.model, settings.compute, cores_n, **language_models(config.stages)
        ),
    )  # fmt: skip


def _remember_voices(show: ShowFolder, config: Config, produced: Produced) -> None:
    settings: Any = config.stages["speakers"]
    if settings.remember_voices:
        artifacts, decisions = produced.artifacts, produced.folder.decisions.read()
        speakers = decided_speakers(artifacts["speakers"], decisions, artifacts["transcribe"].words)
        VoiceBook(show.path).keep(produced.episode.guid, prints_to_keep(speakers, artifacts["voices"]))


def _lay_out(produced: Produced) -> None:
    """The finished files, into the episode folder: sounds copied, texts written, `publication.json` last."""
    folder, page = produced.folder, produced.artifacts["page"]
    root = folder.artifacts.folder
    folder.keep_words(produced.artifacts["transcribe"].words)
    for name, blob in page.sounds.items():
        put_file(root / blob, folder.path / name)
    for name, text in page.texts.items():
        folder.write(name, text)
    facts = report_facts(
        produced.figures, produced.artifacts, produced.edit, produced.show.title, produced.episode.date
    )
    # by its folder's name: the pages move with the show, and the way to it may be another one there
    named = shlex.quote(folder.path.name)
    folder.write("report.html", report_html(replace(facts, episode=named)))
    asked = review_facts(
        produced.artifacts, produced.edit, page.publication, produced.show.title, slug=named, artifacts_at=root.name
    )
    folder.write(REVIEW, review_html(asked))
    folder.write(PUBLICATION, to_json(page.publication, _PUBLICATION_SCHEMA))
    folder.sweep(keep=set(page.sounds))


# --- publish --------------------------------------------------------------------------------------------------------


def publish(show: ShowFolder, folder: EpisodeFolder, put_out: PutOut[Answer]) -> Answer:
    """Puts a produced episode on the show's site. Raises NotFound when it was not produced, and what the site raises."""
    config = load(show.path)
    path = folder.path / PUBLICATION
    if not path.exists():
        raise NotFound(f"{folder.path.name} was not produced yet.", f"Run: onrecord produce {folder.as_argument}")
    publication: Publication = from_json(path.read_text(), Publication, _PUBLICATION_SCHEMA)
    with folder.at_work():
        return put_out(show.path, config.show, publication, folder.path, config.feed)


def is_behind(show: ShowFolder, folder: EpisodeFolder) -> bool:
    """Whether something was decided, or changed in episode.toml, since the episode was produced: what would be put out does not
    hold it yet.
    """
    page = folder.artifacts.last_ingredients().get("page")
    given = {
        "decisions": digest_of_decisions(decisions_on(folder)),
        "episode": digest_of_episode(episode_given(folder, load(show.path).show)),
    }
    return page is not None and any(page["taken"][name] != digest for name, digest in given.items())


def announce(show: ShowFolder) -> str:
    """Tells the show's WebSub hub, if it has one and a public address, that its feed has changed.

    Answers with what went wrong, in a sentence, or nothing: an episode is out whether the hub heard of it or not.
    """
    config = load(show.path)
    if not config.feed.hub_url or not config.show.site_url or config.feed.is_private:
        return ""
    feeds = [f"{config.show.site_url}/{name}" for name in ("feed.xml", "feed.json")]
    problem = tell_hub(config.feed.hub_url, feeds)
    return f"The hub could not be told: {problem}." if problem else ""


def read_glossary_file(path: Path) -> tuple[Term, ...]:
    """A glossary of one name a line. Raises NotFound, BadSettings."""
    try:
        return read_glossary(path.read_text())
    except FileNotFoundError as error:
        raise NotFound(f"There is no glossary {path}.", "Check the name.") from error
    except (UnicodeDecodeError, IsADirectoryError) as error:
        raise BadSettings(f"{path} is not a text file.", "Write one name a line, in UTF-8.") from error


# --- small parts ----------------------------------------------------------------------------------------------------


def _title_of(stem: str) -> str:
    words = stem.replace("_", " ").replace("-", " ").split()
    return with_capital(" ".join(words)) or "Episode"


def _track_names(recordings: Sequence[Path], people: Sequence[str]) -> list[str | None]:
    """Whose microphone each file is, where its name says so: a person's whole name or one part of it that no other shares."""
    if len(recordings) < 2:
        return [None] * len(recordings)
    names: list[str | None] = []
    for path in recordings:
        stem = path.stem.casefold()
        found = {
            person for person in people if any(len(part) > 2 and part.casefold() in stem for part in person.split())
        }
        names.append(found.pop() if len(found) == 1 else None)
    return [name if name is None or names.count(name) == 1 else None for name in names]


__all__ = [
    "Page",
    "episode_at",
    "is_behind",
    "new_show",
    "plan",
    "preview",
    "produce",
    "publish",
    "show_at",
    "take_in",
]
