"""What people measure and pay in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.core.talk import bare, folded

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
LENGTHS = frozenset("km m cm miles feet inches yards".split())
SPACES = frozenset(("cubic", "square"))
PACES = frozenset(("hour", "second"))
WHOLES = frozenset("thousand million billion trillion".split())
MEASURES = (frozenset(UNITS.values()) - {"times"}).union(
    (f"{how} {one}" for how in SPACES for one in LENGTHS),
    (f"{one} per {time}" for one in LENGTHS for time in PACES),
    (f"parts per {whole}" for whole in WHOLES),
)
TIME = {word: f"{word}s" for word in "second minute hour day week month year decade century night weekend".split()} | {
    "century": "centuries"
}
COUNTED_IN = MEASURES | LENGTHS | frozenset(TIME.values()) | {"points"}
""" "40 euros", "40 years": what any number may be of, and no thing that is counted."""
_BEINGS = frozenset("people men women children troops police".split())
NUMERALS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty "
    "thirty forty fifty sixty seventy eighty ninety"
).split()
_SCALES = WHOLES | frozenset(f"{whole}s" for whole in WHOLES) | {"hundred", "hundreds"}
_FIGURE = re.compile(r"\W*\d[\d.,]*\W*$")
_OF_AMOUNTS = (frozenset(UNITS) | MEASURES | LENGTHS | TIME.keys()) - _BEINGS - {"person"}
"""What a figure may be of without naming a thing, in the singular or as it is said."""


def amounts(texts: Sequence[str]) -> set[int]:
    """The positions of words that say how much: "2 million pounds", "five centimetres"; of "2 million voters" and "million voters" all but
    the voters, of "forty sleepers" none. What is written large within a sentence is a name.
    """
    found: set[int] = set()
    at = 0
    while at < len(texts):
        end = at
        while end < len(texts) and _is_figure(texts, end, at):
            end += 1
        if end > at:
            has_scale = any(folded(text) in _SCALES for text in texts[at:end])
            unit = end + (has_scale and texts[end : end + 1] == ["of"])  # "millions of pounds"
            is_amount = not _is_stopped(texts, end) and _is_unit(texts[unit : unit + 1])
            found |= set(range(at, unit + 1)) if is_amount else set(range(at, end)) if has_scale else set()
        at = max(end, at + 1)
    return found


def _is_figure(texts: Sequence[str], at: int, first: int) -> bool:
    """Whether a number goes on, or begins: in figures or in words; a name's may not, and a stop ends it."""
    text = texts[at]
    is_name = at > 0 and bare(text)[:1].isupper()
    token = folded(text)
    is_word = token in _SCALES or token in NUMERALS or token.partition("-")[0] in NUMERALS
    is_over = at > first and _is_stopped(texts, at)
    return not is_over and (_FIGURE.match(text) is not None or (is_word and not is_name))


def _is_stopped(texts: Sequence[str], at: int) -> bool:
    return texts[at - 1].endswith((".", "?", "!", ";", ":"))


def _is_unit(texts: Sequence[str]) -> bool:
    return any(one in _OF_AMOUNTS or one.removesuffix("s") in _OF_AMOUNTS for one in map(folded, texts))
