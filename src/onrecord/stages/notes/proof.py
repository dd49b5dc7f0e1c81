"""The check that nothing is printed that was not said: quotes word for word, names and numbers in the words pointed to.

It knows nothing of how a sentence came about. What a language model writes has to pass more (sense.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.core.story import Note
from onrecord.core.talk import FUNCTION_WORDS, folded, found_at, is_capitalised
from onrecord.core.transcript import Word

_NUMBERS = frozenset(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions
    billion billions trillion trillions dozen dozens half quarter third twice double triple first second""".split()
)
_SIGNS = frozenset("%$€£¥₩")
_JOINING = frozenset("says said say tells told tell explains explain asks ask talks talk discusses reports".split())
"""With one of these a sentence may begin: its capital makes no name of it."""
_PART = re.compile(r"[^\s\-\u2010-\u2015/…,;:()\[\]\"“”]+")


@dataclass(frozen=True, slots=True)
class Said:
    """The talk as it is read, for looking things up. `name_of` gives a speaker's name for every word id."""

    words: Sequence[Word]
    name_of: Mapping[str, str] = field(default_factory=dict)
    _at: dict[str, int] = field(default_factory=dict, init=False)
    _tokens: list[str] = field(default_factory=list, init=False)
    _places: list[int] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        for place, word in enumerate(self.words):
            self._at[word.id] = place
            for part in parts_of(word.text):
                self._tokens.append(part)
                self._places.append(place)

    def text(self, word_ids: Iterable[str]) -> str:
        return " ".join(w.text for w in self.at(word_ids) if w.text)

    def at(self, word_ids: Iterable[str]) -> list[Word]:
        """The words of these ids; unknown ids are left out."""
        return [self.words[self._at[id]] for id in word_ids if id in self._at]

    def place(self, word_id: str) -> int:
        """The position of a word in the talk."""
        return self._at[word_id]

    def has(self, word_ids: Iterable[str]) -> bool:
        return all(id in self._at for id in word_ids)

    def find(self, text: str, first: int = 0, end: int | None = None) -> tuple[str, ...]:
        """The ids of the words between positions `first` and `end` that say `text` word for word; empty when none do."""
        return next(self.finds(text, first, end), ())

    def finds(self, text: str, first: int = 0, end: int | None = None) -> Iterator[tuple[str, ...]]:
        """The same for every place at which it is said."""
        wanted = parts_of(text)
        last = len(self.words) if end is None else end
        for i in found_at(wanted, self._tokens):
            start, stop = self._places[i], self._places[i + len(wanted) - 1]
            if first <= start and stop < last:
                yield tuple(word.id for word in self.words[start : stop + 1])

    def beside(self, word_ids: Sequence[str], so_n: int) -> tuple[Sequence[Word], Sequence[Word]]:
        """So many words before a run of words, and after it."""
        first, last = self._at[word_ids[0]], self._at[word_ids[-1]]
        return self.words[max(0, first - so_n) : first], self.words[last + 1 : last + 1 + so_n]

    def names(self, word_ids: Iterable[str]) -> set[str]:
        """The names of those who say these words, in parts."""
        return {part for id in word_ids for part in parts_of(self.name_of.get(id, ""))}

    def is_run(self, word_ids: Sequence[str]) -> bool:
        """Whether the ids are words of the talk, one after the other."""
        places = [self._at.get(id, -9) for id in word_ids]
        return bool(places) and places == list(range(places[0], places[0] + len(places))) and places[0] >= 0


def is_quote(note: Note, said: Said) -> bool:
    """Whether a quote stands in the talk word for word: every letter but the first one's case."""
    text = said.text(note.word_ids)
    return (
        said.is_run(note.word_ids)
        and bool(text)
        and text[:1].lower() + text[1:] == note.text[:1].lower() + note.text[1:]
    )


def rests_on_words(note: Note, said: Said) -> bool:
    """Whether every number, sign of money and name of a note stands in the words that it points to, or names who says them."""
    if not note.word_ids or not said.has(note.word_ids) or not note.text.strip():
        return False
    text = said.text(note.word_ids)
    theirs = set(parts_of(text)) | said.names(note.word_ids)
    signs_fit = {c for c in note.text if c in _SIGNS} <= {c for c in text if c in _SIGNS}
    return signs_fit and all(part in theirs for part in _telling(note.text))


def _telling(text: str) -> list[str]:
    """The parts of a text that have to stand where it points: numbers, names, and whatever looks like an address."""
    telling: list[str] = []
    for at, word in enumerate(text.split()):
        for part in parts_of(word):
            is_name = is_capitalised(word) and part not in FUNCTION_WORDS and (at > 0 or part not in _JOINING)
            is_odd = any(c.isnumeric() or c in ".@_\\" for c in part)
            if is_name or is_odd or part in _NUMBERS:
                telling.append(part)
    return telling


def parts_of(text: str) -> list[str]:
    """Folded words, hyphens and slashes taken apart, without a possessive's ending: "Ennis's" is "ennis"."""
    parts = (folded(part).removesuffix("'s") for part in _PART.findall(text))
    return [part for part in parts if part]
