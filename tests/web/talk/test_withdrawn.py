"""An episode that was withdrawn, on SQLite and PostgreSQL: nowhere to be read or heard, nothing of it lost, and back as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from onrecord.core.claim import EntityKind, Name
from onrecord.core.episode import Credit, PublishedClaim
from onrecord.core.errors import NotFound, RejectedOutput
from onrecord.core.people import Role
from onrecord.core.time import Span
from onrecord.core.transcript import Cue
from onrecord.web import site
from onrecord.web.export import export

SAID = "The dredger Halvorsen never came to the estuary."


def claim(key: str, text: str, **more: Any) -> PublishedClaim:
    return PublishedClaim(
        key, 0.0, 4.0, text, "Sunniva Brekke", "speaker", "Sunniva Brekke", "claimed", "",
        names=(Name("Halvorsen", EntityKind.THING),), **more,
    )  # fmt: skip


@pytest.fixture
def second(forum):
    """The publication of a second episode, out for the length of a test, and its address."""
    cue = Cue("w0", Span(0.0, 4.0), Span(0.0, 4.0), "s1", "Sunniva Brekke", SAID, (), True)
    publication = replace(
        forum.folder.publication, guid="guid-30", number=30, slug="the-dredger", title="The dredger", date="2026-11-09",
        cues=(cue,), people=(Credit("Sunniva Brekke", Role.GUEST),), claims=(claim("claim-30", SAID),),
    )  # fmt: skip
    forum.put(publication)
    yield publication
    forum.put(publication)


def addresses(forum: Any, publication: Any) -> list[str]:
    page = f"/episodes/{publication.number}-{publication.slug}/"
    names = ("", "index.md", "embed/", "words.json", "card.png", "discussion/", "discussion/feed.xml", "lines/w0/")
    files = [f"transcript.{kind}" for kind in ("vtt", "srt", "json", "html", "md")]
    story = [f"stories/{end}" for end in ("1-on-the-long-quay/", "1-on-the-long-quay/index.md")]
    media = f"/media/{publication.number}-{publication.slug}/{publication.enclosure.file}"
    api = [f"/api/v1/episodes/{publication.number}{end}" for end in ("", "/transcript", "/claims", "/comments")]
    return [*(page + name for name in (*names, *files, *story, "chapters.json")), media, *api]


def lists(listener: Any) -> dict[str, str]:
    paths = [
        "/", "/index.md", "/archive/", "/archive/index.md", "/archive/2026/", "/people/", "/record/", "/feed.xml", "/feed.json",
        "/sitemap.xml", "/llms.txt", "/comments.xml", "/search/?q=dredger", "/search/?q=walrus", "/search/suggest?q=halv",
        "/api/v1/show", "/api/v1/episodes", "/api/v1/claims", "/api/v1/search?q=halvorsen", "/api/v1/search?q=by:sunniva+came",
    ]  # fmt: skip
    answered = {path: listener.get(path) for path in paths}
    assert {path: one.status for path, one in answered.items() if one.status != 200} == {}
    return {path: one.text for path, one in answered.items()}


def naming(found: dict[str, str]) -> set[str]:
    marks = ("the-dredger", "sunniva-brekke", "the dredger", "halvorsen", "walrus</mark>", "walrus would")
    return {path for path, text in found.items() if any(mark in text.lower() for mark in marks)}


def off(forum: Any, name: str) -> site.TakenOff:
    return forum.run(site.take_off, forum.show_dir, name)


def test_it_is_nowhere_and_comes_back_as_it_was(forum, second):
    listener, key = forum.approved("A walrus would have come.", page="/episodes/30-the-dredger/")
    own = [f"/comments/{key}/", "/people/sunniva-brekke/", "/record/halvorsen/"]
    before, at = lists(listener), {path: listener.get(path) for path in addresses(forum, second)}
    assert {path: one.status for path, one in at.items() if one.status != 200} == {}
    assert {listener.get(path).status for path in own} == {200}
    assert set(before) - naming(before) == set()

    taken = off(forum, "guid-30")
    assert (taken.change, taken.path, taken.number) == (site.Change.WITHDRAWN, "/episodes/30-the-dredger/", 30)
    assert {path: listener.get(path).status for path in at} == dict.fromkeys(at, 410)
    kept = {path: one.headers["ETag"] for path, one in at.items() if one.headers["ETag"]}
    assert len(kept) > 10 and {listener.get(path, If_None_Match=tag).status for path, tag in kept.items()} == {410}
    assert (
        listener.ask("HEAD", taken.path).status == 410
        and listener.get(taken.path).headers["Cache-Control"] == "no-store"
    )
    sound = next(path for path in at if path.startswith("/media/"))
    assert listener.get(sound, Range="bytes=0-1").status == 410
    assert [listener.get(path).status for path in own] == [410, 404, 404]
    assert naming(lists(listener)) == set()
    assert "nothing said here" not in listener.get(taken.path).text and "withdrawn" in listener.get(taken.path).text
    assert "내려졌습니다" in listener.get(taken.path, Accept_Language="ko").text
    assert json.loads(listener.get("/api/v1/episodes/30").text) == {"error": "This episode was withdrawn."}
    assert listener.get(forum.page).status == 200 and listener.get("/episodes/31-nothing/").status == 404

    again = off(forum, "30")
    assert (again.change, again.withdrawn_at) == (site.Change.UNCHANGED, taken.withdrawn_at)
    put = forum.put(second)
    assert put.path == taken.path and lists(listener) == before
    assert {path: listener.get(path).status for path in [*at, *own]} == dict.fromkeys([*at, *own], 200)
    assert "A walrus would have come." in listener.get(taken.path).text


def test_it_comes_back_on_its_first_day_under_its_guid(forum, second):
    first = forum.run(row_of, 30)
    off(forum, "the-dredger")
    out = forum.run(_put, forum, second)
    assert (out.change, out.changed, out.published_at) == (site.Change.BACK, (), first["published_at"])
    now = forum.run(row_of, 30)
    assert {name: now[name] for name in ("pk", "guid", "published_at", "withdrawn_at")} == {
        "pk": first["pk"], "guid": "guid-30", "published_at": first["published_at"], "withdrawn_at": None,
    }  # fmt: skip
    assert forum.run(_put, forum, second).change is site.Change.UNCHANGED


def row_of(number: int) -> dict[str, Any]:
    from onrecord.web.shows.models import Episode

    return dict(Episode.known.filter(number=number).values("pk", "guid", "published_at", "withdrawn_at").get())


def _put(forum: Any, publication: Any) -> site.PutOut:
    from onrecord.web.shows.models import Show

    return site.put_out(forum.show_dir, Show.objects.get().as_show(), publication, forum.folder.path)


def test_its_number_stays_taken_and_others_are_put_out_without_it(forum, second):
    off(forum, "30")
    with pytest.raises(RejectedOutput, match="Number 30 was out and is withdrawn: 'The dredger'"):
        forum.put(replace(second, guid="guid-other"))
    forum.put(replace(forum.folder.publication, line="Another line."))
    listener = forum.listener()
    assert listener.get("/episodes/30-the-dredger/").status == 410 and naming(lists(listener)) == set()
    forum.put(forum.folder.publication)


def test_what_was_never_out_cannot_be_withdrawn(forum):
    with pytest.raises(NotFound, match="'77' was never put out") as refused:
        off(forum, "77")
    assert "12 (the-last-ferry)" in refused.value.mend


def test_an_index_made_anew_leaves_it_out(forum, second):
    from onrecord.web.search import finder, index
    from onrecord.web.search.query import read

    forum.approved("A second walrus.", page="/episodes/30-the-dredger/")
    off(forum, "30")
    forum.run(index.rebuild)
    for text in ("halvorsen", "walrus", "in:comments walrus"):
        assert forum.run(finder.search, read(text)).hits == ()
    forum.put(second)
    assert len(forum.run(finder.search, read("halvorsen")).hits) == 1


def test_what_is_said_of_its_links_and_comments_is_kept(forum, second):
    from onrecord.web.record.keeping import decide
    from onrecord.web.record.models import PUBLIC, Link

    other = replace(
        second, guid="guid-31", number=31, slug="the-answer", title="The answer", date="2026-11-16",
        claims=(claim("claim-31", "The dredger Halvorsen came to the estuary.", is_negated=False),),
    )  # fmt: skip
    forum.put(replace(second, claims=(claim("claim-30", SAID, is_negated=True),)))
    forum.put(other)
    listener, key = forum.approved("A third walrus.", page="/episodes/30-the-dredger/")

    def accept() -> int:
        link = Link.objects.get()
        decide(link, "the test", PUBLIC)
        return link.pk

    pk = forum.run(accept)
    assert "Possibly contradicts" in listener.get("/episodes/31-the-answer/").text
    off(forum, "30")
    assert "contradicts" not in listener.get("/episodes/31-the-answer/").text
    assert "contradicts" not in forum.keeper("producer").get("/moderation/record/").text
    keeper = forum.keeper()
    assert "A third walrus." in keeper.get("/moderation/?show=seen").text, "who moderates still sees it"
    assert listener.post(f"/comments/{key}/edit", {"text": "No.", "name": "Ann", "stamp": forum.stamp()}).status == 410
    assert listener.post("/episodes/30-the-dredger/discussion/", {"text": "More.", "name": "Ann"}).status == 410
    assert "A third walrus." in listener.get("/mine/").text
    forum.put(replace(second, claims=(claim("claim-30", SAID, is_negated=True),)))
    assert forum.run(lambda: Link.objects.get(state=PUBLIC).pk) == pk
    assert "Possibly contradicts" in listener.get("/episodes/31-the-answer/").text
    off(forum, "31")


def test_whoever_wrote_there_can_still_take_it_away(forum, second):
    listener, key = forum.approved("A fourth walrus.", page="/episodes/30-the-dredger/")
    off(forum, "30")
    assert listener.post(f"/comments/{key}/delete").status == 200 and forum.count(key=key) == 0


def test_an_export_leaves_it_out_and_takes_away_what_lies_there(forum, second, tmp_path):
    if forum.vendor != "sqlite":
        pytest.skip("The files are made of the same pages.")
    made = forum.run(export, forum.show_dir, tmp_path / "out", "https://quay.example")
    assert (made.path / "episodes/30-the-dredger/index.html").is_file() and list(made.path.glob("media/30-*/*.mp3"))
    off(forum, "30")
    off(forum, "12")
    forum.run(export, forum.show_dir, tmp_path / "out", "https://quay.example")
    assert not list(made.path.glob("episodes/*")) and not list(made.path.glob("media/*/*.mp3"))
    assert "Halvorsen" not in "".join(path.read_text() for path in made.path.rglob("*.json"))
    assert "No episode is out at the moment." in (made.path / "index.html").read_text()
    listener = forum.listener()
    assert "No episode is out at the moment." in listener.get("/").text and "/record/" not in listener.get("/").text
    assert {listener.get(path).status for path in ("/feed.xml", "/feed.json", "/archive/", "/people/", "/about/")} == {
        200
    }
    assert list((forum.show_dir / "site/media/30-the-dredger").glob("*.mp3")), "the file stays on the disk"
    forum.put(forum.folder.publication)


def test_the_admin_lists_it_with_its_day(forum, second):
    off(forum, "30")
    owner = forum.keeper("owner")
    assert "The dredger" in owner.get("/admin/shows/episode/").text
