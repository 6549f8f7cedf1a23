"""``whyrec timezone``: where on the clock a user lives."""

from __future__ import annotations

from typing import Annotated

import typer

from whyrec.cli._command import command
from whyrec.cli._options import User, identifier
from whyrec.cli._reach import Reach
from whyrec.cli._session import Session
from whyrec.errors import InputError

_UNKNOWN = "Nothing is known of a user {!r} yet: a time zone counts from their first event on."


async def timezone(
    session: Session,
    user: User,
    zone: Annotated[
        str | None,
        typer.Argument(help="Such as Europe/Vienna; by default it is shown.", show_default=False),
    ] = None,
    forget: Annotated[bool, typer.Option("--forget", help="Forget the user's own.")] = False,
) -> None:
    """Show or set a user's time zone, by which times of day and of the week are told.

    A user without one has the tenant's: whyrec tenant policy --timezone. Without either no time of
    day is claimed.
    """
    identifier(user)
    if zone is not None and forget:
        raise InputError("Name a time zone or give --forget, not both.")
    async with session.anywhere() as rec:
        known = await rec.knows(user)
        if zone is None and not forget:
            found = await rec.timezone(user)
        else:
            found = await rec.set_timezone(user, zone)
    if not known:
        session.screen.note(_UNKNOWN.format(user))
    session.screen.say(f"{user}: {found or 'no time zone is known'}")
    session.screen.result({"user_id": user, "timezone": found})


def register(app: typer.Typer, panel: str) -> None:
    """Add the command."""
    command(app, "timezone", reach=Reach.SERVER, rich_help_panel=panel)(timezone)
