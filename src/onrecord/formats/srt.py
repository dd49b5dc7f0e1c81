"""SubRip: cards of at most two lines of 32 characters, with the name where the speaker changes.

Rules: the Podcasting 2.0 transcript notes on SRT.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.core.time import on_grid
from onrecord.core.transcript import Cue
from onrecord.formats.vtt import one_line, timestamp

LINE_CHARS_N = 32
LINES_N = 2


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class _Card:
    start_s: float
    end_s: float
    speaker: str
    text: str


def srt(cues: Iterable[Cue]) -> str:
    """The SRT file. A cue that does not fit one card is spread over several by its words' times."""
    cards = [card for cue in cues for card in _cards(cue)]
    cards.sort(key=lambda card: card.start_s)
    blocks, before = [], ""
    for i, card in enumerate(cards, start=1):
        prefix = f"{card.speaker}: " if card.speaker and card.speaker != before else ""
        before = card.speaker
        span = f"{timestamp(card.start_s, ',')} --> {timestamp(card.end_s, ',')}"
        blocks.append("\n".join([str(i), span, *_wrapped(prefix + card.text)]))
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, LINE_CHARS_N, break_on_hyphens=False)


def _cards(cue: Cue) -> list[_Card]:
    """The cue as cards. Each has room for the name: someone else's card may come in between."""
    tokens = _tokens(cue)
    if not tokens:
        return []
    speaker = one_line(cue.speaker)
    if len(speaker) > LINE_CHARS_N - 2:
        speaker = speaker[: LINE_CHARS_N - 3] + "…"
    rows: list[list[_Token]] = []
    for token in tokens:
        if rows and len(_wrapped(f"{speaker}: " + " ".join(t.text for t in [*rows[-1], token]))) <= LINES_N:
            rows[-1].append(token)
        else:
            rows.append([token])
    starts_s = [cue.span.start_s, *(row[0].start_s for row in rows[1:])]
    for i in range(1, len(starts_s)):
        starts_s[i] = max(starts_s[i], on_grid(starts_s[i - 1] + 0.001))
    ends_s = [*starts_s[1:], cue.span.end_s]
    return [
        _Card(start_s, max(end_s, on_grid(start_s + 0.001)), speaker, " ".join(t.text for t in row))
        for row, start_s, end_s in zip(rows, starts_s, ends_s, strict=True)
    ]


def _tokens(cue: Cue) -> list[_Token]:
    """Pieces of at most one line with their times; what has no times of its own gets its share by length."""
    if not cue.words:
        return _shared(cue.text, cue.span.start_s, cue.span.end_s)
    return [token for word in cue.words for token in _shared(word.text, word.start_s, word.end_s)]


def _shared(text: str, start_s: float, end_s: float) -> list[_Token]:
    pieces: Sequence[str] = [
        word[i : i + LINE_CHARS_N] for word in one_line(text).split() for i in range(0, len(word), LINE_CHARS_N)
    ]
    all_n, at_n, tokens = sum(map(len, pieces)), 0, []
    for piece in pieces:
        first_s = on_grid(start_s + (end_s - start_s) * at_n / all_n)
        at_n += len(piece)
        tokens.append(_Token(piece, first_s, on_grid(start_s + (end_s - start_s) * at_n / all_n)))
    return tokens
