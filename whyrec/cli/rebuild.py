"""``whyrec rebuild``: vectors and collaborative factors anew from SQL."""

from __future__ import annotations

import typer

from whyrec._counted import counted
from whyrec.cli._command import command
from whyrec.cli._options import AsOf, moment
from whyrec.cli._session import Session


async def rebuild(session: Session, as_of: AsOf = None) -> None:
    """Make item vectors and collaborative factors anew from the database.

    This is also how the embedding model is changed: set the new one, then rebuild.
    """
    async with session.recommender() as rec:
        report = await rec.rebuild(as_of=moment(as_of), progress=session.stages)
    say = session.screen.say
    say(f"{counted(report.items, 'item vector')} by {report.embedding}.")
    factors = counted(report.collaborative_items, "item")
    say(f"{factors} with collaborative factors, up to {report.as_of:%F}.")
    if report.clusters:
        say(f"{counted(report.clusters, 'cluster')} of people.")
    session.screen.result(report)


def register(app: typer.Typer, panel: str) -> None:
    """Add the command."""
    command(
        app,
        "rebuild",
        instead="Run it where the server runs, without --url, while the server is stopped.",
        rich_help_panel=panel,
    )(rebuild)
