"""A show is a folder; so is an episode. Where things lie in them, and how an episode is born and found again."""

from __future__ import annotations

import contextlib
import datetime
import json
import re
import shlex
import shutil
import tomllib
import unicodedata
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from onrecord.core.episode import Episode, EpisodeKind, Term
from onrecord.core.errors import BadSettings, NotFound, as_onrecord_error
from onrecord.core.transcript import Word
from onrecord.store.artifacts import ArtifactStore
from onrecord.store.decisions import DecisionLog
from onrecord.store.files import locked, read_json, readable, write_whole
from onrecord.store.sources import Source, check_sources, put_back, taken_in

_STAMPS = Path("artifacts/sources.json")


class EpisodeFolder:
    """`episodes/<number>-<slug>/`: `identity.json` is fixed at birth, `episode.toml` is the person's to edit."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.artifacts = ArtifactStore(path / "artifacts")
        self.decisions = DecisionLog(path / "decisions")

    @property
    def as_argument(self) -> str:
        """The folder as it is to be typed in a command."""
        return shlex.quote(str(self.path))

    @property
    def is_one(self) -> bool:
        return (self.path / "identity.json").exists()

    def episode(self) -> Episode:
        """Raises NotFound when this is no episode folder, BadSettings when `episode.toml` cannot be read."""
        try:
            born = json.loads((self.path / "identity.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise NotFound(
                f"{self.path} is not an episode.", "List the show's episodes/ folder and name one of them."
            ) from error
        toml = self.path / "episode.toml"
        try:
            said = tomllib.loads(toml.read_text(encoding="utf-8")) if toml.exists() else {}
            return Episode(
                guid=born["guid"], number=born["number"], slug=born["slug"], created_at=born["created_at"],
                sources=tuple(source["file"] for source in born["sources"]),
                title=str(said.get("title", born["slug"])), date=_day(said.get("date"), born["created_at"][:10]),
                description=str(said.get("description", "")), people=tuple(str(p).strip() for p in _list(said, "people") if str(p).strip()),
                glossary=tuple(_term(t) for t in _list(said, "glossary")),
                season=_season(said.get("season", 0)), kind=EpisodeKind(said.get("kind", "full")),
            )  # fmt: skip
        except (tomllib.TOMLDecodeError, TypeError, ValueError) as error:
            raise BadSettings(
                f"{toml}: {error}.",
                "Correct it; title, date, description, season, kind, people and glossary are allowed.",
            ) from error

    def sources(self) -> tuple[Source, ...]:
        born = json.loads((self.path / "identity.json").read_text(encoding="utf-8"))
        return tuple(
            Source(self.path / "sources" / s["file"], s["sha256"], s.get("speaker_name")) for s in born["sources"]
        )

    def check_sources(self) -> None:
        """Raises BadRecording where a recording is no longer the one that the episode was born of."""
        check_sources(self.sources(), self.path / _STAMPS)

    def put_back(self, recordings: Mapping[str, Path]) -> list[str]:
        """Copies in, by their SHA-256, those recordings that are gone from `sources/`. Gives their names."""
        return put_back(self.sources(), recordings)

    def edit(
        self, *, title: str = "", date: str = "", people: Sequence[str] = (), glossary: Sequence[Term] = ()
    ) -> None:
        """Writes what was said anew into `episode.toml`; what was not said stays."""
        if not (title or date or people or glossary):
            return
        now = self.episode()
        known = {term.text: term for term in (*now.glossary, *glossary)}
        text = _episode_toml(
            title or now.title, date or now.date, now.description, people or now.people, tuple(known.values()),
            now.season, now.kind,
        )  # fmt: skip
        write_whole(self.path / "episode.toml", text)

    def overrides(self) -> dict[str, dict[str, Any]]:
        """The stage settings that were given on the command line for this episode; they hold until given anew or taken back."""
        return read_json(self.path / "settings.json")

    def overridden_by(self, overrides: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
        """The settings that hold with what is given now on top; None takes one back. Raises BadSettings where there is none."""
        merged = self.overrides()
        for table, values in overrides.items():
            own = merged.get(table, {})
            for name in (name for name, value in values.items() if value is None and name not in own):
                raise BadSettings(
                    f"{table}.{name} is not set for this episode, so it cannot be taken back.",
                    "`onrecord plan EPISODE` says what is; everything else stands in show.toml or the environment.",
                )
            merged[table] = {name: value for name, value in {**own, **values}.items() if value is not None}
        return {table: values for table, values in merged.items() if values}

    def keep_overrides(self, overrides: Mapping[str, Mapping[str, Any]]) -> None:
        if overrides:
            write_whole(self.path / "settings.json", json.dumps(self.overridden_by(overrides), indent=1))

    def last(self, stage: str, kind: type[Any], schema: str) -> Any | None:
        """The stage's latest artifact, or None."""
        key = read_json(self.path / "artifacts" / "keys.json").get(stage)
        found = self.artifacts.read(stage, key, kind, schema) if key else None
        return found[0] if found else None

    def keep_words(self, words: Sequence[Word]) -> None:
        """Remembers which id stands for which word, apart from the artifacts: decisions and comments hang on the ids."""
        lines = [f"{w.id}\t{w.start_s:.3f}\t{w.end_s:.3f}\t{w.text}\n" for w in words]
        text = "".join(lines)
        path = self.path / "decisions" / "words.tsv"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            write_whole(path, text)

    def kept_words(self) -> tuple[Word, ...]:
        """The words that ids were last given to. Lines that cannot be read are passed over: a lost id is no error."""
        path = self.path / "decisions" / "words.tsv"
        found: list[Word] = []
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            with contextlib.suppress(ValueError):
                id, start_s, end_s, text = line.split("\t", 3)
                found.append(Word(id, text, float(start_s), float(end_s), 1.0))
        return tuple(found)

    def sweep(self, keep: set[str]) -> None:
        """Removes sounds of an earlier run that the episode no longer holds. What was published lives on in the site."""
        for path in self.path.glob("*"):
            if path.suffix in (".mp3", ".m4a", ".flac") and path.name not in keep:
                path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def at_work(self) -> Iterator[None]:
        """Only one run at a time on one episode. Raises Busy."""
        with locked(self.path / "artifacts" / ".lock", f"episode {self.path.name}"):
            yield

    def write(self, name: str, data: str | bytes) -> None:
        write_whole(self.path / name, data)

    def forget(self) -> None:
        """Removes an episode that never came to be, because its recording was refused. The original lies where it was."""
        shutil.rmtree(self.path, ignore_errors=True)


class ShowFolder:
    """The folder with `show.toml` in it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def as_argument(self) -> str:
        """The folder as it is to be typed in a command."""
        return shlex.quote(str(self.path))

    @property
    def toml(self) -> Path:
        return self.path / "show.toml"

    def create(self, toml_text: str) -> None:
        """Raises BadSettings when there is a show already: it is never overwritten."""
        if self.toml.exists():
            raise BadSettings(f"{self.path} is a show already.", "Edit its show.toml, or choose another folder.")
        try:
            (self.path / "episodes").mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            raise BadSettings(f"{self.path} is a file, not a folder.", "Choose another name.") from error
        except OSError as error:
            raise as_onrecord_error(error, self.path) from error
        write_whole(self.toml, toml_text)

    def episodes(self) -> list[EpisodeFolder]:
        found = [EpisodeFolder(path) for path in sorted((self.path / "episodes").glob("*")) if path.is_dir()]
        return [folder for folder in found if folder.is_one]

    def find(self, name: str) -> EpisodeFolder:
        """An episode by folder name, number, slug or guid. Raises NotFound, and BadSettings where several have that slug."""
        number = name.lstrip("#").lstrip("0")  # as it is said, or as it stands before the folder's name
        of_slug: list[EpisodeFolder] = []
        for folder in self.episodes():
            episode = folder.episode()
            if name in (folder.path.name, episode.guid) or number == str(episode.number):
                return folder
            if name == episode.slug:
                of_slug.append(folder)
        if len(of_slug) == 1:
            return of_slug[0]
        if of_slug:
            several = " or ".join(folder.path.name for folder in of_slug)
            raise BadSettings(f"{self.path.name} has {len(of_slug)} episodes {name!r}.", f"Say which: {several}.")
        known = ", ".join(folder.path.name for folder in self.episodes()) or "none yet"
        raise NotFound(f"{self.path.name} has no episode {name!r}.", f"Its episodes are: {known}.")

    def episode_of(self, digests: Sequence[str]) -> EpisodeFolder | None:
        """The episode that was made of exactly these recordings, so that producing again finds it."""
        for folder in self.episodes():
            if sorted(source.sha256 for source in folder.sources()) == sorted(digests):
                return folder
        return None

    def new_episode(
        self, recordings: Sequence[tuple[Path, str]], *, title: str, date: str, people: Sequence[str] = (),
        description: str = "", speaker_names: Sequence[str | None] = (), glossary: Sequence[Term] = (),
    ) -> EpisodeFolder:  # fmt: skip
        """An episode is born: number, slug and guid are given for ever, and its sources are taken in.

        Recordings are copied, so that nothing done to the originals later touches the episode. The folder appears whole: it is
        built under a temporary name and renamed. Raises Busy while another one is being born.
        """
        with locked(self.toml, "this show's episodes"):
            number = 1 + max((folder.episode().number for folder in self.episodes()), default=0)
            slug = slug_of(title)
            final = self.path / "episodes" / f"{number:03d}-{slug}"
            part = self.path / "episodes" / f".{number:03d}.part"
            try:
                shutil.rmtree(part, ignore_errors=True)
                sources = taken_in(recordings, speaker_names, part / "sources", part / _STAMPS)
                born = {
                    "schema": "identity.1", "guid": str(uuid.uuid4()), "number": number, "slug": slug,
                    "created_at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"), "sources": sources,
                }  # fmt: skip
                write_whole(part / "identity.json", json.dumps(born, indent=1, ensure_ascii=False) + "\n")
                write_whole(part / "episode.toml", _episode_toml(title, date, description, people, glossary))
                part.rename(final)
            except OSError as error:
                raise as_onrecord_error(error, final) from error
            finally:
                shutil.rmtree(part, ignore_errors=True)
        return EpisodeFolder(final)


def find_show(start: Path) -> ShowFolder | None:
    """The show that `start` lies in: itself or the nearest folder above that has a show.toml."""
    for path in (start.resolve(), *start.resolve().parents):
        if (path / "show.toml").exists():
            return ShowFolder(path)
    return None


_PLAIN = dict(zip(map(ord, "ßæœøłđðþı"), "ss ae oe o l d d th i".split(), strict=True))
"""Latin letters that are no letter with a mark on it."""


def slug_of(title: str) -> str:
    """ASCII words joined by hyphens, as podcast directories want them; "episode" when no letter is left."""
    plain = unicodedata.normalize("NFKD", title.lower().translate(_PLAIN)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "episode"


def _day(value: object, default: str) -> str:
    if value is None or value == "":
        return default
    if isinstance(value, datetime.datetime):
        value = value.date()
    try:
        return datetime.date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise ValueError(f"date is {str(value)!r}, and must be a day such as 2026-11-22") from None


def _list(said: Mapping[str, Any], name: str) -> list[Any]:
    value = said.get(name, [])
    if not isinstance(value, list):
        raise ValueError(f"{name} is a list, in brackets")
    return value


def _term(value: object) -> Term:
    if isinstance(value, str):
        return Term(value)
    if isinstance(value, dict) and isinstance(value.get("text"), str):
        return Term(value["text"], tuple(value.get("sounds_like", ())), str(value.get("description", "")))
    raise ValueError("a glossary entry is a name, or a table with text, sounds_like and description")


def _season(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"season is {value!r}, and must be a whole number from 1, or 0 for none")
    return value


def _episode_toml(
    title: str, date: str, description: str, people: Sequence[str], glossary: Sequence[Term], season: int = 0,
    kind: EpisodeKind = EpisodeKind.FULL,
) -> str:  # fmt: skip
    def quoted(text: str) -> str:
        return json.dumps(readable(text), ensure_ascii=False)

    def listed(texts: Sequence[str]) -> str:
        return f"[{', '.join(quoted(text) for text in texts)}]"

    def entry(term: Term) -> str:
        if not term.sounds_like and not term.description:
            return f"    {quoted(term.text)},\n"
        said = f"sounds_like = {listed(term.sounds_like)}, description = {quoted(term.description)}"
        return f"    {{ text = {quoted(term.text)}, {said} }},\n"

    terms = "[\n" + "".join(entry(term) for term in glossary) + "]" if glossary else "[]"
    return (
        "# What listeners read about this episode. Change it freely, then run `onrecord produce` again.\n"
        f"title = {quoted(title)}\n"
        f"date = {date}\n"
        "# One or two sentences. Left empty, the summary that the machine proposes is used.\n"
        f"description = {quoted(description)}\n"
        '# The season, 0 for none; and whether it is a "full" episode, a "trailer" or a "bonus".\n'
        f"season = {season}\n"
        f"kind = {quoted(kind)}\n"
        "# Who is heard, by the names that listeners should read.\n"
        f"people = {listed(people)}\n"
        '# Names and terms of this episode: "Name", or { text = "Name", sounds_like = ["misheard form"] }.\n'
        f"glossary = {terms}\n"
    )
