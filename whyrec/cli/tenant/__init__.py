"""``whyrec tenant``: a tenant's rules."""

from __future__ import annotations

import typer

from whyrec.cli._command import command
from whyrec.cli.tenant.policy import policy
from whyrec.cli.tenant.retain import retain

__all__ = ["policy", "register", "retain"]


def register(app: typer.Typer, panel: str) -> None:
    """Add the commands."""
    group = typer.Typer(help="See and set a tenant's rules; --tenant says whose.")
    command(group, "policy")(policy)
    command(group, "retain")(retain)
    app.add_typer(group, name="tenant", rich_help_panel=panel, no_args_is_help=True)
