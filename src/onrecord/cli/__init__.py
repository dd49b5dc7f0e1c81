"""The commands: they parse, call the studio, draw progress and print. Nothing else prints or exits."""

from onrecord.cli.commands import main

__all__ = ["main"]
