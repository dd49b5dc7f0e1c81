"""A small show with real sound in real MP3, put out on a real site that is served by waitress on a free port."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import os
import shutil
import struct
import sys
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import av
import lxml.html
import numpy as np
import pytest
from playwright.sync_api import sync_playwright

from onrecord.core.episode import Chapter, Credit, Enclosure, Publication, Show
from onrecord.core.people import Role
from onrecord.core.time import Span
from onrecord.core.transcript import Cue
from onrecord.formats.chapters import chapters_json
from onrecord.formats.srt import srt
from onrecord.formats.transcript_json import transcript_json
from onrecord.formats.vtt import vtt
from onrecord.web import site

RATE_HZ = 44100
TALK = [
    ("Maren Dahl", "This is The Long Quay, and I am Maren Dahl."),
    ("Maren Dahl", "Today: who decides when the last ferry leaves, and what happens on the night it does not."),
    ("Tobias Wren", "I kept the log for eleven winters."),
    (
        "Tobias Wren",
        "You write the wind, the time, the number of people on the deck, and then you write your name under it.",
    ),
    ("Maren Dahl", "And on the ninth of January?"),
    ("Tobias Wren", "On the ninth I wrote the wind and the time, and nobody told me how many people there were."),
    ("Tobias Wren", "So I left the space empty, and I signed it."),
    ("Maren Dahl", "We will come back to that empty space."),
    ("Maren Dahl", "First, the island council says the timetable was never its decision."),
    ("Ines Okoro", "The council sets the subsidy, and the subsidy sets the timetable, whatever they call it."),
    ("Ines Okoro", "If you pay for six crossings you do not get a seventh because the weather is good."),
    ("Maren Dahl", "The Long Quay is made by three people and a kettle; write to us."),
]
LINE_S = 5.0
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync"
).split()
CHAPTERS = (
    Chapter(0.0, 10.0, "On the long quay"), Chapter(10.0, 40.0, "Eleven winters of log books"),
    Chapter(40.0, 55.0, "Who pays for the seventh crossing"), Chapter(55.0, 60.0, "Three people and a kettle", False),
)  # fmt: skip


@dataclass(frozen=True)
class Folder:
    """An episode folder and the publication that stands for it."""

    path: Path
    publication: Publication


def mp3(path: Path, duration_s: float, pitch_hz: float = 220.0) -> None:
    """A tone with a slow swell, so that no two seconds are alike."""
    at_s = np.arange(round(duration_s * RATE_HZ)) / RATE_HZ
    tone = (0.2 * np.sin(2 * np.pi * pitch_hz * at_s) * (1 + np.sin(at_s)) / 2).astype(np.float32)
    with av.open(str(path), "w", format="mp3") as out:
        stream = out.add_stream("libmp3lame", rate=RATE_HZ, layout="mono")
        stream.bit_rate = 64000
        for first in range(0, len(tone), 1152):
            frame = av.AudioFrame.from_ndarray(tone[None, first : first + 1152], format="fltp", layout="mono")
            frame.sample_rate, frame.pts = RATE_HZ, first
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def png(path: Path, side_px: int = 1400) -> None:
    """A plain picture of the size that directories ask for: two fields and a disc, written by hand."""
    y, x = np.mgrid[0:side_px, 0:side_px] / side_px
    picture = np.where((y > 0.62)[..., None], (30, 62, 84), (226, 218, 200)).astype(np.uint8)
    picture[(x - 0.5) ** 2 + (y - 0.5) ** 2 < 0.05] = (180, 44, 23)
    rows = b"".join(b"\0" + row.tobytes() for row in picture)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side_px, side_px, 8, 2, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )


def cues_of(talk: Sequence[tuple[str, str]], line_s: float = LINE_S) -> tuple[Cue, ...]:
    made: list[Cue] = []
    for index, (speaker, text) in enumerate(talk):
        span = Span(index * line_s, index * line_s + line_s - 0.4)
        begins = index == 0 or talk[index - 1][0] != speaker
        made.append(Cue(f"w{index * 10}", span, span, speaker.lower()[:5], speaker, text, (), begins))
    return tuple(made)


def make_folder(
    path: Path, number: int = 12, *, pitch_hz: float = 220.0, title: str = "The last ferry", **changes: object
) -> Folder:
    path.mkdir(parents=True, exist_ok=True)
    duration_s = LINE_S * len(TALK)
    mp3(path / "sound.mp3", duration_s, pitch_hz)
    data = (path / "sound.mp3").read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    name = f"{number}-the-last-ferry.{digest[:10]}.mp3"
    (path / "sound.mp3").rename(path / name)
    cues = changes.get("cues", cues_of(TALK))
    texts = {
        "vtt": vtt(cues), "srt": srt(cues), "json": transcript_json(cues), "md": "# T\n",
        "html": "<cite>Maren Dahl:</cite><time>0:00</time><p>Hello.</p>",
    }  # fmt: skip
    names = {kind: f"transcript.{kind}" for kind in texts} | {"chapters": "chapters.json"}
    for kind, text in {**texts, "chapters": chapters_json(CHAPTERS)}.items():
        (path / names[kind]).write_text(text)
    (path / "edit-list.json").write_text("{}")
    publication = Publication(
        guid=f"guid-{number}", number=number, slug="the-last-ferry", title=title, date="2026-11-02", language="en",
        line="A harbour log, an empty space, and the question of who was counting on the night of 9 January.",
        description="For eleven winters Tobias Wren kept the harbour log.\n\nOn one page, a number is missing.",
        notes_html=(
            "<p>For eleven winters <strong>Tobias Wren</strong> kept the harbour log on the long quay. On one page a number "
            'is missing. We read the page with him, and ask <a href="https://example.org/council">the island council</a> '
            "who decides when the last ferry leaves.</p>"
        ),
        enclosure=Enclosure(name, "audio/mpeg", len(data), duration_s, digest),
        cues=cues_of(TALK),
        chapters=CHAPTERS,
        people=(
            Credit("Maren Dahl", Role.HOST), Credit("Tobias Wren", Role.GUEST, "https://example.org/wren"),
            Credit("Ines Okoro", Role.REPORTER),
        ),
        files={**names, "edit_list": "edit-list.json"}, engine="faster-whisper, Whisper base",
    )  # fmt: skip
    return Folder(path, replace(publication, **changes))  # type: ignore[arg-type]


SHOW = Show(
    guid="917393e3-1b1e-5cef-ace4-edaa54e1f810", title="The Long Quay", author="Harbour Radio", licence="CC BY 4.0",
    description="Slow reporting from the edge of the map: one island, one question, one hour.",
)  # fmt: skip


class Answer:
    """What the server at `address` says; `If_None_Match="..."` sends that header."""

    def __init__(self, address: str, path: str, method: str = "GET", **headers: str) -> None:
        parts = urlsplit(address)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        self.status, self.headers, self.body = response.status, response.headers, response.read()
        connection.close()

    @property
    def page(self) -> lxml.html.HtmlElement:
        return lxml.html.document_fromstring(self.body.decode())


@pytest.fixture(autouse=True)
def no_feed_of_another_show():
    """A process serves one show, so the feeds' memory goes by its revision; the tests' many shows have the same ones."""
    views = sys.modules.get("onrecord.web.feeds.views")
    if views is not None:
        views._kept.clear()


@pytest.fixture
def ask() -> type[Answer]:
    return Answer


@pytest.fixture(scope="session")
def show() -> Show:
    return SHOW


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """An episode folder; nobody writes to it."""
    return make_folder(tmp_path_factory.mktemp('it\'s "한" folder'))


@pytest.fixture
def new_folder() -> Callable[..., Folder]:
    return make_folder


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, folder: Folder) -> Iterator[Running]:
    """A show with one episode out and its server, for tests that only read."""
    show_dir = tmp_path_factory.mktemp("show")
    png(show_dir / "cover.png")
    out = beside(site.put_out, show_dir, replace(SHOW, artwork="cover.png"), folder.publication, folder.path)
    with served(show_dir) as address:
        yield Running(address, out.path, show_dir, folder)


@dataclass(frozen=True)
class Running:
    address: str
    page: str
    show_dir: Path
    folder: Folder


def beside(call: Callable[..., Any], *arguments: object) -> Any:
    """`call` in a thread of its own: Playwright keeps this one busy with an event loop, in which Django reads no database."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(call, *arguments).result()


def stop(server: Any) -> None:
    """Run inside the server's own loop, which ends when nothing is left to listen to."""
    for channel in list(server.active_channels.values()):
        channel.handle_close()
    server.close()


@contextlib.contextmanager
def served(show_dir: Path) -> Iterator[str]:
    """The address, without a final slash, at which the show is served meanwhile."""
    server = beside(site.make_server, show_dir, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield site.address(server, "127.0.0.1").rstrip("/")
    finally:
        with contextlib.suppress(OSError):  # the loop, awake for another reason, may have stopped before it is rung
            server.trigger.pull_trigger(lambda: stop(server))
        thread.join(timeout=10)
        server.task_dispatcher.shutdown()
        assert not thread.is_alive()


@pytest.fixture
def put_out() -> Callable[..., site.PutOut]:
    return lambda *arguments: beside(site.put_out, *arguments)


@pytest.fixture
def serve() -> Callable[[Path], contextlib.AbstractContextManager[str]]:
    return served


@pytest.fixture(scope="session")
def server() -> Callable[[Path], contextlib.AbstractContextManager[str]]:
    """`serve` for fixtures that live longer than a test."""
    return served


@pytest.fixture(scope="module")
def chromium():
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None and os.environ.get("ONRECORD_NO_BROWSER") == "1":
        pytest.skip("ONRECORD_NO_BROWSER=1: the page was not opened in a browser.")
    if found is None:
        pytest.fail(
            "Chromium is missing, so the page cannot be opened. Install it: apt-get install chromium", pytrace=False
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium):
    """Opens an address in a fresh profile; fails when the page had an error or was refused something by its policy."""
    contexts, complaints = [], []

    def go(address, **options):
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        contexts.append(context)
        tab = context.new_page()
        tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.goto(address)
        return tab

    yield go
    for context in contexts:
        context.close()
    assert complaints == []
