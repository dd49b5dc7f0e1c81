"""Promos as a chain: its likelihoods are those of all ways through it, what asks for nothing is none, what goes on for long has to be sure."""

from __future__ import annotations

from itertools import accumulate, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.core.promo import begins_show, gives_address, leads_on, names_sponsor, offers_own, shows_link
from onrecord.core.talk import Sentence, sentences
from onrecord.core.transcript import Word
from onrecord.stages.stories.cohesion import SAYS_NOTHING
from onrecord.stages.stories.promos import features, likelihoods, promo_blocks
from onrecord.stages.stories.wares import named

SOLD = (
    "This episode is brought to you by Tessel. Open an account at tessel dot com slash harbour. Use the code harbour."
)
TOLD = "The mill sold its furnace to a yard in the north. Nobody knows what the workers will do now. The council meets again on Monday."
WORD_S = 0.4
OFFERS = shows_link, leads_on, offers_own


def talk_of(text: str, word_s: float = WORD_S) -> list[Sentence]:
    words = [
        Word(f"w{at + 1}", token, round(at * word_s, 3), round((at + 0.9) * word_s, 3), 0.9)
        for at, token in enumerate(text.split())
    ]
    return sentences(words, {word.id: "A" for word in words})


def blocks_in(
    *pieces: str, meant: float = SAYS_NOTHING, phrases: tuple[str, ...] = (), word_s: float = WORD_S
) -> list[str]:
    """What is found in the pieces, with each of which something new begins."""
    talk, begins = talk_of(" ".join(pieces), word_s), list(accumulate(len(talk_of(piece)) for piece in pieces))
    new = np.full(len(talk), -2.0)
    new[[0, *begins[:-1]]] = 2.0
    found = promo_blocks(talk, phrases, new, np.full(len(talk), meant))
    return [" ".join(sentence.text for sentence in talk[block.first : block.end]) for block in found]


def spoken(*turns: tuple[str, str]) -> list[Sentence]:
    """Turns of (speaker, text)."""
    words = [(token, who) for who, text in turns for token in text.split()]
    heard = [Word(f"w{at + 1}", token, at * WORD_S, (at + 0.9) * WORD_S, 0.9) for at, (token, _) in enumerate(words)]
    return sentences(heard, {word.id: who for word, (_, who) in zip(heard, words, strict=True)})


odds = st.floats(-6, 6)


@given(st.lists(st.tuples(odds, odds, odds), min_size=1, max_size=7))
def test_the_likelihoods_are_those_of_all_ways_through_the_chain(of: list[tuple[float, float, float]]) -> None:
    sells, begins, ends = np.array(of).T
    weight, selling = 0.0, np.zeros(len(of))
    for way in product((False, True), repeat=len(of)):
        score = 0.0
        for at, (was, sells_now) in enumerate(zip((False, *way), way, strict=False)):
            score += sells[at] * sells_now + begins[at] * (sells_now and not was) + ends[at] * (was and not sells_now)
        weight += np.exp(score)
        selling += np.exp(score) * np.array(way)
    assert likelihoods(sells, begins, ends) == pytest.approx(selling / weight, abs=1e-9)


def test_a_sponsors_text_is_one_and_news_is_none() -> None:
    assert blocks_in(SOLD, TOLD) == [SOLD]
    assert blocks_in(TOLD) == []


@pytest.mark.parametrize(
    "greeting",
    [
        "Hello and welcome to Kelholm Calling, the talk of the coast.",
        "Good morning.",
        "Hey everyone, it's Ada, and this is Kelholm Calling.",
        "So welcome to Kelholm Calling, your news in ten minutes.",
        "From the Kelholm newsroom, this is Kelholm Calling.",
    ],
)
def test_a_promo_at_the_head_ends_where_the_show_greets(greeting: str) -> None:
    assert blocks_in(f"{SOLD} {greeting} I'm Ada Brand. It has been a long week.", TOLD, meant=-1.0) == [SOLD]


def test_a_promo_may_greet_itself_and_who_is_greeted_later_begins_nothing() -> None:
    trailer = "Hi, I'm Bob Lund and in my show Salt Roads I eat my way along the coast. Salt Roads is out now wherever you get your podcasts. Go to saltroads dot com."
    assert blocks_in(f"{SOLD} {trailer}", TOLD) == [f"{SOLD} {trailer}"]
    talk = talk_of(f"{SOLD} Hello and welcome to Kelholm Calling. I'm Ada Brand. Hi, everybody. Good morning, Cleo.")
    assert features(talk, np.zeros(len(talk)), np.zeros(len(talk))).ends["back"].tolist() == [0, 0, 0, 1, 0, 0, 0]
    late = talk_of(f"{TOLD * 20} Hello and welcome.")
    assert not any(features(late, np.zeros(len(late)), np.zeros(len(late))).ends["back"])
    later = [
        begins_show(s)
        for s in talk_of(
            "Everyone is welcome to join the search. They said hello. This is from the mill. He is from Ghent."
        )
    ]
    assert not any(later)


def test_what_only_means_what_promos_do_and_asks_for_nothing_is_none() -> None:
    assert blocks_in(TOLD, meant=8.0) == []


RECALL = "The maker Dorvan is recalling forty vans. You should not drive yours. You can get the brakes checked for free at dorvan dot org slash recall, or visit a dealer."
REFUND = "The tax office has moved the deadline by two weeks. You now have until Friday. Go to tax dot org slash refund and download the form."


def blocks_told(told: str, meant: float = 0.0) -> list[str]:
    """What is found of these sentences, which mean what promos do, amid news that does not."""
    n, talk = len(talk_of(f"{TOLD} {TOLD}")), talk_of(f"{TOLD} {TOLD} {told} {TOLD} {TOLD}")
    is_told = np.array([n <= at < len(talk) - n for at in range(len(talk))])
    new = np.where(np.isin(np.arange(len(talk)), (n, len(talk) - n)), 2.0, -2.0)
    found = promo_blocks(talk, (), new, np.where(is_told, meant, -5.0))
    return [" ".join(sentence.text for sentence in talk[block.first : block.end]) for block in found]


@pytest.mark.parametrize(
    "cue", ["In other news,", "In business news,", "Now to the roads:", "Let's turn to the roads:", "Elsewhere,"]
)
@pytest.mark.parametrize("told", [RECALL, REFUND])
def test_news_that_tells_people_what_to_do_is_no_promo(cue: str, told: str) -> None:
    assert blocks_told(told)
    assert blocks_told(f"{cue} {told[0].lower()}{told[1:]}") == []


@pytest.mark.parametrize(
    "promo",
    [
        "In other news, I have written a book. You can order it at kelholm dot org slash book and get it for free.",
        "Next up, Tessel. Get ten percent off your first ledger at tessel dot com slash harbour.",
        "One more thing, kelholm dot org slash shop has the mugs. Order one today for nine dollars.",
        "Moving on to today's sponsor. Tessel keeps ledgers. Go to tessel dot com slash harbour.",
    ],
)
def test_a_promo_may_be_announced_as_news_is(promo: str) -> None:
    assert blocks_told(promo) == [promo]


def test_where_something_is_found_asks_for_nothing() -> None:
    assert blocks_told("You can type in your number plate at dorvan dot org, or call a garage.", meant=2.0) == []
    order = "You can order one at dorvan dot org."
    assert blocks_told(order, meant=2.0) == [order]


def test_the_shows_own_phrase_makes_one_of_what_sounds_like_talk() -> None:
    talk = (f"{TOLD} {TOLD}", "Mind the lantern fund.", f"{TOLD} {TOLD}")
    assert blocks_in(*talk) == []
    assert blocks_in(*talk, phrases=("the lantern fund",)) == ["Mind the lantern fund."]


def test_what_goes_on_for_long_has_to_be_surer() -> None:
    advice = "You should get a plan. You can sign up online. " * 12
    in_time, for_long = blocks_in(advice, meant=-1.0), blocks_in(advice, meant=-1.0, word_s=3.0)
    assert 0 < len(" ".join(for_long)) < len(" ".join(in_time))


def test_what_is_said_of_the_name_in_an_address_hangs_together_with_it() -> None:
    read = "My knees hurt on the stairs. Then a friend gave me Quill Harbour. I run again. Go to quillharbour.com for a free bottle."
    says, between = named(talk_of(f"{TOLD} {read} {TOLD}"))
    assert says.tolist() == [0, 0, 0, 0, 1, 0, 1, 0, 0, 0]
    assert between.tolist() == [0, 0, 0, 0, 1, 1, 1, 0, 0, 0]


def test_a_sponsors_name_hangs_together_without_an_address() -> None:
    says, _ = named(
        talk_of("The Lamplight Hour is brought to you by Orvane Mills. They bake at night. We love Orvane Mills.")
    )
    assert says.tolist() == [1, 0, 1]


@pytest.mark.parametrize(
    ("said", "is_one"),
    [
        ("This bulletin comes to you with Orvane Mills of Ghent.", True),
        ("The weather is brought to you by Orvane Mills.", True),
        ("This bulletin comes to you from the harbour of Ghent.", False),
        ("The news comes to us with some delay.", False),
        ("This message comes from Orvane Mills.", True),
        ("And support also comes from Tessel.", True),
        ("This message comes from the harbour of Ghent.", False),
        ("Support comes from all sides of the council.", False),
    ],
)
def test_who_stands_behind_a_bulletin_is_its_sponsor(said: str, is_one: bool) -> None:
    assert names_sponsor(talk_of(said)[0]) is is_one


def test_news_that_tells_where_something_is_found_names_nobody() -> None:
    told = "Orvane opens on Friday. Farmers lend their fields to Orvane. The programme is at orvane dot org."
    assert not np.any(named(talk_of(told)))


@pytest.mark.parametrize(
    "said",
    [
        "The link is in the description of this video.",
        "Preorder the book, it is called Salt Roads, and get a copy before Friday.",
        "If you enjoyed this, check out our next episode.",
        "We still have tickets for the live show, and we hope to see you there.",
    ],
)
def test_what_a_show_offers_of_its_own_is_heard(said: str) -> None:
    assert any(tells(talk_of(said)[0]) for tells in OFFERS)


@pytest.mark.parametrize(
    "said",
    [
        "The link between the two mills was never proven.",
        "The council will see the book of the mill on Friday.",
        "The next episode of the strike began in the yard.",
        "The mill sold the tickets of its workers to a broker.",
    ],
)
def test_words_like_those_in_the_news_offer_nothing(said: str) -> None:
    assert not any(tells(talk_of(said)[0]) for tells in OFFERS)


@pytest.mark.parametrize(
    ("said", "is_one"),
    [
        ("Seats are at kelholm dot show.", True), ("Write to kelholm dot radio slash bees.", True),
        ("The dot shows where it fell.", False), ("A red dot on the map.", False),
    ],
)  # fmt: skip
def test_an_address_is_told_from_a_dot(said: str, is_one: bool) -> None:
    assert gives_address(talk_of(said)[0]) is is_one


def test_who_goes_on_the_road_with_the_show_offers_it_and_a_lorry_does_not() -> None:
    assert offers_own(talk_of("We are doing Kelholm Calling live at the mill.")[0])
    assert offers_own(talk_of("And we're going on the road!")[0])
    assert not offers_own(talk_of("The lorry was on the road to the mill.")[0])


def test_an_offer_of_the_shows_own_is_a_promo_of_one_sentence() -> None:
    offer = "If you enjoyed this, check out our next video with the link in the description."
    talk = talk_of(f"{TOLD} {TOLD} {offer} {TOLD} {TOLD}")
    is_offer = np.array([sentence.text == offer for sentence in talk])
    found = promo_blocks(talk, (), np.where(is_offer, 2.0, -2.0), np.where(is_offer, 0.0, -5.0))
    assert [(block.first, block.end) for block in found] == [(6, 7)]


def test_a_promo_in_one_voice_takes_nothing_of_what_others_say_beside_it() -> None:
    talk = spoken(
        ("A", f"{TOLD} The council gives you the news you need."), ("B", SOLD), ("A", "Right, the ferry. It is late.")
    )
    new = np.where(np.isin(np.arange(len(talk)), (3, 8)), 2.0, -2.0)
    (block,) = promo_blocks(talk, (), new, np.where(np.abs(np.arange(len(talk)) - 5) < 3, 3.0, SAYS_NOTHING))
    assert {sentence.speaker_id for sentence in talk[block.first : block.end]} == {"B"}


def test_two_who_advertise_in_turn_have_one_promo() -> None:
    talk = spoken(
        ("A", TOLD),
        ("A", "This episode is sponsored by Tessel."),
        ("B", "I love it, use the code harbour."),
        ("A", TOLD),
    )
    (block,) = promo_blocks(talk, (), np.zeros(len(talk)), np.full(len(talk), 0.5))
    assert {"A", "B"} == {sentence.speaker_id for sentence in talk[block.first : block.end]}


def test_who_names_a_sponsor_in_a_bulletin_advertises_with_little_else() -> None:
    ad = (
        "This bulletin comes to you with Orvane Windows of Kelholm, double glazing since nineteen seventy two. "
        "Call in to the showroom on Quay Street and get a third off every front door. Orvane Windows, keeping Kelholm warm."
    )
    talk = talk_of(f"{TOLD} {TOLD} {ad} {TOLD} {TOLD}")
    meant = np.where(np.isin(np.arange(len(talk)), (7, 8)), 4.0, -2.0)
    (block,) = promo_blocks(talk, (), np.full(len(talk), -2.0), meant)
    assert (block.first, block.end) == (6, 9)
