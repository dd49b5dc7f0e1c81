"""The discussion over HTTP, the same on both databases: who writes, who waits, who answers, what a moderator does."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import feedparser
import pytest

from onrecord.core.time import Span


def said(page):
    return [" ".join(e.text_content().split()) for e in page.xpath("//div[contains(@class, 'talk-text')]")]


def test_a_first_comment_waits_is_approved_and_the_next_one_is_seen_at_once(forum):
    ann, passer = forum.listener(), forum.listener()
    before = passer.get(forum.page)
    key = ann.say(forum.page, "The ninth of January was a Friday.")
    assert ann.get(f"/comments/{key}/").status == 200 and passer.get(f"/comments/{key}/").status == 404
    assert passer.get(forum.page, If_None_Match=before.headers["ETag"]).status == 304
    forum.keeper().judge(key, "approve")
    after = passer.get(forum.page, If_None_Match=before.headers["ETag"])
    assert after.status == 200 and "The ninth of January was a Friday." in said(after.page)
    second = ann.say(forum.page, "And it *snowed*.")
    assert passer.get(f"/comments/{second}/").status == 200
    assert "And it snowed." in said(passer.get(forum.page).page)
    assert passer.cookies == {}


def test_an_answer_stands_below_what_it_answers_and_a_comment_hangs_on_its_line(forum):
    ann, root = forum.approved("Who signed it?", cue="w60")
    later = ann.say(forum.page, "Another thread.")
    answer = ann.say(forum.page, "Tobias did.", name="Ann", parent=root)
    page = forum.listener().get(forum.page).page
    keys = [e.get("id").removeprefix("comment-") for e in page.xpath("//li[starts-with(@id, 'comment-')]")]
    assert keys.index(root) + 1 == keys.index(answer) < keys.index(later)
    assert "depth-1" in page.xpath(f"//li[@id='comment-{answer}']/@class")[0]
    quote = page.xpath(f"//li[@id='comment-{root}']//blockquote")[0].text_content()
    assert "0:30" in quote and "So I left the space empty, and I signed it." in quote
    (about,) = page.xpath("//p[@id='w60']/a[contains(@class, 'about')]")
    assert about.text_content().startswith("2") and about.get("href") == f"{forum.page}lines/w60/"
    line = forum.listener().get(f"{forum.page}lines/w60/")
    assert said(line.page)[:2] == ["Who signed it?", "Tobias did."]


def test_a_time_becomes_a_link_that_moves_with_its_words_and_so_does_the_comment(forum):
    _, key = forum.approved("Listen at 0:26, at 99:59 and at `0:26`.", cue="w50")
    assert '<a href="#t=26" class="moment"' in forum.listener().get(forum.page).text.replace(
        ' class="moment" href="#t=26"', ' href="#t=26" class="moment"'
    )
    cut = [
        replace(cue, span=Span(cue.span.start_s - 20, cue.span.end_s - 20))
        for cue in forum.folder.publication.cues if cue.span.start_s >= 20
    ]  # fmt: skip
    forum.put(replace(forum.folder.publication, cues=tuple(cut)))
    page = forum.listener().get(forum.page).page
    (item,) = page.xpath(f"//li[@id='comment-{key}']")
    assert item.xpath(".//a[contains(@class, 'moment')]/@href") == ["#t=6"]
    assert "0:05" in item.xpath(".//blockquote")[0].text_content()
    forum.put(replace(forum.folder.publication, cues=tuple(cut[3:])))
    (item,) = forum.listener().get(forum.page).page.xpath(f"//li[@id='comment-{key}']")
    assert "About a passage that was cut" in item.text_content() and not item.xpath(".//a[contains(@class, 'moment')]")
    forum.put(forum.folder.publication)
    (item,) = forum.listener().get(forum.page).page.xpath(f"//li[@id='comment-{key}']")
    assert (
        item.xpath(".//a[contains(@class, 'moment')]/@href") == ["#t=26"]
        and "0:25" in item.xpath(".//blockquote")[0].text_content()
    )


def test_ones_own_comment_can_be_changed_and_deleted_by_oneself_alone(forum):
    ann, key = forum.approved("Frist.")
    ann.say(forum.page, "Something else that counts.")
    other = forum.listener()
    other.say(forum.page, "I am somebody else.", "Eve")
    assert other.post(f"/comments/{key}/edit", {"text": "Mine now", "name": "Eve"}).status == 403
    assert other.post(f"/comments/{key}/delete").status == 403
    assert ann.post(f"/comments/{key}/edit", {"text": "First.", "name": "Ann", "stamp": ann.stamp}).status == 303
    page = forum.listener().get(f"/comments/{key}/")
    assert said(page.page) == ["First."] and "edited" in page.text
    assert ann.post(f"/comments/{key}/delete").status == 200
    assert forum.listener().get(f"/comments/{key}/").status == 404 and not forum.count(key=key)


def test_a_comment_that_was_approved_does_not_become_another_one_unseen(forum):
    ann, key = forum.approved("Harmless.")
    assert ann.post(f"/comments/{key}/edit", {"text": "Buy things", "name": "Ann", "stamp": ann.stamp}).status == 303
    assert forum.comment(key).state == "queued"


def test_an_old_comment_can_no_longer_be_changed_but_still_be_deleted(forum):
    from datetime import UTC, datetime, timedelta

    from onrecord.web.talk.models import Comment

    ann, key = forum.approved("Long ago.")
    old = datetime.now(UTC) - timedelta(minutes=16)
    forum.run(Comment.objects.filter(key=key).update, created_at=old)
    assert ann.post(f"/comments/{key}/edit", {"text": "Now", "name": "Ann"}).status == 403
    assert ann.post(f"/comments/{key}/delete").status == 200


def test_a_deleted_comment_keeps_its_place_while_others_answered_it(forum):
    ann, root = forum.approved("I take this back.", "Ann of the Quay")
    answer = ann.say(forum.page, "Why?", "Ben", parent=root)
    assert ann.post(f"/comments/{root}/delete").status == 200
    text = forum.listener().get(forum.page).text
    assert "I take this back" not in text and "Ann of the Quay" not in text and "This comment was taken away." in text
    ann.post(f"/comments/{answer}/delete")
    assert not forum.count(key=root)


def test_three_reports_hide_a_comment_until_a_moderator_looks(forum):
    _, key = forum.approved("You are all fools.")
    nosy = forum.listener()
    for _ in range(4):
        assert nosy.post(f"/comments/{key}/report", {"why": "rude"}).status == 200
    assert forum.comment(key).state == "approved"
    for _ in range(2):
        forum.listener().post(f"/comments/{key}/report", {"why": "rude"})
    assert forum.comment(key).state == "hidden" and forum.listener().get(f"/comments/{key}/").status == 404
    keeper = forum.keeper()
    assert "rude" in keeper.get("/moderation/").text
    keeper.judge(key, "approve")
    assert forum.comment(key).state == "approved"


def test_ban_close_slow_and_hold(forum):
    keeper = forum.keeper()
    ann, _ = forum.approved("Hello.")
    bad = forum.listener()
    worst, more = bad.say(forum.page, "Go away all of you.", "Troll"), bad.say(forum.page, "And you.", "Troll")
    keeper.judge(worst, "ban", reason="insults")
    assert not forum.count(key=more)
    assert bad.post(forum.page + "discussion/", {"text": "again", "name": "Troll"}).status == 403
    assert (
        forum.listener(address=bad.address).post(forum.page + "discussion/", {"text": "x", "name": "y"}).status == 403
    )
    assert "insults" in keeper.get("/moderation/").text
    assert keeper.act("/moderation/episodes/12", slow_s="600").status == 303
    ann.cookies = {}
    ann.say(forum.page, "One.")
    slowed = ann.post(forum.page + "discussion/", {"text": "Two.", "name": "Ann"})
    assert slowed.status == 429 and 500 < int(slowed.headers["Retry-After"]) <= 601 and "Two." in slowed.text
    keeper.act("/moderation/episodes/12", is_closed="on")
    assert forum.listener().post(forum.page + "discussion/", {"text": "Hi", "name": "B"}).status == 403
    assert "The discussion is closed." in forum.listener().get(forum.page).text
    keeper.act("/moderation/episodes/12", holds_all="on")
    ben, _ = forum.approved("Known by now.", "Ben")
    assert forum.comment(ben.say(forum.page, "Held.", "Ben")).why_held == "every comment waits here"
    keeper.act("/moderation/episodes/12")


@pytest.mark.parametrize("role", ["", "moderator", "producer", "owner"])
def test_only_those_with_a_role_reach_the_desk_and_only_producers_take_corrections(forum, role):
    who = forum.keeper(role) if role else forum.listener()
    correction = forum.listener().post(
        f"{forum.page}lines/w20/correction", {"text": "I kept the log for twelve winters.", "name": "Ann"}
    )
    key = correction.headers["Location"].split("/")[2]
    assert who.get("/moderation/").status == (200 if role else 302)
    if role:
        assert ("twelve winters" in who.get("/moderation/").text) is (role != "moderator")
        answered = who.act(f"/moderation/corrections/{key}", act="decline")
        assert answered.status == (303 if role != "moderator" else 403)
        assert who.get("/admin/").status == 200
        assert who.get("/admin/auth/user/").status == (200 if role == "owner" else 403)


def test_the_filter_learns_from_the_moderator_and_unlearns(forum):
    from onrecord.web.talk import spam

    keeper = forum.keeper()
    for n in range(6):
        bad = forum.listener().say(
            forum.page, f"Cheap pills and casino bonus number {n} at https://pills{n}.example", "Casino"
        )
        keeper.judge(bad, "spam")
        _, good = forum.approved(f"The ferry log of winter {n} says what the council would not say.", f"Ann{n}")
    again = forum.comment(forum.listener().say(forum.page, "A casino bonus, cheap pills", "Casino"))
    honest = forum.comment(forum.listener().say(forum.page, "What did the ferry log of that winter say?", "Ben"))
    assert again.state == "spam" and honest.state == "queued" and honest.spam_chance < 0.5 < 0.9 < again.spam_chance
    before = forum.run(spam.learnt_n)
    keeper.judge(good, "delete")
    assert forum.run(spam.learnt_n) == before - 1


def test_the_trap_sets_aside_and_a_hasty_or_borrowed_name_waits(forum):
    assert (
        forum.comment(forum.listener().say(forum.page, "Nice site", "Bot", home_page="http://x.example")).state
        == "spam"
    )
    ann, _ = forum.approved("I am known.")
    assert forum.comment(ann.say(forum.page, "Unseen.", "Tobias Wren")).why_held.startswith("uses the name")
    assert forum.comment(ann.say(forum.page, "Unseen.", "Tоbіas  Wrеn")).why_held.startswith("uses the name")
    ann.stamp = ""
    assert forum.comment(ann.say(forum.page, "Quick.")).why_held.startswith("written faster")


def test_the_feeds_of_comments_hold_what_is_seen(forum):
    _, key = forum.approved("In the feed at 0:12.", "Fern & Co <b>")
    forum.listener().say(forum.page, "Not in the feed.")
    for path in ("/comments.xml", f"{forum.page}discussion/feed.xml"):
        answered = forum.listener().get(path)
        feed = feedparser.parse(answered.body)
        assert not feed.bozo and answered.headers["Content-Type"].startswith("application/rss+xml")
        entry = next(e for e in feed.entries if e.link == f"{forum.site}/comments/{key}/")
        assert "Fern" in entry.title and f"{forum.site}{forum.page}#t=12" in entry.description
        assert "Not in the feed" not in answered.text


def test_one_sees_takes_along_and_erases_all_of_ones_own(forum):
    ann, root = forum.approved("My very own xylophone.", "Annabel Quirk")
    answer = forum.approved("An answer by another.", "Ben", parent=root)[1]
    second = ann.say(forum.page, "More xylophone.", "Annabel Quirk")
    ann.post(f"{forum.page}lines/w20/correction", {"text": "I kept the xylophone.", "name": "Annabel Quirk"})
    ann.post(f"/comments/{answer}/report", {"why": "xylophone dislike"})
    taken = json.loads(ann.get("/mine/export.json").text)
    assert {c["id"] for c in taken["comments"]} == {root, second} and taken["corrections"][0][
        "suggested"
    ] == "I kept the xylophone."
    assert taken["reports"][0]["why"] == "xylophone dislike" and taken["comments"][0]["name"] == "Annabel Quirk"
    assert ann.post("/mine/erase").status == 200
    listener = forum.listener()
    for path in (
        forum.page,
        "/comments.xml",
        f"{forum.page}discussion/",
        "/",
        "/feed.xml",
        f"{forum.page}transcript.vtt",
    ):
        text = listener.get(path).text
        assert "xylophone" not in text.lower() and "Annabel" not in text
    assert forum.comment(root).text == "" and "An answer by another." in listener.get(forum.page).text
    assert leftovers(forum, b"xylophone", b"Annabel") == []
    assert "Nothing was written" in ann.get("/mine/").text


def leftovers(forum, *words):
    """Where the database still holds any of the words: SQLite's files byte by byte, PostgreSQL's tables row by row."""
    if forum.vendor == "sqlite":
        files = [path for path in (forum.show_dir / "site").iterdir() if path.name.startswith("site.sqlite3")]
        return [path.name for path in files for word in words if word in path.read_bytes()]

    def found():
        from django.apps import apps

        rows = [str(row) for model in apps.get_models() for row in model.objects.values()]
        return [row for row in rows for word in words if word.decode() in row]

    return forum.run(found)


def test_nothing_keeps_an_address_of_the_net(forum):
    listener = forum.listener()
    listener.say(forum.page, "Where am I?")
    assert leftovers(forum, listener.address.encode(), b"127.") == []


def test_in_an_export_the_discussion_is_to_be_read_and_leads_nowhere_else(sqlite_forum, tmp_path):
    from onrecord.web.export import export

    forum = sqlite_forum
    ann, key = forum.approved("Exported words at 0:12.", "Exported Ann", cue="w60")
    forum.run(export, forum.show_dir, tmp_path / "files", "https://files.example")
    page = next((tmp_path / "files").glob("episodes/12-*/index.html")).read_text()
    assert "Exported words at" in page and 'href="#t=12"' in page
    assert "talk-form" not in page and "/comments/" not in page and "/lines/" not in page and "/mine/" not in page
    ann.post("/mine/erase")
    forum.run(export, forum.show_dir, tmp_path / "files", "https://files.example")
    for path in (tmp_path / "files").rglob("*.*"):
        assert b"Exported Ann" not in path.read_bytes() and key.encode() not in path.read_bytes()


def test_what_has_had_its_time_is_forgotten(forum):
    from datetime import UTC, datetime, timedelta

    from onrecord.web.talk import removal
    from onrecord.web.talk.models import Comment

    spam = forum.listener().say(forum.page, "x", "Bot", home_page="y")
    kept = forum.listener().say(forum.page, "Of three days ago.")
    now = datetime.now(UTC)
    forum.run(Comment.objects.filter(key=spam).update, created_at=now - timedelta(days=31))
    forum.run(Comment.objects.filter(key=kept).update, created_at=now - timedelta(days=3))
    removal._forgot_on.clear()
    assert forum.keeper().get("/moderation/").status == 200
    assert not forum.count(key=spam) and forum.comment(kept).address_digest == ""


def test_pages_of_a_long_discussion_hold_every_comment_once_and_none_is_endless(sqlite_forum):
    from onrecord.web.talk.thread import LONGEST_PAGE_N, PAGE_N, Spot, page_n_of, page_of

    threads = [1] * 250 + [700] + [3] * 90
    ordered = [
        Spot(n * 1000 + k, n * 1000 + k - 1 if k else None, True) for n, size in enumerate(threads) for k in range(size)
    ]
    pages_n = page_of(ordered, 1)[1]
    pages = [page_of(ordered, n + 1)[0] for n in range(pages_n)]
    assert [spot for page in pages for spot in page] == ordered and page_of(ordered, 99)[0] == pages[-1]
    assert all(page_n_of(ordered, spot.pk) == n for n, page in enumerate(pages, 1) for spot in (page[0], page[-1]))
    assert max(map(len, pages)) <= LONGEST_PAGE_N and pages[0][0].above is None
    assert all(len(page) == LONGEST_PAGE_N for page, after in pairwise(pages) if after[0].above is not None)
    assert all(len(page) >= PAGE_N for page in pages[:-1]) and page_of([], 1) == ([], 1)


def test_a_comments_page_leads_to_the_page_of_the_discussion_that_it_stands_on(forum, monkeypatch):
    from onrecord.web.talk import thread

    monkeypatch.setattr(thread, "PAGE_N", 2)
    keys = [forum.approved(f"The comment with number {n}.")[1] for n in range(5)]
    led = []
    for key in keys:
        (back,) = forum.listener().get(f"/comments/{key}/").page.xpath("//p[@class='kicker']/a/@href")
        address, _, spot = back.partition("#")
        assert forum.listener().get(address).page.xpath(f"//li[@id='{spot}']")
        led.append(address)
    assert len(set(led)) >= 3 and led[-1].partition("?page=")[2].isdecimal()
