"""The review page: everything that the machine proposes, each to be heard and answered, and the commands that hand the answers in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from importlib.resources import files

from onrecord.core.edit import Verdict
from onrecord.core.time import Span, clock
from onrecord.formats.vtt import one_line


class Asked(StrEnum):
    """What is answered, by the command that takes the answers."""

    CUTS = "cuts"
    NAMES = "names"
    CLAIMS = "claims"


_HEADINGS = {
    Asked.CUTS: ("Cuts", "What goes, or is turned down, and what is only suggested."),
    Asked.NAMES: ("Names", "What was heard, and how it is to be written."),
    Asked.CLAIMS: ("Claims", "Who said what on whose word. What nobody has checked says so wherever it is shown."),
}
_KEYS = {
    Asked.CUTS: ("Cut it", "Leave it in"),
    Asked.NAMES: ("Write it so", "Leave as heard"),
    Asked.CLAIMS: ("That is right", "That is wrong"),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing to hear and answer.

    `head` and `why` say what it is; `before`, `about` and `behind` are the words around it. `state` is how it stands, `stands` what
    answer that is, None where it waits for one. `recorded` is its place in the recording and `finished` in the programme, None where it is not
    heard there. `sure` is 0 to 1, where there is such a figure.
    """

    asked: Asked
    id: str
    at_s: float
    head: str
    why: str
    state: str
    stands: Verdict | None
    recorded: Span
    finished: Span | None
    before: str = ""
    about: str = ""
    behind: str = ""
    sure: float | None = None


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """`recorded` and `finished` are the two sounds, as the page may ask for them; `slug` names the episode in commands."""

    title: str
    show: str
    slug: str
    guid: str
    recorded: str
    finished: str
    proposals: tuple[Proposal, ...]


def review_html(facts: ReviewFacts) -> str:
    """The page, with its style and its script in it: it asks for nothing but the two sounds, and sends nothing anywhere."""
    room = files("onrecord.formats") / "static" / "onrecord"
    style, script = ((room / name).read_text(encoding="utf-8") for name in ("review.css", "review.js"))
    sections = [_section(asked, [p for p in facts.proposals if p.asked is asked]) for asked in Asked]
    title = _text(facts.title)
    what = {"slug": facts.slug, "guid": facts.guid, "recorded": facts.recorded, "finished": facts.finished}
    given = json.dumps(what, ensure_ascii=True).replace("<", "\\u003c")
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>Review: {title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        f'<header><p class="about">{_text(facts.show)}</p>\n<h1>{title}</h1>\n{_ABOUT}</header>\n'
        f'<script type="application/json" id="episode">{given}</script>\n'
        + "\n".join(section for section in sections if section)
        + f"\n</main>\n{_BAR}\n<script>\n{script}</script>\n</body>\n</html>\n"
    )


_ABOUT = """\
<p>Hear each one and answer what is not right. What you leave alone stays as it stands. Nothing is sent: the answers wait here
until you copy the commands at the foot and run them in the show's folder.</p>
<noscript><p>Without scripts there are no keys here. The same is done by <code>onrecord cuts</code>, <code>onrecord names</code> and
<code>onrecord claims</code>.</p></noscript>
<p class="keys"><kbd>j</kbd> <kbd>k</kbd> next, previous · <kbd>space</kbd> hear it finished · <kbd>b</kbd> as recorded ·
<kbd>x</kbd> first answer · <kbd>c</kbd> second · <kbd>u</kbd> take back</p>
<p class="filters"><label><input type="checkbox" id="waiting"> Only what waits for an answer or is less than 80 % sure</label></p>
"""
_BAR = """\
<footer id="bar" hidden>
<p><b id="count"></b> <button type="button" id="copy">Copy the commands</button> <button type="button" id="clear">Forget them</button></p>
<pre id="commands" tabindex="0" aria-label="Commands"></pre>
</footer>"""


def _text(text: str) -> str:
    return escape(one_line(text))


def _section(asked: Asked, proposals: Sequence[Proposal]) -> str:
    if not proposals:
        return ""
    heading, about = _HEADINGS[asked]
    items = "\n".join(_item(one) for one in proposals)
    return (
        f'<section id="{asked}">\n<h2>{heading} <span>{len(proposals)}</span></h2>\n<p class="about">{about}</p>\n'
        f"<ol>\n{items}\n</ol>\n</section>"
    )


def _item(one: Proposal) -> str:
    places = f' data-recorded="{_range(one.recorded)}"'
    places += f' data-finished="{_range(one.finished)}"' if one.finished else ""
    stands = f' data-stands="{one.stands}"' if one.stands else ""
    waits = "" if one.stands else " data-waits"
    sure = "" if one.sure is None else f' data-sure="{100 * one.sure:.0f}"'
    marks = " ".join(filter(None, (_text(one.before), f"<mark>{_text(one.about)}</mark>", _text(one.behind))))
    hear = [f'<button type="button" class="hear" data-of="{name}">{said}</button>'
            for name, said, span in (("recorded", "As recorded", one.recorded), ("finished", "Finished", one.finished)) if span]  # fmt: skip
    answers = "".join(
        f'<button type="button" class="answer" data-verdict="{verdict}" aria-pressed="{str(one.stands is verdict).lower()}">{said}</button>'
        for verdict, said in zip((Verdict.ACCEPT, Verdict.REJECT), _KEYS[one.asked], strict=True)
    )
    return (
        f'<li id="{_text(one.id)}" tabindex="0"{places}{stands}{waits}{sure}>\n'
        f'<p class="head"><time>{clock(one.at_s)}</time> <b>{_text(one.head)}</b> <span class="state">{_text(one.state)}</span></p>\n'
        f'<p class="said">{marks}</p>\n<p class="about">{_text(one.why)}</p>\n'
        f'<p class="row"><span>{"".join(hear)}</span><span role="group" aria-label="Answer">{answers}</span></p>\n</li>'
    )


def _range(span: Span) -> str:
    return f"{span.start_s:.3f},{span.end_s:.3f}"
