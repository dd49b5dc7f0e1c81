"""How fast the site is: index, search, pages, feed and memory, on a made-up show of any size, beside plain FTS5 and nginx.

    python bench/site.py                    2,000 episodes, 20 million words (about 6 minutes, 2 GB of disk)
    python bench/site.py --postgresql       the same on a PostgreSQL server of its own (initdb and pg_ctl must be there)
    python bench/site.py --episodes 100     a quick look

Words come from wordfreq with their real frequencies in English, so that "the" is as common here as in speech.
"""

from __future__ import annotations

import argparse
import http.client
import importlib.util
import os
import random
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import wordfreq

WORDS_AN_EPISODE_N = 10_000
LONG_TALK_WORDS_N = 27_000
SPEAKERS = ["Maren Dahl", "Tobias Wren", "Ines Okoro", "Zoë Kim", "김하늘", "Ada Byron", "Juan Pérez", "Mina Park"]
QUESTIONS = [
    "the", "and the", "of the people", "government", "kubernetes", "open source", '"open source"', '"of the"', '"the of"',
    "people think", '"at the end of the day"', "gover*", "s*", "climate NEAR/5 change", "the NEAR/2 end", "music by:maren",
    "the by:zoe", "school since:2024", "the since:2025-06", "war until:2018", "language -english", "story:chapter science",
    "zeppelin airship", "qqqq", "thing something", '"i think that"', "episode:77 time", "you know", "and", "to be or not to be",
]  # fmt: skip


def sentences(rng: np.random.Generator, words_n: int) -> list[str]:
    """About `words_n` words in sentences of 6 to 23."""
    found, left_n = [], words_n
    lengths = rng.integers(6, 24, words_n // 14 + 1)
    drawn = VOCABULARY[rng.choice(len(VOCABULARY), int(lengths.sum()), p=SHARES)]
    at = 0
    for length in lengths:
        found.append(" ".join(drawn[at : at + length]).capitalize() + ".")
        at += length
        left_n -= int(length)
    return found


def load_words() -> None:
    global VOCABULARY, SHARES
    words = wordfreq.top_n_list("en", 60_000)
    VOCABULARY = np.array(words, dtype=object)
    SHARES = np.array([wordfreq.word_frequency(word, "en") for word in words])
    SHARES /= SHARES.sum()


def make_show(show_dir: Path, episodes_n: int) -> int:
    """Fills a site's database as publishing would; answers with the number of words."""
    from django.db import connection, transaction

    from onrecord.web.shows.models import Episode, MediaFile, Show, Voice
    from onrecord.web.shows.people import person_slug

    load_words()
    rng = np.random.default_rng(5)
    show = Show.objects.create(
        guid="bench",
        title="The Bench",
        language="en",
        digest="",
        category="News",
        owner_email="bench@example.org",
        site_url="https://bench.example",
        revision=1,
    )
    words_n = 0
    for number in range(1, episodes_n + 1):
        lines = sentences(rng, LONG_TALK_WORDS_N if number == episodes_n else WORDS_AN_EPISODE_N)
        words_n += sum(line.count(" ") + 1 for line in lines)
        length_s = 5.5 * len(lines)
        speakers = random.Random(number).sample(SPEAKERS, 3)
        chapters = [
            {
                "start_s": i * length_s / 8,
                "end_s": (i + 1) * length_s / 8,
                "title": f"Chapter {i + 1} of science",
                "in_toc": True,
            }
            for i in range(8)
        ]
        sound = MediaFile.objects.create(
            path=f"{number}/a.mp3", sha256="0" * 64, bytes_n=60_000_000, mime_type="audio/mpeg"
        )
        day = date(2012, 1, 1) + timedelta(days=(number - 1) * 5000 // episodes_n)
        episode = Episode.objects.create(
            show=show, guid=f"e{number}", number=number, slug=f"talk-{number}", title=lines[0][:60], date=day.isoformat(), language="en",
            line=lines[1], description=" ".join(lines[2:6]), notes_html=f"<p>{' '.join(lines[2:12])}</p>", people=[], chapters=chapters,
            enclosure=sound, duration_s=length_s, published_at=f"{day}T12:00:00Z", updated_at=f"{day}T12:00:00Z",
        )  # fmt: skip
        Voice.objects.bulk_create(
            Voice(
                episode=episode,
                name=name,
                slug=person_slug(name),
                is_named=True,
                place=i,
                lines_n=len(lines) // 3,
                talk_s=length_s / 3,
            )
            for i, name in enumerate(speakers)
        )
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO shows_cue (episode_id, cue_id, position, start_s, end_s, source_start_s, source_end_s, speaker_id,"
                " speaker, text, begins_turn) VALUES (%s, %s, %s, %s, %s, 0, 0, %s, %s, %s, %s)",
                [
                    (episode.pk, f"w{i}", i, i * 5.5, i * 5.5 + 5.2, "s", speakers[i // 4 % 3], line, i % 4 == 0)
                    for i, line in enumerate(lines)
                ],
            )
    return words_n


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def database_mb(show_dir: Path) -> float:
    from django.db import connection

    if connection.vendor == "sqlite":
        return (show_dir / "site" / "site.sqlite3").stat().st_size / 1e6
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return float(cursor.fetchone()[0]) / 1e6


def timed(call: Callable[[], Any], repeats_n: int) -> list[float]:
    """What each of so many calls takes, in milliseconds."""
    times_ms = []
    for _ in range(repeats_n):
        began = time.perf_counter()
        call()
        times_ms.append((time.perf_counter() - began) * 1e3)
    return times_ms


def said(name: str, times_ms: list[float]) -> None:
    ranked = sorted(times_ms)
    print(
        f"{name:44} p50 {statistics.median(ranked):7.1f} ms   p95 {ranked[int(len(ranked) * 0.95)]:7.1f} ms   worst {ranked[-1]:7.1f} ms"
    )


# --- each part runs in a process of its own, so that its memory is its own ------------------------------------------


def part_make(show_dir: Path, episodes_n: int) -> None:
    words_n = make_show(show_dir, episodes_n)
    print(f"made {episodes_n} episodes, {words_n / 1e6:.1f} million words")


def part_index(show_dir: Path, episodes_n: int) -> None:
    from django.db import transaction

    from onrecord.web.search import index
    from onrecord.web.search.models import State

    State.objects.all().delete()
    began, began_work = time.perf_counter(), time.process_time()
    with transaction.atomic():
        index.rebuild()
    took_s, work_s = time.perf_counter() - began, time.process_time() - began_work
    passages_n = State.objects.get().passages_n
    print(
        f"indexed {passages_n:,} passages in {took_s:.1f} s ({work_s:.1f} s of one processor); peak memory {peak_mb():.0f} MB; database {database_mb(show_dir):.0f} MB"
    )


def part_search(show_dir: Path, episodes_n: int) -> None:
    from onrecord.web.search import finder
    from onrecord.web.search.query import read

    all_ms = []
    for question in QUESTIONS:
        times_ms = timed(partial(finder.search, read(question)), 8)
        all_ms += times_ms
        if statistics.median(times_ms) > 20:
            said(f"  slow: {question}", times_ms)
    said(f"search, {len(QUESTIONS)} kinds of question", all_ms)
    said(
        "suggestions",
        [ms for start in ("t", "th", "gov", "by z", "kube") for ms in timed(partial(finder.suggestions, start), 8)],
    )
    print(f"peak memory while searching {peak_mb():.0f} MB")


def asked_plainly(plain: sqlite3.Connection, ask: str, question: str) -> list[Any]:
    return plain.execute(ask, (question,)).fetchall()


def part_plain(show_dir: Path, episodes_n: int) -> None:
    """The same lines in FTS5 as it comes: porter stems, bm25, snippet."""
    source = sqlite3.connect(show_dir / "site" / "site.sqlite3")
    path = show_dir / "plain.sqlite3"
    path.unlink(missing_ok=True)
    plain = sqlite3.connect(path)
    plain.execute(
        "CREATE VIRTUAL TABLE lines USING fts5(speaker, text, tokenize='porter unicode61 remove_diacritics 2')"
    )
    began = time.perf_counter()
    with plain:
        plain.executemany("INSERT INTO lines VALUES (?, ?)", source.execute("SELECT speaker, text FROM shows_cue"))
    took_s = time.perf_counter() - began
    print(f"plain FTS5: indexed in {took_s:.1f} s; database {path.stat().st_size / 1e6:.0f} MB")
    ask = "SELECT speaker, snippet(lines, 1, '<b>', '</b>', '…', 20) FROM lines WHERE lines MATCH ? ORDER BY rank LIMIT 20"
    asked = [
        "the",
        "government",
        "kubernetes",
        "people think",
        '"of the"',
        "gover*",
        "NEAR(climate change, 5)",
        "you know",
    ]
    all_ms = []
    for question in asked:
        all_ms += timed(partial(asked_plainly, plain, ask, question), 3)
    said(f"plain FTS5 with bm25, {len(asked)} kinds of question", all_ms)


class Served:
    """The site on a free port, in a process of its own."""

    def __init__(self, show_dir: Path) -> None:
        program = (
            "import sys; from pathlib import Path; from onrecord.web import site;"
            "site.serve(Path(sys.argv[1]), '127.0.0.1', 0, lambda url: print(url, flush=True))"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", program, str(show_dir)], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1].strip("/\n"))

    def memory_mb(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1e3

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait()


def requests_a_second(port: int, path: str, seconds: float = 5.0, lines_n: int = 8) -> float:
    """Answers that `lines_n` kept connections get in all, asking over and over; the asking shares the processors."""
    ends_at = time.perf_counter() + seconds
    counts = [0] * lines_n

    def ask(line: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        while time.perf_counter() < ends_at:
            connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
            response = connection.getresponse()
            response.read()
            assert response.status == 200, response.status
            counts[line] += 1

    threads = [threading.Thread(target=ask, args=(line,)) for line in range(lines_n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def fetched(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    body = response.read()
    assert response.status == 200, (path, response.status)
    return body


def part_serve(show_dir: Path, episodes_n: int) -> None:
    long_page, other_page = f"/episodes/{episodes_n}-talk-{episodes_n}/", "/episodes/1-talk-1/"
    with Served(show_dir) as site:
        fetched(site.port, "/about/")
        said(
            "page of a 3-hour talk, made",
            timed(lambda: fetched(site.port, f"{long_page}?t={random.random() * 900:.3f}"), 12),
        )
        said("page of a 3-hour talk, kept", timed(lambda: fetched(site.port, long_page), 50))
        said("feed, first", timed(lambda: fetched(site.port, "/feed.xml"), 1))
        said("feed, warm", timed(lambda: fetched(site.port, "/feed.xml"), 20))
        said(
            "search over HTTP",
            [
                ms
                for word in ("the", "music", "time+people", "gover*") * 6
                for ms in timed(partial(fetched, site.port, f"/search/?q={word}&limit={random.random()}"), 1)
            ],
        )
        rate = requests_a_second(site.port, other_page)
        page_kb = len(fetched(site.port, other_page)) / 1e3
        print(
            f"{'requests a second, page of an episode':44} {rate:.0f} ({page_kb:.0f} kB packed); memory of the server at most {site.memory_mb():.0f} MB"
        )
        page = fetched(site.port, other_page)
    against_nginx(show_dir, page)


def against_nginx(show_dir: Path, page: bytes) -> None:
    program = shutil.which("nginx")
    if program is None:
        print("plain nginx on the same page as a file: nginx is not installed here")
        return
    root = show_dir / "nginx"
    root.mkdir(exist_ok=True)
    (root / "page.html").write_bytes(page)
    conf = root / "nginx.conf"
    user = "user root; " if os.geteuid() == 0 else ""  # else its workers may not look into a scratch folder of root's
    conf.write_text(
        f"{user}worker_processes 2; daemon off; pid {root}/pid; error_log stderr crit; events {{}}"
        f" http {{ access_log off; server {{ listen 127.0.0.1:18089; root {root}; }} }}"
    )
    nginx = subprocess.Popen([program, "-c", str(conf), "-p", str(root)])
    try:
        time.sleep(0.5)
        print(f"{'requests a second, plain nginx':44} {requests_a_second(18089, '/page.html'):.0f}")
    finally:
        nginx.terminate()
        nginx.wait()


def part_export(show_dir: Path, episodes_n: int) -> None:
    """The static index alone: the sounds of this show are made up."""
    from onrecord.web.search.chunks import chunked
    from onrecord.web.shows.models import Show

    began = time.perf_counter()
    sizes = [len(text.encode()) for _, text in chunked(Show.objects.get())]
    took_s = time.perf_counter() - began
    print(
        f"static index: {len(sizes)} files, {sum(sizes) / 1e6:.0f} MB, largest {max(sizes) / 1e3:.0f} kB, in {took_s:.0f} s; peak memory {peak_mb():.0f} MB"
    )


PARTS: dict[str, Callable[[Path, int], None]] = {
    "make": part_make, "index": part_index, "search": part_search, "plain": part_plain, "serve": part_serve, "export": part_export,
}  # fmt: skip


@contextmanager
def postgresql(folder: Path) -> Iterator[None]:
    """A server of its own in `folder`, set up as PostgreSQL comes, with an empty database the first time."""
    path = Path(__file__).parents[1] / "tests" / "web" / "postgres.py"
    spec = importlib.util.spec_from_file_location("own_postgres", path)
    assert spec and spec.loader
    own = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(own)
    bin_dir = own.programs()
    if bin_dir is None:
        sys.exit("PostgreSQL's server programs (initdb, pg_ctl) are not on this machine.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.parent.chmod(0o711)  # the server runs as nobody
    with own.server(bin_dir, folder, "") as address:
        import psycopg

        with psycopg.connect(address.format(name="postgres"), autocommit=True) as plain:
            if not plain.execute("SELECT 1 FROM pg_database WHERE datname = 'bench'").fetchone():
                plain.execute("CREATE DATABASE bench TEMPLATE template0 ENCODING 'UTF8'")
        os.environ["ONRECORD_DATABASE"] = address.format(name="bench")
        yield


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--episodes", type=int, default=2000)
    parser.add_argument("--dir", type=Path, help="Keep the show here, and use it again when it is there.")
    parser.add_argument("--postgresql", action="store_true", help="Not on SQLite.")
    parser.add_argument("--part", choices=sorted(PARTS), help="Only this one, in the show of --dir.")
    chosen = parser.parse_args()
    if chosen.part:
        from onrecord.web.site import open_site

        open_site(chosen.dir)
        PARTS[chosen.part](chosen.dir, chosen.episodes)
        return
    show_dir = chosen.dir or Path(tempfile.mkdtemp(prefix="onrecord-bench-"))
    made = show_dir / "made"
    try:
        with postgresql(show_dir / "postgresql") if chosen.postgresql else nullcontext():
            for part in PARTS:
                if (part == "make" and made.exists()) or (part == "plain" and chosen.postgresql):
                    continue
                options = ["--dir", str(show_dir), "--episodes", str(chosen.episodes), "--part", part]
                subprocess.run([sys.executable, __file__, *options], check=True)
                made.touch()
    finally:
        if chosen.dir is None:
            shutil.rmtree(show_dir, ignore_errors=True)


if __name__ == "__main__":
    main()
