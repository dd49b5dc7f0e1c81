"""Both executors keep the same promises; one of them does two things at once."""

from __future__ import annotations

import threading
import time

import pytest

from onrecord.pipeline.executors import Executor, SerialExecutor, ThreadExecutor


@pytest.fixture(params=["serial", "threads"])
def executor(request: pytest.FixtureRequest) -> Executor:
    return SerialExecutor() if request.param == "serial" else ThreadExecutor(2)


def test_results_and_errors_come_back(executor: Executor) -> None:
    good, bad = executor.submit(lambda: 42), executor.submit(lambda: 1 / 0)
    waiting = {good, bad}
    while waiting:
        waiting -= executor.wait(waiting, 5.0)
    executor.close()
    assert good.result() == 42
    assert isinstance(bad.exception(), ZeroDivisionError)


def test_ctrl_c_in_serial_work_is_ctrl_c_and_no_failure_of_the_work() -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        SerialExecutor().submit(interrupted)


def test_threads_work_side_by_side() -> None:
    executor, meeting = ThreadExecutor(2), threading.Barrier(2, timeout=5.0)
    futures = {executor.submit(meeting.wait) for _ in range(2)}
    assert sorted(future.result(5.0) for future in futures) == [0, 1]
    executor.close()


def test_waiting_ends_with_the_first_or_with_the_time() -> None:
    executor, door = ThreadExecutor(2), threading.Event()
    slow, quick = executor.submit(door.wait), executor.submit(lambda: None)
    assert executor.wait({slow, quick}, 5.0) == {quick}
    began = time.monotonic()
    assert executor.wait({slow}, 0.05) == set()
    assert time.monotonic() - began < 2.0
    door.set()
    executor.close()
    assert slow.done()
