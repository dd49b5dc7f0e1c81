"""The index in PostgreSQL: a tsvector beside each passage, made of our own index words, under a GIN index.

Rare words come from the GIN index; for common ones the planner walks the keys from the newest, so neither reads all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import DatabaseError, connection, transaction

from onrecord.web.search.passages import Found
from onrecord.web.search.plan import Beside, Clause, Keys, Piece, Plan, Tagged, TooSlow
from onrecord.web.search.tokens import InARow, Stems


class Postgres:
    def add(self, passages: Sequence[tuple[Found, str]]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_passage (key, episode_id, kind, start_s, speaker, spot, marks, text, found_by)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s::tsvector)",
                [(*passage, vector_of(words, passage.marks)) for passage, words in passages],
            )

    def remove(self, episode_id: int, stems: Stems) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_passage WHERE episode_id = %s", [episode_id])

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE search_passage")

    def tidy(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_passage")

    def keys(self, plan: Plan, within: Keys, *, is_newest_first: bool, limit_n: int) -> Iterator[int]:
        order = "DESC" if is_newest_first else "ASC"
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT key FROM search_passage WHERE found_by @@ %s::tsquery AND key BETWEEN %s AND %s"
                f" ORDER BY key {order} LIMIT %s",
                [tsquery_of(plan), within.first, within.last, limit_n],
            )
            for row in cursor:
                yield row[0]

    def count(self, plan: Plan, within: Keys, limit_n: int) -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM"
                " (SELECT 1 FROM search_passage WHERE found_by @@ %s::tsquery AND key BETWEEN %s AND %s LIMIT %s) AS found",
                [tsquery_of(plan), within.first, within.last, limit_n],
            )
            return int(cursor.fetchone()[0])

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


def tsquery_of(plan: Plan) -> str:
    wanted = " & ".join(_clause(clause) for clause in plan.all_of)
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
