"""What people measure and pay in."""

from __future__ import annotations

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
