"""The index in SQLite: an FTS5 table without a copy of the text, whose rows are the passages' keys.

FTS5 gives rows in the order of their keys without looking further than asked, so the newest twenty of a million cost what
twenty cost. Ranking (bm25) would read them all, 0.8 s for "the" in 20 million words.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection

from onrecord.web.search.passages import Found
from onrecord.web.search.plan import Beside, Clause, Keys, Piece, Plan, Tables, Tagged, TooSlow
from onrecord.web.search.tokens import InARow, Stems, indexed

_STEPS_BETWEEN_LOOKS_N = 20_000


class Fts5:
    def __init__(self, tables: Tables) -> None:
        self._passages, self._index = tables.passages, tables.index

    def add(self, passages: Sequence[tuple[Found, str]]) -> None:
        """FTS5 wants rising keys: at each that falls it writes out what it has gathered."""
        rising = sorted(passages)
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {self._passages} (key, episode_id, kind, start_s, speaker, spot, marks, text)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                [passage for passage, _ in rising],
            )
            cursor.executemany(
                f"INSERT INTO {self._index} (rowid, words, marks) VALUES (%s, %s, %s)",
                [(passage.key, words, passage.marks) for passage, words in rising],
            )

    def remove(self, rows: Sequence[tuple[int, str, str]], stems: Stems) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {self._index} ({self._index}, rowid, words, marks) VALUES ('delete', %s, %s, %s)",
                [(key, indexed(text, stems), marks) for key, text, marks in rows],
            )
            cursor.executemany(f"DELETE FROM {self._passages} WHERE key = %s", [(row[0],) for row in rows])

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {self._passages}")
            cursor.execute(f"INSERT INTO {self._index} ({self._index}) VALUES ('delete-all')")

    def tidy(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {self._index} ({self._index}) VALUES ('optimize')")

    def wipe(self) -> None:
        """FTS5 notes a removal beside the words and leaves both; one segment made of all has neither. Freed pages are zeroed."""
        self.tidy()

    def keys(self, plan: Plan, within: Keys, *, is_newest_first: bool, limit_n: int) -> Iterator[int]:
        order = "DESC" if is_newest_first else "ASC"
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT rowid FROM {self._index} WHERE {self._index} MATCH %s AND rowid BETWEEN %s AND %s"
                f" ORDER BY rowid {order} LIMIT %s",
                [match_of(plan), within.first, within.last, limit_n],
            )
            for row in cursor:
                yield row[0]

    def count(self, plan: Plan, within: Keys, limit_n: int) -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM"
                f" (SELECT 1 FROM {self._index} WHERE {self._index} MATCH %s AND rowid BETWEEN %s AND %s LIMIT %s) AS found",
                [match_of(plan), within.first, within.last, limit_n],
            )
            return int(cursor.fetchone()[0])

    @contextmanager
    def limited(self, budget_s: float) -> Iterator[None]:
        connection.ensure_connection()
        raw: Any = connection.connection
        ends_at = time.monotonic() + budget_s
        raw.set_progress_handler(lambda: time.monotonic() > ends_at, _STEPS_BETWEEN_LOOKS_N)
        try:
            yield
        except DatabaseError as error:
            if "interrupted" in str(error):
                raise TooSlow from error
            raise
        finally:
            raw.set_progress_handler(None, 0)


def match_of(plan: Plan) -> str:
    """FTS5's own language, which `plan` says everything in: every word is in quotes, so that none of it is read as an operator."""
    wanted = " AND ".join(_clause(clause) for clause in plan.all_of)
    if not plan.none_of:
        return wanted
    return f"({wanted}) NOT ({' OR '.join(_clause(clause) for clause in plan.none_of)})"


def _clause(clause: Clause) -> str:
    return f"({' OR '.join(_piece(piece) for piece in clause)})"


def _piece(piece: Piece) -> str:
    if isinstance(piece, Tagged):
        return f'marks:"{piece.mark}"'
    if isinstance(piece, Beside):
        return f"words:NEAR({_in_a_row(piece.left)} {_in_a_row(piece.right)}, {piece.between_n})"
    return f"words:{_in_a_row(piece)}"


def _in_a_row(words: InARow) -> str:
    return f'"{" ".join(words.tokens)}"' + " *" * words.is_open
