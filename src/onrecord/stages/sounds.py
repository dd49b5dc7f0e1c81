"""sounds: what is heard beside speech, and what it is: coughs, clicks, knocks, laughter, music."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from onrecord.core.ports import Tags, Tools
from onrecord.core.recording import Event, EventKind, Listening, Recording, Sounds
from onrecord.core.stage import Settings, Stage
from onrecord.core.time import Cover, Span, intersect, subtract, union
from onrecord.signal.activity import FRAME_S, floor_db, levels_of, spans_of, speaking_level_db
from onrecord.signal.sequence import most_likely

_ROOM, _SPEECH, _LAUGH, _OTHER = range(4)
_KINDS = {kind.value for kind in EventKind} - {"speech", "laugh"}

# What a change between room, speech, laughter and other sounds costs, in nats per 20 ms frame; how far voice activity and
# the level over the room's floor speak for or against speech and room.
_CHANGE, _VAD_WEIGHT, _ROOM_BELOW_DB, _ROOM_ABOVE_DB, _ROOM_WEIGHT = 4.0, 0.5, 4.0, 8.0, 1.5
_FOR_SOUNDS = 1.5
"""The tagger was taught to doubt sounds rather than words: so much in favour of sounds, in nats."""
_LEAST_LIKELY = 1e-3

_SCRAP_S = 0.12
"""What voice activity leaves of a cough that it took for speech: shorter than any word."""
_DIP_DB = 5.0
_DIP_BEFORE_S, _DIP_AFTER_S = 0.08, 0.06
"""A sound apart from the words has this much room between. A stop consonant closes for less."""
_BESIDE_WORD_S, _STILL_SPOKEN, _CLEAR_S = 0.18, 0.05, 0.04
"""Where there is no such dip, a word may go on under the sound: as long as a voice is at least so likely, and a little more, but
no longer than this.
"""
_SURELY_VOICED, _VOICED, _SHORTEST_WORD_S = 0.95, 0.8, 0.08
_FAR_S = 0.3
_BRIDGED_S = 0.3
_ONE_SOUND_S = 0.35
_ONSET_S, _ONSET_DB = 0.06, 15.0
_FADE_FRAMES_N, _FADED_DB, _LEAST_TAIL_S, _LONGEST_FADE_S = 5, 4.0, 0.06, 0.3
_STANDS_OUT_DB = 10.0
_SHORTEST_S = 0.03
_LAUGH_TAIL_S, _IN_LAUGHTER_S, _SURELY_NO_LAUGH = 0.1, 0.6, 0.9
"""A laugh dies away in gasps, and draws breath: what follows so closely on one, or lies so close between two, belongs to it, unless
it is surely something else."""
_LONGEST_TUNE_S = 4.0
_LONGEST_OTHER_S, _LEAST_SHARE = 2.0, 0.2
"""A sound with a voiced part lasts at most this long, and at least so much of it is heard as what it is."""
_SURE, _NOT_SURE, _LEAST_SURE = 0.5, 0.45, 0.05
_NEAR_WORDS_DB, _NEAR_WORDS = (8.0, 15.0), (0.5, 0.25)
"""Near words only what is likelier than this counts: the less the words stand above the room (dB), the more."""
_AROUND_S = 5.0


class SoundsSettings(Settings):
    """What counts as a sound."""

    over_floor_db: float = Field(
        8.0, ge=3.0, le=30.0, description="How far above the room's floor a sound must rise to be heard as one, in dB."
    )
    under_speech_db: float = Field(
        26.0,
        ge=6.0,
        le=60.0,
        description="How far under the level of speech a sound may lie and still be heard as one, in dB.",
    )


def sounds(inputs: Mapping[str, Any], settings: SoundsSettings, tools: Tools) -> Sounds:
    """Speech, laughter and other sounds apart: each where it begins and ends, by tagger, voice activity and level together."""
    recording: Recording = inputs["ingest"]
    listening: Listening = inputs["listen"]
    sound = tools.blobs.open(recording.mix_blob)
    try:
        levels_db = levels_of(sound, lambda done: tools.progress(0.1 * done))
        floor = floor_db(levels_db)
        runs = _runs(levels_db, floor, settings)
        asked = [span.grown(_FAR_S) for span in _in_question(runs, listening.speech)]
        tagger = tools.sound_tagger
        tags = tagger.tags(sound, 1.0, asked, lambda done: tools.progress(0.1 + 0.8 * done))
    finally:
        sound.close()
    scene = _Scene.of(tags, tagger.step_s, tagger.classes, levels_db - floor, listening)
    laughter = Cover(scene.laughs)
    found = [event for part in _parts(scene, runs) if (event := _event(part, scene, laughter)) is not None]
    found += [
        Event(span, EventKind.LAUGH, scene.mean("laugh", span), "sounds", scene.evidence(span)) for span in scene.laughs
    ]
    events = sorted(
        (replace(e, span=_within(e.span, recording.duration_s)) for e in found), key=lambda e: (e.span, e.kind)
    )
    speech = [_within(span, recording.duration_s) for span in _speech(listening.speech, scene.talk, events)]
    tools.progress(1.0)
    return Sounds(tuple(s for s in speech if s.duration_s > 0), tuple(e for e in events if e.span.duration_s > 0))


def _speech(by_vad: Sequence[Span], talk: Sequence[Span], events: Sequence[Event]) -> list[Span]:
    """All that may be words: by voice activity or by label, without what is surely another sound, and the scraps beside it."""
    others = [e.span for e in events if e.kind not in (EventKind.LAUGH, EventKind.MUSIC) and e.confidence >= _SURE]
    return _without_scraps(subtract(union([*by_vad, *talk]), others), talk)


def _without_scraps(spans: Sequence[Span], spoken: Sequence[Span]) -> list[Span]:
    """Without the short ends that voice activity leaves of a sound that it took for speech."""
    voiced = Cover(spoken)
    return [span for span in spans if span.duration_s >= _SCRAP_S or voiced.shared_s(span) > 0]


@dataclass(frozen=True, slots=True)
class _Scene:
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
    ) -> _Scene:  # fmt: skip
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
            talk=_talk(labels, rise_db, listening.speech), laughs=spans_of(labels == _LAUGH, FRAME_S),
        )  # fmt: skip

    def mean(self, name: str, span: Span) -> float:
        return round(self.means(span)[name], 2)

    def means(self, span: Span, label: int | None = None) -> dict[str, float]:
        """Each class's mean over a span, louder frames counting more; over its frames of one label, where there are any."""
        first, end = _frames(span)
        weights = np.clip(self.rise_db[first:end], 1.0, 40.0)
        if label is not None and (chosen := self.labels[first:end] == label).any():
            weights = weights * chosen
        mean = np.average(self.per_frame[first:end], axis=0, weights=weights)
        return dict(zip(self.classes, mean.tolist(), strict=True))

    def peak_db(self, span: Span) -> float:
        """How far it rises above the room."""
        return float(self.rise_db[slice(*_frames(span))].max())

    def words_rise_db(self, span: Span) -> float:
        """How far the words around a span stand above the room."""
        around = span.grown(_AROUND_S)
        at = bisect_right(self.talk, around.start_s, key=lambda talk: talk.end_s)
        heard: list[NDArray[np.float64]] = []
        while at < len(self.talk) and self.talk[at].start_s < around.end_s:
            heard.append(self.rise_db[slice(*_frames(self.talk[at]))])
            at += 1
        return float(np.median(np.concatenate(heard))) if heard else 0.0

    def evidence(self, span: Span) -> str:
        return f"{self.peak_db(span):.0f} dB over the room, {1000 * span.duration_s:.0f} ms"


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
    others = [i for i, name in enumerate(classes) if name in _KINDS]
    groups = [tags[:, classes.index(name)] for name in ("room", "speech", "laugh")]
    scores = np.log(np.stack([*groups, tags[:, others].sum(axis=1)], axis=1).astype(np.float64) + _LEAST_LIKELY)
    scores[:, _OTHER] += _FOR_SOUNDS
    scores[:, _ROOM] += np.select(
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
        if state not in (_LAUGH, _OTHER) or long_n > round(_BRIDGED_S / step_s):
            continue
        wanted = _OTHER if state == _LAUGH else _LAUGH
        beside = [n for n, _, _, label in runs[max(0, index - 1) : index + 2] if label == wanted and n > long_n]
        if beside and (state == _OTHER or max(beside) > 3 * long_n):
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
            under[under == _OTHER] = _SPEECH


def _take_voiced_parts(
    path: NDArray[np.int8], tags: NDArray[np.float32], classes: Sequence[str], is_voice: NDArray[np.bool_], step_s: float
) -> None:  # fmt: skip
    """A sneeze begins with a vowel, and a cough may end in one. Where such a sound stands by itself, and voice activity heard
    no speech in all of it, what the tagger takes for speech is given to the sound, in place.
    """
    others = [i for i, name in enumerate(classes) if name in _KINDS]
    edges = np.flatnonzero(np.diff(np.concatenate([[False], path != _ROOM, [False]])))
    for first, end in edges.reshape(-1, 2).tolist():
        alone = slice(first, end)
        spoken, other = path[alone] == _SPEECH, path[alone] == _OTHER
        is_one_sound = end - first <= _LONGEST_OTHER_S / step_s and other.sum() >= _LEAST_SHARE * (end - first)
        if not spoken.any() or not is_one_sound or (path[alone] == _LAUGH).any() or is_voice[alone].any():
            continue
        kind = others[int(tags[alone][other][:, others].sum(axis=0).argmax())]
        tags[alone][:, kind] += tags[alone][:, classes.index("speech")]
        tags[alone][:, classes.index("speech")] = 0.0
        path[alone][spoken] = _OTHER


def _inside_spans(at_s: NDArray[Any], spans: Sequence[Span]) -> NDArray[np.float64]:
    """Likely where a moment lies in one of the spans, unlikely elsewhere."""
    ends_s = np.array([-1.0, *(span.end_s for span in spans)])
    inside = at_s < ends_s[np.searchsorted([span.start_s for span in spans], at_s, side="right")]
    return np.where(inside, 0.95, 0.05)


def _talk(labels: NDArray[np.int8], rise_db: NDArray[np.float64], speech: Sequence[Span]) -> list[Span]:
    """Voice activity lasts on for a while: it counts where something sounds, and not for the scraps that it leaves of a
    sound that it took for speech.
    """
    spoken = spans_of(labels == _SPEECH, FRAME_S)
    maybe = intersect(speech, spans_of((labels == _ROOM) & (rise_db >= _DIP_DB), FRAME_S))
    return _without_scraps(union([*spoken, *maybe], join_gaps_s=2 * FRAME_S), spoken)


def _runs(levels_db: NDArray[np.float64], floor: NDArray[np.float64], settings: SoundsSettings) -> list[Span]:
    """Where something stands out of the room; dips shorter than 0.09 s are bridged."""
    speaking_db = speaking_level_db(levels_db, floor)
    active = levels_db > np.maximum(floor + settings.over_floor_db, speaking_db - settings.under_speech_db)
    return union(spans_of(active, FRAME_S), join_gaps_s=0.09)


def _in_question(runs: Sequence[Span], speech: Sequence[Span]) -> list[Span]:
    """What stands out where voice activity is not sure of speech: beside speech, or as long as a cough."""
    beside = subtract(runs, [span.grown(0.02, 0.04) for span in speech])
    return [*(span for span in beside if span.duration_s >= 2 * FRAME_S), *(s for s in speech if s.duration_s < 1.0)]


def _parts(scene: _Scene, runs: Sequence[Span]) -> list[Span]:
    """Where other sounds may be: what is labelled so, and what else stands well out of the room where nobody talks or
    laughs. What follows closely without talk between is one sound.
    """
    labelled = spans_of(scene.labels == _OTHER, FRAME_S)
    taken = [*(s.grown(0.06, 0.08) for s in scene.talk), *(s.grown(0.05, 0.2) for s in scene.laughs), *labelled]
    rest = [s for s in subtract(runs, taken) if scene.peak_db(s) >= _STANDS_OUT_DB]
    voices, told = Cover([*scene.talk, *scene.laughs]), Cover(labelled)
    parts: list[Span] = []
    for part in union([*labelled, *rest]):
        near = bool(parts) and part.start_s - parts[-1].end_s <= _ONE_SOUND_S
        near = near and (told.shared_s(parts[-1]) > 0 or told.shared_s(part) > 0)
        if near and not voices.shared_s(Span(parts[-1].end_s, part.start_s)):
            parts[-1] = Span(parts[-1].start_s, part.end_s)
        else:
            parts.append(part)
    return parts


def _event(part: Span, scene: _Scene, laughter: Cover) -> Event | None:
    """What one sound is, from where to where it can be taken out without a word, and how sure that is."""
    span, is_beside_n, is_near = _borders(part, scene)
    if span.duration_s < _SHORTEST_S or scene.peak_db(span) < _DIP_DB:
        return None
    likely, whole = scene.means(part, _OTHER), scene.means(span)
    other = sum(likely[name] for name in scene.classes if name in _KINDS)
    if scene.peak_db(part) >= _STANDS_OUT_DB and likely["room"] < 0.8:
        other /= 1.0 - likely["room"]  # something sounds here: that it is the room is out of the question
    voice = whole["speech"] + whole["laugh"]
    if likely.get("music", 0.0) > 0.5 and span.duration_s > _LONGEST_TUNE_S:
        return Event(span, EventKind.MUSIC, round(likely["music"], 2), "sounds", scene.evidence(span))
    if voice > max(0.5, other):
        return None
    # Far from all words a moment of room that is cut costs nothing; close to one the sound itself must be sure.
    doubt = float(np.interp(scene.words_rise_db(part), _NEAR_WORDS_DB, _NEAR_WORDS))
    sure = max(0.0, (other - doubt) / (1.0 - doubt)) if is_near else 1.0 - voice
    if is_beside_n == 2 or (_is_of_a_laugh(part, laughter) and other < _SURELY_NO_LAUGH):
        sure = min(sure, _NOT_SURE)
    ranked = sorted(((p, name) for name, p in likely.items() if name in _KINDS), reverse=True)
    if sure < _LEAST_SURE:
        return None
    name = "ring" if ranked[0][1] == "music" else ranked[0][1]
    heard_as = ", ".join(f"{100 * p:.0f} % {kind}" for p, kind in ranked[:2] if p >= 0.1)
    evidence = f"{scene.evidence(span)}; sounds like {heard_as}" if heard_as else scene.evidence(span)
    return Event(span, EventKind(name), round(min(1.0, sure), 2), "sounds", evidence)


def _is_of_a_laugh(part: Span, laughter: Cover) -> bool:
    near = (part.grown(_IN_LAUGHTER_S, 0.0), part.grown(0.0, _IN_LAUGHTER_S))
    return laughter.shared_s(part.grown(_LAUGH_TAIL_S, 0.0)) > 0 or all(laughter.shared_s(side) > 0 for side in near)


def _borders(part: Span, scene: _Scene) -> tuple[Span, int, bool]:
    """The sound's span clear of the words around it, on how many sides it is right beside a word, and if one is near.

    It starts with its onset and ends when it has faded. Where no dip to the room lies between it and a word, the word may
    go on underneath.
    """
    rise, voiced = scene.rise_db, scene.voiced
    first, end = _frames(part)
    at = bisect_right(scene.talk, part.start_s + FRAME_S / 2, key=lambda span: span.start_s)
    before = round(scene.talk[at - 1].end_s / FRAME_S) if at else -10_000
    before = min(before, first)
    after = round(scene.talk[at].start_s / FRAME_S) if at < len(scene.talk) else len(rise) + 10_000
    after = max(after, end)
    low = max(before, 0, first - round(_ONSET_S / FRAME_S))
    loud = rise[low:end] >= max(rise[first : min(end, first + 15)].max() - _ONSET_DB, _DIP_DB)
    onset = low + int(loud.argmax()) if loud.any() else first
    high = min(after, len(rise), end + round(_LONGEST_FADE_S / FRAME_S))
    start, stop = max(low, onset - 1), min(high, end + max(_fade_n(rise[end:high]), round(_LEAST_TAIL_S / FRAME_S)))
    beside_n, beside = 0, round(_BESIDE_WORD_S / FRAME_S)
    if onset - before < beside and _dip_s(rise[max(0, before) : onset]) < _DIP_BEFORE_S:
        clear, goes_on = _clear_of(voiced[before : before + beside])
        start, beside_n = max(start, before + clear), beside_n + goes_on
    if after - end < beside and _dip_s(rise[end:after]) < _DIP_AFTER_S:
        clear, goes_on = _clear_of(voiced[max(0, after - beside) : after][::-1])
        stop, beside_n = min(stop, after - clear), beside_n + goes_on
    is_near = min(first - before, after - end) < round(_FAR_S / FRAME_S)
    return Span(start * FRAME_S, max(start, stop) * FRAME_S), beside_n, is_near


def _clear_of(voiced: NDArray[np.float32]) -> tuple[int, bool]:
    """How many of the frames next to a word to keep away from it, and if its voice may go on through all of them."""
    spoken = np.flatnonzero(voiced >= _STILL_SPOKEN)
    clear_n = (int(spoken[-1]) + 1 if len(spoken) else 0) + round(_CLEAR_S / FRAME_S)
    return min(clear_n, len(voiced)), clear_n >= len(voiced)


def _fade_n(rise_db: NDArray[np.float64]) -> int:
    """How many frames it takes until the sound has faded into the room."""
    if not len(rise_db):
        return 0
    smooth = np.convolve(rise_db, np.ones(_FADE_FRAMES_N) / _FADE_FRAMES_N, mode="same")
    return int((smooth < _FADED_DB).argmax()) if (smooth < _FADED_DB).any() else len(rise_db)


def _dip_s(rise_db: NDArray[np.float64]) -> float:
    """How long it is as quiet as the room."""
    return float((rise_db < _DIP_DB).sum()) * FRAME_S


def _within(span: Span, duration_s: float) -> Span:
    return Span(min(span.start_s, duration_s), min(span.end_s, duration_s))


def _frames(span: Span) -> tuple[int, int]:
    first = round(span.start_s / FRAME_S)
    return first, max(first + 1, round(span.end_s / FRAME_S))


STAGE = Stage(
    name="sounds",
    version=6,
    says="Listening for coughs, clicks and laughter",
    needs=("ingest", "listen"),
    settings=SoundsSettings,
    makes=Sounds,
    run=sounds,
    schema="sounds.1",
    engines=("sound_tagger",),
)
