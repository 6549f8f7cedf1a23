"""``whyrec profile rollback``: go back to an older version."""

from __future__ import annotations

from typing import Annotated

import typer

from whyrec.cli._options import User
from whyrec.cli._session import Session
from whyrec.cli._users import require_known


async def rollback(
    session: Session,
    user: User,
    version: Annotated[int, typer.Argument(min=0, help="The version.", show_default=False)],
) -> None:
    """Add a version whose interests are those of an older one.

    Events taken in since then wait again: the next evolve looks at them anew. Edits made since then
    are undone too, and no evolve brings them back: they are listed, to be said again where meant.
    """
    async with session.anywhere() as rec:
        look = session.look(rec)
        await require_known(rec, look, user)
        revision = await rec.rollback(user, version)
        before = await rec.profile(user, revision.profile.parent)
        gone = before.cited_events() - revision.profile.cited_events()
        events = await look.events(user) if gone else []
    said = [e for e in events if e.kind == "state" and e.id in gone]
    undone = [e.text or "" for e in said]
    now = revision.profile.version
    session.screen.say(f"Version {now} has the interests of version {version}.")
    if undone:
        session.screen.say(f"Edits made since then are undone too: {'; '.join(undone)}.")
    session.screen.result({"user_id": user, "version": now, "restored": version, "undone": undone})
