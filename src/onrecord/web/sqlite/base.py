"""SQLite takes one writer at a time, and lets the others sleep and try again: up to a tenth of a second at a time, whoever is
lucky first. With many writers that is most of the time that a write takes (measured: 40 a second instead of 150). So the threads
of this process queue up before they ask; what other processes write is still waited for as SQLite does.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from django.db.backends.sqlite3 import base


class Turns:
    """A lock that is had in the order in which it was asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_taken = False
        self._waiting: deque[threading.Event] = deque()

    def take(self, timeout_s: float) -> bool:
        """False when it was not to be had in time."""
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(timeout_s):
            return True
        with self._lock:
            if mine.is_set():
                return True
            self._waiting.remove(mine)
            return False

    def give_on(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_taken = False


_turns: dict[str, Turns] = {}
_making = threading.Lock()


def turns_of(path: str) -> Turns:
    """One for each database file that this process has to do with."""
    with _making:
        return _turns.setdefault(path, Turns())


class DatabaseWrapper(base.DatabaseWrapper):
    """A transaction takes its turn before it begins and gives it on when it has ended, however it ends."""

    _turn: Turns | None = None

    def _start_transaction_under_autocommit(self) -> None:
        timeout_s = float(self.settings_dict["OPTIONS"].get("timeout", 5.0))
        turns = turns_of(str(self.settings_dict["NAME"]))
        if self._turn is None and turns.take(timeout_s):  # without a turn it is SQLite that says no
            self._turn = turns
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # one that fails is rolled back or closed by Django
        self._end_turn()

    def _rollback(self) -> None:
        self._finally(super()._rollback)  # type: ignore[misc]

    def _close(self) -> None:
        self._finally(super()._close)  # type: ignore[misc]

    def _finally(self, act: Callable[[], Any]) -> None:
        try:
            act()
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        turn, self._turn = self._turn, None
        if turn:
            turn.give_on()
