"""What the site knows of a show. Rows are written by `publish.py` alone; everything else reads."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, TypeVar

from django.db import models
from django.urls import reverse

from onrecord.core import episode as core
from onrecord.core.people import Person, Role
from onrecord.core.time import Span
from onrecord.core.transcript import Cue as CoreCue

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

Str: TypeAlias = "models.Field[str, str]"
Int: TypeAlias = "models.Field[int, int]"
Float: TypeAlias = "models.Field[float, float]"
Bool: TypeAlias = "models.Field[bool, bool]"
When: TypeAlias = "models.Field[datetime, datetime]"
MaybeWhen: TypeAlias = "models.Field[datetime | None, datetime | None]"
Row = TypeVar("Row", bound=models.Model)


class OfOut(models.Manager[Row]):
    """Rows of episodes that are out: what was withdrawn is there for nobody who does not ask for it by name.

    `episodes` are the ways from a row to its episodes. A reverse relation, `show.episodes`, goes through this as well.
    """

    episodes: ClassVar[tuple[str, ...]] = ("episode__",)

    def get_queryset(self) -> models.QuerySet[Row]:
        return super().get_queryset().filter(**{f"{way}withdrawn_at": None for way in self.episodes})


class Out(OfOut[Row]):
    """Episodes that are out."""

    episodes = ("",)


class MediaFile(models.Model):
    """A file below the media folder. Its name holds a hash and its row stays for ever, so what is at an address never changes."""

    path: Str = models.CharField(max_length=400, unique=True)
    sha256: Str = models.CharField(max_length=64)
    bytes_n: Int = models.BigIntegerField()
    mime_type: Str = models.CharField(max_length=100)
    stored_at: When = models.DateTimeField(auto_now_add=True)

    @property
    def url(self) -> str:
        return reverse("media", args=[self.path])


class Show(models.Model):
    """`revision` goes up by one whenever anything of the show is put out: pages and feed are tagged with it."""

    guid: Str = models.CharField(max_length=100, unique=True)
    title: Str = models.CharField(max_length=500)
    description: Str = models.TextField(blank=True)
    language: Str = models.CharField(max_length=35)
    site_url: Str = models.CharField(max_length=500, blank=True)
    author: Str = models.CharField(max_length=500, blank=True)
    owner_email: Str = models.CharField(max_length=320, blank=True)
    category: Str = models.CharField(max_length=100, blank=True)
    subcategory: Str = models.CharField(max_length=100, blank=True)
    is_explicit: Bool = models.BooleanField(default=False)
    licence: Str = models.CharField(max_length=500, blank=True)
    people = models.JSONField(default=list)
    artwork: models.ForeignKey[MediaFile | None, MediaFile | None] = models.ForeignKey(
        MediaFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    episodes: RelatedManager[Episode]
    digest: Str = models.CharField(max_length=64)
    revision: Int = models.PositiveBigIntegerField(default=0)

    def as_show(self) -> core.Show:
        """`artwork` is its address on the site."""
        return core.Show(
            guid=self.guid, title=self.title, description=self.description, language=self.language,
            site_url=self.site_url, author=self.author, owner_email=self.owner_email, category=self.category,
            subcategory=self.subcategory, is_explicit=self.is_explicit, licence=self.licence,
            artwork=self.artwork.url if self.artwork else "",
            people=tuple(Person(**{**person, "role": Role(person["role"])}) for person in self.people),
        )  # fmt: skip


class Episode(models.Model):
    """`parts` holds a digest of each part of what was put out, by name: it tells what an update changes.

    `objects` are those that are out, `known` also those that were and have a `withdrawn_at`. Nothing of theirs is taken away.
    """

    show: models.ForeignKey[Show, Show] = models.ForeignKey(Show, on_delete=models.PROTECT, related_name="episodes")
    guid: Str = models.CharField(max_length=100, unique=True)
    number: Int = models.PositiveIntegerField()
    slug: Str = models.CharField(max_length=200)
    title: Str = models.CharField(max_length=500)
    date: Str = models.CharField(max_length=10)
    language: Str = models.CharField(max_length=35)
    line: Str = models.TextField(blank=True)
    description: Str = models.TextField(blank=True)
    notes_html: Str = models.TextField(blank=True)
    people = models.JSONField(default=list)
    chapters = models.JSONField(default=list)
    is_machine_made_text: Bool = models.BooleanField(default=True)
    engine: Str = models.CharField(max_length=300, blank=True)
    language_models = models.JSONField(default=list)
    enclosure: models.ForeignKey[MediaFile, MediaFile] = models.ForeignKey(
        MediaFile, on_delete=models.PROTECT, related_name="+"
    )
    duration_s: Float = models.FloatField()
    published_at: When = models.DateTimeField()
    updated_at: When = models.DateTimeField()
    withdrawn_at: MaybeWhen = models.DateTimeField(null=True, blank=True)
    parts = models.JSONField(default=dict)
    word_times: models.Field[bytes, bytes] = models.BinaryField(default=bytes)
    files: RelatedManager[EpisodeFile]
    cues: RelatedManager[Cue]
    voices: RelatedManager[Voice]
    objects: ClassVar[models.Manager[Episode]] = Out()
    known: ClassVar[models.Manager[Episode]] = models.Manager()

    class Meta:
        ordering = ("-date", "-number")
        constraints = (models.UniqueConstraint(fields=["show", "number"], name="one_number_a_show"),)

    @property
    def url(self) -> str:
        return reverse("episode", args=[self.number, self.slug])

    def file_urls(self) -> dict[str, str]:
        """Addresses of the transcript files and chapters (these stay when the text is corrected) and of the artwork.

        Fetch the rows with `prefetch_related("files__media")`.
        """
        return {
            file.kind: file.media.url
            if file.kind == "artwork"
            else reverse("episode-file", args=[self.number, self.slug, STABLE_NAMES[file.kind]])
            for file in self.files.all()
        }

    def credits(self) -> tuple[core.Credit, ...]:
        return tuple(core.Credit(**{**credit, "role": Role(credit["role"])}) for credit in self.people)

    def as_publication(self) -> core.Publication:
        """What was put out, but for the words' own times. `files` and the enclosure's `file` are addresses on the site."""
        return core.Publication(
            guid=self.guid, number=self.number, slug=self.slug, title=self.title, date=self.date, language=self.language,
            line=self.line, description=self.description, notes_html=self.notes_html,
            enclosure=core.Enclosure(
                self.enclosure.url, self.enclosure.mime_type, self.enclosure.bytes_n, self.duration_s, self.enclosure.sha256
            ),
            cues=tuple(_cue(row) for row in self.cues.values_list(*_CUE_COLUMNS)),
            chapters=tuple(core.Chapter(**chapter) for chapter in self.chapters),
            people=self.credits(),
            files=self.file_urls(), is_machine_made_text=self.is_machine_made_text, engine=self.engine,
            models=tuple(self.language_models),
        )  # fmt: skip


STABLE_NAMES = {
    "vtt": "transcript.vtt",
    "srt": "transcript.srt",
    "json": "transcript.json",
    "html": "transcript.html",
    "md": "transcript.md",
    "chapters": "chapters.json",
}


class EpisodeFile(models.Model):
    """Which file is the episode's transcript, chapters or artwork now. `kind` is a name of `Publication.files`."""

    episode: models.ForeignKey[Episode, Episode] = models.ForeignKey(
        Episode, on_delete=models.CASCADE, related_name="files"
    )
    kind: Str = models.CharField(max_length=20)
    media: models.ForeignKey[MediaFile, MediaFile] = models.ForeignKey(
        MediaFile, on_delete=models.PROTECT, related_name="+"
    )
    objects: ClassVar[models.Manager[EpisodeFile]] = OfOut()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["episode", "kind"], name="one_file_a_kind"),)


class Cue(models.Model):
    """A line of the transcript. `cue_id` outlives corrections and recuts; what people say of a line can rest on this row."""

    episode: models.ForeignKey[Episode, Episode] = models.ForeignKey(
        Episode, on_delete=models.CASCADE, related_name="cues"
    )
    cue_id: Str = models.CharField(max_length=100)
    position: Int = models.PositiveIntegerField()
    start_s: Float = models.FloatField()
    end_s: Float = models.FloatField()
    source_start_s: Float = models.FloatField()
    source_end_s: Float = models.FloatField()
    speaker_id: Str = models.CharField(max_length=100)
    speaker: Str = models.CharField(max_length=300)
    text: Str = models.TextField()
    begins_turn: Bool = models.BooleanField(default=False)

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=["episode", "cue_id"], name="one_line_an_id"),)
        indexes = (models.Index(fields=["episode", "position"], name="shows_cue_position"),)


class Voice(models.Model):
    """Someone heard on an episode or credited on it. `is_named` says that they are credited: they have a page of their own.

    `slug` is the name as it stands in addresses. `place` is their place in the credits, then in the order of speaking.
    """

    episode: models.ForeignKey[Episode, Episode] = models.ForeignKey(
        Episode, on_delete=models.CASCADE, related_name="voices"
    )
    name: Str = models.CharField(max_length=300)
    slug: Str = models.CharField(max_length=300)
    role: Str = models.CharField(max_length=20, blank=True)
    url: Str = models.CharField(max_length=500, blank=True)
    lines_n: Int = models.PositiveIntegerField(default=0)
    talk_s: Float = models.FloatField(default=0.0)
    is_named: Bool = models.BooleanField(default=False)
    place: Int = models.PositiveIntegerField(default=0)
    objects: ClassVar[models.Manager[Voice]] = OfOut()

    class Meta:
        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=["episode", "slug"], name="one_voice_a_name"),)
        indexes = (models.Index(fields=["slug"], name="shows_voice_slug"),)


_CUE_COLUMNS = (
    "cue_id", "start_s", "end_s", "source_start_s", "source_end_s", "speaker_id", "speaker", "text", "begins_turn",
)  # fmt: skip


def _cue(row: tuple[Any, ...]) -> CoreCue:
    cue_id, start_s, end_s, source_start_s, source_end_s, speaker_id, speaker, text, begins_turn = row
    return CoreCue(
        cue_id, Span(start_s, end_s), Span(source_start_s, source_end_s), speaker_id, speaker, text, (), begins_turn
    )
