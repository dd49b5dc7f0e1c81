"""The judge before a publication: the feed as it would be and the episode's files as the site would serve them.

The site is asked in this process, by the same code that answers listeners, inside the transaction that is not done yet.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.signals import request_finished
from django.db import close_old_connections

from onrecord.core.errors import BrokenFeed
from onrecord.core.web import Answer, Ask
from onrecord.formats.check.rules import Finding, Severity
from onrecord.formats.check.whole import judge_feed, judge_file, judge_link, links_of
from onrecord.web.feeds.private import INSIDE
from onrecord.web.shows.models import Episode, Show

HOME = "http://localhost"
TOLD = frozenset({"artwork-missing"})
"""What directories ask for and the show has not yet: told, and no reason to keep an episode from its listeners."""


class Inside:
    """Asks the site at `base` without a connection. What is elsewhere is not asked for."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._handler = WSGIHandler()

    def __call__(self, ask: Ask) -> Answer:
        if not ask.url.startswith(f"{self.base}/"):
            return Answer(ask, 0, ask.url, problem="it is not on this site")
        parts = urlsplit(ask.url)
        environ = {
            "REQUEST_METHOD": ask.method, "PATH_INFO": unquote(parts.path), "QUERY_STRING": parts.query, "SCRIPT_NAME": "",
            "SERVER_NAME": parts.hostname or "", "SERVER_PORT": str(parts.port or 80), "HTTP_HOST": parts.netloc,
            "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": parts.scheme, "wsgi.input": io.BytesIO(), INSIDE: True,
        }  # fmt: skip
        if ask.first_bytes_n is not None:
            environ["HTTP_RANGE"] = f"bytes=0-{ask.first_bytes_n - 1}"
        response = self._handler.get_response(WSGIRequest(environ))
        try:
            body = b"" if ask.method == "HEAD" else b"".join(_up_to(response, ask.limit_bytes_n + 1))
        finally:
            # as Django's own test client does: the end of a request must not end the transaction around it
            request_finished.disconnect(close_old_connections)
            response.close()
            request_finished.connect(close_old_connections)
        headers = {name.lower(): value for name, value in response.headers.items()}
        limit_n = ask.limit_bytes_n
        return Answer(ask, response.status_code, ask.url, headers, body[:limit_n], is_cut=len(body) > limit_n)


def _up_to(chunks: Iterable[bytes], bytes_n: int) -> Iterable[bytes]:
    for chunk in chunks:
        yield chunk[:bytes_n]
        bytes_n -= len(chunk)
        if bytes_n <= 0:
            return


def judge(show: Show, episode: Episode | None, data: bytes, as_json: bytes, base: str) -> tuple[str, ...]:
    """What is to be told of a feed that may go out: the page of it that has the episode, in both formats.

    Raises BrokenFeed, with the first error, for one that may not. While the show has no site address it is at home, and what
    its artwork is like is told and keeps nothing back.
    """
    inside = Inside(base)
    feed, findings = judge_feed(data)
    wanted = base + episode.url if episode else ""
    links = links_of(feed, len(feed.items)) if feed else []
    place = next((link.place for link in links if link.kind == "page" and link.url == wanted), "the show")
    for link in links:
        if link.place in (place, "the show") and link.url.startswith(f"{base}/"):
            findings += judge_link(link, inside)
    findings += judge_file(as_json, "jsonfeed")
    errors = [f for f in findings if f.severity is Severity.ERROR and f.rule not in TOLD]
    of_artwork = [f for f in errors if f.rule.startswith("artwork-") and not show.site_url]
    errors = [f for f in errors if f not in of_artwork]
    if errors:
        raise BrokenFeed(f"The feed would be refused: {_sentence(errors[0])}{_more(errors)}", errors[0].mend)
    if show.site_url:
        return tuple(f"{f.says} {f.mend}" for f in findings if f.rule in TOLD)
    return tuple(f"Before the show gets an address: {_sentence(f)} {f.mend}" for f in of_artwork if show.artwork)


def _sentence(finding: Finding) -> str:
    place = ": ".join(part for part in (finding.target or finding.where, finding.found) if part)
    return f"{finding.says.rstrip('.')}{f' ({place})' if place else ''}."


def _more(errors: list[Finding]) -> str:
    return f" And {len(errors) - 1} more." if len(errors) > 1 else ""
