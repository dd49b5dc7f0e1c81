"""cut: what to take out, and why. Proposes only; a person's decisions come on top, later."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from pydantic import Field

from onrecord.core.edit import Action, Cut, Cuts, cut_id
from onrecord.core.people import Speakers
from onrecord.core.ports import Tools
from onrecord.core.recording import Event, EventKind, Recording, Sounds
from onrecord.core.stage import Settings, Stage
from onrecord.core.time import Span, covered_s, on_grid, subtract, union
from onrecord.core.transcript import Transcript, Word

_LONGEST_NOISE_S = {EventKind.RING: 12.0}
_LONGEST_OTHER_NOISE_S = 3.0
_SAVES_ENOUGH_S = 0.2
_AT_WORD_S, _SURE_AT_WORD = 0.06, 0.85
_KEEP_AT_EDGES_S = 0.4


class CutSettings(Settings):
    """What may be cut."""

    longest_pause_s: float = Field(
        1.0,
        ge=0.3,
        le=10.0,
        description="Pauses come out at most this long, in seconds; longer ones are shortened in proportion.",
    )
    cut_noises: bool = Field(True, description="Cut coughs, clicks, knocks and other noises between words.")
    cut_pauses: bool = Field(True, description="Shorten long pauses.")
    shortest_gap_s: float = Field(
        0.18, ge=0.05, le=1.0, description="What must be left between two words where something is cut, in seconds."
    )
    surest_only: float = Field(
        0.5, ge=0.0, le=1.0, description="Noises less certain than this are only proposed, not cut; 0 to 1."
    )


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch without speech between two protected stretches; `usual_pause_s` is how long the next speaker usually pauses."""

    span: Span
    is_edge: bool
    usual_pause_s: float
    after: str
    before: str


def cut(inputs: Mapping[str, Any], settings: CutSettings, tools: Tools) -> Cuts:
    """Noises between words, then what is left of long pauses. Never a moment in which a word or speech is heard."""
    recording: Recording = inputs["ingest"]
    sounds: Sounds = inputs["sounds"]
    transcript: Transcript = inputs["transcribe"]
    speakers: Speakers = inputs["speakers"]
    protected = protected_spans(transcript.words, sounds)
    cuts: list[Cut] = []
    for gap in _gaps(protected, recording.duration_s, transcript.words, speakers):
        noises = _noise_cuts(gap, sounds.events, settings) if settings.cut_noises else []
        cuts += noises
        if settings.cut_pauses:
            cuts += _pause_cut(gap, [n for n in noises if n.is_on], sounds.events, settings)
    tools.progress(1.0)
    return Cuts(tuple(sorted(cuts, key=lambda c: (c.span, c.id))))


def protected_spans(words: Sequence[Word], sounds: Sounds) -> list[Span]:
    """Where nothing may be cut: speech by voice activity, every word, and laughter.

    Recognisers stretch a word over the pause beside it, so a word counts where voice activity agrees; a word that voice
    activity knows nothing of counts whole. Word ends come about 0.1 s early and are widened.
    """
    spans = [span.grown(0.06, 0.08) for span in sounds.speech]
    near = union(span.grown(0.12, 0.16) for span in sounds.speech)
    for word in words:
        heard = Span(max(0.0, word.start_s - 0.03), word.end_s + 0.08)
        shared = [Span(max(heard.start_s, n.start_s), min(heard.end_s, n.end_s)) for n in near if heard.shared_s(n) > 0]
        if sum(s.duration_s for s in shared) < 0.3 * word.span.duration_s or not shared:
            spans.append(heard.grown(0.12, 0.1))  # nothing but the recogniser's own times to go by
    spans += [
        event.span.grown(0.05)
        for event in sounds.events
        if event.kind in (EventKind.LAUGH, EventKind.MUSIC, EventKind.SPEECH)
    ]
    return union(spans)


def _gaps(protected: Sequence[Span], duration_s: float, words: Sequence[Word], speakers: Speakers) -> list[Gap]:
    usual = _usual_pauses(words, speakers)
    starts = [word.start_s for word in words]
    found = []
    for span in subtract([Span(0.0, duration_s)], protected):
        after = next((w for w in reversed(words[: bisect_right(starts, span.middle_s)])), None)
        before = next(iter(words[bisect_right(starts, span.middle_s) :]), None)
        who = speakers.speaker_of_word.get(before.id, "") if before else ""
        found.append(
            Gap(
                span,
                span.start_s == 0.0 or span.end_s >= duration_s,
                usual.get(who, 0.3),
                after.text if after else "",
                before.text if before else "",
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


def _noise_cuts(gap: Gap, events: Sequence[Event], settings: CutSettings) -> list[Cut]:
    cuts = []
    for event in events:
        if event.span.end_s <= gap.span.start_s or event.span.start_s >= gap.span.end_s:
            continue
        if event.kind in (EventKind.LAUGH, EventKind.MUSIC, EventKind.SPEECH):
            continue
        span = Span(max(gap.span.start_s, event.span.start_s - 0.02), min(gap.span.end_s, event.span.end_s + 0.03))
        if span.duration_s < 0.02:
            continue
        is_at_word = (
            event.span.start_s - gap.span.start_s < _AT_WORD_S or gap.span.end_s - event.span.end_s < _AT_WORD_S
        )
        sure = max(settings.surest_only, _SURE_AT_WORD if is_at_word and not gap.is_edge else 0.0)
        is_on = event.confidence >= sure and event.span.duration_s <= _LONGEST_NOISE_S.get(
            event.kind, _LONGEST_OTHER_NOISE_S
        )
        if event.kind is EventKind.BREATH and gap.span.end_s - event.span.end_s < 0.15 and event.span.duration_s < 0.6:
            is_on = False  # the breath that a speaker takes before the next word belongs to it
        cuts.append(
            Cut(cut_id(event.kind, event.span), span, event.span, Action.REMOVE, event.kind, event.confidence, event.source,
                event.evidence, removes=(span,), is_on=is_on)
        )  # fmt: skip
    return _leaving_a_gap(gap, cuts, settings.shortest_gap_s)


def _leaving_a_gap(gap: Gap, cuts: list[Cut], shortest_s: float) -> list[Cut]:
    """The cuts made smaller where they would leave less than `shortest_s` between the words.

    The longest gives way, at its side nearer to a word; what then stays of the noise is turned down in place.
    """
    want_s = min(shortest_s, gap.span.duration_s)
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
            stays, less = span, replace(longest, is_on=False)
        else:
            at_start = span.start_s - gap.span.start_s <= gap.span.end_s - span.end_s
            border_s = span.end_s - missing_s if at_start else span.start_s + missing_s
            smaller = Span(span.start_s, border_s) if at_start else Span(border_s, span.end_s)
            stays = Span(border_s, span.end_s) if at_start else Span(span.start_s, border_s)
            less = replace(longest, span=smaller, removes=(smaller,))
        cuts = [less if cut is longest else cut for cut in cuts]
        muted.append(
            replace(longest, id=cut_id(f"{longest.reason} muted", stays), span=stays, action=Action.MUTE, removes=(),
                    evidence=f"{longest.evidence}; stays, turned down, so that the words keep {want_s:.2f} s between them")
        )  # fmt: skip
    return cuts + muted


def _pause_cut(gap: Gap, noises: Sequence[Cut], events: Sequence[Event], settings: CutSettings) -> list[Cut]:
    heard = [e.span for e in events if e.span.shared_s(gap.span) > 0]
    quiet = subtract([gap.span], [n.span for n in noises])
    stays = [s for s in heard if not covered_s(s, [n.span for n in noises]) > 0.5 * s.duration_s]
    silence_s = sum(span.duration_s for span in quiet)
    keep_s = (
        _KEEP_AT_EDGES_S
        if gap.is_edge
        else max(kept_pause_s(silence_s, settings.longest_pause_s), min(gap.usual_pause_s, silence_s))
    )
    if silence_s - keep_s < _SAVES_ENOUGH_S:
        return []
    removes = _middle(subtract(quiet, [s.grown(0.05) for s in stays]), gap, silence_s - keep_s)
    removed_s = sum(span.duration_s for span in removes)
    if removed_s < _SAVES_ENOUGH_S / 2:
        return []
    where = "at the edge of the recording" if gap.is_edge else f"between “{gap.after}” and “{gap.before}”"
    kept_s = on_grid(silence_s - removed_s)
    return [
        Cut(cut_id("pause", gap.span), gap.span, gap.span, Action.SHORTEN, "pause", 0.95, "cut",
            f"{silence_s:.1f} s of room tone {where}, {kept_s:.2f} s stay", removes=tuple(removes), keep_s=kept_s)
    ]  # fmt: skip


def kept_pause_s(pause_s: float, longest_s: float) -> float:
    """How long a pause stays: itself up to three quarters of the longest, then ever more slowly towards the longest.

    Continuous and rising, so that a pause of 6 s stays longer than one of 1.5 s.
    """
    knee_s = 0.75 * longest_s
    if pause_s <= knee_s:
        return pause_s
    return knee_s + (longest_s - knee_s) * (1.0 - math.exp(-(pause_s - knee_s) / (2.0 * longest_s)))


def _middle(quiet: Sequence[Span], gap: Gap, remove_s: float) -> list[Span]:
    """`remove_s` seconds out of the quiet stretches, so that what stays lies beside the words: 45 % after the last, 55 %
    before the next. At the recording's edges all that stays lies on the side of the words.
    """
    total_s = sum(span.duration_s for span in quiet)
    keep_s = max(0.0, total_s - remove_s)
    share = 0.45 if not gap.is_edge else (0.0 if gap.span.start_s == 0.0 else 1.0)
    head_s, out = keep_s * share, []
    begin_s, end_s = head_s, head_s + min(remove_s, total_s)
    at_s = 0.0
    for span in quiet:
        low_s, high_s = max(begin_s, at_s), min(end_s, at_s + span.duration_s)
        if high_s - low_s > 0.005:
            out.append(Span(span.start_s + low_s - at_s, span.start_s + high_s - at_s))
        at_s += span.duration_s
    return out


STAGE = Stage(
    name="cut",
    version=2,
    says="Finding what to cut",
    needs=("ingest", "sounds", "transcribe", "speakers"),
    settings=CutSettings,
    makes=Cuts,
    run=cut,
    schema="cuts.1",
)
