"""``whyrec experiments show``: what is tried on whom."""

from __future__ import annotations

from whyrec.cli._options import identifier
from whyrec.cli._session import Session
from whyrec.cli.experiments._view import Name, print_experiment


async def show(session: Session, name: Name) -> None:
    """Show an experiment: its users, its variants, what each changes."""
    identifier(name, "experiment's")
    async with session.anywhere() as rec:
        found = await rec.experiments.get(name)
    print_experiment(session.screen, found)
    session.screen.result(found)
