"""The report page: what it says, and that it is small, whole and safe."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest
from lxml import html

from onrecord.core.edit import Action, Cut, Decision, EditList, Verdict, cut_id
from onrecord.core.time import Span
from onrecord.core.transcript import EngineStamp
from onrecord.formats.pictures import HEIGHT
from onrecord.formats.report import GainLine, Levels, ProposedName, ReportFacts, SpeakerLevels, StageTime, report_html


def cut(start_s: float, end_s: float, reason: str, action: Action = Action.REMOVE, is_on: bool = True) -> Cut:
    span = Span(start_s, end_s)
    return Cut(cut_id(reason, span), span, span, action, reason, 0.87, "cut", f"why {reason}", (span,), is_on=is_on)


CUTS = (
    cut(5.0, 9.0, "long pause"),
    cut(20.0, 21.0, "cough"),
    cut(22.0, 22.5, "cough"),
    cut(30.0, 31.0, "click", Action.MUTE),
    cut(40.0, 41.0, "filler", is_on=False),
)
EDIT_LIST = EditList(CUTS, (Decision("cut", CUTS[2].id, Verdict.REJECT, "t", by="Anna & Co"),))
FACTS = ReportFacts(
    title="A <talk>", show="On Air", date="2026-11-22", duration_s=100.0, programme_s=95.0, cuts=tuple(EDIT_LIST.effective()),
    before=Levels(-24.3, -1.2, 11.4), after=Levels(-16.0, -1.4, 5.2), target_lufs=-16.0,
    speakers=(SpeakerLevels("Ben", Levels(-31.0, -12.0), Levels(-16.2, -1.5)),), words_n=1234,
    names=(ProposedName("Shavon", "Siobhán", 0.93, "sounds alike", "applied", 63.0),),
    stages=(StageTime("transcribe", 20.0), StageTime("page", 0.0, is_reused=True)),
    engines=(EngineStamp("faster-whisper", "1.2", "base", "a1b2c3d4e5f6a7b8c9"),), remarks=("One track is short.",),
    level_step_s=0.1, level_dbfs=(-20.0,) * 1000, loudness_before_lufs=(-24.0,) * 100, loudness_after_lufs=(-math.inf, *(-16.0,) * 94),
)  # fmt: skip


def page_of(facts: ReportFacts) -> html.HtmlElement:
    return html.document_fromstring(report_html(facts))


def table_under(page: html.HtmlElement, heading: str) -> list[list[str]]:
    rows = page.xpath(f'//section[h2="{heading}"]//tr')
    return [[" ".join(cell.text_content().split()) for cell in row] for row in rows]


def test_the_figures_say_before_and_after():
    said = {d.findtext("dt"): d.find("dd").text_content() for d in page_of(FACTS).xpath('//dl[@class="tiles"]/div')}
    assert said["Length"].startswith("1:40 → 1:35")
    assert "5.00\u00a0s less, 5.0\u00a0%" in said["Length"]
    assert said["Loudness"] == "−24.3 → −16.0 LUFS, aim −16.0"
    assert said["True peak"] == "−1.2 → −1.4 dBTP"
    assert said["Words"] == "1,234 1 name proposed"


def test_the_cuts_are_counted_by_reason():
    assert table_under(page_of(FACTS), "What was cut") == [
        ["Reason", "Cuts", "Removed", "Not done"],
        ["long pause", "1", "4.0 s", "0"],
        ["cough", "1", "1.0 s", "1"],
        ["click", "1", "–", "0"],
        ["filler", "0", "–", "1"],
        ["Together", "3", "5.0 s", "2"],
    ]


def test_every_cut_is_listed_with_its_state():
    rows = table_under(page_of(FACTS), "Every cut")
    assert rows[1] == ["0:05.000", "4.00 s", "long pause", "87%", "why long pause", "removed", CUTS[0].id]
    assert [row[-2:] for row in rows[2:]] == [
        ["removed", CUTS[1].id],
        ["kept by Anna & Co", CUTS[2].id],
        ["muted", CUTS[3].id],
        ["suggested", CUTS[4].id],
    ]


@pytest.mark.parametrize(("episode", "named"), [("001-a-talk", "001-a-talk"), ("'a <b>'", "'a <b>'"), ("", "EPISODE")])
def test_the_report_says_how_to_answer_a_cut(episode: str, named: str):
    (command,) = page_of(replace(FACTS, episode=episode)).xpath('//section[h2="Every cut"]/p/code/text()')
    assert command == f"onrecord cuts {named} --reject {CUTS[0].id}"


def test_how_sure_a_cut_is_is_no_word_on_its_kind():
    unlike_any = replace(cut(20.0, 21.0, "cough"), kind_share=0.31)
    page = page_of(replace(FACTS, cuts=tuple(EditList((unlike_any,)).effective())))
    head, row = table_under(page, "Every cut")
    assert (head[3], row[2:4]) == ("May go", ["noise", "87%"])
    assert table_under(page, "What was cut")[1][0] == "noise"
    (note,) = page.xpath('//section[h2="Every cut"]/p')
    assert "not what kind a noise is" in note.text_content()


def test_the_length_of_a_shortened_pause_is_what_goes():
    pause = replace(
        cut(10.0, 14.94, "pause", Action.SHORTEN), removes=(Span(10.3, 12.0), Span(12.6, 14.2)), keep_s=1.64
    )
    page = page_of(replace(FACTS, cuts=tuple(EditList((pause,)).effective())))
    assert table_under(page, "Every cut")[1][:3] == ["0:10.000", "3.30 s", "pause"]


def test_speakers_names_stages_and_engines_are_there():
    page = page_of(FACTS)
    assert table_under(page, "Loudness by speaker")[2] == ["Ben", "−31.0 → −16.2", "−12.0 → −1.5", "–"]
    assert table_under(page, "Names proposed")[1] == ["1:03", "Shavon → Siobhán", "93%", "sounds alike", "applied"]
    assert table_under(page, "How long it took")[1:] == [
        ["transcribe", "20.0 s", "5.0 × real time"],
        ["page", "from before", "–"],
        ["Together", "20.0 s", "5.0 × real time"],
    ]
    assert table_under(page, "Made with")[1] == ["faster-whisper 1.2", "base", "a1b2c3d4e5f6a7b8"]
    assert page.xpath('//ul[@class="remarks"]/li/text()') == ["One track is short."]


def test_the_colours_of_the_picture_are_those_of_the_legend_and_the_tables():
    page = page_of(FACTS)
    legend = {
        li.text_content().rsplit(" ", 1)[0]: li.find("i").get("class") for li in page.xpath('//ul[@class="legend"]/li')
    }
    assert legend == {"long pause": "r0", "cough": "r1", "click": "r2", "filler": "r3"}
    paths = {p.get("class"): p.get("d") for p in page.xpath('//svg[@class="waveform"]/path')}
    assert paths["mark r0"] == "M75 0H135V200H75Z"
    coloured = page.xpath('//section[h2="Every cut"]//i/@class')
    assert coloured == ["r0", "r1", "r1", "r2", "r3"]


def test_the_loudness_before_is_shown_at_the_words_of_the_programme():
    loud = (*(-40.0,) * 10, *(-20.0,) * 90)
    page = page_of(replace(FACTS, loudness_before_lufs=loud, loudness_after_lufs=(-16.0,) * 95))
    (d,) = page.xpath('//svg[@class="curves"]/path[@class="before"]/@d')
    heights = [int(y) for _, y in re.findall(r"(\d+) (\d+)", d)]
    assert heights.count(max(heights)) == 6
    assert len(heights) == 95


def test_nothing_is_outside_the_page_and_no_text_is_read_as_markup():
    hostile = '<img src=x onerror="y">&\x00'
    facts = replace(
        FACTS, title=hostile, show=hostile, remarks=(hostile,), names=(ProposedName(hostile, hostile, 0.5, hostile, hostile),),
        cuts=(EditList((cut(1.0, 2.0, hostile),)).effective()[0],), stages=(StageTime(hostile, 1.0),),
        speakers=(SpeakerLevels(hostile, Levels(), Levels()),), engines=(EngineStamp(hostile, hostile, hostile, hostile),),
    )  # fmt: skip
    text = report_html(facts)
    page = html.document_fromstring(text)
    assert page.xpath("//img|//script|//link|//iframe|//@src|//@href|//@onerror") == []
    assert "url(" not in text
    assert "@import" not in text
    assert page.findtext(".//h1") == '<img src=x onerror="y">&'


def test_three_hours_with_many_cuts_stay_small():
    cuts = tuple(EditList(tuple(cut(i * 10.0, i * 10.0 + 0.5, f"reason {i % 12}") for i in range(1000))).effective())
    facts = replace(
        FACTS, duration_s=10_800.0, programme_s=10_300.0, cuts=cuts, level_step_s=0.05, level_dbfs=(-20.0, -50.0) * 108_000,
        loudness_before_lufs=(-20.0, -30.0) * 5_400, loudness_after_lufs=(-16.0,) * 10_300,
    )  # fmt: skip
    assert len(report_html(facts)) < 400_000
    assert set(page_of(facts).xpath('//ul[@class="legend"]//i/@class')) == {f"r{i}" for i in range(8)}


@pytest.mark.parametrize("duration_s", [0.0, 0.4, 30.0])
def test_a_recording_of_which_little_is_known_has_a_report(duration_s):
    facts = ReportFacts("T", duration_s, duration_s, (), Levels(), Levels(-math.inf), level_dbfs=(-math.inf,), level_step_s=0.4,
                        loudness_after_lufs=(-math.inf,))  # fmt: skip
    assert "Nothing." in report_html(facts)
    assert "nan" not in report_html(facts)


def test_the_gain_of_every_track_that_is_heard_is_drawn_from_where_it_came():
    one = GainLine("talk.wav", (0.0, 50.0, 60.0), (4.0, 4.0, 10.0))
    (figure,) = page_of(replace(FACTS, gains=(one,))).xpath('//section[h2="How the voices were levelled"]/figure')
    assert figure.xpath('div[@class="values"]/span/text()') == ["0", "6", "12"]
    (drawn,) = figure.xpath('.//*[@class="gain g0"]/@d')
    heights = [int(y) for _, y in re.findall(r"(\d+) (\d+)", drawn)]
    assert heights[0] == HEIGHT - round(4 / 12 * HEIGHT) and heights[-1] == HEIGHT - round(10 / 12 * HEIGHT)
    assert not figure.xpath("ul"), "one line needs no name"
    both = (one, GainLine("b.wav", (0.0,), (-3.0,)), GainLine("unused.wav", (0.0,), (-60.0,)))
    (names,) = page_of(replace(FACTS, gains=both)).xpath('//section[h2="How the voices were levelled"]//ul')
    assert names.xpath("li/text()") == ["talk.wav", "b.wav"]
    for none in ((), both[2:]):
        assert not page_of(replace(FACTS, gains=none)).xpath('//section[h2="How the voices were levelled"]')


def test_what_was_checked_is_said_and_nothing_where_nothing_was():
    page = page_of(replace(FACTS, checked=("Every <word> is whole.", "The room fell by 6 dB.")))
    assert page.xpath('//section[h2="Checked"]//li/text()') == ["Every <word> is whole.", "The room fell by 6 dB."]
    assert not page_of(FACTS).xpath('//section[h2="Checked"]')


def test_what_was_done_about_noise_stands_by_itself() -> None:
    page = page_of(replace(FACTS, cleaned=("ann.wav: left alone: it is <quiet>.",)))
    assert page.xpath('//section[h2="Noise"]//li/text()') == ["ann.wav: left alone: it is <quiet>."]


def test_titles_are_proposed_to_the_producer():
    page = page_of(replace(FACTS, titles=("The <ferry>", "The storm"), line="Two on the ferry"))
    (section,) = page.xpath('//section[h2="Titles proposed"]')
    assert section.xpath(".//li/text()") == ["The <ferry>", "The storm"]
    assert section.xpath(".//p")[0].text_content() == "In one line: Two on the ferry"
    assert not page_of(FACTS).xpath('//section[h2="Titles proposed"]')
