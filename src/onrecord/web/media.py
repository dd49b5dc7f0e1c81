"""Files over HTTP as podcast apps ask for them: byte ranges, HEAD, strong tags, 304, and never the whole file in memory.

RFC 9110: a Range counts for GET alone and after the conditions (13.2.2), If-Range takes a strong tag or the exact date (13.1.5).
Several ranges in one request are answered with the whole file, which 14.2 allows: no podcast app asks for
multipart/byteranges, and a server that makes them can be asked for one file a thousand times over.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date_safe

FOR_EVER = "public, max-age=31536000, immutable"
FOR_NOW = "public, max-age=300"


class Stretch(io.RawIOBase):
    """`bytes_n` bytes of a file from `first`, as a file: servers hand it to the socket without a thread waiting on it."""

    def __init__(self, path: Path, first: int, bytes_n: int, on_sent: Callable[[int], None] | None = None) -> None:
        self._file = path.open("rb")
        self._on_sent = on_sent
        self._first, self._bytes_n, self._at = first, bytes_n, 0
        self._file.seek(first)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._bytes_n}[whence]
        self._at = max(0, min(start + offset, self._bytes_n))
        self._file.seek(self._first + self._at)
        return self._at

    def read(self, size: int | None = -1) -> bytes:
        left = self._bytes_n - self._at
        data = self._file.read(left if size is None or size < 0 else min(size, left))
        self._at += len(data)
        return data

    def close(self) -> None:
        if self._on_sent is not None:
            on_sent, self._on_sent = self._on_sent, None
            on_sent(self._at)
        self._file.close()
        super().close()


@dataclass(frozen=True, slots=True)
class Served:
    """A file as it is offered. `etag` is in quotes; `keep` is its Cache-Control.

    `on_sent` is told how many bytes of it went out to whoever asked for them, when they have.
    """

    path: Path
    bytes_n: int
    mime_type: str
    etag: str
    changed_at: datetime
    keep: str
    on_sent: Callable[[int], None] | None = None


def answer(request: HttpRequest, file: Served) -> HttpResponseBase:
    """200, 206, 304, 412 or 416 with every header that a player looks at; open to scripts of other origins."""
    changed = int(file.changed_at.timestamp())
    headers = {
        "Accept-Ranges": "bytes",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "Accept-Ranges, Content-Length, Content-Range, ETag",
        "Cache-Control": file.keep,
        "Cross-Origin-Resource-Policy": "cross-origin",
        "ETag": file.etag,
        "Last-Modified": http_date(changed),
    }
    response: HttpResponseBase | None = get_conditional_response(request, file.etag, changed)
    if response is None:
        response = _content(request, file, changed)
    for name, value in headers.items():
        response.headers[name] = value
    return response


def _content(request: HttpRequest, file: Served, changed: int) -> HttpResponseBase:
    asked = request.headers.get("Range", "")
    if request.method != "GET" or not asked or not _is_same(request.headers.get("If-Range"), file.etag, changed):
        return _stretch(file, 0, file.bytes_n)
    match = re.fullmatch(r"bytes=\s*(\d*)-(\d*)\s*", asked)
    if match is None or match.groups() == ("", ""):
        return _stretch(file, 0, file.bytes_n)
    first, end = _range(match[1], match[2], file.bytes_n)
    if match[1] and match[2] and int(match[1]) > int(match[2]):
        return _stretch(file, 0, file.bytes_n)
    if first >= end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.bytes_n}"})
    response = _stretch(file, first, end - first)
    response.status_code = 206
    response.headers["Content-Range"] = f"bytes {first}-{end - 1}/{file.bytes_n}"
    return response


def _range(first: str, last: str, bytes_n: int) -> tuple[int, int]:
    """Half-open and inside the file; empty when nothing of it is."""
    if not first:
        return max(0, bytes_n - int(last)), bytes_n
    return int(first), min(int(last) + 1, bytes_n) if last else bytes_n


def _is_same(if_range: str | None, etag: str, changed: int) -> bool:
    if if_range is None:
        return True
    return if_range == etag if if_range.startswith('"') else parse_http_date_safe(if_range) == changed


def _stretch(file: Served, first: int, bytes_n: int) -> HttpResponseBase:
    response = FileResponse(Stretch(file.path, first, bytes_n, file.on_sent), content_type=file.mime_type)
    response.headers["Content-Length"] = str(bytes_n)
    del response.headers["Content-Disposition"]
    return response
