"""``whyrec users``: who there is."""

from __future__ import annotations

from typing import Annotated

import typer

from whyrec.cli._command import command
from whyrec.cli._plain import plain
from whyrec.cli._reach import Reach
from whyrec.cli._screen import table
from whyrec.cli._session import Session

SHOWN = 50
"""Users shown to people who set no limit."""


async def users(
    session: Session,
    limit: Annotated[
        int | None,
        typer.Option(
            min=1,
            help=f"At most this many. By default {SHOWN} on a screen, all as JSON.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """List the users, those with most events first."""
    async with session.anywhere() as rec:
        found = await rec.users()
        versions = await session.look(rec).versions()
    found = sorted(found, key=lambda u: (-u.events, u.user_id))
    shown = found[: limit or (None if session.screen.json else SHOWN)]
    rows = table("user", ("events", {"justify": "right"}), "first", "last", "profile")
    for user in shown:
        version = versions.get(user.user_id)
        rows.add_row(
            plain(user.user_id),
            f"{user.events:,}",
            f"{user.first:%Y-%m-%d}",
            f"{user.last:%Y-%m-%d}",
            "" if version is None else f"version {version}",
        )
    session.screen.say(rows)
    if len(found) > len(shown):
        session.screen.note(f"{len(found) - len(shown):,} more; --limit shows more of them.")
    if not found:
        session.screen.note("No events yet. Load some: whyrec ingest --items … --events …")
    session.screen.result(
        [{**u._asdict(), "profile_version": versions.get(u.user_id, 0)} for u in shown]
    )


def register(app: typer.Typer, panel: str) -> None:
    """Add the command."""
    command(app, "users", reach=Reach.SERVER, rich_help_panel=panel)(users)
