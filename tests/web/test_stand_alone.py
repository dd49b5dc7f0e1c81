"""The pages in an episode's folder, opened from disk in real Chromium: for the ear, for the keyboard, on a phone and at a desk."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser
PAGES = ["index.html", "transcript.html", "report.html"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit, simple, name, scheme):
    tab = visit((simple.folder.path / name).as_uri(), color_scheme=scheme, reduced_motion="reduce")
    found = Axe().run(tab, options={"runOnly": RULES, "preload": False}).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
    assert tab.locator("main").count() == tab.locator("h1").count() == 1
    assert tab.title() and tab.locator("html").get_attribute("lang")
    assert tab.locator("meta[name=viewport]").count() == 1, "a phone would show it as wide as a desk"


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_scrolls_sideways(visit, simple, name, width):
    tab = visit((simple.folder.path / name).as_uri(), viewport={"width": width, "height": 800})
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_what_the_keyboard_reaches_shows_it(visit, simple):
    tab = visit((simple.folder.path / "index.html").as_uri())
    reached = set()
    for _ in range(12):
        tab.keyboard.press("Tab")
        tag, name, outline = tab.evaluate(
            """() => { const one = document.activeElement, style = getComputedStyle(one);
            return [one.tagName, one.outerHTML.slice(0, 120), parseFloat(style.outlineWidth) * (style.outlineStyle !== 'none')] }"""
        )
        if tag != "BODY":
            reached.add(name)
            assert outline >= 2, name
    assert len(reached) > 8
