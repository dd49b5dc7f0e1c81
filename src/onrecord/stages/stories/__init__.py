"""What the episode is made of: intro, stories, promos, outro, credits, each with a title and the reason for its border.

What people say when they go on ("our second story") counts most; what sentences are about, pauses and words that lead on decide
where nobody says so. One dynamic programme weighs all of it against how long stories usually are.

ends     where the introduction ends and the farewell begins
parts    promos, introduction, farewell, and the stories in what is left
naming   what each story is called
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from onrecord.core.decided import decided_speakers
from onrecord.core.episode import Show
from onrecord.core.people import Role
from onrecord.core.ports import Tools
from onrecord.core.stage import Settings, Stage
from onrecord.core.story import Stories, Story
from onrecord.core.talk import Sentence, as_read, sentences
from onrecord.core.time import Span
from onrecord.core.transcript import Corrections, Transcript
from onrecord.stages.stories.cohesion import cohesion_of
from onrecord.stages.stories.naming import phrase_weights, phrases_of, titles_of
from onrecord.stages.stories.part import Part
from onrecord.stages.stories.parts import parts_of
from onrecord.stages.stories.pieces import in_pieces
from onrecord.stages.stories.standing import cut_at, standing_passages


class StoriesSettings(Settings):
    shortest_s: float = Field(
        20.0, ge=5, le=600, description="No story is shorter than this, in seconds, unless it is announced."
    )
    per_hour_n: float = Field(
        9.0,
        ge=2,
        le=40,
        description="About how many stories an hour of talk has: the more, the sooner talk is divided where nobody says so.",
    )
    longest_intro_s: float = Field(240.0, ge=10, le=900, description="The introduction ends by then, in seconds.")
    mark_promos: bool = Field(
        True, description="Mark advertisements and appeals as promos (`cut.cut_promos` cuts them)."
    )


def stories(inputs: Mapping[str, Any], settings: StoriesSettings, tools: Tools) -> Stories:
    """The parts of the talk, in order, over all its words. Needs `transcribe`, `speakers`, `names`, `sounds`, `repeats`, `show`, `episode`; the ports `sentence_embedder` and `parser`.

    An empty transcript has no stories.
    """
    transcript: Transcript = inputs["transcribe"]
    decisions = inputs.get("decisions", ())
    speakers = decided_speakers(inputs["speakers"], decisions, transcript.words)
    corrections: Corrections = inputs.get("names") or Corrections()
    show: Show = inputs["show"]
    words = as_read(transcript, inputs["speakers"], corrections, decisions)
    passages = standing_passages(inputs["repeats"].repeats)
    talk = in_pieces(cut_at(sentences(words, speakers.speaker_of_word), passages))
    if not talk:
        return Stories(())
    hosts = {s.id for s in speakers.speakers if s.role is Role.HOST}
    cohesion = cohesion_of(talk, transcript.language, tools.sentence_embedder, tools.progress)
    parts = parts_of(talk, hosts, inputs["sounds"], passages, show, inputs["episode"], settings, cohesion)
    phrases = phrases_of(talk, parts, speakers, show, inputs["episode"], transcript.language)
    weights = phrase_weights(talk, parts, phrases, cohesion, tools)
    titles = titles_of(talk, parts, phrases, weights, inputs["episode"])
    return Stories(tuple(_story(talk, part, title) for part, title in zip(parts, titles, strict=True)))


def _story(talk: Sequence[Sentence], part: Part, title: str) -> Story:
    first, end = talk[part.first].first, talk[part.end - 1].end
    words = [w for s in talk[part.first : part.end] for w in s.words]
    span = Span(words[0].start_s, max(w.end_s for w in words))
    digest = hashlib.sha256(f"{part.kind} {words[0].id}".encode()).hexdigest()
    return Story(f"story-{digest[:6]}", span, part.kind, title, part.reason, first, end, part.confidence)


STAGE = Stage(
    name="stories",
    version=18,
    says="Finding the stories",
    needs=("transcribe", "speakers", "names", "sounds", "repeats"),
    settings=StoriesSettings,
    makes=Stories,
    run=stories,
    schema="stories.1",
    engines=("sentence_embedder", "parser"),
    takes=("show", "episode", "decisions"),
)
