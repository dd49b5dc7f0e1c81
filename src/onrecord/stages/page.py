"""page: the record seen through the cuts, as files: transcript, captions, chapters, edit lists, tags, the page itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from pydantic import Field

from onrecord.core.called import called
from onrecord.core.claim import CheckedClaim, ClaimList, Claims, HolderKind
from onrecord.core.decided import decided_speakers, is_read, latest
from onrecord.core.edit import Cuts, Decision, EditList
from onrecord.core.episode import (
    Artwork,
    Chapter,
    Credit,
    Enclosure,
    Episode,
    Page,
    Publication,
    PublishedClaim,
    Show,
    Soundbite,
)
from onrecord.core.lines import corrected_words, cut_words, lines, said_at
from onrecord.core.people import Role, Speakers
from onrecord.core.ports import Tools
from onrecord.core.recording import Recording
from onrecord.core.sound import Master
from onrecord.core.stage import Settings, Stage
from onrecord.core.story import Note, Notes, Offer, Stories, StoryKind
from onrecord.core.time import Span, TimeMap, on_grid
from onrecord.core.transcript import Cue, Transcript
from onrecord.formats.chapters import chapters_json
from onrecord.formats.claims import claims_csv, claims_json
from onrecord.formats.editlist import editlist_json
from onrecord.formats.edl import edl
from onrecord.formats.id3 import id3_tag
from onrecord.formats.labels import labels
from onrecord.formats.notes import line_text, models_of, notes_html, notes_md, printed, unquoted
from onrecord.formats.otio import otio
from onrecord.formats.page import episode_page, page_assets
from onrecord.formats.srt import srt
from onrecord.formats.transcript_html import transcript_html
from onrecord.formats.transcript_json import transcript_json
from onrecord.formats.transcript_md import transcript_md
from onrecord.formats.vtt import vtt

_SHORTEST_CHAPTER_S = 5.0
_COPY_N = 1 << 20
_SHORTEST_SOUNDBITE_S, _LONGEST_SOUNDBITE_S = 15.0, 120.0
"""What podcast apps ask of a soundbite (podcast namespace, soundbite)."""
FILES = {
    "vtt": "transcript.vtt",
    "srt": "transcript.srt",
    "json": "transcript.json",
    "html": "transcript.html",
    "md": "transcript.md",
    "chapters": "chapters.json",
    "edit_list": "cuts.json",
    "claims": "claims.json",
    "report": "report.html",
}


class PageSettings(Settings):
    """What is written beside the sound."""

    enclosure: Literal["mp3", "m4a"] = Field(
        "mp3", description="The sound file that podcast apps fetch; m4a needs [master] m4a = true."
    )
    edl_frames_per_s: Literal[24, 25, 30] = Field(
        30, description="Frames a second of the CMX EDL, as the editor counts them."
    )


def page(inputs: Mapping[str, Any], settings: PageSettings, tools: Tools) -> Page:
    """Everything that the episode folder holds, but for the report, which also tells how long the run took."""
    show: Show = inputs["show"]
    episode: Episode = inputs["episode"]
    decisions: Sequence[Decision] = inputs["decisions"]
    recording: Recording = inputs["ingest"]
    transcript: Transcript = inputs["transcribe"]
    master: Master = inputs["master"]
    cuts: Cuts = inputs["cut"]
    notes: Notes = inputs["notes"]
    edit = EditList(cuts.cuts, tuple(decisions))
    time_map = TimeMap(master.removed, recording.duration_s)
    speakers = decided_speakers(inputs["speakers"], decisions, transcript.words)
    cues = lines(transcript, inputs["speakers"], inputs["names"], decisions, time_map)
    gone = cut_words(transcript, edit)
    read = corrected_words(transcript, inputs["speakers"], inputs["names"], decisions)
    stories = called(inputs["stories"], read, gone, time_map, f"{episode.title}\n{episode.description}")
    chapters = _chapters(stories, notes.offers, time_map)
    found: Claims = inputs.get("claims") or Claims()
    checked = ClaimList(found.claims, tuple(decisions)).checked()
    labels_of = {speaker.id: speaker.label for speaker in speakers.speakers}
    tools.progress(0.3)
    at_s, name_of = said_at(transcript, time_map, gone), {s.id: s.name for s in speakers.speakers}
    held = _titled(printed(notes, at_s), inputs["stories"], stories)
    line = line_text(held) or _short(episode.description.split("\n")[0], 160) or episode.title
    description = episode.description or " ".join(note.text for note in held.paragraph) or line
    people = _credits(show, episode, speakers, decisions)
    enclosure, blob = _enclosure(settings, master, show, episode, description, chapters, inputs["artwork"], tools)
    flac = f"{episode.slug}.flac"

    def by(note: Note) -> str:
        return name_of.get(note.speaker_id or "", "")

    begins_s = {story.id: time_map.span_to_programme(story.span).start_s for story in stories.stories}
    html = notes_html(held, at_s, by, begins_s, episode.description)
    html = html or notes_html(held, at_s, by, begins_s, description)
    claims, is_machine_made = _claims(checked, labels_of, time_map, gone), not is_read(decisions, transcript.words)
    publication = Publication(
        guid=episode.guid, number=episode.number, slug=episode.slug, title=episode.title, date=episode.date,
        language=transcript.language, line=line, description=_short(description), notes_html=html,
        enclosure=enclosure, cues=cues, chapters=chapters, people=people, files={**FILES, "flac": flac},
        is_machine_made_text=is_machine_made, engine=f"{transcript.engine.name} {transcript.engine.model}", season=episode.season,
        kind=episode.kind, soundbites=_soundbites(notes, transcript, cues, time_map),
        claims=claims, models=_models(held, claims),
    )  # fmt: skip
    tools.progress(0.8)
    texts = {
        **_transcripts(cues, show, episode, transcript.language, is_machine_made),
        "chapters.json": chapters_json(
            chapters, title=episode.title, show=show.title, author=show.author, file_name=enclosure.file
        ),
        "notes.md": notes_md(held, at_s, by, episode.title),
        "claims.json": claims_json(checked, labels_of),
        "claims.csv": claims_csv(checked, labels_of),
        **_cut_files(edit, recording, time_map, episode.title, settings.edl_frames_per_s),
        "index.html": episode_page(publication, show),
        **{name: data.decode() for name, data in page_assets().items()},
    }
    return Page(publication, texts, _sounds(enclosure, blob, flac, master, episode.slug))


def _models(held: Notes, claims: Sequence[PublishedClaim]) -> tuple[str, ...]:
    """The language models that wrote, or had a say in, something that is printed and that nobody has looked at."""
    of_claims = (claim.model for claim in claims if claim.model and not claim.is_reviewed)
    return tuple(dict.fromkeys([*models_of(replace(held, titles=())), *of_claims]))


def _sounds(enclosure: Enclosure, blob: str, flac: str, master: Master, slug: str) -> dict[str, str]:
    """The blobs of the sound files by their names: what apps fetch, the master, and the other encoding where there is one."""
    other = {f"{slug}.{suffix}": one for suffix, one in (("mp3", master.mp3), ("m4a", master.m4a)) if one}
    other.pop(f"{slug}.{enclosure.file.rpartition('.')[2]}")
    return {enclosure.file: blob, flac: master.flac, **other}


def _titled(notes: Notes, before: Stories, after: Stories) -> Notes:
    """The notes with the titles of stories that are called otherwise now."""
    pairs = zip(before.stories, after.stories, strict=True)
    titles = {one.id: other.title for one, other in pairs if one.title != other.title}
    told = (replace(story, title=titles.get(story.story_id, story.title)) for story in notes.stories)
    return replace(notes, stories=tuple(told))


def _transcripts(
    cues: Sequence[Cue], show: Show, episode: Episode, language: str, is_machine_made: bool
) -> dict[str, str]:
    title, by = episode.title, show.title
    return {
        "transcript.vtt": vtt(cues, show=by, episode=title, is_machine_made=is_machine_made),
        "transcript.srt": srt(cues),
        "transcript.json": transcript_json(cues),
        "transcript.html": transcript_html(
            cues, title=title, language=language, show=by, is_machine_made=is_machine_made
        ),
        "transcript.md": transcript_md(cues, title=title, date=episode.date, show=by, is_machine_made=is_machine_made),
    }


def _cut_files(
    edit: EditList, recording: Recording, time_map: TimeMap, title: str, edl_frames_per_s: int
) -> dict[str, str]:
    tracks, effective = recording.tracks, edit.effective()
    return {
        "cuts.json": editlist_json(edit, recording.duration_s),
        "cuts.otio": otio(tracks, effective, time_map, title=title),
        "cuts.labels.txt": labels(effective),
        "cuts.edl": edl(tracks, time_map, title=title, frames_per_s=edl_frames_per_s),
    }


def _claims(
    checked: Sequence[CheckedClaim], label_of: Mapping[str, str], time_map: TimeMap, gone: frozenset[str]
) -> tuple[PublishedClaim, ...]:
    """The claims that no person rejected and that the programme still holds, in programme time; none with a word that is `gone`."""
    found = []
    for one in checked:
        claim = one.claim
        if not one.is_on or not time_map.is_kept(claim.span.middle_s) or not gone.isdisjoint(claim.word_ids):
            continue
        span = time_map.span_to_programme(claim.span)
        relayed_by = label_of.get(claim.relayed_by or "", "")
        is_own = (
            claim.holder.kind is HolderKind.SPEAKER
            and claim.holder.resolved_by != "whom they talk to"
            and not one.decision
        )
        holder = (is_own and relayed_by) or claim.holder.name
        again_s = tuple(time_map.to_programme(s.start_s) for s in claim.again if time_map.is_kept(s.middle_s))
        found.append(
            PublishedClaim(
                claim.id, span.start_s, span.end_s, claim.text, holder, str(claim.holder.kind),
                relayed_by, str(claim.firmness), claim.cue, one.is_reviewed, claim.is_watch, again_s,
                claim.is_negated, claim.quantities, claim.dates, claim.names, claim.model, claim.model_says or "",
            )
        )  # fmt: skip
    return tuple(found)


def _chapters(stories: Stories, offers: Sequence[Offer], time_map: TimeMap) -> tuple[Chapter, ...]:
    """The stories in programme time. What shrank to less than 5 s joins the chapter before it or, where that is a promo and it is not,
    the one behind it; it has its own where neither is of its kind, so that no talk is shown as a promo and no promo as talk. The first
    begins at zero.
    """
    offer_of = {offer.story_id: offer for offer in offers}
    told = []
    for story in stories.stories:
        span, offer = time_map.span_to_programme(story.span), offer_of.get(story.id)
        url, code = (offer.url, offer.code) if offer else ("", "")
        if span.duration_s > 0:
            told.append(
                Chapter(span.start_s, span.end_s, story.title, story.kind is not StoryKind.PROMO, url=url, code=code)
            )
    found: list[Chapter] = []
    waits_s: float | None = None
    for at, chapter in enumerate(told):
        if found and chapter.end_s - chapter.start_s < _SHORTEST_CHAPTER_S:
            if found[-1].in_toc is chapter.in_toc:
                continue
            if at + 1 < len(told) and told[at + 1].in_toc is chapter.in_toc:
                waits_s = chapter.start_s if waits_s is None else waits_s
                continue
        start_s = chapter.start_s if waits_s is None else waits_s
        found.append(replace(chapter, start_s=start_s if found else 0.0))
        waits_s = None
    ends = [chapter.start_s for chapter in found[1:]] + [time_map.programme_s]
    return tuple(replace(c, end_s=end_s) for c, end_s in zip(found, ends, strict=False) if end_s > c.start_s)


def _soundbites(notes: Notes, transcript: Transcript, cues: Sequence[Cue], time_map: TimeMap) -> tuple[Soundbite, ...]:
    """The quotes to hear, each with the lines after it until it is long enough; none that is too near the end or before it."""
    words = {word.id: word for word in transcript.words}
    found: list[Soundbite] = []
    for quote in notes.quotes:
        said = [words[id] for id in quote.word_ids if id in words]
        if not said or not all(time_map.is_kept(word.span.middle_s) for word in said):
            continue  # what was cut out of the sound is not to be read either
        span = time_map.span_to_programme(Span(said[0].start_s, said[-1].end_s))
        ends = [cue.span.end_s for cue in cues if cue.span.end_s > span.end_s]
        end_s = next((s for s in [span.end_s, *ends] if s - span.start_s >= _SHORTEST_SOUNDBITE_S), None)
        if end_s is not None and end_s - span.start_s <= _LONGEST_SOUNDBITE_S:
            found.append(Soundbite(span.start_s, on_grid(end_s - span.start_s), unquoted(quote)))
    return tuple(found)


def _credits(show: Show, episode: Episode, speakers: Speakers, decisions: Sequence[Decision]) -> tuple[Credit, ...]:
    """Those who are named for sure, by roster, episode or decision, hosts first, with what the roster knows of them."""
    roster = {person.name: person for person in show.people}
    sure = {*roster, *episode.people, *(d.value.get("text") for d in latest(decisions, "speaker").values())}
    named = [(s.name, s.role) for s in speakers.speakers if s.name in sure]
    spoken = {name for name, _ in named}
    named += [
        (name, roster[name].role if name in roster else Role.GUEST) for name in episode.people if name not in spoken
    ]
    order = [Role.HOST, Role.REPORTER, Role.GUEST, Role.PRODUCER, Role.VOICE]
    found = []
    for name, role in sorted(dict(named).items(), key=lambda pair: order.index(pair[1])):
        person = roster.get(name)
        found.append(
            Credit(name, person.role if person else role, person.url if person else "", person.image if person else "")
        )
    return tuple(found)


def _enclosure(
    settings: PageSettings, master: Master, show: Show, episode: Episode, description: str,
    chapters: Sequence[Chapter], artwork: Artwork | None, tools: Tools,
) -> tuple[Enclosure, str]:  # fmt: skip
    """The file that apps fetch: tag and sound in one, named by a hash of both, so that audio at an address never changes."""
    m4a = master.m4a if settings.enclosure == "m4a" else None
    is_mp3 = m4a is None
    tag = b""
    if is_mp3:
        tag = id3_tag(
            title=episode.title, artist=show.author or show.title, album=show.title, date=episode.date, number=episode.number,
            comment=description, artwork=artwork.data if artwork else None, artwork_mime=artwork.mime_type if artwork else "",
            chapters=chapters, language=show.language,
        )  # fmt: skip
    suffix = "mp3" if is_mp3 else "m4a"
    digest, bytes_n = hashlib.sha256(tag), len(tag)
    with (
        tools.blobs.create_file(f"enclosure.{suffix}") as path,
        tools.blobs.path(m4a or master.mp3).open("rb") as sound,
        path.open("wb") as out,
    ):
        out.write(tag)
        while block := sound.read(_COPY_N):
            out.write(block)
            digest.update(block)
            bytes_n += len(block)
    sha256 = digest.hexdigest()
    name = f"{episode.slug}-{sha256[:10]}.{suffix}"
    mime_type = "audio/mpeg" if is_mp3 else "audio/x-m4a"
    return Enclosure(name, mime_type, bytes_n, master.duration_s, sha256), tools.blobs.named(f"enclosure.{suffix}")


def _short(text: str, limit_bytes: int = 4000) -> str:
    """At most `limit_bytes` of UTF-8, ended at a word."""
    if len(text.encode()) <= limit_bytes:
        return text
    return text.encode()[: limit_bytes - 4].decode(errors="ignore").rsplit(" ", 1)[0] + " …"


STAGE = Stage(
    name="page",
    version=13,
    says="Writing transcript, chapters and page",
    needs=("ingest", "transcribe", "speakers", "names", "cut", "master", "stories", "claims", "notes"),
    takes=("show", "episode", "decisions", "artwork"),
    settings=PageSettings,
    makes=Page,
    run=page,
    schema="page.1",
)
