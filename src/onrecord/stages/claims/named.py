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
_LAND = frozenset(
    """avenue bay beach bridge canal coast county desert forest gulf harbour heights hills island islands lake mountain mountains ocean
    peninsula province river road sea square strait street strip valley""".split()
)
_BANKS = frozenset("left right north south east west".split())
"""Of a river: the recogniser takes the West Bank for one that lends money now and then."""
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
    kind = _KINDS.get(parse[run[0]].entity)
    return EntityKind.PLACE if kind is EntityKind.ORGANISATION and is_land(parse.text(run)) else kind


def is_land(name: str) -> bool:
    first, *_, last = name.lower().split() if " " in name else ("", "")
    return last in _LAND or (last == "bank" and first in _BANKS)
