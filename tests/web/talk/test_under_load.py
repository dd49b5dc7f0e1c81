"""Writers and readers at once for some seconds on both databases, and the server killed in the middle: bench/talk.py, in short."""

from __future__ import annotations

import importlib.util
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[3] / "bench" / "talk.py"


@pytest.fixture
def bench(request, monkeypatch):
    spec = importlib.util.spec_from_file_location("talk_bench", BENCH)
    assert spec and spec.loader
    module = sys.modules["talk_bench"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.delenv("ONRECORD_DATABASE", raising=False)
    if request.param == "postgresql":
        import psycopg

        address = request.getfixturevalue("postgres_of_talk")
        name = f"load_{request.node.originalname[:20]}"
        with psycopg.connect(address.format(name="postgres"), autocommit=True) as plain:
            plain.execute(f"CREATE DATABASE {name}")
        monkeypatch.setenv("ONRECORD_DATABASE", address.format(name=name))
    return module


@pytest.fixture
def beside():
    """In a thread of its own, so that it gets its own connection to the database."""
    return lambda call, *arguments, **named: ThreadPoolExecutor(1).submit(call, *arguments, **named).result()


@pytest.mark.parametrize("bench", ["sqlite", "postgresql"], indirect=True)
def test_no_comment_is_lost_and_no_database_is_locked(bench, beside):
    found = beside(bench.run, 4.0, 40.0, 100.0)
    assert set(found) & {"write 500", "read 500", "write 503", "write 429"} == set() and found["broken"] == 0, found
    assert found["write 303"] == found["stored"] > 40 and found["missing"] == 0


@pytest.mark.parametrize("bench", ["sqlite", "postgresql"], indirect=True)
def test_what_was_answered_stored_is_stored_when_the_server_is_killed(bench, beside):
    found = beside(bench.run, 3.0, 60.0, 20.0, kill_after_s=1.5)
    assert found["stored"] > 5 and found["broken"] > 0 and found["missing"] == 0
