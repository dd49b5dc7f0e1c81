"""One sentence of the speaker's that says several things of somebody: each that tells enough is a statement of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from onrecord.core.grammar import Parse
from onrecord.stages.claims.frame import Frame
from onrecord.stages.claims.statement import telling_n
from onrecord.stages.claims.tree import SUBJECTS, has_own_subject, has_tense, noun_phrase, subject_of, trimmed

_ENOUGH_N = 3
"""What has fewer telling words stays with the rest of the sentence."""


def parted(parse: Parse, fact: Frame) -> list[Frame]:
    """The fact, or what it falls into, each part with those whom it is told of: "the port has two cranes and has ordered a third", "it
    belongs to the owners, who live in Oslo". `head` is each part's verb.
    """
    rest, parts = list(fact.content), []
    for verb, who in _more(parse, fact):
        part = trimmed(parse, [p for p in parse.subtree(verb) if p in rest])
        left = trimmed(parse, [p for p in rest if p not in part])
        is_behind = bool(part and left) and left[-1] < part[0]
        if is_behind and min(telling_n(parse, part), telling_n(parse, left)) >= _ENOUGH_N:
            named = noun_phrase(parse, who)
            parts.append(replace(fact, head=verb, content=tuple(sorted({*part, *named} & set(fact.content)))))
            rest = left
    return [replace(fact, content=tuple(rest)), *parts]


def _more(parse: Parse, fact: Frame) -> Iterator[tuple[int, int]]:
    """The verbs that say more of somebody within a fact, and of whom."""
    # Of "Norlane says no, an audit puts it higher and adds costs" the small model gives "puts" both of them.
    is_doubled = len(parse.children(fact.head, *SUBJECTS)) > 1
    subject = subject_of(parse, fact.head) if is_doubled else parse.child(fact.head, *SUBJECTS)
    for at in fact.content:
        token = parse[at]
        if token.dep == "relcl" and token.head in fact.content and _is_apart(parse, at):
            yield at, token.head
        is_joined = token.dep == "conj" and token.head == fact.head and has_tense(parse, at)
        if is_joined and subject is not None and _goes_on(parse, at) and not has_own_subject(parse, at):
            yield at, subject


def _goes_on(parse: Parse, verb: int) -> bool:
    """Whether an "and", a "but" or a comma joins it: what stands right behind another's last word is a slip of the parser."""
    first = parse.subtree(verb)[0]
    return first > 0 and (parse[first - 1].dep == "cc" or parse[first - 1].pos == "PUNCT")


def _is_apart(parse: Parse, clause: int) -> bool:
    """ ", which ...", ", who ...": what describes no further, but says more."""
    first = parse.subtree(clause)[0]
    return first > 0 and parse[first - 1].text == "," and parse[first].text.casefold() in ("which", "who")
