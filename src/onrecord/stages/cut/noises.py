"""Noises between words: what goes, what stays, and what is only turned down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from onrecord.core.edit import Action, Cut, cut_id
from onrecord.core.ports import Sound
from onrecord.core.recording import Event, EventKind
from onrecord.core.time import Span, on_grid, subtract, union
from onrecord.stages.cut.borders import loudest
from onrecord.stages.cut.gaps import KEPT, Gap, longest_s

_BREATH_BESIDE_WORD_S, _LONGEST_BREATH_S = 0.25, 0.6
_BETWEEN_TURNS_S = 0.15
"""More room than between two words of one speaker; where words end is known to some 50 ms."""
_UNHEARD_BEFORE_S, _UNHEARD_AFTER_S, _LEFT_BESIDE_WORDS_S = 0.05, 0.15, 0.15
"""A sound begins before it can be told from the room, and fades on after: so much more goes where there is room to spare."""
_LEAST_MUTED_S = 0.02
"""What stays of a sound and is shorter than this is not worth a line in the list."""
_SLIVER_S = 0.1
"""Less than this is not left of the room before the first or behind the last sound."""


class Wanted(Protocol):
    """What of the stage's settings is for noises."""

    surest_only: float
    shortest_gap_s: float
    duck_breaths_db: float


def noise_cuts(gap: Gap, events: Sequence[Event], sniffs: Sequence[Event], settings: Wanted, sound: Sound) -> list[Cut]:
    """A cut for every sound in the gap that may go; on, when it is sure enough and no longer than such sounds are. `sniffs` are
    breaths too loud to be part of the talk.
    """
    cuts, ducked = [], []
    for event in events:
        if event.span.end_s <= gap.span.start_s or event.span.start_s >= gap.span.end_s or event.kind in KEPT:
            continue
        span = Span(max(gap.span.start_s, event.span.start_s), min(gap.span.end_s, event.span.end_s))
        if span.duration_s < 0.02:
            continue
        whole = _with_what_is_unheard(span, gap, [e.span for e in events if e is not event])
        cut = Cut(
            cut_id(event.kind, event.span), whole, event.span, Action.REMOVE, event.kind, event.confidence, event.source,
            _told(event), removes=(whole,),
            is_on=event.confidence >= settings.surest_only and event.span.duration_s <= longest_s(event.kind),
            kind_share=event.kind_share,
        )  # fmt: skip
        if event not in sniffs and _is_breath_beside_a_word(event, gap):
            evidence = f"{cut.evidence}; beside a word, so it stays, turned down by {settings.duck_breaths_db:g} dB"
            ducked.append(
                replace(cut, span=span, action=Action.MUTE, removes=(), evidence=evidence, duck_db=settings.duck_breaths_db,
                        is_on=cut.is_on and settings.duck_breaths_db > 0)
            )  # fmt: skip
        else:
            cuts.append(cut)
    return [*_leaving_a_gap(gap, cuts, settings.shortest_gap_s + gap.is_turn * _BETWEEN_TURNS_S, sound), *ducked]


def _told(event: Event) -> str:
    """What it was told by, and what comes of its beginning."""
    if not event.falls_s:
        return event.evidence
    return f"{event.evidence}; its beginning lies on the end of a word and stays, falling off over its last {event.falls_s:.2f} s"


def _with_what_is_unheard(span: Span, gap: Gap, others: Sequence[Span]) -> Span:
    """The sound with the room right beside it: not close to a word, and nothing of another sound."""
    low_s = max([gap.span.start_s + _LEFT_BESIDE_WORDS_S, *(o.end_s for o in others if o.end_s <= span.start_s)])
    high_s = min([gap.span.end_s - _LEFT_BESIDE_WORDS_S, *(o.start_s for o in others if o.start_s >= span.end_s)])
    start_s = min(span.start_s, max(low_s, span.start_s - _UNHEARD_BEFORE_S))
    end_s = max(span.end_s, min(high_s, span.end_s + _UNHEARD_AFTER_S))
    is_to_start = gap.is_first and start_s - gap.span.start_s < _SLIVER_S
    is_to_end = gap.is_last and gap.span.end_s - end_s < _SLIVER_S
    return Span(gap.span.start_s if is_to_start else start_s, gap.span.end_s if is_to_end else end_s)


def _is_breath_beside_a_word(event: Event, gap: Gap) -> bool:
    """The breath that a speaker takes before the next word, or lets go after the last, belongs to it."""
    aside_s = min(gap.span.end_s - event.span.end_s, event.span.start_s - gap.span.start_s)
    return (
        event.kind is EventKind.BREATH
        and not gap.is_edge
        and aside_s < _BREATH_BESIDE_WORD_S
        and event.span.duration_s < _LONGEST_BREATH_S
    )


def _leaving_a_gap(gap: Gap, cuts: list[Cut], shortest_s: float, sound: Sound) -> list[Cut]:
    """The cuts made smaller where they would leave less than `shortest_s` between the words.

    The longest gives way, and its loudest part goes; what then stays of the noise is turned down in place.
    """
    want_s = min(max(0.0, shortest_s - gap.margins_s), gap.span.duration_s)
    muted: list[Cut] = []
    while True:
        on = [cut for cut in cuts if cut.is_on]
        missing_s = on_grid(
            want_s - gap.span.duration_s + sum(s.duration_s for s in union(r for c in on for r in c.removes))
        )
        if gap.is_edge or missing_s <= 0 or not on:
            break
        longest = max(on, key=lambda c: c.removed_s)
        span = longest.span
        if span.duration_s <= missing_s + 0.02:
            less, stays = replace(longest, is_on=False), [span]
        else:
            smaller = loudest(sound, span, span.duration_s - missing_s)
            less, stays = replace(longest, span=smaller, removes=(smaller,)), subtract([span], [smaller])
        cuts = [less if cut is longest else cut for cut in cuts]
        muted += [
            replace(longest, id=cut_id(f"{longest.reason} muted", part), span=part, action=Action.MUTE, removes=(),
                    evidence=f"{longest.evidence}; stays, turned down, so that the words keep {shortest_s:.2f} s between them")
            for part in stays if part.duration_s >= _LEAST_MUTED_S
        ]  # fmt: skip
    return cuts + muted
