"""The rules for transcripts with times: WebVTT and SubRip."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.formats.check import sources
from onrecord.formats.check.rules import ERROR, NOTE, WARNING, Book, Spot

ROUND_S = 1.0
"""A last line may end this long after the sound: players round."""
_VTT_TIME = re.compile(r"(?:(\d{2,6}):)?([0-5]\d):([0-5]\d)\.(\d{3})")
_SRT_TIME = re.compile(r"(\d{2,6}):([0-5]\d):([0-5]\d),(\d{3})")
_VOICE = re.compile(r"<v(?:\.[^\s<>.]+)*[ \t]+[^\s<>][^<>\n]*>")
_SPAN = re.compile(
    r"</?(?:c|i|b|u|ruby|rt|v|lang)(?:\.[^\s<>.]+)*(?:[ \t][^<>]*)?>|<(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}>"
)
_ENTITY = re.compile(r"&(?:amp|lt|gt|lrm|rlm|nbsp|quot|apos|#\d+|#x[0-9a-fA-F]+);")
_SETTING = re.compile(r"(?:vertical:(?:rl|lr)|line:\S+|position:\S+|size:\S+|align:\S+|region:\S+)")


@dataclass(frozen=True, slots=True)
class Card:
    """A cue as it stands: `line` is where its times are; a time that could not be read is None."""

    line: int
    times: str
    start_s: float | None
    end_s: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Captions:
    """A VTT or SRT file. `duration_s` is how long its episode is, 0 when nobody knows. `stray` are blocks that are no cue."""

    cards: tuple[Card, ...]
    stray: tuple[Spot, ...] = ()
    counters: tuple[Spot, ...] = ()
    head: str = ""
    is_utf8: bool = True
    duration_s: float = 0.0


def read_vtt(data: bytes, duration_s: float = 0.0) -> Captions:
    """The cues of a WebVTT file; blocks of notes, style and regions are passed over where they may stand."""
    text, is_utf8 = _decoded(data)
    head = text.split("\n", 1)[0]
    cards: list[Card] = []
    stray: list[Spot] = []
    for first, rows in _blocks(text)[0 if not head.startswith("WEBVTT") else 1 :]:
        at = next((n for n, row in enumerate(rows[:2]) if "-->" in row), None)
        if at is not None:
            cards.append(_card(first + at, rows[at], rows[at + 1 :], _VTT_TIME))
        elif re.match(r"NOTE(\s|$)", rows[0]) or (re.match(r"(STYLE|REGION)\s*$", rows[0]) and not cards):
            continue
        else:
            stray.append(Spot(f"line {first}", rows[0], first))
    return Captions(tuple(cards), tuple(stray), (), head, is_utf8, duration_s)


def read_srt(data: bytes, duration_s: float = 0.0) -> Captions:
    text, is_utf8 = _decoded(data)
    cards: list[Card] = []
    stray: list[Spot] = []
    counters: list[Spot] = []
    for first, rows in _blocks(text):
        at = next((n for n, row in enumerate(rows[:2]) if "-->" in row), None)
        if at is None:
            stray.append(Spot(f"line {first}", rows[0], first))
            continue
        if at == 0 or rows[0].strip() != str(len(cards) + 1):
            counters.append(Spot(f"line {first}", rows[0] if at else "none", first))
        cards.append(_card(first + at, rows[at], rows[at + 1 :], _SRT_TIME))
    return Captions(tuple(cards), tuple(stray), tuple(counters), "", is_utf8, duration_s)


def _decoded(data: bytes) -> tuple[str, bool]:
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _lines(text), False
    return _lines(text), True


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _blocks(text: str) -> list[tuple[int, list[str]]]:
    """Runs of lines with no empty line between, each with the number of its first line."""
    blocks: list[tuple[int, list[str]]] = []
    before = ""
    for number, row in enumerate(text.split("\n"), 1):
        if row:
            if before:
                blocks[-1][1].append(row)
            else:
                blocks.append((number, [row]))
        before = row
    return blocks


def _card(line: int, times: str, rows: list[str], clock: re.Pattern[str]) -> Card:
    start, _, rest = times.partition("-->")
    end, *settings = rest.split() or [""]
    if clock is _VTT_TIME and not all(_SETTING.fullmatch(setting) for setting in settings):
        end = ""
    if clock is _VTT_TIME and not (start.endswith((" ", "\t")) and rest.startswith((" ", "\t"))):
        end = ""
    return Card(line, times, _seconds(start.strip(), clock), _seconds(end, clock), "\n".join(rows))


def _seconds(text: str, clock: re.Pattern[str]) -> float | None:
    match = clock.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds, millis = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds + millis / 1000


# --- what both are judged by -----------------------------------------------------------------------------------------


def _not_utf8(captions: Captions) -> Iterator[Spot]:
    if not captions.is_utf8:
        yield Spot()


def _without_cards(captions: Captions) -> Iterator[Spot]:
    if not captions.cards:
        yield Spot()


def _unreadable(captions: Captions) -> Iterator[Spot]:
    for card in captions.cards:
        if card.start_s is None or card.end_s is None:
            yield Spot(f"line {card.line}", card.times, card.line)


def _out_of_order(captions: Captions) -> Iterator[Spot]:
    before_s = 0.0
    for card in captions.cards:
        if card.start_s is not None and card.end_s is not None:
            if card.end_s <= card.start_s or card.start_s < before_s:
                yield Spot(f"line {card.line}", card.times, card.line)
            before_s = card.start_s


def _past_end(captions: Captions) -> Iterator[Spot]:
    ends = [card for card in captions.cards if card.end_s is not None and captions.duration_s]
    if ends and (ends[-1].end_s or 0) > captions.duration_s + ROUND_S:
        yield Spot(f"line {ends[-1].line}", f"{ends[-1].times}, of {captions.duration_s:g} s", ends[-1].line)


def _long_lines(captions: Captions, most_n: int) -> Iterator[Spot]:
    for card in captions.cards:
        for row in card.text.split("\n"):
            if len(re.sub(r"&[a-z]+;", "·", re.sub(r"<[^<>]*>", "", row))) > most_n:
                yield Spot(f"line {card.line}", row, card.line)


VTT: Book[Captions] = Book("transcripts in WebVTT")
SRT: Book[Captions] = Book("transcripts in SubRip (SRT)")


@VTT.rule("vtt-head", ERROR, "The file does not begin with WEBVTT, so no player takes it.", sources.WEBVTT_CUES,
          "Put WEBVTT alone on the first line, with an empty line after it.")  # fmt: skip
def _head(captions: Captions) -> Iterator[Spot]:
    if not re.fullmatch(r"WEBVTT([ \t].*)?", captions.head):
        yield Spot("line 1", captions.head, 1)


@VTT.rule("vtt-stray", ERROR, "A block of lines is neither a cue nor a note, so its text is never shown.", sources.WEBVTT_CUES,
          "Give it a line of times, or mark it NOTE; STYLE and REGION stand before the first cue.")  # fmt: skip
def _stray(captions: Captions) -> Iterator[Spot]:
    yield from captions.stray if captions.head.startswith("WEBVTT") else ()


VTT.rule("vtt-times", ERROR, "A line of times cannot be read, and players drop its cue.", sources.WEBVTT_CUES,
         "Write 00:01:02.345 --> 00:01:04.000, minutes and seconds below 60, three digits after the point.")(_unreadable)  # fmt: skip

VTT.rule("vtt-order", ERROR, "A cue ends before it starts, or starts before the one above it.", sources.WEBVTT_CUES,
         "Put the cues in order of their starts, each with an end after its start.")(_out_of_order)  # fmt: skip


@VTT.rule("vtt-escapes", ERROR, "The text holds a bare <, & or -->, so what follows is lost.", sources.WEBVTT_CUES,
          "Write &lt; for <, &amp; for & and &gt; for >.")  # fmt: skip
def _escapes(captions: Captions) -> Iterator[Spot]:
    for card in captions.cards:
        bare = _ENTITY.sub("", _SPAN.sub("", card.text))
        if "-->" in card.text or "<" in bare or re.search(r"&(?=[A-Za-z#])|&$|&(?=\s)", bare):
            yield Spot(f"line {card.line}", card.text, card.line)


VTT.rule("vtt-encoding", ERROR, "The file is not in UTF-8.", sources.WEBVTT, "Save it as UTF-8.")(_not_utf8)

VTT.rule("vtt-empty", WARNING, "There is no cue in the transcript.", sources.TRANSCRIPTS,
         "Write the words into it, or leave it out of the feed.")(_without_cards)  # fmt: skip

VTT.rule("vtt-past-end", WARNING, "The transcript goes on after the episode has ended, so it is of another cut.",
         sources.TRANSCRIPTS, "Make it anew from the sound that is out.")(_past_end)  # fmt: skip


@VTT.rule("vtt-voices", NOTE, "No cue says who speaks, so Apple Podcasts shows no names.", sources.APPLE_TRANSCRIPTS,
          "Begin each cue with a voice span: <v Ann Example>")  # fmt: skip
def _voices(captions: Captions) -> Iterator[Spot]:
    if captions.cards and not any(_VOICE.search(card.text) for card in captions.cards):
        yield Spot(f"line {captions.cards[0].line}", captions.cards[0].text, captions.cards[0].line)


@VTT.rule("vtt-long-line", NOTE, "A line is over 65 characters, which small screens break where they like.", sources.TRANSCRIPTS,
          "Break it in two.")  # fmt: skip
def _vtt_long(captions: Captions) -> Iterator[Spot]:
    yield from _long_lines(captions, 65)


@SRT.rule("srt-stray", ERROR, "A block of lines has no times, so its text is never shown.", sources.TRANSCRIPTS,
          "Give it a line of times, or put it below the one that it belongs to without an empty line.")  # fmt: skip
def _srt_stray(captions: Captions) -> Iterator[Spot]:
    yield from captions.stray


SRT.rule("srt-times", ERROR, "A line of times cannot be read, and players drop its card.", sources.TRANSCRIPTS,
         "Write 00:01:02,345 --> 00:01:04,000 with a comma before the thousandths.")(_unreadable)  # fmt: skip

SRT.rule("srt-order", ERROR, "A card ends before it starts, or starts before the one above it.", sources.TRANSCRIPTS,
         "Put the cards in order of their starts, each with an end after its start.")(_out_of_order)  # fmt: skip


@SRT.rule("srt-counter", WARNING, "The cards are not counted 1, 2, 3 and so on.", sources.TRANSCRIPTS,
          "Number them from 1, each number alone on the line above the times.")  # fmt: skip
def _counter(captions: Captions) -> Iterator[Spot]:
    yield from captions.counters


SRT.rule("srt-encoding", ERROR, "The file is not in UTF-8.", sources.TRANSCRIPTS, "Save it as UTF-8.")(_not_utf8)

SRT.rule("srt-empty", WARNING, "There is no card in the transcript.", sources.TRANSCRIPTS,
         "Write the words into it, or leave it out of the feed.")(_without_cards)  # fmt: skip

SRT.rule("srt-past-end", WARNING, "The transcript goes on after the episode has ended, so it is of another cut.",
         sources.TRANSCRIPTS, "Make it anew from the sound that is out.")(_past_end)  # fmt: skip


@SRT.rule("srt-long-line", NOTE, "A card has more than two lines of 32 characters, which small screens cut.",
          sources.TRANSCRIPTS, "Spread the words over more cards.")  # fmt: skip
def _srt_long(captions: Captions) -> Iterator[Spot]:
    for card in captions.cards:
        if card.text.count("\n") > 1:
            yield Spot(f"line {card.line}", card.text, card.line)
    yield from _long_lines(captions, 32)
