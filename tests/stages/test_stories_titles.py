"""What stories are called."""

from __future__ import annotations

from typing import Any

import pytest

from onrecord.core.talk import sentences
from onrecord.stages.stories.cues import opener
from onrecord.stages.stories.naming import named
from onrecord.stages.stories.nouns import as_nouns
from onrecord.stages.stories.titles import Phrases, _phrases, from_cue, fuller, items_of, readable


def test_titles_are_whole_words_and_short() -> None:
    long = "the very long and winding story of how the city of Ghent came to buy eleven hundred concrete sleepers"
    assert len(readable(long)) <= 60 and long.startswith(readable(long)[:1].lower() + readable(long)[1:])
    assert not readable("the wall at the").endswith("the")


@pytest.mark.parametrize(
    ("sentence", "phrase", "named"),
    [
        ("On Monday Norlane decides about the harbour.", "Norlane decides", "Norlane"),
        ("The boats violated Norwegian waters twice.", "violated Norwegian waters", "Norwegian waters"),
        ("They fired massive ordnance penetrators at it.", "massive ordnance", "massive ordnance penetrators"),
        ("The trillion-dollar harbour plan is dead.", "trillion-dollar harbour plan", "trillion-dollar harbour plan"),
        ("Norlane's harbour plan is dead.", "Norlane harbour plan", "Norlane's harbour plan"),
        ("The debt keeps growing.", "keeps growing", None),
    ],
)
def test_a_title_is_made_of_nouns(converse: Any, reading: Any, sentence: str, phrase: str, named: str | None) -> None:
    segment = sentences(converse((0, sentence))["transcribe"].words, {})
    assert as_nouns({phrase: 1.0}, segment, reading.parser) == ({named: 1.0} if named else {})


def test_a_cue_that_talks_on_names_no_story(converse: Any) -> None:
    said = sentences(converse((0, "Our next story is what a lot of people say to me."))["transcribe"].words, {})
    assert from_cue(opener(said[0])) is None


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Let's talk about the orphans.", "The orphans"), ("Let's dig into the weeds.", None), ("Okay. Let's turn to coal.", "Coal"),
        ("Last thing. The referee.", "The referee"), ("Okay. The referee was late.", None),
        ("So let's get into it. Our first story is the orphans.", "The orphans"), ("Let's get started. Our top story is the levy.", "The levy"),
        ("Let's dig into the weeds. Great fun.", None), ("Let's talk about what happened to me. Poor ferry.", None),
    ],
)  # fmt: skip
def test_what_a_cue_names_is_the_title_and_it_may_stand_behind_it(converse: Any, said: str, title: str | None) -> None:
    assert named(sentences(converse((0, said))["transcribe"].words, {}), None) == title


def test_what_is_written_names_a_story_where_it_says_the_same_and_more() -> None:
    assert fuller("The ants", "The ants of Upper Kelholm") == "The ants of Upper Kelholm"
    assert fuller("The mill", "The ants of Upper Kelholm") == "The mill"
    assert (
        fuller(None, "The ants of Upper Kelholm") == "The ants of Upper Kelholm"
        and fuller("The mill", None) == "The mill"
    )
    assert items_of("The ants of Upper Kelholm: Ada Brand on who feeds them, with Bob Lund of the mill and Cleo Voss.") == ["The ants of Upper Kelholm"]  # fmt: skip


@pytest.mark.parametrize("address", ["kelholmpost dot show slash x.", "kelholmpost.example/help,", "kelholmpost.org."])
def test_an_address_is_no_title(converse: Any, address: str) -> None:
    talk = sentences(
        converse((0, f"Tractor engines are at {address} Tractor engines go fast. Again that is {address}"))[
            "transcribe"
        ].words,
        {},
    )
    found = Phrases([talk], [], "en").candidates(0, talk)
    assert found and not any("kelholmpost" in phrase.lower() for phrase in found)


@pytest.mark.parametrize(
    ("said", "phrase", "no_phrase"),
    [
        ("A spokesman for World Rowing said so.", "World Rowing", "Rowing"), ("They robbed the First Orvane Bank twice.", "First Orvane Bank", "Orvane Bank"),
        ("First Orvane Bank has closed. They robbed the First Orvane Bank.", "First Orvane Bank", "Orvane Bank"), ("He fled to New Kelholm.", "New Kelholm", "Kelholm"),
        ("It began in the Second World War.", "Second World War", "War"), ("Then Hope Brand denied it.", "Hope Brand", "Brand"),
        ("First Kelholm has to pay.", "Kelholm", "First Kelholm"), ("He said, Good Kelholm, wake up.", "Kelholm", "Good Kelholm"),
        ("The new Orvane bridge is shut.", "Orvane bridge", "new Orvane bridge"), ("It rose by 1.8 percent in Orvane.", "Orvane", "1.8 percent"),
        ("They read Robot Performed First Kelholm Surgery.", "Kelholm Surgery", "First Kelholm Surgery"),
        ("He took 6-8 hot showers.", "hot showers", "6-8 hot showers"), ("The GPT-9 model is out.", "GPT-9 model", "model"),
    ],
)  # fmt: skip
def test_a_name_keeps_its_everyday_word_and_a_figure_names_nothing(
    converse: Any, said: str, phrase: str, no_phrase: str
) -> None:
    found = _phrases(sentences(converse((0, said))["transcribe"].words, {}), set())
    assert phrase in found and no_phrase not in found


def test_a_name_with_an_everyday_word_is_weighed_by_its_others(converse: Any) -> None:
    talk = sentences(
        converse((0, "The runners of World Rowing met. They are paid by World Rowing. They thank World Rowing."))[
            "transcribe"
        ].words,
        {},
    )
    assert next(iter(Phrases([talk], [], "en").candidates(0, talk))) == "World Rowing"


@pytest.mark.parametrize(
    ("said", "phrases"),
    [
        ("The council wants 2 million pounds for the harbour wall.", {"harbour wall"}),
        ("The tram runs at two hundred kilometres an hour in a narrow tunnel.", {"narrow tunnel"}),
        ("We need 20 percent of those two million Kellmar voters.", {"Kellmar voters"}),
        ("The city tested forty concrete sleepers.", {"forty concrete sleepers"}),
    ],
)
def test_an_amount_is_no_title(converse: Any, said: str, phrases: set[str]) -> None:
    inputs = converse((0, f"And here it is. {said}"))
    talk = sentences(inputs["transcribe"].words, {})
    assert phrases <= (found := set(_phrases(talk, set())))
    assert not any(
        word in phrase for phrase in found for word in ("million", "pounds", "hundred", "kilometres", "percent")
    )
