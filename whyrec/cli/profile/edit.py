"""``whyrec profile edit``: change a profile in words."""

from __future__ import annotations

from typing import Annotated

import typer

from whyrec.cli._options import User, identifier
from whyrec.cli._session import Session
from whyrec.errors import InputError


async def edit(
    session: Session,
    user: User,
    words: Annotated[
        str,
        typer.Argument(help='What you want, such as "no more horror".', show_default=False),
    ],
) -> None:
    """Change a profile in words: "no more horror", "more comedies".

    What is not understood for certain is kept as a note, changes nothing, and is said so.
    """
    identifier(user)
    if any("\ud800" <= c <= "\udfff" for c in words):
        raise InputError("The words are not UTF-8.")
    async with session.anywhere() as rec:
        new = not await rec.knows(user)
        outcome = await rec.edit(user, words)
    version = outcome.revision.profile.version
    session.screen.say(outcome.message, style=None if outcome.understood else "yellow")
    if new:
        session.screen.note(f"Nothing was known of {user} before.")
    session.screen.say(f"This is version {version}.", style="dim")
    session.screen.result(
        {
            "user_id": user,
            "version": version,
            "understood": outcome.understood,
            "message": outcome.message,
        }
    )
