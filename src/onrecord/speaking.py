"""A person's hand on the speakers: who is heard, by what each was told, what is asked, and giving a turn to another voice.

An answer is a line in the episode's decision log, at a place where the voice is heard, so that it holds when the voices are
told apart anew and get other numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.core.decided import decided_speakers
from onrecord.core.edit import Verdict
from onrecord.core.errors import BadSettings, NotFound
from onrecord.core.people import Speaker, Speakers
from onrecord.core.talk import Sentence, sentences
from onrecord.core.time import Span, clock
from onrecord.core.transcript import Transcript, Word, span_of
from onrecord.store.folders import EpisodeFolder

_QUOTED_N = 22
"""Words of a sentence that are quoted at most."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What a voice says at a second of the recording; `is_evidence` for what its name was told by."""

    start_s: float
    speaker_id: str
    text: str
    is_evidence: bool = False


@dataclass(frozen=True, slots=True)
class VoiceState:
    """A voice as it stands. `state` is "named", "asked" (is it who it seems to be?), "unnamed", "promo" or "you said so".

    `share` is of all that is said, by time.
    """

    speaker: Speaker
    state: str
    talk_s: float
    share: float
    words_n: int
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """Consecutive words of one voice. `is_yours` where a person gave it to that voice."""

    word_ids: tuple[str, ...]
    span: Span
    speaker_id: str
    label: str
    text: str
    is_over_another: bool
    is_yours: bool


@dataclass(frozen=True, slots=True)
class _Heard:
    words: tuple[Word, ...]
    found: Speakers
    decided: Speakers

    def talk(self) -> list[Sentence]:
        return sentences(self.words, self.decided.speaker_of_word)


def voices_of(folder: EpisodeFolder) -> list[VoiceState]:
    """The voices, those that say most first. Raises NotFound when nothing was produced yet."""
    heard = _heard(folder)
    talk = heard.talk()
    states = [_state(heard, talk, speaker) for speaker in heard.decided.speakers]
    return sorted(states, key=lambda state: -state.words_n)


def turns_of(folder: EpisodeFolder) -> list[Turn]:
    """Every turn in order. Raises NotFound when nothing was produced yet."""
    heard = _heard(folder)
    labels = {speaker.id: speaker.label for speaker in heard.decided.speakers}
    return [_turn(heard, words, labels) for words in _runs(heard.words, heard.decided)]


def overlaps_of(folder: EpisodeFolder) -> tuple[Span, ...]:
    """Where two speak at once."""
    return _heard(folder).found.overlaps


def name_voice(folder: EpisodeFolder, voice: str, verdict: Verdict, *, name: str = "", note: str = "") -> VoiceState:
    """Records what a person says of a voice's name: that it is right, that it is not, or what the right one is.

    `voice` is its id, its number, or what it is called. Raises NotFound, and BadSettings where there is no name to accept.
    """
    heard = _heard(folder)
    speaker = _voice_named(heard, voice)
    name = " ".join(name.split())
    if verdict is Verdict.ACCEPT and not name:
        name = speaker.likely or ("" if _state_of(heard, speaker) == "unnamed" else speaker.name)
        if not name:
            raise BadSettings(
                f"Nobody is named for {speaker.id} ({speaker.name}).", 'Say who it is: --right VOICE "NAME".'
            )
    place, value = _place_of(heard, speaker.id), {"text": name} if name else {}
    folder.decisions.record("speaker", speaker.id, verdict, place, value=value, note=note)
    return next(state for state in voices_of(folder) if state.speaker.id == speaker.id)


def give_turn(folder: EpisodeFolder, at_s: float, voice: str, *, note: str = "") -> Turn:
    """Gives the turn that is heard at a second of the recording to another voice. Raises NotFound, BadSettings."""
    heard = _heard(folder)
    speaker = _voice_named(heard, voice)
    turn = next((t for t in turns_of(folder) if t.span.start_s <= at_s < t.span.end_s), None)
    if turn is None:
        raise NotFound(
            f"Nobody speaks at {clock(at_s)} ({at_s:g} s).", "List the turns: onrecord speakers EPISODE --turns"
        )
    if turn.speaker_id == speaker.id:
        raise BadSettings(f"The turn at {clock(at_s)} is {speaker.label}'s already.", "Name another voice or second.")
    there = _place_of(heard, speaker.id)
    value: dict[str, float | str] = {"speaker": speaker.id, "last": turn.word_ids[-1]}
    if there is not None:
        value |= {"speaker_start_s": there.start_s, "speaker_end_s": there.end_s}
    folder.decisions.record("turn", turn.word_ids[0], Verdict.ACCEPT, turn.span, value=value, note=note)
    return next(t for t in turns_of(folder) if turn.word_ids[0] in t.word_ids)


def _heard(folder: EpisodeFolder) -> _Heard:
    transcript: Transcript | None = folder.last("transcribe", Transcript, "transcript.1")
    found: Speakers | None = folder.last("speakers", Speakers, "speakers.1")
    if transcript is None or found is None:
        raise NotFound(f"{folder.path.name} was not produced yet.", f"Run: onrecord produce {folder.as_argument}")
    decided = decided_speakers(found, folder.decisions.read(), transcript.words)
    return _Heard(transcript.words, found, decided)


def _state(heard: _Heard, talk: Sequence[Sentence], speaker: Speaker) -> VoiceState:
    own = [sentence for sentence in talk if sentence.speaker_id == speaker.id]
    quotes = [_quote(_sentence_at(talk, at_s), True) for at_s in speaker.evidence_s if talk]
    told = {quote.start_s for quote in quotes}
    samples = sorted((s for s in own if s.span.start_s not in told), key=lambda s: -min(len(s.words), _QUOTED_N))
    quotes += [_quote(sentence, False) for sentence in samples[:1]]
    talk_s = sum(sentence.span.duration_s for sentence in own)
    share = talk_s / max(sum(sentence.span.duration_s for sentence in talk), 1e-9)
    words_n = sum(len(sentence.words) for sentence in own)
    return VoiceState(speaker, _state_of(heard, speaker), round(talk_s, 1), round(share, 3), words_n, tuple(quotes))


def _state_of(heard: _Heard, speaker: Speaker) -> str:
    before = next(s for s in heard.found.speakers if s.id == speaker.id)
    if (before.name, before.likely) != (speaker.name, speaker.likely) or before.confidence != speaker.confidence:
        return "you said so"
    if speaker.likely:
        return "asked"
    if speaker.name.startswith("Promo voice"):
        return "promo"
    return "named" if speaker.confidence > 0.5 else "unnamed"


def _sentence_at(talk: Sequence[Sentence], at_s: float) -> Sentence:
    return min(talk, key=lambda s: 0.0 if s.span.contains(at_s) else abs(s.span.start_s - at_s) + 1e-3)


def _quote(sentence: Sentence, is_evidence: bool) -> Quote:
    words = sentence.text.split()
    text = " ".join(words[:_QUOTED_N]) + (" …" if len(words) > _QUOTED_N else "")
    return Quote(sentence.span.start_s, sentence.speaker_id or "", text, is_evidence)


def _runs(words: Sequence[Word], speakers: Speakers) -> list[list[Word]]:
    runs: list[list[Word]] = []
    for word in words:
        if runs and speakers.speaker_of_word.get(runs[-1][-1].id) == speakers.speaker_of_word.get(word.id):
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def _turn(heard: _Heard, words: Sequence[Word], labels: dict[str, str]) -> Turn:
    id = heard.decided.speaker_of_word.get(words[0].id, "")
    span = span_of(words)
    return Turn(
        word_ids=tuple(word.id for word in words), span=span, speaker_id=id, label=labels.get(id, ""),
        text=" ".join(word.text for word in words),
        is_over_another=any(span.shared_s(overlap) > 0 for overlap in heard.found.overlaps),
        is_yours=any(heard.found.speaker_of_word.get(word.id) != id for word in words),
    )  # fmt: skip


def _place_of(heard: _Heard, voice: str) -> Span | None:
    """The longest stretch that the machine gives to a voice: where a decision on it finds it again."""
    runs = [run for run in _runs(heard.words, heard.found) if heard.found.speaker_of_word.get(run[0].id) == voice]
    if not runs:
        return None
    return span_of(max(runs, key=lambda run: run[-1].end_s - run[0].start_s))


def _voice_named(heard: _Heard, name: str) -> Speaker:
    wanted = name.strip().casefold()
    for speaker in heard.decided.speakers:
        number = speaker.id.rpartition("-")[2]
        if wanted in (speaker.id.casefold(), number, speaker.name.casefold(), speaker.label.casefold()):
            return speaker
    known = ", ".join(f"{speaker.id} ({speaker.name})" for speaker in heard.decided.speakers)
    raise NotFound(f"There is no voice {name!r}.", f"There are: {known}.")
