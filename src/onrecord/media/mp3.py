"""MP3 by LAME, in pieces side by side: every frame comes out as one encoder alone would have made it."""

from __future__ import annotations

import functools
import io
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from onrecord.core.ports import Samples
from onrecord.media.one_sound import lent_kbit_s, on_both_channels

_PIECE_FRAMES = 1024
_RUN_UP_FRAMES = 64
"""An encoder that begins in the middle makes the same frames as one that began earlier after 44 of them at the most."""
_AHEAD_FRAMES = 3
"""LAME looks ahead by up to two frames and starts one late."""
# Without the bit reservoir each frame stands alone. No tag, but the Info header, by which players skip LAME's delay.
_MUXING = {"id3v2_version": "0", "write_id3v1": "0", "write_xing": "1"}
_ENCODING = {"reservoir": "0"}
_PLENTY_KBIT_S, _PLAIN = 96, {"compression_level": "7"}
"""With so many bits for a single channel LAME's noise lies below what the ear hears in every band also without its search for
where it is masked best, which costs half of the time."""


class Mp3Writer:
    """Takes blocks of sound, shape (frames, channels), and writes them at a constant bit rate, without any tag.

    LAME turns the sound down by up to half a decibel, depending on the bit rate; that is measured and made up for. `is_mono`
    says that all channels are the same. `path` may be a file object. Used by one thread at a time; `workers_n` more encode.
    """

    def __init__(
        self, path: Path | io.BytesIO, rate_hz: int, channels_n: int, kbit_s: int, is_mono: bool = False,
        workers_n: int = 2, gain: float | None = None,
    ) -> None:  # fmt: skip
        import av

        self._sound = _Sound(rate_hz, channels_n, kbit_s, is_mono or channels_n == 1)
        self._gain = np.float32(1.0 / _lame_scale(self._sound) if gain is None else gain)
        file = path if isinstance(path, io.BytesIO) else str(path)
        self._container = av.open(file, "w", format="mp3", options=_MUXING)
        self._stream: Any = self._container.add_stream("libmp3lame", rate=rate_hz)
        _set_up(self._stream.codec_context, self._sound, channels_n, kbit_s)
        self._container.start_encoding()
        self._frame_n = self._stream.codec_context.frame_size
        self._pool = ThreadPoolExecutor(workers_n, thread_name_prefix="mp3")
        self._most_pending = 2 * workers_n
        self._pending: deque[Future[list[Any]]] = deque()
        self._held: list[Samples] = []
        self._held_n = self._run_up = 0
        self._next_frame = 0

    def write(self, block: Samples) -> None:
        if len(block):
            self._held.append(np.asarray(block * self._gain, np.float32))
            self._held_n += len(block)
        while self._held_n >= (self._run_up + _PIECE_FRAMES + _AHEAD_FRAMES) * self._frame_n:
            joined = np.concatenate(self._held)
            end = self._run_up + _PIECE_FRAMES
            self._encode(joined[: (end + _AHEAD_FRAMES) * self._frame_n], slice(self._run_up, end))
            self._held = [joined[(end - _RUN_UP_FRAMES) * self._frame_n :]]
            self._held_n, self._run_up = len(self._held[0]), _RUN_UP_FRAMES

    def close(self) -> None:
        if self._held_n:
            self._encode(np.concatenate(self._held), slice(self._run_up, None))
        while self._pending:
            self._mux(self._pending.popleft().result())
        self._pool.shutdown()
        self._container.close()

    def _encode(self, samples: Samples, taken: slice) -> None:
        self._pending.append(self._pool.submit(_frames_of, samples, taken, self._sound))
        while len(self._pending) > self._most_pending:
            self._mux(self._pending.popleft().result())

    def _mux(self, packets: Sequence[Any]) -> None:
        delay_n = self._stream.codec_context.delay
        for packet in packets:
            packet.stream = self._stream
            packet.pts = packet.dts = self._next_frame * self._frame_n - delay_n
            self._next_frame += 1
            self._container.mux(packet)


@dataclass(frozen=True, slots=True)
class _Sound:
    """What is encoded as what; `is_one` says that all channels are the same."""

    rate_hz: int
    channels_n: int
    kbit_s: int
    is_one: bool

    @property
    def lent_kbit_s(self) -> int | None:
        """The rate at which a single channel of several is encoded; None where each is encoded itself."""
        return lent_kbit_s(self.kbit_s, self.rate_hz) if self.is_one and self.channels_n == 2 else None


def _frames_of(samples: Samples, taken: slice, sound: _Sound) -> list[Any]:
    """The packets, a frame each, that a new encoder makes of `samples`; of them those `taken`."""
    if (kbit_s := sound.lent_kbit_s) is None:
        return _encoded(samples, sound, sound.channels_n, sound.kbit_s)[taken]
    return [_widened(packet, sound) for packet in _encoded(samples[:, :1], sound, 1, kbit_s)[taken]]


def _encoded(samples: Samples, sound: _Sound, channels_n: int, kbit_s: int) -> list[Any]:
    import av

    context: Any = av.CodecContext.create("libmp3lame", "w")
    _set_up(context, sound, channels_n, kbit_s)
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.T), format="fltp", layout=context.layout.name)
    frame.sample_rate, frame.pts = sound.rate_hz, 0
    return [*context.encode(frame), *context.encode(None)]


def _widened(packet: Any, sound: _Sound) -> Any:
    import av

    wide = av.Packet(on_both_channels(bytes(packet), sound.kbit_s, sound.rate_hz))
    wide.duration, wide.time_base = packet.duration, packet.time_base
    for beside in packet.iter_sidedata():  # how much of the last frame is padding
        wide.set_sidedata(beside)
    return wide


def _set_up(context: Any, sound: _Sound, channels_n: int, kbit_s: int) -> None:
    context.sample_rate, context.bit_rate = sound.rate_hz, kbit_s * 1000
    context.layout, context.format = "mono" if channels_n == 1 else "stereo", "fltp"
    context.time_base = Fraction(1, sound.rate_hz)
    context.options = _ENCODING | (_PLAIN if sound.is_one and kbit_s >= _PLENTY_KBIT_S else {})


@functools.cache
def _lame_scale(sound: _Sound) -> float:
    """How much quieter than its input LAME's output is at these settings: a second of tone, there and back."""
    import av

    tone = 0.25 * np.sin(2 * np.pi * 997 / sound.rate_hz * np.arange(sound.rate_hz))
    coded = io.BytesIO()
    writer = Mp3Writer(coded, sound.rate_hz, sound.channels_n, sound.kbit_s, sound.is_one, workers_n=1, gain=1.0)
    writer.write(np.repeat(tone.astype(np.float32)[:, None], sound.channels_n, axis=1))
    writer.close()
    coded.seek(0)
    with av.open(coded, "r") as container:
        back = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(container.streams.audio[0])])
    middle = slice(len(back) // 4, len(back) * 3 // 4)
    return float(np.sqrt((back[middle].astype(np.float64) ** 2).mean() / (tone**2).mean()))
