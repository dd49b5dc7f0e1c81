"""What is counted: the units people measure in, and the noun behind a number."""

from __future__ import annotations

from collections.abc import Sequence

MONEY = {
    "$": "dollars", "€": "euros", "£": "pounds", "¥": "yen", "₩": "won", "₹": "rupees", "₽": "roubles", "₺": "lira", "₪": "shekels",
    "₦": "naira", "₴": "hryvnias", "₱": "pesos", "₫": "dong", "฿": "baht", "₸": "tenge",
}  # fmt: skip
_WITHOUT_S = "naira baht birr tenge manat ringgit rupiah renminbi taka kwacha rand zloty lek lira dong koruny kroner kronor kronur leva lei reais crowns"
_WITH_S = "franc rupee peso dinar dirham riyal rial shekel forint hryvnia shilling cedi guilder drachma guarani bolivar denar afghani dram lari"
_MORE_MONEY = (
    {one: one for one in _WITHOUT_S.split()}
    | {one: f"{one}s" for one in _WITH_S.split()}
    | {"krone": "kroner", "krona": "kronor", "koruna": "koruny", "leu": "lei", "lev": "leva"}
)
"""No singular that is an everyday word: "five crown courts", "two real offers"."""
UNITS = {
    "kilometre": "km", "kilometer": "km", "km": "km", "metre": "m", "meter": "m", "mile": "miles", "foot": "feet", "feet": "feet",
    "centimetre": "cm", "centimeter": "cm", "kilo": "kg", "kilogram": "kg", "kg": "kg", "gram": "g", "ton": "tons", "tonne": "tonnes",
    "percent": "percent", "basis": "basis points", "percentage": "percentage points", "dollar": "dollars", "euro": "euros", "pound": "pounds", "yen": "yen", "quid": "pounds", "buck": "dollars", "pence": "pence", "won": "won", "yuan": "yuan",
    "rouble": "roubles", "ruble": "roubles", "cent": "cents", "people": "people", "person": "people", "degree": "degrees", "litre": "l", "liter": "l",
    "barrel": "barrels", "hectare": "ha", "acre": "acres", "megawatt": "MW", "gigawatt": "GW", "kilowatt": "kW", "volt": "V", "hertz": "Hz",
    "men": "men", "women": "women", "children": "children", "troops": "troops", "police": "police", "times": "times",
    "mph": "miles per hour", "kph": "km per hour", "km/h": "km per hour", "ppm": "parts per million",
} | _MORE_MONEY  # fmt: skip
_LENGTHS = frozenset("km m cm miles feet inches yards".split())
_SPACES = frozenset(("cubic", "square"))
_PACES = frozenset(("hour", "second"))
_WHOLES = frozenset("thousand million billion trillion".split())
MEASURES = (frozenset(UNITS.values()) - {"times"}).union(
    (f"{how} {one}" for how in _SPACES for one in _LENGTHS),
    (f"{one} per {time}" for one in _LENGTHS for time in _PACES),
    (f"parts per {whole}" for whole in _WHOLES),
)
TIME = {word: f"{word}s" for word in "second minute hour day week month year decade century night weekend".split()} | {
    "century": "centuries"
}
_NO_UNIT = frozenset(
    "is was has its his this us as thus always perhaps sometimes was yes across towards besides whereas unless plus less".split()
)
_NO_LINK = frozenset("of in to and or from on at by for the is was were are that a an per each every".split())
"""What does not stand between a number and what it counts: "four million a year" are no years."""


def unit_after(words: Sequence[str], said: Sequence[str], at: int) -> tuple[str, int]:
    """What is counted: a known unit, or the plural noun that comes next, one word between at most."""
    unit, end = _thing_after(words, said, at)
    if unit in _LENGTHS and said[at] in _SPACES:
        return f"{said[at]} {unit}", end
    if not unit or words[end - 1].endswith((",", ".", ";", "?", "!")):
        return unit, end
    each, whole = (*said[end : end + 2], "", "")[:2]
    is_share = unit == "parts" and each == "per" and whole in _WHOLES
    is_pace = unit in _LENGTHS and each in ("a", "an", "per") and whole in _PACES
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
        if (
            len(word) > 3
            and word.endswith("s")
            and not word.endswith("ss")
            and word not in _NO_UNIT
            and words[here][:1].islower()
        ):
            return word, here + 1
    return "", at
