"""Host, guest and promo told from the words alone."""

from __future__ import annotations

import re

import pytest

from onrecord.core.transcript import Timing, Word
from onrecord.stages.speakers.by_text import Part, voices_by_text

TALK = """\
P: This hour is brought to you by Pellerin Bikes. Use the code ANCHOR for ten percent off.
H: Hello and welcome to The Harbour Hour. I'm joined by our reporter Kofi Andersen.
G: Thanks for having me.
H: Let's begin with the tram line. Why has it not opened?
G: Because the city found cracks in eleven of the forty concrete sleepers under the line, and the operator said it would not pay.
H: And what does the mayor say?
G: The mayor told us that the line must open before the summer, whatever the survey says about the sleepers.
H: Will it?
G: No. The engineers from Ghent reported in January that nobody should ride the tram before all of them are replaced.
H: Our second story is the flood wall. What did the court decide?
G: It stopped the wall on Friday, because the judges said that the survey of the canal was wrong.
H: Kofi Andersen, thank you so much for coming in.
G: My pleasure.
"""
PART = {"P": Part.PROMO, "H": Part.HOST, "G": Part.GUEST}


def words_of(lines: list[str]) -> list[Word]:
    words: list[Word] = []
    for line in lines:
        for at, text in enumerate(line.split()):
            words.append(
                Word(
                    f"w{len(words)}", text, len(words) * 0.4, len(words) * 0.4 + 0.3, 1.0, Timing.GUESSED, None, at == 0
                )
            )
    return words


def wrapped(text: str, words_n: int = 9) -> list[str]:
    words = text.split()
    return [" ".join(words[at : at + words_n]) for at in range(0, len(words), words_n)]


LINES = [(PART[line[0]], line[3:]) for line in TALK.splitlines()]
TRUTH = [part for part, line in LINES for _ in line.split()]


@pytest.mark.parametrize(
    "lines",
    [
        [line for _, line in LINES],
        [" ".join(line for _, line in LINES)],
        wrapped(" ".join(line for _, line in LINES)),
        [s for _, line in LINES for s in re.split(r"(?<=[.?]) ", line)],
    ],
    ids=["turns", "no lines", "wrapped", "sentences"],
)
def test_who_asks_and_who_answers(lines: list[str]) -> None:
    found = voices_by_text(words_of(lines))
    assert found is not None and len(found) == len(TRUTH)
    assert sum(a is b for a, b in zip(found, TRUTH, strict=True)) / len(TRUTH) >= 0.9


def test_where_nobody_asks_nobody_is_told_apart() -> None:
    assert voices_by_text(words_of(["The river rose in the night. By noon the bridge was gone."])) is None
    assert voices_by_text([]) is None


def test_who_speaks_alone_asks_too_and_stays_one_voice() -> None:
    alone = (
        "Three stories this week. Why did the ferry line sell its newest ship? The price of fuel rose by a third. "
        "What does that mean for the islands? It means one crossing a day in winter. And who pays? The council says it will not. "
        "So what should you do? Book early."
    )
    assert voices_by_text(words_of([alone])) is None
    answered = alone + " Is that fair? No. Really? Yes. And the crew? Well, they are looking for work. Right."
    assert voices_by_text(words_of([answered])) is not None


def test_who_tells_alone_of_what_they_were_told_stays_one_voice() -> None:
    alone = (
        "A ferry sank on Monday. I spoke to the harbour master. He told me that the pumps had failed. In my view they had. "
        "Two of the crew told me the same. I was there when the ship was raised, and we found the pumps in pieces."
    )
    assert voices_by_text(words_of([alone])) is None
    assert voices_by_text(words_of(["Thanks for having me. " + alone + " It was good to be here."])) is not None
    assert (
        voices_by_text(words_of(["As you said, the pumps had failed. " + alone + " As you say, it was no accident."]))
        is not None
    )


def test_where_the_turns_are_marked_they_are_kept_whole() -> None:
    lines = [
        "[music]", "Good evening. It has rained all week.", "It has.", "The wall held, though.",
        "This hour is brought to you by Pellerin Bikes. Every bike is built by hand. Use the code ANCHOR for ten percent off.",
        "So what did the court say, in the end?", "It stopped the wall. Why? Because the survey was wrong.", "Wow.",
        "And the judges said so twice.", "Is that usual?", "No.",
    ]  # fmt: skip
    found = voices_by_text(words_of(lines), marks_turns=True)
    assert found is not None
    heads = [found[sum(len(line.split()) for line in lines[:at])] for at in range(len(lines))]
    each = [part for head, line in zip(heads, lines, strict=True) for part in [head] * len(line.split())]
    assert found == each and heads[4] is Part.PROMO
    spoken = [head for head in heads[1:] if head is not Part.PROMO]
    assert spoken[3:] == [Part.HOST, Part.GUEST, Part.HOST, Part.GUEST, Part.HOST, Part.GUEST]
    assert spoken[0] is spoken[2] is not spoken[1]
