"""What is known of every moment: how likely each kind of sound is, if somebody speaks, how far it rises above the room."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.core.ports import Tags
from onrecord.core.recording import EventKind, Listening
from onrecord.core.time import Cover, Span, intersect, union
from onrecord.signal.activity import FRAME_S, spans_of
from onrecord.signal.sequence import most_likely

ROOM, SPEECH, LAUGH, OTHER = range(4)
KINDS = {kind.value for kind in EventKind} - {"speech", "laugh"}

# What a change between room, speech, laughter and other sounds costs, in nats per 20 ms frame; how far voice activity and
# the level over the room's floor speak for or against speech and room.
_CHANGE, _VAD_WEIGHT, _ROOM_BELOW_DB, _ROOM_ABOVE_DB, _ROOM_WEIGHT = 4.0, 0.5, 4.0, 8.0, 1.5
_FOR_SOUNDS, _FOR_LAUGHTER = 1.5, 0.6
"""The tagger was taught to doubt sounds rather than words: so much in favour of sounds, in nats, and of laughter, which must not be
taken for one."""
_LEAST_LIKELY = 1e-3

_SCRAP_S = 0.12
"""What voice activity leaves of a cough that it took for speech: shorter than any word."""
DIP_DB = 5.0
"""Less above the room than this is as quiet as the room."""

_SURELY_VOICED, _VOICED, _SHORTEST_WORD_S = 0.9, 0.8, 0.08
_BRIDGED_S = 0.3
_LONGEST_OTHER_S, _LEAST_SHARE = 2.0, 0.2
"""A sound with a voiced part lasts at most this long, and at least so much of it is heard as what it is."""
_AROUND_S = 5.0


@dataclass(frozen=True, slots=True)
class Scene:
    """All that is known of every 10 ms frame. `per_frame` has shape (frames, classes); `voiced` says how likely somebody
    speaks, whatever else sounds; `labels` holds the likeliest sequence of room, speech, laughter and other sounds; `talk` is
    where words sound: speech by label, or by voice activity where nothing else is heard but more than the room.
    """

    classes: tuple[str, ...]
    per_frame: NDArray[np.float32]
    voiced: NDArray[np.float32]
    rise_db: NDArray[np.float64]
    labels: NDArray[np.int8]
    talk: list[Span]
    laughs: list[Span]

    @classmethod
    def of(
        cls, heard: Tags, step_s: float, classes: tuple[str, ...], rise_db: NDArray[np.float64], listening: Listening
    ) -> Scene:  # fmt: skip
        frames_n, per = len(rise_db), round(step_s / FRAME_S)
        at_s = (np.arange(len(heard.kinds)) + 0.5) * step_s
        middles_s = (np.arange(len(listening.likely)) + 0.5) * (listening.likely_step_s or 1.0)
        vad = (
            np.interp(at_s, middles_s, listening.likely) if listening.likely else _inside_spans(at_s, listening.speech)
        )
        rise = np.full(len(heard.kinds) * per, -20.0)
        rise[: min(frames_n, len(rise))] = rise_db[: len(rise)]
        tags = _with_vad(heard, classes, vad)
        scores = _scores(tags, classes, rise.reshape(-1, per).max(axis=1))
        path = _bridged(most_likely(scores, _CHANGE), step_s)
        _give_words_back(path, heard.voiced, vad, step_s)
        _take_voiced_parts(path, tags, classes, _inside_spans(at_s, listening.speech) > 0.5, step_s)
        labels = np.repeat(path, per)[:frames_n]
        return cls(
            classes, np.repeat(tags, per, axis=0)[:frames_n], np.repeat(heard.voiced, per)[:frames_n], rise_db, labels,
            talk=_talk(labels, rise_db, listening.speech), laughs=spans_of(labels == LAUGH, FRAME_S),
        )  # fmt: skip

    def mean(self, name: str, span: Span) -> float:
        return round(self.means(span)[name], 2)

    def means(self, span: Span, label: int | None = None) -> dict[str, float]:
        """Each class's mean over a span, louder frames counting more; over its frames of one label, where there are any."""
        first, end = frames_of(span)
        weights = np.clip(self.rise_db[first:end], 1.0, 40.0)
        if label is not None and (chosen := self.labels[first:end] == label).any():
            weights = weights * chosen
        mean = np.average(self.per_frame[first:end], axis=0, weights=weights)
        return dict(zip(self.classes, mean.tolist(), strict=True))

    def peak_db(self, span: Span) -> float:
        """How far it rises above the room."""
        return float(self.rise_db[slice(*frames_of(span))].max())

    def words_rise_db(self, span: Span) -> float:
        """How far the words around a span stand above the room."""
        around = span.grown(_AROUND_S)
        at = bisect_right(self.talk, around.start_s, key=lambda talk: talk.end_s)
        heard: list[NDArray[np.float64]] = []
        while at < len(self.talk) and self.talk[at].start_s < around.end_s:
            heard.append(self.rise_db[slice(*frames_of(self.talk[at]))])
            at += 1
        return float(np.median(np.concatenate(heard))) if heard else 0.0

    def evidence(self, span: Span) -> str:
        return f"{self.peak_db(span):.0f} dB over the room, {1000 * span.duration_s:.0f} ms"


def without_scraps(spans: Sequence[Span], spoken: Sequence[Span]) -> list[Span]:
    """Without the short ends that voice activity leaves of a sound that it took for speech."""
    voiced = Cover(spoken)
    return [span for span in spans if span.duration_s >= _SCRAP_S or voiced.shared_s(span) > 0]


def _with_vad(heard: Tags, classes: Sequence[str], vad: NDArray[np.float64]) -> NDArray[np.float32]:
    """The tags with what voice activity says for or against speech. It takes many a cough for speech, so it counts no more
    than what the tagger hears of a voice. Where nothing was in question the tagger did not listen and says room for certain:
    there voice activity alone has the word.
    """
    room, speech = classes.index("room"), classes.index("speech")
    tags, unheard = heard.kinds.copy(), heard.kinds[:, room] >= 1.0
    tags[unheard, speech] = vad[unheard]
    tags[unheard, room] = 1.0 - vad[unheard]
    voice = np.where(unheard, vad, np.minimum(vad, heard.voiced))
    for_speech = _VAD_WEIGHT * np.clip(np.log((voice + 0.02) / (1.02 - voice)), -3.0, 3.0)
    tags[:, speech] = (tags[:, speech] + _LEAST_LIKELY) * np.exp(for_speech)
    return np.asarray(tags / tags.sum(axis=1, keepdims=True), np.float32)


def _scores(tags: NDArray[np.float32], classes: Sequence[str], rise_db: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log-likelihoods of room, speech, laughter and other sounds, shape (frames, 4)."""
    others = [i for i, name in enumerate(classes) if name in KINDS]
    groups = [tags[:, classes.index(name)] for name in ("room", "speech", "laugh")]
    scores = np.log(np.stack([*groups, tags[:, others].sum(axis=1)], axis=1).astype(np.float64) + _LEAST_LIKELY)
    scores[:, OTHER] += _FOR_SOUNDS
    scores[:, LAUGH] += _FOR_LAUGHTER
    scores[:, ROOM] += np.select(
        [rise_db < _ROOM_BELOW_DB, rise_db > _ROOM_ABOVE_DB], [_ROOM_WEIGHT, -_ROOM_WEIGHT], 0.0
    )
    return scores


def _bridged(path: NDArray[np.int8], step_s: float) -> NDArray[np.int8]:
    """Laughter and coughs that touch are told apart by length: a laugh begins with a cough-like gasp, a cough has a voiced
    middle. What is shorter than 0.3 s and than its neighbour takes the neighbour's name.
    """
    path = path.copy()
    edges = [0, *(np.flatnonzero(np.diff(path)) + 1).tolist(), len(path)]
    runs = [(end - first, first, end, int(path[first])) for first, end in pairwise(edges) if end > first]
    for index, (long_n, first, end, state) in enumerate(runs):
        if state not in (LAUGH, OTHER) or long_n > round(_BRIDGED_S / step_s):
            continue
        wanted = OTHER if state == LAUGH else LAUGH
        beside = [n for n, _, _, label in runs[max(0, index - 1) : index + 2] if label == wanted and n > long_n]
        if beside and (state == OTHER or max(beside) > 3 * long_n):
            path[first:end] = wanted
    return path


def _give_words_back(
    path: NDArray[np.int8], voiced: NDArray[np.float32], vad: NDArray[np.float64], step_s: float
) -> None:
    """What surely is a voice under a sound, or by voice activity too, and not for a moment only, is a word, in place."""
    is_voice = (voiced >= _SURELY_VOICED) | ((voiced >= _VOICED) & (vad >= 0.5))
    for span in spans_of(is_voice, step_s):
        if span.duration_s >= _SHORTEST_WORD_S - step_s / 2:
            under = path[round(span.start_s / step_s) : round(span.end_s / step_s)]
            under[under == OTHER] = SPEECH


def _take_voiced_parts(
    path: NDArray[np.int8], tags: NDArray[np.float32], classes: Sequence[str], is_voice: NDArray[np.bool_], step_s: float
) -> None:  # fmt: skip
    """A sneeze begins with a vowel, and a cough may end in one. Where such a sound stands by itself, and voice activity heard
    no speech in all of it, what the tagger takes for speech is given to the sound, in place.
    """
    others = [i for i, name in enumerate(classes) if name in KINDS]
    edges = np.flatnonzero(np.diff(np.concatenate([[False], path != ROOM, [False]])))
    for first, end in edges.reshape(-1, 2).tolist():
        alone = slice(first, end)
        spoken, other = path[alone] == SPEECH, path[alone] == OTHER
        is_one_sound = end - first <= _LONGEST_OTHER_S / step_s and other.sum() >= _LEAST_SHARE * (end - first)
        if not spoken.any() or not is_one_sound or (path[alone] == LAUGH).any() or is_voice[alone].any():
            continue
        kind = others[int(tags[alone][other][:, others].sum(axis=0).argmax())]
        tags[alone][:, kind] += tags[alone][:, classes.index("speech")]
        tags[alone][:, classes.index("speech")] = 0.0
        path[alone][spoken] = OTHER


def _inside_spans(at_s: NDArray[Any], spans: Sequence[Span]) -> NDArray[np.float64]:
    """Likely where a moment lies in one of the spans, unlikely elsewhere."""
    ends_s = np.array([-1.0, *(span.end_s for span in spans)])
    inside = at_s < ends_s[np.searchsorted([span.start_s for span in spans], at_s, side="right")]
    return np.where(inside, 0.95, 0.05)


def _talk(labels: NDArray[np.int8], rise_db: NDArray[np.float64], speech: Sequence[Span]) -> list[Span]:
    """Voice activity lasts on for a while: it counts where something sounds, and not for the scraps that it leaves of a
    sound that it took for speech.
    """
    spoken = spans_of(labels == SPEECH, FRAME_S)
    maybe = intersect(speech, spans_of((labels == ROOM) & (rise_db >= DIP_DB), FRAME_S))
    return without_scraps(union([*spoken, *maybe], join_gaps_s=2 * FRAME_S), spoken)


def frames_of(span: Span) -> tuple[int, int]:
    first = round(span.start_s / FRAME_S)
    return first, max(first + 1, round(span.end_s / FRAME_S))
