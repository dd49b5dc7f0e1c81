"""Pages that were made are kept, and sent again for as long as nothing that they rest on was written to the database.

When something was, the application is asked for the page by its tag: it answers 304 without making it, or makes it anew. So
what is sent rests on nothing but the tags being true. Kept is what says `Cache-Control: public, no-cache` to a reader
who is nobody in particular, or a listener who wrote: what they wrote is nowhere in such a page but where everybody reads it.

A page that changes faster than it can be made, in a discussion where a hundred people write at once, is made by one thread at a
time, and takes no more than a part of the processor for long: meanwhile strangers get it as it was a moment ago. Who wrote
here gets it as it is, always.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
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
SHARE = 0.25
"""Of a processor: what one page takes of it for long."""
AT_ONCE_S = 0.5
"""So much work on a page is done at once before `SHARE` counts: some ten changes of a long one."""
GLANCE_S = 0.005
LONGEST_WAIT_S = 20.0
AUTHOR = "onrecord_me"
"""The cookie of somebody who wrote a comment."""
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
    """`state` is the database's when the page was last known to be true, `asked_at_s` when that was asked.

    `worked_s` is how long it took to make, again and again, less what has been paid back by `worked_at_s`.
    """

    state: object
    tag: str
    headers: Headers
    body: bytes
    asked_at_s: float
    worked_s: float = 0.0
    worked_at_s: float = 0.0

    def owed_s(self, now_s: float) -> float:
        return max(0.0, self.worked_s - SHARE * (now_s - self.worked_at_s))


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


class Glance:
    """The database's state, asked again when something was written through this process, or `GLANCE_S` ago.

    With a hundred writers the answer changes with each of them, and asking costs a reader two turns at the interpreter.
    """

    def __init__(self, ask: Callable[[], object]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._written_n = 0
        self._last: tuple[object, int, float] = (None, -1, 0.0)

    def written(self) -> None:
        """To be called after a request that may have changed something, before it is answered."""
        with self._lock:
            self._written_n += 1

    def state(self) -> object:
        last, asked_n, asked_at_s = self._last
        if asked_n == self._written_n and time.monotonic() - asked_at_s < GLANCE_S:
            return last
        with self._lock:
            written_n, now_s = self._written_n, time.monotonic()
        state = self._ask()
        with self._lock:
            if self._last[1] <= written_n:
                self._last = (state, written_n, now_s)
        return state


class Remembered:
    """A WSGI application in front of the site's own."""

    def __init__(self, application: WSGIApplication, state: Callable[[], object]) -> None:
        self._application, self._glance = application, Glance(state)
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._made_now: dict[Key, threading.Event] = {}
        self._held_n = 0
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        key = _key(environ)
        if key is None:
            try:
                return self._application(environ, start_response)
            finally:
                if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
                    self._glance.written()
        arrived_s = time.monotonic()
        wrote = AUTHOR in environ.get("HTTP_COOKIE", "")
        page = self._kept.get(key)
        if page and not wrote and page.owed_s(arrived_s) > AT_ONCE_S:
            return _sent(page, environ, start_response)
        state = self._glance.state()
        while True:
            with self._lock:
                page = self._kept.get(key)
                if page is None:
                    break
                self._kept.move_to_end(key)
                if page.state == state or page.asked_at_s > arrived_s:
                    return _sent(page, environ, start_response)
                made = self._made_now.get(key)
                if made and not wrote and page.owed_s(arrived_s) > AT_ONCE_S / 2:
                    return _sent(page, environ, start_response)
                if made is None:
                    self._made_now[key] = threading.Event()
                    break
            if not made.wait(LONGEST_WAIT_S):
                break
        try:
            return self._made(key, page, environ, start_response)
        finally:
            with self._lock:
                made = self._made_now.pop(key, None)
            if made:
                made.set()

    def _made(
        self, key: Key, page: _Kept | None, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """What the application makes, kept if it may be. A condition in the request is tried here, on what is kept."""
        asked_at_s, began_s, state = time.monotonic(), time.thread_time(), self._glance.state()
        asked = {name: value for name, value in environ.items() if name != "HTTP_IF_NONE_MATCH"} | {
            "REQUEST_METHOD": "GET"
        }
        if page:
            asked["HTTP_IF_NONE_MATCH"] = page.tag
        status, headers, parts = _asked(self._application, asked)
        by_name = {name.lower(): value for name, value in headers}
        is_true = page is not None and status.startswith("304")
        may_keep = is_true or (
            status.startswith("200")
            and by_name.get("cache-control") == KEEPABLE
            and "etag" in by_name
            and "set-cookie" not in by_name
        )
        if not may_keep:
            with self._lock:
                self._drop(key)
            if environ["REQUEST_METHOD"] == "GET" and "HTTP_IF_NONE_MATCH" not in environ:
                start_response(status, headers)
                return cast(Iterable[bytes], parts)
            if hasattr(parts, "close"):
                parts.close()
            return self._application(environ, start_response)
        body = b"".join(parts)
        if hasattr(parts, "close"):
            parts.close()
        now_s = time.monotonic()
        worked_s = time.thread_time() - began_s + (page.owed_s(now_s) if page else 0.0)
        if page and is_true:
            page = replace(page, state=state, asked_at_s=asked_at_s, worked_s=worked_s, worked_at_s=now_s)
        else:
            page = _Kept(state, by_name["etag"], headers, body, asked_at_s, worked_s, now_s)
        if len(page.body) <= LARGEST_BYTES_N:
            with self._lock:
                self._drop(key)
                self._kept[key] = page
                self._held_n += len(page.body)
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
        return set(SimpleCookie(cookies)) <= {COOKIE, AUTHOR}
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
