"""``whyrec profile export``: everything known of a user, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from whyrec._counted import counted
from whyrec.cli._files import write_whole
from whyrec.cli._options import User, new_file
from whyrec.cli._plain import to_json
from whyrec.cli._session import Session
from whyrec.cli._users import require_known


async def export(
    session: Session,
    user: User,
    out: Annotated[
        Path | None, typer.Option(help="File; by default stdout.", show_default=False)
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file.")] = False,
) -> None:
    """Write profile, every version and all events of a user as JSON."""
    target = None if out is None else new_file(out, force=force)
    async with session.anywhere() as rec:
        await require_known(rec, session.look(rec), user)
        everything = await rec.export(user)
    text = to_json(everything, indent=2) + "\n"
    if target is None:
        session.screen.raw(text)
        return
    write_whole(target, text)
    session.screen.say(f"{target}: {counted(len(everything['events']), 'event')}.")
    session.screen.result({"user_id": user, "file": target})
