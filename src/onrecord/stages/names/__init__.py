"""Names that the recogniser wrote down wrongly: found by sound, decided by context, and only ever a name from the glossary.

`glossary` lists the names, `readings` how each may sound, `windows` the words that may be one; `search` finds the pairs that sound
alike and `judge` says how probably each is the name. `spellings` brings the spellings of one name together, `numbers` looks after damaged units.

Nothing is changed here. Every proposal lies on top of the words; `auto` ones are done and listed, `suggest` ones wait.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from onrecord.core.people import Speakers
from onrecord.core.ports import Tools
from onrecord.core.stage import Settings, Stage
from onrecord.core.transcript import Corrections, Transcript
from onrecord.stages.names.glossary import entities_of
from onrecord.stages.names.numbers import damaged_numbers
from onrecord.stages.names.search import Search
from onrecord.stages.names.spellings import again, variants
from onrecord.stages.names.windows import tokens_of


class NamesSettings(Settings):
    auto_above: float = Field(
        0.55, ge=0.3, le=1, description="From this probability on a name is corrected at once (and listed)."
    )
    suggest_above: float = Field(
        0.05, ge=0.02, le=1, description="From this probability on a name is suggested to a person."
    )
    longest_n: int = Field(5, ge=1, le=8, description="How many heard words may stand for one name.")
    find_variants: bool = Field(
        True, description="Also bring together different spellings of a name within the episode."
    )


def names(inputs: Mapping[str, Any], settings: NamesSettings, tools: Tools) -> Corrections:
    """Proposed corrections of names, in the order of the words. Needs `transcribe`, `show`, `episode`; takes `names learnt`."""
    transcript: Transcript = inputs["transcribe"]
    speakers: Speakers | None = inputs.get("speakers")
    tokens = tokens_of(transcript.words, speakers.speaker_of_word if speakers else {})
    entities = entities_of(inputs["show"], inputs["episode"], inputs.get("names learnt", ()))
    search = Search(
        tokens, entities, transcript.language,
        longest_n=settings.longest_n, auto_above=settings.auto_above, suggest_above=settings.suggest_above,
        spoken=[s.name for s in speakers.speakers if s.likely is None and s.confidence > 0.5] if speakers else (),
    )  # fmt: skip
    found = search.corrections()
    found += again(tokens, found, search.taken, transcript.language, {one.name: one.never for one in entities})
    if transcript.language.startswith("en"):
        found += damaged_numbers(tokens, search.taken)
    if settings.find_variants:
        found += variants(tokens, search.taken, transcript.language)
    position = {word.id: at for at, word in enumerate(transcript.words)}
    return Corrections(tuple(sorted(found, key=lambda c: position[c.word_ids[0]])))


STAGE = Stage(
    name="names",
    version=8,
    says="Looking for misheard names",
    needs=("transcribe", "speakers"),
    settings=NamesSettings,
    makes=Corrections,
    run=names,
    schema="corrections.1",
    takes=("show", "episode", "names learnt"),
)
