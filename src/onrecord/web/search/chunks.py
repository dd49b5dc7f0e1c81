"""The search index as small files that any web server can send and a browser reads a few of: for the site without a server.

`index.json` says what there is; `words-N.json` leads from written words to index words; `places-N.json` from index words to
passages; `text-N.json` holds an episode's lines, `heads-N.json` all titles, stories and notes, `tails-N.json` comments and claims.
Passages are numbered as they are shown: the heads first, then the lines of the newest episode, and so on, then the tails. Words
that stand in more than one of twenty passages have no places: in a phrase they are looked for in the text, elsewhere they would
narrow nothing. `stemmer.js` makes index words of what is typed, by the rules that these were made by.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from onrecord.web.search.finder import COMMON_SHARE, FEW_PASSAGES_N, marked_firmness
from onrecord.web.search.index import site_language, site_stems
from onrecord.web.search.models import CommentPassage
from onrecord.web.search.passages import (
    HOST_MARK,
    Found,
    checked_mark,
    claims_of,
    day_of_key,
    heads_of,
    keys_of,
    lines_of,
    story_mark,
)
from onrecord.web.search.query import Kind
from onrecord.web.search.stemmer_js import stemmer_script
from onrecord.web.search.tokens import WORD, Stems, folded
from onrecord.web.shows.listing import people_of
from onrecord.web.shows.models import Episode, Show

VERSION = 2
CHUNK_CHARS_N = 60_000
ROWS_A_FILE_N = 500
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Chunks:
    """Gathers the passages of a show, one episode at a time."""

    def __init__(self, stems: Stems) -> None:
        self._stems = stems
        self._places: dict[str, array[int]] = {}
        self._forms: Counter[str] = Counter()
        self._passages_n = 0

    def put(self, text: str, *, is_counted: bool = True) -> None:
        """The next passage; uses that are not counted make no word worth suggesting."""
        words = WORD.findall(text)
        if is_counted:
            self._forms.update(folded(word) for word in words)
        else:
            self._forms.update(dict.fromkeys(map(folded, words), 0))
        for token in {token for word in words for token in self._stems[word].split()}:
            self._places.setdefault(token, array("I")).append(self._passages_n)
        self._passages_n += 1

    def common_from(self, without_n: int) -> float | None:
        """From how many uses a word is common; None where none is. `without_n` passages do not count, as on the server."""
        passages_n = self._passages_n - without_n
        return passages_n * COMMON_SHARE if passages_n > FEW_PASSAGES_N else None

    def pieces(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """The two kinds of files, piece by piece: kind, first word, rows by word. What was handed out is forgotten."""
        common_from = self._passages_n * COMMON_SHARE if self._passages_n > FEW_PASSAGES_N else float("inf")
        uses: Counter[str] = Counter()
        for form, uses_n in self._forms.items():
            uses[self._stems[form]] += uses_n

        def places_of(token: str) -> list[Any]:
            at = self._places.pop(token)
            return [None if len(at) > common_from else _packed(at), uses[token]]

        yield from _in_pieces("words", self._forms, lambda form: [self._stems[form], self._forms[form]])
        yield from _in_pieces("places", self._places, places_of)


def chunked(show: Show) -> Iterator[tuple[str, str]]:
    """Every file of the index as (name, its text)."""
    chunks = Chunks(site_stems())
    episodes = list(show.episodes.select_related("show", "enclosure").defer("word_times", "parts"))
    episodes.sort(key=lambda one: keys_of(one.pk, one.date), reverse=True)
    yield "stemmer.js", stemmer_script(site_language())
    heads = [(number, one) for number, episode in enumerate(episodes) for one in _in_order(heads_of(episode))]
    for _, head in heads:
        chunks.put(head.text)
    yield from _in_files("heads", [[head.kind, number, head.start_s, head.text] for number, head in heads])
    heads_n = Counter(number for number, _ in heads)
    claims = [_in_order(claims_of(episode)) for episode in episodes]
    listed = []
    for number, episode in enumerate(episodes):
        lines = _in_order(lines_of(episode))
        for line in lines:
            chunks.put(line.text)
        speakers = list(dict.fromkeys(line.speaker for line in lines))
        yield f"text-{number}.json", _json(_text_of(episode, lines, speakers))
        listed.append(
            {
                "number": episode.number, "title": episode.title, "url": episode.url, "date": episode.date,
                "language": episode.language, "audio": episode.enclosure.url, "lines_n": len(lines),
                "heads_n": heads_n[number], "claims_n": len(claims[number]),
            }
        )  # fmt: skip
    comments = [Found(*row) for row in CommentPassage.objects.order_by("-key").values_list(*Found._fields)]
    numbers = {episode.pk: number for number, episode in enumerate(episodes)}
    last = [*comments, *chain.from_iterable(claims)]
    for tail in last:
        chunks.put(tail.text, is_counted=False)
    tails = [_tail(one, numbers[one.episode_id], episodes) for one in last]
    yield from _in_files("tails", tails)
    about: dict[str, Any] = {
        "version": VERSION, "heads_n": len(heads), "comments_n": len(comments), "claims_n": len(last) - len(comments),
        "rows_a_file_n": ROWS_A_FILE_N, "common_from": chunks.common_from(without_n=len(comments)), "episodes": listed,
        "people": [[person.slug, person.name] for person in people_of(show)], "words": [], "places": [],
    }  # fmt: skip
    for kind, first_word, rows in chunks.pieces():
        yield f"{kind}-{len(about[kind])}.json", _json(rows)
        about[kind].append(first_word)
    yield "index.json", _json(about)


def _in_order(passages: Iterable[Found]) -> list[Found]:
    """As the server's hits are ordered."""
    return sorted(passages, reverse=True)


def _in_files(name: str, rows: Sequence[object]) -> Iterator[tuple[str, str]]:
    for first in range(0, len(rows), ROWS_A_FILE_N):
        yield f"{name}-{first // ROWS_A_FILE_N}.json", _json(rows[first : first + ROWS_A_FILE_N])


def _tail(one: Found, number: int, episodes: Sequence[Episode]) -> dict[str, Any]:
    """A comment or claim. `by` are those by whom it is found; `date` the day by which it is."""
    marks, episode = one.marks.split(), episodes[number]
    stories = [c["title"] for i, c in enumerate(episode.chapters) if story_mark(episode.pk, i) in marks]
    row: dict[str, Any] = {
        "kind": one.kind, "episode": number, "start_s": one.start_s, "text": one.text, "speaker": one.speaker, "spot": one.spot,
        "story": "".join(stories),
    }  # fmt: skip
    if one.kind == Kind.COMMENT:
        is_host = HOST_MARK in marks
        return row | {"date": day_of_key(one.key).isoformat(), "is_host": is_host, "by": [one.speaker] * is_host}
    claim = episode.claims.get(claim_id=one.spot)  # type: ignore[attr-defined]
    return row | {
        "date": episode.date, "firmness": marked_firmness(marks), "is_checked": checked_mark(True) in marks,
        "by": list(dict.fromkeys(filter(None, (claim.holder, claim.relayed_by)))),
    }  # fmt: skip


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
