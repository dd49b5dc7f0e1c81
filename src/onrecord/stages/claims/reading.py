"""Sentences made ready for the parser, with the way back from its tokens to the words that were said."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from onrecord.core.claim import Quantity
from onrecord.core.grammar import Parse
from onrecord.core.ports import Parser, Progress
from onrecord.core.talk import HESITATIONS, Sentence, folded
from onrecord.core.transcript import Word
from onrecord.core.units import MEASURES
from onrecord.stages.claims.dates import Dated, dates
from onrecord.stages.claims.omitted import BACK_N, Said, with_units
from onrecord.stages.claims.quantities import Counted, quantities
from onrecord.stages.claims.righted import righted

_NOISE = HESITATIONS | frozenset("ah eh mhm".split())
_DOUBLED = frozenset("the a i we they it to of and in that he she is was".split())
_ASIDES = frozenset(("you know", "i mean"))
_END_QUOTES = (("end", "quote"), ("close", "quote"))
_LONGEST_QUOTING_N = 9
_QUOTING = re.compile(
    r"(?:and )?(?:(?:i'm|i am|we're|we are) (?:just |only )?quoting\b|(?:th(?:is|at) (?:is|was)|that's|th(?:ese|ose) (?:are|were)) "
    r"(?:(?:an? |the )?(?:direct |exact )?quot(?:e|ation)s?|(?:her|his|their|its|the) (?:own |exact |very )?words|verbatim|word for word)(?: from .*)?$)"
)
_VAGUE = frozenset(("today", "tonight", "this year", "this week", "tomorrow", "this morning", "this month"))
_LOOSE = frozenset(
    (
        "half",
        "a half",
        "one half",
        "100%",
        "100 percent",
        "99%",
        "99 percent",
        "95%",
        "90%",
        "80%",
        "20%",
        "a hundred",
        "a thousand",
        "a million",
    )
)
"""Figures that people use as figures of speech."""
_LEADS = frozenset("yeah yes no okay ok right well so oh and but sure exactly absolutely".split())
_AMERICA = re.compile(r"\bUS\b(?!\$)")
_EDGE = re.compile(r"^[\s\"'“”‘’(\[]+|(?<!\.[A-Za-z])[\s\"'“”‘’)\],.;:?!…–—-]+$")
"""What is around a statement and no part of it; the last dot of "U.S." is one."""


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence as the parser read it. `place_of` gives for every token the position of its word in the transcript."""

    sentence: Sentence
    parse: Parse
    place_of: tuple[int, ...]
    dates: tuple[tuple[frozenset[int], Dated], ...]
    quantities: tuple[tuple[frozenset[int], Counted], ...]

    def places(self, tokens: Iterable[int]) -> set[int]:
        """The words of these tokens; a word of which they have no more than its comma is none of them."""
        worded = {place for place, token in zip(self.place_of, self.parse.tokens, strict=True) if token.pos != "PUNCT"}
        return {self.place_of[t] for t in tokens if self.parse[t].pos != "PUNCT" or self.place_of[t] not in worded}

    @property
    def told(self) -> set[int]:
        """The tokens of dates and quantities that pin something down: not "today", not "two things"."""
        exact = [places for places, c in self.quantities if _is_exact(c.quantity)]
        exact += [places for places, d in self.dates if d.when.iso and folded(d.when.text) not in _VAGUE]
        return self._tokens(exact)

    @property
    def counted(self) -> set[int]:
        """The tokens of all quantities but figures of speech, however small."""
        return self._tokens([places for places, c in self.quantities if c.quantity.text.casefold() not in _LOOSE])

    def _tokens(self, runs: Sequence[frozenset[int]]) -> set[int]:
        said = {p for places in runs for p in places}
        return {t for t, place in enumerate(self.place_of) if place in said}


def _is_exact(quantity: Quantity) -> bool:
    if quantity.text.casefold() in _LOOSE:
        return False
    return quantity.high >= 10 or quantity.high % 1 > 0 or quantity.unit in MEASURES


def read(talk: Sequence[Sentence], parser: Parser, day: datetime.date | None, progress: Progress) -> list[Read]:
    """Every sentence parsed, its dates and quantities found; little noises, asides and doubled words are left out for the parser."""
    ready = [_ready(sentence) for sentence in talk]
    parses = parser.parse([" ".join(word for _, word in words) for words in ready], progress)
    found: list[Read] = []
    for sentence, words, parse in zip(talk, ready, parses, strict=True):
        found.append(_with_units(_read(sentence, words, righted(parse), day), found[-BACK_N:]))
    return found


def _with_units(one: Read, before: Sequence[Read]) -> Read:
    """The sentence, its numbers with the units that they leave out because they were said in it or just before."""
    own = [
        Said(counted, tuple(t for t, p in enumerate(one.place_of) if p in places and one.parse[t].pos != "PUNCT"))
        for places, counted in one.quantities
    ]
    told = [[counted.quantity for _, counted in each.quantities] for each in before]
    said = with_units(one.parse, [s for s in own if s.tokens], told)
    whole = iter(said)
    return replace(
        one,
        quantities=tuple(
            (places, next(whole) if s.tokens else s.counted) for (places, _), s in zip(one.quantities, own, strict=True)
        ),
    )


def _ready(sentence: Sentence) -> list[tuple[int, str]]:
    """Position and text of the words that the parser gets."""
    kept: list[tuple[int, str]] = []
    before = ""
    is_shouted = sentence.text.isupper()
    aside, begun = _aside(sentence) | _read_out(sentence), _begun_twice(sentence)
    for at, (word, token) in enumerate(zip(sentence.words, sentence.tokens, strict=True), sentence.first):
        is_doubled = token == before and token in _DOUBLED
        if at in aside and kept:
            kept[-1] = (kept[-1][0], kept[-1][1].removesuffix(","))  # the comma was the aside's
        if not word.text or token in _NOISE or is_doubled or at in aside | begun:
            continue
        # "The US" is read as the country, not as "us".
        kept.append((at, word.text if is_shouted else _AMERICA.sub("U.S.", word.text)))
        before = token
    while len(kept) > 3 and kept[0][1].rstrip(",.").casefold() in _LEADS and kept[0][1].endswith(","):
        kept.pop(0)
    return kept


def _aside(sentence: Sentence) -> set[int]:
    """The positions of "you know" and "I mean" where they are put in: "the vote, you know, is on Friday"."""
    texts, tokens = [w.text for w in sentence.words], sentence.tokens
    found: set[int] = set()
    for at in range(len(tokens) - 1):
        is_apart = at == 0 or texts[at - 1].endswith(",")
        if " ".join(tokens[at : at + 2]) in _ASIDES and is_apart and texts[at + 1].endswith(","):
            found |= {sentence.first + at, sentence.first + at + 1}
    return found


def _read_out(sentence: Sentence) -> set[int]:
    """The positions of the "quote" and "unquote" by which a speaker says where a quotation begins and ends, with the "and I" before."""
    texts, tokens = [w.text for w in sentence.words], sentence.tokens
    found: set[int] = set()
    ends = [at for at, token in enumerate(tokens) if token == "unquote" or tokens[at - 1 : at + 1] in _END_QUOTES]
    for at, token in enumerate(tokens):
        is_apart = at > 0 and texts[at].endswith((",", ":"))
        start = at - 1 if at and tokens[at - 1] == "i" else at
        start -= start > 0 and start < at and tokens[start - 1] == "and"
        is_led_in = start > 0 and (texts[start - 1].endswith((",", ":")) or start < at)
        if token == "quote" and ((is_apart and is_led_in) or any(end > at + 1 for end in ends)):
            found |= set(range(start, at + 1))
    found |= _quoting(texts, tokens)
    found |= {p for end in ends for p in (range(end, end + 1) if tokens[end] == "unquote" else (end - 1, end))}
    return {sentence.first + p for p in found}


def _quoting(texts: Sequence[str], tokens: Sequence[str]) -> set[int]:
    """The words of "she said, and this is a quote, S", "she wrote, and these are her words, S": between two commas, and no more than that."""
    found: set[int] = set()
    commas = [at for at, text in enumerate(texts) if text.endswith((",", ":"))]
    for before, end in pairwise(commas):
        if end - before <= _LONGEST_QUOTING_N and _QUOTING.match(" ".join(tokens[before + 1 : end + 1])):
            found |= set(range(before + 1, end + 1))
    return found


def _begun_twice(sentence: Sentence) -> set[int]:
    """The positions of words that are said again at once: "they cannot they cannot prove it"."""
    tokens = sentence.tokens
    found: set[int] = set()
    for n in (3, 2):
        for at in range(len(tokens) - 2 * n + 1):
            if tokens[at : at + n] == tokens[at + n : at + 2 * n] and all(tokens[at : at + n]):
                found |= {sentence.first + p for p in range(at, at + n)}
    return found


def _read(sentence: Sentence, words: Sequence[tuple[int, str]], parse: Parse, day: datetime.date | None) -> Read:
    starts, at = [], 0
    for _, text in words:
        starts.append(at)
        at += len(text) + 1
    place_of: list[int] = []
    word = 0
    for token in parse.tokens:
        while word + 1 < len(starts) and starts[word + 1] <= token.start:
            word += 1
        place_of.append(words[word][0] if words else sentence.first)
    texts = [text for _, text in words]
    dated = dates(texts, day)
    taken = {i for d in dated for i in range(d.first, d.end)}
    counted = quantities(texts, taken)

    def where(first: int, end: int) -> frozenset[int]:
        return frozenset(words[i][0] for i in range(first, end))

    return Read(
        sentence, parse, tuple(place_of),
        tuple((where(d.first, d.end), d) for d in dated), tuple((where(c.first, c.end), c) for c in counted),
    )  # fmt: skip


def said(words: Sequence[Word], places: Iterable[int]) -> tuple[str, tuple[int, ...]]:
    """The words at these positions as one text, and the positions. Runs that stand apart are joined by " … ".

    What lies between two words of a run but was left out for the parser ("um") is in the text, for it was said.
    """
    runs: list[list[int]] = []
    for place in sorted(places):
        between = range(runs[-1][-1] + 1, place) if runs else ()
        if runs and _is_left_out(words, between, place):
            runs[-1] += [*between, place]
        else:
            runs.append([place])
    texts = [_EDGE.sub("", " ".join(words[p].text for p in run if words[p].text)) for run in runs]
    return " … ".join(t for t in texts if t), tuple(p for run in runs for p in run)


def _is_left_out(words: Sequence[Word], between: Sequence[int], place: int) -> bool:
    """Whether the parser did not get these words: noises, parts of a corrected name, what was said twice, "you know"."""
    texts = [folded(words[b].text) for b in between]
    kept = [text for text in texts if text and text not in _NOISE]
    is_said_again = texts == [folded(w.text) for w in words[place : place + len(texts)]]
    return not kept or is_said_again or " ".join(kept) in _ASIDES
