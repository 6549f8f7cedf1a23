"""``whyrec model``: engines, what they can do, where they come from."""

from __future__ import annotations

import typer

from whyrec.cli._command import command
from whyrec.cli.model.probe import probe

__all__ = ["probe", "register"]


def register(app: typer.Typer, panel: str) -> None:
    """Add the commands."""
    group = typer.Typer(help="Language models: measure, fetch, serve.")
    command(group, "probe")(probe)
    app.add_typer(group, name="model", rich_help_panel=panel, no_args_is_help=True)
