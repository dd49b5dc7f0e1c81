"""A sentence as a parser sees it: words with their part of speech and what they hang on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
"""The Penn Treebank tags of verbs with a tense, and of modals."""


@dataclass(frozen=True, slots=True)
class Token:
    """`start` to `end` are characters of the sentence; `head` is the position of the token that this one hangs on (a root's own).

    `lemma` is lower case; `pos` is a universal part of speech (https://universaldependencies.org/u/pos/), `tag` a Penn Treebank
    one, `dep` a ClearNLP dependency label; `entity` an OntoNotes kind of name (PERSON, ORG, GPE, DATE ...) or "".
    """

    text: str
    start: int
    end: int
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    entity: str = ""


@dataclass(frozen=True, slots=True)
class Parse:
    """The tokens of one sentence as a tree."""

    tokens: tuple[Token, ...]
    _children: tuple[tuple[int, ...], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        children: list[list[int]] = [[] for _ in self.tokens]
        for at, token in enumerate(self.tokens):
            if token.head != at:
                children[token.head].append(at)
        object.__setattr__(self, "_children", tuple(tuple(c) for c in children))

    def __getitem__(self, at: int) -> Token:
        return self.tokens[at]

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def root(self) -> int | None:
        """The token that the sentence hangs on: the first of several; None where nothing was said."""
        return next((at for at, token in enumerate(self.tokens) if token.dep == "ROOT"), None)

    def children(self, at: int, *deps: str) -> list[int]:
        """What hangs on a token, in order; with `deps` only what hangs on it so."""
        return [c for c in self._children[at] if not deps or self.tokens[c].dep in deps]

    def child(self, at: int, *deps: str) -> int | None:
        return next(iter(self.children(at, *deps)), None)

    def subtree(self, at: int, without: Iterable[int] = ()) -> list[int]:
        """A token and all that hangs on it, in order, but for the branches that begin at `without`."""
        left_out, found, waiting = set(without), [], [at]
        while waiting:
            one = waiting.pop()
            if one in left_out:
                continue
            found.append(one)
            waiting += self._children[one]
        return sorted(found)

    def path(self, at: int) -> list[int]:
        """The tokens above a token, from its head up to the root."""
        found: list[int] = []
        while self.tokens[at].head != at:
            at = self.tokens[at].head
            found.append(at)
        return found

    def text(self, places: Sequence[int]) -> str:
        """The tokens at `places` as written, a space where there is one or where tokens are left out."""
        said = ""
        for before, at in zip([None, *places], places, strict=False):
            token = self.tokens[at]
            is_next = before is not None and before + 1 == at and self.tokens[before].end == token.start
            said += ("" if is_next or before is None else " ") + token.text
        return said
