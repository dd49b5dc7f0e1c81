"""Put on PYTHONPATH: this process can reach nothing but itself, and each attempt is written to $ONRECORD_TEST_CALLS."""

import os
import sys
from pathlib import Path


def _watch(event: str, args: tuple[object, ...]) -> None:
    if event not in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        return
    where = args[0] if event.startswith("socket.get") else args[-1]
    host = where[0] if isinstance(where, tuple) else where
    if isinstance(host, str) and (host in ("", "localhost", "127.0.0.1", "::1") or host.startswith("/")):
        return
    with Path(os.environ["ONRECORD_TEST_CALLS"]).open("a") as calls:
        calls.write(f"{event} {host}\n")
    raise OSError(f"the network is out of bounds: {event} {host}")


sys.addaudithook(_watch)
