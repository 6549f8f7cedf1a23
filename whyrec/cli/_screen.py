"""What a command writes: its result on stdout, everything else on stderr."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from whyrec.cli._plain import plain, to_json

PIPE_WIDTH = 120
"""Columns of a table that goes to a file or a pipe."""


class Screen:
    """Two consoles and the choice between people and machines.

    Nothing is read as markup: what is printed may come from anybody.

    Args:
        json: Write the result as JSON; what is meant for people is left out.
        verbose: Also say what is only of interest when looking for a fault.
    """

    def __init__(self, *, json: bool = False, verbose: bool = False) -> None:
        for stream in (sys.stdout, sys.stderr):
            # A stream that cannot show a character shows "?", and no traceback.
            with contextlib.suppress(AttributeError, ValueError):
                stream.reconfigure(errors="replace")  # type: ignore[union-attr]
        self.json = json
        self.verbose = verbose
        self.out = _console(sys.stdout)
        self.err = _console(sys.stderr)

    @property
    def interactive(self) -> bool:
        """Whether a person can be asked."""
        return sys.stdin.isatty() and sys.stderr.isatty()

    @property
    def unicode(self) -> bool:
        """Whether stdout can show more than ASCII."""
        return self.out.encoding.lower().replace("-", "") in ("utf8", "utf16")

    def say(self, *parts: RenderableType | object, style: str | None = None) -> None:
        """Print a line for people; nothing with ``--json``.

        Strings are made plain; rich's own renderables are printed as they are.
        """
        if not self.json:
            self.out.print(*map(_shown, parts), style=style)

    def note(self, text: object, style: str | None = "dim") -> None:
        """Print a line on stderr that is no part of the result."""
        self.err.print(plain(text), style=style)

    def result(self, value: Any) -> None:
        """Print the result as one JSON document; nothing without ``--json``."""
        if self.json:
            self.raw(to_json(jsonable(value), indent=2) + "\n")

    def raw(self, text: str) -> None:
        """Write text to stdout as it is."""
        sys.stdout.write(text)

    def flush(self) -> None:
        """Let what was written be read, by a command that goes on for long."""
        sys.stdout.flush()


class _Console(Console):
    """Leaves a reader that went away to who tells of failures, as every other writing does."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def _console(file: Any) -> Console:
    width = None if file.isatty() or "COLUMNS" in os.environ else PIPE_WIDTH
    return _Console(file=file, markup=False, highlight=False, emoji=False, width=width)


def _shown(part: object) -> Any:
    if isinstance(part, str) or not hasattr(part, "__rich_console__"):
        return plain(part)
    return part


def styled(*parts: tuple[object, str] | str) -> Text:
    """Plain text in pieces with styles."""
    text = Text()
    for part in parts:
        content, style = (part, "") if isinstance(part, str) else part
        text.append(plain(content), style=style)
    return text


def table(*columns: str | tuple[str, Mapping[str, Any]]) -> Table:
    """A table with few lines; a column may come with rich's own options."""
    made = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for column in columns:
        name, options = (column, {}) if isinstance(column, str) else column
        made.add_column(name, **options)
    return made


def jsonable(value: Any) -> Any:
    """JSON values for domain types, named tuples, paths and times."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return jsonable(value._asdict())
    if isinstance(value, Mapping):
        return {str(k): jsonable(v) for k, v in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [jsonable(v) for v in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Path) else value
