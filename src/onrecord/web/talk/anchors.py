"""Where in an episode a comment hangs: on the recording's clock, so that it moves with its words when the sound is recut."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from onrecord.web.shows.models import Cue, Episode
from onrecord.web.talk.markup import Place, html_of, moments_in
from onrecord.web.talk.models import Comment, look_again

Moment = tuple[int, str, float]
"""Seconds of the programme as somebody wrote them, the line that was there, and seconds of the recording."""


@dataclass
class Lines:
    """An episode's lines, read once when they are first asked for."""

    episode: Episode

    @cached_property
    def cues(self) -> list[Cue]:
        return list(self.episode.cues.order_by("start_s"))

    @cached_property
    def by_id(self) -> dict[str, Cue]:
        return {cue.cue_id: cue for cue in self.cues}

    def moments(self, text: str) -> list[Moment]:
        """The times in a text, with what was said there."""
        found: list[Moment] = []
        for time_s in moments_in(text):
            if time_s < self.episode.duration_s and self.cues:
                at = bisect_right([cue.start_s for cue in self.cues], time_s) - 1
                cue = self.cues[max(at, 0)]
                into_s = min(max(time_s - cue.start_s, 0.0), cue.source_end_s - cue.source_start_s)
                found.append((time_s, cue.cue_id, round(cue.source_start_s + into_s, 3)))
        return found

    def place(self, moments: Iterable[Moment]) -> Place:
        """Where the moments are now."""
        known = {time_s: (cue_id, source_s) for time_s, cue_id, source_s in moments}

        def href(time_s: int) -> str | None:
            if time_s not in known:
                return None
            cue = self.now(known[time_s][0], known[time_s][1], known[time_s][1])
            if cue is None:
                return ""
            at_s = cue.start_s + min(max(known[time_s][1] - cue.source_start_s, 0.0), cue.end_s - cue.start_s)
            return f"#t={at_s:.1f}".removesuffix(".0")

        return href

    def now(self, cue_id: str, start_s: float, end_s: float) -> Cue | None:
        """The line that holds a stretch of the recording: the same one, else the one with most of it; None when it was cut."""
        if cue_id in self.by_id:
            return self.by_id[cue_id]
        shared = [(min(c.source_end_s, end_s) - max(c.source_start_s, start_s), c) for c in self.cues]
        best_s, best = max(shared, key=lambda pair: pair[0], default=(-1.0, None))
        return best if best is not None and (best_s > 0 or (best_s == 0 and start_s == end_s)) else None


def moved(episode: Episode) -> None:
    """After lines have changed: every comment finds its line again or says that it was cut, every 12:03 its second."""
    lines = Lines(episode)
    hung = Comment.objects.filter(episode=episode).filter(~Q(anchor_cue_id="") | ~Q(moments=[]))
    changed: list[Comment] = []
    for comment in hung:
        before = (comment.cue_id, comment.is_cut, comment.html)
        if comment.anchor_cue_id:
            cue = lines.now(comment.anchor_cue_id, comment.anchor_start_s, comment.anchor_end_s)
            comment.cue_id, comment.is_cut = (cue.cue_id if cue else ""), cue is None
        if comment.moments:
            comment.html = html_of(comment.text, lines.place(comment.moments))
        if before != (comment.cue_id, comment.is_cut, comment.html):
            changed.append(comment)
    Comment.objects.bulk_update(changed, ["cue_id", "is_cut", "html"], batch_size=200)
    if changed:
        look_again(episode.pk)
