"""``whyrec profile``: see, change and take away what is known of a user."""

from __future__ import annotations

import typer

from whyrec.cli._command import command
from whyrec.cli._reach import Reach
from whyrec.cli.profile.diff import diff
from whyrec.cli.profile.edit import edit
from whyrec.cli.profile.erase import erase
from whyrec.cli.profile.export import export
from whyrec.cli.profile.forget import forget
from whyrec.cli.profile.history import history
from whyrec.cli.profile.rollback import rollback
from whyrec.cli.profile.show import show

__all__ = ["diff", "edit", "erase", "export", "forget", "history", "register", "rollback", "show"]


def register(app: typer.Typer, panel: str) -> None:
    """Add the commands."""
    group = typer.Typer(help="See, change and take away what is known of a user.")
    for function in (show, history, diff, edit, rollback, export, forget, erase):
        command(group, function.__name__, reach=Reach.SERVER)(function)
    app.add_typer(group, name="profile", rich_help_panel=panel, no_args_is_help=True)
