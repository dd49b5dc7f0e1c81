"""Fillers: "um" and "uh", which a person may want out. Proposed, and only cut on their own when asked for.

"Mm-hm", "yeah" and "no" are answers, and no fillers.
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.core.edit import Action, Cut, cut_id
from onrecord.core.people import Speakers
from onrecord.core.talk import EVERYDAY_WORDS, FUNCTION_WORDS, Sentence, bare, is_capitalised, sentences
from onrecord.core.time import Span
from onrecord.core.transcript import Word

_FILLERS = frozenset("umm uhm uh uhh erm ehm äh ähm euh".split())
_ENGLISH = "en"
_ENGLISH_FILLERS = _FILLERS | {"um", "er"}
""" "Um" is a Portuguese "a", "er" a German "he"."""
_NOT = frozenset(
    """no nope nah not never none nobody nothing nor neither nowhere without cannot cant dont wont hardly barely scarcely rarely seldom
    unable""".split()
)
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth twentieth thirtieth".split()
)
_NUMBERS = frozenset(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion half quarter
    percent dozen once twice both double triple""".split()
) | frozenset(_ORDINALS)
_NO_NAMES = FUNCTION_WORDS | EVERYDAY_WORDS | _ENGLISH_FILLERS | {"i"}
"""A first word that is none of these may be a name."""
_END_IS_EARLY_S = 0.08


def filler_cuts(
    words: Sequence[Word], speakers: Speakers, language: str, is_on: bool, shortest_gap_s: float
) -> list[Cut]:
    """A cut for every filler inside a sentence; on, where asked for and nothing in the sentence hangs on a word. What a "not" is, is
    known of English alone: in other languages they are only proposed.
    """
    cuts = []
    fillers = _ENGLISH_FILLERS if language == _ENGLISH else _FILLERS
    is_on = is_on and language == _ENGLISH
    for sentence in sentences(words, speakers.speaker_of_word):
        why = _what_hangs_on_a_word(sentence)
        for at in range(len(sentence.tokens)):
            is_filler = bare(sentence.words[at].text).casefold() in fillers
            if is_filler and len(sentence.tokens) > 1:
                span = _span(words, sentence.first + at, shortest_gap_s)
                if span.duration_s >= 0.05:
                    word = sentence.words[at]
                    evidence = f"“{word.text}” in “{sentence.text}”" + (
                        f"; it holds {why}, so a person decides" if why else ""
                    )
                    cuts.append(
                        Cut(cut_id("filler", word.span), span, word.span, Action.REMOVE, "filler", word.confidence, "cut",
                            evidence, removes=(span,), is_on=is_on and not why)
                    )  # fmt: skip
    return cuts


def _what_hangs_on_a_word(sentence: Sentence) -> str:
    """What in a sentence makes every word of it count, in words; empty when nothing does."""
    for word, token in zip(sentence.words, sentence.tokens, strict=True):
        if token in _NOT or token.endswith("n't"):
            return f"“{word.text}”"
        if any(part in _NUMBERS or _one_of(part) in _NUMBERS for part in token.split("-")) or any(
            map(str.isdigit, token)
        ):
            return f"the number “{word.text}”"
        is_plain = token.split("'")[0] in _NO_NAMES if word is sentence.words[0] else token.split("'")[0] == "i"
        if is_capitalised(word.text) and not is_plain:
            return f"the name “{word.text}”"
    return ""


def _one_of(token: str) -> str:
    """ "Dozens", "nineties": the number that they are more of."""
    return f"{token[:-3]}y" if token.endswith("ies") else token.removesuffix("s")


def _span(words: Sequence[Word], at: int, shortest_gap_s: float) -> Span:
    """The filler with the pause after it, as far as the words around it keep a gap."""
    start_s, end_s = words[at].start_s, words[at].end_s + _END_IS_EARLY_S
    before_s = words[at - 1].end_s + _END_IS_EARLY_S if at else start_s
    after_s = words[at + 1].start_s if at + 1 < len(words) else end_s
    end_s = max(start_s, min(max(end_s, after_s - 0.03), after_s))
    spare_s = start_s - max(0.0, min(before_s, start_s)) + after_s - end_s
    return Span(start_s, max(start_s, end_s - max(0.0, shortest_gap_s - spare_s)))
