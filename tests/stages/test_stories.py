from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.core.promo import names_sponsor
from onrecord.core.recording import Event, EventKind, Repeat, Repeats
from onrecord.core.story import Stories, Story, StoryKind
from onrecord.core.talk import sentences
from onrecord.core.time import Span
from onrecord.core.transcript import Band, Correction, Corrections
from onrecord.stages.speakers import SpeakersSettings, speakers
from onrecord.stages.stories import STAGE, StoriesSettings, stories
from onrecord.stages.stories.evidence import features, log_odds
from onrecord.stages.stories.headings import headings
from onrecord.stages.stories.pieces import in_pieces
from onrecord.stages.stories.titles import Phrases

TOPICS = {
    "bees": "The bees left the hives in spring. Every hive lost bees. The keeper counts the hives and feeds the bees with syrup.",
    "steel": "The steel mill closes its furnace. A furnace burns coke and ore. The mill will sell the furnace for scrap steel.",
    "opera": "The opera hired a new conductor. The orchestra likes the conductor. Singers rehearse the opera with the orchestra.",
}


@pytest.fixture
def told(converse: Any, reading: Any) -> Any:
    """Runs speakers and stories on a conversation (or on inputs made before)."""

    def told(*said: Any, chosen: StoriesSettings | None = None, **more: Any) -> list[Story]:
        inputs = said[0] | more if said and isinstance(said[0], dict) else converse(*said, **more)
        inputs["speakers"] = speakers(inputs, SpeakersSettings(), None)
        found: Stories = stories(inputs, chosen or StoriesSettings(), reading)
        return list(found.stories)

    return told


def kinds(found: list[Story]) -> list[str]:
    return [s.kind.value for s in found]


def test_an_interview_with_spoken_cues(told: Any, interview: Any) -> None:
    found = told(interview)
    assert kinds(found) == ["promo", "intro", "story", "story", "outro", "promo"]
    assert [s.title for s in found if s.kind is StoryKind.STORY] == [
        "The tram line to Zeebrugge",
        "The flood wall at Damme",
    ]
    assert "our second story is" in found[3].reason
    assert all(s.confidence >= 0.5 for s in found)


def test_parts_cover_all_words_and_agree_with_their_times(told: Any, interview: Any) -> None:
    found = told(interview)
    words = interview["transcribe"].words
    assert found[0].first == 0 and found[-1].end == len(words)
    assert all(a.end == b.first for a, b in pairwise(found))
    assert all(s.span.start_s == words[s.first].start_s and s.span.end_s == words[s.end - 1].end_s for s in found)
    assert len({s.id for s in found}) == len(found)


def test_promos_can_be_left_unmarked(told: Any, interview: Any) -> None:
    assert "promo" not in kinds(told(interview, chosen=StoriesSettings(mark_promos=False)))


def test_talk_about_an_address_or_a_price_is_no_promo(told: Any) -> None:
    found = told(
        (0, "What does the survey say about the price of the wall?"),
        (
            1,
            "The price went up to nine million euros, and the province published the survey online. " + TOPICS["steel"],
        ),
        (0, "And who pays that price in the end?"),
        (1, "The members of the council do not agree. " + TOPICS["bees"]),
    )
    assert all(part.span.duration_s < 5.0 for part in found if part.kind is StoryKind.PROMO), "the address at the most"


def test_a_sponsors_text_in_the_middle_is_found_to_its_end_and_no_further(told: Any, converse: Any) -> None:
    read = (
        "This episode is brought to you by Tessel, the ledger for people who hate ledgers. Most evenings end with a box of "
        "receipts. Nobody enjoys that, and nobody is good at it. The numbers never add up the first time. With Tessel it takes "
        "four minutes a week. Open an account at tessel dot com slash harbour. That's tessel dot com slash harbour."
    )
    after = "So the bees. Why did they leave the hives so early this year, do you think?"
    found = told(
        (0, f"Enjoy our talk with the keeper after a short word from our sponsors, and stay for the ferry. {TOPICS['opera']} " * 2),
        (1, TOPICS["opera"] * 3), (0, f"{read} {after}"), (1, TOPICS["bees"] * 3), (0, "And the queen?"), (1, TOPICS["bees"]),
    )  # fmt: skip
    words = f"{read} {after}".split()
    (promo,) = [s for s in found if s.kind is StoryKind.PROMO]
    assert promo.end - promo.first == len(read.split()) and words[len(read.split())] == "So"


def test_a_change_of_words_divides_talk_without_cues(told: Any) -> None:
    found = told(*[(0, f"{TOPICS[t]} " * 6) for t in ("bees", "steel")], chosen=StoriesSettings(per_hour_n=20))
    starts = [s for s in found if s.kind is StoryKind.STORY]
    assert len(starts) == 2
    assert "hive" in starts[0].title.lower() or "bee" in starts[0].title.lower()
    assert "furnace" in starts[1].title.lower() or "steel" in starts[1].title.lower()


def test_music_between_stories_is_a_border(told: Any, converse: Any) -> None:
    inputs = converse((0, f"{TOPICS['bees']} " * 4), 6.0, (0, f"{TOPICS['opera']} " * 4))
    words = inputs["transcribe"].words
    gap = max(pairwise(words), key=lambda p: p[1].start_s - p[0].end_s)
    music = Event(Span(gap[0].end_s + 0.2, gap[1].start_s - 0.2), EventKind.MUSIC, 0.9, "test")
    inputs["sounds"] = replace(inputs["sounds"], events=(music,))
    found = [s for s in told(inputs) if s.kind is StoryKind.STORY]
    assert len(found) == 2 and "music" in found[1].reason
    assert found[1].span.start_s == gap[1].start_s


def test_the_descriptions_items_give_titles(told: Any, episode: Any) -> None:
    about = replace(episode, description="- Hives without bees after the winter\n- Scrap steel from the furnace")
    found = told(*[(0, f"{TOPICS[t]} " * 5) for t in ("bees", "steel")], episode=about)
    assert "Scrap steel from the furnace" in [s.title for s in found]


def test_corrected_names_stand_in_titles(told: Any, interview: Any) -> None:
    damme = next(w for w in interview["transcribe"].words if w.text == "Damme.")
    fix = Correction("n", (damme.id,), "Damme", "Dammé", "by hand", 0.99, "names", Band.AUTO)
    found = told(interview, names=Corrections((fix,)))
    assert "The flood wall at Dammé" in [s.title for s in found]


@pytest.mark.parametrize("minutes", [2, 60])
def test_how_many_chapters_a_length_gets(told: Any, minutes: int) -> None:
    words = "alpha bravo delta gamma kappa sigma omega theta lambda zeta".split()
    said: list[Any] = []
    for block in range(max(1, minutes // 2)):
        about = [f"{words[(block + k) % 10]}{words[block // 10]}ite" for k in range(3)]
        for turn in range(6):
            said.append((0, f"And what does the {about[turn % 3]} do in such a case?"))
            said.append((1, f"The {about[0]} moves the {about[1]} and then the {about[2]} turns around it twice. " * 4))
    found = [s for s in told(*said) if s.kind is StoryKind.STORY]
    # Thirty things are talked of in an hour, each in the same words throughout: not more chapters than that.
    assert (1 <= len(found) <= 3) if minutes == 2 else (5 <= len(found) <= 30)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2), st.sampled_from([*TOPICS.values(), "Yes.", "Thanks for coming.", "Hello and welcome."])
        )
    )
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_is_said_the_parts_are_in_order_and_whole(
    told: Any, converse: Any, said: list[tuple[int, str]]
) -> None:
    inputs = converse(*said)
    found = told(inputs)
    assert [p for s in found for p in (s.first, s.end)] == sorted(p for s in found for p in (s.first, s.end))
    assert sum(s.end - s.first for s in found) == len(inputs["transcribe"].words)
    assert all(0 < len(s.title) <= 60 and s.title[0] == s.title[0].upper() for s in found)


def test_small_talk_after_the_greeting_ends_no_introduction(told: Any) -> None:
    found = told(
        (0, "Hello and welcome to the harbour. I am here with Ines again."),
        (1, "Hello."),
        (0, "Did you have a good long break over there?"),
        (1, f"I had. {TOPICS['opera']} " * 3),
        (0, f"{TOPICS['bees']} " * 10),
        (1, f"{TOPICS['steel']} " * 10),
    )
    assert not any(s.kind is StoryKind.INTRO and s.end < 30 for s in found)


def test_the_introduction_ends_where_it_hands_over(told: Any) -> None:
    headlines = "The mill closes its furnace. The opera has a new conductor. Good morning. I'm Ines Okoro, and here are today's top stories."
    found = told((0, f"{headlines} {TOPICS['steel']} {TOPICS['steel']} {TOPICS['opera']} {TOPICS['opera']}"))
    assert found[0].kind is StoryKind.INTRO and found[0].end == len(headlines.split())


def test_who_hands_over_may_say_at_once_what_comes_first(told: Any) -> None:
    greeting = "Hello and welcome to the harbour. With me is Ines Okoro. Thanks for having me. You look well. "
    found = told((0, f"{greeting} Let's start with the furnace. {TOPICS['steel'] * 2} {TOPICS['opera'] * 2}"))
    assert found[0].kind is StoryKind.INTRO and found[1].title == "The furnace"


@pytest.mark.parametrize(
    "begins", ["But we start in Kelholm, where the mill closes.", "We begin tonight with the mill.", "We start with the steel mill."]
)  # fmt: skip
def test_how_a_bulletin_begins_ends_its_introduction(told: Any, begins: str) -> None:
    greeting = "From Kelholm this is the news at noon. I'm Ines Okoro. Coming up, bees and the opera. "
    found = told((0, f"{greeting} {begins} {TOPICS['steel'] * 2} {TOPICS['opera'] * 2}"))
    assert found[0].kind is StoryKind.INTRO and found[0].end == len(greeting.split())


@pytest.mark.parametrize(
    "teaser",
    [
        "We're going to talk about a steel mill that nobody wants, we're going to look at the opera, and we'll hear from the keeper of the bees.",
        "I want to talk about a mill that makes steel. Then we'll get to the opera.",
        "We'll start with a mill of steel. We're going to turn to the opera then. And later it is bees.",
    ],
)
def test_what_is_only_said_to_come_is_still_of_the_introduction(told: Any, teaser: str) -> None:
    welcome = f"Hello and welcome to Kelholm Calling, I'm Ada Brand. It is a full show. {teaser}"
    steel = "The steel mill closes its furnace. A furnace burns coke and ore. Scrap is what is left. " * 3
    found = told(
        (0, welcome),
        (1, "Nice."),
        (0, f"So, the mill. {steel}"),
        (0, f"Let's move on to the opera. {TOPICS['opera'] * 3}"),
    )
    assert kinds(found) == ["intro", "story", "story"]
    assert [s.title for s in found[1:]] == ["The mill", "The opera"] and found[0].end == len(welcome.split()) + 1


@pytest.mark.parametrize(
    ("said", "again"),
    [
        ("Let's talk about the mill.", "So, the mill."),
        ("We're going to talk about the mill.", "Our first story is the opera."),
        ("We'll start with the mill.", "The mill is old."),
    ],
)
def test_what_is_taken_up_and_told_ends_the_introduction(told: Any, said: str, again: str) -> None:
    welcome = "Hello and welcome to Kelholm Calling, I'm Ada Brand."
    found = told((0, f"{welcome} {said} {TOPICS['steel']} {again} {TOPICS['opera'] * 3}"))
    assert found[0].kind is StoryKind.INTRO and found[0].end == len(welcome.split())


def test_scenes_before_the_welcome_are_an_introduction(told: Any) -> None:
    scenes = (
        f"{TOPICS['bees']} The keeper never saw so few of them, and he has kept bees for forty years in this valley."
    )
    found = told((0, scenes), (1, f"Welcome back to the harbour. {TOPICS['steel'] * 4} {TOPICS['opera'] * 4}"))
    assert found[0].kind is StoryKind.INTRO and found[0].end == len(scenes.split())


def test_who_is_greeted_and_answers_ends_the_introduction(told: Any) -> None:
    found = told(
        (0, "Good evening, this is Kelholm Calling. With me are Ada and Bob. Hello to you both."),
        (1, "Hello."),
        (2, "Hello, Cleo."),
        (0, f"Ada, how are the bees? {TOPICS['bees']}"),
        (1, f"Badly. {TOPICS['bees']} {TOPICS['steel']}"),
    )
    assert kinds(found)[:2] == ["intro", "story"]
    assert found[1].first == len("Good evening, this is Kelholm Calling. With me are Ada and Bob. Hello to you both. Hello. Hello, Cleo.".split())  # fmt: skip


def test_what_greets_before_a_promo_is_an_introduction(told: Any) -> None:
    found = told(
        (0, f"Hello and welcome to Kelholm Calling, I'm Ada. It has been a long week. This episode is brought to you by Tessel. Go to tessel dot com slash kelholm and use the code kelholm for ten percent off. Okay, our first story is the bees. {TOPICS['bees']}"),
        (1, f"They die. {TOPICS['bees']} {TOPICS['bees']}"),
    )  # fmt: skip
    assert kinds(found)[:3] == ["intro", "promo", "story"]


def test_talk_without_full_stops_is_cut_where_clauses_begin(converse: Any) -> None:
    run = "the keeper counts his hives on the dike every morning before the sun is up " * 3
    talk = sentences(converse((0, f"{run}and so the mill closed its furnace {run}"))["transcribe"].words, {})
    pieces = in_pieces(talk)
    assert len(talk) < len(pieces) and all(10 <= len(p.words) <= 40 for p in pieces)
    assert [w for p in pieces for w in p.words] == [w for s in talk for w in s.words]
    assert all(a.end == b.first for a, b in pairwise(pieces)) and pieces[0].begins_turn and not pieces[1].begins_turn
    assert any(p.text.startswith("and so the mill") for p in pieces)


def test_talk_with_full_stops_keeps_its_long_sentences(converse: Any) -> None:
    long = "The keeper counts his hives on the dike every morning " * 5
    talk = sentences(converse((0, f"{TOPICS['bees'] * 5} {long}. {TOPICS['steel'] * 5}"))["transcribe"].words, {})
    assert in_pieces(talk) == talk


@pytest.mark.parametrize("last", ["It was made in France in 1860.", "It was sold for 90 dollars."])
def test_news_before_a_recorded_promo_is_no_part_of_it(told: Any, converse: Any, last: str) -> None:
    promo = (
        "Is your garden a mess? Green Thumb sends you a box of seeds and tools every month, chosen for the place where you live. "
        "It costs nine dollars a month, and the first box is free. Go to green thumb dot com slash harbour and use the code harbour."
    )
    inputs = converse((0, f"{TOPICS['bees'] * 4} The museum opens again on Friday."), (1, f"The lamp weighs two tons. {last}"), 0.6, (2, promo), 0.6, (0, f"And that is all for today. {TOPICS['opera']}"))  # fmt: skip
    words = inputs["transcribe"].words
    first = next(at for at, word in enumerate(words) if word.text == "Is")
    span = Span(words[first].start_s, words[first + len(promo.split()) - 1].end_s)
    inputs["repeats"] = Repeats(tuple(Repeat(span, "g", number, span, 0.4) for number in (1, 3)))
    assert [(s.first, s.end) for s in told(inputs) if s.kind is StoryKind.PROMO] == [
        (first, first + len(promo.split()))
    ]


def test_promos_that_follow_each_other_are_one_break(told: Any) -> None:
    ads = (
        "This show is brought to you by Tessel. Open an account at tessel dot com slash harbour. "
        "Some evenings are long. Nobody sleeps when the wind comes in from the sea. A bed ought to help with that and most beds do not. "
        "This show is sponsored by Dunwool. Get ten percent off at dunwool dot com slash harbour."
    )
    found = told(
        (0, f"{TOPICS['opera']} " * 8), (1, f"{TOPICS['opera']} " * 4), (0, ads), (1, f"{TOPICS['bees']} " * 8)
    )
    (promo,) = [s for s in found if s.kind is StoryKind.PROMO]
    assert promo.end - promo.first == len(ads.split())


def test_a_promo_begins_where_it_leads_up_to_what_it_sells(told: Any) -> None:
    ad = (
        "Do you wake up in the night and stare at the ceiling? Nobody does good work after four hours of sleep. Most pillows go flat in a month. "
        "That is why I sleep on a Velmora. Velmora is made of wool and nothing else. You can wash your Velmora as often as you like. "
        "Go to velmora dot com slash harbour. Use the code harbour and you get ten percent off your Velmora."
    )
    found = told((0, f"{TOPICS['steel']} " * 8), (0, ad), (1, f"{TOPICS['bees']} " * 8))
    (promo,) = [s for s in found if s.kind is StoryKind.PROMO]
    before_n = len((f"{TOPICS['steel']} " * 8).split())
    assert abs(promo.first - before_n) <= 12 and promo.end == before_n + len(ad.split())


def test_what_is_told_before_it_is_said_where_to_find_more_is_no_promo(told: Any) -> None:
    told_of = (
        "The Orvane festival opens on Friday. Musicians from forty villages come to Orvane. The mayor of Orvane paid for the stage. "
        "Last year rain washed the Orvane stage away. Farmers lend their fields to Orvane. A choir sings in Orvane at dawn. "
    )
    found = told(
        (0, f"{TOPICS['steel']} " * 8),
        (0, f"{told_of} The programme is at orvane dot org."),
        (1, f"{TOPICS['bees']} " * 8),
    )
    assert all(part.span.duration_s < 5.0 for part in found if part.kind is StoryKind.PROMO), "the address at the most"


def test_what_advertises_after_an_announced_break_is_one_promo(told: Any) -> None:
    ads = (
        "We will take a quick break. Ready for a new coat? Dunwool makes coats of felt. See them at dunwool dot com. "
        "Ships need paint and so do you. Learn more at hullcoat dot com."
    )
    found = told((0, f"{TOPICS['steel']} " * 8), (0, ads), (1, f"Welcome back. {TOPICS['bees']} " * 8))
    (promo,) = [s for s in found if s.kind is StoryKind.PROMO]
    assert promo.end == len((f"{TOPICS['steel']} " * 8 + ads).split())


@pytest.mark.parametrize(
    ("said", "is_one"),
    [
        ("And by Harbour Roast, the beans that keep the coast awake.", True),
        ("And by the way, the mill is closed.", False),
        ("And by that I mean the mill.", False),
        ("Our podcasts are supported by advertising.", True),
    ],
)
def test_sponsors_are_told_from_what_only_sounds_like_them(converse: Any, said: str, is_one: bool) -> None:
    assert names_sponsor(sentences(converse((0, said))["transcribe"].words, {})[0]) is is_one


def test_the_more_stories_an_hour_has_the_sooner_talk_is_divided(told: Any) -> None:
    talk = [(0, f"{TOPICS[t]} " * 8) for t in ("bees", "steel", "opera")]
    few, many = (len(told(*talk, chosen=StoriesSettings(per_hour_n=n))) for n in (2, 40))
    assert few <= many and many >= 3


def test_a_last_thank_you_behind_a_promo_is_no_story(told: Any) -> None:
    ad = "This show is brought to you by Tessel. Open an account at tessel dot com slash harbour."
    found = told((0, f"{TOPICS['opera']} " * 8), (1, f"{TOPICS['bees']} " * 8), (0, f"{ad} Thank you."))
    assert kinds(found)[-1] in {"promo", "outro"}


def test_an_announced_story_is_short_only_where_the_next_is_announced_too(told: Any) -> None:
    drugs = "There's a class of drugs, Kelmorin drugs, everybody knows them. A study of Kelmorin found nothing for Orrin's. A quarter of the patients left, they were sick. "
    welcome = f"Hello and welcome. Let's talk about the bees. {TOPICS['bees'] * 3}"
    found = told((0, welcome), (0, f"Okay, so, Orrin's disease. This one is a bit complicated, so bear with me. {drugs * 4}"), (0, "Let's do the opera. It is shut."))  # fmt: skip
    assert [s.title for s in found[1:]] == ["The bees", "Orrin's disease", "The opera"]
    found = told(
        (0, welcome),
        (1, "Okay, let's move on to steel. Steel is up. Nobody knows why."),
        (0, f"Let's turn to the opera. {TOPICS['opera'] * 3}"),
    )
    assert [s.title for s in found[1:]] == ["The bees", "Steel", "The opera"] and found[2].span.duration_s < 8


def test_who_is_back_behind_a_promo_leads_up_to_the_next_story_which_keeps_its_title(told: Any) -> None:
    promo = "This show is brought to you by Tessel. Open an account at tessel dot com slash harbour."
    back = "Welcome back. I'm talking to Bob Lund of the Kelholm mill."
    found = told(
        (0, f"Hello and welcome. Let's talk about the bees. {TOPICS['bees'] * 3}"), (1, TOPICS["bees"] * 3), (2, promo),
        (0, f"{back} I want to turn to the furnace itself. {TOPICS['steel'] * 3}"), (1, TOPICS["steel"] * 3),
    )  # fmt: skip
    assert kinds(found) == ["intro", "story", "promo", "story"]
    assert found[-1].title == "The furnace itself" and "i want to turn to" in found[-1].reason


BYE = "Thank you so much for coming. Kelholm Calling is produced by Ada Brand. Our theme was made by Cleo Voss."


@pytest.mark.parametrize(
    "plea",
    [
        "If you liked this conversation, leave us a review, it really does help.",
        "There's more on our website, kelholm dot org.",
    ],
)
def test_a_short_plea_amid_the_farewell_is_of_the_farewell(told: Any, plea: str) -> None:
    talk = [(0, f"Hello and welcome. Let's talk about the bees. {TOPICS['bees'] * 4}"), (1, TOPICS["bees"] * 4)]
    found = told(*talk, (0, f"{BYE} I'm Bob Lund. {plea} See you next Thursday."))
    assert kinds(found)[-3:] == ["outro", "credits", "outro"]
    assert found[-1].end - found[-1].first == len(f"I'm Bob Lund. {plea} See you next Thursday.".split())


@pytest.mark.parametrize(
    "sold",
    [
        "This show is brought to you by Tessel, the ledger.", "Go to tessel dot com slash harbour and use the code harbour.",
        "Leave us a review, give us five stars, and tell a friend. Become a member on our Patreon for nine dollars a month and get a free mug.",
    ],
)  # fmt: skip
def test_what_is_sold_amid_the_farewell_is_a_promo(told: Any, sold: str) -> None:
    talk = [(0, f"Hello and welcome. Let's talk about the bees. {TOPICS['bees'] * 4}"), (1, TOPICS["bees"] * 4)]
    found = told(*talk, (0, f"{BYE} I'm Bob Lund. {sold} See you next Thursday."))
    assert kinds(found)[-2:] == ["promo", "outro"]


def test_nothing_said_nothing_told(told: Any) -> None:
    assert told() == []
    assert STAGE.schema == "stories.1" and "names" in STAGE.needs


def test_new_names_and_other_things_meant_speak_for_a_story(converse: Any) -> None:
    plain = [f"{TOPICS['bees']} " * 16, f"{TOPICS['steel'].replace('The steel', 'Dunmore')} " * 16]
    talk = sentences(converse((0, plain[0]), (0, plain[1]))["transcribe"].words, {})
    first = next(at for at, s in enumerate(talk) if "Dunmore" in s.text)
    # Each sentence is about its half's subject and about something of its own.
    meant = np.hstack([np.zeros((len(talk), 2)), np.eye(len(talk))])
    meant[:first, 0] = meant[first:, 1] = 1.0
    odds = log_odds(talk, np.zeros(len(talk)), meant, meant - meant.mean(axis=0))
    assert odds.shape == (len(talk),)
    away_s = talk[int(odds.argmax())].span.start_s - talk[first].span.start_s
    assert abs(away_s) <= 20 and odds[first] > odds[first // 2] + 1


def test_what_tells_of_a_story_has_a_number_for_each_sentence(converse: Any) -> None:
    reported = (
        "Ines Okoro, BBC News, Ghent. Thank you. They will sell it. Now to the opera. Dunmore has a new conductor."
    )
    talk = sentences(converse((0, reported))["transcribe"].words, {})
    meant = np.eye(len(talk))
    found = features(talk, np.zeros(len(talk)), meant, meant - meant.mean(axis=0))
    assert all(values.shape == (len(talk),) for values in found.values())
    assert found["signed off"].tolist() == [0, 1, 0, 0, 0] and found["thanks"].tolist() == [0, 1, 0, 0, 0]
    assert found["of somebody known"].tolist() == [0, 0, 1, 0, 0]
    assert found["leads up to what opens"][2] > 0 and found["names a new one"][4] == 1


def test_who_says_that_they_move_on_is_taken_at_their_word(told: Any) -> None:
    bees = TOPICS["bees"]
    found = told(
        (0, "Why did they leave?"),
        (1, f"{bees} " * 4),
        (0, "Let's move on to the syrup. Who pays for it?"),
        (1, f"{bees} " * 4),
    )
    assert [s.title for s in found if "says" in s.reason] == ["The syrup"]


def test_a_story_that_goes_on_is_not_divided(told: Any) -> None:
    found = told((0, f"{TOPICS['bees']} " * 30))
    assert len([s for s in found if s.kind is StoryKind.STORY]) == 1


STEEL = [
    "Now let's turn to the steel mill. It closes a furnace. The owner denies it. A bank wants 40 million. Nobody pays.",
    "Our next story is the steel mill. It closes a furnace. The owner denies it. A bank wants 40 million. Nobody pays.",
]


@pytest.mark.parametrize("after", STEEL)
@pytest.mark.parametrize("before", ["Thank you for talking to us about the bees.", "That's all for the bees."])
def test_what_is_announced_behind_a_thank_you_is_a_story_and_not_the_closing(
    told: Any, before: str, after: str
) -> None:
    found = told(
        (0, f"Hello and welcome. Let's talk about the bees. {TOPICS['bees']} How many are left?"),
        (1, f"Half of them. {TOPICS['bees']}"),
        (0, f"{before} {after} Thanks for listening. Goodbye."),
    )
    assert kinds(found)[-2:] == ["story", "outro"] and found[-2].span.duration_s > 5
    assert "steel mill" in found[-2].title.casefold()


@pytest.mark.parametrize(
    "ending", ["Let's move on to lunch.", "Now let's turn to the wolves next week. Do write. And do ask. And do vote."]
)
def test_who_takes_leave_and_only_says_what_comes_is_still_closing(told: Any, ending: str) -> None:
    found = told(
        (0, f"Hello and welcome. Let's talk about the bees. {TOPICS['bees']} How many are left?"),
        (1, f"Half of them. {TOPICS['bees']} {TOPICS['bees']}"),
        (0, f"Thank you for talking to us. {ending} Goodbye."),
    )
    assert kinds(found)[-1] == "outro" and found[-1].reason == "takes leave"
    assert not any("wolves" in s.title.casefold() or "lunch" in s.title.casefold() for s in found)


def test_what_is_announced_behind_a_promo_is_a_story_however_short(told: Any) -> None:
    promo = "This episode is brought to you by Harbour Light. Use code RIVER for ten percent off at harbourlight dot example. That's harbourlight dot example."
    found = told(
        (0, f"Hello and welcome. Let's talk about the bees. {TOPICS['bees']} How many are left?"),
        (1, f"Half of them. {TOPICS['bees']}"),
        (0, f"{promo} {STEEL[0]} Thanks for listening. Goodbye."),
    )
    assert kinds(found)[-3:] == ["promo", "story", "outro"]


@pytest.mark.parametrize(
    ("before", "said", "after", "heads"),
    [
        ("It rained.", "Okay. Ferries.", "The ferries to Oban stopped.", "Ferries."),
        ("It rained.", "All right, second thing. The ferry levy.", "So the levy is four pounds.", "The ferry levy."),
        ("It rained.", "But first, the ferry levy.", "The levy is four pounds.", "the ferry levy."),
        ("It rained.", "But the ferry levy.", "The levy is four pounds.", None),
        ("It rained.", "Right, Kellmar.", "Kellmar has a new dam.", "Kellmar."),
        ("I'm Ada. It rained.", "Ada, ferries.", "The ferries to Oban stopped.", "ferries."),
        ("The ferries stopped.", "Okay. Ferries.", "The ferries to Oban stopped.", None),
        ("It rained.", "Okay. Ferries.", "The bridge at Oban fell.", None),
        ("It rained.", "Ferries.", "The ferries to Oban stopped.", None),
        ("It rained.", "Okay. They stopped.", "The ferries to Oban stopped.", None),
        ("I'm Ada. It rained.", "Okay. Ada.", "Ada, the ferries to Oban stopped.", None),
        ("It rained.", "So smart.", "The smart ones left.", None),
        ("Hello. Quarries and trains today. It rained.", "Okay so quarries.", "Three men were hurt.", "quarries."),
        (
            "Hello. We'll get to the quarry in a minute. It rained.",
            "Um, right, the quarry.",
            "Men were hurt.",
            "the quarry.",
        ),
        ("Hello. It rained.", "Okay so quarries.", "The quarries are shut.", None),
    ],
)
def test_a_fragment_that_is_led_up_to_and_taken_up_heads_a_story(
    converse: Any, before: str, said: str, after: str, heads: str | None
) -> None:
    talk = sentences(converse((0, f"{before} {said} {after}"))["transcribe"].words, {})
    assert [cue.rest for cue in headings(talk).values()] == ([heads] if heads else [])


def test_no_two_stories_are_called_the_same_and_no_word_stands_twice_in_a_title(told: Any) -> None:
    phrases = Phrases([[], []], [], "en")
    phrases.takes("The ferry")
    assert phrases.title({"ferry": 3.0, "ferry strike": 2.0}) == "Ferry strike"
    assert phrases.title({"Vigo": 2.0, "Ostend": 1.9}) == "Vigo and Ostend"
    assert phrases.title({"Ostend": 2.0, "Ostend harbour": 1.0}) == "Ostend harbour"
    found = told((0, "Morning. " + "We watched Telly Telly and the Telly was loud. Telly makes sets. " * 8))
    assert not any("Telly Telly" in story.title for story in found)


def test_leave_taken_of_who_told_a_story_is_of_that_story(told: Any) -> None:
    found = told(
        (0, f"{TOPICS['steel']} " * 5), (1, f"{TOPICS['steel']} " * 5),
        (0, "That's Meridian's Ada Brand in Kelholm. Ada, thank you."), (1, "You're welcome."), (0, f"{TOPICS['bees']} " * 5), (2, f"{TOPICS['bees']} " * 5),
    )  # fmt: skip
    _, bees = [s for s in found if s.kind is StoryKind.STORY]
    assert bees.first == 10 * len(TOPICS["steel"].split()) + len(
        "That's Meridian's Ada Brand in Kelholm. Ada, thank you. You're welcome.".split()
    )
