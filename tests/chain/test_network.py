"""Nothing leaves the machine: no run reaches for a network, and the libraries' telemetry is off."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Blocked = Callable[[str], tuple[subprocess.CompletedProcess[str], str]]


@pytest.fixture
def blocked(no_network: Callable[[Path], dict[str, str]], tmp_path: Path) -> Blocked:
    """Runs Python code in a process without a network, and says which calls it tried."""

    def run(code: str) -> tuple[subprocess.CompletedProcess[str], str]:
        calls = tmp_path / "calls"
        environment = {**os.environ, **no_network(calls)}
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
        return done, calls.read_text() if calls.exists() else ""

    return run


@pytest.mark.parametrize(
    "reaching",
    [
        "import socket; socket.create_connection(('192.0.2.1', 80), 1)",
        "import urllib.request; urllib.request.urlopen('http://example.invalid/')",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
    ],
)
def test_the_block_itself_blocks(reaching: str, blocked: Blocked) -> None:
    done, calls = blocked(reaching)
    assert done.returncode != 0 and "out of bounds" in done.stderr
    assert calls.count("\n") >= 1


def test_the_block_lets_this_machine_through(blocked: Blocked) -> None:
    code = "import socket; s = socket.create_server(('127.0.0.1', 0)); socket.create_connection(s.getsockname())"
    done, calls = blocked(code)
    assert (done.returncode, calls) == (0, "")


def test_the_commands_reach_for_no_network(
    simple: Any, command: Callable[..., Any], no_network: Any, tmp_path: Path
) -> None:
    calls = tmp_path / "calls"
    environment = no_network(calls)
    for args in (["plan", simple.folder.path], ["cuts", simple.folder.path], ["doctor", "--quick"], ["models", "list"]):
        done = command(*args, **environment)
        assert done.returncode == 0, done.stderr
    assert not calls.exists()


def test_a_missing_model_is_not_fetched(
    command: Callable[..., Any], no_network: Any, tmp_path: Path, piece: Path
) -> None:
    calls, show = tmp_path / "calls", tmp_path / "show"
    environment = no_network(calls)
    assert command("new", show).returncode == 0
    done = command("produce", piece, "--show", show, "--set", "transcribe.model=large-v3-turbo", **environment)
    assert done.returncode == 12 and not calls.exists()


def test_telemetry_is_off_once_the_models_are_loaded(blocked: Blocked) -> None:
    """huggingface_hub comes with faster-whisper; onnxruntime has telemetry of its own on some systems."""
    code = """
import os
from onrecord.engines.assembly import LazyEngines
engines = LazyEngines()
for name in ("speech_detector", "recogniser", "voice_finder", "denoiser"):
    engines.digest(name)
engines.recogniser.encode_once()
from huggingface_hub import constants
print(constants.HF_HUB_DISABLE_TELEMETRY, constants.HF_HUB_OFFLINE, os.environ["HF_HUB_DISABLE_TELEMETRY"])
"""
    done, calls = blocked(code)
    assert done.returncode == 0, done.stderr
    assert (done.stdout.split(), calls) == (["True", "True", "1"], "")
