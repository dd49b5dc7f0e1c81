"""The talk as the search for names sees it: tokens, and the runs of them that may be one name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.core.talk import bare, ends_sentence, folded, is_capitalised
from onrecord.core.transcript import Word
from onrecord.stages.names.glossary import STOPS, as_said, unowned

_BREAK_S = 1.0
"""A name is not looked for across a silence this long."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, its letters without punctuation (`core`), and those folded and without a possessive (`token`).

    `capital` says capitalised where a sentence does not ask for it; `opens` and `closes` that nothing reaches across it.
    """

    word: Word
    core: str
    token: str
    capital: bool
    opens: bool
    closes: bool


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens `first` to `end` of the talk."""

    first: int
    end: int
    tokens: tuple[Token, ...] = field(repr=False)

    @property
    def heard(self) -> str:
        return unowned(" ".join(t.core for t in self.tokens))

    @property
    def span(self) -> range:
        return range(self.first, self.end)


def tokens_of(words: Sequence[Word], speaker_of_word: Mapping[str, str]) -> list[Token]:
    tokens: list[Token] = []
    for at, word in enumerate(words):
        before = words[at - 1] if at else None
        same_voice = before and speaker_of_word.get(before.id) == speaker_of_word.get(word.id)
        begins = before is None or ends_sentence(before, word) or not same_voice
        core = bare(word.text) or (word.text if as_said(word.text) else "")
        closes = word.text.rstrip("\"'”’)]").endswith(STOPS) and not (len(core) == 1 and word.text.endswith("."))
        opens = begins or (before is not None and word.start_s - before.end_s > _BREAK_S)
        capital = is_capitalised(core) and not begins and folded(core).split("'")[0] != "i"
        tokens.append(Token(word, core, unowned(folded(as_said(core))), capital, opens, closes))
    return tokens


def windows_of(tokens: Sequence[Token], longest_n: int, taken: set[int]) -> Iterator[Window]:
    """Every run of up to `longest_n` tokens that crosses no punctuation and no position in `taken`."""
    for first in range(len(tokens)):
        for end in range(first + 1, min(first + longest_n, len(tokens)) + 1):
            last = tokens[end - 1]
            is_cut = end - first > 1 and (last.opens or tokens[end - 2].closes)
            if is_cut or end - 1 in taken or not last.token:
                break
            yield Window(first, end, tuple(tokens[first:end]))
