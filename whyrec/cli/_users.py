"""Whether a user is anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whyrec.cli._options import identifier
from whyrec.errors import NotFoundError

if TYPE_CHECKING:
    from whyrec.cli._look import Look
    from whyrec.recommender import Recommender
    from whyrec.remote import RemoteRecommender


async def require_known(rec: Recommender | RemoteRecommender, look: Look, user: str) -> None:
    """Go on only with a user of whom something is known.

    Raises:
        NotFoundError: There are neither events nor a profile of that user.
    """
    identifier(user)
    if not await rec.knows(user):
        raise NotFoundError(
            f"Nothing is known of a user {user!r} ({look.place}).",
            remedy="See who there is with: whyrec users",
        )
