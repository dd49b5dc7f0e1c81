"""What somebody keeps back or takes back, whose word a claim is and how firm, on sentences that were made up for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from onrecord.core.claim import Claim, Firmness, HolderKind
from onrecord.stages.claims import ClaimsSettings

Find = Callable[..., list[Claim]]
NEWS = "Chile sent 40 boats to the strait on Monday. Norway closed two ports on Tuesday, killing 12 people. "


# --- what was not said ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("The regulator has neither confirmed nor denied that it has opened an inquiry.", "has neither confirmed nor denied that it has opened an inquiry"),
        ("The ministry would neither confirm nor deny that the jets had been sold.", "would neither confirm nor deny that the jets had been sold"),
        ("The company has not confirmed that it has opened the dam.", "has not confirmed that it has opened the dam"),
        ("The company has not said that the ship was late.", "has not said that the ship was late"),
        ("The company hasn't said what happened to the ship.", "hasn't said what happened to the ship"),
        ("The harbour police wouldn't say whether any of the boats sank.", "wouldn't say whether any of the boats sank"),
        ("The regulator declined to say how the fire began.", "declined to say how the fire began"),
        ("The regulator declined to confirm that 14 cranes have cracked.", "declined to confirm that 14 cranes have cracked"),
        ("The union refused to sign the new contract.", "refused to sign the new contract"),
        ("No minister has confirmed that the port will close.", "No minister has confirmed that the port will close"),
        ("The regulator declined to comment, citing the inquiry.", "declined to comment"),
        ("The committee has declined to elaborate.", "has declined to elaborate"),
        ("The mayor refused to answer.", "refused to answer"),
        ("The bank had no comment.", "The bank had no comment"),
        ("The ministry offered no comment on the letter.", "The ministry offered no comment on the letter"),
        ("The mayor would not comment on the letter.", "would not comment on the letter"),
        ("The bank did not comment.", "did not comment"),
        ("Norlane did not immediately respond.", "did not immediately respond"),
        ("The bank hasn't responded to requests for comment.", "hasn't responded to requests for comment"),
        ("The owner could not be reached for comment.", "could not be reached for comment"),
        ("The two directors couldn't immediately be reached for comment on Friday.", "couldn't immediately be reached for comment on Friday"),
        ("The mayor was not available for comment.", "was not available for comment"),
        ("The mayor was unavailable for comment.", "The mayor was unavailable for comment"),
        ("The harbour board did not return calls seeking comment.", "did not return calls seeking comment"),
        ("The bank has not returned messages for comment.", "has not returned messages for comment"),
        ("The minister refused to resign.", "refused to resign"),
        ("The director has refused to apologise.", "has refused to apologise"),
    ],
)  # fmt: skip
def test_what_somebody_keeps_back_is_not_stated(found: Find, sentence: str, text: str) -> None:
    assert [(c.text, c.firmness) for c in found(f"Ann Reed: {sentence}")] == [(text, Firmness.REPORTED)]


def test_what_is_not_ruled_out_is_not_foretold(found: Find) -> None:
    (told,) = found("Ann Reed: Governor Ole Hamre wouldn't rule out a second strike in September.")
    assert told.text == "wouldn't rule out a second strike in September"


@pytest.mark.parametrize("sentence", ["Ole Hamre wouldn't rule it out.", "Ole Hamre has not ruled that out."])
def test_what_was_asked_and_is_not_ruled_out_is_a_guess(found: Find, sentence: str) -> None:
    told = found(f"Ann Reed: {NEWS}{sentence}")[-1]
    assert (told.text, told.firmness) == (sentence[len("Ole Hamre ") : -1], Firmness.SPECULATION)


@pytest.mark.parametrize(
    "sentence",
    [
        "The driver refused to stop.", "The patient refused to eat.", "The engine refused to start.", "The crew could not be reached by radio.",
        "The tower is not available for weddings.", "The shop did not return the call.", "I declined to comment.", "The pump did not respond to a signal.",
        "Norlane doesn't comment on prices.", "The mayor declined the offer.", "The report had no comment from the bank's owner.",
    ],
)  # fmt: skip
def test_who_only_does_not_do_something_keeps_nothing_back(found: Find, sentence: str) -> None:
    assert not [c for c in found(f"Ann Reed: {NEWS}{sentence}") if c.cue]


def test_what_we_got_wrong_is_denied_and_what_is_right_is_told(found: Find) -> None:
    wrong, right = found(
        "Ann Reed: Last week we said the crack was forty centimetres long. That was wrong. The crack is fourteen centimetres long."
    )
    assert (wrong.firmness, wrong.cue) == (Firmness.DENIED, "That was wrong")
    assert (right.firmness, right.text) == (Firmness.REPORTED, "The crack is fourteen centimetres long")


@pytest.mark.parametrize(
    ("talk", "cue"),
    [
        ("A correction from Monday. We told you that the dam employs 40 people. It employs 14.", "A correction from Monday"),
        ("We made a mistake last month. I said the dam employs 40 people. It employs 14.", "We made a mistake last month"),
        ("Last week I said that the dam employs 40 people. It doesn't. It employs 14.", "It doesn't"),
        ("Last week we reported that the dam employs 40 people. We did, and it turns out that's not right. It employs 14.", "We did, and it turns out that's not right"),
        ("Last week I told you the dam employs 40 people. It employs 14. Sorry about that.", "Sorry about that"),
        ("I said the dam employs 40 people, that was wrong as well. It employs 14.", "said"),
        ("And there's a correction. Last week we said that the dam employs 40 people. It's fourteen.", "It's fourteen"),
        ("Last week we told you that the dam employs 40 people. It was 14.", "It was 14"),
        ("Last week we told you that the dam employs 40 people. In fact it employs 14.", "In fact it employs 14"),
        ("And I said that the dam employs 40 people, it's 14.", "said"),
        ("Two corrections. I said that the mayor had left. He hasn't. Also I said the dam employs 40 people.", "Two corrections"),
    ],
)  # fmt: skip
def test_what_the_show_corrects_it_denies(found: Find, talk: str, cue: str) -> None:
    told = [(c.text, c.firmness, c.cue) for c in found(f"Ann Reed: {NEWS}{talk}") if "dam" in c.text]
    assert told == [("the dam employs 40 people", Firmness.DENIED, cue)]


@pytest.mark.parametrize(
    "talk",
    [
        "Last week I said that the dam employs 40 people. It does.",
        "The minister told us that the dam employs 40 people. It doesn't.",
        "I got one thing right last month. I said the dam employs 40 people.",
        "We said the dam employs 40 people, and that it was wrong to close it.",
        "We said the dam employs 40 people. It is 14 metres high.",
        "We said the dam employs 40 people. It's Thursday.",
        "We said the dam employs 40 people, it is 40 in the summer.",
        "The minister said the dam employs 40 people. It's 14.",
    ],
)
def test_what_nobody_corrects_stays(found: Find, talk: str) -> None:
    told = [c for c in found(f"Ann Reed: {NEWS}{talk}") if "dam" in c.text]
    assert Firmness.DENIED not in [c.firmness for c in told]


def test_what_is_called_wrong_may_have_happened(found: Find) -> None:
    (sold,) = found("Ann Reed: Norlane sold 40 ferries on Monday. That was wrong.")
    assert sold.firmness is Firmness.REPORTED


def test_an_apology_is_no_claim(found: Find) -> None:
    told = found(f"Ann Reed: {NEWS}The council's own estimate is 900,000 pounds, and we apologise to the head teacher.")
    assert [c.text for c in told[2:]] == ["The council's own estimate is 900,000 pounds"]


@pytest.mark.parametrize(
    ("sentence", "is_no"),
    [
        ("Norlane has made no offer for the ferries in Kellmar.", True),
        ("There is no water in the dam at Kellmar.", True),
        ("No minister has seen the dam at Kellmar.", True),
        ("The dam at Kellmar is no longer safe.", True),
        ("The flood in Kellmar killed no fewer than 40 people.", False),
        ("Norlane sold the ferries in Kellmar to a firm with no boats.", False),
    ],
)
def test_whether_it_is_a_no(found: Find, sentence: str, is_no: bool) -> None:
    told = found(f"Ann Reed: {NEWS}{sentence}", chosen=ClaimsSettings(plain_over=0.0))
    assert told[-1].is_negated is is_no


@pytest.mark.parametrize(
    ("sentence", "text", "firmness"),
    [
        ("There is a rumour that Norlane will sell the ferries.", "Norlane will sell the ferries", Firmness.SPECULATION),
        ("People are saying the dam in Kellmar is cracked.", "the dam in Kellmar is cracked", Firmness.SPECULATION),
        ("I'm hearing that the minister has already found a buyer.", "the minister has already found a buyer", Firmness.SPECULATION),
        ("There are people who say that you've been selling ferries in Kellmar.", "you've been selling ferries in Kellmar", Firmness.SPECULATION),
        ("There are lawyers who say that the case in Kellmar is weak.", "the case in Kellmar is weak", Firmness.CLAIMED),
        ("The dam cost 40 million, it was supposed to open by now.", "The dam cost 40 million", Firmness.REPORTED),
        ("One buyer is said to be Holm Shipping.", "One buyer is said to be Holm Shipping", Firmness.SPECULATION),
        ("We heard that the minister has already found a buyer.", "the minister has already found a buyer", Firmness.REPORTED),
        ("The mayor is saying the dam in Kellmar is cracked.", "the dam in Kellmar is cracked", Firmness.CLAIMED),
        ("I'd be amazed if there wasn't a crack in the dam.", "amazed if there wasn't a crack in the dam", Firmness.EXPERT_OPINION),
        ("I would give the ferry one chance in ten.", "the ferry one chance in ten", Firmness.EXPERT_OPINION),
        ("Odile Brandt has claimed the tax relief for the house in Kellmar.", "Odile Brandt has claimed the tax relief for the house in Kellmar", Firmness.REPORTED),
        ("The union claimed victory in the vote on the dam.", "victory in the vote on the dam", Firmness.CLAIMED),
    ],
)  # fmt: skip
def test_talk_that_goes_round_and_what_the_speaker_holds_likely(
    found: Find, sentence: str, text: str, firmness: Firmness
) -> None:
    told = found(f"Ann Reed: {NEWS}{sentence}")[-1]
    assert (told.text, told.firmness) == (text, firmness)


def test_what_somebody_is_told_to_expect_is_no_forecast_of_theirs(found: Find) -> None:
    (told,) = found("Ann Reed: Judge Odile Brandt told the jury to expect a verdict by Friday.")
    assert (told.text, told.firmness) == ("the jury to expect a verdict by Friday", Firmness.CLAIMED)


def test_a_mere_i_would_be_glad_is_no_opinion(found: Find) -> None:
    assert len(found(f"Ann Reed: {NEWS}I'd be surprised if you came. I'd give you a lift to the station.")) == 2


# --- whose word it is -----------------------------------------------------------------------------------------------


def test_she_is_whom_the_sentence_before_is_about_and_no_earlier_holder(found: Find) -> None:
    told = found(
        "Ann Reed: Doctor Mina Holst believes there may be bigger ones. Maria Vinter put it back. "
        "She told me the fish looked annoyed and weighed 21 kilograms."
    )
    assert told[-1].holder.name == "Maria Vinter"


@pytest.mark.parametrize("what", ["that repairs will cost 2 million euros", "that the repairs will take a year"])
def test_a_second_that_belongs_to_who_said_the_first(found: Find, what: str) -> None:
    (told,) = found(f"Ann Reed: Norlane confirmed on Monday that 14 trams have cracked wheels, and {what}.")
    assert (told.holder.name, told.firmness) == ("Norlane", Firmness.CONFIRMED)
    assert told.text == f"14 trams have cracked wheels, and {what}"


@pytest.mark.parametrize("said", ["morale is low", "morale is on the floor and that eleven have resigned"])
def test_whom_somebody_told_is_no_part_of_it(found: Find, said: str) -> None:
    assert [c.text for c in found(f"Ann Reed: A nurse told us {said}.")] == [said]


def test_what_my_sister_says_of_the_world_is_told(found: Find) -> None:
    told = found(f"Ann Reed: {NEWS}My sister says the budget hasn't been signed. My mother says I should eat more.")
    assert [(c.holder.name, c.text) for c in told[2:]] == [("My sister", "the budget hasn't been signed")]


def test_people_who_report_a_thing_to_somebody_state_nothing(found: Find) -> None:
    told = found(f"Ann Reed: {NEWS}Two of its members reported the crack in July.")
    assert [(c.holder.kind, c.text) for c in told[2:]] == [
        (HolderKind.SPEAKER, "Two of its members reported the crack in July")
    ]


# --- how firm -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sentence", ["Two members were dismissed on Friday", "The board dismissed the chef on Monday"])
def test_who_is_dismissed_denies_nothing(found: Find, sentence: str) -> None:
    assert [(c.text, c.firmness) for c in found(f"Ann Reed: {sentence}.")] == [(sentence, Firmness.REPORTED)]


def test_who_dismisses_a_claim_denies_it(found: Find) -> None:
    (told,) = found("Ann Reed: The ministry dismissed claims of a second leak in the dam.")
    assert (told.text, told.firmness) == ("claims of a second leak in the dam", Firmness.DENIED)


@pytest.mark.parametrize(
    "lead",
    ["There are rumours in the harbour", "There's talk around city hall", "There is gossip in the port of Anselm"],
)
def test_a_rumour_that_goes_round_somewhere_is_speculation_of_nobody(found: Find, lead: str) -> None:
    (claim,) = found(f"{lead} that the crew was carrying weapons.")
    assert (claim.text, claim.firmness) == ("the crew was carrying weapons", Firmness.SPECULATION)
    assert claim.holder.kind is HolderKind.UNNAMED


def test_that_there_was_talk_is_speculation_and_that_there_are_talks_is_told(found: Find) -> None:
    assert [c.firmness for c in found("There's been talk for weeks that Dale took the money.")] == [
        Firmness.SPECULATION
    ]
    assert Firmness.SPECULATION not in [
        c.firmness for c in found("There are talks between the two ministers in Anselm.")
    ]


@pytest.mark.parametrize("lead", ["There is a rumour", "There's been a rumour", "There are rumours", "The rumour is"])
def test_a_rumour_is_speculation(found: Find, lead: str) -> None:
    (told,) = found(f"Ann Reed: {lead} that the mayor will resign.")
    assert (told.text, told.firmness) == ("the mayor will resign", Firmness.SPECULATION)


@pytest.mark.parametrize("lead", ["According to leaked minutes,", "Minutes leaked to the Post say", "Official figures say"])  # fmt: skip
def test_a_record_reports(found: Find, lead: str) -> None:
    (told,) = found(f"Ann Reed: {lead} the board knew of the crack in July.")
    assert told.firmness is Firmness.REPORTED


def test_people_who_are_called_figures_claim(found: Find) -> None:
    (told,) = found("Ann Reed: Senior figures say the board knew of the crack in July.")
    assert told.firmness is Firmness.CLAIMED


@pytest.mark.parametrize(
    ("who", "firmness"),
    [
        ("The drug agency", Firmness.CLAIMED),
        ("The Food Standards Agency", Firmness.CLAIMED),
        ("The Interfax news agency", Firmness.REPORTED),
        ("The Post Office", Firmness.CLAIMED),
        ("The radio maker", Firmness.CLAIMED),
        ("The radio station", Firmness.REPORTED),
        ("Radio Osland", Firmness.REPORTED),
        ("State television", Firmness.REPORTED),
        ("The police station", Firmness.CLAIMED),
        ("The paper mill", Firmness.CLAIMED),
        ("The blog's owner", Firmness.CLAIMED),
        ("The reporter's lawyer", Firmness.CLAIMED),
        ("The author of the report", Firmness.CLAIMED),
        ("The test driver", Firmness.CLAIMED),
        ("The data protection commissioner", Firmness.CLAIMED),
        ("The record label", Firmness.CLAIMED),
        ("The police report", Firmness.REPORTED),
        ("One of the papers", Firmness.REPORTED),
        ("Clara Voss, a reporter for the Courier,", Firmness.REPORTED),
        ("Clara Voss of the Tidewater Post", Firmness.REPORTED),
        ("The Wall Street Examiner", Firmness.REPORTED),
        ("The Stennis Observer", Firmness.REPORTED),
        ("The county medical examiner", Firmness.CLAIMED),
    ],
)
def test_the_head_of_a_name_tells_whether_it_passes_on_what_others_found(
    found: Find, who: str, firmness: Firmness
) -> None:
    assert [c.firmness for c in found(f"Ann Reed: {who} said that the mayor will resign in May.")] == [firmness]


@pytest.mark.parametrize(
    ("talk", "name", "firmness"),
    [
        ("The report says that the valve failed. It says that the crew was tired.", "The report", Firmness.REPORTED),
        ("The Stennis Observer says that the mayor lied. It says that the vote was late.", "The Stennis Observer", Firmness.REPORTED),
        ("The Interfax news agency says that the mayor lied. The agency says that the vote was late.", "The Interfax news agency", Firmness.REPORTED),
        ("The drug agency says that the spray works. It says that the trial was fair.", "The drug agency", Firmness.CLAIMED),
        ("The ministry has a report. It says that the crew was tired.", "The ministry", Firmness.CLAIMED),
    ],
)  # fmt: skip
def test_a_pronoun_is_as_firm_as_what_it_stands_for(found: Find, talk: str, name: str, firmness: Firmness) -> None:
    claim = found(f"Ann Reed: {talk}")[-1]
    assert (claim.holder.name, claim.firmness) == (name, firmness)


@pytest.mark.parametrize(
    ("source", "name", "firmness"),
    [
        ("figures published by the valley council", "figures published by the valley council", Firmness.REPORTED),
        ("data released on Monday by the harbour office", "data released by the harbour office", Firmness.REPORTED),
        ("its own status page", "its own status page", Firmness.REPORTED),
        ("the figures that the party hid", "the figures", Firmness.CLAIMED),
        ("a driver hired by the council", "a driver", Firmness.CLAIMED),
    ],
)  # fmt: skip
def test_whose_figures_they_are_is_part_of_the_name(found: Find, source: str, name: str, firmness: Firmness) -> None:
    claim = found(f"Ann Reed: According to {source}, 40 percent of the staff is older than 55.")[-1]
    assert (claim.holder.name, claim.firmness) == (name, firmness)


@pytest.mark.parametrize(
    ("sentence", "firmness"),
    [
        ("The ship might have been sold.", Firmness.SPECULATION),
        ("The owners are tired, so they may sell the ship.", Firmness.SPECULATION),
        ("The ship was probably sold in March.", Firmness.SPECULATION),
        ("The owners bought a ship that might sink in 2027.", Firmness.REPORTED),
        ("The owners couldn't sell the ship in March.", Firmness.REPORTED),
    ],
)
def test_a_speaker_guesses_where_the_main_clause_does(found: Find, sentence: str, firmness: Firmness) -> None:
    assert found(f"Ann Reed: {NEWS}{sentence}", chosen=ClaimsSettings(plain_over=0.0))[-1].firmness is firmness


@pytest.mark.parametrize(
    "denial",
    [
        "Norlane says that's false", "Norlane said that is simply not true", "Norlane says that it's nonsense", "Norlane insists this is a lie",
        "Norlane says the allegations are baseless", "Norlane denied that under oath",
    ],
)  # fmt: skip
def test_who_says_that_something_said_is_untrue_denies_it(found: Find, denial: str) -> None:
    told = found(f"Ann Reed: The union said 40 ferries leak. {denial}.")[-1]
    assert (told.holder.name, told.text, told.firmness) == ("Norlane", denial, Firmness.DENIED)


@pytest.mark.parametrize(
    "said", ["it is wrong to close the port", "it is not safe", "it is a fake", "the harbour is not true north of here"]
)
def test_who_says_that_something_is_bad_denies_nothing(found: Find, said: str) -> None:
    told = found(f"Ann Reed: The union said 40 ferries leak. Norlane says {said}.")[-1]
    assert (told.text, told.firmness) == (said, Firmness.CLAIMED)


def test_what_is_said_with_a_denial_is_told_too(found: Find) -> None:
    told = found("Ann Reed: Norlane says that's false, they say the boats were handed over on the fifth of May.")
    assert [(c.holder.name, c.firmness, c.text) for c in told] == [
        ("Norlane", Firmness.DENIED, "Norlane says that's false"),
        ("Norlane", Firmness.CLAIMED, "the boats were handed over on the fifth of May"),
    ]


def test_who_rejects_a_suggestion_denies_that_and_no_more(found: Find) -> None:
    told = found(
        "Ann Reed: Piers Holm told the paper that it was too soon to close the mine, and he rejected the suggestion that it had been flooded."
    )
    assert [(c.text, c.firmness) for c in told] == [
        ("it was too soon to close the mine", Firmness.CLAIMED),
        ("it had been flooded", Firmness.DENIED),
    ]


@pytest.mark.parametrize("denial", ["Norlane denies that", "Norlane rejects this"])
def test_a_denial_of_what_was_said_before_is_told(found: Find, denial: str) -> None:
    told = found(f"Ann Reed: {NEWS}{denial}.")[-1]
    assert (told.holder.name, told.text, told.firmness) == ("Norlane", denial, Firmness.DENIED)


@pytest.mark.parametrize(
    ("talk", "holder", "text"),
    [
        ("Police say that Piet Ostrander sold 40 ferries. He denied it.", "Piet Ostrander", "He denied it"),
        ("Police say that the trust sold 40 ferries. They deny that.", "the trust", "They deny that"),
        ("Police say that Mina Holst sold 40 ferries. Holst rejects that.", "Mina Holst", "Holst rejects that"),
        ("Police say that 40 ferries leak. The owner, Norlane Shipping, disputes it.", "Norlane Shipping", "The owner, Norlane Shipping, disputes it"),
        ("Police say that 40 ferries leak. Norlane Shipping's always denied that.", "Norlane Shipping", "Norlane Shipping's always denied that"),
        ("Police say that 40 ferries leak. Norlane has always denied wrongdoing.", "Norlane", "has always denied wrongdoing"),
        ("Police say that 40 ferries leak. They rejected it.", "unnamed", "They rejected it"),
    ],
)  # fmt: skip
def test_who_denies_what_was_said_before_need_not_be_named_in_full(
    found: Find, talk: str, holder: str, text: str
) -> None:
    told = found(f"Ann Reed: {talk}")[-1]
    assert (told.holder.name, told.text, told.firmness) == (holder, text, Firmness.DENIED)


def test_whose_short_has_is_no_part_of_the_name(found: Find) -> None:
    told = found(
        f"Ann Reed: {NEWS}Police say that Ostria sold 40 boats. Ostria's always denied that. They found 14 rifles in Kellmar."
    )
    assert told[-1].holder.name != "Ostria's"


@pytest.mark.parametrize(
    "talk",
    ["40 ferries were sold in May. They rejected it.", "Police say that 40 ferries leak. People deny it.", "Police say that 40 ferries leak. Norlane would deny that."],
)  # fmt: skip
def test_nobody_denies_what_nobody_said_or_somebody_would_deny(found: Find, talk: str) -> None:
    assert Firmness.DENIED not in [c.firmness for c in found(f"Ann Reed: {talk}")]


@pytest.mark.parametrize(
    ("sentence", "holder", "text"),
    [
        ("Odile Brandt pleaded not guilty to both charges.", "Odile Brandt", "pleaded not guilty to both charges"),
        ("Odile Brandt was arrested. She's pleading not guilty.", "Odile Brandt", "She's pleading not guilty"),
        ("Odile Brandt is in court, and she's pleaded not guilty.", "Odile Brandt", "she's pleaded not guilty"),
        ("Odile Brandt entered a plea of not guilty in Kellmar.", "Odile Brandt", "entered a plea of not guilty in Kellmar"),
        ("Odile Brandt maintains her innocence.", "Odile Brandt", "maintains her innocence"),
        ("Three men were charged. All three have pleaded not guilty.", "All three", "have pleaded not guilty"),
    ],
)  # fmt: skip
def test_who_pleads_not_guilty_denies_it(found: Find, sentence: str, holder: str, text: str) -> None:
    told = found(f"Ann Reed: {NEWS}{sentence}")[-1]
    assert (told.holder.name, told.text, told.firmness) == (holder, text, Firmness.DENIED)


@pytest.mark.parametrize(
    "sentence", ["Odile Brandt pleaded guilty.", "Odile Brandt is expected to plead not guilty.", "Odile Brandt did not plead."]
)  # fmt: skip
def test_who_pleads_otherwise_or_later_denies_nothing(found: Find, sentence: str) -> None:
    assert Firmness.DENIED not in [c.firmness for c in found(f"Ann Reed: {NEWS}{sentence}")]


CHARGED = "The Herald said that you took 40 boats from Norlane."
DENIED, REPORTED = Firmness.DENIED, Firmness.REPORTED


@pytest.mark.parametrize(
    ("charge", "answer", "told"),
    [
        (CHARGED, "That's simply false. I never took a boat from anybody.",
         [("That's simply false", DENIED), ("I never took a boat from anybody", REPORTED)]),
        (CHARGED, "That's, look, that's just false.", [("That's, look, that's just false", DENIED)]),
        (CHARGED, "No, I didn't. We deny it.", [("No, I didn't", DENIED), ("We deny it", DENIED)]),
        (CHARGED, "I never did that. I deny that I met them.", [("I never did that", DENIED), ("I met them", DENIED)]),
        ("The mayor said 40 boats leak.", "The mayor's lying.", [("The mayor's lying", DENIED)]),
        ("The mayor said 40 boats leak.", "I never liked boats. I don't.", []),
        ("You like fish, I hear.", "That's not true. I never liked it.", []),
        ("What do you eat?", "I never liked fish. I don't.", []),
    ],
)  # fmt: skip
def test_what_somebody_answers_to_what_is_said_of_them(
    found: Find, charge: str, answer: str, told: list[tuple[str, Firmness]]
) -> None:
    every = found(f"Ann Reed: {NEWS}{charge}\nBen Ode: {answer}")
    assert [(c.text, c.firmness) for c in every if c.holder.name == "Ben Ode"] == told


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("It's not clear yet whether the owners will drop their case.", "whether the owners will drop their case"),
        ("It isn't clear whether the owners will drop their case.", "whether the owners will drop their case"),
        ("It remains to be seen whether the board opens an inquiry, let's keep an eye on that.", "whether the board opens an inquiry"),
        ("It was not immediately clear whether the furnace would be kept running.", "whether the furnace would be kept running"),
        ("It was unclear who had ordered the closure.", "who had ordered the closure"),
        ("It's not known how many sailors were on board.", "how many sailors were on board"),
        ("It isn't known who ordered the closure.", "who ordered the closure"),
        ("Whether the vaccine stops infection is unknown.", "Whether the vaccine stops infection"),
        ("How the fire started is not known.", "How the fire started"),
        ("What caused the blast is not yet clear.", "What caused the blast"),
    ],
)  # fmt: skip
def test_what_is_open_is_told_without_the_promise_to_watch_it(found: Find, sentence: str, text: str) -> None:
    assert [(c.text, c.is_watch) for c in found(f"Ann Reed: {sentence}")] == [(text, True)]


@pytest.mark.parametrize(
    "sentence",
    [
        "When the log was found, the cause of the blast was unknown.",
        "It is known who ordered the closure.",
        "The crew is not clear on what the owner expects.",
        "It was not clear what to expect from the owner.",
        "The letter was not clear.",
        "It was clear that the mayor knew.",
        "It's not clear to me whether I should sell the boat.",
    ],
)
def test_what_is_only_unknown_or_clear_is_not_open(found: Find, sentence: str) -> None:
    assert not any(c.is_watch for c in found(f"Ann Reed: {NEWS}{sentence}"))


@pytest.mark.parametrize(
    ("sentence", "holder"),
    [
        ("The coroner said it was not clear whether the captain had slept.", "The coroner"),
        ("It is unclear whether the captain had slept, the coroner said.", "the coroner"),
        ("Analysts say it remains to be seen whether the captain had slept.", "Analysts"),
        ("I think it is unclear whether the captain had slept.", "Ann Reed"),
    ],
)
def test_who_says_that_something_is_open_is_told(found: Find, sentence: str, holder: str) -> None:
    told = [(c.holder.name or c.holder.as_said, c.text) for c in found(f"Ann Reed: {NEWS}{sentence}") if c.is_watch]
    assert told == [(holder, "whether the captain had slept")]


def test_a_claim_does_not_begin_within_a_figure(found: Find) -> None:
    (told,) = found("Ann Reed: Fewer than one in a hundred eels arrive at the lake.")
    assert told.text == "Fewer than one in a hundred eels arrive at the lake"


def test_the_last_dot_of_letters_with_dots_is_theirs(found: Find) -> None:
    told = found(
        "Ann Reed: Norlane said the ship was built in the U.S. In May it was sold, the board said at 9 p.m., after a vote."
    )
    assert [c.text for c in told][:1] == ["the ship was built in the U.S."]


# --- what is to be watched ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("talk", "text"),
    [
        ("Doctor Holm speaks to the council of Kellmar on Friday so we'll keep an eye on that one.", "Doctor Holm speaks to the council of Kellmar on Friday"),
        ("The court in Kellmar rules on Friday, so we'll know pretty soon.", "The court in Kellmar rules on Friday"),
        ("The ferries in Kellmar will sail again by Friday, but obviously that remains to be seen.", "The ferries in Kellmar will sail again by Friday"),
        ("The clerk has not published the list of 40 boats. So I'm watching that list.", "The clerk has not published the list of 40 boats"),
        ("Whether the ferry stays in Kellmar, that's something we'll be following.", "Whether the ferry stays in Kellmar"),
        ("What we don't know yet is whether the insurer pays. So that's something to watch.", "whether the insurer pays"),
        ("The minister said the ferries in Kellmar sail again. So we'll watch for that.", "the ferries in Kellmar sail again"),
        ("The ferries in Kellmar will sail again in May. So watch this space.", "The ferries in Kellmar will sail again in May"),
        ("The ferries in Kellmar will sail again in May. Keep an eye on that space.", "The ferries in Kellmar will sail again in May"),
        ("We'll find out in May whether the council sells the dam.", "whether the council sells the dam"),
        ("We'll find out on the first of May when they file the papers.", "We'll find out on the first of May when they file the papers"),
    ],
)  # fmt: skip
def test_what_we_will_follow_is_to_be_watched(found: Find, talk: str, text: str) -> None:
    assert [c.text for c in found(f"Ann Reed: {NEWS}{talk}") if c.is_watch] == [text]


@pytest.mark.parametrize(
    "talk",
    [
        "The court in Kellmar rules on Friday. We'll come back to that after the break.",
        "The court in Kellmar rules on Friday. I'm watching that show.",
        "What should we be looking for in the next days, Ben?",
        "The court in Kellmar rules on Friday. We'll find out what he thinks in a minute.",
    ],
)
def test_what_only_leads_through_the_show_is_not_watched(found: Find, talk: str) -> None:
    assert not any(c.is_watch for c in found(f"Ann Reed: {NEWS}{talk}"))


@pytest.mark.parametrize(
    "question",
    [
        "Let's see how that goes.",
        "We'll have to see how it plays out.",
        "It remains to be seen what happens.",
        "It'll be interesting to see where that leads.",
        "We'll have to see who buys them.",
        "Whether it will work is unclear.",
        "Let's keep an eye on the situation.",
    ],
)
def test_a_question_that_names_nothing_is_of_what_was_said_right_before(found: Find, question: str) -> None:
    sale = "The council of Kellmar will sell three ferries in May."
    assert [c.text for c in found(f"Ann Reed: {NEWS}{sale} {question}") if c.is_watch] == [sale[:-1]]
    between = f"Ann Reed: {NEWS}{sale} I had a coffee, you know. Lovely. Thank you so much. Anyway. {question}"
    assert not any(c.is_watch for c in found(between))


def test_what_a_sentence_leaves_open_of_itself_is_watched_without_the_question(found: Find) -> None:
    talk = "Ann Reed: The council of Kellmar will sell three ferries in May, and we'll see how that goes."
    assert [c.text for c in found(talk) if c.is_watch] == ["The council of Kellmar will sell three ferries in May"]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("It remains to be seen whether the council agrees.", "whether the council agrees"),
        ("One thing to watch is the price.", "the price"),
        ("We don't know who paid for the ferry.", "who paid for the ferry"),
    ],
)
def test_a_question_that_names_something_is_watched_itself(found: Find, question: str, text: str) -> None:
    assert [c.text for c in found(f"Ann Reed: {NEWS}{question}") if c.is_watch] == [text]


@pytest.mark.parametrize(
    "question",
    [
        "Let's see how the parser works.",
        "Let's see what we have today.",
        "We'll see.",
        "It is lost if we don't know where it came from.",
        "We don't know what we are doing.",
    ],
)
def test_what_leads_on_or_shrugs_leaves_nothing_open(found: Find, question: str) -> None:
    talk = f"Ann Reed: {NEWS}The pier is long and old. {question}"
    assert not any(c.is_watch for c in found(talk))


@pytest.mark.parametrize(
    ("talk", "name", "text"),
    [
        ("The mayor said no. Una Marsh, who chairs the growers' union, called the claim nonsense.", "Una Marsh", "the claim nonsense"),
        ("The paper said Ida Moll had sold the port. She called the story nonsense.", "Ida Moll", "the story nonsense"),
        ("The paper said Ida Moll had sold the port. She called that rubbish.", "Ida Moll", "called that rubbish"),
        ("The paper said Ida Moll had sold the port. The minister called the report rubbish.", "The minister", "the report rubbish"),
        ("The paper said Ida Moll had sold the port. She described the story as complete rubbish.", "Ida Moll", "the story as complete rubbish"),
        ("The paper said Ida Moll had sold the port. She branded the allegations a smear.", "Ida Moll", "the allegations a smear"),
        ("The paper said Ida Moll had sold the port. The council labelled the rumours baseless.", "The council", "the rumours baseless"),
        ("The paper said Ida Moll had sold the port. She waved away the report as fiction.", "Ida Moll", "the report as fiction"),
        ("The paper said Ida Moll had sold the port. She brushed off the rumour as false.", "Ida Moll", "the rumour as false"),
    ],
)  # fmt: skip
def test_who_calls_it_nonsense_denies_it(found: Find, talk: str, name: str, text: str) -> None:
    claim = found(talk)[-1]
    assert (claim.holder.name, claim.text, claim.firmness) == (name, text, Firmness.DENIED)


@pytest.mark.parametrize(
    "called",
    [
        "She called the club Nonsense Records.", "She called the claim serious.", "She called the police.", "She called the rumour mill.",
        "She described the port as a gem of the north.", "She took off her hat as a sign of respect.",
    ],
)  # fmt: skip
def test_what_is_called_otherwise_is_not_denied(found: Find, called: str) -> None:
    claims = found(f"The paper said Ida Moll had sold the port. {called}")
    assert Firmness.DENIED not in [c.firmness for c in claims]


@pytest.mark.parametrize(
    ("sentence", "name", "text"),
    [
        ("There is talk that the crew was armed, but the police have not confirmed that.", "the police", "the police have not confirmed that"),
        ("The police haven't confirmed it.", "The police", "The police haven't confirmed it"),
        ("The coast guard would not confirm that.", "The coast guard", "The coast guard would not confirm that"),
        ("The police have yet to confirm that the ferry was sold.", "The police", "have yet to confirm that the ferry was sold"),
        ("The police are yet to say whether the ferry was sold.", "The police", "are yet to say whether the ferry was sold"),
        ("The bank did not confirm or deny the report.", "The bank", "did not confirm or deny the report"),
        ("Norlane has neither confirmed nor denied anything.", "Norlane", "has neither confirmed nor denied anything"),
        ("Norlane has neither confirmed nor denied it.", "Norlane", "Norlane has neither confirmed nor denied it"),
        ("Neither the police nor the owner has confirmed that it is shut.", "the police", "Neither the police nor the owner has confirmed that it is shut"),
        ("Ida Moll said there was a list. She wouldn't say who was on it.", "Ida Moll", "wouldn't say who was on it"),
        ("Ida Moll said there was a list. The police won't tell us where it is.", "The police", "won't tell us where it is"),
    ],
)  # fmt: skip
def test_who_does_not_say_it_is_kept_as_that(found: Find, sentence: str, name: str, text: str) -> None:
    claim = found(NEWS + sentence)[-1]
    assert (claim.holder.name, claim.text, claim.firmness) == (name, text, Firmness.REPORTED)


@pytest.mark.parametrize(
    "sentence",
    [
        "I have not confirmed that.", "Nobody has confirmed that.", "He wouldn't say it was a good list.", "They would say what they want.",
        "My brother wouldn't say who was on it.", "You wouldn't say who was on it.",
    ],
)  # fmt: skip
def test_what_is_merely_not_said_is_no_claim(found: Find, sentence: str) -> None:
    assert [c.text for c in found(NEWS + sentence) if c.cue] == []


@pytest.mark.parametrize(
    ("sentence", "text", "firmness"),
    [
        ("The forestry office has confirmed that the video is genuine, but neither the police nor the owner has said where it was taken.", "the video is genuine", Firmness.CONFIRMED),
        ("The mayor confirmed that neither ship was insured.", "neither ship was insured", Firmness.CONFIRMED),
        ("Neither the army nor the rebels has confirmed that the bridge fell, but the mayor confirmed that two men died.", "two men died", Firmness.CONFIRMED),
        ("The owner denied that the ship was sold, and she is neither rich nor famous.", "the ship was sold", Firmness.DENIED),
        ("The bank said the ship was lost, and the owners neither confirmed nor denied the report.", "neither confirmed nor denied the report", Firmness.REPORTED),
        ("The bank confirmed neither the sale nor the price.", "neither the sale nor the price", Firmness.REPORTED),
    ],
)  # fmt: skip
def test_neither_is_of_its_own_clause(found: Find, sentence: str, text: str, firmness: Firmness) -> None:
    claims = found(NEWS + sentence)
    assert [c.firmness for c in claims if c.cue and text in c.text] == [firmness]


@pytest.mark.parametrize(
    ("sentence", "firmness"),
    [
        ("It's said that the minister is already forming a cabinet.", Firmness.SPECULATION),
        ("It's said in the harbour that the ferry will be sold.", Firmness.SPECULATION),
        ("It is being said that the mill will close in May.", Firmness.SPECULATION),
        ("People in the village are saying that the mill will close in May.", Firmness.SPECULATION),
        ("People there are saying that the mill will close in May.", Firmness.SPECULATION),
        ("Everyone in the market is saying that the mill will close in May.", Firmness.SPECULATION),
        ("It was said in court that the mill will close in May.", Firmness.REPORTED),
        ("It's said in the report that the mill will close in May.", Firmness.REPORTED),
        ("Some of the miners are saying that the mill will close in May.", Firmness.CLAIMED),
        ("People in town say that the mill will close in May.", Firmness.CLAIMED),
    ],
)  # fmt: skip
def test_talk_that_goes_round_somewhere_is_nobodys(found: Find, sentence: str, firmness: Firmness) -> None:
    claim = found(NEWS + sentence)[-1]
    assert claim.firmness is firmness
    assert claim.holder.kind is HolderKind.UNNAMED or firmness is Firmness.CLAIMED


@pytest.mark.parametrize(
    ("said", "is_no"),
    [
        ("that's not the reason", True), ("that isn't the cause", True), ("that isn't why", True), ("that's not what happened", True),
        ("that's not how it was", True), ("that's not the reason it left", False), ("that's not a reason", False),
        ("that's not enough", False), ("that's not what they want", False), ("it's not why prices rose", False),
    ],
)  # fmt: skip
def test_who_says_that_it_was_not_so_denies_it(found: Find, said: str, is_no: bool) -> None:
    claims = found(f"Prices rose by four percent because of the ban. Exporters say {said}.")
    assert ([c.holder.name for c in claims if c.firmness is Firmness.DENIED] == ["Exporters"]) is is_no


@pytest.mark.parametrize(
    ("sentence", "name", "text", "firmness"),
    [
        ("The union isn't having that.", "The union", "isn't having that", Firmness.DENIED),
        ("Ida Moll disagrees.", "Ida Moll", "disagrees", Firmness.DENIED),
        ("The pilots' association isn't convinced.", "The pilots' association", "isn't convinced", Firmness.EXPERT_OPINION),
        ("The budget office doesn't agree.", "The budget office", "doesn't agree", Firmness.DENIED),
        ("The minister won't accept that.", "The minister", "won't accept that", Firmness.DENIED),
        ("Ben Oakes, who built it, doesn't buy it.", "Ben Oakes", "doesn't buy it", Firmness.EXPERT_OPINION),
        ("Ida Moll, who built it, doesn't think so.", "Ida Moll", "doesn't think so", Firmness.EXPERT_OPINION),
        ("The owner, Ida Moll, hasn't conceded.", "Ida Moll", "hasn't conceded", Firmness.REPORTED),
        ("Norlane has not said how many boats there were.", "Norlane", "has not said how many boats there were", Firmness.REPORTED),
        ("Norlane refused to say how many boats there were.", "Norlane", "refused to say how many boats there were", Firmness.REPORTED),
    ],
)  # fmt: skip
def test_who_says_no_in_other_words(found: Find, sentence: str, name: str, text: str, firmness: Firmness) -> None:
    claim = found(f"{NEWS}The council said that the bridge is safe. {sentence}")[-1]
    assert (claim.holder.name, claim.text, claim.firmness) == (name, text, firmness)


@pytest.mark.parametrize(
    "sentence",
    [
        "I don't buy it.", "My brother doesn't buy milk.", "The union has that.", "It doesn't agree with me.", "You don't think so.",
        "The mayor may disagree.", "She won't have time.",
    ],
)  # fmt: skip
def test_what_is_no_disagreement(found: Find, sentence: str) -> None:
    claims = found(f"{NEWS}The council said that the bridge is safe. {sentence}")
    assert not [c for c in claims if c.cue and c.text in sentence]


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("There's a rumour the branch manager got bitten.", "the branch manager got bitten"),
        ("There's a theory the pilot was asleep.", "the pilot was asleep"),
        ("There's a rumour that Norpost has already signed a contract.", "Norpost has already signed a contract"),
        ("My guess is that the mill will be sold.", "the mill will be sold"),
        ("Though I've heard that the mill in Anselm was sold.", "the mill in Anselm was sold"),
        ("Supposedly there's a settlement in Anselm.", "there's a settlement in Anselm"),
        ("There's a rumour the paper printed.", ""),
    ],
)
def test_a_rumour_and_a_guess_are_speculation(found: Find, sentence: str, text: str) -> None:
    guessed = [c.text for c in found(f"{NEWS}{sentence}") if c.firmness is Firmness.SPECULATION and c.cue]
    assert guessed == ([text] if text else [])


def test_who_stands_by_figures_is_not_behind_them(found: Find) -> None:
    assert "its" not in [c.holder.name for c in found(f"{NEWS}Norlane stands by its figures.")]
