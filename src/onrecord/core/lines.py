"""From the record to what a reader sees: words with the corrections on top, gathered into cues in programme time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil

from onrecord.core.decided import AS_WRITTEN, applied, decided_speakers
from onrecord.core.edit import Action, Decision, EditList
from onrecord.core.people import Speakers
from onrecord.core.time import Cover, Span, TimeMap, on_grid
from onrecord.core.transcript import Correction, Corrections, Cue, CueWord, Transcript, Word

CUE_LIMIT_S = 12.0
CUE_LIMIT_CHARS_N = 120
SHORT_CHARS_N = 16
"""A sentence shorter than this ("Yes.") shares its cue with the next one: a line of its own would only flash by."""
SILENCE_S = 3.0
"""A silence this long in the recording ends a cue, also when most of it was cut."""
PAUSE_S = 0.25
GRID_S = 0.001

_OUTSIDE = "\"'“”‘’«»()[]{}<>¿¡.,;:?!…—–-"
_SENTENCE_END = re.compile(r"[.?!…。？！][\"'”’)\]]*$")
_TITLE = re.compile(r"^(?:Mr|Mrs|Ms|Dr|Prof|St|Sen|Rep|Gov|Gen|Col|Lt|Capt|Sgt|Rev|Hon|vs|[A-HJ-Z])\.$")


@dataclass(frozen=True, slots=True)
class ReadWord:
    """A word as it is read: one heard word, or the corrected form of several. Times are on the recording's clock.

    `heard` is what the engine wrote where a correction replaced it. `middles_s` are the middles of the heard words: what
    decides whether the programme holds them.
    """

    id: str
    text: str
    span: Span
    confidence: float
    speaker_id: str
    middles_s: tuple[float, ...]
    heard: str | None = None


def corrected_words(
    transcript: Transcript, speakers: Speakers, corrections: Corrections, decisions: Sequence[Decision]
) -> tuple[ReadWord, ...]:
    """All words of the recording as they are read, in the transcript's order.

    A correction whose words are not there, not consecutive or not of one speaker is left out.
    """
    speaker_of = decided_speakers(speakers, decisions, transcript.words).speaker_of_word
    return _read(transcript.words, speaker_of, applied(corrections, decisions, transcript.words))


def _read(
    words: Sequence[Word], speaker_of: Mapping[str, str], pairs: Iterable[tuple[Correction, str]]
) -> tuple[ReadWord, ...]:
    index_of = {word.id: i for i, word in enumerate(words)}
    speaker = [speaker_of.get(word.id) or word.speaker_id or "" for word in words]
    taken: dict[int, tuple[int, Correction, str]] = {}
    used: set[int] = set()
    for correction, text in pairs:
        first = index_of.get(correction.word_ids[0], -1)
        place = range(first, first + len(correction.word_ids))
        fits = first >= 0 and [index_of.get(id) for id in correction.word_ids] == list(place)
        if fits and used.isdisjoint(place) and len({speaker[i] for i in place}) == 1:
            used.update(place)
            taken[first] = (len(place), correction, text)
    read: list[ReadWord] = []
    for i, word in enumerate(words):
        if i in taken:
            heard_n, correction, text = taken[i]
            read.append(_replaced(words[i : i + heard_n], speaker[i], correction, text))
        elif i not in used:
            read.append(ReadWord(word.id, word.text, word.span, word.confidence, speaker[i], (word.span.middle_s,)))
    return tuple(read)


def _replaced(heard: Sequence[Word], speaker_id: str, correction: Correction, text: str) -> ReadWord:
    said = " ".join(word.text for word in heard)
    span = Span(min(w.start_s for w in heard), max(w.end_s for w in heard))
    middles = tuple(w.span.middle_s for w in heard)
    text = text if correction.source == AS_WRITTEN else _dressed(said, text)
    return ReadWord(heard[0].id, text, span, correction.confidence, speaker_id, middles, said)


def _dressed(heard: str, text: str) -> str:
    """`text` with the punctuation around `heard` and its possessive, unless `text` has its own."""
    bare = heard.strip(_OUTSIDE)
    if not bare:
        return text
    head, _, tail = heard.partition(bare)
    owner = re.search(r"['’]s$", bare)
    if owner and not re.search(r"['’]s?$", text):
        text += owner.group()
    if not text.startswith(head):
        text = head + text
    return text if text.endswith((tail, ",", ";", ":")) else text + tail


def lines(
    transcript: Transcript,
    speakers: Speakers,
    corrections: Corrections,
    decisions: Sequence[Decision],
    time_map: TimeMap,
) -> tuple[Cue, ...]:
    """The cues of the programme, in order of their starts.

    A cue holds words of one speaker: a sentence, or a part of one when it is longer than 12 s or 120 characters, broken
    at a comma or a pause where there is one. A word is in the programme when its middle is. A correction needs all of its
    words: where one was cut, the others stand as heard. People who talk over each other get cues that overlap in time.
    """
    speakers = decided_speakers(speakers, decisions, transcript.words)
    labels = {speaker.id: speaker.label for speaker in speakers.speakers}
    pairs = applied(corrections, decisions, transcript.words)
    last_s = time_map.duration_s - GRID_S
    words = [w for w in transcript.words if time_map.is_kept(min(w.span.middle_s, last_s))]
    kept_ids = {w.id for w in words}
    whole = [(c, text) for c, text in pairs if kept_ids.issuperset(c.word_ids)]
    read = _read(words, speakers.speaker_of_word, whole)
    heard = [_Heard(word, time_map) for word in read]
    groups = [group for utterance in _utterances(heard) for group in _sentences(utterance)]
    cues = [_cue(part, labels, time_map) for group in groups for part in _parts(group)]
    cues.sort(key=lambda cue: (cue.span.start_s, cue.source.start_s))
    before = [None, *(cue.speaker_id for cue in cues)]
    return tuple(replace(cue, begins_turn=cue.speaker_id != said) for cue, said in zip(cues, before, strict=False))


def turns(cues: Iterable[Cue]) -> list[tuple[Cue, ...]]:
    """The cues gathered by who speaks: a new turn where `begins_turn` says so."""
    gathered: list[list[Cue]] = []
    for cue in cues:
        if cue.begins_turn or not gathered:
            gathered.append([])
        gathered[-1].append(cue)
    return [tuple(turn) for turn in gathered]


class _Heard:
    """A word with its place in the programme, at least 1 ms long and inside it."""

    __slots__ = ("end_s", "start_s", "word")

    def __init__(self, word: ReadWord, time_map: TimeMap) -> None:
        span = time_map.span_to_programme(word.span)
        self.word = word
        self.start_s = max(0.0, min(span.start_s, on_grid(time_map.programme_s - GRID_S)))
        self.end_s = max(span.end_s, on_grid(self.start_s + GRID_S))


def _utterances(heard: Sequence[_Heard]) -> list[list[_Heard]]:
    """Words of one speaker that belong together, in order of their beginnings.

    A speaker's words go on across another's only when those do not fit into the gap: then the other spoke over them.
    """
    found: list[list[_Heard]] = []
    open_of: dict[str, list[_Heard]] = {}
    others_s: dict[str, float] = {}
    for item in heard:
        speaker = item.word.speaker_id
        utterance = open_of.get(speaker)
        gap_s = item.start_s - utterance[-1].end_s if utterance else 0.0
        silence_s = item.word.span.start_s - utterance[-1].word.span.end_s if utterance else 0.0
        over_s = others_s.get(speaker, 0.0)
        if utterance is None or silence_s >= SILENCE_S or (over_s > 0 and gap_s >= over_s / 2):
            utterance = open_of[speaker] = []
            found.append(utterance)
        utterance.append(item)
        others_s[speaker] = 0.0
        for other in open_of:
            if other != speaker:
                others_s[other] += item.end_s - item.start_s
    return found


def _sentences(utterance: Sequence[_Heard]) -> list[list[_Heard]]:
    """The utterance split behind each sentence; a very short sentence takes the next one along when both fit."""
    sentences: list[list[_Heard]] = [[]]
    for item, after in pairwise([*utterance, None]):
        assert item is not None
        sentences[-1].append(item)
        if after is not None and _ends_sentence(item.word.text, after.word.text):
            sentences.append([])
    joined = [sentences[0]]
    for sentence in sentences[1:]:
        if _chars_n(joined[-1]) < SHORT_CHARS_N and _fits(joined[-1] + sentence):
            joined[-1] = joined[-1] + sentence
        else:
            joined.append(sentence)
    return joined


def _ends_sentence(text: str, following: str) -> bool:
    """Whether a sentence ends here: not behind "Dr." or "J.", nor where the next word goes on in lower case."""
    if not _SENTENCE_END.search(text) or _TITLE.match(text):
        return False
    return not following.lstrip("\"'“‘([").strip()[:1].islower()


def _chars_n(items: Sequence[_Heard]) -> int:
    return sum(len(item.word.text) + 1 for item in items) - 1


def _length_s(items: Sequence[_Heard]) -> float:
    return max(item.end_s for item in items) - items[0].start_s


def _fits(items: Sequence[_Heard]) -> bool:
    return _chars_n(items) <= CUE_LIMIT_CHARS_N and _length_s(items) <= CUE_LIMIT_S


def _parts(sentence: list[_Heard]) -> list[list[_Heard]]:
    """The sentence in parts that fit, of about equal length, broken behind a comma or at a pause where one is near."""
    parts: list[list[_Heard]] = []
    rest = sentence
    while len(rest) > 1 and not _fits(rest):
        share = max(_chars_n(rest) / CUE_LIMIT_CHARS_N, _length_s(rest) / CUE_LIMIT_S)
        wanted_n = _chars_n(rest) / ceil(share)
        best, best_cost, chars_n = 1, float("inf"), -1
        for i in range(1, len(rest)):
            chars_n += len(rest[i - 1].word.text) + 1
            if chars_n > CUE_LIMIT_CHARS_N or rest[i - 1].end_s - rest[0].start_s > CUE_LIMIT_S:
                break
            cost = abs(chars_n - wanted_n) / wanted_n - _ease(rest[i - 1], rest[i])
            if cost < best_cost:
                best, best_cost = i, cost
        parts.append(rest[:best])
        rest = rest[best:]
    return [*parts, rest]


def _ease(left: _Heard, right: _Heard) -> float:
    """How good a place to break this is: behind a comma 0.5, at a pause 0.3, else 0."""
    if left.word.text.endswith((",", ";", ":", "—", "–")):
        return 0.5
    return 0.3 if right.start_s - left.end_s >= PAUSE_S else 0.0


def _cue(items: Sequence[_Heard], labels: Mapping[str, str], time_map: TimeMap) -> Cue:
    first = items[0].word
    span = Span(min(i.start_s for i in items), max(i.end_s for i in items))
    source = Span(min(i.word.span.start_s for i in items), max(i.word.span.end_s for i in items))
    return Cue(
        id=f"c{first.id}",
        span=span,
        source=source,
        speaker_id=first.speaker_id,
        speaker=labels.get(first.speaker_id, ""),
        text=" ".join(i.word.text for i in items),
        words=tuple(CueWord(i.word.text, i.start_s, i.end_s, i.word.confidence, i.word.heard) for i in items),
    )


def cut_words(transcript: Transcript, edit: EditList) -> frozenset[str]:
    """The words that a person wants out: what holds one is printed nowhere. Not so for an "um"."""
    on = [e for e in edit.effective() if e.is_on and e.cut.action is not Action.MUTE and e.cut.reason != "filler"]
    asked = [e.cut for e in on if e.decision is not None or e.cut.reason == "promo"]
    gone = Cover(s for cut in asked for s in cut.removes)
    return frozenset(w.id for w in transcript.words if gone.shared_s(w.span) > w.span.duration_s / 2)


def said_at(transcript: Transcript, time_map: TimeMap, gone: frozenset[str]) -> Callable[[Sequence[str]], float | None]:
    """The second of the programme at which the first of these words is heard; None when it holds less than half of them, or one
    of them is `gone`.
    """
    words = {word.id: word for word in transcript.words}

    def at_s(word_ids: Sequence[str]) -> float | None:
        if not gone.isdisjoint(word_ids):
            return None
        said = [words[id].span for id in word_ids if id in words]
        held = [span for span in said if time_map.is_kept(span.middle_s)]
        return time_map.to_programme(held[0].start_s) if held and 2 * len(held) >= len(said) else None

    return at_s
