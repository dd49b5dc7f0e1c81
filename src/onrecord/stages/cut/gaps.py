"""Where nothing may be cut, and the gaps between."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np

from onrecord.core.people import Speakers
from onrecord.core.recording import CLEAR_OF_WORDS_S, EventKind, Listening, Sounds
from onrecord.core.talk import is_question
from onrecord.core.time import Cover, Span, covered_s, intersect, subtract, union
from onrecord.core.transcript import Word
from onrecord.signal.activity import spans_of

KEPT = (EventKind.LAUGH, EventKind.MUSIC, EventKind.SPEECH)
_LONGEST_NOISE_S = {EventKind.RING: 12.0}
_LONGEST_OTHER_NOISE_S = 3.0
_BEFORE_SPEECH_S, _AFTER_SPEECH_S = 0.06, 0.08
_NOISY_DB, _LONG_WORD_S = 9.0, 0.8
_SURE_WORD, _SURE_SOUND = 0.9, 0.85
"""A sound within a sure word, or just before it, must be surer than others: it may be the word's own soft beginning."""
_SOFT_BEGINNING_S = 0.25
_HARDLY_A_WORD = 0.2
"""A recogniser writes words this doubtful into a silent room, too; where something sounds they count."""
_SOUNDS_DB, _QUIET_S, _VOICED_S = 6.0, 0.1, 0.1
"""A stop within a word is shorter than this quiet; what has so much voice elsewhere is a word there."""
_FADES_S = 1.0
"""Music begins before it can be told from the room, and dies away after."""


def longest_s(kind: EventKind) -> float:
    """The longest that a sound of this kind lasts; what lasts longer is something else, and stays."""
    return _LONGEST_NOISE_S.get(kind, _LONGEST_OTHER_NOISE_S)


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch without speech between two protected stretches.

    `quiet_before_s` and `quiet_after_s` are what lies between it and speech or laughter that is heard: more than a word's margin
    where only the recogniser knows of a word. `usual_pause_s` is how long the next speaker usually pauses.
    """

    span: Span
    is_first: bool
    is_last: bool
    quiet_before_s: float
    quiet_after_s: float
    usual_pause_s: float
    after: str
    before: str
    is_after_question: bool = False
    is_turn: bool = False

    @property
    def margin_before_s(self) -> float:
        """What is room between the last word and it, whoever knows of the word."""
        return min(self.quiet_before_s, _AFTER_SPEECH_S)

    @property
    def margin_after_s(self) -> float:
        return min(self.quiet_after_s, _BEFORE_SPEECH_S)

    @property
    def margins_s(self) -> float:
        return self.margin_before_s + self.margin_after_s

    @property
    def is_edge(self) -> bool:
        """Whether the recording begins or ends in it."""
        return self.is_first or self.is_last


def noisy_voices(listening: Listening, words: Sequence[Word], speakers: Speakers) -> set[str]:
    """Speakers whose words stand so little above the room that voice activity misses parts of them."""
    levels: dict[str, list[float]] = {}
    for word in words:
        at = round((word.start_s + word.end_s) / 2 / listening.level_step_s)
        if at < len(listening.level_dbfs):
            levels.setdefault(speakers.speaker_of_word.get(word.id, ""), []).append(listening.level_dbfs[at])
    return {who for who, found in levels.items() if median(found) - listening.floor_dbfs < _NOISY_DB}


def sounding(listening: Listening) -> list[Span]:
    """Where something stands out of the room, with at least 0.1 s of quiet between."""
    step_s = listening.level_step_s
    is_loud = np.asarray(listening.level_dbfs) > listening.floor_dbfs + _SOUNDS_DB
    return union(spans_of(is_loud, step_s), join_gaps_s=_QUIET_S - step_s / 2)


def protected_spans(
    words: Sequence[Word],
    sounds: Sounds,
    surest_only: float = 0.5,
    doubtful: Sequence[Word] = (),
    runs: Sequence[Span] = (),
) -> list[Span]:
    """Where nothing may be cut: speech, every word, and laughter.

    Recognisers stretch a word over the pause beside it, so a word counts where speech was heard too; a word of which
    nothing else knows counts whole, unless it lies on a sound that goes, or is hardly a word and nothing sounds there. So do the `doubtful` ones, which are too
    soft for voice activity. Word borders are widened; what is surely another sound was cut clear of
    the words by `sounds`. `runs` is what stands out of the room: a sound under a sure word is not the word's when the word
    is heard in another run.
    """
    spans = [span.grown(_BEFORE_SPEECH_S, _AFTER_SPEECH_S) for span in sounds.speech]
    near = Cover(span.grown(0.12, 0.16) for span in sounds.speech)
    sure = [
        e for e in sounds.events
        if e.kind not in KEPT and e.confidence >= surest_only and e.span.duration_s <= longest_s(e.kind)
    ]  # fmt: skip
    said = [w.span for w in words if w.confidence >= _SURE_WORD and w.span.duration_s <= _LONG_WORD_S]
    begun = Cover(span.grown(_SOFT_BEGINNING_S, 0.0) for span in said)
    of_words = [e.span for e in sure if e.confidence < _SURE_SOUND and begun.shared_s(e.span) > 0.8 * e.span.duration_s]
    of_words = [span for span in of_words if not _stands_apart(span, said, runs, sounds.speech)]
    clear = subtract((e.span for e in sure), of_words)
    coughed, sounds_there = Cover(clear), Cover(runs)
    for word in words:
        heard = Span(max(0.0, word.start_s - 0.03), word.end_s + 0.08)
        is_cough = coughed.shared_s(word.span) > 0.7 * word.span.duration_s
        is_made_up = word.confidence < _HARDLY_A_WORD and bool(runs) and not sounds_there.shared_s(heard)
        if near.shared_s(heard) < 0.3 * word.span.duration_s and not is_cough and not is_made_up:
            spans.append(heard.grown(0.12, 0.1))  # nothing but the recogniser's own times to go by
    alone = [word for word in doubtful if coughed.shared_s(word.span) < 0.3 * min(word.span.duration_s, _LONG_WORD_S)]
    ends_s = sorted(span.end_s for span in clear)
    for word in alone:
        sounded = bisect_right(ends_s, word.start_s)  # before which the word's soft beginning does not lie
        soft_s = max(word.start_s - _SOFT_BEGINNING_S, ends_s[sounded - 1] if sounded else 0.0)
        spans.append(Span(max(soft_s, word.end_s - _LONG_WORD_S), word.end_s))
    spans = [*subtract(spans, clear), *of_words]
    spans += [e.span.grown(_FADES_S if e.kind is EventKind.MUSIC else 0.05) for e in sounds.events if e.kind in KEPT]
    return union(spans)


def _stands_apart(sound: Span, said: Sequence[Span], runs: Sequence[Span], speech: Sequence[Span]) -> bool:
    """Whether the words laid over a sound are heard beside it: a recogniser stretched them over it and the quiet between."""
    near = sound.grown(_LONG_WORD_S)
    over = [span.grown(0.0, _AFTER_SPEECH_S) for span in said if span.shared_s(sound) > 0]
    others = [run for run in runs if run.shared_s(near) > 0 and not run.shared_s(sound)]
    voices = intersect(others, [span for span in speech if span.shared_s(near) > 0])
    return covered_s(sound, over) > 0.5 * sound.duration_s and all(covered_s(w, voices) >= _VOICED_S for w in over)


def gaps(
    protected: Sequence[Span], sounds: Sounds, duration_s: float, words: Sequence[Word], speakers: Speakers
) -> list[Gap]:
    usual = _usual_pauses(words, speakers)
    starts = [word.start_s for word in words]
    heard = union([*sounds.speech, *(event.span for event in sounds.events if event.kind in KEPT)])
    heard_starts_s, heard_ends_s = [s.start_s for s in heard], [s.end_s for s in heard]
    spans = subtract([Span(0.0, duration_s)], protected)
    found = []
    for number, span in enumerate(spans):
        # a word that lies within the gap was made of a noise, and nobody said it
        at = bisect_left(starts, span.start_s)
        after = words[at - 1] if at else None
        before = next((words[i] for i in range(at, len(words)) if words[i].end_s > span.end_s), None)
        who = speakers.speaker_of_word.get(before.id, "") if before else ""
        who_before = speakers.speaker_of_word.get(after.id, "") if after else ""
        ended = bisect_right(heard_ends_s, span.start_s + 1e-6)
        begins = bisect_left(heard_starts_s, span.end_s - 1e-6)
        last_s = heard_ends_s[ended - 1] if ended else 0.0
        next_s = heard_starts_s[begins] if begins < len(heard) else duration_s
        # where nothing is heard up to the next gap there is a word that only the recogniser knows of
        is_after_heard = last_s > (spans[number - 1].end_s if number else 0.0)
        is_before_heard = next_s < (spans[number + 1].start_s if number + 1 < len(spans) else duration_s)
        # speech that ends where the gap begins ends there because of another sound, which keeps its own distance from the word
        before_s = (is_after_heard and span.start_s - last_s) or CLEAR_OF_WORDS_S
        after_s = (is_before_heard and next_s - span.end_s) or CLEAR_OF_WORDS_S
        found.append(
            Gap(
                span,
                span.start_s == 0.0,
                span.end_s >= duration_s,
                before_s,
                after_s,
                usual.get(who, 0.3),
                after.text if after else "",
                before.text if before else "",
                after is not None and is_question(after.text),
                who != who_before,
            )
        )
    return found


def _usual_pauses(words: Sequence[Word], speakers: Speakers) -> dict[str, float]:
    """Each speaker's median pause between two of their own words, of those that are long enough to be one."""
    pauses: dict[str, list[float]] = {}
    for one, two in pairwise(words):
        who = speakers.speaker_of_word.get(one.id, "")
        pause_s = two.start_s - one.end_s
        if who == speakers.speaker_of_word.get(two.id, "") and 0.15 <= pause_s <= 1.5:
            pauses.setdefault(who, []).append(pause_s)
    return {who: sorted(found)[len(found) // 2] for who, found in pauses.items() if len(found) >= 3}
