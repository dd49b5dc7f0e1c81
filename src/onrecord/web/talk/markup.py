"""Markdown as it is shown: CommonMark without HTML, pictures and headings, cleaned once more by nh3; 12:03 leads to the sound."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {"p", "br", "a", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "del", "span"}
_MOMENT = re.compile(r"(?<![\w:.])(?:(\d{1,2}):)?([0-5]?\d):([0-5]\d)(?![\w:])")
NESTING_N = 6
"""Quotes and lists within each other; markdown-it's own limit is 20, and each level narrows the text."""

Place = Callable[[int], str | None]
"""The fragment that a moment, in whole seconds of the programme, leads to; "" where the passage was cut, None for no link."""


def moments_in(text: str) -> list[int]:
    """Every 12:03 and 1:02:03 in the text, in seconds, once each."""
    return list(dict.fromkeys(_seconds(match) for match in _MOMENT.finditer(text)))


def html_of(text: str, place: Place) -> str:
    """The comment's HTML. Nothing in it runs, whatever `text` is, and links outward carry no weight for search engines."""
    tokens = _parser().parse(text)
    for token in tokens:
        if token.children:
            token.children = _with_moments(token.children, place)
    return nh3.clean(
        _parser().renderer.render(tokens, _parser().options, {}),
        tags=TAGS, attributes={"a": {"href"}, "ol": {"start"}}, allowed_classes={"a": {"moment"}, "span": {"moment-cut"}},
        url_schemes={"http", "https", "mailto"}, link_rel="nofollow ugc noopener",
    )  # fmt: skip


def placed(html: str, page_url: str) -> str:
    """`html_of`'s answer for another page than the episode's: its moments lead there."""
    return html.replace('href="#t=', f'href="{page_url}#t=')


def links_n(html: str) -> int:
    """How many links lead out of the site."""
    return len(re.findall(r'<a [^>]*href="(?:https?:|mailto:|//)', html))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": NESTING_N * 2})
    parser.enable(["strikethrough"])
    parser.disable(["image", "heading", "lheading", "html_block", "html_inline", "reference", "hr"])
    return parser


def _with_moments(children: Sequence[Token], place: Place) -> list[Token]:
    found: list[Token] = []
    links_deep = 0
    for token in children:
        links_deep += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        found += [token] if token.type != "text" or links_deep else _split(token, place)
    return found


def _split(token: Token, place: Place) -> list[Token]:
    found: list[Token] = []
    at = 0
    for match in _MOMENT.finditer(token.content):
        href = place(_seconds(match))
        if href is None:
            continue
        found.append(_text(token.content[at : match.start()]))
        tag, attribute = ("a", {"class": "moment", "href": href}) if href else ("span", {"class": "moment-cut"})
        found.append(Token(f"{'link' if href else 'cut'}_open", tag, 1, attrs=dict(attribute)))
        found.append(_text(match.group()))
        found.append(Token(f"{'link' if href else 'cut'}_close", tag, -1))
        at = match.end()
    found.append(_text(token.content[at:]))
    return found


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _seconds(match: re.Match[str]) -> int:
    hours, minutes, seconds = match.groups()
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
