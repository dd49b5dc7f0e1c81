"""Notes that a language model shortened: a conversation played by a real local server, and answers that mean harm.

The conversation was written by hand in the published form of chat completions; no model was at hand to be recorded.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.core.claim import Claims
from onrecord.core.story import Notes
from onrecord.core.talk import as_read, sentences
from onrecord.engines.assembly import LazyEngines
from onrecord.engines.llm import HttpLanguageModel
from onrecord.stages.names import NamesSettings, names
from onrecord.stages.notes import STAGE, NotesSettings, notes
from onrecord.stages.notes.proof import Said, rests_on_words
from onrecord.stages.notes.sense import Sense
from onrecord.stages.speakers import SpeakersSettings, speakers
from onrecord.stages.stories import StoriesSettings, stories

_spec = importlib.util.spec_from_file_location("chat_server", Path(__file__).parents[1] / "engines/chat.py")
assert _spec and _spec.loader
chats: Any = importlib.util.module_from_spec(_spec)
sys.modules["chat_server"] = chats
_spec.loader.exec_module(chats)

TRAM = {
    "sentences": [
        {
            "text": "The city found cracks in eleven of the forty concrete sleepers under the tram line.",
            "quotes": ["The city found cracks in eleven of the forty concrete sleepers under the tram line."],
        },
        {
            "text": "The mayor says the tram line must open before the summer.",
            "quotes": ["The mayor told us the tram line must open before the summer."],
        },
    ]
}
WALL = {
    "sentences": [
        {
            "text": "The court stopped the flood wall on Friday.",
            "quotes": ["The court stopped the flood wall on Friday"],
        },
        {
            "text": "The province will appeal.",
            "quotes": ["The province will appeal, and the appeal always takes a year."],
        },
    ]
}
WHOLE = {
    "line": {
        "text": "Cracks in eleven of the forty concrete sleepers under the tram line, and the court stopped the flood wall.",
        "quotes": ["cracks in eleven of the forty concrete sleepers under the tram line.", "The court stopped the flood wall"],
    },
    "titles": [{"text": "The court stopped the flood wall.", "quotes": ["The court stopped the flood wall on Friday"]}],
}  # fmt: skip


class Tools:
    def __init__(self, model: Any) -> None:
        self.language_model, self.remarks = model, list[str]()
        self.parser = LazyEngines().parser
        self.remark = self.remarks.append

    def progress(self, done: float) -> None: ...


@pytest.fixture
def inputs(interview: dict[str, Any], reading: Any) -> dict[str, Any]:
    given = dict(interview)
    given["speakers"] = speakers(given, SpeakersSettings(), None)
    given["names"] = names(given, NamesSettings(), None)
    given["stories"] = stories(given, StoriesSettings(), reading)
    return given | {"claims": Claims()}


@pytest.fixture
def told(inputs: dict[str, Any]) -> Callable[..., tuple[Notes, list[str], Any]]:
    def told(*replies: Any, within_s: float = 5.0) -> tuple[Notes, list[str], Any]:
        with chats.chat(*replies) as server:
            tools: Any = Tools(HttpLanguageModel(server.url, "small-1", within_s, environment={}))
            made = notes(inputs, NotesSettings(model_url=server.url, model="small-1"), tools)
        return made, tools.remarks, server

    return told


def every(made: Notes) -> list[Any]:
    line = [made.line] if made.line else []
    return [*line, *made.titles, *made.paragraph, *(n for story in made.stories for n in story.sentences)]


def test_nobody_is_asked_without_the_setting(inputs: dict[str, Any]) -> None:
    with chats.chat(chats.completion(TRAM)) as server:
        tools: Any = Tools(HttpLanguageModel(server.url, "small-1", environment={}))
        made = notes(inputs, NotesSettings(model="small-1"), tools)
    assert server.asked == [] and not any(note.model for note in every(made))


def test_what_stands_is_taken_with_the_words_it_rests_on(told: Any, inputs: dict[str, Any]) -> None:
    made, remarks, server = told(*(chats.completion(one) for one in (TRAM, WALL, WHOLE)))
    assert remarks == [] and len(server.asked) == 3
    assert [[n.text for n in story.sentences] for story in made.stories] == [
        [one["text"] for one in answer["sentences"]] for answer in (TRAM, WALL)
    ]
    assert made.line.text == WHOLE["line"]["text"] and made.titles[0].text == "The court stopped the flood wall"
    written = [note for note in every(made) if note.model]
    assert len(written) == 6 and {note.model for note in written} == {"small-1"}
    word = {w.id: w.text for w in inputs["transcribe"].words}
    assert " ".join(word[i] for i in made.stories[0].sentences[1].word_ids) == TRAM["sentences"][1]["quotes"][0]
    assert "flood wall" not in server.asked[0]["messages"][1]["content"]
    assert "pellerinbikes" not in str(server.asked)


def test_what_stands_around_an_answer_does_not_matter(told: Any) -> None:
    import json

    told_so = [
        f"Here you are:\n```json\n{json.dumps(TRAM)}\n```",
        f'<think>It wants {{"sentences": [...]}}. Perhaps {{"sentences": []}}?</think>\n{json.dumps(TRAM)}',
        f'It wants {{"sentences": []}} of me.</think>{json.dumps(TRAM)}',
        f"{json.dumps(TRAM)}\n\nNote: I kept the words {{as they were}}.",
        f'Such as {{"sentences": []}}, so: {json.dumps(TRAM)} and {{"none": 1}}',
        json.dumps({"answer": TRAM}),
    ]
    for text in told_so:
        made, remarks, _ = told(*(chats.completion(one) for one in (text, WALL, WHOLE)))
        assert made.stories[0].sentences[0].model == "small-1", text
        assert remarks == []


QUOTE = "The city found cracks in eleven of the forty concrete sleepers under the tram line."
OPERATOR = "The operator wants the city to pay for the sleepers."


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("The city found cracks in twelve of the forty concrete sleepers.", [QUOTE]),
        ("Lena Maes found cracks in eleven concrete sleepers.", [QUOTE]),
        ("The city found no cracks in the sleepers.", [QUOTE]),
        ("The city hid cracks in eleven sleepers.", [QUOTE]),
        ("The city wants the operator to pay for the sleepers.", [OPERATOR]),
        ("The city found cracks.", ["The city found cracks in all of the sleepers."]),
        ("The city found cracks.", [QUOTE, "and then the mayor resigned in shame"]),
        ("The city found cracks.", []),
        ("The city found cracks.", ["city"]),
        ("The city found cracks.", QUOTE),
        ("The city found cracks.", [5, None, {}]),
        ("The city found “cracks”.", [QUOTE]),
        ("The city found cracks <script>alert(1)</script>.", [QUOTE]),
        ("The city found cracks, see evil.example.", [QUOTE]),
        ("The city found cracks.\u202e", [QUOTE]),
        ("The court stopped the flood wall on Friday.", ["The court stopped the flood wall on Friday"]),
        ("The operator will open the line this year.", ["I think the operator will never open the line this year."]),
        ("The city found cracks in the sleepers. " * 20, [QUOTE]),
        ("", [QUOTE]),
        (None, [QUOTE]),
    ],
)
def test_what_was_not_said_is_dropped_and_the_offline_notes_stand(
    told: Any, inputs: dict[str, Any], text: Any, quotes: Any
) -> None:
    plain = notes(inputs, NotesSettings(), Tools(None))
    lie = {"text": text, "quotes": quotes}
    made, remarks, _ = told(
        chats.completion({"sentences": [lie, lie, lie]}), chats.completion({"line": lie, "titles": [lie]})
    )
    assert made.stories[0] == plain.stories[0]
    words = as_read(inputs["transcribe"], inputs["speakers"], inputs["names"])
    name_of = {s.id: s.name for s in inputs["speakers"].speakers}
    said = Said(words, {id: name_of[s] for id, s in inputs["speakers"].speaker_of_word.items()})
    sense = Sense(said, sentences(words, inputs["speakers"].speaker_of_word), LazyEngines().parser)
    assert all(rests_on_words(n, said) and (not n.model or sense.is_kept(n, is_title=True)) for n in every(made))
    assert any("does not stand in the talk" in remark for remark in remarks)


def hangs(handler: Any) -> None:
    import time

    time.sleep(1.0)


def fails(handler: Any) -> None:
    handler.send_error(503)


@pytest.mark.parametrize("reply", [hangs, fails, b"\xff\xfe"])
def test_an_endpoint_that_fails_costs_a_remark(told: Any, inputs: dict[str, Any], reply: Any) -> None:
    made, remarks, server = told(reply, within_s=0.3)
    assert made.unanswered and STAGE.unfinished(made)
    assert replace(made, unanswered="") == notes(inputs, NotesSettings(), Tools(None))
    assert len(remarks) == 1 and " The notes stand without it. " in remarks[0] and len(server.asked) == 1
    assert ("model_s" in remarks[0] or "model_url" in remarks[0]) and remarks[0].endswith("The next run asks again.")


@pytest.mark.parametrize(
    "prose",
    [
        "I cannot help with that.",
        "{" * 9000 + "}",
        '<think>{"sentences": []}',
        '{"a":' * 100_000,
        '{"sent" : 1, ' * 9000,
        '{"sentences": ' + "[" * 60_000 + "]" * 60_000 + "}",
    ],
)
def test_an_answer_that_is_no_json_costs_its_own_story_alone(told: Any, inputs: dict[str, Any], prose: str) -> None:
    unread = chats.completion(prose)
    made, remarks, server = told(chats.completion(TRAM), unread, unread)
    assert made.stories[0].sentences[0].model and not made.stories[1].sentences[0].model
    assert len(server.asked) == 3 and not STAGE.unfinished(made)
    assert remarks == ["The language model gave no JSON as asked for, 2 times: the notes stand without that."]


@pytest.mark.parametrize(
    "answer", [{}, {"sentences": None}, {"sentences": 5}, {"sentences": ["a", 5]}, {"titles": {}, "line": 5}]
)
def test_an_answer_of_another_shape_changes_nothing(told: Any, inputs: dict[str, Any], answer: Any) -> None:
    assert told(chats.completion(answer))[0] == notes(inputs, NotesSettings(), Tools(None))


def test_what_stood_before_it_failed_is_kept(told: Any) -> None:
    made, remarks, _ = told(chats.completion(TRAM), fails)
    assert made.stories[0].sentences[0].model and not made.stories[1].sentences[0].model
    assert len(remarks) == 1
