"""Long pauses: how much of each stays, and which part."""

from __future__ import annotations

import math
from collections.abc import Sequence

from onrecord.core.edit import BESIDE_WHAT_STAYS_S, Action, Cut, cut_id
from onrecord.core.recording import NOT_SURE, Event, EventKind
from onrecord.core.time import Span, covered_s, intersect, on_grid, subtract, union
from onrecord.stages.cut.gaps import Gap

_SAVES_ENOUGH_S = 0.2
_KEEP_AT_EDGES_S = 0.4
_AFTER_THE_LAST, _LEAST_AFTER_S = 0.3, 0.1
_WORDS_END_WITHIN_S = 0.1
"""Where words end is known to some 0.1 s: so much less stays than the longest that was asked for, of a short one an eighth less."""
_BESIDE_A_NOISE_S, _BESIDE_WORDS_S = 0.3, 0.15
"""So close to a noise lie its soft beginning and end, which nothing tells from the room; but what is as close to a word is the word's."""
_FILLED = 0.7
"""Of a pause that holds little else this share of the longest stays."""


def pause_cut(gap: Gap, noises: Sequence[Cut], events: Sequence[Event], longest_pause_s: float) -> list[Cut]:
    """The cut that shortens one pause, if that is worth it; `noises` are the cuts in it already, and any other sound stays whole."""
    noises = [n for n in noises if n.is_on and n.removes]
    quiet = subtract([gap.span], [n.span for n in noises])
    stays = [e for e in events if e.span.shared_s(gap.span) > 0]
    stays = [e for e in stays if not covered_s(e.span, [n.span for n in noises]) > 0.5 * e.span.duration_s]
    # a breath, and what may be no sound at all, are parts of the pause
    heard = [e.span for e in stays if e.kind is not EventKind.BREATH and e.confidence > NOT_SURE]
    quiet_s = sum(span.duration_s for span in subtract(quiet, heard))
    silence_s = gap.margins_s + quiet_s
    # that a word fills what nothing is heard in is least likely beside a pause too long by itself
    if silence_s > longest_pause_s:
        silence_s = gap.quiet_before_s + quiet_s + gap.quiet_after_s
    quiet = subtract(quiet, [e.span.grown(BESIDE_WHAT_STAYS_S) for e in stays])
    beside = _beside_noises(quiet, noises, gap)
    beside_s = sum(span.duration_s for span in beside)
    keep_s = _KEEP_AT_EDGES_S if gap.is_edge else _keep_s(gap, silence_s, beside_s, longest_pause_s)
    remove_s = min(silence_s - keep_s, quiet_s - (not gap.is_edge) * _LEAST_AFTER_S)
    if remove_s < _SAVES_ENOUGH_S:
        return []
    if beside_s <= remove_s:
        removes = union([*beside, *_middle(subtract(quiet, beside), gap, remove_s - beside_s)])
    else:
        removes = _middle(quiet, gap, remove_s)
    removed_s = sum(span.duration_s for span in removes)
    if removed_s < _SAVES_ENOUGH_S / 2:
        return []
    kept_s = on_grid(silence_s - removed_s)
    return [
        Cut(cut_id("pause", gap.span), gap.span, gap.span, Action.SHORTEN, "pause", 0.95, "cut",
            _evidence(gap, silence_s, kept_s, stays, noises), removes=tuple(removes), keep_s=kept_s)
    ]  # fmt: skip


def _beside_noises(quiet: Sequence[Span], noises: Sequence[Cut], gap: Gap) -> list[Span]:
    """What lies close to a noise that goes, and not as close to a word."""
    beside = intersect([gap.span.grown(-_BESIDE_WORDS_S)], [n.span.grown(_BESIDE_A_NOISE_S) for n in noises])
    return intersect(quiet, beside)


def _keep_s(gap: Gap, silence_s: float, beside_s: float, longest_pause_s: float) -> float:
    """How much of a pause within the talk stays: as much with a noise in it as without, if that is there beyond `beside_s`,
    what lies beside the noise.
    """
    usual_s = min(gap.usual_pause_s, longest_pause_s, silence_s)
    plain_s, filled_s = (max(kept_pause_s(silence_s, share * longest_pause_s), usual_s) for share in (1.0, _FILLED))
    return min(plain_s, max(filled_s, silence_s - beside_s))


def _evidence(gap: Gap, silence_s: float, kept_s: float, stays: Sequence[Event], noises: Sequence[Cut]) -> str:
    said = [f"{side} “{word}”" for side, word in (("after", gap.after), ("before", gap.before)) if word]
    where = f"between “{gap.after}” and “{gap.before}”" if len(said) == 2 else "".join(said)
    if gap.is_edge or not said:
        where = "at the edge of the recording" if gap.is_edge else "far from all words"
    if noises:
        where += f" with a {noises[0].called} in it" if len(noises) == 1 else f" with {len(noises)} noises in it"
    if not stays:
        return f"{silence_s:.1f} s of room tone {where}, {kept_s:.2f} s stay"
    whole = f"the {stays[0].kind} in it stays whole" if len(stays) == 1 else f"{len(stays)} sounds in it stay whole"
    return f"{silence_s:.1f} s without a word {where}, {kept_s:.2f} s stay; {whole}"


def kept_pause_s(pause_s: float, longest_s: float) -> float:
    """How long a pause stays: itself up to three quarters of the longest, then ever more slowly towards just under the longest.

    Continuous and rising, so that a pause of 6 s stays longer than one of 1.5 s.
    """
    knee_s, most_s = 0.75 * longest_s, longest_s - min(_WORDS_END_WITHIN_S, longest_s / 8)
    if pause_s <= knee_s:
        return pause_s
    return knee_s + (most_s - knee_s) * (1.0 - math.exp(-(pause_s - knee_s) / (2.0 * longest_s)))


def _middle(quiet: Sequence[Span], gap: Gap, remove_s: float) -> list[Span]:
    """`remove_s` seconds out of the quiet stretches, so that what stays lies beside the words: 30 % after the last, 70 %
    before the next, where a breath is taken and soft beginnings are, together with what lies beside the gap; between two noises
    only what has no room there. At the recording's edges all that stays lies on the side of the words.
    """
    total_s = sum(span.duration_s for span in quiet)
    keep_s = max(0.0, total_s - remove_s)
    if gap.is_edge:
        head_s = 0.0 if gap.span.start_s == 0.0 else keep_s
    else:
        head_room_s = sum(span.duration_s for span in quiet if span.start_s == gap.span.start_s)
        tail_room_s = sum(span.duration_s for span in quiet if span.end_s == gap.span.end_s)
        before_s, after_s = gap.quiet_before_s - gap.margin_before_s, gap.quiet_after_s - gap.margin_after_s
        share_s = _AFTER_THE_LAST * (before_s + keep_s + after_s) - before_s
        head_s = min(head_room_s, keep_s, max(_LEAST_AFTER_S, share_s, keep_s - tail_room_s))
    out: list[Span] = []
    begin_s, end_s = head_s, head_s + min(remove_s, total_s)
    at_s = 0.0
    for span in quiet:
        low_s, high_s = max(begin_s, at_s), min(end_s, at_s + span.duration_s)
        if high_s - low_s > 0.005:
            out.append(Span(span.start_s + low_s - at_s, span.start_s + high_s - at_s))
        at_s += span.duration_s
    return out
