from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from onrecord.core.episode import Term
from onrecord.core.people import Person, Speaker, Speakers
from onrecord.core.transcript import Band, Correction
from onrecord.stages.names import STAGE, NamesSettings, names
from onrecord.stages.names.glossary import names_in

GLOSSARY = (
    Term("Zeebrugge", ("sea brugger",)),
    Term("Ljubljana"),
    Term("Siobhan Gallagher"),
    Term("Przemyśl"),
    Term("UNIFIL"),
    Term("DRC", description="a country in central Africa with the city of Goma"),
    Term("Aberystwyth"),
    Term("Mons"),
)


@pytest.fixture
def look(converse: Any, show: Any) -> Any:
    def look(text: str, glossary: tuple[Term, ...] = GLOSSARY, **more: Any) -> list[Correction]:
        inputs = converse((0, text), show=replace(show, glossary=glossary))
        return list(names(inputs | more, NamesSettings(), None).corrections)

    return look


@pytest.mark.parametrize(
    ("text", "heard", "right"),
    [
        ("The ship left Zee Brugge on Monday.", "Zee Brugge", "Zeebrugge"),
        ("They drove to Lubliana in the night.", "Lubliana", "Ljubljana"),
        ("We spoke to Shivaun Gallagher about it.", "Shivaun Gallagher", "Siobhan Gallagher"),
        ("The trains stop at Abberistwith, she said.", "Abberistwith", "Aberystwyth"),
        ("The D R C sent a letter.", "D R C", "DRC"),
    ],
)
def test_a_misheard_name_is_found(look: Any, text: str, heard: str, right: str) -> None:
    (found,) = look(text)
    assert (found.heard, found.text) == (heard, right)
    assert right in found.reason and 0.5 < found.confidence <= 0.99


def test_what_is_surely_no_word_is_corrected_at_once_and_common_words_wait(look: Any) -> None:
    (sure,) = look("The ship left Zee Brugge on Monday.")
    (unsure,) = look("They heard the bell fast asleep.", (Term("Belfast"),))
    assert sure.band is Band.AUTO and unsure.band is Band.SUGGEST


@pytest.mark.parametrize(
    "text",
    [
        "The ship left Zeebrugge on Monday.",
        "Siobhan Gallagher's office did not answer.",
        "The monsoon came late, and so did the moans of the farmers.",
        "He was a gallant man, and she gave him a hand.",
        "Nobody there. See Brussels another time.",
        "The unified file was lost.",
    ],
)
def test_right_names_and_other_words_stay(look: Any, text: str) -> None:
    assert not [c for c in look(text) if c.band is Band.AUTO]


def test_other_capitals_are_put_right_at_once_and_common_words_left_alone(look: Any, episode: Any) -> None:
    glossary = (Term("Terraform"), Term("WebAssembly"), Term("LaTeX"), Term("SWIFT"))
    found = look("We used TerraForm and webassembly, wrote Latex, and paid by Swift.", glossary)
    assert [(c.heard, c.text, c.band) for c in found] == [
        ("TerraForm", "Terraform", Band.AUTO),
        ("webassembly", "WebAssembly", Band.AUTO),
        ("Latex", "LaTeX", Band.AUTO),
    ]
    named = replace(episode, title="TERRAFORM and what came next")
    assert [c.band for c in look("We used Terraform.", (), episode=named)] == [Band.SUGGEST]


def test_a_name_is_not_looked_for_across_a_sentence_end(look: Any) -> None:
    assert look("I left Zee. Brugge was next.") == []


def test_what_the_show_lists_as_misheard_is_taken_at_its_word(look: Any) -> None:
    (found,) = look("The ship left sea brugger on Monday.")
    assert found.text == "Zeebrugge" and found.band is Band.AUTO and "listed" in found.reason


def test_the_possessive_is_not_part_of_what_was_heard(look: Any) -> None:
    (found,) = look("All of Lubliana's bridges were closed.")
    assert (found.heard, found.text) == ("Lubliana", "Ljubljana")


def test_two_names_that_fit_are_left_to_a_person(look: Any) -> None:
    (found,) = look("They went to Marlen for the day.", (Term("Marlin"), Term("Marlyn")))
    assert found.band is Band.SUGGEST and "nearly as well" in found.reason


def test_people_and_the_episodes_own_words_count_too(converse: Any, show: Any, episode: Any) -> None:
    inputs = converse(
        (0, "With me is Ilsa Verbrugen from the city of Gouderack."),
        show=replace(show, people=(Person("Ilse Verbruggen"),)),
        episode=replace(episode, description="A long talk about the floods in Gouderak and what came of it."),
    )
    found = {c.heard: c.text for c in names(inputs, NamesSettings(), None).corrections}
    assert found == {"Ilsa Verbrugen": "Ilse Verbruggen", "Gouderack": "Gouderak"}


def test_spellings_that_differ_within_the_episode_are_brought_together(look: Any) -> None:
    text = "We met Tokarczuk there. The books of Tokarczuk sell well. But Tokarchuk said nothing."
    (found,) = look(text, ())
    assert (found.heard, found.text, found.band) == ("Tokarchuk", "Tokarczuk", Band.SUGGEST)


def test_a_part_of_a_corrected_name_is_corrected_alone_too(look: Any) -> None:
    found = look(
        "This is Shivaun Gallager of Ghent. Good morning, Shivaun.", (Term("Siobhan Gallagher", ("Shivaun Gallager",)),)
    )
    assert [(c.heard, c.text) for c in found] == [("Shivaun Gallager", "Siobhan Gallagher"), ("Shivaun", "Siobhan")]


def test_a_title_of_everyday_words_is_no_reason_to_touch_those_words(look: Any, show: Any) -> None:
    assert look("We talked about the harbour hour before the harbour hour was over.", ()) == []


def test_ids_stay_and_corrections_never_overlap(look: Any) -> None:
    text = "From Zee Brugge to Lubliana and to Abberistwith, by way of Lubliana."
    found = look(text)
    assert [c.id for c in found] == [c.id for c in look(text)]
    ids = [i for c in found for i in c.word_ids]
    assert len(ids) == len(set(ids)) and len({c.id for c in found}) == len(found) == 4
    starts = [int(c.word_ids[0][1:]) for c in found]
    assert all(a < b for a, b in pairwise(starts))


def test_nothing_to_find(look: Any, converse: Any) -> None:
    assert look("Nothing of note was said.", ()) == []
    assert names(converse(), NamesSettings(), None).corrections == ()


def test_names_in_written_text() -> None:
    assert names_in("The minister met Kofi Andersen in Zeebrugge. Then she left.") == ["Kofi Andersen", "Zeebrugge"]
    assert names_in("How To Build The Zeebrugge Bridge", is_title=True) == ["Zeebrugge"]


def test_a_long_talk_takes_seconds(look: Any) -> None:
    text = "The council said on Tuesday that the bridge would not be open before the autumn, and nobody was surprised. "
    began = time.perf_counter()
    assert look(text * 1000) == []
    assert time.perf_counter() - began < 10


def test_the_stage_says_what_it_needs() -> None:
    assert STAGE.name == "names" and STAGE.schema == "corrections.1"
    assert set(STAGE.needs) == {"transcribe", "speakers"} and set(STAGE.takes) == {"show", "episode", "names learnt"}


@pytest.mark.parametrize(
    ("text", "name", "heard"),
    [
        ("We went to Corbin and Vale.", "Corbin & Vale", ["Corbin and Vale"]),
        ("The deal with Corbin and Vail is off.", "Corbin & Vale", ["Corbin and Vail"]),
        ("We went to Corbin & Vale.", "Corbin & Vale", []),
        ("We asked Tessa & Vale and Corbyn & Vale.", "Corbin & Vale", ["Corbyn & Vale"]),
        ("They sell it at Loam plus Fern.", "Loam + Fern", ["Loam plus Fern"]),
        ("They sell it at Loam Fern.", "Loam / Fern", ["Loam Fern"]),
    ],
)
def test_a_sign_in_a_name_is_what_it_is_read_as(look: Any, text: str, name: str, heard: list[str]) -> None:
    assert [c.heard for c in look(text, (Term(name, ("-",)),))] == heard


@pytest.mark.parametrize("name", ["Judge Adela Oronjo", "Adela Oronjo"])
def test_a_title_is_no_misspelling_of_a_name(look: Any, name: str) -> None:
    assert (
        look(
            "So Judge Oronjo, Adela Oronjo, said no. And Professor Oronjo, the judge Adela Oronjo, left.", (Term(name),)
        )
        == []
    )
    (found,) = look("Then Judge Adela a ronjo put it on hold.", (Term(name),))
    assert (found.heard, found.text) == ("Adela a ronjo", "Adela Oronjo")


def test_what_only_begins_like_a_title_is_a_name(look: Any) -> None:
    glossary = (Term("Kingsmere"), Term("Queen Mathilde"), Term("Judge Oronjo"))
    found = look("We walked to Kings Mere, where Queen Matilde lies. Oronjo said no, and Judge a ronjo too.", glossary)
    assert [(c.heard, c.text) for c in found] == [
        ("Kings Mere", "Kingsmere"),
        ("Queen Matilde", "Queen Mathilde"),
        ("Judge a ronjo", "Judge Oronjo"),
    ]


def test_a_work_that_the_title_quotes_is_no_name(look: Any, episode: Any) -> None:
    for title, found_n in (
        ("Goudarak", 1),
        ("Why “Goudarak” sold", 0),
        ("Why ‘Goudarak’ sold", 0),
        ("Goudarak's ‘tide’", 1),
    ):
        assert len(look("They read it in Gouderack.", (), episode=replace(episode, title=title))) == found_n


@pytest.mark.parametrize(
    ("text", "glossary"),
    [
        ("Ifeoma Oronjo told me so, and Kashmir Oronjo agreed.", ("Adela Oronjo",)),
        ("The Harbour Union struck, and the Dock Workers Union did not.", ("Dresmer Workers Union",)),
        ("Quennan can sail. But Quennan will not, and Quennan Lines said so.", ("Anselm Quaile",)),
        ("Taverly may sail again, and Taverly will.", ("Taverly Lines", "Tavareli")),
    ],
)
def test_another_name_that_shares_a_part_or_a_sound_is_not_asked_about(
    look: Any, text: str, glossary: tuple[str, ...]
) -> None:
    assert look(text, tuple(map(Term, glossary))) == []


def test_a_first_name_that_sounds_alike_is_still_put_right(look: Any) -> None:
    (found,) = look("Adayla Oronjo told me so.", (Term("Adela Oronjo"),))
    assert (found.heard, found.text) == ("Adayla Oronjo", "Adela Oronjo")


def test_the_name_of_who_speaks_is_right_unless_it_is_a_listed_one_misheard(converse: Any, show: Any) -> None:
    def found(own: str) -> list[tuple[str, str]]:
        talk = converse(
            (0, f"Hello, I'm {own}. Good morning, {own.split()[0]}, they say here."),
            show=replace(show, glossary=(Term("Mireille Fontaneau"),)),
        )
        voice = Speaker("voice-1", own, confidence=0.99)
        talk["speakers"] = Speakers((voice,), {w.id: "voice-1" for w in talk["transcribe"].words})
        return [(c.heard, c.text) for c in names(talk, NamesSettings(), None).corrections]

    assert found("Mirelle Tollak") == []
    assert ("Mirelle Fontano", "Mireille Fontaneau") in found("Mirelle Fontano")


def test_a_person_of_the_description_is_known_by_their_last_name(look: Any, episode: Any) -> None:
    told = replace(episode, description="How much is left, with Professor Oluwaseun Baptiste and more.")
    (found,) = look("Oluwaseun Baptiste knows. Baptist knows the place.", (), episode=told)
    assert (found.heard, found.text, found.band) == ("Baptist", "Baptiste", Band.SUGGEST)


def test_each_pair_of_spellings_is_asked_about(look: Any) -> None:
    text = "We met Lothar Brescht, Casimir Thrupp, and Tarvonil. But Lotar Brecht left, and so did Kasimir Trupp. Tarvanil stayed."
    found = look(text, ())
    assert {(c.heard, c.text) for c in found} == {
        ("Lotar", "Lothar"), ("Brecht", "Brescht"), ("Kasimir", "Casimir"), ("Trupp", "Thrupp"), ("Tarvanil", "Tarvonil"),
    }  # fmt: skip
    assert "“Thrupp” once in this episode and “Trupp” once" in " ".join(c.reason for c in found)
