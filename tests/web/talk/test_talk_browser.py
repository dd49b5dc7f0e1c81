"""The discussion in real Chromium, with and without JavaScript: write, answer, change, report, moderate, erase oneself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
WORDS = Path(__file__).with_name("hostile_words.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture
def browse(chromium, sqlite_forum):
    """A fresh browser; fails when a page had an error or its policy refused something."""
    contexts, complaints = [], []

    def go(path, keeper=None, **options):
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        if keeper:
            context.add_cookies([{"name": n, "value": v, "url": sqlite_forum.site} for n, v in keeper.cookies.items()])
        tab = context.new_page()
        tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("response", lambda answer: complaints.append(answer.url) if answer.status >= 400 else None)
        tab.goto(sqlite_forum.site + path)
        return tab

    yield go
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_way_to_a_lines_discussion_takes_no_room_below_the_line(browse, sqlite_forum, width):
    tab = browse(sqlite_forum.page, viewport={"width": width, "height": 900})
    for words in (
        "a",
        "word after word",
    ):  # whatever their length: each line is made as full as it gets, a letter at a time
        rooms = tab.evaluate(
            """(words) => [...document.querySelectorAll('.line')].slice(0, 3).flatMap((line) => {
              const said = line.querySelector('.said');
              return [...Array(60)].map((_, n) => {
                said.textContent = words.repeat(5) + 'i'.repeat(n);
                const last = [...said.getClientRects()].at(-1);
                return line.getBoundingClientRect().bottom - last.bottom;
              });
            })""",
            words,
        )
        assert max(rooms) - min(rooms) < 8
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


def write(tab, text, name="Ann"):
    form = tab.locator(".talk-form").first
    form.get_by_label("Your comment").fill(text)
    form.get_by_label("Your name").fill(name)
    tab.wait_for_timeout(2100)  # nobody types faster, and the site knows it
    form.get_by_role("button", name="Send").click()
    expect(tab.get_by_role("status")).to_contain_text("Stored.")


def key_of(tab):
    return tab.url.rstrip("/").split("/comments/")[1].split("/")[0]


@pytest.mark.parametrize("script", [True, False])
def test_a_listener_writes_changes_is_approved_by_keyboard_is_answered_and_deletes(browse, sqlite_forum, script):
    forum = sqlite_forum
    tab = browse(forum.page, java_script_enabled=script)
    write(tab, f"I was on the *last* ferry, see 0:26. {script}")
    key = key_of(tab)
    tab.get_by_label("Your comment").fill(f"I was on the **first** ferry, see 0:26. {script}")
    tab.wait_for_timeout(2100)
    tab.get_by_role("button", name="Change").click()
    expect(tab.locator(".talk-alone")).to_contain_text("first ferry")

    desk = browse("/moderation/", forum.keeper("moderator"), java_script_enabled=script)
    if script:
        desk.keyboard.press("j")
        while f"first ferry, see 0:26. {script}" not in desk.evaluate("document.activeElement.textContent"):
            desk.keyboard.press("j")
        desk.keyboard.press("a")
    else:
        item = desk.locator("[data-item]", has_text=f"first ferry, see 0:26. {script}")
        item.get_by_role("button", name="Approve").focus()
        desk.keyboard.press("Enter")
    expect(desk.locator("[data-item]", has_text=f"first ferry, see 0:26. {script}")).to_have_count(0)

    reader = browse(forum.page, java_script_enabled=script)
    comment = reader.locator(f"#comment-{key}")
    expect(comment.locator("strong", has_text="first")).to_be_visible()
    if script:
        comment.locator("a.moment").click()
        reader.wait_for_function("() => document.querySelector('audio').currentTime >= 26")
    comment.get_by_role("link", name="Answer").click()
    write(reader, f"So was I. {script}", "Ben")
    assert forum.comment(key_of(reader)).parent_id == forum.comment(key).pk

    tab.goto(f"{forum.site}/comments/{key}/")
    tab.get_by_role("button", name="Delete this comment").click()
    expect(tab.get_by_role("heading", name="Your comment is deleted.")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_a_line_is_talked_about_corrected_and_a_comment_reported(browse, sqlite_forum, script):
    forum = sqlite_forum
    _, key = forum.approved("A claim that somebody dislikes.", "Zed")
    tab = browse(forum.page, java_script_enabled=script)
    tab.locator("#w60 .about").focus()
    tab.keyboard.press("Enter")
    write(tab, f"About the space. {script}")
    assert forum.comment(key_of(tab)).cue_id == "w60"
    tab.goto(f"{forum.site}{forum.page}lines/w60/")
    tab.get_by_label("The line as it was said").fill("So I left the line empty, and I signed it.")
    tab.get_by_role("button", name="Suggest").click()
    expect(tab.get_by_role("status")).to_contain_text("The makers of the show will listen.")
    tab.goto(forum.site + forum.page)
    tab.locator(f"#comment-{key}").get_by_role("link", name="Report").click()
    tab.get_by_label("What is wrong with it?").fill("Not true")
    tab.get_by_role("button", name="Report it to the moderators").click()
    expect(tab.get_by_role("heading", name="Thank you.")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_one_erases_oneself(browse, sqlite_forum, script):
    forum = sqlite_forum
    tab = browse(forum.page, java_script_enabled=script)
    write(tab, f"Soon to be gone {script}.", "Gone Person")
    if script:
        tab.goto(forum.site + forum.page)
        expect(tab.locator(".talk-own")).to_contain_text("Soon to be gone")
    tab.goto(forum.site + "/mine/")
    with tab.expect_download() as download:
        tab.get_by_role("link", name="Take everything along").click()
    assert "Gone Person" in json.loads(Path(download.value.path()).read_text())["comments"][0]["name"]
    tab.get_by_role("button", name="Erase everything").click()
    expect(tab.get_by_role("heading", name="Everything that you wrote is erased")).to_be_visible()
    assert not forum.count(name="Gone Person")


def test_hostile_words_do_not_run_in_any_page(browse, sqlite_forum):
    forum = sqlite_forum
    keys = [forum.approved(words, words, cue="w60")[1] for words in WORDS]
    keeper = forum.keeper("owner")
    for path in (forum.page, f"{forum.page}lines/w60/", f"/comments/{keys[0]}/", "/moderation/?show=seen"):
        tab = browse(path, keeper)
        tab.mouse.move(300, 400)
        assert tab.evaluate("() => window.hit") is None
        assert tab.locator(".talk-list img, .talk-list script, .talk-list iframe, .talk-list style").count() == 0
        tab.context.close()


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_is_too_wide_too_small_or_out_of_reach(browse, sqlite_forum, width):
    forum = sqlite_forum
    _, key = forum.approved("W" * 200 + " `" + "x" * 200 + "`", "N" * 60, cue="w60")
    forum.listener().say(forum.page, "Waits.")
    keeper = forum.keeper("owner")
    for path in (
        forum.page,
        f"{forum.page}lines/w60/",
        f"/comments/{key}/",
        "/moderation/",
        "/account/",
        "/mine/",
        "/sign-in/",
    ):
        tab = browse(path, keeper, viewport={"width": width, "height": 800})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, path
        small = tab.evaluate(
            """() => [...document.querySelectorAll('button, input:not([type=hidden]), textarea, .talk-keys a, .talk-ways a, summary')]
            .filter((e) => e.checkVisibility() && !e.closest('.talk-trap')).map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
            .filter(([, box]) => box.width < 24 || box.height < 24).map(([name]) => name)"""
        )
        assert [name for name in small if "checkbox" not in name] == [], path
        found = Axe().run(tab).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == [], path
        tab.context.close()
