"""The pages of a show and its files. All of it is read-only."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from onrecord.core.episode import Publication
from onrecord.formats import page
from onrecord.formats.page_words import length, long_date
from onrecord.web import media as files
from onrecord.web.desk.counting import listened
from onrecord.web.headers import EMBEDDABLE_POLICY
from onrecord.web.record.shown import claims_of, with_record
from onrecord.web.shows import listing
from onrecord.web.shows.frame import as_script_json, base_of, frame, kept, the_show, ui_language
from onrecord.web.shows.models import STABLE_NAMES, Episode, EpisodeFile, MediaFile, Show
from onrecord.web.shows.quotes import asked_span, quote_of
from onrecord.web.shows.withdrawn import Withdrawn, is_of_withdrawn
from onrecord.web.shows.words import unpacked_times
from onrecord.web.talk.thread import with_ways_to_talk


@kept
def show_page(request: HttpRequest) -> HttpResponse:
    """The home page; also of a show that has nothing out yet, of which the site knows nothing."""
    if not Show.objects.exists():
        return render(request, "shows/nothing_yet.html", {"ui_language": ui_language()})
    show = the_show()
    context = frame(request, show, reverse("show"))
    context |= {
        "paragraphs": [text.strip() for text in show.description.split("\n\n") if text.strip()],
        "episodes": listing.rows(listing.light(show.episodes.all())[: listing.NEWEST_N], ui_language()),
        "episodes_n": show.episodes.count(),
        "people": listing.people_of(show)[:12],
        "json_ld": _script_json(
            page.show_json_ld(show.as_show(), context["base"], reverse("search"), context["artwork_url"])
        ),
    }
    return render(request, "shows/show.html", context)


@kept
def archive_page(request: HttpRequest, year: int | None = None) -> HttpResponse:
    show = the_show()
    years = listing.years_of(show)
    shown = str(year) if year is not None else years[0][0] if years else ""
    if year is not None and shown not in dict(years):
        raise Http404
    here = reverse("year", args=[year]) if year is not None else reverse("archive")
    episodes = show.episodes.filter(date__startswith=shown) if shown else show.episodes.exclude(date__regex=r"^\d{4}")
    context = frame(request, show, here, years=years, year=shown)
    context["episodes"] = listing.rows(listing.light(episodes), ui_language())
    return render(request, "shows/archive.html", context)


@kept
def about_page(request: HttpRequest) -> HttpResponse:
    show = the_show()
    people = [person for person in show.as_show().people if person.is_regular]
    slugs = {person.name: person.url for person in listing.people_of(show)}
    context = frame(request, show, reverse("about"))
    context |= {
        "paragraphs": [text.strip() for text in show.description.split("\n\n") if text.strip()],
        "team": [(person, slugs.get(person.name, "")) for person in people],
        "episodes_n": show.episodes.count(),
    }
    return render(request, "shows/about.html", context)


@kept
def people_page(request: HttpRequest) -> HttpResponse:
    show = the_show()
    people = [(person, length(person.talk_s, ui_language())) for person in listing.people_of(show)]
    return render(request, "shows/people.html", frame(request, show, reverse("people"), people=people))


@kept
def person_page(request: HttpRequest, slug: str, page_n: int = 1) -> HttpResponse:
    """Who they are on the show, and all they said, episode by episode, ten episodes a page."""
    show = the_show()
    person = next(iter(listing.people_of(show, slug)), None)
    if person is None:
        raise Http404
    episodes = listing.light(show.episodes.filter(voices__slug=slug, voices__is_named=True))
    pages = Paginator(episodes.select_related("enclosure").prefetch_related("voices"), listing.EPISODES_A_PAGE_N)
    if page_n not in pages.page_range:
        raise Http404
    shown = pages.page(page_n)
    here = reverse("person", args=[slug])
    said = listing.said_by(slug, shown.object_list)
    for part in said:
        episode = part["episode"]
        part |= {
            "date_text": long_date(episode.date, ui_language()),
            "talk_text": length(part["talk_s"], ui_language()) if part["talk_s"] else "",
        }
    context = frame(request, show, here, person=person, said=said, pages=shown)
    context |= {
        "talk_text": length(person.talk_s, ui_language()) if person.talk_s else "",
        "json_ld": _script_json(
            {"@context": "https://schema.org", "@type": "Person", "name": person.name, "url": context["page_url"]}
        ),
    }
    return render(request, "shows/person.html", context)


@kept
def episode_page(request: HttpRequest, number: int, slug: str) -> HttpResponseBase:
    show = the_show()
    episode = the_episode(show, number)
    if episode.slug != slug:
        return HttpResponsePermanentRedirect(episode.url)
    publication = replace(episode.as_publication(), claims=claims_of(episode))
    links = _links(request, show, episode, publication)
    published_at = episode.published_at.astimezone(UTC).isoformat(timespec="seconds")
    context = frame(request, show, episode.url)
    context |= page.episode_context(publication, show.as_show(), links, ui_language())
    context |= with_record(context, episode, ui_language())
    context |= {
        "published_at": published_at,
        "json_ld": page.json_ld(publication, show.as_show(), links, published_at),
        "quote": quote_of(episode, publication.cues, links.start_s, links.end_s),
        "card_url": _card_url(context["base"], episode, request),
        "oembed_url": f"{context['base']}{reverse('oembed')}",
        "transcript": context["transcript"]
        if context["is_static"]
        else with_ways_to_talk(context["transcript"], episode),
    }
    return render(request, "shows/episode.html", context)


@kept
def story_page(request: HttpRequest, number: int, slug: str, story: int, story_slug: str) -> HttpResponseBase:
    """One story of an episode: its part of the transcript, and the sound from where it begins."""
    show = the_show()
    episode = the_episode(show, number)
    addresses = listing.stories_of(episode)
    if story - 1 not in addresses:
        return HttpResponsePermanentRedirect(episode.url)
    here = addresses[story - 1]
    publication = episode.as_publication()
    chapter = listing.within(publication, story - 1)
    assert chapter is not None
    if request.path != unquote(here):
        return HttpResponsePermanentRedirect(here)
    cues = tuple(cue for cue in publication.cues if chapter.start_s - 0.05 <= cue.span.start_s < chapter.end_s - 0.05)
    part = replace(
        publication, cues=cues, chapters=(chapter,), title=chapter.title, line="", description="", notes_html=""
    )
    links = replace(_links(request, show, episode, publication), page=base_of(request, show) + episode.url)
    if not links.start_s:
        links = replace(links, start_s=chapter.start_s)
    speakers = list(dict.fromkeys(cue.speaker for cue in cues if cue.speaker))
    context = frame(request, show, here)
    context |= page.episode_context(part, show.as_show(), replace(links, stories={}), ui_language())
    context |= {
        "page_url": context["base"] + here,
        "story": story,
        "whole_url": episode.url,
        "whole_title": episode.title,
        "length_text": length(chapter.end_s - chapter.start_s, ui_language()),
        "names": ", ".join(speakers),
        "chapters": [],
        "description": publication.line or publication.description,
    }
    return render(request, "shows/story.html", context)


@xframe_options_exempt
@kept
def embed_page(request: HttpRequest, number: int, slug: str) -> HttpResponseBase:
    """The player alone, for other sites' frames."""
    show = the_show()
    episode = the_episode(show, number)
    if episode.slug != slug:
        return HttpResponsePermanentRedirect(reverse("embed", args=[episode.number, episode.slug]))
    publication = episode.as_publication()
    links = replace(_links(request, show, episode, publication), embed="")
    context = frame(request, show, episode.url)
    context |= page.episode_context(replace(publication, cues=()), show.as_show(), links, ui_language())
    context |= {
        "quote": quote_of(episode, publication.cues, links.start_s, links.end_s),
        "transcript": "",
        "share_url": "",
    }
    response = render(request, "shows/embed.html", context)
    response.headers["Content-Security-Policy"] = EMBEDDABLE_POLICY
    return response


@kept
def words_file(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    """When every word is said: what a selection in the page is timed by."""
    episode = get_object_or_404(Episode.objects.only("word_times"), show=the_show(), number=number, slug=slug)
    return HttpResponse(
        json.dumps(unpacked_times(bytes(episode.word_times)), separators=(",", ":")), content_type="application/json"
    )


@require_safe
def episode_file(request: HttpRequest, number: int, slug: str, name: str) -> HttpResponseBase:
    """A transcript or the chapters under an address that stays when they are corrected."""
    kinds = {stable: kind for kind, stable in STABLE_NAMES.items()}
    held = get_object_or_404(
        EpisodeFile.objects.select_related("media"),
        episode__show=the_show(), episode__number=number, episode__slug=slug, kind=kinds.get(name, ""),
    )  # fmt: skip
    return _file(request, held.media, files.FOR_NOW)


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """The sound and the pictures, of now and of before: only what a row vouches for, and nothing of a withdrawn episode."""
    row = get_object_or_404(MediaFile, path=path)
    if is_of_withdrawn(path):
        raise Withdrawn
    return _file(request, row, files.FOR_EVER)


def _file(request: HttpRequest, row: MediaFile, keep: str) -> HttpResponseBase:
    path = Path(settings.MEDIA_ROOT) / row.path
    on_sent = listened(request, row.path) if row.mime_type.startswith("audio/") else None
    served = files.Served(path, row.bytes_n, row.mime_type, f'"{row.sha256}"', row.stored_at, keep, on_sent)
    try:
        return files.answer(request, served)
    except FileNotFoundError as error:
        raise Http404 from error


def the_episode(show: Show, number: int) -> Episode:
    episodes = show.episodes.select_related("enclosure", "show").prefetch_related("files__media", "voices")
    return get_object_or_404(episodes.defer("word_times"), number=number)


def _links(request: HttpRequest, show: Show, episode: Episode, publication: Publication) -> page.Links:
    base = base_of(request, show)
    start_s, end_s = asked_span(request.GET.get("t", ""), episode.duration_s)
    return page.Links(
        audio=episode.enclosure.url,
        files=publication.files,
        artwork=publication.files.get("artwork") or show.as_show().artwork,
        home=base + reverse("show"),
        feed=base + reverse("feed"),
        page=base + episode.url,
        base=base,
        start_s=start_s,
        end_s=end_s,
        people=listing.person_urls(episode),
        stories=listing.stories_of(episode),
        words=reverse("words", args=[episode.number, episode.slug]),
        search=reverse("search"),
        embed=base + reverse("embed", args=[episode.number, episode.slug]),
    )


def _card_url(base: str, episode: Episode, request: HttpRequest) -> str:
    url = base + reverse("card", args=[episode.number, episode.slug])
    asked = request.GET.get("t", "")
    return f"{url}?t={asked}" if asked_span(asked, episode.duration_s)[1] else url


def _script_json(value: dict[str, Any]) -> str:
    return mark_safe(as_script_json(json.dumps(value, ensure_ascii=False)))
