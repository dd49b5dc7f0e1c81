"""What was asked of a web address and what came back: the words between who fetches and who judges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. `first_bytes_n` asks for so many bytes alone, by Range; `limit_bytes_n` is the most that is read.

    `body` is a form as a browser would send it, with POST.
    """

    url: str
    method: str = "GET"
    first_bytes_n: int | None = None
    limit_bytes_n: int = 1 << 24
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Hop:
    """A redirect on the way: the status that ordered it, and where to."""

    status: int
    url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Names in `headers` are in lower case; `url` is where the answer stood after every hop.

    When nothing came, `status` is 0 and `problem` says why in a few words. `is_cut` tells that more would have come than
    was to be read.
    """

    ask: Ask
    status: int
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    hops: tuple[Hop, ...] = ()
    problem: str = ""
    is_cut: bool = False

    @property
    def is_there(self) -> bool:
        return 200 <= self.status < 300


Fetch = Callable[[Ask], Answer]
"""Asks and always answers: what goes wrong is in the answer."""
