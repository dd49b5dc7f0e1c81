"""Numbers whose unit was heard as an ordinary word: "100 okay shells" for 100K, "two melon dollars" for two million. English only.

Only ever suggested. A number, then a word that sounds like its unit, then something that can be counted; that the same number stands
elsewhere with that unit makes it likelier.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from onrecord.core.transcript import Correction
from onrecord.stages.names.search import correction_id
from onrecord.stages.names.windows import Token

SOURCE = "numbers"
"""Such a correction is of this place alone: nothing is learnt from it."""
_HEARD: Mapping[str, tuple[str, ...]] = {
    "K": ("okay", "ok", "kay", "kaye", "cay", "quay", "cake", "que", "kei"),
    "million": ("melon", "mellon", "melons", "mullion", "minion", "minions", "mill", "mil", "millian", "em", "m"),
    "billion": ("bullion", "billon", "pillion", "bilion", "b"),
    "thousand": ("thousing", "thousan", "tousand", "towson"),
    "percent": ("person", "presents", "percents", "present"),
}
_DIGITS = re.compile(r"[$€£]?\d[\d.,]*")
_WORDS = frozenset(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty "
    "thirty forty fifty sixty seventy eighty ninety hundred".split()
)  # fmt: skip
_COUNTED = re.compile(r"(?:\w{2,}s|people|men|women|children|of)$")
_NOT_COUNTED = frozenset("is was has this its as us yes his does because unless perhaps always".split())
_ALONE, _SUPPORTED = 0.4, 0.65


def damaged_numbers(tokens: Sequence[Token], taken: set[int]) -> list[Correction]:
    """Suggestions for units of numbers that were heard as something else. Takes their positions."""
    said = {(t.token, after.token) for t, after in pairwise(tokens)}
    found: list[Correction] = []
    for at in range(len(tokens) - 1):
        unit = next((unit for unit, heard in _HEARD.items() if tokens[at + 1].token in heard), None)
        if unit is None or not taken.isdisjoint((at, at + 1)) or not _is_number(tokens, at) or tokens[at].closes:
            continue
        is_known = _stands_elsewhere(tokens, at, unit, said)
        if not (is_known or (_is_counted(tokens, at + 2) and unit != "percent")):
            continue
        first = at if unit == "K" and _DIGITS.fullmatch(tokens[at].core) else at + 1
        text = f"{tokens[at].core}K" if first == at else unit
        held = tokens[first : at + 2]
        ids = tuple(t.word.id for t in held)
        heard = " ".join(t.core for t in held)
        reason = f"“{tokens[at + 1].core}” after a number sounds like {unit}"
        reason += "; the number stands elsewhere with it" if is_known else ""
        taken.update(range(first, at + 2))
        found.append(
            Correction(correction_id(ids, text), ids, heard, text, reason, _SUPPORTED if is_known else _ALONE, SOURCE)
        )
    return found


def _is_number(tokens: Sequence[Token], at: int) -> bool:
    return bool(_DIGITS.fullmatch(tokens[at].core)) or tokens[at].token in _WORDS


def _is_counted(tokens: Sequence[Token], at: int) -> bool:
    """Whether something that can be counted follows at once, or behind one word ("old tanks")."""
    if at >= len(tokens) or tokens[at - 1].closes:
        return False
    near = [tokens[at]] if tokens[at].closes else tokens[at : at + 2]
    return any(_COUNTED.fullmatch(t.token) and t.token not in _NOT_COUNTED for t in near)


def _stands_elsewhere(tokens: Sequence[Token], at: int, unit: str, said: set[tuple[str, str]]) -> bool:
    number = tokens[at].token
    joined = (
        {f"{number}{unit.casefold()}", f"{number},000"}
        if unit == "K"
        else {f"{number}%"}
        if unit == "percent"
        else set()
    )
    return (
        (number, unit.casefold()) in said
        or (unit == "K" and (number, "thousand") in said)
        or any(t.token in joined for t in tokens)
    )
