"""The record on the site, on SQLite and PostgreSQL: claims of three invented episodes, their entities, and links that a person publishes."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from onrecord.annotate import annotate
from onrecord.core.episode import PublishedClaim

TEXTS = Path(__file__).parents[2] / "core" / "across"
DAYS = {1: "2027-03-02", 2: "2027-03-09", 3: "2027-03-16"}


@pytest.fixture(scope="module")
def claims() -> dict[int, tuple[PublishedClaim, ...]]:
    found = {}
    for number, day in DAYS.items():
        made = annotate(TEXTS / f"{number}.txt", date=day).claims.claims
        found[number] = tuple(
            PublishedClaim(
                f"claim-{number}{at}", at * 5.0, at * 5.0 + 4, one.text, one.holder.name, str(one.holder.kind), "Pia Lorentz",
                str(one.firmness), one.cue, False, one.is_watch, (), one.is_negated, one.quantities, one.dates,
            )
            for at, one in enumerate(made)
        )  # fmt: skip
    return found


def out(forum, number, claims, **changes):
    """Puts an episode of that number out with these claims."""
    publication = replace(
        forum.folder.publication, guid=f"record-{number}", number=number, slug=f"notes-{number}", title=f"Harbour Notes {number}",
        date=DAYS[number], claims=claims, **changes,
    )  # fmt: skip
    return forum.put(publication).path


@pytest.fixture(scope="module")
def pages(forum, claims):
    return {number: out(forum, number, claims[number]) for number in DAYS}


def words(element):
    return " ".join(element.text_content().split())


def test_claims_are_on_the_hosted_page_and_visibly_unreviewed(forum, pages, claims):
    page = forum.listener().get(pages[1]).page
    items = page.xpath("//section[contains(@class, 'claims')]//li[contains(@class, 'claim')]")
    assert len(items) == len(claims[1]) and all("is-unreviewed" in item.get("class") for item in items)
    assert items[1].xpath(".//strong/a/@href") == ["/record/odile-brandt/"]
    assert "not checked by a person" in words(items[0]) and "40 million euros" in words(items[0])
    (graph,) = [json.loads(s.text) for s in page.xpath("//section//script[@type='application/ld+json']")]
    assert graph["@graph"][0]["@type"] == "Claim" and "unreviewed" in graph["@graph"][0]["creativeWorkStatus"]
    assert graph["@graph"][0]["appearance"]["url"].endswith(f"{pages[1]}#t=0")
    korean = forum.listener().get(pages[1], Accept_Language="ko").text
    assert "사람이 확인하지 않음" in korean and "주장함" in korean


def test_the_pages_of_the_discussion_lead_to_the_record_and_to_the_feed_too(forum, pages):
    listener = forum.listener()
    line = listener.get(pages[1]).page.xpath("//a[@class='about']/@href")[0]
    for path in (line, "/mine/", "/sign-in/"):
        page = listener.get(path).page
        assert "/record/" in page.xpath("//header//a/@href"), path
        assert [href.endswith("/feed.xml") for href in page.xpath("//footer//a[@type]/@href")] == [True], path


def test_a_claim_that_a_person_looked_at_says_so_and_a_rejected_one_is_gone(forum, pages, claims):
    first, second, *rest = claims[3]
    try:
        out(forum, 3, (replace(first, is_reviewed=True), *rest))
        text = forum.listener().get(pages[3]).text
        assert second.text not in text and "1/" in text
        items = forum.listener().get(pages[3]).page.xpath("//li[contains(@class, 'claim')]")
        assert ["is-unreviewed" in item.get("class") for item in items] == [False, *[True] * len(rest)]
    finally:
        out(forum, 3, claims[3])


def test_an_entity_has_one_page_with_all_that_it_said_and_all_about_it(forum, pages):
    listener = forum.listener()
    assert (
        "/record/kellmar/" in listener.get("/record/").text and "/record/kellmar/" in listener.get("/sitemap.xml").text
    )
    page = listener.get("/record/odile-brandt/").page
    said = [words(p) for p in page.xpath("//p[@class='claim-words']")]
    assert said == ["“the swing bridge will not open in June”", "“the swing bridge will open in June”"]
    assert (
        page.xpath("count(//*[@data-audio])") == 2 and page.xpath("count(//li[contains(@class, 'is-unreviewed')])") == 2
    )
    assert "not open in June" in listener.get("/record/odile-brandt/index.md").text
    assert listener.get("/record/nobody/").status == 404


def links(forum):
    def read():
        from onrecord.web.record.models import Link

        return {(x.kind, x.earlier.episode.number, x.later.episode.number): x.pk for x in Link.objects.all()}

    return forum.run(read)


def test_nothing_is_public_until_a_producer_says_so(forum, pages, claims):
    found = links(forum)
    assert sorted(found) == [
        ("answers", 1, 3), ("possibly contradicts", 1, 2), ("possibly contradicts", 1, 3), ("updates", 1, 2),
    ]  # fmt: skip
    addresses = [*pages.values(), "/record/", "/record/odile-brandt/"]
    listener = forum.listener()
    assert not any("contradicts" in listener.get(path).text for path in addresses)
    link = found["possibly contradicts", 1, 3]
    assert forum.keeper("moderator").act(f"/moderation/record/{link}", act="accept").status == 403
    assert listener.get("/moderation/record/").status == 302
    producer = forum.keeper("producer")
    desk = producer.get("/moderation/record/").text
    assert "the inquiry into the Aurora" in desk and "40 million euros → 55 million euros" in desk
    assert producer.act(f"/moderation/record/{link}", act="nonsense").status == 404
    assert producer.act(f"/moderation/record/{link}", act="accept").status == 303
    for path in (pages[1], pages[3], "/record/odile-brandt/"):
        page = listener.get(path).page
        sides = page.xpath("//div[@class='pair-sides']//*[@data-audio and .//li[@data-start]]")
        assert "Possibly contradicts" in words(page) and len(sides) == 2
    assert "contradicts" not in listener.get(pages[2]).text
    out(forum, 3, claims[3], line="Another line.")
    assert links(forum)["possibly contradicts", 1, 3] == link and "Possibly contradicts" in listener.get(pages[3]).text
    producer.act(f"/moderation/record/{link}", act="back")
    assert "contradicts" not in listener.get(pages[1]).text


def test_an_answered_item_is_watched_no_more(forum, pages):
    producer = forum.keeper("producer")
    fares = "whether the council raises the ferry fares"
    link = links(forum)["answers", 1, 3]
    assert "May have been answered by" in producer.get("/moderation/record/").text
    producer.act(f"/moderation/record/{link}", act="accept")
    watched = producer.get("/moderation/record/").text.partition("Still to be watched")[2].partition("Published")[0]
    assert fares not in watched and "the inquiry into the Aurora" in watched
    producer.act(f"/moderation/record/{link}", act="reject")
    page = producer.get("/moderation/record/").text
    assert fares in page.partition("Still to be watched")[2] and "May have been answered by" not in page


def test_what_was_said_to_come_stands_on_the_desk_by_its_day(forum, pages):
    desk = forum.keeper("producer").get("/moderation/record/").text
    listed = desk.partition("Said to come")[2].partition("Published")[0]
    assert re.findall(r'<time datetime="([^"]+)"', listed) == ["2027-05-01", "2027-06", "2027-06"]


def test_a_show_without_claims_has_no_record(sqlite_forum):
    listener = sqlite_forum.listener()
    assert "/record/" not in listener.get("/").text + listener.get("/sitemap.xml").text


def test_hostile_names_and_words_stay_words(forum, claims):
    bad = '"><script>alert(1)</script>'
    one = replace(claims[2][0], id="claim-bad", text=f"Pry {bad} holds", holder=f"Zed {bad}", firmness="claimed")
    try:
        path = out(forum, 2, (*claims[2], one))
        for address in (path, "/record/", f"/record/{quote('zed-scriptalert1script')}/"):
            answered = forum.listener().get(address)
            assert answered.status == 200 and "<script>alert" not in answered.text
    finally:
        out(forum, 2, claims[2])


@pytest.mark.browser
def test_both_moments_play_side_by_side(forum, pages, tmp_path):
    """In Chromium at the width of a phone and of a desk: nothing sticks out, axe has no complaint, each side's key plays it."""
    if forum.vendor != "sqlite":
        pytest.skip("The pages are the same on both databases.")
    producer = forum.keeper("producer")
    producer.act(f"/moderation/record/{links(forum)['possibly contradicts', 1, 3]}", act="accept")
    shots = Path(os.environ.get("ONRECORD_SHOTS", tmp_path))
    import shutil

    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("Chromium is missing: the page was not opened in a browser.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        for width in (390, 1440):
            context = browser.new_context(viewport={"width": width, "height": 900})
            context.add_cookies([{"name": n, "value": v, "url": forum.site} for n, v in producer.cookies.items()])
            tab = context.new_page()
            for name, path in (
                ("episode", pages[1]), ("entity", "/record/odile-brandt/"), ("record", "/record/"), ("desk", "/moderation/record/"),
            ):  # fmt: skip
                tab.goto(forum.site + path)
                if name == "episode":
                    tab.locator(".claims summary").click()
                assert tab.evaluate("document.documentElement.scrollWidth") <= width, path
                tab.screenshot(path=shots / f"{name}-{width}.png", full_page=True)
                assert Axe().run(tab).response["violations"] == [], path
            tab.goto(forum.site + pages[1])
            keys = tab.locator(".pair .hit-play")
            assert keys.count() == 2
            for at in (0, 1):
                keys.nth(at).click()
                tab.wait_for_function(
                    "() => { const a = document.querySelector('.hits-bar audio'); return a && !a.paused; }"
                )
                assert tab.locator(".hit[data-playing]").count() == 1
        browser.close()
