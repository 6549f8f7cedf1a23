"""``whyrec content``: what items are about."""

from __future__ import annotations

import typer

from whyrec.cli._command import command
from whyrec.cli._reach import Reach
from whyrec.cli.content.describe import describe
from whyrec.cli.content.review import accept, reject, review
from whyrec.cli.content.show import show

__all__ = ["accept", "describe", "register", "reject", "review", "show"]


def register(app: typer.Typer, panel: str) -> None:
    """Add the commands."""
    group = typer.Typer(help="Say what items are about, and review the words for it.")
    command(group, "describe")(describe)
    command(group, "show", reach=Reach.SERVER)(show)
    command(group, "review")(review)
    command(group, "accept")(accept)
    command(group, "reject")(reject)
    app.add_typer(group, name="content", rich_help_panel=panel, no_args_is_help=True)
