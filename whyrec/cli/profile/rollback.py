"""``whyrec profile rollback``: go back to an older version."""

from __future__ import annotations

from typing import Annotated

import typer

from whyrec.cli._options import User
from whyrec.cli._session import Session
from whyrec.cli._users import known_user


async def rollback(
    session: Session,
    user: User,
    version: Annotated[int, typer.Argument(min=0, help="The version.", show_default=False)],
) -> None:
    """Add a version whose interests are those of an older one.

    Events taken in since then wait again: the next evolve looks at them anew.
    """
    async with session.recommender() as rec:
        known_user(rec, user)
        revision = await rec.rollback(user, version)
    now = revision.profile.version
    session.screen.say(f"Version {now} has the interests of version {version}.")
    session.screen.result({"user_id": user, "version": now, "restored": version})
