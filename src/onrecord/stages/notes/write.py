"""Notes put together from the talk: sentences with what they rest on, the line, the titles, the people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import replace

from onrecord.core.claim import Claim, HolderKind
from onrecord.core.story import Note, Story, StoryNotes
from onrecord.core.talk import (
    FUNCTION_WORDS,
    HESITATIONS,
    Sentence,
    bare,
    folded,
    with_capital,
    without_possessive,
)
from onrecord.core.transcript import Word
from onrecord.stages.notes.choose import Line, cleaned, is_particular, leans, repeats, tells
from onrecord.stages.notes.proof import Said

LINE_N = 160
TITLE_N = 70
_SENTENCE_S = 25.0
"""A story gets one sentence of the page for so long a stretch, and three at least."""
_WORTH = 0.6
"""What a sentence must be worth to stand on the page; small talk makes a short page."""
_CLAIMS_N = 2
"""A story with so many claims on the page needs no line that says who talked about what."""
_PRONOUNS = frozenset(("he", "she", "it", "they"))
_IN_NAMES = frozenset("the a an of for at in from and".split())
_ARTICLES = frozenset(("the", "a", "an"))
_HESITATIONS = HESITATIONS | frozenset("umm uhh hm".split())

ClaimsOf = Callable[[Sentence], Sequence[Claim]]


def note_of(sentence: Sentence, claims: Sequence[Claim] = ()) -> Note:
    """The words as read, first letter capital. Emptied words of a corrected name still count among those it rests on."""
    words = cleaned(sentence)
    text = " ".join(w.text for w in words if w.text)
    first = next(i for i, w in enumerate(sentence.words) if w.id == words[0].id)
    ids = tuple(w.id for w in sentence.words[first:])
    return Note(with_capital(text), ids, sentence.speaker_id, tuple(c.id for c in claims))


def without_hesitations(words: Sequence[Word]) -> str:
    """The words as read without "um" and "uh": of the commas around one the second goes, and the first beside a small word."""
    kept: list[str] = []
    is_left_out = False
    for word in words:
        if folded(word.text) in _HESITATIONS and not bare(word.text).isupper():
            end = word.text[len(word.text.rstrip(".?!…")) :]
            kept[-1:] = [kept[-1].rstrip(",") + end] if kept and end else kept[-1:]
            is_left_out = True
            continue
        is_small = kept and not FUNCTION_WORDS.isdisjoint((folded(kept[-1]), folded(word.text)))
        if is_left_out and is_small:
            kept[-1] = kept[-1].removesuffix(",")
        kept.append(word.text)
        is_left_out = False
    return " ".join(text for text in kept if text)


def explained(sentence: Sentence, claims: Sequence[Claim], said: Said) -> Note:
    """The sentence without "um" and "uh", and with whom its first "he" or "it" means in brackets, as editors print it: "[Norlane] denied it."

    In brackets only where a claim in it has found whose word it is, and with the words that name them among those it rests on.
    """
    note = replace(note_of(sentence, claims), text=with_capital(without_hesitations(cleaned(sentence))))
    first, _, rest = note.text.partition(" ")
    for claim in claims:
        holder = claim.holder
        is_found = holder.kind in (HolderKind.PERSON, HolderKind.ORGANISATION) and folded(holder.name) not in _PRONOUNS
        if (
            is_found
            and _stands_alone(holder.name)
            and folded(first) in _PRONOUNS
            and folded(holder.as_said) == folded(first)
            and rest
        ):
            named = said.find(holder.name)
            if named:
                name = with_capital(holder.name)
                return replace(note, text=f"[{name}] {rest}", word_ids=(*note.word_ids, *named))
    return note


def _stands_alone(name: str) -> bool:
    """Whether a reader knows who it is: not "its maintainers", nor "Ada Lund on the other hand"."""
    return all(folded(word) not in FUNCTION_WORDS - _IN_NAMES or word.isupper() for word in name.split())


def worth_of(claims: Sequence[Claim]) -> float:
    """What a sentence gains by the claims in it, more when a number or a date pins them down or it is said whose word they are."""
    is_told = any(c.holder.kind in (HolderKind.PERSON, HolderKind.ORGANISATION) for c in claims)
    return 0.25 * bool(claims) + 0.15 * any(c.quantities or c.dates for c in claims) + 0.15 * is_told


def is_own_word(claims: Sequence[Claim], speaker: str | None) -> bool:
    """Whether a sentence with these claims is the speaker's own word, and not what somebody else says or is said to say."""
    holders = [claim.holder for claim in claims if claim.cue]
    return all(holder.kind is HolderKind.SPEAKER or holder.name == speaker for holder in holders)


def story_notes(
    story: Story,
    lines: Sequence[Line],
    claims_of: ClaimsOf,
    said: Said,
    most_n: int,
    about: Note | None = None,
) -> StoryNotes:
    """The page's sentences on one story: those that stand for it, above all where somebody claims something, in order.

    Where hardly anybody claims anything, `about` (who talked about what) comes first, and no mere sentence of talk follows.
    """
    wanted_n = min(most_n, max(3, round(story.span.duration_s / _SENTENCE_S)))
    scored = []
    for line in lines:
        claims = claims_of(line.sentence)
        if about is not None and not claims and not is_particular(line.sentence):
            continue
        note = explained(line.sentence, claims, said)
        is_explained = note.text.startswith("[")
        scored.append((tells(line) + worth_of(claims) + 0.5 * is_explained, line, note))
    chosen: list[tuple[Line, Note]] = []
    for score, line, note in sorted(scored, key=lambda one: -one[0]):
        if chosen and leans(line.sentence) and not note.text.startswith("["):
            continue
        if len(chosen) < wanted_n and score > _WORTH and not repeats(line, [c for c, _ in chosen]):
            chosen.append((line, note))
    chosen.sort(key=lambda one: one[0].sentence.first)
    told = [note for _, note in chosen]
    has_few = sum(bool(note.claim_ids) for note in told) < _CLAIMS_N
    return StoryNotes(
        story.id, story.title, (about, *told[: most_n - 1]) if about and about.text and has_few else tuple(told)
    )


def line_of(
    told: Sequence[Story], topics: Mapping[str, Note], guests: Sequence[Note], clauses: Set[str] = frozenset()
) -> Note | None:
    """ "Tomasz Wilk on the ferry, the sea wall at Port Ennis and a follow up": who talks, and about what."""
    longest = sorted((s for s in told if s.id in topics.keys() - clauses), key=lambda s: -s.span.duration_s)
    for count in (3, 2, 1):
        these = [topics[s.id] for s in told if s in longest[:count]]
        line = _together([*guests[:3]], these)
        if line and len(line.text) <= LINE_N:
            return line
    return None


def shortened(note: Note) -> Note:
    """A sentence as a line: cut at a word where it is too long."""
    text = note.text
    if len(text) > LINE_N:
        text = text[: LINE_N - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"
    return replace(note, text=text)


def titles_of(
    told: Sequence[Story],
    topics: Mapping[str, Note],
    guests: Sequence[Note],
    told_of: frozenset[str] = frozenset(),
    clauses: Set[str] = frozenset(),
) -> list[Note]:
    """Up to five: the main stories together, a guest with the main story, single stories.

    The stories of `clauses` have one for a topic ("the museum opens"), which can be joined with nothing.

    None is the mere name of somebody who is only `told_of`: that would promise that they are heard.
    """
    by_length = [s for s in sorted(told, key=lambda s: -s.span.duration_s) if s.id in topics]
    longest, things = [topics[s.id] for s in by_length], [topics[s.id] for s in by_length if s.id not in clauses]
    proposed = [_together([], things[:3]), _together([], things[:2])] if len(things) > 1 else []
    proposed += [_together([guest], [topic]) for guest in guests[:1] for topic in things[:2]]
    proposed += [_together([], [topic]) for topic in longest[:3] if folded(topic.text) not in told_of]
    found = {note.text: note for note in proposed if note and len(note.text) <= TITLE_N}
    return list(found.values())[:5]


def _together(guests: Sequence[Note], topics: Sequence[Note]) -> Note | None:
    if not topics:
        return None
    who = f"{_listed([g.text for g in guests])} on " if guests else ""
    text = who + _listed([t.text for t in topics])
    ids = dict.fromkeys(id for note in (*guests, *topics) for id in note.word_ids)
    return Note(with_capital(text), tuple(ids))


def topic_notes(told: Sequence[Story], talk: Sequence[Sentence], said: Said) -> dict[str, Note]:
    """The stories' topics with the words that say them: a topic whose words are not said in its story is left out."""
    notes = {}
    for story_id, topic in topics_of(told, talk).items():
        story = next(s for s in told if s.id == story_id)
        ids = said.find(topic, story.first, story.end) or _apart(topic, story, said)
        if topic and ids:
            notes[story_id] = Note(_with_article(topic, story, said), ids)
    return notes


def _with_article(topic: str, story: Story, said: Said) -> str:
    """ "The prime minister", where it is mostly said with an article."""
    before = [said.beside(ids, 1)[0] for ids in said.finds(topic, story.first, story.end)]
    articles = [folded(words[-1].text) for words in before if words and folded(words[-1].text) in _ARTICLES]
    if folded(topic.split()[0]) in FUNCTION_WORDS or 2 * len(articles) <= len(before):
        return topic
    return f"{'the' if 'the' in articles else articles[0]} {topic}"


def _apart(topic: str, story: Story, said: Said) -> tuple[str, ...]:
    """The topic's telling words where they are said one by one."""
    found = [said.find(w, story.first, story.end) for w in topic.split() if folded(w) not in FUNCTION_WORDS]
    return tuple(dict.fromkeys(id for ids in found for id in ids)) if all(found) else ()


def topics_of(told: Sequence[Story], talk: Sequence[Sentence]) -> dict[str, str]:
    """Each story's title as it stands within a sentence: its first phrase when there are several stories, and the first
    letter small unless the talk writes that word with a capital within sentences.
    """
    inner = Counter(without_possessive(bare(w.text)) for s in talk for w in s.words[1:] if w.text)
    topics: dict[str, str] = {}
    for story in told:
        topic = story.title.split(" and ")[0] if len(told) > 1 else story.title
        first = without_possessive(bare(topic.split()[0])) if topic else ""
        is_title = len(topic.split()) > 1 and first.lower() not in FUNCTION_WORDS and topic.split()[1][0].isupper()
        is_proper = is_title or inner[first] > inner[first.lower()] or first[1:] != first[1:].lower()
        topics[story.id] = topic if is_proper else topic[:1].lower() + topic[1:]
    return topics


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""
