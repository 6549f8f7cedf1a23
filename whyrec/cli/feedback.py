"""``whyrec feedback``: what a user did with an item."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from whyrec.cli._command import command
from whyrec.cli._items import find_item
from whyrec.cli._options import User, identifier, moment
from whyrec.cli._reach import Reach
from whyrec.cli._session import Session

Kind = Literal["like", "dislike", "dismiss", "click", "view", "purchase", "share", "skip"]
"""`whyrec.domain.FeedbackKind`, here without loading the domain; a test compares them."""


async def feedback(
    session: Session,
    user: User,
    item: Annotated[
        str, typer.Argument(help="The item's id, or words of its title.", show_default=False)
    ],
    kind: Annotated[Kind, typer.Argument(help="What was done.", show_default=False)],
    event_id: Annotated[
        str | None,
        typer.Option(help="Id of the event; given twice it counts once.", show_default=False),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="When; by default now.", show_default=False),
    ] = None,
) -> None:
    """Keep what a user did with an item. The next list shows it at once."""
    identifier(user)
    if event_id is not None:
        identifier(event_id, "event")
    when = moment(at, "--at")
    async with session.anywhere() as rec:
        meant = await find_item(session.look(rec), item)
        event = await rec.feedback(user, meant.id, kind, event_id=event_id, at=when)
    session.screen.say(f"Kept: {kind} of {meant.title} by {user}.")
    session.screen.result(event)


def register(app: typer.Typer, panel: str) -> None:
    """Add the command."""
    command(app, "feedback", reach=Reach.SERVER, rich_help_panel=panel)(feedback)
