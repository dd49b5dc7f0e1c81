"""The feeds: judged before they go out, paged, as JSON, moved, with a hub, and behind keys when the show is private."""

from __future__ import annotations

import gzip
import json
import sqlite3
import struct
import zlib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser
import pytest

from onrecord.checking import judged
from onrecord.core.episode import EpisodeKind, PublishedClaim, Soundbite
from onrecord.core.errors import BadSettings, BrokenFeed, NotFound
from onrecord.core.feed import FeedFacts, Place, PlaceKind, Recommended, Rhythm, Support
from onrecord.core.web import Answer, Ask
from onrecord.formats.check.whole import judge_feed, judge_link, links_of
from onrecord.web import site
from onrecord.web.feeds import keys

SITE = "https://quay.example"
EVERYTHING = FeedFacts(
    is_serial=True, rhythm=Rhythm.WEEKLY, hub_url="https://hub.example/", apple_code="05124",
    support=(Support("https://quay.example/give", "Keep the kettle on"),),
    places=(Place("Bergen", PlaceKind.SUBJECT, "geo:60.39,5.32", "R5145", "NO"),),
    podroll=(Recommended("29cdca4a-32d8-56ba-b48b-09a011c5daa9", "https://pier.example/feed.xml", "The Pier"),),
)  # fmt: skip


@pytest.fixture
def public(show) -> Any:
    """The show as directories want it: an address, an owner, artwork."""
    return replace(
        show, site_url=SITE, owner_email="desk@quay.example", artwork="cover.png", category="Society & Culture"
    )


@pytest.fixture
def cover(tmp_path) -> Path:
    return tmp_path / "show" / "cover.png"


def draw(path: Path, side_px: int) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes((side_px + 7) // 8)) * side_px
    head = struct.pack(">IIBBBBB", side_px, side_px, 1, 3, 0, 0, 0)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"PLTE", b"\x20\x40\x80\xff\xff\xff")
        + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )  # fmt: skip


def episodes(show_dir: Path) -> int:
    with sqlite3.connect(show_dir / "site" / "site.sqlite3") as database:
        return int(database.execute("select count(*) from shows_episode").fetchone()[0])


def test_a_show_of_ours_breaks_no_rule_of_the_validator(cover, public, folder):
    draw(cover, 1400)
    out = site.put_out(cover.parent, public, folder.publication, folder.path, EVERYTHING)
    assert out.told == ()
    from onrecord.web.feeds.check import Inside

    inside, asked = Inside(SITE), Counter[str]()

    def fetch(ask: Ask) -> Answer:
        asked[ask.method] += 1
        return inside(ask)

    served = inside(Ask(f"{SITE}/feed.xml"))
    feed, findings = judge_feed(served.body, served.url)
    assert feed is not None
    for link in links_of(feed, 3):
        findings += judge_link(link, fetch)
    assert findings == [] and asked["HEAD"] >= 2 and asked["GET"] >= 7
    assert judged(inside(Ask(f"{SITE}/feed.json")).body, "feed.json").findings == ()


@pytest.mark.parametrize(
    ("is_machine_made", "models", "says"), [(True, (), "true"), (False, (), "false"), (False, ("small-1",), "true")]
)
def test_the_feed_says_whether_a_machine_wrote_text_that_nobody_has_read(
    tmp_path, show, folder, serve, ask, is_machine_made, models, says
):
    claim = PublishedClaim(
        "c1", 5.0, 9.0, "the ferry left", "Tobias Wren", "speaker", "Tobias Wren", "reported", "", model="small-1", model_says="found"
    )  # fmt: skip
    out = replace(
        folder.publication, is_machine_made_text=is_machine_made, models=models, claims=(claim,) if models else ()
    )
    site.put_out(tmp_path / "show", show, out, folder.path)
    with serve(tmp_path / "show") as address:
        feed = ask(address, "/feed.xml").body.decode()
        page = ask(address, f"/episodes/{out.number}-{out.slug}/").body.decode()
        (found,) = json.loads(ask(address, "/api/v1/claims").body)["claims"] or [{"model": ""}]
    assert feed.count(f'<podcast:txt purpose="ai-content">{says}</podcast:txt>') == 2
    assert ("found by small-1" in page) is bool(models) and found["model"] == "".join(models)


def test_a_feed_reader_sees_all_of_it(cover, public, folder, serve, ask):
    draw(cover, 1400)
    site.put_out(cover.parent, public, folder.publication, folder.path, EVERYTHING)
    with serve(cover.parent) as address:
        answer = ask(address, "/feed.xml")
        as_json = json.loads(ask(address, "/feed.json").body)
    read = feedparser.parse(answer.body)
    assert not read.bozo and read.feed.title == "The Long Quay"
    assert answer.headers["Link"] == f'<https://hub.example/>; rel="hub", <{SITE}/feed.xml>; rel="self"'
    links = {link.rel: link.href for link in read.feed.links}
    assert (links["self"], links["hub"]) == (f"{SITE}/feed.xml", "https://hub.example/")
    (entry,), (item,) = read.entries, as_json["items"]
    assert entry.id == item["id"] == folder.publication.guid
    assert entry.enclosures[0].href == item["attachments"][0]["url"]
    assert item["attachments"][0]["size_in_bytes"] == folder.publication.enclosure.bytes_n


def test_a_broken_feed_is_not_shipped(cover, public, folder):
    draw(cover, 600)
    with pytest.raises(BrokenFeed, match=r"not between 1400 and 3000 pixels .*600 x 600") as refused:
        site.put_out(cover.parent, public, folder.publication, folder.path)
    assert refused.value.exit_code == 18 and refused.value.mend
    assert episodes(cover.parent) == 0
    draw(cover, 1400)
    assert site.put_out(cover.parent, public, folder.publication, folder.path).change is site.Change.NEW


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("transcript.vtt", "00:00:05.000 -->", "00:00:05,000 -->", "line of times cannot be read"),
        ("transcript.srt", "00:00:05,000 -->", "00:59:05,000 -->", "ends before it starts"),
        ("transcript.json", '"segments"', '"segment"', "no list of segments"),
        ("chapters.json", '"startTime": 10.0', '"startTime": "10.0"', "at which second it starts"),
    ],
)
def test_a_broken_file_is_not_shipped_either(tmp_path, show, new_folder, name, old, new, says):
    episode = new_folder(tmp_path / "episode")
    text = (episode.path / name).read_text()
    assert old in text
    (episode.path / name).write_text(text.replace(old, new, 1))
    with pytest.raises(BrokenFeed, match=says):
        site.put_out(tmp_path / "show", show, episode.publication, episode.path)
    assert episodes(tmp_path / "show") == 0


def test_what_is_missing_for_directories_is_told_once_the_show_has_an_address(tmp_path, show, folder):
    assert site.put_out(tmp_path / "home", show, folder.publication, folder.path).told == ()
    out = site.put_out(tmp_path / "out", replace(show, site_url=SITE), folder.publication, folder.path)
    assert out.change is site.Change.NEW and len(out.told) == 1 and "no artwork" in out.told[0]


def test_changing_only_what_is_said_of_the_feed_is_an_update(tmp_path, show, folder, serve, ask):
    site.put_out(tmp_path, show, folder.publication, folder.path)
    with serve(tmp_path) as address:
        before = ask(address, "/feed.xml")
        out = site.put_out(tmp_path, show, folder.publication, folder.path, EVERYTHING)
        again = site.put_out(tmp_path, show, folder.publication, folder.path, EVERYTHING)
        after = ask(address, "/feed.xml", If_None_Match=before.headers["ETag"])
    assert (out.change, out.changed, again.change) == (site.Change.UPDATED, ("feed",), site.Change.UNCHANGED)
    assert after.status == 200 and b"<podcast:podroll>" in after.body and b"<podcast:podroll>" not in before.body


def test_season_kind_and_soundbites_come_with_the_episode(tmp_path, show, folder, serve, ask):
    publication = replace(
        folder.publication, season=3, kind=EpisodeKind.TRAILER, soundbites=(Soundbite(10.0, 20.0, "I kept the log"),)
    )
    site.put_out(tmp_path, show, folder.publication, folder.path)
    out = site.put_out(tmp_path, show, publication, folder.path)
    assert out.changed == ("feed entry",)
    with serve(tmp_path) as address:
        text = ask(address, "/feed.xml").body.decode()
    for part in ("<itunes:season>3<", "<podcast:season>3<", "<itunes:episodeType>trailer<", ">The last ferry</podcast:trailer>",
                 '<podcast:soundbite startTime="10.000" duration="20.000">I kept the log<'):  # fmt: skip
        assert part in text, part


def test_the_feed_in_pages(tmp_path, show, new_folder, serve, ask):
    facts = FeedFacts(page_episodes_n=2)
    out = []
    for number in range(1, 6):
        one = new_folder(tmp_path / str(number), number=number)
        out.append(replace(one.publication, date=f"2026-10-0{number}"))
        site.put_out(tmp_path / "show", show, out[-1], one.path, facts)
    (tmp_path / "1" / "transcript.vtt").write_text("VTT\n")
    with pytest.raises(BrokenFeed, match="begin with WEBVTT"):
        site.put_out(tmp_path / "show", show, replace(out[0], title="Anew"), tmp_path / "1", facts)
    with serve(tmp_path / "show") as address:
        url, seen, rels = "/feed.xml", [], []
        while url:
            read = feedparser.parse(ask(address, url).body)
            seen += [entry.id for entry in read.entries]
            links = {link.rel: link.href.removeprefix(address) for link in read.feed.links if link.rel != "alternate"}
            rels.append(links)
            url = links.get("next", "")
        assert seen == [f"guid-{n}" for n in (5, 4, 3, 2, 1)]
        assert rels[0] == {"self": "/feed.xml", "next": "/feed/2.xml", "last": "/feed/3.xml"}
        assert rels[1] == {
            "self": "/feed/2.xml",
            "first": "/feed.xml",
            "previous": "/feed.xml",
            "next": "/feed/3.xml",
            "last": "/feed/3.xml",
        }
        assert json.loads(ask(address, "/feed/2.json").body)["next_url"] == f"{address}/feed/3.json"
        assert [ask(address, path).status for path in ("/feed/4.xml", "/feed/0.xml", "/feed/4.json")] == [404] * 3


def test_a_show_that_moved_leads_there_for_good(tmp_path, show, folder, serve, ask):
    moved = FeedFacts(moved_to="https://pier.example/quay.xml")
    site.put_out(tmp_path, show, folder.publication, folder.path)
    with serve(tmp_path) as address:
        tag = ask(address, "/feed.xml").headers["ETag"]
        site.put_out(tmp_path, show, folder.publication, folder.path, moved)
        for answer in (
            ask(address, "/feed.xml"),
            ask(address, "/feed.xml", If_None_Match=tag),
            ask(address, "/feed.json"),
        ):
            assert (answer.status, answer.headers["Location"]) == (301, "https://pier.example/quay.xml")
        site.put_out(tmp_path, show, folder.publication, folder.path, FeedFacts())
        assert ask(address, "/feed.xml").status == 200


def test_gzip_and_the_tag_of_the_feed(running, ask):
    plain, packed = ask(running.address, "/feed.xml"), ask(running.address, "/feed.xml", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip" and gzip.decompress(packed.body) == plain.body
    assert packed.headers["ETag"] == f"W/{plain.headers['ETag']}" and "Accept-Encoding" in packed.headers["Vary"]
    for tag in (plain.headers["ETag"], packed.headers["ETag"]):
        assert ask(running.address, "/feed.xml", If_None_Match=tag, Accept_Encoding="gzip").status == 304


# --- private ------------------------------------------------------------------------------------------------------------


PRIVATE = FeedFacts(is_private=True)


def test_a_private_show_is_seen_with_a_key_alone(tmp_path, show, folder, serve, ask):
    out = site.put_out(tmp_path, show, folder.publication, folder.path, PRIVATE)
    key = keys.make(tmp_path, "Ada")
    with serve(tmp_path) as address:
        door = f"/feeds/{key}"
        feed = ask(address, f"{door}/feed.xml")
        read = feedparser.parse(feed.body)
        (entry,) = read.entries
        sound = entry.enclosures[0].href.removeprefix(address)
        assert sound.startswith(f"{door}/media/") and entry.link == f"{address}{door}{out.path}"
        assert b"<itunes:block>Yes</itunes:block>" in feed.body
        assert all(
            f'"{address}/' not in part or part.count(f"{address}{door}/") for part in feed.body.decode().split("\n")
        )
        for path in (door + "/", f"{door}{out.path}", sound, f"{door}{out.path}transcript.vtt", f"{door}/feed.json"):
            answer = ask(address, path)
            assert answer.status == 200, path
            assert "private" in answer.headers["Cache-Control"] and answer.headers["X-Robots-Tag"] == "noindex"
        page = ask(address, f"{door}{out.path}").page
        hrefs = [
            href
            for href in page.xpath("//*/@href | //*/@src")
            if href.startswith("/") and not href.startswith("/static/")
        ]
        assert hrefs and all(href.startswith(f"{door}/") for href in hrefs), hrefs
        for path in (
            "/",
            "/feed.xml",
            "/feed.json",
            out.path,
            sound.removeprefix(door),
            f"/feeds/{'x' * 32}/feed.xml",
            "/nothing",
        ):
            assert ask(address, path).status == 404, path


def test_a_key_is_listed_and_taken_back(tmp_path, show, folder, serve, ask):
    site.put_out(tmp_path, show, folder.publication, folder.path, PRIVATE)
    key, other = keys.make(tmp_path, "Ada"), keys.make(tmp_path, "Ben <b>")
    with pytest.raises(BadSettings, match="has a key already"):
        keys.make(tmp_path, "Ada")
    with serve(tmp_path) as address:
        assert ask(address, f"/feeds/{key}/feed.xml").status == 200
        keys.revoke(tmp_path, "Ada")
        assert ask(address, f"/feeds/{key}/feed.xml").status == 404
        assert ask(address, f"/feeds/{other}/feed.xml").status == 200
    with pytest.raises(NotFound):
        keys.revoke(tmp_path, "Ada")
    ada, ben = keys.listing(tmp_path)
    assert (ada.name, ben.name) == ("Ada", "Ben <b>") and ada.used_at and ada.revoked_at and not ben.revoked_at
    assert keys.make(tmp_path, "Ada") != key
    assert key.encode() not in (tmp_path / "site" / "site.sqlite3").read_bytes()


def test_a_public_show_has_no_keys(tmp_path, show, folder, serve, ask):
    site.put_out(tmp_path, show, folder.publication, folder.path)
    with pytest.raises(BadSettings, match="public"):
        keys.make(tmp_path, "Ada")
    with serve(tmp_path) as address:
        assert ask(address, "/feed.xml").status == 200
        assert ask(address, f"/feeds/{'x' * 32}/feed.xml").status == 404


def test_a_header_is_no_key(tmp_path, show, folder, serve, ask):
    site.put_out(tmp_path, show, folder.publication, folder.path, PRIVATE)
    with serve(tmp_path) as address:
        for name in ("onrecord.inside", "HTTP_onrecord.inside", "X-Onrecord-Inside"):
            assert ask(address, "/feed.xml", **{name: "1"}).status == 404
