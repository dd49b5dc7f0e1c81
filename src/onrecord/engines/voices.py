"""Who speaks when: segmentation-3.0 tells voices apart within ten seconds, CAM++ tells which of them are the same person.

After Bredin, "pyannote.audio 2.1 speaker diarization pipeline", Interspeech 2023, with the number of voices found as
`grouping` says. Both models come inside the package; neither needs torch.
"""

from __future__ import annotations

import hashlib
import os
from bisect import bisect_right
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice, takewhile
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.core.errors import EngineFailed
from onrecord.core.people import Voices, VoiceTurn
from onrecord.core.ports import Progress, Samples, Sound
from onrecord.core.time import Span, intersect, subtract, union
from onrecord.engines.filterbanks import filter_banks, frames_in
from onrecord.engines.grouping import PRINT_N, Group, Print, Settled, Sighting, Stretch, group, settled
from onrecord.engines.onnx import file_digest, session

RATE_HZ = 16000
WINDOW_S = 10.0
_STEP_S, _LONG_STEP_S, _SHORT_S = 5.0, 7.5, 1200.0
"""From so much speech on, windows begin farther apart, up to half as far again: fewer sightings tell the voices as surely there,
and it takes a third less time. In a few minutes they would give the wrong number of voices in one of ten recordings."""
_FRAMES_N = 589
_FRAME_S = WINDOW_S / _FRAMES_N
_FBANK_STEP_S = 0.01
_WEIGHTS = Path(__file__).parent / "weights"
_LOCAL_N = 3
_POWERSET = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]], dtype=bool)
_TOGETHER_N = 2
"""Two windows at once take an eighth less time than one after the other; more gain nothing."""
_LEAST_ALONE_S = 0.3
"""A voice heard alone for less than this in a window has no print of its own."""
_PRINT_FRAMES_N = 200
"""Two seconds of a voice say who it is; four say it no better, and take twice as long."""
_LEAST_PIECE_S, _MOST_PIECE_S = 0.3, 1.5
"""So much of a stretch tells it from voices that are known already."""
_WINDOWS_SHARE = 0.7
_SILENT_LEAD, _SILENT_IN_SPEECH_LEAD = 0.25, 0.02
"""How much a window counts that hears nobody, beside the leads of voices (0.3 to 0.6 where they are sure)."""
_CLOSED_GAP_S = 0.5
_LEAST_TURN_S = 0.25
_AROUND_SPEECH_S = 0.3


@dataclass(frozen=True, slots=True)
class _Window:
    """`active` has shape (589, 3): which of the window's own three voices speak in each frame."""

    start_s: float
    active: NDArray[np.bool_]

    def alone(self, local: int) -> NDArray[np.bool_]:
        """Shape (589,): where one of the voices speaks and no other does."""
        alone: NDArray[np.bool_] = self.active[:, local] & (self.active.sum(axis=1) == 1)
        return alone


@dataclass(frozen=True, slots=True)
class _Piece:
    """Frames in which one voice is heard, and no other."""

    voice: int
    first: int
    end: int

    @property
    def span(self) -> Span:
        return Span(self.first * _FRAME_S, self.end * _FRAME_S)


class OnnxVoiceFinder:
    """Finds the voices of a recording, `workers_n` windows at a time; memory grows by about 4 kB per second of speech."""

    def __init__(self, workers_n: int | None = None) -> None:
        self.workers_n = workers_n or min(4, os.cpu_count() or 1)

    def find(self, sound: Sound, speech: Sequence[Span], voices_n: int | None, progress: Progress) -> Voices:
        """Turns on the 1 ms grid, sorted; voices count from 0 in order of appearance; turns of two voices may overlap.

        `sound` is 16 kHz mono. Only what lies in or near `speech` counts. Raises EngineFailed, MissingModel.
        """
        if sound.rate_hz != RATE_HZ or sound.channels_n != 1:
            raise EngineFailed(
                f"Voices are told apart in 16 kHz mono sound, this is {sound.rate_hz} Hz with {sound.channels_n} channels.",
                "Please report this: a stage gave the wrong sound.",
            )
        speech = union(speech)
        step_s = _step_s(speech)
        starts, reading = _starts(sound.frames_n / RATE_HZ, speech, step_s), Lock()

        def read(start_s: float, duration_s: float = WINDOW_S) -> Samples:
            with reading:
                return sound.read(round(start_s * RATE_HZ), round(duration_s * RATE_HZ))[:, 0]

        def seen(first: int) -> list[tuple[_Window, list[Sighting]]]:
            at = range(first, min(first + _TOGETHER_N, len(starts)))
            samples = [read(starts[index]) for index in at]
            found = []
            for index, sound_mono, active in zip(at, samples, self._segment(samples), strict=True):
                window = _Window(starts[index], active & _heard_near(speech, starts[index])[:, None])
                found.append((window, self._sightings(sound_mono, index, window)))
            return found

        windows: list[_Window] = []
        sightings: list[Sighting] = []
        self._ready()
        with ThreadPoolExecutor(self.workers_n, thread_name_prefix="voices") as pool:
            try:
                for found in pool.map(seen, range(0, len(starts), _TOGETHER_N)):
                    windows += [window for window, _ in found]
                    sightings += [sighting for _, own in found for sighting in own]
                    progress(_WINDOWS_SHARE * len(windows) / len(starts))
                people = group(sightings, voices_n, WINDOW_S / step_s)
                spoken = _spoken(windows, people, speech)
                pieces = _pieces(spoken) if len(people.prints) > 1 else []
                stretches: list[Stretch] = []
                for piece, print_ in zip(pieces, pool.map(partial(self._piece_print, read=read), pieces), strict=True):
                    stretches.append(Stretch(piece.voice, piece.span.duration_s, print_))
                    progress(_WINDOWS_SHARE + (1.0 - _WINDOWS_SHARE) * len(stretches) / len(pieces))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        progress(1.0)
        if stretches:
            known = settled(stretches, people.prints, voices_n)
            spoken, people = _regiven(spoken, pieces, known), replace(people, prints=known.prints)
        return _voices(spoken, people, speech, voices_n is not None)

    @property
    def digest(self) -> str:
        both = file_digest(self._segmentation_path) + file_digest(self._print_path)
        return hashlib.sha256(both.encode()).hexdigest()

    def _ready(self) -> None:
        """The models are loaded by one thread, before the others ask for them."""
        assert self._segmentation and self._printing

    def _segment(self, windows: Sequence[Samples]) -> NDArray[np.bool_]:
        """Shape (windows, 589, 3)."""
        (scores,) = self._segmentation.run(None, {"x": np.stack(windows)[:, None]})
        chosen: NDArray[np.bool_] = _POWERSET[np.argmax(scores, axis=-1)]
        return chosen

    def _sightings(self, samples_mono: Samples, index: int, window: _Window) -> list[Sighting]:
        """Each voice of a window with its print, from where it is heard alone."""
        middles_s = (np.arange(frames_in(len(samples_mono))) + 0.5) * _FBANK_STEP_S
        frame = np.minimum((middles_s / _FRAME_S).astype(int), _FRAMES_N - 1)
        found = []
        for local in range(_LOCAL_N):
            if not window.active[:, local].any():
                continue
            alone = np.flatnonzero(window.alone(local)[frame])
            alone_s = len(alone) * _FBANK_STEP_S
            middle = max(0, len(alone) - _PRINT_FRAMES_N) // 2
            print_ = (
                self._print(filter_banks(samples_mono, alone[middle : middle + _PRINT_FRAMES_N]))
                if alone_s >= _LEAST_ALONE_S
                else np.zeros(PRINT_N, np.float32)
            )
            found.append(Sighting(index, local, alone_s, print_))
        return found

    def _piece_print(self, piece: _Piece, read: Callable[[float, float], Samples]) -> Print:
        """Of the middle of a piece that is longer than need be."""
        span = piece.span
        beside_s = max(0.0, span.duration_s - _MOST_PIECE_S) / 2
        samples_mono = read(span.start_s + beside_s, span.duration_s - 2 * beside_s)
        return self._print(filter_banks(samples_mono, np.arange(frames_in(len(samples_mono)))))

    def _print(self, features: NDArray[np.float32]) -> Print:
        (vector,) = self._printing.run(None, {"x": (features - features.mean(axis=0))[None]})
        unit: Print = vector[0] / max(float(np.linalg.norm(vector[0])), 1e-9)
        return unit

    _segmentation_path = _WEIGHTS / "segmentation-3.0.onnx"
    _print_path = _WEIGHTS / "campplus-fp16.onnx"

    @cached_property
    def _segmentation(self) -> Any:
        return session(self._segmentation_path)

    @cached_property
    def _printing(self) -> Any:
        return session(self._print_path)


def _step_s(speech: Sequence[Span]) -> float:
    speech_s = sum(span.duration_s for span in speech)
    return min(_LONG_STEP_S, max(1.0, speech_s / _SHORT_S) * _STEP_S)


def _starts(duration_s: float, speech: Sequence[Span], step_s: float) -> list[float]:
    """Where the windows with speech in them start: every `step_s`, the last so that it reaches the end."""
    count = 1 + max(0, int(np.ceil((duration_s - WINDOW_S) / step_s - 1e-9)))
    starts = [index * step_s for index in range(count)]
    kept, first = [], 0
    for start_s in starts:
        while first < len(speech) and speech[first].end_s <= start_s:
            first += 1
        if first < len(speech) and speech[first].start_s < start_s + WINDOW_S:
            kept.append(start_s)
    return kept


def _heard_near(speech: Sequence[Span], start_s: float, around_s: float = _AROUND_SPEECH_S) -> NDArray[np.bool_]:
    """Shape (589,): the frames of a window that lie in or near speech, whose spans are in order and apart."""
    near = np.zeros(_FRAMES_N, dtype=bool)
    first_at = bisect_right(speech, start_s, key=lambda span: span.end_s + around_s)
    for span in takewhile(lambda span: span.start_s - around_s < start_s + WINDOW_S, islice(speech, first_at, None)):
        first = max(0, round((span.start_s - around_s - start_s) / _FRAME_S))
        near[first : max(0, round((span.end_s + around_s - start_s) / _FRAME_S))] = True
    return near


def _spoken(windows: Sequence[_Window], found: Group, speech: Sequence[Span]) -> NDArray[np.bool_]:
    """Shape (frames, voices): the windows laid over each other; each moment is decided by those in whose middle it lies and that are
    sure of the voice.

    Within ten seconds two people may be taken for one, whose print then lies between theirs: such a window hardly counts.
    """
    voices_n = len(found.prints)
    frames_n = round(windows[-1].start_s / _FRAME_S) + _FRAMES_N if windows else 0
    votes = np.zeros((frames_n, voices_n), np.float32)
    weights = np.zeros(frames_n, np.float32)
    trust = np.minimum(np.arange(_FRAMES_N) + 1, _FRAMES_N - np.arange(_FRAMES_N)).astype(np.float32)
    for index, window in enumerate(windows):
        first = round(window.start_s / _FRAME_S)
        in_speech = _heard_near(speech, window.start_s, 0.0)
        counts = np.where(in_speech, np.float32(_SILENT_IN_SPEECH_LEAD), np.float32(_SILENT_LEAD))
        said = np.zeros((_FRAMES_N, voices_n), dtype=bool)
        for local in range(_LOCAL_N):
            if (index, local) in found.voice_of:
                active = window.active[:, local]
                counts[active] = found.lead_of[index, local]
                said[active, found.voice_of[index, local]] = True
        weights[first : first + _FRAMES_N] += trust * counts
        votes[first : first + _FRAMES_N] += (trust * counts)[:, None] * said
    spoken: NDArray[np.bool_] = votes > 0.5 * np.maximum(weights, 1e-9)[:, None]
    return spoken


def _pieces(spoken: NDArray[np.bool_]) -> list[_Piece]:
    """What one voice says alone and without a break."""
    is_alone = spoken.sum(axis=1) == 1
    least_n = _LEAST_PIECE_S / _FRAME_S
    return [
        _Piece(voice, first, end)
        for voice in range(spoken.shape[1])
        for first, end in _runs(spoken[:, voice] & is_alone)
        if end - first >= least_n
    ]


def _regiven(spoken: NDArray[np.bool_], pieces: Sequence[_Piece], known: Settled) -> NDArray[np.bool_]:
    """Each voice's frames given to the one that it became, but for the pieces that are told one by one."""
    given = np.zeros_like(spoken)
    rest = spoken.copy()
    for piece, voice in zip(pieces, known.voice_of, strict=True):
        given[piece.first : piece.end, voice] = True
        rest[piece.first : piece.end, piece.voice] = False
    for voice, whole in enumerate(known.became):
        given[:, whole] |= rest[:, voice]
    return given


def _voices(spoken: NDArray[np.bool_], found: Group, speech: Sequence[Span], was_told: bool) -> Voices:
    if not len(spoken) or not found.prints:
        return Voices((), 0, (), "no voice was heard long enough")
    turns = _turns([_spans(spoken[:, voice]) for voice in range(len(found.prints))], speech)
    order = list(dict.fromkeys(turn.voice for turn in turns))
    renamed = {voice: index for index, voice in enumerate(order)}
    prints = tuple(tuple(float(value) for value in found.prints[voice]) for voice in order)
    how = f"segmentation-3.0 and CAM++, {'told' if was_told else 'found'}: {len(order)} of {found.how}"
    return Voices(tuple(VoiceTurn(t.span, renamed[t.voice]) for t in turns), len(order), prints, how)


def _spans(spoken: NDArray[np.bool_]) -> list[Span]:
    return [Span(a * _FRAME_S, b * _FRAME_S) for a, b in _runs(spoken)]


def _runs(is_on: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The frames from which on it is, and up to which."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], is_on.astype(np.int8), [0]]))).tolist()
    return list(zip(edges[::2], edges[1::2], strict=True))


def _turns(spans_of: Sequence[list[Span]], speech: Sequence[Span]) -> list[VoiceTurn]:
    """Short gaps of one voice closed unless another speaks there, short scraps dropped, everything in or near speech."""
    near = union(span.grown(_AROUND_SPEECH_S) for span in speech)
    turns = []
    for voice, spans in enumerate(spans_of):
        others = union(span for index, other in enumerate(spans_of) if index != voice for span in other)
        gaps = subtract(union(spans, join_gaps_s=_CLOSED_GAP_S), spans)
        shut = subtract(gaps, others)
        for span in intersect(union([*spans, *(gap for gap in gaps if gap in shut)]), near):
            if span.duration_s >= _LEAST_TURN_S:
                turns.append(VoiceTurn(span, voice))
    return sorted(turns, key=lambda turn: (turn.span, turn.voice))
