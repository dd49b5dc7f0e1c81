"""Claims of three invented episodes, found by the stage that finds them in talk, laid beside each other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.annotate import annotate
from onrecord.core.across import LinkKind, links, still_open
from onrecord.core.claim import EntityKind, Name, Quantity, When
from onrecord.core.entities import Entity, Said, entities, names_in

EPISODES = Path(__file__).parent / "across"
DAYS = {1: "2026-03-02", 2: "2026-03-09", 3: "2026-03-16"}


@pytest.fixture(scope="module")
def archive() -> tuple[Said, ...]:
    found = []
    for number, day in DAYS.items():
        for claim in annotate(EPISODES / f"{number}.txt", date=day).claims.claims:
            found.append(
                Said(
                    f"{number}/{claim.text}", (day, number), claim.text, claim.holder.name, str(claim.holder.kind), str(claim.firmness),
                    claim.is_negated, claim.is_watch, claim.quantities, claim.dates, claim.names,
                )
            )  # fmt: skip
    return tuple(found)


def said(number: int, text: str, holder: str = "Ada Quist", **more: object) -> Said:
    made = Said(f"{number}/{text}", (f"2026-01-0{number}", number), text, holder, "person", "claimed")
    return replace(made, **more)  # type: ignore[arg-type]


def test_a_voice_without_a_name_is_nobody_in_the_archive() -> None:
    labels = ("Host", "Guest 2", "Host (likely Ngaire Okafor?)", "Ngaire Okafor")
    claims = [said(1, f"the ferry sank in {n}", label, holder_kind="speaker") for n, label in enumerate(labels)]
    assert [e.name for e in entities(claims)] == ["Ngaire Okafor"]


def test_all_links_of_the_three_and_no_other(archive: tuple[Said, ...]) -> None:
    assert [(str(link.kind), link.earlier, link.later, link.reason) for link in links(archive)] == [
        (
            "updates",
            "1/the new swing bridge will cost 40 million euros",
            "2/the new swing bridge will cost 55 million euros",
            "40 million euros → 55 million euros",
        ),
        (
            "possibly contradicts",
            "1/the storm sank nine boats in Kellmar",
            "2/the storm sank fourteen boats in Kellmar",
            "nine boats → fourteen boats",
        ),
        (
            "possibly contradicts",
            "1/the oil leak at Dunmoor Point is contained",
            "2/the oil leak at Dunmoor Point is contained",
            "claimed → denied",
        ),
        (
            "updates",
            "1/the museum director Ralf Hentz resigns",
            "2/the museum director resigns",
            "speculation → confirmed",
        ),
        (
            "answers",
            "1/whether the council raises the ferry fares",
            "3/it raises the ferry fares on the first of May",
            "it was to be watched",
        ),
        (
            "possibly contradicts",
            "1/the swing bridge will open in June",
            "3/the swing bridge will not open in June",
            "yes and no to nearly the same",
        ),
    ]


def test_what_is_still_open(archive: tuple[Said, ...]) -> None:
    watched = ["1/whether the council raises the ferry fares", "1/the inquiry into the Aurora"]
    assert [c.key for c in still_open(archive, ())] == watched
    assert [c.key for c in still_open(archive, watched[:1])] == watched[1:]


def test_one_name_for_an_entity_however_it_was_written(archive: tuple[Said, ...]) -> None:
    found = {e.name: e for e in entities(archive)}
    mayor = found["Odile Brandt"]
    assert mayor.kind is EntityKind.PERSON and mayor.spellings == ("Brandt", "Odile Brandt")
    assert mayor.by == ("1/the swing bridge will open in June", "3/the swing bridge will not open in June")
    assert found["Kellmar"].kind is EntityKind.PLACE and len(found["Kellmar"].about) == 3
    assert found["Vestholm Shipping"].kind is EntityKind.ORGANISATION
    assert found["Port authority"].kind is EntityKind.ORGANISATION and len(found["Port authority"].by) == 2
    hentz = found["Ralf Hentz"]
    assert hentz.about == ("1/the museum director Ralf Hentz resigns",) and hentz.by == (
        "2/the museum director resigns",
    )
    assert "Coast guard" not in found and "Ilse Marn" in found
    assert not {"Host", "Officials", "Unspecified", "June", "May"} & set(found)


@pytest.mark.parametrize(
    ("texts", "names"),
    [
        (["the Norlane Group pays", "it was Norlane that paid"], {"Norlane Group"}),
        (["the World Ferry Organisation warns", "a letter to the WFO"], {"World Ferry Organisation"}),
        (["a talk with Katarina", "a talk with Catarina"], {"Katarina"}),
        (["it is near North Orrin", "it is near Orrin"], {"North Orrin", "Orrin"}),
        (["a letter to Dahl", "a letter to Dale Hart"], {"Dahl", "Dale Hart"}),
        (["they said Wow and Promise and Orrin", "a promise", "we promise"], {"Orrin"}),
        (["the Korean exports and Finnish paper", "Tomorrow it rains", "not tomorrow"], set()),
    ],
)  # fmt: skip
def test_spellings(texts: list[str], names: set[str]) -> None:
    claims = [replace(said(n, text), holder_kind="unnamed") for n, text in enumerate(texts, 1)]
    found = {e.name for e in entities(claims)}
    assert found == names or (names == {"Katarina"} and found == {"Catarina"})


def named(text: str, *names: tuple[str, EntityKind], **more: object) -> Said:
    return said(1, text, names=tuple(Name(name, kind) for name, kind in names), **more)


def test_what_was_read_as_a_name_says_where_it_ends_and_what_it_is() -> None:
    person, place, body = EntityKind.PERSON, EntityKind.PLACE, EntityKind.ORGANISATION
    claims = [
        named("the plan failed", ("Odo Brandt", person), holder="Vestholm CEO Odo Brandt"),
        named("the plan works", ("Odo Brandt", person), holder="the spokesperson for Mayor Odo Brandt"),
        named(
            "Brandt left Morn for Vestholm",
            ("Brandt", person),
            ("Morn", place),
            ("Vestholm", body),
            holder_kind="unnamed",
        ),
        named("Meanwhile the Israeli guards slept", holder_kind="unnamed"),
    ]
    found = {e.name: e for e in entities(claims)}
    assert found.keys() == {"Odo Brandt", "Spokesperson for Mayor Odo Brandt", "Morn", "Vestholm"}
    assert found["Odo Brandt"].spellings == ("Brandt", "Odo Brandt") and len(found["Odo Brandt"].by) == 1
    assert (found["Morn"].kind, found["Vestholm"].kind) == (place, body)


def test_a_last_name_alone_is_whoever_is_named_far_more_often() -> None:
    person = EntityKind.PERSON
    often = [named(f"Odo Brandt spoke {n} times", ("Odo Brandt", person), holder_kind="unnamed") for n in range(6)]
    rest = [named(f"{name} spoke", (name, person), holder_kind="unnamed") for name in ("Ilse Brandt", "Brandt")]
    assert {e.name: e.spellings for e in entities([*often, *rest])} == {
        "Odo Brandt": ("Brandt", "Odo Brandt"), "Ilse Brandt": ("Ilse Brandt",),
    }  # fmt: skip
    even = {e.name for e in entities([often[0], *rest])}
    assert even == {"Odo Brandt", "Ilse Brandt", "Brandt"}


def test_names_end_where_a_possessive_does() -> None:
    assert [(n.name, n.is_placed) for n in names_in("Vestholm’s Aurora lies in the Bay of Morn, Kellmar")] == [
        ("Vestholm", False), ("Aurora", False), ("Bay of Morn", True), ("Kellmar", False),
    ]  # fmt: skip


def number(text: str, value: float, unit: str, *, is_about: bool = False) -> Quantity:
    return Quantity(text, value, value, unit, is_about)


@pytest.mark.parametrize(
    ("later", "kind"),
    [
        ({"text": "the tunnel at Morn is 900 metres long", "quantities": (number("900 metres", 900, "m"),)}, "updates"),
        ({"text": "the tunnel at Morn is 900 metres long", "quantities": (number("900 metres", 900, "m"),), "holder": "Bo Lind"}, "possibly contradicts"),
        ({"text": "the tunnel at Morn is now 900 metres long", "quantities": (number("900 metres", 900, "m"),), "holder": "Bo Lind"}, "updates"),
        ({"text": "the tunnel at Morn is about 720 metres long", "quantities": (number("about 720 metres", 720, "m", is_about=True),)}, None),
        ({"text": "the tunnel at Morn is 700 metres long", "quantities": (number("700 metres", 700, "m"),)}, None),
        ({"text": "the tunnel at Morn costs 900 euros", "quantities": (number("900 euros", 900, "euros"),)}, None),
        ({"text": "the quay is 900 metres long", "quantities": (number("900 metres", 900, "m"),)}, None),
        ({"text": "the tunnel at Morn is 700 metres long", "firmness": "denied"}, "possibly contradicts"),
        ({"text": "Ada Quist denied it on Friday … the tunnel at Morn is 700 metres long", "firmness": "denied"}, None),
        ({"text": "Ada Quist denies that … the tunnel at Morn isn't 700 metres long", "firmness": "denied", "is_negated": True}, "possibly contradicts"),
    ],
)  # fmt: skip
def test_a_number_of_the_same_thing(later: dict[str, object], kind: str | None) -> None:
    first = said(
        1, "the tunnel at Morn is 700 metres long", quantities=(number("700 metres", 700, "m"),), holder_kind="person"
    )
    text = str(later.pop("text"))
    found = links([first, said(2, text, **later)])  # type: ignore[arg-type]
    assert [str(link.kind) for link in found] == ([kind] if kind else [])


def test_two_values_for_one_day_are_no_news_even_of_one_holder() -> None:
    day = (When("on Monday", "2026-01-01"),)
    first = said(1, "the kiosk sold 20 maps on Monday", quantities=(number("20 maps", 20, "maps"),), dates=day)
    later = said(2, "the kiosk sold 30 maps on Monday", quantities=(number("30 maps", 30, "maps"),), dates=day)
    (link,) = links([later, first])
    assert link.kind is LinkKind.CONTRADICTS and link.earlier == first.key


def test_opposite_words_are_a_no() -> None:
    first, later = (
        said(1, "the fish market in Morn stays open"),
        said(2, "the fish market in Morn is closed", "Bo Lind"),
    )
    (link,) = links([first, later])
    assert link.kind is LinkKind.CONTRADICTS
    assert links([first, replace(later, is_negated=True)]) == ()


def test_a_yes_and_a_no_about_a_part_of_what_is_said_are_no_news() -> None:
    much = said(1, "you do not want to hurt the lives of people in Morn when the harbour papers are so phony")
    assert links([much, said(2, "these are the lives of people in Morn", "Bo Lind")]) == ()


def test_ages_are_two_peoples() -> None:
    young = said(1, "the boat hit a 15-year-old in Morn", quantities=(number("15-year-old", 15, "years"),))
    old = said(2, "the boat hit a 65-year-old in Morn", quantities=(number("65-year-old", 65, "years"),))
    assert links([young, old]) == ()


def test_what_is_watched_has_at_most_three_answers_the_most_alike() -> None:
    watched = said(1, "what the harbour board will decide", is_watch=True)
    plain = [said(n, f"the harbour board will decide {what}") for n, what in enumerate("soon today alone".split(), 2)]
    far = said(5, "the harbour board will decide with the owners of the boats and the fish market in Morn")
    found = links([watched, far, *plain])
    assert {link.later for link in found} == {one.key for one in plain}
    assert {link.kind for link in found} == {LinkKind.ANSWERS}


def test_nothing_is_linked_within_an_episode() -> None:
    first = said(1, "the fish market in Morn stays open")
    assert links([first, replace(first, key="1/other", is_negated=True)]) == ()


def test_an_archive_of_ten_thousand_claims_is_compared_in_seconds() -> None:
    import time

    nouns = [f"thing{n % 700}" for n in range(10_000)]
    claims = [
        said(1, f"the {noun} beside {nouns[n * 7 % 10_000]} and {nouns[n * 13 % 10_000]} weighs {n} kg", order=("2026-01-01", n // 50),
             key=str(n), quantities=(number(f"{n} kg", n, "kg"),))
        for n, noun in enumerate(nouns)
    ]  # fmt: skip
    began_s = time.perf_counter()
    known: tuple[Entity, ...] = entities(claims)
    links(claims, known)
    assert time.perf_counter() - began_s < 30


def test_what_a_body_confirms_answers_whether_it_will() -> None:
    watched = said(1, "whether the regulator will open an investigation into the dam", is_watch=True)
    answer = said(2, "it has opened an investigation into the dam", firmness="confirmed")
    assert [str(link.kind) for link in links([watched, answer])] == ["answers"]


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        (("Norlane has insured two of the nine trams", "two", "nine trams"), ("Norlane has insured three of the nine trams", "three", "nine trams"), "updates"),
        (("Norlane has insured two of the nine trams", "two", "nine trams"), ("Norlane has insured two of its nine trams", "two", "nine trams"), None),
        (("the flood shut at least three mines in Kellmar", "at least three mines"), ("the flood shut six mines in Kellmar", "six mines"), None),
        (("the flood shut at least three mines in Kellmar", "at least three mines"), ("the flood shut two mines in Kellmar", "two mines"), "possibly contradicts"),
        (("the flood shut up to three mines in Kellmar", "up to three mines"), ("the flood shut six mines in Kellmar", "six mines"), "possibly contradicts"),
        (("the flood shut more than three mines in Kellmar", "more than three mines"), ("the flood shut more than six mines in Kellmar", "more than six mines"), "possibly contradicts"),
        (("the flood shut no more than six mines in Kellmar", "no more than six mines"), ("the flood shut three mines in Kellmar", "three mines"), None),
        (("the flood shut no more than three mines in Kellmar", "no more than three mines"), ("the flood shut six mines in Kellmar", "six mines"), "possibly contradicts"),
        (("the flood shut not more than six mines in Kellmar", "not more than six mines"), ("the flood shut three mines in Kellmar", "three mines"), None),
        (("the flood shut no fewer than three mines in Kellmar", "no fewer than three mines"), ("the flood shut six mines in Kellmar", "six mines"), None),
        (("the flood shut not less than six mines in Kellmar", "not less than six mines"), ("the flood shut three mines in Kellmar", "three mines"), "possibly contradicts"),
    ],
)  # fmt: skip
def test_shares_and_bounds(first: tuple[str, ...], second: tuple[str, ...], kind: str | None) -> None:
    values = {"two": 2, "three": 3, "six": 6, "nine": 9}

    def told(nth: int, text: str, *numbers: str) -> Said:
        counted = []
        for one in numbers:
            value = next(value for word, value in values.items() if word in one.split())
            counted.append(number(one, value, one.split()[-1] if " " in one else ""))
        holder = "Norlane" if "Norlane" in text else f"Witness {nth}"
        return said(nth, text, quantities=tuple(counted), holder=holder)

    found = links([told(1, *first), told(2, *second)])
    assert [str(link.kind) for link in found] == ([kind] if kind else [])


def test_what_somebody_says_he_will_not_do_is_laid_beside_what_he_did() -> None:
    person = EntityKind.PERSON
    first = said(1, "he will not resign", holder="Odo Brandt", is_negated=True)
    later = said(2, "Odo Brandt has resigned", holder="Bo Lind", names=(Name("Odo Brandt", person),))
    assert [str(link.kind) for link in links([first, later])] == ["possibly contradicts"]
    assert links([first, replace(later, text="Ilse Marn has resigned", names=(Name("Ilse Marn", person),))]) == ()


def test_a_number_of_nothing_in_particular_is_compared_where_nearly_all_else_is_the_same() -> None:
    first = said(1, "the death toll of the ferry fire in Kellmar stands at seven", quantities=(number("seven", 7, ""),))
    later = said(
        2, "the death toll of the ferry fire in Kellmar has risen to nine", quantities=(number("nine", 9, ""),)
    )
    (link,) = links([first, later])
    assert (link.kind, link.reason) == (LinkKind.UPDATES, "seven → nine")
    assert links([first, replace(later, text="the ferry from Kellmar leaves berth nine for the islands")]) == ()
    other = "the death toll of the ferry fire in Kellmar stands at nine"
    assert links([first, replace(later, text=other, holder="Bo Lind")]) == ()


def day(text: str, iso: str, iso_end: str = "") -> dict[str, tuple[When, ...]]:
    return {"dates": (When(text, iso, iso_end=iso_end),)}


@pytest.mark.parametrize(
    ("later", "kind"),
    [
        ({"text": "the new tram bridge in Morn will open in June", **day("in June", "2026-06")}, "updates"),
        ({"text": "the new tram bridge in Morn will open in June", **day("in June", "2026-06"), "holder": "Bo Lind"}, "possibly contradicts"),
        ({"text": "the new tram bridge in Morn will now open in June", **day("in June", "2026-06"), "holder": "Bo Lind"}, "updates"),
        ({"text": "the new tram bridge in Morn will open on the third of March", **day("on the third of March", "2026-03-03")}, None),
        ({"text": "the new tram bridge in Morn will open this spring", **day("this spring", "2026-03", "2026-05")}, None),
        ({"text": "the new tram bridge in Morn will open in June", **day("in June", "2026-06"), "order": ("2026-04-02", 9)}, None),
        ({"text": "the fish market in Morn will open in June", **day("in June", "2026-06")}, None),
    ],
)  # fmt: skip
def test_another_day_of_what_was_said_to_come(later: dict[str, object], kind: str | None) -> None:
    first = said(1, "the new tram bridge in Morn will open in March", **day("in March", "2026-03"))
    text = str(later.pop("text"))
    found = links([first, said(2, text, **later)])
    assert [str(link.kind) for link in found] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("first", "later", "kind"),
    [
        (("the storm stranded 40 whales", "40 whales"), ("60 whales were stranded at Kellmar", "60 whales"), "possibly contradicts"),
        (("the council has 40 whales to bury", "40 whales"), ("the council now has 60 whales to bury", "60 whales"), "updates"),
        (("the fire in Morn destroyed 12 barns", "12 barns"), ("20 barns burnt in Morn", "20 barns"), "possibly contradicts"),
        (("the fire in Morn destroyed 12 barns", "12 barns"), ("the fire in Morn destroyed 20 boats", "20 boats"), None),
        (("the pier in Morn cost 12 euros", "12 euros"), ("a ticket in Morn is 20 euros", "20 euros"), None),
        (("the pier in Morn stood for 12 years", "12 years"), ("the mayor of Morn served 20 years", "20 years"), None),
        (("the storm stranded 40 whales", "40 whales"), ("a skipper photographed 60 whales", "60 whales"), None),
    ],
)  # fmt: skip
def test_what_is_counted_is_the_thing(first: tuple[str, str], later: tuple[str, str], kind: str | None) -> None:
    def told(nth: int, text: str, counted: str) -> Said:
        value, unit = counted.split()
        return said(nth, text, quantities=(number(counted, float(value), unit),), holder=f"Witness {nth}")

    found = links([told(1, *first), told(2, *later)])
    assert [str(link.kind) for link in found] == ([kind] if kind else [])
