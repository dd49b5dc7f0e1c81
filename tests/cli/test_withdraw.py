"""`onrecord withdraw`: off the site and back, in words, as JSON, and without touching the episode's folder."""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

Onrecord = Callable[..., Any]


def test_off_and_back(onrecord: Onrecord, episode: Path) -> None:
    first = onrecord("publish", episode, "--json").json
    before = files_of(episode)
    off = onrecord("withdraw", episode)
    assert off.code == 0 and not off.err
    assert off.out.startswith(f"The piece is off the site: {first['path']} says so.\n")
    assert f"Bring it back: onrecord publish {episode}" in off.out
    again = onrecord("withdraw", "1", "--show", episode.parents[1], "--json").json
    assert again.keys() == {"path", "change", "withdrawn_at", "told"} and again["change"] == "unchanged"
    assert "is off the site already, since " in onrecord("withdraw", episode).out
    assert files_of(episode) == before
    back = onrecord("publish", episode, "--json").json
    assert back == {**first, "change": "back", "changed": []}
    assert onrecord("withdraw", episode, "--json").json["change"] == "withdrawn"
    assert ", back." in onrecord("publish", episode).out and files_of(episode) == before


def files_of(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_what_was_never_out_is_refused(onrecord: Onrecord, episode: Path) -> None:
    never = onrecord("withdraw", episode)
    assert (never.code, never.out) == (4, "") and "was never put out.\nNothing is out." in never.err
    onrecord("publish", episode)
    nobody = onrecord("withdraw", "9", "--show", episode.parents[1])
    assert nobody.code == 4 and nobody.err.startswith("'9' was never put out.\nName one by its number: 1 (")


def test_an_episode_whose_folder_is_gone_can_be_taken_off(onrecord: Onrecord, episode: Path) -> None:
    onrecord("publish", episode)
    shutil.rmtree(episode)
    show = episode.parents[1]
    assert onrecord("withdraw", "#1", "--show", show, "--json").json["change"] == "withdrawn"


@contextmanager
def hub(heard: list[str]) -> Iterator[str]:
    class Hub(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.extend(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["hub.url"])
            self.send_response(202)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return None

    server = HTTPServer(("127.0.0.1", 0), Hub)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_hub_is_told(onrecord: Onrecord, episode: Path) -> None:
    heard: list[str] = []
    toml = episode.parents[1] / "show.toml"
    with hub(heard) as address:
        text = toml.read_text().replace('#site = ""', 'site = "https://low.example"', 1)
        toml.write_text(text.replace('#hub = ""', f'hub = "{address}"', 1))
        assert onrecord("publish", episode).code == 0
        heard.clear()
        assert onrecord("withdraw", episode).code == 0
        assert heard == ["https://low.example/feed.xml", "https://low.example/feed.json"]
        assert onrecord("withdraw", episode).code == 0 and len(heard) == 2, "nothing changed, nothing told"
        assert onrecord("publish", episode).code == 0 and len(heard) == 4
    assert "The hub could not be told: nobody answers there." in onrecord("withdraw", episode).out
