"""Telling strangers apart for a day without keeping who they are, and slowing down those who ask too often."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.db import connection, transaction
from django.http import HttpRequest

from onrecord.web.desk.models import Salt

_salts: dict[tuple[str, date], bytes] = {}


def day_digest(*parts: str, day: date | None = None) -> str:
    """The same for the same parts on one day (UTC), and unknowable after it: the salt is gone then."""
    return hmac.new(_salt(day or datetime.now(UTC).date()), "\0".join(parts).encode(), hashlib.sha256).hexdigest()[:32]


def network_of(request: HttpRequest) -> str:
    """The client's network: /24 of IPv4, /48 of IPv6, which is what one person is usually given. Only the proxy that the
    server was told to trust can say another address than the connection's own.
    """
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "").split("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(ipaddress.ip_network((address, 24 if address.version == 4 else 48), strict=False))


def network_digest(request: HttpRequest) -> str:
    return day_digest("network", network_of(request))


def _salt(day: date) -> bytes:
    place = (str(connection.settings_dict["NAME"]), day)
    if place not in _salts:
        row = Salt.objects.filter(day=day).first()
        if row is None:
            with transaction.atomic():
                Salt.objects.filter(day__lt=day).delete()
                row, _ = Salt.objects.get_or_create(day=day, defaults={"value": secrets.token_bytes(32)})
        for old in [one for one in _salts if one[0] == place[0]]:
            del _salts[old]
        _salts[place] = bytes(row.value)
    return _salts[place]


@dataclass
class Limiter:
    """At most `times` in `window_s`, for each key. Kept in this process's memory alone; at most `keys_n` keys."""

    times: int
    window_s: float
    keys_n: int = 20_000
    _seen: dict[str, deque[float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait_s(self, key: str, *, counts: bool = True, times: int | None = None) -> float:
        """0.0 when the key may go on (and counts as having done so), else how long it has to wait."""
        times = self.times if times is None else times
        now = time.monotonic()
        with self._lock:
            seen = self._seen.pop(key, None) or deque()
            while seen and seen[0] <= now - self.window_s:
                seen.popleft()
            wait_s = seen[0] + self.window_s - now if len(seen) >= times else 0.0
            if not wait_s and counts:
                seen.append(now)
            if seen:
                self._seen[key] = seen
            while len(self._seen) > self.keys_n:
                del self._seen[next(iter(self._seen))]
        return wait_s

    def forget(self, key: str) -> None:
        with self._lock:
            self._seen.pop(key, None)

    def clear(self) -> None:
        with self._lock:
            self._seen.clear()
