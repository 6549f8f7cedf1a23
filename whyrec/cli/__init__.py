"""The command line: one file a command."""

from whyrec.cli._main import main

__all__ = ["main"]
