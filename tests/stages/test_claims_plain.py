"""What speakers state on their own word with neither a number, a date nor two names in it."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from onrecord.core.claim import Claim
from onrecord.stages.claims import ClaimsSettings

Find = Callable[..., list[Claim]]
NEWS = "Chile sent 40 boats to the strait on Monday. Norway closed two ports on Tuesday, killing 12 people. "
ANY = ClaimsSettings(plain_over=0.0)
"""With this every plain statement is found, however little it is worth."""


@pytest.mark.parametrize(
    ("plain", "text"),
    [
        ("The military has continued to launch attacks.", "The military has continued to launch attacks"),
        ("The talks have stalled.", "The talks have stalled"),
        ("US warships have left the port.", "US warships have left the port"),
        ("No further details have been shared by the army.", "No further details have been shared by the army"),
        ("At the centre of it are the ports on the coast.", "At the centre of it are the ports on the coast"),
        ("After the governor was forced out of his job by the party.", "the governor was forced out of his job by the party"),
        ("Chile, as you know, has violated the agreement.", "Chile, as you know, has violated the agreement"),
        ("When the police arrived, the gunman fled into the woods.", "When the police arrived, the gunman fled into the woods"),
        ("I should say the army has blocked the main road.", "the army has blocked the main road"),
        ("Our government will be reclaiming the canal from Chile.", "Our government will be reclaiming the canal from Chile"),
        ("Norway trying to hold the line in the valley.", "Norway trying to hold the line in the valley"),
        ("The Senate passed a bill that, I think, is bad for Chile.", "The Senate passed a bill that, I think, is bad for Chile"),
        ("He has moderated his position.", "He has moderated his position"),
        ("The canal is still closed.", "The canal is still closed"),
        ("They cannot tell the difference.", "They cannot tell the difference"),
        ("A hard blow for the town, and there were angry scenes in the street.", "there were angry scenes in the street"),
        ("Whereas the harbour depends on a single crane.", "the harbour depends on a single crane"),
        ("You used to need a licence for that kind of map.", "You used to need a licence for that kind of map"),
        ("Norlane will send you a new card.", "Norlane will send you a new card"),
        ("You should be aware that there is big disagreement among the engineers.", "there is big disagreement among the engineers"),
        ("These are the oldest ships on the whole coast.", "These are the oldest ships on the whole coast"),
        ("The new boats are the best boats on the coast.", "The new boats are the best boats on the coast"),
        ("I think, you know, the harbour board has been a friend of the owners.", "the harbour board has been a friend of the owners"),
        ("Mara Vinter told me, I'm writing to every member of the council.", "I'm writing to every member of the council"),
        ("The model does not learn.", "The model does not learn"),
        ("Some had been arrested in the night.", "Some had been arrested in the night"),
        ("Worth mentioning that the crane is new.", "the crane is new"),
        ("Interesting that the bill was passed by both sides.", "the bill was passed by both sides"),
        ("The other thing that happened is the union walked out.", "the union walked out"),
        ("That's why the harbour board has closed the northern pier.", "the harbour board has closed the northern pier"),
        ("You've got tankers sitting off the coast.", "You've got tankers sitting off the coast"),
        ("We saw the price of oil jump.", "We saw the price of oil jump"),
        ("One of the things they found was a crack in the hull.", "One of the things they found was a crack in the hull"),
        ("There are questions about the owner of the ship.", "There are questions about the owner of the ship"),
        ("It could go off at any time without warning.", "It could go off at any time without warning"),
        ('Elizabeth "Bess" Vinter, the head of the board, has a hard winter ahead.', 'Elizabeth "Bess" Vinter, the head of the board, has a hard winter ahead'),
        ("There is no doubt that the attack is a major one.", "the attack is a major one"),
        ("My take on this is that the engineer is right about the crack.", "the engineer is right about the crack"),
        ("I think what the owners miss is that the hull is old.", "what the owners miss is that the hull is old"),
        ("Nobody was hurt.", "Nobody was hurt"),
        ("We haven't had any reaction from the owners yet.", "We haven't had any reaction from the owners yet"),
        ("What the three agencies are doing is preparing for a cold winter.", "What the three agencies are doing is preparing for a cold winter"),
        ("They are all at risk of lasting damage.", "They are all at risk of lasting damage"),
        ("We are going to see someone build a harbour in the ice.", "We are going to see someone build a harbour in the ice"),
        ("They cannot they cannot prove the loss to the bank.", "they cannot prove the loss to the bank"),
        ("The mayor stayed away from the ceremony, didn't he?", "The mayor stayed away from the ceremony"),
        ("Some were arrested.", "Some were arrested"),
        ("She is on sick leave.", "She is on sick leave"),
        ('The strike goes on until the owners change the plan "to a degree that the crews can accept".', 'The strike goes on until the owners change the plan "to a degree that the crews can accept'),
        ("Nothing is going to happen until the owners get together, okay?", "Nothing is going to happen until the owners get together"),
        ("The new captain reports to nobody in Oslo.", "The new captain reports to nobody in Oslo"),
        ("The talks have stalled, but will the ships come back?", "The talks have stalled"),
        ("I ran back to the pier for my neighbour's children.", "I ran back to the pier for my neighbour's children"),
        ("We are being squeezed into ever smaller camps.", "We are being squeezed into ever smaller camps"),
        ("The owners suffered a setback when the harbour board voted against the plan.", "the harbour board voted against the plan"),
        ("I think if you ask the people that I met, the plan could spell trouble.", "if you ask the people that I met, the plan could spell trouble"),
    ],
)  # fmt: skip
def test_in_news_a_plain_statement_is_a_claim(found: Find, plain: str, text: str) -> None:
    assert text in [c.text for c in found(f"Ann Reed: {NEWS}{plain}", chosen=ANY)]
    assert not [c for c in found(f"Ann Reed: {plain}", chosen=ANY) if c.text == text], (
        "nothing around it says that the talk is of news"
    )


@pytest.mark.parametrize(
    "chat",
    [
        "It's great for all of us.", "Here are the main stories of the hour.", "Our second story is the sea wall at Aster.",
        "We've got two stories from the coast today.", "This is the Harbour Hour.", "I want to talk about the new ferries in Aster.",
        "People in the harbour are like, no, not again.", "Our correspondent told us more about the fire.", "I'm Marlow.", "Our correspondent joins us from Oslo.", "It can do that.", "The trust has now corrected that.",
        "When it comes to tariffs.", "On social media, he posted.", "Rumour has it that a Danish firm wants to buy the carriages.",
        "It's Thursday the 6th of March.", "Last week was hard.", "Samantha Reed, have a great weekend.", "That's a great idea.",
        "You can read more about the harbour on our website.", "You can hear the whole story on Sunday evening.", "They were fine.",
        "You got two arms.", "We've got a great show for you.", "I talked to our correspondent about the harbour.", "We're joined by our reporter in Oslo.",
        "I want to talk about the new trams.", "We haven't been able to confirm that.", "Somebody isn't telling the truth.", "It's the twelfth of March.",
        "With me in the studio is our reporter.", "Somebody asked whether night ferries count.", "Our correspondent has more details.", "We're back with Ben Ode.",
        "Who shut the harbour, and why did the owners agree?", "Has the army left the valley, and will the refugees come back?",
    ],
)  # fmt: skip
def test_in_news_chat_is_no_claim(found: Find, chat: str) -> None:
    assert [c.text for c in found(f"Ann Reed: {NEWS}{chat}") if not c.cue] == [
        c.text for c in found(f"Ann Reed: {NEWS}")
    ]


def test_more_or_less_of_what_is_plain_is_found(found: Find) -> None:
    text = f"Ann Reed: {NEWS}The warships have left the harbour under cover of fog. It fell apart. We are at the pier with our dog."
    by_bar = [{c.text for c in found(text, chosen=ClaimsSettings(plain_over=bar))} for bar in (0.0, 0.7, 1.0)]
    assert all(more > fewer for more, fewer in itertools.pairwise(by_bar))
    assert "The warships have left the harbour under cover of fog" in by_bar[1] and len(by_bar[2]) == 2


def test_what_tells_more_is_surer(found: Find) -> None:
    text = f"Ann Reed: {NEWS}The warships have left the harbour under cover of fog. The canal is still closed."
    much, little = found(text, chosen=ANY)[2:]
    assert much.confidence > little.confidence


def test_what_means_news_is_kept_and_what_means_chat_is_not(found: Find) -> None:
    alike = (
        "The engineers found a deep crack in the wall of the reservoir.",
        "The friends shared a warm laugh at the end of the evening.",
    )
    told = [c.text for c in found(f"Ann Reed: {NEWS}{' '.join(alike)}")]
    assert told[2:] == ["The engineers found a deep crack in the wall of the reservoir"]


@pytest.mark.parametrize("said", ["Copper is at 4,310", "There's 1,300 pilots", "It's at 4.7 percent, up from 4.4"])
def test_a_figure_says_enough_in_few_words(found: Find, said: str) -> None:
    assert said in [c.text for c in found(f"Ann Reed: {NEWS}{said}.")]


def test_what_we_did_that_has_a_number_in_it_is_kept(found: Find) -> None:
    told = [c.text for c in found(f"Ann Reed: {NEWS}We counted 67 in September. It came back.")]
    assert told[2:] == ["We counted 67 in September"]


@pytest.mark.parametrize(
    ("sentence", "texts"),
    [
        ("The contractor Brookfield says the bridge will open in June, a leak audit puts the cost higher and adds $60 million.", {"a leak audit … adds $60 million"}),
        ("The contractor Brookfield says the bridge will open in June, a leak audit puts the cost of the bridge in Ashford adds $60 million.", set()),
        ("The port of Anselm bought two large cranes but sold 40 old boats.", {"The port of Anselm … sold 40 old boats"}),
        ("The fund, a trust of the Vale family, bought two large cranes in May and sold 40 old boats.", {"The fund, a trust of the Vale family … sold 40 old boats"}),
    ],
)  # fmt: skip
def test_a_second_verb_says_more_of_whoever_does_the_first(found: Find, sentence: str, texts: set[str]) -> None:
    assert {c.text for c in found(NEWS + sentence) if " … " in c.text} == texts


@pytest.mark.parametrize(
    ("said", "is_told"),
    [
        ("Skylark, which has fourteen planes and has never made a profit, applied on Tuesday for permission to carry parcels.", True),
        ("Skylark, which has fourteen planes, then asked for money on Tuesday.", True),
        ("The ferry, which sank in May, raised by divers.", False),
        ("A bridge, which nobody used, painted red.", False),
    ],
)  # fmt: skip
def test_a_main_verb_that_looks_like_a_participle_is_one(found: Find, said: str, is_told: bool) -> None:
    firm = "The mayor said that 40 boats sank in Anselm on Monday. " * 3
    assert any(c.text.startswith(said[:8]) for c in found(f"Ada Lind: {firm}{said} {firm}")) is is_told
