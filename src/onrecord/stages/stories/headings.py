"""What somebody says as if it were a heading, in a sentence without a verb: "Okay. Ferries." "All right, second thing. The budget."

Such fragments abound in talk. One heads what follows where a word leads up to it, where its own words were not said just before, and
where they are said again soon or were when the show began by telling what comes.
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.core.talk import FILLERS, FUNCTION_WORDS, Sentence, content, is_capitalised
from onrecord.stages.stories.cues import Opener

_STRENGTH = 4.5
_LEADS = frozenset(
    "okay ok right all alright so now and then anyway next first second third fourth fifth last final finally".split()
)
_COUNTING = frozenset("thing one two three four five six number item up".split())
_MAKES_SURE = frozenset(
    "okay ok right alright so now next first second third fourth fifth last final finally number".split()
)
_WITHIN = frozenset("the a an of and in on for at".split())
_COURTESY = FILLERS | frozenset("thank thanks hello hi hey bye goodbye welcome please sorry god wow".split())
_NAMES_AFTER = frozenset("i'm am is thanks you hi hello hey welcome by".split())
_LONGEST_N, _LONGEST_LEAD_N = 4, 4
_BEFORE_N, _AFTER_N = 8, 8
_TELLS_WHAT_COMES_S = 100.0


def headings(talk: Sequence[Sentence]) -> dict[int, Opener]:
    """The sentences with which a heading begins, its lead among them."""
    stems = [frozenset(content(sentence.tokens)) for sentence in talk]
    opening_n = sum(s.span.start_s - talk[0].span.start_s < _TELLS_WHAT_COMES_S for s in talk)
    called = _called(talk)
    found: dict[int, Opener] = {}
    for at in range(1, len(talk)):
        first = _lead_n(talk[at], called)
        told = talk[at].tokens[first:]
        if not _is_fragment(talk[at], first) or called.issuperset(t for t in told if t not in _WITHIN):
            continue
        own = frozenset(content(told))
        opening = frozenset[str]().union(*stems[: min(opening_n, at)])
        before = frozenset[str]().union(*stems[max(0, at - _BEFORE_N) : at])
        after = frozenset[str]().union(*stems[at + 1 : at + 1 + _AFTER_N])
        is_led = not talk[at].begins_turn and _is_lead(talk[at - 1])
        leads_on = talk[at].begins_turn and at + 1 < len(talk) and talk[at + 1].tokens[0] in ("so", "now")
        if (is_led or first or leads_on) and own and own.isdisjoint(before) and own & (after | opening):
            head = at - 1 if is_led else at
            phrase = " ".join(s.said.strip() for s in talk[head : at + 1])
            found[head] = Opener(_STRENGTH, "heads", phrase, " ".join(w.text for w in talk[at].words[first:]))
    return found


def _lead_n(sentence: Sentence, called: frozenset[str] = frozenset()) -> int:
    """How many words at its head, set off from the rest, only lead up to it; the name of somebody who is spoken to is one."""
    words, tokens = sentence.words, sentence.tokens
    n = next((at for at, t in enumerate(tokens) if t not in _LEADS | _COUNTING), len(tokens))
    if tokens[0] in called:
        n = 1
    elif _MAKES_SURE.isdisjoint(tokens[:n]):
        return 0
    return n if not words[n - 1].text[-1:].isalnum() else 0


def _is_lead(sentence: Sentence) -> bool:
    return len(sentence.tokens) <= _LONGEST_LEAD_N and _lead_n(sentence) == len(sentence.tokens)


def _is_fragment(sentence: Sentence, first: int) -> bool:
    """Whether what stands from the word `first` on may be a heading: a few words that say what, and no more."""
    tokens = sentence.tokens[first:]
    return (
        0 < len(tokens) <= _LONGEST_N
        and sentence.words[-1].text.endswith((".", "!"))
        and tokens[-1] not in FUNCTION_WORDS
        and all(t in _WITHIN or t not in FUNCTION_WORDS for t in tokens)
        and _COURTESY.isdisjoint(tokens)
    )


def _called(talk: Sequence[Sentence]) -> frozenset[str]:
    """What those who speak are called, as far as somebody says so."""
    return frozenset(
        token
        for s in talk
        for before, token, word in zip(("", *s.tokens), s.tokens, s.words, strict=False)
        if before in _NAMES_AFTER and is_capitalised(word.text)
    )
