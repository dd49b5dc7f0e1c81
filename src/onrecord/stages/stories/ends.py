"""Where a talk's introduction ends and its farewell begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from onrecord.core.promo import to_you
from onrecord.core.story import StoryKind
from onrecord.core.talk import Sentence
from onrecord.stages.stories.cues import (
    closes,
    credits,
    greets,
    greets_back,
    hands_over,
    moves_on,
    opener,
    welcomes,
)
from onrecord.stages.stories.headings import headings, named_again
from onrecord.stages.stories.part import Part, seconds
from onrecord.stages.stories.promos import pleads

_SHORTEST_TEASER_S = 10.0
"""What comes so long before the first welcome is a part of its own."""
_SAID_SOON_S = 15.0
"""Who hands over may still say so long after it what the first story is."""
_TOLD_N = 2
"""Who moves on tells something with more sentences than this behind it."""
_SHORTEST_PLEA_S = 6.0
"""Who asks for something for less than this while they take leave takes leave."""
_ENDS = StoryKind.OUTRO, StoryKind.CREDITS


def greeting_at(talk: Sequence[Sentence], first: int) -> int | None:
    """The sentence that greets, looked for in the first six. Without one there is no introduction."""
    return next((at for at in range(first, min(first + 6, len(talk))) if greets(talk[at])), None)


def intro_end_at(talk: Sequence[Sentence], first: int, limit: int, longest_s: float) -> int:
    """The sentence that is none of the introduction any more; `first` when there is no introduction.

    After a greeting it ends where someone says that the first story begins, and not only that it comes, or where someone hands over and nobody says so in the
    quarter of a minute that follows. Headlines and scenes that are played before the listeners are welcomed are one too.
    """
    begins_s = talk[first].span.start_s
    greeting = greeting_at(talk, first)
    over, last_s, heads = first, begins_s + longest_s, headings(talk)
    told_from = 0
    for at in range((first if greeting is None else greeting) + 1, limit):
        start_s = talk[at].span.start_s
        if start_s > last_s:
            break
        if at < told_from:
            continue
        cue = heads.get(at) or opener(talk[at])
        told_from = (cue and named_again(talk, heads, at, last_s)) or at
        if told_from > at:
            continue
        if greeting is not None and cue and cue.strength >= 2.0:
            return at
        is_teaser_over = greeting is None and start_s - begins_s >= _SHORTEST_TEASER_S and welcomes(talk[at])
        is_asked = talk[at].is_question and to_you(talk[at])  # "did you have a good journey?" is still of the welcome
        is_answer = greeting is not None and at - 1 > greeting and greets_back(talk[at - 1]) and not is_asked
        if is_answer and over == at - 1:
            over = at
        elif over == first and (is_answer or hands_over(talk[at - 1]) or is_teaser_over):
            over, last_s = at, min(last_s, start_s + _SAID_SOON_S)
    return over


def outro_at(talk: Sequence[Sentence], first: int, end: int) -> int:
    """The sentence from which on people only take leave; `end` when they do not. Looked for in the last fifth."""
    if end <= first:
        return end
    end_s, whole_s = talk[end - 1].span.end_s, talk[end - 1].span.end_s - talk[first].span.start_s
    earliest_s = end_s - min(150.0, max(12.0, 0.2 * whole_s))
    for at in range(first + 1, end):
        if talk[at].span.start_s >= earliest_s and _takes_leave(talk[at]) and not _goes_on(talk, at, end):
            return at
    return end


def _takes_leave(sentence: Sentence) -> bool:
    return closes(sentence) or credits(sentence)


def _goes_on(talk: Sequence[Sentence], first: int, end: int) -> bool:
    """Whether someone moves on to something else behind `first`, and tells of it before anybody takes leave."""
    for at in range(first + 1, end):
        if moves_on(talk[at]):
            told = list(takewhile(lambda s: not _takes_leave(s), talk[at:end]))
            if len(told) > _TOLD_N:
                return True
    return False


def endings(talk: Sequence[Sentence], ranges: Sequence[tuple[int, int]]) -> list[Part]:
    """The outro, and the credits in it as a part of their own when they are more than one sentence."""
    parts: list[Part] = []
    for first, end in ranges:
        named = [at for at in range(first, end) if credits(talk[at])]
        if len(named) >= 2:
            split = named[0]
            after = named[-1] + 1
            parts += [Part(StoryKind.OUTRO, first, split, "takes leave", 0.8)] if split > first else []
            parts.append(Part(StoryKind.CREDITS, split, after, "says who made it", 0.8))
            parts += [Part(StoryKind.OUTRO, after, end, "takes leave", 0.7)] if end > after else []
        else:
            parts.append(Part(StoryKind.OUTRO, first, end, "takes leave", 0.8))
    return parts


def with_whole_end(talk: Sequence[Sentence], parts: Sequence[Part], phrases: Sequence[str]) -> list[Part]:
    """The parts; a short plea for a review or the like amid the farewell is of the farewell."""
    whole: list[Part] = []
    for before, part, after in zip([None, *parts], parts, [*parts[1:], None], strict=False):
        is_amid = before and after and before.kind in _ENDS and after.kind is StoryKind.OUTRO
        is_short = seconds(talk, part.first, part.end) < _SHORTEST_PLEA_S
        is_plea = part.kind is StoryKind.PROMO and is_amid and is_short and pleads(talk[part.first : part.end], phrases)
        one = replace(part, kind=StoryKind.OUTRO, reason="takes leave") if is_plea else part
        if whole and whole[-1].kind is one.kind is StoryKind.OUTRO:
            whole[-1] = replace(whole[-1], end=one.end)
        else:
            whole.append(one)
    return whole
