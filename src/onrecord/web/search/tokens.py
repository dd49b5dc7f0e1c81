"""From text to index words: case and accents folded, words stemmed, Hangul, Han and kana cut into pairs of letters.

The words are made here and not in the database, so that SQLite, PostgreSQL and the static index find the same sentences.
Scripts without word ends (and Korean, whose words carry their particles) are indexed as every pair of neighbours and the last
letter: a search for any part of a word is then a phrase of pairs. Three letters, as in SQLite's trigram tokenizer, would
miss the many Korean words of two syllables.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import snowballstemmer

VERSION = 2
"""Raise it when the same text gives other index words: every site then builds its index anew."""
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
LONGEST_TOKEN_CHARS_N = 60
_REMEMBERED_N = 300_000
_PAIRED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]+")
_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "'": "", "’": ""})
_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali",
    "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


def stemmer_name(language: str) -> str:
    """Snowball's name of a language; empty when it has no rules for it."""
    name = _STEMMERS.get(language.split("-")[0].lower(), "")
    return name if name in snowballstemmer.algorithms() else ""


def folded(word: str) -> str:
    """Without case, accents and apostrophes: "Café’s" is "cafes"."""
    word = word.casefold().translate(_LETTERS)
    if word.isascii():
        return word
    bare = "".join(letter for letter in unicodedata.normalize("NFD", word) if unicodedata.category(letter) != "Mn")
    return unicodedata.normalize("NFC", bare)


class Stems(dict[str, str]):
    """Index words by written word, joined by spaces, each worked out once."""

    def __init__(self, language: str) -> None:
        super().__init__()
        name = stemmer_name(language)
        self._stem = snowballstemmer.stemmer(name).stemWord if name else str

    def __missing__(self, word: str) -> str:
        if len(self) > _REMEMBERED_N:
            self.clear()
        found = self[word] = " ".join(token for run in runs(word) for token in self._tokens(run))
        return found

    def _tokens(self, run: str) -> list[str]:
        if _PAIRED.match(run):
            return [run[i : i + 2] for i in range(len(run))]
        return [self._stem(run)[:LONGEST_TOKEN_CHARS_N] or run[:LONGEST_TOKEN_CHARS_N]]


def runs(word: str) -> list[str]:
    """The folded word, cut where a script of pairs begins or ends: "AI가" is "ai", "가"."""
    word = folded(word)
    if word.isascii():
        return [word] if word else []
    cut = _PAIRED.sub(lambda match: f" {match[0]} ", word)
    return cut.split()


@cache
def stems_of(language: str) -> Stems:
    return Stems(language)


def indexed(text: str, stems: Stems) -> str:
    """The index words of a text, joined by spaces."""
    return " ".join([stems[word] for word in WORD.findall(text)])


@dataclass(frozen=True, slots=True)
class InARow:
    """Index words that follow one another. With `is_open` the last one may go on."""

    tokens: tuple[str, ...]
    is_open: bool = False


def sought(words: Iterable[str], stems: Stems) -> InARow | None:
    """What has to stand in the index for these words in a row; None when there is nothing in them."""
    pieces = [run for word in words for run in runs(word)]
    if not pieces:
        return None
    tokens = [token for piece in pieces[:-1] for token in stems[piece].split()]
    last = pieces[-1]
    if not _PAIRED.match(last):
        return InARow((*tokens, *stems[last].split()))
    if len(last) == 1:
        return InARow((*tokens, last), is_open=True)
    return InARow((*tokens, *stems[last].split()[:-1]))


def is_paired(word: str) -> bool:
    """Whether a word ends in a script that is indexed in pairs, where every search is a search for a part."""
    pieces = runs(word)
    return bool(pieces and _PAIRED.match(pieces[-1]))


@dataclass(frozen=True, slots=True)
class Mark:
    """What to light in a hit: index words, beginnings of written words, parts of words in paired scripts; all folded."""

    tokens: frozenset[str]
    beginnings: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


def lit(text: str, mark: Mark, stems: Stems) -> list[tuple[int, int]]:
    """Where the sought words stand in `text`, as character positions (start, end), in order and apart."""
    found: list[tuple[int, int]] = []
    for match in WORD.finditer(text):
        word = folded(match[0])
        if stems[match[0]] in mark.tokens or word.startswith(mark.beginnings):
            found.append(match.span())
            continue
        if len(word) == len(match[0]):
            found += [
                (match.start() + at, match.start() + at + len(part))
                for part in mark.parts
                if (at := word.find(part)) >= 0
            ]
    return _apart(found)


def _apart(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
