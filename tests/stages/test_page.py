"""The record seen through the cuts: every file there, on programme time, the sound named by what is in it."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.core.claim import Claim, Claims, Firmness, Holder, HolderKind, ModelSays, claim_id
from onrecord.core.decided import heard_digest
from onrecord.core.edit import Action, Cut, Cuts, Decision, Verdict, cut_id
from onrecord.core.episode import Artwork, EpisodeKind, Page, Show
from onrecord.core.people import Person, Role, Speaker, Speakers
from onrecord.core.sound import Master, Measures
from onrecord.core.story import LinkNote, Note, Notes, PersonNote, Stories, Story, StoryKind, StoryNotes
from onrecord.core.time import Span, TimeMap, clock, seconds
from onrecord.core.transcript import Corrections
from onrecord.formats.notes import with_times
from onrecord.formats.page import safe_notes
from onrecord.stages import page as stage
from onrecord.stages.page import PageSettings, page

ILSE = Person("Ilse Verbruggen", Role.HOST, url="https://ilse.example/")
GONE = Span(20.0, 32.0)


def story(start_s: float, end_s: float, title: str, kind: StoryKind = StoryKind.STORY) -> Story:
    return Story(f"s{start_s:g}", Span(start_s, end_s), kind, title, "said so", 0, 1)


@pytest.fixture
def inputs(bench: Any, converse: Any, show: Show) -> dict[str, Any]:
    """A minute of two people; 12 s of it are cut, and with them a whole story."""
    given: dict[str, Any] = converse(
        (0, "Good morning from the harbour. " * 8),
        1.0,
        (1, "The tram is late & the sea is <high>. " * 8),
        1.0,
        (0, "Goodbye. " * 10),
    )
    duration_s = given["ingest"].duration_s
    (bench.root / "own").mkdir()
    (bench.root / "own" / "master.mp3").write_bytes(b"\xff\xfb" + bytes(5_000))
    cut = Cut(cut_id("x", GONE), GONE, GONE, Action.REMOVE, "by hand", 1.0, "person", "", removes=(GONE,))
    time_map = TimeMap([GONE], duration_s)
    measures = Measures(-16.0, -1.2, 5.0)
    words = given["transcribe"].words
    lost = next(w.id for w in words if GONE.contains(w.start_s + 0.14))
    owner = {w.id: "s1" if "tram" in w.text or 20.5 < w.start_s < 42 else "s0" for w in words}
    return given | {
        "show": replace(show, people=(ILSE,), author="Harbour Radio"),
        "episode": replace(given["episode"], title="Trams & tides", people=("Ilse Verbruggen", "Kofi Andersen")),
        "decisions": (), "artwork": Artwork(b"\x89PNG" + bytes(100), "image/png"),
        "speakers": Speakers((Speaker("s0", "Ilse Verbruggen", Role.HOST), Speaker("s1", "Guest 1", likely="Kofi Andersen")), owner),
        "names": Corrections(), "cut": Cuts((cut,)),
        "master": Master(
            "own/master.flac", "own/master.mp3", None, 48_000, 2, round(time_map.programme_s * 48_000), time_map.programme_s,
            time_map.removed, measures, measures, measures, 3.0, -1.0, (), (),
        ),
        "stories": Stories((
            story(0.0, 15.0, "Good morning", StoryKind.INTRO), story(15.0, 21.0, "The harbour"), story(21.0, 31.0, "Gone"),
            story(31.0, 40.0, "A message", StoryKind.PROMO), story(40.0, duration_s, "Goodbye", StoryKind.OUTRO),
        )),
        "notes": Notes(
            Note("One line.", ("w1",)), (Note("A paragraph.", ("w1",)), Note("Gone.", (lost,))),
            (StoryNotes("s15", "Trams & tides", (Note("The sea is <high>.", ("w2",), None, ("claim-1",)), Note("Gone.", (lost,)))),),
            (Note("“The tram is late”", ("w2",), "s0"),), (LinkNote("https://a.example/?a=1&b=2", ("w1",)),),
            (PersonNote("Kofi <Andersen>", "guest", ("w2",)),), (Note("Trams", ("w1",)),),
        ),
    }  # fmt: skip


@pytest.fixture
def made(inputs: dict[str, Any], bench: Any) -> Page:
    return page(inputs, PageSettings.model_validate({}), bench)


def test_every_file_is_there_and_parses(made: Page) -> None:
    for name in stage.FILES.values():
        assert name in made.texts or name == "report.html"
    for name, text in made.texts.items():
        assert text.strip(), name
        if name.endswith(".json"):
            json.loads(text)
    assert {"cuts.edl", "cuts.otio", "cuts.labels.txt", "index.html"} <= set(made.texts)
    assert made.texts["transcript.vtt"].startswith("WEBVTT")
    assert "<high>" not in made.texts["transcript.html"]


def test_all_times_are_the_programmes(made: Page, inputs: dict[str, Any]) -> None:
    programme_s = inputs["master"].duration_s
    cues = made.publication.cues
    assert cues
    assert all(c.span.end_s <= programme_s + 0.001 for c in cues)
    assert [c.span.start_s for c in cues] == sorted(c.span.start_s for c in cues)
    assert not [c for c in cues if GONE.contains(c.source.start_s) and GONE.contains(c.source.end_s)]
    late = [c for c in cues if c.source.start_s > GONE.end_s]
    assert all(c.source.start_s - c.span.start_s == pytest.approx(12.0, abs=0.002) for c in late)


def test_chapters_cover_the_programme_and_lose_what_was_cut(made: Page, inputs: dict[str, Any]) -> None:
    chapters = made.publication.chapters
    assert [(c.title, c.in_toc) for c in chapters] == [
        ("Good morning", True), ("The harbour", True), ("A message", False), ("Goodbye", True),
    ]  # fmt: skip
    assert chapters[0].start_s == 0.0
    assert chapters[-1].end_s == inputs["master"].duration_s
    assert all(a.end_s == b.start_s for a, b in pairwise(chapters))


@pytest.mark.parametrize(
    ("told", "chapters"),
    [
        ("story 40, promo 20, outro 4", "story 0-40, -promo 40-60, outro 60-64"),
        ("story 40, promo 20, credits 4, outro 3", "story 0-40, -promo 40-60, outro 60-67"),
        ("story 40, promo 20, story 4, story 30", "story 0-40, -promo 40-60, story 60-94"),
        ("story 40, outro 2, promo 20, outro 4, promo 9", "story 0-42, -promo 42-62, outro 62-66, -promo 66-75"),
        ("story 40, promo 3, story 30", "story 0-40, -promo 40-43, story 43-73"),
        ("promo 20, intro 3, promo 3, story 30", "-promo 0-20, intro 20-23, -promo 23-26, story 26-56"),
        ("story 40, outro 4", "story 0-44"),
        ("promo 20, promo 4, story 30", "-promo 0-24, story 24-54"),
        ("intro 3, story 30", "intro 0-3, story 3-33"),
    ],
)
def test_no_short_part_is_shown_as_a_promo_and_no_promo_as_talk(told: str, chapters: str) -> None:
    parts: list[Story] = []
    for one in told.split(", "):
        kind, length_s = one.split()
        start_s = parts[-1].span.end_s if parts else 0.0
        parts.append(story(start_s, start_s + float(length_s), kind, StoryKind(kind)))
    found = stage._chapters(Stories(tuple(parts)), (), TimeMap((), parts[-1].span.end_s))
    said = [f"{'' if c.in_toc else '-'}{c.title} {c.start_s:g}-{c.end_s:g}" for c in found]
    assert said == chapters.split(", ")


def test_where_nothing_is_told_there_are_no_chapters() -> None:
    assert stage._chapters(Stories(()), (), TimeMap((), 60.0)) == ()
    gone = Stories((story(0.0, 60.0, "Gone"),))
    assert stage._chapters(gone, (), TimeMap([Span(0.0, 60.0)], 60.0)) == ()


def test_the_sound_is_named_by_all_that_is_in_it(made: Page, inputs: dict[str, Any], bench: Any) -> None:
    enclosure = made.publication.enclosure
    data = bench.blobs.path(made.sounds[enclosure.file]).read_bytes()
    assert data.startswith(b"ID3")
    assert data.endswith(b"\xff\xfb" + bytes(5_000))
    assert (enclosure.bytes_n, enclosure.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert enclosure.file == f"one-{enclosure.sha256[:10]}.mp3"
    assert enclosure.mime_type == "audio/mpeg"
    assert made.sounds["one.flac"] == "own/master.flac"
    renamed = page(
        inputs | {"episode": replace(inputs["episode"], title="Other")}, PageSettings.model_validate({}), bench
    )
    assert renamed.publication.enclosure.file != enclosure.file


def test_an_m4a_is_put_out_when_asked_and_made(inputs: dict[str, Any], bench: Any) -> None:
    (bench.root / "own" / "master.m4a").write_bytes(b"m4a sound")
    inputs["master"] = replace(inputs["master"], m4a="own/master.m4a")
    beside = page(inputs, PageSettings(), bench)
    assert sorted(name.rpartition(".")[2] for name in beside.sounds) == ["flac", "m4a", "mp3"]
    assert beside.publication.enclosure.file.endswith(".mp3")
    made = page(inputs, PageSettings.model_validate({"enclosure": "m4a"}), bench)
    assert sorted(name.rpartition(".")[2] for name in made.sounds) == ["flac", "m4a", "mp3"]
    enclosure = made.publication.enclosure
    assert enclosure.file.endswith(".m4a")
    assert (enclosure.mime_type, enclosure.sha256) == ("audio/x-m4a", hashlib.sha256(b"m4a sound").hexdigest())


def test_people_are_named_only_when_they_are_known(made: Page) -> None:
    assert [(c.name, c.role, c.url) for c in made.publication.people] == [
        ("Ilse Verbruggen", Role.HOST, "https://ilse.example/"), ("Kofi Andersen", Role.GUEST, ""),
    ]  # fmt: skip


def test_who_a_person_said_that_a_voice_is_has_a_credit(inputs: dict[str, Any], bench: Any) -> None:
    inputs["decisions"] = (Decision("speaker", "s1", Verdict.ADJUST, "", value={"text": "Lotte Meier"}),)
    people = page(inputs, PageSettings.model_validate({}), bench).publication.people
    assert [c.name for c in people] == ["Ilse Verbruggen", "Lotte Meier", "Kofi Andersen"]


def test_notes_are_escaped_and_what_a_person_wrote_comes_first(inputs: dict[str, Any], bench: Any, made: Page) -> None:
    assert (made.publication.line, made.publication.description) == ("One line.", "A paragraph.")
    html = made.publication.notes_html
    assert '<a href="https://a.example/?a=1&amp;b=2">' in html
    assert re.search(r'<p>“The tram is late”</p><p>Ilse Verbruggen, <a href="#t=[\d.]+">0:01</a></p>', html)
    (harbour,) = [chapter for chapter in made.publication.chapters if chapter.title == "The harbour"]
    begins = f'<a href="#t={seconds(harbour.start_s)}">{clock(harbour.start_s)}</a>'
    assert f"<h3>Trams &amp; tides {begins}</h3>\n" in html
    (link,) = re.findall(r'<p><a href="#t=([\d.]+)">The sea is &lt;high&gt;.</a></p>', html)
    assert clock(float(link)) == "0:01"
    assert "<li>Kofi &lt;Andersen&gt;, guest</li>" in html and "Gone." not in html and "language model" not in html
    inputs["episode"] = replace(inputs["episode"], description="Written by <hand>.")
    written = page(inputs, PageSettings.model_validate({}), bench).publication
    assert written.description == "Written by <hand>."
    assert "<p>Written by &lt;hand&gt;.</p>" in written.notes_html


def test_a_list_in_what_a_person_wrote_is_one(inputs: dict[str, Any], bench: Any) -> None:
    told = "Two stories.\n- Forty <boats>\n- The lamp\n\nMore next week.\n* One more"
    inputs["episode"] = replace(inputs["episode"], description=told)
    html = page(inputs, PageSettings.model_validate({}), bench).publication.notes_html
    first = "<p>Two stories.</p>\n<ul><li>Forty &lt;boats&gt;</li><li>The lamp</li></ul>\n<p>More next week.</p>"
    assert html.startswith(f"{first}\n<ul><li>One more</li></ul>\n")


def test_where_no_player_is_the_times_stand_behind_the_sentences(made: Page) -> None:
    html = with_times(str(safe_notes(made.publication.notes_html)))
    assert re.search(r"<h3>Trams &amp; tides \(\d:\d\d\)</h3>", html)
    assert "#t=" not in html and "<p>The sea is &lt;high&gt;. (0:01)</p>" in html
    assert "Ilse Verbruggen, 0:01</p>" in html and 'href="https://a.example/' in html


def test_notes_as_markdown_say_second_and_claims_of_every_sentence(made: Page) -> None:
    text = made.texts["notes.md"]
    assert "## In one line\n\nOne line. (0:01)" in text and "- Trams (0:01)" in text
    assert "## Trams \\& tides\n\n- The sea is \\<high\\>. (0:01) claim-1" in text
    assert "> “The tram is late”\n> Ilse Verbruggen (0:01)" in text and "Gone." not in text


def test_what_a_model_wrote_is_marked_and_said_so(inputs: dict[str, Any], bench: Any) -> None:
    notes = inputs["notes"]
    written = replace(notes, line=replace(notes.line, model="small-1"))
    publication = page(inputs | {"notes": written}, PageSettings.model_validate({}), bench).publication
    assert publication.line == "One line. (written by a language model)" and publication.models == ("small-1",)
    assert (
        "*" not in publication.notes_html
    )  # the line is not in it: what is marked and what explains the mark stand together
    told = notes.stories[0]
    marked = replace(told, sentences=tuple(replace(note, model="small-2") for note in told.sentences))
    publication = page(inputs | {"notes": replace(written, stories=(marked,))}, PageSettings(), bench).publication
    assert "The sea is &lt;high&gt;.*" in publication.notes_html
    assert "<em>* Written by a language model (small-2) from the words said there" in publication.notes_html
    assert publication.models == ("small-1", "small-2")


def test_a_transcript_that_a_person_has_read_is_no_machines_text(inputs: dict[str, Any], bench: Any) -> None:
    def made(heard: str, verdict: Verdict = Verdict.ACCEPT) -> Page:
        said = Decision("transcript", "transcript", verdict, "", value={"heard": heard})
        return page(inputs | {"decisions": (*inputs["decisions"], said)}, PageSettings(), bench)

    caution, now = "nobody has checked it yet", heard_digest(inputs["transcribe"].words)
    files = ("transcript.vtt", "transcript.html", "transcript.md")
    unread = page(inputs, PageSettings(), bench)
    assert unread.publication.is_machine_made_text and all(caution in unread.texts[name] for name in files)
    read = made(now)
    assert not read.publication.is_machine_made_text and not any(caution in read.texts[name] for name in files)
    assert "not yet checked by a person" not in read.texts["index.html"] and read.publication.models == ()
    assert made("heard before").publication.is_machine_made_text  # in other words than those that were read
    assert made(now, Verdict.REJECT).publication.is_machine_made_text


@pytest.mark.parametrize("does", list(ModelSays))
def test_a_claim_says_what_a_model_did_to_it(inputs: dict[str, Any], bench: Any, does: ModelSays) -> None:
    word = inputs["transcribe"].words[0]
    claim = Claim(
        "claim-1", (word.id,), word.span, word.text, Holder("Bo", HolderKind.PERSON), None, Firmness.CLAIMED, "",
        model="small-1", model_says=does,
    )  # fmt: skip
    made = page(inputs | {"claims": Claims((claim,))}, PageSettings(), bench)
    (published,) = made.publication.claims
    assert (published.model, published.model_says, published.is_reviewed) == ("small-1", does, False)
    assert made.publication.models == ("small-1",) and f'"model_says": "{does}"' in made.texts["claims.json"]
    words = {"found": "found by small-1", "holder": "whose word, by small-1", "doubted": "doubted by small-1"}
    assert words[does] in made.texts["index.html"]
    accepted = Decision("claim", "claim-1", Verdict.ACCEPT, "")
    again = page(inputs | {"claims": Claims((claim,)), "decisions": (accepted,)}, PageSettings(), bench)
    assert again.publication.models == ()


@given(st.text(max_size=3_000))
def test_a_description_fits_into_what_feeds_allow(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    short = stage._short(text, 1_000)
    assert len(short.encode()) <= 1_000
    assert short == text or short.endswith("…")


def test_a_quote_becomes_a_soundbite_that_is_long_enough(inputs: dict[str, Any], bench: Any) -> None:
    words = inputs["transcribe"].words
    first, lost, last = words[0], next(w for w in words if GONE.contains(w.start_s)), words[-1]
    quotes = tuple(Note(f"“{w.text}”", (w.id,)) for w in (first, lost, last))
    publication = page(
        inputs | {"notes": replace(inputs["notes"], quotes=quotes)}, PageSettings.model_validate({}), bench
    ).publication
    (bite,) = publication.soundbites
    assert bite.start_s == first.start_s and 15.0 <= bite.duration_s <= 25.0 and bite.title == first.text
    assert any(cue.span.end_s == pytest.approx(bite.start_s + bite.duration_s, abs=0.002) for cue in publication.cues)


def test_a_quote_of_which_a_word_was_cut_out_is_no_soundbite(inputs: dict[str, Any], bench: Any) -> None:
    words = inputs["transcribe"].words
    lost = next(n for n, word in enumerate(words) if GONE.contains(word.span.middle_s))
    part = words[lost - 2 : lost + 1]
    quotes = (Note(f"“{' '.join(word.text for word in part)}”", tuple(word.id for word in part)),)
    notes = replace(inputs["notes"], quotes=quotes)
    assert page(inputs | {"notes": notes}, PageSettings(), bench).publication.soundbites == ()


def test_season_and_kind_go_out_with_the_episode(inputs: dict[str, Any], bench: Any) -> None:
    bonus = replace(inputs["episode"], season=2, kind=EpisodeKind.BONUS)
    publication = page(inputs | {"episode": bonus}, PageSettings.model_validate({}), bench).publication
    assert (publication.season, publication.kind) == (2, EpisodeKind.BONUS)


def test_claims_are_on_the_page_with_their_second_and_visibly_unreviewed(inputs: dict[str, Any], bench: Any) -> None:
    kept = Claim(
        claim_id(("w2",)), ("w2",), Span(40.0, 41.0), "the sea is <high>", Holder("Guest 1", HolderKind.SPEAKER), "s1", Firmness.REPORTED, "",
    )  # fmt: skip
    gone = replace(kept, id="claim-gone", span=Span(25.0, 26.0))
    wrong = replace(kept, id="claim-wrong", span=Span(44.0, 45.0))
    told = inputs | {
        "claims": Claims((gone, kept, wrong)),
        "decisions": (Decision("claim", "claim-wrong", Verdict.REJECT, "2026-01-02T03:04:05+00:00", anchor_start_s=44.0, anchor_end_s=45.0),),
    }  # fmt: skip
    made: Page = page(told, PageSettings(), bench)
    (published,) = made.publication.claims
    assert published.id == kept.id and published.start_s == 28.0 and not published.is_reviewed
    html = made.texts["index.html"]
    assert "the sea is &lt;high&gt;" in html and 'data-seek="28' in html and "not checked by a person" in html
    ld = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    assert ld and json.loads(ld[1])["@graph"][0]["text"] == "the sea is <high>"
    listed = json.loads(made.texts["claims.json"])
    assert [one["state"] for one in listed["claims"]] == ["unreviewed", "unreviewed", "rejected"]


@pytest.mark.parametrize(
    ("title", "description", "shown"),
    [
        ("The Corvin letters", "", "Part 1"),
        ("Corvin's letters and the harbour", "", "The harbour"),
        ("The harbour and Corvin", "", "The harbour"),
        ("The Corvin letters", "Today:\nThe Corvin letters", "The Corvin letters"),
        ("The tram", "", "The tram"),
    ],
)
def test_no_title_holds_a_word_that_a_person_cut_out(
    inputs: dict[str, Any], bench: Any, converse: Any, title: str, description: str, shown: str
) -> None:
    talk = converse(
        (0, "Good morning from the harbour. " * 8),
        (1, "So Corvin wrote that letter. " * 8),
        (0, "The tram is late. " * 8),
    )
    words = talk["transcribe"].words
    out = Span(words[40].start_s, words[79].end_s)
    cut = Cut("cut-corvin", out, out, Action.REMOVE, "by hand", 1.0, "person", "", removes=(out,))
    about = (story(0.0, words[79].end_s, title), story(words[79].end_s, talk["ingest"].duration_s, "The tram"))
    notes = Notes(stories=(StoryNotes(about[0].id, title, (Note("Good morning.", ("w1",)),)),))
    time_map = TimeMap([out], talk["ingest"].duration_s)
    given = inputs | talk | {
        "episode": replace(inputs["episode"], description=description), "show": inputs["show"], "speakers": Speakers((), {}),
        "cut": Cuts((cut,)), "decisions": (Decision("cut", "cut-corvin", Verdict.ACCEPT, ""),), "stories": Stories(about),
        "notes": notes, "master": replace(inputs["master"], removed=time_map.removed, duration_s=time_map.programme_s),
    }  # fmt: skip
    made = page(given, PageSettings.model_validate({}), bench)
    assert [c.title for c in made.publication.chapters] == [shown, "The tram"]
    assert f"## {shown}\n" in made.texts["notes.md"]
