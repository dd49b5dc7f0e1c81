"""What is said where talk goes on to something else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from onrecord.core.talk import sentences
from onrecord.stages.stories.cues import leads, opener
from onrecord.stages.stories.evidence import features


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
