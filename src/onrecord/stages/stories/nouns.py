"""Phrases as the nouns that are in them: "Iran decides" is Iran, "violated Israeli sovereignty" Israeli sovereignty.

Runs of telling words are found without grammar, in any language. Where a parser reads the language, it says which of them name
something, from where to where, and whether their capital is a name's or only a sentence's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from onrecord.core.grammar import Parse
from onrecord.core.ports import Parser
from onrecord.core.talk import EVERYDAY_WORDS, Sentence, folded, zipf
from onrecord.stages.stories.titles import EVERYDAY_ZIPF

_NAMES_SOMETHING = ("NOUN", "PROPN")
_BELONGS = ("NOUN", "PROPN", "ADJ", "NUM", "PART")
_NOTHING = frozenset("thing stuff lot kind sort way bit guy something anything everything".split())


def as_nouns(phrases: Mapping[str, float], segment: Sequence[Sentence], parser: Parser) -> dict[str, float]:
    """The noun phrases of what was said, with the weights of the phrases that they stand in. Each is read where it is first said."""
    where = {phrase: found for phrase in phrases if (found := _first(phrase, segment)) is not None}
    texts = list(dict.fromkeys(text for text, _ in where.values()))
    parse_of = dict(zip(texts, parser.parse(texts, lambda done: None), strict=True))
    kept: dict[str, float] = {}
    for phrase, (text, (start, end)) in where.items():
        named = _noun_phrase(parse_of[text], text, start, end)
        if named:
            kept[named] = max(kept.get(named, 0.0), phrases[phrase])
    return kept


def _first(phrase: str, segment: Sequence[Sentence]) -> tuple[str, tuple[int, int]] | None:
    """The sentence in which a phrase is first said, and from which to which of its characters; owners' "'s" lie between its words."""
    said = re.compile(r"\b" + r"(?:['’]s?)?\W{1,2}".join(map(re.escape, phrase.split())) + r"\b", re.I)
    for sentence in segment:
        match = said.search(sentence.text)
        if match:
            return sentence.text, match.span()
    return None


def _noun_phrase(parse: Parse, text: str, start: int, end: int) -> str:
    """The noun that ends a run of characters, with what stands before it in that run; "" where there is none, or it names nothing."""
    inside = [at for at, token in enumerate(parse.tokens) if token.start < end and token.end > start]
    last = next((at for at in reversed(inside) if parse[at].pos in _NAMES_SOMETHING), None)
    if last is None:
        return ""
    first = last
    while first > inside[0] and (parse[first - 1].pos in _BELONGS or parse[first - 1].end == parse[first].start):
        first -= 1  # what no space parts from the next is of one word with it: "trillion-dollar"
    while _goes_on(parse, last):
        last += 1
    while first < last and parse[first].pos == "PART":
        first += 1
    named = text[parse[first].start : parse[last].end]
    if first == last and parse[last].pos == "NOUN" and _is_everyday(parse[last].lemma):
        return ""
    return named[:1].lower() + named[1:] if first == 0 and parse[first].pos != "PROPN" else named


def _goes_on(parse: Parse, last: int) -> bool:
    """Whether "massive ordnance" goes on to the penetrator; "electoral college" does not to any work, nor a word to itself said again."""
    is_of_next = parse[last].dep in ("compound", "nmod") and parse[last].head == last + 1
    return is_of_next and folded(parse[last + 1].text) not in EVERYDAY_WORDS | {folded(parse[last].text)}


def _is_everyday(lemma: str) -> bool:
    return lemma in _NOTHING or zipf(folded(lemma)) > EVERYDAY_ZIPF
