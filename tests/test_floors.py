"""The floors hold, and importing the house changes nothing in the process that it moves into."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import onrecord

ROOT = Path(onrecord.__file__).parents[2]
_IMPORTING = """
import importlib, json, logging, os, pkgutil, sys, threading, warnings

import numpy, scipy.ndimage, scipy.signal, scipy.sparse  # these two add warning filters of their own

def refuse(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.bind", "subprocess.Popen", "os.system", "os.exec"):
        told.append(f"{event} {args}")
    if event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+") and "__pycache__" not in str(args[0]):
        told.append(f"opens {args[0]} to write")

def state():
    root = logging.getLogger()
    return {
        "handlers": [repr(h) for h in root.handlers],
        "level": root.level,
        "disabled": logging.root.manager.disable,
        "ours": [n for n in logging.root.manager.loggerDict if n.startswith("onrecord") and logging.getLogger(n).handlers],
        "filters": [str(f) for f in warnings.filters],
        "environment": dict(os.environ),
        "threads": [t.name for t in threading.enumerate()],
        "hooks": [repr(sys.excepthook), repr(threading.excepthook)],
        "folder": os.getcwd(),
    }

told = []
names = json.loads(sys.argv[1])
before = state()
sys.addaudithook(refuse)
for name in names:
    importlib.import_module(name)
after = state()
loaded = [n for n in ("torch", "onnxruntime", "ctranslate2", "faster_whisper", "av", "huggingface_hub") if n in sys.modules]
print(json.dumps({"told": told, "loaded": loaded, "changed": {k: [before[k], after[k]] for k in before if before[k] != after[k]}}))
"""
NEEDS_DJANGO_SET_UP = tuple(
    f"onrecord.web.{room}" for room in ("api.", "desk.", "feeds.", "record.", "search.", "shows.", "talk.", "urls")
)
"""Django's own rule: models and what uses them can be imported only after django.setup()."""


def modules() -> list[str]:
    package = Path(onrecord.__file__).parent
    names = [
        ".".join(("onrecord", *path.relative_to(package).with_suffix("").parts)).removesuffix(".__init__")
        for path in sorted(package.rglob("*.py"))
    ]
    return [name for name in names if not name.startswith(NEEDS_DJANGO_SET_UP) and not name.endswith("__main__")]


def imported(names: list[str]) -> dict[str, object]:
    """What importing `names` in a fresh process did beside importing."""
    ran = subprocess.run(
        [sys.executable, "-c", _IMPORTING, json.dumps(names)], capture_output=True, text=True, check=False,
        env={k: v for k, v in os.environ.items() if not k.startswith("DJANGO")},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == ""
    found: dict[str, object] = json.loads(ran.stdout)
    return found


def test_imports_go_down_only() -> None:
    ran = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "0 broken" in ran.stdout


def test_importing_changes_neither_logging_warnings_environment_nor_threads_and_reaches_nothing() -> None:
    names = modules()
    assert len(names) > 60
    found = imported(names)
    assert found["told"] == []
    assert found["changed"] == {}


def test_no_model_library_is_loaded_before_it_is_needed() -> None:
    assert imported(["onrecord.studio", "onrecord.cli", "onrecord.stages"])["loaded"] == []
