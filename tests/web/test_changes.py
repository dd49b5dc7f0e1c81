"""What the pages show after something was put out: updates, other addresses, hostile words, a site without content."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import urlsplit

import feedparser

from onrecord.web import site

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> & {{ 7|add:7 }} ]]>"


def test_an_update_shows_at_once_and_the_old_sound_still_plays(ask, tmp_path, show, folder, new_folder, serve):
    out = site.put_out(tmp_path / "show", show, folder.publication, folder.path)
    recut = new_folder(tmp_path / "recut", pitch_hz=330.0, title="The last ferry, recut")
    with serve(tmp_path / "show") as address:
        old = ask(address, "/feed.xml")
        old_sound = urlsplit(feedparser.parse(old.body).entries[0].enclosures[0].href).path
        site.put_out(tmp_path / "show", show, recut.publication, recut.path)
        new = ask(address, "/feed.xml", If_None_Match=old.headers["ETag"])
        entry = feedparser.parse(new.body).entries[0]
        assert (new.status, entry.title, entry.id) == (200, "The last ferry, recut", "guid-12")
        assert urlsplit(entry.enclosures[0].href).path != old_sound
        assert ask(address, old_sound).headers["ETag"] == f'"{folder.publication.enclosure.sha256}"'
        assert "recut" in ask(address, out.path).page.text_content()


def test_the_shows_own_address_wins(ask, tmp_path, show, folder, serve):
    out = site.put_out(tmp_path, replace(show, site_url="https://quay.example/"), folder.publication, folder.path)
    with serve(tmp_path) as address:
        page, feed = ask(address, out.path).page, feedparser.parse(ask(address, "/feed.xml").body)
        assert page.xpath("//link[@rel='canonical']/@href") == [f"https://quay.example{out.path}"]
        assert feed.entries[0].link == f"https://quay.example{out.path}"
        assert feed.entries[0].enclosures[0].href.startswith("https://quay.example/media/")


def test_hostile_words_stay_words(ask, tmp_path, show, folder, serve):
    first = folder.publication
    cues = (replace(first.cues[0], text=HOSTILE, speaker=HOSTILE), *first.cues[1:])
    nasty = replace(
        first, title=HOSTILE, line=HOSTILE, description=HOSTILE, cues=cues, engine=HOSTILE,
        chapters=(replace(first.chapters[0], title=HOSTILE), *first.chapters[1:]),
        people=(replace(first.people[0], name=HOSTILE, url="javascript:alert(3)"),),
        notes_html='<p onclick="alert(4)">ok</p><script>alert(5)</script><a href="javascript:alert(6)">x</a><iframe></iframe>',
    )  # fmt: skip
    out = site.put_out(tmp_path, replace(show, title=HOSTILE, description=HOSTILE, author=HOSTILE), nasty, folder.path)
    with serve(tmp_path) as address:
        for path in ("/", out.path):
            page = ask(address, path).page
            assert not page.xpath("//img[@onerror] | //@onclick | //iframe | //a[starts-with(@href, 'javascript')]")
            assert all(script.get("src") or "ld+json" in script.get("type") for script in page.xpath("//script"))
            assert HOSTILE in page.text_content() and HOSTILE in page.xpath("string(//title)")
        linked = ask(address, "/people/").page.xpath("//h2/a/@href")
        story = ask(address, out.path).page.xpath("//h3[@class='part-title']/a/@href")[0]
        for path in ("/archive/", "/people/", "/about/", "/search/?q=alert", "/search/?q=%3Cscript%3Ealert(1)%3C/script%3E",
                     f"{out.path}embed/?t=1,4", f"{out.path}?t=1,4", story, *linked):  # fmt: skip
            answer = ask(address, path)
            page = answer.page
            assert answer.status == 200, path
            assert not page.xpath("//img[@onerror] | //@onclick | //iframe | //a[starts-with(@href, 'javascript')]"), (
                path
            )
            assert all(script.get("src") or "ld+json" in script.get("type") for script in page.xpath("//script")), path
        card = ask(address, f"{out.path}card.png?t=1,4")
        assert card.status == 200 and card.body[:4] == b"\x89PNG"
        data = json.loads(ask(address, out.path).page.xpath("string(//script[@type='application/ld+json'])"))
        assert data["name"] == HOSTILE and data["actor"][0]["name"] == HOSTILE
        assert feedparser.parse(ask(address, "/feed.xml").body).entries[0].id == first.guid


def test_a_show_that_has_nothing_out_says_so(tmp_path, serve, ask):
    with serve(tmp_path) as address:
        home = ask(address, "/")
        assert home.status == 200 and home.page.xpath("string(//h1)") == "Nothing is out yet"
        assert "아직 공개된 것이 없습니다" in ask(address, "/", Accept_Language="ko").page.text_content()
        for path in ("/feed.xml", "/episodes/1-a/", "/episodes/99999999999999999999-a/", "/media/1-a/b.mp3"):
            assert ask(address, path).status == 404


def test_a_broken_site_says_so_and_no_more(ask, tmp_path, show, folder, serve, caplog):
    out = site.put_out(tmp_path, show, folder.publication, folder.path)
    with serve(tmp_path) as address:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("alter table shows_cue rename to gone")
        answer = ask(address, out.path)
    assert answer.status == 500 and "broke on our side" in answer.page.text_content()
    assert b"Traceback" not in answer.body and b"shows_cue" not in answer.body
