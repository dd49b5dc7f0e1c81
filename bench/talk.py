"""How the discussion holds up: writers and readers at once, a flood of hostile posts, kill -9 in the middle.

    python bench/talk.py [--seconds 60] [--writers 100] [--readers 500] [--database sqlite|postgresql]
    python bench/talk.py --seen
    python bench/talk.py --flood

With --seen everybody who writes was approved before: each comment is seen at once, and the page changes a hundred times a second.

A real site in a temporary folder, served by `onrecord serve` in a process of its own; the load comes from another process on
the same machine, over keep-alive connections from many addresses of 127/8. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests" / "web"))

SERVE = """
import sys
from pathlib import Path
from onrecord.web import site

site.serve(Path(sys.argv[1]), "127.0.0.1", 0, lambda url: print(url, flush=True))
"""
HOSTILE = (HERE.parent / "tests" / "web" / "talk" / "hostile_words.txt").read_text(encoding="utf-8").splitlines()


class Tally:
    """What was answered, and how long it took."""

    def __init__(self) -> None:
        self.took_s: dict[str, list[float]] = {"write": [], "read": []}
        self.statuses: dict[str, int] = {}
        self.stored: list[str] = []
        self.broken: list[str] = []

    def add(self, kind: str, status: int, took_s: float) -> None:
        self.took_s[kind].append(took_s)
        self.statuses[f"{kind} {status}"] = self.statuses.get(f"{kind} {status}", 0) + 1

    def record(self) -> dict[str, Any]:
        def at(kind: str, share: float) -> float:
            took = sorted(self.took_s[kind])
            return round(1000 * took[min(int(share * len(took)), len(took) - 1)], 1) if took else 0.0

        times = {
            f"{kind}_p{round(100 * share)}_ms": at(kind, share) for kind in self.took_s for share in (0.5, 0.95, 0.99)
        }
        return {
            **self.statuses,
            **times,
            "stored": len(self.stored),
            "broken": len(self.broken),
            "first_broken": self.broken[:1],
        }


async def ask(streams: Any, head: str, body: bytes = b"") -> tuple[int, str]:
    """One request on a kept connection: status and Location."""
    reader, writer = streams
    writer.write(head.encode() + b"\r\n" + body)
    await writer.drain()
    answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status = int(answer[9:12])
    length = re.search(r"(?i)^content-length: (\d+)", answer, re.M)
    await reader.readexactly(int(length[1]) if length else 0)
    location = re.search(r"(?i)^location: (\S+)", answer, re.M)
    return status, location[1] if location else ""


async def one_of_many(
    kind: str,
    port: int,
    page: str,
    rate_hz: float,
    until: float,
    number: int,
    tally: Tally,
    words: str = "",
    stamp: str = "",
) -> None:
    """A writer or reader that asks `rate_hz` times a second, from an address of its own."""
    address = f"127.{number // 60000 + 1 + (100 if kind == 'write' else 0)}.{number // 240 % 250}.{number % 240 + 1}"
    streams = None
    next_s = time.monotonic() + (number % 97) / 97 / rate_hz
    n = 0
    while next_s < until:
        await asyncio.sleep(max(0.0, next_s - time.monotonic()))
        next_s = max(next_s + 1 / rate_hz, time.monotonic() - 1 / rate_hz)
        began = time.perf_counter()
        try:
            if streams is None:
                streams = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
            host = f"Host: 127.0.0.1:{port}\r\n"
            if kind == "read":
                status, _ = await ask(streams, f"GET {page} HTTP/1.1\r\n{host}Accept-Encoding: gzip\r\n")
            else:
                n += 1
                body = f"name=Writer+{number}&stamp={stamp}&text={words or 'Comment'}+{n}+of+{number}".encode()
                status, location = await ask(
                    streams,
                    f"POST {page}discussion/ HTTP/1.1\r\n{host}Origin: http://127.0.0.1:{port}\r\n"
                    f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
                    + (f"Cookie: onrecord_me={secret_of(number)}\r\n" if stamp else ""),
                    body,
                )
                if status == 303:
                    tally.stored.append(location.split("/")[2])
            tally.add(kind, status, time.perf_counter() - began)
        except (OSError, asyncio.IncompleteReadError) as error:
            tally.broken.append(f"{kind}: {error!r}")
            streams = None
            if isinstance(error, ConnectionRefusedError):
                return
    if streams:
        streams[1].close()


def secret_of(number: int) -> str:
    return f"the-secret-of-writer-{number:03}"


async def load(
    port: int, page: str, writers_hz: float, readers_hz: float, seconds: float, tally: Tally, stamp: str = ""
) -> None:
    until = time.monotonic() + seconds
    crowd = [("write", writers_hz, min(100, round(writers_hz) or 1)), ("read", readers_hz, 50)]
    await asyncio.gather(
        *(
            one_of_many(kind, port, page, hz / people_n, until, number, tally, stamp=stamp)
            for kind, hz, people_n in crowd
            if hz
            for number in range(people_n)
        )
    )


async def flood(port: int, page: str, seconds: float, tally: Tally, honest: Tally) -> None:
    """1,000 hostile posts from 60 networks, 50 honest ones, and readers meanwhile."""
    from urllib.parse import quote_plus

    until = time.monotonic() + seconds
    hostile = [
        one_of_many(
            "write",
            port,
            page,
            1000 / 60 / seconds,
            until,
            number * 240,
            tally,
            quote_plus(HOSTILE[number % len(HOSTILE)]),
        )
        for number in range(60)
    ]
    people = [
        one_of_many("write", port, page, 1 / seconds, until, 30000 + number * 240, honest, "Honest")
        for number in range(50)
    ]
    readers = [one_of_many("read", port, page, 2, until, number, honest) for number in range(25)]
    await asyncio.gather(*hostile, *people, *readers)


def make_site(folder: Path) -> tuple[Path, str]:
    import conftest  # tests/web: a small show with real sound

    episode = conftest.make_folder(folder / "episode")
    out = conftest.site.put_out(folder / "show", conftest.SHOW, episode.publication, episode.path)
    return folder / "show", out.path


def known_writers() -> str:
    """Everybody who will write was approved before. Returns the stamp of a form that was opened before they did."""
    from urllib.parse import quote_plus

    from onrecord.web.talk.models import Author
    from onrecord.web.talk.posting import QUICK_S, digest_of, new_stamp

    Author.objects.bulk_create(Author(digest=digest_of(secret_of(number)), approved_n=1) for number in range(100))
    stamp = new_stamp()
    time.sleep(QUICK_S + 1)
    return quote_plus(stamp)


def start(show_dir: Path, limit_n: int) -> tuple[subprocess.Popen[str], int]:
    limits = f"[discussion]\ncomments_a_minute = {limit_n}\ncomments_an_hour = {10 * limit_n}\n"
    (show_dir / "show.toml").write_text(limits, encoding="utf-8")
    server = subprocess.Popen([sys.executable, "-c", SERVE, str(show_dir)], stdout=subprocess.PIPE, text=True)
    assert server.stdout
    return server, int(re.search(r":(\d+)/", server.stdout.readline())[1])  # type: ignore[index]


def missing_of(show_dir: Path, keys: list[str]) -> int:
    """How many comments that were answered with "stored" are not in the database."""
    program = (
        "import sys; from pathlib import Path; from onrecord.web import site; site.open_site(Path(sys.argv[1]));"
        "from onrecord.web.talk.models import Comment; held = set(Comment.objects.values_list('key', flat=True));"
        "print(len(set(sys.stdin.read().split()) - held))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(show_dir)], input=" ".join(keys), capture_output=True, text=True, check=True
    )
    return int(ran.stdout)


def run(
    seconds: float,
    writers_hz: float,
    readers_hz: float,
    *,
    are_known: bool = False,
    is_flood: bool = False,
    kill_after_s: float = 0.0,
) -> dict[str, Any]:
    """One measurement on whatever database the environment names."""
    with tempfile.TemporaryDirectory() as folder:
        show_dir, page = make_site(Path(folder))
        stamp = known_writers() if are_known else ""
        server, port = start(show_dir, 6 if is_flood else 10**9)
        tally, honest = Tally(), Tally()
        try:
            if is_flood:
                asyncio.run(flood(port, page, seconds, tally, honest))
                found: dict[str, Any] = {"hostile": tally.record(), "honest": honest.record()}
                keys = honest.stored
            else:

                async def whole() -> None:
                    if kill_after_s:
                        asyncio.get_running_loop().call_later(kill_after_s, server.send_signal, signal.SIGKILL)
                    await load(port, page, writers_hz, readers_hz, seconds, tally, stamp)

                asyncio.run(whole())
                found, keys = tally.record(), tally.stored
        finally:
            server.kill()
            server.wait()
        return {**found, "missing": missing_of(show_dir, keys)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--writers", type=float, default=100.0, help="comments a second")
    parser.add_argument("--readers", type=float, default=500.0, help="pages a second")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--flood", action="store_true", help="1,000 hostile posts among 50 honest ones and 25 readers")
    parser.add_argument("--seen", action="store_true", help="comments are seen at once")
    parser.add_argument("--kill-after", type=float, default=0.0, help="kill -9 the server after so many seconds")
    asked = parser.parse_args()
    named = {"are_known": asked.seen, "is_flood": asked.flood, "kill_after_s": asked.kill_after}
    if asked.database == "postgresql":
        import postgres

        programs = postgres.programs()
        if programs is None:
            sys.exit("PostgreSQL's server programs are not on this machine.")
        with postgres.server(programs) as address:
            os.environ["ONRECORD_DATABASE"] = address.format(name="postgres")
            print(json.dumps(run(asked.seconds, asked.writers, asked.readers, **named)))
    else:
        print(json.dumps(run(asked.seconds, asked.writers, asked.readers, **named)))


if __name__ == "__main__":
    main()
