"""Compiles `formats/locale/*/LC_MESSAGES/django.po` to the `.mo` beside each: python scripts/compile_catalogues.py

Read are msgid, msgid_plural, msgstr and msgstr[0]; that is all that the catalogues hold. Written is GNU's format, which
Python's and Django's gettext read.
"""

from __future__ import annotations

import ast
import struct
from pathlib import Path

LOCALE_DIR = Path(__file__).parents[1] / "src/onrecord/formats/locale"


def entries(text: str) -> dict[str, str]:
    """Message by message id; a plural's id is both forms with a NUL between."""
    found: dict[str, str] = {}
    for block in text.split("\n\n"):
        fields: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            if line.startswith("#") or not line.strip():
                continue
            if not line.startswith('"'):
                name, _, line = line.partition(" ")
            fields[name] = fields.get(name, "") + ast.literal_eval(line)
        if "msgid" in fields:
            key = "\0".join(fields[name] for name in ("msgid", "msgid_plural") if name in fields)
            found[key] = fields.get("msgstr", fields.get("msgstr[0]", ""))
    return found


def compiled(text: str) -> bytes:
    """The same messages as a .mo file: ids and messages in the order of the ids, each with its length and place."""
    rows = sorted((key.encode(), message.encode()) for key, message in entries(text).items() if message)
    at = 28 + 16 * len(rows)
    ids = b"".join(key + b"\0" for key, _ in rows)
    places: list[tuple[int, int]] = []
    for column, start in ((0, at), (1, at + len(ids))):
        for row in rows:
            places.append((len(row[column]), start))
            start += len(row[column]) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(rows), 28, 28 + 8 * len(rows), 0, at)
    table = b"".join(struct.pack("<2I", *place) for place in places)
    return head + table + ids + b"".join(message + b"\0" for _, message in rows)


if __name__ == "__main__":
    for path in sorted(LOCALE_DIR.glob("*/LC_MESSAGES/django.po")):
        path.with_suffix(".mo").write_bytes(compiled(path.read_text()))
        print(path.with_suffix(".mo").relative_to(LOCALE_DIR.parents[3]))
