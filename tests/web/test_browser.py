"""The page in real Chromium: press play, click a line, hear the right second, see the lit line, by mouse and by keyboard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from onrecord.formats import page as folder_page

pytestmark = pytest.mark.browser
TALK_S = "() => document.querySelector('audio').currentTime"


@pytest.fixture
def episode(running):
    return running.address + running.page


def lit(tab):
    return tab.locator(".line[aria-current=true]")


def heard(tab, time_s):
    tab.wait_for_function("time_s => document.querySelector('audio').currentTime > time_s", arg=time_s, timeout=15_000)


def is_playing(tab):
    return tab.evaluate("() => !document.querySelector('audio').paused")


def test_play_lights_the_line_being_said(visit, episode):
    tab = visit(episode)
    expect(lit(tab)).to_have_count(0)
    tab.get_by_role("button", name="Play", exact=True).click()
    heard(tab, 0.3)
    expect(lit(tab)).to_have_attribute("id", "w0")
    heard(tab, 5.1)
    expect(lit(tab)).to_have_attribute("id", "w10")
    tab.get_by_role("button", name="Pause", exact=True).click()
    assert not is_playing(tab)


def test_a_clicked_line_plays_from_its_second(visit, episode):
    tab = visit(episode)
    tab.locator("#w50 .said").click()
    expect(lit(tab)).to_have_attribute("id", "w50")
    heard(tab, 25.05)
    assert 25 <= tab.evaluate(TALK_S) < 27 and is_playing(tab)
    assert tab.url.endswith("#t=25")
    expect(lit(tab)).to_have_count(1)


def test_selecting_words_is_not_a_click_on_the_line(visit, episode):
    tab = visit(episode)
    tab.locator("#w50 .said").dblclick()
    tab.evaluate("() => document.querySelector('audio').pause()")
    tab.locator("#w10 .said").scroll_into_view_if_needed()
    box = tab.locator("#w10 .said").bounding_box()
    tab.mouse.move(box["x"] + 5, box["y"] + 8)
    tab.mouse.down()
    tab.mouse.move(box["x"] + 120, box["y"] + 8)
    tab.mouse.up()
    assert tab.evaluate("() => getSelection().toString()") and not is_playing(tab)


def test_the_keyboard_reaches_and_plays_every_line(visit, episode):
    tab = visit(episode)
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("link", name="Skip to the transcript")).to_be_focused()
    tab.keyboard.press("Enter")
    for _ in range(8):  # download, search, who said it, the story, the speaker
        tab.keyboard.press("Tab")
        if tab.evaluate("() => document.activeElement.matches('#w0 .time')"):
            break
    expect(tab.locator("#w0 .time")).to_be_focused()
    for _ in range(6):
        tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    expect(lit(tab)).to_have_attribute("id", "w60")
    heard(tab, 30.05)
    assert 30 <= tab.evaluate(TALK_S) < 32 and is_playing(tab)


def test_the_slider_moves_by_keys_and_by_a_click_and_says_where_it_is(visit, episode):
    tab = visit(episode)
    slider = tab.get_by_role("slider", name="Position")
    expect(slider).to_have_attribute("aria-valuetext", "0 seconds of 1 minute")
    slider.focus()
    for key, at_s, words in [
        ("ArrowRight", 5, "5 seconds"), ("End", 60, "1 minute"), ("ArrowLeft", 55, "55 seconds"), ("Home", 0, "0 seconds"),
        ("ArrowUp", 5, "5 seconds"), ("PageUp", 60, "1 minute"), ("PageDown", 0, "0 seconds"),
    ]:  # fmt: skip
        tab.keyboard.press(key)
        assert abs(tab.evaluate(TALK_S) - at_s) < 0.2
        expect(slider).to_have_attribute("aria-valuetext", f"{words} of 1 minute")
    box = slider.bounding_box()
    tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert abs(tab.evaluate(TALK_S) - 30) < 1


def test_skips_speed_and_chapters(visit, episode):
    tab = visit(episode)
    tab.get_by_role("button", name="Forward 30 seconds").click()
    assert abs(tab.evaluate(TALK_S) - 30) < 0.1
    tab.get_by_role("button", name="Back 15 seconds").click()
    assert abs(tab.evaluate(TALK_S) - 15) < 0.1
    expect(tab.locator(".player-chapter")).to_have_text("Eleven winters of log books")
    tab.get_by_label("Speed").select_option("1.5")
    assert tab.evaluate("() => document.querySelector('audio').playbackRate") == 1.5
    tab.locator(".chapters").get_by_role("link", name="Who pays for the seventh crossing").click()
    heard(tab, 40.02)
    expect(lit(tab)).to_have_attribute("id", "w80")
    expect(tab.locator(".chapters a[aria-current]")).to_contain_text("Who pays for the seventh crossing")


@pytest.mark.parametrize("place", ["#t=25.5", "#t=0:25.5", "?t=25.5"])
def test_a_time_in_the_address_starts_there_and_nothing_plays_by_itself(visit, episode, place):
    tab = visit(episode + place)
    expect(lit(tab)).to_have_attribute("id", "w50")
    expect(lit(tab)).to_be_in_viewport()
    assert abs(tab.evaluate(TALK_S) - 25.5) < 0.05 and not is_playing(tab)
    tab.evaluate("() => { location.hash = 't=45' }")
    expect(lit(tab)).to_have_attribute("id", "w90")


def test_the_place_and_the_speed_are_remembered(visit, episode):
    tab = visit(episode)
    tab.get_by_label("Speed").select_option("1.25")
    tab.locator("#w60 .said").click()
    heard(tab, 30.2)
    tab.get_by_role("button", name="Pause", exact=True).click()
    tab.goto(episode)
    assert 30 <= tab.evaluate(TALK_S) < 33
    assert tab.evaluate("() => document.querySelector('audio').playbackRate") == 1.25


def test_the_text_follows_yields_to_the_reader_and_can_be_left_alone(visit, episode):
    tab = visit(episode, viewport={"width": 1280, "height": 420}, reduced_motion="reduce")
    tab.locator("#w20 .said").click()
    tab.evaluate("() => { document.querySelector('audio').currentTime = 34 }")
    expect(lit(tab)).to_have_attribute("id", "w70", timeout=8000)
    expect(lit(tab)).to_be_in_viewport()
    tab.mouse.move(600, 300)
    tab.mouse.wheel(0, -3000)
    tab.wait_for_timeout(300)
    tab.evaluate("() => { document.querySelector('audio').currentTime = 45 }")
    expect(lit(tab)).to_have_attribute("id", "w90")
    tab.wait_for_timeout(3000)
    assert tab.evaluate("scrollY") == 0
    tab.locator("#w0").scroll_into_view_if_needed()
    tab.get_by_role("button", name="Back to the line being said").click()
    expect(lit(tab)).to_be_in_viewport()
    follow = tab.get_by_role("button", name="Follow text")
    follow.click()
    expect(follow).to_have_attribute("aria-pressed", "false")
    stayed = tab.evaluate("scrollY")
    tab.evaluate("() => { document.querySelector('audio').currentTime = 5 }")
    expect(lit(tab)).to_have_attribute("id", "w10")
    tab.wait_for_timeout(300)
    assert tab.evaluate("scrollY") == stayed


def test_the_player_stays_in_view_and_hides_no_focus(visit, episode):
    tab = visit(episode, viewport={"width": 390, "height": 700})
    tab.locator("#w0 .time").focus()
    for _ in range(11):
        tab.keyboard.press("ArrowDown")
    for _ in range(11):
        tab.keyboard.press("ArrowUp")
        covered = tab.locator("onrecord-player").bounding_box()
        focused = tab.evaluate("() => document.activeElement.getBoundingClientRect().top")
        assert focused >= covered["y"] + covered["height"] or covered["y"] > focused
    assert tab.locator("onrecord-player").bounding_box()["y"] <= 0.5 or tab.evaluate("scrollY") < 400


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_is_wider_than_the_screen_or_smaller_than_a_finger(visit, running, episode, width):
    for address in (running.address, episode):
        tab = visit(address, viewport={"width": width, "height": 800})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        small = tab.evaluate(
            """() => [...document.querySelectorAll('button, select, input, .time[href], nav a, .subscribe')]
            .filter((e) => e.checkVisibility()).map((e) => [e.className, e.getBoundingClientRect()])
            .filter(([, box]) => box.width < 24 || box.height < 24).map(([name]) => name)"""
        )
        assert small == []
        spilling = tab.evaluate(
            """() => [...document.querySelectorAll('button, select, h1, h3, .said')]
            .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1 && e.clientWidth).map((e) => e.className)"""
        )
        assert spilling == []


def test_it_reads_whole_without_javascript(visit, running, episode):
    tab = visit(episode, java_script_enabled=False)
    for cue in running.folder.publication.cues:
        expect(tab.locator(f"#{cue.id} .said")).to_be_visible()
    expect(tab.locator("audio")).to_be_visible()
    expect(tab.locator(".player-bar")).to_be_hidden()


def test_high_contrast_shows_the_lit_line_without_colour(visit, episode):
    tab = visit(episode + "#t=25", forced_colors="active")
    assert tab.locator("#w50").evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


def test_hostile_words_do_not_run(visit, tmp_path, show, folder, put_out, serve):
    hostile = "<img src=x onerror=window.hit=1><script>window.hit=1</script>"
    cues = (replace(folder.publication.cues[0], text=hostile, speaker=hostile), *folder.publication.cues[1:])
    nasty = replace(folder.publication, title=hostile, line=hostile, cues=cues, notes_html=f"<p>{hostile}</p>")
    out = put_out(tmp_path, replace(show, title=hostile), nasty, folder.path)
    with serve(tmp_path) as address:
        tab = visit(address + out.path)
        tab.locator("#w0 .said").click()
        assert tab.evaluate("() => window.hit") is None
        tab.context.close()


def test_a_sentence_of_the_notes_is_heard_and_a_feed_says_its_time(visit, ask, tmp_path, show, folder, put_out, serve):
    html = '<h3>The log <a href="#t=24">0:24</a></h3><p><a href="#t=25">He kept the log.</a> <a href="#t=30.5">Nobody asked.</a></p>'
    out = put_out(tmp_path, show, replace(folder.publication, notes_html=html), folder.path)
    with serve(tmp_path) as address:
        tab = visit(address + out.path)
        link = tab.locator(".notes").get_by_role("link", name="He kept the log.")
        look = "e => { const s = getComputedStyle(e); return [s.color, s.textDecorationLine]; }"
        told = link.evaluate("e => getComputedStyle(e.parentElement).color")
        assert link.evaluate(look) == [told, "none"]
        link.hover()
        assert link.evaluate(look) == [told, "underline"]
        for _ in range(2):
            link.click()
            heard(tab, 25.05)
            assert 25 <= tab.evaluate(TALK_S) < 27 and is_playing(tab)
            tab.evaluate("() => { const talk = document.querySelector('audio'); talk.pause(); talk.currentTime = 0; }")
        tab.context.close()
        for feed in ("/feed.xml", "/feed.json"):
            body = ask(address, feed).body.decode()
            assert "He kept the log. (0:25) Nobody asked. (0:31)" in body and "#t=" not in body


def test_the_folders_own_page_works_from_the_disk(visit, folder, show, tmp_path):
    for source in folder.path.iterdir():
        (tmp_path / source.name).write_bytes(source.read_bytes())
    (tmp_path / "index.html").write_text(folder_page.episode_page(folder.publication, show), encoding="utf-8")
    for name, data in folder_page.page_assets().items():
        (tmp_path / name).write_bytes(data)
    tab = visit((tmp_path / "index.html").as_uri())
    tab.locator("#w50 .said").click()
    expect(lit(tab)).to_have_attribute("id", "w50")
    heard(tab, 25.05)
    assert 25 <= tab.evaluate(TALK_S) < 27
    assert tab.evaluate("document.documentElement.scrollWidth") <= 1280
