"""Which sounds there are beside talk and laughter, what each is, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from onrecord.core.recording import NOT_SURE, Event, EventKind
from onrecord.core.time import Cover, Span, subtract, union
from onrecord.signal.activity import FRAME_S, spans_of
from onrecord.stages.sounds.borders import SHORTEST_S, borders_of
from onrecord.stages.sounds.scene import DIP_DB, KINDS, OTHER, Scene

_ONE_SOUND_S = 0.35
_STANDS_OUT_DB = 10.0
_LAUGH_TAIL_S, _IN_LAUGHTER_S, _SURELY_NO_LAUGH = 0.1, 0.6, 0.9
"""A laugh dies away in gasps, and draws breath: what follows so closely on one, or lies so close between two, belongs to it, unless
it is surely something else."""
_LONGEST_TUNE_S, _LEAST_MUSIC, _BED_S = 4.0, 0.5, 30.0
"""A telephone plays no longer. What is most like music so close to a longer tune is the same music, under or between words."""
_REST_S = 4.0
"""Music falls silent no longer than this and goes on."""
SURE, _LEAST_SURE = 0.5, 0.05
_WORTH_TELLING = 0.1
_NEAR_WORDS_DB, _NEAR_WORDS = (8.0, 15.0), (0.5, 0.25)
"""Near words only what is likelier than this counts: the less the words stand above the room (dB), the more."""


def parts_of(scene: Scene, runs: Sequence[Span]) -> list[Span]:
    """Where other sounds may be: what is labelled so, and what else stands well out of the room where nobody talks or
    laughs. What follows closely without talk between is one sound.
    """
    labelled = spans_of(scene.labels == OTHER, FRAME_S)
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


def near_music(parts: Sequence[Span], scene: Scene) -> Cover:
    """Where music that is heard by itself may go on under words."""
    long = [part for part in parts if part.duration_s > _LONGEST_TUNE_S]
    return Cover(p.grown(_BED_S) for p in long if scene.means(p, OTHER).get("music", 0.0) > _LEAST_MUSIC)


def event_of(part: Span, scene: Scene, laughter: Cover, music: Cover, beds: Cover) -> Event | None:
    """What one sound is, from where to where it can be taken out without a word, and how sure that is: that it is no voice,
    whichever kind of sound it may be.
    """
    borders = borders_of(part, scene)
    span = borders.span
    if span.duration_s < SHORTEST_S or scene.peak_db(span) < DIP_DB:
        return None
    likely, whole = scene.means(part, OTHER), scene.means(span)
    other = sum(likely[name] for name in scene.classes if name in KINDS)
    if scene.peak_db(part) >= _STANDS_OUT_DB and likely["room"] < 0.8:
        other /= 1.0 - likely["room"]  # something sounds here: that it is the room is out of the question
    voice = whole["speech"] + whole["laugh"]
    if likely.get("music", 0.0) > _LEAST_MUSIC and span.duration_s > _LONGEST_TUNE_S:
        return Event(span, EventKind.MUSIC, round(likely["music"], 2), "sounds", scene.evidence(span))
    if whole["laugh"] > max(0.5, other):  # not surely one, and surely nothing to cut, nor to cut into
        return Event(span, EventKind.LAUGH, round(whole["laugh"], 2), "sounds", scene.evidence(span))
    if voice > max(0.5, other) or not other:
        return None
    # Far from all words a moment of room that is cut costs nothing; close to one the sound itself must be sure.
    doubt = float(np.interp(scene.words_rise_db(part), _NEAR_WORDS_DB, _NEAR_WORDS))
    sure = max(0.0, (other - doubt) / (1.0 - doubt)) if borders.is_near else 1.0 - voice
    if _is_of_a_laugh(part, laughter) and other < _SURELY_NO_LAUGH:
        sure = min(sure, NOT_SURE)
    kinds = {name: p for name, p in likely.items() if name in KINDS}
    name = max(kinds, key=lambda kind: kinds[kind])
    if (name == "music" and music.shared_s(part)) or (_is_tune(kinds) and beds.shared_s(part)):
        return Event(span, EventKind.MUSIC, round(likely["music"], 2), "sounds", scene.evidence(span))
    if sure < _LEAST_SURE:
        return None
    if name == "music":  # so short a tune is a telephone's
        name, kinds["ring"] = "ring", kinds.get("ring", 0.0) + kinds.pop("music")
    share_of = {kind: p / sum(kinds.values()) for kind, p in kinds.items()}
    return Event(
        span, EventKind(name), round(min(1.0, sure), 2), "sounds", f"{scene.evidence(span)}; {_most_like(share_of)}",
        borders.may_hold_word, round(share_of[name], 2), borders.falls_s,
    )  # fmt: skip


def with_music_whole(events: Sequence[Event], scene: Scene) -> list[Event]:
    """The events in order. Two pieces of music with nothing but a rest between are one, and what sounds in the rest is of it."""
    voices = Cover([*scene.talk, *scene.laughs])
    tunes: list[Event] = []
    for event in sorted((e for e in events if e.kind is EventKind.MUSIC), key=lambda e: e.span):
        last = tunes[-1] if tunes else None
        if last and _is_one_tune(last.span, event.span, voices):
            longer = max(last, event, key=lambda e: e.span.duration_s)
            span = Span(last.span.start_s, max(last.span.end_s, event.span.end_s))
            tunes[-1] = replace(longer, span=span, evidence=scene.evidence(span))
        else:
            tunes.append(event)
    heard = Cover(tune.span for tune in tunes)
    others = [e for e in events if e.kind is not EventKind.MUSIC and heard.shared_s(e.span) < e.span.duration_s / 2]
    return sorted([*tunes, *others], key=lambda e: (e.span, e.kind))


def _is_one_tune(one: Span, two: Span, voices: Cover) -> bool:
    """Whether there is but a rest between two pieces of music; one may begin while the other dies away."""
    rest = Span(min(one.end_s, two.start_s), two.start_s)
    return rest.duration_s <= _REST_S and not voices.shared_s(rest)


def _is_tune(kinds: Mapping[str, float]) -> bool:
    """Whether a sound is more like music, or a ring that is taken for it, than like any other kind."""
    tune = kinds.get("music", 0.0) + kinds.get("ring", 0.0)
    return tune >= max((p for kind, p in kinds.items() if kind not in ("music", "ring")), default=0.0)


def _most_like(share_of: Mapping[str, float]) -> str:
    """Which of the kinds it may be, taken that it is one of them."""
    first, *others = sorted(((share, kind) for kind, share in share_of.items()), reverse=True)
    told = [first, *(other for other in others[:1] if other[0] >= _WORTH_TELLING)]
    return "of the noises most like " + ", ".join(f"{kind} {100 * share:.0f} %" for share, kind in told)


def _is_of_a_laugh(part: Span, laughter: Cover) -> bool:
    near = (part.grown(_IN_LAUGHTER_S, 0.0), part.grown(0.0, _IN_LAUGHTER_S))
    return laughter.shared_s(part.grown(_LAUGH_TAIL_S, 0.0)) > 0 or all(laughter.shared_s(side) > 0 for side in near)
