from pathlib import Path

import pytest

from onrecord.engines.machine import facts


def test_the_facts_of_this_machine() -> None:
    machine = facts(measure="base")
    assert machine.cores_n >= 1
    assert machine.memory_gb is None or machine.memory_gb > 0.5
    assert dict(machine.libraries)["ctranslate2"]
    assert machine.speed is not None and machine.speed > 0
    assert machine.problem == ""
    assert next(state for state in machine.models if state.model.name == "base").is_here


def test_what_is_missing_is_told_and_not_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_CACHE", str(tmp_path))
    machine = facts(measure="large-v3")
    assert machine.speed is None
    assert "large-v3" in machine.problem and "onrecord models get" in machine.mend
    assert facts(measure=None).problem == ""
