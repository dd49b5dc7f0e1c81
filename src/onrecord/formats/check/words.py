"""Small questions about addresses, times and types that several rules ask."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_CLOCK = re.compile(r"(?:(\d{1,6}):)?([0-5]?\d):([0-5]\d)(?:\.\d+)?|(\d{1,9})(?:\.\d+)?")


def is_absolute(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def is_https(address: str) -> bool:
    return address.lower().startswith("https://")


def same_address(one: str, other: str) -> bool:
    """Whether both lead to the same place; host and scheme are taken without regard to case."""
    try:
        a, b = urlsplit(one), urlsplit(other)
    except ValueError:
        return False
    return (a.scheme.lower(), a.netloc.lower(), a.path or "/", a.query) == (
        b.scheme.lower(), b.netloc.lower(), b.path or "/", b.query
    )  # fmt: skip


def suffix_of(address: str) -> str:
    """`.mp3` of an address's path, in lower case; empty when it has none."""
    try:
        found = re.search(r"\.[A-Za-z0-9]{1,5}$", urlsplit(address).path)
    except ValueError:
        return ""
    return found.group().lower() if found else ""


def seconds_of(text: str) -> float | None:
    """itunes:duration in seconds: whole seconds, or hours, minutes and seconds. None for what is neither."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        return None
    hours, minutes, seconds, alone = match.groups()
    return float(alone) if alone is not None else int(hours or 0) * 3600.0 + int(minutes) * 60 + int(seconds)


def mime_of(header: str) -> str:
    """The type of a Content-Type header without its parameters, in lower case."""
    return header.split(";")[0].strip().lower()
