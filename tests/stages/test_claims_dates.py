"""On which side of the day of the talk a date lies, and dates that are said by a feast, by a number alone, by so many weeks."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from onrecord.core.claim import Claim
from onrecord.stages.claims.dates import dates

Find = Callable[..., list[Claim]]
FRIDAY = datetime.date(2026, 10, 16)


def _isos(text: str, day: datetime.date = FRIDAY) -> list[str]:
    return [d.when.iso for d in dates(text.split(), day)]


@pytest.mark.parametrize(
    ("text", "isos"),
    [
        ("the pool won't open in November", ["2026-11"]), ("the shop wouldn't open in May", ["2027-05"]),
        ("filming starts Monday in Aster", ["2026-10-19"]), ("the inquest opens Thursday", ["2026-10-22"]),
        ("she retires Friday", ["2026-10-23"]), ("doors open Sunday", ["2026-10-18"]), ("the seats go on sale Tuesday", ["2026-10-20"]),
        ("they're leaving on Sunday", ["2026-10-18"]), ("Norlane is planning the launch for March", ["2027-03"]),
        ("he's got until December 4th to answer", ["2026-12-04"]), ("he got a letter on December 4th", ["2025-12-04"]),
        ("the ferry was put off to January", ["2027-01"]), ("the vote has been moved from November to February", ["2026-11", "2027-02"]),
        ("it was moved to Aster in February", ["2026-02"]), ("she's gonna leave in December", ["2026-12"]),
        ("he agreed to step down in May", ["2027-05"]), ("they were told to pay by Sunday", ["2026-10-18"]),
        ("by Sunday it had sunk", ["2026-10-11"]), ("they had paid by Sunday", ["2026-10-11"]),
        ("on Sunday the wall fell and it will be rebuilt by Tuesday", ["2026-10-11", "2026-10-20"]),
        ("the board met on Monday and it'll meet again Tuesday", ["2026-10-12", "2026-10-20"]),
        ("the board met on Monday and on Tuesday it will vote", ["2026-10-12", "2026-10-20"]),
        ("the book came out, I want to say, on Tuesday", ["2026-10-13"]), ("it would have closed in November", ["2025-11"]),
        ("he couldn't be reached on Tuesday", ["2026-10-13"]), ("better than expected in August", ["2026-08"]),
        ("hundreds of people were there on Sunday", ["2026-10-11"]), ("the match was off due to the storm on Sunday", ["2026-10-11"]),
        ("a failed launch will be looked at on Sunday", ["2026-10-18"]), ("it will buy a failed bank on Sunday", ["2026-10-18"]),
        ("two closures on Monday were a surprise", ["2026-10-12"]), ("the pit shut on Sunday and won't open", ["2026-10-11"]),
        ("it will shut on Sunday", ["2026-10-18"]), ("the final is Sunday", ["2026-10-18"]),
        ("she was held from November to the spring", ["2025-11", "2026-03"]), ("he is free from December", ["2026-12"]),
        ("the council said it raises the fares on the first of May", ["2027-05-01"]), ("she hosts it on Sunday", ["2026-10-18"]),
        ("she says the pit shut on Sunday", ["2026-10-11"]), ("he says it on Sunday", ["2026-10-11"]),
        ("it's still December 12th", ["2026-12-12"]), ("shut since July 18th and since Monday", ["2026-07-18", "2026-10-12"]),
    ],
)  # fmt: skip
def test_a_date_lies_where_the_verb_nearest_to_it_says(text: str, isos: list[str]) -> None:
    assert _isos(text) == isos


@pytest.mark.parametrize(
    ("text", "isos"),
    [
        ("the rent is due on the thirtieth", ["2026-10-30"]), ("they will sail by the 9th", ["2026-11-09"]),
        ("it broke on the twenty second", ["2026-09-22"]), ("it broke on the twenty second floor", []), ("by the fifth man", []),
        ("on the second of them", []), ("the deadline is the thirty first, when they will file", ["2026-10-31"]),
        ("it was Tuesday the thirteenth", ["2026-10-13"]), ("expected in mid-April", ["2027-04"]),
        ("there will be talks before Thanksgiving", ["2026-11-26"]), ("prices have risen since Easter", ["2026-04-05"]),
        ("it was sold on Good Friday", ["2026-04-03"]), ("it will be done by Memorial Day", ["2027-05-31"]),
        ("they'll stay through Christmas", ["2026-12-25"]), ("last Christmas and next Easter", ["2025-12-25", "2027-03-28"]),
        ("a Christmas tree from Easter Island", []), ("it sails the weekend after next", ["2026-10-31"]),
        ("it sank the week before last", ["2026-09-28"]), ("they meet the day after tomorrow", ["2026-10-18"]),
        ("a fortnight ago", ["2026-09-28"]), ("in three days' time", ["2026-10-19"]), ("it will end in two weeks", ["2026-10-26"]),
        ("it was built in two weeks", []), ("last year's sold out in two days", ["2025"]), ("they meet a week on Friday", ["2026-10-30"]), ("two years from now", ["2028"]),
        ("it sank over the weekend", ["2026-10-10"]), ("they will sail at the weekend", ["2026-10-17"]),
        ("in nineteen eighty-four", ["1984"]), ("since twenty-oh-eight", ["2008"]), ("in nineteen oh five", ["1905"]),
        ("in two thousand and eight", ["2008"]), ("by two thousand and thirty", ["2030"]), ("two thousand and eight boats", []),
        ("the ban will end on Monday", ["2026-10-19"]), ("it won't open until Thursday week", ["2026-10-29"]),
        ("they vote a week today", ["2026-10-23"]), ("two weeks from tomorrow", ["2026-10-31"]),
        ("they have until the end of the month", ["2026-10"]), ("due by the end of the week", ["2026-10-16"]),
    ],
)  # fmt: skip
def test_a_day_that_is_said_without_its_month(text: str, isos: list[str]) -> None:
    assert _isos(text) == isos


def test_a_week_has_its_last_day_and_a_verb_is_no_part_of_a_date() -> None:
    (one,) = dates("it will end in a fortnight".split(), FRIDAY)
    assert (one.when.text, one.when.iso, one.when.iso_end) == ("in a fortnight", "2026-10-26", "2026-11-01")
    (day,) = dates("they meet a week on Friday".split(), FRIDAY)
    (week,) = dates("they meet a week today".split(), FRIDAY)
    assert day.when.iso_end == week.when.iso_end == ""


@pytest.mark.parametrize(
    ("text", "isos"),
    [
        ("the pier will open in March, five weeks late", ["2027-03"]), ("in April three of the barges sank", ["2026-04"]),
        ("in April, 14 barges sank", ["2026-04"]), ("in September the second barge sank", ["2026-09"]),
        ("from June six weeks of repairs follow", ["2026-06"]), ("in April 6, 2024 it sank", ["2024-04-06"]),
        ("on March 6 police came", ["2026-03-06"]), ("it sank on September six", ["2026-09-06"]),
        ("in September the second, it sank", ["2026-09-02"]), ("on April the first it sank", ["2026-04-01"]),
    ],
)  # fmt: skip
def test_a_number_after_a_month_is_its_day_only_where_it_counts_nothing(text: str, isos: list[str]) -> None:
    assert _isos(text) == isos


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("it will open next summer", ("2027-06", "2027-08")), ("known since the spring", ("2026-03", "2026-05")),
        ("it sank last winter", ("2025-12", "2026-02")), ("in the autumn of 2024", ("2024-09", "2024-11")),
        ("by the end of the summer of 2024", ("2024-08", "")), ("in the first quarter of next year", ("2027-01", "2027-03")),
        ("in Q3 2025", ("2025-07", "2025-09")), ("it fell last quarter", ("2026-07", "2026-09")),
        ("the second half of 2027", ("2027-07", "2027-12")), ("by the end of the first half of 2027", ("2027-06", "")),
        ("a ruling by the end of next week", ("2026-10-23", "2026-10-25")), ("it sank last week", ("2026-10-05", "2026-10-11")),
        ("it will sail at the weekend", ("2026-10-17", "2026-10-18")), ("by the end of next month", ("2026-11", "")),
    ],
)  # fmt: skip
def test_what_lasts_has_a_first_and_a_last(text: str, span: tuple[str, str]) -> None:
    assert [(d.when.iso, d.when.iso_end) for d in dates(text.split(), FRIDAY)] == [span]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("it is out on the second Monday in January", [("on the second Monday in January", "2027-01-11", "")]),
        ("it was held on the first Tuesday of November", [("on the first Tuesday of November", "2025-11-04", "")]),
        ("the vote is on the third Tuesday in November", [("on the third Tuesday in November", "2026-11-17", "")]),
        ("it sank on the last Friday in March 2024", [("on the last Friday in March 2024", "2024-03-29", "")]),
        ("they will sail on the last Sunday of next month", [("on the last Sunday of next month", "2026-11-29", "")]),
        ("a talk is planned for the first week of December", [("first week of December", "2026-12-01", "2026-12-07")]),
        ("it sank in the last week of February", [("in the last week of February", "2026-02-22", "2026-02-28")]),
        ("it will be held on the first weekend of March", [("on the first weekend of March", "2027-03-06", "2027-03-07")]),
        ("it will last from 3 to 9 December", [("from 3 to 9 December", "2026-12-03", "2026-12-09")]),
        ("the fair was held from the third to the ninth of May", [("from the third to the ninth of May", "2026-05-03", "2026-05-09")]),
        ("it ran 3-9 May 2024 in Aster", [("3-9 May 2024", "2024-05-03", "2024-05-09")]),
        ("they will meet on December 3-9 and vote", [("on December 3-9", "2026-12-03", "2026-12-09")]),
        ("they will meet from December 3 to 9", [("from December 3 to 9", "2026-12-03", "2026-12-09")]),
        ("it closed in the late 1990s", [("in the late 1990s", "1995", "1999")]),
        ("known since the mid-1980s", [("since the mid-1980s", "1984", "1986")]), ("in the 1950s it sank", [("in the 1950s", "1950", "1959")]),
        ("she is stepping down in the new year", [("in the new year", "2027", "")]),
        ("it has risen since the turn of the year", [("since the turn of the year", "2025-12", "2026-01")]),
        ("rates will fall by the turn of the year", [("by the turn of the year", "2026-12", "2027-01")]),
        ("it closed in mid-2019", [("in mid-2019", "2019", "")]),
        ("rose from March 3 to 5 percent", [("from March 3", "2026-03-03", "")]), ("the first Monday in Aster", [("Monday", "2026-10-12", "")]),
        ("she will decide within the next fortnight", [("within the next fortnight", "2026-10-17", "2026-10-30")]),
        ("it will open in the next ten days", [("in the next ten days", "2026-10-17", "2026-10-26")]),
        ("they have to meet within three weeks", [("within three weeks", "2026-10-17", "2026-11-06")]),
        ("it will open within a day", [("within a day", "2026-10-17", "")]),
        ("the body was found within three weeks", []), ("over the next two weeks he lost it", []), ("it will come within two miles", []),
        ("it will open in the next few weeks", []), ("within days it will open", []),
        ("Norlane will post a loss in the fourth quarter, its bank said", [("in the fourth quarter", "2026-10", "2026-12")]),
        ("sales fell in the third quarter", [("in the third quarter", "2026-07", "2026-09")]),
        ("growth slowed in the fourth quarter", [("in the fourth quarter", "2025-10", "2025-12")]),
        ("profits are expected to rise in the first quarter", [("in the first quarter", "2027-01", "2027-03")]),
        ("the team made a profit of four goals in the fourth quarter", []), ("a third quarter of a company", []),
        ("a 1990s song", []), ("in the early 1800s it sank", []), ("the first week of the strike", []), ("in the new year group", []), ("they won 3-9 in Aster", []),
        ("the fifth Monday of April", [("Monday", "2026-10-12", ""), ("April", "2026-04", "")]),
    ],
)  # fmt: skip
def test_a_place_in_a_month_or_a_year(text: str, found: list[tuple[str, str, str]]) -> None:
    assert [(d.when.text, d.when.iso, d.when.iso_end) for d in dates(text.split(), FRIDAY)] == found


def test_a_quarter_of_a_match_is_no_date_and_a_week_that_is_over_ends_with_its_weekend() -> None:
    assert _isos("they led in the fourth quarter") == _isos("in the second half of the match") == []
    assert _isos("it will end by the end of the week", datetime.date(2026, 10, 17)) == ["2026-10-17"]


@pytest.mark.parametrize(
    ("text", "isos"),
    [
        ("she was questioned and freed on bail until November the third", ["2026-11-03"]), ("the pier was shut until December", ["2026-12"]),
        ("the pool has been closed until the end of November", ["2026-11"]), ("he was barred until January the tenth", ["2027-01-10"]),
        ("the ferry was stopped until the 20th", ["2026-10-20"]), ("the judge gave them until Sunday", ["2026-10-18"]),
        ("the pier was shut until August", ["2026-08"]), ("she was mayor until 2019", ["2019"]), ("he stayed until November", ["2025-11"]),
        ("the hall was used until November", ["2025-11"]), ("it had been closed until November", ["2025-11"]),
        ("the pier was shut on the 20th", ["2026-09-20"]), ("he was elected and served until November", ["2025-11"]),
    ],
)  # fmt: skip
def test_what_was_imposed_until_a_day_may_last_until_one_to_come(text: str, isos: list[str]) -> None:
    assert _isos(text) == isos


@pytest.mark.parametrize(
    ("text", "isos"),
    [
        ("the guard told her they'd cut the wages in March", ["2026-03"]), ("she said he'd set the price in April", ["2026-04"]),
        ("they'd cut the wages in March", ["2027-03"]), ("he promised they'd cut the wages in March", ["2027-03"]),
        ("she said they'd cut the wages in March if he won", ["2027-03"]), ("she said they'd open it in March", ["2027-03"]),
    ],
)  # fmt: skip
def test_a_verb_that_is_alike_now_and_then_is_past_where_somebody_told_it(text: str, isos: list[str]) -> None:
    assert _isos(text) == isos


@pytest.mark.parametrize(
    ("text", "isos"),
    [
        ("the crew have called a strike vote for Nov. 27", ["2026-11-27"]), ("the hearing was set for December 3", ["2026-12-03"]),
        ("the clerk fixed the next session for January", ["2027-01"]), ("the heat set a record for March", ["2026-03"]),
        ("they called the police for the third time in March", ["2026-03"]), ("she called for calm in March", ["2026-03"]),
        ("the pool is likely to reopen in May", ["2027-05"]), ("Norlane is poised to sell it in April", ["2027-04"]),
        ("the pier is bound to close in January", ["2027-01"]), ("it is bound to a contract signed in March", ["2026-03"]),
        ("an audit, which was due in August, has been delayed", ["2026-08"]), ("the audit was due in January", ["2027-01"]),
        ("the pool was supposed to open in May", ["2026-05"]), ("they were expected in July", ["2026-07"]),
        ("the hearing had been scheduled for June", ["2026-06"]), ("the hearing has been scheduled for June", ["2027-06"]),
        ("the audit is due in August", ["2027-08"]), ("the question was whether it will open in May", ["2027-05"]),
        ("the report was due on Monday", ["2026-10-19"]), ("the report was due on Wednesday", ["2026-10-14"]),
        ("the report is due on Wednesday", ["2026-10-21"]), ("they were ordered to leave by Wednesday", ["2026-10-21"]),
    ],
)  # fmt: skip
def test_what_is_fixed_for_a_day_lies_ahead_and_what_was_may_be_over(text: str, isos: list[str]) -> None:
    assert _isos(text) == isos


@pytest.mark.parametrize(
    ("text", "isos"),
    [
        ("two hundred go there and it'll stay closed until at least Monday", ["2026-10-19"]),
        ("the pool stays shut until Monday", ["2026-10-19"]), ("the road remains blocked until Tuesday", ["2026-10-20"]),
        ("they will keep the school closed until Monday", ["2026-10-19"]), ("the flood will leave roads cut until Monday", ["2026-10-19"]),
        ("trains get diverted until Sunday", ["2026-10-18"]), ("the quay is blocked until Monday", ["2026-10-19"]),
        ("she's suspended until Tuesday", ["2026-10-20"]), ("the road remained blocked until Monday", ["2026-10-12"]),
        ("the council kept the pool closed until Monday", ["2026-10-12"]), ("they keep saying it closed until Monday", ["2026-10-12"]),
        ("leave the harbour and it closed on Monday", ["2026-10-12"]), ("he is accused of setting the fire on Monday", ["2026-10-12"]),
        ("a curfew applies from Sunday", ["2026-10-18"]), ("the new rules apply from January", ["2027-01"]),
        ("from Monday dogs are banned from the beach", ["2026-10-19"]), ("from Monday the bus costs two euros", ["2026-10-19"]),
        ("from Monday she was in hospital", ["2026-10-12"]), ("emails from Monday show that she knew", ["2026-10-12"]),
        ("the same applies to the fire in May", ["2026-05"]),
    ],
)  # fmt: skip
def test_what_stays_so_until_a_day_lasts_to_one_to_come(text: str, isos: list[str]) -> None:
    assert _isos(text) == isos


@pytest.mark.parametrize(
    ("text", "isos"),
    [
        ("an inspection was already booked for February", ["2027-02"]), ("a hearing has been listed for March", ["2027-03"]),
        ("a meeting is arranged for Tuesday", ["2026-10-20"]), ("the ferry's already been cancelled for Sunday", ["2026-10-18"]),
        ("a warning has been issued for Sunday", ["2026-10-18"]), ("talks were announced for Sunday", ["2026-10-18"]),
        ("she was fined for Sunday's march", ["2026-10-11"]), ("figures for August were revised", ["2026-08"]),
        ("the rate has been revised for August", ["2026-08"]), ("she was paid for March", ["2026-03"]),
        ("the firm blamed the strike for Sunday", ["2026-10-11"]),
    ],
)  # fmt: skip
def test_what_is_done_for_a_day_is_arranged_for_one_to_come(text: str, isos: list[str]) -> None:
    assert _isos(text) == isos


@pytest.mark.parametrize(
    ("text", "isos"),
    [
        ("she's testifying on Monday", ["2026-10-19"]), ("the crew is striking on Monday", ["2026-10-19"]),
        ("Norlane is publishing its results on Tuesday", ["2026-10-20"]), ("the firm is selling its stake in March", ["2027-03"]),
        ("he's testifying before the board on Friday", ["2026-10-23"]), ("they're also marching on Sunday", ["2026-10-18"]),
        ("the mayor isn't standing down in May", ["2027-05"]), ("the mayor is resigning in May", ["2027-05"]),
        ("the guard is being freed on Sunday", ["2026-10-18"]), ("they're singing next week", ["2026-10-19"]),
        ("the guard was being held on Sunday", ["2026-10-11"]), ("shares are falling on Monday", ["2026-10-12"]),
        ("police are investigating a crash on Monday", ["2026-10-12"]), ("she's recovering from a fall on Monday", ["2026-10-12"]),
        ("he's speaking about the fire in May", ["2026-05"]), ("two are missing after a fire on Sunday", ["2026-10-11"]),
        ("they're investigating Sunday's fire", ["2026-10-11"]), ("there's nothing on Sunday", ["2026-10-11"]),
        ("the guard is being questioned over a fire on Sunday", ["2026-10-11"]), ("she was testifying on Monday", ["2026-10-12"]),
    ],
)  # fmt: skip
def test_what_is_being_done_on_a_day_is_arranged_for_it(text: str, isos: list[str]) -> None:
    assert _isos(text) == isos


@pytest.mark.parametrize(
    ("text", "isos"),
    [
        ("he said a cut in January was off the table", ["2027-01"]), ("the mayor said that a strike in December was likely", ["2026-12"]),
        ("she told the board elections in March were not possible", ["2026-03"]), ("she said elections in March were possible", ["2027-03"]),
        ("the union warned that another strike in December would cost millions", ["2026-12"]),
        ("he said a cut in July was a mistake", ["2026-07"]), ("the mayor said the crash in December was an accident", ["2025-12"]),
        ("she said a strike in December was called off", ["2025-12"]), ("he said a boat sank in December", ["2025-12"]),
        ("she said in December that a strike was likely", ["2025-12"]), ("the mayor said Aster's strike in December was illegal", ["2025-12"]),
        ("he said a crash on Wednesday was an accident", ["2026-10-14"]), ("a strike in December was likely", ["2025-12"]),
    ],
)  # fmt: skip
def test_what_was_possible_as_somebody_said_may_be_to_come(text: str, isos: list[str]) -> None:
    assert _isos(text) == isos


@pytest.mark.parametrize(
    ("text", "isos"),
    [
        ("the strike lasted from Thursday to Monday", ["2026-10-08", "2026-10-12"]), ("it was shut from Saturday to Thursday", ["2026-10-10", "2026-10-15"]),
        ("it lasted from Monday to Thursday", ["2026-10-12", "2026-10-15"]), ("it sank between Thursday and Monday", ["2026-10-08", "2026-10-12"]),
        ("the strike runs from Monday through Sunday", ["2026-10-19", "2026-10-25"]), ("it will close from Monday to Thursday", ["2026-10-19", "2026-10-22"]),
        ("the pool was closed from September to March", ["2025-09", "2026-03"]), ("it will close from March to January", ["2027-03", "2028-01"]),
        ("it was closed from September 3 to March 4", ["2025-09-03", "2026-03-04"]),
        ("the vote was moved from Thursday to Monday", ["2026-10-22", "2026-10-19"]), ("he went from Monday to Thursday", ["2026-10-12", "2026-10-15"]),
        ("sales fell from September 2025 to March", ["2025-09", "2026-03"]), ("it sank on Thursday and on Monday", ["2026-10-15", "2026-10-12"]),
        ("they had been off since the previous Wednesday", [""]), ("it sank in May and the following Monday they met", ["2026-05", ""]),
        ("the talks will resume the following Monday", ["2026-10-19"]), ("it sank last Wednesday", ["2026-10-14"]),
    ],
)  # fmt: skip
def test_a_stretch_ends_after_it_began(text: str, isos: list[str]) -> None:
    assert _isos(text) == isos


def test_a_date_goes_to_the_claim_of_its_clause(found: Find) -> None:
    tower, said, spoken = found(
        "Ann Reed: The tower cost nine million pounds and it was meant to open in May. On Tuesday, the mayor said the bridge is safe. "
        "Speaking in Aster on Monday, the warden said 40 people are missing."
    )
    assert (tower.text, tower.dates) == ("The tower cost nine million pounds", ())
    assert [d.text for c in (said, spoken) for d in c.dates] == ["On Tuesday", "on Monday"]


def test_the_month_of_may_is_no_caution(found: Find) -> None:
    month, road, might = found(
        "Ann Reed: The warden said the pool opens on the third of May. The mayor said May Road will be closed. "
        "The union said the pit may close in May."
    )
    assert month.hedges == road.hedges == () and might.hedges == ("may",)


@pytest.mark.parametrize(
    ("text", "isos"),
    [
        ("in January of last year the boiler failed on a Friday, and by the Monday four were dead", ["2025-01"]),
        ("it closed on a Tuesday and on the Friday it burned", []), ("they meet every Monday and Thursday", []), ("most Fridays it is shut", []),
        ("she comes every Sunday", []), ("it failed on Monday", ["2026-10-12"]),
        ("there's a hearing on Monday", ["2026-10-19"]), ("there is a row after the fire on Sunday", ["2026-10-11"]),
        ("there is another hearing on Friday", ["2026-10-16"]), ("it is Wednesday and it rains", ["2026-10-14"]), ("the vote is on Wednesday", ["2026-10-21"]),
        ("in September she'd just got a new boat", ["2026-09"]), ("the first plan was nineteen ninety eight", ["1998"]),
        ("there was a recall, in like twenty twenty-one, and a fire", ["2021"]), ("twenty twenty-two people came", []),
        ("he sold twenty twenty pound notes", []), ("its December trips have been cancelled", ["2026-12"]), ("the September fair was cancelled", ["2026-09"]),
    ],
)  # fmt: skip
def test_a_day_that_is_told_of_and_one_that_is_to_come(text: str, isos: list[str]) -> None:
    assert [d.when.iso for d in dates(text.split(), datetime.date(2026, 10, 14))] == isos
