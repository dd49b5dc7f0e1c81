"""Transcripts that exist already, read back: what was said, by whom if it says so, and where in the file each word stands.

Text and Markdown (`read_text`), WebVTT and SubRip (`read_captions`) and the Podcasting 2.0 JSON (`read_json`). Every reader works on
a copy of the file in which all that nobody said is blank, as long as the file itself: so a word's place in the copy is its place in
the file. Places are counted in characters (Unicode code points) of the decoded text.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import PurePath


@dataclass(frozen=True, slots=True)
class WrittenWord:
    """A word at the characters `start` to `end` of the file, with its punctuation."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that stand together: a caption, a paragraph or a line. Never empty.

    `speaker` is the label that the file gives; `start_s` and `end_s` are None where it tells no times. `takes_over` where the file
    marks that another voice begins, without saying whose: ">> Is it true?".
    """

    words: tuple[WrittenWord, ...]
    speaker: str | None = None
    start_s: float | None = None
    end_s: float | None = None
    takes_over: bool = False


class NotATranscript(ValueError):
    """The file is not of the form that its name says."""


_TIME = r"(?:\d{1,3}:)?\d{1,3}:\d\d(?:[.,]\d{1,3})?"
_STAMP = rf"\\?[\[(]{_TIME}\\?[\])]"
_WORD = re.compile(r"\S+")
_SPOKEN = re.compile(r"[\w&]")
"""What a word has at least: a letter, a figure, or the "&" that is read "and"."""
_CLOSING = re.compile(r"[.,;:?!…)\]\"'”’]+")
_LINK = re.compile(r"!?\[([^\]\n]*)\](\([^)\n]*\))")
_GONE = "\ue000"
"""Stands in the copy for a sign within a word that nobody said: it goes without taking the word apart."""
_ESCAPES = re.compile(r"\\(?=[^\w\s]|_)")
_MARKS = re.compile(rf"(?<![^\W_])(?<!\w{_GONE})[*_`]+|[*_`]+(?![^\W_])")
_HEADING = re.compile(r" {0,3}#{1,6} [^\n]*")
_BLANK_LINES = re.compile(
    rf"^(?:{_HEADING.pattern}|[ \t]*(?:---+|\*\*\*+|===+)[ \t]*|```[^\n]*)$|^>+|<!--.*?-->|(?<!\\)<[^>\n]*>",
    re.M | re.S,
)
_LABEL = re.compile(
    rf"^[ \t]*(?:[-–>]+[ \t]*)?(?:(?P<t1>{_TIME}|{_STAMP})[ \t]*)?(?P<b>\*\*|__)?(?P<name>[^\W_][^:*\n\[\]()]{{0,58}}?)(?=[ \t]*(?:[:(*\[\\]|__|{_TIME}|$))[ \t]*"
    rf"(?:\([^)\d\n]*\))?[ \t]*(?P<t2>{_STAMP}|(?<=[ \t]){_TIME})?(?P<colon>:?)(?(b)(?:\*\*|__))(?P<late>:?)"
    rf"(?:[ \t]*(?P<t3>{_STAMP}))?(?=[ \t]|$)",
    re.M,
)
_ASIDE = re.compile(r"\s*\([^()]*(?:\)|…)$")
_LABEL_WORDS = frozenset("host guest speaker voice".split())
_PARTICLES = frozenset("de da del der den di du la le van von of al el bin ibn y and the dr mr mrs ms".split())
_QUOTE = re.compile(r"^>(?!>)[^\n]*(?:\n>(?!>)[^\n]*)*", re.M)
_MOSTLY = 0.5
_NUMBER = re.compile(r"^(?:>[ \t]*)?(\d{1,2}\.)(?=[ \t]+\S)", re.M)
_LIST = re.compile(rf"(?:\A|^[ \t>]*\n)((?:{_NUMBER.pattern}[^\n]*(?:\n|\Z))+)", re.M)
_TITLE = re.compile(r"[ \t]*(?:[-*+•][ \t]+|\d+\.[ \t]+)?\[[^\]\n]*\]\([^)\n]*\)[ \t]*$")
"""A line that is a link and nothing else."""
_TAKES_OVER = re.compile(r"(?<!\S)(?:>|&gt;){2,}")
_CUE_TIME = re.compile(rf"^[ \t]*({_TIME})[ \t]*-->[ \t]*({_TIME})[^\n]*$", re.M)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>\n]+)>")
_TAG = re.compile(r"</?(?:(?:[bicuv]|rt|ruby|lang|font|span)(?=[\s.>])|\d)[^>\n]*>|\{\\[^}\n]*\}")
_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.S)
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.S)


def reader_of(name: str) -> Callable[[str], tuple[Passage, ...]]:
    """The reader for a file of this name; what has no known ending is text."""
    ending = PurePath(name).suffix.casefold()
    return {".vtt": read_captions, ".srt": read_captions, ".json": read_json}.get(ending, read_text)


# --- text and Markdown ------------------------------------------------------------------------------------------------


def read_text(text: str) -> tuple[Passage, ...]:
    """Text or Markdown. A passage is a line. `Name:`, `**Name:**` and `Name (0:12)` at its beginning say who speaks from there on.

    Headings, links' addresses, marks of emphasis, a list's numbers, times in brackets and HTML are not speech, nor is what stands between a heading at the
    top and the first label. A label that is there only once in a text where most lines have none is taken for speech ("One thing: …").
    """
    blank = _blanked(text, _BLANK_LINES)
    labels = _labels(blank)
    if labels and _HEADING.match(text.lstrip()):
        blank = _blank_at(blank, 0, min(labels))
    for match in labels.values():
        blank = _blank_at(blank, match.start(), match.end())
    for match in (m for block in _LIST.finditer(text) for m in _NUMBER.finditer(text, *block.span(1))):
        blank = _blank_at(blank, *match.span(1))
    blank = _LINK.sub(lambda m: f" {m[1]} ".rjust(m.start(1) - m.start() + len(m[1]) + 1) + " " * (len(m[2])), blank)
    blank = _blanked(_ESCAPES.sub(_GONE, _blanked(blank, re.compile(_STAMP))), _MARKS)
    passages: list[Passage] = []
    speaker: str | None = None
    at_s: float | None = None
    for start, end in _lines(text):
        if label := labels.get(start):
            speaker = _who(label["name"])
            said = label["t1"] or label["t2"] or label["t3"]
            at_s = _seconds(said) if said else None
        elif stamp := re.compile(_STAMP).search(text, start, end):
            at_s = _seconds(stamp[0])
        takes_over = _TAKES_OVER.match(text, start, end) is not None
        speaker = None if takes_over and start not in labels else speaker
        if words := _words(blank, start, end):
            words = _ended(words) if _TITLE.match(text[start:end]) else words
            passages.append(Passage(words, speaker, at_s, takes_over=takes_over))
            at_s = None
    return tuple(_with_quotes(passages, text))


def _with_quotes(passages: Sequence[Passage], text: str) -> list[Passage]:
    """The passages with marks of quotation around what Markdown sets off as quoted; where most lines begin with ">" that says nothing."""
    blocks = [m.span() for m in _QUOTE.finditer(text)]
    quoted = {at for block in blocks for at, passage in enumerate(passages) if _is_within(passage, block)}
    if not quoted or len(quoted) > _MOSTLY * len(passages):
        return list(passages)
    told = list(passages)
    for block in blocks:
        inside = [at for at in sorted(quoted) if _is_within(passages[at], block)]
        for at, nth, form in ((inside[0], 0, "“{}"), (inside[-1], -1, "{}”")) if inside else ():
            words = list(told[at].words)
            words[nth] = replace(words[nth], text=form.format(words[nth].text))
            told[at] = replace(told[at], words=tuple(words))
    return told


def _ended(words: tuple[WrittenWord, ...]) -> tuple[WrittenWord, ...]:
    """A title has a full stop: it is no part of the sentence after it."""
    *before, last = words
    return words if _CLOSING.search(last.text) else (*before, replace(last, text=f"{last.text}."))


def _is_within(passage: Passage, block: tuple[int, int]) -> bool:
    return block[0] <= passage.words[0].start < block[1]


def _labels(text: str) -> dict[int, re.Match[str]]:
    """The labels of speakers by the beginnings of their lines."""
    found = {m.start(): m for m in _LABEL.finditer(text) if _may_be_label(m)}
    lines_n = sum(1 for start, end in _lines(text) if text[start:end].strip())
    often = len(found) >= 0.3 * lines_n and not any(m["b"] for m in found.values())
    times = Counter(m["name"].casefold() for m in found.values())
    return {at: m for at, m in found.items() if m["b"] or often or times[m["name"].casefold()] > 1}


def _may_be_label(match: re.Match[str]) -> bool:
    stamped = match["t1"] or match["t2"] or match["t3"]
    alone = not match.string[match.end() : match.end() + 200].split("\n", 1)[0].strip()
    is_marked = bool(match["colon"] or match["late"] or (stamped and (match["b"] or alone)))
    return is_marked and _looks_named(match["name"])


def _looks_named(label: str) -> bool:
    """Whether a label has the form of a name: "Ann de Vries", "Guest 1", "Promo voice"."""
    name = _who(label).split()
    return (
        0 < len(name) <= 5
        and any(c.isalpha() for c in label)
        and all(w[:1].isupper() or w[:1].isdigit() or w.casefold() in _PARTICLES | _LABEL_WORDS for w in name)
    )


def _who(label: str) -> str:
    """The name in a label, without what is said of it in brackets: "Guest 1 (likely Ann?)" is "Guest 1"."""
    plain = " ".join(_ESCAPES.sub("", label).split())
    return _ASIDE.sub("", plain) or plain


def _lines(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.split("\n"):
        yield at, at + len(line)
        at += len(line) + 1


# --- captions ---------------------------------------------------------------------------------------------------------


def read_captions(text: str) -> tuple[Passage, ...]:
    """WebVTT or SubRip. A passage is a cue, or the part of one that one voice speaks.

    `<v Name>`, or `Name:` at the beginning of a cue, says who speaks; such a prefix holds until the next one, as in SRT files, or until
    ">>" says that somebody else does.
    Raises NotATranscript when there is no cue.
    """
    cues = list(_CUE_TIME.finditer(text))
    if text.strip() and not cues:
        raise NotATranscript("no line has a time such as 00:00:01.000 --> 00:00:04.000")
    bodies = [(m.end(), _body_end(text, m.end())) for m in cues]
    prefixes = _prefixes(text, bodies)
    passages: list[Passage] = []
    speaker: str | None = None
    for cue, (start, end) in zip(cues, bodies, strict=True):
        prefix = prefixes.get(start)
        first = prefix.end() if prefix else start
        speaker = _who(prefix["name"]) if prefix else speaker
        voices = [(v.end(), _who(html.unescape(v[1])), False) for v in _VOICE.finditer(text, start, end)]
        marks = [(m.end(), None, True) for m in _TAKES_OVER.finditer(text, first, end)]
        is_marked = prefix is not None and _TAKES_OVER.search(prefix[0]) is not None
        pieces = [(first, speaker, is_marked), *sorted([*voices, *marks], key=lambda piece: piece[0])]
        blank = _blanked(text[start:end], _TAG)
        for (at, who, takes_over), (until, *_) in pairwise([*pieces, (end, None, False)]):
            if words := _words(blank, at - start, until - start, start):
                passages.append(Passage(words, who, _seconds(cue[1]), _seconds(cue[2]), takes_over))
        speaker = pieces[-1][1]
    return tuple(passages)


def _body_end(text: str, start: int) -> int:
    """The end of a cue's text: the next empty line, or the next cue's time where that line is missing."""
    empty = re.compile(r"\n[ \t]*\n").search(text, start)
    return empty.start() if empty else len(text)


def _prefixes(text: str, bodies: Sequence[tuple[int, int]]) -> dict[int, re.Match[str]]:
    """`Name:` at the beginning of cues, by the beginnings of their bodies.

    Labels that are there once count where there are others beside them or the first cue has one, as in SRT files of ours.
    """
    label = re.compile(r"\s*(?:(?:-|>+|(?:&gt;)+)[ \t]*)?(?P<name>[^\W\d_][^:\n<>]{0,40}):(?=\s)(?P<b>)(?P<colon>)")
    found = {start: m for start, end in bodies if (m := label.match(text, start, end)) and _looks_named(m["name"])}
    times = Counter(m["name"] for m in found.values())
    first = found.get(bodies[0][0]) if bodies else None
    begins = first is not None and (len(found) > 1 or _is_surely_named(first["name"]))
    return {at: m for at, m in found.items() if begins or times[m["name"]] > 1 or len(found) > 2}


def _is_surely_named(label: str) -> bool:
    """Whether a label that is alone is one: of two words at least, as people's names are, or one that we give."""
    words = _who(label).split()
    return len(words) > 1 or words[0].casefold() in _LABEL_WORDS


# --- JSON -------------------------------------------------------------------------------------------------------------


def read_json(text: str) -> tuple[Passage, ...]:
    """The Podcasting 2.0 transcript: `{"segments": [{"speaker", "startTime", "endTime", "body"}]}`. A passage is a segment.

    A word's place is where it stands in the JSON text, escapes and all. Raises NotATranscript.
    """
    try:
        whole = json.loads(text)
    except ValueError as error:
        raise NotATranscript(f"it is no JSON ({error})") from None
    segments = whole.get("segments") if isinstance(whole, dict) else None
    if not isinstance(segments, list) or not all(
        isinstance(s, Mapping) and isinstance(s.get("body"), str) for s in segments
    ):
        raise NotATranscript('it has no "segments" with a "body" each')
    places = _bodies(text)
    if len(places) != len(segments):
        raise NotATranscript('a "body" stands outside the segments')
    passages: list[Passage] = []
    for segment, (start, end) in zip(segments, places, strict=True):
        if words := _json_words(text, start, end):
            who = segment.get("speaker")
            times = (_number(segment.get("startTime")), _number(segment.get("endTime")))
            passages.append(Passage(words, _who(who) if isinstance(who, str) and who.strip() else None, *times))
    return tuple(passages)


def _bodies(text: str) -> list[tuple[int, int]]:
    """Where the texts of the bodies stand, between their quotes."""
    strings = list(_JSON_STRING.finditer(text))
    return [
        (value.start() + 1, value.end() - 1)
        for key, value in pairwise(strings)
        if key[0] == '"body"' and text[key.end() : value.start()].strip() == ":"
    ]


def _json_words(text: str, start: int, end: int) -> tuple[WrittenWord, ...]:
    """The words of a JSON string whose escapes are read, with their places in the unread text."""
    letters: list[str] = []
    places: list[int] = []
    for match in _ESCAPE.finditer(text, start, end):
        letter = match[0] if len(match[0]) == 1 else json.loads(f'"{match[0]}"')
        letters.append(letter)
        places.append(match.start())
    places.append(end)
    said = "".join(letters)
    return tuple(
        WrittenWord(m[0], places[m.start()], places[m.end()]) for m in _WORD.finditer(said) if _SPOKEN.search(m[0])
    )


# --- small parts ------------------------------------------------------------------------------------------------------


def _words(blank: str, start: int, end: int, offset: int = 0) -> tuple[WrittenWord, ...]:
    """The words of the copy between two places. Punctuation that a mark cut off belongs to the word before; other signs are no words."""
    found: list[WrittenWord] = []
    for match in _WORD.finditer(blank, start, end):
        text = html.unescape(match[0].replace(_GONE, ""))
        place = match.start() + offset, match.end() + offset
        if _SPOKEN.search(text):
            found.append(WrittenWord(text, *place))
        elif found and _CLOSING.fullmatch(text):
            found[-1] = WrittenWord(found[-1].text + text, found[-1].start, place[1])
    return tuple(found)


def _blanked(text: str, *patterns: re.Pattern[str]) -> str:
    for pattern in patterns:
        text = pattern.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)
    return text


def _blank_at(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


def _seconds(stamp: str) -> float:
    parts = re.sub(r"[^\d:.,]", "", stamp).replace(",", ".").split(":")
    return round(sum(float(part) * 60.0**power for power, part in enumerate(reversed(parts))), 3)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 else None
