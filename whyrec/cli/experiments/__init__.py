"""``whyrec experiments``: what is tried on whom, and what comes of it."""

from __future__ import annotations

import typer

from whyrec.cli._command import command
from whyrec.cli._reach import Reach
from whyrec.cli.experiments.list import list_experiments
from whyrec.cli.experiments.report import report
from whyrec.cli.experiments.show import show
from whyrec.cli.experiments.start import start
from whyrec.cli.experiments.stop import stop

__all__ = ["list_experiments", "register", "report", "show", "start", "stop"]


def register(app: typer.Typer, panel: str) -> None:
    """Add the commands."""
    group = typer.Typer(help="Try settings on some users, and see what they do.")
    command(group, "start", reach=Reach.SERVER)(start)
    command(group, "stop", reach=Reach.SERVER)(stop)
    command(group, "list", reach=Reach.SERVER)(list_experiments)
    command(group, "show", reach=Reach.SERVER)(show)
    command(group, "report", reach=Reach.SERVER)(report)
    app.add_typer(group, name="experiments", rich_help_panel=panel, no_args_is_help=True)
