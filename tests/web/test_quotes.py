"""Quotes: sharing selected words in real Chromium, and the page, card, oEmbed and frame of what was shared."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from urllib.parse import quote

import pytest
from PIL import Image
from playwright.sync_api import expect

from onrecord.core.transcript import CueWord

pytestmark = pytest.mark.browser
TALK_S = "() => document.querySelector('audio').currentTime"


def with_word_times(publication):
    """Every word 0.3 s long, 0.1 s apart, the first half a second into its line."""
    cues = []
    for cue in publication.cues:
        words = tuple(
            CueWord(word, cue.span.start_s + 0.2 * i, cue.span.start_s + 0.2 * i + 0.15)
            for i, word in enumerate(cue.text.split())
        )
        cues.append(replace(cue, words=words))
    return replace(publication, cues=tuple(cues))


@pytest.fixture(scope="module")
def timed(tmp_path_factory, folder, show):
    """The same show with the times of its words."""
    from concurrent.futures import ThreadPoolExecutor

    from onrecord.web import site

    show_dir = tmp_path_factory.mktemp("timed")
    with ThreadPoolExecutor(1) as thread:
        out = thread.submit(site.put_out, show_dir, show, with_word_times(folder.publication), folder.path).result()
    return show_dir, out.path


def heard(tab, time_s):
    tab.wait_for_function("time_s => document.querySelector('audio').currentTime > time_s", arg=time_s, timeout=15_000)


def test_a_quote_is_shared_and_plays_just_those_words(visit, timed, serve):
    show_dir, page = timed
    with serve(show_dir) as address:
        tab = visit(address + page, permissions=["clipboard-read", "clipboard-write"])
        tab.locator("#w50").scroll_into_view_if_needed()
        tab.evaluate(
            """() => {
              const text = document.querySelector('#w50 .said').firstChild;
              const from = text.data.indexOf('wrote'), to = text.data.indexOf('time,') + 5;
              getSelection().setBaseAndExtent(text, from, text, to);
            }"""
        )
        tab.get_by_role("button", name="Share these words").click()
        dialog = tab.get_by_role("dialog", name="Share")
        expect(dialog.locator("blockquote")).to_have_text("wrote the wind and the time,")
        link = dialog.get_by_label("Link").input_value()
        assert link == f"{address}{page}?t=25.8,26.95"
        assert f'src="{address}{page}embed/?t=25.8,26.95"' in dialog.get_by_label("For another site").input_value()
        dialog.get_by_role("button", name="Copy link").click()
        expect(dialog.get_by_role("status")).to_have_text("Copied.")
        assert tab.evaluate("() => navigator.clipboard.readText()") == link
        tab.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        tab.goto(link)
        expect(tab.locator("figure.quote blockquote")).to_have_text("“wrote the wind and the time,”")
        expect(tab.locator("figure.quote figcaption")).to_contain_text("Tobias Wren")
        expect(tab.locator(".line.is-quoted")).to_have_count(1)
        tab.get_by_role("button", name="Play", exact=True).click()
        tab.wait_for_function(
            "() => document.querySelector('audio').paused && document.querySelector('audio').currentTime > 26.5"
        )
        assert 26.9 <= tab.evaluate(TALK_S) < 27.25
        tab.get_by_role("button", name="Play", exact=True).click()
        heard(tab, 27.4)
        tab.context.close()


def test_a_quote_has_a_card_an_oembed_and_a_frame(ask, timed, serve):
    show_dir, page = timed
    with serve(show_dir) as address:
        place = f"{page}?t=25.8,26.95"
        document = ask(address, place).page
        assert document.xpath("//meta[@property='og:title']/@content") == ["“wrote the wind and the time,” Tobias Wren"]
        card = ask(address, document.xpath("//meta[@property='og:image']/@content")[0].removeprefix(address))
        assert card.headers["Content-Type"] == "image/png" and Image.open(io.BytesIO(card.body)).size == (1200, 630)
        assert card.body != ask(address, f"{page}card.png").body
        answer = ask(address, f"/oembed?url={quote(address + place, safe='')}&maxwidth=400")
        data = json.loads(answer.body)
        assert (data["version"], data["type"], data["width"]) == ("1.0", "rich", 400)
        assert data["title"] == "“wrote the wind and the time,” Tobias Wren" and "<iframe" in data["html"]
        frame = ask(address, re.search(r'src="([^"]+)"', data["html"])[1].removeprefix(address))
        assert (
            "frame-ancestors *" in frame.headers["Content-Security-Policy"] and frame.headers["X-Frame-Options"] is None
        )
        assert frame.page.xpath("//audio/@src")[0].endswith("#t=25.8,26.95")
        for wrong in ("https://elsewhere.example/", f"{address}/episodes/99-no/", f"{address}/about/"):
            assert ask(address, f"/oembed?url={quote(wrong, safe='')}").status == 404
        assert ask(address, f"/oembed?url={quote(address + page, safe='')}&format=xml").status == 501


def test_hostile_words_do_not_run_in_search_and_quotes(visit, tmp_path_factory, folder, show, put_out, serve):
    hostile = "<img src=x onerror=window.hit=1><script>window.hit=1</script>"
    show_dir = tmp_path_factory.mktemp("hostile")
    cues = (replace(folder.publication.cues[0], text=f"ferry {hostile}", speaker=hostile), *folder.publication.cues[1:])
    nasty = replace(folder.publication, title=f"ferry {hostile}", cues=cues, notes_html=f"<p>{hostile}</p>")
    out = put_out(show_dir, replace(show, title=hostile), nasty, folder.path)
    with serve(show_dir) as address:
        tab = visit(f"{address}/search/?q=img+ferry")
        expect(tab.locator("mark").first).to_be_visible()
        tab.locator(".hit-play").first.click()
        assert tab.evaluate("() => window.hit") is None
        tab.locator("#q").press_sequentially("scri")
        tab.wait_for_timeout(400)
        tab.goto(f"{address}{out.path}?t=0.5,4")
        expect(tab.locator("figure.quote")).to_contain_text("<img")
        tab.get_by_role("button", name="Share", exact=True).click()
        assert tab.evaluate("() => window.hit") is None
        tab.context.close()
