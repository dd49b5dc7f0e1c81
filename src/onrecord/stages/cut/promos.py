"""Promos: marked, and only cut when asked for. A programme that runs years from now may want none of them."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.core.edit import Action, Cut, cut_id
from onrecord.core.story import Stories, StoryKind
from onrecord.core.time import Span
from onrecord.stages.cut.gaps import Gap

REASON = "promo"
_STAYS_S = 0.25
"""So much of the pause before a promo stays, and as much of the one behind it: together what lies between two turns."""
_NEAR_S = 0.5
"""A promo begins in a pause so close by, where there is one."""


def promo_cuts(stories: Stories, gaps: Sequence[Gap], is_on: bool) -> list[Cut]:
    """A cut for every promo, from the pause before it to the pause behind it."""
    cuts = []
    for story in stories.stories:
        if story.kind is StoryKind.PROMO:
            before, behind = _gap_at(gaps, story.span.start_s), _gap_at(gaps, story.span.end_s)
            start_s = story.span.start_s if before is None else _stays(before).start_s
            end_s = story.span.end_s if behind is None else _stays(behind).end_s
            span = Span(start_s, max(start_s, end_s))
            cuts.append(
                Cut(cut_id(REASON, story.span), span, story.span, Action.REMOVE, REASON, story.confidence, "stories", story.reason,
                    removes=(span,), is_on=is_on)
            )  # fmt: skip
    return cuts


def _gap_at(gaps: Sequence[Gap], at_s: float) -> Gap | None:
    """The gap closest to a place, if it is close."""

    def away_s(gap: Gap) -> float:
        return max(0.0, gap.span.start_s - at_s, at_s - gap.span.end_s)

    nearest = min(gaps, key=away_s, default=None)
    return nearest if nearest is not None and away_s(nearest) <= _NEAR_S else None


def _stays(gap: Gap) -> Span:
    """The gap without what stays of it on either side; nothing stays where the recording begins or ends."""
    stays_s = min(_STAYS_S, gap.span.duration_s / 2)
    return gap.span.grown(-stays_s * (not gap.is_first), -stays_s * (not gap.is_last))
