"""`check` over real connections: a show served as it should be, and each way to serve one wrong, by the rule that says so."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import NamedTuple

import pytest

from onrecord import checking
from onrecord.core.errors import BadSettings, NotFound, Unreachable
from onrecord.formats.check import BOOKS
from onrecord.formats.check.served import SERVED_ARTWORK, SERVED_FEED, SERVED_SOUND, SERVED_TEXT

GOOD = Path(__file__).parents[1] / "formats/check/good"
AT_HOME = {"feed-insecure", "address-insecure"}
"""What is said of every feed that is served without https, as here."""
SOUND = b"ID3" + bytes(5_000)


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


def right(path: str, method: str, wanted: str, base: str) -> Reply:
    """The answer of a server that does it well."""
    types = {
        ".xml": "application/rss+xml; charset=utf-8", ".mp3": "audio/mpeg", ".m4a": "audio/x-m4a", ".vtt": "text/vtt",
        ".srt": "application/x-subrip", ".json": "application/json+chapters", ".jpg": "image/png", "/": "text/html",
    }  # fmt: skip
    name = re.search(r"(\.\w+|/)$", path)
    kind = name.group() if name else ""
    body = {
        ".xml": feed_at(base), ".mp3": SOUND, ".m4a": SOUND, ".vtt": (GOOD / "transcript.vtt").read_bytes(),
        ".srt": (GOOD / "transcript.srt").read_bytes(), ".json": (GOOD / "chapters.json").read_bytes(),
        ".png": (GOOD / "cover.png").read_bytes(), "/": (GOOD / "page.html").read_bytes(),
    }.get(kind)  # fmt: skip
    if body is None:
        return Reply(404, {}, b"not here")
    headers = {
        "Content-Type": types.get(kind, "image/png"), "ETag": '"1"', "Access-Control-Allow-Origin": "*", "Accept-Ranges": "bytes",
    }  # fmt: skip
    if wanted == "bytes=0-1":
        return Reply(206, headers | {"Content-Range": f"bytes 0-1/{len(body)}"}, body[:2])
    return Reply(200, headers | {"Content-Length": str(len(body))}, body if method == "GET" else b"")


def feed_at(base: str) -> bytes:
    text = (GOOD / "feed.xml").read_text().replace("https://quay.example", base).replace("cover.jpg", "cover.png")
    return re.sub(r'length="\d+"', f'length="{len(SOUND)}"', text).encode()


Wrong = Callable[[str, str, Reply], Reply]


def only(ending: str, method: str = "GET HEAD") -> Callable[[Callable[[Reply], Reply]], Wrong]:
    """Applies a change to answers about paths with that ending."""

    def of(change: Callable[[Reply], Reply]) -> Wrong:
        return lambda path, asked, reply: change(reply) if path.endswith(ending) and asked in method else reply

    return of


def without(*names: str) -> Callable[[Reply], Reply]:
    return lambda reply: reply._replace(headers={k: v for k, v in reply.headers.items() if k not in names})


def having(**headers: str) -> Callable[[Reply], Reply]:
    return lambda reply: reply._replace(headers=reply.headers | {k.replace("_", "-"): v for k, v in headers.items()})


def gone(reply: Reply) -> Reply:
    return Reply(404, {}, b"gone")


def a_page(reply: Reply) -> Reply:
    return reply._replace(body=b"<!doctype html>"[: len(reply.body)])


WRONG: dict[str, Wrong] = {
    "feed-head": only("feed.xml", "HEAD")(lambda reply: Reply(405, {}, b"")),
    "feed-media-type": only("feed.xml")(having(Content_Type="text/html")),
    "feed-unmarked": only("feed.xml")(without("ETag")),
    "sound-unreachable": only(".mp3")(gone),
    "sound-head": only(".mp3", "HEAD")(lambda reply: Reply(403, {}, b"")),
    "sound-ranges": only(".mp3", "GET")(lambda reply: Reply(200, without("Content-Range")(reply).headers, SOUND[:60])),
    "sound-ranges--header": only(".mp3", "GET")(having(Content_Range="bytes 0-9/5003")),
    "sound-size": only(".mp3")(having(Content_Range="bytes 0-1/4711")),
    "sound-media-type": only(".mp3")(having(Content_Type="application/octet-stream")),
    "sound-content": only(".mp3", "GET")(a_page),
    "sound-compressed": only(".mp3")(having(Content_Encoding="br")),
    "artwork-unreachable": only("cover.png")(gone),
    "artwork-head": only("cover.png", "HEAD")(lambda reply: Reply(405, {}, b"")),
    "text-unreachable": only(".vtt")(gone),
    "text-media-type": only(".srt")(having(Content_Type="application/octet-stream")),
    "text-origin": only("chapters.json")(without("Access-Control-Allow-Origin")),
    "text-large": only(".vtt")(lambda reply: reply._replace(headers=without("Content-Length")(reply).headers, body=b"WEBVTT\n" + bytes(17 << 20))),
    "vtt-order": only(".vtt")(lambda reply: changed(reply, b"00:00:09", b"00:00:02")),
    "vtt-past-end": only(".vtt")(lambda reply: changed(reply, b"00:00:09.000", b"02:00:00.000")),
    "srt-past-end": only(".srt")(lambda reply: changed(reply, b"00:00:09,000", b"02:00:00,000")),
    "chapters-past-end": only("chapters.json")(lambda reply: changed(reply, b"55.5", b"5555.5")),
    "artwork-square": only("cover.png")(lambda reply: changed(reply, b"\x00\x00\x05\x78\x00\x00\x05\x78", b"\x00\x00\x05\x79\x00\x00\x05\x78")),
    "jsonld-json": only("last-ferry/")(lambda reply: changed(reply, b'"@type"', b'"@type')),
    "self-link-elsewhere": only("feed.xml")(lambda reply: changed(reply, b"/feed.xml", b"/rss.xml")),
    "feed-large": only("feed.xml")(lambda reply: changed(reply, b"What the", b"What the" + b" " * 5_000_000)),
}  # fmt: skip


def changed(reply: Reply, old: bytes, new: bytes) -> Reply:
    body = reply.body.replace(old, new, 1)
    return reply._replace(body=body, headers=without("Content-Length")(reply).headers)


@pytest.fixture(scope="module")
def address(serve) -> Iterator[str]:
    """A server at which `/<case>/feed.xml` is the show, served wrong in that way."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        case, _, rest = request.path[1:].partition("/")
        base = f"http://{request.headers['Host']}/{case}"
        reply = right(f"/{rest}", request.command, request.headers.get("Range", ""), base)
        if case in WRONG:
            reply = WRONG[case](f"/{rest}", request.command, reply)
        request.send_response(reply.status)
        for name, value in reply.headers.items():
            request.send_header(name, value)
        request.end_headers()
        if request.command == "GET":
            request.wfile.write(reply.body)

    with serve(answer) as at:
        yield at


def test_a_show_that_is_served_well_has_no_findings_but_the_missing_https(address):
    found = checking.check(f"{address}/well/feed.xml")
    assert {finding.rule for finding in found.findings} == AT_HOME
    assert found.looked_at == {"episodes": 2, "artwork": 1, "sound": 2, "transcript": 2, "chapters": 1, "page": 2}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_served_wrong_is_told_by_its_rule_and_no_other(address, case):
    found = checking.check(f"{address}/{case}/feed.xml")
    also = {"description-long"} if case == "feed-large" else set()
    rules = {finding.rule for finding in found.findings} - AT_HOME - also
    assert rules == {case.partition("--")[0]}, [(f.rule, f.target, f.found) for f in found.findings]


def test_every_rule_of_serving_has_a_case():
    served = {rule.id for book in (SERVED_FEED, SERVED_SOUND, SERVED_ARTWORK, SERVED_TEXT) for rule in book.rules}
    of_its_own = {"feed-unreachable", "feed-insecure", "feed-hop-insecure", "sound-hop-insecure", "feed-redirect"}
    assert served - of_its_own <= {case.partition("--")[0] for case in WRONG}
    assert {rule.id for book in BOOKS for rule in book.rules} >= {case.partition("--")[0] for case in WRONG}


def test_a_redirect_for_the_moment_is_noted(serve, address):
    def answer(request):
        request.send_response(302)
        request.send_header("Location", f"{address}/well/feed.xml")
        request.end_headers()

    with serve(answer) as old:
        found = checking.check(f"{old}/feed.xml", newest_n=0)
    assert {finding.rule for finding in found.findings} == AT_HOME | {"feed-redirect"}


def test_nothing_of_a_feed_leads_into_the_house(serve):
    """The feed was typed; what is in it is not believed."""
    feed = (GOOD / "feed.xml").read_text().replace("https://quay.example/media/2", "http://localhost:9/media/2")

    def answer(request):
        request.send_response(200)
        request.send_header("Content-Type", "text/xml")
        request.end_headers()
        request.wfile.write(feed.encode())

    with serve(answer) as at:
        found = checking.check(f"{at}/feed.xml")
    (sound,) = [f for f in found.findings if f.rule == "sound-unreachable" and "localhost" in f.target]
    assert sound.found == "localhost leads to a private address"


def test_addresses_that_are_none_or_lead_nowhere(serve, tmp_path):
    with serve(lambda request: request.send_error(410)) as at, pytest.raises(Unreachable, match="the server says 410"):
        checking.check(f"{at}/feed.xml")
    with pytest.raises(BadSettings, match="no web address"):
        checking.check("https://")
    with pytest.raises(BadSettings, match="offline"):
        checking.check("https://example.org/feed.xml", offline=True)
    with pytest.raises(NotFound):
        checking.check(str(tmp_path / "feed.xml"))
    with pytest.raises(BadSettings, match="is a folder"):
        checking.check(str(tmp_path))
    (tmp_path / "x.bin").write_bytes(b"\x00\x01")
    with pytest.raises(BadSettings, match="no feed and no file"):
        checking.check(str(tmp_path / "x.bin"))


def test_a_file_is_judged_without_a_connection_and_with_links_by_what_it_leads_to(address, tmp_path):
    path = tmp_path / "feed.xml"
    path.write_bytes(feed_at(f"{address}/sound-head").replace(b"127.0.0.1", b"no-such-server.invalid"))
    assert {f.rule for f in checking.check(str(path)).findings} == {"address-insecure"}
    with_links = {f.rule for f in checking.check(str(path), links=True).findings}
    assert {"sound-unreachable", "artwork-unreachable", "text-unreachable"} <= with_links


@pytest.mark.parametrize("kind", ["entities", "deep", "long", "parameter", "huge attribute", "utf-16"])
def test_a_hostile_document_is_told_and_harms_nobody(tmp_path, kind):
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bodies = {
        "entities": f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{lol}]><rss version="2.0"><channel><title>&l11;</title></channel></rss>',
        "deep": '<rss version="2.0"><channel>' + "<a>" * 200_000,
        "long": '<rss version="2.0"><channel><title>' + "&amp;" * 3_000_000 + "</title></channel></rss>",
        "parameter": '<!DOCTYPE rss [<!ENTITY % x SYSTEM "file:///etc/passwd">%x;]><rss version="2.0"><channel/></rss>',
        "huge attribute": f'<rss version="2.0" a="{"x" * 12_000_000}"><channel/></rss>',
        "utf-16": f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE rss [<!ENTITY l0 "ha">{lol}]><rss version="2.0"><channel><title>&l11;</title></channel></rss>',
    }  # fmt: skip
    path = tmp_path / "feed.xml"
    path.write_bytes(bodies[kind].encode("utf-16" if kind == "utf-16" else "utf-8"))
    found = checking.check(str(path))
    told = json.dumps([finding.found for finding in found.findings])
    assert "root:" not in told and len(told) < 10_000
    expected = {"entities": "xml-entities", "utf-16": "xml-entities", "parameter": "xml-entities", "deep": "xml-not-well-formed",
                "long": "value-long", "huge attribute": "xml-not-well-formed"}  # fmt: skip
    assert expected[kind] in {finding.rule for finding in found.findings}, told
