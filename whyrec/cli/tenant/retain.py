"""``whyrec tenant retain``: let go of what the rules say is too old."""

from __future__ import annotations

from whyrec._counted import counted
from whyrec.cli._session import Session


async def retain(session: Session) -> None:
    """Forget for good what is older than the tenant's rules allow. A server does it once a day.

    What is forgotten is taken out of every version of the profiles, and loading it again is
    refused. Ages are counted to now, also of an imported history.
    """
    async with session.recommender() as rec:
        done = await rec.tenants.retain(progress=session.stages)
    session.stages.clear()
    session.screen.say(
        f"{counted(done.events, 'event')} of {counted(done.users, 'user')} forgotten, "
        f"{counted(done.shown, 'list')} shown in chats deleted."
    )
    if done.left:
        session.screen.note(
            f"The profiles of {counted(done.left, 'user')} kept changing: run it again.",
            style="yellow",
        )
    session.screen.result(done)
