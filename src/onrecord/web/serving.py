"""waitress, with two habits changed that cost it most of its time when many read and write at once."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ThreadedTaskDispatcher

from onrecord.web.running import PROXY_VARIABLE

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_log = logging.getLogger("onrecord.web")
READING_THREADS_N = 6
WRITING_THREADS_N = 4
"""A database file takes one at a time: the pages of the others are made meanwhile, and PostgreSQL takes them all."""
CONNECTIONS_N = 2000
"""Listeners hold a connection for as long as they take in the sound; waitress's own limit is 100."""
LARGEST_REQUEST_BYTES_N = 1 << 20
TOGETHER_BYTES_N = 1 << 16
"""What is shorter is sent in one piece when it is whole, and not its headers first."""


class Lanes:
    """Threads for those who read and threads for those who write: however many write, nobody who reads waits behind them.

    It is what waitress asks of its dispatcher of tasks, twice. A task is a connection whose first request is whole.
    """

    def __init__(self, reading_n: int = READING_THREADS_N, writing_n: int = WRITING_THREADS_N) -> None:
        self.reading, self.writing = ThreadedTaskDispatcher(), ThreadedTaskDispatcher()
        self.reading.set_thread_count(reading_n)
        self.writing.set_thread_count(writing_n)

    def add_task(self, task: Any) -> None:
        reads = getattr(task.requests[0], "command", "GET") in ("GET", "HEAD")
        (self.reading if reads else self.writing).add_task(task)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        was_busy = [bool(lane.shutdown(cancel_pending, timeout)) for lane in (self.reading, self.writing)]
        return any(was_busy)


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection that the server's loop lets alone while a thread writes its answer.

    waitress's own says "writable" from the first byte of an answer on, and what the loop then tries is refused because the
    thread is at it: the loop runs in circles and keeps the interpreter from that very thread (measured: three quarters of all
    time under load). The thread sends by itself and wakes the loop when it is done, or when too much waits to be sent.
    """

    def writable(self) -> bool:
        is_in_hand = self.requests and not self.will_close and self.total_outbufs_len <= self.adj.outbuf_high_watermark
        return not is_in_hand and bool(super().writable())


def new_server(application: WSGIApplication, host: str, port: int, proxy: Mapping[str, Any]) -> Any:
    """The server, bound and not yet running. Raises OSError when the port is not to be had."""
    sockets: dict[int, Any] = {}
    server = create_server(
        application,
        map=sockets,
        _dispatcher=Lanes(),
        host=host,
        port=port,
        ident=None,
        max_request_body_size=LARGEST_REQUEST_BYTES_N,
        connection_limit=CONNECTIONS_N,
        send_bytes=TOGETHER_BYTES_N,
        asyncore_use_poll=True,
        **proxy,
    )
    for one in sockets.values():
        if isinstance(one, BaseWSGIServer):
            one.channel_class = Channel
            if "trusted_proxy" not in proxy:
                one.application = telling_of_a_proxy(one.application)
    return server


def telling_of_a_proxy(application: WSGIApplication) -> WSGIApplication:
    """Says once that requests come through a proxy on this machine which nobody named: all listeners then count as one."""
    told: list[bool] = []

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not told and "HTTP_X_FORWARDED_FOR" in environ and environ.get("REMOTE_ADDR") in ("127.0.0.1", "::1"):
            told.append(True)
            _log.warning(
                "Requests come through a proxy on this machine, and %s does not name it: all listeners count as one, and may write"
                " %d comments a minute together. Set %s=%s.",
                PROXY_VARIABLE, settings.DISCUSSION.comments_a_minute, PROXY_VARIABLE, environ["REMOTE_ADDR"],
            )  # fmt: skip
        return application(environ, start_response)

    return answer
