"""What is taken back: "that was wrong" after a sentence, "we got that wrong" after what the show itself had said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.core.talk import Sentence

_OURS = re.compile(
    r" (?:we|i) (?:were|was|are|am) (?:\w+ )?wrong | (?:we're|i'm) (?:\w+ )?wrong | (?:we|i) (?:got|had) (?:that|this|it) wrong "
    r"| (?:we|i) (?:misspoke|stand corrected) |^ (?:that was )?(?:our|my) mistake "
)
_THAT = re.compile(
    r"^ (?:(?:and|but|well|sorry|no) )*(?:(?:that|this|it) (?:was|is)|that's|it's) "
    r"(?:(?:simply|just|plainly) )?(?:wrong|incorrect|untrue|false|a mistake|an error|not (?:correct|right|true)) (?!to |of |that )"
)
_BACK_N = 2
"""Sentences that one in which we say that we were wrong may look back."""


def admits(sentence: Sentence) -> bool:
    """ "We got that wrong", "I was wrong": what is taken back was one's own."""
    return _OURS.search(sentence.said) is not None


def takes_back(sentence: Sentence) -> bool:
    """ "That was wrong", "that is not correct": whatever was said right before."""
    return admits(sentence) or _THAT.search(sentence.said) is not None


def is_taken_back(talk: Sequence[Sentence], at: int) -> bool:
    """Whether the sentence at this place of the talk is taken back by the one after it, or by its speaker in the next two."""
    after = talk[at + 1 : at + 1 + _BACK_N]
    own = [s for s in after if s.speaker_id == talk[at].speaker_id]
    return any(admits(s) for s in own) or any(takes_back(s) for s in after[:1])
