"""Nothing is printed that was not said: the check by itself, and on everything that comes out of whole texts."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.annotate import annotate
from onrecord.core.story import Note, Notes
from onrecord.core.talk import as_read
from onrecord.core.transcript import Word
from onrecord.stages.notes import NotesSettings, notes, proved
from onrecord.stages.notes.proof import Said, is_quote, rests_on_words

TEXTS = sorted((Path(__file__).parent / "golden/claims").glob("*.json"))
SAID = "The mayor of Port Ennis, Ada Krol, told us the wall won't cost 31 million euros. It may take twenty-two months."


def said_(text: str = SAID) -> Said:
    words = [Word(f"w{i}", token, i * 0.3, i * 0.3 + 0.2, 0.9) for i, token in enumerate(text.split())]
    return Said(words, {w.id: "Kofi Andersen" for w in words})


EVERY = tuple(f"w{i}" for i in range(len(SAID.split())))


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("The wall won't cost 31 million.", True),
        ("The wall won't cost 13 million.", False),
        ("The wall won't cost 31 billion.", False),
        ("The wall won't cost $31 million.", False),
        ("Ada Krol on Port Ennis.", True),
        ("Kofi Andersen on Port Ennis.", True),
        ("Adam Krol on Port Ennis.", False),
        ("Norlane built the wall.", False),
        ("It may take twenty-two months.", True),
        ("It may take twenty months and one.", False),
        ("See evil.example for the wall.", False),
        ("", False),
    ],
)
def test_names_and_numbers_must_stand_where_a_note_points(text: str, stands: bool) -> None:
    assert rests_on_words(Note(text, EVERY), said_()) is stands


def test_a_note_that_points_nowhere_does_not_stand() -> None:
    assert not rests_on_words(Note("The wall.", ()), said_())
    assert not rests_on_words(Note("The wall.", ("w1", "w999")), said_())
    assert not rests_on_words(Note("Ada Krol.", ("w0", "w1")), said_())


@pytest.mark.parametrize(
    ("text", "ids", "stands"),
    [
        ("The mayor of Port Ennis,", EVERY[:5], True),
        ("the mayor of Port Ennis,", EVERY[:5], True),
        ("The mayor of port Ennis,", EVERY[:5], False),
        ("The mayor Port Ennis,", (*EVERY[:2], *EVERY[3:5]), False),
        ("The mayor of Port Ennis", EVERY[:5], False),
        ("", (), False),
    ],
)
def test_a_quote_stands_to_the_letter(text: str, ids: tuple[str, ...], stands: bool) -> None:
    assert is_quote(Note(text, ids), said_()) is stands


def test_what_fails_is_dropped_and_counted() -> None:
    said = said_()
    good, bad = Note("The wall.", EVERY), Note("Norlane paid 9 million.", EVERY)
    quote = Note("The mayor of Port Ennis,", EVERY[:5])
    found = proved(Notes(bad, (good, bad), quotes=(quote, replace(quote, text="The mayor fled,")), titles=(bad,)), said)
    assert found == Notes(None, (good,), quotes=(quote,), dropped_n=4)


@pytest.mark.parametrize("path", [p for p in TEXTS if "text" in json.loads(p.read_text())], ids=lambda p: p.stem)
def test_everything_in_the_notes_of_a_text_stands_in_its_words(path: Path, tmp_path: Path, reading: Any) -> None:
    told = json.loads(path.read_text())
    (tmp_path / "talk.txt").write_text(told["text"])
    found = annotate(tmp_path / "talk.txt", date=told["episode_date"])
    given: dict[str, Any] = {
        "transcribe": found.text.transcript, "speakers": found.speakers, "names": found.corrections,
        "stories": found.stories, "claims": found.claims, "episode": None,
    }  # fmt: skip
    made = notes(given, NotesSettings(), reading)
    words = as_read(found.text.transcript, found.speakers, found.corrections)
    name_of = {s.id: s.name for s in found.speakers.speakers}
    said = Said(words, {id: name_of[s] for id, s in found.speakers.speaker_of_word.items()})
    every = [*made.paragraph, *made.titles, *(n for story in made.stories for n in story.sentences)]
    assert made.line and made.quotes and made.people and len(every) > 8
    assert all(rests_on_words(note, said) for note in [made.line, *every])
    assert all(is_quote(quote, said) for quote in made.quotes)
    assert made.dropped_n == 0
    claims = {claim.id for claim in found.claims.claims}
    pointed = {id for note in every for id in note.claim_ids}
    assert pointed and pointed <= claims
