"""How many misheard names are found in the golden sentences, and that sound-alikes are left alone. A case is a line in a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.core.episode import Term
from onrecord.core.transcript import Band, Correction
from onrecord.stages.names import NamesSettings, names
from onrecord.stages.names.readings import is_korean, korean_sounds

GOLDEN = Path(__file__).parent / "golden/names"


def golden(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture
def look(converse: Any, show: Any) -> Any:
    def look(text: str, glossary: Any, **more: Any) -> list[Correction]:
        terms = tuple(t if isinstance(t, Term) else Term(t) for t in glossary)
        inputs = converse((0, text), show=replace(show, glossary=terms))
        return list(names(inputs | more, NamesSettings(), None).corrections)

    return look


def fixed(cases: dict[str, Any], look: Any) -> Iterator[tuple[bool, bool]]:
    """For each misheard name: whether it is put right at once, and whether it is found at all."""
    for item in cases["items"]:
        found = look(item["heard"], cases["domains"][item["domain"]])
        for heard, right in item["fixes"]:
            parts = set(zip(heard.split(), right.split(), strict=False))
            yield tuple(  # type: ignore[misc]
                (heard, right) in said or parts <= said
                for said in (
                    {(c.heard, c.text) for c in found if c.band in bands} for bands in ((Band.AUTO,), tuple(Band))
                )
            )


@pytest.mark.parametrize(
    ("name", "at_once_share", "found_share"), [("news", 0.7, 0.87), ("spoken", 0.5, 0.72), ("unseen", 0.65, 0.85)]
)
def test_most_names_are_put_right_at_once_and_nearly_all_are_found(
    look: Any, name: str, at_once_share: float, found_share: float
) -> None:
    at_once, found = zip(*fixed(golden(name), look), strict=True)
    assert len(at_once) > 40
    assert sum(at_once) / len(at_once) >= at_once_share
    assert sum(found) / len(found) >= found_share


@pytest.mark.parametrize("name", ["news", "unseen"])
def test_sound_alikes_that_are_meant_as_they_stand_are_left_alone(look: Any, name: str) -> None:
    cases = golden(name)
    changed = [
        c
        for item in cases["controls"]
        for c in look(item["heard"], cases["domains"][item["domain"]])
        if c.band is Band.AUTO
    ]
    assert changed == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Choe Son Hui", "Choi Seon-hui"), ("No Kwang Chol", "Noh Gwang-cheol"), ("Ri Yong Ho", "Lee Yong-ho"), ("Pak Jong Chon", "Park Jeong-cheon"),
        ("Kim Yong Chol", "Gim Yeong-cheol"), ("Koksan", "Goksan"), ("Kaesong", "Gaeseong"), ("Pyongyang", "Pyeongyang"),
    ],
)  # fmt: skip
def test_the_romanisations_of_korean_meet(one: str, other: str) -> None:
    assert is_korean(one) and is_korean(other)
    assert korean_sounds(one) == korean_sounds(other)


@pytest.mark.parametrize(
    ("text", "heard", "right"),
    [
        ("The minister, Noh Gwang-cheol, spoke in the evening.", "Noh Gwang-cheol", "No Kwang Chol"),
        ("A letter from Mao Tse Tung was read out.", "Mao Tse Tung", "Mao Zedong"),
        ("Then Volodymir Selensky answered him.", "Volodymir Selensky", "Volodymyr Zelenskyy"),
        ("People fled from Shabab fighters in the south.", "Shabab", "Al-Shabaab"),
        ("They fired a Wassong fourteen at dawn.", "Wassong fourteen", "Hwasong-14"),
    ],
)  # fmt: skip
def test_the_written_form_is_always_the_glossarys(look: Any, text: str, heard: str, right: str) -> None:
    found = look(text, ("No Kwang Chol", "Mao Zedong", "Volodymyr Zelenskyy", "Al-Shabaab", "Hwasong-14"))
    assert [(c.heard, c.text) for c in found] == [(heard, right)]


def test_a_damaged_number_is_asked_about(look: Any) -> None:
    found = look("They sent 100 okay shells there. Later it paid two melon dollars for 100K shells.", ())
    assert [(c.heard, c.text, c.band) for c in found] == [
        ("100 okay", "100K", Band.SUGGEST), ("melon", "million", Band.SUGGEST),
    ]  # fmt: skip
    assert found[0].confidence > found[1].confidence and "elsewhere" in found[0].reason


def test_numbers_and_their_neighbours_are_left_alone(look: Any) -> None:
    assert look("I have 100. Okay people, listen. Two key points and one melon for six people.", ()) == []


def test_what_a_person_rejected_is_not_asked_again(look: Any) -> None:
    from onrecord.core.learnt import LearntName

    text = "The trains stop at Abberistwith, she said."
    assert look(text, ("Aberystwyth",)) and not look(
        text, ("Aberystwyth",), **{"names learnt": (LearntName("Aberystwyth", (), ("Abberistwith",)),)}
    )


def test_words_that_are_not_a_name_by_themselves_may_be_within_the_whole_of_it(look: Any) -> None:
    from onrecord.core.learnt import LearntName

    learnt = (LearntName("Ngaire Oyelaran", (), ("Nairi",)),)
    found = look("Nairi said that Nairi Oyelaron rang.", ("Ngaire Oyelaran",), **{"names learnt": learnt})
    assert [(c.heard, c.text) for c in found] == [("Nairi Oyelaron", "Ngaire Oyelaran")]


def test_a_name_of_earlier_episodes_is_known(look: Any) -> None:
    from onrecord.core.learnt import LearntName

    learnt = (LearntName("Wrocław", ("rock law",)),)
    (found,) = look("The train to rock law was late.", (), **{"names learnt": learnt})
    assert (found.text, found.band) == ("Wrocław", Band.AUTO) and "listed" in found.reason


def test_a_first_name_of_anyone_waits_for_a_person(look: Any) -> None:
    (found,) = look("We met Dmitri at the station.", ("Dmitry Medvedev",))
    assert found.band is Band.SUGGEST


def test_words_of_the_description_count(look: Any) -> None:
    text = "The road to car tomb was closed by the army."
    (alone,) = look(text, ("Khartoum",))
    (told,) = look(
        text, (Term("Khartoum", (), "a capital that the army and its rivals fight over, with roads to the sea"),)
    )
    assert told.confidence > alone.confidence and "talk is of" in told.reason


@pytest.mark.parametrize(
    ("language", "text", "glossary", "right"),
    [
        ("ru", "Президент Зиленский приехал в Харькав вчера.", ("Зеленский", "Харьков"), ["Зеленский", "Харьков"]),
        ("fr", "Le président Émanuelle Macront a parlé à Villurbane.", ("Emmanuel Macron", "Villeurbanne"), ["Emmanuel Macron", "Villeurbanne"]),
        ("de", "Der Kanzler Olaf Schulz war in Düseldorf.", ("Olaf Scholz", "Düsseldorf"), ["Olaf Scholz", "Düsseldorf"]),
        ("ko", "오늘 김정은 위원장이 평양에서 연설했다.", ("김정일", "Pyongyang"), []),
    ],
)  # fmt: skip
def test_other_languages(
    converse: Any, show: Any, language: str, text: str, glossary: tuple[str, ...], right: list[str]
) -> None:
    inputs = converse((0, text), show=replace(show, glossary=tuple(map(Term, glossary))))
    inputs["transcribe"] = replace(inputs["transcribe"], language=language)
    found = names(inputs, NamesSettings(), None).corrections
    assert [c.text for c in found if c.band is Band.AUTO] == right


def test_a_last_name_that_is_right_vouches_for_the_first(look: Any) -> None:
    (found,) = look("Care Starmer stood up after the vote.", ("Keir Starmer",))
    assert (found.heard, found.text, found.band) == ("Care Starmer", "Keir Starmer", Band.AUTO)
    others = look("Nobody would take care of Starmer, and Jane Starmer left.", ("Keir Starmer",))
    assert not [c for c in others if c.band is Band.AUTO]


def test_a_possessive_within_is_no_name(look: Any) -> None:
    assert not [c for c in look("Rishi's son a co-owner was there.", ("Rishi Sunak",)) if c.band is Band.AUTO]
