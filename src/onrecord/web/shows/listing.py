"""Episodes, people and years as the pages list them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, QuerySet, Sum
from django.urls import reverse
from django.utils.text import slugify

from onrecord.core import episode as core
from onrecord.core.time import clock, seconds
from onrecord.formats.page_words import length, long_date
from onrecord.web.shows.models import Cue, Episode, Show, Voice

NEWEST_N = 12
EPISODES_A_PAGE_N = 10
_HEAVY = ("notes_html", "description", "chapters", "people", "parts", "word_times")


def light(episodes: QuerySet[Episode]) -> QuerySet[Episode]:
    """Without the columns that a list does not show."""
    return episodes.defer(*_HEAVY)


def rows(episodes: Iterable[Episode], language: str) -> list[dict[str, Any]]:
    return [
        {
            "url": episode.url,
            "title": episode.title,
            "number": episode.number,
            "language": episode.language,
            "date": episode.date,
            "date_text": long_date(episode.date, language),
            "length_text": length(episode.duration_s, language),
            "line": episode.line,
        }
        for episode in episodes
    ]


def years_of(show: Show) -> list[tuple[str, int]]:
    """The years of the archive, newest first, each with its number of episodes; "" for episodes without a date."""
    counts: dict[str, int] = {}
    for date in show.episodes.order_by("-date").values_list("date", flat=True):
        year = date[:4] if date[:4].isdigit() else ""
        counts[year] = counts.get(year, 0) + 1
    return list(counts.items())


@dataclass(frozen=True, slots=True)
class PersonRow:
    name: str
    slug: str
    role: str
    episodes_n: int
    talk_s: float
    first_date: str
    last_date: str

    @property
    def url(self) -> str:
        return reverse("person", args=[self.slug])


def people_of(show: Show, slug: str = "") -> list[PersonRow]:
    """Everyone credited on the show, who is on most episodes first; with `slug` just that one."""
    voices = Voice.objects.filter(episode__show=show, is_named=True)
    if slug:
        voices = voices.filter(slug=slug)
    totals: list[dict[str, Any]] = list(
        voices.values("slug")
        .annotate(
            episodes_n=Count("pk"), talk_sum_s=Sum("talk_s"), first=Min("episode__date"), last=Max("episode__date"),
            newest=Max("pk"),
        )
        .order_by("-episodes_n", "slug")
    )  # fmt: skip
    newest = Voice.objects.in_bulk([row["newest"] for row in totals])
    return [
        PersonRow(
            newest[row["newest"]].name, row["slug"], newest[row["newest"]].role, row["episodes_n"], row["talk_sum_s"] or 0.0,
            row["first"], row["last"],
        )
        for row in totals
    ]  # fmt: skip


def said_by(slug: str, episodes: Iterable[Episode]) -> list[dict[str, Any]]:
    """All that a person says on these episodes, line by line."""
    found = []
    for episode in episodes:
        names = [voice.name for voice in episode.voices.all() if voice.slug == slug]
        speakers = {name for name in episode.cues.values_list("speaker", flat=True).distinct() if _is(name, slug)} | {
            *names
        }
        lines = Cue.objects.filter(episode=episode, speaker__in=speakers).order_by("position")
        voice = next((voice for voice in episode.voices.all() if voice.slug == slug), None)
        found.append(
            {
                "episode": episode,
                "audio": episode.enclosure.url,
                "talk_s": voice.talk_s if voice else 0.0,
                "lines": [
                    {"start": seconds(start_s), "clock": clock(start_s), "spot": spot, "text": text}
                    for start_s, spot, text in lines.values_list("start_s", "cue_id", "text")
                ],
            }
        )
    return found


def _is(name: str, slug: str) -> bool:
    return slugify(name, allow_unicode=True)[:300] == slug


def stories_of(episode: Episode) -> dict[int, str]:
    """The addresses of the stories by their place in time; promos have none."""
    chapters = sorted(episode.chapters, key=lambda chapter: chapter["start_s"])
    return {
        index: story_url(episode, index, chapter["title"])
        for index, chapter in enumerate(chapters)
        if chapter.get("in_toc", True)
    }


def story_url(episode: Episode, index: int, title: str) -> str:
    return reverse(
        "story", args=[episode.number, episode.slug, index + 1, slugify(title, allow_unicode=True)[:80] or "story"]
    )


def person_urls(episode: Episode) -> dict[str, str]:
    """The pages of those credited on an episode, by every spelling of their name in it."""
    slugs = {voice.slug: voice for voice in episode.voices.all() if voice.is_named}
    return {voice.name: reverse("person", args=[slug]) for slug, voice in slugs.items()}


def within(publication: core.Publication, index: int) -> core.Chapter | None:
    chapters = sorted(publication.chapters, key=lambda chapter: chapter.start_s)
    return chapters[index] if 0 <= index < len(chapters) else None
