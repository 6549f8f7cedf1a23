"""``whyrec why``: why this item, from the user's own events."""

from __future__ import annotations

from typing import Annotated

import typer

from whyrec.cli._command import command
from whyrec.cli._items import find_item
from whyrec.cli._options import AsOf, User, identifier, moment
from whyrec.cli._reach import Reach
from whyrec.cli._recommendation_view import print_explanation
from whyrec.cli._scene import AtTime, AtWeekend, InDaypart, InScene, OnDevice, scene_told
from whyrec.cli._scene_remarks import remarks
from whyrec.cli._session import Session


async def why(
    session: Session,
    user: User,
    item: Annotated[
        str, typer.Argument(help="The item's id, or words of its title.", show_default=False)
    ],
    no_model: Annotated[
        bool, typer.Option("--no-model", help="Compose the answer without the language model.")
    ] = False,
    scene: InScene = None,
    device: OnDevice = None,
    daypart: InDaypart = None,
    weekend: AtWeekend = None,
    at: AtTime = None,
    as_of: AsOf = None,
) -> None:
    """Say why an item suits a user, citing the user's own events.

    It also says where the item would rank without those events. Of a list that was made for a
    scene, say the scene.
    """
    told = scene_told(scene, device, daypart, weekend, at)
    async with session.anywhere() as rec:
        identifier(user)
        for line in [] if told is None else await remarks(rec, told, user):
            session.screen.note(line)
        meant = await find_item(session.look(rec), item)
        answer = await rec.why(
            user,
            meant.id,
            use_model=not no_model,
            scene=told,
            shown=False,
            as_of=moment(as_of),
            progress=session.stages,
        )
        session.stages.clear()
        known = await rec.knows(user)
    if not known:
        session.screen.note(
            f"Nothing is known of a user {user!r}, so no event of theirs can be a reason. "
            "See who there is with: whyrec users"
        )
    print_explanation(session.screen, meant.title, answer)
    session.screen.result(answer)


def register(app: typer.Typer, panel: str) -> None:
    """Add the command."""
    command(app, "why", reach=Reach.SERVER, rich_help_panel=panel)(why)
