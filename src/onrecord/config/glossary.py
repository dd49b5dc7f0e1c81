"""Glossary files: the names of one episode, as a producer jots them down."""

from __future__ import annotations

import re

from onrecord.core.episode import Term
from onrecord.core.errors import BadSettings

_COMMENT = re.compile(r"(?:^|\s)#")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+")
_ABOUT = re.compile(r"\s*(?:\t|:\s|;\s|\s[-–—|]\s|,\s+(?=[a-z0-9]))\s*")
"""What parts a name from what it is: a tab, a colon, a dash, a semicolon, or a comma before a word that is no name."""
_IN_BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*$")


def read_glossary(text: str) -> tuple[Term, ...]:
    """The terms of a glossary file, one a line: `Name`, `Name: what it is`, `Name (what it is)`, `Name = heard form, heard form`,
    or both, `Name = heard form, heard form: what it is`. `#` begins a comment; a list's bullets are passed over.

    A name that is there twice is one term with all its heard forms. Raises BadSettings with the line.
    """
    heard: dict[str, dict[str, None]] = {}
    about: dict[str, str] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        said = _BULLET.sub("", _COMMENT.split(line, maxsplit=1)[0])
        name, equals, forms = said.partition("=")
        if not name.strip() and forms.strip():
            raise BadSettings(
                f"Line {number} of the glossary has no name before the =.", "Write: Name = heard form, heard form"
            )
        if equals:
            forms, _, what = forms.partition(": ")
        else:
            name, what = _with_description(name)
        name = " ".join(name.split())
        if name:
            spoken = (" ".join(form.split()) for form in forms.split(","))
            heard.setdefault(name, {}).update({form: None for form in spoken if form})
            about[name] = about.get(name) or " ".join(what.split())
    return tuple(Term(name, tuple(forms), about[name]) for name, forms in heard.items())


def _with_description(said: str) -> tuple[str, str]:
    if match := _IN_BRACKETS.search(said):
        return said[: match.start()], match[1]
    parts = _ABOUT.split(said.strip(), maxsplit=1)
    return parts[0], parts[1] if len(parts) > 1 else ""
