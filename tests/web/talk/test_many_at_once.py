"""Writers wait for each other in the order in which they came, readers for nobody, and the server's loop sleeps meanwhile."""

from __future__ import annotations

import http.client
import socket
import sqlite3
import threading
import time
from contextlib import closing

import pytest

from onrecord.web import serving
from onrecord.web.sqlite.base import Turns


def test_turns_are_had_in_the_order_in_which_they_were_asked_for():
    turns, had = Turns(), []
    assert turns.take(0.0)

    def wait(number):
        assert turns.take(10.0)
        had.append(number)
        turns.give_on()

    threads = [threading.Thread(target=wait, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
        while len(turns._waiting) < threads.index(thread) + 1:
            time.sleep(0.001)
    turns.give_on()
    for thread in threads:
        thread.join(10)
    assert had == list(range(8)) and turns.take(0.0)


def test_who_has_waited_too_long_goes_without_a_turn_and_keeps_nobody_waiting():
    turns = Turns()
    assert turns.take(0.0) and not turns.take(0.01)
    turns.give_on()
    assert turns.take(0.0)


def test_a_turn_ends_with_its_transaction_however_that_ends(sqlite_forum):
    def all_ends():
        from django.db import DatabaseError, connection, transaction

        from onrecord.web.talk.models import Ban, Refusal

        with transaction.atomic():
            Refusal.objects.create(digest="kept")
            with transaction.atomic():
                Refusal.objects.create(digest="kept too")
        for harm in (lambda: 1 / 0, lambda: Ban.objects.create(digest="kept", pk="no number"), connection.close):
            with pytest.raises((ZeroDivisionError, ValueError, DatabaseError)), transaction.atomic():
                Refusal.objects.create(digest="lost")
                harm()
                Refusal.objects.create(digest="lost")
            assert connection._turn is None
        with transaction.atomic():
            return sorted(Refusal.objects.values_list("digest", flat=True))

    assert sqlite_forum.run(all_ends) == ["kept", "kept too"]


def test_readers_do_not_wait_for_writers_whom_another_process_keeps_waiting(sqlite_forum):
    writers = [sqlite_forum.listener() for _ in range(2 * serving.WRITING_THREADS_N)]
    with closing(sqlite3.connect(sqlite_forum.show_dir / "site" / "site.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        threads = [threading.Thread(target=writer.say, args=(sqlite_forum.page, "I wait")) for writer in writers]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        began = time.monotonic()
        for path in (sqlite_forum.page, f"{sqlite_forum.page}discussion/", "/search/?q=ferry", "/health"):
            assert sqlite_forum.listener().get(path).status == 200
        took_s = time.monotonic() - began
        other.execute("ROLLBACK")
        for thread in threads:
            thread.join(30)
    assert took_s < 5
    assert sqlite_forum.count(text="I wait") == len(writers)


def test_the_loop_sleeps_while_a_thread_writes_its_answer():
    """waitress's own channel keeps the loop awake, and the interpreter with it, from the first byte on."""
    begun, done = threading.Event(), threading.Event()

    def answer(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "10")])
        yield b"first"
        begun.set()
        done.wait(10)
        yield b"later"

    server = serving.new_server(answer, "127.0.0.1", 0, {})
    loop = threading.Thread(target=server.run, daemon=True)
    loop.start()
    line = http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=20)
    line.request("GET", "/")
    assert begun.wait(10)
    other = socket.create_connection(("127.0.0.1", server.effective_port))  # wakes the loop
    used_s = _cpu_of(loop)
    time.sleep(1.0)
    used_s = _cpu_of(loop) - used_s
    done.set()
    assert line.getresponse().read() == b"firstlater"
    line.close()
    other.close()
    server.close()
    assert used_s < 0.2


def test_a_proxy_that_nobody_named_is_told_of_once(sqlite_forum, caplog):
    listener = sqlite_forum.listener()
    listener.address = "127.0.0.1"
    for _ in range(2):
        assert listener.get("/health", X_Forwarded_For="203.0.113.7").status == 200
    assert [record.name for record in caplog.records if "ONRECORD_PROXY" in record.getMessage()] == ["onrecord.web"]


def _cpu_of(thread: threading.Thread) -> float:
    clock = time.pthread_getcpuclockid(thread.ident)
    return time.clock_gettime(clock)
