"""The HTML transcript, read back by a strict parser."""

from __future__ import annotations

import re

from lxml import etree, html

from onrecord.formats.transcript_html import transcript_html


def test_name_time_and_paragraph_of_every_turn(make_cues):
    text = transcript_html(make_cues(("Anna", "Hello there everyone listening. Nice day."), ("Ben", "Yes.")), title="T")
    assert "<cite>Anna:</cite> <time>00:00:00</time>\n<p>Hello there everyone listening. Nice day.</p>" in text
    assert "<cite>Ben:</cite> <time>00:00:02</time>\n<p>Yes.</p>" in text


def test_the_document_is_whole_and_hostile_text_stays_text(make_cues):
    cues = make_cues(("<b>Eve</b>", "</p><script>alert('1')</script> & so on."))
    text = transcript_html(cues, title="A < B & \x00C", show='"S"', language="en", is_machine_made=True)
    page = html.document_fromstring(text)
    assert page.get("lang") == "en"
    assert page.findtext(".//title") == 'A < B & C – "S"'
    assert page.xpath("//script|//b") == []
    assert page.xpath("//cite/text()") == ["<b>Eve</b>:"]
    assert page.xpath("//p/text()")[-1] == cues[0].text
    assert "machine" in page.findtext(".//em")
    assert text.startswith("<!DOCTYPE html>\n")
    etree.fromstring(re.sub("<meta [^>]*>", "", text.removeprefix("<!DOCTYPE html>")))


def test_it_is_made_for_phones_and_for_the_ear_as_well(make_cues):
    page = html.document_fromstring(transcript_html(make_cues(("Anna", "Hello."), ("Ben", "Yes.")), title="T"))
    assert page.xpath("//meta[@name='viewport']/@content") == ["width=device-width, initial-scale=1"]
    assert page.xpath("//body/*") == page.xpath("//main")
    assert page.xpath("//main/h1 | //main/cite | //main/p") == page.xpath("//h1 | //cite | //p")


def test_a_long_turn_gets_a_new_time_every_minute(make_cues):
    page = html.document_fromstring(transcript_html(make_cues(("Anna", "One two three four. " * 100)), title="T"))
    times = page.xpath("//time/text()")
    assert times == ["00:00:00", "00:01:01", "00:02:02"]
    assert len(page.xpath("//p")) == 3
