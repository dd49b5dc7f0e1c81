"""What to print beside the episode: one line, a paragraph, quotes, links, titles. Nothing but what was said.

Every sentence comes out of the transcript and names the words it rests on; corrected names are used. Only the line and
the titles are put together, from speakers' names and story titles.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from onrecord.core.decided import decided_speakers
from onrecord.core.episode import Episode
from onrecord.core.people import Role, Speaker, Speakers
from onrecord.core.ports import Tools
from onrecord.core.stage import Settings, Stage
from onrecord.core.story import Note, Notes, Stories, Story, StoryKind
from onrecord.core.talk import (
    FILLERS,
    FUNCTION_WORDS,
    Sentence,
    as_read,
    bare,
    content,
    folded,
    is_capitalised,
    sentences,
)
from onrecord.core.transcript import Corrections, Transcript, Word

LINE_N = 160
TITLE_N = 70

_LEANS = frozenset(
    "he she it they them his her its their that this these those which who and but or because then also there here such no yes".split()
)
"""A sentence that begins so leans on the one before it."""
_HEDGES = re.compile(
    r"\b(?:kind of|sort of|you know|i mean|i guess|or something|or whatever|and stuff|i don't know|um|uh)\b"
)
_STANCE = re.compile(
    r"\b(?:i think|i believe|i don't think|i never|we never|never|always|nobody|no one|everyone|everybody|only|most|best|worst|biggest|"
    r"instead|because|problem|truth|honestly|should|must|can't|cannot|wrong|afraid|love|hate|proud|matters?|learned|realized|realised)\b"
)
_COURTESY = re.compile(
    r"^ (?:(?:and|so|well|okay|yeah|\w+) )?(?:thank|thanks|welcome|hello|hi|hey|goodbye|my pleasure|good to (?:be|have))\b"
)
_FIRST_PERSON = frozenset("i i'm i've i'd i'll me my we we're we've us our".split())
_TOP = "com org net io fm co uk dev example tv app shop store me info news edu gov us eu ca au de fr kr jp nz ie ch ai".split()
_WRITTEN = re.compile(rf"^(?:https?://)?((?:[a-z0-9-]+\.)+(?:{'|'.join(_TOP)}))(/[\w\-./]*)?$", re.I)
_LATE_DOT = re.compile(r"^\.(?=[a-z])(\w+)")
"""Recognisers write "name .org" too."""
_LEAD = frozenset(("slash", "forward", "backslash"))
_TEMPERATURE = 0.85


class NotesSettings(Settings):
    paragraph_n: int = Field(4, ge=1, le=8, description="At most this many sentences in the paragraph.")
    quotes_n: int = Field(4, ge=0, le=8, description="At most this many quotes; a short talk gets fewer.")
    quote_words_n: int = Field(45, ge=15, le=90, description="No quote is longer than this, in words.")


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence that may be printed. `weight` (0 to 1) says how central it is to its story."""

    sentence: Sentence
    story: int
    place: float
    weight: float


def notes(inputs: Mapping[str, Any], settings: NotesSettings, tools: Tools) -> Notes:
    """Proposals for the show notes. Needs `transcribe`, `speakers`, `names`, `stories`, `show`, `episode`."""
    transcript: Transcript = inputs["transcribe"]
    decisions = inputs.get("decisions", ())
    speakers = decided_speakers(inputs["speakers"], decisions, transcript.words)
    corrections: Corrections = inputs.get("names") or Corrections()
    stories: Stories = inputs["stories"]
    words = as_read(transcript, inputs["speakers"], corrections, decisions)
    talk = sentences(words, speakers.speaker_of_word)
    told = [s for s in stories.stories if s.kind is StoryKind.STORY]
    lines = _lines(talk, told)
    paragraph = _paragraph(lines, told, settings)
    topics = _topics(told, talk)
    quotes = _quotes(lines, paragraph, speakers, settings, _minutes(talk))
    return Notes(
        line=_line(told, topics, speakers, paragraph, inputs["episode"]),
        paragraph=tuple(_note(_cleaned(line.sentence), line.sentence) for line in paragraph),
        quotes=tuple(_note(line.sentence.words, line.sentence) for line in quotes),
        links=tuple(spoken_links(words)),
        titles=tuple(_titles(told, topics, speakers)),
    )


def _minutes(talk: Sequence[Sentence]) -> float:
    return talk[-1].span.end_s / 60 if talk else 0.0


def _lines(talk: Sequence[Sentence], told: Sequence[Story]) -> list[_Line]:
    """The printable sentences of every story with their weight."""
    lines: list[_Line] = []
    for at, story in enumerate(told):
        inside = [s for s in talk if story.first <= s.first < story.end]
        weights = _centrality([content(s.tokens) for s in inside])
        for place, (sentence, weight) in enumerate(zip(inside, weights, strict=True)):
            if _is_printable(sentence):
                lines.append(_Line(sentence, at, place / len(inside), float(weight)))
    return lines


def _is_printable(sentence: Sentence) -> bool:
    """A whole statement, heard well: a sentence's end, no question, at least six words."""
    heard = [w.confidence for w in sentence.words]
    return (
        6 <= len(sentence.words) <= 60
        and sentence.text.rstrip("\"'”’)]").endswith((".", "!"))
        and not sentence.text.endswith(("...", "--"))
        and sentence.text.count('"') % 2 == 0
        and not _COURTESY.match(sentence.said)
        and sum(heard) / len(heard) >= 0.45
    )


def _centrality(bags: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """0 to 1 for each sentence: how much the others share its words (LexRank, Erkan and Radev 2004)."""
    if not bags:
        return np.zeros(0)
    spread = Counter(t for bag in bags for t in set(bag))
    index = {t: i for i, t in enumerate(spread)}
    vectors = np.zeros((len(bags), max(1, len(index))))
    for row, bag in enumerate(bags):
        for token, count in Counter(bag).items():
            vectors[row, index[token]] = count * math.log(1 + len(bags) / spread[token])
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    similar = vectors @ vectors.T
    np.fill_diagonal(similar, 0.0)
    step = similar / np.maximum(similar.sum(axis=1, keepdims=True), 1e-9)
    rank = np.full(len(bags), 1 / len(bags))
    for _ in range(30):
        rank = (1 - _TEMPERATURE) / len(bags) + _TEMPERATURE * rank @ step
    top: float = rank.max()
    return rank / top


def _paragraph(lines: Sequence[_Line], told: Sequence[Story], settings: NotesSettings) -> list[_Line]:
    """The most telling sentence of each of the longest stories (more of them when there are few), in the order of the talk."""
    if not told:
        return []
    each_n = max(1, round(min(3, settings.paragraph_n) / len(told)))
    longest = sorted(range(len(told)), key=lambda at: -told[at].span.duration_s)[: settings.paragraph_n]
    chosen: list[_Line] = []
    for story in longest:
        ranked = sorted((line for line in lines if line.story == story), key=lambda line: -_tells(line))
        for line in ranked[: each_n * 3]:
            if sum(c.story == story for c in chosen) < each_n and _tells(line) > 0.35 and not _repeats(line, chosen):
                chosen.append(line)
    return sorted(chosen, key=lambda line: line.sentence.first)[: settings.paragraph_n]


def _tells(line: _Line) -> float:
    """How well a sentence stands for its story on its own."""
    sentence = line.sentence
    words = [folded(w.text) for w in _cleaned(sentence)]
    score = line.weight + 0.25 * (1 - line.place)
    score += 0.1 * min(3, _names_n(sentence))
    score -= 0.5 if words and words[0] in _LEANS else 0.0
    score -= 0.12 * sum(w in _FIRST_PERSON for w in words[:8]) + 0.15 * len(_HEDGES.findall(sentence.said))
    score -= 0.3 if not 9 <= len(words) <= 38 else 0.0
    return score - 0.3 * _stumbles(words)


def _quotes(
    lines: Sequence[_Line], paragraph: Sequence[_Line], speakers: Speakers, settings: NotesSettings, minutes: float
) -> list[_Line]:
    """Sentences with a stance, by guests above all, spread over the stories, in the order of the talk."""
    wanted_n = min(settings.quotes_n, 2 if minutes < 10 else 3 if minutes < 30 else 4)
    hosts = {s.id for s in speakers.speakers if s.role is Role.HOST}
    used = {line.sentence.first for line in paragraph}
    pool = [x for x in lines if x.sentence.first not in used and 10 <= len(x.sentence.words) <= settings.quote_words_n]
    pool.sort(key=lambda line: (-_speaks(line, hosts), line.sentence.first))
    chosen: list[_Line] = []
    for is_spread in (True, False):
        for line in pool:
            if len(chosen) == wanted_n:
                break
            is_new_story = all(c.story != line.story for c in chosen)
            if line not in chosen and (is_new_story or not is_spread) and not _repeats(line, [*chosen, *paragraph]):
                chosen.append(line)
    return sorted(chosen, key=lambda line: line.sentence.first)


def _speaks(line: _Line, hosts: set[str]) -> float:
    """How quotable: a stance, something particular, few hedges, and it stands alone."""
    sentence = line.sentence
    score = 0.35 * min(3, len(_STANCE.findall(sentence.said))) + 0.4 * line.weight + 0.1 * min(2, _names_n(sentence))
    score += 0.0 if sentence.speaker_id in hosts else 0.5
    score -= 0.35 * len(_HEDGES.findall(sentence.said)) + 0.4 * _stumbles(sentence.tokens)
    score -= 0.35 if sentence.tokens[0] in _LEANS | FILLERS else 0.0
    telling_n = len(content(sentence.tokens))
    return score + 0.06 * min(6, telling_n) - (0.4 if telling_n < 3 else 0.0)


def _names_n(sentence: Sentence) -> int:
    """Capitalised words within the sentence and figures: what makes it particular."""
    return sum(
        (is_capitalised(w.text) and t not in FUNCTION_WORDS and not t.startswith("i'")) or any(c.isdigit() for c in t)
        for w, t in list(zip(sentence.words, sentence.tokens, strict=True))[1:]
    )


def _stumbles(tokens: Sequence[str]) -> int:
    """Words said twice in a row ("the the") and broken-off starts ("it -- they")."""
    return tokens.count("") + sum(a == b and bool(a) for a, b in pairwise(tokens))


def _repeats(line: _Line, others: Sequence[_Line]) -> bool:
    mine = set(content(line.sentence.tokens))
    theirs = [set(content(o.sentence.tokens)) for o in others]
    return any(len(mine & t) > 0.6 * max(1, min(len(mine), len(t))) for t in theirs)


def _cleaned(sentence: Sentence) -> tuple[Word, ...]:
    """The sentence without the little words that people begin with ("So, yeah, …")."""
    words = [w for w in sentence.words if w.text]
    while len(words) > 6 and (folded(words[0].text) in FILLERS or folded(words[0].text) in ("and", "but")):
        words.pop(0)
    return tuple(words)


def _note(words: Sequence[Word], sentence: Sentence) -> Note:
    """The words as read, first letter capital. Emptied words of a corrected name still count among those it rests on."""
    text = " ".join(w.text for w in words if w.text)
    first = next(i for i, w in enumerate(sentence.words) if w.id == words[0].id)
    ids = tuple(w.id for w in sentence.words[first:])
    return Note(text[:1].upper() + text[1:], ids, sentence.speaker_id)


def _line(
    told: Sequence[Story],
    topics: Mapping[str, str],
    speakers: Speakers,
    paragraph: Sequence[_Line],
    episode: Episode,
) -> str:
    """ "Tomasz Wilk on the ferry, the sea wall at Port Ennis and a follow up": who talks, and about what."""
    longest = sorted(told, key=lambda s: -s.span.duration_s)
    guests = [s.name for s in _named(speakers) if s.role is not Role.HOST] or [s.name for s in _named(speakers)][:2]
    who = f"{_listed(guests[:3])} on " if guests else ""
    for count in (3, 2, 1):
        line = who + _listed([topics[s.id] for s in told if s in longest[:count]])
        if told and len(line) <= LINE_N:
            return line[:1].upper() + line[1:]
    text = episode.description.split("\n")[0] or episode.title
    if paragraph and not text:
        text = " ".join(w.text for w in _cleaned(paragraph[0].sentence))
    return text if len(text) <= LINE_N else text[: LINE_N - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def _topics(told: Sequence[Story], talk: Sequence[Sentence]) -> dict[str, str]:
    """Each story's title as it stands within a sentence: its first phrase when there are several stories, and the first
    letter small unless the talk writes that word with a capital within sentences.
    """
    inner = Counter(bare(w.text) for s in talk for w in s.words[1:] if w.text)
    topics: dict[str, str] = {}
    for story in told:
        topic = story.title.split(" and ")[0] if len(told) > 1 else story.title
        first = bare(topic.split()[0]) if topic else ""
        is_proper = inner[first] > inner[first.lower()] or first[1:] != first[1:].lower()
        topics[story.id] = topic if is_proper else topic[:1].lower() + topic[1:]
    return topics


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def _named(speakers: Speakers) -> list[Speaker]:
    """Speakers whose name is known, those who say most first."""
    words_n = Counter(speakers.speaker_of_word.values())
    sure = [
        s for s in speakers.speakers
        if s.confidence >= 0.5 and s.likely is None and words_n[s.id] >= 20 and s.role is not Role.VOICE
    ]  # fmt: skip
    return sorted(sure, key=lambda s: -words_n[s.id])


def _titles(told: Sequence[Story], topic_of: Mapping[str, str], speakers: Speakers) -> list[str]:
    """Up to five: the main stories together, a guest with the main story, single stories."""
    longest = sorted(told, key=lambda s: -s.span.duration_s)
    topics = [topic_of[s.id] for s in longest]
    guests = [s.name for s in _named(speakers) if s.role is not Role.HOST]
    proposed = [_listed(topics[:3]), _listed(topics[:2])] if len(topics) > 1 else []
    proposed += [f"{guest} on {topic}" for guest in guests[:1] for topic in topics[:2]]
    proposed += [s.title for s in longest[:3]]
    titles = (t[:1].upper() + t[1:] for t in proposed if 0 < len(t) <= TITLE_N)
    return list(dict.fromkeys(titles))[:5]


def spoken_links(words: Sequence[Word]) -> list[str]:
    """Web addresses as they were said or written, in order, once each: "tideline dot example slash shop" too."""
    parts = [part for w in words for part in _LATE_DOT.sub(r"dot \1", w.text).split()]
    tokens = [folded(part) for part in parts]
    texts = [bare(part) for part in parts]
    found: list[str] = []
    at = 0
    while at < len(parts):
        link, end = _link_at(tokens, texts, at)
        if link:
            found.append(link)
        at = max(end, at + 1)
    return list(dict.fromkeys(found))


def _link_at(tokens: Sequence[str], texts: Sequence[str], at: int) -> tuple[str, int]:
    """The address that begins at a word and where it ends; ("", at) when none does."""
    written = _WRITTEN.match(texts[at])
    if written:
        host, path, end = written[1].lower(), written[2] or "", at + 1
    else:
        labels, end = [tokens[at]], at + 1
        while end + 1 < len(tokens) and tokens[end] == "dot" and re.fullmatch(r"[a-z0-9-]+", tokens[end + 1]):
            labels.append(tokens[end + 1])
            end += 2
        is_address = (
            len(labels) > 1
            and labels[-1] in _TOP
            and labels[0] not in FUNCTION_WORDS
            and re.fullmatch(r"[a-z0-9-]+", labels[0])
        )
        if not is_address:
            return "", at
        host, path = ".".join(labels), ""
    while end + 1 < len(tokens) and tokens[end] in _LEAD:
        end += 1 if tokens[end] == "forward" else 0
        if end + 1 >= len(tokens) or tokens[end] not in _LEAD or not re.fullmatch(r"[a-z0-9-]+", tokens[end + 1]):
            break
        path += f"/{tokens[end + 1]}"
        end += 2
    return f"https://{host}{path}", end


STAGE = Stage(
    name="notes",
    version=2,
    says="Writing the notes",
    needs=("transcribe", "speakers", "names", "stories"),
    settings=NotesSettings,
    makes=Notes,
    run=notes,
    schema="notes.1",
    takes=("show", "episode", "decisions"),
)
