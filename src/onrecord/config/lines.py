"""TOML with its lines: where each setting stands, and syntax errors in plain words. Python's own parser tells neither."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import Any

Key = tuple[str | int, ...]


class NotToml(ValueError):
    """`line_n` (from 1) is where the wrong statement begins."""

    def __init__(self, line_n: int, says: str) -> None:
        super().__init__(f"line {line_n}: {says}")


_SYNTAX = {
    "Invalid value": "the value is none that TOML knows. Text stands in quotes, numbers have a point, and yes and no are "
    "true and false.",
    "Expected '='": "this is no setting. A setting is written: name = value",
    "Cannot overwrite a value": "this setting is there twice.",
    "Illegal character '\\n'": "a text is not closed: its last quote is missing.",
    "Unterminated string": "a text is not closed: its last quotes are missing.",
    "Unclosed array": "a list is not closed: ] or a comma is missing.",
    "Expected newline": "there is more on the line than one value. Text stands in quotes, numbers have a point.",
    "Unescaped '\\'": "a backslash in text is written twice, or the text stands in single quotes.",
    "Invalid date": "there is no such date or time. A date is written: 2026-01-31",
}


def parsed(text: str) -> dict[str, Any]:
    """What the TOML text says. Raises NotToml."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
    at = re.search(r"\(at line (\d+)", message)
    stuck = next((line_n for line_n, _, statement in _statements(text) if statement is None), None)
    line_n = stuck or (int(at[1]) if at else text.count("\n") + 1)
    says = next((plain for known, plain in _SYNTAX.items() if message.startswith(known)), None)
    if twice := re.match(r"Cannot declare \('(.+)',\) twice", message):
        says = f"the table [{twice[1]}] is there twice."
    says = says or f"this is not TOML: {message.split(' (at ')[0]}."
    raise NotToml(line_n, says) from None


def lines_of(text: str) -> dict[Key, int]:
    """The line (from 1) on which each table and key of a TOML text stands, by its path."""
    found: dict[Key, int] = {}
    table: Key = ()
    rows_n = Counter[Key]()
    for line_n, is_header, statement in _statements(text):
        paths = list(_paths(statement or {}))
        if is_header and paths:
            table = max(paths, key=len)
            if table[-1] == 0:
                rows_n[table[:-1]] += 1
                table = (*table[:-1], rows_n[table[:-1]] - 1)
            found.setdefault(table, line_n)
        else:
            found.update({(*table, *path): line_n for path in paths})
        for n in range(1, len(table)):
            found.setdefault(table[:n], line_n)
    return found


def _statements(text: str) -> Iterator[tuple[int, bool, dict[str, Any] | None]]:
    """Each statement as (line it begins on, is a table's header, what it says); None, and the end, for one that is wrong.

    A statement is the fewest lines that parse by themselves: so the parser itself says where one ends.
    """
    rows = text.split("\n")
    start = 0
    while start < len(rows):
        statement = None
        for end in range(start + 1, len(rows) + 1):
            try:
                statement = tomllib.loads("\n".join(rows[start:end]))
                break
            except tomllib.TOMLDecodeError:
                continue
        yield start + 1, rows[start].lstrip().startswith("["), statement
        if statement is None:
            return
        start = end


def _paths(value: Any, at: Key = ()) -> Iterator[Key]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*at, key)
        yield from _paths(item, (*at, key))
