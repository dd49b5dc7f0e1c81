"""The index in PostgreSQL: a tsvector beside each passage, made of our own index words, under a GIN index.

Rare words come from the GIN index; for common ones the keys are walked from the newest, so neither reads all. PostgreSQL's
planner cannot tell which is which: it does not know how often a rare word is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import DatabaseError, connection, transaction

from onrecord.web.search.passages import Found
from onrecord.web.search.plan import Beside, Clause, Keys, Piece, Plan, Tables, Tagged, TooSlow
from onrecord.web.search.tokens import InARow, Stems

_SORTED_IN = "256MB"
_WALKED_N = 4_000
"""A walk over so many passages takes 2 ms; a page that is not full by then is one of at most a few thousand hits."""
_WALKS_N = 35
"""To count a thousand of a common phrase is to walk at most so much further: GIN knows words alone, and would open every passage with all of them."""


class Postgres:
    def __init__(self, tables: Tables) -> None:
        self._passages, self._words = tables.passages, tables.words

    def add(self, passages: Sequence[tuple[Found, str]]) -> None:
        columns = "key, episode_id, kind, start_s, speaker, spot, marks, text, found_by"
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {self._passages} ({columns}) FROM STDIN") as copy,
        ):
            for passage, words in passages:
                copy.write_row((*passage, vector_of(words, passage.marks)))

    def remove(self, rows: Sequence[tuple[int, str, str]], stems: Stems) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {self._passages} WHERE key = ANY(%s)", [[row[0] for row in rows]])

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {self._passages}")
            cursor.execute(f"DROP INDEX IF EXISTS {self._passages}_found_by")

    def tidy(self) -> None:
        """A GIN index that is made of all rows at once takes a tenth of the time of one that grows with them."""
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL maintenance_work_mem = '{_SORTED_IN}'")
            cursor.execute(
                f"CREATE INDEX IF NOT EXISTS {self._passages}_found_by ON {self._passages}"
                " USING gin (found_by) WITH (fastupdate = off)"
            )
            cursor.execute(f"ANALYZE {self._passages}")

    def wipe(self) -> None:
        """Written anew: a GIN index keeps every word that it ever held, and a plain VACUUM leaves bytes where rows were."""
        if not connection.in_atomic_block:
            with connection.cursor() as cursor:
                cursor.execute(f"VACUUM (FULL) {self._passages}, {self._words}")

    def keys(self, plan: Plan, within: Keys, *, is_newest_first: bool, limit_n: int) -> Iterator[int]:
        """First a walk over the nearest passages; where that does not fill the page, what is sought is rare, and GIN knows where."""
        query, order = tsquery_of(plan), "DESC" if is_newest_first else "ASC"
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT key FROM {self._near(order)} WHERE found_by @@ %s::tsquery LIMIT %s",
                [within.first, within.last, query, limit_n],
            )
            found = [row[0] for row in cursor.fetchall()]
            yield from found
            border = None if len(found) == limit_n else self._border(within, order)
            if border is None:
                return
            rest = Keys(within.first, border) if is_newest_first else Keys(border, within.last)
            cursor.execute(
                f"{self._by_gin()} SELECT key FROM found ORDER BY key {order} LIMIT %s",
                [tsquery_of(plan, with_hint=True), rest.first, rest.last, limit_n - len(found)],
            )
            yield from (row[0] for row in cursor.fetchall())

    def count(self, plan: Plan, within: Keys, limit_n: int) -> int:
        query = tsquery_of(plan)

        def walked(rows_n: int) -> int:
            cursor.execute(
                f"SELECT count(*) FROM (SELECT 1 FROM {self._near('DESC', rows_n)} WHERE found_by @@ %s::tsquery LIMIT %s) AS n",
                [within.first, within.last, query, limit_n],
            )
            return int(cursor.fetchone()[0])

        with connection.cursor() as cursor:
            rows_n = _WALKED_N
            while rows_n <= _WALKED_N * _WALKS_N:
                found_n = walked(rows_n)
                if found_n == limit_n or self._border(within, "DESC", rows_n) is None:
                    return found_n
                rows_n = max(2 * rows_n, 3 * rows_n * limit_n // (2 * found_n + 1))
            cursor.execute(
                f"{self._by_gin()} SELECT count(*) FROM (SELECT 1 FROM found LIMIT %s) AS n",
                [tsquery_of(plan, with_hint=True), within.first, within.last, limit_n],
            )
            return int(cursor.fetchone()[0])

    def _border(self, within: Keys, order: str, rows_n: int = 0) -> int | None:
        """The first key that a walk does not reach; None when it reaches all."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT key FROM {self._passages} WHERE key BETWEEN %s AND %s ORDER BY key {order} OFFSET %s LIMIT 1",
                [within.first, within.last, rows_n or _WALKED_N],
            )
            row = cursor.fetchone()
        return row[0] if row else None

    def _near(self, order: str, rows_n: int = 0) -> str:
        """The first passages of a stretch, in the order of their keys. PostgreSQL may not plan around it."""
        return (
            f"(SELECT key, found_by FROM {self._passages} WHERE key BETWEEN %s AND %s"
            f" ORDER BY key {order} LIMIT {rows_n or _WALKED_N}) AS near"
        )

    def _by_gin(self) -> str:
        """All that is found, whatever page is wanted of it: with a LIMIT in sight the planner would walk for a word that is rare."""
        return (
            f"WITH found AS MATERIALIZED (SELECT key FROM {self._passages}"
            " WHERE found_by @@ %s::tsquery AND key BETWEEN %s AND %s)"
        )

    @contextmanager
    def limited(self, budget_s: float) -> Iterator[None]:
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL statement_timeout = {max(1, round(budget_s * 1000))}")
                yield
        except DatabaseError as error:
            if "statement timeout" in str(error):
                raise TooSlow from error
            raise


def vector_of(words: str, marks: str) -> str:
    """tsvector's own language. Marks begin with #, which no index word does. Places end at 16383, which no passage reaches."""
    places: dict[str, list[str]] = {}
    for place, word in enumerate(words.split(), 1):
        places.setdefault(word, []).append(str(place))
    placed = [f"'{word}':{','.join(at[:255])}" for word, at in places.items()]
    return " ".join([*placed, *(f"'#{mark}'" for mark in marks.split())])


def tsquery_of(plan: Plan, *, with_hint: bool = False) -> str:
    hint = (plan.hint,) if with_hint and plan.hint else ()
    wanted = " & ".join(_clause(clause) for clause in (*plan.all_of, *hint))
    return wanted + "".join(f" & !{_clause(clause)}" for clause in plan.none_of)


def _clause(clause: Clause) -> str:
    return f"({' | '.join(_piece(piece) for piece in clause)})"


def _piece(piece: Piece) -> str:
    if isinstance(piece, Tagged):
        return f"'#{piece.mark}'"
    if isinstance(piece, Beside):
        left, right = _in_a_row(piece.left), _in_a_row(piece.right)
        ways = [
            f"({first} <{gap}> {second})"
            for gap in range(1, piece.between_n + 2)
            for first, second in ((left, right), (right, left))
        ]
        return f"({' | '.join(ways)})"
    return _in_a_row(piece)


def _in_a_row(words: InARow) -> str:
    pieces = [f"'{token}'" for token in words.tokens]
    pieces[-1] += ":*" * words.is_open
    return f"({' <-> '.join(pieces)})"
