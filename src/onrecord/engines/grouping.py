"""Which sightings of a voice are the same person, and how many people there are.

Average-linkage clustering of the prints of longer sightings. Where it stops, and so how many voices there are, is told by
the recording itself: among the steps that join two clusters big enough to be a voice, it stops in the widest gap between
"surely one person" and "surely two". Two voices that one window holds apart were recorded in the same room, at the same
time and through the same noise, so their likeness shows how alike different people look here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.optimize import linear_sum_assignment

PRINT_N = 192

# Cosines of CAM++ prints from 1.5 s on, on read speech of nine people, clean to 8 dB SNR: one person 0.60 to 0.95,
# two people 0.25 to 0.65. Clusters of one person join at 0.62 and more, those of two at 0.57 and less.
_LEAST_ALIKE, _MOST_ALIKE = 0.50, 0.72
_MOST_OTHERS, _OVER_OTHERS = 0.60, 0.05
_TRUSTED_S = 1.5
_PAIRS_N = 3
_LEAST_VOICE_S, _MOST_LEAST_VOICE_S = 4.0, 12.0
"""A voice heard alone for less than this in all is a laugh or a noise: 1 % of the talk, but between these."""
_LONGEST_SIGHTING_S = 1.8
_CLUSTERED_N = 2000
_FORCED = 0.25
_NEARER = 0.05
"""A stretch changes hands for a voice that is more alike by so much, as cosines."""
_SAME = 0.78
"""Voices whose own stretches are so alike are one: two people's came to 0.73 at the most, in 50 recordings of read speech and 17 of
meetings; one person's, of 4 s and more of read speech, to 0.82 and more, of less or in meetings also to less."""
_ALONE_SHARE = 0.75
"""A voice may say so little of the least alone: the rest others speak into."""
_ROUNDS_N = 4
_LEAST_LEAD, _ONLY_LEAD = 0.02, 0.5
"""The least that a sighting counts, and what it counts when there is one voice only."""

Print = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sighting:
    """One of the voices of one window: how long it is heard alone, and its print (unit vector, or zero if too short)."""

    window: int
    local: int
    alone_s: float
    print: Print


@dataclass(frozen=True, slots=True)
class Group:
    """`voice_of` (window, local) is an index into `prints`, unit vectors of 192 numbers; `lead_of` says how surely: by how much
    that voice is more alike than the next, as cosines."""

    voice_of: dict[tuple[int, int], int]
    lead_of: dict[tuple[int, int], float]
    prints: tuple[Print, ...]
    how: str


def group(sightings: Sequence[Sighting], voices_n: int | None, times_seen: float = 2.0) -> Group:
    """Every sighting given to a voice; exactly `voices_n` voices when told, as far as that many can be told apart.

    Windows overlap, so everything is seen `times_seen`.
    """
    trusted = sorted((s for s in sightings if s.alone_s >= _TRUSTED_S), key=lambda s: -s.alone_s)[:_CLUSTERED_N]
    if not trusted:
        trusted = sorted((s for s in sightings if s.print.any()), key=lambda s: -s.alone_s)[:1]
    if not trusted:
        return Group({}, {}, (), "no voice")
    labels, alike = _clusters(trusted, likeness_of_others(sightings), voices_n, times_seen)
    prints = []
    for label in dict.fromkeys(labels):
        members = [s for s, own in zip(trusted, labels, strict=True) if own == label]
        prints.append(_mean([s.print for s in members], [s.alone_s for s in members]))
    if len(prints) > 1:
        # Once more from all sightings, now that the voices are known.
        voice_of = _assigned(sightings, prints)
        prints = [_refined(sightings, voice_of, voice, old) for voice, old in enumerate(prints)]
    voice_of = _assigned(sightings, prints)
    how = f"{len(sightings)} sightings at likeness {alike:.2f}"
    return Group(voice_of, _leads(sightings, prints, voice_of), tuple(prints), how)


@dataclass(frozen=True, slots=True)
class Stretch:
    """What one voice says alone and without a break: which voice that was taken for, and its own print."""

    voice: int
    duration_s: float
    print: Print


@dataclass(frozen=True, slots=True)
class Settled:
    """Which voice each stretch is, which voice each of those before is now (itself, or one that it was part of), and their prints."""

    voice_of: list[int]
    became: list[int]
    prints: tuple[Print, ...]


def settled(stretches: Sequence[Stretch], prints: Sequence[Print], voices_n: int | None) -> Settled:
    """Every stretch given to the voice that it is by its own print.

    Within a window two people may be taken for one, and then one of them is given the other's words; by itself a stretch tells. From
    the stretches the voices' prints are made anew. Unless `voices_n` was told, two voices that are alike then become one, and one
    with too little of its own is none.
    """
    voice_of = np.array([stretch.voice for stretch in stretches])
    long_s = np.array([stretch.duration_s for stretch in stretches])
    stack = np.stack([stretch.print for stretch in stretches])
    own, became = np.stack(prints), list(range(len(prints)))
    left = list(range(len(prints)))
    for _ in range(_ROUNDS_N + len(prints)):
        alike = stack @ own[left].T
        nearest = np.array(left)[alike.argmax(axis=1)]
        stays = np.isin(voice_of, left)
        ahead = alike.max(axis=1) - np.einsum("ij,ij->i", stack, own[voice_of])
        moved = np.where(stays & (ahead <= _NEARER), voice_of, nearest)
        is_still, voice_of = bool((moved == voice_of).all()), moved
        for voice in left:
            if (voice_of == voice).any():
                mine = voice_of == voice
                own[voice] = _mean(list(stack[mine]), np.minimum(long_s[mine], _TRUSTED_S).tolist())
        part = None if voices_n is not None else _part_of_another(voice_of, long_s, own, left)
        if part is not None:
            small, whole = part
            left.remove(small)
            became = [whole if one == small else one for one in became]
        elif is_still:
            break
    return Settled(voice_of.tolist(), became, tuple(own))


def _part_of_another(
    voice_of: NDArray[np.int64], long_s: NDArray[np.float64], own: NDArray[np.float32], left: Sequence[int]
) -> tuple[int, int] | None:
    """A voice that is none by itself, and the one that it is most like; the smallest first."""
    if len(left) < 2:
        return None
    whole_s = {voice: float(long_s[voice_of == voice].sum()) for voice in left}
    least_s = _least_voice_s(sum(whole_s.values()))
    for small in sorted(left, key=lambda voice: whole_s[voice]):
        others = [voice for voice in left if voice != small]
        alike = own[others] @ own[small]
        if whole_s[small] < _ALONE_SHARE * least_s or alike.max() > _SAME:
            return small, others[int(alike.argmax())]
    return None


def likeness_of_others(sightings: Sequence[Sighting]) -> float:
    """The cosine below which two clusters are never one person, by the likeness of the voices that share a window."""
    by_window: dict[int, list[Sighting]] = {}
    for sighting in sightings:
        if sighting.alone_s >= _TRUSTED_S:
            by_window.setdefault(sighting.window, []).append(sighting)
    pairs = [float(a.print @ b.print) for held in by_window.values() for i, a in enumerate(held) for b in held[i + 1 :]]
    if len(pairs) < _PAIRS_N:
        return _LEAST_ALIKE
    return float(np.clip(np.median(pairs) + _OVER_OTHERS, _LEAST_ALIKE, _MOST_OTHERS))


def _clusters(
    trusted: Sequence[Sighting], others: float, voices_n: int | None, times_seen: float
) -> tuple[list[int], float]:
    """A label per sighting, and the likeness that told; sightings of clusters too small for a voice go to the nearest."""
    if len(trusted) == 1:
        return [0], 1.0
    stack = np.stack([s.print for s in trusted])
    tree = linkage(stack, method="average", metric="cosine")
    alike = _widest_gap(_joins_of_voices(trusted, tree, times_seen), others)
    if voices_n is None:
        labels = fcluster(tree, 1.0 - alike, criterion="distance")
        voices = _big(trusted, labels, times_seen)
    else:
        for clusters_n in range(voices_n, len(trusted) + 1):
            labels = fcluster(tree, clusters_n, criterion="maxclust")
            voices = _big(trusted, labels, times_seen)[:voices_n]
            if len(voices) == voices_n:
                break
        else:
            labels = fcluster(tree, voices_n, criterion="maxclust")
            voices = list(dict.fromkeys(int(label) for label in labels))
    means = np.stack([_mean(list(stack[labels == label]), [1.0] * int((labels == label).sum())) for label in voices])
    nearest = (stack @ means.T).argmax(axis=1)
    return [int(own) if own in voices else voices[near] for own, near in zip(labels, nearest, strict=True)], alike


def _joins_of_voices(trusted: Sequence[Sighting], tree: NDArray[np.float64], times_seen: float) -> list[float]:
    """The likeness at which two clusters join that are both long enough to be a voice."""
    whole_s = [s.alone_s / times_seen for s in trusted]
    least_s = _least_voice_s(sum(whole_s))
    joins = []
    for first, second, distance, _ in tree:
        both_s = whole_s[int(first)], whole_s[int(second)]
        whole_s.append(sum(both_s))
        if min(both_s) >= least_s:
            joins.append(1.0 - float(distance))
    return joins


def _widest_gap(joins: Sequence[float], others: float) -> float:
    """The middle of the widest stretch without a join, between what `others` reach and what is surely one person."""
    marks = [others, *sorted(join for join in joins if others < join < _MOST_ALIKE), _MOST_ALIKE]
    widest = max(range(len(marks) - 1), key=lambda i: marks[i + 1] - marks[i])
    return (marks[widest] + marks[widest + 1]) / 2


def _least_voice_s(talk_s: float) -> float:
    return min(max(_LEAST_VOICE_S, 0.01 * talk_s), _MOST_LEAST_VOICE_S)


def _big(trusted: Sequence[Sighting], labels: NDArray[np.int32], times_seen: float) -> list[int]:
    """The clusters that are voices, the longest first: heard long enough in all, and once without a break."""
    alone_s = np.array([s.alone_s for s in trusted])
    least_s = _least_voice_s(float(alone_s.sum()) / times_seen)
    whole_s = {int(label): float(alone_s[labels == label].sum()) / times_seen for label in set(labels)}
    longest_s = {label: float(alone_s[labels == label].max()) for label in whole_s}
    ranked = sorted(whole_s, key=lambda label: -whole_s[label])
    big = [label for label in ranked if whole_s[label] >= least_s and longest_s[label] >= _LONGEST_SIGHTING_S]
    return big or ranked[:1]


def _mean(prints: Sequence[Print], weights: Sequence[float]) -> Print:
    total = np.average(np.stack(prints), axis=0, weights=weights)
    unit: Print = (total / max(float(np.linalg.norm(total)), 1e-9)).astype(np.float32)
    return unit


def _refined(sightings: Sequence[Sighting], voice_of: dict[tuple[int, int], int], voice: int, old: Print) -> Print:
    own = [s for s in sightings if s.alone_s >= _TRUSTED_S and voice_of[s.window, s.local] == voice]
    return _mean([s.print for s in own], [s.alone_s for s in own]) if own else old


def _assigned(sightings: Sequence[Sighting], prints: Sequence[Print]) -> dict[tuple[int, int], int]:
    """Two voices of one window are two people, unless that would make one of them someone it does not sound like."""
    by_window: dict[int, list[Sighting]] = {}
    for sighting in sightings:
        by_window.setdefault(sighting.window, []).append(sighting)
    voice_of: dict[tuple[int, int], int] = {}
    stack = np.stack(prints)
    for window, held in by_window.items():
        alike = np.stack([s.print for s in held]) @ stack.T
        for row, voice in np.transpose(linear_sum_assignment(-alike)).tolist():
            best = int(alike[row].argmax())
            is_forced = held[row].alone_s >= _TRUSTED_S and alike[row, best] - alike[row, voice] > _FORCED
            voice_of[window, held[row].local] = best if is_forced else voice
        for row, sighting in enumerate(held):
            voice_of.setdefault((window, sighting.local), int(alike[row].argmax()))
    return voice_of


def _leads(
    sightings: Sequence[Sighting], prints: Sequence[Print], voice_of: dict[tuple[int, int], int]
) -> dict[tuple[int, int], float]:
    leads = {}
    stack = np.stack(prints)
    for sighting in sightings:
        place = sighting.window, sighting.local
        alike = stack @ sighting.print
        others = np.delete(alike, voice_of[place])
        leads[place] = max(_LEAST_LEAD, float(alike[voice_of[place]] - others.max())) if len(others) else _ONLY_LEAD
    return leads
