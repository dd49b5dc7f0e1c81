"""Cutting a block of sound into what Whisper hears at once: at most 30 s, borders in pauses, long pauses made short.

Pure arithmetic on spans and samples; times are seconds on the block's own clock, which starts at 0.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from onrecord.core.ports import Samples
from onrecord.core.time import Span, sample_at, union

RATE_HZ = 16000
LIMIT_S = 30.0
MARGIN_S = 0.5
"""Kept around each stretch of speech, so that a pause is heard as at most a second."""
_QUIET_S = 0.1
_MOST_GAIN = 2.5


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive `pieces` of the block that are heard joined, at most 30 s; `clips` is the speech that each holds."""

    pieces: tuple[Span, ...]
    clips: tuple[Span, ...]

    @property
    def duration_s(self) -> float:
        return sum(piece.duration_s for piece in self.pieces)

    def sound(self, samples_mono: Samples) -> Samples:
        """Shape (at most 480000,): the pieces joined, soft ones raised towards the loudest by up to 8 dB.

        Whisper tends to stop where the next to speak is much softer.
        """
        level = [_level(samples_mono, clip) for clip in self.clips]
        gains = [min(_MOST_GAIN, max(level) / own) for own in level]
        joined = [_cut(samples_mono, piece) * np.float32(gain) for piece, gain in zip(self.pieces, gains, strict=True)]
        return np.concatenate(joined)

    def to_block(self, start_s: float, end_s: float) -> tuple[float, float]:
        """Where a word heard at `start_s` to `end_s` of the chunk lies in the block: whole inside one piece."""
        heard_s = [0.0]
        for piece in self.pieces:
            heard_s.append(heard_s[-1] + piece.duration_s)
        index = min(max(0, bisect_right(heard_s, (start_s + end_s) / 2) - 1), len(self.pieces) - 1)
        piece = self.pieces[index]
        shift_s = piece.start_s - heard_s[index]
        return (
            min(max(start_s + shift_s, piece.start_s), piece.end_s),
            min(max(end_s + shift_s, piece.start_s), piece.end_s),
        )


def _cut(samples_mono: Samples, span: Span) -> Samples:
    return samples_mono[sample_at(span.start_s, RATE_HZ) : sample_at(span.end_s, RATE_HZ)]


def _level(samples_mono: Samples, span: Span) -> float:
    """Root of the mean power, never zero."""
    heard = _cut(samples_mono, span)
    return float(np.sqrt(np.mean(np.square(heard)) if len(heard) else 0.0)) + 1e-6


def chunks(samples_mono: Samples, clips: Sequence[Span], limit_s: float = LIMIT_S) -> list[Chunk]:
    """The block's speech in chunks of at most `limit_s`. Speech without a pause is cut where it is quietest."""
    block_s = len(samples_mono) / RATE_HZ
    speech: list[Span] = []
    for clip in union(Span(min(c.start_s, block_s), min(c.end_s, block_s)) for c in clips):
        speech.extend(_short(samples_mono, clip, limit_s - 2 * MARGIN_S))
    pieces = _with_margins(speech, block_s)
    packed: list[Chunk] = []
    held: list[int] = []
    for index, piece in enumerate(pieces):
        if held and sum(pieces[i].duration_s for i in held) + piece.duration_s > limit_s:
            packed.append(Chunk(tuple(pieces[i] for i in held), tuple(speech[i] for i in held)))
            held = []
        held.append(index)
    if held:
        packed.append(Chunk(tuple(pieces[i] for i in held), tuple(speech[i] for i in held)))
    return packed


def _with_margins(speech: Sequence[Span], block_s: float) -> list[Span]:
    """Each stretch with what surrounds it: half the pause to its neighbour, at most MARGIN_S."""
    middles_s = [0.0, *((one.end_s + other.start_s) / 2 for one, other in pairwise(speech)), block_s]
    return [
        Span(max(before_s, clip.start_s - MARGIN_S), max(clip.end_s, min(after_s, clip.end_s + MARGIN_S)))
        for clip, before_s, after_s in zip(speech, middles_s, middles_s[1:], strict=False)
    ]


def _short(samples_mono: Samples, clip: Span, limit_s: float) -> list[Span]:
    """`clip` in parts of at most `limit_s`, cut in the quietest tenth of a second of each part's second half."""
    parts = []
    while clip.duration_s > limit_s:
        at_s = quietest_s(samples_mono, Span(clip.start_s + limit_s / 2, clip.start_s + limit_s))
        parts.append(Span(clip.start_s, at_s))
        clip = Span(at_s, clip.end_s)
    return [*parts, clip]


def quietest_s(samples_mono: Samples, span: Span) -> float:
    """The middle of the quietest 0.1 s of `span`."""
    start_n, step_n = sample_at(span.start_s, RATE_HZ), sample_at(_QUIET_S / 4, RATE_HZ)
    heard = samples_mono[start_n : sample_at(span.end_s, RATE_HZ)]
    steps_n = len(heard) // step_n
    if steps_n < 4:
        return span.middle_s
    power = np.square(heard[: steps_n * step_n]).reshape(steps_n, step_n).sum(axis=1)
    at = int(np.argmin(np.convolve(power, np.ones(4), mode="valid")))
    return Span(0.0, (start_n + (at + 2) * step_n) / RATE_HZ).end_s
