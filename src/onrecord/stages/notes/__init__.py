"""What to print beside the episode, in three lengths, with quotes, links, people and titles. Nothing but what was said.

choose   which sentences stand for a story, and which are quotable
links    addresses as they are written and said
offers   what promos send their listeners to: an address, a code
write    sentences with what they rest on; the line and titles, put together from names and story titles
people   who speaks, and whose word is told, with what they are
proof    the check that nothing is printed that was not said; what fails is dropped
sense    the stricter check for what a language model wrote
model    what a language model may do, where the settings name one: shorten what was said
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import Field

from onrecord.core.answers import unanswered
from onrecord.core.claim import Claim, ClaimList, Claims, is_loose_talk
from onrecord.core.decided import decided_speakers
from onrecord.core.ports import Tools
from onrecord.core.stage import Settings, Stage, endpoint
from onrecord.core.story import Note, Notes, Stories, Story, StoryKind
from onrecord.core.talk import Sentence, as_read, sentences, sentences_within
from onrecord.core.transcript import Corrections, Transcript, Word
from onrecord.stages.notes.choose import (
    Line,
    is_clause,
    is_particular,
    paragraph_of,
    printable_lines,
    quotes_of,
    whole_sentences,
)
from onrecord.stages.notes.links import spoken_links
from onrecord.stages.notes.model import Shortener, shortened_by
from onrecord.stages.notes.offers import offers_of
from onrecord.stages.notes.people import guests_of, named, people_of, told_of
from onrecord.stages.notes.proof import Said, is_quote, rests_on_words
from onrecord.stages.notes.sense import Sense
from onrecord.stages.notes.topics import talked
from onrecord.stages.notes.write import (
    explained,
    is_own_word,
    line_of,
    note_of,
    shortened,
    story_notes,
    titles_of,
    topic_notes,
    worth_of,
)


class NotesSettings(Settings):
    paragraph_n: int = Field(4, ge=1, le=8, description="At most this many sentences in the paragraph.")
    story_n: int = Field(5, ge=1, le=12, description="At most this many sentences for a story on the page.")
    quotes_n: int = Field(4, ge=0, le=8, description="At most this many quotes; a short talk gets fewer.")
    quote_words_n: int = Field(45, ge=15, le=90, description="No quote is longer than this, in words.")
    model_url: str = endpoint(
        "Base address of an OpenAI-compatible endpoint that may shorten titles and summaries; empty: none is asked."
    )
    model: str = Field("", description="Name of the model there. A key, if it wants one, stands in ONRECORD_MODEL_KEY.")
    model_s: float = Field(120.0, gt=0, le=3600, description="All its answers together may take so many seconds.")


def notes(inputs: Mapping[str, Any], settings: NotesSettings, tools: Tools) -> Notes:
    """Proposals for the show notes. Needs `transcribe`, `speakers`, `names`, `stories`, `claims`, `episode`; the port `parser`."""
    transcript: Transcript = inputs["transcribe"]
    decisions = inputs.get("decisions", ())
    speakers = decided_speakers(inputs["speakers"], decisions, transcript.words)
    corrections: Corrections = inputs.get("names") or Corrections()
    stories: Stories = inputs["stories"]
    words = as_read(transcript, inputs["speakers"], corrections, decisions)
    talk = sentences(words, speakers.speaker_of_word)
    told = [s for s in stories.stories if s.kind is StoryKind.STORY]
    name_of = {s.id: s.name for s in speakers.speakers}
    said = Said(words, {id: name_of.get(speaker, "") for id, speaker in speakers.speaker_of_word.items()})
    claims = _claims(inputs, decisions)
    claims_of = _by_sentence(claims)
    inside = [sentences_within(talk, story.first, story.end) for story in told]
    lines = printable_lines(inside)
    if transcript.language in tools.parser.languages:
        lines = whole_sentences(lines, tools.parser, tools.progress)
    paragraph = paragraph_of(lines, told, settings.paragraph_n, lambda sentence: worth_of(claims_of(sentence)))
    own = [line for line in lines if is_own_word(claims_of(line.sentence), name_of.get(line.sentence.speaker_id or ""))]
    quotes = quotes_of(own, paragraph, speakers, settings.quotes_n, settings.quote_words_n, _minutes(talk))
    names = {s.id: s.name for s in named(speakers)}
    is_loose = _is_loose(inputs, claims, told, tools)
    abouts = [
        talked(story, inside[at], [*inside[:at], *inside[at + 1 :]], names) if is_loose else None
        for at, story in enumerate(told)
    ]
    topics, guests = topic_notes(told, talk, said), guests_of(speakers, said, talk)
    clauses = _clauses(topics, tools) if transcript.language in tools.parser.languages else frozenset()
    printed = tuple(_paragraph(paragraph, told, abouts, claims_of, said))
    line = line_of(told, topics, guests, clauses) or (shortened(printed[0]) if printed else None)
    found = Notes(
        line=line,
        paragraph=printed,
        stories=tuple(
            story_notes(
                story,
                [x for x in lines if x.story == at and x not in quotes],
                claims_of,
                said,
                settings.story_n,
                abouts[at],
            )
            for at, story in enumerate(told)
        ),
        quotes=tuple(note_of(q.sentence, claims_of(q.sentence)) for q in quotes),
        links=tuple(spoken_links(_outside_promos(words, stories.stories))),
        offers=tuple(offers_of(stories.stories, words)),
        people=tuple(people_of(speakers, claims, said, talk)),
        titles=tuple(titles_of(told, topics, guests, told_of(speakers, claims), clauses)),
    )
    proven = proved(found, said)
    if not settings.model_url or not told:
        return proven
    is_read = transcript.language in tools.parser.languages
    shortener = Shortener(tools.language_model, Sense(said, talk, tools.parser if is_read else None), claims)
    telling = [x.sentence for x in lines if any(x.sentence.words[-1].id in n.word_ids for n in _in_stories(proven))]
    return proved(shortened_by(shortener, proven, told, telling, settings.story_n, tools), said, proven.dropped_n)


def _outside_promos(words: Sequence[Word], stories: Sequence[Story]) -> list[Word]:
    promos = [range(story.first, story.end) for story in stories if story.kind is StoryKind.PROMO]
    return [word for at, word in enumerate(words) if not any(at in promo for promo in promos)]


def _clauses(topics: Mapping[str, Note], tools: Tools) -> frozenset[str]:
    """The stories whose topic is a sentence ("the museum opens again"); of "prime lenses" the parser takes the last word for a verb too."""
    parses = tools.parser.parse([note.text for note in topics.values()], tools.progress)
    return frozenset(
        id for id, parse in zip(topics, parses, strict=True) if is_clause(parse) and parse.root != len(parse) - 1
    )


def _is_loose(inputs: Mapping[str, Any], claims: Sequence[Claim], told: Sequence[Story], tools: Tools) -> bool:
    """Whether hardly anybody claims anything. Nobody knows where claims are not looked for."""
    is_read = inputs.get("claims") is not None and inputs["transcribe"].language in tools.parser.languages
    minutes = sum(story.span.duration_s for story in told) / 60
    return is_read and is_loose_talk(len(claims), minutes)


def _paragraph(
    lines: Sequence[Line], told: Sequence[Story], abouts: Sequence[Note | None], claims_of: Any, said: Said
) -> list[Note]:
    """The chosen sentences in the order of the talk; in place of one that is mere talk, who talks about what in its story."""
    printed: list[Note] = []
    for line in lines:
        claims, about = claims_of(line.sentence), abouts[line.story]
        is_talk = not claims and not is_particular(line.sentence)
        note = about if about is not None and about.text and is_talk else explained(line.sentence, claims, said)
        if note not in printed:
            printed.append(note)
    return printed


def _in_stories(notes: Notes) -> list[Note]:
    return [note for story in notes.stories for note in story.sentences]


def proved(notes: Notes, said: Said, dropped_n: int = 0) -> Notes:
    """The notes without what is not borne out by the words that it points to, and how many those were with the `dropped_n` before."""

    def standing(these: Sequence[Note]) -> tuple[Note, ...]:
        return tuple(note for note in these if rests_on_words(note, said))

    kept = replace(
        notes,
        line=notes.line if notes.line and rests_on_words(notes.line, said) else None,
        paragraph=standing(notes.paragraph),
        stories=tuple(replace(story, sentences=standing(story.sentences)) for story in notes.stories),
        quotes=tuple(q for q in notes.quotes if is_quote(q, said)),
        links=tuple(link for link in notes.links if link.word_ids and said.has(link.word_ids)),
        offers=tuple(offer for offer in notes.offers if said.has(offer.word_ids)),
        people=tuple(p for p in notes.people if rests_on_words(Note(p.name, p.word_ids), said)),
        titles=standing(notes.titles),
    )
    return replace(kept, dropped_n=dropped_n + _count(notes) - _count(kept))


def _count(notes: Notes) -> int:
    lists = (notes.paragraph, notes.quotes, notes.links, notes.offers, notes.people, notes.titles)
    return bool(notes.line) + len(_in_stories(notes)) + sum(len(these) for these in lists)


def _claims(inputs: Mapping[str, Any], decisions: Sequence[Any]) -> list[Claim]:
    """The claims that no person rejected, as put right."""
    found: Claims = inputs.get("claims") or Claims()
    return [one.claim for one in ClaimList(found.claims, tuple(decisions)).checked() if one.is_on]


def _by_sentence(claims: Sequence[Claim]) -> Any:
    def of(sentence: Sentence) -> list[Claim]:
        ids = {word.id for word in sentence.words}
        return [claim for claim in claims if claim.word_ids and claim.word_ids[0] in ids]

    return of


def _minutes(talk: Sequence[Sentence]) -> float:
    return talk[-1].span.end_s / 60 if talk else 0.0


STAGE = Stage(
    name="notes",
    version=18,
    says="Writing the notes",
    needs=("transcribe", "speakers", "names", "stories", "claims"),
    settings=NotesSettings,
    makes=Notes,
    run=notes,
    schema="notes.2",
    engines=("parser",),
    takes=("show", "episode", "decisions"),
    unfinished=unanswered,
)
