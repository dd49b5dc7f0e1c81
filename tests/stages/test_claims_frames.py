"""Claims: the constructions in which somebody is said to say something, as the parser reads them in loose talk."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from onrecord.core.claim import Claim, Firmness, HolderKind

Find = Callable[..., list[Claim]]
IsSaid = Callable[[str, str, str], bool]
LEAD = "Ben Ode: Norlane owns the port of Anselm. The port was shut in May. "
"""Talk of news, in which short statements count."""


@pytest.mark.parametrize(
    ("sentence", "holder", "text"),
    [
        ("In the letter the minister writes, the port will shut in May.", "the minister", "the port will shut in May"),
        ("The mayor tweeted, the bridge is shut until May.", "The mayor", "the bridge is shut until May"),
        ("In fact, said the Globe, in 80% of the cases the boats were unsafe.", "the Globe", "in 80% of the cases the boats were unsafe"),
        ("While Clara Voss says in principle she supports the idea of a ferry, it's pretty clear it won't come.", "Clara Voss", "in principle she supports the idea of a ferry"),
        ("Harbour guards are coming out of the woodwork saying behind the scenes, Norlane was even worse.", "Harbour guards", "behind the scenes, Norlane was even worse"),
        ("At least one harbour guard, a former Norlane driver, told the Globe, it's ridiculous to think that the boats are safe.", "At least one harbour guard", "it's ridiculous to think that the boats are safe"),
        ("The officials have told them the following, the Norlane board showed acceptance of the plan.", "The officials", "the Norlane board showed acceptance of the plan"),
        ("And Clara Voss said, totally fabricated accounts.", "Clara Voss", "totally fabricated accounts"),
        ("When Clara Voss was asked about that today, the mayor said, look, I just found out about the Norlane debt last night.", "the mayor", "I just found out about the Norlane debt last night"),
        ("When Clara Voss said in May that Norlane wanted a ferry, the board laughed.", "Clara Voss", "Norlane wanted a ferry"),
    ],
)  # fmt: skip
def test_what_is_said_after_a_comma_or_hung_above_its_verb(
    is_said: IsSaid, sentence: str, holder: str, text: str
) -> None:
    assert is_said(LEAD + sentence, holder, text)


@pytest.mark.parametrize(
    "sentence",
    [
        "What the minister says, the port of Anselm will shut in May.",
        "Which is something Clara Voss has said, the port of Anselm will shut in May.",
        "If the minister were to say, the port is dead, then Norlane would sue.",
        "When the minister says that Norlane is dead, the board laughs.",
    ],
)
def test_what_stands_beside_a_verb_of_saying_is_not_said(found: Find, sentence: str) -> None:
    assert not [c for c in found(LEAD + sentence) if c.cue]


@pytest.mark.parametrize(
    ("sentence", "holder", "text"),
    [
        ("Clara Voss won. She's said that the port will shut.", "Clara Voss", "the port will shut"),
        ("Clara Voss won. She's told the court that the port will shut.", "Clara Voss", "the port will shut"),
        ("Norlane was late. It's also made it clear that it will sell the port.", "Norlane", "it will sell the port"),
    ],
)
def test_an_s_may_be_short_for_has(is_said: IsSaid, sentence: str, holder: str, text: str) -> None:
    assert is_said(LEAD + sentence, holder, text)


def test_what_is_said_of_a_matter_is_not_its_own_word(is_said: IsSaid) -> None:
    assert not is_said(LEAD + "Norlane was late. It's said that the port will shut.", "Norlane", "the port will shut")  # fmt: skip


def test_who_is_spoken_to_does_not_say_it(is_said: IsSaid) -> None:
    assert is_said(LEAD + "To that point, Ruth, the Norlane board is alleging that the port is safe.", "the Norlane board", "the port is safe")  # fmt: skip
    assert is_said(LEAD + "Clara Voss, the mayor, is alleging that the port is safe.", "Clara Voss", "the port is safe")  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "holder", "text"),
    [
        ("Clara Voss won. The other thing that Clara Voss said today was that there will be a toll.", "Clara Voss", "there will be a toll"),
        ("What we do know from the harbour guards is that Norlane has two boats left.", "the harbour guards", "Norlane has two boats left"),
        ("We understand from Clara Voss that the port is safe.", "Clara Voss", "the port is safe"),
        ("Norlane's directors are insistent that there was no fire.", "Norlane's directors", "there was no fire"),
        ("As the Globe has pointed out, the port was never insured.", "the Globe", "the port was never insured"),
        ("As Clara Voss told the court yesterday, the port was never insured.", "Clara Voss", "the port was never insured"),
        ("By the Globe's count, 40 boats have left the port.", "the Globe", "40 boats have left the port"),
        ("From what the minister told us, the port will shut in May.", "the minister", "the port will shut in May"),
    ],
)  # fmt: skip
def test_whose_word_it_is_stands_beside_it(is_said: IsSaid, sentence: str, holder: str, text: str) -> None:
    assert is_said(LEAD + sentence, holder, text)


@pytest.mark.parametrize(
    "sentence",
    [
        "As Clara Voss told the story, the port of Anselm went quiet.",
        "By last year's count, the port of Anselm has 40 boats.",
        "From what we heard, the port of Anselm has 40 boats.",
        "It is clear that the port of Anselm has 40 boats.",
    ],
)
def test_what_stands_beside_a_statement_is_nobodys_word(found: Find, sentence: str) -> None:
    assert not [c for c in found(LEAD + sentence) if c.cue and c.holder.name not in ("Ben Ode",)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The central bank held rates at 4.25 percent, as expected.",
        "As expected, the board of Norlane sold 40 boats.",
        "The chairman of Norlane resigned in May, as reported.",
        "The port of Anselm will close in May, as announced.",
        "The vote on the port was put off in May, as forecast.",
    ],
)
def test_what_was_expected_or_reported_is_no_word_of_whom_it_is_told(found: Find, sentence: str) -> None:
    assert [c.holder.name for c in found(LEAD + sentence)[2:]] == ["Ben Ode"]


def test_as_long_as_somebody_suggested_is_not_what_they_said(found: Find) -> None:
    sentence = (
        "An official of the port said that a sale could take up to 14 months, twice as long as Norlane has suggested."
    )
    assert "Norlane" not in {c.holder.name for c in found(LEAD + sentence)}


@pytest.mark.parametrize(
    ("sentence", "holder", "text"),
    [
        ("As predicted by the bank, prices fell by 2 percent.", "the bank", "prices fell by 2 percent"),
        ("As the bank predicted, prices fell by 2 percent.", "the bank", "prices fell by 2 percent"),
        ("Clara Voss resigned in May, as reported by the Globe.", "the Globe", "Clara Voss resigned in May"),
    ],
)
def test_who_expected_or_reported_it_is_named(is_said: IsSaid, sentence: str, holder: str, text: str) -> None:
    assert is_said(LEAD + sentence, holder, text)


@pytest.mark.parametrize(
    ("sentence", "holder", "text"),
    [
        ("Clara Voss won. The port is, in her view, too small for the Norlane boats.", "Clara Voss", "The port is … too small for the Norlane boats"),
        ("The storm sank 40 boats, by the estimate of the harbour office, and damaged 90.", "the harbour office", "The storm sank 40 boats … and damaged 90"),
        ("The storm has sunk 1,930 boats since 2024, according to the harbour office, nearly double the figure of the year before.", "the harbour office", "The storm has sunk 1,930 boats since 2024 … nearly double the figure of the year before"),
        ("The strike at the port, according to the union, will go on until Friday.", "the union", "The strike at the port … will go on until Friday"),
        ("The port of Anselm, as the Globe reported, will close in May.", "the Globe", "The port of Anselm … will close in May"),
        ("The port of Anselm, reportedly, was sold in May.", "unnamed", "The port of Anselm … was sold in May"),
        ("According to the union, the strike at the port will go on until Friday.", "the union", "the strike at the port will go on until Friday"),
    ],
)  # fmt: skip
def test_whose_word_it_is_leaves_no_word_in_what_is_said(
    is_said: IsSaid, sentence: str, holder: str, text: str
) -> None:
    assert is_said(LEAD + sentence, holder, text)


@pytest.mark.parametrize(
    ("sentence", "holder", "text"),
    [
        ("A poll by Veritas has Clara Voss up by three points.", "A poll by Veritas", "Clara Voss up by three points"),
        ("The Globe showed him down 10.", "The Globe", "him down 10"),
        ("In fact, the national average showed Clara Voss up by more than eight points.", "the national average", "Clara Voss up by more than eight points"),
        ("That's as the bank reported weaker than expected earnings with profits of $40 million.", "the bank", "weaker than expected earnings with profits of $40 million"),
        ("The company sees revenue in a range of 2 to 3 billion dollars.", "The company", "revenue in a range of 2 to 3 billion dollars"),
        ("The boat was late after Norlane officials declared Clara Voss the winner of the vote.", "Norlane officials", "Clara Voss the winner of the vote"),
        ("The guards have called on port officials to show proof of the sale.", "The guards", "port officials to show proof of the sale"),
        ("The Globe frames the sale as part of a wider plan.", "The Globe", "the sale as part of a wider plan"),
        ("The ferry division, which is new, reported sales of 30.9 million.", "The ferry division", "sales of 30.9 million"),
    ],
)  # fmt: skip
def test_what_a_verb_says_of_an_object(is_said: IsSaid, sentence: str, holder: str, text: str) -> None:
    assert is_said(LEAD + sentence, holder, text)


@pytest.mark.parametrize(
    "sentence",
    [
        "The company sees 400 customers a day at the port of Anselm.",
        "The mayor has the town of Anselm up in arms over 40 houses.",
        "Clara Voss presumably is going to frame the sale as part of a wider plan.",
        "The tax cut of Norlane shows up in July, by the way, 825 dollars.",
    ],
)
def test_what_a_verb_does_to_an_object_is_not_said(found: Find, sentence: str) -> None:
    assert not [c for c in found(LEAD + sentence) if c.cue]


@pytest.mark.parametrize(
    ("talk", "holder", "text"),
    [
        ("The guard said it had seized 40 boats. That included ten boats of Norlane.", "The guard", "That included ten boats of Norlane"),
        ("Norlane said, our boats were kept in the port of Anselm. We expect the Norlane board to open the bridge by June, as the court ordered.", "Norlane", "the Norlane board to open the bridge by June, as the court ordered"),
        ("So Clara Voss's tweet said this. We made the ferry slow to keep the port safe.", "Clara Voss", "We made the ferry slow to keep the port safe"),
        ("The guard said there was no fire in the port. But that it was now selling boats to pay the crew.", "The guard", "it was now selling boats to pay the crew"),
        ("The guard said the repair would take three weeks. The crew had found a crack in the hull.", "The guard", "The crew had found a crack in the hull"),
        ("The guard said the repair would take three weeks. The workers would be paid until June.", "The guard", "The workers would be paid until June"),
        ("Clara Voss has said this. We made the ferry slow to keep the port of Anselm safe.", "Ben Ode", "We made the ferry slow to keep the port of Anselm safe"),
        ("The guard said it had seized 40 boats. That includes ten boats of Norlane.", "Ben Ode", "That includes ten boats of Norlane"),
        ("Norlane said the boats were kept in the port of Anselm. We expect the Norlane board to open the bridge by June, as the court ordered.", "Ben Ode", "the Norlane board to open the bridge by June, as the court ordered"),
    ],
)  # fmt: skip
def test_who_goes_on_in_the_next_sentence(found: Find, talk: str, holder: str, text: str) -> None:
    assert (holder, text) in [(c.holder.name, c.text) for c in found(LEAD + talk)]


@pytest.mark.parametrize(
    "after",
    [
        "Analysts had been hoping for a sale.",
        "The union had warned of a leak in the hull.",
        "The owners had promised new pumps by May.",
    ],
)
def test_what_others_had_said_or_hoped_is_not_told_on(found: Find, after: str) -> None:
    claims = found(LEAD + "The repair would take three weeks, the guard said. " + after)
    assert "the guard" not in {c.holder.name for c in claims if c.text in after}


def test_what_somebody_agreed_to_do_is_a_fact_of_the_speakers(found: Find) -> None:
    assert ("Ben Ode", "Norlane agreed to sell 40 boats to the port of Anselm in May") in [
        (c.holder.name, c.text) for c in found(LEAD + "Norlane agreed to sell 40 boats to the port of Anselm in May.")
    ]


@pytest.mark.parametrize(
    ("talk", "holder", "text"),
    [
        ("The mayor said no. Norland's military claims Osland is building two drones.", "Norland's military", "Osland is building two drones"),
        ("The mayor said no. Prell told us the tax advice the office puts out is confusing and dispersed.", "Prell", "the tax advice the office puts out is confusing and dispersed"),
        ("The mayor said no. The harbour office has denied his role.", "The harbour office", "has denied his role"),
    ],
)  # fmt: skip
def test_what_the_small_model_hangs_elsewhere_is_said_all_the_same(
    found: Find, talk: str, holder: str, text: str
) -> None:
    claim = found(talk)[-1]
    assert (claim.holder.name, claim.text) == (holder, text)


def test_what_somebody_did_is_a_statement_beside_what_they_say(found: Find) -> None:
    claims = found("The mayor said no. Lumora shut four branches in May and says that it was robbed.")
    assert [(c.text, c.holder.name) for c in claims[-2:]] == [
        ("Lumora shut four branches in May", "Host"),
        ("it was robbed", "Lumora"),
    ]


def test_a_verb_taken_for_a_noun_has_its_holder_go_on(found: Find) -> None:
    claims = found(
        "The mayor said no. Norland's military claims Osland is building two drones and says that Osland has sold 40 boats."
    )
    assert [(c.text, c.holder.name) for c in claims[-2:]] == [
        ("Osland is building two drones", "Norland's military"),
        ("Osland has sold 40 boats", "Norland's military"),
    ]


# --- what goes round and what comes out -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "firmness", "text"),
    [
        ("A rumor is going around that Norlane is about to be sold.", Firmness.SPECULATION, "Norlane is about to be sold"),
        ("Rumours have been circulating for weeks that the mayor will resign.", Firmness.SPECULATION, "the mayor will resign"),
        ("Speculation is growing that Clara Voss will resign.", Firmness.SPECULATION, "Clara Voss will resign"),
        ("Concerns are mounting that the dam at Kellmar may fail.", Firmness.SPECULATION, "the dam at Kellmar may fail"),
        ("Word is that the captain is stepping down.", Firmness.SPECULATION, "the captain is stepping down"),
        ("Word is she's stepping down in the new year.", Firmness.SPECULATION, "she's stepping down in the new year"),
        ("Rumor has it that the captain will resign.", Firmness.SPECULATION, "the captain will resign"),
        ("Rumour has it the port of Anselm will be sold.", Firmness.SPECULATION, "the port of Anselm will be sold"),
        ("Allegations have emerged that Norlane bribed two guards.", Firmness.CLAIMED, "Norlane bribed two guards"),
        ("News broke overnight that the airline had gone bankrupt.", Firmness.REPORTED, "the airline had gone bankrupt"),
        ("Word came on Monday that the strike was over.", Firmness.REPORTED, "the strike was over"),
        ("It has emerged that the deal is off.", Firmness.REPORTED, "the deal is off"),
        ("Norlane was late. It transpired that the mayor knew.", Firmness.REPORTED, "the mayor knew"),
        ("It emerged last week that the minister had known.", Firmness.REPORTED, "the minister had known"),
        ("It came to light that Norlane paid the mayor.", Firmness.REPORTED, "Norlane paid the mayor"),
        ("Norlane was late. It has leaked that the mayor will resign.", Firmness.REPORTED, "the mayor will resign"),
        ("The deal is off, it emerged on Tuesday.", Firmness.REPORTED, "The deal is off"),
    ],
)  # fmt: skip
def test_what_goes_round_or_comes_out_is_nobodys_word(
    found: Find, sentence: str, firmness: Firmness, text: str
) -> None:
    told = [(c.holder.kind, c.firmness, c.text) for c in found(LEAD + sentence) if c.cue]
    assert told == [(HolderKind.UNNAMED, firmness, text)]


def test_whose_fear_grows_is_told(is_said: IsSaid) -> None:
    assert is_said(LEAD + "Fears among the harbour guards are growing that the dam may fail.", "the harbour guards", "the dam may fail")  # fmt: skip


@pytest.mark.parametrize(
    "sentence",
    [
        "The rumour of the sale spread quickly in the port of Anselm.",
        "The talk is going well.",
        "I mean let's see, what's the right word for it.",
        "No evidence has emerged that Norlane bribed two guards.",
        "The news reached Anselm on the day that the port was shut.",
        "It emerged from the fog at 40 knots.",
        "It came out of the harbour of Anselm that day.",
    ],
)
def test_what_only_moves_tells_nothing_by_it(found: Find, sentence: str) -> None:
    assert not [c for c in found(LEAD + sentence) if c.cue]


# --- further forms --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "holder", "text"),
    [
        ("The budget office had it at 2.9 billion.", "The budget office", "2.9 billion"),
        ("A new poll has the Greens on 34 percent.", "A new poll", "the Greens on 34 percent"),
        ("The latest survey has Clara Voss at 41 percent.", "The latest survey", "Clara Voss at 41 percent"),
        ("Analysts see inflation at 3.4 percent next year.", "Analysts", "inflation at 3.4 percent next year"),
        ("The captain texted me at lunch to say that they had 158 votes.", "The captain", "they had 158 votes"),
        ("The airline wrote to passengers to say that flights would resume on Friday.", "The airline", "flights would resume on Friday"),
        ("The bank got in touch to say it had found the money.", "The bank", "it had found the money"),
        ("Clara Voss won. Her exact words were, all options remain on the table.", "Clara Voss", "all options remain on the table"),
        ("Clara Voss won. Her answer was that nothing had been decided.", "Clara Voss", "nothing had been decided"),
        ("The mayor's explanation was that the money had been lost.", "The mayor", "the money had been lost"),
        ("The answer from the ministry was that the crane was safe.", "the ministry", "the crane was safe"),
        ("Clara Voss won. Asked whether the pumps had worked, she said she did not know.", "Clara Voss", "Asked whether the pumps had worked … she did not know"),
        ("The mayor admits to having taken 40,000 euros.", "The mayor", "having taken 40,000 euros"),
        ("The captain confessed to the theft of two boats.", "The captain", "the theft of two boats"),
        ("The minister denies lying.", "The minister", "denies lying"),
        ("The guards blamed a cut cable in Kellmar.", "The guards", "blamed a cut cable in Kellmar"),
        ("The loss was blamed on fuel costs by the airline.", "the airline", "The loss was blamed on fuel costs"),
    ],
)  # fmt: skip
def test_further_forms_of_saying(is_said: IsSaid, sentence: str, holder: str, text: str) -> None:
    assert is_said(LEAD + sentence, holder, text)


def test_who_blames_may_be_nobody(found: Find) -> None:
    told = found(LEAD + "The crash was blamed on the brakes.")[-1]
    assert (told.holder.kind, told.text) == (HolderKind.UNNAMED, "The crash was blamed on the brakes")


def test_who_pleads_guilty_admits_it(found: Find) -> None:
    told = found(LEAD + "Two former directors pleaded guilty to fraud on Monday.")[-1]
    assert (told.holder.name, told.firmness) == ("Two former directors", Firmness.CONFIRMED)


@pytest.mark.parametrize(
    "sentence",
    [
        "The bank has 400 people at 12 branches.",
        "The board has a meeting on 3 December.",
        "We have it at 300 dollars.",
        "Doctors see 40 patients at the clinic.",
        "The ferry line has two ships on the route.",
        "The board met to say goodbye to the mayor of Anselm.",
        "The answer is that the port needs a bigger crane.",
        "Two men were admitted to the hospital in Anselm.",
        "The hospital admitted to its wards 40 men.",
        "I blame the parents.",
        "She was asked on Monday whether the pumps had worked.",
    ],
)
def test_what_has_the_form_of_saying_and_says_nothing(found: Find, sentence: str) -> None:
    assert not [c for c in found(LEAD + sentence) if c.cue]


def test_who_is_expected_to_plead_guilty_admits_nothing(found: Find) -> None:
    told = found(LEAD + "Clara Voss is expected to plead guilty on Monday.")
    assert Firmness.CONFIRMED not in [c.firmness for c in told]


# --- put in, in writing, read out -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "holder", "text"),
    [
        ("The captain was told in May, Clara Voss said, that no job was at risk.", "Clara Voss", "The captain was told in May … that no job was at risk"),
        ("Ministers had agreed, Clara Voss told the paper, that the tax would rise.", "Clara Voss", "Ministers had agreed … that the tax would rise"),
        ("The court was informed on Friday, the clerk said, that the witness had fled.", "the clerk", "The court was informed on Friday … that the witness had fled"),
        ("There is no doubt, the minister said, that the vote was fair.", "the minister", "There is no doubt … that the vote was fair"),
        ("The plan, Clara Voss said, was that no job would be lost.", "Clara Voss", "The plan … was that no job would be lost"),
        ("The mayor won, and Clara Voss said that the vote was fair.", "Clara Voss", "the vote was fair"),
        ("The letter says, and I quote, the deal is dead by Friday.", "The letter", "the deal is dead by Friday"),
        ("The letter asked the chief to, I quote, find another six million.", "The letter", "the chief to … find another six million"),
        ("Clara Voss said, quote, the deal is dead, end quote.", "Clara Voss", "the deal is dead"),
        ("Clara Voss said quote the deal is dead unquote.", "Clara Voss", "the deal is dead"),
        ("Clara Voss said the bridge was, quote, a death trap.", "Clara Voss", "the bridge was … a death trap"),
        ("Clara Voss confirmed in writing that the pumps worked.", "Clara Voss", "the pumps worked"),
        ("Clara Voss joined others in warning that the dam would fail.", "Clara Voss", "the dam would fail"),
        ("Clara Voss said the builder gave her a quote, and that it was too high.", "Clara Voss", "the builder gave her a quote, and that it was too high"),
    ],
)  # fmt: skip
def test_what_stands_around_what_is_said_is_told_apart(is_said: IsSaid, sentence: str, holder: str, text: str) -> None:
    assert is_said(LEAD + sentence, holder, text)


@pytest.mark.parametrize("verb", ["assured", "told", "promised"])
def test_who_is_told_something_in_writing_does_not_say_it(found: Find, verb: str) -> None:
    told = found(LEAD + f"Clara Voss had been {verb} in writing that no boat would be sold.")
    assert "Clara Voss" not in [c.holder.name for c in told]
    assert "writing" not in [c.cue for c in told]


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("It turned out that the ferry had never been insured.", "the ferry had never been insured"),
        ("As it turned out, the ferry had never been insured.", "the ferry had never been insured"),
        ("The ferry, it turned out, had never been insured.", "The ferry … had never been insured"),
        ("It turns out Clara Voss knew about the letter.", "Clara Voss knew about the letter"),
        ("It has turned out that Norlane owed the port four million euros.", "Norlane owed the port four million euros"),
    ],
)  # fmt: skip
def test_what_turns_out_is_stated_by_the_speaker(found: Find, sentence: str, text: str) -> None:
    told = [c for c in found(LEAD + sentence) if c.cue]
    assert [(c.text, c.firmness, c.holder.kind) for c in told] == [(text, Firmness.REPORTED, HolderKind.SPEAKER)]


@pytest.mark.parametrize(
    "sentence",
    ["It turned out well for Norlane.", "The ferry turned out its lights.", "It turned out to be a long day."],
)
def test_what_only_goes_well_or_is_put_out_has_no_cue(found: Find, sentence: str) -> None:
    assert not [c for c in found(LEAD + sentence) if c.cue]


@pytest.mark.parametrize(
    ("sentence", "holder", "text"),
    [
        ("Ron Dale is quoted as saying the bridge is safe.", "Ron Dale", "the bridge is safe"),
        ("Dale is quoted as saying that the bridge will open in May.", "Dale", "the bridge will open in May"),
        ("Clara Voss was quoted in the Globe as saying the port would close.", "Clara Voss", "the port would close"),
        ("The mayor was quoted by the Globe as saying that the bridge is safe.", "The mayor", "the bridge is safe"),
        ("The bridge is, as the mayor put it, a ruin.", "the mayor", "The bridge is … a ruin"),
        ("The ferry plan was, as Clara Voss put it in May, a gift to the banks.", "Clara Voss", "The ferry plan was … a gift to the banks"),
        ("The deal, as the mayor put it, is a gift to the banks.", "the mayor", "The deal … is a gift to the banks"),
        ("A spokesman told Reuters Norlane had sold the ferry.", "A spokesman", "Norlane had sold the ferry"),
        ("Clara Voss told Harbour Radio Norlane owes four million.", "Clara Voss", "Norlane owes four million"),
        ("The mayor told the Harbour Gazette ferries would stop in May.", "The mayor", "ferries would stop in May"),
        ("The guards told us morale had fallen.", "The guards", "morale had fallen"),
        ("Norlane told the Courier the letter was fake.", "Norlane", "the letter was fake"),
    ],
)  # fmt: skip
def test_who_is_quoted_and_what_a_paper_is_told(is_said: IsSaid, sentence: str, holder: str, text: str) -> None:
    assert is_said(LEAD + sentence, holder, text)


@pytest.mark.parametrize(
    ("sentence", "holder", "text"),
    [
        ("A report in the Harbour Gazette that the ferry is unsafe has alarmed the council.", "the Harbour Gazette", "the ferry is unsafe"),
        ("There was a report in the Harbour Gazette that the mayor will sell the port.", "the Harbour Gazette", "the mayor will sell the port"),
        ("There were reports on Harbour Radio that the mayor had left.", "Harbour Radio", "the mayor had left"),
        ("An article in the Globe that the bridge is cracked was wrong.", "the Globe", "the bridge is cracked"),
        ("Reports in the Courier that the board will resign have alarmed the crews.", "the Courier", "the board will resign"),
        ("Reports in the Courier that the board will resign were denied by Norlane.", "Norlane", "the board will resign"),
        ("Norlane rejected a report in the Courier that it will sell the ferry.", "Norlane", "it will sell the ferry"),
        ("The report in March that Norlane was broke came as a shock.", "unnamed", "Norlane was broke"),
    ],
)  # fmt: skip
def test_a_report_is_the_word_of_the_medium_it_stands_in(
    is_said: IsSaid, sentence: str, holder: str, text: str
) -> None:
    assert is_said(LEAD + sentence, holder, text)
