"""Cues for the writers' tests, made by the real reader of the record."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from onrecord.core.lines import lines
from onrecord.core.people import Speaker, Speakers
from onrecord.core.time import TimeMap
from onrecord.core.transcript import Corrections, Cue, EngineStamp, Transcript, Word

MakeCues = Callable[..., tuple[Cue, ...]]


@pytest.fixture(scope="session")
def make_cues() -> MakeCues:
    """`make_cues((name, text), ...)`: one turn each, one after the other, every word `word_s` long."""

    def make(*said: tuple[str, str], word_s: float = 0.4) -> tuple[Cue, ...]:
        words: list[Word] = []
        owner: dict[str, str] = {}
        for name, text in said:
            for token in text.split():
                id = f"w{len(words)}"
                words.append(Word(id, token, len(words) * word_s, (len(words) + 1) * word_s, 0.9))
                owner[id] = name
        speakers = Speakers(tuple(Speaker(name, name) for name in dict.fromkeys(owner.values())), owner)
        transcript = Transcript("en", tuple(words), EngineStamp("test", "1", "none", ""))
        return lines(transcript, speakers, Corrections(), [], TimeMap([], len(words) * word_s + 1.0))

    return make
