"""Claims: whose word they are, and which of the words around it are what was said."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from onrecord.core.claim import Claim, Firmness, HolderKind
from onrecord.stages.claims import ClaimsSettings

Find = Callable[..., list[Claim]]


@pytest.mark.parametrize(
    ("talk", "name"),
    [
        ("The bank said no. The hackers, they call themselves Grey Otter, they say they have four million files.", "The hackers"),
        ("The mayor resigned. One former coach I talked to, Owen Pell, he thinks the club will fold.", "Owen Pell"),
        ("Lumora said no. The tenants' league, Abel Marsh's group, they say the rent has doubled.", "The tenants' league"),
        ("The mayor said no. The strikers, the Harbour Front, their spokeswoman, she told the paper that two ships were sunk.", "their spokeswoman"),
        ("The mayor said no. My landlord, this was in May, he told the court that the boiler was sold.", "My landlord"),
        ("Lumora said no. The Marlow twins, remember them, they told the court that they were at home.", "The Marlow twins"),
        ("The mayor said no. And Orlan Marine, they run the boats to the islands, they told staff that wages are late.", "Orlan Marine"),
        ("The army says it has not fired. The rebels, they admit two. They say that the rest is a lie.", "The rebels"),
    ],
)  # fmt: skip
def test_whom_a_sentence_begins_with_its_pronoun_takes_up(found: Find, talk: str, name: str) -> None:
    assert found(talk)[-1].holder.name == name


@pytest.mark.parametrize(
    ("talk", "name"),
    [
        ("Dr. Ines Faulk said the pump failed. Dr. Faulk said the valve was closed.", "Dr. Ines Faulk"),
        ("Mayor Odile Brandt said the bridge is open. Mayor Brandt said the port lost 40 million euros.", "Mayor Odile Brandt"),
        ("Prime Minister Odile Brandt said the bridge is open. Prime Minister Brandt said the port lost 40 million euros.", "Prime Minister Odile Brandt"),
        ("Ida Ashe said the bill died. Senator Ashe said the vote was rigged.", "Senator Ashe"),
        ("Judge Ida Ashe said the bill died. Senator Ashe said the vote was rigged.", "Senator Ashe"),
        ("Archaeologist Keira Mossop said the dig is over. Keira Mossop said the find is old.", "Keira Mossop"),
        ("New South Vale said the ferry sank. South Vale said the ferry is fine.", "South Vale"),
    ],
)  # fmt: skip
def test_a_last_name_with_its_titles_is_who_was_named_in_full_with_them(found: Find, talk: str, name: str) -> None:
    assert found(talk)[-1].holder.name == name


@pytest.mark.parametrize(
    ("talk", "name", "text"),
    [
        ("The mayor said no. Satellite imagery shows that the two bridges were hit.", "Satellite imagery", "the two bridges were hit"),
        ("The mayor said no. Lumora's prospectus acknowledges that frost could shut the plant.", "Lumora's prospectus", "frost could shut the plant"),
        ("The mayor said no. Osland intelligence says the rebels have built two drones.", "Osland intelligence", "the rebels have built two drones"),
        ("The mayor said no. His cousin says the police were looking for somebody else.", "His cousin", "the police were looking for somebody else"),
    ],
)  # fmt: skip
def test_what_says_that_something_is_so_need_not_be_known_to_speak(
    found: Find, talk: str, name: str, text: str
) -> None:
    claim = found(talk)[-1]
    assert (claim.holder.name, claim.text) == (name, text)


@pytest.mark.parametrize(
    ("talk", "name"),
    [
        ("The mayor said no. Nine miners died in the pit on Monday. That's according to the coroner.", "the coroner"),
        ("The mayor said no. Prices rose by 4 percent in May. That is according to the harbour office.", "the harbour office"),
        ("The mayor said no. Osland built nine boats in May. That is not according to plan.", "Host"),
        ("The mayor said no. The chief executive of Lumora, Ana Prell, said that the port will close.", "Ana Prell"),
        ("The mayor said no. The governor, a Democrat, said that the port will close.", "The governor"),
    ],
)  # fmt: skip
def test_whose_word_it_is_may_be_told_afterwards_or_beside_an_office(found: Find, talk: str, name: str) -> None:
    assert found(talk)[-1].holder.name == name


def test_an_offer_that_was_rejected_denies_nothing(found: Find) -> None:
    claims = found("The mayor said no. Prell said the offer was rejected.")
    assert [c.firmness for c in claims if "offer" in c.text] == [Firmness.CLAIMED]


@pytest.mark.parametrize(
    "talk",
    [
        "The mayor said no. The difference explains why Lumora is dying.",
        "The mayor said no. They still have enough latitude to declare whoever they want to be an enemy.",
    ],
)
def test_a_thing_that_explains_or_lets_somebody_declare_says_nothing(found: Find, talk: str) -> None:
    assert not [c for c in found(talk) if c.cue and c.holder.name != "The mayor"]


@pytest.mark.parametrize(
    ("talk", "name"),
    [
        ("Judge Holt was suspended. His clerk, Donna Pell, testified that the room was cold. He said that it was warm.", "Judge Holt"),
        ("Moira Lund said that the seat is vacant. He said that he had moved.", "He"),
        ("Abel Marsh bought a house. It stands on Finch Street. He said that it is small.", "Abel Marsh"),
        ("Lumora said no. According to the state of Ohio, the plant was never licensed. They say they turned it down.", "the state of Ohio"),
        ("The Globe reported a fire. The CFO, Ana Prell, acknowledged that they knew. She said they knew on Monday.", "Ana Prell"),
        ("The harbour agency has a plan. The transit agency, the RTL, has another. The agency says that fares will rise.", "the RTL"),
        ("The claim was made by the harbour office and Ilse Marlow in May. They said that the bridge was closed in June.", "the harbour office and Ilse Marlow"),
        ("The plan was drawn up by the harbour office in Norland. They said that the bridge was closed in June.", "the harbour office"),
        ("The navy of Osland has one boat. The envoy came back from Chicago. They said that the talks failed.", "The navy of Osland"),
        ("The harbour office has three boats. We spoke to the agencies of the islands. They said that no boats were sold.", "the agencies of the islands"),
        ("The mayor met the drivers and Lumora. They both told us that the strike is over.", "the drivers and Lumora"),
        ("Clara Voss sold the boats. She herself told the paper that the money is gone.", "Clara Voss"),
        ("We met the mayor of Ansel. Marsh opened the hall on Monday, and in the letter he said that the port is closed.", "Marsh"),
        ("Ilse Marlow came on Monday. The hall was full. The Tom Dale stood there. She said that the vote was fair.", "Ilse Marlow"),
        ("I spoke to Nora Lind. The baker of the town met Nora in May. He said that the shop was sold.", "He"),
        ("Senator Clara Voss lost the vote. Abel Marsh won it. Clara says that the vote was bought.", "Senator Clara Voss"),
        ("But if you listen to Drumm, he says that the port is closed.", "Drumm"),
        ("The NRK opened the port on Monday. He said that the boats are rotten.", "He"),
        ("Lumora Bank opened the port on Monday. He said that the boats are rotten.", "He"),
        ("They warn that the port is a trap. They want to keep the boats for Chicago. And they warn that the talks will fail.", "unnamed"),
        ("They warn that the port is a trap. The drivers want to keep the boats. And they warn that the talks will fail.", "The drivers"),
        ("They warn that the Middle East is a swamp.", "unnamed"),
        ("Runa Vell is charged with theft. The court heard from Ottoline Brask, a surgeon. She told the court that the knife is gone.", "Ottoline Brask"),
        ("The owner denied the theft. The defence called a chemist, Perrin Vask. She said that the bottle is gone.", "Perrin Vask"),
        ("The lawyer, Ernestine Holt, met Imran Bask on Friday. He said that the bottle was sold in May.", "Imran Bask"),
        ("Farmers say that the dust kills eels. The importer, Quandt Lorn, rejects that. They say that nothing was found in the eels.", "Quandt Lorn"),
        ("Lumora says that the boats are sold. There was a Norland firm, Pelagos Marine. They told me that they have paid twice.", "Pelagos Marine"),
        ("The 8.40 to Exwell was cancelled, they say that a driver was ill.", "unnamed"),
        ("The pilots of Lumora say that the boats are late.", "The pilots of Lumora"),
        ("The Dock Workers Union went home. The Nurses Union is still talking. The union says the offer is too low.", "The Nurses Union"),
    ],
)  # fmt: skip
def test_who_is_meant_is_who_can_be(found: Find, talk: str, name: str) -> None:
    assert found(talk)[-1].holder.name == name


PORT = "The city council said that the bridge is shut. The harbour master, Ole Brandt, confirmed that two ferries were late. "
"""A body and one who has an office, either named before."""


@pytest.mark.parametrize(
    ("talk", "name"),
    [
        ("The traders met on Monday. They say that the market is unsafe.", "The traders"),
        ("The minister's aides gave us another figure. They say it is 40 million.", "The minister's aides"),
        ("The relatives waited at the gate. They say that the road is unsafe.", "The relatives"),
        ("Opponents of the dam marched on Friday. They say that the wall is cracked.", "Opponents of the dam"),
        ("The governor's people told me something different. They're saying that there will be no tolls.", "The governor's people"),
        ("Investors left the hall at noon. They say that the price is too low.", "Investors"),
        ("The offers came on Monday. They say that the price is too low.", "The city council"),
        ("The instruments were checked on Monday. They say that the pump is broken.", "The city council"),
        ("People stayed at home on Monday. They say that the road is unsafe.", "The city council"),
        ("Plumbers make good money. They say that the road is unsafe.", "The city council"),
    ],
)  # fmt: skip
def test_they_are_the_people_whom_the_sentence_before_is_about(found: Find, talk: str, name: str) -> None:
    assert found(PORT + talk)[-1].holder.name == name


@pytest.mark.parametrize("answer", ["yes", "no", "yeah"])
def test_a_name_ends_before_the_yes_that_follows_it(found: Find, answer: str) -> None:
    assert (
        found(f"{PORT}Gaiatherm, {answer}. They've said that they will pause drilling.")[-1].holder.name == "Gaiatherm"
    )


@pytest.mark.parametrize(
    ("named", "name"),
    [
        ("The harbour master, Ole Brandt, confirmed that two ferries were late.", "unnamed"),
        ("The landlord, Tom Dale, said that two houses were sold.", "unnamed"),
        ("The importer, Quandt Lorn, said that two boats were sold.", "Quandt Lorn"),
        ("The lender, Holt Brask, said that two houses were sold.", "Holt Brask"),
    ],
)
def test_they_are_nobody_who_is_one(found: Find, named: str, name: str) -> None:
    assert found(f"{named} It rained. They say that the road is unsafe.")[-1].holder.name == name


@pytest.mark.parametrize(
    ("sentence", "holder", "text"),
    [
        ("I love this, the Globe reported that the mayor takes a private car.", "the Globe", "the mayor takes a private car"),
        ("It's wild, the Globe said on Monday that the mayor has resigned.", "the Globe", "the mayor has resigned"),
        ("The bridge is safe, the minister said on Monday.", "the minister", "The bridge is safe"),
    ],
)  # fmt: skip
def test_what_is_said_follows_its_verb_where_no_comma_parts_them(
    found: Find, sentence: str, holder: str, text: str
) -> None:
    assert (holder, text) in [(c.holder.name, c.text) for c in found(f"Ben Ode: {sentence}")]


@pytest.mark.parametrize(
    ("sentence", "holder", "text"),
    [
        ("Lumora's lawyer, Bryce Holt, said in a letter that the gap is a mistake.", "Bryce Holt", "the gap is a mistake"),
        ("The chief acknowledged on the call that the firm knew on Saturday.", "The chief", "the firm knew on Saturday"),
        ("Yesterday the RTL said in a statement that no decision has been taken.", "the RTL", "no decision has been taken"),
        ("The treasurer, Joan Pell, said in an email that the club will close.", "Joan Pell", "the club will close"),
        ("Lumora says the suit's without merit.", "Lumora", "the suit's without merit"),
        ("The analyst says inflation's still three percent.", "The analyst", "inflation's still three percent"),
        ("The governor says the market's cooling.", "The governor", "the market's cooling"),
        ("The lawyer told the jury that Holt bought the petrol, that he drove it there, and that he lit it.", "The lawyer", "Holt bought the petrol, that he drove it there, and that he lit it"),
        ('The CEO, Grant Wade, said in May, and I wrote this down, "There is no process, there are no buyers."', "Grant Wade", "There is no process, there are no buyers"),
        ("A doctor I met believes that the ward was closed in May.", "A doctor", "the ward was closed in May"),
        ("What he did not say is that the call came from a fisherman.", "Ben Ode", "the call came from a fisherman"),
    ],
)  # fmt: skip
def test_what_is_said_wherever_the_parser_hangs_it(found: Find, sentence: str, holder: str, text: str) -> None:
    told = found(f"Ben Ode: The council met on Monday. {sentence}", chosen=ClaimsSettings(plain_over=0.0))
    assert (holder, text) in [(c.holder.name, c.text) for c in told]


def test_a_letter_that_somebody_wrote_says_nothing(found: Find) -> None:
    told = found("Ben Ode: The union said in a letter that it sent on Monday.")
    assert "Ben Ode" in {c.holder.name for c in told}


@pytest.mark.parametrize(
    ("sentence", "holder"),
    [
        ("Sources say that the shop was sold in May.", "Sources"),
        ("Many people have reported that the shop was sold in May.", "Many people"),
        ("It is reported that the shop was sold in May.", "unnamed"),
        ("There is speculation that the shop was sold in May.", "unnamed"),
    ],
)
def test_nobody_in_particular_is_called_as_they_were_said(found: Find, sentence: str, holder: str) -> None:
    (claim,) = found(f"Ben Ode: {sentence}")
    assert (claim.holder.name, claim.holder.kind) == (holder, HolderKind.UNNAMED)


@pytest.mark.parametrize(
    ("sentence", "holder"),
    [
        ("Clara Voss, you told the paper that the shop was sold in May.", "Clara Voss"),
        ("And then you wrote to me, Senator Voss, and you said that the shop was sold in May.", "Senator Voss"),
        ("You told Clara Voss that the shop was sold in May.", "You"),
        ("You told Abel Marsh, Clara Voss, and me that the shop was sold in May.", "You"),
    ],
)
def test_you_is_who_is_called_by_name(found: Find, sentence: str, holder: str) -> None:
    assert found(sentence)[-1].holder.name == holder


@pytest.mark.parametrize(
    ("announced", "name"),
    [
        ("Here's Senator Clara Voss again.", "Senator Clara Voss"),
        ("And here is Clara Voss on the vote.", "Clara Voss"),
        ("Here's the victim's sister, Clara, outside the court.", "Clara"),
        ("The envoy, Clara Voss, said that it was late, and she had this to say.", "Clara Voss"),
        ("Here's the bridge that Clara Voss built.", "Host"),
        ("Here's Chicago.", "Host"),
    ],
)
def test_who_is_brought_on_by_name_is_heard_first(found: Find, announced: str, name: str) -> None:
    told = found(f"{announced} The attack was launched from the port of Anselm in May. The bridge was shut in June.")
    assert [c.holder.name for c in told if not c.cue][-2:] == [name, "Host"]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Orla Penn-Vaden said the bridge is safe.", "Orla Penn-Vaden"),
        ("The minister, Jonas Reith-Mohr, said that the bridge is safe.", "Jonas Reith-Mohr"),
        ("Corbin & Vale said that 40 shops will close.", "Corbin & Vale"),
    ],
)
def test_a_sign_within_a_name_stays(found: Find, sentence: str, name: str) -> None:
    assert [c.holder.name for c in found(f"Ben Ode: {sentence}")] == [name]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("The bank, sorry, the Harbour Fund says that two boats are sold.", "the Harbour Fund"),
        ("The Globe, no, sorry, the Courier reported that two boats were sold.", "the Courier"),
        ("The governor, I mean the mayor, said that two boats were sold.", "the mayor"),
        ("On Monday a boat was stopped, the Ada, in the port of Tarn, and the coast guard says that two boxes were found.", "the coast guard"),
        ("Nora Lind, the head of the fund, says that two boats are sold.", "Nora Lind"),
    ],
)  # fmt: skip
def test_who_is_named_in_the_place_of_another_says_it(found: Find, sentence: str, name: str) -> None:
    assert found(sentence)[-1].holder.name == name


@pytest.mark.parametrize(
    ("sentence", "texts"),
    [
        ("The rangers say they found 40 snares in the wood.", ["they found 40 snares in the wood"]),
        ("A Norland envoy told me that they believe the king is ill.", ["they believe the king is ill"]),
        ("The mayor said that the union denied that the boats are late.", ["the union denied that the boats are late", "the boats are late"]),
    ],
)  # fmt: skip
def test_what_a_holder_has_of_themselves_is_no_second_claim(found: Find, sentence: str, texts: list[str]) -> None:
    assert [c.text for c in found(sentence)] == texts


@pytest.mark.parametrize(
    ("talk", "name"),
    [
        ("Mabel Orrin says the park is lost. We asked the council, and it says that there was a consultation in May.", "the council"),
        ("The bridge shut. The harbour company said it was safe. I've got the report in front of me. It says the cables failed in June.", "the report"),
        ("The bridge shut. The harbour company said it was safe. I've seen the letter he sent them; it says the cables failed in June.", "the letter"),
        ("The council said the roof was sound. I've seen the email. It's dated the eleventh of September. It says the beams were rotten in May.", "the email"),
        ("The council said the roof was sound. I have seen one of those emails, and it says the beams were rotten in May.", "one of those emails"),
        ("The roof fell. Lumora said the roof was sound. We put that to the ministry. It says the roof was built in 1960.", "the ministry"),
        ("The roof fell. Lumora said the roof was sound. I read the contract last night, and it says the owner pays.", "the contract"),
        ("The roof fell. Lumora said the roof was sound. We contacted the police and they say nobody was hurt.", "the police"),
        ("The minister said no. One of the residents spoke up. She said the roof was rotten.", "One of the residents"),
        ("The roof fell. Lumora said the roof was sound. We haven't seen the report. It says the owner pays.", "Lumora"),
        ("Lumora has read the letter. It says the letter is a fake.", "Lumora"),
        ("The roof fell. Lumora said the roof was sound. I love the colour. It says the owner pays.", "Lumora"),
        ("Lumora reported sales of 40 million. It says the next year will be hard.", "Lumora"),
    ],
)  # fmt: skip
def test_whom_we_asked_and_what_we_saw_is_what_says_so(found: Find, talk: str, name: str) -> None:
    assert found(talk)[-1].holder.name == name


def test_one_of_several_papers_passes_on_what_it_says(found: Find) -> None:
    talk = "The council said the roof was sound. I've seen one of those emails. It says the beams were rotten in May."
    claim = found(talk)[-1]
    assert (claim.holder.name, claim.firmness) == ("one of those emails", Firmness.REPORTED)


@pytest.mark.parametrize(
    "aside",
    [
        "and this is a quote", "and I'm quoting", "and I quote", "and these are her words", "this is verbatim", "and I'm quoting here",
        "I'm quoting from the minutes", "and that's a quote from the minutes",
    ],
)  # fmt: skip
def test_what_is_announced_as_a_quotation_is_hers(found: Find, aside: str) -> None:
    claim = found(f"Councillor Maud Astley came in. She said, {aside}, the roof was never checked in ten years.")[-1]
    assert (claim.holder.name, claim.text) == ("Councillor Maud Astley", "the roof was never checked in ten years")


@pytest.mark.parametrize("aside", ["and this is a problem", "and this was in May", "these are hard words"])
def test_an_aside_that_announces_no_quotation_stays(found: Find, aside: str) -> None:
    claims = found(f"Councillor Maud Astley came in. She said, {aside}, the roof was never checked in ten years.")
    assert "the roof was never checked in ten years" not in [c.text for c in claims]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("A man called Rolf Endersby said he saw two boats.", "Rolf Endersby"),
        ("Now the head teacher, a man called Brannoc Tully, says he'd warned the council twice.", "Brannoc Tully"),
        ("The owner, a company called Lumora, said the boats would stay in port.", "Lumora"),
        ("A neighbour, who is called Brannoc Tully, says he'd warned the council twice.", "Brannoc Tully"),
        ("The firm Lumora said the boats would stay in port.", "Lumora"),
        ("In the evening the app Quillbox announced that data had been taken.", "Quillbox"),
        ("On Monday Norlane said the boats would stay in port.", "Norlane"),
        ("The company Lumora's boss Ida Moll said the boats would stay in port.", "Ida Moll"),
        ("Lumora's boss Ida Moll said the boats would stay in port.", "Ida Moll"),
        ("The man who was called on Monday said the boats would stay in port.", "The man"),
        ("The mayor of Ansel said the boats would stay in port.", "The mayor of Ansel"),
        ("The Moll brothers said the boats would stay in port.", "The Moll brothers"),
        ("Doctor Ida Moll said the boats would stay in port.", "Doctor Ida Moll"),
        ("The Harbour Gazette's Clara Voss said the boats would stay in port.", "The Harbour Gazette's Clara Voss"),
    ],
)  # fmt: skip
def test_whose_name_it_is_without_what_they_are(found: Find, sentence: str, name: str) -> None:
    assert found(f"The roof fell. The mayor said no. {sentence}")[-1].holder.name == name


@pytest.mark.parametrize(
    ("lead", "holder"),
    [
        ("Brannoc Tully wrote a report. Brannoc", "Brannoc Tully"),
        ("The engineer Nilo Brandt wrote a report. Later Nilo", "Nilo Brandt"),
        ("Brannoc Tully met Nilo Brandt. Nilo", "Nilo Brandt"),
        ("The Brannoc Bridge opened in May. Brannoc", "Brannoc"),
    ],
)
def test_a_first_name_is_of_whom_it_was_said_in_full(found: Find, lead: str, holder: str) -> None:
    assert found(f"Ada Lind: {lead} says that the bridge has nine cracks.")[-1].holder.name == holder


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("The mayor's office confirmed that.", ("The mayor's office", "The mayor's office confirmed that")),
        ("Police have confirmed it to the paper.", ("Police", "Police have confirmed it to the paper")),
        ("The mayor could confirm that.", None),
        ("Nobody confirmed that.", None),
    ],
)  # fmt: skip
def test_who_confirms_what_was_just_said(found: Find, sentence: str, told: tuple[str, str] | None) -> None:
    for before in (
        "The army said that rebels shelled the port of Anselm.",
        "Rebels shelled the port of Anselm on Monday.",
    ):
        claims = found(f"Ada Lind: {before} {sentence}")
        assert [(c.holder.name, c.text) for c in claims if c.firmness is Firmness.CONFIRMED] == ([told] if told else [])


@pytest.mark.parametrize(
    ("said", "holder", "text"),
    [
        ("Clara Voss was the guard. Her lawyer, Ben Ode, was not there. He got her to admit that the mill was sold in May.", "Clara Voss", "the mill was sold in May"),
        ("The defence calls its witness on Monday. Their line is that she rang about her pay.", "The defence", "she rang about her pay"),
        ("The ministry puts the number at 40.", "The ministry", "the number at 40"),
        ("The budget office doesn't agree, it puts that number at 310.", "The budget office", "that number at 310"),
        ("The utility that runs the dam, Nordkraft, says it's stable for now.", "Nordkraft", "it's stable for now"),
        ("According to customs data, though, exports fell by 18 percent.", "customs data", "exports fell by 18 percent"),
    ],
)  # fmt: skip
def test_whose_word_it_is_in_other_words(found: Find, said: str, holder: str, text: str) -> None:
    claim = found(f"Ada Lind: {said}")[-1]
    assert (claim.holder.name, claim.text) == (holder, text)


def test_a_number_where_something_is_puts_nothing_at_it(found: Find) -> None:
    claims = found("Ada Lind: Kieran Sharpe was putting in a patio at number forty when he hit a bomb in Anselm.")
    assert {c.holder.name for c in claims} <= {"Ada Lind"}
