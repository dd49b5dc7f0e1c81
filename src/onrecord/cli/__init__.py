"""The commands: they parse, call the studio, draw progress and print. Nothing else prints or exits."""

from __future__ import annotations

import sys
from typing import NoReturn

from onrecord.core.errors import Interrupted
from onrecord.engines.memory import one_heap

__all__ = ["main"]


def main() -> NoReturn:
    """The command line. What it imports starts threads, and a thread stays with the heap that it found."""
    one_heap()
    try:
        from onrecord.cli.commands import main as run
    except KeyboardInterrupt:  # nothing is begun yet
        sys.exit(Interrupted.exit_code)
    run()
