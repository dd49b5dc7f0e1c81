"""What is counted: the units people measure in, and the noun behind a number."""

from __future__ import annotations

from collections.abc import Sequence

MONEY = {"$": "dollars", "€": "euros", "£": "pounds", "¥": "yen", "₩": "won"}
UNITS = {
    "kilometre": "km", "kilometer": "km", "km": "km", "metre": "m", "meter": "m", "mile": "miles", "foot": "feet", "feet": "feet",
    "centimetre": "cm", "centimeter": "cm", "kilo": "kg", "kilogram": "kg", "kg": "kg", "gram": "g", "ton": "tons", "tonne": "tonnes",
    "percent": "percent", "percentage": "percentage points", "dollar": "dollars", "euro": "euros", "pound": "pounds", "yen": "yen", "won": "won", "yuan": "yuan",
    "rouble": "roubles", "ruble": "roubles", "cent": "cents", "people": "people", "person": "people", "degree": "degrees", "litre": "l", "liter": "l",
    "barrel": "barrels", "hectare": "ha", "acre": "acres", "megawatt": "MW", "gigawatt": "GW", "kilowatt": "kW", "volt": "V", "hertz": "Hz",
    "men": "men", "women": "women", "children": "children", "troops": "troops", "police": "police", "times": "times",
}  # fmt: skip
MEASURES = frozenset(UNITS.values()) - {"times"}
TIME = frozenset("second minute hour day week month year decade century night weekend".split())
_NO_UNIT = frozenset(
    "is was has its his this us as thus always perhaps sometimes was yes across towards besides whereas unless plus less".split()
)


def unit_after(words: Sequence[str], said: Sequence[str], at: int) -> tuple[str, int]:
    """What is counted: a known unit, or the plural noun that comes next, one word between at most."""
    if at < len(said) and said[at] == "per" and said[at + 1 : at + 2] == ["cent"]:
        return "percent", at + 2
    for step in (0, 1):
        here = at + step
        if here >= len(said) or not said[here] or (step and words[here - 1].endswith((",", ".", ";", "?", "!"))):
            break
        if step and said[at] in (
            "of",
            "in",
            "to",
            "and",
            "or",
            "from",
            "on",
            "at",
            "by",
            "for",
            "the",
            "is",
            "was",
            "were",
            "are",
            "that",
        ):
            break
        word = said[here].removesuffix("'s")
        single = word.removesuffix("s") if word not in ("men", "times", "troops") else word
        if word in UNITS or single in UNITS:
            return UNITS.get(word) or UNITS[single], here + 1
        if single in TIME:
            return f"{single}s", here + 1
        if (
            len(word) > 3
            and word.endswith("s")
            and not word.endswith("ss")
            and word not in _NO_UNIT
            and words[here][:1].islower()
        ):
            return word, here + 1
    return "", at
