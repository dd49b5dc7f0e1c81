"""Opinions of the speaker's own: whether one says something about the world."""

from __future__ import annotations

from collections.abc import Set

from onrecord.core.grammar import Parse
from onrecord.core.talk import content
from onrecord.stages.claims.frame import Frame, is_to_you
from onrecord.stages.claims.statement import (
    ANYBODY,
    FORECASTS,
    NEAR,
    OURS,
    POINTING,
    TALK,
    is_filled,
    names_n,
)
from onrecord.stages.claims.tree import SUBJECTS

_MYSELF = frozenset("i my me myself".split())
_MILD = frozenset("'d would might could probably possible may".split())
_GENERAL = frozenset(
    "probably basically generally typically usually sometimes always everybody people folks lot stuff wow".split()
)
_WEIGHS = ("be", "give", "put")
_FORESEES = frozenset("expect anticipate predict forecast foresee".split())


def is_weighty(parse: Parse, frame: Frame, told: Set[int], *, least_n: int = 3) -> bool:
    """Whether an opinion of the speaker's own says something about the world on its own: a forecast, a name, a number, or enough of it.

    Enough are `least_n` telling words.
    """
    beside = {
        p for at in frame.content for c in parse.children(at, "advcl") if is_to_you(parse, c) for p in parse.subtree(c)
    }
    words = [parse[p].text.casefold() for p in frame.content if p not in beside]
    subject = next(
        (parse[p].text.casefold() for p in frame.content if p not in beside and parse[p].dep in (*SUBJECTS, "expl")), ""
    )
    if (
        parse[frame.head].lemma in _WEIGHS
    ):  # "I'd give it one chance in five", "I'd be surprised if there was a hole in it"
        return not NEAR & set(words) and (bool(told & set(frame.content)) or len(content(words)) >= 2)
    if subject == "" and parse[frame.head].lemma in _FORESEES and not NEAR & set(words):
        return len(content(words)) >= 3  # "I'd expect a warming of ties between the two"
    if subject in OURS or subject == "" or {parse[p].lemma for p in frame.content} & TALK:
        return False
    told_n = len(content(words))
    is_forecast = bool(FORECASTS & set(words))
    is_pinned = bool(told & set(frame.content))
    if is_pinned or names_n(parse, frame.content):
        # "I think Java's great, because I …" is about the speaker still.
        return (
            told_n >= 2
            and (is_pinned or not _MYSELF & set(words))
            and (is_pinned or is_forecast or subject not in POINTING | ANYBODY)
        )
    if NEAR & set(words):
        return False
    # A subject that points back ("that's probably good advice") needs the sentence before it, unless it is a forecast.
    if subject in POINTING and not (is_forecast and not _MILD & set(words)):
        return False
    if is_forecast:
        return told_n >= (1 if len(words) >= 4 else 5)
    # What people, things and most of anything are like is a view of the world that nobody can check.
    is_general = subject in ANYBODY or bool(_GENERAL & set(words)) or is_filled(parse, frame.content)
    return told_n >= least_n and not is_general
