"""The newest comments of an episode or of the whole show, as RSS."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.feedgenerator import Rss201rev2Feed
from django.views.decorators.http import require_safe

from onrecord.web.shows.models import Episode, Show
from onrecord.web.talk.markup import placed
from onrecord.web.talk.models import Comment
from onrecord.web.talk.views import _episode, discussion_url

NEWEST_N = 50


@require_safe
def of_episode(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    episode = _episode(number, slug)
    base = base_of(request, episode.show)
    title = f"Comments on {episode.title}"
    return _feed(title, base + discussion_url(episode), base + request.path, _newest(episode), base)


@require_safe
def of_show(request: HttpRequest) -> HttpResponse:
    show = Show.objects.first()
    if show is None:
        raise Http404
    base = base_of(request, show)
    return _feed(f"Comments on {show.title}", base + "/", base + request.path, _newest(None), base)


def base_of(request: HttpRequest, show: Show) -> str:
    return show.site_url.rstrip("/") or f"{request.scheme}://{request.get_host()}"


def _newest(episode: Episode | None) -> Iterable[Comment]:
    found = Comment.readable().select_related("episode")
    if episode is not None:
        found = found.filter(episode=episode)
    return found.order_by("-pk")[:NEWEST_N]


def _feed(title: str, link: str, feed_url: str, comments: Iterable[Comment], base: str) -> HttpResponse:
    feed = Rss201rev2Feed(title=title, link=link, description=title, feed_url=feed_url)
    for one in comments:
        url = base + one.url
        html = placed(one.html, base + one.episode.url)
        feed.add_item(
            title=_plain(f"{one.name} on {one.episode.title}"), link=url, description=html, unique_id=url, pubdate=one.created_at,
            author_name=_plain(one.name),
        )  # fmt: skip
    response = HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def _plain(text: str) -> str:
    """Readers differ on whether a title is text or HTML: without these two letters it is the same in both."""
    return text.replace("<", "‹").replace(">", "›")
