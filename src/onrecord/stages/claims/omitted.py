"""The unit that a number leaves out because it was said just before: "forty houses … another twelve burned"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.core.claim import Quantity
from onrecord.core.grammar import Parse
from onrecord.core.units import COUNTED_IN, MONEY
from onrecord.stages.claims.quantities import Counted

_STANDS_ALONE = frozenset("nsubj nsubjpass dobj pobj attr acomp npadvmod conj ROOT".split())
"""What a number is in its sentence where it stands for what it counts; before a noun it is none of these."""
_BEINGS = frozenset("people men women children troops".split())
_OF_THOSE = frozenset("them those these".split())
_FURTHER = frozenset("another further additional more others other".split())
_WHOLE = frozenset("the all those these".split())
_TOTALS = frozenset("it that figure number total toll count".split())
_MONEYS = frozenset(MONEY.values())
_OF_MONEY = re.compile(
    r"(?:cost|price|pay|paid|spen[dt]|sav(?:e|ing)|earn|owe|profit|loss|sales|revenue|turnover|income|budget|debt|bill|fee|fine|wage|salar|rent|worth|fund|loan|grant)\w*"
)
_OF_RATES = re.compile(r"(?:rate|inflation|unemployment|yield|turnout|approval|growth)s?")
_LEAST_SUM, _SUM, _MANY = 10, 1000, 1_000_000
BACK_N = 4
_HOURS_N = 12
"""What "it was" may be an hour."""


@dataclass(frozen=True, slots=True)
class Said:
    """A quantity of a sentence and the tokens of its words."""

    counted: Counted
    tokens: tuple[int, ...]

    @property
    def quantity(self) -> Quantity:
        return self.counted.quantity


def with_units(parse: Parse, own: Sequence[Said], before: Sequence[Sequence[Quantity]]) -> list[Counted]:
    """The quantities of a sentence, each with the unit that one said just before has, where that is plainly meant; else without.

    `before` has the quantities of the sentences before it, in order; no more than `BACK_N` are looked at.
    """
    found: list[Counted] = []
    for said in own:
        unit = ""
        if not said.quantity.unit and _stands_alone(parse, said.tokens):
            here = [one.quantity for one in found]
            lately = [*before[-BACK_N:], here]
            unit = (
                _thing(parse, said, here) or _thing(parse, said, lately[-2] if len(lately) > 1 else ())
                or _percent(parse, said, here, lately) or _money(parse, said, lately)
            )  # fmt: skip
        found.append(replace(said.counted, quantity=replace(said.quantity, unit=unit)) if unit else said.counted)
    return found


def _stands_alone(parse: Parse, tokens: Sequence[int]) -> bool:
    counts = [t for t in tokens if parse[t].pos == "NUM" or t == tokens[-1]]
    heads = [t for t in counts if parse[t].head not in counts or parse[t].dep == "ROOT"]
    return any(parse[t].dep in _STANDS_ALONE and parse[t].pos in ("NUM", "NOUN", "ADJ") for t in heads)


def _thing(parse: Parse, said: Said, before: Sequence[Quantity]) -> str:
    """What is counted, where only one kind of thing was: a part of them, more of them, all of them, how many they were or the others had."""
    things = {q.unit: q for q in before if q.unit and q.unit not in COUNTED_IN - _BEINGS}
    if len(things) != 1:
        return ""
    (unit, whole), value = things.popitem(), said.quantity.high
    first, last = said.tokens[0], said.tokens[-1]
    around = [
        parse[t].text.casefold()
        for t in (*range(max(0, first - 2), first), *range(last + 1, min(len(parse), last + 3)))
    ]
    after = around[min(first, 2) :]
    is_part = after[:1] == ["of"] and not _OF_THOSE.isdisjoint(after) and value <= whole.high
    lead = around[: min(first, 2)]
    is_more = not _FURTHER.isdisjoint(lead + after[:1]) or lead in (["up", "from"], ["down", "from"], [unit, "to"])
    is_whole = first > 0 and parse[first - 1].text.casefold() in _WHOLE and value == whole.high
    is_some = _is_subject(parse, said.tokens) and after[:1] != ["of"] and (unit in _BEINGS or value < whole.high)
    is_total = (
        (value > _HOURS_N or value == whole.high) and _is_alike(value, whole.high) and _is_total(parse, said.tokens)
    )
    return unit if is_part or is_more or is_whole or is_some or is_total else ""


def _is_total(parse: Parse, tokens: Sequence[int]) -> bool:
    """ "It was eleven", "the total is now ninety"."""
    for token in tokens:
        verb = parse[token].head
        if parse[token].dep in ("attr", "acomp") and parse[verb].lemma == "be":
            subject = parse.child(verb, "nsubj")
            return subject is not None and parse[subject].lemma in _TOTALS
    return False


def _percent(parse: Parse, said: Said, here: Sequence[Quantity], lately: Sequence[Sequence[Quantity]]) -> str:
    """Percent, where the clause speaks of a rate and some were told, or as large a part of some is told in the same sentence."""
    value = said.quantity.high
    is_told = any(q.unit == "percent" for one in lately[-2:] for q in one)
    is_like = value % 1 > 0 and any(q.unit == "percent" and _is_alike(value, q.high) for q in here)
    return "percent" if value < 100 and is_told and (is_like or _speaks_of(parse, _OF_RATES)) else ""


def _money(parse: Parse, said: Said, lately: Sequence[Sequence[Quantity]]) -> str:
    """The one money that was told lately, where the clause speaks of paying, or as many millions were told."""
    value, is_paid = said.quantity.high, _speaks_of(parse, _OF_MONEY)
    told = [[q for q in one if q.unit in _MONEYS] for one in lately]
    sums = [q for one in told for q in one]
    if len({q.unit for q in sums}) != 1 or value < _LEAST_SUM or (value < _MANY <= max(q.high for q in sums)):
        return ""  # after "two hundred and twelve million" may "two hundred" mean millions, too
    is_as_many = value >= _MANY and not _is_subject(parse, said.tokens) and any(_is_alike(value, q.high) for q in sums)
    is_meant = is_as_many or (is_paid and (value >= _SUM or any(told[-2:])))
    return sums[-1].unit if is_meant else ""


def _is_subject(parse: Parse, tokens: Sequence[int]) -> bool:
    return any(parse[t].dep in ("nsubj", "nsubjpass") for t in tokens)


def _speaks_of(parse: Parse, words: re.Pattern[str]) -> bool:
    return any(words.fullmatch(token.text.casefold()) for token in parse.tokens)


def _is_alike(one: float, other: float) -> bool:
    return bool(other) and 0.1 <= one / other <= 10
