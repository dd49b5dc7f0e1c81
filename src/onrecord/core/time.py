"""Time: seconds on the recording's session clock, put on a 1 ms grid in one place, and the map from it to the programme."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MS_PER_S = 1000


def on_grid(time_s: float) -> float:
    """`time_s` rounded to the 1 ms grid that every stored time lies on."""
    return round(time_s * MS_PER_S) / MS_PER_S


def sample_at(time_s: float, rate_hz: int) -> int:
    """The sample index of an absolute time. The only converter: durations are differences of two of its results."""
    return round(round(time_s * MS_PER_S) * rate_hz / MS_PER_S)


def clock(time_s: float, *, ms: bool = False) -> str:
    """`time_s` as a person reads it: `m:ss`, `h:mm:ss`, with `ms` three more digits."""
    total_ms = round(max(0.0, time_s) * MS_PER_S)
    seconds, millis = divmod(total_ms, MS_PER_S)
    if not ms and millis >= 500:
        seconds += 1
    hours, rest = divmod(seconds, 3600)
    text = f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"
    return f"{text}.{millis:03d}" if ms else text


def seconds_of(text: str) -> float:
    """The seconds that a person wrote: as a number, or as `clock` writes them. Raises ValueError."""
    *upper, last = text.strip().split(":")
    if len(upper) > 2 or not all(part.isdecimal() for part in upper) or (upper and not last[:1].isdecimal()):
        raise ValueError(f"{text!r} is no time: write 65.5 or 1:05.5")
    found_s = float(last)
    for power, part in enumerate(reversed(upper), start=1):
        found_s += int(part) * 60.0**power
    return found_s


def seconds(time_s: float) -> str:
    """`time_s` as it stands in addresses: "12.5", "40"."""
    return f"{time_s:.3f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of time in seconds, 0 <= start_s <= end_s, both on the 1 ms grid.

    Raises ValueError when the borders are out of order or before zero.
    """

    start_s: float
    end_s: float

    def __post_init__(self) -> None:
        start_s, end_s = on_grid(self.start_s), on_grid(self.end_s)
        if not 0 <= start_s <= end_s:
            raise ValueError(f"not a span: {self.start_s} to {self.end_s}")
        object.__setattr__(self, "start_s", start_s)
        object.__setattr__(self, "end_s", end_s)

    @property
    def duration_s(self) -> float:
        return on_grid(self.end_s - self.start_s)

    @property
    def middle_s(self) -> float:
        return on_grid((self.start_s + self.end_s) / 2)

    def contains(self, time_s: float) -> bool:
        return self.start_s <= time_s < self.end_s

    def shared_s(self, other: Span) -> float:
        """Seconds that both spans cover."""
        return max(0.0, on_grid(min(self.end_s, other.end_s) - max(self.start_s, other.start_s)))

    def grown(self, before_s: float, after_s: float | None = None) -> Span:
        """This span with its borders moved outwards, inwards when negative; not before zero, and to its middle when they cross."""
        after_s = before_s if after_s is None else after_s
        start_s, end_s = max(0.0, self.start_s - before_s), self.end_s + after_s
        return Span(start_s, end_s) if start_s <= end_s else Span(self.middle_s, self.middle_s)


def union(spans: Iterable[Span], *, join_gaps_s: float = 0.0) -> list[Span]:
    """The spans sorted and merged; gaps of at most `join_gaps_s` are closed. Empty spans go."""
    merged: list[Span] = []
    for span in sorted(spans):
        if not span.duration_s:
            continue
        if merged and span.start_s - merged[-1].end_s <= join_gaps_s + 1e-9:
            merged[-1] = Span(merged[-1].start_s, max(merged[-1].end_s, span.end_s))
        else:
            merged.append(span)
    return merged


def subtract(spans: Iterable[Span], holes: Iterable[Span]) -> list[Span]:
    """What of `spans` lies in none of `holes`, in O(n log n)."""
    left: list[Span] = []
    cutters = union(holes)
    first = 0
    for span in union(spans):
        at_s = span.start_s
        while first < len(cutters) and cutters[first].end_s <= span.start_s:
            first += 1
        for index in range(first, len(cutters)):
            hole = cutters[index]
            if hole.start_s >= span.end_s:
                break
            if hole.start_s > at_s:
                left.append(Span(at_s, hole.start_s))
            at_s = max(at_s, hole.end_s)
        if at_s < span.end_s:
            left.append(Span(at_s, span.end_s))
    return left


def intersect(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """What lies in both sets of spans."""
    ours = union(spans)
    return subtract(ours, subtract(ours, others))


def covered_s(span: Span, others: Iterable[Span]) -> float:
    """Seconds of `span` that `others` (which may overlap each other) cover."""
    return on_grid(sum(span.shared_s(other) for other in union(others)))


class Cover:
    """What a set of spans (which may overlap each other) covers, asked many times: each answer in O(log n)."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = union(spans)
        self._starts_s = [span.start_s for span in self._spans]
        self._before_s = [0.0]
        for span in self._spans:
            self._before_s.append(self._before_s[-1] + span.duration_s)

    def shared_s(self, span: Span) -> float:
        """Seconds of `span` that are covered."""
        return on_grid(self._until_s(span.end_s) - self._until_s(span.start_s))

    def _until_s(self, time_s: float) -> float:
        index = bisect_right(self._starts_s, time_s)
        if not index:
            return 0.0
        last = self._spans[index - 1]
        return self._before_s[index - 1] + min(time_s - last.start_s, last.duration_s)


class TimeMap:
    """From the recording's clock to the programme's and back: the one object that makes programme time.

    `removed` are the spans of the recording that are not in the programme; the rest is kept and closes up.
    """

    def __init__(self, removed: Iterable[Span], duration_s: float) -> None:
        whole = Span(0.0, duration_s)
        self.duration_s = whole.end_s
        self.kept: tuple[Span, ...] = tuple(subtract([whole], removed))
        self.removed: tuple[Span, ...] = tuple(subtract([whole], self.kept))
        self._source_s = [span.start_s for span in self.kept]
        self._programme_s: list[float] = []
        at_s = 0.0
        for span in self.kept:
            self._programme_s.append(on_grid(at_s))
            at_s += span.duration_s
        self.programme_s = on_grid(at_s)

    def to_programme(self, source_s: float) -> float:
        """Where a moment of the recording is heard; a moment that was cut maps to the join that replaced it."""
        source_s = on_grid(source_s)
        index = bisect_right(self._source_s, source_s) - 1
        if index < 0:
            return 0.0
        into_s = min(source_s - self._source_s[index], self.kept[index].duration_s)
        return on_grid(self._programme_s[index] + into_s)

    def to_source(self, programme_s: float) -> float:
        """The moment of the recording that is heard at `programme_s`; at a join, the moment after it."""
        if not self.kept:
            return 0.0
        programme_s = on_grid(programme_s)
        index = max(0, bisect_right(self._programme_s, programme_s) - 1)
        into_s = min(programme_s - self._programme_s[index], self.kept[index].duration_s)
        return on_grid(self._source_s[index] + into_s)

    def is_kept(self, source_s: float) -> bool:
        source_s = on_grid(source_s)
        index = bisect_right(self._source_s, source_s) - 1
        return index >= 0 and self.kept[index].contains(source_s)

    def span_to_programme(self, span: Span) -> Span:
        return Span(self.to_programme(span.start_s), self.to_programme(span.end_s))

    @property
    def joins(self) -> Sequence[float]:
        """Programme times at which two kept stretches meet."""
        return self._programme_s[1:]
