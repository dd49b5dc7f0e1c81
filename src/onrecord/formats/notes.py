"""The show notes as HTML for page and feed, and as Markdown with all three lengths and the second of every sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from html import escape
from itertools import groupby

from onrecord.core.story import Note, Notes, Offer
from onrecord.core.time import clock, seconds
from onrecord.formats.transcript_md import escaped

AtOf = Callable[[Sequence[str]], float | None]
"""The second of the programme at which these words are said; None when the programme does not hold them."""

_MOMENT = r'<a href="#t=([\d.]+)"[^>]*>(.*?)</a>'
MARK = "*"
"""Stands after a sentence that a language model wrote."""


def notes_html(
    notes: Notes, at_s: AtOf, name_of: Callable[[Note], str], begins_s: Mapping[str, float], description: str = ""
) -> str:
    """What a person wrote first, then story by story, quotes, people, links. Each sentence is a link to its second, `#t=754`.

    `begins_s` says at which second of the programme each story begins, by its id.

    What the programme no longer holds is left out, and so is what rests on it.
    """
    parts = _written(description)
    held = printed(notes, at_s)

    def linked(these: Sequence[Note]) -> str:
        return f"<p>{' '.join(_link(at_s(note.word_ids), _text([note])) for note in these)}</p>"

    for story in held.stories:
        start_s = begins_s.get(story.story_id)
        begins = "" if start_s is None else f" {_link(start_s, clock(start_s))}"
        parts.append(f"<h3>{escape(story.title)}{begins}</h3>")
        parts.append(linked(story.sentences))
    if not held.stories and held.paragraph and not description:
        parts.append(linked(held.paragraph))
    for quote in held.quotes:
        said_s = at_s(quote.word_ids) or 0.0
        by = ", ".join(part for part in (escape(name_of(quote)), _link(said_s, clock(said_s))) if part)
        parts.append(f"<blockquote><p>“{escape(unquoted(quote))}”</p><p>{by}</p></blockquote>")
    if held.people:
        parts.append(_listed("People", [f"{escape(p.name)}, {escape(p.role)}" for p in held.people]))
    if held.links:
        urls = [escape(link.url, quote=True) for link in held.links]
        parts.append(_listed("Mentioned", [f'<a href="{url}">{url}</a>' for url in urls]))
    if held.offers:
        parts.append(_listed("Offers", [_offer_html(offer) for offer in held.offers]))
    parts += [f"<p><em>{escape(said)}</em></p>" for said in [written_by(replace(held, line=None, titles=()))] if said]
    return "\n".join(parts)


def with_times(notes_html: str) -> str:
    """The notes for where no player stands beside them: the second behind each sentence, "(12:34)", which podcast apps make a link."""

    def told(link: re.Match[str]) -> str:
        at = clock(float(link[1]))
        return link[2] if link[2] == at else f"{link[2]} ({at})"

    headed = re.sub(rf"(<h3>[^<]*){_MOMENT}</h3>", r"\1(\3)</h3>", notes_html)
    return re.sub(_MOMENT, told, headed)


def _written(description: str) -> list[str]:
    """What a person wrote, a paragraph for each line; lines that begin with "- " or "* " are a list."""
    lines = [line.strip() for line in description.split("\n") if line.strip()]
    parts: list[str] = []
    for is_list, these in groupby(lines, key=lambda line: line.startswith(("- ", "* "))):
        texts = [escape(line[2:].strip() if is_list else line) for line in these]
        parts += (
            [f"<ul>{''.join(f'<li>{text}</li>' for text in texts)}</ul>"]
            if is_list
            else [f"<p>{text}</p>" for text in texts]
        )
    return parts


def _link(at_s: float | None, text: str) -> str:
    return f'<a href="#t={seconds(at_s or 0.0)}">{escape(text)}</a>'


def notes_md(notes: Notes, at_s: AtOf, name_of: Callable[[Note], str], title: str) -> str:
    """Title proposals, the line, the paragraph, and the page; each sentence with its second and its claims."""
    held = printed(notes, at_s)

    def row(note: Note, text: str = "") -> str:
        rests = " ".join([f"({clock(at_s(note.word_ids) or 0.0)})", *note.claim_ids])
        return f"{escaped(text or _text([note]))} {rests}"

    parts = [f"# {escaped(title)}"]
    sections = [
        ("Titles", [f"- {row(note)}" for note in held.titles]),
        ("In one line", [row(held.line)] if held.line else []),
        ("In a paragraph", ["\n".join(row(note) for note in held.paragraph)] if held.paragraph else []),
        *((story.title, [f"- {row(note)}" for note in story.sentences]) for story in held.stories),
        ("Quotes", [f"> “{escaped(unquoted(q))}”\n> {escaped(name_of(q))} ({clock(at_s(q.word_ids) or 0.0)})" for q in held.quotes]),
        ("People", [f"- {escaped(p.name)}, {escaped(p.role)}" for p in held.people]),
        ("Mentioned", [f"- <{link.url}>" for link in held.links]),
        ("Offers", [f"- {', '.join(_offer_parts(offer, f'<{offer.url}>'))}" for offer in held.offers]),
    ]  # fmt: skip
    for head, rows in sections:
        if rows:
            is_list = rows[0].startswith("- ")
            parts += [f"## {escaped(head)}", ("\n" if is_list else "\n\n").join(rows)]
    parts += [escaped(said) for said in [written_by(held)] if said]
    return "\n\n".join(parts) + "\n"


def printed(notes: Notes, at_s: AtOf) -> Notes:
    """The notes without what the programme no longer holds."""

    def held(these: Sequence[Note]) -> tuple[Note, ...]:
        return tuple(note for note in these if at_s(note.word_ids) is not None)

    stories = (replace(story, sentences=held(story.sentences)) for story in notes.stories)
    return replace(
        notes,
        line=notes.line if notes.line and at_s(notes.line.word_ids) is not None else None,
        paragraph=held(notes.paragraph),
        stories=tuple(story for story in stories if story.sentences),
        quotes=held(notes.quotes),
        links=tuple(link for link in notes.links if at_s(link.word_ids) is not None),
        offers=tuple(offer for offer in notes.offers if at_s(offer.word_ids) is not None),
        people=tuple(person for person in notes.people if at_s(person.word_ids) is not None),
        titles=held(notes.titles),
    )


def line_text(notes: Notes) -> str:
    """The line as it is printed where nothing explains a mark: in lists, in what search engines and other sites show. Empty when there is none."""
    if notes.line is None:
        return ""
    return f"{notes.line.text} (written by a language model)" if notes.line.model else notes.line.text


def written_by(notes: Notes) -> str:
    """Who wrote the marked sentences, for readers; empty when no model did."""
    models = models_of(notes)
    if not models:
        return ""
    return f"{MARK} Written by a language model ({', '.join(models)}) from the words said there, and not checked by a person."


def models_of(notes: Notes) -> tuple[str, ...]:
    """The language models that wrote any of it."""
    lines = [notes.line] if notes.line else []
    every = [*lines, *notes.paragraph, *notes.titles, *(note for story in notes.stories for note in story.sentences)]
    return tuple(dict.fromkeys(note.model for note in every if note.model))


def unquoted(quote: Note) -> str:
    return quote.text.strip('“”"')


def _text(notes: Sequence[Note]) -> str:
    return " ".join(note.text + (MARK if note.model else "") for note in notes)


def _offer_html(offer: Offer) -> str:
    url = escape(offer.url, quote=True)
    return ", ".join(
        _offer_parts(replace(offer, code=escape(offer.code)), f'<a href="{url}" rel="sponsored">{url}</a>')
    )


def _offer_parts(offer: Offer, link: str) -> list[str]:
    return [part for part in (offer.url and link, offer.code and f"code {offer.code}") if part]


def _listed(head: str, items: Sequence[str]) -> str:
    return f"<h3>{head}</h3>\n<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
