"""``whyrec model``: engines, what they can do, where they come from."""

from __future__ import annotations

import typer

from whyrec.cli._command import command
from whyrec.cli._reach import Reach
from whyrec.cli.model.probe import probe
from whyrec.cli.model.pull import pull
from whyrec.cli.model.serve import serve
from whyrec.cli.model.setup import setup

__all__ = ["probe", "pull", "register", "serve", "setup"]


def register(app: typer.Typer, panel: str) -> None:
    """Add the commands."""
    group = typer.Typer(help="Language models: measure, fetch, serve.")
    command(group, "probe")(probe)
    for function in (pull, setup, serve):
        command(group, function.__name__, reach=Reach.MACHINE)(function)
    app.add_typer(group, name="model", rich_help_panel=panel, no_args_is_help=True)
