"""One request over HTTP, told from beginning to end: with limits on time, size and redirects, and never to a stranger's cellar.

A feed is written by others. Its addresses may lead to the machine itself or its neighbours (169.254.169.254, 10.0.0.1), may
send bytes for ever, one a second, or unpack to a thousand times their size. So: only http and https, at most `HOPS_N`
redirects, `DEADLINE_S` for all of it however slowly it drips, `limit_bytes_n` after unpacking, and private addresses only
when the person's own address was one. The address that was checked is the one connected to.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from onrecord import __version__
from onrecord.core.web import Answer, Ask, Hop

HOPS_N = 5
DEADLINE_S = 20.0
CHUNK_BYTES_N = 1 << 16
USER_AGENT = f"onrecord/{__version__} (feed check)"
REDIRECTS = (301, 302, 303, 307, 308)


class _Refused(Exception):
    pass


@dataclass(frozen=True, slots=True)
class Web:
    """Asks the web. `private_hosts` are names that may lead to private addresses: those that the person typed."""

    private_hosts: frozenset[str] = frozenset()
    deadline_s: float = DEADLINE_S

    def __call__(self, ask: Ask) -> Answer:
        ends_at = time.monotonic() + self.deadline_s
        url, hops = ask.url, list[Hop]()
        try:
            while True:
                status, headers, body, is_cut = self._once(ask, url, ends_at)
                place = headers.get("location", "")
                if status not in REDIRECTS or not place or ask.method == "POST":
                    return Answer(ask, status, url, headers, body, tuple(hops), is_cut=is_cut)
                url = urljoin(url, place.strip())
                hops.append(Hop(status, url))
                if url in {ask.url, *(hop.url for hop in hops[:-1])}:
                    raise _Refused(f"redirects in a circle, back to {url}")
                if len(hops) > HOPS_N:
                    raise _Refused(f"more than {HOPS_N} redirects")
        except (OSError, http.client.HTTPException, ValueError, _Refused, zlib.error) as error:
            problem = (
                _in_words(error) if time.monotonic() < ends_at else f"no whole answer within {self.deadline_s:g} s"
            )
            return Answer(ask, 0, url, hops=tuple(hops), problem=problem)

    def _once(self, ask: Ask, url: str, ends_at: float) -> tuple[int, dict[str, str], bytes, bool]:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise _Refused(f"{url} is no web address")
        host = parts.hostname.encode("idna").decode() if not parts.hostname.isascii() else parts.hostname
        port = parts.port or (443 if parts.scheme == "https" else 80)
        bare = _connected(host, port, host in self.private_hosts, ends_at)
        stop = threading.Timer(max(0.0, ends_at - time.monotonic()), _shut, [bare])
        stop.daemon = True
        stop.start()
        try:
            sock = (
                ssl.create_default_context().wrap_socket(bare, server_hostname=host)
                if parts.scheme == "https"
                else bare
            )
            connection = http.client.HTTPConnection(host, port)
            connection.sock = sock
            with contextlib.closing(connection):
                path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~") + (
                    f"?{_query(parts.query)}" if parts.query else ""
                )
                connection.request(
                    ask.method, path, ask.body or None, headers=_headers(ask, parts.netloc.rpartition("@")[2])
                )
                response = connection.getresponse()
                headers = {name.lower(): value for name, value in response.getheaders()}
                body, is_cut = _body(response, headers, ask.limit_bytes_n)
                if time.monotonic() >= ends_at:
                    raise _Refused("late")
                return response.status, headers, body, is_cut
        finally:
            stop.cancel()
            bare.close()


def _query(text: str) -> str:
    return quote(text, safe="/%:@!$&'()*+,;=~?")


def _headers(ask: Ask, host: str) -> dict[str, str]:
    wanted = {"Host": host, "User-Agent": USER_AGENT, "Accept": "*/*", "Connection": "close"}
    if ask.method == "POST":
        return wanted | {"Content-Type": "application/x-www-form-urlencoded"}
    if ask.first_bytes_n is not None:
        return wanted | {"Range": f"bytes=0-{ask.first_bytes_n - 1}", "Accept-Encoding": "identity"}
    return wanted | {"Accept-Encoding": "gzip" if ask.method == "GET" else "identity"}


def _connected(host: str, port: int, may_be_private: bool, ends_at: float) -> socket.socket:
    """A connection to an address of `host` that is on the open internet, or to any if it may be private."""
    left_s = max(0.1, ends_at - time.monotonic())
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    problem: OSError | _Refused = _Refused(f"{host} has no address")
    for family, kind, protocol, _, place in found:
        if not may_be_private and not ipaddress.ip_address(str(place[0]).partition("%")[0]).is_global:
            problem = _Refused(f"{host} leads to a private address")
            continue
        sock = socket.socket(family, kind, protocol)
        sock.settimeout(left_s)
        try:
            sock.connect(place)
            return sock
        except OSError as error:
            sock.close()
            problem = error
    raise problem


def _shut(sock: socket.socket) -> None:
    """Ends a read that a slow server keeps alive; the reader then sees the end, and the clock."""
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _body(response: http.client.HTTPResponse, headers: dict[str, str], limit_n: int) -> tuple[bytes, bool]:
    """At most `limit_n` bytes, unpacked, and whether there would have been more."""
    packed = headers.get("content-encoding", "").lower() in ("gzip", "x-gzip")
    unpacker = zlib.decompressobj(wbits=31) if packed else None
    body = bytearray()
    while len(body) <= limit_n:
        chunk = response.read1(CHUNK_BYTES_N)
        if not chunk:
            break
        body += unpacker.decompress(chunk, limit_n + 1 - len(body)) if unpacker else chunk
    if unpacker:
        headers.pop("content-encoding")
        headers.pop("content-length", None)
    return bytes(body[:limit_n]), len(body) > limit_n


def _in_words(error: Exception) -> str:
    if isinstance(error, _Refused):
        return str(error)
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate does not hold: {error.verify_message}"
    if isinstance(error, socket.gaierror):
        return "there is no server of that name"
    if isinstance(error, ConnectionRefusedError):
        return "nobody answers there"
    if isinstance(error, http.client.HTTPException | zlib.error):
        return f"the server's answer is broken ({type(error).__name__})"
    return str(getattr(error, "strerror", "") or error or type(error).__name__)
