"""What the templates of the discussion need beside their context."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from onrecord.web.shows.models import Episode, Show
from onrecord.web.talk.markup import placed
from onrecord.web.talk.models import Comment
from onrecord.web.talk.views import discussion_context

register = template.Library()


@register.inclusion_tag("talk/discussion.html", takes_context=True)
def discussion(context: dict[str, Any], show: Show, number: str) -> dict[str, Any]:
    """The discussion below an episode, to be read alone where the page becomes a file; nothing for no episode that is out."""
    episode = Episode.objects.select_related("show").filter(show=show, number=int(number)).first()
    if episode is None:
        return {}
    is_file = bool(context.get("is_static"))
    return discussion_context(episode) | {"episode": episode, "on_episode_page": True, "is_file": is_file}


@register.simple_tag
def comment_html(comment: Comment, page_url: str) -> SafeString:
    """The cleaned HTML of a comment, its moments leading to the episode's page ("" on that page itself)."""
    return mark_safe(placed(comment.html, page_url))


@register.simple_tag
def line_url(episode: Episode, cue_id: str) -> str:
    return reverse("talk-line", args=[episode.number, episode.slug, cue_id])
