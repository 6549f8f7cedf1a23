"""``whyrec refused``: what a user did that counts nothing."""

from __future__ import annotations

import typer

from whyrec.cli._command import command
from whyrec.cli._options import User, identifier
from whyrec.cli._plain import plain
from whyrec.cli._reach import Reach
from whyrec.cli._screen import table
from whyrec.cli._session import Session

SHOWN = 50
"""Events shown to people; as JSON all come."""


async def refused(session: Session, user: User) -> None:
    """List a user's events that are no evidence of taste, with the rule and why."""
    identifier(user)
    async with session.anywhere() as rec:
        found = await rec.refused_events(user)
    rows = table("when (UTC)", "what", "item", "rule", "why")
    for one in found[:SHOWN]:
        rows.add_row(
            f"{one.event.at:%Y-%m-%d %H:%M:%S}",
            one.event.kind,
            plain(one.event.item_id or ""),
            one.rule,
            plain(one.reason),
        )
    if found:
        session.screen.say(rows)
    else:
        session.screen.note(f"Everything {plain(user)} did counts.")
    if len(found) > SHOWN:
        session.screen.note(f"{len(found) - SHOWN:,} more, older ones; --json shows them all.")
    session.screen.result(found)


def register(app: typer.Typer, panel: str) -> None:
    """Add the command."""
    command(app, "refused", reach=Reach.SERVER, rich_help_panel=panel)(refused)
