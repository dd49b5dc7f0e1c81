"""What is made ahead comes in order, once, and no more than three ahead; what fails, fails where it would have."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from onrecord.signal.ahead import ahead


def counted(made: list[int], until: int) -> Iterator[int]:
    for number in range(until):
        made.append(number)
        yield number
    made.append(-1)


def test_all_come_in_order_and_few_are_made_ahead() -> None:
    made: list[int] = []
    got = []
    for number in ahead(counted(made, 200)):
        got.append(number)
        assert len(made) <= number + 4
    assert got == list(range(200))
    assert made == [*range(200), -1]


def test_it_is_made_in_a_thread_of_its_own() -> None:
    threads = set(ahead(threading.get_ident() for _ in range(5)))
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_what_fails_fails_in_its_place() -> None:
    def failing() -> Iterator[int]:
        yield 1
        yield 2
        raise OSError("gone")

    got = []
    with pytest.raises(OSError, match="gone"):
        for number in ahead(failing()):
            got.append(number)
    assert got == [1, 2]


def test_whoever_leaves_early_leaves_no_thread_behind() -> None:
    made: list[int] = []
    some = ahead(counted(made, 1000))
    assert next(some) == 0
    some.close()  # type: ignore[attr-defined]
    assert len(made) <= 5
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]
