"""What means harm: nothing of it runs, nothing gets past the queue, and nothing honest is lost meanwhile."""

from __future__ import annotations

import contextlib
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import lxml.etree
import lxml.html
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from onrecord.web.talk import markup, plain

WORDS = Path(__file__).with_name("hostile_words.txt").read_text(encoding="utf-8").splitlines()
SAFE_TAGS = markup.TAGS | {"body", "html"}


def harm_in(page):
    """What of a page a comment must never bring in."""
    area = page.xpath("//ol[contains(@class, 'talk-list')]")
    elements = [e for part in area for e in part.iter() if isinstance(e.tag, str)]
    found = [
        e.tag
        for e in elements
        if e.tag in ("script", "img", "svg", "style", "iframe", "form", "object", "meta", "base", "math", "input")
    ]
    for e in elements:
        found += [name for name in e.attrib if name.startswith("on") or name in ("style", "src", "srcset", "action")]
        href = e.get("href", "").strip().lower()
        if href and not href.startswith(("http://", "https://", "mailto:", "/", "#")):
            found.append(href)
    return found


def test_no_word_name_or_link_of_a_stranger_runs(sqlite_forum):
    forum = sqlite_forum
    keeper = forum.keeper()
    for words in WORDS:
        bad = forum.listener()
        key = bad.say(forum.page, words, words)
        assert forum.comment(key).state in ("queued", "spam")
        assert bad.post(forum.page + "discussion/", {"text": "x", "name": "n", "link": words}).status in (303, 400)
        keeper.judge(key, "approve")
    for path in (forum.page, f"{forum.page}discussion/", "/moderation/?show=seen"):
        answered = keeper.get(path)
        assert answered.status == 200 and harm_in(answered.page) == []
    assert "javascript:" not in str([e.get("href") for e in keeper.get(forum.page).page.xpath("//a[@href]")]).lower()
    feed = lxml.etree.fromstring(forum.listener().get("/comments.xml").body)
    for item in feed.iter("item"):
        assert "<" not in item.findtext("title")
        shown = lxml.html.fromstring(f"<ol class='talk-list'>{item.findtext('description')}</ol>")
        assert harm_in(lxml.html.document_fromstring(lxml.html.tostring(shown))) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "", "Sec_Fetch_Site": "cross-site"},
        {"Origin": "", "Sec_Fetch_Site": "same-site"},
        {"Origin": "http://127.0.0.1.evil.example"},
    ],
)
def test_another_sites_page_writes_changes_and_erases_nothing(sqlite_forum, headers):
    forum = sqlite_forum
    ann, key = forum.approved("Mine.")
    before = forum.count()
    for path, fields in [
        (f"{forum.page}discussion/", {"text": "forged", "name": "Ann"}), (f"/comments/{key}/edit", {"text": "forged", "name": "x"}),
        (f"/comments/{key}/delete", {}), (f"/comments/{key}/report", {}), ("/mine/erase", {}),
        (f"{forum.page}lines/w20/correction", {"text": "forged"}),
    ]:  # fmt: skip
        assert ann.post(path, fields, **headers).status == 403
        assert ann.get(path).status in (200, 405)
    keeper = forum.keeper()
    assert keeper.post(f"/moderation/comments/{key}", {"act": "delete"}).status == 403
    assert keeper.get(f"/moderation/comments/{key}?act=delete").status == 405
    assert forum.count() == before and forum.comment(key).text == "Mine."


def test_one_address_floods_and_forges_others_and_gets_no_further_than_its_share(sqlite_forum):
    forum = sqlite_forum
    before = forum.count()
    flooder = forum.listener()
    statuses = [
        flooder.post(
            forum.page + "discussion/", {"text": f"buy {n}", "name": "Flood"},
            X_Forwarded_For=f"203.0.{n % 250}.9", Forwarded=f"for=198.51.{n % 250}.1", X_Real_IP=f"192.0.2.{n % 250}",
        ).status
        for n in range(60)
    ]  # fmt: skip
    assert statuses.count(303) == forum.count() - before <= 6 and statuses[-1] == 429


def test_bodies_of_a_megabyte_and_odd_ones_are_refused_at_once(sqlite_forum):
    forum = sqlite_forum
    listener = forum.listener()
    path = forum.page + "discussion/"
    for size in (70_000, 1_000_000):
        began = time.perf_counter()
        assert listener.post(path, {"text": "x" * size, "name": "Big"}).status == 413
        assert time.perf_counter() - began < 2
    with contextlib.suppress(ConnectionError):  # the server does not wait for the end of what it refuses
        assert listener.post(path, {"text": "x" * 30_000_000, "name": "Huge"}).status == 413
    assert listener.post(path, {"text": "x" * 9000, "name": "Long"}).status == 400
    for text in ("\u200b\u2060", "   ", "\x00\x01", "> \n> ", "\u3164"):
        assert listener.post(path, {"text": text, "name": "Empty"}).status in (400, 429)
    assert listener.ask(
        "POST", path, b"\xff\xfe%%%=&&&", Origin=forum.site, Content_Type="application/x-www-form-urlencoded"
    ).status in (400, 429)
    assert listener.ask("POST", path, b"{}", Origin=forum.site, Content_Type="application/json").status in (400, 429)
    assert forum.listener().get(path + "?page=99999999999999999999").status == 200


def test_two_hundred_answers_deep_is_a_list_like_any_other(sqlite_forum):
    forum = sqlite_forum
    keeper = forum.keeper()
    key = ""
    for n in range(200):
        key = keeper.say(forum.page, f"Deep {n}", "Host", **({"parent": key} if key else {}))
    began = time.perf_counter()
    page = forum.listener().get(f"{forum.page}discussion/")
    assert page.status == 200 and time.perf_counter() - began < 10.0
    classes = {e.get("class") for e in page.page.xpath("//li[starts-with(@id, 'comment-')]")}
    assert "said-here depth-5" in classes and "said-here depth-6" not in classes
    assert "Deep 199" in page.text
    forum.run(_erase_hosts)


def _erase_hosts():
    from onrecord.web.talk.models import Comment
    from onrecord.web.talk.removal import take_away

    for comment in Comment.objects.filter(by_host=True).order_by("-pk"):
        take_away(comment)


def test_fifty_honest_comments_get_through_a_flood(sqlite_forum):
    """300 hostile posts from 60 networks and one reader: the flood of a thousand is bench/talk.py's."""
    forum = sqlite_forum
    before_seen = forum.count(state="approved")
    done = threading.Event()
    took_s = []

    def attack(network):
        bad = forum.listener()
        for n in range(5):
            words = WORDS[(network + n) % len(WORDS)]
            assert bad.post(forum.page + "discussion/", {"text": words * 3, "name": "Flood"}).status in (303, 400, 429)

    def honest(n):
        return forum.listener().say(forum.page, f"Honest number {n} about the ferry.", f"Person {n}")

    def read():
        reader = forum.listener()
        while not done.is_set():
            began = time.perf_counter()
            assert reader.get(forum.page).status == 200
            took_s.append(time.perf_counter() - began)
            time.sleep(0.05)

    with ThreadPoolExecutor(8) as threads:
        reading = threads.submit(read)
        attacks = [threads.submit(attack, network) for network in range(60)]
        keys = [threads.submit(honest, n) for n in range(50)]
        stored = [key.result() for key in keys]
        for attack_done in attacks:
            attack_done.result()
        done.set()
        reading.result()
    assert len(set(stored)) == 50
    assert all(forum.comment(key).text.startswith("Honest number") for key in stored)
    assert forum.count(state="approved") == before_seen
    assert statistics.quantiles(took_s, n=20)[-1] < 1.0


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("A\u202enn\u202c", "Ann"), ("Zoe\u0308", "Zoë"), ("  Ann\n\t B ", "Ann B"), ("Ann\u200b\u2060\ufeff", "Ann"),
        ("\u200d\u200c", ""), ("\u3164\u115f", ""), ("A" + "\u0301\u0302\u0303\u0304\u0305\u0306\u0307" * 9, "Á\u0302\u0303\u0304\u0305"),
        ("김하늘", "김하늘"), ("می‌خواهم", "می‌خواهم"), ("👩\u200d👧", "👩\u200d👧"), ("Ann\U000e0041\U000e0042", "Ann"), ("\ud800x", "x"),
        ("x" * 99, "x" * 60),
    ],
)  # fmt: skip
def test_a_name_is_what_the_eye_sees(typed, kept):
    assert plain.clean_name(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("example.org/a", "https://example.org/a"), ("http://example.org", "http://example.org"), ("javascript:alert(1)", ""),
        ("JAVASCRIPT://example.org/%0aalert(1)", ""), ("https://user:pw@example.org", ""), ("data:text/html,x", ""),
        ("//example.org", ""), ("https://localhost", ""), ("https://exa\u202emple.org", "https://example.org"),
        ('https://example.org/"onmouseover="x', ""), ("https://[::1", ""), ("https://example.org:99999", ""), ("", ""),
        ("ftp://example.org", ""), ("https://example.org/" + "a" * 400, ""),
    ],
)  # fmt: skip
def test_a_link_is_an_address_of_the_web_or_nothing(typed, kept):
    assert plain.clean_link(typed) == kept


@given(
    st.one_of(
        st.text(), st.lists(st.sampled_from(WORDS)).map("\n".join), st.text(alphabet="<>[]()!*_`~'\"&#;:/\\ \nax=12")
    )
)
@hypothesis_settings(max_examples=150, deadline=None)
def test_whatever_is_typed_becomes_nothing_but_text_links_and_emphasis(text):
    html = markup.html_of(plain.clean_text(text), lambda time_s: "#t=1" if time_s % 2 else "")
    if not html.strip():
        return
    for e in lxml.html.fromstring(f"<div>{html}</div>").iter():
        assert not isinstance(e.tag, str) or e.tag in SAFE_TAGS | {"div"}
        assert set(e.attrib) <= {"href", "rel", "class", "start"}
        href = e.get("href")
        assert (
            href is None
            or href == "#t=1"
            or href.lower().startswith(("http:", "https:", "mailto:"))
            or ":" not in href.split("/")[0]
        )
