"""What is taken back: "that was wrong" after a sentence, "a correction" before it, "we got that wrong" after what the show itself had said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.core.talk import MONTHS, Sentence
from onrecord.core.units import NUMERALS

BACK_N = 2
"""Sentences that one in which we say that we were wrong may look back, and that a correction may look ahead."""

_OURS = re.compile(
    r" (?:we|i) (?:were|was|are|am) (?:\w+ )?wrong | (?:we're|i'm) (?:\w+ )?wrong | (?:we|i) (?:got|had) (?:that|this|it) wrong "
    r"| (?:we|i) (?:misspoke|stand corrected) |^ (?:that was )?(?:our|my) mistake "
)
_WRONG = (
    r"(?:(?:that|this|it|which) (?:was|is)|that's|it's) (?:(?:simply|just|plainly) )?"
    r"(?:wrong|incorrect|untrue|false|a mistake|an error|not (?:correct|right|true))\b(?! to\b| of\b| that\b)"
)
_THAT = re.compile(
    rf"^ (?:(?:and|but|well|sorry|no|we did|i did|unfortunately|it|turns|turned|out|that) )*(?:{_WRONG}|that should (?:have been|be) )"
)
_TELLS = r"\b(?:i|we|i've|we've|i'd|we'd) (?:\w+ )?(?:said|told|reported|claimed|stated|announced|mentioned)\b"
_TELLING = re.compile(_TELLS)
_AT_ONCE = re.compile(rf"{_TELLS}(?: [^\s,]+){{3,}}, (?:and |but )?{_WRONG}")
_SORRY = re.compile(
    r" sorry (?:about|for) (?:that|this|the (?:error|mistake|confusion)) | (?:our|my) (?:mistake|apologies) | apologies for (?:that|this|the) "
    r"| (?:i|we) (?:apologi[sz]e|regret) (?:for )?(?:that|this|the (?:error|mistake|confusion)) "
)
_NOT_SO = re.compile(
    r"^(?:(?:and|but|well|no|so),? )*(?:he|she|it|they|that|there) "
    r"(?:did|was|is|has|had|does|do|were|are|have|will|would)(?: not|n't)(?: actually| after all|, though)?(?:[.,;!—–]|$)"
)
""" "He wasn't.", "It didn't, it closed in July": what was said just before is not so."""
_AHEAD = re.compile(
    r"^ (?:[\w'’]+ ){0,4}corrections? | (?:i|we) (?:did )?(?:get|got|make|made|have|had|need to|have to|must|should) (?:\w+ ){0,3}?"
    r"(?:wrong|mistakes?|errors?|correct|corrections?) "
)
_KINDS = tuple(
    re.compile(kind)
    for kind in (
        r"\d+(?:st|nd|rd|th)|first|second|third|(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf)th",
        r"[£$€]?\d[\d.,:]*(?:k|m|bn)?%?|" + "|".join(NUMERALS),
        "(?:mon|tues|wednes|thurs|fri|satur|sun)day",
        "|".join(MONTHS),
    )
)
"""What may stand in the place of another of its kind: the 23rd, 15,000, Friday, March."""
_OTHER = (
    r"(?:it|that|there) ?(?:'s|is|was|were|will be|would be|should (?:have been|be)) (?:actually |in fact )?"
    r"|(?:in fact|actually),? (?:it|there|he|she|they) \w+ "
)
_INSTEAD = (
    rf"(?:{_OTHER})(?:(?:only|just|on|in|at|the) )*(?P<value>[^\s,;.!]\S*?)(?P<rest>(?: [^\s,;.!]+){{0,3}})[.!]?$"
)
_THEN = re.compile(rf"^(?:(?:and|but|well|no|sorry|in fact|actually),? )*{_INSTEAD}")
_AT_ONCE_INSTEAD = re.compile(rf"{_TELLS} .+, (?:and |but )*{_INSTEAD}")
""" "It's the 23rd.", "in fact it killed two", "we said it cost 50,000, it was 15,000"."""


def admits(sentence: Sentence) -> bool:
    """ "We got that wrong", "I was wrong": what is taken back was one's own."""
    return _OURS.search(sentence.said) is not None


def takes_back(sentence: Sentence) -> bool:
    """ "That was wrong", "that is not correct": whatever was said right before."""
    return admits(sentence) or _THAT.search(sentence.said) is not None


def takes_back_own(sentence: Sentence) -> int:
    """How many sentences back one may take back what its speaker says they said: "I said S. It didn't.", "I said S. It is T. Sorry."."""
    if admits(sentence) or _SORRY.search(sentence.said):
        return BACK_N
    return 1 if takes_back(sentence) or _NOT_SO.search(_plain(sentence)) else 0


def announces_correction(sentence: Sentence) -> bool:
    """ "A correction from last week.", "I did get one thing wrong.": what "I said" next is taken back."""
    return _AHEAD.search(sentence.said) is not None


def takes_itself_back(sentence: Sentence) -> bool:
    """ "We said the park was sold, that was wrong", "we said it cost 50,000, it was 15,000"."""
    text = _plain(sentence)
    instead = _AT_ONCE_INSTEAD.search(text)
    return _AT_ONCE.search(text) is not None or (
        instead is not None and _is_another(instead, text[: instead.start("value")])
    )


def puts_another(sentence: Sentence, before: str) -> bool:
    """Whether a sentence puts another number or day in the place of one of `before`: "(we said it was on Thursday.) It's on Friday."."""
    instead = _THEN.search(_plain(sentence))
    return instead is not None and _is_another(instead, before.casefold())


def _is_another(instead: re.Match[str], before: str) -> bool:
    """Whether a value of its kind was said before, and that not, and nothing of something else after it: "it was 12 metres long"."""
    said, value = [word.strip(".,;:!?") for word in before.split()], instead["value"]
    kind = next((kind for kind in _KINDS if kind.fullmatch(value)), None)
    is_of_kind = kind is not None and any(kind.fullmatch(word) for word in said)
    return is_of_kind and value not in said and set(instead["rest"].split()) <= {*said, *MONTHS, "of"}


def is_taken_back(talk: Sequence[Sentence], at: int) -> bool:
    """Whether the sentence at this place of the talk is taken back by the one after it, or by its speaker in the next two; where it
    says what its speaker had said, also by what they say before it or in it.
    """
    here, after = talk[at], talk[at + 1 : at + 1 + BACK_N]
    own = [(nth, s) for nth, s in enumerate(after, 1) if s.speaker_id == here.speaker_id]
    if any(admits(s) for _, s in own) or any(takes_back(s) for s in after[:1]):
        return True
    if not _tells(here):
        return False
    is_put_right = bool(own) and own[0][0] == 1 and puts_another(own[0][1], here.text)
    is_taken = any(nth <= takes_back_own(s) for nth, s in own)
    return is_put_right or is_taken or takes_itself_back(here) or _is_announced(talk, at)


def _tells(sentence: Sentence) -> bool:
    """ "We said S"."""
    return _TELLING.search(_plain(sentence)) is not None


def _is_announced(talk: Sequence[Sentence], at: int) -> bool:
    """Whether a correction was announced in or before what "we said" here, or before what "we said" just before it."""
    near = [nth for nth in range(max(0, at - BACK_N), at + 1) if talk[nth].speaker_id == talk[at].speaker_id]
    is_ahead = any(announces_correction(talk[nth]) for nth in near)
    return is_ahead or any(_tells(talk[nth]) and _is_announced(talk, nth) for nth in near if nth < at)


def _plain(sentence: Sentence) -> str:
    return sentence.text.casefold().replace("’", "'")
