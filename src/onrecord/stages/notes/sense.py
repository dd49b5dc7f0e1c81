"""The check for what a language model wrote: it may leave out whole parts of what was said, and nothing else.

Its words are those of the passages, in their order. What it leaves out of a sentence must hang on what it keeps as something that may be
missing: a clause of its own, a place or a day, an aside. So a "not", a "may", a "no more than", a "part of" or whose word it is cannot go, for
what they hang on, or what hangs on them, would stay. Where no parser reads the language nothing of a sentence may be left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onrecord.core.grammar import Parse
from onrecord.core.ports import Parser
from onrecord.core.shortening import is_shortened, is_topic
from onrecord.core.story import Note
from onrecord.core.talk import HESITATIONS, Sentence, folded, is_question
from onrecord.core.transcript import Word
from onrecord.stages.notes.choose import cleaned
from onrecord.stages.notes.proof import Said, parts_of

_SMALL = frozenset("a an the of and that".split())
"""What a model may add: none of these words says that a thing is so."""
_SAYS = frozenset(("says", "said"))
_TOLD, _US = frozenset(("told", "tells")), frozenset(("us", "me"))
""" "Told us" may become "says"."""


@dataclass(frozen=True, slots=True)
class Sense:
    """One talk, for holding sentences against it. `parser` is None where it does not read the language."""

    said: Said
    talk: Sequence[Sentence]
    parser: Parser | None

    def is_kept(self, note: Note, *, is_title: bool = False) -> bool:
        """Whether a sentence, or a title, says what the words that it points to say; these stand in the order of the talk."""
        touched = self._touched(note.word_ids)
        if not touched or not _asks_as_they_do(note.text, touched):
            return False
        tokens, places = self._source(note.word_ids)
        for mine in self._readings(note):
            at = aligned(mine, tokens)
            if at is None:
                continue
            kept_n: dict[int, int] = {}
            for token in at:
                for place in places[token]:
                    kept_n[place] = kept_n.get(place, 0) + 1
            is_whole = all(n == max(1, len(parts_of(self.said.words[place].text))) for place, n in kept_n.items())
            if is_whole and all(self._stands(sentence, set(kept_n), is_title) for sentence in touched):
                return True
        return False

    def _touched(self, word_ids: Sequence[str]) -> list[Sentence]:
        """The sentences in which the words stand, in order."""
        pointed = set(word_ids)
        return [sentence for sentence in self.talk if any(word.id in pointed for word in sentence.words)]

    def _readings(self, note: Note) -> list[list[str]]:
        """The sentence's words; of "Ann Reed says it is open", if it is she who says so, those behind that too."""
        mine = ["says" if part in _SAYS else part for part in parts_of(note.text)]
        names = {self.said.name_of.get(id, "") for id in note.word_ids}
        by = parts_of(names.pop()) if len(names) == 1 else []
        said_at = mine.index("says") if "says" in mine else 0
        is_hers = said_at > 0 and all(part in by for part in mine[:said_at]) and not is_question(note.text)
        rest = mine[said_at + 1 :]
        return [mine, rest[1:] if rest[:1] == ["that"] else rest] if is_hers else [mine]

    def _source(self, word_ids: Sequence[str]) -> tuple[list[str], list[list[int]]]:
        """The words pointed to as single parts, each with the positions of the words it stands for."""
        tokens: list[str] = []
        places: list[list[int]] = []
        for word in self.said.at(word_ids):
            place = self.said.place(word.id)
            for part in parts_of(word.text):
                if tokens and tokens[-1] in _TOLD and part in _US:
                    tokens[-1], places[-1] = "says", [*places[-1], place]
                else:
                    tokens.append("says" if part in _SAYS else part)
                    places.append([place])
        return tokens, places

    def _stands(self, sentence: Sentence, kept: set[int], is_title: bool) -> bool:
        """Whether what is left out of a sentence may be missing."""
        words = [(place, word) for place, word in enumerate(sentence.words, sentence.first) if word.text]
        spoken = {word.id for word in cleaned(sentence)}
        words = [(place, word) for place, word in words if word.id in spoken or place in kept]
        words = [(place, word) for place, word in words if place in kept or folded(word.text) not in HESITATIONS]
        if all(place in kept for place, word in words if folded(word.text)):
            return True
        if self.parser is None or not kept & {place for place, _ in words}:
            return False
        (parse,) = self.parser.parse([" ".join(word.text for _, word in words)], lambda done: None)
        mine = _tokens_of(parse, words, kept)
        return is_shortened(parse, mine) or (is_title and is_topic(parse, mine))


def aligned(mine: Sequence[str], theirs: Sequence[str]) -> list[int] | None:
    """Where each word of `mine` stands in `theirs`, in that order and side by side where it can be; None when one does not.

    Small words that stand nowhere are left out.
    """
    at: dict[str, list[int]] = {}
    for place, token in enumerate(theirs):
        at.setdefault(token, []).append(place)
    ways: Mapping[int, tuple[int, list[int]]] = {-1: (0, [])}
    for token in mine:
        further: dict[int, tuple[int, list[int]]] = {}
        for last, (worth, way) in ways.items():
            beside = last + 1 if way else -1
            steps = [
                (place, worth + 2 + (place == beside), [*way, place]) for place in at.get(token, ()) if place > last
            ]
            steps += [(last, worth, way)] if token in _SMALL else []
            for place, more, longer in steps:
                if place not in further or further[place][0] < more:
                    further[place] = (more, longer)
        ways = further
    return max(ways.values(), key=lambda one: one[0])[1] if ways else None


def _tokens_of(parse: Parse, words: Sequence[tuple[int, Word]], kept: set[int]) -> set[int]:
    """The tokens of the kept words; `words` are those that were parsed, one space between them."""
    starts, at = list[int](), 0
    for _, word in words:
        starts.append(at)
        at += len(word.text) + 1
    found: set[int] = set()
    nth = 0
    for t, token in enumerate(parse.tokens):
        while nth + 1 < len(starts) and starts[nth + 1] <= token.start:
            nth += 1
        if words[nth][0] in kept and token.pos not in ("PUNCT", "SPACE"):
            found.add(t)
    return found


def _asks_as_they_do(text: str, touched: Sequence[Sentence]) -> bool:
    """Whether what was asked is still asked, and nothing else."""
    asked_n = sum(sentence.is_question for sentence in touched)
    return text.count("?") == asked_n and is_question(text) == touched[-1].is_question
