"""Sound made ready on one core while another works on what came before."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
_NO_MORE = object()
_AHEAD_N = 3
"""Between two long items there may be a short one."""


def ahead(items: Iterable[Item]) -> Iterator[Item]:
    """The same items in the same order, the next ones being made in a thread of their own while one is in hand.

    What making one raises is raised here, in its place.
    """
    source = iter(items)
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as pool:
        coming = deque(pool.submit(next, source, _NO_MORE) for _ in range(_AHEAD_N))
        while (item := coming.popleft().result()) is not _NO_MORE:
            coming.append(pool.submit(next, source, _NO_MORE))
            yield item  # type: ignore[misc]
