"""Fetching from servers that mean no good: slow, endless, circling, packed, or leading into the house."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler

import pytest

from onrecord.core.web import Ask, Hop
from onrecord.net.fetch import HOPS_N, Web

HOME = Web(frozenset(["127.0.0.1"]))


def say(request: BaseHTTPRequestHandler, status: int, body: bytes = b"", **headers: str) -> None:
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name.replace("_", "-"), value)
    request.end_headers()
    if request.command != "HEAD":
        request.wfile.write(body)


def test_what_is_there_comes_as_it_is(serve):
    asked: list[dict[str, str]] = []

    def answer(request):
        asked.append({name.lower(): value for name, value in request.headers.items()})
        say(request, 200, b"<rss/>", Content_Type="application/rss+xml", ETag='"a"')

    with serve(answer) as address:
        got = HOME(Ask(f"{address}/f%20e ed.xml?a=b c#part"))
    assert (got.status, got.body, got.problem, got.hops, got.is_cut) == (200, b"<rss/>", "", (), False)
    assert got.headers["etag"] == '"a"' and got.headers["content-type"] == "application/rss+xml"
    assert asked[0]["user-agent"].startswith("onrecord/") and asked[0]["accept-encoding"] == "gzip"


def test_head_and_the_first_bytes(serve):
    seen = []

    def answer(request):
        seen.append((request.command, request.headers.get("Range"), request.headers.get("Accept-Encoding")))
        if request.headers.get("Range"):
            say(request, 206, b"ID", Content_Range="bytes 0-1/5")
        else:
            say(request, 200, b"ID3..", Content_Length="5")

    with serve(answer) as address:
        start = HOME(Ask(address, first_bytes_n=2))
        head = HOME(Ask(address, "HEAD"))
    assert (start.status, start.body, start.headers["content-range"]) == (206, b"ID", "bytes 0-1/5")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", "5")
    assert seen == [("GET", "bytes=0-1", "identity"), ("HEAD", None, "identity")]


def test_redirects_are_followed_and_told(serve):
    def answer(request):
        if request.path == "/old":
            say(request, 301, Location="/new")
        elif request.path == "/new":
            say(request, 302, Location="newer?a=1")
        else:
            say(request, 200, request.path.encode())

    with serve(answer) as address:
        got = HOME(Ask(f"{address}/old"))
    assert got.body == b"/newer?a=1" and got.url == f"{address}/newer?a=1"
    assert got.hops == (Hop(301, f"{address}/new"), Hop(302, f"{address}/newer?a=1"))


def test_redirects_end(serve):
    with serve(lambda request: say(request, 302, Location=f"{request.path}a")) as address:
        many = HOME(Ask(f"{address}/a"))
    with serve(lambda request: say(request, 302, Location="/b" if request.path == "/a" else "/a")) as address:
        circle = HOME(Ask(f"{address}/a"))
    assert (many.status, many.problem) == (0, f"more than {HOPS_N} redirects")
    assert circle.status == 0 and circle.problem.startswith("redirects in a circle")


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://x", "http://", "http://[::1", "//"])
def test_only_the_web_is_asked(serve, to):
    with serve(lambda request: say(request, 302, Location=to)) as address:
        got = HOME(Ask(f"{address}/a"))
    assert got.status == 0 and got.problem and b"root" not in got.body


@pytest.mark.parametrize(
    "way_in", ["localhost", "127.1.1.1", "[::1]", "10.0.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"]
)
def test_a_feed_does_not_lead_into_the_house(serve, way_in):
    reached = []
    with serve(lambda request: (reached.append(request.path), say(request, 200, b"secret"))) as address:  # type: ignore[func-returns-value]
        port = address.rpartition(":")[2]
        got = Web(deadline_s=3)(Ask(f"http://{way_in}:{port}/"))
        typed = HOME(Ask(address))
    assert got.status == 0 and "private address" in got.problem
    assert typed.body == b"secret" and reached == ["/"]


def test_a_redirect_into_the_house_is_not_followed(serve):
    with serve(lambda request: say(request, 302, Location="http://169.254.169.254/latest/meta-data/")) as address:
        got = HOME(Ask(address))
    assert (got.status, got.problem) == (0, "169.254.169.254 leads to a private address")


@pytest.mark.parametrize("where", ["headers", "body", "silence"])
def test_a_slow_server_costs_no_more_than_the_deadline(serve, where):
    done = threading.Event()

    def answer(request):
        request.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"" if where == "headers" else b"\r\n"))
        for _ in range(200):
            if where != "silence":
                request.wfile.write(b"x" if where == "body" else b"X-Drip: 1\r\n")
                request.wfile.flush()
            if done.wait(0.05):
                return

    with serve(answer) as address:
        began = time.monotonic()
        got = Web(frozenset(["127.0.0.1"]), deadline_s=0.6)(Ask(address))
        took_s = time.monotonic() - began
        done.set()
    assert (got.status, got.problem) == (0, "no whole answer within 0.6 s")
    assert took_s < 2


def test_endless_and_packed_bodies_are_cut(serve):
    bomb = gzip.compress(bytes(1 << 26))

    def answer(request):
        if request.path == "/bomb":
            say(request, 200, bomb, Content_Encoding="gzip")
        else:
            request.send_response(200)
            request.end_headers()
            while True:
                request.wfile.write(bytes(1 << 16))

    with serve(answer) as address:
        for path in ("/bomb", "/endless"):
            got = HOME(Ask(address + path, limit_bytes_n=100_000))
            assert (got.status, len(got.body), got.is_cut) == (200, 100_000, True), path


def test_gzip_is_unpacked(serve):
    with serve(lambda request: say(request, 200, gzip.compress(b"<rss/>"), Content_Encoding="gzip")) as address:
        got = HOME(Ask(address))
    assert got.body == b"<rss/>" and "content-encoding" not in got.headers


def test_what_goes_wrong_is_said_in_words(serve):
    def garbage(request):
        request.wfile.write(b"\x00\x01\x02 not http\r\n\r\n")

    def unpackable(request):
        say(request, 200, b"not gzip at all", Content_Encoding="gzip")

    problems = []
    for answer in (garbage, unpackable, lambda request: None):
        with serve(answer) as address:
            got = HOME(Ask(address))
            problems.append(got.problem)
            assert got.status == 0
    assert all(problem.startswith("the server's answer is broken") for problem in problems), problems
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert HOME(Ask(f"http://127.0.0.1:{port}/")).problem == "nobody answers there"
    assert Web()(Ask("http://no-such-server.invalid/")).problem == "there is no server of that name"
    assert HOME(Ask("http://127.0.0.1:99999/")).problem


def test_a_certificate_that_nobody_vouches_for_is_no_answer(serve):
    with serve(lambda request: say(request, 200, b"x")) as address:
        got = HOME(Ask(address.replace("http:", "https:")))
    assert got.status == 0 and got.problem
