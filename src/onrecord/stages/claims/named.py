"""Whom and what a sentence names, as the parser's recogniser of names has it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from onrecord.core.claim import EntityKind, Name
from onrecord.core.grammar import Parse

_KINDS = {
    "PERSON": EntityKind.PERSON, "ORG": EntityKind.ORGANISATION, "GPE": EntityKind.PLACE, "LOC": EntityKind.PLACE, "FAC": EntityKind.PLACE,
    "EVENT": EntityKind.THING, "PRODUCT": EntityKind.THING, "WORK_OF_ART": EntityKind.THING, "LAW": EntityKind.THING,
}  # fmt: skip
"""OntoNotes kinds of names; a people is one as a body of many ("the Houthis"), and no name before a noun ("Israeli soldiers")."""
_EDGES = ("DET", "PUNCT", "PART", "ADP", "CCONJ")


def named(parse: Parse, places: Iterable[int]) -> tuple[Name, ...]:
    """The names among these tokens, in order, each once: without articles and owners' "'s"."""
    found: dict[str, Name] = {}
    for _, group in groupby(enumerate(sorted(places)), lambda one: (one[1] - one[0], parse[one[1]].entity)):
        run = [place for _, place in group]
        while run and parse[run[0]].pos in _EDGES:
            run.pop(0)
        while run and parse[run[-1]].pos in _EDGES:
            run.pop()
        kind = _kind(parse, run) if run else None
        text = parse.text(run)
        if kind is not None and any(c.isupper() for c in text):
            found.setdefault(text, Name(text, kind))
    return tuple(found.values())


def _kind(parse: Parse, run: list[int]) -> EntityKind | None:
    if parse[run[0]].entity == "NORP":
        return EntityKind.ORGANISATION if parse[run[-1]].tag in ("NNPS", "NNS") else None
    return _KINDS.get(parse[run[0]].entity)
