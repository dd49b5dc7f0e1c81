"""Sound made ready on one core while another works on what came before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
_NO_MORE = object()


def ahead(items: Iterable[Item]) -> Iterator[Item]:
    """The same items in the same order, the next being made in a thread of its own while one is in hand.

    What making one raises is raised here, in its place.
    """
    source = iter(items)
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as pool:
        coming = pool.submit(next, source, _NO_MORE)
        while (item := coming.result()) is not _NO_MORE:
            coming = pool.submit(next, source, _NO_MORE)
            yield item  # type: ignore[misc]
