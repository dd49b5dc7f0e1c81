"""The search index as small files that any web server can send and a browser reads a few of: for the site without a server.

`index.json` says what there is; `words-N.json` leads from written words to index words; `places-N.json` from index words to
passages; `text-N.json` holds an episode's lines, `heads-N.json` all titles, stories and notes. Passages are numbered as
they are shown: the heads first, then the lines of the newest episode, and so on. Words that stand in more than one of twenty passages
have no places: in a phrase they are looked for in the text, elsewhere they would narrow nothing.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile
from typing import Any

from onrecord.web.search.finder import COMMON_SHARE, FEW_PASSAGES_N
from onrecord.web.search.index import site_stems
from onrecord.web.search.passages import Found, Kind, passages_of
from onrecord.web.search.tokens import WORD, Stems, folded, is_paired
from onrecord.web.shows.listing import people_of
from onrecord.web.shows.models import Episode, Show
from onrecord.web.shows.people import person_slug

VERSION = 1
CHUNK_CHARS_N = 60_000
HEADS_A_FILE_N = 500
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Chunks:
    """Gathers the passages of a show, one episode at a time."""

    def __init__(self, stems: Stems) -> None:
        self._stems = stems
        self._places: dict[str, array[int]] = {}
        self._forms: Counter[str] = Counter()
        self._passages_n = 0

    def put(self, text: str) -> None:
        """The next passage."""
        words = WORD.findall(text)
        self._forms.update(folded(word) for word in words)
        for token in {token for word in words for token in self._stems[word].split()}:
            self._places.setdefault(token, array("I")).append(self._passages_n)
        self._passages_n += 1

    def pieces(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """The two kinds of files, piece by piece: kind, first word, rows by word. What was handed out is forgotten."""
        common_from = self._passages_n * COMMON_SHARE if self._passages_n > FEW_PASSAGES_N else float("inf")
        written: dict[str, list[str]] = {}
        for form in self._forms:
            if not is_paired(form):
                written.setdefault(self._stems[form], []).append(form)

        def places_of(token: str) -> list[Any]:
            at = self._places.pop(token)
            return [None if len(at) > common_from else _packed(at), sorted(written.get(token, []))]

        yield from _in_pieces("words", self._forms, lambda form: [self._stems[form], self._forms[form]])
        yield from _in_pieces("places", self._places, places_of)


def chunked(show: Show) -> Iterator[tuple[str, str]]:
    """Every file of the index as (name, JSON)."""
    chunks = Chunks(site_stems())
    episodes = list(show.episodes.select_related("show", "enclosure").defer("word_times", "parts"))
    heads: list[list[Any]] = []
    for number, episode in enumerate(episodes):
        own = sorted(takewhile(lambda one: one.kind != Kind.LINE, passages_of(episode)), reverse=True)
        heads += [[passage.kind, number, passage.start_s, passage.text] for passage in own]
    heads.sort(key=lambda head: {"title": 0, "story": 1, "notes": 2}[head[0]])
    for head in heads:
        chunks.put(head[3])
    for first in range(0, len(heads), HEADS_A_FILE_N):
        yield f"heads-{first // HEADS_A_FILE_N}.json", _json(heads[first : first + HEADS_A_FILE_N])
    listed = []
    for number, episode in enumerate(episodes):
        lines = sorted((one for one in passages_of(episode) if one.kind == Kind.LINE), reverse=True)
        for line in lines:
            chunks.put(line.text)
        speakers = list(dict.fromkeys(line.speaker for line in lines))
        yield f"text-{number}.json", _json(_text_of(episode, lines, speakers))
        listed.append(
            {
                "number": episode.number, "title": episode.title, "url": episode.url, "date": episode.date,
                "language": episode.language, "audio": episode.enclosure.url, "lines_n": len(lines),
                "who": [person_slug(name) for name in speakers],
            }
        )  # fmt: skip
    about: dict[str, Any] = {
        "version": VERSION,
        "heads_n": len(heads),
        "heads_a_file_n": HEADS_A_FILE_N,
        "episodes": listed,
    }
    about["people"] = [[person.slug, person.name] for person in people_of(show)]
    about |= {"words": [], "places": []}
    for kind, first_word, rows in chunks.pieces():
        yield f"{kind}-{len(about[kind])}.json", _json(rows)
        about[kind].append(first_word)
    yield "index.json", _json(about)


def _text_of(episode: Episode, lines: list[Found], speakers: list[str]) -> dict[str, Any]:
    place = {name: index for index, name in enumerate(speakers)}
    return {
        "speakers": speakers,
        "stories": [
            [chapter["start_s"], chapter["title"]] for chapter in sorted(episode.chapters, key=lambda c: c["start_s"])
        ],
        "lines": [[line.start_s, place[line.speaker], line.spot, line.text] for line in lines],
    }


def _packed(places: array[int]) -> str:
    """The steps from place to place in base 36."""
    steps, before = [], 0
    for place in places:
        steps.append(_base36(place - before))
        before = place
    return ",".join(steps)


def _base36(number: int) -> str:
    digits = _DIGITS[number % 36]
    while number := number // 36:
        digits = _DIGITS[number % 36] + digits
    return digits


def _in_pieces(
    kind: str, words: Iterable[str], row_of: Callable[[str], list[Any]]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """In the order of the words' UTF-16 units, as JavaScript compares them."""
    rows: dict[str, Any] = {}
    first, size_n = "", 0
    for word in sorted(words, key=lambda word: word.encode("utf-16-be")):
        row = row_of(word)
        if size_n >= CHUNK_CHARS_N:
            yield kind, first, rows
            rows, size_n = {}, 0
        if not rows:
            first = word
        rows[word] = row
        size_n += len(word) + len(json.dumps(row, ensure_ascii=False))
    if rows:
        yield kind, first, rows


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
