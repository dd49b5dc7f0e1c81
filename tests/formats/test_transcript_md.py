"""The Markdown transcript, rendered by a CommonMark parser."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

from onrecord.core.time import Span
from onrecord.core.transcript import Cue
from onrecord.formats.transcript_md import transcript_md


def test_title_date_and_a_line_above_every_turn(make_cues):
    cues = make_cues(("Anna", "Hello there everyone listening. Nice day."), ("Ben", "Yes."))
    assert transcript_md(cues, title="One", date="2026-11-22", show="On air", is_machine_made=True) == (
        "# One\n\nOn air · 2026-11-22\n\n*This text was made by a machine and nobody has checked it yet.*\n\n"
        "**Anna** (0:00)\n\nHello there everyone listening. Nice day.\n\n**Ben** (0:02)\n\nYes.\n"
    )


SAID = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=12)
HOSTILE = st.sampled_from(
    [
        "1.",
        "-",
        "+",
        "===",
        "---",
        "#",
        "*x*",
        "_y_",
        "[a](b)",
        "<b>",
        "&amp;",
        "`c`",
        ">",
        "~~~",
        "![",
        "12)",
        "\\",
        "|",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(HOSTILE | SAID, min_size=1, max_size=6), st.lists(HOSTILE | SAID, min_size=1, max_size=3))
def test_any_text_shows_as_it_was_said(words, name):
    said, who = " ".join(words), " ".join(name)
    cue = Cue("c", Span(0, 1), Span(0, 1), "s", who, said)
    page = html.document_fromstring(
        "<meta charset='utf-8'>" + MarkdownIt().render(transcript_md([cue], title=who)),
        parser=html.HTMLParser(encoding="utf-8"),
    )
    assert [e.tag for e in page.body] == ["h1", "p", "p"]
    assert page.body[2].text_content() == said
    assert page.body[0].text_content() == who
