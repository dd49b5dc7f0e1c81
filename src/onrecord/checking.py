"""`onrecord check`: a feed or file by its name or address, judged by every rule there is. Joins disk, network and rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from onrecord.core.errors import BadSettings, NotFound, NotReadable, Unreachable
from onrecord.core.web import Answer, Ask, Fetch
from onrecord.formats.check.rules import Finding, Severity
from onrecord.formats.check.whole import (
    Link,
    judge_feed,
    judge_file,
    judge_link,
    judge_served_feed,
    links_of,
    sniff,
)  # fmt: skip
from onrecord.net.fetch import Web

FEED_BYTES_N = 1 << 25
"""The most that is read of a feed, file or page: 32 MB."""
NEWEST_N = 3
AT_ONCE_N = 4


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a check. `looked_at` counts the things that were judged, by kind, the feed's episodes included."""

    target: str
    kind: str
    findings: tuple[Finding, ...]
    looked_at: dict[str, int]

    def count(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.findings)


def check(target: str, *, offline: bool = False, links: bool = False, newest_n: int = NEWEST_N) -> Checked:
    """Judges what `target` names: an address, with what it leads to, or a file.

    Of the `newest_n` first episodes the sound, transcripts, chapters and page are looked at too. Only an address uses the
    network; a file does when its `links` are asked for, and nothing does when `offline`.
    Raises NotFound, NotReadable, Unreachable, and BadSettings for what is neither feed nor file of a podcast.
    """
    if target.lower().startswith(("http://", "https://")):
        if offline:
            raise BadSettings(f"{target} cannot be looked at offline.", "Save the feed to a file and check that.")
        return _check_address(target, newest_n)
    if links and offline:
        raise BadSettings("--links and --offline are contrary.", "Give one of them.")
    data = _read(Path(target))
    return judged(data, target, fetch=Web() if links else None, newest_n=newest_n)


def judged(
    data: bytes, target: str, url: str = "", fetch: Fetch | None = None, newest_n: int = NEWEST_N,
    served: Sequence[Finding] = (),
) -> Checked:  # fmt: skip
    """What `data` is, judged as that. Without `fetch` nothing that a feed leads to is looked at."""
    kind = sniff(data, urlsplit(url).path if url else target)
    if not kind:
        raise BadSettings(
            f"{target} is no feed and no file that belongs to one.",
            "Name an RSS feed, a VTT, SRT or JSON file, a page, or a JPEG or PNG.",
        )
    if kind != "feed":
        return Checked(target, kind, tuple(judge_file(data, kind, target)), {kind: 1})
    feed, findings = judge_feed(data, url, target)
    links = links_of(feed, newest_n) if feed and fetch else []
    findings = [*served, *findings, *(_judge_links(links, fetch) if fetch else ())]
    counts = Counter(link.kind for link in links)
    return Checked(target, kind, tuple(findings), {"episodes": len(feed.items) if feed else 0, **counts})


def _judge_links(links: Sequence[Link], fetch: Fetch) -> list[Finding]:
    with ThreadPoolExecutor(AT_ONCE_N) as threads:
        return [finding for found in threads.map(lambda link: judge_link(link, fetch), links) for finding in found]


def _check_address(url: str, newest_n: int) -> Checked:
    host = urlsplit(url).hostname
    if not host:
        raise BadSettings(f"{url!r} is no web address.", "Write it whole, as https://example.org/feed.xml.")
    web = Web(frozenset([host]))
    whole = web(Ask(url, limit_bytes_n=FEED_BYTES_N))
    if not whole.is_there:
        raise Unreachable(
            f"{url} cannot be fetched: {whole.problem or f'the server says {whole.status}'}.",
            "Open it in a browser; look at the address, the server and its certificate.",
        )
    if whole.is_cut:
        raise BadSettings(f"{url} is over {FEED_BYTES_N >> 20} MB, which no app reads.", "Page the feed (RFC 5005).")
    served = judge_served_feed(whole, web(Ask(url, "HEAD")), url) if _is_feed(whole) else []
    return judged(whole.body, url, whole.url, web, newest_n, served)


def _is_feed(whole: Answer) -> bool:
    return sniff(whole.body, urlsplit(whole.url).path) == "feed"


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > FEED_BYTES_N:
            raise BadSettings(f"{path} is over {FEED_BYTES_N >> 20} MB, which no app reads.", "Is it the right file?")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {path}.", "Check the name; an address begins with https://.") from error
    except IsADirectoryError as error:
        raise BadSettings(f"{path} is a folder.", "Name a feed or a file in it.") from error
    except OSError as error:
        raise NotReadable(f"{path} cannot be read: {error.strerror}.", "Look at its permissions.") from error
