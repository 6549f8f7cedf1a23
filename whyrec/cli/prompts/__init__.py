"""``whyrec prompts``: the prompts that ship, by task and version."""

from __future__ import annotations

import typer

from whyrec.cli._command import command
from whyrec.cli._reach import Reach
from whyrec.cli.prompts.list import list_all
from whyrec.cli.prompts.render import render
from whyrec.cli.prompts.show import show

__all__ = ["list_all", "register", "render", "show"]


def register(app: typer.Typer, panel: str) -> None:
    """Add the commands."""
    group = typer.Typer(help="See the prompts that the language model is asked with.")
    command(group, "list", reach=Reach.MACHINE)(list_all)
    command(group, "show", reach=Reach.MACHINE)(show)
    command(group, "render", reach=Reach.MACHINE)(render)
    app.add_typer(group, name="prompts", rich_help_panel=panel, no_args_is_help=True)
