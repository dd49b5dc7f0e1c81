"""What a language model may make of a talk: invented talk, and for each sentence that may be printed the nearest that must not be."""

from __future__ import annotations

from typing import Any

import pytest

from onrecord.core.story import Note
from onrecord.core.talk import sentences
from onrecord.core.transcript import Word
from onrecord.stages.notes.proof import Said, rests_on_words
from onrecord.stages.notes.sense import Sense, aligned

TALK = [
    ("Ilse Verbruggen", "So, Kestrel Marine wants to harvest part of the forest near Damme. Is that safe? Was anybody asked?"),
    ("Kofi Andersen", "It depends on where they cut. The company says that it would take no more than 5% a year. "
        "The harbour board bought three ferries in Bergen last week, but the crews were not told. "
        "The ferry did not sail on Friday. The mayor told us the quay must open before the summer. "
        "The court stopped the flood wall on Friday because the judges found that the survey was wrong. "
        "If the court agrees, the quay opens in June. Nobody resigned over the leak at the town hall. "
        "Only two of the forty pilots voted for the strike. The former minister denied the theft of the archive. "
        "The audit found cracks in eleven of the forty sleepers under the tram line. Norlane, which runs the port, sold the Ada Krol."),
    ("Ilse Verbruggen", "I think the tram will never open. According to the port, the water is clean. They moved on to the money. A few pilots agreed."),
]  # fmt: skip


@pytest.fixture(scope="module")
def sense(request: Any) -> Sense:
    from onrecord.engines.parser import SpacyParser

    words: list[Word] = []
    whose: dict[str, str] = {}
    for name, text in TALK:
        for token in text.split():
            words.append(Word(f"w{len(words)}", token, len(words) * 0.3, len(words) * 0.3 + 0.2, 0.9))
            whose[words[-1].id] = name
    return Sense(Said(words, whose), sentences(words, whose), SpacyParser())


def is_kept(sense: Sense, text: str, passages: tuple[str, ...], is_title: bool = False) -> bool:
    ids: tuple[str, ...] = ()
    for passage in passages:
        found = sense.said.find(passage)
        assert found, passage
        ids += found
    note = Note(text, ids)
    return rests_on_words(note, sense.said) and sense.is_kept(note, is_title=is_title)


def one(passage: str) -> tuple[str, ...]:
    return (passage,)


HARVEST = "Kestrel Marine wants to harvest part of the forest near Damme."
TAKE = "The company says that it would take no more than 5% a year."
FERRIES = "The harbour board bought three ferries in Bergen last week, but the crews were not told."
WALL = "The court stopped the flood wall on Friday because the judges found that the survey was wrong."
CRACKS = "The audit found cracks in eleven of the forty sleepers under the tram line."


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        (HARVEST, one(HARVEST)),
        ("Ilse Verbruggen says Kestrel Marine wants to harvest part of the forest near Damme.", one(HARVEST)),
        ("Is that safe?", one("Is that safe?")),
        ("Kestrel Marine wants to harvest part of the forest near Damme. Is that safe?", (HARVEST, "Is that safe?")),
        ("The company says it would take no more than 5% a year.", one(TAKE)),
        ("Andersen says that it depends on where they cut.", one("It depends on where they cut.")),
        ("The harbour board bought three ferries.", one(FERRIES)),
        ("The harbour board bought three ferries in Bergen last week, and the crews were not told.", one(FERRIES)),
        ("The mayor says the quay must open before the summer.", one("The mayor told us the quay must open before the summer.")),
        ("The court stopped the flood wall on Friday.", one(WALL)),
        ("The court stopped the flood wall.", one("The court stopped the flood wall")),
        ("If the court agrees, the quay opens in June.", one("If the court agrees, the quay opens in June.")),
        ("Norlane sold the Ada Krol.", one("Norlane, which runs the port, sold the Ada Krol.")),
        ("The court stopped the flood wall, and Norlane sold the Ada Krol.", (WALL, "Norlane, which runs the port, sold the Ada Krol.")),
    ],
)  # fmt: skip
def test_whole_parts_may_be_left_out(sense: Sense, text: str, passages: tuple[str, ...]) -> None:
    assert is_kept(sense, text, passages)


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        # what was asked is no fact, and what was said no question
        ("That is safe.", one("Is that safe?")),
        ("Is that safe.", one("Is that safe?")),
        ("Kestrel Marine wants to harvest part of the forest near Damme and that is safe.", (HARVEST, "Is that safe?")),
        ("Kestrel Marine wants to harvest part of the forest near Damme?", one(HARVEST)),
        ("Anybody was asked.", one("Was anybody asked?")),
        # a "not", a "no more than", a "part of", a "would" and an "only" stay
        ("The company says it would take more than 5% a year.", one(TAKE)),
        ("The company says it would take 5% a year.", one(TAKE)),
        ("The company says it would take no more than 5%.", one(TAKE)),
        ("The company says that it take no more than 5% a year.", one(TAKE)),
        ("Kestrel Marine wants to harvest the forest near Damme.", one(HARVEST)),
        ("Kestrel Marine wants to harvest the forest near Damme.", ("Kestrel Marine wants to harvest", "of the forest near Damme")),
        ("The crews were told.", one("the crews were not told.")),
        ("The ferry did sail on Friday.", one("The ferry did not sail on Friday.")),
        ("The ferry did not sail.", one("The ferry did not sail on Friday.")),
        ("Two of the forty pilots voted for the strike.", one("Only two of the forty pilots voted for the strike.")),
        ("The forty pilots voted for the strike.", one("Only two of the forty pilots voted for the strike.")),
        ("The minister denied the theft of the archive.", one("The former minister denied the theft of the archive.")),
        ("Nobody resigned.", one("Nobody resigned over the leak at the town hall.")),
        ("Few pilots agreed.", one("A few pilots agreed.")),
        # whose word it is, and on what condition
        ("It would take no more than 5% a year.", one(TAKE)),
        ("The tram will never open.", one("I think the tram will never open.")),
        ("The water is clean.", one("According to the port, the water is clean.")),
        ("The quay opens in June.", one("If the court agrees, the quay opens in June.")),
        ("The quay must open before the summer.", one("The mayor told us the quay must open before the summer.")),
        ("The survey was wrong.", one("the judges found that the survey was wrong.")),
        # who says it
        ("Kofi Andersen says Kestrel Marine wants to harvest part of the forest near Damme.", one(HARVEST)),
        ("Kofi Andersen says Kestrel Marine wants to harvest where they cut.", ("Kestrel Marine wants to harvest", "on where they cut.")),
        ("Ilse Verbruggen says is that safe.", one("Is that safe?")),
        ("Kofi Verbruggen says it depends on where they cut.", one("It depends on where they cut.")),
        # words that nobody said, or not so
        ("They moved on to the money, and they are in it for the money.", one("They moved on to the money.")),
        ("You are in it for the money.", one("on to the money.")),
        ("Kestrel Marine would take the forest.", (HARVEST, TAKE)),
        ("The wall stopped the court on Friday.", one(WALL)),
        ("The mayor was told the quay must open before the summer.", one("The mayor told us the quay must open before the summer.")),
        ("The audit found cracks in eleven of the forty.", one(CRACKS)),
        # a topic says nothing, so it is no sentence of a story
        ("Cracks under the tram line.", one(CRACKS)),
    ],
)  # fmt: skip
def test_nothing_else_may(sense: Sense, text: str, passages: tuple[str, ...]) -> None:
    assert not is_kept(sense, text, passages)


@pytest.mark.parametrize(
    ("text", "passage", "kept"),
    [
        ("Cracks in eleven of the forty sleepers under the tram line", CRACKS, True),
        ("Cracks", CRACKS, True),
        ("Cracks in the sleepers", CRACKS, False),
        ("The flood wall", WALL, True),
        ("Three ferries", FERRIES, False),  # the crews were not told: what is denied in a sentence heads nothing
        ("The theft of the archive", "The former minister denied the theft of the archive.", False),
        ("The leak at the town hall", "Nobody resigned over the leak at the town hall.", False),
        ("Clean water", "According to the port, the water is clean.", False),
        ("The forest near Damme", HARVEST, False),
        ("The court stopped the flood wall", WALL, True),
    ],
)
def test_a_title_may_name_what_is_talked_about(sense: Sense, text: str, passage: str, kept: bool) -> None:
    assert is_kept(sense, text, (passage,), is_title=True) is kept


def test_without_a_parser_nothing_of_a_sentence_is_left_out(sense: Sense) -> None:
    deaf = Sense(sense.said, sense.talk, None)
    assert is_kept(deaf, HARVEST, one(HARVEST))
    assert not is_kept(deaf, "The court stopped the flood wall on Friday.", one(WALL))


def test_words_are_found_side_by_side_where_they_can_be() -> None:
    assert aligned("the quay opens".split(), "the port and the quay opens".split()) == [3, 4, 5]
    assert aligned("of the quay".split(), "quay".split()) == [0]
    assert aligned("the quay".split(), "quays".split()) is None
