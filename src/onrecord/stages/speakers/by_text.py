"""Who speaks, from the words alone: for a transcript without sound and without speakers. English.

Made for the commonest talk, one who asks and one who answers, with promos around it: questions, greetings, what hosts and what guests
say, and where an answer begins, weighed in one likeliest sequence (Viterbi). It guesses, and knows no third voice; a transcript that
names its speakers is not asked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from enum import IntEnum
from itertools import accumulate, pairwise

from onrecord.core.promo import advertises
from onrecord.core.talk import Sentence, ends_sentence, folded, sentences
from onrecord.core.transcript import Word


class Part(IntEnum):
    """Whose words they are."""

    HOST = 0
    GUEST = 1
    PROMO = 2


_TO_A_GUEST = (
    r"i'm joined|joined (?:today |again |now )?by|with me (?:is|today|now)|my guests?|our guests?|good to have you|great to have you|"
    r"(?:thanks|thank you) (?:so much |very much )?for (?:coming|joining|being|talking|speaking|your time)"
)
_HAS_GUEST = re.compile(rf" (?:{_TO_A_GUEST}) ")
_HOST = re.compile(
    rf" (?:{_TO_A_GUEST}|welcome to|welcome back|"
    r"let's (?:begin|start|move|turn|talk|go|keep|get|take|bring)|(?:first|second|third|fourth|next|final|last|other|top) story|(?:two|three|four|five) stories|"
    r"tell us|tell me|tell our listeners|walk us through|that's (?:all|it) for|we're back|back next|see you next|produced by|this is the show|you're listening to|thanks for listening|"
    r"thank you for listening|follow up|before we go|i'm your host|on today's show|in this episode|this week on) "
)
_TO_A_HOST = (
    r"for having me|good to be here|great to be here|glad to be here|happy to be here|pleasure to be here|nice to be here|my pleasure|thanks for inviting me|"
    r"(?:good|great) question|as you (?:said|say|mentioned)"
)
_IS_GUEST = re.compile(rf" (?:{_TO_A_HOST}) ")
_GUEST = re.compile(
    rf" (?:{_TO_A_HOST}|as i said|in my view|in our report|we found|i reported|i spoke to|i was there|told me) "
)
"""Who reports to nobody in particular says the last of them too."""
_ANSWER = frozenset(
    "yes no yeah yep nope not well so exactly right correct sure absolutely look honestly unfortunately indeed mhm".split()
)
_AGREES = frozenset("yes yeah yep nope right exactly sure absolutely okay ok mhm correct indeed".split())
_TURNS = frozenset("okay ok right and but so now wow really hm interesting".split())
_FACTS = re.compile(
    r" (?:said|says|told|confirmed|denied|claims?|claimed|reported|according|announced|warned|expects?) "
)

_ASKED_ANSWERED, _CHANGE, _CHANGE_IN_LINE, _CHANGE_OF_PARAGRAPH = 2.4, -1.0, -4.0, 1.0
"""What a change of voice is worth after a question; anywhere else; within a line; between lines that hold several sentences."""
_CHANGE_AT_A_MARK, _CHANGE_WITHOUT_A_MARK = 3.0, -9.0
"""Where somebody has marked the turns; there may be a third voice that takes one, or a mark too few."""
_SURE, _ASKS, _LONG = 2.2, 1.5, 0.5
_LONG_N, _SHORT_N = 16, 5
_AGREEMENT_N, _SIGNS_OF_TWO, _OF_ALL = 3, 3, 0.03
"""The most words of a sentence that only agrees; how many such, or answers, show that two talk, and what share of all sentences.
Who speaks alone asks, too, and answers himself, but seldom with a "yes".
"""
_PROMO, _MAYBE_PROMO = 2.0, 0.5


def voices_by_text(words: Sequence[Word], phrases: Sequence[str] = (), marks_turns: bool = False) -> list[Part] | None:
    """For each word whose it likely is; None where nothing says that more than one person speaks. `phrases` are the show's promos'.

    Words that begin a line say so by `begins_segment`; where most sentences do, nobody takes over within a line. With `marks_turns`
    they are where somebody has written that another voice begins.
    """
    turns = accumulate(word.begins_segment for word in words)
    turn_of = {word.id: str(turn) for word, turn in zip(words, turns, strict=True)} if marks_turns else {}
    talk = sentences(words, turn_of)
    own = [folded(p) for p in phrases if p.strip()]
    promos = _of_whole_turns(_promos(talk, own), talk) if marks_turns else _promos(talk, own)
    body = [at for at in range(len(talk)) if at not in promos]
    if not marks_turns and not _is_conversation([talk[at] for at in body]):
        return None
    parts: list[Part] = [Part.PROMO] * len(talk)
    said = [talk[at] for at in body]
    changes = _marked_changes(talk, body) if marks_turns else _changes(said, _lines_are_whole(words))
    for at, part in zip(body, _likeliest(said, changes), strict=True):
        parts[at] = part
    return [part for part, sentence in zip(parts, talk, strict=True) for _ in sentence.words]


def _is_conversation(talk: Sequence[Sentence]) -> bool:
    """Whether the talk has enough answers, agreement, and words to or from a guest for two to be talking."""
    firsts = [_first_word(sentence) for sentence in talk]
    answers_n = sum(
        one.is_question and not two.is_question and first in _ANSWER
        for (one, two), first in zip(pairwise(talk), firsts[1:], strict=True)
    )
    agreements_n = sum(
        len(s.words) <= _AGREEMENT_N and first in _AGREES and not s.is_question
        for s, first in zip(talk, firsts, strict=True)
    )
    guests_n = sum(bool(_IS_GUEST.search(s.said) or _HAS_GUEST.search(s.said)) for s in talk)
    return answers_n + agreements_n + 2 * guests_n >= max(_SIGNS_OF_TWO, _OF_ALL * len(talk))


def _promos(talk: Sequence[Sentence], phrases: Sequence[str]) -> set[int]:
    """Sentences that advertise, and their neighbours that may."""
    scores = [advertises(s, phrases) for s in talk]
    found: set[int] = set()
    for at, score in enumerate(scores):
        if score >= _PROMO:
            found.add(at)
            for step in (-1, 1):
                near = at + step
                while 0 <= near < len(talk) and scores[near] >= _MAYBE_PROMO and not _HOST.search(talk[near].said):
                    found.add(near)
                    near += step
    return found


def _lines_are_whole(words: Sequence[Word]) -> bool:
    """Whether lines end where sentences do; in captions, and in text that is wrapped, they do not."""
    ends = [ends_sentence(before, word) for before, word in pairwise(words) if word.begins_segment]
    return bool(ends) and sum(ends) >= 0.8 * len(ends)


def _of_whole_turns(promos: set[int], talk: Sequence[Sentence]) -> set[int]:
    """The sentences of those turns of which half and more advertises: who reads a promo reads all of it."""
    whole_n, promo_n = Counter[str | None](), Counter[str | None]()
    for at, sentence in enumerate(talk):
        whole_n[sentence.speaker_id] += len(sentence.words)
        promo_n[sentence.speaker_id] += len(sentence.words) * (at in promos)
    return {at for at, s in enumerate(talk) if promo_n[s.speaker_id] >= 0.5 * whole_n[s.speaker_id]}


def _likeliest(talk: Sequence[Sentence], changes: Sequence[float]) -> list[Part]:
    """Host or guest for each sentence: the sequence with the most in its favour. `changes` are what a change of voice is worth before each."""
    if not talk:
        return []
    total = [_is_host(talk[0]) + 1.0, 0.0]
    came: list[tuple[int, int]] = [(0, 1)]
    for sentence, change in zip(talk[1:], changes[1:], strict=True):
        own = (_is_host(sentence), 0.0)
        steps = []
        for part in (0, 1):
            stay, swap = total[part], total[1 - part] + change
            steps.append((stay + own[part], part) if stay >= swap else (swap + own[part], 1 - part))
        came.append((steps[0][1], steps[1][1]))
        total = [steps[0][0], steps[1][0]]
    path = [0 if total[0] >= total[1] else 1]
    for back in reversed(came[1:]):
        path.append(back[path[-1]])
    return [Part(part) for part in reversed(path)]


def _changes(talk: Sequence[Sentence], lines_are_whole: bool) -> list[float]:
    """What it is worth that another voice takes over with each sentence, by what is said and by the lines that it is written in."""
    begins = [s.words[0].begins_segment for s in talk]
    by_line = lines_are_whole and sum(begins) >= 0.1 * len(talk)
    by_paragraph = by_line and sum(begins) <= 0.55 * len(talk)
    changes = [0.0]
    for (before, sentence), does_begin in zip(pairwise(talk), begins[1:], strict=False):
        change = _change(before, sentence, does_begin or not by_line)
        changes.append(change + (_CHANGE_OF_PARAGRAPH - _CHANGE if by_paragraph and does_begin else 0.0))
    return changes


def _marked_changes(talk: Sequence[Sentence], body: Sequence[int]) -> list[float]:
    """The same for the sentences at `body` where somebody has marked the turns.

    Behind a promo, and behind what stands before the first mark, such as a remark on the music, it may be anybody.
    """
    begins = [sentence.words[0].begins_segment for sentence in talk]
    changes = [_CHANGE_AT_A_MARK if does_begin else _CHANGE_WITHOUT_A_MARK for does_begin in begins]
    changes[begins.index(True)] = 0.0
    after = {at for before, at in pairwise(body) if at > before + 1}
    return [0.0 if at in after else changes[at] for at in body]


def _is_host(sentence: Sentence) -> float:
    """In favour of the host, or below zero of the guest."""
    score = 0.0
    if _HOST.search(sentence.said):
        score += _SURE
    if _GUEST.search(sentence.said):
        score -= _SURE
    words_n = len(sentence.words)
    if sentence.is_question:
        score += _ASKS
    elif words_n >= _LONG_N:
        score -= _LONG
    if _FACTS.search(sentence.said) and not sentence.is_question:
        score -= _LONG
    return score


def _change(before: Sentence, sentence: Sentence, may_change: bool) -> float:
    """What it is worth that another voice takes over here."""
    if not may_change:
        return _CHANGE_IN_LINE
    worth = _CHANGE
    if before.is_question and not sentence.is_question:
        worth += _ASKED_ANSWERED
    elif before.is_question:
        worth -= 1.0
    first = _first_word(sentence)
    if first in _ANSWER:
        worth += 0.8
    elif first in _TURNS:
        worth += 0.4
    if len(sentence.words) <= _SHORT_N:
        worth += 0.4
    return worth


def _first_word(sentence: Sentence) -> str:
    return next((token for token in sentence.tokens if token), "")
