"""Memory that the models give back is kept for their next turn, instead of being asked of the kernel again."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# mallopt(3): names of <malloc.h>, and what glibc does when nobody asks
_TRIM_THRESHOLD, _MMAP_MAX, _ARENA_MAX = -1, -4, -8
_USUAL_TRIM, _USUAL_MMAPS_N = 128 * 1024, 65_536
_NEVER_TRIM = 2**31 - 1


def one_heap() -> None:
    """All threads share glibc's main heap, the only one that can grow. To be called before there is a second thread."""
    if (libc := _glibc()) is not None:
        libc.mallopt(_ARENA_MAX, 1)


@contextmanager
def freed_memory_kept() -> Iterator[None]:
    """While it lasts, glibc's heap keeps what is freed; at the end all of it goes back to the kernel.

    It needs `one_heap`. One chunk of 30 s takes some 500 MB of short-lived arrays through Whisper's encoder, and glibc maps
    and clears every one of them anew: with "base" that is 30 % of the encoder's time. Peak memory does not rise. Elsewhere
    than on glibc nothing happens.
    """
    libc = _glibc()
    if libc is None:
        yield
        return
    libc.mallopt(_MMAP_MAX, 0)
    libc.mallopt(_TRIM_THRESHOLD, _NEVER_TRIM)
    try:
        yield
    finally:
        libc.mallopt(_MMAP_MAX, _USUAL_MMAPS_N)
        libc.mallopt(_TRIM_THRESHOLD, _USUAL_TRIM)
        libc.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "gnu_get_libc_version") and hasattr(libc, "mallopt") else None
