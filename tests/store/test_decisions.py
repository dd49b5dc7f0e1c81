"""The decision log loses nothing that was promised, and says so when it cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.core.edit import Decision, Verdict
from onrecord.core.errors import BadSettings
from onrecord.store.decisions import DecisionLog

ONE = Decision("cut", "cut-1", Verdict.REJECT, "2026-01-02T03:04:05+00:00", "한별", "좋다\u2028 “gut”", 1.0, 2.0)
TWO = Decision("cut", "cut-2", Verdict.ADJUST, "2026-01-02T03:05:05+00:00", value={"start_s": 1.0, "end_s": 1.5})


def test_nothing_was_said_yet(tmp_path: Path) -> None:
    assert DecisionLog(tmp_path / "decisions").read() == ()


def test_what_was_said_comes_back_in_its_order(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path / "decisions")
    for decision in (ONE, TWO, ONE):
        log.add(decision)
    assert DecisionLog(tmp_path / "decisions").read() == (ONE, TWO, ONE)


@given(st.integers(1, 400))
def test_a_crash_in_the_middle_of_a_line_costs_only_that_line(
    tmp_path_factory: pytest.TempPathFactory, torn_n: int
) -> None:
    log = DecisionLog(tmp_path_factory.mktemp("log"))
    log.add(ONE)
    whole = log.path.read_bytes()
    with log.path.open("ab") as file:
        file.write(whole[: min(torn_n, len(whole) - 2)])
    assert log.read() == (ONE,)
    log.add(TWO)
    assert log.read() == (ONE, TWO)


def test_a_line_that_an_editor_left_without_its_end_is_a_decision_all_the_same(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path)
    log.add(ONE)
    log.path.write_bytes(log.path.read_bytes().rstrip(b"\n"))
    assert log.read() == (ONE,)
    log.add(TWO)
    assert log.read() == (ONE, TWO)


@pytest.mark.parametrize("bad", ["{", "nonsense", "3", '{"kind": "cut"}', '{"kind": "cut", "verdict": "maybe"}'])
def test_any_other_bad_line_stops_with_its_place_and_changes_nothing(tmp_path: Path, bad: str) -> None:
    log = DecisionLog(tmp_path)
    log.add(ONE)
    with log.path.open("a") as file:
        file.write(f"{bad}\n\n")
    before = log.path.read_bytes()
    with pytest.raises(BadSettings, match="line 2 is not a decision") as refused:
        log.read()
    assert refused.value.exit_code == 3
    assert log.path.read_bytes() == before
