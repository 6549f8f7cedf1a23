"""``whyrec profile erase``: delete everything known of a user."""

from __future__ import annotations

import typer

from whyrec._counted import counted
from whyrec.cli._options import User, Yes
from whyrec.cli._session import Session
from whyrec.cli._users import require_known
from whyrec.errors import InputError


async def erase(session: Session, user: User, yes: Yes = False) -> None:
    """Delete a user's events, profile and history for good. Asks first."""
    async with session.anywhere() as rec:
        look = session.look(rec)
        await require_known(rec, look, user)
        if not yes:
            if not session.screen.interactive:
                raise InputError("Erasing cannot be undone.", remedy="Confirm it with --yes.")
            events = len(await look.events(user))
            typer.confirm(
                f"Delete {counted(events, 'event')} and the profile of this user for good?",
                abort=True,
                err=True,
            )
        counts = await rec.erase(user)
    session.screen.say(
        f"Deleted {counted(counts.events, 'event')} and {counted(counts.versions, 'version')}."
    )
    session.screen.result({"user_id": user, **counts._asdict()})
