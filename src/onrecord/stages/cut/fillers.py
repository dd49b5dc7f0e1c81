"""Fillers: "um" and "uh", which a person may want out. Proposed, and only cut on their own when asked for.

"Mm-hm", "yeah" and "no" are answers, and no fillers.
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.core.edit import Action, Cut, cut_id
from onrecord.core.people import Speakers
from onrecord.core.talk import Sentence, folded, is_capitalised, sentences
from onrecord.core.time import Span
from onrecord.core.transcript import Word

_FILLERS = frozenset("um umm uhm uh uhh er err erm ehm äh ähm euh".split())
_NOT = frozenset("no not never none nobody nothing nor neither nowhere without cannot hardly barely".split())
_NUMBERS = frozenset(
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion half quarter
    third first second percent dozen""".split()
)
_END_IS_EARLY_S = 0.08


def filler_cuts(words: Sequence[Word], speakers: Speakers, is_on: bool, shortest_gap_s: float) -> list[Cut]:
    """A cut for every filler inside a sentence; on, where asked for and nothing in the sentence hangs on a word."""
    cuts = []
    for sentence in sentences(words, speakers.speaker_of_word):
        why = _what_hangs_on_a_word(sentence)
        for at, token in enumerate(sentence.tokens):
            if token in _FILLERS and len(sentence.tokens) > 1:
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
        if token in _NUMBERS or any(c.isdigit() for c in token):
            return f"the number “{word.text}”"
        if is_capitalised(word.text) and word is not sentence.words[0] and folded(word.text).split("'")[0] != "i":
            return f"the name “{word.text}”"
    return ""


def _span(words: Sequence[Word], at: int, shortest_gap_s: float) -> Span:
    """The filler with the pause after it, as far as the words around it keep a gap."""
    start_s, end_s = words[at].start_s, words[at].end_s + _END_IS_EARLY_S
    before_s = words[at - 1].end_s + _END_IS_EARLY_S if at else start_s
    after_s = words[at + 1].start_s if at + 1 < len(words) else end_s
    end_s = max(start_s, min(max(end_s, after_s - 0.03), after_s))
    spare_s = start_s - max(0.0, min(before_s, start_s)) + after_s - end_s
    return Span(start_s, max(start_s, end_s - max(0.0, shortest_gap_s - spare_s)))
