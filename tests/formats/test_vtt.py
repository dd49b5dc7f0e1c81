"""The WebVTT file, by the rules of the format and as another program reads it."""

from __future__ import annotations

import html
import re
from itertools import pairwise

import webvtt
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.core.time import Span
from onrecord.core.transcript import Cue
from onrecord.formats.vtt import timestamp, vtt

TIMING = re.compile(r"(\d{2,}):([0-5]\d):([0-5]\d)\.(\d{3}) --> (\d{2,}):([0-5]\d):([0-5]\d)\.(\d{3})")


def test_a_cue_has_its_id_its_times_and_a_voice(make_cues):
    text = vtt(make_cues(("Anna Berg", "Good morning to you all."), ("Ben", "Hi.")))
    assert text == (
        "WEBVTT\n\ncw0\n00:00:00.000 --> 00:00:02.000\n<v Anna Berg>Good morning to you all.\n\n"
        "cw5\n00:00:02.000 --> 00:00:02.400\n<v Ben>Hi.\n"
    )


def test_a_note_says_what_it_is_and_who_made_it(make_cues):
    text = vtt(make_cues(("A", "Hi.")), show="On --> Air", episode="One\n\ntwo", is_machine_made=True)
    note = text.split("\n\n")[1]
    assert note.splitlines()[:3] == ["NOTE", "Show: On → Air", "Episode: One two"]
    assert "machine" in note
    assert "machine" not in vtt(make_cues(("A", "Hi.")), show="x")


def test_another_program_reads_the_same_words_times_and_names(make_cues):
    cues = make_cues(
        ("Anna & Co <3>", "We say that 1 < 2 --> true & so it goes on for a while, " * 6 + "yes."), ("B", "No.")
    )
    read = webvtt.from_string(vtt(cues, show="Show"))
    assert [c.identifier for c in read] == [c.id for c in cues]
    assert [html.unescape(c.text.replace("\n", " ")) for c in read] == [c.text for c in cues]
    assert [html.unescape(c.voice) for c in read] == [c.speaker for c in cues]
    assert [(c.start_in_seconds, c.end_in_seconds) for c in read] == [
        (int(c.span.start_s), int(c.span.end_s)) for c in cues
    ]


def test_long_recordings_have_hours():
    assert timestamp(36_000.001) == "10:00:00.001"
    assert timestamp(59.9996) == "00:01:00.000"


HOSTILE = st.text(st.characters(exclude_categories=["Cs"]), max_size=90) | st.sampled_from(
    ["-->", "a\n\nNOTE x", "<v Eve>hi</v>", "&lt;", "WEBVTT", "x" * 200, "\u2028", "\x00\x1c\x85"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(HOSTILE, HOSTILE, HOSTILE), max_size=4), HOSTILE)
def test_no_text_breaks_the_file(said, show):
    cues = [Cue(f"c{i}{id}", Span(i, i + 1), Span(i, i + 1), "s", who, what) for i, (who, what, id) in enumerate(said)]
    blocks = vtt(cues, show=show).rstrip("\n").split("\n\n")
    assert blocks.pop(0) == "WEBVTT"
    if blocks and blocks[0].startswith("NOTE"):
        assert "-->" not in blocks.pop(0)
    assert len(blocks) == sum(bool(re.sub(r"[\x00-\x1f\x7f-\x9f\s]", "", what)) for _, what, _ in said)
    for block in blocks:
        id, timing, *payload = re.split(r"\r\n|\n|\r", block)
        assert "-->" not in id
        assert TIMING.fullmatch(timing)
        assert "-->" not in "\n".join(payload)
        bare = [re.sub(r"^<v [^>\n]+>", "", line) for line in payload]
        assert not any("<" in line or ">" in line for line in bare)
        assert all(len(html.unescape(line)) <= 65 for line in bare)


def test_starts_do_not_fall_when_people_talk_over_each_other(make_cues):
    times = TIMING.findall(vtt(make_cues(("A", "One two three. " * 40), ("B", "yes."))))
    starts = [tuple(map(int, t[:4])) for t in times]
    assert len(starts) > 10
    assert all(a <= b for a, b in pairwise(starts))
