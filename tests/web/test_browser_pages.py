"""The other pages in real Chromium: search to a moment, filter by who said it, share a quote, the card and the frame, axe."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from onrecord.core.edit import Action, Cut, EditList
from onrecord.core.episode import PublishedClaim
from onrecord.core.time import Span
from onrecord.formats.report import GainLine, Levels, ReportFacts, SpeakerLevels, report_html

pytestmark = pytest.mark.browser
TALK_S = "() => document.querySelector('audio').currentTime"
PAUSED = "() => document.querySelector('audio').paused"


def heard(tab, time_s):
    tab.wait_for_function("time_s => document.querySelector('audio').currentTime > time_s", arg=time_s, timeout=15_000)


def stands_at(tab, time_s):
    """A page that is opened at a second goes there when it knows the sound's length."""
    tab.wait_for_function(
        "time_s => Math.abs(document.querySelector('audio').currentTime - time_s) < 0.05", arg=time_s, timeout=15_000
    )


def test_a_hit_leads_to_its_second(visit, running):
    tab = visit(running.address)
    tab.get_by_label("Search everything said").fill("subsidy timetable")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("status")).to_have_text("1 place")
    expect(tab.locator(".hit mark")).to_have_text(["subsidy", "subsidy", "timetable"])
    expect(tab.locator(".hit .speaker")).to_have_text(["Ines Okoro"])
    tab.locator(".hit a.time").click()
    expect(tab.locator(".line[aria-current]")).to_have_attribute("id", "w90")
    expect(tab.locator("#w90")).to_be_in_viewport()
    stands_at(tab, 45)
    assert tab.evaluate(PAUSED)


def test_a_hit_plays_where_it_stands(visit, running):
    tab = visit(f"{running.address}/search/?q=signed")
    tab.get_by_role("button", name="Play, 0:30").click()
    heard(tab, 30.05)
    assert tab.evaluate(TALK_S) < 33
    tab.get_by_role("button", name="Pause, 0:30").click()
    assert tab.evaluate(PAUSED)


def test_filters_work_without_javascript(visit, running):
    tab = visit(f"{running.address}/search/", java_script_enabled=False)
    tab.locator("#q").fill("council")
    tab.get_by_label("Said by").select_option("Ines Okoro")
    tab.get_by_role("button", name="Search").click()
    expect(tab.locator(".hit-line > p")).to_have_text(
        ["Ines Okoro The council sets the subsidy, and the subsidy sets the timetable, whatever they call it."]
    )


def test_words_are_suggested_while_typing(visit, running):
    tab = visit(f"{running.address}/search/")
    tab.locator("#q").press_sequentially("last timet")
    expect(tab.locator("#q-list option")).to_have_count(1)
    assert tab.locator("#q-list option").get_attribute("value") == "last timetable"


def test_the_transcript_shows_only_one_speaker(visit, running):
    tab = visit(running.address + running.page)
    tab.get_by_label("Said by").select_option("Tobias Wren")
    shown = tab.locator(".line:visible .said").all_text_contents()
    assert shown == [cue.text for cue in running.folder.publication.cues if cue.speaker == "Tobias Wren"]
    tab.locator("#w60 .said").click()
    heard(tab, 30.05)
    tab.get_by_label("Said by").select_option("everyone")
    expect(tab.locator(".line:visible")).to_have_count(12)


def test_a_story_starts_at_its_second(visit, running):
    tab = visit(running.address + running.page)
    tab.locator("#w80 .said").click()
    heard(tab, 40.05)
    tab.goto(f"{running.address}{running.page}stories/2-eleven-winters-of-log-books/")
    expect(tab.locator("[data-show-now]")).to_have_text("0:10")
    boxes = [tab.locator(name).bounding_box() for name in ("onrecord-transcript", "footer.after")]
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]


def test_the_moment_is_shared(visit, running):
    tab = visit(running.address + running.page + "#t=25")
    tab.get_by_role("button", name="Share", exact=True).click()
    dialog = tab.get_by_role("dialog", name="Share")
    assert dialog.get_by_label("Link").input_value() == f"{running.address}{running.page}?t=25"
    dialog.get_by_label("Start at").uncheck()
    assert dialog.get_by_label("Link").input_value() == running.address + running.page
    tab.keyboard.press("Escape")
    expect(tab.get_by_role("button", name="Share", exact=True)).to_be_focused()


PAGES = ["/", "{page}", "{page}?t=15.5,19", "{page}stories/2-eleven-winters-of-log-books/", "{page}embed/", "/archive/", "/people/",
         "/people/tobias-wren/", "/about/", "/search/", "/search/?q=the+ferry"]  # fmt: skip


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit, running, width, scheme):
    tab = visit(running.address, viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    for path in PAGES:
        tab.goto(running.address + path.format(page=running.page))
        found = Axe().run(
            tab, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
        )
        wrong = [(one["id"], one["nodes"][0]["html"][:200]) for one in found.response["violations"]]
        assert wrong == [], path


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_is_wider_than_the_screen(visit, running, width):
    tab = visit(running.address, viewport={"width": width, "height": 800})
    for path in PAGES:
        tab.goto(running.address + path.format(page=running.page))
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, path
        small = tab.evaluate(
            """() => [...document.querySelectorAll('button, select, input:not([type=checkbox]), nav a, summary, .time[href]')]
            .filter((e) => e.checkVisibility()).map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
            .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24)).map(([name]) => name)"""
        )
        assert [one for one in small if "unseen" not in one] == [], path


def test_the_interface_speaks_korean(visit, running):
    tab = visit(running.address, locale="ko-KR")
    expect(tab.locator("html")).to_have_attribute("lang", "ko")
    expect(tab.get_by_role("link", name="에피소드", exact=True)).to_be_visible()
    expect(tab.locator("h1")).to_have_attribute("lang", "en") if tab.locator("h1[lang]").count() else None
    tab.get_by_role("link", name="English").click()
    expect(tab.locator("html")).to_have_attribute("lang", "en")
    tab.goto(f"{running.address}/about/")
    expect(tab.locator("html")).to_have_attribute("lang", "en")


def test_a_claim_plays_from_its_second_and_hinders_no_player(visit, tmp_path, new_folder, put_out, serve, show):
    claims = (
        PublishedClaim("c1", 25.0, 29.6, "nobody told me how many", "Tobias Wren", "speaker", "Tobias Wren", "reported", "", True),
        PublishedClaim("c2", 45.0, 49.6, "the subsidy sets it", "Ines Okoro", "speaker", "Ines Okoro", "claimed", "", False),
    )  # fmt: skip
    folder = new_folder(tmp_path / "episode", claims=claims)
    out = put_out(tmp_path / "show", show, folder.publication, folder.path)
    with serve(tmp_path / "show") as address:
        tab = visit(address + out.path)
        expect(tab.get_by_role("button", name="Play", exact=True)).to_be_visible()
        tab.locator(".claims summary").click()
        tab.locator("#c2 .time").click()
        heard(tab, 45.05)
        expect(tab.locator(".player-chapter")).to_have_text("Who pays for the seventh crossing")
        tab = visit(f"{address}/search/?q=subsidy+in:claims")
        expect(tab.locator(".hit-claim .hit-firmness em")).to_have_text("not checked by a person")
        assert Axe().run(tab).violations_count == 0
        tab.locator(".hit-claim .time").click()
        expect(tab.locator("#c2")).to_be_attached()
        stands_at(tab, 45)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_report_is_as_wide_as_its_screen_and_so_are_its_pictures(visit, tmp_path, width):
    span = Span(61.0, 65.0)
    cough = Cut("cut-1a2b3c", span, span, Action.REMOVE, "cough", 0.9, "sounds", "30 dB over the room", removes=(span,))
    before, after = Levels(-46.7, -24.0, 11.9), Levels(-15.6, -11.4, 10.2)
    speakers = tuple(SpeakerLevels(name, before, after) for name in ("Oluwaseun-Maria Adebayo", "Guest 1"))
    facts = ReportFacts(
        title="A talk", duration_s=3900.0, programme_s=3720.0, cuts=tuple(EditList((cough,)).effective()), before=before,
        after=after, target_lufs=-16.0, speakers=speakers, episode="001-a-talk", words_n=12_345, level_step_s=1.0,
        level_dbfs=(-20.0,) * 3900, loudness_before_lufs=(-24.0,) * 3900, loudness_after_lufs=(-16.0,) * 3720,
        gains=(GainLine("talk.wav", (0.0, 60.0), (4.0, 10.0)),),
    )  # fmt: skip
    path = tmp_path / "report.html"
    path.write_text(report_html(facts))
    tab = visit(path.as_uri(), viewport={"width": width, "height": 800})
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    beyond = """(width) => [...document.querySelectorAll("main *:not(svg *)")]
        .filter((e) => e.getBoundingClientRect().right > width - 15).map((e) => e.textContent)"""
    assert tab.evaluate(beyond, width) == []
