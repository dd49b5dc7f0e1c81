"""`onrecord check`, `feeds`, and what `publish` says of a feed: words, JSON and exit codes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import feedparser
import pytest

CASES = Path(__file__).parents[1] / "formats/check"
Onrecord = Callable[..., Any]


def test_a_right_feed_ends_with_zero(onrecord: Onrecord):
    answer = onrecord("check", CASES / "good/feed.xml")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.strip() == f"0 errors, 0 warnings, 0 notes in {CASES / 'good/feed.xml'} (2 episodes looked at)"


def test_a_broken_one_is_told_with_place_rule_source_and_mend(onrecord: Onrecord):
    answer = onrecord("check", CASES / "broken/category-unknown.xml")
    assert answer.code == 18
    for part in ("error Apple Podcasts does not know this category.", "[category-unknown]", "line 10", "Society and Culture",
                 "Mend: Take a category of Apple's list", "https://podcasters.apple.com/support/1691"):  # fmt: skip
        assert part in answer.out
    assert "1 error, 0 warnings, 0 notes" in answer.out


def test_warnings_and_notes_are_no_failure(onrecord: Onrecord):
    assert onrecord("check", CASES / "broken/artwork-not-rgb.png").code == 0
    assert onrecord("check", CASES / "broken/owner-missing.xml").code == 0


def test_json_has_everything(onrecord: Onrecord):
    answer = onrecord("check", "--json", "--offline", CASES / "broken/vtt-order.vtt")
    (finding,) = answer.json["findings"]
    assert answer.code == 18 and (answer.json["errors"], answer.json["warnings"], answer.json["notes"]) == (1, 0, 0)
    assert answer.json["kind"] == "vtt" and answer.json["looked_at"] == {"vtt": 1}
    assert (
        finding["rule"] == "vtt-order" and finding["line"] == 11 and finding["source"].startswith("https://www.w3.org/")
    )
    assert finding.keys() == {"rule", "severity", "says", "source", "mend", "target", "where", "line", "found"}


def test_a_fault_in_every_episode_is_told_once(onrecord: Onrecord, tmp_path: Path):
    feed = tmp_path / "feed.xml"
    item = "<item><guid>{0}</guid><title>T{0}</title><pubDate>once</pubDate></item>"
    items = "".join(item.format(number) for number in range(50))
    feed.write_text(f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>')
    answer = onrecord("check", feed)
    assert answer.out.count("[dates]") == 1 and "and 47 more" in answer.out and answer.code == 18


@pytest.mark.parametrize("text", ["\x1b[31mred\x1b[0m", "[bold]not markup[/bold]", "line\rover"])
def test_what_a_feed_says_does_not_steer_the_terminal(onrecord: Onrecord, tmp_path: Path, text: str):
    path = tmp_path / "transcript.vtt"
    path.write_bytes(f"WEBVTT\n\n{text} 00:01 --> x\nwords\n".encode())
    out = onrecord("check", path).out
    assert "\x1b" not in out and "\r" not in out
    assert "[bold]not markup" in out or "bold" not in text


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["nothing.xml"], 4), (["https://"], 3), (["--offline", "https://example.org/feed.xml"], 3),
        (["--links", "--offline", CASES / "good/feed.xml"], 3), ([], 2), (["http://127.0.0.1:1/feed.xml"], 17),
    ],
)  # fmt: skip
def test_what_cannot_be_looked_at_has_its_own_code(onrecord: Onrecord, args: list[Any], code: int):
    answer = onrecord("check", *args)
    assert answer.code == code and answer.err and not answer.out


def test_a_produced_episode_is_published_judged_and_read_back(onrecord: Onrecord, episode: Path):
    """The real chain's files through the real site: its feed breaks no rule, and a feed reader takes it."""
    show = episode.parents[1]
    toml = show / "show.toml"
    toml.write_text(
        toml.read_text().replace('#site = ""', 'site = "https://low.example"', 1)
        .replace('#description = ""', 'description = "What the tide leaves."', 1)
        .replace('#author = ""', 'author = "Low Water"', 1)
        .replace('#owner_email = ""', 'owner_email = "desk@low.example"', 1)
        .replace('#rhythm = "daily"', 'rhythm = "weekly"', 1)
    )  # fmt: skip
    answer = onrecord("publish", episode, "--json")
    assert answer.code == 0 and answer.json["change"] == "new"
    assert len(answer.json["told"]) == 1 and "artwork" in answer.json["told"][0]

    from onrecord.core.web import Ask
    from onrecord.web.feeds.check import Inside

    served = Inside("https://low.example")(Ask("https://low.example/feed.xml"))
    read = feedparser.parse(served.body)
    assert not read.bozo and [entry.title for entry in read.entries] == ["The piece"]
    feed = show / "feed.xml"
    feed.write_bytes(served.body)
    checked = onrecord("check", "--json", feed)
    assert {finding["rule"] for finding in checked.json["findings"]} == {"artwork-missing"}, checked.json["findings"]
    for name in ("transcript.vtt", "transcript.srt", "transcript.json", "chapters.json", "index.html"):
        found = onrecord("check", "--json", episode / name).json["findings"]
        assert [f for f in found if f["severity"] == "error"] == [], name


def test_publish_refuses_a_broken_feed_in_one_sentence(onrecord: Onrecord, episode: Path):
    vtt = episode / "transcript.vtt"
    vtt.write_text(vtt.read_text().replace("WEBVTT", "VTT", 1))
    answer = onrecord("publish", episode)
    assert answer.code == 18 and not answer.out
    assert answer.err.startswith("The feed would be refused: The file does not begin with WEBVTT")


def test_publish_tells_the_hub(onrecord: Onrecord, episode: Path):
    heard: list[str] = []

    class Hub(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            heard.extend(parse_qs(body)["hub.url"])
            self.send_response(202)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return None

    hub = HTTPServer(("127.0.0.1", 0), Hub)
    thread = threading.Thread(target=hub.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    toml = episode.parents[1] / "show.toml"
    toml.write_text(
        toml.read_text().replace('#site = ""', 'site = "https://low.example"', 1)
        .replace('#hub = ""', f'hub = "http://127.0.0.1:{hub.server_port}/"', 1)
    )  # fmt: skip
    try:
        assert onrecord("publish", episode).code == 0
        assert heard == ["https://low.example/feed.xml", "https://low.example/feed.json"]
        assert onrecord("publish", episode).code == 0 and len(heard) == 2, "nothing changed, nothing told"
    finally:
        hub.shutdown()
        hub.server_close()
        thread.join()
    toml.write_text(toml.read_text().replace("#finished = false", "finished = true", 1))
    late = onrecord("publish", episode)
    assert late.code == 0 and "The hub could not be told: nobody answers there." in late.out


def test_keys_of_a_private_show(onrecord: Onrecord, episode: Path):
    show = episode.parents[1]
    assert onrecord("publish", episode).code == 0
    assert onrecord("feeds", "new", "Ada", "--show", show).code == 3
    (show / "show.toml").write_text((show / "show.toml").read_text().replace("#private = false", "private = true", 1))
    assert onrecord("publish", episode).code == 0
    made = onrecord("feeds", "new", "Ada", "--show", show, "--json")
    assert (
        made.code == 0
        and made.json["feed"].startswith("http://127.0.0.1:8000/feeds/")
        and made.json["feed"].endswith("/feed.xml")
    )
    assert "Ada" in onrecord("feeds", "list", "--show", show).out
    files = onrecord("export", show / "files", "--show", show)
    assert files.code == 3 and files.err.startswith(
        "This show is private, and files on a web server ask nobody for a key."
    )
    assert not (show / "files").exists()
    assert onrecord("feeds", "revoke", "Ada", "--show", show).code == 0
    (state,) = onrecord("feeds", "list", "--show", show, "--json").json
    assert state["name"] == "Ada" and state["revoked_at"]
    assert onrecord("feeds", "revoke", "Ada", "--show", show).code == 4
