"""The site as files: whole, relative, searchable, and in any folder of a plain file server."""

from __future__ import annotations

import contextlib
import functools
import json
import re
import subprocess
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import lxml.html
import pytest
from playwright.sync_api import expect

from onrecord.core.errors import BadSettings
from onrecord.web.export import MARK, export


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextlib.contextmanager
def plain_server(folder: Path):
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def exported(tmp_path_factory, running):
    """The show of `running` and a second, Korean episode, in a folder below the server's root."""
    from concurrent.futures import ThreadPoolExecutor

    root = tmp_path_factory.mktemp("host")
    with ThreadPoolExecutor(1) as thread:
        made = thread.submit(
            export, running.show_dir, root / "radio" / "show", "https://quay.example/radio/show"
        ).result()
    return root, made


def test_every_link_leads_to_a_file(exported):
    _, made = exported
    pages = sorted(made.path.rglob("*.html"))
    assert len(pages) > 10 and made.files_n == len((made.path / MARK).read_text().splitlines())
    for page in pages:
        if page.name in ("404.html", "transcript.html"):
            continue
        document = lxml.html.document_fromstring(page.read_text())
        links = document.xpath(
            "//a/@href | //link[@rel!='canonical']/@href | //script/@src | //img/@src | //audio/@src | //form/@action"
        )
        for link in links:
            if re.match(r"(https?|mailto):", link):
                continue
            assert not link.startswith("/"), (page, link)
            target = Path(unquote(urlsplit(urljoin(page.as_uri(), link)).path))
            assert (target / "index.html" if target.is_dir() else target).is_file(), (page, link)
        assert document.xpath("//meta[@http-equiv='Content-Security-Policy']")
        assert "frame-ancestors" not in page.read_text()


def test_the_feed_and_the_cards_name_the_public_address(exported):
    _, made = exported
    home = lxml.html.document_fromstring((made.path / "index.html").read_text())
    assert home.xpath("//link[@rel='canonical']/@href") == ["https://quay.example/radio/show/"]
    assert made.is_public and "https://quay.example/radio/show/episodes/" in (made.path / "sitemap.xml").read_text()


def test_the_index_has_all_words(exported, running):
    _, made = exported
    folder = made.path / "search" / "index"
    about = json.loads((folder / "index.json").read_text())
    assert [one["number"] for one in about["episodes"]] == [12]
    text = json.loads((folder / "text-0.json").read_text())
    assert [line[3] for line in text["lines"]] == [cue.text for cue in running.folder.publication.cues]
    words = json.loads((folder / "words-0.json").read_text())
    assert words["ferry"][0] == "ferri" and words["winters"][0] == "winter"


def test_a_second_export_takes_away_only_its_own(tmp_path, running):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as thread:
        made = thread.submit(export, running.show_dir, tmp_path / "out").result()
        (made.path / "CNAME").write_text("quay.example\n")
        listed = (made.path / MARK).read_text()
        (made.path / "old").mkdir()
        (made.path / "old" / "index.html").write_text("gone")
        (made.path / MARK).write_text(listed + "old/index.html\n")
        again = thread.submit(export, running.show_dir, tmp_path / "out").result()
        assert not (made.path / "old").exists() and (made.path / "CNAME").exists()
        assert (again.files_n, again.bytes_n, again.is_public) == (made.files_n, made.bytes_n, False)
        (tmp_path / "full").mkdir()
        (tmp_path / "full" / "letter.txt").write_text("dear")
        with pytest.raises(BadSettings, match="holds other things"):
            thread.submit(export, running.show_dir, tmp_path / "full").result()


def test_a_show_without_episodes_is_not_exported(tmp_path):
    """In a process of its own: a process serves one show."""
    program = "import sys; from pathlib import Path; from onrecord.web.export import export; export(Path(sys.argv[1]), Path('out'))"
    run = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "show"], capture_output=True, text=True, cwd=tmp_path
    )
    assert "NotFound: Nothing is out yet." in run.stderr and not (tmp_path / "out").exists()


@pytest.mark.browser
def test_it_is_searched_and_plays_from_a_plain_file_server(visit, exported):
    root, _ = exported
    with plain_server(root) as address:
        tab = visit(f"{address}/radio/show/")
        tab.get_by_role("searchbox", name="Search everything said").fill("ferry by:maren")
        tab.keyboard.press("Enter")
        expect(tab.get_by_role("status")).to_contain_text("Places: 1")
        expect(tab.locator(".hit mark")).to_have_text(["ferry"])
        tab.locator(".hit a.time").click()
        expect(tab.locator(".line[aria-current]")).to_have_attribute("id", "w10")
        tab.locator("#w50 .said").click()
        tab.wait_for_function("() => document.querySelector('audio').currentTime > 25.05", timeout=15_000)


@pytest.mark.browser
def test_a_search_that_cannot_read_its_index_says_so(chromium, exported):
    root, _ = exported
    with plain_server(root) as address:
        tab = chromium.new_context().new_page()
        tab.route("**/search/index/words-*.json", lambda route: route.abort())
        tab.route("**/search/index/places-*.json", lambda route: route.abort())
        tab.goto(f"{address}/radio/show/search/?q=ferry")
        expect(tab.get_by_role("status")).to_contain_text("could not read its index")
        expect(tab.get_by_role("button", name="More")).to_be_hidden()
        tab.unroute_all()
        tab.get_by_role("search").get_by_role("button", name="Search").click()
        expect(tab.locator(".hit mark").first).to_have_text("ferry")
        tab.context.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ('"the last ferry"', ["The last ferry", "Today: who decides when the last ferry leaves, and what happens on the night it does not."]),
        ("winter NEAR/3 log", ["Eleven winters of log books", "I kept the log for eleven winters."]),
        ("subsid*", ["The council sets the subsidy, and the subsidy sets the timetable, whatever they call it."]),
        ("council -subsidy -timetable story:seventh", []),
        ("crossings by:ines", ["If you pay for six crossings you do not get a seventh because the weather is good."]),
        ("zeppelin kettle", ["Three people and a kettle", "The Long Quay is made by three people and a kettle; write to us."]),
    ],
)  # fmt: skip
def test_the_static_search_asks_as_the_servers_does(visit, exported, asked, found):
    root, _ = exported
    with plain_server(root) as address:
        tab = visit(f"{address}/radio/show/search/")
        tab.locator("#q").fill(asked)
        tab.keyboard.press("Enter")
        expect(tab.locator(".found").last).to_be_visible()
        shown = tab.locator(".hit:not(.hit-notes) > p").all_text_contents()
        assert [re.sub(r"^(Title|Story|Maren Dahl|Tobias Wren|Ines Okoro) ", "", text) for text in shown] == found
