"""The text part of the studio on a transcript that exists already: no sound, often no times, sometimes no speakers.

`annotate` is the one place where the file's words become the types that the stages know, and where what the stages say is put
back on the file's characters. What a stage finds is one field of `Annotation` and one key of `record`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from onrecord.config import load, load_learnt, read_glossary
from onrecord.core.claim import Claim, Claims, HolderKind
from onrecord.core.episode import Episode, Show, Term
from onrecord.core.errors import BadSettings, NotFound, NotReadable
from onrecord.core.people import Role, Speaker, Speakers, Voices, VoiceTurn
from onrecord.core.ports import LanguageModel, Parser, SentenceEmbedder
from onrecord.core.recording import Recording, Repeats, Sounds
from onrecord.core.story import Stories
from onrecord.core.talk import bare, folded
from onrecord.core.time import Span
from onrecord.core.transcript import Band, Corrections, EngineStamp, Timing, Transcript, Word
from onrecord.engines.assembly import LazyEngines, language_models
from onrecord.formats.read_transcript import NotATranscript, Passage, WrittenWord, reader_of
from onrecord.stages import STAGES, claims, names, speakers, stories
from onrecord.stages.speakers.by_text import voices_by_text

WORD_S = 0.385
"""How long a word of talk takes, with the pauses (2.6 words a second): the clock of a transcript that has none."""
LINE_S = 0.3
"""The pause that stands for the end of a line; too short to end a sentence that goes on."""
PARAGRAPH_S = 3.0
"""The pause that stands for a blank line between what one person says: long enough to end a sentence and tell of something new."""
_PARAGRAPH_N = 2.0
"""Whoever writes paragraphs puts more sentences than this into one, in the mean."""

_NO_NAME = re.compile(
    r"(?:speaker|spk|(?:promo )?voice|guest|host|man|woman|male|female|unknown|break|jingle|music|promo|ad|s)[ _-]*[\dA-Z]?\d*$",
    re.I,
)
_ENDS = re.compile(r"[.?!…][\"'”’)]*$")
_NO_TEXT = ("PK\x03\x04", "%PDF", "{\\rtf")
"""How a word processor's files begin, as far as they can be read as text."""
_READABLE = "Give it as text in UTF-8: .txt, .md, .vtt, .srt, or Podcasting 2.0 .json."
_MARK = "\ufeff"
"""The byte-order mark that some editors begin a file with. It counts as a character of the file, and is no part of a word."""
_NAMELESS = ("promo", "Promo", "Break", "Jingle", "Music", "Ad")


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says without another, at the characters `start` to `end`."""

    start: int
    end: int
    speaker: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Text:
    """A transcript with the place of every word. `places` are (start, end) in characters of the file, word by word.

    The file's text is what Python reads of it as UTF-8: characters are Unicode code points, a line's end counts as one, and a
    byte-order mark is a character like any other.
    """

    text: str
    transcript: Transcript
    places: tuple[tuple[int, int], ...]
    labels: tuple[str | None, ...]
    """The speaker that the file names for each word, if it does; "host", "guest" or "promo" where it is guessed."""
    marks_turns: bool = False
    """Whether the file says where another voice begins; then those words alone begin a segment."""

    def place(self, word_ids: Sequence[str]) -> tuple[int, int]:
        """From the first letter of the first word to the last of the last, without the punctuation around them."""
        first, last = (self._bare_place(id) for id in (word_ids[0], word_ids[-1]))
        return first[0], last[1]

    def _bare_place(self, word_id: str) -> tuple[int, int]:
        start, end = self.places[int(word_id[1:]) - 1]
        raw = self.text[start:end]
        core = bare(raw)
        at = raw.find(core)
        return start + at, start + at + len(core)


@dataclass(frozen=True, slots=True)
class Annotation:
    """What was found, all of it about `text`."""

    text: Text
    speakers: Speakers
    corrections: Corrections
    turns: tuple[Turn, ...]
    stories: Stories
    claims: Claims
    remarks: tuple[str, ...] = ()


@dataclass(slots=True)
class _Tools:
    """What the stages need here of all that a run gives them: the models that read sentences, and the one that settings name."""

    engines: LazyEngines
    parser: Parser
    sentence_embedder: SentenceEmbedder
    remarks: list[str]

    @property
    def language_model(self) -> LanguageModel:
        return self.engines.language_model("claims")

    def progress(self, done: float) -> None: ...
    def remark(self, text: str) -> None:
        self.remarks.append(text)


def annotate(
    path: Path,
    *,
    show_dir: Path | None = None,
    glossary: Sequence[Term] = (),
    people: Sequence[str] = (),
    date: str = "",
) -> Annotation:
    """Reads the transcript and lets the stages say what they find. Raises NotFound, NotReadable, BadSettings."""
    show, settings = _show(show_dir)
    text = _with_guessed_speakers(read(path, show.language.partition("-")[0]), show.promo_phrases)
    episode = Episode("", 0, "", "", date, people=tuple(people), glossary=tuple(glossary))
    given: dict[str, Any] = {"transcribe": text.transcript, "show": show, "episode": episode}
    given["names learnt"] = load_learnt(show_dir) if show_dir else ()
    given |= _voices(text)
    called = _names_of_labels(text, given, settings["names"])
    given["speakers"] = _as_labelled(speakers.STAGE.run(given, settings["speakers"], None), text, called)
    given["names"] = names.STAGE.run(given, settings["names"], None)
    given |= {"sounds": Sounds((), ()), "repeats": Repeats()}
    engines = LazyEngines("base", "int8", 1, **language_models(settings))
    tools = _Tools(engines, engines.parser, engines.sentence_embedder, [])
    given["stories"] = stories.STAGE.run(given, settings["stories"], tools)
    given["claims"] = claims.STAGE.run(given, settings["claims"], tools)
    return Annotation(
        text,
        given["speakers"],
        given["names"],
        _turns(text, given["speakers"], called),
        given["stories"],
        given["claims"],
        tuple(tools.remarks),
    )


def record(found: Annotation) -> dict[str, Any]:
    """The annotation as JSON's types. Places are characters of the file's text (see `Text`)."""
    role_of = _roles(found)
    names = _names(found, role_of)
    return {
        "corrections": _corrections(found), "turns": [_plain(turn) for turn in found.turns],
        "segments": _segments(found), "claims": [_claim(found, claim, role_of, names) for claim in found.claims.claims],
    }  # fmt: skip


def words_n(found: Annotation) -> dict[str, int]:
    """How many words each says, by what the turns call them."""
    return dict(Counter(_called(turn) for turn in _turn_of_words(found)))


def holders(found: Annotation) -> list[str]:
    """Whose word each claim is; speakers as the turns call them, others as `record` does."""
    turn_of = _turn_of_speakers(found)
    names = {s.name: _called(turn_of[s.id]) if s.id in turn_of else s.name for s in found.speakers.speakers}
    return [_holder(claim, names) for claim in found.claims.claims]


def _turn_of_speakers(found: Annotation) -> dict[str, Turn]:
    """The last turn of each who speaks."""
    words = found.text.transcript.words
    return {
        found.speakers.speaker_of_word[word.id]: turn for word, turn in zip(words, _turn_of_words(found), strict=True)
    }


def _called(turn: Turn) -> str:
    return turn.name or turn.speaker


def _turn_of_words(found: Annotation) -> list[Turn]:
    """The turn that each word of the transcript is in."""
    starts = [turn.start for turn in found.turns]
    return [found.turns[bisect_right(starts, start) - 1] for start, _ in found.text.places]


def read_glossary_of(path: Path) -> tuple[Term, ...]:
    """A glossary of one name a line. Raises NotFound, NotReadable, BadSettings."""
    return read_glossary(_text_of(path, "Write one name a line, as text in UTF-8."))


def read(path: Path, language: str = "en") -> Text:
    """The transcript in `path`, by the ending of its name: .vtt, .srt, .json (Podcasting 2.0), or text. Raises NotFound, BadSettings."""
    text = _text_of(path, _READABLE)
    try:
        passages = reader_of(path.name)(text.replace(_MARK, " "))
    except NotATranscript as error:
        raise BadSettings(
            f"{path} is not the transcript that its name says: {error}.",
            "Give it the ending of what it is: .vtt, .srt, .json, .md, .txt.",
        ) from None
    if not passages:
        raise BadSettings(f"{path} holds no words that anybody says.", "Check that it is the right file.")
    words: list[Word] = []
    marks_turns, paragraphs = any(passage.takes_over for passage in passages), _paragraphs(text, passages)
    for at, passage in enumerate(passages):
        pause_s = PARAGRAPH_S if at in paragraphs else LINE_S
        words += _timed(passage, words, passage.takes_over or not marks_turns, pause_s)
    return Text(
        text, Transcript(language, tuple(words), EngineStamp("file", "1", path.suffix.removeprefix(".") or "txt", "")),
        tuple((w.start, w.end) for p in passages for w in p.words), tuple(p.speaker for p in passages for _ in p.words),
        marks_turns,
    )  # fmt: skip


def _text_of(path: Path, mend: str) -> str:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {path}.", "Check the name.") from error
    except PermissionError as error:
        raise NotReadable(f"{path} may not be read.", "Give yourself the right to read it.") from error
    except (UnicodeDecodeError, IsADirectoryError) as error:
        raise BadSettings(f"{path} is not a text file.", mend) from error
    if "\0" in text or text.startswith(_NO_TEXT):
        raise BadSettings(f"{path} is not a text file.", mend)
    return text


def _paragraphs(text: str, passages: Sequence[Passage]) -> set[int]:
    """The passages with which somebody who speaks already begins a paragraph: behind a blank line, where not every line has one."""
    found = {
        at
        for at, (one, other) in enumerate(pairwise(passages), start=1)
        if one.speaker == other.speaker
        and not other.takes_over
        and other.start_s is None
        and text.count("\n", one.words[-1].end, other.words[0].start) > 1
    }
    sentences_n = sum(_ENDS.search(word.text) is not None for passage in passages for word in passage.words)
    return found if sentences_n > _PARAGRAPH_N * (len(found) + 1) else set()


def _timed(passage: Passage, before: Sequence[Word], begins: bool, pause_s: float) -> list[Word]:
    """The passage's words with times: shared out by length where the file tells the passage's, else at the pace of talk."""
    last_s = before[-1].end_s if before else 0.0
    start_s = max(last_s, passage.start_s) if passage.start_s is not None else last_s + pause_s
    length_s = WORD_S * len(passage.words)
    if passage.end_s is not None and passage.end_s > start_s:
        length_s = passage.end_s - start_s
    whole_n = sum(len(word.text) + 1 for word in passage.words)
    timed: list[Word] = []
    at_n = 0
    for word in passage.words:
        from_s = start_s + length_s * at_n / whole_n
        at_n += len(word.text) + 1
        timed.append(
            _word(
                word, len(before) + len(timed), Span(from_s, start_s + length_s * at_n / whole_n), begins and not timed
            )
        )
    return timed


def _word(word: WrittenWord, before_n: int, span: Span, begins: bool) -> Word:
    """A written word has no doubt of its own: a recogniser's is not in the file."""
    return Word(f"w{before_n + 1}", word.text, span.start_s, span.end_s, 1.0, Timing.GUESSED, None, begins)


def _with_guessed_speakers(text: Text, promo_phrases: Sequence[str]) -> Text:
    """Where the file names nobody, "host", "guest" and "promo" by what is said; nobody where that tells nothing."""
    if any(text.labels) or not text.transcript.language.startswith("en"):
        return text
    parts = voices_by_text(text.transcript.words, promo_phrases, text.marks_turns)
    return text if parts is None else replace(text, labels=tuple(part.name.lower() for part in parts))


def _voices(text: Text) -> dict[str, Any]:
    """The file's speakers as if their voices had been heard, each from the first to the last word of a turn."""
    order = {label: at for at, label in enumerate(dict.fromkeys(text.labels))}
    turns: list[VoiceTurn] = []
    for word, label in zip(text.transcript.words, text.labels, strict=True):
        if turns and turns[-1].voice == order[label]:
            turns[-1] = replace(turns[-1], span=Span(turns[-1].span.start_s, word.end_s))
        else:
            turns.append(VoiceTurn(word.span, order[label]))
    length_s = text.transcript.words[-1].end_s if text.transcript.words else 0.0
    return {
        "voices": Voices(tuple(turns), max(1, len(order)), (), "as the file says"),
        "ingest": Recording((), length_s, "", 0.0, 0.0, 0.0, ()),
    }


def _names_of_labels(text: Text, given: Mapping[str, Any], settings: Any) -> dict[str, str]:
    """What the labels that are names call those who speak, put right as names in the talk are: "Shivaun Gallager" is a label too."""
    labels = [label for label in dict.fromkeys(text.labels) if label and _is_name(label)]
    words = [(label, word) for label in labels for word in f"{label}.".split()]
    written = [Word(f"w{at}", word, at, at + 0.5, 1.0) for at, (_, word) in enumerate(words)]
    listed = {**given, "transcribe": replace(text.transcript, words=tuple(written)), "speakers": None}
    found = names.STAGE.run(listed, settings.model_copy(update={"find_variants": False}), None)
    called = {label: label for label in labels}
    for one in found.corrections:
        label = words[int(one.word_ids[0][1:])][0]
        if one.band is Band.AUTO:
            called[label] = called[label].replace(one.heard, one.text)
    return called


def _is_name(label: str) -> bool:
    return label not in _NAMELESS and not _NO_NAME.match(label)


def _as_labelled(found: Speakers, text: Text, called: Mapping[str, str]) -> Speakers:
    """The speakers by the names that the file gives them."""
    labels = {found.speaker_of_word[w.id]: label for w, label in zip(text.transcript.words, text.labels, strict=True)}
    named = {id: called[label] for id, label in labels.items() if label and label in called}
    return replace(found, speakers=tuple(_named(s, named[s.id]) if s.id in named else s for s in found.speakers))


def _named(speaker: Speaker, label: str) -> Speaker:
    """By the file's name, unless the talk tells a fuller one: "Ann" may be Ann Reed."""
    is_told = speaker.likely is None and set(folded(label).split()) <= set(folded(speaker.name).split())
    name = speaker.name if is_told else label
    return replace(speaker, name=name, likely=None, reason="the file names them", confidence=1.0)


def _turns(text: Text, found: Speakers, called: Mapping[str, str]) -> tuple[Turn, ...]:
    by_id = {speaker.id: speaker for speaker in found.speakers}
    turns: list[Turn] = []
    before: tuple[str, str | None] | None = None
    for word, (start, end), label in zip(text.transcript.words, text.places, text.labels, strict=True):
        speaker = by_id[found.speaker_of_word[word.id]]
        now = (speaker.id, label)
        if now == before:
            turns[-1] = replace(turns[-1], end=end)
        else:
            heard = speaker.name if speaker.confidence >= 0.6 and label not in _NAMELESS else None
            alone = str(speaker.role) if len(by_id) == 1 else speaker.id
            turns.append(Turn(start, end, label or alone, called.get(label or "") or heard))
        before = now
    return tuple(turns)


def _corrections(found: Annotation) -> list[dict[str, Any]]:
    listed = []
    for one in found.corrections.corrections:
        start, _ = found.text.place(one.word_ids)
        end = start + _length(found.text, start, one.word_ids, one.heard)
        listed.append(
            {"start": start, "end": end, "heard": one.heard, "right": one.text, "band": str(one.band),
             "confidence": one.confidence, "reason": one.reason}
        )  # fmt: skip
    return listed


def _length(text: Text, start: int, word_ids: Sequence[str], heard: str) -> int:
    """Characters from `start` to the end of what was heard: an ending such as 's is not part of it."""
    end = text.place(word_ids)[1]
    last = heard.split()[-1]
    at = text.text.rfind(last, start, end)
    return (at + len(last) if at >= 0 else end) - start


def _plain(turn: Turn) -> dict[str, Any]:
    return {"start": turn.start, "end": turn.end, "speaker": turn.speaker, "name": turn.name}


def _segments(found: Annotation) -> list[dict[str, Any]]:
    places = found.text.places
    return [
        {"start": places[s.first][0], "end": places[s.end - 1][1], "kind": str(s.kind), "title": s.title}
        for s in found.stories.stories
    ]


def _roles(found: Annotation) -> dict[str, str]:
    """Each speaker's role: as the turns say, where they do, else as the names were given. Of several hosts or guests each has the
    name, or a number.
    """
    words = found.text.transcript.words
    said = {found.speakers.speaker_of_word[w.id]: label for w, label in zip(words, found.text.labels, strict=True)}
    labelled = {id: label for id, label in said.items() if label in (Role.HOST, Role.GUEST)}
    role_of = {s.id: str(labelled.get(s.id) or s.role) for s in found.speakers.speakers}
    for role in (Role.HOST, Role.GUEST):
        these = [s for s in found.speakers.speakers if role_of[s.id] == role]
        if len(these) > 1:
            role_of |= {s.id: s.name if s.confidence >= 0.6 else f"{role} {n}" for n, s in enumerate(these, start=1)}
    return role_of


def _names(found: Annotation, role_of: Mapping[str, str]) -> dict[str, str]:
    """What each speaker is called: by name, as the turns know it, else as their role."""
    named = {id: turn.name for id, turn in _turn_of_speakers(found).items() if turn.name}
    return {**role_of, **named}


def _claim(found: Annotation, claim: Claim, role_of: Mapping[str, str], names: Mapping[str, str]) -> dict[str, Any]:
    """Speakers are called by their role ("host", "guest"), beside it by name where that is known; nobody in particular is "unspecified".
    A range gives both its ends.
    """
    start, end = found.text.place(claim.word_ids)
    holder, holder_name = (
        _holder(claim, {s.name: of[s.id] for s in found.speakers.speakers}) for of in (role_of, names)
    )
    by = claim.relayed_by or ""
    ends = [(q, value) for q in claim.quantities for value in dict.fromkeys((q.low, q.high))]
    return {
        "start": start, "end": end, "text": claim.text, "holder": holder, "holder_name": holder_name,
        "relayed_by": role_of.get(by), "relayed_by_name": names.get(by),
        "firmness": str(claim.firmness), "cue": claim.cue,
        "quantities": [{"text": q.text, "value": value, "unit": q.unit} for q, value in ends],
        "dates": [{"text": d.text, "iso": d.iso} | ({"iso_end": d.iso_end} if d.iso_end else {}) for d in claim.dates], "watch": claim.is_watch,
        **({"model": claim.model, "model_says": str(claim.model_says)} if claim.model else {}),
    }  # fmt: skip


def _holder(claim: Claim, called: Mapping[str, str]) -> str:
    """Whose word it is: a speaker as they are `called`, nobody in particular "unspecified"."""
    if claim.holder.kind is HolderKind.SPEAKER:
        return called.get(claim.holder.name, claim.holder.name)
    is_nobody = claim.holder.kind is HolderKind.UNNAMED and claim.holder.name == "unnamed"
    return "unspecified" if is_nobody else claim.holder.name


def _show(show_dir: Path | None) -> tuple[Show, Mapping[str, Any]]:
    """The show's facts and the settings of the stages; without a show, what holds without a show.toml."""
    if show_dir is not None:
        config = load(show_dir)
        return config.show, config.stages
    return Show("", "", ""), {stage.name: stage.settings() for stage in STAGES}
