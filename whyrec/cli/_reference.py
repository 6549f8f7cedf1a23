"""Writes ``docs/cli.md``: ``python -m whyrec.cli._reference``. A test compares the two."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from typing import Any

import typer

from whyrec.cli._command import PANEL

_HEAD = """# Commands

Written by `make docs` from the commands themselves; `whyrec COMMAND --help` says the same.

Every command also takes, before or after its name:

"""


def reference() -> str:
    """The reference of all commands as Markdown."""
    from whyrec.cli._app import app

    root = typer.main.get_command(app)
    context = root.context_class(root, info_name="whyrec")
    parts = [_HEAD + "\n".join(_rows(root, context, shared=True))]
    parts += list(_sections(root, context))
    return "\n\n".join(parts) + "\n"


def _sections(command: Any, context: Any) -> Iterator[str]:
    for name in getattr(command, "commands", {}):
        child = command.commands[name]
        below = child.context_class(child, info_name=name, parent=context)
        if hasattr(child, "commands"):
            yield from _sections(child, below)
            continue
        usage = " ".join(child.collect_usage_pieces(below))
        yield "\n\n".join(
            filter(
                None,
                [
                    f"## {below.command_path}",
                    f"    {below.command_path} {usage}",
                    re.sub(r"(?<!\n)\n(?!\n)", " ", inspect.cleandoc(child.help or "")),
                    "\n".join(_rows(child, below, shared=False)),
                ],
            )
        )


def _rows(command: Any, context: Any, *, shared: bool) -> Iterator[str]:
    for parameter in command.params:
        if (getattr(parameter, "rich_help_panel", None) == PANEL) is not shared:
            continue
        record = parameter.get_help_record(context)
        if record is not None:
            name, said = record
            yield f"- `{name}`: {' '.join(said.split())}"


if __name__ == "__main__":
    sys.stdout.write(reference())
