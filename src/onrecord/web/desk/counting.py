"""Downloads, counted as the IAB Podcast Measurement Guidelines 2.2 ask, without keeping anybody's address.

A download is one listener (address and user agent) who was sent at least the first minute's worth of an episode's sound
within a day; HEAD, bots and a player's first two bytes are none. What was sent is told by the file when it is closed, and
written down by one thread: no listener and no server loop waits for the database.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.http import HttpRequest

from onrecord.web.desk.models import Downloads, Fetch
from onrecord.web.desk.strangers import day_digest
from onrecord.web.shows.models import Episode

MINUTE_S = 60.0
GATHERING_S = 0.1
"""What is told within so long is written in one transaction."""
BOTS = re.compile(
    r"bot\b|bots\b|crawl|spider|slurp|fetch|preview|monitor|uptime|pingdom|curl/|wget|python|httpx|aiohttp|go-http|okhttp-test|"
    r"java/|libwww|scrapy|headless|lighthouse|facebookexternalhit|whatsapp|telegram|validator|archive\.org|^$|^-$",
    re.IGNORECASE,
)
"""What the IAB's and OPAWG's lists have in common: programs that say of themselves that nobody listens."""
_log = logging.getLogger("onrecord.web.desk")
_waiting: list[Sent] = []
_handing_over = threading.Lock()
_thread: list[threading.Thread] = []


@dataclass(frozen=True, slots=True)
class Sent:
    """So much of a sound was sent to somebody."""

    path: str
    address: str
    agent: str
    bytes_n: int
    day: date


def listened(request: HttpRequest, path: str) -> Callable[[int], None] | None:
    """What a file of sound tells when it was sent; None for requests that are no listening."""
    agent = request.headers.get("User-Agent", "")
    address = request.META.get("REMOTE_ADDR", "")
    return (lambda bytes_n: sent(path, address, agent, bytes_n)) if request.method == "GET" else None


def sent(path: str, address: str, agent: str, bytes_n: int) -> None:
    """To be called when a file is closed; returns at once."""
    if bytes_n <= 2 or BOTS.search(agent):
        return
    one = Sent(path, address, agent[:300], bytes_n, datetime.now(UTC).date())
    with _handing_over:
        _waiting.append(one)
        if not _thread:
            _thread.append(threading.Thread(target=_work, name="onrecord-downloads", daemon=True))
            _thread[0].start()


def settle(timeout_s: float = 10.0) -> None:
    """Waits until everything that was told so far is written down."""
    for thread in tuple(_thread):
        thread.join(timeout_s)


def _work() -> None:
    """Writes down what waits until nothing does: whoever tells of more while this ends starts the next one."""
    try:
        while True:
            time.sleep(GATHERING_S)
            with _handing_over:
                found = _waiting[:]
                _waiting.clear()
                if not found:
                    _thread.clear()
                    return
            try:
                record(found)
            except DatabaseError:
                _log.exception("Downloads were not counted.")
    finally:
        connection.close()


def record(found: list[Sent]) -> None:
    """Adds to what each listener has had today, and counts those who have now had a minute."""
    had: Counter[tuple[date, str, str]] = Counter()
    for one in found:
        had[one.day, day_digest("download", one.address, one.agent, day=one.day), one.path] += one.bytes_n
    if not had:
        return
    paths = {path for _, _, path in had}
    episodes = {
        e.enclosure.path: e for e in Episode.known.filter(enclosure__path__in=paths).select_related("enclosure")
    }
    today = max(day for day, _, _ in had)
    with transaction.atomic():
        Fetch.objects.filter(day__lt=today).delete()
        for (day, who, path), bytes_n in had.items():
            if episode := episodes.get(path):
                _add(day, who, episode, bytes_n)


def _add(day: date, who: str, episode: Episode, bytes_n: int) -> None:
    fetch, _ = Fetch.objects.get_or_create(day=day, who=who, episode=episode)
    fetch.bytes_n += bytes_n
    if not fetch.is_counted and fetch.bytes_n >= minute_bytes_n(episode):
        fetch.is_counted = True
        Downloads.objects.get_or_create(episode=episode, day=day)
        Downloads.objects.filter(episode=episode, day=day).update(listeners_n=F("listeners_n") + 1)
    fetch.save(update_fields=["bytes_n", "is_counted"])


def minute_bytes_n(episode: Episode) -> int:
    """The bytes of a minute, at the file's mean rate; of all of it when it is shorter, but for what a player leaves out."""
    share = MINUTE_S / episode.duration_s if episode.duration_s > MINUTE_S else 0.95
    return int(episode.enclosure.bytes_n * share)
