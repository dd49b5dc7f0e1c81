"""The commands: they parse, call the studio, draw progress and print. Nothing else prints or exits."""

from __future__ import annotations

from typing import NoReturn

from onrecord.engines.memory import one_heap

__all__ = ["main"]


def main() -> NoReturn:
    """The command line. What it imports starts threads, and a thread stays with the heap that it found."""
    one_heap()
    from onrecord.cli.commands import main as run

    run()
