"""``whyrec content show``: what one item is about."""

from __future__ import annotations

from typing import Annotated

import typer

from whyrec.cli._items import find_item
from whyrec.cli._plain import plain
from whyrec.cli._screen import styled, table
from whyrec.cli._session import Session
from whyrec.errors import NotFoundError


async def show(
    session: Session,
    item: Annotated[
        str, typer.Argument(help="The item's id, or words of its title.", show_default=False)
    ],
) -> None:
    """Show what is said of an item, and which of its own words show it."""
    async with session.anywhere() as rec:
        found = await find_item(session.look(rec), item)
        told = await rec.content.features(found.id)
    if told is None:
        raise NotFoundError(
            f"{found.title} is not described, or has changed since.",
            remedy="Describe what is new: whyrec content describe",
        )
    screen = session.screen
    screen.say(styled((f"{plain(found.title)}: by {told.written_by}", "bold")))
    rows = table("kind", "word", "shown by")
    for one in told.features:
        rows.add_row(one.kind, plain(one.label), plain(one.because))
    screen.say(rows if told.features else "Nothing of the vocabulary.")
    screen.result(told)
