"""The review page as a document: every proposal is there, says how it stands, and no word of the talk becomes markup."""

from __future__ import annotations

from dataclasses import replace

import lxml.html
import pytest

from onrecord.core.edit import Verdict
from onrecord.core.time import Span
from onrecord.formats.review import Asked, Proposal, ReviewFacts, review_html

COUGH = Proposal(
    Asked.CUTS, "cut-aaaaaa", 65.0, "cough, 0.40 s", "28 dB over the room", "removed", Verdict.ACCEPT,
    Span(65.0, 65.4), Span(60.0, 60.0), "before", "0.40 s", "behind", 0.97,
)  # fmt: skip
FACTS = ReviewFacts("Title", "Show", "007-river", "guid", "artifacts/mix.flac", "river.flac", (COUGH,))


def read(facts: ReviewFacts) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(review_html(facts))


def test_a_proposal_says_what_it_is_and_how_it_stands() -> None:
    (item,) = read(FACTS).xpath("//main//li")
    assert item.get("data-recorded") == "65.000,65.400"
    assert item.get("data-finished") == "60.000,60.000"
    assert item.xpath("string(.//time)") == "1:05"
    assert item.xpath("string(.//p[@class='said'])") == "before 0.40 s behind"
    assert [(b.text, b.get("aria-pressed")) for b in item.xpath(".//button[@class='answer']")] == [
        ("Cut it", "true"),
        ("Leave it in", "false"),
    ]


@pytest.mark.parametrize(("stands", "waits"), [(None, True), (Verdict.REJECT, False)])
def test_what_nobody_has_answered_waits(stands: Verdict | None, waits: bool) -> None:
    (item,) = read(replace(FACTS, proposals=(replace(COUGH, stands=stands),))).xpath("//main//li")
    assert ("data-waits" in item.attrib) == waits
    assert item.get("data-stands") == stands


def test_lists_that_are_empty_are_not_there_and_nothing_is_asked_of_others() -> None:
    document = read(FACTS)
    assert document.xpath("//section/@id") == ["cuts"]
    assert not document.xpath("//@src | //link")
    assert "http" not in review_html(FACTS)


def test_words_stay_words() -> None:
    hostile = "</script><script>alert(1)</script> <b onclick=x> & \"'"
    one = replace(COUGH, head=hostile, why=hostile, state=hostile, before=hostile, about=hostile, behind=hostile)
    document = read(replace(FACTS, title=hostile, show=hostile, slug=hostile, guid=hostile, proposals=(one,)))
    assert len(document.xpath("//script")) == 2
    assert not document.xpath("//@onclick")
    assert document.xpath("string(//main//li/p[2])").strip().startswith(hostile)
