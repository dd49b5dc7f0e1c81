"""A second hearing with the show's names in mind: what is heard again, what of it is kept, and what it may never cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from onrecord.core.learnt import LearntName
from onrecord.core.recording import Listening
from onrecord.core.time import Span
from onrecord.core.transcript import EngineStamp, Transcript, Word
from onrecord.stages.transcribe import TranscribeSettings, transcribe
from onrecord.stages.transcribe.names import Passage, covers, hidden, with_names

NAMES = (
    LearntName("Ngaire Oyelaran"),
    LearntName("Yongbyon"),
    LearntName("Toto Wolff"),
    LearntName("KCNA"),
    LearntName("Skerravoe"),
)
QUIET = "We walked down to the water and the boat was not there any more so we waited."


def said(text: str, at_s: float = 0.0, ids: str = "w", confidence: float = 0.9) -> list[Word]:
    return [
        Word(f"{ids}{i}" if ids else "", t, round(at_s + i * 0.4, 3), round(at_s + i * 0.4 + 0.35, 3), confidence)
        for i, t in enumerate(text.split())
    ]


def asked(text: str, names: Sequence[LearntName] = NAMES) -> tuple[str, ...]:
    words = said(text)
    passages = hidden(words, names, [Span(0, words[-1].end_s)], "en")
    return passages[0].names if passages else ()


def test_only_where_something_sounds_like_a_name_is_heard_again() -> None:
    assert asked(QUIET) == ()
    assert asked("Photos of Yongbin show steam again.") == ("Yongbyon",)
    assert asked("I'm Nyree Oilaran and this is the news.")[0] == "Ngaire Oyelaran"
    assert asked("They landed near young beyond after dark.") == ("Yongbyon",)
    assert asked("The wolf was seen near the village.") == ()
    assert asked("Photos of Yongbyon show steam.") == ()
    assert asked(QUIET, ()) == ()
    assert asked("Photos of Yongbin show steam again.", [LearntName("Yongbyon", never=("yongbin",))]) == ()


def test_a_passage_is_short_enough_to_be_heard_as_one_and_ends_between_words() -> None:
    words = said("Yongbin and then " * 100)
    passages = hidden(words, NAMES, [Span(0, words[-1].end_s)], "en")
    clips = [clip for passage in passages for clip in passage.clips]
    assert len(passages) > 3 and all(p.clips[-1].end_s - p.clips[0].start_s <= 14.5 for p in passages)
    borders = [clip.end_s for clip in clips[:-1]]
    assert not any(word.start_s + 0.01 < at_s < word.end_s - 0.01 for at_s in borders for word in words)
    assert sum(clip.duration_s for clip in clips) >= words[-1].end_s - 0.5


def taken_over(plain: str, again: str, *names: str) -> str:
    """The words after a second hearing, those that were taken over in capitals."""
    words = said(plain)
    passage = Passage((Span(0, words[-1].end_s),), names or tuple(term.text for term in NAMES))
    found, changed = with_names(words, [passage], [said(again, ids="")], "en")
    new = {id for one in changed for id in one.word_ids}
    assert len({w.id for w in found}) == len(found)
    assert Transcript("en", tuple(found), EngineStamp("", "", "", ""), changed).plain == tuple(words)
    assert all(a.end_s <= b.start_s + 1e-9 for a, b in pairwise(found))
    return " ".join(w.text.upper() if w.id in new else w.text for w in found)


@pytest.mark.parametrize(
    ("plain", "again", "expected"),
    [
        ("steam over Yongbin again today", "steam over Yongbyon again today", "steam over YONGBYON again today"),
        ("I'm Nyree Oil Aaron here", "I'm Ngaire Oyelaran here", "I'm NGAIRE OYELARAN here"),
        ("then Toto wolf said no", "then Toto Wolff said no", "then Toto WOLFF said no"),
        ("on Sunday the kay see en ay said no to all of it", "on Sunday the KCNA said no to all of it", "on Sunday the KCNA said no to all of it"),
        ("at the Skaravoe office a day", "at the Skerravoe offices day", "at the SKERRAVOE office a day"),
        # Ordinary words are never taken over, better or worse.
        ("we went their today again", "we went there today again", "we went their today again"),
        ("steam over Yongbin again today", "steam over again today", "steam over Yongbin again today"),
        # A name where something else was said is a name that the hint made up.
        ("the wolf was seen there", "the Wolff was seen there", "the wolf was seen there"),
        ("the committee met on Sunday", "the Yongbyon met on Sunday", "the committee met on Sunday"),
        ("the ship went out again", "the Toto Wolff ship went out again", "the ship went out again"),
    ],
)  # fmt: skip
def test_what_is_taken_over(plain: str, again: str, expected: str) -> None:
    assert taken_over(plain, again) == expected


def test_a_name_beside_better_words_must_sound_alike_itself() -> None:
    plain, again = "vast congregashun Siyaku came", "vast congregation Jacqui Lambie came"
    assert taken_over(plain, again, "Jacqui Lambie") == plain


def test_a_second_hearing_that_stops_early_counts_for_nothing() -> None:
    """Whisper with hotwords made nine words of a passage of 81."""
    plain = said("Yongbin is what they said and " + "so it went on and on " * 12)
    clips = (Span(0, plain[-1].end_s),)
    short = said("Yongbyon is what they said and so it went", ids="")
    assert not covers(short, plain, clips)
    found, changed = with_names(plain, [Passage(clips, ("Yongbyon",))], [short], "en")
    assert (found, changed) == (plain, ())
    assert covers(plain, plain, clips)
    crammed = [replace(w, start_s=w.start_s / 4, end_s=w.end_s / 4) for w in plain]
    assert not covers(crammed, plain, clips)


class HearsBetterWithNames:
    """A recogniser that writes the names right only when it is given them, and counts what it is asked."""

    workers_n = 1
    stamp = EngineStamp("script", "1", "script", "1")

    def __init__(self, plain: Sequence[Word], named: Sequence[Word]) -> None:
        self.plain, self.named = plain, named
        self.asked: list[str | None] = []

    def detect_language(self, sound: Any, speech: Any) -> str:
        return "en"

    def words(self, samples: Any, at_s: float, clips: Any, language: str, hotwords: str | None) -> list[Word]:
        self.asked.append(hotwords)
        span = Span(at_s, at_s + len(samples) / 16000)
        return [replace(w, id="") for w in (self.named if hotwords else self.plain) if span.contains(w.span.middle_s)]


PLAIN = f"They saw steam over Yongbin today. {QUIET}"
NAMED = PLAIN.replace("Yongbin", "Yongbyon")


def run(
    bench: Any, engine: Any, names: Sequence[LearntName] = NAMES, before: Any = None, **settings: Any
) -> Transcript:
    bench.recogniser = engine
    recording = bench.recording(np.zeros(20 * 16_000, np.float32))
    inputs = {"ingest": recording, "listen": Listening((Span(0.0, 12.0),), -60.0, 0.05, ()), "names to hear": names}
    found = transcribe({**inputs, "heard before": before}, TranscribeSettings(**settings), bench)
    bench.scratch.forget()
    bench.scratch._found = None
    return found


def text(transcript: Transcript | Sequence[Word]) -> str:
    return " ".join(w.text for w in (transcript.words if isinstance(transcript, Transcript) else transcript))


def test_the_stage_hears_again_where_a_name_may_hide(bench: Any) -> None:
    engine = HearsBetterWithNames(said(PLAIN), said(NAMED))
    found = run(bench, engine)
    assert text(found) == NAMED and text(found.plain) == PLAIN
    assert engine.asked == [None, "Yongbyon"]
    assert [w.id for w in found.words] == [f"w{i:06d}" for i in range(len(found.words))]
    engine.asked.clear()
    assert text(run(bench, engine, hear_names=False)) == PLAIN
    assert engine.asked == [None]


class HearsSeveralTogether(HearsBetterWithNames):
    together_n = 3

    def words_of_each(self, passages: Any, language: str) -> list[list[Word]]:
        self.together.append(len(passages))
        return [self.words(*passage[:3], language, passage[3]) for passage in passages]


def test_passages_are_heard_together_where_the_recogniser_can(bench: Any) -> None:
    """Five passages in groups of at most three, each with the words of its own place; a killed run asks for none again."""
    plain, named = said(f"{PLAIN} " * 8), said(f"{NAMED} " * 8)
    engine = HearsSeveralTogether(plain, named)
    engine.together = []
    bench.recogniser = engine
    recording = bench.recording(np.zeros(round((plain[-1].end_s + 1) * 16_000), np.float32))
    listening = Listening((Span(0.0, plain[-1].end_s),), -60.0, 0.05, ())
    inputs = {"ingest": recording, "listen": listening, "names to hear": NAMES}
    found = transcribe(inputs, TranscribeSettings(), bench)
    assert text(found) == text(named) and text(found.plain) == text(plain)
    assert sum(engine.together) > 3 >= max(engine.together) > 1
    engine.together.clear()
    assert transcribe(inputs, TranscribeSettings(), bench).words == found.words and engine.together == []


def test_other_names_do_not_make_it_recognise_everything_again(bench: Any) -> None:
    engine = HearsBetterWithNames(said(PLAIN), said(NAMED))
    before = run(bench, engine, ())
    engine.asked.clear()
    after = run(bench, engine, NAMES, before)
    assert engine.asked == ["Yongbyon"] and text(after) == NAMED
    engine.asked.clear()
    assert run(bench, engine, (), after).words == before.words
    assert engine.asked == []


def test_another_recogniser_hears_all_again_and_the_words_keep_their_ids(bench: Any) -> None:
    before = run(bench, HearsBetterWithNames(said(PLAIN), said(NAMED)))
    other = HearsBetterWithNames(said("Well they saw steam over Yongbyon today. " + QUIET, 0.1), ())
    other.stamp = EngineStamp("script", "2", "script", "2")
    after = run(bench, other, before=before)
    assert other.asked == [None]
    ids = {w.text.casefold(): w.id for w in before.words}
    assert [w.id for w in after.words[1:7]] == [ids[w.text.casefold()] for w in after.words[1:7]]
    assert after.words[0].id not in ids.values()
