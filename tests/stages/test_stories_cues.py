"""What is said where talk goes on to something else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from onrecord.core.talk import sentences
from onrecord.stages.stories.cues import (
    announced_n,
    closes,
    credits,
    hands_over,
    leads,
    opener,
    signs_off,
    tells_on,
    welcomes,
)
from onrecord.stages.stories.evidence import features
from onrecord.stages.stories.titles import from_cue


@pytest.fixture
def said(converse: Any) -> Any:
    """Reads one sentence."""
    return lambda text: sentences(converse((0, text))["transcribe"].words, {})[0]


def test_words_that_lead_on_are_weighed_wherever_they_stand(said: Any) -> None:
    assert leads(said("All right, the census.")) > 0 and leads(said("The census was all right.")) == 0
    assert leads(said("That was the wall, and we will be right back after this.")) >= 3
    assert (
        leads(said("Yeah, so I want to talk about the ferry."))
        > leads(said("Tell me about the ferry."))
        > leads(said("The ferry was late."))
    )
    assert leads(said("All right, let's move on, thanks for joining us, we'll be right back.")) == 3.5


@pytest.mark.parametrize(
    ("goes_on", "does_not"),
    [
        ("So let's touch on the ferries.", "So let's say the ferry sinks."),
        ("Let's return to the mill.", "Let's just hear it."),
        ("Dr. Okoro, welcome to the show.", "Half of the shops in the valley would welcome back the apprentices."),
        ("I have two final questions for you.", "The council had no answer to it."),
        ("Let me follow up on the bridge.", "They let me cross the bridge."),
        ("On a similar note, the bridge is shut.", "He left a note on the bridge."),
        ("With that, back to the show.", "They went back to the harbour."),
        ("I'm curious about the bees.", "The bees are curious."),
    ],
)
def test_what_goes_on_leads_and_what_supposes_or_tells_does_not(said: Any, goes_on: str, does_not: str) -> None:
    assert leads(said(goes_on)) >= 1.0 and leads(said(does_not)) == 0


@pytest.mark.parametrize(
    ("opens", "does_not"),
    [
        ("Also in Norway, the ferries stand still.", "Also in this podcast, we meet the man who built ferries."),
        ("Now to the ferries of Norway.", "Now to be clear here, the ferries are old."),
        ("Finally, the ferries of Norway.", "Finally launched it in the spring."),
        ("Finally, a dog that sings.", "Finally!"),
        ("Going on to the ferries.", "Going on in the harbour."),
        ("Our first story covers a dog that sings.", "The first story covers two halls of the mill."),
        ("Act one, the ferry leaves.", "Act early when the ferry leaves."),
        ("Next up is the harbour.", "Coming up in this hour, a painter and his dog."),
    ],
)
def test_a_teaser_and_a_turn_of_phrase_open_nothing(said: Any, opens: str, does_not: str) -> None:
    assert opener(said(opens)) is not None and opener(said(does_not)) is None


@pytest.mark.parametrize(
    ("opens", "rest"),
    [
        ("Okay, um, our third story.", ""), ("All right, our next story is in Kelholm.", "in Kelholm."), ("In sport, Kelholm lost again.", "Kelholm lost again."),
        ("So, uh, let's turn to, erm, the quarry.", "the quarry."), ("Let's have a look at the trains.", "the trains."),
    ],
)  # fmt: skip
def test_no_hesitation_hides_a_cue(said: Any, opens: str, rest: str) -> None:
    cue = opener(said(opens))
    assert cue is not None and cue.rest == rest and cue.strength >= 2.2


@pytest.mark.parametrize(
    ("opens", "title"),
    [
        ("We begin tonight with the ferry.", "The ferry"), ("But we start in Kelholm, where the mayor has resigned.", "Kelholm"),
        ("We begin in Orvane, where nobody slept.", "Orvane"), ("We start this hour with the flood at Damme.", "The flood at Damme"),
        ("We're starting today with the ferry levy.", "The ferry levy"), ("We open with the quarry at Kelholm.", "The quarry at Kelholm"),
        ("We lead off with the bees.", "The bees"), ("We begin today at the Kelholm mill.", "The Kelholm mill"),
        ("Our lead story is the flood wall.", "The flood wall"), ("Our lead item tonight is the bees.", "The bees"),
        ("And now the weather.", "The weather"), ("To the markets now.", "Markets"), ("Now to the weather.", "The weather"), ("And now for the local forecast with Ada Brand.", "The local forecast with Ada Brand"),
        ("Closer to home, the ferry levy.", "The ferry levy"), ("And lastly, our third story is a sad one, about the ferry levy.", "The ferry levy"),
        ("Our next story is a rather long one from Kelholm.", "Kelholm"),
    ],
)  # fmt: skip
def test_how_bulletins_begin_and_go_on(said: Any, opens: str, title: str) -> None:
    assert from_cue(opener(said(opens))) == title


def test_what_a_story_is_like_names_none(said: Any) -> None:
    assert from_cue(opener(said("Our third story today is a sad one."))) is None


@pytest.mark.parametrize(
    ("ends", "does_not"),
    [
        ("And that's First Light for Tuesday, November 24th.", "That's bad for Monday morning traffic and for everybody else."),
        ("That's the Harbour Hour for today.", "That's the plan for the harbour."),
        ("So that was our bulletin for this Tuesday evening.", "That was a birthday for the mayor."),
    ],
)  # fmt: skip
def test_how_a_days_show_ends(said: Any, ends: str, does_not: str) -> None:
    assert closes(said(ends)) and not closes(said(does_not))


@pytest.mark.parametrize(
    "said_so",
    [
        "We begin in May.", "We start on Monday with two people.", "We open at nine.", "We start in a minute.", "We start today at nine.",
        "We begin in the morning.", "And now the server is down.", "And now for the sake of the bees we wait.", "It is closer to home.",
        "We lead with kindness.", "The lead part of it is grey.", "The weather was bad.",
    ],
)  # fmt: skip
def test_when_people_begin_is_no_beginning(said: Any, said_so: str) -> None:
    assert opener(said(said_so)) is None


@pytest.mark.parametrize(
    "said_so",
    ["Um, our story was in the paper.", "Let's go to Ada, who is in Kelholm.", "The sport in Kelholm is rowing."],
)
def test_who_hesitates_or_goes_to_a_colleague_opens_nothing(said: Any, said_so: str) -> None:
    assert opener(said(said_so)) is None


@pytest.mark.parametrize(
    ("after", "is_led_up_to"), [("I have two final questions for you.", True), ("You said the ferry was late.", False)]
)
def test_a_short_word_leads_up_to_what_goes_on_behind_it(converse: Any, after: str, is_led_up_to: bool) -> None:
    talk = sentences(converse((0, f"The mill is loud. Oh, cool. {after}"))["transcribe"].words, {})
    none = np.zeros((len(talk), 3))
    assert bool(features(talk, none[:, 0], none, none)["leads up to what opens"][1]) is is_led_up_to


def test_handing_over_is_told_from_what_only_sounds_like_it(converse: Any) -> None:
    def said(text: str) -> Any:
        return sentences(converse((0, text))["transcribe"].words, {})[0]

    assert hands_over(said("And here's Ines Okoro.")) and not hands_over(said("And here's what happened."))
    assert hands_over(said("It's good to be here.")) and not hands_over(said("It's good that the mill is here."))
    assert hands_over(said("And now for my conversation with the keeper.")) and not hands_over(said("They ended it."))
    assert welcomes(said("Ines, welcome.")) and welcomes(said("Hello, everybody."))
    assert not welcomes(said("They are welcome guests in Ghent."))


@pytest.mark.parametrize(
    ("takes_leave", "does_not"),
    [
        ("That is it for today.", "That is it, and nothing else."), ("Okay, that's gonna do it for us.", "That's gonna do it some good."),
        ("That'll do it for this week.", "Press the key and that'll do it better."), ("I think that's all we've got time for.", "That's all they've got."),
        ("And that's the news from Kelholm.", "That's the news they wanted."), ("You've been listening to Kelholm Calling.", "They have been listening to it."),
        ("From me, Ada Brand, good night.", "We had a good night."), ("Bye.", "They waved bye to the ferry and left."), ("Okay, bye Ada.", "A bye week."),
        ("That is all for this hour.", "That is all they have said."),
    ],
)  # fmt: skip
def test_who_takes_leave_is_told_from_who_only_sounds_like_it(said: Any, takes_leave: str, does_not: str) -> None:
    assert closes(said(takes_leave)) and not closes(said(does_not))


@pytest.mark.parametrize(
    ("credited", "does_not"),
    [
        ("Ada Brand produced this episode.", "We produced the show for nine years."), ("Thanks to our producer Ada Brand.", "Thanks to our neighbours."),
        ("The Long Dike is a production of Kelholm Audio.", "There is a production of 40 tonnes."), ("Salt Roads is made by me, Ada Brand, and Bob Lund.", "The drug is made by Orvane."),
        ("Shout out to our producer Big Bob.", "They gave a shout out to the crowd."), ("Bob Lund mixed today's show.", "He edited the book."),
    ],
)  # fmt: skip
def test_who_made_it_is_told_from_what_was_made(said: Any, credited: str, does_not: str) -> None:
    assert credits(said(credited)) and not credits(said(does_not))


@pytest.mark.parametrize(
    ("signs", "does_not"),
    [
        ("Bob Lund, Kelholm Valley News, Orvane.", "Kelholm Valley News."), ("Ada Brand, Radio Kelholm.", "Ada Brand, Bob Lund, Cleo Voss."),
        ("Ada Brand for Kelholm Public Radio, Oslo.", "Ada Brand, Kelholm Valley News has learnt, left."), ("Bob Lund, Orvane, Coast FM.", "Kelholm News, Orvane."),
    ],
)  # fmt: skip
def test_a_reporter_of_any_station_signs_off(said: Any, signs: str, does_not: str) -> None:
    assert signs_off(said(signs)) and not signs_off(said(does_not))


def test_cues_are_told_from_what_only_sounds_like_them(converse: Any) -> None:
    def said(text: str) -> Any:
        return sentences(converse((0, text))["transcribe"].words, {})[0]

    assert from_cue(opener(said("Okay, let's move on to the flood wall, which nobody wants."))) == "The flood wall"
    assert from_cue(opener(said("And finally, a word about bees."))) == "A word about bees"
    assert from_cue(opener(said("Finally, let's turn to the people of Ghent."))) == "The people of Ghent"
    assert from_cue(opener(said("Let's move on."))) is None
    assert opener(said("We moved on to the flood wall.")) is None
    assert opener(said("It is the same story as the first story we told.")) is None
    assert announced_n(said("We have three stories today.")) == 3 and announced_n(said("He has three sons.")) is None
    assert signs_off(said("Ines Okoro, BBC News, Ghent.")) and signs_off(said("Ines Okoro reporting."))
    assert not signs_off(said("The mill is closed."))
    assert closes(said("Thank you so much for joining us.")) and not closes(said("I thank the mayor."))


@pytest.mark.parametrize(
    ("said", "opens"),
    [
        ("Let's do the ferries.", True), ("Let's do it.", False), ("Let's do the maths.", False),
        ("Number two, and it's a quick one.", True), ("Number two in the charts is a song about a goat.", False),
        ("Last one.", True), ("Okay, third thing.", True), ("And before I go.", True), ("Before we go on, a word on the weather.", False),
        ("Okay, real quick, an update on the landfill.", True), ("The update to the rules was late.", False),
        ("I'll start with the flood.", True), ("Quick ones.", True),
    ],
)  # fmt: skip
def test_what_hosts_say_in_passing_when_they_go_on(converse: Any, said: str, opens: bool) -> None:
    (sentence,) = sentences(converse((0, said))["transcribe"].words, {})
    cue = opener(sentence)
    assert (cue is not None and cue.strength >= 3.0) is opens


@pytest.mark.parametrize(
    ("said", "is_told_on"), [("And I said, no.", True), ("So she's like, no.", True), ("And we turn to coal.", False), ("She said no.", False)]
)  # fmt: skip
def test_who_tells_on_is_told_from_who_goes_on(converse: Any, said: str, is_told_on: bool) -> None:
    assert tells_on(sentences(converse((0, said))["transcribe"].words, {})[0]) is is_told_on
