"""FFmpeg, inside the PyAV wheel: whatever a recorder gives comes in, MP3 and M4A go out. No ffmpeg on the PATH is needed."""

from __future__ import annotations

import datetime
import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from onrecord.core.errors import BadRecording, EmptyRecording, NotFound, NotReadable
from onrecord.core.ports import Samples
from onrecord.core.recording import WHOLE, Part, SourceFacts
from onrecord.media.mp3 import Mp3Writer

_BLOCK_S = 2.5


class AvCodecs:
    """The Codecs port on PyAV."""

    def probe(self, path: Path) -> SourceFacts:
        """Raises NotFound, NotReadable, EmptyRecording or BadRecording."""
        with _opened(path) as container:
            stream = container.streams.audio[0]
            context = stream.codec_context
            tags = {
                **{k.lower(): v for k, v in container.metadata.items()},
                **{k.lower(): v for k, v in stream.metadata.items()},
            }
            duration_s = None
            if stream.duration and stream.time_base:
                duration_s = float(stream.duration * stream.time_base)
            elif container.duration:
                duration_s = container.duration / 1_000_000
            if container.format.name == "wav":
                duration_s = max(duration_s or 0.0, _wav_promised_s(path)) or None
            return SourceFacts(
                codec=context.name,
                rate_hz=context.sample_rate,
                channels_n=context.layout.nb_channels,
                duration_s=duration_s,
                is_float=context.name.startswith(("pcm_f32", "pcm_f64")),
                recorded_on=_recorded_on(tags, path),
                time_reference_s=_time_reference_s(tags, context.sample_rate),
                parts=_parts(container.streams.audio),
                starts_s=_starts_s(container, stream),
            )

    def decode(
        self, path: Path, rate_hz: int, drift_ppm: float = 0.0, part: Part = WHOLE,
        on_damage: Callable[[], None] = lambda: None,
    ) -> Iterator[Samples]:  # fmt: skip
        """One sound stream, or one of its channels, as blocks of two or three seconds, one or two channels, at `rate_hz`.

        Resampled by soxr (very high quality, linear phase), once, also where the recorder's clock ran `drift_ppm` fast and
        that is to be put right. Damaged packets are skipped as a player would, and `on_damage` is called. Raises
        BadRecording when nothing at all can be decoded.
        """
        import soxr

        resampler: Any = None
        for own_rate_hz, block in self.decoded(path, part, on_damage):
            true_rate_hz = own_rate_hz * (1.0 + drift_ppm * 1e-6)
            if true_rate_hz == rate_hz:
                yield block
                continue
            if resampler is None:
                resampler = soxr.ResampleStream(true_rate_hz, rate_hz, block.shape[1], dtype="float32", quality="VHQ")
            if len(out := resampler.resample_chunk(block)):
                yield np.asarray(out, np.float32).reshape(-1, block.shape[1])
        if resampler is not None:
            rest = resampler.resample_chunk(np.zeros((0, block.shape[1]), np.float32), last=True)
            if len(rest):
                yield np.asarray(rest, np.float32).reshape(-1, block.shape[1])

    def decoded(
        self, path: Path, part: Part = WHOLE, on_damage: Callable[[], None] = lambda: None
    ) -> Iterator[tuple[int, Samples]]:
        import av

        with _opened(path) as container:
            stream = container.streams.audio[part.stream]
            stream.thread_type = "AUTO"
            layout = stream.codec_context.layout
            mixed = "mono" if layout.nb_channels == 1 else "stereo"
            # packed: PyAV fails on more than seven planes
            resampler = av.AudioResampler(
                format="flt", layout=mixed if part.channel is None or layout.nb_channels <= 2 else layout.name
            )
            rate_hz = stream.codec_context.sample_rate
            held: list[Samples] = []
            held_n = 0
            frames_n = 0
            for frame in _frames(container, stream, on_damage):
                rate_hz = frame.sample_rate
                for even in resampler.resample(frame):
                    block = even.to_ndarray().reshape(even.samples, -1)
                    if part.channel is not None:
                        block = block[:, part.channel : part.channel + 1]
                    block = np.ascontiguousarray(block, dtype=np.float32)
                    held.append(block)
                    held_n += len(block)
                if held_n >= rate_hz * _BLOCK_S:
                    yield rate_hz, np.nan_to_num(np.concatenate(held), posinf=1.0, neginf=-1.0)
                    frames_n += held_n
                    held, held_n = [], 0
            if held:
                yield rate_hz, np.nan_to_num(np.concatenate(held), posinf=1.0, neginf=-1.0)
                frames_n += held_n
            if not frames_n:
                raise BadRecording(f"{path.name} holds no sound that can be decoded.", _ANOTHER)

    def mp3_writer(self, path: Path, rate_hz: int, channels_n: int, kbit_s: int, is_mono: bool = False) -> Mp3Writer:
        return Mp3Writer(path, rate_hz, channels_n, kbit_s, is_mono)

    def m4a_writer(self, path: Path, rate_hz: int, channels_n: int, kbit_s: int) -> M4aWriter:
        return M4aWriter(path, rate_hz, channels_n, kbit_s)


class M4aWriter:
    """AAC-LC in MP4, its index at the front so that it can be played while it loads. Used by one thread at a time."""

    def __init__(self, path: Path, rate_hz: int, channels_n: int, kbit_s: int) -> None:
        import av

        self._frame = av.AudioFrame
        self._container = av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"})
        self._stream: Any = self._container.add_stream("aac", rate=rate_hz)
        self._layout = "mono" if channels_n == 1 else "stereo"
        context: Any = self._stream.codec_context
        context.bit_rate, context.layout, context.format = kbit_s * 1000, self._layout, "fltp"
        self._rate_hz, self._at_n = rate_hz, 0

    def write(self, block: Samples) -> None:
        if not len(block):
            return
        frame = self._frame.from_ndarray(np.ascontiguousarray(block.T), format="fltp", layout=self._layout)
        frame.sample_rate, frame.pts = self._rate_hz, self._at_n
        self._at_n += len(block)
        self._container.mux(self._stream.encode(frame))

    def close(self) -> None:
        self._container.mux(self._stream.encode(None))
        self._container.close()


_ANOTHER = "Check that it plays in another programme, or export it again as WAV or FLAC."


class _opened:
    """An input container with at least one sound stream, or one clear sentence."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Any:
        import av

        path = self.path
        try:
            there = path.stat()
        except PermissionError as error:
            raise NotReadable(
                f"{path.name} may not be read by this user.", f"Allow it: chmod u+rx '{path.parent}'."
            ) from error
        except OSError as error:
            raise NotFound(f"There is no file {path}.", "Check the name; quote it if it holds spaces.") from error
        if stat.S_ISDIR(there.st_mode):
            raise BadRecording(f"{path} is a folder, not a recording.", "Name the sound file itself.")
        if not os.access(path, os.R_OK):
            raise NotReadable(f"{path.name} may not be read by this user.", f"Allow it: chmod u+r '{path}'.")
        if there.st_size == 0:
            raise EmptyRecording(f"{path.name} is empty (0 bytes).", "Copy it from the recorder again.")
        try:
            options = {"ignore_length": "1"} if _wav_goes_on(path) else {}
            self.container = av.open(str(path), metadata_errors="replace", options=options)
        except PermissionError as error:
            raise NotReadable(f"{path.name} may not be read by this user.", "Change its permissions.") from error
        except av.error.FFmpegError as error:
            raise BadRecording(
                f"{path.name} is not a sound file that can be read ({error.strerror}).", _ANOTHER
            ) from error
        if not self.container.streams.audio:
            self.container.close()
            raise BadRecording(f"{path.name} has no sound in it.", _ANOTHER)
        if not self.container.streams.audio[0].codec_context.sample_rate:
            self.container.close()
            raise BadRecording(f"{path.name} is not a sound file that can be read.", _ANOTHER)
        return self.container

    def __exit__(self, *_: object) -> None:
        self.container.close()


def _frames(container: Any, stream: Any, on_damage: Callable[[], None]) -> Iterator[Any]:
    """Decoded frames; damaged packets are left out, and reading ends where the file does."""
    import av

    # FLAC carries check sums, and FFmpeg leaves out what fails them without a word: its next frames then have no time
    is_flac = stream.codec_context.name == "flac"
    if is_flac:
        stream.codec_context.options = {"err_detect": "crccheck+explode"}
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except (StopIteration, av.error.FFmpegError):
            return
        try:
            for frame in packet.decode():
                if is_flac and frame.pts is None:
                    on_damage()
                yield frame
        except av.error.FFmpegError:
            on_damage()


def _parts(streams: Sequence[Any]) -> tuple[Part, ...]:
    """Each stream is a sound of its own, and of one with more than two channels that it does not name each channel."""
    found: list[Part] = []
    for at, stream in enumerate(streams):
        channels = stream.codec_context.layout.channels
        if not stream.codec_context.sample_rate:
            continue
        is_named = len(channels) <= 2 or all(channel.name != "NONE" for channel in channels)
        found += [Part(at)] if is_named else [Part(at, channel) for channel in range(len(channels))]
    return tuple(found)


def _wav_promised_s(path: Path) -> float:
    """How long a WAV file says that it is, 0.0 where it does not: FFmpeg tells only how long it can be at its size.

    A size of 0 or of 2 GB and more is what programs write that did not know it yet.
    """
    bytes_per_s = 0
    with path.open("rb") as file:
        head = file.read(12)
        while head[:4] == b"RIFF" and len(chunk := file.read(8)) == 8:
            size = int.from_bytes(chunk[4:], "little")
            if chunk[:4] == b"data":
                return size / bytes_per_s if bytes_per_s and size < 0x7FFF_F000 else 0.0
            if chunk[:4] == b"fmt ":
                bytes_per_s = int.from_bytes(file.read(12)[8:], "little")
                size -= 12
            file.seek(size + size % 2, 1)
    return 0.0


def _wav_goes_on(path: Path) -> bool:
    """Whether sound follows what a WAV file says is its sound: nothing that bears a name as its parts do."""
    with path.open("rb") as file:
        head = file.read(12)
        while head[:4] == b"RIFF" and head[8:] == b"WAVE" and len(chunk := file.read(8)) == 8:
            size = int.from_bytes(chunk[4:], "little")
            file.seek(size + size % 2, 1)
            if chunk[:4] == b"data":
                name = file.read(4)
                rest_n = path.stat().st_size - file.tell()
                return 0 < size < 50 * rest_n and not all(0x20 <= letter < 0x7F for letter in name)
    return False


def _recorded_on(tags: dict[str, str], path: Path) -> str | None:
    for key in ("origination_date", "creation_time", "date"):
        try:
            # recorders write 2025-03-04 as well as 2025:03:04, 2025/03/04 and 2025_03_04
            return datetime.date.fromisoformat(re.sub("[:/_. ]", "-", tags.get(key, "")[:10])).isoformat()
        except ValueError:
            continue
    return datetime.date.fromtimestamp(path.stat().st_mtime).isoformat()


def _starts_s(container: Any, stream: Any) -> float:
    """How much later than everything else in its file the sound begins."""
    if stream.start_time is None or container.start_time is None:
        return 0.0
    late_s = float(stream.start_time * stream.time_base) - float(container.start_time) / 1_000_000
    return max(0.0, round(late_s, 3))


def _time_reference_s(tags: dict[str, str], rate_hz: int) -> float | None:
    try:
        return int(tags["time_reference"]) / rate_hz
    except (KeyError, ValueError, ZeroDivisionError):
        return None
