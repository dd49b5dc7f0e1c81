"""The other pages, their twins and maps over HTTP: archive, people, stories, about, search, llms.txt, site map, API."""

from __future__ import annotations

import itertools
import json
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, unquote, urlencode

import lxml.etree
import pytest

STORY = "/episodes/12-the-last-ferry/stories/2-eleven-winters-of-log-books/"
PAGES = [
    "/",
    "/archive/",
    "/archive/2026/",
    "/people/",
    "/people/tobias-wren/",
    "/about/",
    "/episodes/12-the-last-ferry/",
    STORY,
]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_its_address_its_twin_and_no_script_of_its_own(ask, running, path):
    answer = ask(running.address, path)
    page = answer.page
    assert answer.status == 200 and page.xpath("//link[@rel='canonical']/@href")[0].startswith(running.address)
    assert len(page.xpath("//h1")) == 1 and page.xpath("//main[@id='main']") and page.xpath("//a[@class='skip']")
    assert not page.xpath("//script[not(@src) and not(@type='application/ld+json')] | //style | //@style | //@onclick")
    (twin,) = page.xpath("//link[@type='text/markdown' and @title='Markdown']/@href")
    text = ask(running.address, twin)
    assert text.status == 200 and text.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert text.body.decode().startswith("# ")
    for script in page.xpath("//script[@type='application/ld+json']/text()"):
        assert json.loads(script)["@context"] == "https://schema.org"


def test_a_person_is_shown_with_all_they_said_and_when(ask, running):
    page = ask(running.address, "/people/tobias-wren/").page
    lines = [cue for cue in running.folder.publication.cues if cue.speaker == "Tobias Wren"]
    assert [p.text_content() for p in page.xpath("//li[@class='hit']/p")] == [cue.text for cue in lines]
    assert page.xpath("//li[@class='hit']/a/@href")[0] == "/episodes/12-the-last-ferry/?t=10#w20"
    assert ask(running.address, "/people/tobias-wren/2/").status == 404
    assert ask(running.address, "/people/nobody/").status == 404


def test_a_story_is_its_part_of_the_transcript_and_starts_there(ask, running):
    page = ask(running.address, STORY).page
    assert [line.get("id") for line in page.xpath("//*[@class='line']")] == ["w20", "w30", "w40", "w50", "w60", "w70"]
    assert page.xpath("//audio/@src")[0].endswith("#t=10")
    assert ask(running.address, STORY.replace("eleven", "twelve")).headers["Location"] == STORY
    assert ask(running.address, STORY.replace("2-eleven", "9-eleven")).headers["Location"] == running.page
    assert ask(running.address, STORY.replace("2-eleven", "4-three")).headers["Location"] == running.page  # a promo


def test_the_archive_is_by_year(ask, running):
    assert "The last ferry" in ask(running.address, "/archive/2026/").page.text_content()
    assert ask(running.address, "/archive/2024/").status == 404


def test_the_site_map_names_pages_that_are_there(ask, running):
    answer = ask(running.address, "/sitemap.xml")
    places = lxml.etree.fromstring(answer.body).xpath("//*[local-name()='loc']/text()")
    assert len(places) == 4 + 1 + 3 + 1 + 3 and answer.headers["Content-Type"] == "application/xml"
    for place in places:
        assert ask(running.address, place.removeprefix(running.address)).status == 200
    robots = ask(running.address, "/robots.txt").body.decode()
    assert f"Sitemap: {running.address}/sitemap.xml" in robots


def test_llms_txt_leads_to_the_whole_text(ask, running):
    text = ask(running.address, "/llms.txt").body.decode()
    (link,) = re.findall(r"\((\S+/episodes/\S+index\.md)\)", text)
    twin = ask(running.address, unquote(link.removeprefix(running.address))).body.decode()
    for cue in running.folder.publication.cues:
        assert cue.text in twin
    assert "**Tobias Wren** (0:10)" in twin and "(0:40) Who pays for the seventh crossing" in twin


def test_search_works_as_a_page(ask, running):
    page = ask(running.address, f"/search/?q={quote('“last ferry” by:maren')}").page
    assert page.xpath("//p[@role='status']")[0].text_content() == "1 place"
    assert [mark.text for mark in page.xpath("//mark")] == ["last", "ferry"]
    assert page.xpath("//li/a/@href") and "?t=5#w10" in page.xpath("//li[contains(@class,'hit')]/a/@href")[0]
    assert "How to ask" in ask(running.address, "/search/?q=zeppelin").page.text_content()
    for odd in (
        "/search/?after=x&q=a",
        "/search/?episode=x&since=never&order=up&q=ferry",
        "/search/?q=%00%FF",
        "/search/suggest?q=%00",
    ):
        assert ask(running.address, odd).status == 200


def resolved(document, schema):
    return document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema


def conforms(document, schema, value, where="answer"):
    """Holds a value against the part of JSON Schema that the document uses."""
    schema = resolved(document, schema)
    kinds = {
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
        "array": list,
        "object": dict,
        "null": type(None),
    }
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    assert any(isinstance(value, kinds[name]) for name in names), (where, value)
    assert value in schema.get("enum", [value])
    if isinstance(value, dict):
        assert set(schema.get("required", [])) <= set(value), where
        for name, held in value.items():
            inner = schema.get("properties", {}).get(name) or schema.get("additionalProperties")
            assert inner, f"{where}.{name} is not described"
            conforms(document, inner, held, f"{where}.{name}")
    if isinstance(value, list):
        for held in value:
            conforms(document, schema["items"], held, f"{where}[]")


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/api/v1/show", "/api/v1/show"), ("/api/v1/episodes", "/api/v1/episodes?limit=1"),
        ("/api/v1/episodes/{number}", "/api/v1/episodes/12"),
        ("/api/v1/episodes/{number}/transcript", "/api/v1/episodes/12/transcript"),
        ("/api/v1/search", "/api/v1/search?q=ferry&limit=2"),
    ],
)  # fmt: skip
def test_the_api_answers_as_its_document_says(ask, running, path, asked):
    document = json.loads(ask(running.address, "/api/v1/openapi.json").body)
    assert document["openapi"] == "3.1.0" and document["servers"] == [{"url": running.address}]
    answer = ask(running.address, asked)
    assert answer.headers["Access-Control-Allow-Origin"] == "*" and answer.headers["Content-Type"] == "application/json"
    schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    conforms(document, schema, json.loads(answer.body))


def test_the_api_finds_what_the_page_finds(ask, running):
    data = json.loads(ask(running.address, "/api/v1/search?q=council&by=ines").body)
    assert [(hit["speaker"], hit["start_s"]) for hit in data["hits"]] == [("Ines Okoro", 45.0)]
    hit = data["hits"][0]
    assert [hit["text"][a:b] for a, b in hit["lit"]] == ["council"]
    first = json.loads(ask(running.address, "/api/v1/search?q=the&limit=3").body)
    second = json.loads(ask(running.address, f"/api/v1/search?q=the&limit=3&after={first['next']}").body)
    assert len(first["hits"]) == 3 and first["total_n"] == second["total_n"]
    assert not {hit["text"] for hit in first["hits"]} & {hit["text"] for hit in second["hits"]}
    assert ask(running.address, "/api/v1/episodes/99").status == 404


def test_kept_pages_are_as_made_and_follow_the_database(ask, running):
    from onrecord.web.remembered import GLANCE_S, Remembered

    asked = []

    def application(environ, start_response):
        asked.append(environ.get("HTTP_IF_NONE_MATCH"))
        if environ.get("HTTP_IF_NONE_MATCH") == '"1"':
            start_response("304 Not Modified", [("ETag", '"1"')])
            return []
        start_response(
            "200 OK", [("ETag", '"1"'), ("Cache-Control", "public, no-cache"), ("Content-Type", "text/plain")]
        )
        return [b"page"]

    state = [1]
    kept = Remembered(application, lambda: state[0])

    def get(**changes):
        said = []
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", **changes}
        body = b"".join(kept(environ, lambda status, headers: said.append(status)))
        return said[0][:3], body

    assert [get(), get(), get(HTTP_IF_NONE_MATCH='W/"1"'), get(REQUEST_METHOD="HEAD")] == [
        ("200", b"page"), ("200", b"page"), ("304", b""), ("200", b""),
    ]  # fmt: skip
    assert asked == [None]
    state[0] = 2
    time.sleep(2 * GLANCE_S)
    assert get() == ("200", b"page") and asked == [None, '"1"']
    assert get(HTTP_COOKIE="sessionid=x") == ("200", b"page") and get(HTTP_AUTHORIZATION="x") == ("200", b"page")
    assert asked == [None, '"1"', None, None]


@pytest.fixture
def changing():
    """A kept page that changes with every form that is sent, and takes `took_s` of the processor to make."""
    from onrecord.web.remembered import Remembered

    revision, made = itertools.count(1), []

    def application(environ, start_response):
        if environ["REQUEST_METHOD"] == "POST":
            application.revision = next(revision)
            start_response("303 See Other", [])
            return []
        made.append(now := application.revision)
        if application.holds:
            application.holds.wait(10)
        until_s = time.thread_time() + application.took_s
        while time.thread_time() < until_s:
            pass
        start_response("200 OK", [("ETag", f'"{now}"'), ("Cache-Control", "public, no-cache")])
        return [str(now).encode()]

    application.revision, application.took_s, application.holds, application.made = 0, 0.0, None, made
    kept = Remembered(application, lambda: application.revision)

    def ask(method="GET", **more):
        body = b"".join(kept({"REQUEST_METHOD": method, "PATH_INFO": "/", **more}, lambda status, headers: None))
        return int(body or 0)

    return application, ask


def test_a_page_follows_each_form_that_is_sent(changing):
    application, ask = changing
    for revision in range(1, 20):
        ask("POST")
        assert ask() == revision and ask() == revision
    assert application.made == list(range(1, 20))


def test_a_page_that_changes_all_the_time_takes_a_part_of_the_processor_and_who_wrote_sees_it_as_it_is(changing):
    from onrecord.web.remembered import AT_ONCE_S, SHARE

    application, ask = changing
    application.took_s = 0.1
    began_s, seen = time.monotonic(), []
    while time.monotonic() - began_s < 2:
        ask("POST")
        seen.append(ask())
        time.sleep(0.01)
    most_n = (AT_ONCE_S + SHARE * (time.monotonic() - began_s)) / 0.1 + 2
    assert 2 <= len(application.made) <= most_n and seen == sorted(seen)
    assert ask(HTTP_COOKIE="onrecord_me=somebody") == application.revision
    time.sleep(1)
    assert ask() == application.revision


def test_a_changed_page_is_made_by_one_for_all_who_wait(changing):
    application, ask = changing
    ask()
    ask("POST")
    application.holds = threading.Event()
    with ThreadPoolExecutor(8) as threads:
        answers = [threads.submit(ask, HTTP_COOKIE="onrecord_me=somebody" if n % 2 else "") for n in range(8)]
        time.sleep(0.3)
        application.holds.set()
        assert [answer.result() for answer in answers] == [1] * 8
    assert len(application.made) <= 3


@pytest.mark.parametrize("value", ['x"', '"', "+Ç", "a-b", "it’s", "*", "(", "\u00b9", "NEAR"])
@pytest.mark.parametrize("field", ["story", "by", "q", "since", "holder"])
def test_no_sign_in_a_filter_breaks_the_search(ask, running, field, value):
    asked = urlencode({"q": "ferry", field: value})
    assert ask(running.address, f"/search/?{asked}").status == 200
    assert ask(running.address, f"/api/v1/search?{asked}").status in (200, 400)
