"""``whyrec profile forget``: take one event back, everywhere."""

from __future__ import annotations

from typing import Annotated

import typer

from whyrec.cli._options import User, identifier
from whyrec.cli._session import Session


async def forget(
    session: Session,
    user: User,
    event: Annotated[str, typer.Argument(help="The event's id.", show_default=False)],
) -> None:
    """Forget one event everywhere, also in older versions; loading it again is refused."""
    identifier(user)
    identifier(event, "event")
    async with session.anywhere() as rec:
        profile = await rec.forget(user, event)
    session.screen.say(f"Forgotten. The profile is now version {profile.version}.")
    session.screen.result({"user_id": user, "event_id": event, "version": profile.version})
