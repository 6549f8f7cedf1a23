"""``whyrec experiments stop``: everybody sees what the settings say again."""

from __future__ import annotations

from whyrec.cli._options import identifier
from whyrec.cli._session import Session
from whyrec.cli.experiments._view import Name


async def stop(session: Session, name: Name) -> None:
    """Stop an experiment for good. Its report stays."""
    identifier(name, "experiment's")
    async with session.anywhere() as rec:
        stopped = await rec.experiments.stop(name)
    session.screen.say(f"{stopped.name} ended at {stopped.ends_at:%Y-%m-%d %H:%M} UTC.")
    session.screen.result(stopped)
