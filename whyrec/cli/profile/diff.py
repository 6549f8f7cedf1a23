"""``whyrec profile diff``: what changed between two versions."""

from __future__ import annotations

from typing import Annotated

import typer

from whyrec.cli._options import User
from whyrec.cli._session import Session
from whyrec.cli._users import require_known


async def diff(
    session: Session,
    user: User,
    old: Annotated[
        int | None,
        typer.Argument(min=0, help="A version; by default the last but one.", show_default=False),
    ] = None,
    new: Annotated[
        int | None,
        typer.Argument(min=0, help="Another; by default the newest.", show_default=False),
    ] = None,
) -> None:
    """Say in sentences what changed between two versions."""
    async with session.anywhere() as rec:
        look = session.look(rec)
        await require_known(rec, look, user)
        head = (await look.head(user)).version
        later = head if new is None else new
        earlier = max(0, later - 1) if old is None else old
        said = await rec.diff(user, earlier, later)
    session.screen.say(f"From version {earlier} to {later}:", style="bold")
    for line in said.splitlines():
        session.screen.say(f"  {line}")
    session.screen.result(
        {"user_id": user, "old": earlier, "new": later, "changes": said.splitlines()}
    )
