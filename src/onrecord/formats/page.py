"""The episode page: what is on it, its stand-alone form for the episode folder, and the style and scripts beside it.

The site and the folder share the templates in `templates/onrecord/`. Everything that reaches them is a string, a list or a
claim, so that they render with no Django settings at all.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import nh3
from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe

from onrecord.core.episode import Chapter, Credit, Publication, Show
from onrecord.core.time import clock
from onrecord.core.transcript import Cue

TEMPLATES_DIR = Path(__file__).parent / "templates"
STATIC_DIR = Path(__file__).parent / "static"
ASSET_NAMES = ("page.css", "player.js", "transcript.js", "icon.svg")

_MONTHS = ("January February March April May June July August September October November December").split()
_NOTES_TAGS = {"p", "ul", "ol", "li", "a", "b", "i", "strong", "em", "h3", "h4", "blockquote", "code", "br", "hr"}
_FILE_TYPES = {
    "vtt": ("WebVTT", "text/vtt"),
    "srt": ("SRT", "application/x-subrip"),
    "md": ("Markdown", "text/markdown"),
    "json": ("JSON", "application/json"),
    "html": ("HTML", "text/html"),
}
_EARLY_S = 0.05


@dataclass(frozen=True, slots=True)
class Links:
    """Where things are, as seen from the page. `base` is the site's address without a final slash: "" in a folder.

    `files` maps the names of `Publication.files` to addresses; only those of the transcript are shown. `start_s` is where
    the sound begins when nobody says otherwise.
    """

    audio: str
    files: dict[str, str] = field(default_factory=dict)
    artwork: str = ""
    home: str = ""
    feed: str = ""
    page: str = ""
    base: str = ""
    start_s: float = 0.0


def episode_page(publication: Publication, show: Show) -> str:
    """The stand-alone page: `index.html` of the episode folder, beside the files of `page_assets` and of the publication."""
    shown = {kind: name for kind, name in publication.files.items() if kind in _FILE_TYPES}
    artwork = publication.files.get("artwork", "")
    links = Links(audio=publication.enclosure.file, files=shown, artwork=artwork, home=show.site_url)
    page = _engine().get_template("onrecord/page.html")
    return str(page.render(Context(episode_context(publication, show, links))))


def page_assets() -> dict[str, bytes]:
    """The style, the scripts and the icon that the stand-alone page asks for, by file name."""
    room = files("onrecord.formats") / "static" / "onrecord"
    return {name: (room / name).read_bytes() for name in ASSET_NAMES}


def episode_context(publication: Publication, show: Show, links: Links) -> dict[str, object]:
    """What the templates in `templates/onrecord/` are given."""
    audio = links.audio + (f"#t={_seconds(links.start_s)}" if links.start_s else "")
    return {
        "guid": publication.guid,
        "number": str(publication.number),
        "title": publication.title,
        "date": publication.date,
        "date_text": long_date(publication.date),
        "length_text": length(publication.enclosure.duration_s),
        "duration": _seconds(publication.enclosure.duration_s),
        "language": publication.language,
        "line": publication.line,
        "description": publication.description,
        "paragraphs": [text.strip() for text in publication.description.split("\n\n") if text.strip()],
        "notes": safe_notes(publication.notes_html),
        "credits": [_credit(credit) for credit in publication.people],
        "names": ", ".join(credit.name for credit in publication.people),
        "chapters": [_chapter(chapter) for chapter in publication.chapters if chapter.in_toc],
        "parts": _parts(publication.cues, publication.chapters),
        "is_machine_made_text": publication.is_machine_made_text,
        "engine": publication.engine,
        "audio": audio,
        "audio_file": links.audio,
        "audio_type": publication.enclosure.mime_type,
        "audio_size": _megabytes(publication.enclosure.bytes_n),
        "artwork": links.artwork,
        "downloads": [
            {"label": label, "href": links.files[kind], "type": mime_type}
            for kind, (label, mime_type) in _FILE_TYPES.items()
            if kind in links.files
        ],
        "show_title": show.title,
        "licence": show.licence,
        "home": links.home,
        "feed": links.feed,
        "page_url": links.page,
    }


def json_ld(publication: Publication, show: Show, links: Links, published_at: str) -> SafeString:
    """schema.org's PodcastEpisode as JSON that may stand in a script element. `published_at` is ISO 8601 with a zone."""
    span = f"PT{round(publication.enclosure.duration_s)}S"
    episode: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "PodcastEpisode",
        "@id": links.page,
        "url": links.page,
        "name": publication.title,
        "description": publication.description or publication.line,
        "datePublished": published_at,
        "inLanguage": publication.language,
        "episodeNumber": publication.number,
        "duration": span,
        "timeRequired": span,
        "isAccessibleForFree": True,
        "actor": [_person(credit) for credit in publication.people],
        "associatedMedia": {
            "@type": "AudioObject",
            "contentUrl": links.base + links.audio,
            "encodingFormat": publication.enclosure.mime_type,
            "contentSize": str(publication.enclosure.bytes_n),
            "duration": span,
            **({"transcript": links.base + links.files["md"]} if "md" in links.files else {}),
        },
        "partOfSeries": {
            "@type": "PodcastSeries",
            "@id": links.home,
            "name": show.title,
            "url": links.home,
            "webFeed": links.feed,
        },
        "hasPart": [
            {
                "@type": "Clip",
                "name": chapter.title,
                "startOffset": chapter.start_s,
                "endOffset": chapter.end_s,
                "url": f"{links.page}#t={_seconds(chapter.start_s)}",
            }
            for chapter in publication.chapters
            if chapter.in_toc
        ],
    }
    if links.artwork:
        episode["image"] = links.base + links.artwork
    if show.licence.startswith("http"):
        episode["license"] = show.licence
    text = json.dumps(episode, ensure_ascii=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return mark_safe(text)


def safe_notes(notes_html: str) -> SafeString:
    """The notes with only the tags that notes need: whoever wrote them, nothing in them runs."""
    clean = nh3.clean(
        notes_html,
        tags=_NOTES_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
    )
    return mark_safe(clean)


def long_date(iso_date: str) -> str:
    """ "2026-11-02" as "2 November 2026"; what is no date stays as it is."""
    try:
        day = date.fromisoformat(iso_date)
    except ValueError:
        return iso_date
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def length(duration_s: float) -> str:
    """How long an episode is, as a listener says it: "48 s", "38 min", "1 h 12 min"."""
    if duration_s < 60:
        return f"{round(duration_s)} s"
    hours, minutes = divmod(round(duration_s / 60), 60)
    return " ".join([f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes))


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(TEMPLATES_DIR)], libraries={"i18n": "onrecord.formats.page_i18n"})


def _parts(cues: Sequence[Cue], chapters: Iterable[Chapter]) -> list[dict[str, object]]:
    """The transcript cut at the chapters' starts; a turn that runs over one begins anew after it."""
    borders = sorted(chapters, key=lambda chapter: chapter.start_s)
    starts_s = [cue.span.start_s + _EARLY_S for cue in cues]
    firsts = [bisect_left(starts_s, chapter.start_s) for chapter in borders]
    before = cues[: firsts[0]] if firsts else cues
    inside = [cues[first:end] for first, end in pairwise([*firsts, len(cues)])]
    return [_part(None, before)] * bool(before) + [_part(*pair) for pair in zip(borders, inside, strict=True)]


def _part(chapter: Chapter | None, cues: Sequence[Cue]) -> dict[str, object]:
    begins = [i for i, cue in enumerate(cues) if i == 0 or cue.begins_turn or cue.speaker_id != cues[i - 1].speaker_id]
    return {
        "title": chapter.title if chapter else "",
        "start": _seconds(chapter.start_s) if chapter else "",
        "in_toc": chapter is not None and chapter.in_toc,
        "turns": [_turn(cues[first:end]) for first, end in pairwise([*begins, len(cues)])],
    }


def _turn(cues: Sequence[Cue]) -> dict[str, object]:
    return {
        "speaker": cues[0].speaker,
        "lines": [
            {
                "id": cue.id,
                "start": _seconds(cue.span.start_s),
                "end": _seconds(cue.span.end_s),
                "clock": clock(cue.span.start_s),
                "text": cue.text,
            }
            for cue in cues
        ],
    }


def _chapter(chapter: Chapter) -> dict[str, str]:
    return {"start": _seconds(chapter.start_s), "clock": clock(chapter.start_s), "title": chapter.title}


def _credit(credit: Credit) -> dict[str, str]:
    url = credit.url if re.match(r"https?://", credit.url) else ""
    return {"name": credit.name, "role": str(credit.role), "url": url}


def _person(credit: Credit) -> dict[str, str]:
    return {"@type": "Person", "name": credit.name, **({"url": credit.url} if credit.url else {})}


def _seconds(time_s: float) -> str:
    return f"{time_s:.3f}".rstrip("0").rstrip(".")


def _megabytes(bytes_n: int) -> str:
    return f"{bytes_n / 1e6:.1f} MB"
