"""The episode page: what is on it, its stand-alone form for the episode folder, and the style and scripts beside it.

The site and the folder share the templates in `templates/onrecord/`. Everything that reaches them is a string, a list or a
claim, so that they render with no Django settings at all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

import nh3
from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe

from onrecord.core.episode import Chapter, Credit, Publication, PublishedClaim, Show
from onrecord.core.time import clock, seconds
from onrecord.formats.claims import claims_ld
from onrecord.formats.page_transcript import transcript_html
from onrecord.formats.page_words import length, long_date, spoken

TEMPLATES_DIR = Path(__file__).parent / "templates"
STATIC_DIR = Path(__file__).parent / "static"
ASSET_NAMES = ("page.css", "seekable.js", "player.js", "transcript.js", "share.js", "icon.svg")

_NOTES_TAGS = {"p", "ul", "ol", "li", "a", "b", "i", "strong", "em", "h3", "h4", "blockquote", "code", "br", "hr"}
_FILE_TYPES = {
    "vtt": ("WebVTT", "text/vtt"),
    "srt": ("SRT", "application/x-subrip"),
    "md": ("Markdown", "text/markdown"),
    "json": ("JSON", "application/json"),
    "html": ("HTML", "text/html"),
}


@dataclass(frozen=True, slots=True)
class Links:
    """Where things are, as seen from the page. `base` is the site's address without a final slash: "" in a folder.

    `files` maps the names of `Publication.files` to addresses; only those of the transcript are shown. `start_s` is where
    the sound begins when nobody says otherwise, `end_s` where it ends. `people` and `stories` lead to the pages of a name and
    of a chapter (by its index in time order), `words` to the times of the words, `search` to the search, `embed` to the
    player for other sites.
    """

    audio: str
    files: dict[str, str] = field(default_factory=dict)
    artwork: str = ""
    home: str = ""
    feed: str = ""
    page: str = ""
    base: str = ""
    start_s: float = 0.0
    end_s: float = 0.0
    people: Mapping[str, str] = field(default_factory=dict)
    stories: Mapping[int, str] = field(default_factory=dict)
    words: str = ""
    search: str = ""
    embed: str = ""


def episode_page(publication: Publication, show: Show) -> str:
    """The stand-alone page: `index.html` of the episode folder, beside the files of `page_assets` and of the publication."""
    shown = {kind: name for kind, name in publication.files.items() if kind in _FILE_TYPES}
    artwork = publication.files.get("artwork", "")
    links = Links(audio=publication.enclosure.file, files=shown, artwork=artwork, home=show.site_url)
    page = _engine().get_template("onrecord/page.html")
    context = episode_context(publication, show, links, spoken(publication.language))
    return str(page.render(Context(context)))


def page_assets() -> dict[str, bytes]:
    """The style, the scripts and the icon that the stand-alone page asks for, by file name."""
    room = files("onrecord.formats") / "static" / "onrecord"
    return {name: (room / name).read_bytes() for name in ASSET_NAMES}


def episode_context(publication: Publication, show: Show, links: Links, ui_language: str = "en") -> dict[str, object]:
    """What the templates in `templates/onrecord/` are given; `ui_language` is the reader's."""
    chapters = sorted(publication.chapters, key=lambda chapter: chapter.start_s)
    return {
        "ui_language": ui_language,
        "guid": publication.guid,
        "number": str(publication.number),
        "title": publication.title,
        "date": publication.date,
        "date_text": long_date(publication.date, ui_language),
        "length_text": length(publication.enclosure.duration_s, ui_language),
        "duration": seconds(publication.enclosure.duration_s),
        "language": publication.language,
        "line": publication.line,
        "description": publication.description,
        "paragraphs": [text.strip() for text in publication.description.split("\n\n") if text.strip()],
        "notes": safe_notes(publication.notes_html),
        "credits": [_credit(credit, links) for credit in publication.people],
        "names": ", ".join(credit.name for credit in publication.people),
        "chapters": [_chapter(chapter) for chapter in chapters if chapter.in_toc],
        "transcript": transcript_html(publication.cues, chapters, publication.language, links.people, links.stories),
        "speakers": list(dict.fromkeys(cue.speaker for cue in publication.cues if cue.speaker)),
        "claims": [_claim(claim) for claim in publication.claims],
        "claims_n": str(len(publication.claims)),
        "claims_reviewed": str(sum(claim.is_reviewed for claim in publication.claims)),
        "claims_ld": script_json(claims_ld(publication.claims, links.page)) if publication.claims else "",
        "is_machine_made_text": publication.is_machine_made_text,
        "engine": publication.engine,
        "audio": links.audio + _fragment(links),
        "words": links.words,
        "search": links.search,
        "embed": links.embed,
        "share_url": links.page,
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
                "url": f"{links.page}#t={seconds(chapter.start_s)}",
            }
            for chapter in publication.chapters
            if chapter.in_toc
        ],
    }
    if publication.claims:
        episode["interpretedAsClaim"] = claims_ld(publication.claims, links.page)
    if links.artwork:
        episode["image"] = links.base + links.artwork
    if show.licence.startswith("http"):
        episode["license"] = show.licence
    return script_json(episode)


def script_json(value: object) -> SafeString:
    """JSON that may stand in a script element."""
    text = json.dumps(value, ensure_ascii=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return mark_safe(text)


def _claim(claim: PublishedClaim) -> dict[str, object]:
    return {
        "id": claim.id, "start": seconds(claim.start_s), "clock": clock(claim.start_s), "text": claim.text, "holder": claim.holder,
        "relayed_by": claim.relayed_by, "firmness": claim.firmness.replace("_", " "), "is_reviewed": claim.is_reviewed,
        "is_watch": claim.is_watch, "model": claim.model, "model_says": claim.model_says, "again": [{"start": seconds(s), "clock": clock(s)} for s in claim.again_s],
    }  # fmt: skip


def show_json_ld(show: Show, base: str, search: str, artwork: str) -> dict[str, object]:
    """schema.org's PodcastSeries, with the address of the site's search."""
    home = f"{base}/"
    return {
        "@context": "https://schema.org",
        "@type": "PodcastSeries",
        "@id": home,
        "url": home,
        "name": show.title,
        "description": show.description,
        "inLanguage": show.language,
        "webFeed": f"{base}/feed.xml",
        **({"author": {"@type": "Organization", "name": show.author}} if show.author else {}),
        **({"image": artwork} if artwork else {}),
        **({"license": show.licence} if show.licence.startswith("http") else {}),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{base}{search}?q={{words}}"},
            "query-input": "required name=words",
        },
    }


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


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(TEMPLATES_DIR)], libraries={"i18n": "onrecord.formats.page_i18n"})


def _chapter(chapter: Chapter) -> dict[str, str]:
    return {"start": seconds(chapter.start_s), "clock": clock(chapter.start_s), "title": chapter.title}


def _credit(credit: Credit, links: Links) -> dict[str, str]:
    url = credit.url if re.match(r"https?://", credit.url) else ""
    return {"name": credit.name, "role": str(credit.role), "url": url, "page": links.people.get(credit.name, "")}


def _fragment(links: Links) -> str:
    """The media fragment that makes the browser's own player begin and end there."""
    if not links.start_s and not links.end_s:
        return ""
    return f"#t={seconds(links.start_s)}" + (f",{seconds(links.end_s)}" if links.end_s else "")


def _person(credit: Credit) -> dict[str, str]:
    return {"@type": "Person", "name": credit.name, **({"url": credit.url} if credit.url else {})}


def _megabytes(bytes_n: int) -> str:
    return f"{bytes_n / 1e6:.1f} MB"
