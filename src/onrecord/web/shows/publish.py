"""Putting an episode into the site's database and media folder: whole or not at all, whenever it is interrupted."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from datetime import time as day_time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from onrecord.core import episode as core
from onrecord.core.errors import BadSettings, BrokenFeed, NotFound, RejectedOutput, as_onrecord_error
from onrecord.core.feed import FeedFacts
from onrecord.web.feeds.check import HOME, judge
from onrecord.web.feeds.models import record_entry, record_facts
from onrecord.web.record.keeping import compare as claims_compared
from onrecord.web.record.keeping import renew as claims_kept
from onrecord.web.search import index as search_index
from onrecord.web.shows.feed import feed_of, json_feed_of, page_of
from onrecord.web.shows.models import STABLE_NAMES, Cue, Episode, EpisodeFile, MediaFile, Show, Voice
from onrecord.web.shows.people import voices_of
from onrecord.web.shows.words import packed_times
from onrecord.web.talk.anchors import moved as comments_moved

MIME_TYPES = {
    "vtt": "text/vtt; charset=utf-8",
    "srt": "application/x-subrip; charset=utf-8",
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "chapters": "application/json+chapters",
}
IMAGE_TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}
CHUNK_BYTES_N = 1 << 20
FORGOTTEN_AFTER_S = 3600


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that lies in the media folder. `path` is relative to it."""

    path: str
    sha256: str
    bytes_n: int
    mime_type: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """The episode's row and what became of it; `changed` names what is new, `told` is what directories would still ask for."""

    episode: Episode
    is_new: bool
    is_back: bool
    changed: tuple[str, ...]
    told: tuple[str, ...]


def check(show: core.Show, publication: core.Publication) -> None:
    """Raises BadSettings or RejectedOutput when this would change what is fixed at birth: guids, numbers, slugs."""
    for other in Show.objects.exclude(guid=show.guid):
        raise BadSettings(
            f"This site belongs to the show {other.title!r} with the guid {other.guid}, and show.toml says {show.guid}.",
            "Put the old guid back into show.toml: apps know the show by it.",
        )
    if not re.fullmatch(r"[^/\\\0]+", publication.slug) or publication.slug.startswith("."):
        raise RejectedOutput(
            f"{publication.slug!r} cannot be part of a web address.", "Use letters, digits and hyphens."
        )
    same = Episode.known.filter(guid=publication.guid).first()
    if same and (same.number, same.slug) != (publication.number, publication.slug):
        raise RejectedOutput(
            f"The episode with the guid {publication.guid} is out as number {same.number}, {same.slug!r}, "
            f"and now calls itself number {publication.number}, {publication.slug!r}.",
            "Give it its number and slug back, or a guid of its own if it is another episode.",
        )
    taken = Episode.known.filter(number=publication.number).exclude(guid=publication.guid).first()
    if taken:
        is_out = "was out and is withdrawn" if taken.withdrawn_at else "is out already"
        raise RejectedOutput(
            f"Number {publication.number} {is_out}: {taken.title!r}, with the guid {taken.guid}.",
            "A guid never changes. Give this episode the next free number, or publish the folder it first came from.",
        )


def store_files(publication: core.Publication, episode_dir: Path) -> dict[str, Stored]:
    """Copies the enclosure ("audio") and the files for readers and players; the master, the edit list and the report stay."""
    folder = f"{publication.number}-{publication.slug}"
    sound = publication.enclosure
    stored = {
        "audio": _store(_inside(episode_dir, sound.file), f"{folder}/{sound.file}", sound.mime_type, sound.sha256)
    }
    for kind, name in sorted(publication.files.items()):
        if kind in STABLE_NAMES:
            source = _inside(episode_dir, name)
            stem, suffix = STABLE_NAMES[kind].split(".")
            stored[kind] = _store(source, f"{folder}/{stem}.{{hash}}.{suffix}", MIME_TYPES[kind])
        elif kind == "artwork":
            stored[kind] = _store_image(_inside(episode_dir, name), folder)
    return stored


def store_artwork(show: core.Show, show_dir: Path) -> Stored | None:
    return _store_image(show_dir / show.artwork, "show") if show.artwork else None


def record(
    show: core.Show,
    publication: core.Publication,
    artwork: Stored | None,
    files: dict[str, Stored],
    facts: FeedFacts,
) -> Recorded:
    """One transaction. Nothing is written when nothing changed; what was withdrawn comes back with all that it had.

    Raises what `check` raises, and BrokenFeed when podcast apps or directories would refuse the feed.
    """
    told: tuple[str, ...] = ()
    with transaction.atomic():
        check(show, publication)
        show_row, show_changed = _record_show(show, artwork)
        feed_changed = record_facts(show_row, facts)
        parts = _parts(publication, files)
        episode = Episode.known.filter(guid=publication.guid).first()
        is_new, is_back = episode is None, bool(episode and episode.withdrawn_at)
        before = episode.parts if episode else {}
        changed = tuple(sorted(name for name in parts.keys() | before.keys() if parts.get(name) != before.get(name)))
        if changed or is_back:
            episode = _record_episode(show_row, publication, files, parts, episode)
            record_entry(episode, publication)
        if changed or is_back or show_changed or feed_changed:
            Show.objects.filter(pk=show_row.pk).update(revision=F("revision") + 1)
            told = _check_feed(show_row, episode)
    assert episode is not None
    return Recorded(episode, is_new, is_back, ("show",) * show_changed + ("feed",) * feed_changed + changed, told)


def withdraw(name: str) -> tuple[Episode, bool]:
    """Takes an episode off the site, named by guid, number or slug: the row, and whether it was out until now.

    One transaction. Its rows and files stay as they are and are shown to nobody; what the site knows of all episodes together
    (search, entities, links) is made anew without it. Raises NotFound for one that was never out.
    """
    with transaction.atomic():
        by_name = Q(guid=name) | Q(slug=name)
        if name.isdecimal():
            by_name |= Q(number=name)
        found = list(Episode.known.filter(by_name).defer("word_times"))
        if len(found) != 1:
            problem = f"{name!r} names {len(found)} episodes." if found else f"{name!r} was never put out."
            out = ", ".join(f"{one.number} ({one.slug})" for one in found or Episode.objects.order_by("number"))
            raise NotFound(problem, f"Name one by its number: {out}." if out else "Nothing is out.")
        episode = found[0]
        if episode.withdrawn_at:
            return episode, False
        episode.withdrawn_at = datetime.now(UTC)
        episode.save(update_fields=["withdrawn_at"])
        claims_compared()
        search_index.forget(episode)
        Show.objects.update(revision=F("revision") + 1)
    return episode, True


def _check_feed(show: Show, episode: Episode | None) -> tuple[str, ...]:
    """A feed that apps would refuse takes the whole publication back; what else there is to say of it is returned."""
    base = show.site_url.rstrip("/") or HOME
    try:
        page_n = page_of(show, episode)
        feed, as_json = feed_of(show, base, page_n), json_feed_of(show, base, page_n)
    except ValueError as error:
        raise BrokenFeed(f"The feed would be refused: {error}.", "Correct it in show.toml or the episode.") from error
    return judge(show, episode, feed or b"", as_json or b"", base)


def _record_show(show: core.Show, artwork: Stored | None) -> tuple[Show, bool]:
    public = replace(show, glossary=(), promo_phrases=(), artwork=artwork.path if artwork else "")
    digest = _digest(asdict(public))
    row = Show.objects.filter(guid=show.guid).first()
    if row and row.digest == digest:
        return row, False
    values: dict[str, Any] = {
        name: getattr(show, name)
        for name in (
            "title", "description", "language", "site_url", "author", "owner_email", "category", "subcategory",
            "is_explicit", "licence",
        )
    }  # fmt: skip
    values |= {"people": [asdict(person) for person in show.people], "digest": digest}
    values |= {"artwork": _media_row(artwork) if artwork else None}
    return Show.objects.update_or_create(guid=show.guid, defaults=values)[0], True


def _record_episode(
    show: Show, publication: core.Publication, files: dict[str, Stored], parts: dict[str, str], before: Episode | None
) -> Episode:
    now = datetime.now(UTC)
    values: dict[str, Any] = {
        name: getattr(publication, name)
        for name in (
            "number", "slug", "title", "date", "language", "line", "description", "notes_html", "is_machine_made_text",
            "engine",
        )
    }  # fmt: skip
    values |= {
        "show": show,
        "people": [asdict(credit) for credit in publication.people],
        "chapters": [asdict(chapter) for chapter in publication.chapters],
        "language_models": list(publication.models),
        "enclosure": _media_row(files["audio"]),
        "duration_s": publication.enclosure.duration_s,
        "published_at": before.published_at if before else first_published(publication.date, now),
        "updated_at": now,
        "withdrawn_at": None,
        "parts": parts,
        "word_times": packed_times(publication.cues),
    }
    episode, _ = Episode.known.update_or_create(guid=publication.guid, defaults=values)
    kinds = {kind: _media_row(stored) for kind, stored in files.items() if kind != "audio"}
    episode.files.exclude(kind__in=kinds).delete()
    for kind, media in kinds.items():
        EpisodeFile.objects.update_or_create(episode=episode, kind=kind, defaults={"media": media})
    _record_cues(episode, publication)
    episode.voices.all().delete()
    Voice.objects.bulk_create(Voice(episode=episode, **asdict(voice)) for voice in voices_of(publication))
    comments_moved(episode)
    claims_kept(episode, publication.claims)
    search_index.renew(episode)
    return episode


def _record_cues(episode: Episode, publication: core.Publication) -> None:
    """A line that is still there keeps its row."""
    rows = [
        Cue(
            episode=episode, cue_id=cue.id, position=position, start_s=cue.span.start_s, end_s=cue.span.end_s,
            source_start_s=cue.source.start_s, source_end_s=cue.source.end_s, speaker_id=cue.speaker_id,
            speaker=cue.speaker, text=cue.text, begins_turn=cue.begins_turn,
        )
        for position, cue in enumerate(publication.cues)
    ]  # fmt: skip
    gone = set(episode.cues.values_list("cue_id", flat=True)) - {row.cue_id for row in rows}
    episode.cues.filter(cue_id__in=gone).delete()
    Cue.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["episode", "cue_id"],
        update_fields=[
            "position", "start_s", "end_s", "source_start_s", "source_end_s", "speaker_id", "speaker", "text", "begins_turn",
        ],
    )  # fmt: skip


def first_published(iso_date: str, now: datetime) -> datetime:
    """Noon UTC of the episode's date, or now when that is today, to come, or no date."""
    try:
        day = date.fromisoformat(iso_date)
    except ValueError:
        return now
    return datetime.combine(day, day_time(12), UTC) if day < now.date() else now


def _parts(publication: core.Publication, files: dict[str, Stored]) -> dict[str, str]:
    return {
        "title": _digest([publication.title, publication.date, publication.language]),
        "notes": _digest([publication.line, publication.description, publication.notes_html, *publication.models]),
        "credits": _digest([asdict(credit) for credit in publication.people]),
        "chapters": _digest([asdict(chapter) for chapter in publication.chapters]),
        "transcript": _digest(
            [publication.is_machine_made_text, publication.engine, [_cue_record(cue) for cue in publication.cues]]
        ),
        "audio": _digest([asdict(publication.enclosure)]),
        "feed entry": _digest(
            [publication.season, publication.kind, [asdict(bite) for bite in publication.soundbites]]
        ),
        **({"claims": _digest([asdict(claim) for claim in publication.claims])} if publication.claims else {}),
        **{f"{kind} file": stored.sha256 for kind, stored in files.items() if kind != "audio"},
    }


def _cue_record(cue: Any) -> dict[str, Any]:
    return {name: value for name, value in asdict(cue).items() if name != "words"}


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _media_row(stored: Stored) -> MediaFile:
    """Raises RejectedOutput when other bytes are at this address already."""
    row, _ = MediaFile.objects.get_or_create(path=stored.path, defaults=asdict(stored))
    if row.sha256 != stored.sha256:
        raise RejectedOutput(
            f"{stored.path} is out already with another content.",
            "Apps keep what they once fetched from an address: give the new file a name that holds its hash.",
        )
    return row


def _inside(episode_dir: Path, name: str) -> Path:
    path = episode_dir / name
    if Path(name).name != name or name.startswith(".") or not path.is_file():
        raise NotFound(f"The episode folder has no file {name!r}.", "Produce the episode again, then publish it.")
    return path


def _store_image(source: Path, folder: str) -> Stored:
    mime_type = IMAGE_TYPES.get(source.suffix.lower())
    if mime_type is None:
        raise BadSettings(f"The artwork {source.name!r} is neither JPEG nor PNG.", "Podcast apps take only these two.")
    if not source.is_file():
        raise NotFound(f"The artwork {source} is not there.", "Correct the artwork line of show.toml, or put it there.")
    return _store(source, f"{folder}/artwork.{{hash}}{source.suffix.lower()}", mime_type)


def _store(source: Path, path: str, mime_type: str, sha256: str = "") -> Stored:
    """Copies to a temporary name, waits for the disk, renames. `{hash}` in `path` becomes the start of the content's SHA-256.

    Raises RejectedOutput when the content is not what `sha256` says, or other content has that name.
    """
    incoming = Path(settings.MEDIA_ROOT) / ".incoming"
    try:
        incoming.mkdir(parents=True, exist_ok=True)
        _sweep(incoming.iterdir())
        handle, part = tempfile.mkstemp(dir=incoming)
        digest = hashlib.sha256()
        with os.fdopen(handle, "wb") as copy, source.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES_N):
                digest.update(chunk)
                copy.write(chunk)
            copy.flush()
            os.fsync(copy.fileno())
            bytes_n = copy.tell()
        found = digest.hexdigest()
        path = path.replace("{hash}", found[:12])
        if sha256 and found != sha256:
            Path(part).unlink()
            raise RejectedOutput(f"{source.name} is not the file that was produced.", "Produce the episode again.")
        _rename(Path(part), Path(settings.MEDIA_ROOT) / path, path)
    except OSError as error:
        raise as_onrecord_error(error, source) from error
    return Stored(path, found, bytes_n, mime_type)


def _rename(part: Path, final: Path, path: str) -> None:
    """A file that a row vouches for is left alone; one that a crash left behind is replaced."""
    final.parent.mkdir(parents=True, exist_ok=True)
    if final.exists() and MediaFile.objects.filter(path=path).exists():
        part.unlink()
        return
    part.chmod(0o644)
    part.replace(final)
    folder = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _sweep(parts: Iterable[Path]) -> None:
    """Removes copies that were interrupted long ago."""
    for part in parts:
        if time.time() - part.stat().st_mtime > FORGOTTEN_AFTER_S:
            part.unlink(missing_ok=True)
