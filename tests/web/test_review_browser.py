"""The review page as somebody uses it: from disk, by ear, by keys and by mouse."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from onrecord.core.edit import Verdict
from onrecord.core.time import Span
from onrecord.formats.review import Asked, Proposal, ReviewFacts, review_html

PROPOSALS = (
    Proposal(
        Asked.CUTS, "cut-aaaaaa", 12.0, "cough, 0.40 s", "28 dB over the room", "removed", Verdict.ACCEPT,
        Span(12.0, 12.4), Span(11.0, 11.0), "before the cough", "0.40 s", "behind it", 0.97,
    ),
    Proposal(
        Asked.CUTS, "cut-bbbbbb", 20.0, "filler, 0.30 s", "“um”", "suggested", None,
        Span(20.0, 20.3), Span(18.6, 18.9), "well", "um", "yes", 0.6,
    ),
    Proposal(
        Asked.NAMES, "name-cccccc", 25.0, "scerra vo → Skerravoe", "glossary", "asked", None,
        Span(25.0, 25.6), None, "in", "scerra vo", "they", 0.7,
    ),
    Proposal(
        Asked.CLAIMS, "claim-dddddd", 27.0, "Ada Lind: reported", "cue “said”", "unreviewed", None,
        Span(27.0, 29.0), Span(25.3, 27.3), "", "it opens in June", "",
    ),
)  # fmt: skip


@pytest.fixture
def review(tmp_path: Path) -> Path:
    """A review page with two sounds of half a minute beside it."""
    tone = 0.1 * np.sin(2 * np.pi * 220 * np.arange(30 * 8000) / 8000)
    for name in ("mix.flac", "finished.flac"):
        soundfile.write(tmp_path / name, tone, 8000)
    facts = ReviewFacts("What the river left", "My Show", "007-river", "guid-7", "mix.flac", "finished.flac", PROPOSALS)
    page = tmp_path / "review.html"
    page.write_text(review_html(facts), encoding="utf-8")
    return page


def test_answers_become_commands_and_stay_until_they_are_handed_in(review, visit):
    tab = visit(review.as_uri())
    expect(tab.locator("#bar")).to_be_hidden()
    cough, filler = tab.locator("#cut-aaaaaa"), tab.locator("#cut-bbbbbb")
    expect(cough.get_by_role("button", name="Cut it")).to_have_attribute("aria-pressed", "true")
    cough.get_by_role("button", name="Leave it in").click()
    filler.get_by_role("button", name="Cut it").click()
    tab.locator("#claim-dddddd").get_by_role("button", name="That is wrong").click()
    expect(tab.locator("#count")).to_have_text("3 answers")
    wanted = "onrecord cuts 007-river --reject cut-aaaaaa --accept cut-bbbbbb\nonrecord claims 007-river --reject claim-dddddd"
    expect(tab.locator("#commands")).to_have_text(wanted)

    tab.reload()
    expect(tab.locator("#commands")).to_have_text(wanted)
    cough.get_by_role("button", name="Cut it").click()  # as it stands: nothing to say any more
    expect(tab.locator("#count")).to_have_text("2 answers")
    expect(cough.get_by_role("button", name="Cut it")).to_have_attribute("aria-pressed", "true")

    # handed in, and made again: the filler is cut now, and nothing asks for it any more
    text = review.read_text(encoding="utf-8").replace(
        'id="cut-bbbbbb" tabindex="0"', 'id="cut-bbbbbb" tabindex="0" data-stands="accept"'
    )
    review.write_text(text, encoding="utf-8")
    tab.reload()
    expect(tab.locator("#commands")).to_have_text("onrecord claims 007-river --reject claim-dddddd")
    tab.get_by_role("button", name="Forget them").click()
    expect(tab.locator("#bar")).to_be_hidden()


def test_a_proposal_is_heard_from_before_it_to_behind_it_in_either_sound(review, visit):
    tab = visit(review.as_uri())
    tab.evaluate(
        """() => {
            window.heard = [];
            const play = HTMLMediaElement.prototype.play;
            HTMLMediaElement.prototype.play = function () { this.muted = true; window.heard.push([this, this.src]); return play.call(this); };
        }"""
    )
    recorded = tab.locator("#cut-aaaaaa").get_by_role("button", name="As recorded")
    recorded.click()
    expect(recorded).to_have_attribute("data-playing", "")
    tab.wait_for_function("() => window.heard[0][0].currentTime > 9.6")
    assert tab.evaluate("() => window.heard[0][0].currentTime") < 11
    tab.locator("#cut-aaaaaa").get_by_role("button", name="Finished").click()
    tab.wait_for_function("() => window.heard[1][0].currentTime > 8.6")
    expect(recorded).not_to_have_attribute("data-playing", "")
    assert tab.evaluate("() => window.heard.map(([sound, src]) => [sound.paused, src.split('/').pop()])") == [
        [True, "mix.flac"],
        [False, "finished.flac"],
    ]
    tab.evaluate("() => { window.heard[1][0].currentTime = 13.45; }")  # 2.5 s behind the join it ends
    tab.wait_for_function("() => window.heard[1][0].paused")
    expect(tab.locator("#name-cccccc").get_by_role("button", name="Finished")).to_have_count(0)


def test_it_is_used_by_keys_alone(review, visit):
    tab = visit(review.as_uri())
    tab.keyboard.press("j")
    expect(tab.locator("#cut-aaaaaa")).to_be_focused()
    for key in ("c", "j", "x", "j", "j", "k", "x"):
        tab.keyboard.press(key)
    expect(tab.locator("#name-cccccc")).to_be_focused()
    expect(tab.locator("#commands")).to_have_text(
        "onrecord cuts 007-river --reject cut-aaaaaa --accept cut-bbbbbb\nonrecord names 007-river --accept name-cccccc"
    )
    tab.keyboard.press("u")
    expect(tab.locator("#count")).to_have_text("2 answers")


def test_only_what_waits_or_is_unsure_can_be_shown(review, visit):
    tab = visit(review.as_uri())
    tab.get_by_role("checkbox").check()
    expect(tab.locator("main li:visible")).to_have_count(3)
    expect(tab.locator("#cut-aaaaaa")).to_be_hidden()
    for key in ("j", "x", "j"):
        tab.keyboard.press(key)
    expect(tab.locator("#name-cccccc")).to_be_focused()
    expect(tab.locator("#commands")).to_have_text("onrecord cuts 007-river --accept cut-bbbbbb")


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_for_everybody_on_every_screen(review, visit, width, scheme):
    tab = visit(review.as_uri(), viewport={"width": width, "height": 800}, color_scheme=scheme)
    tab.locator("#cut-aaaaaa").get_by_role("button", name="Leave it in").click()
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(tab).response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []


def test_a_sound_that_is_gone_says_so(review, visit):
    (review.parent / "mix.flac").unlink()
    tab = visit("about:blank")
    tab.close()
    context = tab.context
    page = context.new_page()
    page.goto(review.as_uri())
    key = page.locator("#cut-aaaaaa").get_by_role("button", name="As recorded")
    key.click()
    expect(key).to_be_disabled()
    expect(key).to_have_attribute("title", "This browser cannot play the file, or it is not there any more")
