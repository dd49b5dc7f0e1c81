"""What somebody says as if it were a heading, in a sentence without a verb: "Okay. Ferries." "All right, second thing. The budget."

Such fragments abound in talk. One heads what follows where a word leads up to it, where its own words were not said just before but to
say that they come, and where they are said again soon or were when the show began by telling what comes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from onrecord.core.talk import FILLERS, FUNCTION_WORDS, Sentence, content, folded, is_capitalised
from onrecord.stages.stories.cues import PARTS_NOTHING, Opener, greets, opener
from onrecord.stages.stories.titles import from_cue

_STRENGTH = 4.5
_LEADS = PARTS_NOTHING | frozenset(
    "okay ok right all alright so now and but then anyway next first off second third fourth fifth last final finally".split()
)
_COUNTING = frozenset("thing one two three four five six number item up".split())
_MAKES_SURE = frozenset(
    "okay ok right alright so now next first second third fourth fifth last final finally number".split()
)
_WITHIN = frozenset("the a an this of and in on for at".split())
_LOOKS_AHEAD = re.compile(
    r"\bbefore (?:we|i|that)\b|\b(?:we|i)(?:'ll| will|'re going to|'re gonna|'m going to) (?:\w+ )?(?:get|come|turn|talk|speak|hear|be)\b"
    r"|\bin (?:just )?a (?:second|minute|moment|bit)\b|\bcoming up\b|\blater\b"
)
_TAKES_UP = re.compile(r"\b(?:let's|let us|shall we|can we)\b")
_NAMES = 3.0
_COURTESY = FILLERS | frozenset("thank thanks hello hi hey bye goodbye welcome please sorry god wow".split())
_NAMES_AFTER = frozenset("i'm am is thanks you hi hello hey welcome by".split())
_LONGEST_N, _LONGEST_LEAD_N = 4, 4
_BEFORE_N, _AFTER_N = 8, 8
_TELLS_WHAT_COMES_S, _HEADLINES_S = 100.0, 30.0


def headings(talk: Sequence[Sentence]) -> dict[int, Opener]:
    """The sentences with which a heading begins, its lead among them."""
    stems = [frozenset(content(sentence.tokens)) for sentence in talk]
    ahead = _only_announces(talk)
    told = [frozenset[str]() if at in ahead else own for at, own in enumerate(stems)]
    opening_n = sum(s.span.start_s - talk[0].span.start_s < _TELLS_WHAT_COMES_S for s in talk)
    called = _called(talk)
    found: dict[int, Opener] = {}
    for at in range(1, len(talk)):
        sentence, first = talk[at], _lead_n(talk[at], called)
        tokens = sentence.tokens[first:]
        if not _is_fragment(sentence, first) or called.issuperset(t for t in tokens if t not in _WITHIN):
            continue
        own = frozenset(content(tokens))
        opening = frozenset[str]().union(*stems[: min(opening_n, at)])
        before = frozenset[str]().union(*told[max(0, at - _BEFORE_N) : at])
        after = frozenset[str]().union(*stems[at + 1 : at + 1 + _AFTER_N])
        is_led = not sentence.begins_turn and only_leads(talk[at - 1])
        leads_on = sentence.begins_turn and at + 1 < len(talk) and talk[at + 1].tokens[0] in ("so", "now")
        is_set_off = first > 0 and not sentence.words[first - 1].text[-1:].isalnum()
        is_told = ((is_led or is_set_off or leads_on) and bool(own & (after | opening))) or (
            first > 0 and own <= opening
        )
        if own and is_told and own.isdisjoint(before):
            head = at - 1 if is_led else at
            phrase = " ".join(s.said.strip() for s in talk[head : at + 1])
            found[head] = Opener(_STRENGTH, "heads", phrase, " ".join(w.text for w in sentence.words[first:]))
    return found


def named_again(talk: Sequence[Sentence], heads: Mapping[int, Opener], at: int, until_s: float) -> int | None:
    """The sentence that begins, before `until_s`, what the sentence `at` only says will come ("we're going to talk about a comet, …",
    "So, the comet."): the next that names what it is about, where it names no more than was announced.
    """
    if _TAKES_UP.search(talk[at].said):
        return None
    announced = set(content(talk[at].tokens))
    for to in range(at + 1, len(talk)):
        cue = heads.get(to) or (None if _LOOKS_AHEAD.search(talk[to].said) else opener(talk[to]))
        named = from_cue(cue) if cue and cue.strength >= _NAMES else None
        if talk[to].span.start_s > until_s:
            return None
        if named:
            return to if set(content(map(folded, named.split()))) <= announced else None
    return None


def _only_announces(talk: Sequence[Sentence]) -> set[int]:
    """The headlines behind a greeting, and what says that something comes later."""
    ahead, greeted = set(), False
    for at, sentence in enumerate(talk):
        greeted = greeted or greets(sentence)
        is_headline = greeted and sentence.span.start_s - talk[0].span.start_s < _HEADLINES_S
        if is_headline or _LOOKS_AHEAD.search(sentence.said):
            ahead.add(at)
    return ahead


def _lead_n(sentence: Sentence, called: frozenset[str] = frozenset()) -> int:
    """How many words at its head only lead up to it; the name of somebody who is spoken to is one."""
    words, tokens = sentence.words, sentence.tokens
    leads = [
        t in _LEADS | _COUNTING or (t in called and w.text.endswith(",")) for w, t in zip(words, tokens, strict=True)
    ]
    n = [*leads, False].index(False)
    is_sure = not _MAKES_SURE.isdisjoint(tokens[:n]) or not called.isdisjoint(tokens[:n])
    return n if is_sure else 0


def fragment(sentence: Sentence) -> Opener | None:
    """What a sentence says that is no more than a heading, wherever it stands."""
    said = sentence.said.strip()
    return Opener(_STRENGTH, "heads", said, sentence.text) if _is_fragment(sentence, 0) else None


def only_leads(sentence: Sentence) -> bool:
    """Whether it only leads up to what follows: "Okay.", "All right, last thing."."""
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
        if before in _NAMES_AFTER and is_capitalised(word.text) and token not in FUNCTION_WORDS
    )
