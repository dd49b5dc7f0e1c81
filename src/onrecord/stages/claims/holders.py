"""Whose word it is: the speaker's, that of somebody named or meant by a pronoun, or nobody's in particular."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.core.claim import Holder, HolderKind
from onrecord.core.grammar import Parse
from onrecord.core.talk import folded
from onrecord.stages.claims import cues
from onrecord.stages.claims.folk import are_anybody
from onrecord.stages.claims.memory import Memory
from onrecord.stages.claims.mentions import (
    ORGANISATIONS,
    PEOPLE,
    Mention,
    called_name,
    is_beside,
    mention_of,
    unlabelled,
    unowned,
)
from onrecord.stages.claims.passed_on import issued_by
from onrecord.stages.claims.tree import noun_phrase

OWN_WORDS = "the speaker's own words"
_NOBODY = ("nobody", "no one", "anyone")


def holder_of(
    parse: Parse, source: Sequence[int], head: int | None, at: int, memory: Memory, speaker: str, other: str | None
) -> Holder:
    """Whose word a frame of sentence `at` is. `speaker` is who talks, `other` whom they talk to."""
    if not source or head is None or head < 0:
        return (
            Holder(speaker, HolderKind.SPEAKER, "", OWN_WORDS) if head == -1 else Holder("unnamed", HolderKind.UNNAMED)
        )
    said = parse.text(source)
    token = parse[head]
    low = folded(token.text if token.tag == "PRP" else said)  # "they both", "he himself"
    if (
        token.text.casefold() in ("who", "that", "which")
        and token.pos == "PRON"
        and parse[parse[head].head].dep == "relcl"
    ):
        return Holder(said, HolderKind.UNRESOLVED, said)
    if low in ("i", "we", "me", "us", "myself", "my", "our", "i'm"):
        return Holder(speaker, HolderKind.SPEAKER, said, "the speaker")
    if low in ("you", "your"):
        return Holder(other, HolderKind.SPEAKER, said, "whom they talk to") if other else _addressed(parse, at, said)
    if low.startswith("those "):
        return Holder(said, HolderKind.PERSON, said)
    pronoun = {
        "him": "he",
        "his": "he",
        "her": "she",
        "them": "they",
        "their": "they",
        "its": "it",
        "these": "they",
        "those": "they",
    }.get(low, low)
    if pronoun in ("he", "she", "they", "it"):
        meant = memory.resolve(pronoun, at, head)
        if meant is None:
            is_nobody = pronoun == "they" and token.dep == "nsubj"
            return Holder(
                "unnamed" if is_nobody else said, HolderKind.UNNAMED if is_nobody else HolderKind.UNRESOLVED, said
            )
        return Holder(meant.text, _holder_kind(meant), said, "named before")
    is_the_record = token.lemma == "report" and parse[source[0]].text.casefold() in ("the", "this", "that")
    is_some = token.lemma in cues.UNNAMED and len(source) <= 2 and not is_the_record
    if is_some or low in _NOBODY or are_anybody(parse, head):
        return Holder("unnamed" if low in _NOBODY else said, HolderKind.UNNAMED, said)
    return _named(parse, source, head, said, memory, at)


def _addressed(parse: Parse, at: int, said: str) -> Holder:
    """Whom "you" means where they are called by name: "Mara, you told the paper"."""
    for place, token in enumerate(parse.tokens):
        mention = mention_of(parse, place, at) if token.pos == "PROPN" and token.dep != "compound" else None
        if mention is not None and mention.kind in ("person", "someone") and _is_apart(parse, place):
            return Holder(mention.text, HolderKind.PERSON, said, "called by name")
    return Holder(said, HolderKind.UNRESOLVED, said)


def _is_apart(parse: Parse, place: int) -> bool:
    """Whether a name stands alone between commas, as one that calls somebody."""
    first = min([place, *parse.children(place, "compound")])
    is_free = parse[place].dep not in ("appos", "conj", "pobj", "poss", "nsubj", "dobj")
    is_begun = first == 0 or parse[first - 1].pos == "PUNCT"
    return is_free and is_begun and place + 1 < len(parse) and parse[place + 1].text == ","


def _named(parse: Parse, source: Sequence[int], head: int, said: str, memory: Memory, at: int) -> Holder:
    """A holder with a name or a noun: the person in an apposition, the owner of a speech, the full form of a short one."""
    token = parse[head]
    for beside in (*parse.children(head, "appos"), *_beside_what_it_is_of(parse, head)):
        if any(parse[c].lemma == "a" for c in parse.children(beside, "det")):
            continue  # "the governor, a Democrat"
        is_office = token.pos == "NOUN" or token.lemma in PEOPLE
        if parse[beside].entity == "PERSON" or (parse[beside].pos == "PROPN" and is_office):
            name = parse.text(noun_phrase(parse, beside))
            kind = (
                HolderKind.PERSON
                if token.lemma in PEOPLE or parse[beside].entity == "PERSON"
                else HolderKind.ORGANISATION
            )
            return Holder(name, kind, said, "named beside it")
    called = called_name(parse, head)
    if called is not None:
        is_body = parse[called].entity != "PERSON" and token.lemma not in PEOPLE
        kind = HolderKind.ORGANISATION if is_body else HolderKind.PERSON
        return Holder(parse.text(noun_phrase(parse, called)), kind, said, "named beside it")
    owner = parse.child(head, "poss")
    if owner is not None and token.lemma in cues.POSSESSED:
        text = parse.text(noun_phrase(parse, owner))
        pronoun = {"his": "he", "her": "she", "their": "they", "its": "it"}.get(folded(text))
        meant = memory.resolve(pronoun, at, owner) if pronoun else None
        name = meant.text if meant else unowned(text)
        return Holder(
            name,
            _holder_kind(mention_of(parse, owner, at)) if meant is None else _holder_kind(meant),
            said,
            "whose it is",
        )
    mention = mention_of(parse, head, at)
    fuller = memory.full(mention)
    if fuller is not None:
        return Holder(fuller.text, _holder_kind(fuller), said, "named in full before")
    own = [p for p in source if not is_beside(parse, head, p) and parse[p].dep != "preconj"]
    text = parse.text(unlabelled(parse, head, own) or list(source))
    issued = issued_by(parse, head)
    text = f"{text} {parse.text(issued)}" if issued else text
    return Holder(unowned(text), _holder_kind(mention), said, "as said")


def _beside_what_it_is_of(parse: Parse, head: int) -> list[int]:
    """ "The chief executive of Lumora, Ana Prell": the small model takes the person for what Lumora is called; and the dam of "the utility that
    runs the dam, Nordkraft, says" for what Nordkraft is.
    """
    told = [
        c
        for r in parse.children(head, "relcl")
        for o in parse.children(r, "dobj", "pobj")
        for c in parse.children(o, "appos")
    ]
    named = [
        c
        for c in told
        if parse[c].pos == "PROPN" and parse[parse.subtree(c)[-1] + 1].text == "," and parse[head].dep == "nsubj"
    ]
    named = [c for c in named if parse.subtree(c)[-1] + 2 == parse[head].head]
    if named and parse[head].lemma in ORGANISATIONS | PEOPLE:
        return named
    if parse[head].lemma not in PEOPLE and not parse[head].lemma.endswith(("er", "or", "ive", "ist")):
        return []
    of = [c for prep in parse.children(head, "prep") for c in parse.children(prep, "pobj")]
    return [c for noun in of for c in parse.children(noun, "appos") if parse[c].entity == "PERSON"]


def _holder_kind(mention: Mention) -> HolderKind:
    return HolderKind.PERSON if mention.kind in ("person", "people", "someone") else HolderKind.ORGANISATION
