"""Number words, and the years that people say in them."""

from __future__ import annotations

from collections.abc import Sequence

ONES = {w: n for n, w in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
)}  # fmt: skip
ONES |= {"nought": 0, "naught": 0}
TENS = {w: 10 * n for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
ORDINALS = {w: n for n, w in enumerate(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth "
    "eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh "
    "twenty-eighth twenty-ninth thirtieth thirty-first".split(), 1
)}  # fmt: skip
_CENTURIES = {"nineteen": 1900, "twenty": 2000, "eighteen": 1800}


def below_hundred(word: str) -> float | None:
    """ "Sixty-two" -> 62."""
    if word in ONES or word in TENS:
        return float(ONES.get(word, TENS.get(word, 0)))
    head, dash, tail = word.partition("-")
    if dash and head in TENS and tail in ONES and 0 < ONES[tail] < 10:
        return float(TENS[head] + ONES[tail])
    return None


def spoken_year(parts: Sequence[str]) -> tuple[int, int] | None:
    """A year in words, and of how many: "nineteen eighty four", "twenty oh eight", "two thousand and eight"."""
    first, second, third, fourth = [*parts, "", "", "", ""][:4]
    century = _CENTURIES.get(first)
    ones = {w: n for w, n in ONES.items() if 0 < n < 10}
    if century is not None:
        if second in TENS:
            return (century + TENS[second] + ones[third], 3) if third in ones else (century + TENS[second], 2)
        if second == "oh" and third in ones:
            return century + ones[third], 3
        return (century + ONES[second], 2) if ONES.get(second, 0) >= 10 else None
    if (first, second) != ("two", "thousand"):
        return None
    used, rest, more = (3, fourth, [*parts, "", ""][4]) if third == "and" else (2, third, fourth)
    if rest in TENS and TENS[rest] < 40:
        return (2000 + TENS[rest] + ones[more], used + 2) if more in ones else (2000 + TENS[rest], used + 1)
    return (2000 + ONES[rest], used + 1) if rest in ONES and more not in ("hundred", "thousand") else None
