"""What a query comes down to in index words: the same for both databases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from onrecord.web.search.passages import Found
from onrecord.web.search.tokens import InARow, Stems


@dataclass(frozen=True, slots=True)
class Beside:
    """Both, in either order, with at most `between_n` words between them."""

    left: InARow
    right: InARow
    between_n: int


@dataclass(frozen=True, slots=True)
class Tagged:
    """A passage that carries this mark."""

    mark: str


Piece = InARow | Beside | Tagged
Clause = tuple[Piece, ...]
"""One of these."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`all_of` is never empty. `hint` is on all that is found anyhow: an index that looks things up may begin with it."""

    all_of: tuple[Clause, ...]
    none_of: tuple[Clause, ...] = ()
    hint: Clause = ()


@dataclass(frozen=True, slots=True)
class Keys:
    """A stretch of the index, both ends included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Tables:
    """Where passages lie, and the words that were written in them; `index` is SQLite's of the passages."""

    passages: str
    words: str
    index: str


OF_SHOW = Tables("search_passage", "search_word", "search_fts")
OF_COMMENTS = Tables("search_comment", "search_comment_word", "search_comment_fts")


class Index(Protocol):
    """An index of passages in a database. All of it belongs to the transaction that it is called in."""

    def add(self, passages: Sequence[tuple[Found, str]]) -> None:
        """Passages with their index words."""
        ...

    def remove(self, rows: Sequence[tuple[int, str, str]], stems: Stems) -> None:
        """Passages as (key, text, marks). `stems` must be those that they were added with."""
        ...

    def clear(self) -> None:
        """All of it. Nothing is found again before `tidy` was called."""
        ...

    def tidy(self) -> None:
        """After much was added."""
        ...

    def wipe(self) -> None:
        """After something was removed: its words are gone from the database's own pages too. For small tables.

        PostgreSQL does it outside of transactions alone, and nothing inside one.
        """
        ...

    def keys(self, plan: Plan, within: Keys, *, is_newest_first: bool, limit_n: int) -> Iterator[int]: ...

    def count(self, plan: Plan, within: Keys, limit_n: int) -> int:
        """How many there are, counted to `limit_n`."""
        ...

    def limited(self, budget_s: float) -> AbstractContextManager[None]:
        """Ends what takes longer inside, with `TooSlow`."""
        ...


class TooSlow(Exception):
    """A search was stopped: what it had found until then counts."""
