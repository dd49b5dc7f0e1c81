"""How stages are run: one after the other, or side by side. The same three methods, so that another one fits in."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any, Protocol


class Executor(Protocol):
    def submit(self, work: Callable[[], Any]) -> Future[Any]: ...
    def wait(self, pending: set[Future[Any]], timeout_s: float) -> set[Future[Any]]:
        """The futures of `pending` that are done; may be empty after `timeout_s`."""
        ...

    def close(self) -> None: ...


class SerialExecutor:
    """Runs the work where it is asked for: easiest to debug."""

    def submit(self, work: Callable[[], Any]) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(work())
        except Exception as error:
            future.set_exception(error)
        return future

    def wait(self, pending: set[Future[Any]], timeout_s: float) -> set[Future[Any]]:
        return set(pending)

    def close(self) -> None:
        return None


class ThreadExecutor:
    """Side by side in one process: the models and codecs let go of the interpreter lock while they compute, and share memory."""

    def __init__(self, workers_n: int) -> None:
        self._pool = ThreadPoolExecutor(max_workers=max(1, workers_n), thread_name_prefix="stage")

    def submit(self, work: Callable[[], Any]) -> Future[Any]:
        return self._pool.submit(work)

    def wait(self, pending: set[Future[Any]], timeout_s: float) -> set[Future[Any]]:
        return wait(pending, timeout=timeout_s, return_when=FIRST_COMPLETED).done

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
