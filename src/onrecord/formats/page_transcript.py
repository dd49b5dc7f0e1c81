"""The transcript of the page: stories, turns and lines. Written out here, for a template takes ten times as long over 2,000 lines."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import pairwise

from django.utils.safestring import SafeString, mark_safe

from onrecord.core.episode import Chapter
from onrecord.core.time import clock, seconds
from onrecord.core.transcript import Cue
from onrecord.formats.page_words import said

_EARLY_S = 0.05


def transcript_html(
    cues: Sequence[Cue],
    chapters: Iterable[Chapter],
    language: str,
    people: Mapping[str, str],
    stories: Mapping[int, str],
) -> SafeString:
    """The transcript cut at the chapters' starts; a turn that runs over one begins anew after it.

    `people` maps names to the addresses of their pages, `stories` the chapters' indices in time order to theirs; both may be empty.
    """
    borders = sorted(chapters, key=lambda chapter: chapter.start_s)
    starts_s = [cue.span.start_s + _EARLY_S for cue in cues]
    firsts = [bisect_left(starts_s, chapter.start_s) for chapter in borders]
    before = cues[: firsts[0]] if firsts else cues
    parts = [_part(None, "", before, language, people)] if before else []
    for index, (chapter, (first, end)) in enumerate(zip(borders, pairwise([*firsts, len(cues)]), strict=True)):
        parts.append(_part(chapter, stories.get(index, ""), cues[first:end], language, people))
    return mark_safe("".join(parts))


def _part(chapter: Chapter | None, story: str, cues: Sequence[Cue], language: str, people: Mapping[str, str]) -> str:
    begins = [i for i, cue in enumerate(cues) if i == 0 or cue.begins_turn or cue.speaker_id != cues[i - 1].speaker_id]
    turns = "".join(_turn(cues[first:end], people) for first, end in pairwise([*begins, len(cues)]))
    title = ""
    if chapter:
        words = escape(chapter.title)
        words = f'<a href="{escape(story)}">{words}</a>' if story else words
        title = f'<h3 class="part-title">{words}</h3>\n{_offer(chapter, language)}'
    promo = " part-promo" * (chapter is not None and not chapter.in_toc)
    return f'<section class="part{promo}" lang="{escape(language)}">\n{title}{turns}</section>\n'


def _offer(chapter: Chapter, language: str) -> str:
    """Where a promo sends its listeners, to click and to copy."""
    url = escape(chapter.url)
    shown = escape(chapter.url.partition("://")[2])
    link = f'<a href="{url}" rel="sponsored nofollow">{shown}</a>' if url else ""
    code = f"<span>{escape(said('Code', language))} <code>{escape(chapter.code)}</code></span>" if chapter.code else ""
    return f'<p class="offer">{" ".join(part for part in (link, code) if part)}</p>\n' if link or code else ""


def _turn(cues: Sequence[Cue], people: Mapping[str, str]) -> str:
    name = escape(cues[0].speaker)
    page = people.get(cues[0].speaker)
    who = f'<a href="{escape(page)}">{name}</a>' if page else name
    lines = "".join([_line(cue) for cue in cues])
    return f'<div class="turn" data-who="{name}">\n<h4 class="speaker">{who}</h4>\n{lines}</div>\n'


def _line(cue: Cue) -> str:
    start = seconds(cue.span.start_s)
    return (
        f'<p class="line" id="{escape(cue.id)}" data-start="{start}" data-end="{seconds(cue.span.end_s)}">'
        f'<a class="time" href="#t={start}">{clock(cue.span.start_s)}</a> <span class="said">{escape(cue.text)}</span></p>\n'
    )
