"""The numbers and dates of claims, as people say them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from onrecord.core.talk import sentences
from onrecord.engines.parser import SpacyParser
from onrecord.stages.claims.dates import dates
from onrecord.stages.claims.quantities import quantities
from onrecord.stages.claims.reading import read

THURSDAY = datetime.date(2025, 3, 6)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("two point four kilometres of wall", ("two point four kilometres", 2.4, 2.4, "km", False)),
        ("about fifty-five million now", ("about fifty-five million", 55e6, 55e6, "", True)),
        ("between three and five hundred soldiers", ("between three and five hundred soldiers", 300, 500, "soldiers", False)),
        ("three to 500 troops", ("three to 500 troops", 300, 500, "troops", False)),
        ("a hundred and forty boats", ("a hundred and forty boats", 140, 140, "boats", False)),
        ("$4.5 billion in loans", ("$4.5 billion", 4.5e9, 4.5e9, "dollars", False)),
        ("up to nine months", ("up to nine months", 9, 9, "months", True)),
        ("down by 12%", ("12%", 12, 12, "percent", False)),
        ("half a million people", ("half a million people", 5e5, 5e5, "people", False)),
        ("100K rounds", ("100K rounds", 1e5, 1e5, "rounds", False)),
        ("a 20-year treaty", ("20-year", 20, 20, "years", False)),
        ("a four-day tour", ("four-day", 4, 4, "days", False)),
        ("fewer than one-fourth of them", ("fewer than one-fourth", 0.25, 0.25, "part", True)),
        ("12,500 homes", ("12,500 homes", 12500, 12500, "homes", False)),
        ("five and a half months", ("five and a half months", 5.5, 5.5, "months", False)),
        ("one and a half million troops", ("one and a half million troops", 1.5e6, 1.5e6, "troops", False)),
        ("just one was saved", ("just one", 1, 1, "", False)),
        ("at least one cat died", ("at least one", 1, 1, "", True)),
        ("one metre eighty long", ("one metre eighty", 1.8, 1.8, "m", False)),
        ("two pounds fifty", ("two pounds fifty", 2.5, 2.5, "pounds", False)),
        ("one in ten houses flooded", ("one in ten", 0.1, 0.1, "part", False)),
        ("fewer than one in a hundred eels", ("fewer than one in a hundred", 0.01, 0.01, "part", True)),
        ("four out of five shops", ("four out of five", 0.8, 0.8, "part", False)),
        ("two of its members", ("two of its members", 2, 2, "members", False)),
        ("eleven of her young colleagues", ("eleven of her young colleagues", 11, 11, "colleagues", False)),
        ("from 200 to 450 million euros", ("200 to 450 million euros", 2e8, 4.5e8, "euros", False)),
        ("between 1.5 and 2 million", ("between 1.5 and 2 million", 1.5e6, 2e6, "", False)),
        ("75 to 120,000 a month", ("75 to 120,000", 75000, 120000, "", False)),
        ("10-15 boats", ("10-15 boats", 10, 15, "boats", False)),
        ("$8-9 million", ("$8-9 million", 8e6, 9e6, "dollars", False)),
        ("another quarter million", ("quarter million", 250000, 250000, "", False)),
        ("three quarters of a million people", ("three quarters of a million people", 750000, 750000, "people", False)),
        ("a quarter of a percentage point", ("a quarter of a percentage point", 0.25, 0.25, "percentage points", False)),
        ("a quarter point cut", ("a quarter point", 0.25, 0.25, "points", False)),
        ("nought point four percent", ("nought point four percent", 0.4, 0.4, "percent", False)),
        ("rose by point four percent", ("point four percent", 0.4, 0.4, "percent", False)),
        ("oh point seven seconds", ("oh point seven seconds", 0.7, 0.7, "seconds", False)),
        ("half a mile", ("half a mile", 0.5, 0.5, "miles", False)),
        ("about a half mile", ("about a half mile", 0.5, 0.5, "miles", True)),
        ("a half-cent levy", ("half-cent", 0.5, 0.5, "cents", False)),
        ("two and a quarter million", ("two and a quarter million", 2.25e6, 2.25e6, "", False)),
        ("one and three quarter hours", ("one and three quarter hours", 1.75, 1.75, "hours", False)),
        ("asked her at least twice", ("at least twice", 2, 2, "times", True)),
        ("a couple of hundred boats", ("a couple of hundred boats", 200, 200, "boats", False)),
        ("minus five degrees", ("minus five degrees", -5, -5, "degrees", False)),
        ("thirty below zero", ("thirty below zero", -30, -30, "", False)),
        ("a couple of dozen boats", ("a couple of dozen boats", 24, 24, "boats", False)),
        ("sixty-odd boats", ("sixty-odd boats", 60, 60, "boats", True)),
        ("it lost -10 billion", ("-10 billion", -1e10, -1e10, "", False)),
        ("25 basis points", ("25 basis points", 25, 25, "basis points", False)),
        ("two percentage points", ("two percentage points", 2, 2, "percentage points", False)),
        ("forty grand a year", ("forty grand", 40000, 40000, "", False)),
        ("eighty quid", ("eighty quid", 80, 80, "pounds", False)),
        ("three dollars and twenty cents", ("three dollars and twenty cents", 3.2, 3.2, "dollars", False)),
        ("he is fortyish", ("fortyish", 40, 40, "years", True)),
        ("north of two hundred tons", ("north of two hundred tons", 200, 200, "tons", True)),
        ("odds of five to one", ("five to one", 5, 5, "", False)),
        ("a half percent of them", ("a half percent", 0.5, 0.5, "percent", False)),
        ("owes 200 million kroner to banks", ("200 million kroner", 2e8, 2e8, "kroner", False)),
        ("it cost 12 krona", ("12 krona", 12, 12, "kronor", False)),
        ("forty rand each", ("forty rand", 40, 40, "rand", False)),
        ("₹400 a head", ("₹400", 400, 400, "rupees", False)),
        ("five crown courts", ("five crown courts", 5, 5, "courts", False)),
        ("he never learned about 40 of them", ("40", 40, 40, "", False)),
        ("she told us about seven", ("seven", 7, 7, "", False)),
        ("they told about 40 people", ("about 40 people", 40, 40, "people", True)),
        ("it sold about 40", ("about 40", 40, 40, "", True)),
        ("no more than 40 percent", ("no more than 40 percent", 40, 40, "percent", True)),
        ("was not more than 40 percent", ("not more than 40 percent", 40, 40, "percent", True)),
        ("it has no fewer than 12 ships", ("no fewer than 12 ships", 12, 12, "ships", True)),
        ("not less than 60 people", ("not less than 60 people", 60, 60, "people", True)),
        ("not fewer than nine boats", ("not fewer than nine boats", 9, 9, "boats", True)),
        ("there are more than 40 boats", ("more than 40 boats", 40, 40, "boats", True)),
        ("just shy of 40 boats", ("just shy of 40 boats", 40, 40, "boats", True)),
        ("0.2 parts per million", ("0.2 parts per million", 0.2, 0.2, "parts per million", False)),
        ("three parts of it", ("three parts", 3, 3, "parts", False)),
        ("doing 68 kilometres an hour on it", ("68 kilometres an hour", 68, 68, "km per hour", False)),
        ("fell at two metres per second", ("two metres per second", 2, 2, "m per second", False)),
        ("winds of 90 mph", ("90 mph", 90, 90, "miles per hour", False)),
        ("it is 68 kilometres, an hour away", ("68 kilometres", 68, 68, "km", False)),
        ("40 boats an hour", ("40 boats", 40, 40, "boats", False)),
        ("1.2 million cubic metres", ("1.2 million cubic metres", 1.2e6, 1.2e6, "cubic m", False)),
        ("12 square miles of reeds", ("12 square miles", 12, 12, "square miles", False)),
        ("one cubic metre of sand", ("one cubic metre", 1, 1, "cubic m", False)),
        ("three square meals", ("three square meals", 3, 3, "meals", False)),
        ("by 1 1/2 percent", ("1 1/2 percent", 1.5, 1.5, "percent", False)),
        ("by 1-1/2 percent", ("1-1/2 percent", 1.5, 1.5, "percent", False)),
        ("by 2½ percent", ("2½ percent", 2.5, 2.5, "percent", False)),
        ("about 2½% of it", ("about 2½%", 2.5, 2.5, "percent", True)),
        ("sold 3 1/4 million boats", ("3 1/4 million boats", 3.25e6, 3.25e6, "boats", False)),
        ("a fine of US$40m", ("US$40m", 4e7, 4e7, "dollars", False)),
        ("a fine of A$3bn", ("A$3bn", 3e9, 3e9, "dollars", False)),
        ("C$5 million in fines", ("C$5 million", 5e6, 5e6, "dollars", False)),
        ("up to R$40 each", ("up to R$40", 40, 40, "reais", True)),
        ("the toll stands at nine", ("nine", 9, 9, "", False)),
        ("the fee was set at about five", ("about five", 5, 5, "", True)),
        ("a strike at three large sites", ("three large sites", 3, 3, "sites", False)),
        ("the 2.75 they offered", ("2.75", 2.75, 2.75, "", False)),
    ],
)  # fmt: skip
def test_a_number_as_people_say_it(text: str, wanted: tuple[Any, ...]) -> None:
    (one,) = (c.quantity for c in quantities(text.split()))
    assert (one.text, one.low, one.high, one.unit, one.is_about) == wanted


def test_what_is_no_share_stays_two_numbers() -> None:
    for text, ends in (
        ("two ships in ten days", [2, 10]),
        ("30 out of 41 games", [30, 41]),
        ("two metres fifty times", [2, 50]),
    ):
        assert [c.quantity.high for c in quantities(text.split())] == ends


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("cut it from 5.2 billion euros to 4.4", [(5.2e9, "euros"), (4.4e9, "euros")]),
        ("fell from nine to four percent", [(9, "percent"), (4, "percent")]),
        ("fell 5 percent to 44", [(5, "percent"), (44, "")]),
        ("at 4.7 percent, up from 4.4", [(4.7, "percent"), (4.4, "percent")]),
        ("revised to eleven thousand from 47", [(11000, ""), (47000, "")]),
        ("fell 6.4% to 212 crowns", [(6.4, "percent"), (212, "crowns")]),
        ("fell 3% to 4,100 points", [(3, "percent"), (4100, "points")]),
        ("rose by 12% to 3.1 billion euros", [(12, "percent"), (3.1e9, "euros")]),
        ("rose 12% to $3.1bn", [(12, "percent"), (3.1e9, "dollars")]),
        ("rose 3% to 41", [(3, "percent"), (41, "")]),
        ("rose a tenth to 2.1 million barrels", [(0.1, "part"), (2.1e6, "barrels")]),
        ("rose a quarter point to four and a quarter percent", [(0.25, "points"), (4.25, "percent")]),
        ("rose $1.20 to $81.40 a barrel", [(1.2, "dollars"), (81.4, "dollars")]),
        ("gave $5 to 20 people", [(5, "dollars"), (20, "people")]),
        ("gave from two million to five schools", [(2e6, ""), (5, "schools")]),
        ("voted three to two", [(3, ""), (2, "")]),
        ("owes forty million pounds and thirty of that is late", [(4e7, "pounds"), (3e7, "pounds")]),
        ("owes forty million pounds and sixty of that is late", [(4e7, "pounds"), (60, "")]),
        ("juror nine saw two boats", [(2, "boats")]),
        ("cut the crew from four to one", [(4, ""), (1, "")]),
        ("went from two offices to one", [(2, "offices"), (1, "offices")]),
        ("fell from 50 pounds to one of the lowest", [(50, "pounds")]),
        ("40 boats rather than having one", [(40, "boats")]),
        ("cost 70 million euros, up from an estimate of 52", [(7e7, "euros"), (5.2e7, "euros")]),
        ("made 70 million euros, up from a fleet of 9 boats", [(7e7, "euros"), (9, "boats")]),
        ("won 38 percent of the vote, down from 41", [(38, "percent"), (41, "percent")]),
        ("is at 30 percent in the polls to Ferrand's 34", [(30, "percent"), (34, "percent")]),
        ("has 40 boats and it bought Ferrand's 34", [(40, "boats")]),
        ("found in 13 of 15 wells", [(13, "wells"), (15, "wells")]),
        ("three of the 12 jurors", [(3, "jurors"), (12, "jurors")]),
        ("two of the five", [(2, ""), (5, "")]),
    ],
)
def test_two_numbers_stand_apart_and_share_their_millions(text: str, wanted: list[tuple[float, str]]) -> None:
    found = [c.quantity for c in quantities(text.split())]
    assert [(q.high, q.unit) for q in found] == wanted
    assert [q.low for q in found] == [q.high for q in found]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("rose from 3 to 5 percent", (3, 5, "percent")),
        ("rose from 3% to 5", (3, 5, "percent")),
        ("rose 3% to 5%", (3, 5, "percent")),
        ("rose 3 to 5 percent", (3, 5, "percent")),
        ("rose 12 to 40 crowns", (12, 40, "crowns")),
        ("rose $3 to $5 a barrel", (3, 5, "dollars")),
        ("tickets at $5 to $80", (5, 80, "dollars")),
        ("between 5% and 10% of them", (5, 10, "percent")),
        ("a quarter to a third of them", (0.25, 1 / 3, "part")),
        ("worth $8 to 9 million homes", (8e6, 9e6, "dollars")),
        ("a quarter point to half a point", (0.25, 0.5, "points")),
    ],
)
def test_a_range_has_one_unit(text: str, wanted: tuple[float, float, str]) -> None:
    (one,) = (c.quantity for c in quantities(text.split()))
    assert (one.low, one.high, one.unit) == (pytest.approx(wanted[0]), pytest.approx(wanted[1]), wanted[2])


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("Forty houses were damaged within three hours. Another twelve burned.", (12, "houses")),
        ("Forty houses were damaged and a further five are at risk.", (5, "houses")),
        ("Six people died and twelve were hurt.", (12, "people")),
        ("It sent 23 patients the wrong letters. Five of them missed scans.", (5, "patients")),
        ("There were sixty students. Of the sixty, only nine passed.", (9, "students")),
        ("The board has nine members. Four voted against it.", (4, "members")),
        ("Eighty flights were cancelled on Monday. On Tuesday it was sixty.", (60, "flights")),
        ("Three hundred members came, up from two hundred and fifty last year.", (250, "members")),
        ("They voted against the lido by nine votes to four.", (4, "votes")),
        ("It wants forty five million euros. Nobody knew. He said it was closer to ninety million now.", (9e7, "euros")),
        ("It had sales of four billion dollars, down three percent. Profit came in at ninety million.", (9e7, "dollars")),
        ("Profit was forty million dollars, and analysts had expected about sixty.", (6e7, "dollars")),
        ("Norlane made 40 million euros, up from two hundred and six.", (2.06e8, "euros")),
        ("Norlane's shares rose fourteen percent, Ferrand's fell two point eight.", (2.8, "percent")),
        ("The crown gained nought point four percent. Mortgage rates stand at seven point two.", (7.2, "percent")),
        ("It has four million members, up from three million last year.", (3e6, "members")),
    ],
)  # fmt: skip
def test_a_number_has_the_unit_that_was_said_just_before(
    converse: Any, parser: SpacyParser, said: str, wanted: tuple[float, str]
) -> None:
    assert _last(converse, parser, said) == wanted


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("Forty houses were damaged. Another twelve sheep died.", 12),
        ("There are forty chairs and six tables. Twelve are broken.", 12),
        ("Three ships came in. Two hundred turned up.", 200),
        ("Four people were in the car. It was nine.", 9),
        ("It costs fifty dollars. I bought twenty.", 20),
        ("It has a budget of forty million dollars. It is home to two million.", 2e6),
        ("They raised 40 million euros. Ninety million live there.", 9e7),
        ("Norlane made ninety million euros. Ferrand spent two hundred.", 200),
        ("Thirty percent of homes were hit. The quake measured six point two.", 6.2),
        ("Twelve people were hurt in two crashes. Three of those were in Aster.", 3),
        ("The show has nine songs. I give it a four.", 4),
        ("It sold nine boats to four fishermen.", 4),
    ],
)
def test_what_a_number_is_of_is_not_guessed(converse: Any, parser: SpacyParser, said: str, value: float) -> None:
    assert _last(converse, parser, said) == (value, "")


def _last(converse: Any, parser: SpacyParser, said: str) -> tuple[float, str]:
    words = converse((0, said))["transcribe"].words
    told = read(sentences(words, {}), parser, THURSDAY, lambda done: None)
    last = [counted.quantity for each in told for _, counted in each.quantities][-1]
    return last.high, last.unit


def test_an_hour_by_a_day_is_no_quantity() -> None:
    words = "doors open Friday at ten".split()
    assert quantities(words, frozenset((2,))) == []


@pytest.mark.parametrize(
    "text",
    [
        "one of the ships",
        "only one of them",
        "the Hwasong 18 flew",
        "a second man",
        "at five in the morning",
        "at twenty past one",
        "by half past two",
        "at ten to six",
        "one of her sons",
        "episode 12",
        "a 3-d film",
        "an e-mail",
        "it rang at nine fourteen",
        "it rang at ten oh two",
        "by eleven forty five",
        "at half nine",
        "juror nine",
        "number twenty five",
        "runway 33",
        "12 Elm Road",
        "a 4-2 win",
        "the lessons of 9-11",
        "twice the size",
        "once or twice",
        "in the second half of the game",
        "the 7.40 to Aster was late",
        "the 9.30 ferry was late",
        "it was heard at about four",
        "she rang at ten and left",
        "the pub is open until eleven",
        "it was two at night",
    ],
)
def test_what_counts_nothing(text: str) -> None:
    assert quantities(text.split()) == []


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("it sank on Monday night", "2025-03-03"), ("the vote last Friday", "2025-02-28"), ("they will meet on Monday", "2025-03-10"),
        ("it was inspected in January", "2025-01"), ("will take over in April", "2025-04"), ("by the end of 2026", "2026"),
        ("by the tenth of April", "2025-04-10"), ("since twenty nineteen it", ""), ("two years ago", "2023"), ("yesterday", "2025-03-05"),
        ("on March 6th, 2024", "2024-03-06"), ("last month", "2025-02"), ("in the spring of 2024", "2024-03"), ("this week", "2025-03-03"),
        ("in November", "2024-11"), ("it is a show on April 9th", "2025-04-09"), ("it was a show on April 9th", "2024-04-09"),
        ("the owners met the crew in May", "2024-05"), ("in February of last year", "2024-02"), ("ahead of today's election", "2025-03-06"),
        ("rescued off the coast on Christmas Day", "2024-12-25"), ("due to sail from the port of Aster at the end of August", "2025-08"),
        ("late Thursday last week", "2025-02-27"), ("the vote would be held in May", "2025-05"),
        ("is expected to begin her talk to the board on Monday", "2025-03-10"),
        ("the film comes out on Friday", "2025-03-07"), ("the strike starts on Saturday", "2025-03-08"), ("the board meets on Monday", "2025-03-10"),
        ("the book is out on Monday", "2025-03-10"), ("shares are down on Monday", "2025-03-03"), ("the board that meets here resigned on Monday", "2025-03-03"),
        ("two are dead after a crash on Monday", "2025-03-03"), ("it will open at the end of the year", "2025-12"),
        ("everything that is at stake in November", "2025-11"), ("the one who is said to have lost in November", "2024-11"),
    ],
)  # fmt: skip
def test_a_date_as_people_say_it(text: str, iso: str) -> None:
    found = dates(text.split(), THURSDAY)
    assert [d.when.iso for d in found] == ([iso] if iso else ["2019"])


def test_without_a_day_only_whole_dates_are_known() -> None:
    assert [d.when.iso for d in dates("on Tuesday and on 3 May 2024".split(), None)] == ["", "2024-05-03"]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("200 Russians went there", "Russians"), ("about 40 Norwegians, and others, were booked", "Norwegians"),
        ("12 Danes were on board", "Danes"), ("in 12 Paris hotels", "hotels"), ("by 40 Orleans was shut", ""),
    ],
)  # fmt: skip
def test_people_of_a_country_are_counted(text: str, unit: str) -> None:
    words = text.split()
    assert [q.quantity.unit for q in quantities(words)] == [unit]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("so Ida Moll, fifty eight, owned it", "years"), ("she's thirty four, and new", "years"), ("he was 91 when it sank", "years"), ("who is 40, left", "years"), ("its owner, Ida Moll, is seventy nine and tired", "years"),
        ("Kelholm City, three, Orvane Town, two", ""), ("she's 12 points behind", "points"), ("he was 12th and she's 300", ""), ("it's 40, and new", ""),
    ],
)  # fmt: skip
def test_how_old_somebody_is_counts_years(text: str, unit: str) -> None:
    assert {q.quantity.unit for q in quantities(text.split())} == {unit}
