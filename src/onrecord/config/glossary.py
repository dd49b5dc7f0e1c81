"""Glossary files: the names of one episode, as a producer jots them down."""

from __future__ import annotations

import re

from onrecord.core.episode import Term
from onrecord.core.errors import BadSettings


def read_glossary(text: str) -> tuple[Term, ...]:
    """The terms of a glossary file: one a line, `Name` or `Name = heard form, heard form`; `#` begins a comment.

    A name that is there twice is one term with all its heard forms. Raises BadSettings with the line.
    """
    heard: dict[str, dict[str, None]] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        name, _, forms = re.split(r"(?:^|\s)#", line, maxsplit=1)[0].partition("=")
        name = " ".join(name.split())
        if not name and forms.strip():
            raise BadSettings(
                f"Line {number} of the glossary has no name before the =.", "Write: Name = heard form, heard form"
            )
        if name:
            spoken = (" ".join(form.split()) for form in forms.split(","))
            heard.setdefault(name, {}).update({form: None for form in spoken if form})
    return tuple(Term(name, tuple(forms)) for name, forms in heard.items())
