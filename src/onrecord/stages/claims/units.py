"""What is counted: a unit, or the noun behind a number."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.core.units import LENGTHS, PACES, SPACES, TIME, UNITS, WHOLES

_NO_UNIT = frozenset(
    "is was has its his this us as thus always perhaps sometimes was yes across towards besides whereas unless plus less".split()
)
_NO_LINK = frozenset(
    "of in to and or from on at by for the is was were are that a an per each every last next this".split()
)
"""What does not stand between a number and what it counts: "four million a year" and "four million last year" are no years."""

_PEOPLES = frozenset(
    "danes poles swedes finns scots brits turks greeks czechs slovaks serbs croats arabs kurds thais saudis".split()
)
_OF_A_PEOPLE = ("ians", "oreans", "opeans", "icans", "ghans", "mans", "aqis", "aelis", "tanis")
"""How names of peoples end: Norwegians, Koreans, Americans, Afghans, Germans, Iraqis, Israelis, Pakistanis."""


def unit_after(words: Sequence[str], said: Sequence[str], at: int) -> tuple[str, int]:
    """What is counted: a known unit, or the plural noun that comes next, one word between at most."""
    unit, end = _thing_after(words, said, at)
    if unit in LENGTHS and said[at] in SPACES:
        return f"{said[at]} {unit}", end
    if not unit or words[end - 1].endswith((",", ".", ";", "?", "!")):
        return unit, end
    each, whole = (*said[end : end + 2], "", "")[:2]
    is_share = unit == "parts" and each == "per" and whole in WHOLES
    is_pace = unit in LENGTHS and each in ("a", "an", "per") and whole in PACES
    return (f"{unit} per {whole}", end + 2) if is_share or is_pace else (unit, end)


def _thing_after(words: Sequence[str], said: Sequence[str], at: int) -> tuple[str, int]:
    if at < len(said) and said[at] == "per" and said[at + 1 : at + 2] == ["cent"]:
        return "percent", at + 2
    for step in (0, 1):
        here = at + step
        if here >= len(said) or not said[here] or (step and words[here - 1].endswith((",", ".", ";", "?", "!"))):
            break
        if step and said[at] in _NO_LINK:
            break
        word = said[here].removesuffix("'s")
        single = word.removesuffix("s") if word not in ("men", "times", "troops") else word
        if word in ("percentage", "basis") and said[here + 1 : here + 2] in (["point"], ["points"]):
            return f"{word} points", here + 2
        if word in UNITS or single in UNITS:
            return UNITS.get(word) or UNITS[single], here + 1
        if single in TIME:
            return TIME[single], here + 1
        if words[here][:1].isupper() and (word in _PEOPLES or word.endswith(_OF_A_PEOPLE)):
            return words[here].strip(".,;:?!"), here + 1
        if (
            len(word) > 3
            and word.endswith("s")
            and not word.endswith("ss")
            and word not in _NO_UNIT
            and words[here][:1].islower()
        ):
            return word, here + 1
    return "", at
