from __future__ import annotations

import json

import pytest

from onrecord.core.talk import bare
from onrecord.core.time import Span
from onrecord.core.transcript import Cue
from onrecord.formats.read_transcript import NotATranscript, Passage, read_captions, read_json, read_text, reader_of
from onrecord.formats.srt import srt
from onrecord.formats.transcript_json import transcript_json
from onrecord.formats.transcript_md import transcript_md
from onrecord.formats.vtt import vtt

CUES = (
    Cue(
        "c1",
        Span(0.5, 3),
        Span(0.5, 3),
        "a",
        "Ann O’Hara",
        "Good morning & welcome, everybody. It is <early>.",
        begins_turn=True,
    ),
    Cue("c2", Span(3, 5.25), Span(3, 5.25), "b", "Bob", "Thanks! *Really*: 1 > 0.", begins_turn=True),
    Cue("c3", Span(5.25, 8), Span(5.25, 8), "a", "Ann O’Hara", "Now, the [first] thing.", begins_turn=True),
)


def said(passages: tuple[Passage, ...]) -> list[tuple[str | None, str]]:
    """Who says what, with neighbours of one speaker joined."""
    joined: list[tuple[str | None, str]] = []
    for passage in passages:
        text = " ".join(word.text for word in passage.words)
        if joined and joined[-1][0] == passage.speaker:
            joined[-1] = (passage.speaker, f"{joined[-1][1]} {text}")
        else:
            joined.append((passage.speaker, text))
    return joined


TRUTH = [(cue.speaker, cue.text.replace("> ", "", cue.speaker == "Bob")) for cue in CUES]
"""Signs that stand alone are no words, but for the "&" that is read "and"."""


def test_our_own_captions_are_read_back() -> None:
    for text in (vtt(CUES), srt(CUES)):
        passages = read_captions(text)
        assert said(passages) == TRUTH
        assert passages[0].start_s == 0.5 and passages[-1].end_s == 8


def test_our_own_json_is_read_back_with_its_places() -> None:
    text = transcript_json(CUES)
    passages = read_json(text)
    assert said(passages) == TRUTH
    assert all(text[w.start : w.end] == w.text for p in passages for w in p.words)


def test_escapes_in_json_keep_their_places() -> None:
    text = json.dumps({"segments": [{"body": 'A "caf\u00e9"\nin Łódź 😀 today', "startTime": 1, "endTime": 2}]})
    (passage,) = read_json(text)
    assert [w.text for w in passage.words] == ["A", '"café"', "in", "Łódź", "today"]
    assert [text[w.start : w.end] for w in passage.words] == [
        "A",
        '\\"caf\\u00e9\\"',
        "in",
        "\\u0141\\u00f3d\\u017a",
        "today",
    ]


def test_our_own_markdown_is_read_back() -> None:
    text = transcript_md(CUES, title="A title that nobody says")
    assert [who for who, _ in said(read_text(text))] == ["Ann O’Hara", "Bob", "Ann O’Hara"]
    assert "title" not in " ".join(what for _, what in said(read_text(text)))


def cues(*turns: tuple[str, str]) -> tuple[Cue, ...]:
    spans = [Span(4.0 * i, 4.0 * i + 4) for i in range(len(turns))]
    return tuple(
        Cue(f"c{i}", span, span, who, who, text, begins_turn=True)
        for i, ((who, text), span) in enumerate(zip(turns, spans, strict=True))
    )


@pytest.mark.parametrize(
    "turns",
    [
        (
            ("Host", "Welcome. R&D costs 5 a year at snake_case."),
            ("Guest 1", "It was wet."),
            ("Promo voice", "Use it."),
        ),
        (("Guest 1", "It was wet."), ("Guest 2", "Never: it was dry."), ("Guest 1", "12 times?")),
        (("Ann Example", "Alone: hello there, and welcome to the town."),),
        (("Host", "Hello there."),),
        (("Ann", "Hello."), ("Bob", "Hi: there.")),
    ],
)
def test_every_export_of_ours_is_read_back_with_the_same_speakers_and_words(turns: tuple[tuple[str, str], ...]) -> None:
    made = cues(*turns)
    about = {"title": "What the river left: 1", "date": "2026-01-31", "show": "My Show", "is_machine_made": True}
    assert said(read_text(transcript_md(made, **about))) == list(turns)  # type: ignore[arg-type]
    assert said(read_text("\n".join(f"{who}: {text}" for who, text in turns))) == list(turns)
    assert said(read_captions(srt(made))) == said(read_captions(vtt(made))) == list(turns)
    assert said(read_json(transcript_json(made))) == list(turns)


def test_what_is_only_likely_of_a_voice_is_no_part_of_its_label() -> None:
    made = cues(("Host", "Who was it?"), ("Guest 1 (likely Bob Sample?)", "Me."), ("Host", "Thanks."))
    for passages in (read_captions(srt(made)), read_captions(vtt(made)), read_json(transcript_json(made))):
        assert [who for who, _ in said(passages)] == ["Host", "Guest 1", "Host"]
    assert [who for who, _ in said(read_text(transcript_md(made, title="T")))] == ["Host", "Guest 1", "Host"]


def test_a_caption_that_warns_is_no_speaker() -> None:
    text = "1\n00:00:01,000 --> 00:00:04,000\nWarning: it flashes.\n\n2\n00:00:04,000 --> 00:00:06,000\nWe begin.\n"
    assert said(read_captions(text)) == [(None, "Warning: it flashes. We begin.")]


def test_lines_before_the_first_heading_or_without_one_stay_speech() -> None:
    text = "It began so.\nAnn: Hello there.\nBob: Hi.\n"
    assert said(read_text(text)) == [(None, "It began so."), ("Ann", "Hello there."), ("Bob", "Hi.")]


@pytest.mark.parametrize(
    "text",
    [
        "**Ann:** Hello there.\n\n**Bob:** Hi.\n",
        "Ann: Hello there.\nBob: Hi.",
        "Ann (0:01):\nHello there.\n\nBob (0:04):\nHi.\n",
        "[00:00:01] Ann: Hello there.\n[00:00:04] Bob: Hi.",
        "Ann  0:01\nHello there.\n\nBob  0:04\nHi.",
        "# Talk\n\n**Ann**: [Hello](https://example.org/x_y) *there*.\n\n**Bob**: \\[00:12\\] Hi.\n",
        ">> Ann: Hello there.\n>> Bob: Hi.",
        "ANN: Hello there.\r\nBOB: Hi.\r\n",
    ],
)
def test_the_ways_in_which_people_write_who_speaks(text: str) -> None:
    found = read_text(text)
    assert [(str(who).title(), what) for who, what in said(found)] == [("Ann", "Hello there."), ("Bob", "Hi.")]
    assert all(text[w.start : w.end].startswith(w.text.strip(".,")) for p in found for w in p.words)


@pytest.mark.parametrize(
    "text",
    [
        ">> Good morning.\n>> Is it?\nI am not sure.\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n>> Good morning. >> Is\n\n00:02.000 --> 00:03.000\nit? I am not sure.\n",
        "1\n00:00:01,000 --> 00:00:02,000\n&gt;&gt; Good morning.\n&gt;&gt;&gt; Is it? I am not sure.\n",
    ],
)
def test_where_another_voice_takes_over_is_read(text: str) -> None:
    passages = reader_of("a.txt" if text.startswith(">") else "a.vtt")(text)
    begins = [p.words[0].text for p in passages if p.takes_over]
    assert begins == ["Good", "Is"]
    assert said(passages) == [(None, "Good morning. Is it? I am not sure.")]


def test_a_mark_ends_what_the_last_label_said_and_may_stand_before_one() -> None:
    text = "WEBVTT\n\n" + "\n".join(
        f"00:0{n}.000 --> 00:0{n + 1}.000\n{line}\n"
        for n, line in enumerate((">> ANN LIND: Good morning.", ">> Hi.", ">> BOB: No."))
    )
    assert said(read_captions(text)) == [("ANN LIND", "Good morning."), (None, "Hi."), ("BOB", "No.")]


def test_prose_with_a_colon_is_no_speaker() -> None:
    text = "We talked for an hour.\nOne thing: it rained.\nThen we left.\nIt was late.\n"
    assert said(read_text(text)) == [(None, " ".join(text.split()))]


def test_voices_within_one_cue_are_kept_apart() -> None:
    text = "WEBVTT\n\nNOTE made by hand\n\n1\n00:01.000 --> 00:04.000 align:start\n<v Ann>Good <i>morning</i>.</v> <v Bob>Hi.</v>\n"
    assert said(read_captions(text)) == [("Ann", "Good morning."), ("Bob", "Hi.")]


def test_what_is_no_transcript_is_refused() -> None:
    for text in ("{", "[]", '{"segments": [{"text": "x"}]}'):
        with pytest.raises(NotATranscript):
            read_json(text)
    with pytest.raises(NotATranscript):
        read_captions("Just some text.")


def test_nothing_said_is_nothing_read() -> None:
    assert (
        read_text("") == read_captions("WEBVTT\n\n00:01.000 --> 00:02.000\n♪\n") == read_json('{"segments": []}') == ()
    )


def test_the_ending_of_the_name_says_how_to_read() -> None:
    assert reader_of("a.VTT") is read_captions and reader_of("b.json") is read_json and reader_of("c") is read_text


def test_a_sign_that_is_said_is_a_word_and_others_are_none() -> None:
    assert said(read_text("We went to Corbin &amp; Vale - and to Loam & Fern.\n")) == [
        (None, "We went to Corbin & Vale and to Loam & Fern.")
    ]


def test_what_markdown_sets_off_is_quoted() -> None:
    text = "**Ann:** Bob wrote on:\n\n> It is *late*.\n>\n> It rains!\n\nSo he did. \n\n> Why?\n\nYes."
    (who, words) = said(read_text(text))[0]
    assert who == "Ann" and words == "Bob wrote on: “It is late. It rains!” So he did. “Why?” Yes."
    assert all(bare(text[w.start : w.end]) == bare(w.text) for p in read_text(text) for w in p.words)


@pytest.mark.parametrize("text", ["> It is late.\n> It rains.\nYes.", ">> It is late.\n>> It rains.\n>> Yes."])
def test_lines_that_mostly_begin_with_a_bracket_are_no_quotations(text: str) -> None:
    assert " ".join(w.text for p in read_text(text) for w in p.words) == "It is late. It rains. Yes."


def test_a_line_that_is_a_link_is_a_title() -> None:
    text = "[On alchemy](https://a.example/1)\n\nAnn compares it.\n- [Why so late?](https://a.example/2)\n[Ann](https://a.example) wrote [it](https://b.example)"
    assert said(read_text(text)) == [(None, "On alchemy. Ann compares it. Why so late? Ann wrote it")]


def test_the_numbers_of_a_list_are_not_said() -> None:
    text = "He has two:\n\n> 5. **Walk** on.\n\n1. One boat.\n2. Two boats.\n\nIt took until\n12. Then it was over."
    words = " ".join(w.text for p in read_text(text) for w in p.words)
    assert words == "He has two: “Walk on.” One boat. Two boats. It took until 12. Then it was over."
