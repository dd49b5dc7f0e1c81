"""The tag, read by FFmpeg in front of real MP3 frames and by a reader written from the specification."""

from __future__ import annotations

import io
import struct

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.core.episode import Chapter
from onrecord.formats.id3 import id3_tag

CHAPTERS = (
    Chapter(0.0, 1.25, "Intro"),
    Chapter(1.25, 2.0, "Werbung – gruß", in_toc=False),
    Chapter(2.0, 3.0, "The café 북"),
)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 3


def frames_of(data: bytes) -> list[tuple[str, bytes]]:
    """Reads frames as https://id3.org/id3v2.3.0 section 3.3 lays them out."""
    found = []
    while data:
        name, size_n, flags = data[:4].decode("ascii"), *struct.unpack(">IH", data[4:10])
        assert flags == 0
        assert 0 < size_n <= len(data) - 10
        found.append((name, data[10 : 10 + size_n]))
        data = data[10 + size_n :]
    return found


def read(tag: bytes) -> list[tuple[str, bytes]]:
    assert tag[:6] == b"ID3\x03\x00\x00"
    assert all(byte < 128 for byte in tag[6:10])
    size_n = tag[6] << 21 | tag[7] << 14 | tag[8] << 7 | tag[9]
    assert size_n == len(tag) - 10
    return frames_of(tag[10:])


def text_of(body: bytes) -> str:
    return body[1:].decode("utf-16" if body[0] else "latin-1")


@pytest.fixture(scope="module")
def mp3() -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="mp3", options={"id3v2_version": "0", "write_xing": "0"}) as container:
        stream = container.add_stream("libmp3lame", rate=44100)
        tone = (np.sin(np.arange(44100 * 3) / 20) * 9000).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(tone, format="s16", layout="mono")
        frame.sample_rate = 44100
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    data = out.getvalue()
    assert data[0] == 0xFF
    return data


def test_ffmpeg_reads_the_tag_the_picture_and_the_chapters(mp3):
    tag = id3_tag(
        title="Ümläut & 북소리", artist="On Air", album="The Show", date="2026-11-22", number=7, comment="What it is – about.",
        artwork=PNG, artwork_mime="image/png", chapters=CHAPTERS, url="https://example.org/e/7", language="de",
    )  # fmt: skip
    with av.open(io.BytesIO(tag + mp3)) as container:
        read_back = {key.lower(): value for key, value in container.metadata.items()}
        assert read_back["title"] == "Ümläut & 북소리"
        assert read_back["artist"] == "On Air"
        assert read_back["album"] == "The Show"
        assert read_back["track"] == "7"
        assert read_back["genre"] == "Podcast"
        assert read_back["date"].startswith("2026")
        assert read_back["comment"] == "What it is – about."
        found = container.chapters()
        assert [(c["start"] * c["time_base"], c["end"] * c["time_base"]) for c in found] == [
            (c.start_s, c.end_s) for c in CHAPTERS
        ]
        assert [c["metadata"]["title"] for c in found] == [c.title for c in CHAPTERS]
        assert len(container.streams.audio) == 1
        picture = next(s for s in container.streams.video)
        packet = next(container.demux(picture))
        assert bytes(packet) == PNG
    with av.open(io.BytesIO(tag + mp3)) as tagged, av.open(io.BytesIO(mp3)) as bare:
        samples = [sum(f.samples for f in c.decode(audio=0)) for c in (tagged, bare)]
        assert samples[0] == samples[1] > 44100 * 2.9


def test_promos_have_a_chapter_and_no_place_in_the_table_of_contents():
    frames = read(id3_tag(title="T", chapters=CHAPTERS))
    (toc,) = [body for name, body in frames if name == "CTOC"]
    assert toc[:4] == b"toc\x00"
    assert toc[4] == 0b11
    assert toc[5] == 2
    assert toc[6:] == b"chp0\x00chp2\x00"
    chapters = [body for name, body in frames if name == "CHAP"]
    assert [body[:5] for body in chapters] == [b"chp0\x00", b"chp1\x00", b"chp2\x00"]
    assert struct.unpack(">4I", chapters[1][5:21]) == (1250, 2000, 0xFFFFFFFF, 0xFFFFFFFF)
    ((name, title),) = frames_of(chapters[1][21:])
    assert (name, text_of(title)) == ("TIT2", CHAPTERS[1].title)


def test_every_field_is_where_the_specification_says():
    fields = dict(
        read(
            id3_tag(
                title="T", date="2026-11-02", comment="Grüße", artwork=PNG, url="https://x.org/a b/ü", language="de"
            )
        )
    )
    assert fields["TYER"] == b"\x002026"
    assert fields["TDAT"] == b"\x000211"
    assert fields["TLAN"] == b"\x00deu"
    assert fields["WOAF"] == b"https://x.org/a%20b/%C3%BC"
    assert fields["COMM"] == b"\x01deu\xff\xfe\x00\x00" + b"\xff\xfe" + "Grüße".encode("utf-16-le")
    assert fields["APIC"] == b"\x00image/jpeg\x00\x03\x00" + PNG


def test_only_what_is_known_is_written():
    assert [name for name, _ in read(id3_tag(title="T"))] == ["TIT2", "TCON", "TLAN"]
    assert dict(read(id3_tag(title="T", date="2026")))["TYER"] == b"\x002026"
    assert "CTOC" not in dict(read(id3_tag(title="T", chapters=CHAPTERS[1:2])))


def test_a_date_that_is_none_and_a_tag_too_large_are_refused():
    with pytest.raises(ValueError, match="isoformat"):
        id3_tag(title="T", date="yesterday")
    with pytest.raises(ValueError, match="bytes"):
        id3_tag(title="T", artwork=bytes(1 << 28))


def test_the_table_of_contents_has_a_count_of_one_byte():
    many = [Chapter(float(i), i + 1.0, str(i)) for i in range(300)]
    frames = read(id3_tag(title="T", chapters=many))
    assert dict(frames)["CTOC"][5] == 255
    assert sum(name == "CHAP" for name, _ in frames) == 300


@settings(max_examples=100, deadline=None)
@given(st.text(min_size=1, max_size=300), st.text(max_size=50), st.binary(max_size=40_000))
def test_any_text_and_any_picture_keep_the_sizes_right(title, comment, artwork):
    frames = dict(read(id3_tag(title=title, comment=comment, artwork=artwork, chapters=[Chapter(0.0, 1.0, title)])))
    clean = title.replace("\0", "").encode("utf-16-le", "replace").decode("utf-16-le")
    assert text_of(frames["TIT2"]) == clean
