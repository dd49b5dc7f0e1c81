"""Search, the same questions to both databases: words, phrases, neighbours, beginnings, accents, Hangul, and every filter."""

from __future__ import annotations

import importlib.util
import itertools
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.core.episode import Chapter, Credit, Publication, PublishedClaim
from onrecord.core.people import Role
from onrecord.core.time import Span
from onrecord.core.transcript import Cue
from onrecord.web import site
from onrecord.web.search.query import Kind, Order, narrowed, read

postgres_file = Path(__file__).with_name("postgres.py")
spec = importlib.util.spec_from_file_location("own_postgres", postgres_file)
assert spec and spec.loader
own_postgres = sys.modules["own_postgres"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(own_postgres)

EPISODES: list[tuple[int, str, str, str, list[tuple[str, str]]]] = [
    (1, "2024-03-01", "The harbour log", "A number is missing", [
        ("Maren Dahl", "Who decides when the last ferry leaves?"),
        ("Tobias Wren", "The ferries left at nine, whatever the timetable said."),
        ("Tobias Wren", "I wrote the wind, the time and the number of people."),
        ("Maren Dahl", "It was the last winter of the old ferry."),
    ]),
    (2, "2025-06-10", "Zoë in the café", "Coffee and cafés", [
        ("Zoë Kim", "We met in a café beside the council's house."),
        ("Maren Dahl", "The naïve answer is that the council pays for the ferry."),
        ("Guest 1", "Kubernetes isn't a ferry, but people think it is."),
    ]),
    (3, "2026-11-02", "연락선 시간표", "마지막 연락선", [
        ("김하늘", "마지막 연락선은 아홉 시에 떠났습니다."),
        ("Maren Dahl", "정부는 시간표를 정하지 않았다고 했어요."),
        ("김하늘", "배를 놓친 사람은 몇 명이었나요?"),
    ]),
]  # fmt: skip


def publication_of(
    folder: Any, number: int, date: str, title: str, story: str, talk: list[tuple[str, str]]
) -> Publication:
    cues = tuple(
        Cue(f"w{i}", Span(i * 5.0, i * 5.0 + 4), Span(i * 5.0, i * 5.0 + 4), who[:4], who, text, (), True)
        for i, (who, text) in enumerate(talk)
    )
    people = tuple(
        Credit(name, Role.GUEST) for name in dict.fromkeys(who for who, _ in talk) if not name.startswith("Guest")
    )
    return replace(
        folder.publication, guid=f"guid-{number}", number=number, slug=f"number-{number}", title=title, date=date, line="",
        description="", notes_html=f"<p>Notes of number {number} &amp; its <b>lighthouse</b>.</p>", cues=cues, people=people,
        chapters=(Chapter(0.0, 10.0, story), Chapter(10.0, 60.0, f"Afterwards {number}")), claims=CLAIMS.get(number, ()),
    )  # fmt: skip


@dataclass(frozen=True)
class Library:
    """A site whose search is asked in a thread of its own, so that each database gets its own connection."""

    thread: ThreadPoolExecutor
    show_dir: Path
    vendor: str

    def run(self, call: Any, *arguments: Any, **named: Any) -> Any:
        return self.thread.submit(call, *arguments, **named).result()

    def search(self, text: str, **changes: Any) -> Any:
        from onrecord.web.search import finder

        paging = {name: changes.pop(name) for name in ("after_key", "limit_n") if name in changes}
        return self.run(finder.search, replace(read(text), **changes), **paging)

    def texts(self, text: str, **changes: Any) -> list[str]:
        return [hit.text for hit in self.search(text, **changes).hits]

    def suggest(self, text: str) -> list[str]:
        from onrecord.web.search import finder

        return self.run(finder.suggestions, text)


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    bin_dir = own_postgres.programs()
    if bin_dir is None:
        pytest.skip("PostgreSQL's server programs (initdb, pg_ctl) are not on this machine: only SQLite is tried.")
    if importlib.util.find_spec("psycopg") is None:
        pytest.skip('psycopg is not installed (pip install "onrecord[postgresql]"): only SQLite is tried.')
    with own_postgres.server(bin_dir) as address:
        yield address


NUMBERS = itertools.count(1)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def library(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, folder: Any, show: Any
) -> Iterator[Library]:
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(1) as thread:
        if request.param == "postgresql":
            address = request.getfixturevalue("postgres_address")
            name = f"site{next(NUMBERS)}"
            import psycopg

            with psycopg.connect(address.format(name="postgres"), autocommit=True) as plain:
                plain.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
            patch.setenv("ONRECORD_DATABASE", address.format(name=name))
        show_dir = tmp_path_factory.mktemp("library")
        for episode in EPISODES:
            thread.submit(site.put_out, show_dir, show, publication_of(folder, *episode), folder.path).result()
        yield Library(thread, show_dir, request.param)

        def close() -> None:
            from django.db import connection

            connection.close()

        thread.submit(close).result()


CLAIMS = {
    1: (
        PublishedClaim("c1", 5.0, 9.0, "The ferries left at nine", "Tobias Wren", "speaker", "Tobias Wren", "reported", "", True),
        PublishedClaim("c2", 5.0, 9.0, "the timetable was wrong", "the council", "organisation", "Tobias Wren", "denied", "denied", False),
    ),
}  # fmt: skip
LINES = {text: who for _, _, _, _, talk in EPISODES for who, text in talk}


def test_it_is_that_database(library: Library) -> None:
    def vendor() -> str:
        from django.db import connection

        return connection.vendor

    assert library.run(vendor) == library.vendor


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("timetable", ["The ferries left at nine, whatever the timetable said."]),
        ("FERRY leaves", ["Who decides when the last ferry leaves?"]),
        ("ferries", [
            "The naïve answer is that the council pays for the ferry.", "Kubernetes isn't a ferry, but people think it is.",
            "Who decides when the last ferry leaves?", "The ferries left at nine, whatever the timetable said.",
            "It was the last winter of the old ferry.",
        ]),
        ('"the last ferry"', ["Who decides when the last ferry leaves?"]),
        ("“the last ferry”", ["Who decides when the last ferry leaves?"]),
        ('"last the ferry"', []),
        ("last NEAR/3 old", ["It was the last winter of the old ferry."]),
        ("old NEAR/3 last", ["It was the last winter of the old ferry."]),
        ("last NEAR/2 old", []),
        ('"the wind" NEAR/1 time', ["I wrote the wind, the time and the number of people."]),
        ("kube*", ["Kubernetes isn't a ferry, but people think it is."]),
        ("timetabl*", ["The ferries left at nine, whatever the timetable said."]),
        ('"whatever the time*"', ["The ferries left at nine, whatever the timetable said."]),
        ("ferry -council -winter -Kubernetes -nine", ["Who decides when the last ferry leaves?"]),
        ("naive", ["The naïve answer is that the council pays for the ferry."]),
        ("isnt", ["Kubernetes isn't a ferry, but people think it is."]),
        ("isn’t", ["Kubernetes isn't a ferry, but people think it is."]),
        ("연락선 아홉", ["마지막 연락선은 아홉 시에 떠났습니다."]),
        ("정부", ["정부는 시간표를 정하지 않았다고 했어요."]),
        ("간표를", ["정부는 시간표를 정하지 않았다고 했어요."]),
        ("배", ["배를 놓친 사람은 몇 명이었나요?"]),
        ('"시에 떠났"', ["마지막 연락선은 아홉 시에 떠났습니다."]),
        ("zeppelin", []),
    ],
)  # fmt: skip
def test_words_find_their_sentences(library: Library, asked: str, found: list[str]) -> None:
    assert [text for text in library.texts(asked) if text in LINES] == found


def test_a_hit_says_who_where_and_when_and_lights_the_words(library: Library) -> None:
    (hit,) = library.search("council's house").hits
    assert (hit.speaker, hit.episode.number, hit.start_s, hit.spot, hit.kind) == ("Zoë Kim", 2, 0.0, "w0", "line")
    assert [hit.text[start:end] for start, end in hit.lit] == ["council's", "house"]


def test_titles_stories_and_notes_come_first(library: Library) -> None:
    hits = library.search("cafe").hits
    assert [(hit.kind, hit.text) for hit in hits] == [
        ("title", "Zoë in the café"), ("story", "Coffee and cafés"), ("line", "We met in a café beside the council's house."),
    ]  # fmt: skip
    assert [hit.text for hit in library.search("lighthouse 2").hits] == ["Notes of number 2 & its lighthouse."]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("ferry by:maren", {"Who decides when the last ferry leaves?", "It was the last winter of the old ferry.",
                            "The naïve answer is that the council pays for the ferry."}),
        ('ferry by:"Tobias Wren"', {"The ferries left at nine, whatever the timetable said."}),
        ("by:zoe", {"We met in a café beside the council's house."}),
        ("ferry by:nobody", set()),
        ("ferry since:2025 by:maren", {"The naïve answer is that the council pays for the ferry."}),
        ("ferry until:2024-03", {"Who decides when the last ferry leaves?", "It was the last winter of the old ferry.",
                                 "The ferries left at nine, whatever the timetable said."}),
        ("ferry since:2024-03-02 until:2025-06-09", set()),
        ("episode:2 people", {"Kubernetes isn't a ferry, but people think it is."}),
        ("episode:99 people", set()),
        ("story:missing ferry", {"Who decides when the last ferry leaves?", "The ferries left at nine, whatever the timetable said."}),
        ('story:"afterwards 1" ferry', {"It was the last winter of the old ferry."}),
        ("story:nowhere ferry", set()),
        ('show:"the long quay" timetable', {"The ferries left at nine, whatever the timetable said."}),
        ("show:another timetable", set()),
        ("by:김하늘 연락선", {"마지막 연락선은 아홉 시에 떠났습니다."}),
    ],
)  # fmt: skip
def test_filters(library: Library, asked: str, found: set[str]) -> None:
    assert {text for text in library.texts(asked) if text in LINES} == found


def test_claims_are_found_where_they_are_asked_for(library: Library) -> None:
    assert [hit.kind for hit in library.search("timetable").hits] == ["line"]
    (hit,) = library.search("timetable in:claims").hits
    assert (hit.speaker, hit.firmness, hit.is_checked, hit.spot, hit.start_s) == (
        "the council",
        "denied",
        False,
        "c2",
        5.0,
    )
    found = {
        "in:claims": {"c1", "c2"}, "in:claims by:tobias": {"c1", "c2"}, "in:claims by:council": {"c2"}, "firmness:reported": {"c1"},
        "checked:no": {"c2"}, "checked:yes ferry": {"c1"}, "in:claims ferries": {"c1"}, "in:claims in:lines left": {"c1", "w1"},
        "in:claims episode:2": set(), "in:claims until:2023": set(), "in:claims story:missing": {"c1", "c2"}, "in:claims -wrong": {"c1"},
        "firmness:nonsense nine": {"w1"},
    }  # fmt: skip
    assert {text: {hit.spot for hit in library.search(text).hits} for text in found} == found


def test_claims_are_read_by_programs(library: Library) -> None:
    def ask(path: str) -> Any:
        from django.test import Client

        answer = Client(HTTP_HOST="quay.example").get(path)
        return answer.json() if answer.status_code == 200 else answer.status_code

    of_one = library.run(ask, "/api/v1/episodes/1/claims")
    assert [claim["id"] for claim in of_one["claims"]] == ["c1", "c2"]
    second = of_one["claims"][1]
    assert (second["holder"], second["relayed_by"], second["is_checked"]) == ("the council", "Tobias Wren", False)
    assert second["url"].endswith("/episodes/1-number-1/?t=5#c2") and second["firmness"] == "denied"
    found = {
        "": ["c1", "c2"], "?holder=council": ["c2"], "?holder=Tobias": ["c1"], "?holder=tobias-wren": ["c1"], "?firmness=denied": ["c2"],
        "?checked=yes": ["c1"], "?checked=no&holder=tobias": [],
        "?limit=1": ["c1"], "?limit=1&page=2": ["c2"],
    }  # fmt: skip
    assert {
        asked: [one["id"] for one in library.run(ask, f"/api/v1/claims{asked}")["claims"]] for asked in found
    } == found
    assert library.run(ask, "/api/v1/claims?limit=1")["pages_n"] == 2
    assert {
        library.run(ask, f"/api/v1/claims?{bad}")
        for bad in ("firmness=nonsense", "limit=0", "checked=maybe", "holder=%00")
    } == {400}
    assert (
        library.run(ask, "/api/v1/episodes/99/claims") == 404
        and library.run(ask, "/api/v1/episodes/2/claims")["claims"] == []
    )
    hit = library.run(ask, "/api/v1/search?q=timetable&in=claim")["hits"][0]
    assert (hit["kind"], hit["firmness"], hit["is_checked"], hit["speaker"]) == (
        "claim",
        "denied",
        False,
        "the council",
    )


def test_newest_first_oldest_first_and_page_by_page(library: Library) -> None:
    newest = library.texts("ferry")
    oldest = library.search("ferry", order=Order.OLDEST).hits
    assert sorted(hit.text for hit in oldest) == sorted(newest)
    heads = sum(hit.kind in (Kind.TITLE, Kind.NOTES, Kind.STORY) for hit in oldest)
    for hits in (oldest[:heads], oldest[heads:]):
        assert [hit.episode.number for hit in hits] == sorted(hit.episode.number for hit in hits)
    lines = [(hit.episode.number, hit.start_s) for hit in oldest if hit.kind == Kind.LINE]
    assert lines == sorted(lines) and len(lines) > 4, "each episode from its beginning"
    for order in Order:
        whole, walked, after = library.texts("ferry", order=order), [], None
        while True:
            page = library.search("ferry", order=order, after_key=after, limit_n=2)
            assert page.total_n == len(whole)
            walked += [hit.text for hit in page.hits]
            after = page.next_key
            if after is None:
                break
        assert walked == whole


def test_a_word_that_no_sentence_has_beside_the_others_is_left_out_and_named(library: Library) -> None:
    results = library.search("kubernetes timetable ferry")
    assert results.missing and results.hits
    assert not library.search("kubernetes timetable lighthouse zeppelin").hits, (
        "less than a third of it is something else"
    )
    unknown = library.search("kubernetes zeppelin")
    assert unknown.missing == ("zeppelin",) and [hit.episode.number for hit in unknown.hits] == [2]


def test_suggestions_are_names_and_words(library: Library) -> None:
    assert library.suggest("fer") == ["ferry", "ferries"]
    assert library.suggest("last fer") == ["last ferry", "last ferries"]
    assert library.suggest("tob")[0] == 'by:"Tobias Wren"'
    assert "café" in library.suggest("caf") and "연락선은" in library.suggest("연락")
    assert library.suggest("") == library.suggest("  ") == library.suggest('"') == []


def test_an_update_takes_old_words_away_and_brings_new_ones(library: Library, folder: Any, show: Any) -> None:
    number, _, title, story, talk = EPISODES[0]
    changed = [*talk[:2], ("Tobias Wren", "I wrote the barometer instead."), *talk[3:]]
    library.run(
        site.put_out,
        library.show_dir,
        show,
        publication_of(folder, number, "2024-03-05", title, story, changed),
        folder.path,
    )
    try:
        assert library.texts("barometer") == ["I wrote the barometer instead."]
        assert library.texts('"number of people"') == [] and library.suggest("barom") == ["barometer"]
        assert library.texts("leaves since:2024-03-02") and library.suggest("wind") == []
    finally:
        library.run(site.put_out, library.show_dir, show, publication_of(folder, *EPISODES[0]), folder.path)
    assert library.texts("barometer") == [] and library.suggest("barom") == []
    assert library.texts('"number of people"') == ["I wrote the wind, the time and the number of people."]


def test_a_rebuilt_index_is_the_same(library: Library) -> None:
    from onrecord.web.search import index
    from onrecord.web.search.models import Passage, State, Word

    def contents() -> Any:
        return (
            list(Passage.objects.order_by("key").values_list("key", "text", "marks")),
            sorted(Word.objects.values_list("word", "uses_n")),
            State.objects.values_list("passages_n", flat=True).get(),
        )

    before = library.run(contents)
    library.run(index.rebuild)
    assert (
        library.run(contents) == before and len(before[0]) == before[2] == sum(len(e[4]) for e in EPISODES) + 3 * 4 + 2
    )
    assert library.texts("timetable")


def test_common_words_narrow_nothing_unless_quoted(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    from onrecord.web.search import finder

    monkeypatch.setattr(finder, "FEW_PASSAGES_N", 0)
    helped = library.search("the kubernetes")
    assert helped.common == ("the",) and [hit.episode.number for hit in helped.hits] == [2]
    assert len(library.search("the").hits) >= 6 and library.search("the").common == ()
    assert library.search('"the" kubernetes').common == ()


def test_a_search_that_takes_too_long_is_stopped(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    from onrecord.web.search.index import index_of
    from onrecord.web.search.plan import TooSlow

    def endless() -> None:
        from django.db import connection

        with index_of().limited(0.05), connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000) SELECT count(*) FROM n"
                )
            else:
                cursor.execute("SELECT pg_sleep(20)")

    with pytest.raises(TooSlow):
        library.run(endless)
    assert library.texts("timetable")


@settings(max_examples=60, deadline=None)
@given(
    st.text(
        alphabet=st.one_of(st.sampled_from("\"*:-()^'&|!<>%_\\{}#~/“”\x00 NEARbystory2026"), st.characters()),
        max_size=60,
    )
)
def test_nothing_that_is_typed_breaks_it(library: Library, asked: str) -> None:
    library.search(asked)
    library.suggest(asked)


def test_postgresql_finds_the_same_whether_it_walks_or_asks_its_index(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    from onrecord.web.search import finder, postgres

    questions = [
        "ferry",
        "the",
        '"the last ferry"',
        "ferry by:maren",
        "연락선",
        "kube*",
        "last NEAR/3 old",
        "the -ferry",
    ]
    before = [(library.texts(text), library.search(text, limit_n=1).total_n) for text in questions]
    for walked_n, walks_n in ((1, 1), (2, 3), (2, 100)):
        monkeypatch.setattr(postgres, "_WALKED_N", walked_n)
        monkeypatch.setattr(postgres, "_WALKS_N", walks_n)
        assert [(library.texts(text), library.search(text, limit_n=1).total_n) for text in questions] == before
    monkeypatch.setattr(finder, "COUNTED_TO_N", 2)
    assert library.search("the", limit_n=1).total_n == 3 and library.search("the", limit_n=1).is_more


QUESTIONS = [
    "ferry", "FERRIES", "the", "timetabled", "leaving", "people council", "zeppelin ferry", "kubernetes timetable ferry", '"the last ferry"',
    '"whatever the time*"', "last NEAR/3 old", '"the wind" NEAR/1 time', "wint*", "naive", "Café", "isnt", "ferry -council", "정부", "간표를",
    "배", "연락선 아홉", '"시에 떠났"', "떠*", "ferry by:maren", 'by:"Tobias Wren"', "ferry since:2025", "ferry until:2024-03", "story:missing ferry",
    "story:cafes", "episode:2 people", "episode:99 people", "in:titles", "in:notes lighthouses", "in:comments", "ibex", "ibexes by:zoe",
    "in:claims", "firmness:denied", "checked:yes", "in:claims by:council", "in:lines in:claims nine", "ibex episode:1", "since:soon ferry",
]  # fmt: skip


@pytest.mark.browser
def test_the_search_of_an_export_answers_as_the_servers(library: Library, visit: Any, tmp_path: Path) -> None:
    if library.vendor != "sqlite":
        pytest.skip("Files are made the same of either database.")
    from onrecord.web.export import export
    from onrecord.web.search.finder import search

    asked = [*((text, "newest") for text in QUESTIONS), *((text, "oldest") for text in QUESTIONS[:8])]
    library.run(_comment, "An ibex, they said, in the café.", "Listening Zoe")
    try:
        library.run(export, library.show_dir, tmp_path / "files", "https://files.example")
        wanted = {
            (text, order): [
                (hit.kind, hit.text)
                for hit in library.run(search, narrowed(read(text), "order", order), None, 100).hits
            ]
            for text, order in asked
        }
    finally:
        library.run(_comment, "", "")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path / "files")))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}/search/"
        tab, found = visit(address), {}
        for text, order in asked:
            tab.goto(f"{address}?{urlencode({'q': text, 'order': order})}")
            tab.locator(".found[role=status]").wait_for()
            while tab.locator("[data-more]").is_visible():
                tab.locator("[data-more] button").click()
                tab.wait_for_timeout(50)
            found[text, order] = tab.evaluate(SHOWN)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    for one in asked:
        assert [tuple(hit) for hit in found[one]] == wanted[one], one
    assert sum(map(len, wanted.values())) > 80


SHOWN = """() => [...document.querySelectorAll(".hit")].map((hit) => {
  const text = hit.querySelector("p").cloneNode(true);
  for (const label of text.querySelectorAll(".speaker, .writer, .hit-firmness")) label.remove();
  return [hit.className.replace("hit hit-", ""), text.textContent.trim()];
})"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def _comment(text: str, name: str) -> None:
    from onrecord.web.shows.models import Episode
    from onrecord.web.talk.models import Comment

    if text:
        episode = Episode.objects.get(number=1)
        Comment.objects.create(
            episode=episode, name=name, text=text, html=f"<p>{text}</p>", state="approved", cue_id="w0"
        )
    else:
        Comment.objects.all().delete()
