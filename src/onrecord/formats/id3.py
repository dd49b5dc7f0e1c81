"""ID3v2.3 tags with chapters, to stand before the MP3 frames.

Formats: https://id3.org/id3v2.3.0 and https://id3.org/id3v2-chapters-1.0. Version 2.3 because every reader knows it, and
because its frame sizes are plain integers, on which readers of 2.4 disagree.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import date as Date
from urllib.parse import quote

from onrecord.core.episode import Chapter

TAG_LIMIT_BYTES_N = 1 << 28
TOC_LIMIT_N = 255
NO_OFFSET = 0xFFFFFFFF
"""In a chapter's byte offsets: use the times."""
FRONT_COVER = 3

_LANGUAGES = {
    "ar": "ara", "ca": "cat", "cs": "ces", "cy": "cym", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa",
    "et": "est", "eu": "eus", "fa": "fas", "fi": "fin", "fr": "fra", "ga": "gle", "gl": "glg", "he": "heb", "hi": "hin",
    "hr": "hrv", "hu": "hun", "id": "ind", "is": "isl", "it": "ita", "ja": "jpn", "ko": "kor", "lt": "lit", "lv": "lav",
    "ms": "msa", "nl": "nld", "no": "nor", "nb": "nob", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus", "sk": "slk",
    "sl": "slv", "sr": "srp", "sv": "swe", "sw": "swa", "th": "tha", "tl": "tgl", "tr": "tur", "uk": "ukr", "ur": "urd",
    "vi": "vie", "zh": "zho",
}  # fmt: skip


def id3_tag(
    *,
    title: str,
    artist: str = "",
    album: str = "",
    date: str = "",
    number: int | None = None,
    comment: str = "",
    artwork: bytes | None = None,
    artwork_mime: str = "image/jpeg",
    chapters: Sequence[Chapter] = (),
    url: str = "",
    genre: str = "Podcast",
    language: str = "en",
) -> bytes:
    """The whole tag. `date` is ISO 8601 (a year, or a full date), `language` ISO 639-1, `url` the episode's page.

    Chapters with `in_toc` False are written, and stand in no table of contents. Raises ValueError for a date that is none
    and for a tag over 256 MB.
    """
    frames = [
        _text("TIT2", title),
        _text("TPE1", artist),
        _text("TALB", album),
        _text("TRCK", str(number) if number else ""),
        _text("TCON", genre),
        *_date(date),
        _text("TLAN", _language(language)),
        _comment(comment, _language(language)),
        _frame("WOAF", quote(url, safe="%/:=&?~#+!$,;'@()*[]").encode("ascii")) if url else b"",
        _picture(artwork, artwork_mime) if artwork else b"",
        *_chapters(chapters),
    ]
    body = b"".join(frames)
    if len(body) >= TAG_LIMIT_BYTES_N:
        raise ValueError(f"an ID3 tag of {len(body)} bytes: at most {TAG_LIMIT_BYTES_N - 1} can be written")
    return b"ID3\x03\x00\x00" + _synchsafe(len(body)) + body


def _synchsafe(size_n: int) -> bytes:
    """Four bytes of seven bits each, so that no size looks like the start of an MP3 frame."""
    return bytes(size_n >> shift & 0x7F for shift in (21, 14, 7, 0))


def _frame(name: str, body: bytes) -> bytes:
    return name.encode("ascii") + struct.pack(">IH", len(body), 0) + body


def _encoded(*texts: str) -> bytes:
    """An encoding byte and the texts: Latin-1 when all are ASCII, else UTF-16 with a mark. A null stands between two."""
    clean = [text.replace("\0", "") for text in texts]
    if all(text.isascii() for text in clean):
        return b"\x00" + b"\x00".join(text.encode("ascii") for text in clean)
    return b"\x01" + b"\x00\x00".join(b"\xff\xfe" + text.encode("utf-16-le", "replace") for text in clean)


def _text(name: str, text: str) -> bytes:
    return _frame(name, _encoded(text)) if text else b""


def _date(date: str) -> list[bytes]:
    """Version 2.3 has the year and the day (DDMM) in two frames."""
    if not date:
        return []
    if len(date) == 4 and date.isdecimal():
        return [_text("TYER", date)]
    day = Date.fromisoformat(date[:10])
    return [_text("TYER", f"{day.year:04d}"), _text("TDAT", f"{day.day:02d}{day.month:02d}")]


def _language(language: str) -> str:
    code = language.lower().replace("_", "-").split("-")[0]
    return code if len(code) == 3 and code.isascii() else _LANGUAGES.get(code, "und")


def _comment(text: str, language: str) -> bytes:
    if not text:
        return b""
    encoded = _encoded("", text)
    return _frame("COMM", encoded[:1] + language.encode("ascii") + encoded[1:])


def _picture(artwork: bytes, mime: str) -> bytes:
    return _frame("APIC", b"\x00" + mime.encode("ascii") + b"\x00" + bytes([FRONT_COVER]) + b"\x00" + artwork)


def _chapters(chapters: Sequence[Chapter]) -> list[bytes]:
    """The table of contents, whose count is one byte wide, and a frame for each chapter."""
    ordered = sorted(chapters, key=lambda c: c.start_s)
    named = [(f"chp{i}".encode("ascii"), chapter) for i, chapter in enumerate(ordered)]
    listed = [name for name, chapter in named if chapter.in_toc][:TOC_LIMIT_N]
    frames = []
    if listed:
        top_and_ordered = 0b11
        head = b"toc\x00" + bytes([top_and_ordered, len(listed)])
        frames.append(_frame("CTOC", head + b"".join(name + b"\x00" for name in listed)))
    for name, chapter in named:
        times = struct.pack(">4I", round(chapter.start_s * 1000), round(chapter.end_s * 1000), NO_OFFSET, NO_OFFSET)
        link = _frame("WXXX", b"\x00\x00" + chapter.url.encode("latin-1", "replace")) if chapter.url else b""
        frames.append(_frame("CHAP", name + b"\x00" + times + _text("TIT2", chapter.title) + link))
    return frames
