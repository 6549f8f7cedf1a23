"""``whyrec eval``: measure, compare, fit."""

from __future__ import annotations

import typer

from whyrec.cli._command import command
from whyrec.cli._reach import Reach
from whyrec.cli.eval.compare import compare
from whyrec.cli.eval.fit_ranker import fit_ranker
from whyrec.cli.eval.list import list_
from whyrec.cli.eval.report import report
from whyrec.cli.eval.run import run

__all__ = ["compare", "fit_ranker", "list_", "register", "report", "run"]


def register(app: typer.Typer, panel: str) -> None:
    """Add the commands."""
    group = typer.Typer(help="Measure recommendations, compare runs, fit the ranker.")
    for name, function in (
        ("list", list_),
        ("run", run),
        ("compare", compare),
        ("report", report),
        ("fit-ranker", fit_ranker),
    ):
        command(group, name, reach=Reach.MACHINE)(function)
    app.add_typer(group, name="eval", rich_help_panel=panel, no_args_is_help=True)
