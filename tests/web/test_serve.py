"""The site over HTTP, as browsers and podcast apps ask it: the real server, the real database, the real sound."""

from __future__ import annotations

import functools
import gzip
import json
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import pytest

from onrecord.core.errors import BadSettings
from onrecord.web import serving, site


@pytest.fixture
def sound(running):
    folder = running.folder
    name = folder.publication.enclosure.file
    return f"/media/12-the-last-ferry/{name}", (folder.path / name).read_bytes()


@pytest.mark.parametrize(
    ("asked", "first", "end"),
    [
        ("bytes=0-1", 0, 2),
        ("bytes=0-", 0, None),
        ("bytes=1000-1999", 1000, 2000),
        ("bytes=-500", -500, None),
        ("bytes=400000-99999999", 400000, None),
        ("bytes=-99999999", 0, None),
    ],
)
def test_a_range_is_answered_with_just_that(ask, running, sound, asked, first, end):
    path, data = sound
    answer = ask(running.address, path, Range=asked)
    wanted = data[first:end]
    start = data.index(wanted) if first is None else first % len(data) if first < 0 else first
    assert answer.status == 206 and answer.body == wanted
    assert answer.headers["Content-Length"] == str(len(wanted))
    assert answer.headers["Content-Range"] == f"bytes {start}-{start + len(wanted) - 1}/{len(data)}"
    assert answer.headers["Content-Type"] == "audio/mpeg"


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes={bytes_n}-", "bytes=-0"])
def test_a_range_outside_the_file_is_416(ask, running, sound, asked):
    path, data = sound
    answer = ask(running.address, path, Range=asked.format(bytes_n=len(data)))
    assert (answer.status, answer.body) == (416, b"")
    assert answer.headers["Content-Range"] == f"bytes */{len(data)}"


@pytest.mark.parametrize("asked", ["bytes=5-2", "bytes=-", "lines=0-1", "bytes=0-1,5-9", "bytes=x-1", "0-1"])
def test_a_range_that_is_none_or_several_gives_the_whole_file(ask, running, sound, asked):
    path, data = sound
    answer = ask(running.address, path, Range=asked)
    assert (answer.status, answer.body) == (200, data)
    assert answer.headers["Content-Range"] is None


def test_the_whole_file_and_its_head_say_the_same(ask, running, sound):
    path, data = sound
    whole, head = ask(running.address, path), ask(running.address, path, "HEAD", Range="bytes=0-1")
    assert (whole.status, whole.body, head.status, head.body) == (200, data, 200, b"")
    for name in ("Content-Length", "Content-Type", "ETag", "Last-Modified", "Accept-Ranges", "Cache-Control"):
        assert whole.headers[name] == head.headers[name]
    assert whole.headers["Content-Length"] == str(len(data)) and whole.headers["Accept-Ranges"] == "bytes"
    assert whole.headers["ETag"] == f'"{running.folder.publication.enclosure.sha256}"'
    assert "immutable" in whole.headers["Cache-Control"] and whole.headers["Content-Encoding"] is None
    assert ask(running.address, path, Accept_Encoding="gzip").body == data


def test_conditions_on_a_file(ask, running, sound):
    path, data = sound
    seen = ask(running.address, path, "HEAD").headers
    tag, date = seen["ETag"], seen["Last-Modified"]
    file = functools.partial(ask, running.address, path)
    assert (file(If_None_Match=tag).status, file(If_None_Match='"other"').status) == (304, 200)
    assert file(If_None_Match=tag, Range="bytes=0-1").status == 304
    assert file(If_Modified_Since=date).status == 304
    assert file(If_Match='"other"', Range="bytes=0-1").status == 412
    for same in (tag, date):
        assert file(If_Range=same, Range="bytes=0-1").body == data[:2]
    for other in ('"other"', f"W/{tag}", "Mon, 02 Nov 2020 12:00:00 GMT", "rubbish"):
        assert (file(If_Range=other, Range="bytes=0-1").status, len(file(If_Range=other).body)) == (200, len(data))


def test_one_connection_takes_ranges_heads_and_pages_in_turn(running, sound):
    """A server that sends a body after HEAD, or a wrong length, breaks the answer that follows on the same connection."""
    path, data = sound
    parts = urlsplit(running.address)
    with socket.create_connection((parts.hostname, parts.port), timeout=20) as line:
        asked = [f"GET {path} HTTP/1.1\r\nRange: bytes={i}-{i}\r\nHost: x\r\n" for i in range(5)]
        asked.append(f"HEAD {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n")
        line.sendall("".join(f"{one}\r\n" for one in asked).encode())
        said = b""
        while piece := line.recv(65536):
            said += piece
    bodies = re.findall(rb"\r\n\r\n(.)(?=HTTP/1.1)", said, re.DOTALL)
    assert bodies == [data[i : i + 1] for i in range(5)]
    assert said.endswith(b"\r\n\r\n")


def test_a_slow_listener_does_not_hold_up_the_rest(ask, running, sound):
    path, _ = sound
    parts = urlsplit(running.address)
    lines = [
        socket.create_connection((parts.hostname, parts.port), timeout=20)
        for _ in range(2 * (serving.READING_THREADS_N + serving.WRITING_THREADS_N))
    ]
    try:
        for line in lines:
            line.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        began = time.monotonic()
        assert ask(running.address, running.page).status == 200
        assert time.monotonic() - began < 5
    finally:
        for line in lines:
            line.close()


@pytest.mark.parametrize(
    ("name", "mime_type"),
    [
        ("transcript.vtt", "text/vtt; charset=utf-8"), ("transcript.srt", "application/x-subrip; charset=utf-8"),
        ("transcript.json", "application/json"), ("transcript.html", "text/html; charset=utf-8"),
        ("transcript.md", "text/markdown; charset=utf-8"), ("chapters.json", "application/json+chapters"),
    ],
)  # fmt: skip
def test_transcripts_and_chapters_are_open_to_other_sites(ask, running, name, mime_type):
    answer = ask(running.address, running.page + name)
    kind = "chapters" if name == "chapters.json" else name.split(".")[1]
    assert answer.body == (running.folder.path / running.folder.publication.files[kind]).read_bytes()
    assert answer.headers["Content-Type"] == mime_type
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "immutable" not in answer.headers["Cache-Control"]
    assert ask(running.address, running.page + name, Range="bytes=0-1").status == 206


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/media/../secret-key", "/media/%2e%2e/secret-key", "/media/12-the-last-ferry/edit-list.json",
     "/media/12-the-last-ferry/", "/episodes/99-none/", "/episodes/12-the-last-ferry/edit-list.json", "/site.sqlite3"],
)  # fmt: skip
def test_what_was_not_put_out_is_not_found(ask, running, path):
    answer = ask(running.address, path)
    assert answer.status == 404
    assert "nothing at this address" in answer.page.text_content()


def test_every_answer_has_the_security_headers(ask, running, sound):
    style = ask(running.address, "/").page.xpath("//link[@rel='stylesheet']/@href")[0]
    for path in ("/", running.page, "/feed.xml", sound[0], style, "/nothing"):
        headers = ask(running.address, path).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["X-Frame-Options"] == "DENY"
        assert headers["Set-Cookie"] is None and headers["Server"] is None
    assert "immutable" in ask(running.address, style).headers["Cache-Control"]
    assert ask(running.address, "/", "POST").status in (403, 405)


def test_the_page_reads_whole_without_javascript(ask, running):
    page = ask(running.address, running.page).page
    publication = running.folder.publication
    text = page.text_content()
    assert [line.text_content() for line in page.xpath("//*[@class='said']")] == [cue.text for cue in publication.cues]
    assert [name.text_content() for name in page.xpath("//h4[@class='speaker']")] == [
        "Maren Dahl", "Tobias Wren", "Maren Dahl", "Tobias Wren", "Maren Dahl", "Maren Dahl", "Ines Okoro", "Maren Dahl",
    ]  # fmt: skip
    for said in (publication.title, "2 November 2026", publication.line, "Eleven winters of log books", "Reporter"):
        assert said in text
    assert page.xpath("//audio[@controls]/@src") == [f"/media/12-the-last-ferry/{publication.enclosure.file}"]
    assert [link.get("href") for link in page.xpath("//a[@class='time']")][:3] == ["#t=0", "#t=5", "#t=10"]
    assert "promo" not in page.xpath("string(//nav[@class='chapters'])")
    assert not page.xpath("//script[not(@src) and not(@type)] | //style | //@style | //@onclick")


def test_a_time_in_the_address_starts_the_plain_player_there(ask, running):
    assert ask(running.address, f"{running.page}?t=25.5").page.xpath("//audio/@src")[0].endswith(".mp3#t=25.5")
    for odd in ("-1", "nan", "inf", "1e9", "x"):
        assert ask(running.address, f"{running.page}?t={odd}").page.xpath("//audio/@src")[0].endswith(".mp3")


def test_machines_find_their_way(ask, running):
    page = ask(running.address, running.page).page
    base = running.address
    data = json.loads(page.xpath("string(//script[@type='application/ld+json'])"))
    assert (data["@type"], data["episodeNumber"], data["duration"]) == ("PodcastEpisode", 12, "PT60S")
    assert data["@id"] == base + running.page and data["datePublished"] == "2026-11-02T12:00:00+00:00"
    assert [clip["startOffset"] for clip in data["hasPart"]] == [0, 10, 40]
    assert page.xpath("//link[@rel='canonical']/@href") == [base + running.page]
    assert page.xpath("//meta[@property='og:audio']/@content") == [data["associatedMedia"]["contentUrl"]]
    for link in page.xpath("//link[@rel='alternate']"):
        parts = urlsplit(link.get("href"))
        answer = ask(base, f"{parts.path}?{parts.query}")
        assert answer.status == 200 and answer.headers["Content-Type"].startswith(
            link.get("type").replace("json+oembed", "json")
        )
    assert ask(base, urlsplit(page.xpath("//meta[@property='og:image']/@content")[0]).path).headers[
        "Content-Type"
    ] == "image/png"  # fmt: skip


def test_the_feed_is_read_back(ask, running):
    answer = ask(running.address, "/feed.xml")
    assert answer.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    feed = feedparser.parse(answer.body)
    assert not feed.bozo and feed.feed.title == "The Long Quay"
    (entry,) = feed.entries
    enclosure = entry.enclosures[0]
    head = ask(running.address, urlsplit(enclosure.href).path, "HEAD")
    assert (entry.id, enclosure.type, enclosure.length) == ("guid-12", "audio/mpeg", head.headers["Content-Length"])
    assert (
        entry.link == running.address + running.page and ask(running.address, urlsplit(entry.link).path).status == 200
    )
    urls = re.findall(rb'<podcast:(?:transcript|chapters) url="([^"]+)" type="([^"]+)"', answer.body)
    assert len(urls) == 5
    for url, mime_type in urls:
        sent = ask(running.address, urlsplit(url.decode()).path)
        assert sent.status == 200 and sent.headers["Content-Type"].split(";")[0] == mime_type.decode()


@pytest.mark.parametrize("path", ["/feed.xml", "/", "/episodes/12-the-last-ferry/"])
def test_pages_and_feed_are_sent_again_only_when_they_changed(ask, running, path):
    first = ask(running.address, path)
    assert ask(running.address, path, If_None_Match=first.headers["ETag"]).status == 304
    head = ask(running.address, path, "HEAD")
    assert (head.body, head.headers["Content-Length"]) == (b"", first.headers["Content-Length"])
    squeezed = ask(running.address, path, Accept_Encoding="gzip")
    stamp = rb'name="stamp" value="[^"]+"'  # says when the form was made
    assert re.sub(stamp, b"", gzip.decompress(squeezed.body)) == re.sub(stamp, b"", first.body)
    assert ask(running.address, path, If_None_Match=squeezed.headers["ETag"], Accept_Encoding="gzip").status == 304


def test_an_old_or_wrong_slug_leads_to_the_episode(ask, running):
    answer = ask(running.address, "/episodes/12-the-first-ferry/")
    assert (answer.status, answer.headers["Location"]) == (301, running.page)


def test_a_taken_port_and_an_unknown_host_are_said_plainly(running):
    port = urlsplit(running.address).port
    with pytest.raises(BadSettings, match=r"nowhere\.invalid:8000 cannot be listened on: Invalid host"):
        site.make_server(running.show_dir, "nowhere.invalid", 8000)
    with pytest.raises(BadSettings, match=f"127.0.0.1:{port} cannot be listened on"):
        site.make_server(running.show_dir, "127.0.0.1", port)


def test_serve_says_its_address_and_stops_on_ctrl_c(tmp_path):
    program = (
        "import signal, sys; from pathlib import Path; from onrecord.web import site;"
        "signal.signal(signal.SIGINT, signal.default_int_handler);"  # what runs in the background of a shell ignores it
        "site.serve(Path(sys.argv[1]), '127.0.0.1', 0, lambda url: print(url, flush=True))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout and run.stderr
        address = run.stdout.readline().strip()
        try:
            with urllib.request.urlopen(address, timeout=20) as answer:
                assert "Nothing is out yet" in answer.read().decode()
            run.send_signal(2)
            assert run.wait(timeout=20) == 0
            assert run.stderr.read() == ""
        finally:
            run.kill()  # leaving Popen waits for its end, however long


def test_importing_the_site_does_nothing():
    program = "import sys, onrecord.web, onrecord.web.settings, onrecord.web.site; from django.conf import settings; print(settings.configured)"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parent
    )
    assert run.stdout == "False\n"
