"""What programs read: the Markdown twins of the pages, the site map, llms.txt, robots.txt, oEmbed and the card pictures."""

from __future__ import annotations

from datetime import UTC
from urllib.parse import parse_qs, urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.html import escape
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from onrecord.core.time import clock
from onrecord.formats.transcript_md import escaped, turns_md
from onrecord.web.record.shown import record_addresses
from onrecord.web.shows import listing
from onrecord.web.shows.frame import base_of, kept, the_show
from onrecord.web.shows.models import Episode, Show
from onrecord.web.shows.quotes import asked_span, quote_of
from onrecord.web.shows.views import the_episode

MAP_PAGE_N = 40_000
"""A site map may name 50,000 addresses; beyond this many there are several, and one that names them."""
EMBED_WIDTH_PX, EMBED_HEIGHT_PX = 640, 180
NEWEST_IN_LLMS_N = 100


@kept
def show_md(request: HttpRequest) -> HttpResponse:
    show = the_show()
    base = base_of(request, show)
    blocks = [f"# {escaped(show.title)}", *(escaped(text) for text in show.description.split("\n\n") if text.strip())]
    blocks += ["## Episodes", _episode_list(listing.light(show.episodes.all())[: listing.NEWEST_N], base)]
    blocks.append(f"[All episodes]({base}{reverse('archive')}index.md) · [People]({base}{reverse('people')}index.md)")
    return _markdown(blocks)


@kept
def archive_md(request: HttpRequest, year: int | None = None) -> HttpResponse:
    show = the_show()
    base = base_of(request, show)
    episodes = listing.light(show.episodes.all())
    if year is not None:
        episodes = episodes.filter(date__startswith=str(year))
        if not episodes.exists():
            raise Http404
    title = f"Episodes of {year}" if year is not None else "All episodes"
    return _markdown([f"# {escaped(show.title)}: {title}", _episode_list(episodes, base)])


@kept
def about_md(request: HttpRequest) -> HttpResponse:
    show = the_show()
    base = base_of(request, show)
    blocks = [
        f"# About {escaped(show.title)}",
        *(escaped(text) for text in show.description.split("\n\n") if text.strip()),
    ]
    facts = [f"By {escaped(show.author)}"] * bool(show.author) + [f"Licence: {escaped(show.licence)}"] * bool(
        show.licence
    )
    return _markdown([*blocks, *facts, f"[Feed]({base}{reverse('feed')})"])


@kept
def people_md(request: HttpRequest) -> HttpResponse:
    show = the_show()
    base = base_of(request, show)
    lines = [
        f"- [{escaped(person.name)}]({base}{person.url}index.md): {person.episodes_n}"
        for person in listing.people_of(show)
    ]
    return _markdown([f"# People on {escaped(show.title)}", "\n".join(lines)])


@kept
def person_md(request: HttpRequest, slug: str) -> HttpResponse:
    """All that one person said on the show."""
    show = the_show()
    base = base_of(request, show)
    person = next(iter(listing.people_of(show, slug)), None)
    if person is None:
        raise Http404
    blocks = [f"# {escaped(person.name)}"]
    episodes = listing.light(show.episodes.filter(voices__slug=slug, voices__is_named=True))
    for part in listing.said_by(slug, episodes.select_related("enclosure").prefetch_related("voices")):
        episode = part["episode"]
        blocks.append(f"## [{escaped(episode.title)}]({base}{episode.url}) ({episode.date})")
        blocks += [f"({line['clock']}) {escaped(line['text'])}" for line in part["lines"]]
    return _markdown(blocks)


@kept
def episode_md(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    """Title, facts, notes, stories and the whole transcript."""
    show = the_show()
    episode = the_episode(show, number)
    if episode.slug != slug:
        raise Http404
    base = base_of(request, show)
    publication = episode.as_publication()
    blocks = [f"# {escaped(episode.title)}"]
    blocks.append(f"{escaped(show.title)} · {episode.number} · {episode.date} · {clock(episode.duration_s)}")
    blocks += [escaped(text) for text in (episode.line, *episode.description.split("\n\n")) if text.strip()]
    blocks.append(f"[Page]({base}{episode.url}) · [Audio]({base}{episode.enclosure.url})")
    credits = [f"- {escaped(credit.name)} ({credit.role})" for credit in publication.people]
    blocks += ["## Credits", "\n".join(credits)] if credits else []
    stories = [f"- ({clock(one.start_s)}) {escaped(one.title)}" for one in publication.chapters if one.in_toc]
    blocks += ["## Stories", "\n".join(stories)] if stories else []
    if episode.is_machine_made_text:
        blocks.append("*This text was made by a machine and nobody has checked it yet.*")
    return _markdown([*blocks, "## Transcript", *turns_md(publication.cues)])


@kept
def story_md(request: HttpRequest, number: int, slug: str, story: int, story_slug: str) -> HttpResponse:
    show = the_show()
    episode = the_episode(show, number)
    publication = episode.as_publication()
    chapter = listing.within(publication, story - 1)
    if chapter is None or episode.slug != slug:
        raise Http404
    cues = [cue for cue in publication.cues if chapter.start_s - 0.05 <= cue.span.start_s < chapter.end_s - 0.05]
    where = f"From [{escaped(episode.title)}]({base_of(request, show)}{episode.url}), {episode.date}, {clock(chapter.start_s)}"
    return _markdown([f"# {escaped(chapter.title)}", where, *turns_md(cues)])


@kept
def llms_txt(request: HttpRequest) -> HttpResponse:
    """The site for language models, as llmstxt.org has it: what it is, and where its text is without the page around it."""
    show = the_show()
    base = base_of(request, show)
    blocks = [f"# {escaped(show.title)}", "> " + escaped(" ".join(show.description.split()))]
    blocks.append(
        "Every page has a Markdown twin at its address with `index.md`; an episode's holds the whole transcript with the names"
        f" of the speakers. Search: {base}{reverse('api-search')}?q=WORDS (JSON, described in {base}{reverse('api')})."
    )
    episodes = listing.light(show.episodes.all())[:NEWEST_IN_LLMS_N]
    lines = [
        f"- [{escaped(one.title)}]({base}{one.url}index.md): {one.date}. {escaped(one.line)}".rstrip()
        for one in episodes
    ]
    blocks += ["## Episodes", "\n".join(lines), "## Optional"]
    blocks.append(
        "\n".join(
            f"- [{name}]({base}{reverse(view)}index.md)"
            for name, view in (("All episodes", "archive"), ("People", "people"), ("About", "about"))
        )
    )
    return HttpResponse("\n\n".join(blocks) + "\n", content_type="text/plain; charset=utf-8")


@kept
def robots_txt(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('search')}",
        f"Sitemap: {base_of(request, the_show())}{reverse('sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@kept
def sitemap(request: HttpRequest, page_n: int | None = None) -> HttpResponse:
    """Every page with the day of its last change; in pieces when there are many."""
    show = the_show()
    base = base_of(request, show)
    addresses = site_addresses(show)
    if page_n is None and len(addresses) > MAP_PAGE_N:
        pages_n = -(-len(addresses) // MAP_PAGE_N)
        rows = "".join(
            f"<sitemap><loc>{base}{reverse('sitemap-page', args=[n + 1])}</loc></sitemap>" for n in range(pages_n)
        )
        return _xml(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>')
    first = ((page_n or 1) - 1) * MAP_PAGE_N
    shown = addresses[first : first + MAP_PAGE_N]
    if not shown:
        raise Http404
    rows = "".join(
        f"<url><loc>{escape(base + path)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>"
        for path, day in shown
    )
    return _xml(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>')


def site_addresses(show: Show) -> list[tuple[str, str]]:
    """The address of every page below the site's, each with the day of its last change where that is known."""
    found = [(reverse(view), "") for view in ("show", "archive", "people", "about")]
    found += [(reverse("year", args=[int(year)]), "") for year, _ in listing.years_of(show) if year]
    found += [(person.url, "") for person in listing.people_of(show)]
    found += [(path, "") for path in record_addresses()]
    for episode in show.episodes.only("number", "slug", "updated_at", "chapters", "show").iterator(200):
        day = episode.updated_at.astimezone(UTC).date().isoformat()
        found.append((episode.url, day))
        found += [(url, day) for url in listing.stories_of(episode).values()]
    return found


@require_safe
@gzip_page
def oembed(request: HttpRequest) -> HttpResponseBase:
    """oEmbed 1.0 of an episode's page or of a quote in it: 404 for other addresses, 501 for other formats."""
    if request.GET.get("format", "json") != "json":
        return HttpResponse("JSON only.", status=501, content_type="text/plain")
    show = the_show()
    base = base_of(request, show)
    url = request.GET.get("url", "")
    parts = urlsplit(url)
    if f"{parts.scheme}://{parts.netloc}" != base:
        raise Http404
    try:
        match = resolve(parts.path)
    except Resolver404 as error:
        raise Http404 from error
    if match.url_name not in ("episode", "story"):
        raise Http404
    episode = the_episode(show, match.kwargs["number"])
    asked = parse_qs(parts.query).get("t", [""])[0]
    return _open(JsonResponse(_oembed_of(request, show, episode, base, asked)))


def _oembed_of(request: HttpRequest, show: Show, episode: Episode, base: str, asked: str) -> dict[str, object]:
    start_s, end_s = asked_span(asked, episode.duration_s)
    quote = quote_of(episode, episode.as_publication().cues, start_s, end_s)
    width = _at_most(request.GET.get("maxwidth", ""), EMBED_WIDTH_PX)
    height = _at_most(request.GET.get("maxheight", ""), EMBED_HEIGHT_PX)
    title = f"“{quote.text}” {quote.speaker}".strip() if quote else episode.title
    place = f"?t={asked}" if start_s or end_s else ""
    frame = f"{base}{reverse('embed', args=[episode.number, episode.slug])}{place}"
    return {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "author_name": show.author or show.title,
        "author_url": base + reverse("show"),
        "provider_name": show.title,
        "provider_url": base + reverse("show"),
        "cache_age": 3600,
        "width": width,
        "height": height,
        "thumbnail_url": f"{base}{reverse('card', args=[episode.number, episode.slug])}{place if quote else ''}",
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
        "html": f'<iframe src="{escape(frame)}" title="{escape(title)}" width="{width}" height="{height}"'
        ' loading="lazy" frameborder="0"></iframe>',
    }


@kept
def card(request: HttpRequest, number: int, slug: str) -> HttpResponseBase:
    """The picture that stands beside a link elsewhere: 1200 by 630, with the title or the quoted words."""
    from onrecord.web.shows.cards import drawn

    show = the_show()
    episode = the_episode(show, number)
    if episode.slug != slug:
        raise Http404
    start_s, end_s = asked_span(request.GET.get("t", ""), episode.duration_s)
    quote = quote_of(episode, episode.as_publication().cues, start_s, end_s) if end_s else None
    return HttpResponse(drawn(show, episode, quote), content_type="image/png")


def _at_most(asked: str, usual: int) -> int:
    return min(int(asked), usual) if asked.isascii() and asked.isdigit() and int(asked) > 0 else usual


def _episode_list(episodes: object, base: str) -> str:
    lines = [f"- [{escaped(one.title)}]({base}{one.url}index.md) ({one.date})" for one in episodes]  # type: ignore[attr-defined]
    return "\n".join(lines)


def _markdown(blocks: list[str]) -> HttpResponse:
    return HttpResponse("\n\n".join(blocks) + "\n", content_type="text/markdown; charset=utf-8")


def _xml(body: str) -> HttpResponse:
    return HttpResponse(f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n', content_type="application/xml")


def _open(response: HttpResponse) -> HttpResponse:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
