"""Pages that were made are kept, and sent again for as long as nothing that they rest on was written to the database.

When something was, the application is asked for the page by its tag: it answers 304 without making it, or makes it anew. So
what is sent rests on nothing but the tags being true. Kept is what says `Cache-Control: public, no-cache` to a reader
who is nobody in particular.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from onrecord.web.language import ASKED_BY, COOKIE, chosen

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

ROOM_BYTES_N = 48 << 20
LARGEST_BYTES_N = 4 << 20
LONGEST_ADDRESS_CHARS_N = 300
KEEPABLE = "public, no-cache"
_PARTICULAR = (
    "HTTP_AUTHORIZATION",
    "HTTP_RANGE",
    "HTTP_IF_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_UNMODIFIED_SINCE",
)
_SENT_WITH_304 = {"cache-control", "content-location", "date", "etag", "expires", "vary"}

REVISIONS = "SELECT (SELECT sum(revision) FROM shows_show), (SELECT sum(revision) FROM talk_room)"
"""What the pages' tags are made of, for all pages at once."""

Key = tuple[str, ...]
Headers = list[tuple[str, str]]


@dataclass(slots=True)
class _Kept:
    """`state` is the database's when the page was last known to be true."""

    state: object
    tag: str
    headers: Headers
    body: bytes


def database_state(path: Path) -> Callable[[], object]:
    """A function whose value changes with what pages rest on: what is out, and what is seen of the discussions.

    `PRAGMA data_version` (5 µs) tells whether anything was written at all; only then is asked what.
    """
    database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    lock = threading.Lock()
    last: list[object] = [None, None]

    def state() -> object:
        with lock:
            version = database.execute("PRAGMA data_version").fetchone()[0]
            if version != last[0]:
                last[:] = [version, database.execute(REVISIONS).fetchone()]
            return last[1]

    return state


def asked_state() -> object:
    """The same for other databases: a question of 0.3 ms, where making the page or its tag takes ten times as long."""
    from django.db import Error, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute(REVISIONS)
            return cursor.fetchone()
    except Error:  # not to be known now: the application is asked, and says what is wrong
        connection.close()
        return object()


class Remembered:
    """A WSGI application in front of the site's own."""

    def __init__(self, application: WSGIApplication, state: Callable[[], object]) -> None:
        self._application, self._state = application, state
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._held_n = 0
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        key = _key(environ)
        if key is None:
            return self._application(environ, start_response)
        state = self._state()
        with self._lock:
            page = self._kept.get(key)
            if page:
                self._kept.move_to_end(key)
        if page and page.state != state:
            page = self._still_true(key, page, environ, state)
        if page is None:
            return self._made(key, environ, start_response, state)
        return _sent(page, environ, start_response)

    def _still_true(self, key: Key, page: _Kept, environ: WSGIEnvironment, state: object) -> _Kept | None:
        status, _, body = _asked(self._application, {**environ, "HTTP_IF_NONE_MATCH": page.tag})
        if hasattr(body, "close"):
            body.close()
        if status.startswith("304"):
            page.state = state
            return page
        with self._lock:
            self._drop(key)
        return None

    def _made(
        self, key: Key, environ: WSGIEnvironment, start_response: StartResponse, state: object
    ) -> Iterable[bytes]:
        """What the application makes, kept if it may be. A condition in the request is tried here, on what is kept."""
        plain = {name: value for name, value in environ.items() if name != "HTTP_IF_NONE_MATCH"}
        status, headers, parts = _asked(self._application, {**plain, "REQUEST_METHOD": "GET"})
        by_name = {name.lower(): value for name, value in headers}
        may_keep = (
            status.startswith("200")
            and by_name.get("cache-control") == KEEPABLE
            and "etag" in by_name
            and "set-cookie" not in by_name
        )
        if not may_keep:
            if environ["REQUEST_METHOD"] == "GET" and "HTTP_IF_NONE_MATCH" not in environ:
                start_response(status, headers)
                return cast(Iterable[bytes], parts)
            if hasattr(parts, "close"):
                parts.close()
            return self._application(environ, start_response)
        body = b"".join(parts)
        if hasattr(parts, "close"):
            parts.close()
        page = _Kept(state, by_name["etag"], headers, body)
        if len(body) <= LARGEST_BYTES_N:
            with self._lock:
                self._drop(key)
                self._kept[key] = page
                self._held_n += len(body)
                while self._held_n > ROOM_BYTES_N:
                    self._drop(next(iter(self._kept)))
        return _sent(page, environ, start_response)

    def _drop(self, key: Key) -> None:
        gone = self._kept.pop(key, None)
        self._held_n -= len(gone.body) if gone else 0


def _key(environ: WSGIEnvironment) -> Key | None:
    """What the answer depends on; None for a request whose answer is not to be kept."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or any(name in environ for name in _PARTICULAR):
        return None
    address = environ.get("PATH_INFO", "") + "?" + environ.get("QUERY_STRING", "")
    cookies = environ.get("HTTP_COOKIE", "")
    if len(address) > LONGEST_ADDRESS_CHARS_N or (cookies and not _is_nobody(cookies)):
        return None
    return (
        address,
        environ.get("SCRIPT_NAME", ""),
        environ.get("HTTP_HOST", ""),
        environ.get("wsgi.url_scheme", ""),
        "gzip" if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "") else "",
        chosen(cookies, environ.get(ASKED_BY, "")),
    )


def _is_nobody(cookies: str) -> bool:
    try:
        return set(SimpleCookie(cookies)) <= {COOKIE}
    except CookieError:
        return False


def _asked(application: WSGIApplication, environ: WSGIEnvironment) -> tuple[str, Headers, Any]:
    said: list[tuple[str, Headers]] = []

    def start(status: str, headers: Headers, exc_info: object = None) -> Callable[[bytes], object]:
        said.append((status, headers))
        return lambda data: None

    body = application(environ, start)
    return *said[-1], body


def _sent(page: _Kept, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    asked_for = environ.get("HTTP_IF_NONE_MATCH", "")
    if asked_for and (asked_for.strip() == "*" or page.tag.removeprefix("W/") in asked_for.replace("W/", "")):
        start_response("304 Not Modified", [pair for pair in page.headers if pair[0].lower() in _SENT_WITH_304])
        return []
    headers = [pair for pair in page.headers if pair[0].lower() != "content-length"]
    start_response("200 OK", [*headers, ("Content-Length", str(len(page.body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [page.body]
