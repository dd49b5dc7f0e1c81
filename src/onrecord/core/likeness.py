"""How alike two names sound: spelling to rough sounds, and an edit distance that knows which sounds are easily confused.

Rule based and small on purpose: it needs no dictionary, so it works for names that no dictionary has. The rules are
English ones (which is how an English recogniser writes down what it hears), loosened where other languages are romanised
in several ways (`zh`, `ts`, `hw`, `eo`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from onrecord.core.talk import folded

_LETTER_NAMES = dict(
    zip("abcdefghijklmnopqrstuvwxyz",
        "e bi si di i ef Ji eC ai Je ke el em en o pi kju ar es ti ju vi dabulju eks wai zi".split(), strict=True)
)  # fmt: skip

_DOUBLED = re.compile(r"([a-zA-Z])\1+")
_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


class Spelling:
    """How a language writes its sounds: pairs of a spelling and its sounds, the longest spelling first.

    `^` and `$` tie a rule to the start or the end of a word. What no rule names sounds as it is written.
    """

    def __init__(self, *rules: tuple[str, str]) -> None:
        self._sounds = [sounds for _, sounds in rules]
        self._rule = re.compile("|".join(f"(?P<r{i}>{spelt})" for i, (spelt, _) in enumerate(rules)) + "|(?P<other>.)")

    def sounds(self, letters: str) -> str:
        """The sounds of one word in small letters. Doubled sounds are one."""
        return _DOUBLED.sub(r"\1", "".join(map(self._sound, self._rule.finditer(letters))))

    def _sound(self, match: re.Match[str]) -> str:
        group = match.lastgroup or "other"
        return match[0] if group == "other" else self._sounds[int(group[1:])]


ENGLISH = Spelling(
    ("tsch", "C"), ("^kn", "n"), ("^gn", "n"), ("^ps", "s"), ("^wr", "r"), ("^x", "z"), ("^y", "j"), ("^hw", "w"), ("^pf", "f"),
    ("ough$", "o"), ("b(?:o?rough|urgh)$", "bro"), ("cester", "ster"), ("wich$", "iC"), ("(?<=[aeiou])h(?=[^aeiou]|$)", ""), ("geu", "Ju"), ("augh", "o"), ("eigh", "e"), ("igh", "ai"), ("sch", "S"), ("tch", "C"), ("dge?", "J"),
    ("[tc]ious", "Sus"), ("tion", "Sn"), ("sion", "Sn"), ("[tc]ial", "Sl"), ("ng", "n"), ("sh", "S"), ("ch", "C"), ("zh", "J"),
    ("ph", "f"), ("th", "T"), ("wh", "w"), ("gh", ""), ("ck", "k"), ("qu", "kw"), ("cq", "k"), ("cc", "k"), ("mb$", "m"),
    ("kh", "k"), ("dh", "d"), ("bh", "b"), ("rh", "r"), ("tz", "s"), ("cz", "C"), ("sz", "S"), ("x", "ks"), ("(?<=[gq])ue$", ""), ("[cs]e$", "s"), ("ge$", "J"),
    ("ce", "se"), ("ci", "si"), ("cy", "si"), ("c", "k"), ("q", "k"), ("ge", "Je"), ("gi", "Ji"), ("gy", "Ji"), ("j", "J"),
    ("eau", "o"), ("eou", "u"), ("ee", "i"), ("ea", "i"), ("ie", "i"), ("ei", "e"), ("ey", "e"), ("ai", "e"), ("ay", "e"),
    ("ae", "e"), ("oo", "u"), ("ou", "u"), ("ow", "o"), ("oa", "o"), ("oe", "o"), ("eo", "o"), ("au", "o"), ("aw", "o"),
    ("ew", "u"), ("ue", "u"), ("eu", "u"), ("oi", "oi"), ("oy", "oi"), ("ui", "u"), ("uy", "ai"), ("ia", "ja"),
    ("ar", "ar"), ("er$", "r"), ("(?<=[aeiouy][^aeiouy])e$|(?<=[aeiouy][^aeiouy]{2})e$", ""), ("y", "i"), ("'", ""),
)  # fmt: skip

_VOWELS = frozenset("aeiou")
_GLIDES = frozenset("hwj")
_CONFUSED = {
    frozenset(pair): cost
    for pair, cost in (
        ("pb", 0.3), ("td", 0.3), ("kg", 0.3), ("fv", 0.3), ("sz", 0.2), ("CJ", 0.3), ("Tf", 0.4), ("Tt", 0.3), ("Ts", 0.4),
        ("sS", 0.4), ("SC", 0.4), ("SJ", 0.4), ("zJ", 0.4), ("gJ", 0.35), ("kC", 0.5), ("Jj", 0.4), ("sC", 0.5), ("mn", 0.4),
        ("lr", 0.5), ("wv", 0.4), ("bv", 0.5), ("fp", 0.5), ("Td", 0.4), ("hk", 0.5),
        ("tC", 0.5), ("dJ", 0.5), ("ij", 0.2), ("uw", 0.2), ("ow", 0.4), ("ej", 0.4),
    )
}  # fmt: skip


@lru_cache(maxsize=65536)
def sounds(word: str) -> str:
    """One word as rough sounds, one character each (vowels a e i o u; S = sh, C = ch, J = j, T = th, j = y)."""
    letters = "".join(c for c in folded(word) if c.isalnum() or c == "'")
    if letters[:1].isdigit():
        return "".join(ENGLISH.sounds(part) for part in re.split(r"(\d+)", letters) for part in _as_words(part))
    letters = _DOUBLED.sub(lambda m: m[0] if m[1] in "aeouc" and len(m[0]) == 2 else m[1], letters)
    return ENGLISH.sounds(letters)


def _as_words(part: str) -> list[str]:
    """A number below a hundred as it is said, a longer one digit by digit; letters as they are."""
    if not part.isdecimal() or not part.isascii():
        return [part]
    number = int(part)
    if number < 20 and len(part) < 3:
        return [_NUMBERS[number]]
    if len(part) == 2:
        return [_TENS[number // 10 - 2], *([_NUMBERS[number % 10]] if number % 10 else [])]
    return [_NUMBERS[int(digit)] for digit in part]


def spelt_sounds(letters: str) -> str:
    """Letters as they are said one by one: "KCNA" -> kay see en ay."""
    return "".join(_LETTER_NAMES.get(c, "") for c in folded(letters))


def sounds_of(text: str) -> str:
    """The sounds of several words run together: a recogniser often puts the gaps elsewhere."""
    return "".join(sounds(word) for word in re.split(r"[\s\-]+", text))


@lru_cache(maxsize=65536)
def sound_likeness(a: str, b: str) -> float:
    """0 to 1 for two strings of `sounds`. Vowels and glides count little, easily confused consonants less than strange ones."""
    heavier = max(_weight(a), _weight(b))
    if not heavier:
        return 0.0
    row = [0.0]
    for c in b:
        row.append(row[-1] + _alone(c))
    for c in a:
        before, row = row, [row[0] + _alone(c)]
        for at, d in enumerate(b):
            row.append(min(before[at] + _instead(c, d), before[at + 1] + _alone(c), row[at] + _alone(d)))
    return max(0.0, 1.0 - row[-1] / heavier)


def name_likeness(heard: str, name: str) -> float:
    """0 to 1: how well `heard` may be `name` written down by ear. Sound counts most, letters some."""
    letters = ratio(letters_of(heard), letters_of(name)) / 100
    return 0.7 * sound_likeness(sounds_of(heard), sounds_of(name)) + 0.3 * letters


def letters_of(text: str) -> str:
    return "".join(c for c in folded(text) if c.isalnum())


def _weight(text: str) -> float:
    return sum(_alone(c) for c in text)


def _alone(c: str) -> float:
    return 0.45 if c in _VOWELS else 0.35 if c in _GLIDES else 0.4 if c == "r" else 1.0


def _instead(c: str, d: str) -> float:
    if c == d:
        return 0.0
    if c in _VOWELS and d in _VOWELS:
        return 0.25
    return _CONFUSED.get(frozenset((c, d)), max(1.0, _alone(c), _alone(d)))
