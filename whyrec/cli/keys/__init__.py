"""``whyrec keys``: who may ask the server for what."""

from __future__ import annotations

import typer

from whyrec.cli._command import command
from whyrec.cli.keys.create import create
from whyrec.cli.keys.list import list_keys
from whyrec.cli.keys.revoke import revoke

__all__ = ["create", "list_keys", "register", "revoke"]


def register(app: typer.Typer, panel: str) -> None:
    """Add the commands."""
    group = typer.Typer(help="Make, list and revoke the server's API keys.")
    command(group, "create")(create)
    command(group, "list")(list_keys)
    command(group, "revoke")(revoke)
    app.add_typer(group, name="keys", rich_help_panel=panel, no_args_is_help=True)
