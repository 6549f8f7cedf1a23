"""``whyrec profile show``: what whyrec believes of a user."""

from __future__ import annotations

from typing import Annotated

import typer

from whyrec.cli._options import AsOf, User, moment
from whyrec.cli._profile_view import print_profile
from whyrec.cli._session import Session
from whyrec.cli._users import require_known


async def show(
    session: Session,
    user: User,
    version: Annotated[
        int | None, typer.Option(min=0, help="An older version.", show_default=False)
    ] = None,
    as_of: AsOf = None,
) -> None:
    """Show a user's interests with their strength, trend and number of events."""
    async with session.anywhere() as rec:
        look = session.look(rec)
        await require_known(rec, look, user)
        profile = await rec.profile(user, version, as_of=moment(as_of))
        events = 0 if profile.version else len(await look.events(user))
    print_profile(session.screen, profile)
    if events:
        session.screen.note(f"{events} events wait to be taken in: whyrec evolve {user}")
    session.screen.result(profile)
