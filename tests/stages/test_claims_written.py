"""Claims: how written news says whose word it is, each sentence by itself, as it is handed to `annotate`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from onrecord.core.claim import Claim

Find = Callable[..., list[Claim]]
IsSaid = Callable[[str, str, str], bool]


@pytest.mark.parametrize(
    ("sentence", "holder", "text"),
    [
        ("As front-runner Clara Voss prepared to speak to supporters in Anselm on Tuesday, a 15-year-old girl outside the hall was pepper-sprayed by another bystander, police said.", "police", "As front-runner Clara Voss prepared to speak to supporters in Anselm on Tuesday, a 15-year-old girl outside the hall was pepper-sprayed by another bystander"),
        ("Secrecy is not a stranger when it comes to Clara Voss's health issues, the mayoral candidate's former doctor maintains.", "the mayoral candidate's former doctor", "Secrecy is not a stranger when it comes to Clara Voss's health issues"),
        ("Norlane will repair the boats, the mayor said, a step that could make it easier for crews to remain at sea.", "the mayor", "Norlane will repair the boats"),
        ("The plan would end all the kinds of pilotage we know, Clara Voss declared in an interview Thursday, in the latest escalation of words between the candidates ahead of the vote.", "Clara Voss", "The plan would end all the kinds of pilotage we know"),
    ],
)  # fmt: skip
def test_what_stands_before_who_said_it(is_said: IsSaid, sentence: str, holder: str, text: str) -> None:
    assert is_said(sentence, holder, text)


@pytest.mark.parametrize(
    ("sentence", "holder", "text"),
    [
        ('"The trouble," said Edda Leamer, an engineer at the Anselm yard, "is that we are losing workers and boats."', "Edda Leamer", "The trouble … is that we are losing workers and boats"),
        ('Clara Voss has called the ensuing chaos "a lesson I had to learn" about the need to repair the boats.', "Clara Voss", 'the ensuing chaos "a lesson I had to learn'),
        ("What really got under her skin, she said, was a question at a televised hall last week about the boats.", "she", "What really got under her skin … was a question at a televised hall last week about the boats"),
        ('No name change, she said, "hides what the port really is."', "she", "No name change … hides what the port really is"),
        ('Clara Voss, a top aide said, "is very confident of the vote."', "a top aide", "Clara Voss … is very confident of the vote"),
        ("Clara Voss, a top aide said, is very confident of the vote.", "a top aide", "Clara Voss … is very confident of the vote"),
        ('"Lumora will be releasing its tax returns in May," he wrote.', "he", "Lumora will be releasing its tax returns in May"),
        ('In a statement for this story, a Harbour Department official said, "We are not going to speak to the content of these letters."', "a Harbour Department official", "We are not going to speak to the content of these letters"),
        ('"If you look at it," Voss said, "I don\'t believe our plans are dramatically different."', "Voss", "If you look at it … I don't believe our plans are dramatically different"),
        ('Clara Voss said that the port "could be unyielding," and that Norlane had struggled with its abundant debts.', "Clara Voss", 'the port "could be unyielding," and that Norlane had struggled with its abundant debts'),
        ('"She has a trove of plans for the port, but the question is whether that is a substitute for boats," Voss said.', "Voss", "She has a trove of plans for the port, but the question is whether that is a substitute for boats"),
    ],
)  # fmt: skip
def test_quotations_around_and_beside_the_verb(is_said: IsSaid, sentence: str, holder: str, text: str) -> None:
    assert is_said(sentence, holder, text)


@pytest.mark.parametrize(
    ("sentence", "holder", "text"),
    [
        ("As a part of her plea, Mara Lehel Lazar, 44, said that she sank nearly 100 boats from her home overseas.", "Mara Lehel Lazar", "she sank nearly 100 boats from her home overseas"),
        ("Multiple outlets reported on Wednesday the Harbour Guard had more than one conversation with Clara Voss about the letter.", "Multiple outlets", "the Harbour Guard had more than one conversation with Clara Voss about the letter"),
        ("Schneider alleged in the suit that Voss personally earned $5 million from the port.", "Schneider", "Voss personally earned $5 million from the port"),
        ("On Thursday night, Clara Voss told the audience at her fundraiser for veterans that she and Norlane had several meetings Thursday but that nothing could change her mind.", "Clara Voss", "she and Norlane had several meetings Thursday but that nothing could change her mind"),
        ("But 16 percent of Anselm voters still say they don’t yet know enough about the plan to form an opinion.", "16 percent of Anselm voters", "they don’t yet know enough about the plan to form an opinion"),
        ("Clara Voss said after the meeting she would not accept the Norlane money if it were offered.", "Clara Voss", "after the meeting she would not accept the Norlane money if it were offered"),
        ("Holsted continued by saying, “We will appeal this decision because the crews need clarity.”", "Holsted", "We will appeal this decision because the crews need clarity"),
        ("The state will hold Ben Ode as more members are named, Mara Holst said.", "Mara Holst", "The state will hold Ben Ode as more members are named"),
        ("Mara Holst, the head of the fund, says the money is gone.", "Mara Holst", "the money is gone"),
        ("He went on to explain that Norlane's plan to keep the port is dead.", "He", "Norlane's plan to keep the port is dead"),
        ("By an overwhelming margin, those surveyed say the port should turn to mostly clean fuel by 2030.", "those surveyed", "the port should turn to mostly clean fuel by 2030"),
        ("A wide array of economists say the port cannot pay its debts.", "A wide array of economists", "the port cannot pay its debts"),
        ("A legal opinion drafted for the port concluded that Norlane qualified as a foreign owner.", "A legal opinion", "Norlane qualified as a foreign owner"),
        ("The party stretched the truth a bit during the debate, when it claimed that Norlane has used the port for arms.", "The party", "Norlane has used the port for arms"),
        ("The two admit that, given the divide, instituting these goals in Anselm will not be easy.", "The two", "given the divide, instituting these goals in Anselm will not be easy"),
        ("If the owners keep it, Clara Voss suggested in a tweet, crews won't be punished for staying.", "Clara Voss", "crews won't be punished for staying"),
    ],
)  # fmt: skip
def test_who_says_it_is_found_where_the_small_model_does_not_look(
    is_said: IsSaid, sentence: str, holder: str, text: str
) -> None:
    assert is_said(sentence, holder, text)


@pytest.mark.parametrize(
    ("sentence", "holder", "text"),
    [
        ("As reported by the Anselm Globe, there are 150 berths at stake in Tuesday night's vote.", "the Anselm Globe", "there are 150 berths at stake in Tuesday night's vote"),
        ("In the latest Globe poll, Clara Voss led Ben Ode 47 percent to 39 percent.", "the latest Globe poll", "Clara Voss led Ben Ode 47 percent to 39 percent"),
        ("Now the Harbour Guard is looking into whether Voss was guilty of fraud, according to three sources who spoke to the Globe but were not authorized to speak on the record.", "three sources", "Now the Harbour Guard is looking into whether Voss was guilty of fraud"),
        ("According to recent polling, the Norlane candidate is once again strongly leading the field.", "recent polling", "the Norlane candidate is once again strongly leading the field"),
        ("The board ruled that Voss met the criteria to appear on the ballot.", "The board", "Voss met the criteria to appear on the ballot"),
        ("Investigators determined that the Norlane boats had no pumps.", "Investigators", "the Norlane boats had no pumps"),
        ("A random survey conducted by the Globe found Drew the winner of Tuesday night's debate.", "A random survey", "Drew the winner of Tuesday night's debate"),
        ("Officials have attributed the delay to thousands of ballots from the islands.", "Officials", "the delay to thousands of ballots from the islands"),
        ("The coroner's office identified the sailor killed as Jessa Valen.", "The coroner's office", "the sailor killed as Jessa Valen"),
        ("Clara Voss has described the dinner as Norland celebrating itself.", "Clara Voss", "the dinner as Norland celebrating itself"),
        ("Developers see harbour basins as wasted space.", "Developers", "harbour basins as wasted space"),
        ("Ben Ode referred to Clara Voss as the most valuable friend of Norlane.", "Ben Ode", "Clara Voss as the most valuable friend of Norlane"),
        ("Speaker Paul Ryder blasted Norlane for its decision not to repair the boats.", "Speaker Paul Ryder", "blasted Norlane for its decision not to repair the boats"),
        ("The driver admitted taking the money from the till.", "The driver", "taking the money from the till"),
        ("Clara Voss has criticized him for not doing more to help the crews of Norlane.", "Clara Voss", "criticized him for not doing more to help the crews of Norlane"),
        ("The bank chief has been criticized by many brokers for not raising rates in May.", "many brokers", "The bank chief … criticized … for not raising rates in May"),
        ("Clara Voss suggested rallying the crews of Norland.", "Clara Voss", "rallying the crews of Norland"),
        ("Clara Voss expressed frustration that the owners were acting too often as free riders.", "Clara Voss", "the owners were acting too often as free riders"),
        ("Clara Voss called Wednesday for Ben Ode to resign from the Norlane board.", "Clara Voss", "Ben Ode to resign from the Norlane board"),
        ("Many rank-and-file crews made it clear they didn't agree with the Norlane plan.", "Many rank-and-file crews", "they didn't agree with the Norlane plan"),
        ("The owner gave a defiant speech in Anselm, predicting he would win the port when it votes in May.", "The owner", "he would win the port when it votes in May"),
    ],
)  # fmt: skip
def test_what_is_found_shown_judged_and_ruled(is_said: IsSaid, sentence: str, holder: str, text: str) -> None:
    assert is_said(sentence, holder, text)


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Sen. Clara Voss (N-Ans.) said Norlane will make its records available to the public.", "Norlane will make its records available to the public"),
        ("Clara Voss told Norlane Corp. executives that the port would shut on Feb. 15 at noon.", "the port would shut on Feb. 15 at noon"),
    ],
)  # fmt: skip
def test_what_is_said_goes_on_behind_a_shortened_word(found: Find, sentence: str, text: str) -> None:
    assert text in [c.text for c in found(sentence) if c.cue]


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("The group had claimed to be independent and neutral, though over the weekend, the Foundation's executive director resigned after the Globe and other outlets reported that it has deep connections to Norlane.", "though over the weekend, the Foundation's executive director resigned after the Globe and other outlets reported that it has deep connections to Norlane"),
        ("The move may come as no surprise to some as Clara Voss called for a boycott of Norlane.", "The move may come as no surprise to some"),
        ("On Tuesday, Clara Voss wrote to investors, telling them Norlane was worth more.", "telling them Norlane was worth more"),
        ("Clara Voss announced that she would not recommend charges, despite the fact that she did see the Norlane letters.", "she did see the Norlane letters"),
        ("The guard would also seek to establish that Clara Voss understood the rules.", "Clara Voss understood the rules"),
        ("A storm blasted the port for two hours on Friday.", "blasted the port for two hours on Friday"),
        ("Clara Voss determined who should be allowed to stay in Anselm.", "who should be allowed to stay in Anselm"),
    ],
)  # fmt: skip
def test_what_stands_beside_a_cue_is_not_said(found: Find, sentence: str, text: str) -> None:
    assert text not in [c.text for c in found(sentence) if c.cue]


@pytest.mark.parametrize(
    "text",
    ["Dale, the mayor said", "In the latest poll", '"', "said", "claims", ", claims", "As reported by", "Dale, a top aide said", '"Dale," said', "Norlane, police said"],
)  # fmt: skip
def test_what_breaks_off_says_nothing(found: Find, text: str) -> None:
    assert not found(text)


def test_a_sentence_by_itself_counts_where_it_tells_of_others(found: Find, is_said: IsSaid) -> None:
    assert is_said("Dozens of women claim he assaulted them.", "Dozens of women", "he assaulted them")
    assert not found("Somebody said it broke.")
    assert not found("The crews say they like you.")


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Clara Voss shares her findings: “The bridge has nine cracks. It cost nine million.”",
         [("Clara Voss", "The bridge has nine cracks"), ("Clara Voss", "It cost nine million")]),
        ("Clara Voss wrote about that. In her words: “The bridge has nine cracks.”", [("Clara Voss", "The bridge has nine cracks")]),
        ("Clara Voss wrote about that. For her, it all starts with the steel: “The bridge has nine cracks.”", [("Clara Voss", "The bridge has nine cracks")]),
        ("Clara Voss compares the bridge to a sieve. Then she goes on: “The bridge has nine cracks.”", [("Clara Voss", "The bridge has nine cracks")]),
        ("The harbour board put it in one line: “The bridge has nine cracks.”", [("The harbour board", "The bridge has nine cracks")]),
        ("It came down to one thing: “The bridge has nine cracks.”", []),
        ("I keep coming back to this: “The bridge has nine cracks.”", []),
    ],
)  # fmt: skip
def test_of_whom_the_lead_in_tells_is_quoted(found: Find, sentence: str, told: list[tuple[str, str]]) -> None:
    claims = found(f"Ben Ode: Norlane owns the port of Anselm. The port was shut in May. {sentence}")
    assert [(c.holder.name, c.text) for c in claims if c.holder.name != "Ben Ode" and "sieve" not in c.text] == told


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ('CLARA VOSS: "We never saw the letter."', [("CLARA VOSS", "We never saw the letter")]),
        ("Clara Voss: “The bridge will open in June.” Ron Dale: “The bridge is not safe.”",
         [("Clara Voss", "The bridge will open in June"), ("Ron Dale", "The bridge is not safe")]),
        ('Clara Voss was asked about it. The mayor: "The bridge is safe."', [("The mayor", "The bridge is safe")]),
        ('Clara Voss was there. VOSS: "The bridge is safe."', [("Clara Voss", "The bridge is safe")]),
        ('Clara Voss: "The bridge will open in June. It cost nine million."',
         [("Clara Voss", "The bridge will open in June"), ("Clara Voss", "It cost nine million")]),
        ('Clara Voss told the paper: "The bridge will open in June. It cost nine million."',
         [("Clara Voss", "The bridge will open in June"), ("Clara Voss", "It cost nine million")]),
        ('Said Ellis: "I don\'t get the sense she\'s interested in a new bridge."',
         [("Ellis", "I don't get the sense she's interested in a new bridge")]),
        ("Clara Voss told the paper: “The guards left. The pier was shut by its owner.” That was in May.",
         [("Clara Voss", "The guards left"), ("Clara Voss", "The pier was shut by its owner")]),
        ('Breaking: "The bridge is shut."', []),
        ('The question: "Is the bridge safe?"', []),
        ('My rule is simple: "The bridge is never late."', []),
    ],
)  # fmt: skip
def test_a_name_before_a_quotation_says_whose_it_is(found: Find, sentence: str, told: list[tuple[str, str]]) -> None:
    lead = "Norlane owns the port of Anselm. The port was shut in May. "
    claims = found(f"Ben Ode: {lead}{sentence}")
    assert [(c.holder.name, c.text) for c in claims if c.holder.name != "Ben Ode"] == told
