"""All tracks on the session clock, as the programme is made of them: cleaned, levelled, ducked where asked, and summed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from onrecord.core.edit import EditList
from onrecord.core.ports import Samples, Tools
from onrecord.core.recording import Recording
from onrecord.core.sound import Clean, Levels
from onrecord.core.time import Span, sample_at
from onrecord.signal.decibel import gain_of
from onrecord.signal.ducking import Ducker
from onrecord.signal.floor import level_room
from onrecord.signal.render import GainCurve


class Session:
    """Read like one sound: `read(start_n, frames_n)` gives shape (frames, channels)."""

    def __init__(
        self, recording: Recording, clean: Clean, levels: Levels, edit: EditList, heard: Sequence[Span],
        falling: Sequence[tuple[Span, float]], channels_n: int, tools: Tools,
    ) -> None:  # fmt: skip
        """`heard` is all that is more than the room: it keeps its level beside the joins. `falling` is what stays of noises right
        before the rest of them is cut or turned down, and by how many dB it may fall.
        """
        self._channels_n = channels_n
        self._parts = []
        gains = {gain.track_id: gain for gain in levels.gains}
        for track, cleaned in zip(recording.tracks, clean.tracks, strict=True):
            points = gains[track.id].points
            curve = GainCurve(
                [p.time_s for p in points], [p.gain_db + cleaned.headroom_db for p in points], track.rate_hz
            )
            self._parts.append((tools.blobs.open(cleaned.blob), sample_at(track.offset_s, track.rate_hz), curve))
        removed, rate_hz = edit.removed(), recording.tracks[0].rate_hz
        self._ducker = Ducker(self._mixed, edit.muted(), removed, recording.duration_s, rate_hz, falling)
        self._room = GainCurve(*level_room(self._ducked, removed, heard, rate_hz), rate_hz)

    def read(self, start_n: int, frames_n: int) -> Samples:
        return self._ducked(start_n, frames_n) * self._room.factors(start_n, frames_n)

    def _ducked(self, start_n: int, frames_n: int) -> Samples:
        return self._ducker.apply(self._mixed(start_n, frames_n), start_n)

    def _mixed(self, start_n: int, frames_n: int) -> Samples:
        mix = np.zeros((frames_n, self._channels_n), np.float32)
        for sound, offset_n, curve in self._parts:
            block = sound.read(start_n - offset_n, frames_n)
            if block.shape[1] > self._channels_n:
                block = block.mean(axis=1, keepdims=True)
            mix += block * curve.factors(start_n, frames_n)
        return mix

    def close(self) -> None:
        for sound, _, _ in self._parts:
            sound.close()


class Raw:
    """All tracks as they came, on the session clock, summed to one channel."""

    def __init__(self, recording: Recording, tools: Tools) -> None:
        self._parts = [
            (tools.blobs.open(t.blob), sample_at(t.offset_s, t.rate_hz), gain_of(t.headroom_db))
            for t in recording.tracks
        ]

    def read(self, start_n: int, frames_n: int) -> Samples:
        heard = [
            s.read(start_n - at_n, frames_n).mean(axis=1, keepdims=True) * np.float32(g) for s, at_n, g in self._parts
        ]
        return np.asarray(np.sum(heard, axis=0), np.float32)

    def close(self) -> None:
        for sound, _, _ in self._parts:
            sound.close()
